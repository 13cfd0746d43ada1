//! The words of a comment, how they are changed, and what stood there before.

use crate::model::comment::{CommentState, PostComments, Reason};
use crate::model::comment_settings::Ground;
use crate::model::html::Html;
use crate::model::ids::{CommentId, PostId, UserId};
use crate::model::own_comment::{ChangedBy, VERSIONS_AT_MOST};
use crate::model::post::{PostKind, SourceFormat};
use crate::model::spam::Score;
use crate::model::timestamp::Timestamp;
use crate::store::db::Source;
use crate::store::error::StoreError;
use crate::store::writer::Unit;

/// A comment as it is changed: what it says, where it stands, and whose it is.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Words {
    pub id: CommentId,
    pub receipt: String,
    pub post_id: PostId,
    pub state: CommentState,
    pub reason: Reason,
    pub name: String,
    pub email: Option<String>,
    pub website: Option<String>,
    pub source_format: SourceFormat,
    pub html: Html,
    pub source: String,
    pub published_at: Timestamp,
    pub edited_at: Option<Timestamp>,
    /// Of the cookie that it was sent with.
    pub token_hash: Option<Vec<u8>>,
    /// How many versions came before this one.
    pub versions: i64,
    /// None if the post is not public.
    pub post_comments: Option<PostComments>,
    post_kind: Option<PostKind>,
    post_published_at: Option<Timestamp>,
}

impl Words {
    /// The post as a place for comments; none if it is not public.
    pub fn ground(&self) -> Option<Ground> {
        let (kind, comments) = (self.post_kind?, self.post_comments?);
        Some(Ground { kind, comments, published_at: self.post_published_at? })
    }
}

macro_rules! words {
    ($rest:literal) => {
        concat!(
            "select c.id, c.receipt, c.post_id, c.state, c.reason, c.name, c.email, c.website, c.source_format, c.html,
                    c.source, c.published_at, c.edited_at, w.token_hash,
                    (select count(*) from comment_versions v where v.comment_id = c.id) as versions,
                    case p.state when 'published' then p.comments end as post_comments,
                    case p.state when 'published' then p.kind end as post_kind,
                    case p.state when 'published' then p.published_at end as post_published_at
             from comments c
             join posts p on p.id = c.post_id
             left join commenters w on w.id = c.commenter_id ",
            $rest
        )
    };
}

pub async fn words(db: &mut impl Source, comment: CommentId) -> Result<Option<Words>, StoreError> {
    Ok(sqlx::query_as(words!("where c.id = $1")).bind(comment).fetch_optional(db.connection()).await?)
}

pub async fn words_by_receipt(db: &mut impl Source, receipt: &str) -> Result<Option<Words>, StoreError> {
    Ok(sqlx::query_as(words!("where c.receipt = $1")).bind(receipt).fetch_optional(db.connection()).await?)
}

/// What stands in a comment's place of what stood there.
#[derive(Debug, Clone)]
pub struct NewWords {
    pub name: String,
    pub website: Option<String>,
    pub source: String,
    pub html: Html,
    pub render_version: i64,
    pub content_hash: Vec<u8>,
    /// How much they look like spam.
    pub score: Score,
}

/// Puts other words into a comment and keeps the present ones as a version. `user` is who of the blog did it.
pub async fn rewrite(
    unit: &mut Unit,
    comment: CommentId,
    words: &NewWords,
    (by, user): (ChangedBy, Option<UserId>),
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "insert into comment_versions (comment_id, replaced_by, user_id, written_at, replaced_at, spam_score, name,
                                       website, html, source)
         select id, $2, $3, coalesce(edited_at, published_at), $4, spam_score, name, website, html, source
         from comments
         where id = $1;
         update comments
         set name = $5, website = $6, source = $7, html = $8, render_version = $9, content_hash = $10, edited_at = $4,
             edited_by = $2, updated_at = $4, spam_score = $11
         where id = $1",
    )
    .bind(comment)
    .bind(by)
    .bind(user)
    .bind(now)
    .bind(&words.name)
    .bind(&words.website)
    .bind(&words.source)
    .bind(&words.html)
    .bind(words.render_version)
    .bind(&words.content_hash)
    .bind(words.score)
    .execute(unit.connection())
    .await?;
    Ok(())
}

/// What a comment said once.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Version {
    pub replaced_by: ChangedBy,
    /// Who of the blog replaced it.
    pub replaced_by_name: Option<String>,
    pub written_at: Timestamp,
    pub replaced_at: Timestamp,
    pub spam_score: Score,
    pub name: String,
    pub website: Option<String>,
    pub html: Html,
    pub source: String,
}

pub(in crate::store) const OF: &str = "
    select v.replaced_by, u.name as replaced_by_name, v.written_at, v.replaced_at, v.spam_score, v.name,
           v.website, v.html, v.source
    from comment_versions v
    left join users u on u.id = v.user_id
    where v.comment_id = $1
    order by v.id desc
    limit $2";

/// What a comment said before, the newest first: all of it.
pub async fn of(db: &mut impl Source, comment: CommentId) -> Result<Vec<Version>, StoreError> {
    Ok(sqlx::query_as(OF).bind(comment).bind(VERSIONS_AT_MOST).fetch_all(db.connection()).await?)
}
