//! People: who they are, and what proves it.

pub mod people;

use super::db::Source;
use super::error::StoreError;
use super::writer::Unit;
use crate::model::ids::{MediaId, UserId};
use crate::model::timestamp::Timestamp;
use crate::model::user::{Profile, Role, User};

/// Somebody new. Without a password they can't log in.
#[derive(Debug, Clone)]
pub struct NewUser {
    pub name: String,
    pub slug: String,
    pub email: Option<String>,
    pub password_hash: Option<String>,
    pub role: Role,
    pub biography: String,
}

#[cfg(test)]
impl NewUser {
    /// Somebody for tests, without a login.
    pub fn sample(name: &str, role: Role) -> Self {
        Self {
            name: name.to_owned(),
            slug: name.to_lowercase(),
            email: None,
            password_hash: None,
            role,
            biography: String::new(),
        }
    }
}

/// Writes a person down. A taken slug gets a number; a taken e-mail address is a constraint error on `users.email`.
pub async fn insert(unit: &mut Unit, user: &NewUser, now: Timestamp) -> Result<UserId, StoreError> {
    let slug = free_slug(unit, &user.slug).await?;
    Ok(sqlx::query_scalar(
        "insert into users (name, slug, email, password_hash, role, biography, is_active, post_count, created_at,
                            updated_at)
         values ($1, $2, $3, $4, $5, $6, 1, 0, $7, $7)
         returning id",
    )
    .bind(&user.name)
    .bind(slug)
    .bind(&user.email)
    .bind(&user.password_hash)
    .bind(user.role)
    .bind(&user.biography)
    .bind(now)
    .fetch_one(unit.connection())
    .await?)
}

async fn free_slug(unit: &mut Unit, wanted: &str) -> Result<String, StoreError> {
    let mut slug = wanted.to_owned();
    let mut number = 2;
    loop {
        let taken: Option<i64> = sqlx::query_scalar("select 1 from users where slug = $1")
            .bind(&slug)
            .fetch_optional(unit.connection())
            .await?;
        if taken.is_none() {
            return Ok(slug);
        }
        slug = format!("{wanted}-{number}");
        number += 1;
    }
}

/// Somebody who may still log in.
pub async fn by_id(db: &mut impl Source, id: UserId) -> Result<Option<User>, StoreError> {
    Ok(sqlx::query_as("select id, name, email, role from users where id = $1 and is_active = 1")
        .bind(id)
        .fetch_optional(db.connection())
        .await?)
}

/// Somebody who may still log in, by the address they log in with (in small letters, as it is stored).
pub async fn by_email(db: &mut impl Source, email: &str) -> Result<Option<User>, StoreError> {
    Ok(sqlx::query_as("select id, name, email, role from users where email = $1 and is_active = 1")
        .bind(email)
        .fetch_optional(db.connection())
        .await?)
}

/// Is this anybody's address here, whether they may still log in or not?
pub async fn has_email(db: &mut impl Source, email: &str) -> Result<bool, StoreError> {
    let found: Option<i64> = sqlx::query_scalar("select 1 from users where email = $1")
        .bind(email)
        .fetch_optional(db.connection())
        .await?;
    Ok(found.is_some())
}

/// All about somebody who may log in.
pub async fn profile(db: &mut impl Source, id: UserId) -> Result<Option<Profile>, StoreError> {
    Ok(sqlx::query_as(
        "select id, name, email, role, biography, website, password_hash is not null as has_password
         from users
         where id = $1 and is_active = 1",
    )
    .bind(id)
    .fetch_optional(db.connection())
    .await?)
}

/// Everybody, the longest known first.
pub async fn all(db: &mut impl Source) -> Result<Vec<Profile>, StoreError> {
    Ok(sqlx::query_as(
        "select id, name, email, role, biography, website, password_hash is not null as has_password
         from users
         where is_active = 1
         order by id
         limit 10000",
    )
    .fetch_all(db.connection())
    .await?)
}

/// Replaces what somebody says about themselves. A taken e-mail address is a constraint error on `users.email`.
pub async fn update(unit: &mut Unit, profile: &Profile, now: Timestamp) -> Result<(), StoreError> {
    sqlx::query(
        "update users set name = $2, email = $3, biography = $4, website = $5, updated_at = $6 where id = $1",
    )
    .bind(profile.id)
    .bind(&profile.name)
    .bind(&profile.email)
    .bind(&profile.biography)
    .bind(&profile.website)
    .bind(now)
    .execute(unit.connection())
    .await?;
    Ok(())
}

