//! Deciding about one comment by the link of a letter, without a login: for whom the letter was, about the comment that
//! it showed, once. The queue's own rules hold for it as for everybody.

use super::moderate::{self, Seen};
use crate::app::App;
use crate::model::comment::{CommentState, Verdict};
use crate::model::ids::{CommentId, UserId};
use crate::model::key::Keys;
use crate::model::timestamp::Timestamp;
use crate::model::user::{Deed, User};
use crate::store::notices::letters::{self, Told};
use crate::store::queue::{self, Standing};
use crate::store::{StoreError, spent_tokens, users};
use crate::tools::signed_link::{self, LinkFault, Purpose, SignedLink};

/// How long a link holds, in seconds: seven days.
const HOLDS_SECONDS: i64 = 7 * 24 * 60 * 60;

const PATH: &str = "/comments/decisions/";

/// Why a link decides nothing.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error(transparent)]
    Link(#[from] LinkFault),
    #[error("Whom this link was for may not moderate comments any more.")]
    NotAllowed,
    #[error("This comment is not there any more.")]
    Gone,
    #[error(transparent)]
    Moderation(#[from] moderate::Refusal),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What a link is about, as it stands now.
pub struct Opened {
    /// For whom it is.
    pub by: User,
    pub comment: Told,
    /// Who decided last, if anybody did.
    pub standing: Standing,
    /// It was used: what it offered was done by it.
    pub is_spent: bool,
}

impl Opened {
    /// Is there still something to decide by it?
    pub fn is_open(&self) -> bool {
        !self.is_spent && self.comment.state == CommentState::Pending
    }
}

pub fn may_decide(user: &User) -> bool {
    user.may(Deed::ModerateComments)
}

/// The path of a link for somebody to decide about a comment.
pub fn path(app: &App, user: UserId, comment: CommentId, nonce: String, written_at: Timestamp) -> String {
    let expires_at = written_at.plus_seconds(HOLDS_SECONDS).0;
    let link = SignedLink { subject: format!("{user}.{comment}"), expires_at, nonce };
    format!("{PATH}{}", signed_link::write(&app.settings().signing_secret, Purpose::Decision, &link))
}

fn read(app: &App, token: &str) -> Result<(SignedLink, UserId, CommentId), LinkFault> {
    let secret = &app.settings().signing_secret;
    let link = signed_link::read(secret, Purpose::Decision, token, app.clock.now().0)?;
    let (user, comment) = link.subject.split_once('.').ok_or(LinkFault::Wrong)?;
    let user = UserId(user.parse().map_err(|_| LinkFault::Wrong)?);
    let comment = CommentId(comment.parse().map_err(|_| LinkFault::Wrong)?);
    Ok((link, user, comment))
}

/// What a link offers. Changes nothing, however often programs look at it.
pub async fn opened(app: &App, token: &str) -> Result<Opened, Refusal> {
    let (link, user, comment) = read(app, token)?;
    let mut db = app.db.reader().await?;
    let by = users::by_id(&mut db, user).await?.filter(may_decide).ok_or(Refusal::NotAllowed)?;
    // In this order: what is changed in between is shown as it is, and counts as not seen.
    let standing = queue::standing(&mut db, &[comment]).await?.pop();
    let found = letters::comments(&mut db, &[comment], Some(user)).await?.pop();
    let is_spent = spent_tokens::is_spent(&mut db, &link.nonce).await?;
    match (found, standing) {
        (Some(comment), Some(standing)) => Ok(Opened { by, comment, standing, is_spent }),
        _ => Err(Refusal::Gone),
    }
}

/// Decides, if nobody has meanwhile; answers how things stand then. `versions` came before the one that was looked at.
pub async fn decide(app: &App, token: &str, verdict: Verdict, versions: i64) -> Result<Opened, Refusal> {
    let before = opened(app, token).await?;
    if !before.is_open() {
        return Ok(before);
    }
    let (link, _, comment) = read(app, token)?;
    let seen = [Seen { id: comment, versions }];
    let outcome = moderate::decide(app, &before.by, verdict, CommentState::Pending, &seen).await?;
    if outcome.done.contains(&comment) {
        spend(app, link).await?;
    }
    opened(app, token).await
}

async fn spend(app: &App, link: SignedLink) -> Result<(), StoreError> {
    app.db
        .write(move |unit| {
            Box::pin(async move {
                spent_tokens::spend(unit, &link.nonce, Timestamp(link.expires_at)).await?;
                Ok(((), Keys::none()))
            })
        })
        .await
}
