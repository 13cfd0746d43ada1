//! Stands before the rooms that are not for everybody. The route table says who may enter which.

use axum::extract::{FromRequestParts as _, Request, State};
use axum::http::header::{HeaderMap, HeaderValue, SET_COOKIE};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use crate::actions::sessions;
use crate::app::App;
use crate::model::user::Deed;
use crate::web::error::Failure;
use crate::web::extractors::{Member, SESSION, Transport};

/// Whom a room of the table is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guard {
    /// Somebody who is logged in and whose role may do this.
    May(Deed),
}

pub async fn admit(
    State((app, guard)): State<(App, Guard)>,
    request: Request,
    next: Next,
) -> Result<Response, Failure> {
    let is_read = request.method().is_safe();
    let asked_for = request.uri().path_and_query().map(ToString::to_string).unwrap_or_default();
    let (mut parts, body) = request.into_parts();
    let member =
        <Member as axum::extract::OptionalFromRequestParts<App>>::from_request_parts(&mut parts, &app);
    let Some(member) = member.await? else {
        let next = if is_read { asked_for } else { "/admin".to_owned() };
        return Ok(crate::web::page::see(&login_address(&next)).into_response());
    };
    match guard {
        Guard::May(deed) if !member.user.may(deed) => Err(Failure::Forbidden),
        Guard::May(_) => {
            let Ok(transport) = Transport::from_request_parts(&mut parts, &app).await;
            let prolonged = prolong(&app, &member, transport, &parts.headers).await;
            let mut response = next.run(Request::from_parts(parts, body)).await;
            if let Some(cookie) = prolonged {
                response.headers_mut().append(SET_COOKIE, cookie);
            }
            Ok(response)
        }
    }
}

/// The cookie anew, when being seen was written down: a login that is used does not run out.
async fn prolong(
    app: &App,
    member: &Member,
    transport: Transport,
    headers: &HeaderMap,
) -> Option<HeaderValue> {
    match sessions::touch(app, member.session, member.last_seen_at).await {
        Ok(true) => {
            let token = SESSION.token(transport, headers)?;
            SESSION.keep(transport, &token, sessions::LASTS_SECONDS)
        }
        Ok(false) => None,
        Err(error) => {
            // A full disk is no reason to keep somebody from looking.
            tracing::warn!(%error, "that a session is used could not be noted");
            None
        }
    }
}

/// Where to log in, and where to go on from there.
fn login_address(next: &str) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new()).append_pair("next", next).finish();
    format!("/login?{query}")
}
