//! What those who run the blog do with a comment beside deciding about it: other words with a note that says so, an
//! answer that is published at once, and one comment that stands before all others.

use super::moderate::{self, Move, Seen, UNDO, carry_out_in};
use super::submit::body;
use super::{Faults, keys_of};
use crate::actions::{spam, standing};
use crate::app::App;
use crate::model::comment::{CommentState, PostComments, Reason, Verdict};
use crate::model::html::Html;
use crate::model::ids::{CommentId, UserId};
use crate::model::key::{Key, Keys};
use crate::model::own_comment::{ChangedBy, VERSIONS_AT_MOST};
use crate::model::post::SourceFormat;
use crate::model::timestamp::Timestamp;
use crate::model::user::{Deed, User};
use crate::model::words;
use crate::store::comments::versions::{self, NewWords, Words};
use crate::store::comments::write::{NewComment, insert};
use crate::store::comments::{self, pins};
use crate::store::{StoreError, Unit, audit, queue};
use crate::tools::{sanitise, secrets};

/// Why a comment was left as it is.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error("This is for whoever may moderate comments.")]
    NotAllowed,
    #[error("There is no such comment.")]
    Unknown,
    #[error("Some fields have to be changed first.")]
    Fields(Faults),
    #[error("It was changed since you saw it: read it again.")]
    Stale,
    #[error("It was deleted, so its words can’t be changed. Publish it first, if that can be done.")]
    Deleted,
    #[error("It has {VERSIONS_AT_MOST} versions, and no more are kept.")]
    TooOften,
    #[error("It was rejected, marked as spam or deleted. Approve it first, then answer it.")]
    NotAnswerable,
    #[error("It waits, and nothing is left of it that could be published, so it can’t be answered.")]
    Wordless,
    #[error("Its post is not public, or takes no comments any more.")]
    Closed,
    #[error("Only a published comment can be pinned. Approve it first.")]
    NotPublished,
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<moderate::Refusal> for Refusal {
    fn from(refusal: moderate::Refusal) -> Self {
        match refusal {
            moderate::Refusal::NotAllowed => Self::NotAllowed,
            moderate::Refusal::Store(error) => Self::Store(error),
            moderate::Refusal::TooMany | moderate::Refusal::NoSuchMove => Self::Stale,
        }
    }
}

/// A comment as a moderator would have it.
#[derive(Debug, Clone)]
pub struct Edit {
    pub name: String,
    pub website: String,
    pub text: String,
    /// How many versions came before the one that was looked at.
    pub seen: i64,
}

/// Changes a comment's words, name or website. Readers see a note that says so, moderators what stood there.
pub async fn edit(app: &App, by: &User, id: CommentId, edit: Edit) -> Result<(), Refusal> {
    let before = versions::words(&mut app.db.reader().await?, id).await?.ok_or(Refusal::Unknown)?;
    let words = checked(app, &edit, before.source_format).await?;
    let (by, now, seen) = (by.id, app.clock.now(), edit.seen);
    app.db
        .write(move |unit| {
            Box::pin(async move {
                allowed(unit, by).await?;
                let comment = versions::words(unit, id).await?.ok_or(Refusal::Unknown)?;
                if is_same(&comment, &words) {
                    return Ok(((), Keys::none()));
                }
                may_be_changed(&comment, seen)?;
                versions::rewrite(unit, id, &words, (ChangedBy::Blog, Some(by)), now).await?;
                audit::record(unit, now, Some(by), "edit", "comment", id.0, None, None).await?;
                Ok(((), keys_of(id, comment.post_id, comment.state == CommentState::Published)))
            })
        })
        .await
}

async fn allowed(unit: &mut Unit, by: UserId) -> Result<User, Refusal> {
    standing::allowed(unit, by, Deed::ModerateComments).await?.ok_or(Refusal::NotAllowed)
}

fn is_same(comment: &Words, words: &NewWords) -> bool {
    (&comment.name, &comment.website, &comment.source) == (&words.name, &words.website, &words.source)
}

