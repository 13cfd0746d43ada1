//! The threads under a post, a page at a time. What is not published is absent, or a gap without name and text as long
//! as it is answered.

pub mod newest;
pub mod room;

use std::collections::HashSet;

use self::room::{PAGE, PAGE_ROWS, Room};
use super::comments;
use super::standing::Standing;
use crate::model::comment::{Comment, CommentState, ThreadOrder};
use crate::model::html::Html;
use crate::model::ids::{CommentId, PostId};
use crate::model::own_comment::ChangedBy;
use crate::model::timestamp::Timestamp;
use crate::store::db::{Source, json_ids};
use crate::store::error::StoreError;

/// How somebody looks at a discussion.
#[derive(Debug, Clone, Copy)]
pub struct View {
    pub order: ThreadOrder,
    /// What a page holds.
    pub room: Room,
}

/// One page of a post's threads.
#[derive(Debug, Clone, Default)]
pub struct Threads {
    /// Thread by thread, each answer behind what it answers. A page that begins in the middle of a thread shows once
    /// more what its first comment hangs below.
    pub comments: Vec<Shown>,
    /// The public id of the comment that the next page begins with.
    pub next: Option<String>,
    /// The public id of the comment that the page before begins with.
    pub previous: Option<String>,
    /// The first thread has a part on a page before.
    pub begins_within_thread: bool,
    /// The last thread goes on on the next page.
    pub ends_within_thread: bool,
    /// What is answered here and stands on another page.
    pub answered_elsewhere: Vec<Named>,
}

impl Threads {
    pub fn holds(&self, comment: CommentId) -> bool {
        self.comments.iter().any(|shown| shown.comment.id == comment)
    }
}

/// A comment or gap, where it stands, and what it answers.
#[derive(Debug, Clone)]
pub struct Shown {
    pub comment: Comment,
    pub standing: Standing,
    pub parent: Option<CommentId>,
}

impl Shown {
    /// Of what its writer wrote, in bytes: as `BEFORE` counts them.
    fn bytes(&self) -> usize {
        let Comment { html, name, website, .. } = &self.comment;
        html.as_str().len() + name.len() + website.as_ref().map_or(0, String::len)
    }
}

/// A comment that is named where it does not stand.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Named {
    pub id: CommentId,
    pub public_id: String,
    /// Empty for a removed comment.
    pub name: String,
}

/// The same as a query tells it, in its order.
#[derive(serde::Deserialize)]
struct Told {
    id: CommentId,
    public_id: String,
    post_id: PostId,
    state: CommentState,
    name: String,
    website: Option<String>,
    is_by_author: i64,
    html: String,
    published_at: i64,
    edited_at: Option<i64>,
    edited_by: Option<ChangedBy>,
    thread_id: CommentId,
    branch_id: CommentId,
    twig_id: CommentId,
    leaf_id: CommentId,
    parent_id: Option<CommentId>,
}

impl From<Told> for Shown {
    fn from(told: Told) -> Self {
        let comment = Comment {
            id: told.id,
            public_id: told.public_id,
            post_id: told.post_id,
            state: told.state,
            name: told.name,
            website: told.website,
            is_by_author: told.is_by_author == 1,
            html: Html::from_store(told.html),
            published_at: Timestamp(told.published_at),
            edited_at: told.edited_at.map(Timestamp),
            edited_by: told.edited_by,
        };
        let standing = Standing {
            thread: told.thread_id,
            branch: told.branch_id,
            twig: told.twig_id,
            leaf: told.leaf_id,
        };
        Self { comment, standing, parent: told.parent_id }
    }
}

/// All rows as one: each by itself is handed from SQLite's thread to the one that asked, which for a page of two hundred
/// comments took twice as long as finding them.
macro_rules! shown {
    ($rest:literal) => {
        comments!(
            "select json_group_array(json_array(
                 id, public_id, post_id, state, name, website, is_by_author, html, published_at, edited_at, edited_by,
                 thread_id, branch_id, twig_id, leaf_id, parent_id))
             from (";
            ", c.thread_id, c.branch_id, c.twig_id, c.leaf_id, c.parent_id
             from comments c "
            $rest
            ")"
        )
    };
}
use shown;

