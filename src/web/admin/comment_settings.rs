//! What holds for comments, for the blog's owner.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::choices::{Choice, Difference, choices, differing, label};
use super::desk::Desk;
use crate::actions::comment_settings::{self, Wanted};
use crate::actions::complaints::Complaints;
use crate::actions::settings::Refusal;
use crate::app::App;
use crate::model::comment::Policy;
use crate::web::error::Failure;
use crate::web::extractors::{Form, Member, Query};
use crate::web::page;

#[derive(Template)]
#[template(path = "admin/comment_settings.html")]
struct CommentSettingsPage {
    desk: Desk,
    form: Wanted,
    complaints: Complaints,
    notice: Option<&'static str>,
    is_saved: bool,
    /// What somebody else saved in the meantime, where it is not what was typed.
    theirs: Vec<Difference>,
    policy_choices: Vec<Choice>,
}

/// What stands behind the question mark.
#[derive(serde::Deserialize)]
pub struct Shown {
    saved: Option<String>,
}

impl CommentSettingsPage {
    fn new(app: &App, member: Member, form: Wanted) -> Self {
        Self {
            desk: Desk::new(app, member),
            complaints: Complaints::default(),
            notice: None,
            is_saved: false,
            theirs: Vec::new(),
            policy_choices: choices(form.policy, POLICY),
            form,
        }
    }

    fn complaint(&self, field: &str) -> Option<String> {
        self.complaints.about(field).map(ToString::to_string)
    }
}

pub async fn show(
    State(app): State<App>,
    member: Member,
    Query(shown): Query<Shown>,
) -> Result<Response, Failure> {
    let form = Wanted::from(&app.settings().comments);
    let page = CommentSettingsPage::new(&app, member, form);
    page::private(&CommentSettingsPage { is_saved: shown.saved.is_some(), ..page })
}

pub async fn update(
    State(app): State<App>,
    member: Member,
    Form(form): Form<Wanted>,
) -> Result<Response, Failure> {
    match comment_settings::update(&app, &member.user, &form).await {
        Ok(()) => Ok(page::see("/admin/settings/comments?saved=1")),
        Err(Refusal::NotYours) => Err(Failure::Forbidden),
        Err(Refusal::Fields(complaints)) => {
            let notice = Some("Not saved yet: what is marked below needs another look.");
            let again =
                CommentSettingsPage { complaints, notice, ..CommentSettingsPage::new(&app, member, form) };
            page::private_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
        }
        Err(Refusal::Stale) => {
            let saved = Wanted::from(&app.settings().comments);
            let theirs = differing(lines(&saved), lines(&form));
            let notice = Some(
                "Not saved: somebody saved other settings in the meantime. Below is what you typed. Save again, and \
                 it replaces theirs.",
            );
            let form = Wanted { version: saved.version, ..form };
            let again =
                CommentSettingsPage { notice, theirs, ..CommentSettingsPage::new(&app, member, form) };
            page::private_with(StatusCode::CONFLICT, &again)
        }
        Err(Refusal::Store(error)) => Err(error.into()),
    }
}

const POLICY: [(Policy, &str, &str); 4] = [
    (Policy::HoldAll, "hold_all", "always waits for you"),
    (Policy::HoldFirst, "hold_first", "waits if its writer is new here"),
    (Policy::Publish, "publish", "is published at once"),
    (Policy::Closed, "closed", "can't be written: what is there stays, nothing new is taken"),
];

/// Each setting by its name and in words, as the comparison of two versions shows them.
fn lines(form: &Wanted) -> [(&'static str, String); 3] {
    [
        ("A new comment", label(&form.policy, &POLICY)),
        ("Message above the form", form.message.clone()),
        ("Minutes to change one's comment", form.edit_minutes.clone()),
    ]
}
