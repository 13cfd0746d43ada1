//! What proves people beside their password: the secret that their app shares with us, and codes for who has lost it.

use super::db::Source;
use super::error::StoreError;
use super::writer::Unit;
use crate::model::ids::UserId;
use crate::model::timestamp::Timestamp;

/// Somebody's second factor. It is never shown again and stands in no log.
#[derive(Clone, sqlx::FromRow)]
pub struct SecondFactor {
    pub secret: Vec<u8>,
    /// A code of it was typed once, so it is asked for.
    pub is_confirmed: bool,
    pub created_at: Timestamp,
}

impl std::fmt::Debug for SecondFactor {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("SecondFactor").field("is_confirmed", &self.is_confirmed).finish_non_exhaustive()
    }
}

pub async fn of_user(db: &mut impl Source, user: UserId) -> Result<Option<SecondFactor>, StoreError> {
    Ok(sqlx::query_as("select secret, is_confirmed, created_at from second_factors where user_id = $1")
        .bind(user)
        .fetch_optional(db.connection())
        .await?)
}

/// Begins with a new secret, in place of one that was never confirmed; answers false if one was.
pub async fn begin(unit: &mut Unit, user: UserId, secret: &[u8], now: Timestamp) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "insert into second_factors (user_id, secret, is_confirmed, last_step, created_at)
         values ($1, $2, 0, 0, $3)
         on conflict (user_id) do update set secret = excluded.secret, created_at = excluded.created_at
         where is_confirmed = 0",
    )
    .bind(user)
    .bind(secret)
    .bind(now)
    .execute(unit.connection())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Forgets what was begun and not confirmed.
pub async fn drop_unconfirmed(unit: &mut Unit, user: UserId) -> Result<(), StoreError> {
    sqlx::query("delete from second_factors where user_id = $1 and is_confirmed = 0")
        .bind(user)
        .execute(unit.connection())
        .await?;
    Ok(())
}

/// Asks for it from now on. The code that confirmed it is spent.
pub async fn confirm(unit: &mut Unit, user: UserId, step: i64) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "update second_factors set is_confirmed = 1, last_step = $2 where user_id = $1 and is_confirmed = 0",
    )
    .bind(user)
    .bind(step)
    .execute(unit.connection())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes the code of a time step; answers false if it, or a later one, was taken before.
pub async fn spend_step(unit: &mut Unit, user: UserId, step: i64) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "update second_factors set last_step = $2 where user_id = $1 and is_confirmed = 1 and last_step < $2",
    )
    .bind(user)
    .bind(step)
    .execute(unit.connection())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Forgets the secret and all codes; answers whether there was a confirmed one.
pub async fn remove(unit: &mut Unit, user: UserId) -> Result<bool, StoreError> {
    sqlx::query("delete from recovery_codes where user_id = $1")
        .bind(user)
        .execute(unit.connection())
        .await?;
    let was_confirmed: Option<bool> =
        sqlx::query_scalar("delete from second_factors where user_id = $1 returning is_confirmed")
            .bind(user)
            .fetch_optional(unit.connection())
            .await?;
    Ok(was_confirmed == Some(true))
}

/// Gives somebody these recovery codes (their hashes) in place of those they had.
pub async fn replace_codes(
    unit: &mut Unit,
    user: UserId,
    hashes: &[Vec<u8>],
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query("delete from recovery_codes where user_id = $1")
        .bind(user)
        .execute(unit.connection())
        .await?;
    for hash in hashes {
        sqlx::query("insert into recovery_codes (user_id, code_hash, created_at) values ($1, $2, $3)")
            .bind(user)
            .bind(hash)
            .bind(now)
            .execute(unit.connection())
            .await?;
    }
    Ok(())
}

/// Takes a recovery code; answers false if it is none of theirs, or no longer.
pub async fn spend_code(unit: &mut Unit, user: UserId, hash: &[u8]) -> Result<bool, StoreError> {
    let done = sqlx::query("delete from recovery_codes where user_id = $1 and code_hash = $2")
        .bind(user)
        .bind(hash)
        .execute(unit.connection())
        .await?;
    Ok(done.rows_affected() == 1)
}

/// How many recovery codes somebody has left.
pub async fn codes_left(db: &mut impl Source, user: UserId) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar("select count(*) from recovery_codes where user_id = $1")
        .bind(user)
        .fetch_one(db.connection())
        .await?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::key::Keys;
    use crate::model::user::Role;
    use crate::store::Db;
    use crate::store::users::{self, NewUser};

    #[tokio::test]
    async fn a_secret_counts_once_it_is_confirmed_and_each_step_is_taken_once() {
        let (_folder, db) = Db::scratch().await;
        let done: Result<(), StoreError> = db
            .write(|unit| {
                Box::pin(async move {
                    let now = Timestamp(1);
                    let ada = users::insert(unit, &NewUser::sample("Ada", Role::Owner), now).await?;
                    assert!(of_user(unit, ada).await?.is_none());
                    assert!(begin(unit, ada, b"first", now).await?);
                    assert!(begin(unit, ada, b"second", now).await?, "nobody has confirmed the first");
                    assert!(!spend_step(unit, ada, 5).await?, "not confirmed");
                    assert!(confirm(unit, ada, 7).await?);
                    assert!(!confirm(unit, ada, 8).await?);
                    assert!(!begin(unit, ada, b"third", now).await?);
                    let stored = of_user(unit, ada).await?.unwrap();
                    assert_eq!((stored.secret.as_slice(), stored.is_confirmed), (&b"second"[..], true));
                    assert!(!format!("{stored:?}").contains("115"), "no byte of it is told");
                    for (step, is_taken) in [(7, false), (6, false), (8, true), (8, false), (9, true)] {
                        assert_eq!(spend_step(unit, ada, step).await?, is_taken, "{step}");
                    }
                    assert!(remove(unit, ada).await?);
                    assert!(!remove(unit, ada).await?);
                    assert!(of_user(unit, ada).await?.is_none());
                    Ok(((), Keys::none()))
                })
            })
            .await;
        done.unwrap();
    }

    #[tokio::test]
    async fn a_recovery_code_is_taken_once_from_its_owner() {
        let (_folder, db) = Db::scratch().await;
        let done: Result<(), StoreError> = db
            .write(|unit| {
                Box::pin(async move {
                    let now = Timestamp(1);
                    let ada = users::insert(unit, &NewUser::sample("Ada", Role::Owner), now).await?;
                    let grace = users::insert(unit, &NewUser::sample("Grace", Role::Owner), now).await?;
                    replace_codes(unit, ada, &[vec![1], vec![2]], now).await?;
                    assert!(!spend_code(unit, grace, &[1]).await?);
                    assert!(spend_code(unit, ada, &[1]).await?);
                    assert!(!spend_code(unit, ada, &[1]).await?);
                    assert_eq!(codes_left(unit, ada).await?, 1);
                    replace_codes(unit, ada, &[vec![3]], now).await?;
                    assert!(!spend_code(unit, ada, &[2]).await?, "the old ones are worth nothing");
                    remove(unit, ada).await?;
                    assert_eq!(codes_left(unit, ada).await?, 0);
                    Ok(((), Keys::none()))
                })
            })
            .await;
        done.unwrap();
    }
}
