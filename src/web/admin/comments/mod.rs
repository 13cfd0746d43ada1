//! The queue: comments of all posts or of one, in one state, a page at a time.

mod card;
pub mod decisions;
mod notice;
pub mod one;
mod place;
mod spam_note;
pub mod words;

use askama::Template;
use axum::extract::State;
use axum::response::Response;

pub use card::{Card, why};
use notice::Notice;
pub use place::{Parts, Place};
use spam_note::SpamNote;

use super::choices::{Choice, choices};
use super::desk::Desk;
use crate::app::App;
use crate::model::comment::{CommentState, Policy, Reason, Verdict};
use crate::model::ids::{CommentId, PostId};
use crate::store::queue::{self, narrowed};
use crate::store::reports::notes;
use crate::store::{Reader, comments};
use crate::web::error::Failure;
use crate::web::extractors::{Member, Query};
use crate::web::page;

#[derive(Template)]
#[template(path = "admin/comments.html")]
struct QueuePage {
    desk: Desk,
    notice: Option<Notice>,
    tabs: Vec<Tab>,
    place: Place,
    /// The post that the queue is narrowed to, and where the same list of all posts is.
    post: Option<(String, String)>,
    /// Where the same list of all senders is, if it is narrowed to one.
    sender: Option<String>,
    reasons: Vec<Choice>,
    /// The two orders in which what waits can be read.
    orders: Vec<Choice>,
    /// So many were looked at, and there are more.
    looks_further: bool,
    /// Where the whole list of this state is.
    unnarrowed: Option<String>,
    comments: Vec<Card>,
    verdicts: Vec<Button>,
    first: Option<String>,
    next: Option<String>,
    /// What is said where nothing stands, and where to go from there.
    empty: &'static str,
    onward: (String, &'static str),
}

/// One of the states that can be looked at.
struct Tab {
    label: &'static str,
    count: Option<i64>,
    href: String,
    is_current: bool,
}

/// Something that can be done with a comment.
pub struct Button {
    /// The state that it leads to, as forms say it.
    pub state: &'static str,
    /// The end of the address that a single comment's form is sent to.
    pub resource: &'static str,
    pub label: &'static str,
    pub is_approval: bool,
}

/// What can be done with a comment of this state.
pub fn buttons(from: CommentState) -> Vec<Button> {
    let allowed = Verdict::ALL.into_iter().filter(|verdict| from.may_become(verdict.state()));
    allowed.map(button).collect()
}

fn button(verdict: Verdict) -> Button {
    let (resource, label) = match verdict {
        Verdict::Approve => ("publication", "Approve"),
        Verdict::Reject => ("rejection", "Reject"),
        Verdict::Spam => ("spam", "Spam"),
        Verdict::Delete => ("deletion", "Delete"),
    };
    Button { state: verdict.state().word(), resource, label, is_approval: verdict == Verdict::Approve }
}

/// Where in the queue, and what was just done there.
#[derive(Debug, Default, serde::Deserialize)]
pub struct Asked {
    #[serde(flatten)]
    parts: Parts,
    #[serde(flatten)]
    just_done: notice::JustDone,
}

pub async fn index(
    State(app): State<App>,
    member: Member,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let mut db = app.db.reader().await?;
    let place = asked.parts.place().ok_or(Failure::NotFound)?;
    let notice = Notice::read(&mut db, &place, &asked.just_done).await?;
    page::private(&read(&app, db, member, place, notice).await?)
}

/// The queue at a place, with something to say above it.
async fn read(
    app: &App,
    mut db: Reader,
    member: Member,
    place: Place,
    notice: Option<Notice>,
) -> Result<QueuePage, Failure> {
    let post = match place.post {
        Some(id) => Some(queue::post_title(&mut db, PostId(id)).await?.ok_or(Failure::NotFound)?),
        None => None,
    };
    let sought = place.sought();
    let found = if sought.is_narrow() {
        narrowed::page(&mut db, place.view(), &sought, queue::PAGE).await?
    } else {
        queue::page(&mut db, place.view(), queue::PAGE).await?
    };
    let counts = comments::counts(&mut db).await?;
    let ids: Vec<CommentId> = found.entries.iter().map(|entry| entry.id).collect();
    let others = narrowed::others(&mut db, &ids).await?;
    let reported = narrowed::reported(&mut db, &ids).await?;
    let notes = notes::of(&mut db, &ids).await?;
    drop(db);
    let desk = Desk::new(app, member);
    let settings = &desk.settings;
    let learner = app.spam.learner();
    let card = |entry| {
        let spam = SpamNote::of(&learner, &entry);
        Card { spam, ..Card::new(settings, &place, entry) }
    };
    let mut cards: Vec<Card> = found.entries.into_iter().map(card).collect();
    for card in &mut cards {
        card.tell_others(&others);
        card.tell_reports(&reported, &notes);
    }
    let (empty, onward) = emptiness(&place, settings.comments.policy, found.next.is_some());
    Ok(QueuePage {
        notice,
        tabs: tabs(&place, &counts),
        post: post.map(|title| (title, Place { post: None, ..place.first() }.href())),
        sender: place.sender.map(|_| Place { sender: None, ..place.first() }.href()),
        reasons: choices(place.reason, reasons()),
        orders: if place.may_be_ordered() { choices(place.is_by_score, ORDERS) } else { Vec::new() },
        looks_further: sought.is_narrow() && found.next.is_some(),
        unnarrowed: sought.is_narrow().then(|| Place::all(place.state).href()),
        comments: cards,
        verdicts: buttons(place.state),
        first: place.after.map(|_| place.first().href()),
        next: found.next.map(|last| Place { after: Some(last.0), ..place.clone() }.href()),
        empty,
        onward,
        place,
        desk,
    })
}

const ORDERS: [(bool, &str, &str); 2] =
    [(false, "", "longest waiting first"), (true, "score", "surest spam last")];

/// What the queue can be narrowed by, the first of which is nothing.
fn reasons() -> [(Option<Reason>, &'static str, &'static str); 22] {
    std::array::from_fn(|place| match place.checked_sub(1).and_then(|place| Reason::ALL.get(place)) {
        None => (None, "", "any reason"),
        Some(reason) => (Some(*reason), reason.word(), card::short(*reason)),
    })
}

/// The counts are the whole blog's: beside the comments of one post they would mislead.
fn tabs(place: &Place, counts: &[(CommentState, i64)]) -> Vec<Tab> {
    let shown = [
        (CommentState::Pending, "Waiting"),
        (CommentState::Published, "Published"),
        (CommentState::Spam, "Spam"),
        (CommentState::Rejected, "Rejected"),
        (CommentState::Deleted, "Deleted"),
    ];
    let total = |state| counts.iter().find(|(of, _)| *of == state).map(|(_, total)| *total);
    let tab = |(state, label)| Tab {
        label,
        count: total(state).filter(|total| *total > 0 && !place.is_narrowed()),
        href: Place { state, ..place.first() }.href(),
        is_current: state == place.state,
    };
    shown.into_iter().map(tab).collect()
}

/// What an empty list says, and the link that leads on.
fn emptiness(place: &Place, policy: Policy, has_more: bool) -> (&'static str, (String, &'static str)) {
    let waiting = (Place::WAITING.href(), "Look at what waits");
    if place.sought().is_narrow() {
        let all = (Place { post: place.post, ..Place::all(place.state) }.href(), "Look at all of them");
        return if has_more {
            ("Nothing like this is among those that were looked at. There are more.", all)
        } else {
            ("Nothing like this is here.", all)
        };
    }
    if place.after.is_some() {
        return ("Nothing comes after this.", (place.first().href(), "Back to the first ones"));
    }
    if place.post.is_some() {
        let all = Place::all(place.state);
        return ("There is none of these under this post.", (all.href(), "Look under all posts"));
    }
    match place.state {
        CommentState::Pending => {
            let published = Place::all(CommentState::Published);
            (waiting_for(policy), (published.href(), "Look at the published ones"))
        }
        CommentState::Published => ("No comment is published yet.", waiting),
        CommentState::Spam => {
            ("There is no spam. What you mark as spam is kept here, out of sight.", waiting)
        }
        CommentState::Rejected => {
            ("Nothing is rejected. What you reject is kept here, out of sight.", waiting)
        }
        CommentState::Deleted => {
            ("Nothing is deleted. What you delete stays here, so that it can be brought back.", waiting)
        }
    }
}

fn waiting_for(policy: Policy) -> &'static str {
    match policy {
        Policy::HoldAll => "No comment waits. Every new one will stand here until you have read it.",
        Policy::HoldFirst => {
            "No comment waits. New ones by people who were not here before will stand here until you have read them."
        }
        Policy::HoldDoubtful => {
            "No comment waits. New ones that look like spam will stand here until you have read them; all others are published at once."
        }
        Policy::Publish => {
            "No comment waits. New ones are published at once; only doubtful ones will stand here first."
        }
        Policy::Closed => "No comment waits, and none will come: comments are closed on the whole blog.",
        Policy::Hidden => "No comment waits, and none will come: comments are hidden on the whole blog.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_state_offers_what_may_be_done_with_it() {
        let labels = |state| buttons(state).into_iter().map(|button| button.label).collect::<Vec<_>>();
        assert_eq!(labels(CommentState::Pending), ["Approve", "Reject", "Spam", "Delete"]);
        assert_eq!(labels(CommentState::Published), ["Reject", "Spam", "Delete"]);
        assert_eq!(labels(CommentState::Deleted), ["Approve"]);
    }
}
