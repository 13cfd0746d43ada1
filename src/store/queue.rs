//! Comments as moderators see them, in every state: the queue, and where single ones stand. What changes them is in
//! `comments::write`.

use super::db::{Source, json_ids};
use super::error::StoreError;
use crate::model::comment::{CommentState, Reason};
use crate::model::html::Html;
use crate::model::ids::{CommentId, PostId, UserId};
use crate::model::path::PublicPath;
use crate::model::timestamp::Timestamp;

pub mod narrowed;
#[cfg(test)]
mod tests;

/// How many comments stand on a page of the queue.
pub const PAGE: i64 = 50;

/// The columns of an `Entry`. Of an answered comment only the beginning is read.
macro_rules! entries {
    ($rest:expr) => {
        concat!(
            "select c.id, c.public_id, c.state, c.reason, c.name, c.email, c.website, c.html, c.published_at,
                    c.user_id is not null as is_member, p.title as post_title, c.post_id,
                    case p.state when 'published' then paths.path end as post_path,
                    p.comment_count as post_comment_count,
                    (select count(*) from comment_versions v where v.comment_id = c.id) as versions,
                    commenters.approved_count, above.name as parent_name, substr(above.html, 1, 600) as parent_html
             from comments c
             join posts p on p.id = c.post_id
             left join paths on paths.post_id = p.id and paths.role = 'canonical'
             left join commenters on commenters.id = c.commenter_id
             left join comments above on above.id = c.parent_id ",
            $rest
        )
    };
}

use entries;

const WAITING: &str = entries!("where c.state = $1 and c.id > $2 order by c.id limit $3");
// The comment that the page before ended with is where it was by its score, whatever became of it.
const WAITING_BY_SCORE: &str = entries!(
    "where c.state = $1 and c.state = 'pending'
       and (c.spam_score, c.id) > (coalesce((select a.spam_score from comments a where a.id = $2), -1000000), $2)
     order by c.spam_score, c.id
     limit $3"
);
const DECIDED: &str = entries!("where c.state = $1 and c.id < $2 order by c.id desc limit $3");
// What is said twice about the state names an index that has none of the published ones, which are nearly all of them.
const WAITING_AT_POST: &str = entries!(
    "where c.state = $1 and c.state <> 'published' and c.id > $2 and c.post_id = $4 order by c.id limit $3"
);
const DECIDED_AT_POST: &str = entries!(
    "where c.state = $1 and c.state <> 'published' and c.id < $2 and c.post_id = $4 order by c.id desc limit $3"
);
// The plus keeps SQLite from walking all comments of the state in search of those of one post.
const PUBLISHED_AT_POST: &str =
    entries!("where +c.state = $1 and c.id < $2 and c.post_id = $4 order by c.id desc limit $3");

const STANDING: &str =
    "select c.id, c.post_id, c.parent_id, c.name, c.state, c.state_before, c.reason, c.html <> '' as has_words,
            (select count(*) from comment_versions v where v.comment_id = c.id) as versions,
            audit.id as decision, users.id as decided_by, users.name as decided_by_name
     from comments c
     left join audit on audit.id = (select max(a.id) from audit a
                                    where a.noun = 'comment' and a.noun_id = c.id and a.state_after is not null)
     left join users on users.id = audit.user_id
     where c.id in (select value from json_each($1))
     order by c.id";

/// A comment with all that helps to decide about it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Entry {
    pub id: CommentId,
    pub public_id: String,
    pub state: CommentState,
    pub reason: Reason,
    pub name: String,
    pub email: Option<String>,
    pub website: Option<String>,
    pub html: Html,
    pub published_at: Timestamp,
    /// Written by somebody of this blog, logged in.
    pub is_member: bool,
    pub post_id: PostId,
    pub post_title: String,
    /// Nothing while the post is not public.
    pub post_path: Option<PublicPath>,
    /// How many comments readers see there.
    pub post_comment_count: i64,
    /// How many versions came before the present one.
    pub versions: i64,
    /// How many comments by the same hand are published; nothing is known of imported ones.
    pub approved_count: Option<i64>,
    pub parent_name: Option<String>,
    /// The beginning of the answered comment, cut anywhere: to be read, not to be shown as markup.
    pub parent_html: Option<Html>,
}

