//! What the writer of a comment may do with it, and what nobody else may do with what its writer took back.

use super::comment::{CommentState, Reason};
use super::timestamp::Timestamp;

/// How often its writer can change one comment.
pub const CHANGES_AT_MOST: i64 = 20;

/// How many versions of one comment are kept, so that a page can show them all. More can't be made.
pub const VERSIONS_AT_MOST: i64 = 100;

/// How long the words of a comment that its writer deleted are kept for moderators, in seconds: thirty days.
pub const WITHDRAWN_KEPT: i64 = 30 * 24 * 60 * 60;

/// The most minutes that a comment can be changed for: a week.
pub const WINDOW_AT_MOST: i64 = 7 * 24 * 60;

/// Who changed the words of a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(rename_all = "snake_case")]
pub enum ChangedBy {
    /// Whoever wrote them.
    Writer,
    /// Those who run the blog.
    Blog,
}

impl ChangedBy {
    /// The word that rows hold.
    pub fn word(self) -> &'static str {
        match self {
            Self::Writer => "writer",
            Self::Blog => "blog",
        }
    }
}

/// What the rules look at.
#[derive(Debug, Clone, Copy)]
pub struct Standing {
    pub state: CommentState,
    pub sent_at: Timestamp,
    /// How many versions came before the present one.
    pub versions: i64,
}

/// Why its writer can't change a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unchangeable {
    #[error("The time in which it could be changed is over.")]
    TimeIsOver,
    #[error("Those who run the blog have decided about it, so it can’t be changed any more.")]
    Decided,
    #[error("It was removed.")]
    Removed,
    #[error("It was changed as often as it can be.")]
    TooOften,
}

/// May its writer change it now? `window` is in minutes from when it was sent; 0 is never.
pub fn may_change(comment: Standing, window: i64, now: Timestamp) -> Result<(), Unchangeable> {
    match comment.state {
        CommentState::Pending | CommentState::Published => {}
        CommentState::Spam | CommentState::Rejected => return Err(Unchangeable::Decided),
        CommentState::Deleted => return Err(Unchangeable::Removed),
    }
    if now >= changeable_until(comment.sent_at, window) {
        return Err(Unchangeable::TimeIsOver);
    }
    if comment.versions >= CHANGES_AT_MOST {
        return Err(Unchangeable::TooOften);
    }
    Ok(())
}

/// From when on its writer can't change it any more.
pub fn changeable_until(sent_at: Timestamp, window: i64) -> Timestamp {
    sent_at.plus_seconds(window * 60)
}

/// Where a comment goes that its writer has changed, by what would be done with the same words if they were new. No change
/// publishes what waits, and what is public stays so only if the words would be let through by themselves.
pub fn after_change(
    stands: (CommentState, Reason),
    judged: (CommentState, Reason),
) -> (CommentState, Reason) {
    match (stands.0, judged) {
        (CommentState::Published, (CommentState::Pending, Reason::Policy | Reason::FirstTime)) => {
            (CommentState::Pending, Reason::Edited)
        }
        (CommentState::Published, (CommentState::Pending, _)) | (_, (CommentState::Spam, _)) => judged,
        _ => stands,
    }
}

/// Did its writer take the comment back? Then nobody else brings it back.
pub fn is_taken_back(reason: Reason) -> bool {
    matches!(reason, Reason::Withdrawn | Reason::Erased)
}

#[cfg(test)]
mod tests {
    use super::*;
    use CommentState::{Deleted, Pending, Published, Rejected, Spam};

    const SENT: Timestamp = Timestamp(1_000);

    fn standing(state: CommentState) -> Standing {
        Standing { state, sent_at: SENT, versions: 0 }
    }

    #[test]
    fn words_can_be_changed_as_long_as_the_window_is_open() {
        let at = |seconds: i64| may_change(standing(Published), 15, SENT.plus_seconds(seconds));
        assert_eq!(at(0), Ok(()));
        assert_eq!(at(15 * 60 - 1), Ok(()));
        assert_eq!(at(15 * 60), Err(Unchangeable::TimeIsOver));
        assert_eq!(may_change(standing(Pending), 0, SENT), Err(Unchangeable::TimeIsOver), "none is never");
        let often = Standing { versions: CHANGES_AT_MOST, ..standing(Published) };
        assert_eq!(may_change(often, 15, SENT), Err(Unchangeable::TooOften));
    }

    #[test]
    fn what_was_decided_or_removed_is_not_changed() {
        let table = [
            (Pending, Ok(())),
            (Published, Ok(())),
            (Spam, Err(Unchangeable::Decided)),
            (Rejected, Err(Unchangeable::Decided)),
            (Deleted, Err(Unchangeable::Removed)),
        ];
        for (state, expected) in table {
            assert_eq!(may_change(standing(state), 15, SENT), expected, "{state:?}");
        }
    }

    #[test]
    fn a_change_never_publishes_and_what_would_not_be_let_through_waits_again() {
        let public = (Published, Reason::Moderator);
        let held = (Pending, Reason::FirstTime);
        let through = (Published, Reason::Trusted);
        assert_eq!(after_change(public, through), public);
        assert_eq!(after_change(held, through), held);
        assert_eq!(after_change(held, (Pending, Reason::Repeated)), held);
        assert_eq!(after_change(public, held), (Pending, Reason::Edited));
        assert_eq!(after_change(public, (Pending, Reason::Policy)), (Pending, Reason::Edited));
        assert_eq!(after_change(public, (Pending, Reason::Repeated)), (Pending, Reason::Repeated));
        for stands in [public, held] {
            assert_eq!(after_change(stands, (Spam, Reason::Trap)), (Spam, Reason::Trap));
        }
    }

    #[test]
    fn only_its_writer_takes_a_comment_back() {
        assert!(is_taken_back(Reason::Withdrawn) && is_taken_back(Reason::Erased));
        assert!(!is_taken_back(Reason::Moderator) && !is_taken_back(Reason::Edited));
    }
}
