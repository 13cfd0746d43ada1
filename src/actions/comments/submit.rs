//! Taking a comment: once, in the state that the blog's policy gives it, whatever the sender's connection does.

use std::sync::Arc;

use super::tickets::{commenter_token, network_hash, read, submission_key};
use super::{Checked, Draft, Refusal, Visitor, answered, check, judge, keys_of};
use crate::actions::spam;
use crate::app::blocklist::Judgement;
use crate::app::{App, Near};
use crate::model::comment::{
    CommentState, Content, NETWORK_REFUSES_FROM, NETWORK_REMEMBERS, PostComments, Reason,
    SAME_WORDS_HOLD_FROM, SAME_WORDS_REMEMBERED, Sender, TOO_FAST, first_state, is_too_much,
};
use crate::model::comment_settings::Ground;
use crate::model::ids::{CommentId, PostId};
use crate::model::key::Keys;
use crate::model::post::SourceFormat;
use crate::model::settings::Settings;
use crate::model::spam::{Looks, Score};
use crate::model::timestamp::Timestamp;
use crate::model::user::{Deed, User};
use crate::store::comments::sent::{Sent, insert_all};
use crate::store::comments::write::NewComment;
use crate::store::comments::{Asked, Circumstances, Most, circumstances};
use crate::store::{Answers, BoxFuture, Joint, StoreError, Unit, comments, desk, users};
use crate::tools::sanitise::{self, CommentBody};
use crate::tools::secrets;

/// Up to so many bytes a comment is rendered within some tens of microseconds, whatever stands in it.
const RENDERED_AT_ONCE: usize = 2048;

/// A comment that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// The part of an address under which its writer finds it.
    pub receipt: String,
    /// What the commenter's cookie shall hold.
    pub cookie: String,
}

/// Everything that is known before the unit begins.
#[derive(Clone)]
struct Submission {
    draft: Draft,
    checked: Checked,
    body: CommentBody,
    judged: Judgement,
    visitor: Visitor,
    settings: Arc<Settings>,
    public_id: String,
    receipt: String,
    /// What is kept of the ticket.
    spent: String,
    /// The cookie that this ticket gives to somebody without one.
    fresh_cookie: String,
    content_hash: Vec<u8>,
    network_hash: Vec<u8>,
    /// Of the cookie that came with it.
    token_hash: Option<Vec<u8>>,
    score: Score,
    looks: Looks,
    nearly_same_words: i64,
    was_too_fast: bool,
    now: Timestamp,
}

/// Takes a comment. Sent again, with the same ticket or by the same commenter within a day, it is the same comment.
pub async fn submit(app: &App, by: Visitor, draft: Draft, ticket: &str) -> Result<Accepted, Refusal> {
    let (settings, now) = (app.settings(), app.clock.now());
    let checked = check(&draft, &settings.comments)?;
    let secret = &settings.signing_secret;
    let ticket = read(secret, ticket, draft.post, now).ok_or(Refusal::Stale)?;
    let body = body(app, &checked.text).await;
    let network_hash = network_hash(secret, by.address);
    let judged = judge(app, &checked, &body, Some(&network_hash)).await?;
    let met = judged.met.clone();
    let content_hash = secrets::hash(&checked.text);
    let said = spam::said(checked.name.clone(), checked.website.clone(), &body.html);
    let score = spam::score(app, &said);
    let (near, mark) = (nearly_same_words(app, &body.text, &content_hash, now), mark(&content_hash));
    let submission = Submission {
        body,
        judged,
        score,
        looks: score.looks(settings.comments.spam_limits()),
        nearly_same_words: i64::try_from(near.alike).unwrap_or(i64::MAX),
        was_too_fast: now.0 - ticket.issued.0 < TOO_FAST,
        public_id: app.chance.public_id(now),
        receipt: app.chance.identifier_at(now),
        spent: submission_key(ticket),
        fresh_cookie: commenter_token(secret, ticket.nonce),
        content_hash,
        network_hash,
        token_hash: by.cookie.as_ref().map(secrets::hash),
        settings: settings.clone(),
        visitor: by,
        draft,
        checked,
        now,
    };
    let answer = app.db.write_joint(submission).await;
    if answer.is_err() && near.is_first {
        app.spam.forget_text(mark);
    }
    if matches!(answer, Ok(_) | Err(Refusal::Blocked(_))) {
        app.blocks.note(&met, now);
    }
    answer
}

/// How many others lately were nearly this one. It is remembered at once, so that many that come at the same moment see
/// each other.
fn nearly_same_words(app: &App, text: &str, content_hash: &[u8], now: Timestamp) -> Near {
    app.spam.nearly_same(text, mark(content_hash), now, now.plus_seconds(-SAME_WORDS_REMEMBERED))
}

