//! Posts as their editors see them, in every state: one whole, its standing, what is due. Lists are in `list.rs`.

pub mod list;

use super::db::Source;
use super::error::StoreError;
use super::writer::Unit;
use crate::model::comment::PostComments;
use crate::model::ids::{PostId, UserId};
use crate::model::path::PublicPath;
use crate::model::post::{Cursor, Past, PostKind, PostState, SourceFormat};
use crate::model::timestamp::Timestamp;

/// A post or page in whatever state, with its source.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct DeskPost {
    pub id: PostId,
    pub kind: PostKind,
    pub state: PostState,
    pub state_before_trash: Option<PostState>,
    /// Readers see it or saw it once, so its addresses are known.
    pub was_public: bool,
    pub version: i64,
    pub title: String,
    pub source_format: SourceFormat,
    pub source: String,
    pub path: Option<PublicPath>,
    pub is_path_chosen: bool,
    pub published_at: Option<Timestamp>,
    pub published_offset_minutes: i64,
    pub updated_at: Timestamp,
    pub language: Option<String>,
    pub comments: PostComments,
    pub comment_count: i64,
}

impl DeskPost {
    pub fn past(&self) -> Past {
        Past { was_public: self.was_public, before_trash: self.state_before_trash }
    }

    /// Since when it is public, if it is.
    pub fn public_since(&self) -> Option<Timestamp> {
        self.published_at.filter(|_| self.state == PostState::Published)
    }
}

pub async fn post(db: &mut impl Source, id: PostId) -> Result<Option<DeskPost>, StoreError> {
    Ok(sqlx::query_as(
        "select p.id, p.kind, p.state, p.state_before_trash,
                p.was_public = 1 or p.state in ('published', 'unpublished') as was_public,
                p.version, p.title, p.source_format, p.source, paths.path,
                p.is_path_chosen, p.published_at, p.published_offset_minutes, p.updated_at, p.language, p.comments,
                p.comment_count
         from posts p
         left join paths on paths.post_id = p.id and paths.role = 'canonical'
         where p.id = $1",
    )
    .bind(id)
    .fetch_optional(db.connection())
    .await?)
}

pub async fn is_author(db: &mut impl Source, post: PostId, user: UserId) -> Result<bool, StoreError> {
    let found: Option<i64> =
        sqlx::query_scalar("select 1 from post_authors where post_id = $1 and user_id = $2")
            .bind(post)
            .bind(user)
            .fetch_optional(db.connection())
            .await?;
    Ok(found.is_some())
}

/// Who saved a post last, as far as somebody did it at the desk.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct LastHand {
    pub user_id: UserId,
    pub name: String,
}

pub async fn last_hand(db: &mut impl Source, post: PostId) -> Result<Option<LastHand>, StoreError> {
    Ok(sqlx::query_as(
        "select a.user_id, u.name
         from audit a
         join users u on u.id = a.user_id
         where a.noun = 'post' and a.noun_id = $1
         order by a.id desc
         limit 1",
    )
    .bind(post)
    .fetch_optional(db.connection())
    .await?)
}

/// Where a post stands from now on.
#[derive(Debug, Clone, Copy)]
pub struct Standing {
    pub state: PostState,
    /// What the trash gives back; only for what goes there.
    pub before_trash: Option<PostState>,
    pub published_at: Option<Timestamp>,
    pub offset_minutes: i64,
    /// Whoever has the post open has to look at it again before they save.
    pub is_newer_version: bool,
}

/// Changes where a post stands. That it was public once is kept through every later state.
pub async fn set_standing(
    unit: &mut Unit,
    id: PostId,
    to: Standing,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "update posts
         set was_public = (was_public = 1 or state in ('published', 'unpublished')),
             state = $2, state_before_trash = $3, published_at = $4, published_offset_minutes = $5,
             updated_at = $6, version = version + $7
         where id = $1",
    )
    .bind(id)
    .bind(to.state)
    .bind(to.before_trash)
    .bind(to.published_at)
    .bind(to.offset_minutes)
    .bind(now)
    .bind(to.is_newer_version)
    .execute(unit.connection())
    .await?;
    Ok(())
}

/// Scheduled posts whose time has come, the earliest first, behind a place that was already looked at.
pub async fn due(
    db: &mut impl Source,
    now: Timestamp,
    after: Option<Cursor>,
    limit: i64,
) -> Result<Vec<Cursor>, StoreError> {
    let after = after.unwrap_or(Cursor { published_at: Timestamp(i64::MIN), id: PostId(i64::MIN) });
    let found: Vec<(Timestamp, PostId)> = sqlx::query_as(
        "select published_at, id
         from posts
         where state = 'scheduled' and published_at <= $1 and (published_at, id) > ($2, $3)
         order by published_at, id
         limit $4",
    )
    .bind(now)
    .bind(after.published_at)
    .bind(after.id)
    .bind(limit)
    .fetch_all(db.connection())
    .await?;
    Ok(found.into_iter().map(|(published_at, id)| Cursor { published_at, id }).collect())
}

/// When the next scheduled post is due.
pub async fn next_due(db: &mut impl Source) -> Result<Option<Timestamp>, StoreError> {
    Ok(sqlx::query_scalar("select min(published_at) from posts where state = 'scheduled'")
        .fetch_one(db.connection())
        .await?)
}

#[cfg(test)]
mod tests;
