//! The page on which a new blog gets its owner. It speaks the language of whoever opens it.

use std::net::IpAddr;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{ACCEPT_LANGUAGE, HOST, HeaderMap};
use axum::response::Response;

use super::login::{device, logged_in};
use crate::actions::complaints::{Complaint, Complaints};
use crate::actions::setup::{self, Refusal, Wishes};
use crate::app::App;
use crate::model::settings::Settings;
use crate::model::timestamp::Zone;
use crate::model::user::{PASSWORD_MAX, PASSWORD_MIN, PasswordFault};
use crate::model::words::Fault;
use crate::tools::language::Language;
use crate::tools::passwords::HashingFailed;
use crate::web::chrome::Chrome;
use crate::web::error::Failure;
use crate::web::extractors::{Form, Path, Query, Transport};
use crate::web::faults;
use crate::web::page;

#[derive(Template)]
#[template(path = "account/setup.html")]
struct SetupPage {
    chrome: Chrome,
    /// The address of this page, without a language.
    action: String,
    form: Wishes,
    complaints: Complaints,
    /// Why it is shown again.
    notice: Option<String>,
    zones: Vec<String>,
    languages: &'static [Language],
}

impl SetupPage {
    fn new(app: &App, token: &str, words: &'static Language, form: Wishes) -> Self {
        Self {
            chrome: Chrome::bare(app).in_language(words),
            action: format!("/setup/{token}"),
            form,
            complaints: Complaints::default(),
            notice: None,
            zones: Zone::names(),
            languages: Language::all(),
        }
    }

    fn word(&self, id: &str) -> String {
        self.chrome.words.text(id).into_owned()
    }

    fn complaint(&self, field: &str) -> Option<String> {
        self.complaints.about(field).map(|complaint| told(self.chrome.words, complaint))
    }
}

/// The language that was chosen on the page.
#[derive(serde::Deserialize)]
pub struct Chosen {
    language: Option<String>,
}

pub async fn new(
    State(app): State<App>,
    Path(token): Path<String>,
    Query(chosen): Query<Chosen>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    if !setup::is_open(&app, &token).await? {
        return Err(Failure::NotFound);
    }
    let words = language(chosen.language.as_deref(), &headers);
    let form = guesses(&app, words, &headers);
    page::private(&SetupPage::new(&app, &token, words, form))
}

pub async fn create(
    State(app): State<App>,
    Path(token): Path<String>,
    Query(chosen): Query<Chosen>,
    transport: Transport,
    headers: HeaderMap,
    Form(form): Form<Wishes>,
) -> Result<Response, Failure> {
    match setup::set_up(&app, &token, form.clone(), &device(&headers)).await {
        Ok(session) => Ok(logged_in(transport, &session, "/admin")),
        Err(Refusal::Closed) => Err(Failure::NotFound),
        Err(Refusal::Fields(complaints)) => {
            let words = language(chosen.language.as_deref(), &headers);
            let notice = Some(words.text("setup-again").into_owned());
            let again = SetupPage { complaints, notice, ..SetupPage::new(&app, &token, words, form) };
            page::private_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
        }
        Err(Refusal::Hashing(HashingFailed::Busy)) => {
            let words = language(chosen.language.as_deref(), &headers);
            let notice = Some(words.text("login-busy").into_owned());
            page::busy(&SetupPage { notice, ..SetupPage::new(&app, &token, words, form) })
        }
        Err(Refusal::Hashing(error)) => Err(error.into()),
        Err(Refusal::Store(error)) => Err(error.into()),
    }
}

/// The language chosen on the page, or the first one the browser asks for that there is.
fn language(chosen: Option<&str>, headers: &HeaderMap) -> &'static Language {
    let known = |tag: &str| {
        let language = Language::of(tag);
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        primary.eq_ignore_ascii_case(language.tag).then_some(language)
    };
    let asked_for = headers.get(ACCEPT_LANGUAGE).and_then(|tags| tags.to_str().ok()).unwrap_or_default();
    let tags = asked_for.split(',').map(|tag| tag.split(';').next().unwrap_or_default().trim());
    chosen.into_iter().chain(tags).find_map(known).unwrap_or_else(|| Language::of("en"))
}