/// What tells a text from others in memory.
fn mark(content_hash: &[u8]) -> u64 {
    content_hash.first_chunk().copied().map_or(0, u64::from_le_bytes)
}

/// A thread of its own for what is long: to hand over a few lines takes longer than they do.
pub(super) async fn body(app: &App, text: &str) -> CommentBody {
    if text.len() <= RENDERED_AT_ONCE {
        return sanitise::comment_from_markdown(text);
    }
    let text = text.to_owned();
    app.workshop.make(move || sanitise::comment_from_markdown(&text)).await
}

impl Joint for Submission {
    type Outcome = Accepted;
    type Refusal = Refusal;

    /// By ticket, sender, network or words: each of these decides about the next comment that has it.
    fn touches(&self, other: &Self) -> bool {
        let is_same_sender = self.token_hash.is_some() && self.token_hash == other.token_hash;
        is_same_sender
            || self.spent == other.spent
            || self.network_hash == other.network_hash
            || self.content_hash == other.content_hash
    }

    fn do_all(all: Vec<Self>, unit: &mut Unit) -> BoxFuture<'_, Result<Answers<Self>, StoreError>> {
        Box::pin(take_all(unit, all))
    }
}

/// First all decisions, which only read; then everything that is kept.
async fn take_all(unit: &mut Unit, all: Vec<Submission>) -> Result<Answers<Submission>, StoreError> {
    let asked: Vec<_> = all.iter().map(asked).collect();
    let most = Most { from_network: NETWORK_REFUSES_FROM, same_words: SAME_WORDS_HOLD_FROM };
    let found = circumstances(unit, &asked, most).await?;
    let mut decisions = Vec::with_capacity(all.len());
    for (new, found) in all.iter().zip(found) {
        decisions.push(match decide(unit, new, &found).await {
            Err(Refusal::Store(error)) => return Err(error),
            decision => decision,
        });
    }
    let (mut kept, mut answers) = (Vec::new(), Vec::with_capacity(all.len()));
    for (new, decision) in all.into_iter().zip(decisions) {
        answers.push(match decision {
            Ok(Decision::Keep(decided)) => {
                let accepted = Accepted { receipt: new.receipt.clone(), cookie: decided.cookie.clone() };
                let (hash, score) = (secrets::hash(&decided.cookie), new.score);
                kept.push((hash, score, row(new, &decided)));
                Ok((accepted, true))
            }
            Ok(Decision::IsKept(accepted)) => Ok((accepted, false)),
            Err(refusal) => Err(refusal),
        });
    }
    let mut touched = keep(unit, &kept).await?.into_iter();
    let mut keys = |is_new: bool| if is_new { touched.next().unwrap_or_default() } else { Keys::none() };
    let with_keys = |answer: Result<_, _>| answer.map(|(accepted, is_new)| (accepted, keys(is_new)));
    Ok(answers.into_iter().map(with_keys).collect())
}

/// Writes down what is kept, and names what each touches.
async fn keep(unit: &mut Unit, kept: &[(Vec<u8>, Score, NewComment)]) -> Result<Vec<Keys>, StoreError> {
    let sent: Vec<_> = kept
        .iter()
        .map(|(hash, score, comment)| Sent { comment, token_hash: Some(hash.as_slice()), score: *score })
        .collect();
    let ids = insert_all(unit, &sent).await?;
    let keys = |(id, sent): (CommentId, &Sent<'_>)| {
        keys_of(id, sent.comment.post_id, sent.comment.state == CommentState::Published)
    };
    Ok(ids.into_iter().zip(&sent).map(keys).collect())
}

/// What is to be done with a comment that is not refused.
enum Decision {
    Keep(Kept),
    /// It was sent before.
    IsKept(Accepted),
}

struct Kept {
    cookie: String,
    parent: Option<CommentId>,
    state: CommentState,
    reason: Reason,
}

