//! One comment by itself: what it says and said, what became of it, and everything that can be done with it.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::{Card, Place};
use crate::actions::comments::desk::{self as deeds, Refusal, Reply};
use crate::app::App;
use crate::model::comment::CommentState;
use crate::model::html::Html;
use crate::model::ids::{CommentId, UserId};
use crate::model::own_comment::ChangedBy;
use crate::model::settings::Settings;
use crate::model::spam::Score;
use crate::model::timestamp::Timestamp;
use crate::store::Reader;
use crate::store::audit::{self, Trace};
use crate::store::comments::pins;
use crate::store::comments::versions::{self, Version};
use crate::store::queue::{self, Standing, narrowed};
use crate::store::reports::notes;
use crate::tools::language::Language;
use crate::web::admin::desk::Desk;
use crate::web::dates;
use crate::web::error::Failure;
use crate::web::extractors::{Form, Member, Path, Query};
use crate::web::page;

/// How many lines of a comment's past are shown; it has few.
const PAST: i64 = 200;

#[derive(Template)]
#[template(path = "admin/comments/one.html")]
struct CommentPage {
    desk: Desk,
    comment: Card,
    state: &'static str,
    edited: Option<String>,
    is_pinned: bool,
    versions: Vec<Earlier>,
    past: Vec<Line>,
    done: Option<Done>,
}

impl CommentPage {
    /// What is deleted has no words to change, and what readers don't see is not answered or pinned.
    fn is_deleted(&self) -> bool {
        self.comment.place.state == CommentState::Deleted
    }

    fn is_published(&self) -> bool {
        self.comment.place.state == CommentState::Published
    }

    fn is_answerable(&self) -> bool {
        self.is_published() || self.comment.place.state == CommentState::Pending
    }
}

/// What a comment said before.
struct Earlier {
    name: String,
    website: Option<String>,
    html: Html,
    /// How much like spam, in percent; nothing if it was never judged.
    looked: Option<i64>,
    written: String,
    replaced: String,
}

/// Something that became of it.
struct Line {
    at: String,
    datetime: String,
    who: Option<String>,
    what: String,
}

/// What was just done, and the answer that can be taken back.
struct Done {
    sentence: &'static str,
    reply: Option<(i64, bool)>,
}

/// What an address says was just done.
#[derive(Debug, Default, serde::Deserialize)]
pub struct Just {
    done: Option<String>,
    reply: Option<i64>,
    #[serde(default)]
    approved: bool,
}

pub async fn show(
    State(app): State<App>,
    member: Member,
    Path(id): Path<i64>,
    Query(just): Query<Just>,
) -> Result<Response, Failure> {
    let mut db = app.db.reader().await?;
    let id = CommentId(id);
    let entry = queue::entry(&mut db, id).await?.ok_or(Failure::NotFound)?;
    let words = versions::words(&mut db, id).await?.ok_or(Failure::NotFound)?;
    let versions = versions::of(&mut db, id).await?;
    let past = audit::of(&mut db, "comment", id.0, PAST).await?;
    let is_pinned = pins::is_pinned(&mut db, id).await?;
    let reported = narrowed::reported(&mut db, &[id]).await?;
    let notes = notes::of(&mut db, &[id]).await?;
    let done = match just.reply {
        Some(reply) => answer(&mut db, member.user.id, id, (CommentId(reply), just.approved)).await?,
        None => done(just.done.as_deref(), is_pinned).map(|sentence| Done { sentence, reply: None }),
    };
    drop(db);
    let desk = Desk::new(&app, member);
    let place = Place::all(entry.state);
    let settings = &desk.settings;
    let mut comment = Card::new(settings, &place, entry);
    comment.tell_reports(&reported, &notes);
    page::private(&CommentPage {
        state: in_words(place.state),
        edited: words.edited_at.map(|at| told(settings, at)),
        versions: versions.into_iter().map(|version| earlier(settings, version)).collect(),
        past: past.into_iter().map(|trace| line(settings, trace)).collect(),
        comment,
        is_pinned,
        done,
        desk,
    })
}

/// The answer that an address says was just given, if this person gave it to this comment and readers see it: a link can't
/// make one up.
async fn answer(
    db: &mut Reader,
    by: UserId,
    answered: CommentId,
    (reply, approved): (CommentId, bool),
) -> Result<Option<Done>, Failure> {
    let standing = queue::standing(db, &[answered, reply]).await?;
    let is_there = |it: &&Standing| it.state == CommentState::Published;
    let is_theirs =
        |it: &Standing| it.id == reply && it.parent_id == Some(answered) && it.decided_by == Some(by);
    if !standing.iter().filter(is_there).any(is_theirs) {
        return Ok(None);
    }
    let did_wait = |it: &Standing| it.id == answered && it.state_before == Some(CommentState::Pending);
    let has_approved = approved && standing.iter().filter(is_there).any(did_wait);
    let sentence = if has_approved {
        "The comment is approved, and your answer is published below it."
    } else {
        "Your answer is published below it."
    };
    Ok(Some(Done { sentence, reply: Some((reply.0, has_approved)) }))
}

