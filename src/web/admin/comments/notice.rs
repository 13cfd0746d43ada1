//! What a decision came to, said above the queue. It is read anew from where the comments stand, so that a link can't
//! make up a notice and a page that is loaded again tells what is still so.

use super::Place;
use crate::actions::comments::moderate::{AT_ONCE, Outcome};
use crate::model::comment::CommentState;
use crate::model::ids::CommentId;
use crate::model::own_comment::is_taken_back;
use crate::store::queue::{self, Standing};
use crate::store::{Source, StoreError, reports};

/// What an address says was done at a place: ids, and the state that the decision led to.
#[derive(Debug, Default, serde::Deserialize)]
pub struct JustDone {
    to: Option<CommentState>,
    #[serde(default)]
    done: String,
    #[serde(default)]
    undone: String,
    #[serde(default)]
    left: String,
    #[serde(default)]
    changed: String,
    #[serde(default)]
    unknown: String,
    /// A comment whose reports were dismissed, or wait again.
    #[serde(default)]
    dismissed: String,
    #[serde(default)]
    reopened: String,
    /// One that was reported again before it was said to be fine.
    #[serde(default)]
    further: String,
    /// One whose reports did not come back.
    #[serde(default)]
    late: String,
}

/// Where the queue tells about a decision.
pub fn told_at(place: &Place, to: CommentState, outcome: &Outcome) -> String {
    with_lists(place, to, "done", outcome)
}

/// Where the queue tells about a decision that was taken back.
pub fn taken_back_at(place: &Place, to: CommentState, outcome: &Outcome) -> String {
    with_lists(place, to, "undone", outcome)
}

fn with_lists(place: &Place, to: CommentState, done: &str, outcome: &Outcome) -> String {
    let mut address = format!("{}&to={}", place.href(), to.word());
    let left = [&outcome.late, &outcome.wordless, &outcome.withdrawn].map(Vec::as_slice).concat();
    let lists = [
        (done, &outcome.done),
        ("left", &left),
        ("changed", &outcome.changed),
        ("unknown", &outcome.unknown),
    ];
    for (name, ids) in lists.into_iter().filter(|(_, ids)| !ids.is_empty()) {
        let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
        address.push_str(&format!("&{name}={}", ids.join(",")));
    }
    address
}

/// Something to say above the queue, and the way to take it back.
#[derive(Default)]
pub struct Notice {
    pub sentences: Vec<Sentence>,
    pub undo: Option<Undo>,
    pub is_fault: bool,
}

/// A sentence in which a person may be named, whose name is kept apart from the direction of the rest.
#[derive(Debug, PartialEq, Eq)]
pub struct Sentence {
    pub before: String,
    pub name: Option<String>,
    pub after: String,
}

/// The form that takes a decision back.
pub struct Undo {
    pub action: String,
    pub to: &'static str,
    /// Each comment with its decision, as forms say them.
    pub ids: Vec<String>,
}

impl Notice {
    /// A request that could not be followed.
    pub fn fault(sentence: &str) -> Self {
        Self { sentences: vec![plain(sentence.to_owned())], undo: None, is_fault: true }
    }

    pub async fn read(
        db: &mut impl Source,
        place: &Place,
        just: &JustDone,
    ) -> Result<Option<Self>, StoreError> {
        let Some(to) = just.to else { return Self::about_reports(db, place, just).await };
        let mut notice = Self::default();
        let done = moved(db, &just.done, (place.state, to)).await?;
        if !done.is_empty() {
            notice.sentences.push(about(&done, |_, are| format!(" {are} {}.", participle(to))));
            notice.undo = Some(Undo::of(&done, to));
        }
        let undone = moved(db, &just.undone, (to, place.state)).await?;
        if !undone.is_empty() {
            notice.sentences.push(about(&undone, |_, are| format!(" {are} {} again.", again(place.state))));
        }
        let left = queue::standing(db, &ids(&just.left)).await?;
        if !left.is_empty() {
            notice.sentences.push(about(&left, |one, were| why_left(one, were, to)));
        }
        let changed = changed(db, &just.changed, place.state).await?;
        if !changed.is_empty() {
            notice.sentences.push(about(&changed, |one, are| why_changed(one.is_some(), are)));
        }
        let unknown = ids(&just.unknown);
        let found = queue::standing(db, &unknown).await?.len();
        match unknown.len() - found {
            0 => {}
            1 => notice.sentences.push(plain("One comment is not there: it may never have been.".to_owned())),
            many => notice.sentences.push(plain(format!("{many} comments are not there."))),
        }
        Ok((!notice.sentences.is_empty()).then_some(notice))
    }

    async fn about_reports(
        db: &mut impl Source,
        place: &Place,
        just: &JustDone,
    ) -> Result<Option<Self>, StoreError> {
        let named =
            [&just.dismissed, &just.reopened, &just.further, &just.late].map(|listed| ids(listed)).concat();
        let [id] = named.as_slice() else { return Ok(None) };
        let found = queue::standing(db, &[*id]).await?;
        let standing = reports::standing(db, *id).await?;
        if found.is_empty() {
            return Ok(None);
        }
        if !just.dismissed.is_empty() && standing.is_dismissed {
            let sentence =
                about(&found, |_, _| " stays where it is, and its reports are done with.".to_owned());
            let action = format!("/admin/comments/{id}/reports/undo");
            let undo = Undo { action, to: place.state.word(), ids: vec![id.to_string()] };
            return Ok(Some(Self { sentences: vec![sentence], undo: Some(undo), is_fault: false }));
        }
        if !just.further.is_empty() && standing.is_reported {
            let sentence = about(&found, |_, are| {
                format!(
                    " {are} left as it was: it was reported again since you saw it. Read the new report, then decide."
                )
            });
            return Ok(Some(Self { sentences: vec![sentence], undo: None, is_fault: true }));
        }
        // Who presses the button twice finds it done.
        let is_reopened = !just.reopened.is_empty() || !just.late.is_empty();
        if is_reopened && standing.is_reported {
            let sentence = about(&found, |_, _| " waits for you again because of its reports.".to_owned());
            return Ok(Some(Self { sentences: vec![sentence], undo: None, is_fault: false }));
        }
        if !just.late.is_empty() && !standing.is_dismissed {
            return Ok(Some(Self::fault("Nothing was undone: somebody has decided about it since.")));
        }
        Ok(None)
    }
}

