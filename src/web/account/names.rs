//! Imported authors that somebody says they are; an owner decides.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use crate::actions::users::claims::{self as deeds, Refusal};
use crate::actions::users::people::Refusal as Denial;
use crate::app::App;
use crate::model::ids::UserId;
use crate::store::claims::{self, Claim};
use crate::store::users::people::{self, Person};
use crate::web::admin::Desk;
use crate::web::error::Failure;
use crate::web::extractors::{Form, Member, Path, Query};
use crate::web::page;

/// How many names stand on a page.
const LINES: i64 = 100;

const LIST: &str = "/account/names";

#[derive(Template)]
#[template(path = "account/names.html")]
struct NamesPage {
    desk: Desk,
    /// Names that one has not said are one's own.
    names: Vec<Person>,
    more: Option<UserId>,
    claims: Vec<Claim>,
    /// What was just done, quietly.
    done: Option<&'static str>,
}

#[derive(serde::Deserialize)]
pub struct Asked {
    #[serde(default)]
    after: i64,
    done: Option<String>,
}

#[derive(serde::Deserialize)]
pub struct ClaimForm {
    author: UserId,
}

pub async fn index(
    State(app): State<App>,
    member: Member,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let mut db = app.db.reader().await?;
    let claims = claims::waiting(&mut db, Some(member.user.id)).await?;
    // One more than fits tells that there are more.
    let mut names = people::without_login(&mut db, UserId(asked.after), LINES + 1).await?;
    drop(db);
    let fits = usize::try_from(LINES).unwrap_or_default();
    let has_more = names.len() > fits;
    names.truncate(fits);
    let more = names.last().map(|person| person.id).filter(|_| has_more);
    names.retain(|person| claims.iter().all(|claim| claim.author_id != person.id));
    let done = match asked.done.as_deref() {
        Some("asked") => Some("An owner is asked whether this is you."),
        Some("taken-back") => Some("Taken back."),
        _ => None,
    };
    page::private(&NamesPage { desk: Desk::new(&app, member), names, more, claims, done })
}

pub async fn create(
    State(app): State<App>,
    member: Member,
    Form(form): Form<ClaimForm>,
) -> Result<Response, Failure> {
    answer(deeds::ask(&app, &member.user, form.author).await, "asked")
}

pub async fn delete(
    State(app): State<App>,
    member: Member,
    Path(author): Path<UserId>,
) -> Result<Response, Failure> {
    answer(deeds::decline(&app, &member.user, author, member.user.id).await, "taken-back")
}

fn answer(outcome: Result<(), Refusal>, done: &str) -> Result<Response, Failure> {
    match outcome {
        Ok(()) => Ok(page::see(&format!("{LIST}?done={done}"))),
        Err(Refusal::NoAuthor | Refusal::NoAccount | Refusal::Taken) => Err(Failure::NotFound),
        Err(Refusal::Denied(Denial::Store(error)) | Refusal::Store(error)) => Err(error.into()),
        Err(Refusal::Denied(_)) => Err(Failure::Forbidden),
    }
}