fn may_be_changed(comment: &Words, seen: i64) -> Result<(), Refusal> {
    if comment.state == CommentState::Deleted {
        return Err(Refusal::Deleted);
    }
    if comment.versions >= VERSIONS_AT_MOST {
        return Err(Refusal::TooOften);
    }
    if comment.versions == seen { Ok(()) } else { Err(Refusal::Stale) }
}

async fn checked(app: &App, edit: &Edit, format: SourceFormat) -> Result<NewWords, Refusal> {
    let name = words::line(&edit.name, words::NAME_MAX);
    let website = words::website(&edit.website);
    let text = words::text(&edit.text, words::COMMENT_MAX);
    let (Ok(name), Ok(website), Ok(text)) = (&name, &website, &text) else {
        let (name, website, text) = (name.err(), website.err(), text.err());
        return Err(Refusal::Fields(Faults { name, website, text, ..Faults::default() }));
    };
    let html = rendered(app, text, format).await;
    Ok(NewWords {
        name: name.clone(),
        website: website.clone(),
        source: text.clone(),
        score: spam::score(app, &spam::said(name.clone(), website.clone(), &html)),
        html,
        render_version: sanitise::RENDER_VERSION,
        content_hash: secrets::hash(text),
    })
}

/// What came with an import is written in HTML.
async fn rendered(app: &App, text: &str, format: SourceFormat) -> Html {
    match format {
        SourceFormat::Markdown => body(app, text).await.html,
        SourceFormat::Html => {
            let text = text.to_owned();
            app.workshop.make(move || sanitise::comment_from_html(&text).html).await
        }
    }
}

/// An answer that was published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reply {
    pub id: CommentId,
    /// The answered comment waited, and is published now too.
    pub has_approved: bool,
}

/// Everything that is known of an answer before its unit begins.
#[derive(Clone)]
struct NewReply {
    by: UserId,
    to: Seen,
    key: String,
    text: String,
    html: Html,
    public_id: String,
    receipt: String,
    now: Timestamp,
}

/// Answers a comment under one's own name, published at once, and approves it if it waits. `key` makes sending it twice
/// one answer.
pub async fn reply(app: &App, by: &User, to: Seen, text: &str, key: &str) -> Result<Reply, Refusal> {
    let fault = |fault| Refusal::Fields(Faults { text: Some(fault), ..Faults::default() });
    let text = words::text(text, words::COMMENT_MAX).map_err(fault)?;
    let now = app.clock.now();
    let reply = NewReply {
        by: by.id,
        to,
        // Under a prefix, so that no form of the desk can take the key of a reader's ticket.
        key: data_encoding::HEXLOWER.encode(&secrets::hash(format!("reply {} {key}", to.id))),
        html: body(app, &text).await.html,
        text,
        public_id: app.chance.public_id(now),
        receipt: app.chance.identifier_at(now),
        now,
    };
    app.db.write(move |unit| Box::pin(async move { reply.publish(unit).await })).await
}

impl NewReply {
    async fn publish(self, unit: &mut Unit) -> Result<(Reply, Keys), Refusal> {
        let by = allowed(unit, self.by).await?;
        let answered = versions::words(unit, self.to.id).await?.ok_or(Refusal::Unknown)?;
        if let Some(id) = comments::by_submission_key(unit, &self.key).await? {
            return Ok((Reply { id, has_approved: false }, Keys::none()));
        }
        if answered.post_comments != Some(PostComments::Open) {
            return Err(Refusal::Closed);
        }
        let has_approved = match answered.state {
            CommentState::Published => false,
            CommentState::Pending => true,
            CommentState::Spam | CommentState::Rejected | CommentState::Deleted => {
                return Err(Refusal::NotAnswerable);
            }
        };
        if has_approved {
            let approval = Move { from: CommentState::Pending, to: CommentState::Published };
            moved(unit, self.by, approval, (Verdict::Approve.word(), self.now), self.to).await?;
        }
        let now = self.now;
        let id = insert(unit, &self.comment(&answered, by.name)).await?;
        let after = Some(CommentState::Published.word());
        audit::record(unit, now, Some(by.id), "reply", "comment", id.0, None, after).await?;
        let keys = keys_of(id, answered.post_id, true).and(Key::Comment(answered.id));
        Ok((Reply { id, has_approved }, keys))
    }

