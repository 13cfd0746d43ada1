//! What has to be known before comments are taken, in one question for all that wait: each one more is an exchange with
//! SQLite's thread, while everybody else who writes waits.

use data_encoding::HEXLOWER;

use super::Sent;
use crate::model::comment::PostComments;
use crate::model::comment_settings::Ground;
use crate::model::ids::{CommentId, CommenterId, PostId};
use crate::model::post::PostKind;
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
    /// Since when comments of this network count.
    pub from_network_since: Timestamp,
    pub content_hash: &'a [u8],
    /// The same for comments in these words, whoever sent them.
    pub same_words_since: Timestamp,
}

/// To how many is counted.
#[derive(Debug, Clone, Copy)]
pub struct Most {
    pub from_network: i64,
    pub same_words: i64,
}

/// How things stand.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Circumstances {
    /// Whoever holds the cookie.
    pub commenter_id: Option<CommenterId>,
    /// How many of theirs vouch for them.
    pub approved_count: i64,
    post_kind: Option<PostKind>,
    comments: Option<PostComments>,
    post_published_at: Option<Timestamp>,
    sent_receipt: Option<String>,
    sent_parent_id: Option<CommentId>,
    sent_content_hash: Option<Vec<u8>>,
    /// Have they said the same lately, here or elsewhere?
    pub has_said_so: bool,
    /// Comments from there, and in these words, but for those that passed because their writers are known.
    pub from_network: i64,
    pub same_words: i64,
}

impl Circumstances {
    /// The post as a place for comments; none if it is not public.
    pub fn ground(&self) -> Option<Ground> {
        let (kind, comments) = (self.post_kind?, self.comments?);
        Some(Ground { kind, comments, published_at: self.post_published_at? })
    }

    /// The comment that this ticket was spent on before.
    pub fn sent(&self) -> Option<Sent> {
        Some(Sent {
            receipt: self.sent_receipt.clone()?,
            parent_id: self.sent_parent_id,
            content_hash: self.sent_content_hash.clone()?,
        })
    }
}

/// How things stand for each of those who ask, in their order.
pub async fn circumstances(
    db: &mut impl Source,
    asked: &[Asked<'_>],
    most: Most,
) -> Result<Vec<Circumstances>, StoreError> {
    let asked: serde_json::Value = asked.iter().map(as_json).collect();
    Ok(sqlx::query_as(
        "select w.id as commenter_id, coalesce(w.approved_count, 0) as approved_count, p.kind as post_kind,
                p.comments, p.published_at as post_published_at,
                s.receipt as sent_receipt, s.parent_id as sent_parent_id, s.content_hash as sent_content_hash,
                exists (select 1
                        from (select content_hash, created_at from comments where commenter_id = w.id
                              order by id desc limit 20) as own
                        where own.content_hash = asked.words and own.created_at > asked.words_since) as has_said_so,
                (select count(*)
                 from (select 1 from comments
                       where network_hash = asked.network and created_at > asked.network_since
                       limit $2) as lately) as from_network,
                (select count(*)
                 from (select 1 from comments
                       where content_hash = asked.words and created_at > asked.words_since and import_id is null
                         and reason <> 'known'
                       limit $3) as again) as same_words
         from (select key as place, unhex(value ->> 'token') as token, value ->> 'post' as post,
                      value ->> 'ticket' as ticket, unhex(value ->> 'network') as network,
                      value ->> 'network_since' as network_since, unhex(value ->> 'words') as words,
                      value ->> 'words_since' as words_since
               from json_each($1)) as asked
         left join commenters w on w.token_hash = asked.token
         left join posts p on p.id = asked.post and p.state = 'published'
         left join comments s on s.submission_key = asked.ticket
         order by asked.place",
    )
    .bind(asked.to_string())
    .bind(most.from_network)
    .bind(most.same_words)
    .fetch_all(db.connection())
    .await?)
}

fn as_json(asked: &Asked<'_>) -> serde_json::Value {
    serde_json::json!({
        "token": asked.token_hash.map(|hash| HEXLOWER.encode(hash)),
        "post": asked.post.0,
        "ticket": asked.submission_key,
        "network": HEXLOWER.encode(asked.network_hash),
        "network_since": asked.from_network_since.0,
        "words": HEXLOWER.encode(asked.content_hash),
        "words_since": asked.same_words_since.0,
    })
}
