//! What owners do with other people's accounts. Who asks is looked up again within each unit: two owners may act at once,
//! and one of them may be none any more by the time it is their turn.

use crate::actions::complaints::Complaints;
use crate::app::App;
use crate::model::ids::UserId;
use crate::model::key::{Key, Keys};
use crate::model::timestamp::Timestamp;
use crate::model::user::{Deed, Role, User};
use crate::model::words;
use crate::store::users;
use crate::store::users::people::{self, Person};
use crate::store::{StoreError, Unit, audit, sessions};

/// Why nothing was changed about somebody else.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error("This is for whoever may manage people.")]
    NotAllowed,
    #[error("There is nobody like that.")]
    Unknown,
    #[error(
        "This is somebody who only signs posts: they can’t log in, so there is nothing to change about it."
    )]
    NoLogin,
    #[error("This is the only owner who can log in. Make somebody else an owner first.")]
    LastOwner,
    #[error(transparent)]
    Fields(#[from] Complaints),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Refuses unless this person may manage people at this moment.
pub(in crate::actions) async fn manager(unit: &mut Unit, by: UserId) -> Result<(), Refusal> {
    match users::by_id(unit, by).await? {
        Some(user) if user.may(Deed::ManagePeople) => Ok(()),
        _ => Err(Refusal::NotAllowed),
    }
}

/// Changes the name that stands under what somebody writes, and what they may do. Without a login nobody has a role.
pub async fn change(app: &App, by: &User, id: UserId, name: &str, role: Option<Role>) -> Result<(), Refusal> {
    let name = words::line(name, words::NAME_MAX).map_err(|fault| Complaints::of("name", fault))?;
    let (by, now) = (by.id, app.clock.now());
    app.db
        .write(move |unit| {
            Box::pin(async move {
                manager(unit, by).await?;
                let person = people::person(unit, id).await?.ok_or(Refusal::Unknown)?;
                if let Some(role) = role.filter(|role| *role != person.role) {
                    with_login(&person)?;
                    if role != Role::Owner && is_last_owner(unit, &person).await? {
                        return Err(Refusal::LastOwner);
                    }
                    give_role(unit, Some(by), &person, role, now).await?;
                }
                if name == person.name {
                    return Ok(((), Keys::none()));
                }
                people::rename(unit, id, &name, now).await?;
                audit::record(unit, now, Some(by), "rename", "user", id.0, Some(&person.name), Some(&name))
                    .await?;
                // Bylines on every page that shows a post of theirs.
                Ok(((), Keys::of([Key::Author(id)])))
            })
        })
        .await
}

/// Gives somebody another role, which ends all their sessions.
pub(super) async fn give_role(
    unit: &mut Unit,
    by: Option<UserId>,
    person: &Person,
    role: Role,
    now: Timestamp,
) -> Result<(), StoreError> {
    users::set_role(unit, person.id, role, now).await?;
    sessions::end_all(unit, person.id, None).await?;
    let (before, after) = (person.role.word(), role.word());
    audit::record(unit, now, by, "set_role", "user", person.id.0, Some(before), Some(after)).await
}

/// Keeps somebody from logging in and ends all their sessions at once. What they wrote stays.
pub async fn deactivate(app: &App, by: &User, id: UserId) -> Result<(), Refusal> {
    set_active(app, by, id, false).await
}

/// Lets somebody who was deactivated log in again, with the password they had.
pub async fn reactivate(app: &App, by: &User, id: UserId) -> Result<(), Refusal> {
    set_active(app, by, id, true).await
}

async fn set_active(app: &App, by: &User, id: UserId, is_active: bool) -> Result<(), Refusal> {
    let (by, now) = (by.id, app.clock.now());
    app.db
        .write(move |unit| {
            Box::pin(async move {
                manager(unit, by).await?;
                let person = people::person(unit, id).await?.ok_or(Refusal::Unknown)?;
                with_login(&person)?;
                if person.is_active == is_active {
                    return Ok(((), Keys::none()));
                }
                if !is_active {
                    if is_last_owner(unit, &person).await? {
                        return Err(Refusal::LastOwner);
                    }
                    sessions::end_all(unit, id, None).await?;
                }
                people::set_active(unit, id, is_active, now).await?;
                let verb = if is_active { "reactivate" } else { "deactivate" };
                audit::record(unit, now, Some(by), verb, "user", id.0, None, None).await?;
                // Nobody else may carry the name of who can log in.
                Ok(((), Keys::of([Key::Blocks])))
            })
        })
        .await
}

fn with_login(person: &Person) -> Result<(), Refusal> {
    if person.email.is_some() { Ok(()) } else { Err(Refusal::NoLogin) }
}

/// Would nobody own the blog without this one? It would offer itself to whoever has the setup link.
pub(super) async fn is_last_owner(unit: &mut Unit, person: &Person) -> Result<bool, StoreError> {
    let is_owner = person.role == Role::Owner && person.is_active;
    Ok(is_owner && !users::has_owner_beside(unit, person.id).await?)
}

#[cfg(test)]
mod tests;