fn done(said: Option<&str>, is_pinned: bool) -> Option<&'static str> {
    match said? {
        "edited" => Some("Saved. Readers see a note that it was edited."),
        "pinned" if is_pinned => Some("Pinned: it stands before all others under its post."),
        "unpinned" if !is_pinned => Some("It stands in its own place alone again."),
        "taken-back" => Some("Your answer is deleted again."),
        _ => None,
    }
}

fn told(settings: &Settings, at: Timestamp) -> String {
    dates::with_time(Language::of("en"), settings.zone.local(at))
}

fn in_words(state: CommentState) -> &'static str {
    match state {
        CommentState::Pending => "Waiting",
        CommentState::Published => "Published",
        CommentState::Spam => "Spam",
        CommentState::Rejected => "Rejected",
        CommentState::Deleted => "Deleted",
    }
}

fn earlier(settings: &Settings, version: Version) -> Earlier {
    let replaced = told(settings, version.replaced_at);
    let replaced = match (version.replaced_by, version.replaced_by_name) {
        (ChangedBy::Writer, _) => format!("changed by its writer on {replaced}"),
        (ChangedBy::Blog, Some(name)) => format!("changed by {name} on {replaced}"),
        (ChangedBy::Blog, None) => format!("changed on {replaced}"),
    };
    Earlier {
        name: version.name,
        website: version.website,
        html: version.html,
        looked: (version.spam_score != Score::default()).then(|| version.spam_score.percent()),
        written: told(settings, version.written_at),
        replaced,
    }
}

fn line(settings: &Settings, trace: Trace) -> Line {
    let what = match trace.verb.as_str() {
        "approve" => "approved it".to_owned(),
        "reject" => "rejected it".to_owned(),
        "mark_spam" => "marked it as spam".to_owned(),
        "delete" => "deleted it".to_owned(),
        "undo" => "took that back".to_owned(),
        "edit" => "changed it".to_owned(),
        "reply" => "wrote it as an answer from the desk".to_owned(),
        "pin" => "pinned it".to_owned(),
        "unpin" => "unpinned it".to_owned(),
        "change_own" => match trace.state_after.as_deref() {
            Some(_) => "Its writer changed it, so it waits again".to_owned(),
            None => "Its writer changed it".to_owned(),
        },
        "dismiss_reports" => "found its reports unfounded".to_owned(),
        "reopen_reports" => "let its reports wait again".to_owned(),
        "delete_own" => "Its writer deleted it".to_owned(),
        "erase" => "It was erased".to_owned(),
        other => other.replace('_', " "),
    };
    Line { at: told(settings, trace.at), datetime: trace.at.datetime(), who: trace.who, what }
}

/// What a form that takes an answer back says.
#[derive(Debug, serde::Deserialize)]
pub struct TakenBack {
    reply: i64,
    #[serde(default)]
    approved: bool,
}

pub async fn pin(State(app): State<App>, member: Member, Path(id): Path<i64>) -> Result<Response, Failure> {
    answered(deeds::pin(&app, &member.user, CommentId(id)).await, id, "pinned")
}

pub async fn unpin(State(app): State<App>, member: Member, Path(id): Path<i64>) -> Result<Response, Failure> {
    answered(deeds::unpin(&app, &member.user, CommentId(id)).await, id, "unpinned")
}

pub async fn take_reply_back(
    State(app): State<App>,
    member: Member,
    Path(id): Path<i64>,
    Form(sent): Form<TakenBack>,
) -> Result<Response, Failure> {
    let reply = Reply { id: CommentId(sent.reply), has_approved: sent.approved };
    let outcome = deeds::take_reply_back(&app, &member.user, CommentId(id), reply).await;
    answered(outcome, id, "taken-back")
}

/// Back to the comment. What could not be done shows there by itself: nothing of it is offered any more.
fn answered(outcome: Result<(), Refusal>, id: i64, done: &str) -> Result<Response, Failure> {
    match outcome {
        Ok(()) => Ok(page::see(&format!("/admin/comments/{id}?done={done}"))),
        Err(Refusal::NotAllowed) => Err(Failure::Forbidden),
        Err(Refusal::Unknown) => Err(Failure::NotFound),
        Err(Refusal::Store(error)) => Err(error.into()),
        Err(_) => Ok(page::see(&format!("/admin/comments/{id}"))),
    }
}
