//! Posts and pages: their states and which may follow which.

use super::comment::PostComments;
use super::html::Html;
use super::ids::PostId;
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

/// What a post's source is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(rename_all = "snake_case")]
pub enum SourceFormat {
    Markdown,
    Html,
}

/// A place in a list that is ordered by date: what comes next is older (or newer) than this.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    pub published_at: Timestamp,
    pub id: PostId,
}

/// A published post or page, whole.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Post {
    pub id: PostId,
    pub kind: PostKind,
    pub entry_id: String,
    pub path: PublicPath,
    pub title: String,
    pub html: Html,
    pub text: String,
    pub language: Option<String>,
    pub comments: PostComments,
    pub comment_count: i64,
    pub published_at: Timestamp,
    pub updated_at: Timestamp,
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
}

impl PostSummary {
    pub fn cursor(&self) -> Cursor {
        Cursor { published_at: self.published_at, id: self.id }
    }
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
