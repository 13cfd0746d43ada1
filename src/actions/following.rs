//! Following comments by mail. Nobody gets letters who has not agreed by a letter first, and nobody is asked often: the
//! budget of one address stands in the database, those of networks and posts in memory.

use std::sync::Arc;

use super::complaints::Complaints;
use super::mail::{Unready, ready};
use crate::app::App;
use crate::model::comment::PostComments;
use crate::model::ids::{CommenterId, FollowerId, PostId, SubscriptionId};
use crate::model::key::{Key, Keys};
use crate::model::letter::{Letter, LinkPath};
use crate::model::notice::{ASKED_A_WEEK, ASKED_AGAIN_AFTER, ASKED_AT_MOST, ASKED_FOR};
use crate::model::settings::Settings;
use crate::model::timestamp::Timestamp;
use crate::model::words::{self, Fault};
use crate::store::outbox::{self, NewMail, desk};
use crate::store::subscriptions::{self, Subscription, Target};
use crate::store::{StoreError, Unit, commenters, comments};
use crate::tools::secrets;
use crate::tools::signed_link::{self, LinkFault, Purpose, SignedLink};

/// Where the link of a letter that asks leads.
const CONFIRMATION: &str = "/comments/following/confirmation/";

/// Where what one letter came from is ended.
const END: &str = "/comments/following/end/";

/// Where everything that an address follows is seen.
const LIST: &str = "/comments/following/list/";

/// How long the links hold by which letters are stopped, in seconds: two years, since letters are kept.
const ENDED_WITHIN: i64 = 2 * 365 * 24 * 60 * 60;

/// How many things one address is shown to follow.
const LISTED: i64 = 200;

/// Somebody who wants to follow something.
#[derive(Debug, Clone)]
pub struct Asking {
    pub email: String,
    pub post: PostId,
    /// The receipt of their own comment whose answers they want to hear of, in place of all comments.
    pub receipt: Option<String>,
    /// What the commenter's cookie holds.
    pub cookie: Option<String>,
    /// The network it comes from, as limits count it.
    pub network: String,
}

/// What came of asking. Only the browser that the address has agreed for hears more than that a letter may come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Asked,
    Follows,
}

