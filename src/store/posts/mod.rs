//! Reading posts: one by its id, lists by date, neighbours. What is not published is absent by the query.

pub mod around;
pub mod write;

use super::db::Source;
use super::error::StoreError;
use crate::model::ids::{PostId, TagId, UserId};
use crate::model::path::PublicPath;
use crate::model::post::{Cursor, Post, PostSummary};
use crate::model::settings::HomeShows;
use crate::model::timestamp::Timestamp;

/// A stretch of a list by date, both ends exclusive, read from one of them.
#[derive(Debug, Clone, Copy)]
pub struct Span {
    after: Cursor,
    before: Cursor,
    from: End,
    limit: i64,
}

/// The end of a span that is read first. Either way the answer is newest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Newest,
    Oldest,
}

impl Span {
    pub fn newest(limit: i64) -> Self {
        let dawn = Cursor { published_at: Timestamp(i64::MIN), id: PostId(i64::MIN) };
        let dusk = Cursor { published_at: Timestamp(i64::MAX), id: PostId(i64::MAX) };
        Self { after: dawn, before: dusk, from: End::Newest, limit }
    }

    /// The posts whose instant is at least `start` and less than `end`.
    pub fn between(start: Timestamp, end: Timestamp, limit: i64) -> Self {
        Self {
            after: Cursor { published_at: start, id: PostId(i64::MIN) },
            before: Cursor { published_at: end, id: PostId(i64::MIN) },
            from: End::Newest,
            limit,
        }
    }

    #[must_use]
    pub fn older_than(self, cursor: Cursor) -> Self {
        Self { before: cursor.min(self.before), from: End::Newest, ..self }
    }

    #[must_use]
    pub fn newer_than(self, cursor: Cursor) -> Self {
        Self { after: cursor.max(self.after), from: End::Oldest, ..self }
    }
}

/// Which posts a list holds.
#[derive(Debug, Clone, Copy)]
pub enum List {
    All,
    Tag(TagId),
    Author(UserId),
}

/// The columns of a `PostSummary`; `$1` says how much of the body a list shows.
macro_rules! summaries {
    ($rest:literal) => {
        concat!(
            "select p.id, p.entry_id, paths.path, p.title,
                    case $1 when 'whole' then p.html
                            when 'jump_break' then coalesce(p.lead, p.html)
                            else '' end as html,
                    substr(p.text, 1, 1000) as text, length(p.text) as length,
                    $1 = 'excerpt' or ($1 = 'jump_break' and p.lead is not null) as is_cut,
                    p.language, p.comments, p.comment_count, p.published_at, p.updated_at, p.cover_id
             from ",
            $rest,
            " limit $6"
        )
    };
}

/// The statement for a list, read from either end.
pub(super) fn list_statement(list: List, from: End) -> &'static str {
    match (list, from) {
        (List::All, End::Newest) => summaries!(
            "posts p
             join paths on paths.post_id = p.id and paths.role = 'canonical'
             where p.kind = 'post' and p.state = 'published'
               and (p.published_at, p.id) > ($2, $3) and (p.published_at, p.id) < ($4, $5)
             order by p.published_at desc, p.id desc"
        ),
        (List::All, End::Oldest) => summaries!(
            "posts p
             join paths on paths.post_id = p.id and paths.role = 'canonical'
             where p.kind = 'post' and p.state = 'published'
               and (p.published_at, p.id) > ($2, $3) and (p.published_at, p.id) < ($4, $5)
             order by p.published_at, p.id"
        ),
        (List::Tag(_), End::Newest) => summaries!(
            "post_tags l
             join posts p on p.id = l.post_id
             join paths on paths.post_id = p.id and paths.role = 'canonical'
             where l.tag_id = $7 and l.published_at is not null
               and (l.published_at, l.post_id) > ($2, $3) and (l.published_at, l.post_id) < ($4, $5)
             order by l.published_at desc, l.post_id desc"
        ),
        (List::Tag(_), End::Oldest) => summaries!(
            "post_tags l
             join posts p on p.id = l.post_id
             join paths on paths.post_id = p.id and paths.role = 'canonical'
             where l.tag_id = $7 and l.published_at is not null
               and (l.published_at, l.post_id) > ($2, $3) and (l.published_at, l.post_id) < ($4, $5)
             order by l.published_at, l.post_id"
        ),
        (List::Author(_), End::Newest) => summaries!(
            "post_authors l
             join posts p on p.id = l.post_id
             join paths on paths.post_id = p.id and paths.role = 'canonical'
             where l.user_id = $7 and l.published_at is not null
               and (l.published_at, l.post_id) > ($2, $3) and (l.published_at, l.post_id) < ($4, $5)
             order by l.published_at desc, l.post_id desc"
        ),
        (List::Author(_), End::Oldest) => summaries!(
            "post_authors l
             join posts p on p.id = l.post_id
             join paths on paths.post_id = p.id and paths.role = 'canonical'
             where l.user_id = $7 and l.published_at is not null
               and (l.published_at, l.post_id) > ($2, $3) and (l.published_at, l.post_id) < ($4, $5)
             order by l.published_at, l.post_id"
        ),
    }
}

