//! Looking for words. The answer is the same for everybody, and no crawler is to keep it.

use askama::Template;
use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;

use super::old_addresses;
use crate::app::App;
use crate::model::post::PostKind;
use crate::store::search::{self, Hit};
use crate::tools::snippet::{self, Piece, Query};
use crate::web::chrome::Chrome;
use crate::web::dates;
use crate::web::error::Failure;
use crate::web::page;

/// How many posts are shown; another word finds what is not among them.
const MOST: i64 = 30;

/// How much of a text is shown, in characters.
const SNIPPET: usize = 240;

#[derive(Template)]
#[template(path = "site/search.html")]
struct SearchPage {
    chrome: Chrome,
    title: String,
    typed: String,
    /// What came of it, in a sentence; none before anything was looked for.
    outcome: Option<String>,
    found: Vec<Found>,
}

struct Found {
    href: String,
    language: Option<String>,
    /// Posts have a day, pages have none.
    day: Option<(String, String)>,
    title: Vec<Piece>,
    snippet: Vec<Piece>,
}

pub async fn show(State(app): State<App>, uri: Uri) -> Result<Response, Failure> {
    let parameters = old_addresses::parameters(uri.query().unwrap_or_default());
    let typed = parameters.iter().find(|(name, _)| name == "q").map(|(_, value)| value.clone());
    if typed.is_none()
        && let Some((_, instant)) = parameters.iter().find(|(name, _)| name == "updated-max")
    {
        return old_addresses::older_than(&app, instant).await;
    }
    let typed = shown(&typed.unwrap_or_default());
    let query = Query::read(&typed);
    let mut db = app.db.reader().await?;
    let chrome = Chrome::read(&app, &mut db).await?.at("/search");
    let mut hits = search::matches(&mut db, query.terms(), MOST + 1).await?;
    drop(db);
    let outcome = (!typed.is_empty()).then(|| outcome(&chrome, &query, hits.len()));
    hits.truncate(usize::try_from(MOST).unwrap_or_default());
    let found = hits.into_iter().map(|hit| ready(&chrome, &query, hit)).collect();
    let title = match typed.as_str() {
        "" => chrome.words.text("search-title").into_owned(),
        typed => chrome.words.with("search-title-for", "query", typed),
    };
    page::public(&SearchPage { chrome, title, typed, outcome, found })
}

/// What was typed, as the page repeats it: on one line, and no longer than what is read of it.
fn shown(typed: &str) -> String {
    let line: String = typed.chars().take(200).map(|c| if c.is_control() { ' ' } else { c }).collect();
    line.trim().to_owned()
}

fn outcome(chrome: &Chrome, query: &Query, count: usize) -> String {
    let count = i64::try_from(count).unwrap_or(MOST);
    match count {
        _ if query.terms().is_empty() => chrome.words.text("search-no-words").into_owned(),
        0 => chrome.words.text("search-nothing").into_owned(),
        _ if count > MOST => chrome.words.count("search-found-many", &MOST),
        _ => chrome.words.count("search-found", &count),
    }
}

fn ready(chrome: &Chrome, query: &Query, hit: Hit) -> Found {
    let day = chrome.settings.zone.local(hit.published_at).day;
    let title = if hit.title.is_empty() { chrome.words.text("untitled").into_owned() } else { hit.title };
    Found {
        href: hit.path.href(),
        language: hit.language,
        day: (hit.kind == PostKind::Post).then(|| (day.to_string(), dates::heading(chrome.words, day))),
        title: snippet::marked(&title, query),
        snippet: snippet::of(&hit.text, query, SNIPPET),
    }
}
