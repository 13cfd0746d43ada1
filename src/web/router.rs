//! Every address, in one table. The test of doors reads the same table, so a new address without a guard is seen.

use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{MethodRouter, get, post};
use axum::http::StatusCode;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::timeout::TimeoutLayer;

use super::middleware::{error_pages, request_log, security_headers};
use super::{assets, site};
use crate::app::App;

/// The most bytes of a form. The largest is a post.
const BODY_LIMIT: usize = 4 * 1024 * 1024;

/// How long an answer may take before it is given up.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);

/// One method of one address.
pub struct Door {
    pub method: &'static str,
    pub path: &'static str,
    route: fn() -> MethodRouter<App>,
}

macro_rules! doors {
    ($($method:ident $path:literal $handler:path;)*) => {
        &[$(Door { method: stringify!($method), path: $path, route: || $method($handler) }),*]
    };
}

/// For readers, known or not.
pub const ANYONE: &[Door] = doors! {
    get "/" site::home::show;
    get "/index.html" site::home::index_html;
    get "/archive" site::archive::index;
    get "/tags/{slug}" site::tags::show;
    get "/authors/{slug}" site::authors::show;
    get "/static/{*name}" assets::show;
    get "/favicon.ico" assets::favicon;
    get "/healthz" site::health::show;
};

fn routes(doors: &[Door]) -> Router<App> {
    doors.iter().fold(Router::new(), |router, door| router.route(door.path, (door.route)()))
}

/// The whole site behind its layers; the outermost is added last.
pub fn build(app: App) -> Router {
    routes(ANYONE)
        .fallback(site::posts::show)
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(same_origin(&app))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, ANSWER_WITHIN))
        .layer(CatchPanicLayer::new())
        .layer(from_fn_with_state(app.clone(), error_pages::show))
        .layer(CompressionLayer::new())
        .layer(from_fn(security_headers::add))
        .layer(from_fn_with_state(app.clone(), request_log::log))
        .with_state(app)
}

/// Refuses forms that another site sent, by `Sec-Fetch-Site` and `Origin`. A proxy may change Host, so the public
/// address counts as our own too.
fn same_origin(app: &App) -> CsrfLayer {
    let layer = CsrfLayer::new();
    match app.place.base_url.as_deref().map(|address| layer.clone().add_trusted_origin(address)) {
        Some(Ok(layer)) => layer,
        Some(Err(error)) => {
            tracing::error!(%error, "the public address can't be used as a trusted origin");
            layer
        }
        None => layer,
    }
}
