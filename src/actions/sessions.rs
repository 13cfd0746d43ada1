//! Logging in and out, and what keeps a login alive.

use super::known_devices;
use super::second_factor::{self, Proof};
use crate::app::App;
use crate::model::ids::{SessionId, UserId};
use crate::model::key::Keys;
use crate::model::timestamp::Timestamp;
use crate::model::user::User;
use crate::store::users::Credentials;
use crate::store::{StoreError, audit, sessions, users};
use crate::tools::passwords::HashingFailed;
use crate::tools::secrets;

/// A login ends this long after it was last used: thirty days.
pub const LASTS_SECONDS: i64 = 30 * 24 * 60 * 60;

/// So long somebody who has shown their password may look for their second factor: ten minutes.
pub const HALF_LASTS_SECONDS: i64 = 10 * 60;

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
    /// What it kept of an earlier login.
    pub known_device: Option<String>,
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

/// What whoever was let in keeps in cookies.
#[derive(Debug, Clone)]
pub struct LoggedIn {
    /// The token of the session. Only its hash is stored.
    pub session: String,
    /// By which this browser is known at later logins.
    pub known_device: String,
}

impl LoggedIn {
    fn new(app: &App, user: UserId, session: String) -> Self {
        Self { session, known_device: known_devices::token(app, user) }
    }
}

/// How far a right password leads.
#[derive(Debug)]
pub enum Entered {
    In(LoggedIn),
    /// The second factor is still to be shown, with this token; see `finish`.
    HalfWay(String),
}

/// Logs somebody in who knows their password.
pub async fn log_in(app: &App, attempt: Attempt) -> Result<Entered, Refusal> {
    let email = attempt.email.trim().to_lowercase();
    let now = app.clock.now().0;
    let limits = &app.place.logins;
    limits.network.admit(attempt.network.as_bytes(), now).map_err(Refusal::TooMany)?;
    let mut db = app.db.reader().await?;
    let known = users::credentials(&mut db, &email).await?;
    drop(db);
    let of_device =
        known.as_ref().and_then(|known| known_devices::key(app, known.id, attempt.known_device.as_deref()));
    if let Some(key) = of_device {
        limits.known_device.admit(&key, now).map_err(Refusal::TooMany)?;
    } else {
        let from_there = secrets::hash(format!("{email} {}", attempt.network));
        limits.account_and_network.admit(&from_there, now).map_err(Refusal::TooMany)?;
        limits.account.admit(&secrets::hash(&email), now).map_err(Refusal::TooMany)?;
    }
    let stored = known.as_ref().and_then(|known| known.password_hash.clone());
    let is_right = app.passwords.is_right(attempt.password, stored).await?;
    match known {
        Some(known) if is_right => enter(app, email, known, &attempt.device).await,
        _ => Err(Refusal::Wrong),
    }
}

/// Begins the session, or half of one, unless what was looked at has changed since: the password was looked at for a
/// while, and whoever changed it meanwhile meant to end every login with the old one.
async fn enter(app: &App, email: String, known: Credentials, device: &str) -> Result<Entered, Refusal> {
    let token = secrets::token(app.chance.bytes());
    let (hash, now, device) = (secrets::hash(&token), app.clock.now(), shortened(device));
    let (user, is_half_way) = (known.id, known.has_second_factor);
    app.db
        .write(move |unit| {
            Box::pin(async move {
                if users::credentials(unit, &email).await?.as_ref() != Some(&known) {
                    return Err(Refusal::Wrong);
                }
                if is_half_way {
                    let until = now.plus_seconds(HALF_LASTS_SECONDS);
                    sessions::insert_half(unit, known.id, &hash, now, until).await?;
                } else {
                    sessions::insert(unit, known.id, &hash, &device, now, expiry(now)).await?;
                }
                Ok(((), Keys::none()))
            })
        })
        .await?;
    if is_half_way {
        return Ok(Entered::HalfWay(token));
    }
    Ok(Entered::In(LoggedIn::new(app, user, token)))
}

/// Somebody at the second door.
#[derive(Debug, Clone)]
pub struct SecondStep {
    /// The token that the right password gave.
    pub half: String,
    /// Of their app, or a recovery code.
    pub code: String,
    /// What the browser says of itself.
    pub device: String,
    /// What it kept of an earlier login.
    pub known_device: Option<String>,
}

