//! Who is to be told of which comment. `walk` finds what is new, `letters` gathers what goes into one, and here is what
//! people chose; nothing of it is asked while a comment is taken.

pub mod letters;
pub mod walk;

#[cfg(test)]
mod tests;

pub use walk::News;

use super::db::Source;
use super::error::StoreError;
use super::writer::Unit;
use crate::model::ids::UserId;
use crate::model::notice::Choices;
use crate::model::timestamp::Timestamp;

/// What somebody chose, or what holds as long as they have not.
pub async fn choices(db: &mut impl Source, user: UserId) -> Result<Choices, StoreError> {
    let chosen: Option<Choices> =
        sqlx::query_as("select about_waiting, about_own_posts from notice_choices where user_id = $1")
            .bind(user)
            .fetch_optional(db.connection())
            .await?;
    Ok(chosen.unwrap_or_default())
}

pub async fn choose(unit: &mut Unit, user: UserId, choices: Choices) -> Result<(), StoreError> {
    sqlx::query(
        "insert into notice_choices (user_id, about_waiting, about_own_posts, has_feed, feed_number)
         values ($1, $2, $3, 0, 0)
         on conflict (user_id) do update
             set about_waiting = excluded.about_waiting, about_own_posts = excluded.about_own_posts",
    )
    .bind(user)
    .bind(choices.about_waiting)
    .bind(choices.about_own_posts)
    .execute(unit.connection())
    .await?;
    Ok(())
}

/// The number of somebody's private feed, if they have one.
pub async fn feed_number(db: &mut impl Source, user: UserId) -> Result<Option<i64>, StoreError> {
    Ok(sqlx::query_scalar("select feed_number from notice_choices where user_id = $1 and has_feed = 1")
        .bind(user)
        .fetch_optional(db.connection())
        .await?)
}

/// Gives somebody a feed, or another one in place of the one that they have.
pub async fn renew_feed(unit: &mut Unit, user: UserId) -> Result<(), StoreError> {
    sqlx::query(
        "insert into notice_choices (user_id, about_waiting, about_own_posts, has_feed, feed_number)
         values ($1, 1, 1, 1, 1)
         on conflict (user_id) do update
             set has_feed = 1, feed_number = notice_choices.feed_number + 1",
    )
    .bind(user)
    .execute(unit.connection())
    .await?;
    Ok(())
}

/// Ends somebody's feed; answers whether there was one.
pub async fn end_feed(unit: &mut Unit, user: UserId) -> Result<bool, StoreError> {
    let done = sqlx::query("update notice_choices set has_feed = 0 where user_id = $1 and has_feed = 1")
        .bind(user)
        .execute(unit.connection())
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Forgets a few notices older than a time; answers how many.
pub async fn sweep(unit: &mut Unit, before: Timestamp) -> Result<u64, StoreError> {
    let done = sqlx::query(
        "delete from notices
         where id in (select id from notices where created_at <= $1 order by created_at, id limit 100)",
    )
    .bind(before)
    .execute(unit.connection())
    .await?;
    Ok(done.rows_affected())
}
