//! Asking people in: an invitation is a row and a signed link, sent by mail or handed over by whoever asks. It works once,
//! for seven days, as long as whoever sent it may still ask somebody of that role in.

use super::complaints::{Complaint, Complaints};
use super::mail;
use super::sessions::{self, LoggedIn};
use super::users::{Newcomer, checked, taken};
use crate::app::App;
use crate::model::ids::{InvitationId, UserId};
use crate::model::key::{Key, Keys};
use crate::model::letter::{Letter, LinkPath};
use crate::model::timestamp::Timestamp;
use crate::model::user::{Deed, Role, User};
use crate::model::words::{self, Fault};
use crate::store::invitations::{self, Invitation, NewInvitation};
use crate::store::outbox::{self, NewMail, desk};
use crate::store::users::{self, NewUser};
use crate::store::{Source, StoreError, Unit, audit};
use crate::tools::language::Language;
use crate::tools::passwords::HashingFailed;
use crate::tools::signed_link::{self, LinkFault, Purpose, SignedLink};

/// How long an invitation holds, in seconds: seven days.
const HOLDS_SECONDS: i64 = 7 * 24 * 60 * 60;

/// Where a link leads.
const PATH: &str = "/login/invitations/";

/// Who shall be asked in, as it was typed.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct Wanted {
    pub email: String,
    pub role: String,
    pub language: String,
}

/// What somebody who accepts says about themselves.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct Answer {
    pub name: String,
    pub password: String,
}

