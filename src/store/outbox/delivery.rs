//! A letter's way for whoever sends it: held, handed over, and what came of that. Who lost the hold on a letter can
//! change nothing about it, so that two processes never send the same one.

use super::together;
use crate::model::ids::LetterId;
use crate::model::letter::Letter;
use crate::model::timestamp::Timestamp;
use crate::store::db::Source;
use crate::store::error::StoreError;
use crate::store::writer::Unit;

/// A letter that is held by somebody.
#[derive(Debug, Clone)]
pub struct Held {
    pub id: LetterId,
    pub recipient: String,
    pub language: String,
    pub letter: Letter,
    /// How often it was tried, this time included.
    pub attempts: i64,
    pub give_up_at: Timestamp,
    pub created_at: Timestamp,
    /// The token of this very hold.
    pub token: [u8; 16],
}

#[derive(sqlx::FromRow)]
struct Row {
    id: LetterId,
    recipient: String,
    language: String,
    attempts: i64,
    give_up_at: Timestamp,
    created_at: Timestamp,
    secret: Option<String>,
    letter: String,
}

/// Takes hold of the letter that is due for longest, until a time. Should the holder die, it is due again then.
pub async fn hold(
    unit: &mut Unit,
    token: [u8; 16],
    now: Timestamp,
    until: Timestamp,
) -> Result<Option<Held>, StoreError> {
    let row: Option<Row> = sqlx::query_as(
        "update outbox
         set held_by = $1, due_at = $2, attempts = attempts + 1, updated_at = $3
         where id = (
             select id from outbox where state = 'queued' and due_at <= $3 order by due_at, id limit 1
         )
         returning id, recipient, language, attempts, give_up_at, created_at, secret, letter",
    )
    .bind(token.as_slice())
    .bind(until)
    .bind(now)
    .fetch_optional(unit.connection())
    .await?;
    Ok(row.map(|row| Held {
        id: row.id,
        recipient: row.recipient,
        language: row.language,
        letter: together(&row.letter, row.secret),
        attempts: row.attempts,
        give_up_at: row.give_up_at,
        created_at: row.created_at,
        token,
    }))
}

/// Notes that the letter is handed over from now on, and not known to have arrived before it is said so. Answers false
/// if the hold was lost: then it must not be handed over.
pub async fn begin(
    unit: &mut Unit,
    held: &Held,
    now: Timestamp,
    until: Timestamp,
) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "update outbox
         set state = 'sending', due_at = $3, is_stalled = 0, updated_at = $4
         where id = $1 and held_by = $2 and state = 'queued'",
    )
    .bind(held.id)
    .bind(held.token.as_slice())
    .bind(until)
    .bind(now)
    .execute(unit.connection())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The server took it. Its secret is not needed any more.
pub async fn sent(unit: &mut Unit, held: &Held, now: Timestamp) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "update outbox
         set state = 'sent', held_by = null, fault = null, secret = null, updated_at = $3
         where id = $1 and held_by = $2 and state in ('queued', 'sending')",
    )
    .bind(held.id)
    .bind(held.token.as_slice())
    .bind(now)
    .execute(unit.connection())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// There is nothing left that it could tell: it goes as if it had never been.
pub async fn drop_moot(unit: &mut Unit, held: &Held) -> Result<bool, StoreError> {
    let done = sqlx::query("delete from outbox where id = $1 and held_by = $2 and state = 'queued'")
        .bind(held.id)
        .bind(held.token.as_slice())
        .execute(unit.connection())
        .await?;
    Ok(done.rows_affected() == 1)
}

/// It was surely not sent, for this reason, and is tried again at `due_at`.
pub async fn put_off(
    unit: &mut Unit,
    held: &Held,
    fault: &str,
    now: Timestamp,
    due_at: Timestamp,
) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "update outbox
         set state = 'queued', held_by = null, fault = $3, due_at = $4, is_stalled = 0, updated_at = $5
         where id = $1 and held_by = $2 and state in ('queued', 'sending')",
    )
    .bind(held.id)
    .bind(held.token.as_slice())
    .bind(fault)
    .bind(due_at)
    .bind(now)
    .execute(unit.connection())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The same for a reason that keeps every other letter back as well.
pub async fn stall(
    unit: &mut Unit,
    held: &Held,
    fault: &str,
    now: Timestamp,
    due_at: Timestamp,
) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "update outbox
         set state = 'queued', held_by = null, fault = $3, due_at = $4, is_stalled = 1, updated_at = $5
         where id = $1 and held_by = $2 and state in ('queued', 'sending')",
    )
    .bind(held.id)
    .bind(held.token.as_slice())
    .bind(fault)
    .bind(due_at)
    .bind(now)
    .execute(unit.connection())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Letters are taken again: what was kept back is due at once. Answers how many those are.
pub async fn release_stalled(unit: &mut Unit, now: Timestamp) -> Result<u64, StoreError> {
    let done = sqlx::query(
        "update outbox
         set is_stalled = 0, due_at = $1, updated_at = $1
         where is_stalled = 1 and state = 'queued' and held_by is null",
    )
    .bind(now)
    .execute(unit.connection())
    .await?;
    Ok(done.rows_affected())
}

/// It was surely not sent, and is not tried again. What lets its reader in is wiped.
pub async fn give_up(unit: &mut Unit, held: &Held, fault: &str, now: Timestamp) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "update outbox
         set state = 'dead', held_by = null, fault = $3, secret = null, is_stalled = 0, updated_at = $4
         where id = $1 and held_by = $2 and state in ('queued', 'sending')",
    )
    .bind(held.id)
    .bind(held.token.as_slice())
    .bind(fault)
    .bind(now)
    .execute(unit.connection())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// It was not begun, and is due at once for whoever comes next, as if it had not been tried.
pub async fn let_go(unit: &mut Unit, held: &Held, now: Timestamp) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "update outbox
         set held_by = null, due_at = $3, attempts = attempts - 1, updated_at = $3
         where id = $1 and held_by = $2 and state = 'queued'",
    )
    .bind(held.id)
    .bind(held.token.as_slice())
    .bind(now)
    .execute(unit.connection())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// It was handed over and no answer came: a person decides whether to send it once more.
pub async fn doubt(unit: &mut Unit, held: &Held, fault: &str, now: Timestamp) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "update outbox
         set state = 'uncertain', held_by = null, fault = $3, updated_at = $4
         where id = $1 and held_by = $2 and state in ('queued', 'sending')",
    )
    .bind(held.id)
    .bind(held.token.as_slice())
    .bind(fault)
    .bind(now)
    .execute(unit.connection())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Doubts every letter whose holder died while handing it over; answers how many those are.
pub async fn doubt_abandoned(unit: &mut Unit, fault: &str, now: Timestamp) -> Result<u64, StoreError> {
    let done = sqlx::query(
        "update outbox
         set state = 'uncertain', held_by = null, fault = $1, updated_at = $2
         where state = 'sending' and due_at <= $2",
    )
    .bind(fault)
    .bind(now)
    .execute(unit.connection())
    .await?;
    Ok(done.rows_affected())
}

/// When the next letter is due, or the next holder will have lost theirs.
pub async fn next_due(db: &mut impl Source) -> Result<Option<Timestamp>, StoreError> {
    Ok(sqlx::query_scalar(
        "select due_at
         from (select * from (select due_at from outbox where state = 'queued' order by due_at limit 1)
               union all
               select * from (select due_at from outbox where state = 'sending' order by due_at limit 1))
         order by due_at
         limit 1",
    )
    .fetch_optional(db.connection())
    .await?)
}
