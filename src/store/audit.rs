//! Who did what to which thing, and when. Rows are only ever added.

use super::db::Source as _;
use super::error::StoreError;
use super::writer::Unit;
use crate::model::ids::UserId;
use crate::model::timestamp::Timestamp;

/// Writes a deed down. `by` is nobody where the program did it by itself; `before` and `after` are states in a word.
#[expect(clippy::too_many_arguments, reason = "a row of as many columns, written in one place")]
pub async fn record(
    unit: &mut Unit,
    at: Timestamp,
    by: Option<UserId>,
    verb: &str,
    noun: &str,
    id: i64,
    before: Option<&str>,
    after: Option<&str>,
) -> Result<(), StoreError> {
    sqlx::query(
        "insert into audit (at, user_id, verb, noun, noun_id, state_before, state_after)
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(at)
    .bind(by)
    .bind(verb)
    .bind(noun)
    .bind(id)
    .bind(before)
    .bind(after)
    .execute(unit.connection())
    .await?;
    Ok(())
}
