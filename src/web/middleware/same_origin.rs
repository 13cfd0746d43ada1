//! Refuses forms that another site sent, by `Sec-Fetch-Site` and `Origin`.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use tower::{Layer as _, ServiceExt as _};
use tower_http::csrf::CsrfLayer;

use crate::app::App;

/// Mail programs end letters by themselves, from nowhere and wherever they run (RFC 8058). The link proves it.
const FROM_ANYWHERE: &str = "/comments/following/end/";

pub async fn check(State(app): State<App>, request: Request, next: Next) -> Response {
    if request.uri().path().starts_with(FROM_ANYWHERE) {
        return next.run(request).await;
    }
    let Ok(response) = layer(&app).layer(next).oneshot(request).await;
    response
}

/// A proxy may change Host, so the public address counts as our own too. It is asked for each time, since an owner may
/// change it in the settings.
fn layer(app: &App) -> CsrfLayer {
    let plain = CsrfLayer::new();
    match app.base_url().map(|address| plain.clone().add_trusted_origin(address)) {
        Some(Ok(layer)) => layer,
        Some(Err(error)) => {
            tracing::error!(%error, "the public address can't be used as a trusted origin");
            plain
        }
        None => plain,
    }
}
