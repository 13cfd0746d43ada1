//! One's own comment after it was sent: other words for a while, and deleting it. A GET shows, a POST acts; who shows
//! nothing that it is theirs is told how to.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::response::Response;

use super::form;
use super::traps::{self, Traps};
use crate::actions::comments::own::{self, Proof, Refusal};
use crate::app::App;
use crate::model::html::Html;
use crate::model::own_comment::{Unchangeable, changeable_until};
use crate::model::words::COMMENT_MAX;
use crate::store::comments::versions::Words;
use crate::web::chrome::Chrome;
use crate::web::dates;
use crate::web::error::Failure;
use crate::web::extractors::{CommenterToken, Form, Path, Query, Visitor};
use crate::web::page;

/// How long a network that sent too much may wait before it tries again, in seconds.
const TRY_AGAIN_AFTER: u32 = 600;

#[derive(Template)]
#[template(path = "site/own_comment_edit.html")]
struct EditPage {
    chrome: Chrome,
    receipt: String,
    /// The link of a letter that it was opened by; may be empty.
    by: String,
    /// Until when it can be changed.
    until: String,
    seen: i64,
    text: String,
    text_most: usize,
    traps: Traps,
    text_error: Option<String>,
    notice: Option<String>,
    preview: Option<Html>,
    /// What stands there now, where that is not what was looked at.
    present: Option<Html>,
}

#[derive(Template)]
#[template(path = "site/own_comment_deletion.html")]
struct DeletionPage {
    chrome: Chrome,
    receipt: String,
    by: String,
    html: Html,
}

#[derive(Template)]
#[template(path = "site/own_comment_refused.html")]
struct RefusedPage {
    chrome: Chrome,
    receipt: String,
    sentence: String,
    /// Would a letter show that it is theirs?
    offers_letter: bool,
    text: String,
}

/// How a page of one comment was opened.
#[derive(Default, serde::Deserialize)]
pub struct By {
    #[serde(default)]
    by: String,
}

impl By {
    fn proof(&self, cookie: Option<String>) -> Proof {
        proof(cookie, &self.by)
    }
}

fn proof(cookie: Option<String>, link: &str) -> Proof {
    Proof { cookie, link: (!link.is_empty()).then(|| link.to_owned()) }
}

/// What was typed, before anything was checked.
#[derive(Debug, Clone, Default)]
struct Typed {
    by: String,
    seen: i64,
    text: String,
    trap: String,
}

impl Typed {
    fn read(app: &App, fields: Vec<(String, String)>) -> Self {
        let trap_names = traps::names(&app.settings().signing_secret);
        let mut typed = Self::default();
        for (name, value) in fields {
            match name.as_str() {
                "by" => typed.by = value,
                "seen" => typed.seen = value.parse().unwrap_or(-1),
                "text" => typed.text = value,
                other => traps::take(&trap_names, &mut typed.trap, other, value),
            }
        }
        typed
    }
}

pub async fn edit(
    State(app): State<App>,
    CommenterToken(cookie): CommenterToken,
    Path(receipt): Path<String>,
    Query(by): Query<By>,
) -> Result<Response, Failure> {
    match own::open_to_change(&app, &by.proof(cookie), &receipt).await {
        Ok(comment) => {
            let typed =
                Typed { seen: comment.versions, text: comment.source.clone(), by: by.by, ..Typed::default() };
            page::private(&edit_page(&app, &comment, typed).await?)
        }
        Err(refusal) => refused(&app, receipt, refusal, String::new()).await,
    }
}

/// How it would look with other words.
pub async fn preview(
    State(app): State<App>,
    CommenterToken(cookie): CommenterToken,
    Path(receipt): Path<String>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let typed = Typed::read(&app, fields);
    let proof = proof(cookie, &typed.by);
    match own::preview(&app, &proof, &receipt, &typed.text).await {
        Ok((comment, html)) => {
            let page = edit_page(&app, &comment, typed).await?;
            page::private(&EditPage { preview: Some(html), ..page })
        }
        Err(refusal) => show_again(&app, &proof, receipt, typed, refusal).await,
    }
}

pub async fn update(
    State(app): State<App>,
    Visitor(mut visitor): Visitor,
    Path(receipt): Path<String>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let typed = Typed::read(&app, fields);
    visitor.fell_into_trap = !typed.trap.is_empty();
    let proof = proof(visitor.cookie.clone(), &typed.by);
    match own::change(&app, visitor, &proof, &receipt, (&typed.text, typed.seen)).await {
        Ok(()) => Ok(page::see(&format!("/comments/{receipt}?done=changed"))),
        Err(refusal) => show_again(&app, &proof, receipt, typed, refusal).await,
    }
}

