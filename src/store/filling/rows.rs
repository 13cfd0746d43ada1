//! The rows of a post and of its comments, in one exchange with the database.

use super::{FilledComment, FilledPost};
use crate::model::comment::{CommentState, Reason};
use crate::model::ids::{CommentId, PostId};
use crate::model::timestamp::Timestamp;
use crate::store::comments::standing::Standing;
use crate::store::db::{Source as _, json_ids};
use crate::store::error::StoreError;
use crate::store::writer::Unit;

/// A comment as the statement below reads it.
#[derive(serde::Serialize)]
pub(super) struct Row<'a> {
    id: CommentId,
    public_id: &'a str,
    receipt: &'a str,
    parent: Option<CommentId>,
    thread: CommentId,
    branch: CommentId,
    twig: CommentId,
    leaf: CommentId,
    replies: i64,
    state: &'static str,
    reason: Reason,
    name: &'a str,
    rendered: i64,
    hash: String,
    at: i64,
    html: &'a str,
    source: &'a str,
}

/// How many there are, as the database counts.
pub(super) fn count(comments: &[FilledComment]) -> i64 {
    i64::try_from(comments.len()).unwrap_or(i64::MAX)
}

fn is_published(comment: &FilledComment) -> bool {
    comment.state == CommentState::Published
}

/// Gives comments their ids and places in the threads of their post, and counts who is answered.
pub(super) fn standing(comments: &[FilledComment], first: i64) -> Vec<Row<'_>> {
    let mut standings: Vec<Standing> = Vec::with_capacity(comments.len());
    let mut rows: Vec<Row<'_>> = Vec::with_capacity(comments.len());
    for (id, comment) in (first..).map(CommentId).zip(comments) {
        let above = comment.parent.and_then(|place| standings.get(place).copied());
        let standing = Standing::below(above).with_id(id);
        if let Some(parent) =
            comment.parent.and_then(|place| rows.get_mut(place)).filter(|_| is_published(comment))
        {
            parent.replies += 1;
        }
        standings.push(standing);
        rows.push(Row {
            id,
            public_id: &comment.public_id,
            receipt: &comment.receipt,
            parent: above.map(Standing::id),
            thread: standing.thread,
            branch: standing.branch,
            twig: standing.twig,
            leaf: standing.leaf,
            replies: 0,
            state: comment.state.word(),
            reason: comment.reason,
            name: &comment.name,
            rendered: comment.render_version,
            hash: data_encoding::HEXLOWER.encode(&comment.content_hash),
            at: comment.published_at.0,
            html: comment.html.as_str(),
            source: &comment.source,
        });
    }
    rows
}

/// What is the same for each row stands in the text. The comments' JSON is taken apart once: SQLite would make the text of
/// an element anew for each column that is read of it.
const INSERT: &str = "
    insert into posts (id, kind, entry_id, state, version, title, source_format, source, html, lead, text, render_version,
                       published_at, published_offset_minutes, created_at, updated_at, comments, comment_count,
                       is_path_chosen)
    values ($1, 'post', $2, 'published', 1, $3, 'markdown', $4, $5, $6, $7, $8, $9, $10, $9, $9, 'open', $11, 0);
    insert into post_authors (post_id, user_id, position, published_at) values ($1, $12, 0, $9);
    insert into post_tags (post_id, tag_id, position, published_at)
    select $1, value, key, $9 from json_each($13);
    insert into paths (path, role, post_id, created_at) values ($14, 'canonical', $1, $15);
    with made as materialized (select value as comment from json_each($16))
    insert into comments (id, public_id, receipt, post_id, parent_id, thread_id, branch_id, twig_id, leaf_id, reply_count,
                          state, reason, name, source_format, render_version, content_hash, published_at, created_at,
                          updated_at, html, source)
    select comment ->> 'id', comment ->> 'public_id', comment ->> 'receipt', $1, comment ->> 'parent',
           comment ->> 'thread', comment ->> 'branch', comment ->> 'twig', comment ->> 'leaf', comment ->> 'replies',
           comment ->> 'state', comment ->> 'reason', comment ->> 'name', 'markdown', comment ->> 'rendered',
           unhex(comment ->> 'hash'), comment ->> 'at', comment ->> 'at', comment ->> 'at', comment ->> 'html',
           comment ->> 'source'
    from made";

pub(super) async fn insert(
    unit: &mut Unit,
    id: PostId,
    post: &FilledPost,
    comments: &[Row<'_>],
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(INSERT)
        .bind(id)
        .bind(&post.entry_id)
        .bind(&post.title)
        .bind(&post.source)
        .bind(&post.html)
        .bind(&post.lead)
        .bind(&post.text)
        .bind(post.render_version)
        .bind(post.published_at)
        .bind(post.published_offset_minutes)
        .bind(count_published(&post.comments))
        .bind(post.author)
        .bind(json_ids(&post.tags))
        .bind(&post.path)
        .bind(now)
        .bind(json_ids(comments))
        .execute(unit.connection())
        .await?;
    Ok(())
}

fn count_published(comments: &[FilledComment]) -> i64 {
    count(comments)
        - i64::try_from(comments.iter().filter(|comment| !is_published(comment)).count()).unwrap_or(0)
}
