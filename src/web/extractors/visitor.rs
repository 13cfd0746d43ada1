//! Whoever sends a comment: the commenter's cookie, a login if there is one, and where from.

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::request::Parts;

use super::{COMMENTER, ClientIp, Member, Transport};
use crate::actions::comments;
use crate::app::App;
use crate::web::error::Failure;

/// What the commenter's cookie holds.
#[derive(Debug, Clone)]
pub struct CommenterToken(pub Option<String>);

impl FromRequestParts<App> for CommenterToken {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let Ok(transport) = Transport::from_request_parts(parts, app).await;
        Ok(Self(COMMENTER.token(transport, &parts.headers)))
    }
}

/// Somebody who comments, known or not.
pub struct Visitor(pub comments::Visitor);

impl FromRequestParts<App> for Visitor {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let CommenterToken(cookie) = CommenterToken::from_request_parts(parts, app).await?;
        let member = <Member as OptionalFromRequestParts<App>>::from_request_parts(parts, app).await?;
        let ClientIp(address) = ClientIp::from_request_parts(parts, app).await?;
        let user = member.map(|member| member.user);
        Ok(Self(comments::Visitor { cookie, user, address, fell_into_trap: false }))
    }
}
