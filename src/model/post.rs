//! Posts and pages: their states and which may follow which.

use super::comment::PostComments;
use super::comment_settings::Ground;
use super::html::Html;
use super::ids::{CommentId, MediaId, PostId};
use super::path::PublicPath;
use super::timestamp::{Day, Month, Timestamp};

/// A post has a date and stands in lists; a page has neither.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(rename_all = "snake_case")]
pub enum PostKind {
    Post,
    Page,
}

/// Where a post stands. Only a published one is public.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(rename_all = "snake_case")]
pub enum PostState {
    Draft,
    InReview,
    Scheduled,
    Published,
    Unpublished,
    Trashed,
}

impl PostState {
    pub const ALL: [Self; 6] =
        [Self::Draft, Self::InReview, Self::Scheduled, Self::Published, Self::Unpublished, Self::Trashed];

    pub fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::InReview => "in_review",
            Self::Scheduled => "scheduled",
            Self::Published => "published",
            Self::Unpublished => "unpublished",
            Self::Trashed => "trashed",
        }
    }
}

/// Something done to a post as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Make it public now.
    Publish,
    /// Make it public by itself, at an instant to come.
    Schedule,
    /// Take it back from readers, or from the schedule.
    Unpublish,
    Trash,
    Restore,
}

/// What a post's state alone does not tell of its past.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Past {
    /// Readers could see it once, so its addresses are known.
    pub was_public: bool,
    pub before_trash: Option<PostState>,
}

impl PostState {
    /// The state after a step: the same where there is nothing left to do, none where the step makes no sense.
    pub fn after(self, step: Step, past: Past) -> Option<Self> {
        let hidden = if past.was_public { Self::Unpublished } else { Self::Draft };
        match (step, self) {
            (Step::Restore, Self::Trashed) => Some(past.before_trash.unwrap_or(hidden)),
            (Step::Restore, other) => Some(other),
            (Step::Trash, _) => Some(Self::Trashed),
            (Step::Publish, other) if other != Self::Trashed => Some(Self::Published),
            (Step::Schedule, Self::Draft | Self::InReview | Self::Scheduled | Self::Unpublished) => {
                Some(Self::Scheduled)
            }
            (Step::Unpublish, Self::Published | Self::Unpublished) => Some(Self::Unpublished),
            (Step::Unpublish, Self::Scheduled) => Some(hidden),
            (Step::Publish | Step::Schedule | Step::Unpublish, _) => None,
        }
    }
}

/// What a post's source is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(rename_all = "snake_case")]
pub enum SourceFormat {
    Markdown,
    Html,
}

/// A place in a list that is ordered by date: what comes next is older (or newer) than this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cursor {
    pub published_at: Timestamp,
    pub id: PostId,
}

/// A published post or page, whole.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Post {
    pub id: PostId,
    pub kind: PostKind,
    pub path: PublicPath,
    pub title: String,
    pub html: Html,
    pub text: String,
    pub language: Option<String>,
    pub comments: PostComments,
    pub comment_count: i64,
    pub published_at: Timestamp,
    pub updated_at: Timestamp,
    pub cover_id: Option<MediaId>,
    /// The comment that stands before all others.
    pub pinned_comment_id: Option<CommentId>,
}

impl Post {
    /// As a place for comments.
    pub fn ground(&self) -> Ground {
        Ground { kind: self.kind, comments: self.comments, published_at: self.published_at }
    }
}

/// A published post as lists and feeds show it. `html` is the whole, or up to the jump break, or empty for excerpts.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct PostSummary {
    pub id: PostId,
    pub entry_id: String,
    pub path: PublicPath,
    pub title: String,
    pub html: Html,
    /// The beginning of the tag-free text.
    pub text: String,
    /// Characters of the whole tag-free text.
    pub length: i64,
    /// There is more behind the link than `html` shows.
    pub is_cut: bool,
    pub language: Option<String>,
    pub comments: PostComments,
    pub comment_count: i64,
    pub published_at: Timestamp,
    pub updated_at: Timestamp,
    pub cover_id: Option<MediaId>,
}

/// The address a new post gets unless its editor says otherwise: `/2017/03/its-title`, a page's is `/its-title`.
pub fn default_path(kind: PostKind, day: Day, slug: &str) -> String {
    match kind {
        PostKind::Post => {
            let Month { year, month } = day.month_of_year();
            format!("/{year:04}/{month:02}/{slug}")
        }
        PostKind::Page => format!("/{slug}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEW: Past = Past { was_public: false, before_trash: None };
    const KNOWN: Past = Past { was_public: true, before_trash: None };

    #[test]
    fn each_step_leads_where_its_name_says_and_nowhere_else() {
        use PostState::{Draft, InReview, Published, Scheduled, Trashed, Unpublished};
        assert_eq!(PostState::ALL, [Draft, InReview, Scheduled, Published, Unpublished, Trashed]);
        let table = [
            (
                Step::Publish,
                [Some(Published), Some(Published), Some(Published), Some(Published), Some(Published), None],
            ),
            (
                Step::Schedule,
                [Some(Scheduled), Some(Scheduled), Some(Scheduled), None, Some(Scheduled), None],
            ),
            (Step::Unpublish, [None, None, Some(Draft), Some(Unpublished), Some(Unpublished), None]),
            (Step::Trash, [Some(Trashed); 6]),
            (
                Step::Restore,
                [
                    Some(Draft),
                    Some(InReview),
                    Some(Scheduled),
                    Some(Published),
                    Some(Unpublished),
                    Some(Draft),
                ],
            ),
        ];
        for (step, states) in table {
            assert_eq!(PostState::ALL.map(|state| state.after(step, NEW)), states, "{step:?}");
        }
    }

    #[test]
    fn what_readers_saw_once_never_becomes_a_draft_again() {
        assert_eq!(PostState::Scheduled.after(Step::Unpublish, KNOWN), Some(PostState::Unpublished));
        assert_eq!(PostState::Trashed.after(Step::Restore, KNOWN), Some(PostState::Unpublished));
    }

    #[test]
    fn the_trash_gives_back_what_it_took() {
        for before in PostState::ALL.into_iter().filter(|state| *state != PostState::Trashed) {
            let past = Past { was_public: true, before_trash: Some(before) };
            assert_eq!(PostState::Trashed.after(Step::Restore, past), Some(before));
        }
    }
}
