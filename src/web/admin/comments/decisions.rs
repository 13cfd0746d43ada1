//! What is done with comments from the queue, one by one or many at once, and taken back. Each leads back to the place
//! it was sent from.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::notice::{Notice, taken_back_at, told_at};
use super::{Place, place, read};
use crate::actions::comments::moderate::{self, Move, Refusal, Seen, ToUndo};
use crate::actions::reports;
use crate::app::App;
use crate::model::comment::{CommentState, Reason, Verdict};
use crate::model::ids::CommentId;
use crate::web::error::Failure;
use crate::web::extractors::{Form, Member, Path};
use crate::web::page;

/// A comment as one of many: its id, and behind a hyphen how many versions came before the one that was seen, or for an
/// undo the number of the decision that is taken back.
#[derive(Debug, Clone, Copy, serde::Deserialize)]
#[serde(try_from = "String")]
struct Picked {
    id: CommentId,
    number: Option<i64>,
}

impl TryFrom<String> for Picked {
    type Error = std::num::ParseIntError;

    fn try_from(picked: String) -> Result<Self, Self::Error> {
        let (id, number) = match picked.split_once('-') {
            Some((id, number)) => (id, Some(number.parse()?)),
            None => (picked.as_str(), None),
        };
        Ok(Self { id: CommentId(id.parse()?), number })
    }
}

/// What a form of the queue says.
#[derive(Debug, serde::Deserialize)]
pub struct Sent {
    /// The state that the comments were seen in, which is also the list that was looked at.
    from: CommentState,
    /// The state that is wanted, or for an undo the one that was.
    state: Option<CommentState>,
    #[serde(default)]
    ids: Vec<Picked>,
    /// Of a single comment: how many versions came before the one that was seen.
    #[serde(default)]
    seen: i64,
    /// How many reports of it were seen.
    #[serde(default)]
    reports_seen: i64,
    post: Option<i64>,
    after: Option<i64>,
    sender: Option<i64>,
    reason: Option<Reason>,
    link: Option<String>,
    reported: Option<String>,
    q: Option<String>,
    order: Option<String>,
}

impl Sent {
    fn place(&self) -> Place {
        Place {
            state: self.from,
            post: self.post,
            after: self.after,
            sender: self.sender,
            reason: self.reason,
            has_link: self.link.is_some(),
            is_reported: self.reported.is_some(),
            words: self.q.as_deref().and_then(place::sought),
            is_by_score: self.order.is_some(),
        }
    }

    fn of_one(self, id: i64) -> Self {
        let picked = Picked { id: CommentId(id), number: Some(self.seen) };
        Self { ids: vec![picked], ..self }
    }

    /// The same of an undo, whose form names the decision.
    fn of_one_to_undo(self, id: i64) -> Self {
        let named = self.ids.iter().find(|picked| picked.id == CommentId(id)).copied();
        Self { ids: vec![named.unwrap_or(Picked { id: CommentId(id), number: None })], ..self }
    }

    fn looked_at(&self) -> Vec<Seen> {
        let seen = |picked: &Picked| Seen { id: picked.id, versions: picked.number.unwrap_or(0) };
        self.ids.iter().map(seen).collect()
    }

    fn to_undo(&self) -> Vec<ToUndo> {
        self.ids.iter().map(|picked| ToUndo { comment: picked.id, decision: picked.number }).collect()
    }

    fn comments(&self) -> Vec<CommentId> {
        self.ids.iter().map(|picked| picked.id).collect()
    }
}

pub async fn approve(
    State(app): State<App>,
    member: Member,
    Path(id): Path<i64>,
    Form(sent): Form<Sent>,
) -> Result<Response, Failure> {
    decide(&app, member, Verdict::Approve, sent.of_one(id)).await
}

pub async fn reject(
    State(app): State<App>,
    member: Member,
    Path(id): Path<i64>,
    Form(sent): Form<Sent>,
) -> Result<Response, Failure> {
    decide(&app, member, Verdict::Reject, sent.of_one(id)).await
}

pub async fn mark_spam(
    State(app): State<App>,
    member: Member,
    Path(id): Path<i64>,
    Form(sent): Form<Sent>,
) -> Result<Response, Failure> {
    decide(&app, member, Verdict::Spam, sent.of_one(id)).await
}

pub async fn delete(
    State(app): State<App>,
    member: Member,
    Path(id): Path<i64>,
    Form(sent): Form<Sent>,
) -> Result<Response, Failure> {
    decide(&app, member, Verdict::Delete, sent.of_one(id)).await
}

