//! Mail for whoever runs the blog: whether it is set up, a test, and the letters that wait, went wrong or went out.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::desk::Desk;
use crate::actions::mail::{self, Refusal};
use crate::app::App;
use crate::model::ids::LetterId;
use crate::model::letter::{Letter, LetterState};
use crate::store::outbox::desk::{self as rows, Entry};
use crate::tools::language::Language;
use crate::web::dates;
use crate::web::error::Failure;
use crate::web::extractors::{Member, Path, Query};
use crate::web::page;

const LIST: &str = "/admin/mail";

/// How many letters of each kind are shown.
const SHOWN: i64 = 50;

#[derive(Template)]
#[template(path = "admin/mail.html")]
struct MailPage {
    desk: Desk,
    /// Where letters go and who they come from, if that was said.
    way: Option<Way>,
    has_address: bool,
    /// Why no letter at all goes out just now.
    stalled: Option<String>,
    notice: Option<String>,
    /// What became of the test that was asked for.
    test: Option<Tested>,
    groups: Vec<Group>,
}

struct Way {
    route: String,
    from: String,
}

struct Tested {
    sentence: String,
    is_under_way: bool,
}

struct Group {
    id: &'static str,
    heading: &'static str,
    hint: &'static str,
    lines: Vec<Line>,
    is_cut: bool,
}

struct Line {
    id: LetterId,
    kind: &'static str,
    recipient: String,
    said: String,
    fault: Option<String>,
    /// What “send” is called here, where it can be asked for.
    send: Option<&'static str>,
    may_drop: bool,
}

impl MailPage {
    fn is_refreshed(&self) -> bool {
        self.test.as_ref().is_some_and(|test| test.is_under_way)
    }
}

#[derive(serde::Deserialize)]
pub struct Shown {
    test: Option<i64>,
}

pub async fn index(
    State(app): State<App>,
    member: Member,
    Query(shown): Query<Shown>,
) -> Result<Response, Failure> {
    page::private(&listed(&app, member, shown.test.map(LetterId)).await?)
}

pub async fn create_test(State(app): State<App>, member: Member) -> Result<Response, Failure> {
    match mail::send_test(&app, &member.user).await {
        Ok(id) => Ok(page::see(&format!("{LIST}?test={id}"))),
        Err(refusal) => refused(&app, member, refusal).await,
    }
}

pub async fn send_again(
    State(app): State<App>,
    member: Member,
    Path(id): Path<LetterId>,
) -> Result<Response, Failure> {
    match mail::send_again(&app, &member.user, id).await {
        Ok(()) => Ok(page::see(LIST)),
        Err(refusal) => refused(&app, member, refusal).await,
    }
}

pub async fn delete(
    State(app): State<App>,
    member: Member,
    Path(id): Path<LetterId>,
) -> Result<Response, Failure> {
    match mail::discard(&app, &member.user, id).await {
        Ok(()) => Ok(page::see(LIST)),
        Err(refusal) => refused(&app, member, refusal).await,
    }
}

