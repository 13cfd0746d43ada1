//! Logging in and out, and what keeps a login alive.

use crate::app::App;
use crate::model::ids::{SessionId, UserId};
use crate::model::key::Keys;
use crate::model::timestamp::Timestamp;
use crate::model::user::User;
use crate::store::{StoreError, sessions, users};
use crate::tools::passwords::{self, HashingFailed};
use crate::tools::secrets;

/// A login ends this long after it was last used: thirty days.
pub const LASTS_SECONDS: i64 = 30 * 24 * 60 * 60;

/// Being seen is written down at most this often: each hour.
const NOTED_EVERY_SECONDS: i64 = 60 * 60;

/// The most characters of a browser's own description that are kept.
const DEVICE_MAX: usize = 300;

/// Somebody at the door.
#[derive(Debug, Clone)]
pub struct Attempt {
    pub email: String,
    pub password: String,
    /// What the browser says of itself.
    pub device: String,
    /// The network it comes from, as limits count it.
    pub network: String,
}

/// Why somebody was not let in.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// Says no more on purpose: neither whether the name is known nor whether it has a password.
    #[error("That e-mail address and password do not go together.")]
    Wrong,
    /// With the seconds to wait.
    #[error("Too many attempts. Wait {0} seconds.")]
    TooMany(u64),
    #[error(transparent)]
    Hashing(#[from] HashingFailed),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Logs somebody in who knows their password. Answers the token for their cookie.
pub async fn log_in(app: &App, attempt: Attempt) -> Result<String, Refusal> {
    let email = attempt.email.trim().to_lowercase();
    let now = app.clock.now().0;
    let limits = &app.place.logins;
    limits.network.admit(attempt.network.as_bytes(), now).map_err(Refusal::TooMany)?;
    let from_there = secrets::hash(format!("{email} {}", attempt.network));
    limits.account_and_network.admit(&from_there, now).map_err(Refusal::TooMany)?;
    limits.account.admit(&secrets::hash(&email), now).map_err(Refusal::TooMany)?;
    let mut db = app.db.reader().await?;
    let known = users::credentials(&mut db, &email).await?;
    drop(db);
    let (user, stored) = known.map_or((None, None), |known| (Some(known.id), known.password_hash));
    let is_right = passwords::is_right(attempt.password, stored).await?;
    match user {
        Some(user) if is_right => Ok(start(app, user, &attempt.device).await?),
        _ => Err(Refusal::Wrong),
    }
}

/// Logs somebody in without asking for anything. Answers the token for their cookie; only its hash is kept.
pub async fn start(app: &App, user: UserId, device: &str) -> Result<String, StoreError> {
    let token = secrets::token(app.chance.bytes());
    let hash = secrets::hash(&token);
    let now = app.clock.now();
    let device: String = device.chars().filter(|letter| !letter.is_control()).take(DEVICE_MAX).collect();
    app.db
        .write(move |unit| {
            Box::pin(async move {
                sessions::insert(unit, user, &hash, &device, now, expiry(now)).await?;
                Ok::<_, StoreError>(((), Keys::none()))
            })
        })
        .await?;
    Ok(token)
}

/// Notes that a session is used, when that was not noted lately; answers whether it was noted now.
pub async fn touch(app: &App, session: SessionId, last_seen_at: Timestamp) -> Result<bool, StoreError> {
    let now = app.clock.now();
    if now < last_seen_at.plus_seconds(NOTED_EVERY_SECONDS) {
        return Ok(false);
    }
    app.db
        .write(move |unit| {
            Box::pin(async move {
                sessions::touch(unit, session, now, expiry(now)).await?;
                Ok((true, Keys::none()))
            })
        })
        .await
}

/// Logs out: the token is worth nothing afterwards.
pub async fn end(app: &App, token: &str) -> Result<(), StoreError> {
    let hash = secrets::hash(token);
    app.db
        .write(move |unit| {
            Box::pin(async move {
                sessions::end_by_token(unit, &hash).await?;
                Ok(((), Keys::none()))
            })
        })
        .await
}

/// Ends one of one's own sessions; answers whether there was such a one.
pub async fn end_one(app: &App, by: &User, session: SessionId) -> Result<bool, StoreError> {
    let user = by.id;
    app.db
        .write(move |unit| {
            Box::pin(async move { Ok((sessions::end(unit, user, session).await?, Keys::none())) })
        })
        .await
}

/// Ends all of one's own sessions but the one that asks.
pub async fn end_others(app: &App, by: &User, this: SessionId) -> Result<(), StoreError> {
    let user = by.id;
    app.db
        .write(move |unit| {
            Box::pin(async move { Ok((sessions::end_all(unit, user, Some(this)).await?, Keys::none())) })
        })
        .await
}

fn expiry(now: Timestamp) -> Timestamp {
    now.plus_seconds(LASTS_SECONDS)
}
