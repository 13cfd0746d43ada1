//! Whom and what the blog does not want to hear from, and the names that nobody else may carry here.

use super::db::Source;
use super::error::StoreError;
use super::writer::Unit;
use crate::model::block::{Block, BlockEffect, BlockKind};
use crate::model::ids::{BlockId, CommentId, UserId};
use crate::model::timestamp::Timestamp;

/// The most that are forgotten in one unit.
const AT_ONCE: i64 = 500;

/// A block to write down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewBlock {
    pub kind: BlockKind,
    pub effect: BlockEffect,
    pub pattern: String,
    pub label: String,
    pub added_by: UserId,
    pub expires_at: Option<Timestamp>,
}

/// All that hold now.
pub async fn all(db: &mut impl Source, now: Timestamp) -> Result<Vec<Block>, StoreError> {
    Ok(sqlx::query_as(
        "select id, kind, effect, pattern, label, added_by, hits, last_hit_at, created_at, expires_at
         from blocks
         where removed_at is null and (expires_at is null or expires_at > $1)
         order by id",
    )
    .bind(now)
    .fetch_all(db.connection())
    .await?)
}

/// A page of them, the newest first, from before one on, with who added each.
pub async fn page(
    db: &mut impl Source,
    before: Option<BlockId>,
    limit: i64,
) -> Result<Vec<Listed>, StoreError> {
    Ok(sqlx::query_as(
        "select b.id, b.kind, b.effect, b.pattern, b.label, b.added_by, b.hits, b.last_hit_at, b.created_at,
                b.expires_at, u.name as added_by_name
         from blocks b
         left join users u on u.id = b.added_by
         where b.id < $1 and b.removed_at is null
         order by b.id desc
         limit $2",
    )
    .bind(before.unwrap_or(BlockId(i64::MAX)))
    .bind(limit)
    .fetch_all(db.connection())
    .await?)
}

/// A block and who added it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Listed {
    #[sqlx(flatten)]
    pub block: Block,
    pub added_by_name: Option<String>,
}

pub async fn count(db: &mut impl Source) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar("select count(*) from blocks where removed_at is null")
        .fetch_one(db.connection())
        .await?)
}

/// A block that was written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Put {
    pub id: BlockId,
    /// What it did until then, if it was blocked already.
    pub was: Option<BlockEffect>,
}

/// Writes one down; what is blocked already gets this effect and end instead of its own, and keeps what it did before. If
/// it has this effect already, it gets the end alone. One that was removed can be given back no more: this one takes its
/// place.
pub async fn put(unit: &mut Unit, block: &NewBlock, now: Timestamp) -> Result<Put, StoreError> {
    sqlx::query("delete from blocks where kind = $1 and pattern = $2 and removed_at is not null")
        .bind(block.kind)
        .bind(&block.pattern)
        .execute(unit.connection())
        .await?;
    let was: Option<BlockEffect> =
        sqlx::query_scalar("select effect from blocks where kind = $1 and pattern = $2")
            .bind(block.kind)
            .bind(&block.pattern)
            .fetch_optional(unit.connection())
            .await?;
    let id: BlockId = sqlx::query_scalar(
        "insert into blocks (kind, effect, pattern, label, added_by, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (kind, pattern) do update
             set effect = excluded.effect, expires_at = excluded.expires_at,
                 effect_before = case
                     when blocks.effect = excluded.effect then blocks.effect_before else blocks.effect
                 end,
                 expires_before = case
                     when blocks.effect = excluded.effect then blocks.expires_before else blocks.expires_at
                 end
         returning id",
    )
    .bind(block.kind)
    .bind(block.effect)
    .bind(&block.pattern)
    .bind(&block.label)
    .bind(block.added_by)
    .bind(now)
    .bind(block.expires_at)
    .fetch_one(unit.connection())
    .await?;
    Ok(Put { id, was })
}

/// A change of one block that answers with its row, or with nothing if it is not as it has to be for that.
macro_rules! change {
    ($what:literal) => {
        concat!(
            "update blocks set ",
            $what,
            " returning id, kind, effect, pattern, label, added_by, hits, last_hit_at, created_at, expires_at"
        )
    };
}

