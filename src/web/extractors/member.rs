//! Somebody who is logged in.

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::header::{HeaderMap, HeaderValue};
use axum::http::request::Parts;
use axum_extra::extract::CookieJar;

use crate::actions::sessions;
use crate::app::App;
use crate::model::ids::SessionId;
use crate::model::timestamp::Timestamp;
use crate::model::user::User;
use crate::store::sessions as rows;
use crate::tools::secrets;
use crate::web::error::Failure;

/// The name of the cookie that holds a session's token. Browsers keep `__Host-` to https and to this host.
pub fn session_cookie(app: &App) -> &'static str {
    if app.is_https() { "__Host-session" } else { "session" }
}

/// The token that a request's cookie holds.
pub fn session_token(app: &App, headers: &HeaderMap) -> Option<String> {
    CookieJar::from_headers(headers).get(session_cookie(app)).map(|cookie| cookie.value().to_owned())
}

/// The header that lets a browser keep a session's token, and send it to nobody else.
pub fn keeping_cookie(app: &App, token: &str) -> Option<HeaderValue> {
    cookie(app, token, sessions::LASTS_SECONDS)
}

/// The header that makes a browser forget it.
pub fn dropping_cookie(app: &App) -> Option<HeaderValue> {
    cookie(app, "", 0)
}

fn cookie(app: &App, value: &str, seconds: i64) -> Option<HeaderValue> {
    let name = session_cookie(app);
    let secure = if app.is_https() { "; Secure" } else { "" };
    let header = format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::from_str(&header).ok()
}

/// Whoever holds the session of this request.
#[derive(Debug, Clone)]
pub struct Member {
    pub user: User,
    pub session: SessionId,
    pub last_seen_at: Timestamp,
}

impl FromRequestParts<App> for Member {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let found = <Self as OptionalFromRequestParts<App>>::from_request_parts(parts, app).await?;
        found.ok_or(Failure::NotLoggedIn)
    }
}

impl OptionalFromRequestParts<App> for Member {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Option<Self>, Failure> {
        if let Some(member) = parts.extensions.get::<Self>() {
            return Ok(Some(member.clone()));
        }
        let Some(token) = session_token(app, &parts.headers) else { return Ok(None) };
        let mut db = app.db.reader().await?;
        let held = rows::holder(&mut db, &secrets::hash(&token), app.clock.now()).await?;
        let member = held.map(|held| Self {
            user: held.user,
            session: held.session_id,
            last_seen_at: held.last_seen_at,
        });
        if let Some(member) = &member {
            parts.extensions.insert(member.clone());
        }
        Ok(member)
    }
}
