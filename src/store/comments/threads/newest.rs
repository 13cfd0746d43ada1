//! Pages with the newest threads first; within a thread an answer still stands behind what it answers. The same index is
//! read from its end, so a page costs what it holds.

use super::{Shown, Start, View, goes_over, page_end, read, rows_from, starts_before};
use crate::model::ids::{CommentId, PostId};
use crate::store::comments::comments;
use crate::store::comments::standing::Standing;
use crate::store::comments::threads::room::{PAGE, PAGE_ROWS};
use crate::store::db::Source;
use crate::store::error::StoreError;

/// Of threads before one, from their end backwards.
pub(in crate::store) const BACKWARDS: &str = shown!(
    "where c.post_id = $1 and c.thread_id < $2 and (c.state = 'published' or c.reply_count > 0)
     order by c.thread_id desc, c.branch_id desc, c.twig_id desc, c.leaf_id desc
     limit $3"
);

pub(in crate::store) const AFTER: &str = "
    select public_id, thread_id, id = thread_id as is_root, case state when 'published'
               then octet_length(html) + octet_length(name) + coalesce(octet_length(website), 0) else 0 end as bytes
    from comments
    where post_id = $1 and thread_id > $2 and (state = 'published' or reply_count > 0)
    order by thread_id, branch_id, twig_id, leaf_id
    limit $3";

use super::shown;

/// The rows of a page, and where among them the next page begins.
pub(super) async fn rows(
    db: &mut impl Source,
    post: PostId,
    from: Option<Standing>,
    view: View,
) -> Result<(Vec<Shown>, Option<usize>), StoreError> {
    let mut rows = match from {
        Some(standing) => rest_of_thread(db, post, standing).await?,
        None => Vec::new(),
    };
    if rows.len() <= PAGE_ROWS {
        let before = from.map_or(CommentId(i64::MAX), |standing| standing.thread);
        let begun = whole_threads(db, post, before, &mut rows).await?;
        if let Some(thread) = begun.filter(|_| page_end(&rows, view.room).is_none()) {
            rows.append(&mut rest_of_thread(db, post, Standing::beginning(thread)).await?);
        }
    }
    let end = page_end(&rows, view.room);
    Ok((rows, end))
}

/// What a thread has from a place on, as far as a page may go.
async fn rest_of_thread(
    db: &mut impl Source,
    post: PostId,
    from: Standing,
) -> Result<Vec<Shown>, StoreError> {
    let mut rows = rows_from(db, post, from).await?;
    rows.retain(|shown| shown.standing.thread == from.thread);
    Ok(rows)
}

/// Adds the threads before this one, the newest first. Answers the one of which only the end was read, if there is one.
async fn whole_threads(
    db: &mut impl Source,
    post: PostId,
    before: CommentId,
    rows: &mut Vec<Shown>,
) -> Result<Option<CommentId>, StoreError> {
    let told: String = sqlx::query_scalar(BACKWARDS)
        .bind(post)
        .bind(before)
        .bind(PAGE + 1)
        .fetch_one(db.connection())
        .await?;
    let backwards = read(&told)?;
    let last = backwards.last().filter(|_| backwards.len() > PAGE_ROWS).map(|shown| shown.standing);
    let begun = last.filter(|standing| standing.id() != standing.thread).map(|standing| standing.thread);
    for thread in backwards.chunk_by(|one, next| one.standing.thread == next.standing.thread) {
        if begun.is_none_or(|begun| thread.iter().all(|shown| shown.standing.thread != begun)) {
            rows.extend(thread.iter().rev().cloned());
        }
    }
    Ok(begun)
}

/// Where the page before this comment begins, if anything stands before it.
pub(super) async fn page_before(
    db: &mut impl Source,
    post: PostId,
    standing: Standing,
    view: View,
) -> Result<Option<String>, StoreError> {
    let mut room = view.room;
    let mut begins: Option<String> = None;
    let above = above_in_thread(db, post, standing).await?;
    for start in &above {
        if !room.takes(start.bytes()) {
            return Ok(begins);
        }
        begins = Some(start.public_id.clone());
    }
    let own_beginning = begins.clone();
    let newer: Vec<Start> =
        sqlx::query_as(AFTER).bind(post).bind(standing.thread).bind(PAGE).fetch_all(db.connection()).await?;
    let is_all = newer.len() < PAGE_ROWS;
    let mut before = 0;
    let mut threads = newer.chunk_by(|one, next| one.thread_id == next.thread_id).peekable();
    while let Some(thread) = threads.next() {
        let is_whole = is_all || threads.peek().is_some();
        if is_whole && thread.iter().all(|start| room.takes(start.bytes())) {
            begins = thread.first().map(|start| start.public_id.clone());
            before += thread.len();
        } else if begins.is_none() {
            return end_of_thread(db, post, thread[0].thread_id, view).await;
        } else {
            break;
        }
    }
    Ok(if goes_over(before, above.len()) { own_beginning } else { begins })
}

/// What stands above a comment in its thread, the nearest first.
async fn above_in_thread(
    db: &mut impl Source,
    post: PostId,
    standing: Standing,
) -> Result<Vec<Start>, StoreError> {
    let mut above = starts_before(db, post, standing).await?;
    above.retain(|start| start.thread_id == standing.thread);
    Ok(above)
}

/// Where the last page of a thread begins that no page holds as a whole.
async fn end_of_thread(
    db: &mut impl Source,
    post: PostId,
    thread: CommentId,
    view: View,
) -> Result<Option<String>, StoreError> {
    let mut end = above_in_thread(db, post, Standing::end(thread)).await?;
    end.truncate(view.room.fitting(end.iter().map(Start::bytes)));
    Ok(end.pop().map(|start| start.public_id))
}
