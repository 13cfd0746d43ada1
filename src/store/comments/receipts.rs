//! Comments as their own writers see them, in every state. What stands here is on no page for anybody else.

use crate::model::comment::{CommentState, Reason};
use crate::model::html::Html;
use crate::model::ids::{CommentId, CommenterId};
use crate::model::path::PublicPath;
use crate::model::timestamp::Timestamp;
use crate::store::db::Source;
use crate::store::error::StoreError;

/// Somebody's own comment and where it stands.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct OwnComment {
    pub id: CommentId,
    pub public_id: String,
    pub receipt: String,
    pub state: CommentState,
    pub reason: Reason,
    pub commenter_id: Option<CommenterId>,
    pub html: Html,
    pub published_at: Timestamp,
    pub edited_at: Option<Timestamp>,
    /// How many versions came before this one.
    pub versions: i64,
    pub post_title: String,
    /// Where its post is; none while that is not public.
    pub post_path: Option<PublicPath>,
    /// How many comments readers see there.
    pub post_comment_count: i64,
}

macro_rules! own {
    ($rest:literal) => {
        concat!(
            "select c.id, c.public_id, c.receipt, c.state, c.reason, c.commenter_id, c.html, c.published_at, c.edited_at,
                    (select count(*) from comment_versions v where v.comment_id = c.id) as versions,
                    case when paths.path is null then '' else p.title end as post_title,
                    paths.path as post_path, p.comment_count as post_comment_count
             from comments c
             join posts p on p.id = c.post_id
             left join paths on paths.post_id = p.id and paths.role = 'canonical' and p.state = 'published'
                 and p.comments <> 'hidden' ",
            $rest
        )
    };
}

pub async fn by_receipt(db: &mut impl Source, receipt: &str) -> Result<Option<OwnComment>, StoreError> {
    Ok(sqlx::query_as(own!("where c.receipt = $1")).bind(receipt).fetch_optional(db.connection()).await?)
}

pub(in crate::store) const OF_ADDRESS: &str = own!(
    "where lower(c.email) = $1 and c.email is not null and c.id < $2
     order by c.id desc
     limit $3"
);

/// What was written under an e-mail address, which is handed in in small letters: the newest first, from before a comment
/// of theirs on.
pub async fn of_address(
    db: &mut impl Source,
    email: &str,
    before: Option<CommentId>,
    limit: i64,
) -> Result<Vec<OwnComment>, StoreError> {
    Ok(sqlx::query_as(OF_ADDRESS)
        .bind(email)
        .bind(before.unwrap_or(CommentId(i64::MAX)))
        .bind(limit)
        .fetch_all(db.connection())
        .await?)
}

/// The state of the comment that a receipt is for, and why it has it.
pub async fn reason_of(
    db: &mut impl Source,
    receipt: &str,
) -> Result<Option<(CommentState, Reason)>, StoreError> {
    Ok(sqlx::query_as("select state, reason from comments where receipt = $1")
        .bind(receipt)
        .fetch_optional(db.connection())
        .await?)
}

/// What one commenter wrote, the newest first, from before a comment of theirs on.
pub async fn of_commenter(
    db: &mut impl Source,
    commenter: CommenterId,
    before: Option<CommentId>,
    limit: i64,
) -> Result<Vec<OwnComment>, StoreError> {
    Ok(sqlx::query_as(own!(
        "where c.commenter_id = $1 and c.id < $2
         order by c.id desc
         limit $3"
    ))
    .bind(commenter)
    .bind(before.unwrap_or(CommentId(i64::MAX)))
    .bind(limit)
    .fetch_all(db.connection())
    .await?)
}