pub(in crate::store) const FROM: &str = shown!(
    "where c.post_id = $1 and (c.thread_id, c.branch_id, c.twig_id, c.leaf_id) >= ($2, $3, $4, $5)
       and (c.state = 'published' or c.reply_count > 0)
     order by c.thread_id, c.branch_id, c.twig_id, c.leaf_id
     limit $6"
);

pub(in crate::store) const ABOVE: &str = shown!(
    "where c.id in (select value from json_each($1)) and (c.state = 'published' or c.reply_count > 0)
     order by c.id"
);

pub(in crate::store) const ANSWERED: &str = "
    select id, public_id, case state when 'published' then name else '' end as name
    from comments
    where id in (select value from json_each($1))";

pub(in crate::store) const BEFORE: &str = "
    select public_id, thread_id, id = thread_id as is_root, case state when 'published'
               then octet_length(html) + octet_length(name) + coalesce(octet_length(website), 0) else 0 end as bytes
    from comments
    where post_id = $1 and (thread_id, branch_id, twig_id, leaf_id) < ($2, $3, $4, $5)
      and (state = 'published' or reply_count > 0)
    order by thread_id desc, branch_id desc, twig_id desc, leaf_id desc
    limit $6";

pub(in crate::store) const WRITTEN_AT: &str = "
    select thread_id, branch_id, twig_id, leaf_id
    from comments
    where post_id = $1 and published_at = $2 and state = 'published'
    order by id
    limit 1";

// The second condition adds nothing but lets SQLite use `comments_of_post`, which is partial.
pub(in crate::store) const OTHERS: &str = "
    select id, public_id, name
    from comments
    where post_id = $1 and state = 'published' and (state = 'published' or reply_count > 0)
      and id not in (select value from json_each($2))
    order by thread_id, branch_id, twig_id, leaf_id
    limit $3";

/// The published comments of a post beside some, as many as a page may have.
pub async fn others(
    db: &mut impl Source,
    post: PostId,
    beside: &[CommentId],
) -> Result<Vec<Named>, StoreError> {
    Ok(sqlx::query_as(OTHERS).bind(post).bind(json_ids(beside)).bind(PAGE).fetch_all(db.connection()).await?)
}

/// The page that begins with a comment or with where it stood, or the first one.
pub async fn page(
    db: &mut impl Source,
    post: PostId,
    from: Option<Standing>,
    view: View,
) -> Result<Threads, StoreError> {
    let (mut comments, end) = match view.order {
        ThreadOrder::Oldest => {
            let comments = rows_from(db, post, from.unwrap_or(Standing::START)).await?;
            let end = page_end(&comments, view.room);
            (comments, end)
        }
        ThreadOrder::Newest => newest::rows(db, post, from, view).await?,
    };
    let next = end.and_then(|end| comments.drain(end..).next());
    let previous = match (from, view.order) {
        (None, _) => None,
        (Some(standing), ThreadOrder::Oldest) => page_before(db, post, standing, view.room).await?,
        (Some(standing), ThreadOrder::Newest) => newest::page_before(db, post, standing, view).await?,
    };
    let mut shown = match comments.first() {
        Some(first) => above(db, first.standing).await?,
        None => Vec::new(),
    };
    let begins_within_thread = !shown.is_empty();
    shown.append(&mut comments);
    let thread_of = |shown: Option<&Shown>| shown.map(|shown| shown.standing.thread);
    Ok(Threads {
        answered_elsewhere: answered_elsewhere(db, &shown).await?,
        begins_within_thread,
        ends_within_thread: next.is_some() && thread_of(next.as_ref()) == thread_of(shown.last()),
        comments: shown,
        next: next.map(|it| it.comment.public_id),
        previous,
    })
}

/// As many rows as a page may have, and one more if there is one.
async fn rows_from(db: &mut impl Source, post: PostId, start: Standing) -> Result<Vec<Shown>, StoreError> {
    let told: String = sqlx::query_scalar(FROM)
        .bind(post)
        .bind(start.thread)
        .bind(start.branch)
        .bind(start.twig)
        .bind(start.leaf)
        .bind(PAGE + 1)
        .fetch_one(db.connection())
        .await?;
    read(&told)
}

fn read(told: &str) -> Result<Vec<Shown>, StoreError> {
    let told: Vec<Told> =
        serde_json::from_str(told).map_err(|error| StoreError::Sql(sqlx::Error::Decode(Box::new(error))))?;
    Ok(told.into_iter().map(Shown::from).collect())
}