/// Why somebody who knew the password was not let in.
#[derive(Debug, thiserror::Error)]
pub enum SecondRefusal {
    #[error("Log in with your password first.")]
    Expired,
    #[error("This code does not fit.")]
    Wrong,
    #[error("This code was used already.")]
    Spent,
    /// With the seconds to wait.
    #[error("Too many attempts. Wait {0} seconds.")]
    TooMany(u64),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Has the holder of this token shown their password a moment ago?
pub async fn is_half_way(app: &App, half: &str) -> Result<bool, StoreError> {
    let mut db = app.db.reader().await?;
    Ok(sessions::half_way(&mut db, &secrets::hash(half), app.clock.now()).await?.is_some())
}

/// Logs somebody in who has shown their password and shows a code now. The code and the first token are worth
/// nothing afterwards, in the same unit.
pub async fn finish(app: &App, step: SecondStep) -> Result<LoggedIn, SecondRefusal> {
    let (half, now) = (secrets::hash(&step.half), app.clock.now());
    let mut db = app.db.reader().await?;
    let user = sessions::half_way(&mut db, &half, now).await?.ok_or(SecondRefusal::Expired)?;
    drop(db);
    // Who has read the password may hold the tries that all share, but not those of a browser that got in before.
    let of_device = known_devices::key(app, user, step.known_device.as_deref());
    let key = of_device.unwrap_or_else(|| user.0.to_be_bytes().to_vec());
    app.place.codes.0.admit(&key, now.0).map_err(SecondRefusal::TooMany)?;
    let code = second_factor::typed(&step.code);
    let token = secrets::token(app.chance.bytes());
    let (hash, device) = (secrets::hash(&token), shortened(&step.device));
    let entering = app.db.write(move |unit| {
        Box::pin(async move {
            let user = sessions::half_way(unit, &half, now).await?.ok_or(SecondRefusal::Expired)?;
            if !second_factor::is_on(unit, user).await? {
                return Err(SecondRefusal::Expired);
            }
            match second_factor::spend(unit, user, &code, now).await? {
                Proof::None => return Err(SecondRefusal::Wrong),
                Proof::Spent => return Err(SecondRefusal::Spent),
                Proof::App => {}
                Proof::Recovery => {
                    audit::record(unit, now, Some(user), "use_recovery_code", "user", user.0, None, None)
                        .await?;
                }
            }
            sessions::end_by_token(unit, &half).await?;
            sessions::insert(unit, user, &hash, &device, now, expiry(now)).await?;
            Ok(((), Keys::none()))
        })
    });
    match entering.await {
        Ok(()) => Ok(LoggedIn::new(app, user, token)),
        Err(refusal) => {
            if matches!(refusal, SecondRefusal::Wrong) {
                tracing::warn!(user = user.0, "a wrong code came after the right password");
            }
            Err(refusal)
        }
    }
}

/// Logs somebody in without asking for anything.
pub async fn start(app: &App, user: UserId, device: &str) -> Result<LoggedIn, StoreError> {
    let token = secrets::token(app.chance.bytes());
    let hash = secrets::hash(&token);
    let now = app.clock.now();
    let device = shortened(device);
    app.db
        .write(move |unit| {
            Box::pin(async move {
                sessions::insert(unit, user, &hash, &device, now, expiry(now)).await?;
                Ok::<_, StoreError>(((), Keys::none()))
            })
        })
        .await?;
    Ok(LoggedIn::new(app, user, token))
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

fn shortened(device: &str) -> String {
    device.chars().filter(|letter| !letter.is_control()).take(DEVICE_MAX).collect()
}

fn expiry(now: Timestamp) -> Timestamp {
    now.plus_seconds(LASTS_SECONDS)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::actions::users::{Newcomer, add, set_password};
    use crate::app::{Chance, Clock, Place};
    use crate::model::user::Role;
    use crate::store::Db;

    #[tokio::test]
    async fn a_login_that_another_password_overtook_opens_nothing() {
        let (_folder, db) = Db::scratch().await;
        let app = App::new(db, Clock::System, Chance::seeded(1), Arc::new(Place::default()));
        let email = "ada@example.org".to_owned();
        let password = "four plain words here".to_owned();
        let ada = Newcomer { name: "Ada".to_owned(), email: email.clone(), password, role: Role::Owner };
        add(&app, ada).await.unwrap();
        let mut reader = app.db.reader().await.unwrap();
        let looked_at = users::credentials(&mut reader, &email).await.unwrap().unwrap();
        let entered = enter(&app, email.clone(), looked_at.clone(), "").await;
        assert!(matches!(entered, Ok(Entered::In(_))));
        set_password(&app, &email, "five other plain words here".to_owned()).await.unwrap();
        assert!(matches!(enter(&app, email, looked_at, "").await, Err(Refusal::Wrong)));
    }
}
