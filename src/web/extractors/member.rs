//! Somebody who is logged in.

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::request::Parts;

use super::{SESSION, Transport};
use crate::app::App;
use crate::model::ids::SessionId;
use crate::model::timestamp::Timestamp;
use crate::model::user::User;
use crate::store::sessions as rows;
use crate::tools::secrets;
use crate::web::error::Failure;

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
        let Ok(transport) = Transport::from_request_parts(parts, app).await;
        let Some(token) = SESSION.token(transport, &parts.headers) else { return Ok(None) };
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