impl Undo {
    fn of(done: &[Standing], to: CommentState) -> Self {
        let decided = |comment: &Standing| match comment.decision {
            Some(decision) => format!("{}-{decision}", comment.id),
            None => comment.id.to_string(),
        };
        let ids = done.iter().map(decided).collect();
        let action = match done {
            [one] => format!("/admin/comments/{}/undo", one.id),
            _ => "/admin/comments/bulk/undo".to_owned(),
        };
        Self { action, to: to.word(), ids }
    }
}

/// Those of the listed comments whose last move was this one.
async fn moved(
    db: &mut impl Source,
    listed: &str,
    (from, to): (CommentState, CommentState),
) -> Result<Vec<Standing>, StoreError> {
    let mut found = queue::standing(db, &ids(listed)).await?;
    found.retain(|comment| comment.state == to && comment.state_before == Some(from));
    Ok(found)
}

/// Those of the listed comments that are where they were seen, and don't say any more what they said at first.
async fn changed(
    db: &mut impl Source,
    listed: &str,
    seen_in: CommentState,
) -> Result<Vec<Standing>, StoreError> {
    let mut found = queue::standing(db, &ids(listed)).await?;
    found.retain(|comment| comment.state == seen_in && comment.versions > 0);
    Ok(found)
}

/// The ids of a list such as `1,2,3`; what is none is passed over.
fn ids(listed: &str) -> Vec<CommentId> {
    let mut ids: Vec<CommentId> =
        listed.split(',').filter_map(|id| id.parse().ok()).map(CommentId).take(AT_ONCE).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

fn plain(sentence: String) -> Sentence {
    Sentence { before: sentence, name: None, after: String::new() }
}

/// A sentence about one comment by name, or about many by their number.
fn about(comments: &[Standing], rest: impl Fn(Option<&Standing>, &str) -> String) -> Sentence {
    match comments {
        [one] => Sentence {
            before: "The comment by ".to_owned(),
            name: Some(one.name.clone()),
            after: rest(Some(one), "is"),
        },
        many => plain(format!("{} comments{}", many.len(), rest(None, "are"))),
    }
}

fn why_left(one: Option<&Standing>, are: &str, wanted: CommentState) -> String {
    let Some(comment) = one else {
        return format!(" {are} left as they were: something was decided about them meanwhile.");
    };
    if is_taken_back(comment.reason) {
        return format!(" {are} left as it was: its writer has deleted it, and nobody else brings it back.");
    }
    if wanted == CommentState::Published && !comment.has_words {
        return format!(" {are} left as it was: nothing is left of it that could be published.");
    }
    let state = participle(comment.state);
    match &comment.decided_by_name {
        Some(who) => format!(" {are} left as it was: it is {state} by now, and that was {who}’s decision."),
        None => format!(" {are} left as it was: it is {state} by now."),
    }
}

fn why_changed(is_one: bool, are: &str) -> String {
    if is_one {
        format!(" {are} left as it was: it was changed since you saw it. Read it again.")
    } else {
        format!(" {are} left as they were: they were changed since you saw them. Read them again.")
    }
}

pub fn participle(state: CommentState) -> &'static str {
    match state {
        CommentState::Pending => "waiting",
        CommentState::Published => "approved",
        CommentState::Spam => "marked as spam",
        CommentState::Rejected => "rejected",
        CommentState::Deleted => "deleted",
    }
}

/// As `participle`, where a comment has come back.
fn again(state: CommentState) -> &'static str {
    if state == CommentState::Published { "published" } else { participle(state) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_ids_is_read_as_far_as_it_is_one() {
        assert_eq!(ids("3,1,x,,3,-2"), [CommentId(-2), CommentId(1), CommentId(3)]);
        let many: Vec<String> = (0..1000).map(|id| id.to_string()).collect();
        assert_eq!(ids(&many.join(",")).len(), AT_ONCE);
    }

    #[test]
    fn what_was_done_is_told_by_an_address_of_ours() {
        let outcome = Outcome {
            done: vec![CommentId(1), CommentId(2)],
            late: vec![CommentId(3)],
            changed: vec![CommentId(6)],
            wordless: vec![CommentId(4)],
            withdrawn: vec![CommentId(5)],
            unknown: Vec::new(),
        };
        assert_eq!(
            told_at(&Place::WAITING, CommentState::Published, &outcome),
            "/admin/comments?state=pending&to=published&done=1,2&left=3,4,5&changed=6"
        );
        assert_eq!(
            taken_back_at(&Place::WAITING, CommentState::Spam, &Outcome::default()),
            "/admin/comments?state=pending&to=spam"
        );
    }
}