/// Why nothing was done about an invitation.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error(transparent)]
    Fields(#[from] Complaints),
    #[error("You may not do this.")]
    Forbidden,
    #[error("This invitation was accepted or withdrawn meanwhile.")]
    Gone,
    #[error(transparent)]
    Hashing(#[from] HashingFailed),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a link leads nowhere.
#[derive(Debug, thiserror::Error)]
pub enum Closed {
    #[error(transparent)]
    Link(#[from] LinkFault),
    #[error("This invitation was accepted, withdrawn, or sent anew.")]
    Gone,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The roles that somebody may ask others in for: none above their own.
pub fn roles(by: &User) -> Vec<Role> {
    Role::ALL.into_iter().filter(|role| may_ask_in(by, *role)).collect()
}

fn may_ask_in(by: &User, role: Role) -> bool {
    by.may(Deed::ManagePeople) && role <= by.role
}

/// Asks somebody in. A letter goes out if mail is set up; the link can be handed over in any case.
pub async fn invite(app: &App, by: &User, wanted: &Wanted) -> Result<InvitationId, Refusal> {
    let mut complaints = Complaints::default();
    let email = words::email(&wanted.email).and_then(|email| email.ok_or(Fault::Empty));
    let email = complaints.take("email", email, String::new()).to_lowercase();
    let role = roles(by).into_iter().find(|role| role.word() == wanted.role).ok_or(Complaint::NotOffered);
    let role = complaints.take("role", role, Role::Moderator);
    let language = Language::all().iter().find(|language| language.tag == wanted.language);
    let language = language.map(|language| language.tag.to_owned()).ok_or(Complaint::NotOffered);
    let language = complaints.take("language", language, String::new());
    complaints.settled::<Refusal>()?;
    let (by, now, can_mail) = (by.id, app.clock.now(), mail::ready(app).is_ok());
    let expires_at = now.plus_seconds(HOLDS_SECONDS);
    let new =
        NewInvitation { email, role, language, invited_by: by, nonce: app.chance.identifier(), expires_at };
    let secret = app.settings().signing_secret.clone();
    app.db
        .write(move |unit| {
            Box::pin(async move {
                still_may(unit, by, role).await?;
                if users::has_email(unit, &new.email).await? {
                    return Err(Complaints::of("email", Complaint::EmailTaken).into());
                }
                let id = invitations::insert(unit, &new, now).await.map_err(invited_already)?;
                let written = invitations::by_id(unit, id).await?.ok_or(Refusal::Gone)?;
                if can_mail {
                    queue(unit, &secret, &written, now).await?;
                }
                audit::record(unit, now, Some(by), "invite", "invitation", id.0, None, Some(role.word()))
                    .await?;
                Ok((id, Keys::of([Key::Outbox])))
            })
        })
        .await
}

fn invited_already(error: StoreError) -> Refusal {
    if error.is_constraint("invitations.email") {
        return Complaints::of("email", Complaint::InvitedAlready).into();
    }
    error.into()
}

/// Makes a new link for seven days, and sends it if mail is set up. The one before is worth nothing any more.
pub async fn send_again(app: &App, by: &User, id: InvitationId) -> Result<(), Refusal> {
    let (by, now, can_mail) = (by.id, app.clock.now(), mail::ready(app).is_ok());
    let (nonce, secret) = (app.chance.identifier(), app.settings().signing_secret.clone());
    app.db
        .write(move |unit| {
            Box::pin(async move {
                let before = invitations::by_id(unit, id).await?.ok_or(Refusal::Gone)?;
                still_may(unit, by, before.role).await?;
                desk::discard_by_key(unit, &letter_key(&before)).await?;
                invitations::renew(unit, id, by, &nonce, now.plus_seconds(HOLDS_SECONDS)).await?;
                let renewed = invitations::by_id(unit, id).await?.ok_or(Refusal::Gone)?;
                if can_mail {
                    queue(unit, &secret, &renewed, now).await?;
                }
                audit::record(unit, now, Some(by), "send_again", "invitation", id.0, None, None).await?;
                Ok(((), Keys::of([Key::Outbox])))
            })
        })
        .await
}

/// Takes an invitation back, and its letter if that has not gone yet.
pub async fn withdraw(app: &App, by: &User, id: InvitationId) -> Result<(), Refusal> {
    let (by, now) = (by.id, app.clock.now());
    app.db
        .write(move |unit| {
            Box::pin(async move {
                let open = invitations::by_id(unit, id).await?.ok_or(Refusal::Gone)?;
                still_may(unit, by, open.role).await?;
                close(unit, &open).await?;
                audit::record(unit, now, Some(by), "withdraw", "invitation", id.0, None, None).await?;
                Ok(((), Keys::of([Key::Outbox])))
            })
        })
        .await
}

/// The path of an invitation's only good link.
pub fn path(app: &App, invitation: &Invitation) -> String {
    link(&app.settings().signing_secret, invitation)
}

/// The invitation that a link is for, as long as it holds.
pub async fn opened(app: &App, token: &str) -> Result<Invitation, Closed> {
    let secret = &app.settings().signing_secret;
    let link = signed_link::read(secret, Purpose::Invitation, token, app.clock.now().0)?;
    of_link(&mut app.db.reader().await?, &link).await
}

/// Makes a login of an invitation and logs its holder in.
pub async fn accept(app: &App, token: &str, answer: Answer, device: &str) -> Result<LoggedIn, Refusal> {
    let invitation = opened(app, token).await?;
    let newcomer = Newcomer {
        name: answer.name,
        email: invitation.email,
        password: answer.password,
        role: invitation.role,
    };
    let mut complaints = Complaints::default();
    let user = checked(&newcomer, &mut complaints);
    complaints.settled::<Refusal>()?;
    let hash = app.passwords.hash(newcomer.password, app.chance.bytes()).await?;
    let user = NewUser { password_hash: Some(hash), ..user };
    let now = app.clock.now();
    let link = signed_link::read(&app.settings().signing_secret, Purpose::Invitation, token, now.0);
    let link = link.map_err(Closed::from)?;
    let id = app
        .db
        .write(move |unit| {
            Box::pin(async move {
                // Somebody may have been quicker while the password was hashed.
                let open = of_link(unit, &link).await?;
                let user = NewUser { role: open.role, email: Some(open.email.clone()), ..user };
                close(unit, &open).await?;
                let id = users::insert(unit, &user, now).await.map_err(taken::<Refusal>)?;
                let role = Some(user.role.word());
                audit::record(unit, now, Some(open.invited_by), "add", "user", id.0, None, role).await?;
                Ok::<_, Refusal>((id, Keys::of([Key::Outbox, Key::Blocks])))
            })
        })
        .await?;
    Ok(sessions::start(app, id, device).await?)
}

impl From<Closed> for Refusal {
    fn from(closed: Closed) -> Self {
        match closed {
            Closed::Link(_) | Closed::Gone => Self::Gone,
            Closed::Store(error) => Self::Store(error),
        }
    }
}

async fn of_link(db: &mut impl Source, link: &SignedLink) -> Result<Invitation, Closed> {
    let id = InvitationId(link.subject.parse().map_err(|_| LinkFault::Wrong)?);
    let open =
        invitations::by_id(db, id).await?.filter(|open| open.nonce == link.nonce).ok_or(Closed::Gone)?;
    let inviter = users::by_id(db, open.invited_by).await?;
    if !inviter.is_some_and(|inviter| may_ask_in(&inviter, open.role)) {
        return Err(Closed::Gone);
    }
    Ok(open)
}

/// Looked up within the unit: who asks may be deposed by the time it is their turn.
async fn still_may(unit: &mut Unit, by: UserId, role: Role) -> Result<(), Refusal> {
    let by = users::by_id(unit, by).await?;
    if by.is_some_and(|by| may_ask_in(&by, role)) { Ok(()) } else { Err(Refusal::Forbidden) }
}

async fn close(unit: &mut Unit, open: &Invitation) -> Result<(), Refusal> {
    if !invitations::remove(unit, open.id).await? {
        return Err(Refusal::Gone);
    }
    desk::discard_by_key(unit, &letter_key(open)).await?;
    Ok(())
}

async fn queue(unit: &mut Unit, secret: &[u8], open: &Invitation, now: Timestamp) -> Result<(), StoreError> {
    let letter = Letter::Invitation {
        inviter: open.inviter.clone(),
        role: open.role,
        link: LinkPath(link(secret, open)),
        expires_at: open.expires_at,
    };
    let unique = letter_key(open);
    let mail = NewMail { to: &open.email, language: &open.language, letter: &letter, unique: Some(&unique) };
    outbox::queue(unit, &mail, now).await?;
    Ok(())
}

fn letter_key(open: &Invitation) -> String {
    format!("invitation:{}:{}", open.id, open.nonce)
}

fn link(secret: &[u8], open: &Invitation) -> String {
    let link =
        SignedLink { subject: open.id.to_string(), expires_at: open.expires_at.0, nonce: open.nonce.clone() };
    format!("{PATH}{}", signed_link::write(secret, Purpose::Invitation, &link))
}
