//! Turns every failure, ours or a layer's, into a page that says what to do next.

use std::sync::{Arc, PoisonError, RwLock};

use askama::Template;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::http::header::{ALLOW, CACHE_CONTROL, CONTENT_RANGE, CONTENT_TYPE, RETRY_AFTER};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::request_log::RequestId;
use crate::app::App;
use crate::model::key::Keys;
use crate::store::Snapshot;
use crate::web::chrome::Chrome;
use crate::web::error::Failure;

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    chrome: Chrome,
    title: String,
    sentence: String,
    /// Looking for it may help.
    is_missing: bool,
}

/// The page for what is not there, as it was last made. It names no address, so one is enough for all of them.
#[derive(Clone, Default)]
pub struct NotFoundPage(Arc<RwLock<Option<Kept>>>);

#[derive(Clone)]
struct Kept {
    made: Arc<Snapshot>,
    body: Bytes,
}

impl NotFoundPage {
    fn fresh(&self, app: &App) -> Option<Bytes> {
        // A panic elsewhere leaves a whole page or none.
        let held = self.0.read().unwrap_or_else(PoisonError::into_inner).clone()?;
        app.db.stamps().is_fresh(&held.made).then_some(held.body)
    }

    fn keep(&self, made: Snapshot, body: Bytes) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some(Kept { made: Arc::new(made), body });
    }
}

pub async fn show(
    State((app, not_found)): State<(App, NotFoundPage)>,
    request: Request,
    next: Next,
) -> Response {
    let id = request.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default();
    let response = next.run(request).await;
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return response;
    }
    let failure = match response.extensions().get::<Failure>() {
        Some(failure) => failure.clone(),
        // A form that is shown again has a page of its own.
        None if is_page(&response) => return response,
        None => Failure::of_status(status),
    };
    if let Failure::Broken(error) = &failure {
        tracing::error!(request = id, error = ?error, "a request failed");
    }
    if !matches!(failure, Failure::NotFound) {
        let (body, _) = page(&app, &failure, &id).await;
        return answer(&failure, body, response.headers());
    }
    if let Some(body) = not_found.fresh(&app) {
        return answer(&failure, body, response.headers());
    }
    let since = app.db.stamps().now();
    let (body, is_whole) = page(&app, &failure, &id).await;
    let body = Bytes::from(body);
    if is_whole {
        not_found.keep(Snapshot::new(Keys::none(), since), body.clone());
    }
    answer(&failure, body, response.headers())
}

fn is_page(response: &Response) -> bool {
    let kind = response.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("text/html"))
}

/// The page, and whether it has everything that stands around one: it is shown also if the database can't be asked.
async fn page(app: &App, failure: &Failure, id: &str) -> (String, bool) {
    let chrome = match app.db.reader().await {
        Ok(mut reader) => Chrome::read(app, &mut reader).await.ok(),
        Err(_) => None,
    };
    let is_whole = chrome.is_some();
    let chrome = chrome.unwrap_or_else(|| Chrome::bare(app));
    let (title, sentence) = failure.words(chrome.words, id);
    let plain = sentence.clone();
    let is_missing = matches!(failure, Failure::NotFound | Failure::Gone);
    ErrorPage { chrome, title, sentence, is_missing }.render().map_or((plain, false), |page| (page, is_whole))
}

/// `bare` are the headers of what failed.
fn answer(failure: &Failure, body: impl Into<Body>, bare: &HeaderMap) -> Response {
    let headers = [(CONTENT_TYPE, "text/html; charset=utf-8"), (CACHE_CONTROL, "no-store")];
    let mut response = (failure.status(), headers, body.into()).into_response();
    for kept in [ALLOW, CONTENT_RANGE, RETRY_AFTER] {
        if let Some(value) = bare.get(&kept) {
            response.headers_mut().insert(kept, value.clone());
        }
    }
    response
}
