//! Headers that tell browsers what a page may do: nothing but what we send ourselves.

use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::http::header::{
    CONTENT_SECURITY_POLICY, HeaderName, HeaderValue, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::middleware::Next;
use axum::response::Response;
use std::sync::LazyLock;

use crate::app::App;
use crate::web::extractors::{Peer, Transport};
use crate::web::stored::Stored;

/// Pictures may come from elsewhere: moved blogs bring them along as links. Nothing else may.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'self'; img-src 'self' https: data:; object-src 'none'; base-uri 'none'; form-action 'self'; \
     frame-ancestors 'none'",
);

const NO_SNIFFING: HeaderValue = HeaderValue::from_static("nosniff");

/// What somebody uploaded is looked at or heard, and does nothing: opened by itself it is a page of nobody.
const POLICY_OF_FILES: HeaderValue = HeaderValue::from_static(
    "sandbox; default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; \
     frame-ancestors 'none'",
);

/// `same-origin`, since with `no-referrer` browsers send `Origin: null` and forms could not be told from forged ones.
static HEADERS: LazyLock<HeaderMap> = LazyLock::new(|| {
    HeaderMap::from_iter([
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
        (REFERRER_POLICY, HeaderValue::from_static("same-origin")),
        (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    ])
});

/// For this host alone, for a year: what other names of the domain do is not for a blog to say, and lists that browsers
/// ship are left only slowly.
pub const HTTPS_ONLY: HeaderValue = HeaderValue::from_static("max-age=31536000");

pub async fn add(State(app): State<App>, request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<Peer>().copied();
    let transport = Transport::of(&app, request.headers(), peer);
    let is_page = !request.uri().path().starts_with("/static/");
    let mut response = next.run(request).await;
    response.headers_mut().insert(X_CONTENT_TYPE_OPTIONS, NO_SNIFFING);
    // Styles and scripts of ours are no pages, and a first view is weighed with its headers.
    if is_page {
        response.headers_mut().extend(HEADERS.clone());
    }
    if response.extensions().get::<Stored>().is_some() {
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, POLICY_OF_FILES);
    }
    if transport.is_secure() {
        response.headers_mut().insert(STRICT_TRANSPORT_SECURITY, HTTPS_ONLY);
    }
    response
}
