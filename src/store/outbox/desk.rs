//! The outbox for whoever looks after it: how much stands where, what went wrong, and the sweep.

use super::together;
use crate::model::ids::LetterId;
use crate::model::letter::{Letter, LetterState, TRIED_FOR_SECONDS};
use crate::model::timestamp::Timestamp;
use crate::store::db::Source;
use crate::store::error::StoreError;
use crate::store::writer::Unit;

/// A letter as the list shows it.
#[derive(Debug, Clone)]
pub struct Entry {
    pub id: LetterId,
    pub recipient: String,
    pub state: LetterState,
    pub attempts: i64,
    pub due_at: Timestamp,
    pub fault: Option<String>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub letter: Letter,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: LetterId,
    recipient: String,
    state: LetterState,
    attempts: i64,
    due_at: Timestamp,
    fault: Option<String>,
    created_at: Timestamp,
    updated_at: Timestamp,
    secret: Option<String>,
    letter: String,
}

impl From<Row> for Entry {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            recipient: row.recipient,
            state: row.state,
            attempts: row.attempts,
            due_at: row.due_at,
            fault: row.fault,
            created_at: row.created_at,
            updated_at: row.updated_at,
            letter: together(&row.letter, row.secret),
        }
    }
}

pub(super) const OF_STATE: &str =
    "select id, recipient, state, attempts, due_at, fault, created_at, updated_at, secret, letter
     from outbox
     where state = $1 and id < $2
     order by id desc
     limit $3";

/// The letters in one state, the newest first, from before a letter on.
pub async fn of_state(
    db: &mut impl Source,
    state: LetterState,
    before: Option<LetterId>,
    limit: i64,
) -> Result<Vec<Entry>, StoreError> {
    let rows: Vec<Row> = sqlx::query_as(OF_STATE)
        .bind(state)
        .bind(before.unwrap_or(LetterId(i64::MAX)))
        .bind(limit)
        .fetch_all(db.connection())
        .await?;
    Ok(rows.into_iter().map(Entry::from).collect())
}

pub async fn by_id(db: &mut impl Source, id: LetterId) -> Result<Option<Entry>, StoreError> {
    let row: Option<Row> = sqlx::query_as(
        "select id, recipient, state, attempts, due_at, fault, created_at, updated_at, secret, letter
         from outbox
         where id = $1",
    )
    .bind(id)
    .fetch_optional(db.connection())
    .await?;
    Ok(row.map(Entry::from))
}

/// Is there a letter that waits for a person to decide, refused or in doubt?
pub async fn has_trouble(db: &mut impl Source) -> Result<bool, StoreError> {
    let found: Option<i64> =
        sqlx::query_scalar("select 1 from outbox where state in ('uncertain', 'dead') limit 1")
            .fetch_optional(db.connection())
            .await?;
    Ok(found.is_some())
}

pub(super) const STALLED: &str =
    "select fault from outbox where is_stalled = 1 order by updated_at desc limit 1";

/// Why no letter at all goes out just now, if that is so.
pub async fn stalled(db: &mut impl Source) -> Result<Option<String>, StoreError> {
    let found: Option<Option<String>> = sqlx::query_scalar(STALLED).fetch_optional(db.connection()).await?;
    Ok(found.flatten())
}

/// Lets a letter that nobody holds be tried anew from the beginning; answers whether it was in such a state.
pub async fn requeue(unit: &mut Unit, id: LetterId, now: Timestamp) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "update outbox
         set state = 'queued', attempts = 0, due_at = $2, give_up_at = $3, updated_at = $2
         where id = $1 and (state in ('uncertain', 'dead') or (state = 'queued' and held_by is null))",
    )
    .bind(id)
    .bind(now)
    .bind(now.plus_seconds(TRIED_FOR_SECONDS))
    .execute(unit.connection())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes a letter out of the outbox that is not being handed over and was not sent; answers whether it was. Whoever holds
/// it finds it gone before they begin.
pub async fn discard(unit: &mut Unit, id: LetterId) -> Result<bool, StoreError> {
    let done = sqlx::query("delete from outbox where id = $1 and state in ('queued', 'uncertain', 'dead')")
        .bind(id)
        .execute(unit.connection())
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes the letter with this key out of the outbox, unless it is on its way or was sent; answers whether it was.
pub async fn discard_by_key(unit: &mut Unit, key: &str) -> Result<bool, StoreError> {
    let done =
        sqlx::query("delete from outbox where unique_key = $1 and state in ('queued', 'uncertain', 'dead')")
            .bind(key)
            .execute(unit.connection())
            .await?;
    Ok(done.rows_affected() == 1)
}

/// Forgets letters in a state that nothing was done about since a time, a few at a time; answers how many.
pub async fn sweep(unit: &mut Unit, state: LetterState, since: Timestamp) -> Result<u64, StoreError> {
    let done = sqlx::query(
        "delete from outbox
         where id in (
             select id from outbox where state = $1 and updated_at <= $2 order by updated_at, id limit 100
         )",
    )
    .bind(state)
    .bind(since)
    .execute(unit.connection())
    .await?;
    Ok(done.rows_affected())
}

/// Wipes what would let the readers of doubtful letters in, where that has run out meanwhile; answers how many.
pub async fn wipe_expired(unit: &mut Unit, now: Timestamp) -> Result<u64, StoreError> {
    let done = sqlx::query(
        "update outbox
         set secret = null
         where id in (
             select id from outbox
             where state = 'uncertain' and secret is not null and give_up_at <= $1
             order by id
             limit 100
         )",
    )
    .bind(now)
    .execute(unit.connection())
    .await?;
    Ok(done.rows_affected())
}
