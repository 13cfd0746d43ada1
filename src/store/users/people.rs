//! Everybody there is, as owners see them: with a login or without, active or not.

use crate::model::ids::UserId;
use crate::model::timestamp::Timestamp;
use crate::model::user::Role;
use crate::store::db::Source;
use crate::store::error::StoreError;
use crate::store::writer::Unit;

/// Somebody, whether they may log in or not.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Person {
    pub id: UserId,
    pub name: String,
    pub slug: String,
    /// What they log in with; nothing for who only signs posts.
    pub email: Option<String>,
    pub role: Role,
    pub is_active: bool,
    pub has_password: bool,
    pub has_second_factor: bool,
    /// Public posts that bear their name.
    pub post_count: i64,
    /// To the hour.
    pub last_seen_at: Option<Timestamp>,
    /// Where they were imported from.
    pub source: Option<String>,
    /// The account that an imported author turned out to be.
    pub merged_into: Option<UserId>,
}

/// The columns of a `Person`.
macro_rules! people {
    ($($rest:literal)+) => {
        concat!(
            "select u.id, u.name, u.slug, u.email, u.role, u.is_active, u.password_hash is not null as has_password,
                    exists (select 1 from second_factors f where f.user_id = u.id and f.is_confirmed = 1)
                        as has_second_factor,
                    u.post_count, u.last_seen_at, u.source, u.merged_into
             from users u ",
            $($rest),+
        )
    };
}

const WITH_LOGIN: &str = people!("where u.email is not null and u.id > $1 order by u.id limit $2");

const WITHOUT_LOGIN: &str =
    people!("where u.email is null and u.merged_into is null and u.id > $1 order by u.id limit $2");

/// People with a login behind one of them, the longest known first.
pub async fn with_login(db: &mut impl Source, after: UserId, limit: i64) -> Result<Vec<Person>, StoreError> {
    Ok(sqlx::query_as(WITH_LOGIN).bind(after).bind(limit).fetch_all(db.connection()).await?)
}

/// People who only sign posts, in the same order.
pub async fn without_login(
    db: &mut impl Source,
    after: UserId,
    limit: i64,
) -> Result<Vec<Person>, StoreError> {
    Ok(sqlx::query_as(WITHOUT_LOGIN).bind(after).bind(limit).fetch_all(db.connection()).await?)
}

/// One of them.
pub async fn person(db: &mut impl Source, id: UserId) -> Result<Option<Person>, StoreError> {
    Ok(sqlx::query_as(people!("where u.id = $1")).bind(id).fetch_optional(db.connection()).await?)
}

pub async fn rename(unit: &mut Unit, id: UserId, name: &str, now: Timestamp) -> Result<(), StoreError> {
    sqlx::query("update users set name = $2, updated_at = $3 where id = $1")
        .bind(id)
        .bind(name)
        .bind(now)
        .execute(unit.connection())
        .await?;
    Ok(())
}

/// Lets somebody log in or no longer. Their sessions are not touched here.
pub async fn set_active(
    unit: &mut Unit,
    id: UserId,
    is_active: bool,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query("update users set is_active = $2, updated_at = $3 where id = $1")
        .bind(id)
        .bind(is_active)
        .bind(now)
        .execute(unit.connection())
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::key::Keys;
    use crate::store::users::{self, NewUser};
    use crate::store::{Db, sessions};

    #[tokio::test]
    async fn people_are_listed_by_whether_they_log_in_and_behind_each_other() {
        let (_folder, db) = Db::scratch().await;
        let done: Result<(), StoreError> = db
            .write(|unit| {
                Box::pin(async move {
                    let mut ids = Vec::new();
                    for (name, email) in [("Ada", true), ("Old", false), ("Grace", true), ("Older", false)] {
                        let email = email.then(|| format!("{name}@example.org"));
                        let user = NewUser { email, ..NewUser::sample(name, Role::Author) };
                        ids.push(users::insert(unit, &user, Timestamp(1)).await?);
                    }
                    let names =
                        |people: Vec<Person>| people.into_iter().map(|it| it.name).collect::<Vec<_>>();
                    assert_eq!(names(with_login(unit, UserId(0), 10).await?), ["Ada", "Grace"]);
                    assert_eq!(names(with_login(unit, ids[0], 10).await?), ["Grace"]);
                    assert_eq!(names(without_login(unit, UserId(0), 1).await?), ["Old"]);
                    assert_eq!(names(without_login(unit, ids[1], 10).await?), ["Older"]);
                    assert!(person(unit, UserId(99)).await?.is_none());
                    Ok(((), Keys::none()))
                })
            })
            .await;
        done.unwrap();
    }

    #[tokio::test]
    async fn somebody_is_renamed_seen_and_deactivated() {
        let (_folder, db) = Db::scratch().await;
        let done: Result<(), StoreError> = db
            .write(|unit| {
                Box::pin(async move {
                    let email = Some("ada@example.org".to_owned());
                    let ada = NewUser { email, ..NewUser::sample("Ada", Role::Owner) };
                    let id = users::insert(unit, &ada, Timestamp(1)).await?;
                    assert_eq!(person(unit, id).await?.unwrap().last_seen_at, None);
                    let session =
                        sessions::insert(unit, id, b"1", "Browser", Timestamp(5), Timestamp(100)).await?;
                    assert_eq!(person(unit, id).await?.unwrap().last_seen_at, Some(Timestamp(5)));
                    sessions::touch(unit, session, Timestamp(9), Timestamp(100)).await?;
                    sessions::end_all(unit, id, None).await?;
                    rename(unit, id, "Countess", Timestamp(10)).await?;
                    set_active(unit, id, false, Timestamp(10)).await?;
                    let found = person(unit, id).await?.unwrap();
                    assert_eq!((found.name.as_str(), found.is_active), ("Countess", false));
                    assert_eq!(found.last_seen_at, Some(Timestamp(9)), "kept when the session has ended");
                    assert!(users::by_id(unit, id).await?.is_none());
                    Ok(((), Keys::none()))
                })
            })
            .await;
        done.unwrap();
    }
}