async fn decide(unit: &mut Unit, new: &Submission, found: &Circumstances) -> Result<Decision, Refusal> {
    let cookie = match found.commenter_id.and(new.visitor.cookie.as_ref()) {
        Some(cookie) => cookie.clone(),
        None => new.fresh_cookie.clone(),
    };
    if let Some(sent) = found.sent() {
        let receipt = sent_before(unit, new, sent).await?;
        return Ok(Decision::IsKept(Accepted { receipt, cookie }));
    }
    let ground = found.ground().ok_or(Refusal::PostGone)?;
    let rules = &new.settings.comments;
    if rules.access(ground, new.now) != PostComments::Open {
        return Err(Refusal::Closed);
    }
    let parent = answered(unit, new.draft.post, new.draft.parent.as_deref()).await?.map(|parent| parent.id);
    if let Some(receipt) = said_before(unit, new, found, parent).await? {
        return Ok(Decision::IsKept(Accepted { receipt, cookie }));
    }
    let sender = sender(unit, new, found).await?;
    if is_too_much(sender) {
        return Err(Refusal::TooMany);
    }
    if let Some(kind) = new.judged.refused.filter(|_| !sender.is_author) {
        return Err(Refusal::Blocked(kind));
    }
    let (state, reason) = first_state(rules, sender, content(new, ground)).ok_or(Refusal::Closed)?;
    Ok(Decision::Keep(Kept { cookie, parent, state, reason }))
}

fn content(new: &Submission, ground: Ground) -> Content {
    Content {
        links: i64::try_from(new.body.addresses.len()).unwrap_or(i64::MAX),
        meets_block: new.judged.is_held,
        has_taken_name: new.judged.has_taken_name && new.visitor.user.is_none(),
        is_on_old_post: new.settings.comments.holds_at(ground).is_some_and(|from| from <= new.now),
    }
}

fn asked(new: &Submission) -> Asked<'_> {
    Asked {
        token_hash: new.token_hash.as_deref(),
        post: new.draft.post,
        submission_key: &new.spent,
        network_hash: &new.network_hash,
        from_network_since: new.now.plus_seconds(-NETWORK_REMEMBERS),
        content_hash: &new.content_hash,
        same_words_since: new.now.plus_seconds(-SAME_WORDS_REMEMBERED),
    }
}

/// The receipt of the comment that this ticket was spent on. Other words on the same ticket are not that comment.
async fn sent_before(unit: &mut Unit, new: &Submission, sent: comments::Sent) -> Result<String, Refusal> {
    let parent = match &new.draft.parent {
        Some(public_id) => comments::id_of(unit, public_id).await?,
        None => None,
    };
    let is_same = sent.content_hash == new.content_hash && sent.parent_id == parent;
    if is_same { Ok(sent.receipt) } else { Err(Refusal::Stale) }
}

/// The receipt of what this commenter said here in the same words, if they said them anywhere lately.
async fn said_before(
    unit: &mut Unit,
    new: &Submission,
    found: &Circumstances,
    parent: Option<CommentId>,
) -> Result<Option<String>, StoreError> {
    let Some(commenter) = found.commenter_id.filter(|_| found.has_said_so) else { return Ok(None) };
    let since = new.now.plus_seconds(-SAME_WORDS_REMEMBERED);
    let place = (new.draft.post, parent);
    let same = comments::same_words(unit, commenter, place, &new.content_hash, since).await?;
    Ok(same.map(|sent| sent.receipt))
}

async fn sender(unit: &mut Unit, new: &Submission, found: &Circumstances) -> Result<Sender, StoreError> {
    Ok(Sender {
        approved: found.approved_count,
        recent_from_network: found.from_network,
        same_words: found.same_words,
        nearly_same_words: new.nearly_same_words,
        looks: new.looks,
        was_too_fast: new.was_too_fast,
        fell_into_trap: new.visitor.fell_into_trap,
        is_author: is_author(unit, new.draft.post, new.visitor.user.as_ref()).await?,
    })
}

/// Does this person stand behind the post, or could they approve the comment themselves?
pub(super) async fn is_author(
    unit: &mut Unit,
    post: PostId,
    user: Option<&User>,
) -> Result<bool, StoreError> {
    let Some(user) = user else { return Ok(false) };
    match users::by_id(unit, user.id).await? {
        Some(user) if user.may(Deed::ModerateComments) => Ok(true),
        Some(user) => desk::is_author(unit, post, user.id).await,
        None => Ok(false),
    }
}

fn row(new: Submission, kept: &Kept) -> NewComment {
    let Checked { name, email, website, text } = new.checked;
    NewComment {
        public_id: new.public_id,
        receipt: new.receipt,
        post_id: new.draft.post,
        parent_id: kept.parent,
        submission_key: Some(new.spent),
        commenter_id: None,
        user_id: new.visitor.user.as_ref().map(|user| user.id),
        state: kept.state,
        reason: kept.reason,
        name,
        email,
        website,
        source: text,
        source_format: SourceFormat::Markdown,
        html: new.body.html,
        render_version: sanitise::RENDER_VERSION,
        content_hash: new.content_hash,
        // Nothing asks from where a comment came that passes because its writer is known, so it is not kept.
        network_hash: (kept.reason != Reason::Known).then_some(new.network_hash),
        published_at: new.now,
        created_at: new.now,
        provenance: None,
    }
}