/// Published posts of a list within a span, newest first.
pub async fn list(
    db: &mut impl Source,
    list: List,
    shows: HomeShows,
    span: Span,
) -> Result<Vec<PostSummary>, StoreError> {
    let mut query = sqlx::query_as(list_statement(list, span.from))
        .bind(shows)
        .bind(span.after.published_at)
        .bind(span.after.id)
        .bind(span.before.published_at)
        .bind(span.before.id)
        .bind(span.limit);
    query = match list {
        List::All => query,
        List::Tag(tag) => query.bind(tag),
        List::Author(author) => query.bind(author),
    };
    let mut found: Vec<PostSummary> = query.fetch_all(db.connection()).await?;
    if span.from == End::Oldest {
        found.reverse();
    }
    Ok(found)
}

pub(super) const PUBLISHED: &str = "
    select p.id, p.kind, paths.path, p.title, p.html, p.text, p.language, p.comments,
           p.comment_count, p.published_at, p.updated_at, p.cover_id, p.pinned_comment_id
    from posts p
    join paths on paths.post_id = p.id and paths.role = 'canonical'
    where p.id = $1 and p.state = 'published'";

pub(super) const PUBLISHED_AT: &str = "
    select p.id, p.kind, paths.path, p.title, p.html, p.text, p.language, p.comments,
           p.comment_count, p.published_at, p.updated_at, p.cover_id, p.pinned_comment_id
    from paths
    join posts p on p.id = paths.post_id and p.state = 'published'
    where paths.path = $1 and paths.role = 'canonical'";

/// The published post or page whose address a decoded path is. What else an address may lead to is in `paths::resolve`.
pub async fn published_at(db: &mut impl Source, path: &str) -> Result<Option<Post>, StoreError> {
    Ok(sqlx::query_as(PUBLISHED_AT).bind(path).fetch_optional(db.connection()).await?)
}

/// A published post or page.
pub async fn published(db: &mut impl Source, id: PostId) -> Result<Option<Post>, StoreError> {
    Ok(sqlx::query_as(PUBLISHED).bind(id).fetch_optional(db.connection()).await?)
}

/// Where a published post stands in the order by date.
pub async fn cursor(db: &mut impl Source, id: PostId) -> Result<Option<Cursor>, StoreError> {
    let published_at: Option<Timestamp> = sqlx::query_scalar(
        "select published_at from posts where id = $1 and kind = 'post' and state = 'published'",
    )
    .bind(id)
    .fetch_optional(db.connection())
    .await?;
    Ok(published_at.map(|published_at| Cursor { published_at, id }))
}

/// A title and where it leads.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct PostLink {
    pub path: PublicPath,
    pub title: String,
}

pub(super) const HEADER_PAGES: &str = "
    select paths.path, p.title
    from posts p
    join paths on paths.post_id = p.id and paths.role = 'canonical'
    where p.kind = 'page' and p.state = 'published'
    order by p.title, p.id
    limit 8";

/// The posts right before and right after a place in the order by date, whose pages name what stands there.
pub async fn neighbour_ids(db: &mut impl Source, cursor: Cursor) -> Result<Vec<PostId>, StoreError> {
    let older: Option<PostId> = sqlx::query_scalar(
        "select id
         from posts
         where kind = 'post' and state = 'published' and (published_at, id) < ($1, $2)
         order by published_at desc, id desc
         limit 1",
    )
    .bind(cursor.published_at)
    .bind(cursor.id)
    .fetch_optional(db.connection())
    .await?;
    let newer: Option<PostId> = sqlx::query_scalar(
        "select id
         from posts
         where kind = 'post' and state = 'published' and (published_at, id) > ($1, $2)
         order by published_at, id
         limit 1",
    )
    .bind(cursor.published_at)
    .bind(cursor.id)
    .fetch_optional(db.connection())
    .await?;
    Ok(older.into_iter().chain(newer).collect())
}

/// The published pages for the header, by title; more than these are reached by links in texts.
pub async fn header_pages(db: &mut impl Source) -> Result<Vec<PostLink>, StoreError> {
    Ok(sqlx::query_as(HEADER_PAGES).fetch_all(db.connection()).await?)
}

/// Was a post or page ever written or imported, in whatever state?
pub async fn has_any(db: &mut impl Source) -> Result<bool, StoreError> {
    let found: Option<i64> =
        sqlx::query_scalar("select 1 from posts limit 1").fetch_optional(db.connection()).await?;
    Ok(found.is_some())
}
