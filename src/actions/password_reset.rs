//! Forgotten passwords: a link by mail or from the terminal, and the new password that it lets choose. A link is worth
//! nothing once it was used or the password changed by any other way, since it names the password that it replaces.

use super::complaints::Complaints;
use super::mail::{Unready, ready};
use super::users::replace_password;
use crate::app::App;
use crate::model::ids::UserId;
use crate::model::key::{Key, Keys};
use crate::model::letter::{Letter, LinkPath};
use crate::model::timestamp::Timestamp;
use crate::model::user::{User, check_password};
use crate::model::words::{self, Fault};
use crate::store::outbox::{self, NewMail, desk};
use crate::store::users::{self, Credentials};
use crate::store::{Source, StoreError, audit, spent_tokens};
use crate::tools::passwords::HashingFailed;
use crate::tools::secrets;
use crate::tools::signed_link::{self, LinkFault, Purpose, SignedLink};

/// How long a link holds, in seconds: an hour.
const HOLDS_SECONDS: i64 = 60 * 60;

/// Where a link leads.
const PATH: &str = "/login/reset/";

/// Somebody who says that they forgot their password.
#[derive(Debug, Clone)]
pub struct Asking {
    pub email: String,
    /// The network it comes from, as limits count it.
    pub network: String,
}

