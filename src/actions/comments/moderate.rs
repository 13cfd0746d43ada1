//! Deciding about comments, one or many in one unit, and taking the last decision back.

use super::keys_of;
use crate::actions::standing::allowed;
use crate::app::App;
use crate::model::comment::{CommentState, Reason, Verdict};
use crate::model::ids::{CommentId, UserId};
use crate::model::key::Keys;
use crate::model::own_comment::is_taken_back;
use crate::model::timestamp::Timestamp;
use crate::model::user::{Deed, User};
use crate::store::comments::write::set_state;
use crate::store::queue::{self, Standing};
use crate::store::{StoreError, Unit, audit, reports};

/// The most comments that one decision is about.
pub const AT_ONCE: usize = 200;

/// A comment as it was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seen {
    pub id: CommentId,
    /// How many versions came before the one that was looked at.
    pub versions: i64,
}

impl Seen {
    /// For what publishes nothing that was not public before: it is done whatever the comment says.
    pub(super) fn whatever_it_says(id: CommentId) -> Self {
        Self { id, versions: 0 }
    }
}

/// A decision that is to be taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ToUndo {
    pub comment: CommentId,
    /// Its row of the audit. Without it, one's own last decision is meant.
    pub decision: Option<i64>,
}

/// From the state that a moderator saw to the one that they want.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Move {
    pub from: CommentState,
    pub to: CommentState,
}

/// What became of each comment, in the order of their ids.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Now in the state that was wanted, by this request or by the same person's same one before.
    pub done: Vec<CommentId>,
    /// Left as they are: somebody has changed them since they were looked at.
    pub late: Vec<CommentId>,
    /// Left as they are: they say something else by now than what was to be published.
    pub changed: Vec<CommentId>,
    /// Left as they are: nothing is left of them that could be published.
    pub wordless: Vec<CommentId>,
    /// Left as they are: their writers have deleted them, and nobody else brings them back.
    pub withdrawn: Vec<CommentId>,
    /// There are none such.
    pub unknown: Vec<CommentId>,
}

/// Why nothing at all was decided.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error("This is for whoever may moderate comments.")]
    NotAllowed,
    #[error("At most {AT_ONCE} comments can be decided at once.")]
    TooMany,
    #[error("Comments don’t go from this state to that one.")]
    NoSuchMove,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Carries out a verdict on comments that were seen in one state. Those that are in another by now are left alone, and
/// words that nobody has looked at are not published.
pub async fn decide(
    app: &App,
    by: &User,
    verdict: Verdict,
    from: CommentState,
    comments: &[Seen],
) -> Result<Outcome, Refusal> {
    let to = verdict.state();
    if !from.may_become(to) {
        return Err(Refusal::NoSuchMove);
    }
    let deed = Deciding {
        by: by.id,
        wanted: Move { from, to },
        word: verdict.word(),
        to_undo: Vec::new(),
        now: app.clock.now(),
    };
    carry_out(app, deed, comments.to_vec()).await
}

/// Takes decisions back, each as long as it is the last one about its comment.
pub async fn undo(app: &App, by: &User, decision: Move, to_undo: &[ToUndo]) -> Result<Outcome, Refusal> {
    if !decision.from.may_become(decision.to) {
        return Err(Refusal::NoSuchMove);
    }
    let comments = to_undo.iter().map(|one| Seen::whatever_it_says(one.comment)).collect();
    let deed = Deciding {
        by: by.id,
        wanted: Move { from: decision.to, to: decision.from },
        word: UNDO,
        to_undo: to_undo.to_vec(),
        now: app.clock.now(),
    };
    carry_out(app, deed, comments).await
}

/// What stands in the audit for it.
pub(super) const UNDO: &str = "undo";

async fn carry_out(app: &App, deed: Deciding, mut comments: Vec<Seen>) -> Result<Outcome, Refusal> {
    comments.sort_unstable();
    comments.dedup_by_key(|seen| seen.id);
    if comments.len() > AT_ONCE {
        return Err(Refusal::TooMany);
    }
    app.db.write(move |unit| Box::pin(async move { deed.all(unit, &comments).await })).await
}

