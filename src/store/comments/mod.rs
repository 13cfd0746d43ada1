//! Reading comments: one by its public id or receipt, a person's own, and what is asked before a new one is taken.

pub mod bulk;
mod circumstances;
pub mod erasure;
pub mod exports;
pub mod networks;
pub mod pins;
mod receipts;
pub mod sent;
pub mod standing;
pub mod threads;
pub mod versions;
pub mod write;

#[cfg(test)]
pub mod tests;

pub use circumstances::{Asked, Circumstances, Most, circumstances};
#[cfg(test)]
pub(in crate::store) use receipts::OF_ADDRESS;
pub use receipts::{OwnComment, by_receipt, of_address, of_commenter, reason_of};

use super::db::Source;
use super::error::StoreError;
use crate::model::comment::{Comment, CommentState};
use crate::model::comment_settings::Ground;
use crate::model::ids::{CommentId, CommenterId, PostId};
use crate::model::path::PublicPath;
use crate::model::timestamp::Timestamp;

/// The columns of a `Comment`. One that is not published comes without anything its writer wrote.
macro_rules! comments {
    ($before:literal; $($rest:literal)+) => {
        concat!($before, comments!($($rest)+))
    };
    ($($rest:literal)+) => {
        concat!(
            "select c.id, c.public_id, c.post_id, c.state,
                    case c.state when 'published' then c.name else '' end as name,
                    case c.state when 'published' then c.website end as website,
                    c.state = 'published' and c.user_id is not null
                        and exists (select 1 from post_authors a
                                    where a.post_id = c.post_id and a.user_id = c.user_id) as is_by_author,
                    case c.state when 'published' then c.html else '' end as html,
                    c.published_at, case c.state when 'published' then c.edited_at end as edited_at, c.edited_by ",
            $($rest),+
        )
    };
}
use comments;

/// A public post or page as a place for comments.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Place {
    pub title: String,
    pub path: PublicPath,
    #[sqlx(flatten)]
    pub ground: Ground,
    /// How many comments readers see there.
    pub comment_count: i64,
}

/// A public post as a place for comments.
pub async fn place(db: &mut impl Source, post: PostId) -> Result<Option<Place>, StoreError> {
    Ok(sqlx::query_as(
        "select p.title, paths.path, p.kind, p.comments, p.published_at, p.comment_count
         from posts p
         join paths on paths.post_id = p.id and paths.role = 'canonical'
         where p.id = $1 and p.state = 'published'",
    )
    .bind(post)
    .fetch_optional(db.connection())
    .await?)
}

/// A published comment by what stands in its anchor.
pub async fn published(db: &mut impl Source, public_id: &str) -> Result<Option<Comment>, StoreError> {
    Ok(sqlx::query_as(comments!("from comments c where c.public_id = $1 and c.state = 'published'"))
        .bind(public_id)
        .fetch_optional(db.connection())
        .await?)
}

/// The row behind a public id, whatever its state.
pub async fn id_of(db: &mut impl Source, public_id: &str) -> Result<Option<CommentId>, StoreError> {
    Ok(sqlx::query_scalar("select id from comments where public_id = $1")
        .bind(public_id)
        .fetch_optional(db.connection())
        .await?)
}

/// What was sent with this key.
pub async fn by_submission_key(db: &mut impl Source, key: &str) -> Result<Option<CommentId>, StoreError> {
    Ok(sqlx::query_scalar("select id from comments where submission_key = $1")
        .bind(key)
        .fetch_optional(db.connection())
        .await?)
}

/// How many comments there are in each state.
pub async fn counts(db: &mut impl Source) -> Result<Vec<(CommentState, i64)>, StoreError> {
    Ok(sqlx::query_as("select state, total from comment_counts").fetch_all(db.connection()).await?)
}

/// A comment that was sent before.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Sent {
    pub receipt: String,
    pub parent_id: Option<CommentId>,
    pub content_hash: Vec<u8>,
}

/// What this commenter wrote at this place in the same words since then, if it is among their newest twenty.
pub async fn same_words(
    db: &mut impl Source,
    commenter: CommenterId,
    (post, parent): (PostId, Option<CommentId>),
    content_hash: &[u8],
    since: Timestamp,
) -> Result<Option<Sent>, StoreError> {
    Ok(sqlx::query_as(
        "select receipt, parent_id, content_hash
         from comments
         where id in (select own.id
                      from (select id, content_hash, created_at from comments where commenter_id = $3
                            order by id desc limit 20) as own
                      where own.content_hash = $1 and own.created_at > $2)
           and post_id = $4 and coalesce(parent_id, 0) = coalesce($5, 0)
         order by id desc
         limit 1",
    )
    .bind(content_hash)
    .bind(since)
    .bind(commenter)
    .bind(post)
    .bind(parent)
    .fetch_optional(db.connection())
    .await?)
}
