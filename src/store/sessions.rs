//! Logins on devices, kept as hashes of their tokens.

use super::db::Source;
use super::error::StoreError;
use super::writer::Unit;
use crate::model::ids::{SessionId, UserId};
use crate::model::timestamp::Timestamp;
use crate::model::user::User;

/// Who holds a session's token, as long as it lasts and the person may log in.
pub async fn user(
    db: &mut impl Source,
    token_hash: &[u8],
    now: Timestamp,
) -> Result<Option<(SessionId, User)>, StoreError> {
    #[derive(sqlx::FromRow)]
    struct Row {
        session_id: SessionId,
        #[sqlx(flatten)]
        user: User,
    }
    let row: Option<Row> = sqlx::query_as(
        "select s.id as session_id, u.id, u.name, u.slug, u.email, u.role
         from sessions s
         join users u on u.id = s.user_id
         where s.token_hash = $1 and s.expires_at > $2 and u.is_active = 1",
    )
    .bind(token_hash)
    .bind(now)
    .fetch_optional(db.connection())
    .await?;
    Ok(row.map(|row| (row.session_id, row.user)))
}

/// Writes a login down.
pub async fn insert(
    unit: &mut Unit,
    user: UserId,
    token_hash: &[u8],
    device: &str,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<SessionId, StoreError> {
    Ok(sqlx::query_scalar(
        "insert into sessions (user_id, token_hash, purpose, device, created_at, last_seen_at, expires_at)
         values ($1, $2, 'login', $3, $4, $4, $5)
         returning id",
    )
    .bind(user)
    .bind(token_hash)
    .bind(device)
    .bind(now)
    .bind(expires_at)
    .fetch_one(unit.connection())
    .await?)
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