/// What can be known before anybody typed: what an import left, where the machine stands, how it was reached.
fn guesses(app: &App, words: &Language, headers: &HeaderMap) -> Wishes {
    let settings = app.settings();
    let is_untouched = settings.version == 1;
    let zone = Some(settings.zone.clone()).filter(|_| !is_untouched).or_else(Zone::of_machine);
    let known = |text: &str| if is_untouched { String::new() } else { text.to_owned() };
    Wishes {
        title: known(&settings.title),
        tagline: known(&settings.tagline),
        time_zone: zone.unwrap_or_else(Zone::utc).name().to_owned(),
        language: language_of(&settings, words, is_untouched),
        base_url: app.base_url().or_else(|| reached_at(headers)).unwrap_or_default(),
        ..Wishes::default()
    }
}

fn language_of(settings: &Settings, words: &Language, is_untouched: bool) -> String {
    if is_untouched { words.tag.to_owned() } else { settings.language.clone() }
}

/// The address that this request was sent to, if it looks like one that readers could use. Only proposed in a field:
/// anybody can write these headers.
fn reached_at(headers: &HeaderMap) -> Option<String> {
    let host = headers.get(HOST)?.to_str().ok()?;
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let is_public = name.contains('.') && name.parse::<IpAddr>().is_err();
    let is_https = headers.get("x-forwarded-proto").is_some_and(|scheme| scheme == "https");
    let scheme = if is_https { "https" } else { "http" };
    let address = crate::model::settings::base_url(&format!("{scheme}://{host}")).ok()?;
    address.filter(|_| is_public)
}

/// What is wrong with a field, in the reader's language.
pub(in crate::web) fn told(words: &Language, complaint: &Complaint) -> String {
    match complaint {
        Complaint::Words(fault) => faults::told(words, *fault),
        Complaint::Password(PasswordFault::TooShort) => faults::told(words, Fault::TooShort(PASSWORD_MIN)),
        Complaint::Password(PasswordFault::TooLong) => faults::told(words, Fault::TooLong(PASSWORD_MAX)),
        Complaint::Password(PasswordFault::Guessable) => words.text("setup-fault-guessable").into_owned(),
        Complaint::Zone(unknown) => words.with("setup-fault-zone", "zone", &unknown.0),
        Complaint::BaseUrl(_) => words.text("setup-fault-address").into_owned(),
        Complaint::EmailTaken => words.text("setup-fault-taken").into_owned(),
        Complaint::InvitedAlready
        | Complaint::NotANetwork
        | Complaint::TooWideANetwork
        | Complaint::OnlyALetter(_)
        | Complaint::NotOffered
        | Complaint::NoTopic
        | Complaint::NotPresentPassword
        | Complaint::WrongCode
        | Complaint::SpentCode
        | Complaint::OutOfRange(..) => words.text("setup-fault-choice").into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    #[test]
    fn the_page_speaks_the_first_language_that_is_known() {
        let spoken = |chosen, asked_for| language(chosen, &headers(&[("accept-language", asked_for)])).tag;
        assert_eq!(spoken(None, "fr-FR, de-AT;q=0.8, en;q=0.5"), "de");
        assert_eq!(spoken(None, "fr"), "en");
        assert_eq!(spoken(Some("en"), "de"), "en");
        assert_eq!(spoken(Some("tlh"), "de"), "de");
        assert_eq!(spoken(None, ""), "en");
    }

    #[test]
    fn only_a_name_on_the_network_is_proposed_as_the_address() {
        let proposed = |pairs: &[_]| reached_at(&headers(pairs));
        assert_eq!(proposed(&[("host", "blog.example.org")]).as_deref(), Some("http://blog.example.org"));
        let behind = [("host", "blog.example.org"), ("x-forwarded-proto", "https")];
        assert_eq!(proposed(&behind).as_deref(), Some("https://blog.example.org"));
        for local in ["127.0.0.1:8080", "localhost:8080", "[::1]:8080", "a b.example", "u@example.org"] {
            assert_eq!(proposed(&[("host", local)]), None, "{local}");
        }
    }
}
