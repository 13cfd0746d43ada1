//! What can go wrong with a request. The page for it is made by `middleware::error_pages`, in the reader's language.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::store::StoreError;
use crate::tools::language::Language;
use crate::tools::passwords::HashingFailed;

/// Why a request got no page of its own.
#[derive(Debug, Clone)]
pub enum Failure {
    NotFound,
    Gone,
    NotLoggedIn,
    /// Logged in, but not for this.
    Forbidden,
    CrossSite,
    UnreadableForm,
    /// The request leaves open what it asks for.
    Ambiguous,
    /// Something was sent that is no form of ours by its own word.
    NoForm,
    WrongMethod,
    TooLarge,
    /// A part of a file was asked for that it does not have.
    OutOfRange,
    /// With the seconds after which it is worth trying again.
    TooMany(u64),
    Timeout,
    /// A fault of ours, for the log.
    Broken(Arc<dyn std::error::Error + Send + Sync>),
}

impl Failure {
    pub fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Gone => StatusCode::GONE,
            Self::NotLoggedIn => StatusCode::UNAUTHORIZED,
            Self::Forbidden | Self::CrossSite => StatusCode::FORBIDDEN,
            Self::UnreadableForm | Self::Ambiguous => StatusCode::BAD_REQUEST,
            Self::NoForm => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::OutOfRange => StatusCode::RANGE_NOT_SATISFIABLE,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Timeout => StatusCode::REQUEST_TIMEOUT,
            Self::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// What a status that a layer answered with stands for.
    pub fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND => Self::NotFound,
            StatusCode::GONE => Self::Gone,
            StatusCode::FORBIDDEN => Self::CrossSite,
            StatusCode::METHOD_NOT_ALLOWED => Self::WrongMethod,
            StatusCode::UNSUPPORTED_MEDIA_TYPE => Self::NoForm,
            StatusCode::PAYLOAD_TOO_LARGE => Self::TooLarge,
            StatusCode::TOO_MANY_REQUESTS => Self::TooMany(60),
            StatusCode::REQUEST_TIMEOUT | StatusCode::GATEWAY_TIMEOUT => Self::Timeout,
            status if status.is_client_error() => Self::UnreadableForm,
            _ => Self::Broken(Arc::from(Box::<dyn std::error::Error + Send + Sync>::from(
                "a layer answered with a server error",
            ))),
        }
    }

    /// The page's title and the sentence that tells what to do next.
    pub fn words(&self, words: &Language, request: &str) -> (String, String) {
        let (title, sentence) = match self {
            Self::NotFound => ("error-not-found-title", "error-not-found"),
            Self::Gone => ("error-gone-title", "error-gone"),
            Self::NotLoggedIn => ("error-forbidden-title", "error-not-logged-in"),
            Self::Forbidden => ("error-forbidden-title", "error-forbidden"),
            Self::CrossSite => ("error-forbidden-title", "error-cross-site"),
            Self::UnreadableForm | Self::NoForm => ("error-bad-request-title", "error-unreadable-form"),
            Self::Ambiguous => ("error-bad-request-title", "error-ambiguous"),
            Self::WrongMethod => ("error-bad-request-title", "error-wrong-method"),
            Self::TooLarge => ("error-too-large-title", "error-body-too-large"),
            Self::OutOfRange => ("error-bad-request-title", "error-out-of-range"),
            Self::TooMany(_) => ("error-too-many-title", "error-too-many"),
            Self::Timeout => ("error-busy-title", "error-timeout"),
            Self::Broken(_) => ("error-broken-title", "error-broken"),
        };
        (words.text(title).into_owned(), words.with(sentence, "request", request))
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        if let Self::TooMany(seconds) = self {
            response.headers_mut().insert(axum::http::header::RETRY_AFTER, seconds.into());
        }
        response.extensions_mut().insert(self);
        response
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Broken(Arc::new(error))
    }
}

impl From<HashingFailed> for Failure {
    fn from(error: HashingFailed) -> Self {
        match error {
            HashingFailed::Busy => Self::TooMany(5),
            HashingFailed::Broken(_) => Self::Broken(Arc::new(error)),
        }
    }
}

impl From<askama::Error> for Failure {
    fn from(error: askama::Error) -> Self {
        Self::Broken(Arc::new(error))
    }
}
