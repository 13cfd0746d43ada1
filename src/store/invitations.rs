//! Open invitations. A row lasts until somebody accepts it or it is withdrawn; its nonce is the one of its only good link.

use super::db::Source;
use super::error::StoreError;
use super::writer::Unit;
use crate::model::ids::{InvitationId, UserId};
use crate::model::timestamp::Timestamp;
use crate::model::user::Role;

/// The most that are listed.
const LISTED: i64 = 200;

/// Somebody who may become one of us.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Invitation {
    pub id: InvitationId,
    /// In small letters, as logins have it.
    pub email: String,
    pub role: Role,
    pub language: String,
    pub invited_by: UserId,
    pub inviter: String,
    pub nonce: String,
    pub expires_at: Timestamp,
}

/// An invitation to write down.
#[derive(Debug, Clone)]
pub struct NewInvitation {
    pub email: String,
    pub role: Role,
    pub language: String,
    pub invited_by: UserId,
    pub nonce: String,
    pub expires_at: Timestamp,
}

/// Writes one down. An address that has an open one is a constraint error on `invitations.email`.
pub async fn insert(
    unit: &mut Unit,
    invitation: &NewInvitation,
    now: Timestamp,
) -> Result<InvitationId, StoreError> {
    Ok(sqlx::query_scalar(
        "insert into invitations (email, role, language, invited_by, nonce, expires_at, created_at)
         values ($1, $2, $3, $4, $5, $6, $7)
         returning id",
    )
    .bind(&invitation.email)
    .bind(invitation.role)
    .bind(&invitation.language)
    .bind(invitation.invited_by)
    .bind(&invitation.nonce)
    .bind(invitation.expires_at)
    .bind(now)
    .fetch_one(unit.connection())
    .await?)
}

/// All that are open, those that have run out included, the newest first.
pub async fn open(db: &mut impl Source) -> Result<Vec<Invitation>, StoreError> {
    Ok(sqlx::query_as(
        "select i.id, i.email, i.role, i.language, i.invited_by, u.name as inviter, i.nonce, i.expires_at
         from invitations i
         join users u on u.id = i.invited_by
         order by i.id desc
         limit $1",
    )
    .bind(LISTED)
    .fetch_all(db.connection())
    .await?)
}

pub async fn by_id(db: &mut impl Source, id: InvitationId) -> Result<Option<Invitation>, StoreError> {
    Ok(sqlx::query_as(
        "select i.id, i.email, i.role, i.language, i.invited_by, u.name as inviter, i.nonce, i.expires_at
         from invitations i
         join users u on u.id = i.invited_by
         where i.id = $1",
    )
    .bind(id)
    .fetch_optional(db.connection())
    .await?)
}

/// Gives an invitation another link and another end, by whoever sends it again. The links before it are worth nothing.
pub async fn renew(
    unit: &mut Unit,
    id: InvitationId,
    by: UserId,
    nonce: &str,
    expires_at: Timestamp,
) -> Result<bool, StoreError> {
    let done =
        sqlx::query("update invitations set nonce = $2, expires_at = $3, invited_by = $4 where id = $1")
            .bind(id)
            .bind(nonce)
            .bind(expires_at)
            .bind(by)
            .execute(unit.connection())
            .await?;
    Ok(done.rows_affected() == 1)
}

/// Accepted or withdrawn, it is gone; answers whether it was there.
pub async fn remove(unit: &mut Unit, id: InvitationId) -> Result<bool, StoreError> {
    let done =
        sqlx::query("delete from invitations where id = $1").bind(id).execute(unit.connection()).await?;
    Ok(done.rows_affected() == 1)
}

/// Forgets those that ran out before a time, a few at a time; answers how many.
pub async fn sweep(unit: &mut Unit, before: Timestamp) -> Result<u64, StoreError> {
    let done = sqlx::query(
        "delete from invitations
         where id in (select id from invitations where expires_at < $1 order by expires_at limit 100)",
    )
    .bind(before)
    .execute(unit.connection())
    .await?;
    Ok(done.rows_affected())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::key::Keys;
    use crate::store::Db;
    use crate::store::users::{self, NewUser};

    #[tokio::test]
    async fn an_invitation_is_open_until_it_is_removed_or_swept() {
        let (_folder, db) = Db::scratch().await;
        let done: Result<(), StoreError> = db
            .write(|unit| {
                Box::pin(async move {
                    let now = Timestamp(1);
                    let ada = users::insert(unit, &NewUser::sample("Ada", Role::Owner), now).await?;
                    let bob = users::insert(unit, &NewUser::sample("Bob", Role::Owner), now).await?;
                    let new = |email: &str| NewInvitation {
                        email: email.to_owned(),
                        role: Role::Author,
                        language: "de".to_owned(),
                        invited_by: ada,
                        nonce: "first".to_owned(),
                        expires_at: Timestamp(100),
                    };
                    let grace = insert(unit, &new("grace@example.org"), now).await?;
                    let other = insert(unit, &new("other@example.org"), now).await?;
                    assert_eq!(
                        open(unit).await?.iter().map(|one| one.id).collect::<Vec<_>>(),
                        [other, grace]
                    );
                    assert!(renew(unit, grace, bob, "second", Timestamp(200)).await?);
                    let renewed = by_id(unit, grace).await?.unwrap();
                    assert_eq!((renewed.inviter.as_str(), renewed.nonce.as_str()), ("Bob", "second"));
                    assert_eq!((renewed.expires_at, renewed.language.as_str()), (Timestamp(200), "de"));
                    assert_eq!(sweep(unit, Timestamp(101)).await?, 1);
                    assert!(remove(unit, grace).await? && !remove(unit, grace).await?);
                    assert!(open(unit).await?.is_empty() && by_id(unit, other).await?.is_none());
                    assert!(!renew(unit, grace, bob, "third", Timestamp(200)).await?);
                    insert(unit, &new("grace@example.org"), now).await?;
                    let twice = insert(unit, &new("grace@example.org"), now).await;
                    assert!(twice.is_err_and(|error| error.is_constraint("invitations.email")));
                    Ok(((), Keys::none()))
                })
            })
            .await;
        done.unwrap();
    }
}
