//! People: who they are, and what proves it.

use super::db::Source;
use super::error::StoreError;
use super::writer::Unit;
use crate::model::ids::UserId;
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
    Ok(sqlx::query_as("select id, name, slug, email, role from users where id = $1 and is_active = 1")
        .bind(id)
        .fetch_optional(db.connection())
        .await?)
}

/// Somebody who may still log in, by the address they log in with (in small letters, as it is stored).
pub async fn by_email(db: &mut impl Source, email: &str) -> Result<Option<User>, StoreError> {
    Ok(sqlx::query_as("select id, name, slug, email, role from users where email = $1 and is_active = 1")
        .bind(email)
        .fetch_optional(db.connection())
        .await?)
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

/// What is needed to let somebody in.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Credentials {
    pub id: UserId,
    pub password_hash: Option<String>,
}

/// The same address, and what proves that it is them.
pub async fn credentials(db: &mut impl Source, email: &str) -> Result<Option<Credentials>, StoreError> {
    Ok(sqlx::query_as("select id, password_hash from users where email = $1 and is_active = 1")
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
