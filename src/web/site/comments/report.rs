//! Reporting a comment: a page of its own, since the thread is the same for every reader.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::response::Response;
use serde::Deserialize;

use super::threads;
use crate::actions::reports::{self, Refusal};
use crate::app::App;
use crate::model::comment::{Comment, PostComments};
use crate::model::report::{NOTE_MAX, ReportReason};
use crate::store::comments as stored;
use crate::web::chrome::Chrome;
use crate::web::error::Failure;
use crate::web::extractors::{ClientIp, Form, Query};
use crate::web::faults;
use crate::web::page;

/// How long a network that reported too much may wait before it tries again, in seconds.
const TRY_AGAIN_AFTER: u32 = 600;

#[derive(Template)]
#[template(path = "site/report.html")]
struct ReportPage {
    chrome: Chrome,
    comment: Comment,
    /// Where it stands.
    href: String,
    is_sent: bool,
    notice: Option<String>,
    note_error: Option<String>,
    form: Typed,
    note_most: usize,
}

/// The thanks alone: the report may have put the comment out of sight.
#[derive(Template)]
#[template(path = "site/reported.html")]
struct ThanksPage {
    chrome: Chrome,
}

impl ReportPage {
    #[expect(clippy::unused_self, reason = "templates can call methods only")]
    fn reasons(&self) -> [(ReportReason, &'static str); 4] {
        let name = |reason| match reason {
            ReportReason::Spam => "report-spam",
            ReportReason::Abuse => "report-abuse",
            ReportReason::Private => "report-private",
            ReportReason::Other => "report-other",
        };
        ReportReason::ALL.map(|reason| (reason, name(reason)))
    }
}

/// What an address asks for.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    id: String,
    sent: Option<String>,
}

/// What a form says.
#[derive(Deserialize)]
pub struct Typed {
    id: String,
    reason: ReportReason,
    #[serde(default)]
    note: String,
}

pub async fn new(State(app): State<App>, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    let form = Typed { id: asked.id, reason: ReportReason::Spam, note: String::new() };
    let is_sent = asked.sent.is_some();
    match read(&app, form).await {
        Ok(shown) => page::private(&ReportPage { is_sent, ..shown }),
        Err(Failure::NotFound) if is_sent => {
            let mut db = app.db.reader().await?;
            page::private(&ThanksPage { chrome: Chrome::read(&app, &mut db).await? })
        }
        Err(failure) => Err(failure),
    }
}

pub async fn create(
    State(app): State<App>,
    ClientIp(from): ClientIp,
    Form(form): Form<Typed>,
) -> Result<Response, Failure> {
    match reports::report(&app, from, &form.id, form.reason, &form.note).await {
        Ok(()) => Ok(page::see(&sent_at(&form.id))),
        Err(Refusal::Gone) => Err(Failure::NotFound),
        Err(Refusal::NotAllowed | Refusal::ReportedAgain) => Err(Failure::Forbidden),
        Err(Refusal::Store(error)) => Err(error.into()),
        Err(Refusal::Note(fault)) => {
            let shown = read(&app, form).await?;
            let note_error = Some(faults::told(shown.chrome.words, fault));
            page::private_with(StatusCode::UNPROCESSABLE_ENTITY, &ReportPage { note_error, ..shown })
        }
        Err(Refusal::TooMany) => {
            let shown = read(&app, form).await?;
            let notice = Some(shown.chrome.words.text("report-too-many").into_owned());
            let again = ReportPage { notice, ..shown };
            let mut response = page::private_with(StatusCode::TOO_MANY_REQUESTS, &again)?;
            response.headers_mut().insert(RETRY_AFTER, TRY_AGAIN_AFTER.into());
            Ok(response)
        }
    }
}

fn sent_at(id: &str) -> String {
    let id: String = url::form_urlencoded::byte_serialize(id.as_bytes()).collect();
    format!("/comments/report?id={id}&sent=1")
}

async fn read(app: &App, form: Typed) -> Result<ReportPage, Failure> {
    let mut db = app.db.reader().await?;
    let comment = stored::published(&mut db, &form.id).await?.ok_or(Failure::NotFound)?;
    let place = stored::place(&mut db, comment.post_id).await?.ok_or(Failure::NotFound)?;
    let chrome = Chrome::read(app, &mut db).await?;
    if chrome.settings.comments.access(place.ground, app.clock.now()) == PostComments::Hidden {
        return Err(Failure::NotFound);
    }
    Ok(ReportPage {
        href: threads::address(&place.path.href(), place.comment_count, &comment.public_id),
        chrome,
        comment,
        is_sent: false,
        notice: None,
        note_error: None,
        form,
        note_most: NOTE_MAX,
    })
}