/// Asks once more: what is deleted does not come back.
pub async fn confirm_deletion(
    State(app): State<App>,
    CommenterToken(cookie): CommenterToken,
    Path(receipt): Path<String>,
    Query(by): Query<By>,
) -> Result<Response, Failure> {
    match own::open(&app, &by.proof(cookie), &receipt).await {
        Ok(comment) => {
            let chrome = chrome(&app).await?;
            page::private(&DeletionPage { chrome, receipt, by: by.by, html: comment.html })
        }
        Err(refusal) => refused(&app, receipt, refusal, String::new()).await,
    }
}

pub async fn delete(
    State(app): State<App>,
    CommenterToken(cookie): CommenterToken,
    Path(receipt): Path<String>,
    Form(by): Form<By>,
) -> Result<Response, Failure> {
    match own::withdraw(&app, &by.proof(cookie), &receipt).await {
        Ok(()) => Ok(page::see(&format!("/comments/{receipt}?done=deleted"))),
        Err(refusal) => refused(&app, receipt, refusal, String::new()).await,
    }
}

async fn chrome(app: &App) -> Result<Chrome, Failure> {
    Chrome::read(app, &mut app.db.reader().await?).await
}

async fn edit_page(app: &App, comment: &Words, typed: Typed) -> Result<EditPage, Failure> {
    let chrome = chrome(app).await?;
    let until = changeable_until(comment.published_at, chrome.settings.comments.edit_minutes);
    Ok(EditPage {
        receipt: comment.receipt.clone(),
        by: typed.by,
        until: dates::with_time(chrome.words, chrome.settings.zone.local(until)),
        seen: typed.seen,
        text: typed.text,
        text_most: COMMENT_MAX,
        traps: Traps::new(&chrome.settings.signing_secret, typed.trap),
        text_error: None,
        notice: None,
        preview: None,
        present: None,
        chrome,
    })
}

/// The form once more with what was typed, if there is still something to be changed by it.
async fn show_again(
    app: &App,
    proof: &Proof,
    receipt: String,
    mut typed: Typed,
    refusal: Refusal,
) -> Result<Response, Failure> {
    let text = typed.text.clone();
    let comment = match own::open_to_change(app, proof, &receipt).await {
        Ok(comment) => comment,
        Err(closed) => return refused(app, receipt, closed, text).await,
    };
    match refusal {
        Refusal::Fields(faults) => {
            let page = edit_page(app, &comment, typed).await?;
            let text_error = faults.text.map(|fault| form::in_text(page.chrome.words, fault));
            page::private_with(StatusCode::UNPROCESSABLE_ENTITY, &EditPage { text_error, ..page })
        }
        Refusal::Stale => {
            typed.seen = comment.versions;
            let page = edit_page(app, &comment, typed).await?;
            let notice = Some(page.chrome.words.text("own-changed-meanwhile").into_owned());
            let present = Some(comment.html);
            page::private_with(StatusCode::CONFLICT, &EditPage { notice, present, ..page })
        }
        Refusal::TooMany => {
            let page = edit_page(app, &comment, typed).await?;
            let notice = Some(page.chrome.words.text("own-too-many").into_owned());
            let status = StatusCode::TOO_MANY_REQUESTS;
            let mut response = page::private_with(status, &EditPage { notice, ..page })?;
            response.headers_mut().insert(RETRY_AFTER, TRY_AGAIN_AFTER.into());
            Ok(response)
        }
        other => refused(app, receipt, other, text).await,
    }
}

/// Says why nothing can be done, with the words that were typed.
async fn refused(app: &App, receipt: String, refusal: Refusal, text: String) -> Result<Response, Failure> {
    let (status, why) = match refusal {
        Refusal::Unknown => return Err(Failure::NotFound),
        Refusal::Store(error) => return Err(error.into()),
        Refusal::NotYours => (StatusCode::FORBIDDEN, "own-not-shown"),
        Refusal::Unchangeable(Unchangeable::TimeIsOver) => {
            (StatusCode::UNPROCESSABLE_ENTITY, "own-time-is-over")
        }
        Refusal::Unchangeable(Unchangeable::Decided) => (StatusCode::UNPROCESSABLE_ENTITY, "own-decided"),
        Refusal::Unchangeable(Unchangeable::Removed) => (StatusCode::UNPROCESSABLE_ENTITY, "own-removed"),
        Refusal::Unchangeable(Unchangeable::TooOften) => (StatusCode::UNPROCESSABLE_ENTITY, "own-too-often"),
        Refusal::Closed => (StatusCode::UNPROCESSABLE_ENTITY, "own-closed"),
        Refusal::Stale | Refusal::TooMany | Refusal::Fields(_) => {
            (StatusCode::UNPROCESSABLE_ENTITY, "own-changed-meanwhile")
        }
    };
    let chrome = chrome(app).await?;
    let sentence = chrome.words.text(why).into_owned();
    let offers_letter = status == StatusCode::FORBIDDEN;
    page::private_with(status, &RefusedPage { chrome, receipt, sentence, offers_letter, text })
}
