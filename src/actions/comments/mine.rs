//! All that somebody wrote here: whose it is by a proof, a letter that gives such a proof, and erasing it.

use super::own::Proof;
use crate::actions::complaints::Complaints;
use crate::actions::mail::{Unready, ready};
use crate::app::App;
use crate::model::comment::CommentState;
use crate::model::ids::CommenterId;
use crate::model::key::{Key, Keys};
use crate::model::letter::{Letter, LinkPath};
use crate::model::timestamp::Timestamp;
use crate::model::words::{self, Fault};
use crate::store::comments::erasure::{self, Condemned};
use crate::store::outbox::{self, NewMail, desk};
use crate::store::{StoreError, Unit, audit, commenters, reports, spent_tokens, subscriptions};
use crate::tools::secrets;
use crate::tools::signed_link::{self, LinkFault, Purpose, SignedLink};

/// How long a link holds, in seconds: a day.
const HOLDS_SECONDS: i64 = 24 * 60 * 60;

/// Where a link leads.
const PATH: &str = "/comments/by-mail/";

/// How many comments are erased in one unit: each is some statements, and others wait.
const AT_ONCE: i64 = 25;

/// Somebody to whom comments belong.
#[derive(Debug, Clone)]
pub enum Whose {
    /// Whoever holds this commenter's cookie.
    Commenter(CommenterId),
    /// Whoever reads the letters to an address, in small letters.
    Address { email: String, nonce: String, expires_at: Timestamp },
}

