//! The threads under a post, ready for a template that only prints: a flat list that says where its lists open and close.
//! Nothing here calls itself, however deep people answer each other.

use std::collections::HashMap;
use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::form::{CommentForm, Typed};
use crate::actions::comments::Faults;
use crate::model::comment::{Comment, CommentState, Policy, PostComments};
use crate::model::html::Html;
use crate::model::ids::{CommentId, PostId};
use crate::model::path::PublicPath;
use crate::model::post::Post;
use crate::model::timestamp::Timestamp;
use crate::store::Reader;
use crate::store::comments::OwnComment;
use crate::store::comments::threads::{self, PAGE, Threads};
use crate::web::chrome::Chrome;
use crate::web::dates;
use crate::web::error::Failure;
use crate::web::site::listing::parameter;

/// How often an answer is set further in than what it answers.
const STEPS: usize = 3;

/// Which threads an address asks for.
#[derive(Debug, Default)]
pub struct Asked {
    /// The public id of the thread that the page begins with.
    thread: Option<String>,
    /// Blogger's way to name a comment: the millisecond of its writing.
    show_comment: Option<String>,
}

impl<S: Send + Sync> FromRequestParts<S> for Asked {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let query = parts.uri.query().unwrap_or_default();
        Ok(Self { thread: parameter(query, "thread"), show_comment: parameter(query, "showComment") })
    }
}

/// Everything about comments on a post's page.
pub struct Discussion {
    pub count: i64,
    pub items: Vec<Item>,
    pub earlier: Option<String>,
    pub later: Option<String>,
    /// None where comments are closed.
    pub form: Option<CommentForm>,
}

/// One comment, or the gap that a removed one left.
pub struct Item {
    pub public_id: String,
    pub is_gap: bool,
    pub name: String,
    pub website: Option<String>,
    pub is_by_author: bool,
    pub published: String,
    pub time: String,
    pub html: Html,
    pub answers: Option<Answers>,
    /// Its answers follow in a list of their own.
    pub opens: bool,
    /// How many lists end behind it.
    pub closes: usize,
}

/// What a comment is in reply to; the name is empty for a removed comment.
pub struct Answers {
    pub public_id: String,
    pub name: String,
}

/// Reads what a post's page shows of its comments; nothing where they are hidden.
pub async fn read(
    db: &mut Reader,
    chrome: &Chrome,
    post: &Post,
    asked: &Asked,
) -> Result<Option<Discussion>, Failure> {
    if post.comments == PostComments::Hidden {
        return if asked.thread.is_some() { Err(Failure::NotFound) } else { Ok(None) };
    }
    let shown = page(db, post, asked).await?;
    let is_open = post.comments == PostComments::Open && chrome.settings.comment_policy != Policy::Closed;
    let typed = Typed { post: post.id.0, ..Typed::default() };
    let link = |thread: String| format!("?thread={thread}#comments");
    Ok(Some(Discussion {
        count: post.comment_count,
        earlier: shown.previous.map(link),
        later: shown.next.map(link),
        items: items(chrome, shown.comments),
        form: is_open.then(|| CommentForm::new(chrome, typed, Faults::default())),
    }))
}

async fn page(db: &mut Reader, post: &Post, asked: &Asked) -> Result<Threads, Failure> {
    if let Some(public_id) = &asked.thread {
        let root = threads::root(db, post.id, public_id).await?.ok_or(Failure::NotFound)?;
        return Ok(threads::page(db, post.id, Some(root)).await?);
    }
    // Without a published comment there is nothing that readers see, no gap either.
    if post.comment_count == 0 {
        return Ok(Threads::default());
    }
    let first = threads::page(db, post.id, None).await?;
    match asked_thread(db, post.id, asked, &first).await? {
        Some(thread) => Ok(threads::page(db, post.id, Some(thread)).await?),
        None => Ok(first),
    }
}

/// The thread that an old address asks for, if it is on a later page.
async fn asked_thread(
    db: &mut Reader,
    post: PostId,
    asked: &Asked,
    first: &Threads,
) -> Result<Option<CommentId>, Failure> {
    let instant = asked.show_comment.as_deref().and_then(|text| text.parse().ok());
    let (Some(instant), true) = (instant, first.next.is_some()) else { return Ok(None) };
    let thread = threads::thread_at(db, post, Timestamp(instant)).await?;
    Ok(thread.filter(|thread| !first.holds(*thread)))
}

/// The address of a published comment: its anchor, on the page where its thread stands.
pub fn address(path: &PublicPath, comment: &OwnComment) -> String {
    let is_on_first_page = comment.post_comment_count <= PAGE;
    let page = if is_on_first_page { String::new() } else { format!("?thread={}", comment.thread) };
    format!("{}{page}#c{}", path.href(), comment.public_id)
}

