//! Posts as their editors see them, in every state.

use super::db::Source;
use super::error::StoreError;
use super::writer::Unit;
use crate::model::comment::PostComments;
use crate::model::html::Html;
use crate::model::ids::{PostId, UserId};
use crate::model::path::PublicPath;
use crate::model::post::{PostKind, PostState, SourceFormat};
use crate::model::timestamp::Timestamp;

/// A post or page in whatever state, with its source.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct DeskPost {
    pub id: PostId,
    pub kind: PostKind,
    pub state: PostState,
    pub version: i64,
    pub title: String,
    pub source_format: SourceFormat,
    pub source: String,
    pub html: Html,
    pub path: Option<PublicPath>,
    pub is_path_chosen: bool,
    pub published_at: Option<Timestamp>,
    pub updated_at: Timestamp,
    pub language: Option<String>,
    pub comments: PostComments,
}

pub async fn post(db: &mut impl Source, id: PostId) -> Result<Option<DeskPost>, StoreError> {
    Ok(sqlx::query_as(
        "select p.id, p.kind, p.state, p.version, p.title, p.source_format, p.source, p.html, paths.path,
                p.is_path_chosen, p.published_at, p.updated_at, p.language, p.comments
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

pub async fn set_state(
    unit: &mut Unit,
    id: PostId,
    state: PostState,
    published_at: Option<Timestamp>,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "update posts set state = $2, published_at = $3, updated_at = $4, version = version + 1 where id = $1",
    )
    .bind(id)
    .bind(state)
    .bind(published_at)
    .bind(now)
    .execute(unit.connection())
    .await?;
    Ok(())
}