pub async fn bulk(
    State(app): State<App>,
    member: Member,
    Form(sent): Form<Sent>,
) -> Result<Response, Failure> {
    match sent.state {
        // The Enter key in a box sends the form without an answer to what shall be done.
        None => {
            again(&app, member, &sent, "Nothing was decided yet. Say what to do with those picked.").await
        }
        Some(state) => {
            let verdict = Verdict::leading_to(state).ok_or(Failure::UnreadableForm)?;
            decide(&app, member, verdict, sent).await
        }
    }
}

/// The comment stays where it is, and its reports are done with.
pub async fn dismiss_reports(
    State(app): State<App>,
    member: Member,
    Path(id): Path<i64>,
    Form(sent): Form<Sent>,
) -> Result<Response, Failure> {
    let outcome = reports::dismiss(&app, &member.user, CommentId(id), sent.reports_seen).await;
    looked_into(outcome, &sent.place(), "dismissed", id)
}

/// They wait again.
pub async fn reopen_reports(
    State(app): State<App>,
    member: Member,
    Path(id): Path<i64>,
    Form(sent): Form<Sent>,
) -> Result<Response, Failure> {
    let outcome = reports::reopen(&app, &member.user, CommentId(id)).await;
    let done = if matches!(outcome, Ok(false)) { "late" } else { "reopened" };
    looked_into(outcome.map(|_| ()), &sent.place(), done, id)
}

fn looked_into(
    outcome: Result<(), reports::Refusal>,
    place: &Place,
    done: &str,
    id: i64,
) -> Result<Response, Failure> {
    match outcome {
        Ok(()) => Ok(page::see(&format!("{}&{done}={id}", place.href()))),
        Err(reports::Refusal::ReportedAgain) => Ok(page::see(&format!("{}&further={id}", place.href()))),
        Err(reports::Refusal::Store(error)) => Err(error.into()),
        Err(_) => Err(Failure::Forbidden),
    }
}

pub async fn undo(
    State(app): State<App>,
    member: Member,
    Path(id): Path<i64>,
    Form(sent): Form<Sent>,
) -> Result<Response, Failure> {
    take_back(&app, member, sent.of_one_to_undo(id)).await
}

pub async fn undo_bulk(
    State(app): State<App>,
    member: Member,
    Form(sent): Form<Sent>,
) -> Result<Response, Failure> {
    take_back(&app, member, sent).await
}

async fn decide(app: &App, member: Member, verdict: Verdict, sent: Sent) -> Result<Response, Failure> {
    if sent.ids.is_empty() {
        let fault = "Nothing was picked. Tick the comments first, then say what to do.";
        return again(app, member, &sent, fault).await;
    }
    match moderate::decide(app, &member.user, verdict, sent.from, &sent.looked_at()).await {
        Ok(outcome) => Ok(page::see(&told_at(&sent.place(), verdict.state(), &outcome))),
        Err(refusal) => refused(app, member, &sent, refusal).await,
    }
}

async fn take_back(app: &App, member: Member, sent: Sent) -> Result<Response, Failure> {
    let decision = Move { from: sent.from, to: sent.state.ok_or(Failure::UnreadableForm)? };
    match moderate::undo(app, &member.user, decision, &sent.to_undo()).await {
        Ok(outcome) => Ok(page::see(&taken_back_at(&sent.place(), decision.to, &outcome))),
        Err(refusal) => refused(app, member, &sent, refusal).await,
    }
}

async fn refused(app: &App, member: Member, sent: &Sent, refusal: Refusal) -> Result<Response, Failure> {
    match refusal {
        Refusal::NotAllowed => Err(Failure::Forbidden),
        Refusal::NoSuchMove => Err(Failure::UnreadableForm),
        Refusal::TooMany => again(app, member, sent, &format!("{refusal} Nothing was changed.")).await,
        Refusal::Store(error) => Err(error.into()),
    }
}

/// The queue once more, with what was wrong above it and the same comments picked.
async fn again(app: &App, member: Member, sent: &Sent, fault: &str) -> Result<Response, Failure> {
    let db = app.db.reader().await?;
    let mut queue = read(app, db, member, sent.place(), Some(Notice::fault(fault))).await?;
    let picked = sent.comments();
    for comment in &mut queue.comments {
        comment.is_picked = picked.contains(&CommentId(comment.id));
    }
    page::private_with(StatusCode::UNPROCESSABLE_ENTITY, &queue)
}