/// Lets it hold no more. Answers what it was.
pub async fn remove(unit: &mut Unit, id: BlockId, now: Timestamp) -> Result<Option<Block>, StoreError> {
    Ok(sqlx::query_as(change!("removed_at = $2 where id = $1 and removed_at is null"))
        .bind(id)
        .bind(now)
        .fetch_optional(unit.connection())
        .await?)
}

/// The same with one that was not changed since it was added.
pub async fn remove_unchanged(
    unit: &mut Unit,
    id: BlockId,
    now: Timestamp,
) -> Result<Option<Block>, StoreError> {
    Ok(sqlx::query_as(change!(
        "removed_at = $2 where id = $1 and removed_at is null and effect_before is null"
    ))
    .bind(id)
    .bind(now)
    .fetch_optional(unit.connection())
    .await?)
}

/// Lets one that was removed hold again. Answers what it is.
pub async fn restore(unit: &mut Unit, id: BlockId) -> Result<Option<Block>, StoreError> {
    Ok(sqlx::query_as(change!("removed_at = null where id = $1 and removed_at is not null"))
        .bind(id)
        .fetch_optional(unit.connection())
        .await?)
}

/// Gives one the effect and the end that it had before it was last put once more. Answers what it is now.
pub async fn change_back(unit: &mut Unit, id: BlockId) -> Result<Option<Block>, StoreError> {
    Ok(sqlx::query_as(change!(
        "effect = effect_before, expires_at = expires_before, effect_before = null, expires_before = null
         where id = $1 and removed_at is null and effect_before is not null"
    ))
    .bind(id)
    .fetch_optional(unit.connection())
    .await?)
}

/// How a block stands, so that what was done to it can be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct Standing {
    pub is_removed: bool,
    /// It was put more than once, and the last time can be taken back.
    pub is_changed: bool,
}

/// Nothing if there is none such.
pub async fn standing(db: &mut impl Source, id: BlockId) -> Result<Option<Standing>, StoreError> {
    Ok(sqlx::query_as(
        "select removed_at is not null as is_removed, effect_before is not null as is_changed
         from blocks
         where id = $1",
    )
    .bind(id)
    .fetch_optional(db.connection())
    .await?)
}

/// Adds to how often a block was met; one that is gone is passed over.
pub async fn add_hits(unit: &mut Unit, id: BlockId, hits: i64, last: Timestamp) -> Result<(), StoreError> {
    sqlx::query("update blocks set hits = hits + $2, last_hit_at = $3 where id = $1")
        .bind(id)
        .bind(hits)
        .bind(last)
        .execute(unit.connection())
        .await?;
    Ok(())
}

/// Forgets some that have run out or were removed before a moment, and answers how many.
pub async fn sweep(unit: &mut Unit, now: Timestamp, removed_before: Timestamp) -> Result<u64, StoreError> {
    let removed = sqlx::query(
        "delete from blocks
         where id in (select id from blocks where removed_at is not null and removed_at < $1 limit $2)",
    )
    .bind(removed_before)
    .bind(AT_ONCE)
    .execute(unit.connection())
    .await?;
    let done = sqlx::query(
        "delete from blocks
         where id in (select id from blocks where expires_at is not null and expires_at <= $1 limit $2)",
    )
    .bind(now)
    .bind(AT_ONCE)
    .execute(unit.connection())
    .await?;
    Ok(removed.rows_affected() + done.rows_affected())
}

/// Somebody's name here.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct PersonName {
    pub id: UserId,
    pub name: String,
    /// They stand above posts or may log in, so that a comment by this name could pass for theirs.
    pub is_taken: bool,
}

/// The names of everybody here, also of those which are not taken yet: a post that is published takes one.
pub async fn names(db: &mut impl Source) -> Result<Vec<PersonName>, StoreError> {
    Ok(sqlx::query_as(
        "select id, name, post_count > 0 or is_active = 1 and password_hash is not null as is_taken
         from users
         where merged_into is null
         order by id",
    )
    .fetch_all(db.connection())
    .await?)
}

/// What is kept of the network that a comment came from.
pub async fn network_of(db: &mut impl Source, comment: CommentId) -> Result<Option<Vec<u8>>, StoreError> {
    let found: Option<Option<Vec<u8>>> =
        sqlx::query_scalar("select network_hash from comments where id = $1")
            .bind(comment)
            .fetch_optional(db.connection())
            .await?;
    Ok(found.flatten())
}

#[cfg(test)]
mod tests;
