//! Writing comments. Every change of a state goes through `set_state`, and every first state through `insert`: they keep
//! all the counts that hang on it, in the same unit.

use super::sent::{Sent, insert_all};
use super::standing::Standing;
use crate::model::comment::{CommentState, Reason, vouches};
use crate::model::html::Html;
use crate::model::ids::{CommentId, CommenterId, PostId, UserId};
use crate::model::post::SourceFormat;
use crate::model::spam::Score;
use crate::model::timestamp::Timestamp;
use crate::store::db::{Source, json_ids};
use crate::store::error::StoreError;
use crate::store::posts::write::Provenance;
use crate::store::writer::Unit;

/// A comment as it is first written down, in whatever state.
#[derive(Debug, Clone)]
pub struct NewComment {
    /// What stands in its anchor, behind a `c`.
    pub public_id: String,
    /// The part of an address that only its writer knows.
    pub receipt: String,
    pub post_id: PostId,
    /// The comment it answers, of the same post.
    pub parent_id: Option<CommentId>,
    /// What makes sending it twice one comment.
    pub submission_key: Option<String>,
    pub commenter_id: Option<CommenterId>,
    pub user_id: Option<UserId>,
    pub state: CommentState,
    pub reason: Reason,
    pub name: String,
    pub email: Option<String>,
    pub website: Option<String>,
    pub source: String,
    pub source_format: SourceFormat,
    pub html: Html,
    pub render_version: i64,
    pub content_hash: Vec<u8>,
    pub network_hash: Option<Vec<u8>>,
    pub published_at: Timestamp,
    pub created_at: Timestamp,
    pub provenance: Option<Provenance>,
}

/// Writes a comment down and counts it. A parent of another post, or none such, is a constraint error.
pub async fn insert(unit: &mut Unit, comment: &NewComment) -> Result<CommentId, StoreError> {
    let first = insert_all(unit, &[Sent { comment, token_hash: None, score: Score::default() }]).await?;
    Ok(first.into_iter().next().unwrap_or(CommentId(0)))
}

const INSERT: &str = "
    insert into comments (public_id, receipt, post_id, parent_id, thread_id, branch_id, twig_id, leaf_id, reply_count,
                          submission_key, commenter_id, user_id, state, reason, name, email, website, source,
                          source_format, html, render_version, content_hash, network_hash, published_at, created_at,
                          updated_at, import_id, source_name, source_kind, source_id, source_hash, source_rest)
    values ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23,
            $24, $24, $25, $26, $27, $28, $29, $30)
    returning id";

/// The row alone, and where it stands once it stands by its id; whoever calls this sees to that and to every count.
pub(super) async fn insert_row(
    unit: &mut Unit,
    comment: &NewComment,
    standing: Standing,
) -> Result<Standing, StoreError> {
    let provenance = comment.provenance.as_ref();
    let id = sqlx::query_scalar(INSERT)
        .bind(&comment.public_id)
        .bind(&comment.receipt)
        .bind(comment.post_id)
        .bind(comment.parent_id)
        .bind(standing.thread)
        .bind(standing.branch)
        .bind(standing.twig)
        .bind(standing.leaf)
        .bind(&comment.submission_key)
        .bind(comment.commenter_id)
        .bind(comment.user_id)
        .bind(comment.state)
        .bind(comment.reason)
        .bind(&comment.name)
        .bind(&comment.email)
        .bind(&comment.website)
        .bind(&comment.source)
        .bind(comment.source_format)
        .bind(&comment.html)
        .bind(comment.render_version)
        .bind(&comment.content_hash)
        .bind(&comment.network_hash)
        .bind(comment.published_at)
        .bind(comment.created_at)
        .bind(provenance.map(|from| from.import_id))
        .bind(provenance.map(|from| from.source_name.as_str()))
        .bind(provenance.map(|from| from.source_kind.as_str()))
        .bind(provenance.map(|from| from.source_id.as_str()))
        .bind(provenance.map(|from| from.source_hash.as_slice()))
        .bind(provenance.and_then(|from| from.source_rest.as_deref()))
        .fetch_one(unit.connection())
        .await?;
    Ok(standing.with_id(id))
}

