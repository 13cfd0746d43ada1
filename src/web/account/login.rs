//! Logging in and out.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{HeaderMap, RETRY_AFTER, SET_COOKIE, USER_AGENT};
use axum::response::Response;

use super::second_step;
use crate::actions::known_devices;
use crate::actions::sessions::{self, Attempt, Entered, LoggedIn, Refusal};
use crate::app::App;
use crate::tools::passwords::HashingFailed;
use crate::web::chrome::Chrome;
use crate::web::error::Failure;
use crate::web::extractors::{ClientIp, Form, KNOWN_DEVICE, Member, Query, SESSION, Transport};
use crate::web::page;

/// Where most people go after they have logged in.
const DESK: &str = "/admin";

#[derive(Template)]
#[template(path = "account/login.html")]
struct LoginPage {
    chrome: Chrome,
    email: String,
    next: String,
    notice: Option<String>,
}

impl LoginPage {
    /// What was typed, but for the password, for who comes when too many do.
    fn busy(app: &App, email: &str, next: &str) -> Self {
        let chrome = Chrome::bare(app);
        let notice = Some(chrome.words.text("login-busy").into_owned());
        Self { chrome, email: email.to_owned(), next: own_address(next).to_owned(), notice }
    }
}

/// Where to go on afterwards, as the address says it.
#[derive(serde::Deserialize)]
pub struct Onward {
    #[serde(default)]
    next: String,
}

impl Onward {
    /// The address, if it is one of ours.
    pub(super) fn own(&self) -> &str {
        own_address(&self.next)
    }
}

#[derive(serde::Deserialize)]
pub struct LoginForm {
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    next: String,
}

pub async fn new(
    State(app): State<App>,
    member: Option<Member>,
    Query(onward): Query<Onward>,
) -> Result<Response, Failure> {
    let next = onward.own();
    if member.is_some() {
        return Ok(page::see(next));
    }
    let chrome = Chrome::bare(&app);
    page::private(&LoginPage { chrome, email: String::new(), next: next.to_owned(), notice: None })
}

pub async fn create(
    State(app): State<App>,
    client: ClientIp,
    transport: Transport,
    headers: HeaderMap,
    Form(form): Form<LoginForm>,
) -> Result<Response, Failure> {
    let attempt = Attempt {
        email: form.email.clone(),
        password: form.password,
        device: device(&headers),
        network: client.network().to_string(),
        known_device: KNOWN_DEVICE.token(transport, &headers),
    };
    match sessions::log_in(&app, attempt).await {
        Ok(Entered::In(tokens)) => Ok(logged_in(transport, &tokens, own_address(&form.next))),
        Ok(Entered::HalfWay(token)) => Ok(second_step::ask(transport, &token, own_address(&form.next))),
        Err(Refusal::Wrong) => again(&app, &form.email, &form.next, None),
        Err(Refusal::TooMany(seconds)) => again(&app, &form.email, &form.next, Some(seconds)),
        Err(Refusal::Hashing(HashingFailed::Busy)) => {
            page::busy(&LoginPage::busy(&app, &form.email, &form.next))
        }
        Err(Refusal::Hashing(error)) => Err(error.into()),
        Err(Refusal::Store(error)) => Err(error.into()),
    }
}

/// Ends the session, whoever holds it; without one there is nothing to end.
pub async fn delete(
    State(app): State<App>,
    transport: Transport,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    if let Some(token) = SESSION.token(transport, &headers) {
        sessions::end(&app, &token).await?;
    }
    let mut response = page::see("/");
    if let Some(cookie) = SESSION.forget(transport) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    Ok(response)
}

/// On to the next page with the cookies of a new session.
pub fn logged_in(transport: Transport, tokens: &LoggedIn, next: &str) -> Response {
    let mut response = page::see(next);
    let session = SESSION.keep(transport, &tokens.session, sessions::LASTS_SECONDS);
    let known = KNOWN_DEVICE.keep(transport, &tokens.known_device, known_devices::LASTS_SECONDS);
    for cookie in session.into_iter().chain(known) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

/// What a browser says of itself.
pub fn device(headers: &HeaderMap) -> String {
    headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default().to_owned()
}

/// The form once more with what was typed, but for the password.
fn again(app: &App, email: &str, next: &str, wait: Option<u64>) -> Result<Response, Failure> {
    let chrome = Chrome::bare(app);
    let (status, notice) = match wait {
        None => (StatusCode::UNPROCESSABLE_ENTITY, chrome.words.text("login-wrong").into_owned()),
        Some(seconds) => (StatusCode::TOO_MANY_REQUESTS, waiting(&chrome, seconds)),
    };
    let (email, next) = (email.to_owned(), own_address(next).to_owned());
    let mut response = page::private_with(status, &LoginPage { chrome, email, next, notice: Some(notice) })?;
    if let Some(seconds) = wait {
        response.headers_mut().insert(RETRY_AFTER, seconds.into());
    }
    Ok(response)
}

/// How long to wait, in words.
pub(super) fn waiting(chrome: &Chrome, seconds: u64) -> String {
    let minutes = i64::try_from(seconds.div_ceil(60)).unwrap_or(i64::MAX);
    chrome.words.count("login-too-many", &minutes)
}

/// The form for whose password was right once, but whose second step came too late, or again.
pub(super) fn from_the_start(app: &App, next: &str) -> Result<Response, Failure> {
    let chrome = Chrome::bare(app);
    let notice = Some(chrome.words.text("second-step-expired").into_owned());
    page::private(&LoginPage { chrome, email: String::new(), next: own_address(next).to_owned(), notice })
}

/// An address of ours, or the desk: a link must not lead through the login to somebody else's site.
pub(super) fn own_address(next: &str) -> &str {
    let is_plain = next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if next.starts_with('/') && !next.starts_with("//") && is_plain { next } else { DESK }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_ours_are_gone_on_to() {
        for own in ["/admin/posts?state=draft", "/account", "/2017/03/a#c1", "/%2F/x"] {
            assert_eq!(own_address(own), own);
        }
        for foreign in [
            "",
            "//example.org",
            "/\\example.org",
            "\\\\example.org",
            "/\t/example.org",
            "/\n/example.org",
            "https://example.org/",
            "javascript:alert(1)",
            "admin",
            " /admin",
            "/admin\r\nset-cookie: a=b",
        ] {
            assert_eq!(own_address(foreign), DESK, "{foreign:?}");
        }
    }
}
