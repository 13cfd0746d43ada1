//! One's own second factor: setting it up, its recovery codes, turning it off.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use crate::actions::complaints::Complaints;
use crate::actions::second_factor::{self, Refusal, Standing};
use crate::actions::users;
use crate::app::App;
use crate::tools::passwords::HashingFailed;
use crate::tools::qr::{self, Picture};
use crate::web::admin::Desk;
use crate::web::error::Failure;
use crate::web::extractors::{Form, Member, Query};
use crate::web::page;

const PAGE: &str = "/account/second-factor";

#[derive(Template)]
#[template(path = "account/second_factor.html")]
struct SecondFactorPage {
    desk: Desk,
    standing: Shown,
    complaints: Complaints,
    notice: Option<String>,
    /// What was just done, quietly.
    done: Option<&'static str>,
}

/// What the page shows by where somebody stands.
enum Shown {
    Off,
    SettingUp { picture: Option<Picture>, secret: String },
    On { codes_left: i64 },
}

impl SecondFactorPage {
    fn complaint(&self, field: &str) -> Option<String> {
        self.complaints.about(field).map(ToString::to_string)
    }
}

/// The recovery codes, shown in answer to the form that made them: they stand in no address and no row.
#[derive(Template)]
#[template(path = "account/recovery_codes.html")]
struct CodesPage {
    desk: Desk,
    codes: Vec<String>,
    is_first: bool,
}

#[derive(serde::Deserialize)]
pub struct Just {
    done: Option<String>,
}

#[derive(serde::Deserialize)]
pub struct PasswordForm {
    #[serde(default)]
    password: String,
}

#[derive(serde::Deserialize)]
pub struct RenewalForm {
    #[serde(default)]
    password: String,
    #[serde(default)]
    proof: String,
}

#[derive(serde::Deserialize)]
pub struct CodeForm {
    #[serde(default)]
    code: String,
}

#[derive(serde::Deserialize)]
pub struct OffForm {
    #[serde(default)]
    present: String,
    #[serde(default)]
    code: String,
}

pub async fn show(
    State(app): State<App>,
    member: Member,
    Query(just): Query<Just>,
) -> Result<Response, Failure> {
    let page = stored(&app, member).await?;
    let done = match (just.done.as_deref(), &page.standing) {
        (Some("off"), Shown::Off) => Some("The second factor is off. Your password alone lets you in."),
        _ => None,
    };
    page::private(&SecondFactorPage { done, ..page })
}

/// Begins: makes a secret to be confirmed.
pub async fn create(
    State(app): State<App>,
    member: Member,
    Form(form): Form<PasswordForm>,
) -> Result<Response, Failure> {
    match second_factor::begin(&app, &member.user, form.password).await {
        Ok(()) => Ok(page::see(PAGE)),
        Err(refusal) => again(stored(&app, member).await?, refusal),
    }
}

/// Gives up what was begun.
pub async fn give_up(State(app): State<App>, member: Member) -> Result<Response, Failure> {
    match second_factor::give_up(&app, &member.user).await {
        Ok(()) => Ok(page::see(PAGE)),
        Err(refusal) => again(stored(&app, member).await?, refusal),
    }
}

pub async fn confirm(
    State(app): State<App>,
    member: Member,
    Form(form): Form<CodeForm>,
) -> Result<Response, Failure> {
    match second_factor::confirm(&app, &member.user, member.session, &form.code).await {
        Ok(codes) => page::private(&CodesPage { desk: Desk::new(&app, member), codes, is_first: true }),
        Err(refusal) => again(stored(&app, member).await?, refusal),
    }
}

pub async fn renew_codes(
    State(app): State<App>,
    member: Member,
    Form(form): Form<RenewalForm>,
) -> Result<Response, Failure> {
    match second_factor::renew_codes(&app, &member.user, form.password, &form.proof).await {
        Ok(codes) => page::private(&CodesPage { desk: Desk::new(&app, member), codes, is_first: false }),
        Err(refusal) => again(stored(&app, member).await?, refusal),
    }
}

pub async fn delete(
    State(app): State<App>,
    member: Member,
    Form(form): Form<OffForm>,
) -> Result<Response, Failure> {
    match second_factor::turn_off(&app, &member.user, form.present, &form.code).await {
        Ok(()) => Ok(page::see("/account/second-factor?done=off")),
        Err(refusal) => again(stored(&app, member).await?, refusal),
    }
}

/// The page as the database has it.
async fn stored(app: &App, member: Member) -> Result<SecondFactorPage, Failure> {
    let standing = match second_factor::standing(app, &member.user).await? {
        Standing::Off => Shown::Off,
        Standing::SettingUp(shown) => {
            Shown::SettingUp { picture: qr::picture(&shown.address), secret: shown.secret }
        }
        Standing::On { codes_left } => Shown::On { codes_left },
    };
    let desk = Desk::new(app, member);
    Ok(SecondFactorPage { desk, standing, complaints: Complaints::default(), notice: None, done: None })
}

fn again(page: SecondFactorPage, refusal: Refusal) -> Result<Response, Failure> {
    let (status, notice, complaints) = match refusal {
        Refusal::Account(users::Refusal::Fields(complaints)) => {
            let notice = "Not done yet: what is marked below needs another look.".to_owned();
            (StatusCode::UNPROCESSABLE_ENTITY, notice, complaints)
        }
        Refusal::Account(users::Refusal::TooMany(_)) => {
            (StatusCode::TOO_MANY_REQUESTS, refusal.to_string(), Complaints::default())
        }
        Refusal::On | Refusal::Off => {
            (StatusCode::UNPROCESSABLE_ENTITY, refusal.to_string(), Complaints::default())
        }
        Refusal::Account(users::Refusal::Store(error)) | Refusal::Store(error) => return Err(error.into()),
        Refusal::Account(users::Refusal::Hashing(HashingFailed::Busy)) => {
            return page::busy(&SecondFactorPage { notice: Some(refusal.to_string()), ..page });
        }
        Refusal::Account(users::Refusal::Hashing(error)) => return Err(error.into()),
        Refusal::Account(_) | Refusal::Person(_) | Refusal::Unknown | Refusal::OnesOwn => {
            return Err(Failure::Forbidden);
        }
    };
    page::private_with(status, &SecondFactorPage { notice: Some(notice), complaints, ..page })
}