    fn comment(self, answered: &Words, name: String) -> NewComment {
        NewComment {
            public_id: self.public_id,
            receipt: self.receipt,
            post_id: answered.post_id,
            parent_id: Some(answered.id),
            submission_key: Some(self.key),
            commenter_id: None,
            user_id: Some(self.by),
            state: CommentState::Published,
            reason: Reason::Author,
            name,
            email: None,
            website: None,
            content_hash: secrets::hash(&self.text),
            source: self.text,
            source_format: SourceFormat::Markdown,
            html: self.html,
            render_version: sanitise::RENDER_VERSION,
            network_hash: None,
            published_at: self.now,
            created_at: self.now,
            provenance: None,
        }
    }
}

/// Moves one comment within a deed, or ends the deed by saying why it stays where it is.
async fn moved(
    unit: &mut Unit,
    by: UserId,
    wanted: Move,
    how: (&'static str, Timestamp),
    comment: Seen,
) -> Result<Keys, Refusal> {
    let (outcome, keys) = carry_out_in(unit, by, wanted, how, comment).await?;
    if outcome.done.contains(&comment.id) {
        return Ok(keys);
    }
    Err(if outcome.wordless.is_empty() { Refusal::Stale } else { Refusal::Wordless })
}

/// Takes an answer back that one just gave: it is deleted, and what it approved waits again if `has_approved`. What
/// somebody has decided since about what it approved stays so.
pub async fn take_reply_back(app: &App, by: &User, answered: CommentId, reply: Reply) -> Result<(), Refusal> {
    let (by, now) = (by.id, app.clock.now());
    app.db
        .write(move |unit| {
            Box::pin(async move {
                allowed(unit, by).await?;
                let found = queue::standing(unit, &[reply.id]).await?.pop();
                if found.is_none_or(|found| found.parent_id != Some(answered)) {
                    return Err(Refusal::Unknown);
                }
                let deletion = Move { from: CommentState::Published, to: CommentState::Deleted };
                let gone = Seen::whatever_it_says(reply.id);
                let mut keys = moved(unit, by, deletion, (Verdict::Delete.word(), now), gone).await?;
                if reply.has_approved {
                    let back = Move { from: CommentState::Published, to: CommentState::Pending };
                    let answered = Seen::whatever_it_says(answered);
                    let (_, touched) = carry_out_in(unit, by, back, (UNDO, now), answered).await?;
                    keys.join(touched);
                }
                Ok(((), keys))
            })
        })
        .await
}

/// Lets a published comment stand before all others of its post, in place of the one that did.
pub async fn pin(app: &App, by: &User, id: CommentId) -> Result<(), Refusal> {
    let (by, now) = (by.id, app.clock.now());
    app.db
        .write(move |unit| {
            Box::pin(async move {
                allowed(unit, by).await?;
                let comment = versions::words(unit, id).await?.ok_or(Refusal::Unknown)?;
                if comment.state != CommentState::Published {
                    return Err(Refusal::NotPublished);
                }
                if pins::is_pinned(unit, id).await? {
                    return Ok(((), Keys::none()));
                }
                pins::pin(unit, comment.post_id, id).await?;
                audit::record(unit, now, Some(by), "pin", "comment", id.0, None, None).await?;
                Ok(((), Keys::of([Key::Post(comment.post_id)])))
            })
        })
        .await
}

/// Lets it stand in its own place alone again.
pub async fn unpin(app: &App, by: &User, id: CommentId) -> Result<(), Refusal> {
    let (by, now) = (by.id, app.clock.now());
    app.db
        .write(move |unit| {
            Box::pin(async move {
                allowed(unit, by).await?;
                let Some(post) = pins::unpin(unit, id).await? else { return Ok(((), Keys::none())) };
                audit::record(unit, now, Some(by), "unpin", "comment", id.0, None, None).await?;
                Ok(((), Keys::of([Key::Post(post)])))
            })
        })
        .await
}
