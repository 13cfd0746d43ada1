//! A form's fields, or the page that says they could not be read.

use axum::extract::{FromRequest, Request};
use serde::de::DeserializeOwned;

use crate::web::error::Failure;

/// The fields of a sent form; repeated names fill a `Vec`.
pub struct Form<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Form<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        match axum_extra::extract::Form::<T>::from_request(request, state).await {
            Ok(axum_extra::extract::Form(fields)) => Ok(Self(fields)),
            Err(rejection) => {
                let response = axum::response::IntoResponse::into_response(rejection);
                Err(Failure::of_status(response.status()))
            }
        }
    }
}
