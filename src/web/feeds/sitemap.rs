//! Every public address, for search engines (sitemaps.org). Written while it is read, so that a large blog takes no
//! more memory than a small one.

use askama::Template;
use axum::BoxError;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use http_body_util::BodyExt as _;
use http_body_util::channel::{Channel, Sender};

use super::feed;
use crate::app::App;
use crate::model::ids::PostId;
use crate::store::sitemap::{self, Address};
use crate::web::chrome::Chrome;
use crate::web::error::Failure;
use crate::web::extractors::Path;

/// The most addresses that one file may have. Files are cut by ids, so that none changes when a later one grows.
const FILE: i64 = 50_000;

/// How many addresses are read at once.
const BATCH: i64 = 500;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
                    <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n";
const FOOT: &str = "</urlset>\n";

#[derive(Template)]
#[template(path = "feeds/sitemap_index.xml")]
struct Index {
    parts: Vec<String>,
}

#[derive(Template)]
#[template(path = "feeds/sitemap_part.xml")]
struct Part {
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
        return Ok(written(app, PostId(0), last));
    }
    let chrome = Chrome::bare(&app);
    let files = (last.0 - 1) / FILE + 1;
    let parts = (1..=files).map(|number| chrome.absolute(&format!("/sitemaps/{number}.xml"))).collect();
    Ok(xml(Body::from(Index { parts }.render()?)))
}

/// `/sitemaps/2.xml`
pub async fn show(State(app): State<App>, Path(file): Path<String>) -> Result<Response, Failure> {
    let number = file.strip_suffix(".xml").and_then(|number| number.parse::<i64>().ok());
    let number =
        number.filter(|number| format!("{number}.xml") == file && *number >= 1).ok_or(Failure::NotFound)?;
    let last = sitemap::last(&mut app.db.reader().await?).await?;
    let after = (number - 1).checked_mul(FILE).filter(|after| *after < last.0).ok_or(Failure::NotFound)?;
    Ok(written(app, PostId(after), PostId((after + FILE).min(last.0))))
}

fn written(app: App, after: PostId, last: PostId) -> Response {
    let (mut sender, body) = Channel::<Bytes, BoxError>::new(2);
    tokio::spawn(async move {
        if let Err(Stopped::Broken(failure)) = write(&app, &mut sender, after, last).await {
            tracing::error!(error = ?failure, "a sitemap was cut off");
            // The connection breaks off, so that nobody takes the half for the whole.
            sender.abort("the rest could not be read".into());
        }
    });
    // Compression asks once more after the end, which a bare channel does not survive.
    xml(Body::new(body.fuse()))
}

/// Why the rest of a sitemap is not written.
enum Stopped {
    /// Nobody is reading any more.
    Left,
    Broken(Failure),
}

impl<E: Into<Failure>> From<E> for Stopped {
    fn from(error: E) -> Self {
        Self::Broken(error.into())
    }
}

async fn write(
    app: &App,
    sender: &mut Sender<Bytes, BoxError>,
    mut after: PostId,
    last: PostId,
) -> Result<(), Stopped> {
    let chrome = Chrome::bare(app);
    send(sender, HEAD.to_owned()).await?;
    // A sitemap takes whole addresses only, and as long as nobody said where the blog is there are none.
    while after < last && !chrome.base_url.is_empty() {
        let found = sitemap::addresses(&mut app.db.reader().await?, after, last, BATCH).await?;
        let Some(end) = found.last().map(|address| address.id) else { break };
        after = end;
        let lines = found.iter().map(|address| line(&chrome, address)).collect();
        send(sender, Part { lines }.render()?).await?;
    }
    send(sender, FOOT.to_owned()).await
}

async fn send(sender: &mut Sender<Bytes, BoxError>, text: String) -> Result<(), Stopped> {
    let bytes = Bytes::from(feed::without_forbidden(text));
    sender.send_data(bytes).await.map_err(|_| Stopped::Left)
}

fn line(chrome: &Chrome, address: &Address) -> Line {
    Line { href: chrome.absolute(address.path.as_str()), changed: address.updated_at.rfc3339() }
}

fn xml(body: Body) -> Response {
    ([(CONTENT_TYPE, "application/xml; charset=utf-8"), (CACHE_CONTROL, "no-cache")], body).into_response()
}
