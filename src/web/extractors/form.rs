//! A form's fields, or the page that says they could not be read.

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse as _;
use http_body_util::BodyExt as _;
use percent_encoding::percent_decode;
use serde::de::DeserializeOwned;

use crate::web::error::Failure;
use crate::web::middleware::slow_bodies::is_too_slow;

/// The most bytes of any form. The largest is a post.
pub const BODY_LIMIT: usize = 4 * 1024 * 1024;

/// The most bytes of a form in one room, put into its requests by the route table.
#[derive(Debug, Clone, Copy)]
pub struct MostBytes(pub usize);

/// More fields than any form of ours has, a full page of the queue with every box ticked included.
const MOST_FIELDS: usize = 500;

/// The fields of a sent form; repeated names fill a `Vec`.
pub struct Form<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Form<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        let (parts, body) = request.into_parts();
        let most = parts.extensions.get::<MostBytes>().map_or(BODY_LIMIT, |most| most.0);
        let body = whole(body, most).await?;
        if !is_form(&parts.headers) {
            return Err(Failure::NoForm);
        }
        if body.split(|byte| *byte == b'&').count() > MOST_FIELDS {
            return Err(Failure::TooLarge);
        }
        // The parser would put replacement marks where the sender meant something else.
        percent_decode(&body).decode_utf8().map_err(|_| Failure::UnreadableForm)?;
        let request = Request::from_parts(parts, Body::from(body));
        match axum_extra::extract::Form::<T>::from_request(request, state).await {
            Ok(axum_extra::extract::Form(fields)) => Ok(Self(fields)),
            Err(rejection) => Err(Failure::of_status(rejection.into_response().status())),
        }
    }
}

/// Browsers say this of every form without files, and we have no other.
fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let essence = kind.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

/// Reads a body. What is beyond the limit is read as well, up to a point, and thrown away: a browser that is still
/// sending when it is answered shows a broken connection in place of the answer.
async fn whole(mut body: Body, most: usize) -> Result<Bytes, Failure> {
    let (mut kept, mut length) = (Vec::new(), 0);
    while let Some(frame) = body.frame().await {
        let frame = frame
            .map_err(|error| if is_too_slow(&error) { Failure::Timeout } else { Failure::UnreadableForm })?;
        let Some(data) = frame.data_ref() else { continue };
        length += data.len();
        if length <= most {
            kept.extend_from_slice(data);
        } else if length <= 4 * BODY_LIMIT {
            kept = Vec::new();
        } else {
            break;
        }
    }
    if length > most { Err(Failure::TooLarge) } else { Ok(kept.into()) }
}
