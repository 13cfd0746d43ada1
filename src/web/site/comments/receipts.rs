//! A comment as its writer finds it again: at an address of its own, and among all that this browser sent.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::threads;
use crate::app::App;
use crate::model::comment::CommentState;
use crate::model::html::Html;
use crate::store::commenters;
use crate::store::comments::{self, OwnComment};
use crate::tools::language::Language;
use crate::tools::secrets;
use crate::web::chrome::Chrome;
use crate::web::dates;
use crate::web::error::Failure;
use crate::web::extractors::{CommenterToken, Path, Query};
use crate::web::page;

/// How many comments stand on a page of one's own.
const PAGE: i64 = 100;

/// A comment in its state, ready to be shown to whoever wrote it.
struct Own {
    href: String,
    post_title: String,
    /// Its place in the post if readers see it, otherwise the post, if they see that.
    post_href: Option<String>,
    is_published: bool,
    state: String,
    sentence: String,
    published: String,
    time: String,
    html: Html,
}

#[derive(Template)]
#[template(path = "site/comment_receipt.html")]
struct ReceiptPage {
    chrome: Chrome,
    comment: Own,
}

#[derive(Template)]
#[template(path = "site/own_comments.html")]
struct OwnPage {
    chrome: Chrome,
    comments: Vec<Own>,
    older: Option<String>,
}

pub async fn show(State(app): State<App>, Path(receipt): Path<String>) -> Result<Response, Failure> {
    let mut db = app.db.reader().await?;
    let comment = comments::by_receipt(&mut db, &receipt).await?.ok_or(Failure::NotFound)?;
    let chrome = Chrome::read(&app, &mut db).await?;
    let comment = own(&chrome, comment);
    page::private(&ReceiptPage { chrome, comment })
}

/// Where in the own comments a page begins: behind the one with this receipt.
#[derive(Deserialize)]
pub struct Place {
    before: Option<String>,
}

pub async fn index(
    State(app): State<App>,
    Query(place): Query<Place>,
    CommenterToken(cookie): CommenterToken,
) -> Result<Response, Failure> {
    let mut db = app.db.reader().await?;
    let commenter = match cookie {
        Some(cookie) => commenters::by_token(&mut db, &secrets::hash(&cookie)).await?,
        None => None,
    };
    let before = match place.before {
        Some(receipt) => Some(comments::by_receipt(&mut db, &receipt).await?.ok_or(Failure::NotFound)?.id),
        None => None,
    };
    let mut found = match commenter {
        Some(commenter) => comments::of_commenter(&mut db, commenter.id, before, PAGE + 1).await?,
        None => Vec::new(),
    };
    let page_size = usize::try_from(PAGE).unwrap_or_default();
    let has_more = found.len() > page_size;
    found.truncate(page_size);
    let older = found.last().filter(|_| has_more).map(|last| format!("/comments?before={}", last.receipt));
    let chrome = Chrome::read(&app, &mut db).await?;
    let comments = found.into_iter().map(|comment| own(&chrome, comment)).collect();
    page::private(&OwnPage { chrome, comments, older })
}

fn own(chrome: &Chrome, comment: OwnComment) -> Own {
    let words = chrome.words;
    let is_published = comment.state == CommentState::Published && comment.post_path.is_some();
    let post_href = comment.post_path.as_ref().map(|path| {
        if is_published {
            threads::address(&path.href(), comment.post_comment_count, &comment.public_id)
        } else {
            path.href()
        }
    });
    let (state, sentence) = in_words(words, comment.state);
    Own {
        href: format!("/comments/{}", comment.receipt),
        post_title: if comment.post_title.is_empty() {
            words.text("untitled").into_owned()
        } else {
            comment.post_title
        },
        post_href,
        is_published,
        state,
        sentence,
        published: comment.published_at.rfc3339(),
        time: dates::with_time(words, chrome.settings.zone.local(comment.published_at)),
        html: comment.html,
    }
}

/// A word and a sentence for where a comment stands.
fn in_words(words: &Language, state: CommentState) -> (String, String) {
    let (word, sentence) = match state {
        CommentState::Pending => (words.text("comment-is-pending"), words.text("comment-pending")),
        CommentState::Published => (words.text("comment-is-published"), words.text("comment-published")),
        CommentState::Spam => (words.text("comment-is-aside"), words.text("comment-aside")),
        CommentState::Rejected => (words.text("comment-is-rejected"), words.text("comment-rejected")),
        CommentState::Deleted => (words.text("comment-is-deleted"), words.text("comment-deleted")),
    };
    (word.into_owned(), sentence.into_owned())
}
