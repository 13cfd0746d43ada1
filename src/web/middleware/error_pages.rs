//! Turns every failure, ours or a layer's, into a page that says what to do next.

use askama::Template;
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::request_log::RequestId;
use crate::app::App;
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

pub async fn show(State(app): State<App>, request: Request, next: Next) -> Response {
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
    page(&app, &failure, &id, response.headers()).await
}

fn is_page(response: &Response) -> bool {
    let kind = response.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("text/html"))
}

async fn page(app: &App, failure: &Failure, id: &str, bare: &HeaderMap) -> Response {
    let chrome = match app.db.reader().await {
        Ok(mut reader) => Chrome::read(app, &mut reader).await.unwrap_or_else(|_| Chrome::bare(app)),
        Err(_) => Chrome::bare(app),
    };
    let (title, sentence) = failure.words(chrome.words, id);
    let plain = sentence.clone();
    let is_missing = matches!(failure, Failure::NotFound | Failure::Gone);
    let body = ErrorPage { chrome, title, sentence, is_missing }.render();
    let mut response = match body {
        Ok(body) => ([(CONTENT_TYPE, "text/html; charset=utf-8")], body).into_response(),
        Err(_) => plain.into_response(),
    };
    *response.status_mut() = failure.status();
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    for kept in [ALLOW, RETRY_AFTER] {
        if let Some(value) = bare.get(&kept) {
            response.headers_mut().insert(kept, value.clone());
        }
    }
    response
}