async fn refused(app: &App, member: Member, refusal: Refusal) -> Result<Response, Failure> {
    match refusal {
        Refusal::Store(error) => return Err(error.into()),
        Refusal::NotAllowed => return Err(Failure::Forbidden),
        _ => {}
    }
    let page = MailPage { notice: Some(refusal.to_string()), ..listed(app, member, None).await? };
    page::private_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

async fn listed(app: &App, member: Member, test: Option<LetterId>) -> Result<MailPage, Failure> {
    let desk = Desk::new(app, member);
    let mut db = app.db.reader().await?;
    let test = match test {
        Some(id) => rows::by_id(&mut db, id).await?,
        None => None,
    };
    let mut groups = Vec::new();
    for (state, id, heading, hint) in [
        (
            LetterState::Uncertain,
            "uncertain",
            "May have been sent",
            "The server had these letters and nobody heard whether it took them. Ask their readers before you send one \
             again: they might get it twice. After ninety days they are forgotten.",
        ),
        (
            LetterState::Dead,
            "dead",
            "Not sent",
            "These were refused, or nobody took them for three days. After ninety days they are forgotten.",
        ),
        (LetterState::Sending, "sending", "Being sent", ""),
        (LetterState::Queued, "queued", "Waiting", ""),
        (LetterState::Sent, "sent", "Sent", "Kept here for thirty days."),
    ] {
        let mut found = rows::of_state(&mut db, state, None, SHOWN + 1).await?;
        let is_cut = i64::try_from(found.len()).is_ok_and(|found| found > SHOWN);
        if is_cut {
            found.pop();
        }
        if !found.is_empty() {
            let lines = found.into_iter().map(|entry| line(&desk, entry)).collect();
            groups.push(Group { id, heading, hint, lines, is_cut });
        }
    }
    let stalled = rows::stalled(&mut db).await?;
    drop(db);
    let way = app.place.mail.as_ref();
    let way = way.map(|post| Way { route: post.route.to_string(), from: post.from.to_string() });
    let test = test.map(|entry| tested(&desk, &entry));
    Ok(MailPage { way, has_address: app.base_url().is_some(), stalled, notice: None, test, groups, desk })
}

fn tested(desk: &Desk, entry: &Entry) -> Tested {
    let to = &entry.recipient;
    let fault = entry.fault.as_deref().unwrap_or_default();
    let sentence = match (entry.state, entry.fault.is_some()) {
        (LetterState::Sent, _) => {
            format!("The test to {to} was taken. Look whether it arrived, in the spam folder too.")
        }
        (LetterState::Queued, true) => {
            format!(
                "The test to {to} was not taken: {fault} It is tried again on {}.",
                with_time(desk, entry.due_at)
            )
        }
        (LetterState::Queued | LetterState::Sending, _) => format!("The test to {to} is on its way."),
        (LetterState::Uncertain, _) => format!("The test to {to} may have been sent: {fault}"),
        (LetterState::Dead, _) => format!("The test to {to} was not sent: {fault}"),
    };
    let is_under_way = matches!(entry.state, LetterState::Queued | LetterState::Sending);
    Tested { sentence, is_under_way: is_under_way && entry.fault.is_none() }
}

fn line(desk: &Desk, entry: Entry) -> Line {
    let at = |at| with_time(desk, at);
    let tries = match entry.attempts {
        0 => "not tried yet".to_owned(),
        1 => "tried once".to_owned(),
        times => format!("tried {times} times"),
    };
    let said = match entry.state {
        LetterState::Queued => {
            format!("since {}, {tries}, next on {}", at(entry.created_at), at(entry.due_at))
        }
        LetterState::Sending => format!("since {}", at(entry.updated_at)),
        LetterState::Sent => at(entry.updated_at),
        LetterState::Uncertain => format!("on {}", at(entry.updated_at)),
        LetterState::Dead => format!("{tries}, given up on {}", at(entry.updated_at)),
    };
    let send = match entry.state {
        _ if entry.letter.is_wiped() => None,
        LetterState::Uncertain | LetterState::Dead => Some("Send again"),
        LetterState::Queued if entry.fault.is_some() => Some("Send now"),
        _ => None,
    };
    let kind = match entry.letter {
        Letter::Test => "Test",
        Letter::Invitation { .. } => "Invitation",
        Letter::PasswordReset { .. } => "Forgotten password",
        Letter::OwnComments { .. } => "Comments of somebody’s own",
        Letter::Following { .. } => "Whether to follow comments",
        Letter::Comments { .. } => "Comments, to one of us",
        Letter::Followed { .. } => "Comments, to a reader",
        Letter::Unreadable => "A letter of another version",
    };
    let may_drop = !matches!(entry.state, LetterState::Sending | LetterState::Sent);
    Line { id: entry.id, kind, recipient: entry.recipient, said, fault: entry.fault, send, may_drop }
}

/// The desk speaks English, in the blog's own zone.
fn with_time(desk: &Desk, at: crate::model::timestamp::Timestamp) -> String {
    dates::with_time(Language::of("en"), desk.settings.zone.local(at))
}