/// Which part of the queue is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct View {
    pub state: CommentState,
    pub post: Option<PostId>,
    /// The last comment of the page before.
    pub after: Option<CommentId>,
    /// Of all that waits, what looks most like spam comes last. Otherwise, and of one post, the longest waiting is first.
    pub is_by_score: bool,
}

/// A page of the queue.
#[derive(Debug, Clone, Default)]
pub struct Page {
    pub entries: Vec<Entry>,
    /// What the next page stands after, if there is one.
    pub next: Option<CommentId>,
}

/// A page of comments in one state. What waits is read oldest first: who waited longest is answered first, and what is
/// decided or arrives meanwhile moves nothing. Everything else is newest first, since it is looked at to mend something.
pub async fn page(db: &mut impl Source, view: View, limit: i64) -> Result<Page, StoreError> {
    let is_waiting = view.state == CommentState::Pending;
    let statement = match (is_waiting, view.post) {
        (true, None) if view.is_by_score => WAITING_BY_SCORE,
        (true, None) => WAITING,
        (true, Some(_)) => WAITING_AT_POST,
        (false, None) => DECIDED,
        (false, Some(_)) if view.state == CommentState::Published => PUBLISHED_AT_POST,
        (false, Some(_)) => DECIDED_AT_POST,
    };
    let start = CommentId(if is_waiting { 0 } else { i64::MAX });
    let mut query =
        sqlx::query_as(statement).bind(view.state).bind(view.after.unwrap_or(start)).bind(limit + 1);
    if let Some(post) = view.post {
        query = query.bind(post);
    }
    let mut entries: Vec<Entry> = query.fetch_all(db.connection()).await?;
    let has_more = i64::try_from(entries.len()).is_ok_and(|found| found > limit);
    if has_more {
        entries.pop();
    }
    let next = entries.last().filter(|_| has_more).map(|entry| entry.id);
    Ok(Page { entries, next })
}

const ONE: &str = entries!("where c.id = $1");

/// One comment in whatever state.
pub async fn entry(db: &mut impl Source, comment: CommentId) -> Result<Option<Entry>, StoreError> {
    Ok(sqlx::query_as(ONE).bind(comment).fetch_optional(db.connection()).await?)
}

/// The comments that have waited longest.
pub async fn waiting(db: &mut impl Source, limit: i64) -> Result<Vec<Entry>, StoreError> {
    let view = View { state: CommentState::Pending, post: None, after: None, is_by_score: false };
    Ok(page(db, view, limit).await?.entries)
}

const NEWEST_WAITING: &str = entries!("where c.state = 'pending' order by c.id desc limit $1");

/// The comments that came last among those that wait, the newest first.
pub async fn newest_waiting(db: &mut impl Source, limit: i64) -> Result<Vec<Entry>, StoreError> {
    Ok(sqlx::query_as(NEWEST_WAITING).bind(limit).fetch_all(db.connection()).await?)
}

/// Where a comment stands, and who put it there.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Standing {
    pub id: CommentId,
    pub post_id: PostId,
    /// The comment that it answers.
    pub parent_id: Option<CommentId>,
    pub name: String,
    pub state: CommentState,
    pub state_before: Option<CommentState>,
    pub reason: Reason,
    /// Some came without words from another blog, as the gap that a deleted comment left.
    pub has_words: bool,
    /// How many versions came before the present one.
    pub versions: i64,
    /// The row of the audit about how it came to stand there.
    pub decision: Option<i64>,
    pub decided_by: Option<UserId>,
    pub decided_by_name: Option<String>,
}

/// Where these comments stand, in the order of their ids; unknown ones are absent.
pub async fn standing(db: &mut impl Source, ids: &[CommentId]) -> Result<Vec<Standing>, StoreError> {
    Ok(sqlx::query_as(STANDING).bind(json_ids(ids)).fetch_all(db.connection()).await?)
}

/// The title of a post in whatever state.
pub async fn post_title(db: &mut impl Source, post: PostId) -> Result<Option<String>, StoreError> {
    Ok(sqlx::query_scalar(
        "select title from posts where id = $1 and (was_public = 1 or state = 'published')",
    )
    .bind(post)
    .fetch_optional(db.connection())
    .await?)
}
