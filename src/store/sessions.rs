//! Logins on devices, kept as hashes of their tokens.

use super::db::Source;
use super::error::StoreError;
use super::writer::Unit;
use crate::model::ids::{SessionId, UserId};
use crate::model::timestamp::Timestamp;
use crate::model::user::User;

/// The most devices of one person that are listed.
const LISTED: i64 = 200;

/// What a session is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(rename_all = "snake_case")]
pub enum Purpose {
    /// Somebody is logged in.
    Login,
    /// Somebody has shown their password, and has still to show their second factor.
    SecondFactor,
}

/// A session and whose it is.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Held {
    pub session_id: SessionId,
    pub last_seen_at: Timestamp,
    #[sqlx(flatten)]
    pub user: User,
}

/// One of somebody's sessions, as they see it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Device {
    pub id: SessionId,
    /// What the browser said of itself.
    pub agent: String,
    pub last_seen_at: Timestamp,
}

/// Who holds a session's token, as long as it lasts and the person may log in.
pub async fn holder(
    db: &mut impl Source,
    token_hash: &[u8],
    now: Timestamp,
) -> Result<Option<Held>, StoreError> {
    Ok(sqlx::query_as(
        "select s.id as session_id, s.last_seen_at, u.id, u.name, u.email, u.role
         from sessions s
         join users u on u.id = s.user_id
         where s.token_hash = $1 and s.purpose = 'login' and s.expires_at > $2 and u.is_active = 1",
    )
    .bind(token_hash)
    .bind(now)
    .fetch_optional(db.connection())
    .await?)
}

/// Who has shown their password and holds this token of the time until their second factor.
pub async fn half_way(
    db: &mut impl Source,
    token_hash: &[u8],
    now: Timestamp,
) -> Result<Option<UserId>, StoreError> {
    Ok(sqlx::query_scalar(
        "select u.id
         from sessions s
         join users u on u.id = s.user_id
         where s.token_hash = $1 and s.purpose = 'second_factor' and s.expires_at > $2 and u.is_active = 1",
    )
    .bind(token_hash)
    .bind(now)
    .fetch_optional(db.connection())
    .await?)
}

/// Somebody's sessions that still hold, the one seen last first.
pub async fn of_user(db: &mut impl Source, user: UserId, now: Timestamp) -> Result<Vec<Device>, StoreError> {
    Ok(sqlx::query_as(
        "select id, device as agent, last_seen_at
         from sessions
         where user_id = $1 and purpose = 'login' and expires_at > $2
         order by last_seen_at desc, id desc
         limit $3",
    )
    .bind(user)
    .bind(now)
    .bind(LISTED)
    .fetch_all(db.connection())
    .await?)
}

/// Writes a login down, and that its owner was seen.
pub async fn insert(
    unit: &mut Unit,
    user: UserId,
    token_hash: &[u8],
    device: &str,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<SessionId, StoreError> {
    sqlx::query("update users set last_seen_at = $2 where id = $1")
        .bind(user)
        .bind(now)
        .execute(unit.connection())
        .await?;
    insert_for(unit, Purpose::Login, (user, token_hash, device), now, expires_at).await
}

/// Writes down that somebody has shown their password, and has still to show their second factor.
pub async fn insert_half(
    unit: &mut Unit,
    user: UserId,
    token_hash: &[u8],
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<SessionId, StoreError> {
    insert_for(unit, Purpose::SecondFactor, (user, token_hash, ""), now, expires_at).await
}

async fn insert_for(
    unit: &mut Unit,
    purpose: Purpose,
    (user, token_hash, device): (UserId, &[u8], &str),
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<SessionId, StoreError> {
    Ok(sqlx::query_scalar(
        "insert into sessions (user_id, token_hash, purpose, device, created_at, last_seen_at, expires_at)
         values ($1, $2, $3, $4, $5, $5, $6)
         returning id",
    )
    .bind(user)
    .bind(token_hash)
    .bind(purpose)
    .bind(device)
    .bind(now)
    .bind(expires_at)
    .fetch_one(unit.connection())
    .await?)
}

/// Notes that a session and its owner were seen, and lets it last from now.
pub async fn touch(
    unit: &mut Unit,
    session: SessionId,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query("update sessions set last_seen_at = $2, expires_at = $3 where id = $1")
        .bind(session)
        .bind(now)
        .bind(expires_at)
        .execute(unit.connection())
        .await?;
    sqlx::query("update users set last_seen_at = $2 where id = (select user_id from sessions where id = $1)")
        .bind(session)
        .bind(now)
        .execute(unit.connection())
        .await?;
    Ok(())
}

/// Ends the session with this token, if there is one.
pub async fn end_by_token(unit: &mut Unit, token_hash: &[u8]) -> Result<(), StoreError> {
    sqlx::query("delete from sessions where token_hash = $1")
        .bind(token_hash)
        .execute(unit.connection())
        .await?;
    Ok(())
}

/// Ends one of somebody's sessions; answers whether it was theirs and there.
pub async fn end(unit: &mut Unit, user: UserId, session: SessionId) -> Result<bool, StoreError> {
    let done = sqlx::query("delete from sessions where user_id = $1 and id = $2")
        .bind(user)
        .bind(session)
        .execute(unit.connection())
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Ends all of somebody's sessions but the one named, or all.
pub async fn end_all(unit: &mut Unit, user: UserId, but: Option<SessionId>) -> Result<(), StoreError> {
    sqlx::query("delete from sessions where user_id = $1 and ($2 is null or id <> $2)")
        .bind(user)
        .bind(but)
        .execute(unit.connection())
        .await?;
    Ok(())
}

/// Forgets sessions that have run out, a few at a time; answers how many.
pub async fn sweep(unit: &mut Unit, now: Timestamp) -> Result<u64, StoreError> {
    let done = sqlx::query(
        "delete from sessions
         where id in (select id from sessions where expires_at <= $1 order by expires_at limit 100)",
    )
    .bind(now)
    .execute(unit.connection())
    .await?;
    Ok(done.rows_affected())
}
