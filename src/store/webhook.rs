//! The one address elsewhere that is told that comments wait.

use super::db::Source;
use super::error::StoreError;
use super::writer::Unit;
use crate::model::notice::HookFormat;
use crate::model::timestamp::Timestamp;

/// Where it is, and how the last call went.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Webhook {
    pub url: String,
    pub format: HookFormat,
    pub chat: String,
    pub token: String,
    pub attempts: i64,
    pub due_at: Timestamp,
    pub called_at: Option<Timestamp>,
    pub fault: Option<String>,
}

pub async fn load(db: &mut impl Source) -> Result<Option<Webhook>, StoreError> {
    Ok(sqlx::query_as(
        "select url, format, chat, token, attempts, due_at, called_at, fault from webhook where id = 1",
    )
    .fetch_optional(db.connection())
    .await?)
}

/// Puts another one in its place; it may be called at once.
pub async fn set(unit: &mut Unit, hook: &Webhook) -> Result<(), StoreError> {
    sqlx::query(
        "insert into webhook (id, url, format, chat, token, attempts, due_at)
         values (1, $1, $2, $3, $4, 0, $5)
         on conflict (id) do update
             set url = excluded.url, format = excluded.format, chat = excluded.chat, token = excluded.token,
                 attempts = 0, due_at = excluded.due_at, called_at = null, fault = null",
    )
    .bind(&hook.url)
    .bind(hook.format)
    .bind(&hook.chat)
    .bind(&hook.token)
    .bind(hook.due_at)
    .execute(unit.connection())
    .await?;
    Ok(())
}

/// Nobody elsewhere is told any more.
pub async fn remove(unit: &mut Unit) -> Result<bool, StoreError> {
    let gone = sqlx::query("delete from webhook where id = 1").execute(unit.connection()).await?;
    sqlx::query("delete from notices where told_at is null and user_id is null and follower_id is null")
        .execute(unit.connection())
        .await?;
    Ok(gone.rows_affected() == 1)
}

/// Takes the next call until a time: nobody else makes it so long. Nothing if it is not due.
pub async fn hold(unit: &mut Unit, now: Timestamp, until: Timestamp) -> Result<Option<Webhook>, StoreError> {
    Ok(sqlx::query_as(
        "update webhook set due_at = $2, attempts = attempts + 1
         where id = 1 and due_at <= $1
         returning url, format, chat, token, attempts, due_at, called_at, fault",
    )
    .bind(now)
    .bind(until)
    .fetch_optional(unit.connection())
    .await?)
}

/// What came of a call that was held until `held`: nothing is noted of one that somebody else holds by now.
pub async fn note(
    unit: &mut Unit,
    held: Timestamp,
    fault: Option<&str>,
    now: Timestamp,
    due_at: Timestamp,
) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "update webhook
         set due_at = $4, fault = $2,
             attempts = case when $2 is null then 0 else attempts end,
             called_at = case when $2 is null then $3 else called_at end
         where id = 1 and due_at = $1",
    )
    .bind(held)
    .bind(fault)
    .bind(now)
    .bind(due_at)
    .execute(unit.connection())
    .await?;
    Ok(done.rows_affected() == 1)
}
