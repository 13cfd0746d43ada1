//! One person as owners see them: their name and role, and whether they may log in.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::seen;
use crate::actions::complaints::Complaints;
use crate::actions::second_factor;
use crate::actions::users::people::{self as deeds, Refusal};
use crate::app::App;
use crate::model::ids::UserId;
use crate::model::user::{Role, User};
use crate::store::users::people::{self, Person};
use crate::web::admin::desk::Desk;
use crate::web::error::Failure;
use crate::web::extractors::{Form, Member, Path, Query};
use crate::web::page;

/// How many accounts are offered.
const OFFERED: i64 = 500;

#[derive(Template)]
#[template(path = "admin/people/person.html")]
struct PersonPage {
    desk: Desk,
    person: Person,
    seen: String,
    form: PersonForm,
    complaints: Complaints,
    notice: Option<String>,
    /// What was just done, quietly.
    done: Option<&'static str>,
    /// Accounts that somebody without a login may turn out to be.
    accounts: Vec<Person>,
    /// The account that they turned out to be.
    merged_into: Option<Person>,
}

impl PersonPage {
    fn complaint(&self, field: &str) -> Option<String> {
        self.complaints.about(field).map(ToString::to_string)
    }

    fn is_self(&self) -> bool {
        self.person.id == self.desk.user.id
    }

    #[expect(clippy::unused_self, reason = "templates can call methods only")]
    fn roles(&self) -> [Role; 4] {
        Role::ALL
    }

    fn is_chosen(&self, role: Role) -> bool {
        self.form.role == Some(role)
    }
}

#[derive(Debug, serde::Deserialize)]
pub struct PersonForm {
    #[serde(default)]
    name: String,
    role: Option<Role>,
}

/// What was done right before this page was asked for.
#[derive(Debug, serde::Deserialize)]
pub struct Just {
    done: Option<String>,
}

pub async fn show(
    State(app): State<App>,
    member: Member,
    Path(id): Path<UserId>,
    Query(just): Query<Just>,
) -> Result<Response, Failure> {
    let page = stored(&app, member, id).await?;
    let done = match just.done.as_deref() {
        Some("saved") => Some("Saved."),
        Some("deactivated") if !page.person.is_active => {
            Some("Deactivated: every session of theirs has ended, and they can’t log in.")
        }
        Some("merged") => Some("Posts and comments have moved over."),
        Some("second-factor-off") if !page.person.has_second_factor => {
            Some("Their second factor is off: the password alone lets them in.")
        }
        Some("reactivated") if page.person.is_active => Some("They can log in again."),
        _ => None,
    };
    page::private(&PersonPage { done, ..page })
}

pub async fn update(
    State(app): State<App>,
    member: Member,
    Path(id): Path<UserId>,
    Form(form): Form<PersonForm>,
) -> Result<Response, Failure> {
    match deeds::change(&app, &member.user, id, &form.name, form.role).await {
        Ok(()) => Ok(done(&member.user, id, "saved")),
        Err(refusal) => {
            let stored = stored(&app, member, id).await?;
            again(PersonPage { form, ..stored }, refusal)
        }
    }
}

pub async fn deactivate(
    State(app): State<App>,
    member: Member,
    Path(id): Path<UserId>,
) -> Result<Response, Failure> {
    match deeds::deactivate(&app, &member.user, id).await {
        Ok(()) => Ok(done(&member.user, id, "deactivated")),
        Err(refusal) => again(stored(&app, member, id).await?, refusal),
    }
}

pub async fn reactivate(
    State(app): State<App>,
    member: Member,
    Path(id): Path<UserId>,
) -> Result<Response, Failure> {
    match deeds::reactivate(&app, &member.user, id).await {
        Ok(()) => Ok(done(&member.user, id, "reactivated")),
        Err(refusal) => again(stored(&app, member, id).await?, refusal),
    }
}

/// Turns off a second factor that somebody has lost.
pub async fn turn_second_factor_off(
    State(app): State<App>,
    member: Member,
    Path(id): Path<UserId>,
) -> Result<Response, Failure> {
    match second_factor::turn_off_for(&app, &member.user, id).await {
        // Off already is what was wanted.
        Ok(()) | Err(second_factor::Refusal::Off) => {
            Ok(page::see(&format!("/admin/people/{id}?done=second-factor-off")))
        }
        Err(second_factor::Refusal::Person(refusal)) => again(stored(&app, member, id).await?, refusal),
        Err(second_factor::Refusal::Store(error)) => Err(error.into()),
        Err(second_factor::Refusal::OnesOwn) => Ok(page::see("/account/second-factor")),
        Err(_) => Err(Failure::Forbidden),
    }
}

/// Back to the page; whoever has stepped down themselves has no business there any more.
fn done(by: &User, id: UserId, what: &str) -> Response {
    if by.id == id {
        return page::see("/admin");
    }
    page::see(&format!("/admin/people/{id}?done={what}"))
}

/// The page as the database has it.
async fn stored(app: &App, member: Member, id: UserId) -> Result<PersonPage, Failure> {
    let mut db = app.db.reader().await?;
    let person = people::person(&mut db, id).await?.ok_or(Failure::NotFound)?;
    let merged_into = match person.merged_into {
        Some(account) => people::person(&mut db, account).await?,
        None => None,
    };
    let is_open = person.email.is_none() && merged_into.is_none();
    let mut accounts =
        if is_open { people::with_login(&mut db, UserId(0), OFFERED).await? } else { Vec::new() };
    accounts.retain(|account| account.is_active);
    drop(db);
    let desk = Desk::new(app, member);
    Ok(PersonPage {
        accounts,
        merged_into,
        seen: seen(&desk.settings.zone, person.last_seen_at),
        form: PersonForm { name: person.name.clone(), role: Some(person.role) },
        desk,
        person,
        complaints: Complaints::default(),
        notice: None,
        done: None,
    })
}

fn again(page: PersonPage, refusal: Refusal) -> Result<Response, Failure> {
    let (notice, complaints) = match refusal {
        Refusal::Fields(complaints) => {
            ("Not saved yet: what is marked below needs another look.".to_owned(), complaints)
        }
        Refusal::LastOwner | Refusal::NoLogin => (refusal.to_string(), Complaints::default()),
        Refusal::NotAllowed => return Err(Failure::Forbidden),
        Refusal::Unknown => return Err(Failure::NotFound),
        Refusal::Store(error) => return Err(error.into()),
    };
    let page = PersonPage { notice: Some(notice), complaints, ..page };
    page::private_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}