/// Puts the ids of new rows where `Standing::below` left room for them.
pub(super) async fn stand_by_id(unit: &mut Unit, rows: &[CommentId]) -> Result<(), StoreError> {
    sqlx::query(
        "update comments
         set thread_id = case thread_id when -1 then id else thread_id end,
             branch_id = case branch_id when -1 then id else branch_id end,
             twig_id = case twig_id when -1 then id else twig_id end,
             leaf_id = case leaf_id when -1 then id else leaf_id end
         where id in (select value from json_each($1))",
    )
    .bind(json_ids(rows))
    .execute(unit.connection())
    .await?;
    Ok(())
}

/// A comment whose state was changed, and what shows or counts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct Moved {
    pub id: CommentId,
    pub post_id: PostId,
    pub parent_id: Option<CommentId>,
    pub commenter_id: Option<CommenterId>,
    reason: Reason,
    reason_before: Reason,
}

/// Moves a comment from one state to another, remembers the first for undo, and keeps every count.
///
/// Without a reason it is there for the one it had before, as when a decision is taken back. Answers nothing, and changes
/// nothing, if the comment is not (or no longer) in the state `from`, or if both are one.
pub async fn set_state(
    unit: &mut Unit,
    comment: CommentId,
    from: CommentState,
    to: CommentState,
    reason: Option<Reason>,
    now: Timestamp,
) -> Result<Option<Moved>, StoreError> {
    if from == to {
        return Ok(None);
    }
    let moved: Option<Moved> = sqlx::query_as(
        "update comments set state = $3, state_before = $2, reason = coalesce($4, reason_before, reason), reason_before = reason,
             updated_at = $5
         where id = $1 and state = $2
         returning id, post_id, parent_id, commenter_id, reason, reason_before",
    )
    .bind(comment)
    .bind(from)
    .bind(to)
    .bind(reason)
    .bind(now)
    .fetch_optional(unit.connection())
    .await?;
    let Some(moved) = moved else { return Ok(None) };
    count(unit, from, -1).await?;
    count(unit, to, 1).await?;
    match (from, to) {
        (CommentState::Published, _) => count_published(unit, moved, -1).await?,
        (_, CommentState::Published) => count_published(unit, moved, 1).await?,
        _ => {}
    }
    let did_vouch = vouches(from, moved.reason_before);
    count_approved(unit, moved, i64::from(vouches(to, moved.reason)) - i64::from(did_vouch)).await?;
    Ok(Some(moved))
}

async fn count(unit: &mut Unit, state: CommentState, by: i64) -> Result<(), StoreError> {
    sqlx::query("update comment_counts set total = total + $2 where state = $1")
        .bind(state)
        .bind(by)
        .execute(unit.connection())
        .await?;
    Ok(())
}

/// What counts published comments only: the post, and the comment that it answers.
async fn count_published(unit: &mut Unit, comment: Moved, by: i64) -> Result<(), StoreError> {
    sqlx::query("update posts set comment_count = comment_count + $2 where id = $1")
        .bind(comment.post_id)
        .bind(by)
        .execute(unit.connection())
        .await?;
    if let Some(parent) = comment.parent_id {
        sqlx::query("update comments set reply_count = reply_count + $2 where id = $1")
            .bind(parent)
            .bind(by)
            .execute(unit.connection())
            .await?;
    }
    Ok(())
}

/// What counts the comments that vouch for their commenter.
async fn count_approved(unit: &mut Unit, comment: Moved, by: i64) -> Result<(), StoreError> {
    let Some(commenter) = comment.commenter_id.filter(|_| by != 0) else { return Ok(()) };
    sqlx::query("update commenters set approved_count = approved_count + $2 where id = $1")
        .bind(commenter)
        .bind(by)
        .execute(unit.connection())
        .await?;
    Ok(())
}
