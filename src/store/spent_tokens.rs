//! Links that may be used once, and were. A row lasts as long as its link would hold without it.

use super::db::Source;
use super::error::StoreError;
use super::writer::Unit;
use crate::model::timestamp::Timestamp;

/// Uses up the link with this nonce; answers whether it was unused so far.
pub async fn spend(unit: &mut Unit, nonce: &str, expires_at: Timestamp) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "insert into spent_tokens (nonce, expires_at) values ($1, $2) on conflict (nonce) do nothing",
    )
    .bind(nonce)
    .bind(expires_at)
    .execute(unit.connection())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Was the link with this nonce used?
pub async fn is_spent(db: &mut impl Source, nonce: &str) -> Result<bool, StoreError> {
    let found: Option<i64> = sqlx::query_scalar("select 1 from spent_tokens where nonce = $1")
        .bind(nonce)
        .fetch_optional(db.connection())
        .await?;
    Ok(found.is_some())
}

/// Forgets links that have run out anyway, a few at a time; answers how many.
pub async fn sweep(unit: &mut Unit, now: Timestamp) -> Result<u64, StoreError> {
    let done = sqlx::query(
        "delete from spent_tokens
         where nonce in (select nonce from spent_tokens where expires_at < $1 order by expires_at limit 100)",
    )
    .bind(now)
    .execute(unit.connection())
    .await?;
    Ok(done.rows_affected())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::key::Keys;
    use crate::store::Db;

    #[tokio::test]
    async fn a_nonce_is_spent_once_and_forgotten_when_its_link_has_run_out() {
        let (_folder, db) = Db::scratch().await;
        let done: Result<(), StoreError> = db
            .write(|unit| {
                Box::pin(async move {
                    assert!(spend(unit, "one", Timestamp(10)).await?);
                    assert!(!spend(unit, "one", Timestamp(99)).await?);
                    assert!(spend(unit, "two", Timestamp(20)).await?);
                    assert_eq!(sweep(unit, Timestamp(10)).await?, 0, "its link still holds at that moment");
                    assert_eq!(sweep(unit, Timestamp(11)).await?, 1);
                    assert!(!is_spent(unit, "one").await?);
                    assert!(is_spent(unit, "two").await?);
                    Ok(((), Keys::none()))
                })
            })
            .await;
        done.unwrap();
    }
}
