//! What somebody of the blog is told of by letter, and their private feed of what waits.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use crate::actions::mail;
use crate::actions::notices::{self, Refusal};
use crate::app::App;
use crate::model::notice::Choices;
use crate::store::notices as rows;
use crate::web::admin::Desk;
use crate::web::error::Failure;
use crate::web::extractors::{Form, Member, Query};
use crate::web::page;

const PAGE: &str = "/account/notices";

#[derive(Template)]
#[template(path = "account/notices.html")]
struct NoticesPage {
    desk: Desk,
    choices: Choices,
    /// Letters can be sent.
    has_mail: bool,
    /// The address of the private feed, if there is one.
    feed: Option<String>,
    is_saved: bool,
}

#[derive(serde::Deserialize)]
pub struct Shown {
    saved: Option<String>,
}

/// A box that is not ticked is not sent.
#[derive(serde::Deserialize)]
pub struct Wanted {
    #[serde(default)]
    about_waiting: bool,
    #[serde(default)]
    about_own_posts: bool,
}

pub async fn show(
    State(app): State<App>,
    member: Member,
    Query(shown): Query<Shown>,
) -> Result<Response, Failure> {
    let mut db = app.db.reader().await?;
    let choices = rows::choices(&mut db, member.user.id).await?;
    let number = rows::feed_number(&mut db, member.user.id).await?;
    drop(db);
    let address = app.address_from_outside().unwrap_or_default();
    let feed = number.map(|number| format!("{address}{}", notices::feed_path(&app, member.user.id, number)));
    let has_mail = mail::ready(&app).is_ok();
    let is_saved = shown.saved.is_some();
    page::private(&NoticesPage { desk: Desk::new(&app, member), choices, has_mail, feed, is_saved })
}

pub async fn update(
    State(app): State<App>,
    member: Member,
    Form(wanted): Form<Wanted>,
) -> Result<Response, Failure> {
    let choices = Choices { about_waiting: wanted.about_waiting, about_own_posts: wanted.about_own_posts };
    answer(notices::choose(&app, &member.user, choices).await)
}

pub async fn create_feed(State(app): State<App>, member: Member) -> Result<Response, Failure> {
    answer(notices::renew_feed(&app, &member.user).await)
}

pub async fn delete_feed(State(app): State<App>, member: Member) -> Result<Response, Failure> {
    answer(notices::end_feed(&app, &member.user).await)
}

fn answer(done: Result<(), Refusal>) -> Result<Response, Failure> {
    match done {
        Ok(()) => Ok(page::see(&format!("{PAGE}?saved=1"))),
        Err(Refusal::NotAllowed) => Err(Failure::Forbidden),
        Err(Refusal::Store(error)) => Err(error.into()),
    }
}
