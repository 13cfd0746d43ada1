//! A comment as its writer finds it again, at an address of its own. All of somebody's are in `mine`.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::threads;
use crate::app::App;
use crate::model::comment::{CommentState, PostComments, Reason};
use crate::model::html::Html;
use crate::model::own_comment::{Standing, is_taken_back, may_change};
use crate::model::timestamp::Timestamp;
use crate::store::comments::{self, OwnComment};
use crate::store::{Source, commenters};
use crate::tools::language::Language;
use crate::tools::secrets;
use crate::web::chrome::Chrome;
use crate::web::dates;
use crate::web::error::Failure;
use crate::web::extractors::{CommenterToken, Path, Query};
use crate::web::page;

/// A comment in its state, ready to be shown to whoever wrote it.
pub struct Own {
    pub href: String,
    pub post_title: String,
    /// Its place in the post if readers see it, otherwise the post, if they see that.
    pub post_href: Option<String>,
    pub is_published: bool,
    pub state: String,
    pub sentence: String,
    pub published: String,
    pub time: String,
    pub edited: Option<String>,
    /// Nothing once it is taken back, and before it is public for who holds no more than its address.
    pub html: Html,
    /// Where its words are changed, as long as that is possible.
    pub change_href: Option<String>,
    pub delete_href: Option<String>,
}

/// Whoever looks at a comment.
pub enum Onlooker<'a> {
    /// Holds nothing but its address.
    Anyone,
    /// Has shown that it is theirs, by the cookie or by this link of a letter.
    Writer { link: Option<&'a str>, now: Timestamp },
}

#[derive(Template)]
#[template(path = "site/comment_receipt.html")]
struct ReceiptPage {
    chrome: Chrome,
    /// What came of asking for letters.
    letters: Option<String>,
    comment: Own,
    /// What was just done.
    done: Option<String>,
}

/// What stands behind the question mark.
#[derive(Deserialize)]
pub struct Just {
    done: Option<String>,
    /// What came of asking for letters beside the comment.
    follow: Option<String>,
}

pub async fn show(
    State(app): State<App>,
    CommenterToken(cookie): CommenterToken,
    Path(receipt): Path<String>,
    Query(just): Query<Just>,
) -> Result<Response, Failure> {
    let mut db = app.db.reader().await?;
    let comment = comments::by_receipt(&mut db, &receipt).await?.ok_or(Failure::NotFound)?;
    let is_writer = is_writer(&mut db, cookie, &comment).await?;
    let chrome = Chrome::read(&app, &mut db).await?;
    let done = done(just.done.as_deref(), &comment).map(|id| chrome.words.text(id).into_owned());
    let onlooker =
        if is_writer { Onlooker::Writer { link: None, now: app.clock.now() } } else { Onlooker::Anyone };
    let letters = just.follow.as_deref().and_then(|told| letters(chrome.words, told));
    let comment = own(&chrome, comment, &onlooker);
    page::private(&ReceiptPage { chrome, letters, comment, done })
}

/// The sentence for what came of asking for letters.
fn letters(words: &Language, told: &str) -> Option<String> {
    match told {
        "asked" => Some(words.text("follow-asked").into_owned()),
        "done" => Some(words.text("follow-done").into_owned()),
        "later" => Some(words.count("follow-too-many", &2)),
        _ => None,
    }
}

async fn is_writer(
    db: &mut impl Source,
    cookie: Option<String>,
    comment: &OwnComment,
) -> Result<bool, Failure> {
    let Some(cookie) = cookie else { return Ok(false) };
    let commenter = commenters::by_token(db, &secrets::hash(&cookie)).await?;
    Ok(commenter.is_some_and(|commenter| Some(commenter.id) == comment.commenter_id))
}

/// The sentence for what an address says was just done, if it is so.
fn done(said: Option<&str>, comment: &OwnComment) -> Option<&'static str> {
    match (said?, comment.state) {
        ("changed", CommentState::Published) if comment.edited_at.is_some() => Some("own-changed"),
        ("changed", CommentState::Pending) if comment.edited_at.is_some() => Some("own-changed-waits"),
        _ => None,
    }
}

/// A comment with what its onlooker may do with it.
pub fn own(chrome: &Chrome, mut comment: OwnComment, onlooker: &Onlooker<'_>) -> Own {
    let words = chrome.words;
    if !chrome.settings.comments.shows(PostComments::Open) {
        comment.post_path = None;
    }
    let is_published = comment.state == CommentState::Published && comment.post_path.is_some();
    let post_href = comment.post_path.as_ref().map(|path| {
        if is_published {
            threads::address(&path.href(), comment.post_comment_count, &comment.public_id)
        } else {
            path.href()
        }
    });
    let may_read = is_published || matches!(onlooker, Onlooker::Writer { .. });
    let is_shown = may_read && !is_taken_back(comment.reason);
    let (state, sentence) = in_words(words, comment.state, comment.reason);
    let told = |at: Timestamp| dates::with_time(words, chrome.settings.zone.local(at));
    Own {
        href: format!("/comments/{}", comment.receipt),
        change_href: change_href(chrome, &comment, onlooker),
        delete_href: delete_href(&comment, onlooker),
        post_title: if comment.post_title.is_empty() {
            words.text("untitled").into_owned()
        } else {
            comment.post_title
        },
        post_href,
        is_published,
        state,
        sentence,
        published: comment.published_at.datetime(),
        time: told(comment.published_at),
        edited: comment.edited_at.map(|at| words.with("comment-edited", "time", &told(at))),
        html: if is_shown { comment.html } else { Html::default() },
    }
}

fn change_href(chrome: &Chrome, comment: &OwnComment, onlooker: &Onlooker<'_>) -> Option<String> {
    let Onlooker::Writer { link, now } = onlooker else { return None };
    let standing =
        Standing { state: comment.state, sent_at: comment.published_at, versions: comment.versions };
    let window = chrome.settings.comments.edit_minutes;
    let is_changeable = may_change(standing, window, *now).is_ok() && comment.post_path.is_some();
    is_changeable.then(|| addressed(comment, "edit", *link))
}

fn delete_href(comment: &OwnComment, onlooker: &Onlooker<'_>) -> Option<String> {
    let Onlooker::Writer { link, .. } = onlooker else { return None };
    (!is_taken_back(comment.reason)).then(|| addressed(comment, "deletion", *link))
}

fn addressed(comment: &OwnComment, deed: &str, link: Option<&str>) -> String {
    let by = link.map(|link| format!("?by={link}")).unwrap_or_default();
    format!("/comments/{}/{deed}{by}", comment.receipt)
}

/// A word and a sentence for where a comment stands.
fn in_words(words: &Language, state: CommentState, reason: Reason) -> (String, String) {
    let (word, sentence) = match state {
        CommentState::Pending => (words.text("comment-is-pending"), words.text("comment-pending")),
        CommentState::Published => (words.text("comment-is-published"), words.text("comment-published")),
        CommentState::Spam => (words.text("comment-is-aside"), words.text("comment-aside")),
        CommentState::Rejected => (words.text("comment-is-rejected"), words.text("comment-rejected")),
        CommentState::Deleted if is_taken_back(reason) => {
            (words.text("comment-is-deleted"), words.text("own-deleted"))
        }
        CommentState::Deleted => (words.text("comment-is-deleted"), words.text("comment-deleted")),
    };
    (word.into_owned(), sentence.into_owned())
}
