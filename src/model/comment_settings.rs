//! What an owner may change about comments, and what follows from it for one post.

use super::comment::{Policy, PostComments, ThreadOrder};
use super::post::PostKind;
use super::spam::Limits;
use super::timestamp::Timestamp;

/// What holds for the comments of the whole blog.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct CommentSettings {
    pub policy: Policy,
    /// From how many percent on a comment looks doubtful.
    pub doubtful_from: i64,
    /// From how many percent on one is spam without anybody looking; 0 for never.
    pub spam_from: i64,
    /// How many days after its publication a post takes no comments any more. Pages take them as long as they are open.
    pub closes_after_days: Option<i64>,
    /// How many days after its publication comments below a post wait, whoever wrote them.
    pub holds_after_days: Option<i64>,
    /// How many links a comment may have; with more it waits.
    pub links_allowed: Option<i64>,
    pub requires_email: bool,
    /// From how many reports by different networks on a published comment waits again.
    pub reports_hold_from: Option<i64>,
    /// Plain text above the form; may be empty.
    pub message: String,
    /// How long a comment can be changed by whoever wrote it; 0 is never.
    pub edit_minutes: i64,
    /// Which threads stand first, as long as a reader chooses nothing else.
    pub order: ThreadOrder,
    /// A drawing beside each name, made of it.
    pub shows_avatars: bool,
    /// Counts what was saved here, apart from the other settings.
    pub version: i64,
}

/// A public post or page as a place for comments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct Ground {
    pub kind: PostKind,
    /// What it says about its own comments.
    pub comments: PostComments,
    pub published_at: Timestamp,
}

const SECONDS_A_DAY: i64 = 24 * 60 * 60;

impl CommentSettings {
    pub fn spam_limits(&self) -> Limits {
        Limits { doubtful: self.doubtful_from, spam: (self.spam_from > 0).then_some(self.spam_from) }
    }

    /// Whether comments are taken there, are only shown, or neither: by the blog, the post itself and its age.
    pub fn access(&self, ground: Ground, now: Timestamp) -> PostComments {
        if !self.shows(ground.comments) {
            return PostComments::Hidden;
        }
        let is_over = self.closes_at(ground).is_some_and(|end| end <= now);
        let is_closed = ground.comments == PostComments::Closed || self.policy == Policy::Closed || is_over;
        if is_closed { PostComments::Closed } else { PostComments::Open }
    }

    /// Are the comments of a post that says this of itself shown?
    pub fn shows(&self, own: PostComments) -> bool {
        own != PostComments::Hidden && self.policy != Policy::Hidden
    }

    /// From when on nothing new is taken there.
    pub fn closes_at(&self, ground: Ground) -> Option<Timestamp> {
        Self::days_after(self.closes_after_days, ground)
    }

    /// From when on comments there wait, whoever wrote them.
    pub fn holds_at(&self, ground: Ground) -> Option<Timestamp> {
        Self::days_after(self.holds_after_days, ground)
    }

    /// When something about taking comments there changes by itself the next time.
    pub fn changes_at(&self, ground: Ground, now: Timestamp) -> Option<Timestamp> {
        [self.closes_at(ground), self.holds_at(ground)].into_iter().flatten().filter(|at| *at > now).min()
    }

    fn days_after(days: Option<i64>, ground: Ground) -> Option<Timestamp> {
        let days = days.filter(|_| ground.kind == PostKind::Post)?;
        Some(ground.published_at.plus_seconds(days * SECONDS_A_DAY))
    }

    /// Every comment is welcome at any time, from anybody: for tests to begin with.
    #[cfg(test)]
    pub fn lenient(policy: Policy) -> Self {
        Self {
            policy,
            closes_after_days: None,
            holds_after_days: None,
            links_allowed: None,
            requires_email: false,
            reports_hold_from: None,
            message: String::new(),
            edit_minutes: 15,
            doubtful_from: 50,
            spam_from: 0,
            order: ThreadOrder::Oldest,
            shows_avatars: true,
            version: 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPEN: Ground =
        Ground { kind: PostKind::Post, comments: PostComments::Open, published_at: Timestamp(1000) };
    const DAY: i64 = SECONDS_A_DAY * 1000;

    #[test]
    fn the_stricter_of_blog_and_post_holds() {
        use PostComments::{Closed, Hidden, Open};
        let table = [
            (Policy::Publish, [Open, Closed, Hidden]),
            (Policy::Closed, [Closed, Closed, Hidden]),
            (Policy::Hidden, [Hidden, Hidden, Hidden]),
        ];
        for (policy, expected) in table {
            let settings = CommentSettings::lenient(policy);
            let at = |comments| settings.access(Ground { comments, ..OPEN }, Timestamp(1000));
            assert_eq!([Open, Closed, Hidden].map(at), expected, "{policy:?}");
        }
    }

    #[test]
    fn a_post_closes_on_the_millisecond_and_a_page_never() {
        let settings =
            CommentSettings { closes_after_days: Some(14), ..CommentSettings::lenient(Policy::Publish) };
        let last = Timestamp(1000 + 14 * DAY - 1);
        assert_eq!(settings.access(OPEN, last), PostComments::Open);
        assert_eq!(settings.access(OPEN, Timestamp(last.0 + 1)), PostComments::Closed);
        let page = Ground { kind: PostKind::Page, ..OPEN };
        assert_eq!(settings.access(page, Timestamp(last.0 * 9)), PostComments::Open);
        let hidden = Ground { comments: PostComments::Hidden, ..OPEN };
        assert_eq!(settings.access(hidden, Timestamp(last.0 * 9)), PostComments::Hidden);
    }

    #[test]
    fn what_changes_next_is_the_sooner_of_both() {
        let settings = CommentSettings {
            closes_after_days: Some(30),
            holds_after_days: Some(7),
            ..CommentSettings::lenient(Policy::Publish)
        };
        let (held, closed) = (Timestamp(1000 + 7 * DAY), Timestamp(1000 + 30 * DAY));
        assert_eq!(settings.changes_at(OPEN, Timestamp(0)), Some(held));
        assert_eq!(settings.changes_at(OPEN, held), Some(closed));
        assert_eq!(settings.changes_at(OPEN, closed), None);
    }
}
