//! People with a login: adding them, what they say about themselves, their passwords and roles.

pub mod claims;
pub mod people;
pub mod picture;

use super::complaints::{Complaint, Complaints};
use super::standing::allowed;
use crate::app::App;
use crate::model::ids::{SessionId, UserId};
use crate::model::key::{Key, Keys};
use crate::model::timestamp::Timestamp;
use crate::model::user::{Deed, Profile, Role, User, check_password};
use crate::model::words::{self, Fault};
use crate::store::users::{self, Credentials, NewUser};
use crate::store::{StoreError, Unit, audit, second_factors, sessions};
use crate::tools::passwords::HashingFailed;
use crate::tools::{secrets, slug};

/// The most characters a biography may have.
pub const BIOGRAPHY_MAX: usize = 2000;

/// Why nothing was changed about a person.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error(transparent)]
    Fields(#[from] Complaints),
    #[error("Nobody logs in with this e-mail address. `postil user list` shows who does.")]
    Unknown,
    #[error("This is the only owner who can log in. Make somebody else an owner first.")]
    LastOwner,
    #[error("This account can’t be used any more.")]
    Deactivated,
    /// With the seconds to wait.
    #[error("Too many attempts. Wait {0} seconds, then try again.")]
    TooMany(u64),
    #[error(transparent)]
    Hashing(#[from] HashingFailed),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Somebody who shall get a login.
#[derive(Debug, Clone)]
pub struct Newcomer {
    pub name: String,
    pub email: String,
    pub password: String,
    pub role: Role,
}

/// Gives somebody a login; asked for on the terminal, by whoever has the data folder.
pub async fn add(app: &App, newcomer: Newcomer) -> Result<UserId, Refusal> {
    let mut complaints = Complaints::default();
    let user = checked(&newcomer, &mut complaints);
    complaints.settled::<Refusal>()?;
    let hash = app.passwords.hash(newcomer.password, app.chance.bytes()).await?;
    let user = NewUser { password_hash: Some(hash), ..user };
    let now = app.clock.now();
    app.db
        .write(move |unit| {
            Box::pin(async move {
                let id = users::insert(unit, &user, now).await.map_err(taken::<Refusal>)?;
                audit::record(unit, now, None, "add", "user", id.0, None, Some(user.role.word())).await?;
                Ok((id, Keys::of([Key::Blocks])))
            })
        })
        .await
}

/// Somebody new with checked fields, still without the hash of their password.
pub(super) fn checked(newcomer: &Newcomer, complaints: &mut Complaints) -> NewUser {
    let name = complaints.take("name", words::line(&newcomer.name, words::NAME_MAX), String::new());
    let email = complaints.take("email", login_email(&newcomer.email), String::new());
    complaints.take("password", check_password(&newcomer.password, &email), ());
    NewUser {
        slug: slug::from_title(&name),
        name,
        email: Some(email),
        password_hash: None,
        role: newcomer.role,
        biography: String::new(),
    }
}

/// An address to log in with: there, well formed, and in small letters, so that it is found however it is typed.
fn login_email(text: &str) -> Result<String, Fault> {
    words::email(text)?.map(|email| email.to_lowercase()).ok_or(Fault::Empty)
}

/// Says which field it was when the database refused an address that another login has.
pub(super) fn taken<R: From<Complaints> + From<StoreError>>(error: StoreError) -> R {
    if error.is_constraint("users.email") {
        return Complaints::of("email", Complaint::EmailTaken).into();
    }
    error.into()
}

/// What somebody typed about themselves.
#[derive(Debug, Clone, serde::Deserialize)]
pub struct About {
    pub name: String,
    pub email: String,
    pub biography: String,
    pub website: String,
}

/// Changes what one says about oneself. Another address to log in with takes the present password: whoever finds a
/// browser open could otherwise carry the login off.
pub async fn describe(app: &App, by: &User, about: About, password: String) -> Result<(), Refusal> {
    let mut complaints = Complaints::default();
    let biography = match words::text(&about.biography, BIOGRAPHY_MAX) {
        Err(Fault::Empty) => Ok(String::new()),
        other => other,
    };
    let profile = Profile {
        id: by.id,
        name: complaints.take("name", words::line(&about.name, words::NAME_MAX), String::new()),
        email: Some(complaints.take("email", login_email(&about.email), String::new())),
        role: by.role,
        biography: complaints.take("biography", biography, String::new()),
        website: complaints.take("website", words::website(&about.website), None),
        has_password: true,
    };
    complaints.settled::<Refusal>()?;
    let proven =
        if profile.email == by.email { None } else { Some(prove(app, by, "password", password).await?) };
    let (by, now) = (by.id, app.clock.now());
    app.db
        .write(move |unit| {
            Box::pin(async move {
                allowed(unit, by, Deed::KeepAccount).await?.ok_or(Refusal::Deactivated)?;
                if let Some(proven) = &proven {
                    proven.still_holds(unit).await?;
                }
                users::update(unit, &profile, now).await.map_err(taken::<Refusal>)?;
                audit::record(unit, now, Some(by), "describe", "user", by.0, None, None).await?;
                // Bylines on every page that shows a post of theirs.
                Ok(((), Keys::of([Key::Author(by)])))
            })
        })
        .await
}

/// Changes one's own password, which ends every other session of one's own.
pub async fn change_password(
    app: &App,
    by: &User,
    this: SessionId,
    present: String,
    wanted: String,
) -> Result<(), Refusal> {
    let email = by.email.as_deref().unwrap_or_default();
    let mut complaints = Complaints::default();
    complaints.take("wanted", check_password(&wanted, email), ());
    let proven = match prove(app, by, "present", present).await {
        Err(Refusal::Fields(further)) => {
            complaints.join(further);
            return Err(complaints.into());
        }
        other => other?,
    };
    complaints.settled::<Refusal>()?;
    let hash = app.passwords.hash(wanted, app.chance.bytes()).await?;
    let (by, now) = (by.id, app.clock.now());
    app.db
        .write(move |unit| {
            Box::pin(async move {
                proven.still_holds(unit).await?;
                replace_password(unit, by, Some(by), &hash, Some(this), now).await?;
                Ok(((), Keys::none()))
            })
        })
        .await
}

/// A password that was looked at and found right.
#[derive(Debug, Clone)]
pub(super) struct Proven {
    email: String,
    known: Credentials,
    field: &'static str,
}

impl Proven {
    /// Refuses if it is the password no more: to look at one takes a while, and whoever changed it meanwhile meant to
    /// keep others out.
    pub(super) async fn still_holds(&self, unit: &mut Unit) -> Result<(), Refusal> {
        if users::credentials(unit, &self.email).await?.as_ref() == Some(&self.known) {
            return Ok(());
        }
        Err(Complaints::of(self.field, Complaint::NotPresentPassword).into())
    }
}

/// Refuses, with a complaint about the field, unless this is the person's present password.
pub(super) async fn prove(
    app: &App,
    by: &User,
    field: &'static str,
    password: String,
) -> Result<Proven, Refusal> {
    let email = by.email.as_deref().unwrap_or_default();
    let limits = &app.place.logins;
    limits.account_and_network.admit(&secrets::hash(email), app.clock.now().0).map_err(Refusal::TooMany)?;
    let mut db = app.db.reader().await?;
    let known = users::credentials(&mut db, email).await?;
    drop(db);
    let stored = known.as_ref().and_then(|known| known.password_hash.clone());
    let is_right = app.passwords.is_right(password, stored).await?;
    match known.filter(|_| is_right) {
        Some(known) => Ok(Proven { email: email.to_owned(), known, field }),
        None => Err(Complaints::of(field, Complaint::NotPresentPassword).into()),
    }
}

/// Gives somebody a password, which ends all their sessions; asked for on the terminal.
pub async fn set_password(app: &App, email: &str, password: String) -> Result<(), Refusal> {
    let user = known(app, email).await?;
    check_password(&password, email).map_err(|fault| Complaints::of("password", fault))?;
    let hash = app.passwords.hash(password, app.chance.bytes()).await?;
    let now = app.clock.now();
    app.db
        .write(move |unit| {
            Box::pin(async move {
                replace_password(unit, user.id, None, &hash, None, now).await?;
                // Their name is taken from now on, if it was their first one.
                Ok(((), Keys::of([Key::Blocks])))
            })
        })
        .await
}

/// Gives somebody another password within a unit, which ends all their sessions but one.
pub(super) async fn replace_password(
    unit: &mut Unit,
    user: UserId,
    by: Option<UserId>,
    hash: &str,
    but: Option<SessionId>,
    now: Timestamp,
) -> Result<(), StoreError> {
    users::set_password(unit, user, hash, now).await?;
    // Whoever began it knew the password that is worth nothing from now on.
    second_factors::drop_unconfirmed(unit, user).await?;
    sessions::end_all(unit, user, but).await?;
    audit::record(unit, now, by, "change_password", "user", user.0, None, None).await
}

/// Gives somebody another role, which ends all their sessions; asked for on the terminal.
pub async fn set_role(app: &App, email: &str, role: Role) -> Result<(), Refusal> {
    let (email, now) = (email.trim().to_lowercase(), app.clock.now());
    app.db
        .write(move |unit| {
            Box::pin(async move {
                let user = users::by_email(unit, &email).await?.ok_or(Refusal::Unknown)?;
                let person = users::people::person(unit, user.id).await?.ok_or(Refusal::Unknown)?;
                if role != Role::Owner && people::is_last_owner(unit, &person).await? {
                    return Err(Refusal::LastOwner);
                }
                people::give_role(unit, None, &person, role, now).await?;
                Ok(((), Keys::none()))
            })
        })
        .await
}

async fn known(app: &App, email: &str) -> Result<User, Refusal> {
    let mut db = app.db.reader().await?;
    users::by_email(&mut db, &email.trim().to_lowercase()).await?.ok_or(Refusal::Unknown)
}