/// Where the next page begins among these. A thread that begins in the second half of a page and does not fit goes over
/// whole; a longer one is divided.
fn page_end(comments: &[Shown], room: Room) -> Option<usize> {
    let fitting = room.fitting(comments.iter().map(Shown::bytes));
    let over = comments.get(fitting)?.standing.thread;
    let begins = comments.iter().position(|shown| shown.standing.thread == over).unwrap_or(fitting);
    Some(if begins > fitting / 2 { begins } else { fitting })
}

/// What the first comment of a page hangs below: three at most.
async fn above(db: &mut impl Source, first: Standing) -> Result<Vec<Shown>, StoreError> {
    let ids: Vec<_> = first.above().collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let told: String = sqlx::query_scalar(ABOVE).bind(json_ids(&ids)).fetch_one(db.connection()).await?;
    read(&told)
}

/// What these answer and is not among them. Most answers stand on the page of what they answer, and ask for nothing.
async fn answered_elsewhere(db: &mut impl Source, shown: &[Shown]) -> Result<Vec<Named>, StoreError> {
    let here: HashSet<CommentId> = shown.iter().map(|shown| shown.comment.id).collect();
    let ids: Vec<_> = shown.iter().filter_map(|shown| shown.parent).filter(|id| !here.contains(id)).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(sqlx::query_as(ANSWERED).bind(json_ids(&ids)).fetch_all(db.connection()).await?)
}

/// Where a page could begin.
#[derive(Debug, sqlx::FromRow)]
struct Start {
    public_id: String,
    thread_id: CommentId,
    is_root: bool,
    bytes: i64,
}

impl Start {
    fn bytes(&self) -> usize {
        usize::try_from(self.bytes).unwrap_or(usize::MAX / 2)
    }
}

/// What stands before a comment in the order of writing, the nearest first, as far as a page may go.
async fn starts_before(
    db: &mut impl Source,
    post: PostId,
    standing: Standing,
) -> Result<Vec<Start>, StoreError> {
    Ok(sqlx::query_as(BEFORE)
        .bind(post)
        .bind(standing.thread)
        .bind(standing.branch)
        .bind(standing.twig)
        .bind(standing.leaf)
        .bind(PAGE)
        .fetch_all(db.connection())
        .await?)
}

/// `page_end` moves a thread that begins in the second half of a page to the next one whole. Would it do so on a page with
/// `before` comments and then `within` of this thread? Then those would be on no page.
fn goes_over(before: usize, within: usize) -> bool {
    within > 0 && before > within
}

/// Where the page before this comment begins, if anything stands before it: with a whole thread if one is near.
async fn page_before(
    db: &mut impl Source,
    post: PostId,
    standing: Standing,
    room: Room,
) -> Result<Option<String>, StoreError> {
    let mut before = starts_before(db, post, standing).await?;
    let fitting = room.fitting(before.iter().map(Start::bytes));
    let is_all = fitting == before.len() && before.len() < PAGE_ROWS;
    before.truncate(fitting);
    if !is_all
        && let Some(root) = before.iter().rposition(|start| start.is_root)
        && root > fitting / 2
    {
        before.truncate(root + 1);
    }
    let within = before.iter().take_while(|start| start.thread_id == standing.thread).count();
    if goes_over(before.len() - within, within) {
        before.truncate(within);
    }
    Ok(before.pop().map(|start| start.public_id))
}

/// Where a comment of this post stands, or stood before it was removed or had to wait again. One that waits for the first
/// time was never shown to anybody.
pub async fn standing(
    db: &mut impl Source,
    post: PostId,
    public_id: &str,
) -> Result<Option<Standing>, StoreError> {
    Ok(sqlx::query_as(
        "select thread_id, branch_id, twig_id, leaf_id
         from comments
         where public_id = $1 and post_id = $2
           and (state <> 'pending' or reply_count > 0 or state_before = 'published')",
    )
    .bind(public_id)
    .bind(post)
    .fetch_optional(db.connection())
    .await?)
}

/// Where the published comment stands that was written at this very millisecond, as old addresses name one.
pub async fn written_at(
    db: &mut impl Source,
    post: PostId,
    at: Timestamp,
) -> Result<Option<Standing>, StoreError> {
    Ok(sqlx::query_as(WRITTEN_AT).bind(post).bind(at).fetch_optional(db.connection()).await?)
}