pub async fn set_password(unit: &mut Unit, id: UserId, hash: &str, now: Timestamp) -> Result<(), StoreError> {
    sqlx::query("update users set password_hash = $2, updated_at = $3 where id = $1")
        .bind(id)
        .bind(hash)
        .bind(now)
        .execute(unit.connection())
        .await?;
    Ok(())
}

pub async fn set_role(unit: &mut Unit, id: UserId, role: Role, now: Timestamp) -> Result<(), StoreError> {
    sqlx::query("update users set role = $2, updated_at = $3 where id = $1")
        .bind(id)
        .bind(role)
        .bind(now)
        .execute(unit.connection())
        .await?;
    Ok(())
}

/// Which picture stands beside somebody's name from now on.
pub async fn set_picture(
    unit: &mut Unit,
    id: UserId,
    picture: Option<MediaId>,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query("update users set picture_id = $2, updated_at = $3 where id = $1")
        .bind(id)
        .bind(picture)
        .bind(now)
        .execute(unit.connection())
        .await?;
    Ok(())
}

/// Which picture stands beside somebody's name.
pub async fn picture(db: &mut impl Source, id: UserId) -> Result<Option<MediaId>, StoreError> {
    let found: Option<Option<MediaId>> = sqlx::query_scalar("select picture_id from users where id = $1")
        .bind(id)
        .fetch_optional(db.connection())
        .await?;
    Ok(found.flatten())
}

/// What is needed to let somebody in.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Credentials {
    pub id: UserId,
    pub password_hash: Option<String>,
    /// The password alone is not enough.
    pub has_second_factor: bool,
}

/// The same address, and what proves that it is them.
pub async fn credentials(db: &mut impl Source, email: &str) -> Result<Option<Credentials>, StoreError> {
    Ok(sqlx::query_as(
        "select u.id, u.password_hash,
                exists (select 1 from second_factors f where f.user_id = u.id and f.is_confirmed = 1)
                    as has_second_factor
         from users u
         where u.email = $1 and u.is_active = 1",
    )
    .bind(email)
    .fetch_optional(db.connection())
    .await?)
}

/// Is there an owner who can log in? Until then the setup link works.
pub async fn has_owner(db: &mut impl Source) -> Result<bool, StoreError> {
    has_owner_beside(db, UserId(0)).await
}

