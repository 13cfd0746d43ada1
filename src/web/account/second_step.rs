//! The second step of a login: the code of whoever has a second factor, after their password.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{HeaderMap, RETRY_AFTER, SET_COOKIE};
use axum::response::Response;

use super::login;
use crate::actions::sessions::{self, SecondRefusal, SecondStep};
use crate::app::App;
use crate::web::chrome::Chrome;
use crate::web::error::Failure;
use crate::web::extractors::{Form, HALF_SESSION, KNOWN_DEVICE, Query, Transport};
use crate::web::page;

#[derive(Template)]
#[template(path = "account/second_step.html")]
struct SecondStepPage {
    chrome: Chrome,
    next: String,
    notice: Option<String>,
}

#[derive(serde::Deserialize)]
pub struct CodeForm {
    #[serde(default)]
    code: String,
    #[serde(default)]
    next: String,
}

/// On to this page, with the cookie of who has shown their password.
pub(super) fn ask(transport: Transport, token: &str, next: &str) -> Response {
    let query = url::form_urlencoded::Serializer::new(String::new()).append_pair("next", next).finish();
    let mut response = page::see(&format!("/login/code?{query}"));
    if let Some(cookie) = HALF_SESSION.keep(transport, token, sessions::HALF_LASTS_SECONDS) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

pub async fn new(
    State(app): State<App>,
    transport: Transport,
    headers: HeaderMap,
    Query(onward): Query<login::Onward>,
) -> Result<Response, Failure> {
    let next = onward.own().to_owned();
    let half = HALF_SESSION.token(transport, &headers).unwrap_or_default();
    if !sessions::is_half_way(&app, &half).await? {
        return login::from_the_start(&app, &next);
    }
    page::private(&SecondStepPage { chrome: Chrome::bare(&app), next, notice: None })
}

pub async fn create(
    State(app): State<App>,
    transport: Transport,
    headers: HeaderMap,
    Form(form): Form<CodeForm>,
) -> Result<Response, Failure> {
    let next = login::own_address(&form.next);
    let half = HALF_SESSION.token(transport, &headers).unwrap_or_default();
    let known_device = KNOWN_DEVICE.token(transport, &headers);
    let step = SecondStep { half, code: form.code, device: login::device(&headers), known_device };
    match sessions::finish(&app, step).await {
        Ok(tokens) => {
            let mut response = login::logged_in(transport, &tokens, next);
            if let Some(cookie) = HALF_SESSION.forget(transport) {
                response.headers_mut().append(SET_COOKIE, cookie);
            }
            Ok(response)
        }
        Err(SecondRefusal::Expired) => login::from_the_start(&app, next),
        Err(SecondRefusal::Wrong) => again(&app, next, "second-step-wrong", None),
        Err(SecondRefusal::Spent) => again(&app, next, "second-step-spent", None),
        Err(SecondRefusal::TooMany(seconds)) => again(&app, next, "login-too-many", Some(seconds)),
        Err(SecondRefusal::Store(error)) => Err(error.into()),
    }
}

/// The form once more, without the code: it would not fit a second time either.
fn again(app: &App, next: &str, word: &str, wait: Option<u64>) -> Result<Response, Failure> {
    let chrome = Chrome::bare(app);
    let (status, notice) = match wait {
        None => (StatusCode::UNPROCESSABLE_ENTITY, chrome.words.text(word).into_owned()),
        Some(seconds) => (StatusCode::TOO_MANY_REQUESTS, login::waiting(&chrome, seconds)),
    };
    let page = SecondStepPage { chrome, next: next.to_owned(), notice: Some(notice) };
    let mut response = page::private_with(status, &page)?;
    if let Some(seconds) = wait {
        response.headers_mut().insert(RETRY_AFTER, seconds.into());
    }
    Ok(response)
}
