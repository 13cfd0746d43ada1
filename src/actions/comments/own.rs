//! What the writer of a comment does with it later, without an account: change it for a while, and delete it. That it is
//! theirs is shown by the commenter's cookie, or by a link that was sent to the address they left. A receipt alone shows
//! nothing: it is made to be handed on.

use std::sync::Arc;

use super::submit::{body, is_author};
use super::tickets::network_hash;
use super::{Checked, Faults, Visitor, judge, keys_of};
use crate::actions::spam;
use crate::app::App;
use crate::app::blocklist::Judgement;
use crate::model::comment::{
    CommentState, Content, NETWORK_REFUSES_FROM, NETWORK_REMEMBERS, PostComments, Reason,
    SAME_WORDS_HOLD_FROM, SAME_WORDS_REMEMBERED, Sender, first_state, is_too_much, vouches,
};
use crate::model::comment_settings::CommentSettings;
use crate::model::html::Html;
use crate::model::key::Keys;
use crate::model::own_comment::{self, ChangedBy, Standing, Unchangeable, after_change, may_change};
use crate::model::settings::Settings;
use crate::model::spam::{Looks, Score};
use crate::model::timestamp::Timestamp;
use crate::model::words;
use crate::store::comments::versions::{self, NewWords, Words};
use crate::store::comments::write::set_state;
use crate::store::comments::{Asked, Circumstances, Most, circumstances, erasure};
use crate::store::{Source, StoreError, Unit, audit, reports, spent_tokens};
use crate::tools::sanitise::{self, CommentBody};
use crate::tools::secrets;
use crate::tools::signed_link::{self, Purpose, SignedLink};