/// Would there be an owner who can log in without this one?
pub async fn has_owner_beside(db: &mut impl Source, one: UserId) -> Result<bool, StoreError> {
    let found: Option<i64> = sqlx::query_scalar(
        "select 1
         from users
         where role = 'owner' and password_hash is not null and is_active = 1 and id <> $1
         limit 1",
    )
    .bind(one)
    .fetch_optional(db.connection())
    .await?;
    Ok(found.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ids::SessionId;
    use crate::model::key::Keys;
    use crate::store::media::write::NewMedium;
    use crate::store::{Db, audit, media, sessions};

    fn person(name: &str, role: Role, password_hash: Option<&str>) -> NewUser {
        NewUser {
            slug: "same".to_owned(),
            email: Some(format!("{name}@example.org")),
            password_hash: password_hash.map(str::to_owned),
            ..NewUser::sample(name, role)
        }
    }

    async fn add(db: &Db, user: NewUser) -> Result<UserId, StoreError> {
        db.write(move |unit| {
            Box::pin(async move { Ok((insert(unit, &user, Timestamp(1)).await?, Keys::none())) })
        })
        .await
    }

    #[tokio::test]
    async fn a_slug_gets_a_number_and_an_address_belongs_to_one() {
        let (_folder, db) = Db::scratch().await;
        add(&db, person("ada", Role::Owner, None)).await.unwrap();
        add(&db, person("grace", Role::Author, None)).await.unwrap();
        let mut reader = db.reader().await.unwrap();
        let slug: String = sqlx::query_scalar("select slug from users where email = 'grace@example.org'")
            .fetch_one(reader.connection())
            .await
            .unwrap();
        assert_eq!(slug, "same-2");
        let again = add(&db, person("ada", Role::Author, None)).await;
        assert!(again.is_err_and(|error| error.is_constraint("users.email")));
        assert!(has_email(&mut reader, "ada@example.org").await.unwrap());
        assert!(!has_email(&mut reader, "nobody@example.org").await.unwrap());
    }

    #[tokio::test]
    async fn only_an_owner_with_a_password_owns_the_blog() {
        let (_folder, db) = Db::scratch().await;
        let mut reader = db.reader().await.unwrap();
        add(&db, person("ada", Role::Owner, None)).await.unwrap();
        add(&db, person("grace", Role::Editor, Some("hash"))).await.unwrap();
        assert!(!has_owner(&mut reader).await.unwrap());
        let owner = add(&db, person("barbara", Role::Owner, Some("hash"))).await.unwrap();
        assert!(has_owner(&mut reader).await.unwrap());
        assert!(!has_owner_beside(&mut reader, owner).await.unwrap());
        let known = all(&mut reader).await.unwrap();
        assert_eq!(known.iter().map(|user| user.has_password).collect::<Vec<_>>(), [false, true, true]);
    }

    #[tokio::test]
    async fn what_is_changed_about_somebody_is_found_again() {
        let (_folder, db) = Db::scratch().await;
        let id = add(&db, person("ada", Role::Author, None)).await.unwrap();
        let done: Result<(), StoreError> = db
            .write(move |unit| {
                Box::pin(async move {
                    let mut changed = profile(unit, id).await?.unwrap();
                    changed.website = Some("https://example.org/".to_owned());
                    changed.email = Some("new@example.org".to_owned());
                    update(unit, &changed, Timestamp(2)).await?;
                    set_password(unit, id, "new hash", Timestamp(2)).await?;
                    set_role(unit, id, Role::Editor, Timestamp(2)).await?;
                    let face = media::write::arrive(unit, &NewMedium::sample("Face"), Timestamp(2)).await?;
                    assert_eq!(picture(unit, id).await?, None);
                    set_picture(unit, id, Some(face), Timestamp(2)).await?;
                    assert_eq!(picture(unit, id).await?, Some(face));
                    set_picture(unit, id, None, Timestamp(2)).await?;
                    assert_eq!(picture(unit, id).await?, None);
                    Ok(((), Keys::none()))
                })
            })
            .await;
        done.unwrap();
        let mut reader = db.reader().await.unwrap();
        let found = profile(&mut reader, id).await.unwrap().unwrap();
        assert_eq!((found.website.as_deref(), found.role), (Some("https://example.org/"), Role::Editor));
        let proof = credentials(&mut reader, "new@example.org").await.unwrap().unwrap();
        assert_eq!(proof.password_hash.as_deref(), Some("new hash"));
        assert!(credentials(&mut reader, "ada@example.org").await.unwrap().is_none());
    }

    #[tokio::test]
    async fn a_session_ends_for_its_own_user_only() {
        let (_folder, db) = Db::scratch().await;
        let ada = add(&db, person("ada", Role::Owner, None)).await.unwrap();
        let grace = add(&db, person("grace", Role::Author, None)).await.unwrap();
        let done: Result<(), StoreError> = db
            .write(move |unit| {
                Box::pin(async move {
                    let (now, late) = (Timestamp(1), Timestamp(100));
                    let mut held: Vec<SessionId> = Vec::new();
                    for (user, token) in [(ada, b"1"), (ada, b"2"), (grace, b"3")] {
                        held.push(sessions::insert(unit, user, token, "Browser", now, late).await?);
                    }
                    assert!(!sessions::end(unit, grace, held[0]).await?);
                    sessions::touch(unit, held[1], Timestamp(50), Timestamp(150)).await?;
                    sessions::end_all(unit, ada, Some(held[1])).await?;
                    assert!(sessions::holder(unit, b"1", Timestamp(2)).await?.is_none());
                    assert!(sessions::holder(unit, b"2", Timestamp(149)).await?.is_some());
                    assert!(sessions::holder(unit, b"2", Timestamp(150)).await?.is_none());
                    assert_eq!(sessions::of_user(unit, ada, Timestamp(60)).await?.len(), 1);
                    assert_eq!(sessions::of_user(unit, grace, Timestamp(60)).await?.len(), 1);
                    sessions::end_by_token(unit, b"3").await?;
                    assert!(sessions::of_user(unit, grace, Timestamp(60)).await?.is_empty());
                    audit::record(unit, now, Some(ada), "end", "session", held[0].0, None, None).await?;
                    Ok(((), Keys::none()))
                })
            })
            .await;
        done.unwrap();
    }
}
