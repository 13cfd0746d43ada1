//! Authors and tags by the names that their source knows them by; made when a post needs them.

use crate::model::ids::{TagId, UserId};
use crate::model::timestamp::Timestamp;
use crate::store::db::{Source, json_ids};
use crate::store::error::StoreError;
use crate::store::users::{self, NewUser};
use crate::store::writer::Unit;
use crate::store::{Reader, tags};

/// What was asked for, and whether it had to be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found<I> {
    pub id: I,
    pub is_new: bool,
}

/// An author as a source knows them.
#[derive(Debug, Clone)]
pub struct ImportedAuthor<'a> {
    pub source: &'a str,
    pub source_id: &'a str,
    /// Used if they are new; nobody logs in as them until somebody gives them a password.
    pub user: NewUser,
    pub website: Option<&'a str>,
}

pub async fn author(
    db: &mut impl Source,
    source: &str,
    source_id: &str,
) -> Result<Option<UserId>, StoreError> {
    Ok(sqlx::query_scalar(
        "select coalesce(merged_into, id)
         from users
         where source = $1 and source_kind = 'author' and source_id = $2",
    )
    .bind(source)
    .bind(source_id)
    .fetch_optional(db.connection())
    .await?)
}

/// An author by what a source knows them by.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct KnownAuthor {
    pub source_id: String,
    pub id: UserId,
}

/// The authors among these people of a source.
pub async fn authors(
    db: &mut impl Source,
    source: &str,
    ids: &[&str],
) -> Result<Vec<KnownAuthor>, StoreError> {
    Ok(sqlx::query_as(
        "select source_id, coalesce(merged_into, id) as id
         from users
         where source = $1 and source_kind = 'author' and source_id in (select value from json_each($2))",
    )
    .bind(source)
    .bind(json_ids(ids))
    .fetch_all(db.connection())
    .await?)
}

/// Finds an author by where they come from, or writes them down.
pub async fn find_or_make_author(
    unit: &mut Unit,
    author: &ImportedAuthor<'_>,
    now: Timestamp,
) -> Result<Found<UserId>, StoreError> {
    if let Some(id) = self::author(unit, author.source, author.source_id).await? {
        return Ok(Found { id, is_new: false });
    }
    let id = users::insert(unit, &author.user, now).await?;
    sqlx::query(
        "update users set source = $2, source_kind = 'author', source_id = $3, website = $4 where id = $1",
    )
    .bind(id)
    .bind(author.source)
    .bind(author.source_id)
    .bind(author.website)
    .execute(unit.connection())
    .await?;
    Ok(Found { id, is_new: true })
}

/// Finds a tag by the name it had at its source, or by its own, or makes it.
pub async fn find_or_make_tag(
    unit: &mut Unit,
    name: &str,
    slug: &str,
    now: Timestamp,
) -> Result<Found<TagId>, StoreError> {
    let known = tags::by_source_name(unit, name).await?;
    let is_new = known.is_none();
    let id = match known {
        Some(tag) => tag.id,
        None => tags::find_or_make(unit, name, slug, now).await?,
    };
    sqlx::query("update tags set source_name = $2 where id = $1 and source_name is null")
        .bind(id)
        .bind(name)
        .execute(unit.connection())
        .await?;
    Ok(Found { id, is_new })
}

/// Whether a tag would be found.
pub async fn has_tag(db: &mut Reader, name: &str) -> Result<bool, StoreError> {
    Ok(tags::by_source_name(db, name).await?.is_some())
}
