//! Public addresses: every one that was ever published is a row.

use super::db::Source;
use super::error::StoreError;
use super::writer::Unit;
use crate::model::ids::PostId;
use crate::model::path::PublicPath;
use crate::model::post::PostState;
use crate::model::timestamp::Timestamp;

/// What stands at an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    Post(PostId),
    /// The post moved; this is where it is now.
    Moved(PublicPath),
    /// It was public once and is not any more.
    Gone,
}

#[derive(sqlx::FromRow)]
struct Row {
    role: String,
    post_id: Option<PostId>,
    state: Option<PostState>,
    was_public: Option<bool>,
    canonical: Option<PublicPath>,
}

pub(super) const RESOLVE: &str = "
    select paths.role, paths.post_id, posts.state,
           posts.was_public = 1 or posts.state = 'unpublished' as was_public, canonical.path as canonical
    from paths
    left join posts on posts.id = paths.post_id
    left join paths canonical on canonical.post_id = paths.post_id and canonical.role = 'canonical'
    where paths.path = $1";

/// What a stranger finds at a decoded path; `None` where nothing ever was.
pub async fn resolve(db: &mut impl Source, path: &str) -> Result<Option<Destination>, StoreError> {
    let row: Option<Row> = sqlx::query_as(RESOLVE).bind(path).fetch_optional(db.connection()).await?;
    let Some(row) = row else { return Ok(None) };
    Ok(match (row.state, row.post_id) {
        (Some(PostState::Published), Some(post)) if row.role == "canonical" => Some(Destination::Post(post)),
        (Some(PostState::Published), _) => row.canonical.map(Destination::Moved),
        (None, _) => Some(Destination::Gone),
        // What was public once is gone, whatever it is now; an address that only editors know tells nothing.
        (Some(_), _) => (row.was_public == Some(true)).then_some(Destination::Gone),
    })
}

/// The post that owns an address, in whatever role; `None` if it is free.
pub async fn owner(db: &mut impl Source, path: &PublicPath) -> Result<Option<Option<PostId>>, StoreError> {
    Ok(sqlx::query_scalar("select post_id from paths where path = $1")
        .bind(path)
        .fetch_optional(db.connection())
        .await?)
}

/// Gives a post its address. An address of its own that it once left becomes its address again.
pub async fn assign(
    unit: &mut Unit,
    post: PostId,
    path: &PublicPath,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "update paths set role = 'redirect' where post_id = $1 and role = 'canonical' and path <> $2",
    )
    .bind(post)
    .bind(path)
    .execute(unit.connection())
    .await?;
    sqlx::query(
        "insert into paths (path, role, post_id, created_at)
         values ($1, 'canonical', $2, $3)
         on conflict (path) do update set role = 'canonical'
         where paths.post_id = excluded.post_id",
    )
    .bind(path)
    .bind(post)
    .bind(now)
    .execute(unit.connection())
    .await?;
    Ok(())
}

/// Frees an address that only a post in the trash holds, and that no reader ever saw.
pub async fn take_from_trash(unit: &mut Unit, path: &PublicPath, but: PostId) -> Result<(), StoreError> {
    sqlx::query(
        "delete from paths
         where path = $1 and post_id <> $2
           and post_id in (select id from posts
                           where id = paths.post_id and state = 'trashed' and was_public = 0)",
    )
    .bind(path)
    .bind(but)
    .execute(unit.connection())
    .await?;
    Ok(())
}

/// Takes away the addresses of a post that nobody ever saw.
pub async fn release(unit: &mut Unit, post: PostId) -> Result<(), StoreError> {
    sqlx::query("delete from paths where post_id = $1").bind(post).execute(unit.connection()).await?;
    Ok(())
}

#[cfg(test)]
mod tests;