/// Why no link was made, or no password given.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error(transparent)]
    Unready(#[from] Unready),
    #[error(transparent)]
    Fields(#[from] Complaints),
    /// With the seconds to wait.
    #[error("Too many attempts. Wait {0} seconds, then try again.")]
    TooMany(u64),
    #[error("Nobody logs in with this e-mail address. `postil user list` shows who does.")]
    Unknown,
    #[error(transparent)]
    Link(#[from] LinkFault),
    #[error("This link was used, or the password has changed since it was made.")]
    Spent,
    #[error(transparent)]
    Hashing(#[from] HashingFailed),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Sends a link to whoever logs in with this address. The answer says nothing about whether there is such a one, and is
/// as long in coming: for a stranger's address the same rows are written, and taken back in the same unit.
pub async fn ask(app: &App, asking: Asking) -> Result<(), Refusal> {
    ready(app)?;
    let email = words::email(&asking.email).and_then(|email| email.ok_or(Fault::Empty));
    let email = email.map_err(|fault| Complaints::of("email", fault))?.to_lowercase();
    admit(app, &email, &asking.network)?;
    let (now, nonce) = (app.clock.now(), app.chance.identifier());
    let settings = app.settings();
    app.db
        .write(move |unit| {
            Box::pin(async move {
                let known = users::by_email(unit, &email).await?;
                let credentials = users::credentials(unit, &email).await?;
                let (id, name) = known.as_ref().map_or((UserId(0), ""), |user| (user.id, user.name.as_str()));
                let seal = seal(&settings.signing_secret, &email, credentials.as_ref());
                let (link, expires_at) = link(&settings.signing_secret, id, &seal, nonce, now);
                let letter =
                    Letter::PasswordReset { name: name.to_owned(), link: LinkPath(link), expires_at };
                let mail =
                    NewMail { to: &email, language: &settings.language, letter: &letter, unique: None };
                let queued = outbox::queue(unit, &mail, now).await?;
                if let (None, Some(letter)) = (known, queued) {
                    desk::discard(unit, letter).await?;
                }
                Ok::<_, Refusal>(((), Keys::of([Key::Outbox])))
            })
        })
        .await
}

fn admit(app: &App, email: &str, network: &str) -> Result<(), Refusal> {
    let (limits, now) = (&app.place.resets, app.clock.now().0);
    limits.network.admit(network.as_bytes(), now).map_err(Refusal::TooMany)?;
    let from_there = secrets::hash(format!("{email} {network}"));
    limits.account_and_network.admit(&from_there, now).map_err(Refusal::TooMany)?;
    limits.account.admit(&secrets::hash(email), now).map_err(Refusal::TooMany)
}

/// A link for whoever logs in with this address: its path. Asked for on the terminal, by whoever has the data folder.
pub async fn make_link(app: &App, email: &str) -> Result<String, Refusal> {
    let email = email.trim().to_lowercase();
    let (now, nonce) = (app.clock.now(), app.chance.identifier());
    let secret = app.settings().signing_secret.clone();
    app.db
        .write(move |unit| {
            Box::pin(async move {
                let user = users::by_email(unit, &email).await?.ok_or(Refusal::Unknown)?;
                let credentials = users::credentials(unit, &email).await?;
                let (link, _) =
                    link(&secret, user.id, &seal(&secret, &email, credentials.as_ref()), nonce, now);
                audit::record(unit, now, None, "make_password_link", "user", user.id.0, None, None).await?;
                Ok((link, Keys::none()))
            })
        })
        .await
}

/// Whose password this link lets choose, as long as it does.
pub async fn opened(app: &App, token: &str) -> Result<User, Refusal> {
    let secret = &app.settings().signing_secret;
    let link = signed_link::read(secret, Purpose::PasswordReset, token, app.clock.now().0)?;
    holder(&mut app.db.reader().await?, secret, &link).await
}

/// Gives a new password to whom the link is for. It ends all their sessions and logs nobody in: the login may ask for more
/// than a password.
pub async fn choose(app: &App, token: &str, wanted: String) -> Result<(), Refusal> {
    let user = opened(app, token).await?;
    let email = user.email.unwrap_or_default();
    check_password(&wanted, &email).map_err(|fault| Complaints::of("wanted", fault))?;
    let secret = app.settings().signing_secret.clone();
    let link = signed_link::read(&secret, Purpose::PasswordReset, token, app.clock.now().0)?;
    let hash = app.passwords.hash(wanted, app.chance.bytes()).await?;
    let now = app.clock.now();
    app.db
        .write(move |unit| {
            Box::pin(async move {
                // Somebody may have been quicker while the password was hashed.
                let user = holder(unit, &secret, &link).await?;
                if !spent_tokens::spend(unit, &link.nonce, Timestamp(link.expires_at)).await? {
                    return Err(Refusal::Spent);
                }
                replace_password(unit, user.id, Some(user.id), &hash, None, now).await?;
                Ok(((), Keys::of([Key::Blocks])))
            })
        })
        .await
}

async fn holder(db: &mut impl Source, secret: &[u8], link: &SignedLink) -> Result<User, Refusal> {
    let (id, sealed) = link.subject.split_once('.').ok_or(LinkFault::Wrong)?;
    let id = UserId(id.parse().map_err(|_| LinkFault::Wrong)?);
    if spent_tokens::is_spent(db, &link.nonce).await? {
        return Err(Refusal::Spent);
    }
    let user = users::by_id(db, id).await?.ok_or(Refusal::Spent)?;
    let email = user.email.clone().ok_or(Refusal::Spent)?;
    let credentials = users::credentials(db, &email).await?;
    if seal(secret, &email, credentials.as_ref()) != sealed {
        return Err(Refusal::Spent);
    }
    Ok(user)
}

fn link(secret: &[u8], user: UserId, seal: &str, nonce: String, now: Timestamp) -> (String, Timestamp) {
    let expires_at = now.plus_seconds(HOLDS_SECONDS);
    let link = SignedLink { subject: format!("{user}.{seal}"), expires_at: expires_at.0, nonce };
    (format!("{PATH}{}", signed_link::write(secret, Purpose::PasswordReset, &link)), expires_at)
}

/// Stands for an address and the password that goes with it just now: another one breaks it.
fn seal(secret: &[u8], email: &str, credentials: Option<&Credentials>) -> String {
    let hash = credentials.and_then(|known| known.password_hash.as_deref()).unwrap_or_default();
    let signature = secrets::sign(secret, "password that a link replaces", &format!("{email}\n{hash}"));
    data_encoding::HEXLOWER.encode(&signature[..16])
}
