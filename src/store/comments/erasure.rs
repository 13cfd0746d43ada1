//! Comments whose writers want nothing of them left: their words, versions, names, addresses and networks go, and their
//! places stay as gaps where somebody answered.

use super::write::{Moved, set_state};
use crate::model::comment::{CommentState, Reason};
use crate::model::ids::{CommentId, CommenterId, PostId};
use crate::model::timestamp::Timestamp;
use crate::store::db::Source;
use crate::store::error::StoreError;
use crate::store::writer::Unit;

/// A comment that is about to be erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct Condemned {
    pub id: CommentId,
    pub post_id: PostId,
    pub state: CommentState,
}

pub(in crate::store) const OF_COMMENTER: &str = "
    select id, post_id, state
    from comments
    where commenter_id = $1
    order by id
    limit $2";

pub(in crate::store) const OF_ADDRESS: &str = "
    select id, post_id, state
    from comments
    where lower(email) = $1 and email is not null
    order by id
    limit $2";

pub(in crate::store) const WITHDRAWN: &str = "
    select id, post_id, state
    from comments
    where reason = 'withdrawn' and updated_at < $1
    order by updated_at, id
    limit $2";

/// The first comments that a commenter wrote. An erased one is nobody's, so it is not among them.
pub async fn of_commenter(
    db: &mut impl Source,
    commenter: CommenterId,
    limit: i64,
) -> Result<Vec<Condemned>, StoreError> {
    Ok(sqlx::query_as(OF_COMMENTER).bind(commenter).bind(limit).fetch_all(db.connection()).await?)
}

/// The same for what was written under an e-mail address, which is handed in in small letters.
pub async fn of_address(db: &mut impl Source, email: &str, limit: i64) -> Result<Vec<Condemned>, StoreError> {
    Ok(sqlx::query_as(OF_ADDRESS).bind(email).bind(limit).fetch_all(db.connection()).await?)
}

/// What its writers deleted before a time, the oldest first.
pub async fn withdrawn_before(
    db: &mut impl Source,
    before: Timestamp,
    limit: i64,
) -> Result<Vec<Condemned>, StoreError> {
    Ok(sqlx::query_as(WITHDRAWN).bind(before).bind(limit).fetch_all(db.connection()).await?)
}

/// Leaves nothing of a comment but its place, and keeps every count. What it answers and what answers it stay as they are.
pub async fn erase(unit: &mut Unit, comment: Condemned, now: Timestamp) -> Result<Option<Moved>, StoreError> {
    let moved =
        set_state(unit, comment.id, comment.state, CommentState::Deleted, Some(Reason::Erased), now).await?;
    sqlx::query(
        "delete from comment_versions where comment_id = $1;
         update posts set pinned_comment_id = null where pinned_comment_id = $1;
         update comments
         set reason = $2, state_before = null, reason_before = null, name = '', email = null, website = null,
             html = '', source = '', source_rest = null, content_hash = $3, network_hash = null,
             commenter_id = null, user_id = null, edited_at = null, edited_by = null, updated_at = $4
         where id = $1",
    )
    .bind(comment.id)
    .bind(Reason::Erased)
    .bind(Vec::new())
    .bind(now)
    .execute(unit.connection())
    .await?;
    Ok(moved)
}

/// Leaves nothing of a commenter either: what they called themselves goes, and their cookie is worth nothing any more.
/// `stranger` is the hash of a token that nobody has.
pub async fn forget_commenter(
    unit: &mut Unit,
    commenter: CommenterId,
    stranger: &[u8],
) -> Result<(), StoreError> {
    sqlx::query(
        "update commenters set token_hash = $2, name = '', email = null, website = null where id = $1",
    )
    .bind(commenter)
    .bind(stranger)
    .execute(unit.connection())
    .await?;
    Ok(())
}

/// Whoever wrote a comment is called nothing any more, if they gave its address last. Before the comment itself is erased.
pub async fn forget_writer(unit: &mut Unit, comment: CommentId) -> Result<(), StoreError> {
    sqlx::query(
        "update commenters set name = '', email = null, website = null
         where id = (select commenter_id from comments where id = $1)
           and lower(email) = (select lower(email) from comments where id = $1)",
    )
    .bind(comment)
    .execute(unit.connection())
    .await?;
    Ok(())
}

/// Its writer deletes a comment that a moderator has deleted already: it is taken back from both.
pub async fn withdraw_deleted(unit: &mut Unit, comment: CommentId, now: Timestamp) -> Result<(), StoreError> {
    sqlx::query("update comments set reason = $2, updated_at = $3 where id = $1 and state = 'deleted'")
        .bind(comment)
        .bind(Reason::Withdrawn)
        .bind(now)
        .execute(unit.connection())
        .await?;
    Ok(())
}
