//! Asking people in: a form, and the invitations that are open, each with its link.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::desk::Desk;
use crate::actions::complaints::Complaints;
use crate::actions::invitations::{self, Refusal, Wanted};
use crate::actions::mail;
use crate::app::App;
use crate::model::ids::InvitationId;
use crate::model::user::Role;
use crate::store::invitations::{self as rows, Invitation};
use crate::tools::language::Language;
use crate::web::dates;
use crate::web::error::Failure;
use crate::web::extractors::{Form, Member, Path, Query};
use crate::web::page;

const LIST: &str = "/admin/invitations";

#[derive(Template)]
#[template(path = "admin/invitations.html")]
struct InvitationsPage {
    desk: Desk,
    form: Wanted,
    complaints: Complaints,
    notice: Option<String>,
    done: Option<&'static str>,
    /// Why no letters go out, if none do.
    no_mail: Option<String>,
    roles: Vec<Role>,
    languages: &'static [Language],
    lines: Vec<Line>,
}

struct Line {
    id: InvitationId,
    email: String,
    said: String,
    has_run_out: bool,
    link: String,
}

impl InvitationsPage {
    fn complaint(&self, field: &str) -> Option<String> {
        self.complaints.about(field).map(ToString::to_string)
    }
}

#[derive(serde::Deserialize)]
pub struct Done {
    done: Option<String>,
}

pub async fn index(
    State(app): State<App>,
    member: Member,
    Query(done): Query<Done>,
) -> Result<Response, Failure> {
    let can_mail = mail::ready(&app).is_ok();
    let done = match done.done.as_deref() {
        Some("invited") if can_mail => Some("The invitation is on its way."),
        Some("invited") => Some("The invitation stands below. Hand its link over yourself."),
        Some("sent") if can_mail => {
            Some("A new letter is on its way, with a new link. The one before does not hold any more.")
        }
        Some("sent") => Some("There is a new link for seven days. The one before does not hold any more."),
        Some("withdrawn") => Some("The invitation is withdrawn."),
        _ => None,
    };
    let page = InvitationsPage { done, ..listed(&app, member).await? };
    page::private(&page)
}

pub async fn create(
    State(app): State<App>,
    member: Member,
    Form(form): Form<Wanted>,
) -> Result<Response, Failure> {
    match invitations::invite(&app, &member.user, &form).await {
        Ok(_) => Ok(page::see("/admin/invitations?done=invited")),
        Err(Refusal::Fields(complaints)) => {
            let page = InvitationsPage { form, complaints, ..listed(&app, member).await? };
            page::private_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(refusal) => refused(&app, member, refusal).await,
    }
}

pub async fn send_again(
    State(app): State<App>,
    member: Member,
    Path(id): Path<InvitationId>,
) -> Result<Response, Failure> {
    match invitations::send_again(&app, &member.user, id).await {
        Ok(()) => Ok(page::see(&format!("{LIST}?done=sent"))),
        Err(refusal) => refused(&app, member, refusal).await,
    }
}

pub async fn delete(
    State(app): State<App>,
    member: Member,
    Path(id): Path<InvitationId>,
) -> Result<Response, Failure> {
    match invitations::withdraw(&app, &member.user, id).await {
        Ok(()) => Ok(page::see(&format!("{LIST}?done=withdrawn"))),
        Err(refusal) => refused(&app, member, refusal).await,
    }
}

async fn refused(app: &App, member: Member, refusal: Refusal) -> Result<Response, Failure> {
    match refusal {
        Refusal::Store(error) => Err(error.into()),
        Refusal::Forbidden => Err(Failure::Forbidden),
        refusal => {
            let page = InvitationsPage { notice: Some(refusal.to_string()), ..listed(app, member).await? };
            page::private_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

async fn listed(app: &App, member: Member) -> Result<InvitationsPage, Failure> {
    let roles = invitations::roles(&member.user);
    let desk = Desk::new(app, member);
    let mut db = app.db.reader().await?;
    let open = rows::open(&mut db).await?;
    drop(db);
    let lines = open.into_iter().map(|invitation| line(app, &desk, invitation)).collect();
    let role = Role::Author.word().to_owned();
    let form = Wanted { role, language: desk.settings.language.clone(), ..Wanted::default() };
    let no_mail = mail::ready(app).err().map(|why| why.to_string());
    let (complaints, languages) = (Complaints::default(), Language::all());
    Ok(InvitationsPage { desk, form, complaints, notice: None, done: None, no_mail, roles, languages, lines })
}

fn line(app: &App, desk: &Desk, invitation: Invitation) -> Line {
    let has_run_out = app.clock.now() > invitation.expires_at;
    let until = dates::with_time(Language::of("en"), desk.settings.zone.local(invitation.expires_at));
    let role = invitation.role.word();
    let said = if has_run_out {
        format!("{role}, asked in by {}, ran out on {until}", invitation.inviter)
    } else {
        format!("{role}, asked in by {}, until {until}", invitation.inviter)
    };
    let base = app.address_from_outside().unwrap_or_default();
    let link = format!("{base}{}", invitations::path(app, &invitation));
    Line { id: invitation.id, email: invitation.email, said, has_run_out, link }
}
