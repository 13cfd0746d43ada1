//! For who forgot their password: asking for a link, and choosing a new password by it.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::response::Response;

use super::setup::told;
use crate::actions::complaints::Complaints;
use crate::actions::mail;
use crate::actions::password_reset::{self, Asking, Refusal};
use crate::app::App;
use crate::tools::passwords::HashingFailed;
use crate::web::chrome::Chrome;
use crate::web::error::Failure;
use crate::web::extractors::{ClientIp, Form, Path, Query};
use crate::web::page;

const ASK: &str = "/login/forgotten";

#[derive(Template)]
#[template(path = "account/forgotten.html")]
struct ForgottenPage {
    chrome: Chrome,
    email: String,
    notice: Option<String>,
    complaint: Option<String>,
    /// Is there a way to send a link?
    is_open: bool,
    shown: Shown,
}

/// What was just done, as the address says it.
#[derive(Default, PartialEq, Eq)]
enum Shown {
    #[default]
    Form,
    Asked,
    Changed,
}

impl ForgottenPage {
    fn new(app: &App) -> Self {
        Self {
            chrome: Chrome::bare(app),
            email: String::new(),
            notice: None,
            complaint: None,
            is_open: mail::ready(app).is_ok(),
            shown: Shown::Form,
        }
    }

    fn is_asked(&self) -> bool {
        self.shown == Shown::Asked
    }

    fn is_changed(&self) -> bool {
        self.shown == Shown::Changed
    }

    fn word(&self, id: &str) -> String {
        self.chrome.words.text(id).into_owned()
    }
}

#[derive(Template)]
#[template(path = "account/reset.html")]
struct ResetPage {
    chrome: Chrome,
    /// Whose password it is; nobody's if the link leads nowhere.
    email: Option<String>,
    action: String,
    complaint: Option<String>,
    notice: Option<String>,
    is_open: bool,
}

impl ResetPage {
    fn word(&self, id: &str) -> String {
        self.chrome.words.text(id).into_owned()
    }
}

#[derive(serde::Deserialize)]
pub struct Done {
    done: Option<String>,
}

#[derive(serde::Deserialize)]
pub struct AskForm {
    #[serde(default)]
    email: String,
}

#[derive(serde::Deserialize)]
pub struct PasswordForm {
    #[serde(default)]
    wanted: String,
}

pub async fn new(State(app): State<App>, Query(done): Query<Done>) -> Result<Response, Failure> {
    let shown = match done.done.as_deref() {
        Some("asked") => Shown::Asked,
        Some("changed") => Shown::Changed,
        _ => Shown::Form,
    };
    page::private(&ForgottenPage { shown, ..ForgottenPage::new(&app) })
}

pub async fn create(
    State(app): State<App>,
    client: ClientIp,
    Form(form): Form<AskForm>,
) -> Result<Response, Failure> {
    let asking = Asking { email: form.email.clone(), network: client.network().to_string() };
    match password_reset::ask(&app, asking).await {
        Ok(()) => Ok(page::see("/login/forgotten?done=asked")),
        Err(Refusal::TooMany(seconds)) => too_many(&app, form.email, seconds),
        Err(Refusal::Fields(complaints)) => {
            let page = ForgottenPage { email: form.email, ..ForgottenPage::new(&app) };
            let complaint = complaints.about("email").map(|complaint| told(page.chrome.words, complaint));
            page::private_with(StatusCode::UNPROCESSABLE_ENTITY, &ForgottenPage { complaint, ..page })
        }
        Err(Refusal::Store(error)) => Err(error.into()),
        // The page says that there is no mail.
        Err(_) => page::private_with(StatusCode::UNPROCESSABLE_ENTITY, &ForgottenPage::new(&app)),
    }
}

fn too_many(app: &App, email: String, seconds: u64) -> Result<Response, Failure> {
    let page = ForgottenPage { email, ..ForgottenPage::new(app) };
    let minutes = i64::try_from(seconds.div_ceil(60)).unwrap_or(i64::MAX);
    let notice = Some(page.chrome.words.count("login-too-many", &minutes));
    let status = StatusCode::TOO_MANY_REQUESTS;
    let mut response = page::private_with(status, &ForgottenPage { notice, ..page })?;
    response.headers_mut().insert(RETRY_AFTER, seconds.into());
    Ok(response)
}

pub async fn edit(State(app): State<App>, Path(token): Path<String>) -> Result<Response, Failure> {
    match password_reset::opened(&app, &token).await {
        Ok(user) => page::private(&reset_page(&app, &token, user.email)),
        Err(refusal) => closed(&app, &token, refusal),
    }
}

pub async fn update(
    State(app): State<App>,
    Path(token): Path<String>,
    Form(form): Form<PasswordForm>,
) -> Result<Response, Failure> {
    match password_reset::choose(&app, &token, form.wanted).await {
        Ok(()) => Ok(page::see(&format!("{ASK}?done=changed"))),
        Err(Refusal::Fields(complaints)) => again(&app, &token, &complaints).await,
        Err(Refusal::Hashing(HashingFailed::Busy)) => busy(&app, &token).await,
        Err(refusal) => closed(&app, &token, refusal),
    }
}

async fn again(app: &App, token: &str, complaints: &Complaints) -> Result<Response, Failure> {
    let email = match password_reset::opened(app, token).await {
        Ok(user) => user.email,
        Err(refusal) => return closed(app, token, refusal),
    };
    let page = reset_page(app, token, email);
    let complaint = complaints.about("wanted").map(|complaint| told(page.chrome.words, complaint));
    page::private_with(StatusCode::UNPROCESSABLE_ENTITY, &ResetPage { complaint, ..page })
}

async fn busy(app: &App, token: &str) -> Result<Response, Failure> {
    let email = match password_reset::opened(app, token).await {
        Ok(user) => user.email,
        Err(refusal) => return closed(app, token, refusal),
    };
    let page = reset_page(app, token, email);
    let notice = Some(page.word("login-busy"));
    page::busy(&ResetPage { notice, ..page })
}

fn reset_page(app: &App, token: &str, email: Option<String>) -> ResetPage {
    let action = format!("/login/reset/{token}");
    let is_open = mail::ready(app).is_ok();
    ResetPage { chrome: Chrome::bare(app), email, action, complaint: None, notice: None, is_open }
}

/// Used, run out, cut off by a mail program: whatever it was, there is one thing to do.
fn closed(app: &App, token: &str, refusal: Refusal) -> Result<Response, Failure> {
    match refusal {
        Refusal::Hashing(error) => Err(error.into()),
        Refusal::Store(error) => Err(error.into()),
        _ => page::private_with(StatusCode::GONE, &reset_page(app, token, None)),
    }
}
