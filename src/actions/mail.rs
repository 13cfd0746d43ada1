//! Whether mail can be sent, and what an owner does about letters: trying it out, sending one again, dropping one.

use super::standing::allowed;
use crate::app::App;
use crate::model::ids::{LetterId, UserId};
use crate::model::key::{Key, Keys};
use crate::model::letter::Letter;
use crate::model::user::{Deed, User};
use crate::store::outbox::{self, NewMail, desk};
use crate::store::{StoreError, Unit, audit};

/// Why no letter can be sent at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unready {
    #[error("Mail is not set up: start Postil with --smtp-url and --mail-from.")]
    NotSetUp,
    #[error(
        "Nobody has said where readers reach this blog, so letters would have no links. Set the public address."
    )]
    NoAddress,
}

/// Why nothing was done about a letter.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error("This is for whoever may change the settings.")]
    NotAllowed,
    #[error(transparent)]
    Unready(#[from] Unready),
    #[error("You have no e-mail address here to send a test to.")]
    NoAddressOfYours,
    #[error("This letter is on its way, was sent, or was dropped meanwhile.")]
    NotWaiting,
    #[error(
        "What this letter offered was wiped when it was given up. Let a new one be made where it came from."
    )]
    Wiped,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Can letters be sent? Whoever would queue one asks first.
pub fn ready(app: &App) -> Result<(), Unready> {
    if app.place.mail.is_none() {
        return Err(Unready::NotSetUp);
    }
    if app.base_url().is_none() {
        return Err(Unready::NoAddress);
    }
    Ok(())
}

async fn keeper(unit: &mut Unit, by: UserId) -> Result<User, Refusal> {
    allowed(unit, by, Deed::ChangeSettings).await?.ok_or(Refusal::NotAllowed)
}

/// Queues a letter to oneself that says that mail works. Answers which it is.
pub async fn send_test(app: &App, by: &User) -> Result<LetterId, Refusal> {
    ready(app)?;
    let (by, language, now) = (by.id, app.settings().language.clone(), app.clock.now());
    app.db
        .write(move |unit| {
            Box::pin(async move {
                let to = keeper(unit, by).await?.email.ok_or(Refusal::NoAddressOfYours)?;
                let mail = NewMail { to: &to, language: &language, letter: &Letter::Test, unique: None };
                let id = outbox::queue(unit, &mail, now).await?.ok_or(Refusal::NotWaiting)?;
                audit::record(unit, now, Some(by), "test", "letter", id.0, None, None).await?;
                Ok((id, Keys::of([Key::Outbox])))
            })
        })
        .await
}

/// Has a letter tried again at once: one that was refused, one that waits, or one that may have been sent already, which
/// is for the person who asks to weigh.
pub async fn send_again(app: &App, by: &User, id: LetterId) -> Result<(), Refusal> {
    ready(app)?;
    let (by, now) = (by.id, app.clock.now());
    app.db
        .write(move |unit| {
            Box::pin(async move {
                keeper(unit, by).await?;
                let entry = desk::by_id(unit, id).await?.ok_or(Refusal::NotWaiting)?;
                if entry.letter.is_wiped() {
                    return Err(Refusal::Wiped);
                }
                if !desk::requeue(unit, id, now).await? {
                    return Err(Refusal::NotWaiting);
                }
                audit::record(unit, now, Some(by), "send_again", "letter", id.0, None, None).await?;
                Ok(((), Keys::of([Key::Outbox])))
            })
        })
        .await
}

/// Drops a letter that nobody is sending.
pub async fn discard(app: &App, by: &User, id: LetterId) -> Result<(), Refusal> {
    let (by, now) = (by.id, app.clock.now());
    app.db
        .write(move |unit| {
            Box::pin(async move {
                keeper(unit, by).await?;
                if !desk::discard(unit, id).await? {
                    return Err(Refusal::NotWaiting);
                }
                audit::record(unit, now, Some(by), "drop", "letter", id.0, None, None).await?;
                Ok(((), Keys::of([Key::Outbox])))
            })
        })
        .await
}