/// Why nothing came of it.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error(transparent)]
    Unready(#[from] Unready),
    #[error(transparent)]
    Fields(#[from] Complaints),
    /// With the seconds to wait.
    #[error("Too many letters were asked for from this network just now. Wait {0} seconds, then try again.")]
    TooMany(u64),
    #[error("There is no such post or comment, or nobody can comment there any more.")]
    Gone,
    #[error(transparent)]
    Link(#[from] LinkFault),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// An address that letters go to, checked, in small letters.
pub fn address(email: &str) -> Result<String, Fault> {
    words::email(email)?.map(|email| words::same_email(&email)).ok_or(Fault::Empty)
}

/// Asks an address by letter whether it wants to follow something. The answer is the same whether it follows that
/// already, was asked lately, or wants no letters; only a browser for which it has agreed before needs no letter.
pub async fn ask(app: &App, asking: Asking) -> Result<Outcome, Refusal> {
    ready(app)?;
    let email = address(&asking.email).map_err(|fault| Complaints::of("email", fault))?;
    let (limits, now) = (&app.place.follows, app.clock.now());
    limits.network.admit(asking.network.as_bytes(), now.0).map_err(Refusal::TooMany)?;
    limits.target.admit(asking.post.to_string().as_bytes(), now.0).map_err(Refusal::TooMany)?;
    let settings = app.settings();
    let request = Request {
        address_hash: address_hash(&settings.signing_secret, &email),
        token_hash: asking.cookie.map(secrets::hash),
        post: asking.post,
        receipt: asking.receipt,
        language: settings.language.clone(),
        secret: settings.signing_secret.clone(),
        nonce: app.chance.identifier(),
        email,
        now,
        settings: settings.clone(),
    };
    app.db
        .write(move |unit| {
            Box::pin(async move { Ok((request.carry_out(unit).await?, Keys::of([Key::Outbox]))) })
        })
        .await
}

fn address_hash(secret: &[u8], email: &str) -> Vec<u8> {
    secrets::sign(secret, "address that wants no letters", email)
}

/// Everything that is known before the unit begins.
#[derive(Clone)]
struct Request {
    email: String,
    address_hash: Vec<u8>,
    token_hash: Option<Vec<u8>>,
    post: PostId,
    receipt: Option<String>,
    language: String,
    secret: Vec<u8>,
    nonce: String,
    settings: Arc<Settings>,
    now: Timestamp,
}

impl Request {
    async fn carry_out(&self, unit: &mut Unit) -> Result<Outcome, Refusal> {
        let (target, title) = self.target(unit).await?;
        let commenter = commenter(unit, self.token_hash.as_deref()).await?;
        let follower = subscriptions::follower(unit, &self.email, &self.language, self.now).await?;
        let known = subscriptions::of_target(unit, follower, target).await?;
        let is_unwilling = subscriptions::is_unwilling(unit, &self.address_hash).await?;
        let has_agreed = match commenter {
            Some(commenter) => subscriptions::has_agreed(unit, follower, commenter).await?,
            None => false,
        };
        if has_agreed && !is_unwilling {
            let id = match &known {
                Some(known) => known.id,
                None => subscriptions::insert(unit, follower, target, commenter, self.now).await?,
            };
            subscriptions::confirm(unit, id, commenter, self.now).await?;
            return Ok(Outcome::Follows);
        }
        let may_ask = !is_unwilling && self.may_ask(unit, follower, known.as_ref()).await?;
        self.write(unit, follower, target, &title, known.as_ref(), commenter, may_ask).await?;
        Ok(Outcome::Asked)
    }

    /// What is to be followed and the title of its post: readers have to see it and comments have to be open.
    async fn target(&self, unit: &mut Unit) -> Result<(Target, String), Refusal> {
        let place = comments::place(unit, self.post).await?.ok_or(Refusal::Gone)?;
        if self.settings.comments.access(place.ground, self.now) != PostComments::Open {
            return Err(Refusal::Gone);
        }
        let comment = match &self.receipt {
            Some(receipt) => Some(comments::by_receipt(unit, receipt).await?.ok_or(Refusal::Gone)?.id),
            None => None,
        };
        Ok((Target { post: self.post, comment }, place.title))
    }

    async fn may_ask(
        &self,
        unit: &mut Unit,
        follower: FollowerId,
        known: Option<&Subscription>,
    ) -> Result<bool, StoreError> {
        let is_asked_enough = subscriptions::unanswered(unit, follower).await? >= ASKED_A_WEEK;
        Ok(!is_asked_enough
            && known.is_none_or(|known| {
                let is_long_ago = known.asked_at.plus_seconds(ASKED_AGAIN_AFTER) <= self.now;
                known.confirmed_at.is_none() && is_long_ago && known.asks < ASKED_AT_MOST
            }))
    }

    /// Queues the letter. Where none may go, the same rows are written and taken back, so that the answer is as long in
    /// coming.
    #[expect(clippy::too_many_arguments, reason = "what the unit has found out so far")]
    async fn write(
        &self,
        unit: &mut Unit,
        follower: FollowerId,
        target: Target,
        title: &str,
        known: Option<&Subscription>,
        commenter: Option<CommenterId>,
        may_ask: bool,
    ) -> Result<(), StoreError> {
        let id = match known {
            Some(known) => known.id,
            None => subscriptions::insert(unit, follower, target, commenter, self.now).await?,
        };
        let expires_at = self.now.plus_seconds(ASKED_FOR);
        let letter = Letter::Following {
            post_title: title.to_owned(),
            is_about_answers: target.comment.is_some(),
            link: LinkPath(self.link(id, follower, expires_at)),
            expires_at,
        };
        let mail = NewMail { to: &self.email, language: &self.language, letter: &letter, unique: None };
        let queued = outbox::queue(unit, &mail, self.now).await?;
        if may_ask {
            return subscriptions::asked(unit, id, self.now).await;
        }
        if let Some(letter) = queued {
            desk::discard(unit, letter).await?;
        }
        if known.is_none() {
            subscriptions::end(unit, follower, &[id]).await?;
        }
        Ok(())
    }

    fn link(&self, id: SubscriptionId, follower: FollowerId, expires_at: Timestamp) -> String {
        let subject = format!("{id}.{follower}");
        let link = SignedLink { subject, expires_at: expires_at.0, nonce: self.nonce.clone() };
        format!("{CONFIRMATION}{}", signed_link::write(&self.secret, Purpose::Following, &link))
    }
}

/// Whoever holds a commenter's cookie.
async fn commenter(unit: &mut Unit, token_hash: Option<&[u8]>) -> Result<Option<CommenterId>, StoreError> {
    let Some(hash) = token_hash else { return Ok(None) };
    Ok(commenters::by_token(unit, hash).await?.map(|known| known.id))
}

/// What a letter asks about, as long as its link holds and nobody has ended it.
pub async fn opened(app: &App, token: &str) -> Result<Subscription, Refusal> {
    let secret = &app.settings().signing_secret;
    let link = signed_link::read(secret, Purpose::Following, token, app.clock.now().0)?;
    let (id, follower) = link.subject.split_once('.').ok_or(LinkFault::Wrong)?;
    let id = SubscriptionId(id.parse().map_err(|_| LinkFault::Wrong)?);
    let found = subscriptions::by_id(&mut app.db.reader().await?, id).await?;
    let found = found.filter(|subscription| subscription.follower_id.to_string() == follower);
    found.ok_or(Refusal::Gone)
}

/// Agrees to letters. Doing so twice is doing so once. The browser that it is done in has shown that it reads them, and
/// not the one that asked, which may be anybody's.
pub async fn confirm(app: &App, token: &str, cookie: Option<String>) -> Result<Subscription, Refusal> {
    let subscription = opened(app, token).await?;
    let hash = address_hash(&app.settings().signing_secret, &subscription.email);
    let (id, now) = (subscription.id, app.clock.now());
    let token_hash = cookie.map(secrets::hash);
    app.db
        .write(move |unit| {
            Box::pin(async move {
                let commenter = commenter(unit, token_hash.as_deref()).await?;
                if !subscriptions::confirm(unit, id, commenter, now).await? {
                    return Err(Refusal::Gone);
                }
                subscriptions::relent(unit, &hash).await?;
                Ok(((), Keys::none()))
            })
        })
        .await?;
    Ok(subscription)
}

/// Says that this address wants no letters about comments, and is not to be asked again. Ends what it follows.
pub async fn refuse(app: &App, token: &str) -> Result<(), Refusal> {
    let subscription = opened(app, token).await?;
    let hash = address_hash(&app.settings().signing_secret, &subscription.email);
    let (email, now) = (subscription.email, app.clock.now());
    app.db
        .write(move |unit| {
            Box::pin(async move {
                subscriptions::refuse(unit, &hash, now).await?;
                subscriptions::end_all_of(unit, &email).await?;
                Ok(((), Keys::none()))
            })
        })
        .await
}

/// The path by which what one letter came from is ended, without login or cookie.
pub fn end_path(secret: &[u8], follower: FollowerId, these: &[SubscriptionId], now: Timestamp) -> String {
    let ids: Vec<_> = these.iter().map(ToString::to_string).collect();
    let link = lasting(format!("{follower}.{}", ids.join("-")), now);
    format!("{END}{}", signed_link::write(secret, Purpose::EndOfFollowing, &link))
}

/// The path to everything that an address follows.
pub fn list_path(secret: &[u8], follower: FollowerId, now: Timestamp) -> String {
    format!("{LIST}{}", signed_link::write(secret, Purpose::Followed, &lasting(follower.to_string(), now)))
}

/// These links give nothing away but the end of letters, and work as often as they are used.
fn lasting(subject: String, now: Timestamp) -> SignedLink {
    SignedLink { subject, expires_at: now.plus_seconds(ENDED_WITHIN).0, nonce: "0".to_owned() }
}

/// Is this a link that ends what a letter came from? It changes nothing.
pub fn may_end(app: &App, token: &str) -> Result<(), Refusal> {
    Ok(ending(app, token).map(|_| ())?)
}

fn ending(app: &App, token: &str) -> Result<(FollowerId, Vec<SubscriptionId>), LinkFault> {
    let secret = &app.settings().signing_secret;
    let link = signed_link::read(secret, Purpose::EndOfFollowing, token, app.clock.now().0)?;
    let (follower, ids) = link.subject.split_once('.').ok_or(LinkFault::Wrong)?;
    let follower = FollowerId(follower.parse().map_err(|_| LinkFault::Wrong)?);
    let ids = ids.split('-').filter_map(|id| id.parse().ok()).map(SubscriptionId).collect();
    Ok((follower, ids))
}

/// Ends what one letter came from. What was ended before is as good as ended now.
pub async fn end(app: &App, token: &str) -> Result<(), Refusal> {
    let (follower, ids) = ending(app, token)?;
    app.db
        .write(move |unit| {
            Box::pin(async move {
                subscriptions::end(unit, follower, &ids).await?;
                Ok(((), Keys::none()))
            })
        })
        .await
}

/// An address and what it follows.
pub struct Followed {
    /// Nothing if it follows nothing any more.
    pub email: Option<String>,
    pub subscriptions: Vec<Subscription>,
}

fn listing(app: &App, token: &str) -> Result<FollowerId, LinkFault> {
    let secret = &app.settings().signing_secret;
    let link = signed_link::read(secret, Purpose::Followed, token, app.clock.now().0)?;
    Ok(FollowerId(link.subject.parse().map_err(|_| LinkFault::Wrong)?))
}

/// Everything that the address of a link follows.
pub async fn listed(app: &App, token: &str) -> Result<Followed, Refusal> {
    let follower = listing(app, token)?;
    let mut db = app.db.reader().await?;
    let email = subscriptions::email_of(&mut db, follower).await?;
    let subscriptions = subscriptions::of_follower(&mut db, follower, LISTED).await?;
    Ok(Followed { email, subscriptions })
}

/// Ends one thing that the address of a link follows, or everything.
pub async fn end_listed(app: &App, token: &str, one: Option<SubscriptionId>) -> Result<(), Refusal> {
    let follower = listing(app, token)?;
    app.db
        .write(move |unit| {
            Box::pin(async move {
                match one {
                    Some(one) => subscriptions::end(unit, follower, &[one]).await?,
                    None => subscriptions::end_all(unit, follower).await?,
                };
                Ok(((), Keys::none()))
            })
        })
        .await
}

/// Where a comment of a letter stands today, whatever became of its post's address meanwhile.
pub fn comment_path(public_id: &str) -> String {
    format!("/comments/at/{public_id}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_the_same_one_as_where_comments_are_erased_by_it() {
        let address = address(" \u{c9}VA@Example.org ").unwrap();
        assert_eq!(address, words::same_email("\u{c9}va@example.ORG"));
        assert_eq!(address, "\u{c9}va@example.org");
    }
}
