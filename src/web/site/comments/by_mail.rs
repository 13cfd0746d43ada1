//! Deciding about a comment by the link of a letter, and the way from a letter to where a comment stands.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::following::{ToldPage, titled};
use super::threads;
use crate::actions::comments::by_mail::{self, Opened, Refusal};
use crate::actions::comments::moderate;
use crate::app::App;
use crate::model::comment::{CommentState, Verdict};
use crate::model::html::Html;
use crate::store::comments;
use crate::tools::language::Language;
use crate::web::chrome::Chrome;
use crate::web::dates;
use crate::web::error::Failure;
use crate::web::extractors::{Form, Path, Query};
use crate::web::page;

#[derive(Template)]
#[template(path = "site/comment_decision.html")]
struct DecisionPage {
    chrome: Chrome,
    /// For whom the link is.
    whom: String,
    /// What became of the comment, if there is nothing to decide any more.
    outcome: Option<String>,
    /// Why nothing was decided yet.
    notice: Option<String>,
    /// How many versions came before the one that is shown.
    seen: i64,
    name: String,
    email: Option<String>,
    website: Option<String>,
    post_title: String,
    time: String,
    datetime: String,
    html: Html,
    action: String,
    buttons: Vec<Button>,
}

/// What can be decided; the first is what the link was called.
struct Button {
    verdict: &'static str,
    label: String,
    is_first: bool,
}

/// The words that links and forms hold.
const WISHES: [(&str, &str, Verdict); 3] = [
    ("publication", "mail-approve", Verdict::Approve),
    ("rejection", "mail-reject", Verdict::Reject),
    ("spam", "mail-spam", Verdict::Spam),
];

#[derive(Deserialize)]
pub struct Asked {
    wish: Option<String>,
}

/// Shows the comment. Programs that look at links decide nothing by it.
pub async fn show(
    State(app): State<App>,
    Path(token): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    match by_mail::opened(&app, &token).await {
        Ok(opened) => page::private(&decision(&app, &token, opened, asked.wish.as_deref()).await?),
        Err(refusal) => refused(&app, refusal).await,
    }
}

#[derive(Deserialize)]
pub struct Sent {
    verdict: String,
    #[serde(default)]
    seen: i64,
}

pub async fn create(
    State(app): State<App>,
    Path(token): Path<String>,
    Form(sent): Form<Sent>,
) -> Result<Response, Failure> {
    let wish = WISHES.into_iter().find(|(word, ..)| *word == sent.verdict);
    let (_, _, verdict) = wish.ok_or(Failure::UnreadableForm)?;
    match by_mail::decide(&app, &token, verdict, sent.seen).await {
        Ok(opened) if opened.is_open() && opened.standing.has_words => {
            let page = decision(&app, &token, opened, Some(&sent.verdict)).await?;
            let notice = Some(page.chrome.words.text("decision-changed").into_owned());
            page::private_with(StatusCode::CONFLICT, &DecisionPage { notice, ..page })
        }
        Ok(opened) if opened.is_open() => {
            let page = decision(&app, &token, opened, None).await?;
            let outcome = Some(page.chrome.words.text("decision-wordless").into_owned());
            page::private_with(StatusCode::UNPROCESSABLE_ENTITY, &DecisionPage { outcome, ..page })
        }
        Ok(_) => Ok(page::see(&format!("/comments/decisions/{token}"))),
        Err(refusal) => refused(&app, refusal).await,
    }
}

async fn decision(
    app: &App,
    token: &str,
    opened: Opened,
    wish: Option<&str>,
) -> Result<DecisionPage, Failure> {
    let mut db = app.db.reader().await?;
    let chrome = Chrome::read(app, &mut db).await?;
    drop(db);
    let words = chrome.words;
    let mut wishes = WISHES.to_vec();
    wishes.sort_by_key(|(word, ..)| Some(*word) != wish);
    let buttons = wishes.into_iter().enumerate().map(|(place, (verdict, label, _))| Button {
        verdict,
        label: words.text(label).into_owned(),
        is_first: place == 0,
    });
    let comment = &opened.comment;
    Ok(DecisionPage {
        whom: words.with("decision-for", "name", &opened.by.name),
        outcome: (!opened.is_open()).then(|| outcome(words, &opened)),
        notice: None,
        seen: opened.standing.versions,
        post_title: titled(words, comment.post_title.clone()),
        time: dates::with_time(words, chrome.settings.zone.local(comment.published_at)),
        datetime: comment.published_at.datetime(),
        html: comment.html.clone(),
        name: comment.name.clone(),
        email: comment.email.clone(),
        website: comment.website.clone(),
        action: format!("/comments/decisions/{token}"),
        buttons: buttons.collect(),
        chrome,
    })
}

fn outcome(words: &Language, opened: &Opened) -> String {
    let state = words.text(match opened.comment.state {
        CommentState::Pending => "decision-state-pending",
        CommentState::Published => "decision-state-published",
        CommentState::Spam => "decision-state-spam",
        CommentState::Rejected => "decision-state-rejected",
        CommentState::Deleted => "decision-state-deleted",
    });
    let is_by_this = opened.is_spent && opened.standing.decided_by == Some(opened.by.id);
    match &opened.standing.decided_by_name {
        _ if is_by_this && opened.comment.state != CommentState::Pending => {
            words.with("decision-done", "state", &state)
        }
        Some(name) => words.fill("decision-late-by", &[("name", name), ("state", &state)]),
        None => words.with("decision-late", "state", &state),
    }
}

async fn refused(app: &App, refusal: Refusal) -> Result<Response, Failure> {
    let (status, sentence) = match refusal {
        Refusal::Store(error) | Refusal::Moderation(moderate::Refusal::Store(error)) => {
            return Err(error.into());
        }
        Refusal::Link(_) => (StatusCode::GONE, "decision-link-gone"),
        Refusal::Gone => (StatusCode::GONE, "decision-comment-gone"),
        Refusal::NotAllowed | Refusal::Moderation(_) => (StatusCode::FORBIDDEN, "decision-no-longer"),
    };
    let mut told = ToldPage::read(app, "decision-title", &[sentence]).await?;
    let queue = told.chrome.words.text("mail-open-queue").into_owned();
    told.onward = Some(("/admin/comments".to_owned(), queue));
    page::private_with(status, &told)
}

/// Leads to where a published comment stands today: letters are read years later.
pub async fn place(State(app): State<App>, Path(public_id): Path<String>) -> Result<Response, Failure> {
    let mut db = app.db.reader().await?;
    let comment = comments::published(&mut db, &public_id).await?.ok_or(Failure::NotFound)?;
    let place = comments::place(&mut db, comment.post_id).await?.ok_or(Failure::NotFound)?;
    Ok(page::see(&threads::address(&place.path.href(), place.comment_count, &comment.public_id)))
}