/// The same as a part of another deed's unit. Answers what became of the comment, and what was touched.
pub(super) async fn carry_out_in(
    unit: &mut Unit,
    by: UserId,
    wanted: Move,
    (word, now): (&'static str, Timestamp),
    comment: Seen,
) -> Result<(Outcome, Keys), Refusal> {
    Deciding { by, wanted, word, to_undo: Vec::new(), now }.all(unit, &[comment]).await
}

/// Who does what, and when.
#[derive(Clone)]
struct Deciding {
    by: UserId,
    wanted: Move,
    word: &'static str,
    /// The decisions that an undo is about.
    to_undo: Vec<ToUndo>,
    now: Timestamp,
}

impl Deciding {
    async fn all(&self, unit: &mut Unit, comments: &[Seen]) -> Result<(Outcome, Keys), Refusal> {
        allowed(unit, self.by, Deed::ModerateComments).await?.ok_or(Refusal::NotAllowed)?;
        let (mut outcome, mut keys) = (Outcome::default(), Keys::none());
        let ids: Vec<CommentId> = comments.iter().map(|seen| seen.id).collect();
        let found = queue::standing(unit, &ids).await?;
        outcome.unknown =
            ids.iter().copied().filter(|id| !found.iter().any(|comment| comment.id == *id)).collect();
        for comment in found {
            if self.was_done(&comment) {
                outcome.done.push(comment.id);
            } else if is_taken_back(comment.reason) {
                outcome.withdrawn.push(comment.id);
            } else if !self.fits(&comment) {
                outcome.late.push(comment.id);
            } else if self.wanted.to == CommentState::Published && !comment.has_words {
                outcome.wordless.push(comment.id);
            } else if self.is_unread(&comment, comments) {
                outcome.changed.push(comment.id);
            } else {
                self.one(unit, &comment, &mut keys).await?;
                outcome.done.push(comment.id);
            }
        }
        Ok((outcome, keys))
    }

    /// Is the comment where it was seen? An undo also wants the decision that it takes back to be the last one.
    fn fits(&self, comment: &Standing) -> bool {
        comment.state == self.wanted.from && (self.word != UNDO || self.is_last(comment))
    }

    /// Somebody else may have decided the same since: by the states alone, their decision would be taken for this one.
    fn is_last(&self, comment: &Standing) -> bool {
        let named = self.to_undo.iter().find(|one| one.comment == comment.id);
        let is_meant = match named.and_then(|one| one.decision) {
            Some(decision) => comment.decision == Some(decision),
            None => comment.decided_by == Some(self.by),
        };
        is_meant && comment.state_before == Some(self.wanted.to)
    }

    /// Would words become public that were not the ones looked at? An undo publishes what was public before.
    fn is_unread(&self, comment: &Standing, comments: &[Seen]) -> bool {
        let seen = Seen { id: comment.id, versions: comment.versions };
        self.word != UNDO && self.wanted.to == CommentState::Published && !comments.contains(&seen)
    }

    /// Has the same person done just this already? A second click finds it so.
    fn was_done(&self, comment: &Standing) -> bool {
        comment.state == self.wanted.to
            && comment.state_before == Some(self.wanted.from)
            && comment.decided_by == Some(self.by)
    }

    async fn one(&self, unit: &mut Unit, comment: &Standing, keys: &mut Keys) -> Result<(), Refusal> {
        let Move { from, to } = self.wanted;
        let reason = (self.word != UNDO).then_some(Reason::Moderator);
        set_state(unit, comment.id, from, to, reason, self.now).await?;
        if self.word == UNDO {
            reports::unsettle(unit, comment.id).await?;
        } else {
            reports::settle(unit, comment.id, self.now).await?;
        }
        let (before, after) = (Some(from.word()), Some(to.word()));
        audit::record(unit, self.now, Some(self.by), self.word, "comment", comment.id.0, before, after)
            .await?;
        // Lists show a post's count of comments, and carry the post's own key for it.
        let readers_see = from == CommentState::Published || to == CommentState::Published;
        keys.join(keys_of(comment.id, comment.post_id, readers_see));
        Ok(())
    }
}

#[cfg(test)]
mod tests;
