//! What crawlers are asked to leave alone, and where the list of everything else is.

use axum::Extension;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::model::key::Keys;
use crate::web::cache::MadeOf;

/// Old addresses of labels are under /search too; they lead on to tags, so crawlers may follow them.
const RULES: &str = "\
User-agent: *
Allow: /search/label/
Disallow: /search
Disallow: /admin
Disallow: /account
Disallow: /login
Disallow: /comments/
";

pub async fn show(State(app): State<App>) -> Response {
    let mut text = RULES.to_owned();
    if let Some(address) = app.base_url() {
        // The address has to be absolute, so without one known there is no line.
        text.push_str(&format!("\nSitemap: {address}/sitemap.xml\n"));
    }
    let headers = [(CONTENT_TYPE, "text/plain; charset=utf-8"), (CACHE_CONTROL, "no-cache")];
    (headers, Extension(MadeOf(Keys::none())), text).into_response()
}
