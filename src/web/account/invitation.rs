//! Where an invitation leads: it says who asks and for what, and makes a login of it. It speaks the language it was sent in.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::HeaderMap;
use axum::response::Response;

use super::login::{device, logged_in};
use super::setup::told;
use crate::actions::complaints::Complaints;
use crate::actions::invitations::{self, Answer, Closed, Refusal};
use crate::app::App;
use crate::model::user::Role;
use crate::store::invitations::Invitation;
use crate::tools::language::Language;
use crate::tools::passwords::HashingFailed;
use crate::web::chrome::Chrome;
use crate::web::error::Failure;
use crate::web::extractors::{Form, Path, Transport};
use crate::web::page;

#[derive(Template)]
#[template(path = "account/invitation.html")]
struct InvitationPage {
    chrome: Chrome,
    action: String,
    /// Nothing if the link leads nowhere.
    invitation: Option<Invitation>,
    form: Answer,
    complaints: Complaints,
    notice: Option<String>,
}

impl InvitationPage {
    fn new(app: &App, token: &str, invitation: Option<Invitation>) -> Self {
        let chrome = Chrome::bare(app);
        let chrome = match &invitation {
            Some(invitation) => chrome.in_language(Language::of(&invitation.language)),
            None => chrome,
        };
        let action = format!("/login/invitations/{token}");
        Self {
            chrome,
            action,
            invitation,
            form: Answer::default(),
            complaints: Complaints::default(),
            notice: None,
        }
    }

    fn word(&self, id: &str) -> String {
        self.chrome.words.text(id).into_owned()
    }

    fn lead(&self, invitation: &Invitation) -> String {
        let role = self.chrome.words.text(match invitation.role {
            Role::Owner => "mail-role-owner",
            Role::Editor => "mail-role-editor",
            Role::Author => "mail-role-author",
            Role::Moderator => "mail-role-moderator",
        });
        let values = [
            ("inviter", invitation.inviter.as_str()),
            ("blog", &self.chrome.settings.title),
            ("role", &role),
        ];
        self.chrome.words.fill("mail-invitation-opening", &values)
    }

    fn complaint(&self, field: &str) -> Option<String> {
        self.complaints.about(field).map(|complaint| told(self.chrome.words, complaint))
    }
}

pub async fn new(State(app): State<App>, Path(token): Path<String>) -> Result<Response, Failure> {
    match invitations::opened(&app, &token).await {
        Ok(invitation) => page::private(&InvitationPage::new(&app, &token, Some(invitation))),
        Err(Closed::Store(error)) => Err(error.into()),
        Err(Closed::Link(_) | Closed::Gone) => closed(&app, &token),
    }
}

pub async fn create(
    State(app): State<App>,
    Path(token): Path<String>,
    transport: Transport,
    headers: HeaderMap,
    Form(form): Form<Answer>,
) -> Result<Response, Failure> {
    match invitations::accept(&app, &token, form.clone(), &device(&headers)).await {
        Ok(session) => Ok(logged_in(transport, &session, "/admin")),
        Err(Refusal::Fields(complaints)) => {
            let Ok(invitation) = invitations::opened(&app, &token).await else { return closed(&app, &token) };
            let page = InvitationPage::new(&app, &token, Some(invitation));
            let again = InvitationPage { form, complaints, ..page };
            page::private_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
        }
        Err(Refusal::Hashing(HashingFailed::Busy)) => {
            let Ok(invitation) = invitations::opened(&app, &token).await else { return closed(&app, &token) };
            let page = InvitationPage::new(&app, &token, Some(invitation));
            let notice = Some(page.word("login-busy"));
            page::busy(&InvitationPage { form, notice, ..page })
        }
        Err(Refusal::Gone | Refusal::Forbidden) => closed(&app, &token),
        Err(Refusal::Hashing(error)) => Err(error.into()),
        Err(Refusal::Store(error)) => Err(error.into()),
    }
}

fn closed(app: &App, token: &str) -> Result<Response, Failure> {
    page::private_with(StatusCode::GONE, &InvitationPage::new(app, token, None))
}
