//! From a page struct to an answer.

use askama::Template;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use axum::response::{IntoResponse as _, Response};

use super::cache::{MadeOf, Until};
use super::error::Failure;
use crate::model::key::Keys;
use crate::model::timestamp::Timestamp;

/// A page that is the same for every reader as long as nothing of it is touched: kept here and by browsers, who ask
/// about it each time.
pub fn kept(page: &impl Template, made_of: Keys) -> Result<Response, Failure> {
    let mut response = public(page)?;
    response.extensions_mut().insert(MadeOf(made_of));
    Ok(response)
}

/// The same for a page that changes by itself at a moment to come, if there is one.
pub fn kept_until(
    page: &impl Template,
    made_of: Keys,
    until: Option<Timestamp>,
) -> Result<Response, Failure> {
    let mut response = kept(page, made_of)?;
    if let Some(until) = until {
        response.extensions_mut().insert(Until(until));
    }
    Ok(response)
}

/// A page that is the same for every reader and one of endlessly many: browsers may keep it.
pub fn public(page: &impl Template) -> Result<Response, Failure> {
    html(StatusCode::OK, page, HeaderValue::from_static("no-cache"))
}

/// A page for one person: kept nowhere.
pub fn private(page: &impl Template) -> Result<Response, Failure> {
    private_with(StatusCode::OK, page)
}

/// A page for one person with a status of its own, such as 422 for a form that is shown again.
pub fn private_with(status: StatusCode, page: &impl Template) -> Result<Response, Failure> {
    html(status, page, HeaderValue::from_static("no-store"))
}

/// A form shown again, since too much is done just now to do this as well.
pub fn busy(page: &impl Template) -> Result<Response, Failure> {
    let mut response = private_with(StatusCode::SERVICE_UNAVAILABLE, page)?;
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(BUSY_SECONDS));
    Ok(response)
}

/// What is busy now is worth a new try after so many seconds.
const BUSY_SECONDS: u16 = 5;

fn html(status: StatusCode, page: &impl Template, kept: HeaderValue) -> Result<Response, Failure> {
    let body = page.render()?;
    let kind = HeaderValue::from_static("text/html; charset=utf-8");
    Ok((status, [(CONTENT_TYPE, kind), (CACHE_CONTROL, kept)], body).into_response())
}

/// One permanent redirect to an address of ours; `href` is already percent-encoded.
pub fn moved(href: &str) -> Response {
    redirect(StatusCode::MOVED_PERMANENTLY, href)
}

/// After a change: look at this now.
pub fn see(href: &str) -> Response {
    redirect(StatusCode::SEE_OTHER, href)
}

fn redirect(status: StatusCode, href: &str) -> Response {
    match HeaderValue::from_str(href) {
        Ok(location) => (status, [(axum::http::header::LOCATION, location)]).into_response(),
        Err(_) => Failure::NotFound.into_response(),
    }
}
