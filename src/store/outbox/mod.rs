//! Letters on their way. `queue` belongs into the unit of what a letter tells about; `delivery` is for whoever sends, and
//! `desk` for whoever looks after it.

pub mod delivery;
pub mod desk;
#[cfg(test)]
mod tests;

use super::db::Source as _;
use super::error::StoreError;
use super::writer::Unit;
use crate::model::ids::LetterId;
use crate::model::letter::{Letter, TRIED_FOR_SECONDS};
use crate::model::timestamp::Timestamp;

/// A letter to be sent.
#[derive(Debug, Clone)]
pub struct NewMail<'a> {
    /// The address alone, already checked.
    pub to: &'a str,
    /// The tag of the language that its reader reads.
    pub language: &'a str,
    pub letter: &'a Letter,
    /// Of all letters with the same key, only the first is kept.
    pub unique: Option<&'a str>,
}

/// Puts a letter into the outbox; none if one with the same key is there. Name `Key::Outbox`, so that it goes at once.
pub async fn queue(
    unit: &mut Unit,
    mail: &NewMail<'_>,
    now: Timestamp,
) -> Result<Option<LetterId>, StoreError> {
    let (letter, secret) = apart(mail.letter)?;
    let tried_until = now.plus_seconds(TRIED_FOR_SECONDS);
    let give_up_at = mail.letter.expires_at().map_or(tried_until, |end| end.min(tried_until));
    Ok(sqlx::query_scalar(
        "insert into outbox (unique_key, recipient, language, kind, state, attempts, due_at, give_up_at,
                             is_stalled, created_at, updated_at, secret, letter)
         values ($1, $2, $3, $4, 'queued', 0, $5, $6, 0, $5, $5, $7, $8)
         on conflict (unique_key) do nothing
         returning id",
    )
    .bind(mail.unique)
    .bind(mail.to)
    .bind(mail.language)
    .bind(mail.letter.kind())
    .bind(now)
    .bind(give_up_at)
    .bind(secret)
    .bind(letter)
    .fetch_optional(unit.connection())
    .await?)
}

/// The stored form of a letter, and its secret, which is stored beside it so that it can be wiped.
fn apart(letter: &Letter) -> Result<(String, Option<String>), StoreError> {
    let mut letter = letter.clone();
    let secret = letter.secret().map(std::mem::take);
    let written = serde_json::to_string(&letter)
        .map_err(|error| StoreError::Constraint(format!("a letter can't be written down: {error}")))?;
    Ok((written, secret))
}

/// The letter as it was before `apart`, without a secret if that was wiped.
fn together(letter: &str, secret: Option<String>) -> Letter {
    let mut letter = serde_json::from_str(letter).unwrap_or_else(|error| {
        tracing::error!(%error, "a letter in the outbox can't be read");
        Letter::Unreadable
    });
    if let (Some(place), Some(secret)) = (letter.secret(), secret) {
        *place = secret;
    }
    letter
}
