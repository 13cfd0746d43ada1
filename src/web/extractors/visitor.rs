//! Whoever sends a comment: the commenter's cookie, a login if there is one, and where from.

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::header::HeaderValue;
use axum::http::request::Parts;
use axum_extra::extract::CookieJar;

use super::{ClientIp, Member};
use crate::actions::comments;
use crate::app::App;
use crate::web::error::Failure;

const YEAR: u32 = 365 * 24 * 60 * 60;

fn name(app: &App) -> &'static str {
    if app.is_https() { "__Host-commenter" } else { "commenter" }
}

/// The `Set-Cookie` that makes a browser this commenter's for a year from now.
pub fn commenter_cookie(app: &App, token: &str) -> Option<HeaderValue> {
    let secure = if app.is_https() { "; Secure" } else { "" };
    let cookie = format!("{}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={YEAR}{secure}", name(app));
    HeaderValue::try_from(cookie).ok()
}

/// What the commenter's cookie holds.
#[derive(Debug, Clone)]
pub struct CommenterToken(pub Option<String>);

impl FromRequestParts<App> for CommenterToken {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let jar = CookieJar::from_headers(&parts.headers);
        Ok(Self(jar.get(name(app)).map(|cookie| cookie.value().to_owned())))
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