fn items(chrome: &Chrome, comments: Vec<Comment>) -> Vec<Item> {
    let order = order(&comments);
    let answers: Vec<Option<Answers>> = answers(&comments);
    let mut unplaced: Vec<_> = comments.into_iter().zip(answers).map(Some).collect();
    let mut items = Vec::with_capacity(unplaced.len());
    for (place, (index, level)) in order.iter().enumerate() {
        let Some((comment, answers)) = unplaced.get_mut(*index).and_then(Option::take) else { continue };
        let next = order.get(place + 1).map_or(0, |(_, level)| *level);
        let (opens, closes) = (next > *level, level.saturating_sub(next));
        items.push(Item { answers, opens, closes, ..item(chrome, comment) });
    }
    items
}

/// In which order comments stand, each with its step: whatever answers a comment comes behind it, before the next.
fn order(comments: &[Comment]) -> Vec<(usize, usize)> {
    let indexes: HashMap<CommentId, usize> =
        comments.iter().enumerate().map(|(index, comment)| (comment.id, index)).collect();
    let mut below: Vec<Vec<usize>> = vec![Vec::new(); comments.len()];
    let mut waiting: Vec<(usize, usize)> = Vec::new();
    // From the last to the first, so that the first is on top.
    for (index, comment) in comments.iter().enumerate().rev() {
        match comment.parent_id.and_then(|parent| indexes.get(&parent)) {
            Some(parent) => below[*parent].push(index),
            None => waiting.push((index, 0)),
        }
    }
    let mut order = Vec::with_capacity(comments.len());
    while let Some((index, level)) = waiting.pop() {
        order.push((index, level));
        waiting.extend(below[index].iter().map(|answer| (*answer, (level + 1).min(STEPS))));
    }
    order
}

fn answers(comments: &[Comment]) -> Vec<Option<Answers>> {
    let names: HashMap<CommentId, &Comment> = comments.iter().map(|comment| (comment.id, comment)).collect();
    let answered = |comment: &Comment| {
        let parent = names.get(&comment.parent_id?)?;
        Some(Answers { public_id: parent.public_id.clone(), name: parent.name.clone() })
    };
    comments.iter().map(answered).collect()
}

fn item(chrome: &Chrome, comment: Comment) -> Item {
    Item {
        is_gap: comment.state != CommentState::Published,
        published: comment.published_at.rfc3339(),
        time: dates::with_time(chrome.words, chrome.settings.zone.local(comment.published_at)),
        public_id: comment.public_id,
        name: comment.name,
        website: comment.website.filter(|address| is_web(address)),
        is_by_author: comment.is_by_author,
        html: comment.html,
        answers: None,
        opens: false,
        closes: 0,
    }
}

/// Fields are checked when they are sent; a row from elsewhere is not trusted to have been.
fn is_web(address: &str) -> bool {
    address.starts_with("https://") || address.starts_with("http://")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn comment(id: i64, parent: Option<i64>) -> Comment {
        Comment {
            id: CommentId(id),
            public_id: format!("p{id}"),
            post_id: PostId(1),
            parent_id: parent.map(CommentId),
            thread_id: CommentId(1),
            state: CommentState::Published,
            name: format!("Name {id}"),
            website: None,
            is_by_author: false,
            html: Html::default(),
            published_at: Timestamp(id),
        }
    }

    #[test]
    fn answers_stand_behind_what_they_answer() {
        let comments = [(1, None), (2, Some(1)), (3, None), (4, Some(1)), (5, Some(2)), (6, Some(3))];
        let comments: Vec<_> = comments.into_iter().map(|(id, parent)| comment(id, parent)).collect();
        let ids: Vec<_> =
            order(&comments).into_iter().map(|(index, level)| (comments[index].id.0, level)).collect();
        assert_eq!(ids, [(1, 0), (2, 1), (5, 2), (4, 1), (3, 0), (6, 1)]);
    }

    #[test]
    fn ten_thousand_answers_to_answers_neither_overflow_nor_step_beyond_three() {
        let comments: Vec<_> = (1..=10_000).map(|id| comment(id, (id > 1).then_some(id - 1))).collect();
        let order = order(&comments);
        assert!(
            order.iter().enumerate().all(|(place, (index, level))| place == *index && *level == place.min(3))
        );
        let answers = answers(&comments);
        assert_eq!(answers[9_999].as_ref().unwrap().name, "Name 9999");
    }

    #[test]
    fn an_answer_to_what_is_not_there_begins_anew() {
        let comments = [comment(7, Some(3)), comment(8, Some(7))];
        assert_eq!(order(&comments), [(0, 0), (1, 1)]);
        assert!(answers(&comments)[0].is_none());
    }

    #[test]
    fn only_web_addresses_are_linked() {
        assert!(is_web("https://example.org/") && is_web("http://example.org/"));
        for address in ["javascript:alert(1)", "data:text/html,x", "//example.org", " https://example.org"] {
            assert!(!is_web(address), "{address}");
        }
    }
}