/// Why nothing was shown, sent or erased.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error("This browser has not sent a comment here, or has forgotten that it did.")]
    Nobody,
    #[error(transparent)]
    Link(#[from] LinkFault),
    #[error("This link was used.")]
    Spent,
    #[error(transparent)]
    Unready(#[from] Unready),
    #[error(transparent)]
    Fields(#[from] Complaints),
    /// With the seconds to wait.
    #[error("This was asked for too often. Wait {0} seconds, then try again.")]
    TooMany(u64),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Whose comments a proof is good for. A link comes before the cookie.
pub async fn whose(app: &App, proof: &Proof) -> Result<Whose, Refusal> {
    let mut db = app.db.reader().await?;
    if let Some(link) = &proof.link {
        let secret = &app.settings().signing_secret;
        let link = signed_link::read(secret, Purpose::OwnComments, link, app.clock.now().0)?;
        if spent_tokens::is_spent(&mut db, &link.nonce).await? {
            return Err(Refusal::Spent);
        }
        let SignedLink { subject, nonce, expires_at } = link;
        return Ok(Whose::Address { email: subject, nonce, expires_at: Timestamp(expires_at) });
    }
    let cookie = proof.cookie.as_ref().ok_or(Refusal::Nobody)?;
    let commenter = commenters::by_token(&mut db, &secrets::hash(cookie)).await?;
    commenter.map(|commenter| Whose::Commenter(commenter.id)).ok_or(Refusal::Nobody)
}

/// The same for who takes along all that it is good for. That may be much, so it is had a few times at once.
pub async fn take_along(app: &App, proof: &Proof, network: &str) -> Result<Whose, Refusal> {
    let whose = whose(app, proof).await?;
    let person = match &whose {
        Whose::Commenter(commenter) => secrets::hash(format!("commenter {}", commenter.0)),
        Whose::Address { email, .. } => secrets::hash(email),
    };
    let (limits, now) = (&app.place.own, app.clock.now().0);
    limits.network.admit(network.as_bytes(), now).map_err(Refusal::TooMany)?;
    limits.person.admit(&person, now).map_err(Refusal::TooMany)?;
    Ok(whose)
}

/// Somebody who wants to be shown what they wrote under an address.
#[derive(Debug, Clone)]
pub struct Asking {
    pub email: String,
    /// The network it comes from, as limits count it.
    pub network: String,
}

/// Sends a link to an address if something was written under it. The answer says nothing about whether it was, and is as
/// long in coming: otherwise the same row is written, and taken back in the same unit.
pub async fn ask(app: &App, asking: Asking) -> Result<(), Refusal> {
    ready(app)?;
    let email = words::email(&asking.email).and_then(|email| email.ok_or(Fault::Empty));
    let email = email.map_err(|fault| Complaints::of("email", fault))?;
    let address = words::same_email(&email);
    admit(app, &address, &asking.network)?;
    let (now, settings) = (app.clock.now(), app.settings());
    let (link, expires_at) = link(&settings.signing_secret, &address, app.chance.identifier(), now);
    app.db
        .write(move |unit| {
            Box::pin(async move {
                let is_known = !erasure::of_address(unit, &address, 1).await?.is_empty();
                let letter = Letter::OwnComments { link: LinkPath(link), expires_at };
                let mail =
                    NewMail { to: &email, language: &settings.language, letter: &letter, unique: None };
                let queued = outbox::queue(unit, &mail, now).await?;
                if let (false, Some(letter)) = (is_known, queued) {
                    desk::discard(unit, letter).await?;
                }
                Ok::<_, Refusal>(((), Keys::of([Key::Outbox])))
            })
        })
        .await
}

fn admit(app: &App, address: &str, network: &str) -> Result<(), Refusal> {
    let (limits, now) = (&app.place.own_comments, app.clock.now().0);
    limits.network.admit(network.as_bytes(), now).map_err(Refusal::TooMany)?;
    let from_there = secrets::hash(format!("{address} {network}"));
    limits.account_and_network.admit(&from_there, now).map_err(Refusal::TooMany)?;
    limits.account.admit(&secrets::hash(address), now).map_err(Refusal::TooMany)
}

fn link(secret: &[u8], address: &str, nonce: String, now: Timestamp) -> (String, Timestamp) {
    let expires_at = now.plus_seconds(HOLDS_SECONDS);
    let link = SignedLink { subject: address.to_owned(), expires_at: expires_at.0, nonce };
    (format!("{PATH}{}", signed_link::write(secret, Purpose::OwnComments, &link)), expires_at)
}

/// Erases everything of somebody's, a few comments a unit; what a stop leaves, asking again erases. A link is used up by
/// it, and a cookie is worth nothing afterwards.
pub async fn erase(app: &App, whose: &Whose) -> Result<(), Refusal> {
    let stranger = secrets::hash(app.chance.bytes::<32>());
    loop {
        let (whose, stranger, now) = (whose.clone(), stranger.clone(), app.clock.now());
        let is_done = app
            .db
            .write(move |unit| Box::pin(async move { erase_some(unit, &whose, &stranger, now).await }))
            .await?;
        if is_done {
            return Ok(());
        }
    }
}

/// Answers whether nothing is left to be erased.
async fn erase_some(
    unit: &mut Unit,
    whose: &Whose,
    stranger: &[u8],
    now: Timestamp,
) -> Result<(bool, Keys), Refusal> {
    let condemned = match whose {
        Whose::Commenter(commenter) => {
            // Before their comments go: with what follows these goes what shows whose address it is.
            subscriptions::end_of_commenter(unit, *commenter).await?;
            erasure::of_commenter(unit, *commenter, AT_ONCE).await?
        }
        Whose::Address { nonce, .. } if spent_tokens::is_spent(unit, nonce).await? => {
            return Err(Refusal::Spent);
        }
        Whose::Address { email, .. } => erasure::of_address(unit, email, AT_ONCE).await?,
    };
    if condemned.is_empty() {
        match whose {
            Whose::Commenter(commenter) => {
                erasure::forget_commenter(unit, *commenter, stranger).await?;
            }
            Whose::Address { email, nonce, expires_at } => {
                spent_tokens::spend(unit, nonce, *expires_at).await?;
                subscriptions::end_all_of(unit, email).await?;
            }
        }
        return Ok((true, Keys::none()));
    }
    let mut keys = Keys::none();
    for comment in condemned {
        if matches!(whose, Whose::Address { .. }) {
            erasure::forget_writer(unit, comment.id).await?;
        }
        keys.join(erase_one(unit, comment, now).await?);
    }
    Ok((false, keys))
}

/// Leaves nothing of one comment but its place, and tells nobody of answers to it any more. The audit says that it was
/// erased, without a word of it.
pub(crate) async fn erase_one(
    unit: &mut Unit,
    comment: Condemned,
    now: Timestamp,
) -> Result<Keys, StoreError> {
    erasure::erase(unit, comment, now).await?;
    reports::forget(unit, comment.id).await?;
    subscriptions::end_of_comment(unit, comment.id).await?;
    let (before, after) = (Some(comment.state.word()), Some(CommentState::Deleted.word()));
    audit::record(unit, now, None, "erase", "comment", comment.id.0, before, after).await?;
    Ok(super::keys_of(comment.id, comment.post_id, comment.state == CommentState::Published))
}
