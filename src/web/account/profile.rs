//! What somebody says about themselves, and their password.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use crate::actions::complaints::Complaints;
use crate::actions::users::{self, About, Refusal};
use crate::app::App;
use crate::store::{media, users as rows};
use crate::tools::passwords::HashingFailed;
use crate::web::admin::Desk;
use crate::web::error::Failure;
use crate::web::extractors::{Form, Member, Query};
use crate::web::page;
use crate::web::portrait::Portrait;

#[derive(Template)]
#[template(path = "account/profile.html")]
struct ProfilePage {
    desk: Desk,
    about: About,
    complaints: Complaints,
    notice: Option<String>,
    /// For who may bring one.
    picture: Option<Portrait>,
    /// What was just done, quietly.
    done: Option<&'static str>,
}

impl ProfilePage {
    fn complaint(&self, field: &str) -> Option<String> {
        self.complaints.about(field).map(ToString::to_string)
    }
}

#[derive(serde::Deserialize)]
pub struct Shown {
    saved: Option<String>,
}

#[derive(serde::Deserialize)]
pub struct AboutForm {
    #[serde(flatten)]
    about: About,
    #[serde(default)]
    password: String,
}

#[derive(serde::Deserialize)]
pub struct PasswordForm {
    present: String,
    wanted: String,
}

pub async fn show(
    State(app): State<App>,
    member: Member,
    Query(shown): Query<Shown>,
) -> Result<Response, Failure> {
    let done = match shown.saved.as_deref() {
        Some("picture") => Some("Your author page shows it so."),
        Some("password") => Some("Your password is changed, and every other session of yours has ended."),
        Some(_) => Some("Saved."),
        None => None,
    };
    let page = ProfilePage { done, ..stored(&app, member).await? };
    page::private(&page)
}

pub async fn update(
    State(app): State<App>,
    member: Member,
    Form(AboutForm { about, password }): Form<AboutForm>,
) -> Result<Response, Failure> {
    match users::describe(&app, &member.user, about.clone(), password).await {
        Ok(()) => Ok(page::see("/account?saved=about")),
        Err(refusal) => again(ProfilePage { about, ..stored(&app, member).await? }, refusal),
    }
}

pub async fn change_password(
    State(app): State<App>,
    member: Member,
    Form(form): Form<PasswordForm>,
) -> Result<Response, Failure> {
    match users::change_password(&app, &member.user, member.session, form.present, form.wanted).await {
        Ok(()) => Ok(page::see("/account?saved=password")),
        Err(refusal) => again(stored(&app, member).await?, refusal),
    }
}

/// The page as the database has it.
async fn stored(app: &App, member: Member) -> Result<ProfilePage, Failure> {
    let mut db = app.db.reader().await?;
    let profile = rows::profile(&mut db, member.user.id).await?.ok_or(Failure::NotLoggedIn)?;
    let picture = match rows::picture(&mut db, member.user.id).await? {
        Some(id) => media::by_id(&mut db, id).await?.as_ref().and_then(Portrait::of),
        None => None,
    };
    drop(db);
    let about = About {
        name: profile.name,
        email: profile.email.unwrap_or_default(),
        biography: profile.biography,
        website: profile.website.unwrap_or_default(),
    };
    let desk = Desk::new(app, member);
    Ok(ProfilePage { desk, about, complaints: Complaints::default(), notice: None, picture, done: None })
}

/// The page with why something else on it was not done.
pub(super) async fn with_notice(
    app: &App,
    member: Member,
    status: StatusCode,
    notice: String,
) -> Result<Response, Failure> {
    let page = ProfilePage { notice: Some(notice), ..stored(app, member).await? };
    page::private_with(status, &page)
}

fn again(page: ProfilePage, refusal: Refusal) -> Result<Response, Failure> {
    let (status, notice, complaints) = match refusal {
        Refusal::Fields(complaints) => {
            let notice = "Not saved yet: what is marked below needs another look.".to_owned();
            (StatusCode::UNPROCESSABLE_ENTITY, notice, complaints)
        }
        Refusal::TooMany(_) => (StatusCode::TOO_MANY_REQUESTS, refusal.to_string(), Complaints::default()),
        Refusal::Unknown | Refusal::LastOwner | Refusal::Deactivated => return Err(Failure::Forbidden),
        Refusal::Hashing(HashingFailed::Busy) => {
            return page::busy(&ProfilePage { notice: Some(refusal.to_string()), ..page });
        }
        Refusal::Hashing(error) => return Err(error.into()),
        Refusal::Store(error) => return Err(error.into()),
    };
    page::private_with(status, &ProfilePage { notice: Some(notice), complaints, ..page })
}
