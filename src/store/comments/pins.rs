//! The one comment of a post that stands before all others. Its place in its thread stays what it was.

use super::comments;
use crate::model::comment::Comment;
use crate::model::ids::{CommentId, PostId};
use crate::store::db::Source;
use crate::store::error::StoreError;
use crate::store::writer::Unit;

/// Pins a comment under its post, in place of the one that was.
pub async fn pin(unit: &mut Unit, post: PostId, comment: CommentId) -> Result<(), StoreError> {
    sqlx::query("update posts set pinned_comment_id = $2 where id = $1")
        .bind(post)
        .bind(comment)
        .execute(unit.connection())
        .await?;
    Ok(())
}

/// Unpins a comment; answers the post that it was pinned under.
pub async fn unpin(unit: &mut Unit, comment: CommentId) -> Result<Option<PostId>, StoreError> {
    Ok(sqlx::query_scalar(
        "update posts set pinned_comment_id = null where pinned_comment_id = $1 returning id",
    )
    .bind(comment)
    .fetch_optional(unit.connection())
    .await?)
}

/// Is this comment pinned?
pub async fn is_pinned(db: &mut impl Source, comment: CommentId) -> Result<bool, StoreError> {
    let found: Option<i64> = sqlx::query_scalar("select 1 from posts where pinned_comment_id = $1")
        .bind(comment)
        .fetch_optional(db.connection())
        .await?;
    Ok(found.is_some())
}

pub(in crate::store) const PINNED: &str =
    comments!("from comments c where c.id = $1 and c.post_id = $2 and c.state = 'published'");

/// The pinned comment of a post, as long as it is published.
pub async fn pinned(
    db: &mut impl Source,
    post: PostId,
    comment: CommentId,
) -> Result<Option<Comment>, StoreError> {
    Ok(sqlx::query_as(PINNED).bind(comment).bind(post).fetch_optional(db.connection()).await?)
}
