//! The threads under a post, a page at a time. What is not published is absent, or a gap without name and text as long
//! as published answers hang on it.

use super::comments;
use crate::model::comment::Comment;
use crate::model::ids::{CommentId, PostId};
use crate::model::timestamp::Timestamp;
use crate::store::db::Source;
use crate::store::error::StoreError;

/// About how many comments stand on a page. A thread is never divided.
pub const PAGE: i64 = 200;

/// One page of a post's threads.
#[derive(Debug, Clone, Default)]
pub struct Threads {
    /// Thread by thread, each in the order of writing.
    pub comments: Vec<Comment>,
    /// The public id of the thread that the next page begins with.
    pub next: Option<String>,
    /// The public id of the thread that the page before begins with.
    pub previous: Option<String>,
}

impl Threads {
    pub fn holds(&self, thread: CommentId) -> bool {
        self.comments.iter().any(|comment| comment.thread_id == thread)
    }
}

#[derive(Debug, sqlx::FromRow)]
struct Root {
    id: CommentId,
    public_id: String,
    size: i64,
}

/// The page that begins with a thread, or the first one.
pub async fn page(
    db: &mut impl Source,
    post: PostId,
    from: Option<CommentId>,
) -> Result<Threads, StoreError> {
    let first = from.unwrap_or(CommentId(0));
    let roots = roots_from(db, post, first).await?;
    let on_page = fitting(&roots);
    let Some(last) = roots.get(on_page.wrapping_sub(1)) else { return Ok(Threads::default()) };
    let comments: Vec<Comment> = sqlx::query_as(comments!(
        "from comments c
         where c.post_id = $1 and c.thread_id between $2 and $3 and (c.state = 'published' or c.reply_count > 0)
         order by c.thread_id, c.id"
    ))
    .bind(post)
    .bind(first)
    .bind(last.id)
    .fetch_all(db.connection())
    .await?;
    let next = roots.get(on_page).map(|root| root.public_id.clone());
    let previous = match from {
        Some(thread) => page_before(db, post, thread).await?,
        None => None,
    };
    Ok(Threads { comments, next, previous })
}

/// How many threads from the start of these fit on a page; a large one has a page to itself.
fn fitting(roots: &[Root]) -> usize {
    let mut total = 0;
    let over = roots.iter().position(|root| {
        let had = total;
        total += root.size;
        had > 0 && total > PAGE
    });
    over.unwrap_or(roots.len().min(usize::try_from(PAGE).unwrap_or(usize::MAX)))
}

async fn roots_from(db: &mut impl Source, post: PostId, first: CommentId) -> Result<Vec<Root>, StoreError> {
    Ok(sqlx::query_as(
        "select id, public_id, reply_count + (state = 'published') as size
         from comments
         where post_id = $1 and id >= $2 and parent_id is null and (state = 'published' or reply_count > 0)
         order by id
         limit $3",
    )
    .bind(post)
    .bind(first)
    .bind(PAGE + 1)
    .fetch_all(db.connection())
    .await?)
}

/// Where the page before this thread begins, if anything stands before it.
async fn page_before(
    db: &mut impl Source,
    post: PostId,
    thread: CommentId,
) -> Result<Option<String>, StoreError> {
    let mut before: Vec<Root> = sqlx::query_as(
        "select id, public_id, reply_count + (state = 'published') as size
         from comments
         where post_id = $1 and id < $2 and parent_id is null and (state = 'published' or reply_count > 0)
         order by id desc
         limit $3",
    )
    .bind(post)
    .bind(thread)
    .bind(PAGE)
    .fetch_all(db.connection())
    .await?;
    before.truncate(fitting(&before));
    Ok(before.pop().map(|root| root.public_id))
}

/// The thread of this post that a public id begins, if readers see it.
pub async fn root(
    db: &mut impl Source,
    post: PostId,
    public_id: &str,
) -> Result<Option<CommentId>, StoreError> {
    Ok(sqlx::query_scalar(
        "select id
         from comments
         where public_id = $1 and post_id = $2 and parent_id is null and (state = 'published' or reply_count > 0)",
    )
    .bind(public_id)
    .bind(post)
    .fetch_optional(db.connection())
    .await?)
}

/// The thread of the published comment that was written at this very millisecond, as old addresses name one.
pub async fn thread_at(
    db: &mut impl Source,
    post: PostId,
    at: Timestamp,
) -> Result<Option<CommentId>, StoreError> {
    Ok(sqlx::query_scalar(
        "select thread_id
         from comments
         where post_id = $1 and published_at = $2 and state = 'published'
         order by id
         limit 1",
    )
    .bind(post)
    .bind(at)
    .fetch_optional(db.connection())
    .await?)
}
