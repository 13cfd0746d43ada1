//! A form's fields, or the page that says they could not be read.

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request};
use axum::response::IntoResponse as _;
use percent_encoding::percent_decode;
use serde::de::DeserializeOwned;

use crate::web::error::Failure;

/// The fields of a sent form; repeated names fill a `Vec`.
pub struct Form<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Form<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        let (parts, body) = request.into_parts();
        let whole = Bytes::from_request(Request::from_parts(parts.clone(), body), state).await;
        let body = whole.map_err(|rejection| Failure::of_status(rejection.into_response().status()))?;
        // The parser would put replacement marks where the sender meant something else.
        percent_decode(&body).decode_utf8().map_err(|_| Failure::UnreadableForm)?;
        let request = Request::from_parts(parts, Body::from(body));
        match axum_extra::extract::Form::<T>::from_request(request, state).await {
            Ok(axum_extra::extract::Form(fields)) => Ok(Self(fields)),
            Err(rejection) => Err(Failure::of_status(rejection.into_response().status())),
        }
    }
}
