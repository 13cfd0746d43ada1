//! What has to be known before a comment is taken, in one question: each one more is an exchange with SQLite's thread,
//! while everybody else who writes waits.

use super::Sent;
use crate::model::comment::PostComments;
use crate::model::ids::{CommentId, CommenterId, PostId};
use crate::model::timestamp::Timestamp;
use crate::store::db::Source;
use crate::store::error::StoreError;

/// Who wants to say what, where.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// Of the commenter's cookie, if there is one.
    pub token_hash: Option<&'a [u8]>,
    pub post: PostId,
    pub submission_key: &'a str,
    pub network_hash: &'a [u8],
    /// Since when comments of this network count, and to how many is counted.
    pub from_network: (Timestamp, i64),
    pub content_hash: &'a [u8],
    /// The same for comments in these words, whoever sent them.
    pub same_words: (Timestamp, i64),
}

/// How things stand.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Circumstances {
    /// Whoever holds the cookie.
    pub commenter_id: Option<CommenterId>,
    /// How many of theirs are published.
    pub approved_count: i64,
    /// None if the post is not public.
    pub comments: Option<PostComments>,
    sent_receipt: Option<String>,
    sent_parent_id: Option<CommentId>,
    sent_content_hash: Option<Vec<u8>>,
    pub from_network: i64,
    pub same_words: i64,
}

impl Circumstances {
    /// The comment that this ticket was spent on before.
    pub fn sent(&self) -> Option<Sent> {
        Some(Sent {
            receipt: self.sent_receipt.clone()?,
            parent_id: self.sent_parent_id,
            content_hash: self.sent_content_hash.clone()?,
        })
    }
}

pub async fn circumstances(db: &mut impl Source, asked: Asked<'_>) -> Result<Circumstances, StoreError> {
    Ok(sqlx::query_as(
        "select w.id as commenter_id, coalesce(w.approved_count, 0) as approved_count, p.comments,
                s.receipt as sent_receipt, s.parent_id as sent_parent_id, s.content_hash as sent_content_hash,
                (select count(*)
                 from (select 1 from comments where network_hash = $4 and created_at > $5 limit $6) as lately)
                    as from_network,
                (select count(*)
                 from (select 1 from comments
                       where content_hash = $7 and created_at > $8 and import_id is null
                       limit $9) as again) as same_words
         from (select 1 as one) as this
         left join commenters w on w.token_hash = $1
         left join posts p on p.id = $2 and p.state = 'published'
         left join comments s on s.submission_key = $3",
    )
    .bind(asked.token_hash)
    .bind(asked.post)
    .bind(asked.submission_key)
    .bind(asked.network_hash)
    .bind(asked.from_network.0)
    .bind(asked.from_network.1)
    .bind(asked.content_hash)
    .bind(asked.same_words.0)
    .bind(asked.same_words.1)
    .fetch_one(db.connection())
    .await?)
}
