//! The webhook, for owners: where else is told that comments wait, and how the last call went.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::desk::Desk;
use crate::actions::complaints::Complaints;
use crate::actions::webhook::{self, Refusal, Wanted};
use crate::app::App;
use crate::model::notice::HookFormat;
use crate::store::webhook::{self as rows, Webhook};
use crate::tools::language::Language;
use crate::web::dates;
use crate::web::error::Failure;
use crate::web::extractors::{Form, Member, Query};
use crate::web::page;

const PAGE: &str = "/admin/settings/webhook";

#[derive(Template)]
#[template(path = "admin/webhook.html")]
struct WebhookPage {
    desk: Desk,
    form: Wanted,
    choices: Vec<Choice>,
    complaints: Complaints,
    notice: Option<String>,
    is_saved: bool,
    /// There is one that can be tried.
    is_set: bool,
    /// How the last call went.
    said: Option<String>,
    fault: Option<String>,
    may_be_private: bool,
}

/// One of several formats.
struct Choice {
    value: &'static str,
    label: &'static str,
    is_chosen: bool,
}

impl WebhookPage {
    fn complaint(&self, field: &str) -> Option<String> {
        self.complaints.about(field).map(ToString::to_string)
    }
}

const FORMATS: [(HookFormat, &str, &str); 3] = [
    (HookFormat::Ntfy, "ntfy", "ntfy: the address of a topic"),
    (HookFormat::Telegram, "telegram", "Telegram: the address of a bot, ending in /sendMessage, and a chat"),
    (HookFormat::Json, "json", "JSON, for a program of your own"),
];

#[derive(serde::Deserialize)]
pub struct Shown {
    saved: Option<String>,
}

pub async fn show(
    State(app): State<App>,
    member: Member,
    Query(shown): Query<Shown>,
) -> Result<Response, Failure> {
    let page = WebhookPage { is_saved: shown.saved.is_some(), ..stored(&app, member).await? };
    page::private(&page)
}

pub async fn update(
    State(app): State<App>,
    member: Member,
    Form(form): Form<Wanted>,
) -> Result<Response, Failure> {
    match webhook::set(&app, &member.user, &form).await {
        Ok(()) => Ok(page::see(&format!("{PAGE}?saved=1"))),
        Err(Refusal::Fields(complaints)) => {
            let page = stored(&app, member).await?;
            let notice = Some("Not saved yet: what is marked below needs another look.".to_owned());
            let choices = choices(form.format);
            let again = WebhookPage { form, choices, complaints, notice, ..page };
            page::private_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
        }
        Err(refusal) => refused(refusal),
    }
}

/// Calls it at once.
pub async fn create_trial(State(app): State<App>, member: Member) -> Result<Response, Failure> {
    match webhook::try_out(&app, &member.user).await {
        Ok(()) => Ok(page::see(PAGE)),
        Err(refusal) => refused(refusal),
    }
}

fn refused(refusal: Refusal) -> Result<Response, Failure> {
    match refusal {
        Refusal::NotAllowed => Err(Failure::Forbidden),
        Refusal::Store(error) => Err(error.into()),
        Refusal::None | Refusal::Fields(_) => Ok(page::see(PAGE)),
    }
}

/// The page as the database has it.
async fn stored(app: &App, member: Member) -> Result<WebhookPage, Failure> {
    let hook = rows::load(&mut app.db.reader().await?).await?;
    let desk = Desk::new(app, member);
    let form = hook.as_ref().map_or_else(
        || Wanted { url: String::new(), format: HookFormat::Ntfy, chat: String::new(), token: String::new() },
        |hook| Wanted {
            url: hook.url.clone(),
            format: hook.format,
            chat: hook.chat.clone(),
            token: hook.token.clone(),
        },
    );
    Ok(WebhookPage {
        choices: choices(form.format),
        form,
        complaints: Complaints::default(),
        notice: None,
        is_saved: false,
        is_set: hook.is_some(),
        said: hook.as_ref().and_then(|hook| said(&desk, hook)),
        fault: hook.and_then(|hook| hook.fault),
        may_be_private: app.place.webhook_may_be_private,
        desk,
    })
}

fn choices(chosen: HookFormat) -> Vec<Choice> {
    let choice = |(format, value, label)| Choice { value, label, is_chosen: format == chosen };
    FORMATS.into_iter().map(choice).collect()
}

fn said(desk: &Desk, hook: &Webhook) -> Option<String> {
    let at = |at| dates::with_time(Language::of("en"), desk.settings.zone.local(at));
    match (&hook.fault, hook.called_at) {
        (Some(_), _) if hook.attempts > 0 => Some(format!("It is tried again on {}.", at(hook.due_at))),
        (None, Some(called_at)) => Some(format!("It was called on {}, and took it.", at(called_at))),
        _ => None,
    }
}
