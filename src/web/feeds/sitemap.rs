//! Every public address, for search engines (sitemaps.org).

use askama::Template;
use axum::Extension;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};

use super::feed;
use crate::app::App;
use crate::model::ids::PostId;
use crate::model::key::{Key, Keys};
use crate::store::sitemap::{self, Address};
use crate::web::cache::MadeOf;
use crate::web::chrome::Chrome;
use crate::web::error::Failure;
use crate::web::extractors::Path;

/// The most addresses that one file has: a fifth of what the standard allows, since a file is made as a whole. Files are cut
/// by ids, so that none changes when a later one grows.
const FILE: i64 = 10_000;

/// How many addresses are read at once.
const BATCH: i64 = 500;

#[derive(Template)]
#[template(path = "feeds/sitemap_index.xml")]
struct Index {
    parts: Vec<String>,
}

#[derive(Template)]
#[template(path = "feeds/sitemap.xml")]
struct Sitemap {
    lines: Vec<Line>,
}

struct Line {
    href: String,
    changed: String,
}

/// Everything in one file, or the list of files if it is more than one may hold.
pub async fn index(State(app): State<App>) -> Result<Response, Failure> {
    let last = sitemap::last(&mut app.db.reader().await?).await?;
    if last.0 <= FILE {
        return written(&app, PostId(0), last).await;
    }
    let chrome = Chrome::bare(&app);
    let files = (last.0 - 1) / FILE + 1;
    let parts = (1..=files).map(|number| chrome.absolute(&format!("/sitemaps/{number}.xml"))).collect();
    Ok(xml(Index { parts }.render()?))
}

/// `/sitemaps/2.xml`
pub async fn show(State(app): State<App>, Path(file): Path<String>) -> Result<Response, Failure> {
    let number = file.strip_suffix(".xml").and_then(|number| number.parse::<i64>().ok());
    let number =
        number.filter(|number| format!("{number}.xml") == file && *number >= 1).ok_or(Failure::NotFound)?;
    let last = sitemap::last(&mut app.db.reader().await?).await?;
    let after = (number - 1).checked_mul(FILE).filter(|after| *after < last.0).ok_or(Failure::NotFound)?;
    written(&app, PostId(after), PostId((after + FILE).min(last.0))).await
}

/// The addresses behind `after` up to `last`. Readers wait for nobody: each batch asks for a connection of its own.
async fn written(app: &App, after: PostId, last: PostId) -> Result<Response, Failure> {
    let chrome = Chrome::bare(app);
    let mut lines = Vec::new();
    let mut after = after;
    // A sitemap takes whole addresses only, and as long as nobody said where the blog is there are none.
    while after < last && !chrome.base_url.is_empty() {
        let found = sitemap::addresses(&mut app.db.reader().await?, after, last, BATCH).await?;
        let Some(end) = found.last().map(|address| address.id) else { break };
        after = end;
        lines.extend(found.iter().map(|address| line(&chrome, address)));
    }
    Ok(xml(feed::without_forbidden(Sitemap { lines }.render()?)))
}

fn line(chrome: &Chrome, address: &Address) -> Line {
    Line { href: chrome.absolute(address.path.as_str()), changed: address.updated_at.rfc3339() }
}

fn xml(body: String) -> Response {
    let headers = [(CONTENT_TYPE, "application/xml; charset=utf-8"), (CACHE_CONTROL, "no-cache")];
    (headers, Extension(MadeOf(Keys::of([Key::Home]))), body).into_response()
}