/// How somebody shows that a comment is theirs.
#[derive(Debug, Clone, Default)]
pub struct Proof {
    /// What the commenter's cookie holds.
    pub cookie: Option<String>,
    /// What stands in the link of a letter.
    pub link: Option<String>,
}

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error("There is no such comment.")]
    Unknown,
    #[error("Nothing shows that this comment is yours.")]
    NotYours,
    #[error(transparent)]
    Unchangeable(#[from] Unchangeable),
    #[error("Some fields have to be changed first.")]
    Fields(Faults),
    #[error("Comments are closed here, so none can be changed either.")]
    Closed,
    #[error("It was changed meanwhile, from another window or by those who run the blog.")]
    Stale,
    #[error("Too many comments came from this network just now.")]
    TooMany,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A proof as it is held against a comment.
#[derive(Debug, Clone, Default)]
pub(super) struct Claim {
    token_hash: Option<Vec<u8>>,
    link: Option<SignedLink>,
}

impl Claim {
    /// What is known before anything is read. A link that is not ours, or has run out, shows nothing.
    pub(super) fn of(app: &App, proof: &Proof) -> Self {
        let secret = &app.settings().signing_secret;
        let read =
            |link: &String| signed_link::read(secret, Purpose::OwnComments, link, app.clock.now().0).ok();
        Self {
            token_hash: proof.cookie.as_ref().map(secrets::hash),
            link: proof.link.as_ref().and_then(read),
        }
    }

    async fn holds(&self, db: &mut impl Source, comment: &Words) -> Result<bool, StoreError> {
        if self.token_hash.is_some() && self.token_hash == comment.token_hash {
            return Ok(true);
        }
        let Some(link) = &self.link else { return Ok(false) };
        let is_theirs = comment.email.as_ref().is_some_and(|email| words::same_email(email) == link.subject);
        Ok(is_theirs && !spent_tokens::is_spent(db, &link.nonce).await?)
    }
}

/// The comment behind a receipt, for whoever shows that it is theirs.
pub async fn open(app: &App, proof: &Proof, receipt: &str) -> Result<Words, Refusal> {
    let mut db = app.db.reader().await?;
    held(&mut db, &Claim::of(app, proof), receipt).await
}

async fn held(db: &mut impl Source, claim: &Claim, receipt: &str) -> Result<Words, Refusal> {
    let comment = versions::words_by_receipt(db, receipt).await?.ok_or(Refusal::Unknown)?;
    if claim.holds(db, &comment).await? { Ok(comment) } else { Err(Refusal::NotYours) }
}

/// The same, as long as its words may be changed.
pub async fn open_to_change(app: &App, proof: &Proof, receipt: &str) -> Result<Words, Refusal> {
    let comment = open(app, proof, receipt).await?;
    changeable(&comment, &app.settings().comments, app.clock.now())?;
    Ok(comment)
}

/// Words may be changed only where a new comment would be taken: a post that its age has closed takes no changes either.
fn changeable(comment: &Words, rules: &CommentSettings, now: Timestamp) -> Result<(), Refusal> {
    let standing =
        Standing { state: comment.state, sent_at: comment.published_at, versions: comment.versions };
    may_change(standing, rules.edit_minutes, now)?;
    let ground = comment.ground().ok_or(Refusal::Closed)?;
    if rules.access(ground, now) == PostComments::Open { Ok(()) } else { Err(Refusal::Closed) }
}

/// What a comment would look like with other words. Changes nothing.
pub async fn preview(app: &App, proof: &Proof, receipt: &str, text: &str) -> Result<(Words, Html), Refusal> {
    let comment = open_to_change(app, proof, receipt).await?;
    let text = checked(text)?;
    Ok((comment, body(app, &text).await.html))
}

fn checked(text: &str) -> Result<String, Refusal> {
    let fault = |fault| Refusal::Fields(Faults { text: Some(fault), ..Faults::default() });
    words::text(text, words::COMMENT_MAX).map_err(fault)
}

/// Everything that is known before the unit of a change begins.
#[derive(Clone)]
struct Change {
    claim: Claim,
    receipt: String,
    /// How many versions there were when it was looked at.
    seen: i64,
    text: String,
    body: CommentBody,
    judged: Judgement,
    visitor: Visitor,
    network_hash: Vec<u8>,
    /// It has changed as much lately as it may.
    network_is_busy: bool,
    looks: Looks,
    score: Score,
    settings: Arc<Settings>,
    now: Timestamp,
}

/// Puts other words into one's own comment. `seen` is how many versions came before the one that was looked at. They are
/// judged as if they were new, so that a public comment may have to wait again.
pub async fn change(
    app: &App,
    by: Visitor,
    proof: &Proof,
    receipt: &str,
    (text, seen): (&str, i64),
) -> Result<(), Refusal> {
    let comment = open(app, proof, receipt).await?;
    let text = checked(text)?;
    let settings = app.settings();
    let network_hash = network_hash(&settings.signing_secret, by.address);
    let now = app.clock.now();
    let network_is_busy = app.place.own.changes.admit(&network_hash, now.0).is_err();
    let body = body(app, &text).await;
    let score = spam::score(app, &spam::said(comment.name.clone(), comment.website.clone(), &body.html));
    let (name, email, website) = (comment.name, comment.email, comment.website);
    let as_new = Checked { name, email, website, text: text.clone() };
    let judged = judge(app, &as_new, &body, Some(&network_hash)).await?;
    let change = Change {
        claim: Claim::of(app, proof),
        receipt: receipt.to_owned(),
        seen,
        body,
        judged,
        text,
        network_hash,
        network_is_busy,
        visitor: by,
        looks: score.looks(settings.comments.spam_limits()),
        score,
        settings,
        now,
    };
    app.db.write(move |unit| Box::pin(async move { change.carry_out(unit).await })).await
}

impl Change {
    async fn carry_out(&self, unit: &mut Unit) -> Result<((), Keys), Refusal> {
        let comment = held(unit, &self.claim, &self.receipt).await?;
        if comment.source == self.text {
            // Sent twice, or not changed at all: there is nothing that anybody would see.
            return Ok(((), Keys::none()));
        }
        changeable(&comment, &self.settings.comments, self.now)?;
        if comment.versions != self.seen {
            return Err(Refusal::Stale);
        }
        let stands = (comment.state, comment.reason);
        let judged = self.judge(unit, &comment).await?;
        let (state, reason) = after_change(stands, judged);
        versions::rewrite(unit, comment.id, &self.words(&comment), (ChangedBy::Writer, None), self.now)
            .await?;
        let moved = set_state(unit, comment.id, comment.state, state, Some(reason), self.now).await?;
        let states = moved.map(|_| (comment.state.word(), state.word()));
        let (before, after) = states.unzip();
        audit::record(unit, self.now, None, "change_own", "comment", comment.id.0, before, after).await?;
        let readers_see = [comment.state, state].contains(&CommentState::Published);
        Ok(((), keys_of(comment.id, comment.post_id, readers_see)))
    }

    fn words(&self, comment: &Words) -> NewWords {
        NewWords {
            name: comment.name.clone(),
            website: comment.website.clone(),
            source: self.text.clone(),
            html: self.body.html.clone(),
            render_version: sanitise::RENDER_VERSION,
            content_hash: secrets::hash(&self.text),
            score: self.score,
        }
    }

    /// What would be done with these words if they were new. The comment itself is no reference for its writer.
    async fn judge(&self, unit: &mut Unit, comment: &Words) -> Result<(CommentState, Reason), Refusal> {
        let found = self.circumstances(unit, comment).await?;
        let sender = Sender {
            approved: found.approved_count - i64::from(vouches(comment.state, comment.reason)),
            recent_from_network: if self.network_is_busy { NETWORK_REFUSES_FROM } else { found.from_network },
            same_words: found.same_words,
            nearly_same_words: 0,
            looks: self.looks,
            was_too_fast: false,
            fell_into_trap: self.visitor.fell_into_trap,
            is_author: is_author(unit, comment.post_id, self.visitor.user.as_ref()).await?,
        };
        if is_too_much(sender) {
            return Err(Refusal::TooMany);
        }
        // What would be refused as a new comment waits: it is here already.
        let content = Content {
            links: i64::try_from(self.body.addresses.len()).unwrap_or(i64::MAX),
            meets_block: self.judged.is_held,
            has_taken_name: self.judged.has_taken_name && self.visitor.user.is_none(),
            is_on_old_post: comment
                .ground()
                .and_then(|ground| self.settings.comments.holds_at(ground))
                .is_some_and(|from| from <= self.now),
        };
        first_state(&self.settings.comments, sender, content).ok_or(Refusal::Closed)
    }

    async fn circumstances(&self, unit: &mut Unit, comment: &Words) -> Result<Circumstances, Refusal> {
        let content_hash = secrets::hash(&self.text);
        let asked = Asked {
            token_hash: comment.token_hash.as_deref(),
            post: comment.post_id,
            // No ticket: a change makes no new comment.
            submission_key: "",
            network_hash: &self.network_hash,
            from_network_since: self.now.plus_seconds(-NETWORK_REMEMBERS),
            content_hash: &content_hash,
            same_words_since: self.now.plus_seconds(-SAME_WORDS_REMEMBERED),
        };
        let most = Most { from_network: NETWORK_REFUSES_FROM, same_words: SAME_WORDS_HOLD_FROM };
        circumstances(unit, &[asked], most).await?.pop().ok_or(Refusal::Unknown)
    }
}

/// Deletes one's own comment, in whatever state it is. Its words stay with the moderators for thirty days, and nobody but
/// its writer could bring it back.
pub async fn withdraw(app: &App, proof: &Proof, receipt: &str) -> Result<(), Refusal> {
    let (claim, receipt, now) = (Claim::of(app, proof), receipt.to_owned(), app.clock.now());
    app.db
        .write(move |unit| {
            Box::pin(async move {
                let comment = held(unit, &claim, &receipt).await?;
                if own_comment::is_taken_back(comment.reason) {
                    return Ok(((), Keys::none()));
                }
                withdraw_in(unit, &comment, now).await
            })
        })
        .await
}

async fn withdraw_in(unit: &mut Unit, comment: &Words, now: Timestamp) -> Result<((), Keys), Refusal> {
    let (from, to) = (comment.state, CommentState::Deleted);
    if set_state(unit, comment.id, from, to, Some(Reason::Withdrawn), now).await?.is_none() {
        erasure::withdraw_deleted(unit, comment.id, now).await?;
    }
    reports::forget(unit, comment.id).await?;
    let (before, after) = (Some(from.word()), Some(to.word()));
    audit::record(unit, now, None, "delete_own", "comment", comment.id.0, before, after).await?;
    Ok(((), keys_of(comment.id, comment.post_id, from == CommentState::Published)))
}
