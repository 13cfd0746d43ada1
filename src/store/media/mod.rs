//! Media: one by id or name, several that a page shows, the library. What changes them is in `write.rs`.

pub mod library;
#[cfg(test)]
mod tests;
pub mod write;

use super::db::{Source, json_ids};
use super::error::StoreError;
use crate::model::ids::{MediaId, PostId, UserId};
use crate::model::media::Medium;
use crate::model::post::PostState;

/// The columns of a `Medium`, from `media m`.
macro_rules! media {
    ($rest:literal) => {
        concat!(
            "select m.id, m.name, m.kind, m.media_type, m.ending, m.bytes, m.width, m.height, m.widths, m.title,
                    m.alt, m.uploaded_by, m.created_at, m.placeholder ",
            $rest
        )
    };
}
use media;

pub async fn by_id(db: &mut impl Source, id: MediaId) -> Result<Option<Medium>, StoreError> {
    Ok(sqlx::query_as(media!("from media m where m.id = $1 and m.state = 'ready'"))
        .bind(id)
        .fetch_optional(db.connection())
        .await?)
}

pub(super) const BY_NAMES_OR_IDS: &str = media!(
    "from media m
     where m.id in (select id from media where name in (select value from json_each($1))
                    union all
                    select value from json_each($2))
       and m.state = 'ready'"
);

/// Those of these names and ids that are there.
pub async fn by_names_or_ids(
    db: &mut impl Source,
    names: &[String],
    ids: &[MediaId],
) -> Result<Vec<Medium>, StoreError> {
    Ok(sqlx::query_as(BY_NAMES_OR_IDS)
        .bind(json_ids(names))
        .bind(json_ids(ids))
        .fetch_all(db.connection())
        .await?)
}

/// The medium of this name.
pub async fn by_name(db: &mut impl Source, name: &str) -> Result<Option<Medium>, StoreError> {
    Ok(by_names_or_ids(db, &[name.to_owned()], &[]).await?.into_iter().next())
}

pub async fn cover_of_post(db: &mut impl Source, post: PostId) -> Result<Option<Medium>, StoreError> {
    Ok(sqlx::query_as(media!(
        "from posts p join media m on m.id = p.cover_id and m.state = 'ready' where p.id = $1"
    ))
    .bind(post)
    .fetch_optional(db.connection())
    .await?)
}

/// A post that shows a medium.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Use {
    pub id: PostId,
    pub title: String,
    pub state: PostState,
}

/// Posts that show a medium in their text or as their cover, the newest first, in whatever state.
pub async fn uses(db: &mut impl Source, id: MediaId, limit: i64) -> Result<Vec<Use>, StoreError> {
    Ok(sqlx::query_as(
        "select p.id, p.title, p.state
         from (select post_id as id from media_uses where media_id = $1
               union
               select id from posts where cover_id = $1) shown
         join posts p on p.id = shown.id
         order by p.id desc
         limit $2",
    )
    .bind(id)
    .bind(limit)
    .fetch_all(db.connection())
    .await?)
}

/// A post that shows a medium, as one person may know of it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct OwnUse {
    #[sqlx(flatten)]
    pub shown: Use,
    /// It bears their name.
    pub is_own: bool,
}

/// The same posts, and which of them are this person's.
pub async fn uses_as_of(
    db: &mut impl Source,
    id: MediaId,
    user: UserId,
    limit: i64,
) -> Result<Vec<OwnUse>, StoreError> {
    Ok(sqlx::query_as(
        "select p.id, p.title, p.state,
                exists (select 1 from post_authors a where a.post_id = p.id and a.user_id = $2) as is_own
         from (select post_id as id from media_uses where media_id = $1
               union
               select id from posts where cover_id = $1) shown
         join posts p on p.id = shown.id
         order by p.id desc
         limit $3",
    )
    .bind(id)
    .bind(user)
    .bind(limit)
    .fetch_all(db.connection())
    .await?)
}

/// People whose picture it is.
pub async fn faces(db: &mut impl Source, id: MediaId) -> Result<Vec<(UserId, String)>, StoreError> {
    Ok(sqlx::query_as("select id, name from users where picture_id = $1 order by id limit 100")
        .bind(id)
        .fetch_all(db.connection())
        .await?)
}

/// Of these names, those that have a row of something whose files may be there.
pub async fn known_names(db: &mut impl Source, names: &[String]) -> Result<Vec<String>, StoreError> {
    Ok(sqlx::query_scalar(
        "select name from media where name in (select value from json_each($1)) and state <> 'gone'",
    )
    .bind(json_ids(names))
    .fetch_all(db.connection())
    .await?)
}

/// Was there a medium of this name, and is it no more?
pub async fn is_gone(db: &mut impl Source, name: &str) -> Result<bool, StoreError> {
    let found: Option<i64> =
        sqlx::query_scalar("select 1 from media where name = $1 and state in ('deleting', 'gone')")
            .bind(name)
            .fetch_optional(db.connection())
            .await?;
    Ok(found.is_some())
}
