//! Files coming in: streamed to the disk one after the other, each taken or refused by itself.

use axum::Json;
use axum::extract::State;
use axum::http::header::ACCEPT;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;

use super::Card;
use super::index::{self, Asked};
use crate::actions::media::{Receiving, Refusal, Taken};
use crate::app::App;
use crate::model::ids::MediaId;
use crate::model::user::User;
use crate::store::media;
use crate::web::error::Failure;
use crate::web::extractors::{FileField, FileForm, FormFault, Member};
use crate::web::page;

/// More files than anybody picks by hand. What follows them in one form is not looked at.
const MOST_FILES: usize = 200;

/// What became of the files of one form.
#[derive(Debug, Default)]
pub struct Outcome {
    pub taken: Vec<Taken>,
    pub refused: Vec<Refused>,
}

/// A file that was not taken, and why.
#[derive(Debug, Serialize)]
pub struct Refused {
    pub name: String,
    pub why: String,
}

/// What the upload script is told of a file that was taken.
#[derive(Serialize)]
struct Told {
    id: MediaId,
    title: String,
    address: String,
    markdown: String,
    thumbnail: Option<String>,
}

pub async fn create(
    State(app): State<App>,
    member: Member,
    headers: HeaderMap,
    form: FileForm,
) -> Result<Response, Failure> {
    let outcome = receive(&app, &member.user, form).await?;
    let asks_for_json =
        headers.get(ACCEPT).and_then(|accept| accept.to_str().ok()).is_some_and(|all| all.contains("json"));
    if asks_for_json {
        return told(&app, outcome).await;
    }
    if outcome.refused.is_empty() {
        let ids: Vec<_> = outcome.taken.iter().map(|taken| taken.id.to_string()).collect();
        return Ok(page::see(&format!("/admin/media?arrived={}", ids.join("."))));
    }
    let arrived = outcome.taken.into_iter().map(|taken| taken.id).collect();
    let library = index::page(&app, member, Asked::default(), arrived, outcome.refused).await?;
    page::private_with(StatusCode::UNPROCESSABLE_ENTITY, &library)
}

/// Takes the files of a form in, one after the other.
async fn receive(app: &App, by: &User, mut form: FileForm) -> Result<Outcome, Failure> {
    let mut outcome = Outcome::default();
    for _ in 0..MOST_FILES {
        let mut field = match form.next().await {
            Ok(Some(field)) => field,
            Ok(None) => break,
            Err(fault) => {
                rest_is_missing(fault, &mut outcome)?;
                break;
            }
        };
        let Some(name) = field.file_name().map(str::to_owned) else {
            // What is no file is read past before the next is looked for.
            if let Err(fault) = field.skip().await {
                rest_is_missing(fault, &mut outcome)?;
            }
            continue;
        };
        match receive_one(app, by, &name, &mut field).await {
            // A field in which no file was chosen is sent with no name and nothing in it.
            Err(Refusal::Empty) if name.is_empty() => {}
            Ok(taken) => outcome.taken.push(taken),
            Err(Refusal::NotAllowed) => return Err(Failure::Forbidden),
            Err(refusal) => {
                if let Refusal::Disk(error) = &refusal {
                    tracing::error!(%error, "an upload could not be written");
                }
                outcome.refused.push(Refused { name, why: refusal.to_string() });
            }
        }
        if let Err(fault) = field.skip().await {
            rest_is_missing(fault, &mut outcome)?;
            break;
        }
    }
    Ok(outcome)
}

fn rest_is_missing(fault: FormFault, outcome: &mut Outcome) -> Result<(), Failure> {
    match fault {
        FormFault::Slow => Err(Failure::Timeout),
        FormFault::NoForm => Err(Failure::UnreadableForm),
        FormFault::CutOff => {
            let why = Refusal::CutOff.to_string();
            // Of the file in whose midst it broke off it was said already.
            if outcome.refused.last().is_none_or(|last| last.why != why) {
                outcome.refused.push(Refused { name: "The rest of the form".to_owned(), why });
            }
            Ok(())
        }
    }
}

/// Takes the one file of a field in.
pub async fn receive_one(
    app: &App,
    by: &User,
    name: &str,
    field: &mut FileField<'_>,
) -> Result<Taken, Refusal> {
    let mut receiving = Receiving::begin(app, by, name).await?;
    while let Some(piece) = field.piece().await.map_err(|_| Refusal::CutOff)? {
        receiving.take(&piece).await?;
    }
    receiving.finish().await
}

async fn told(app: &App, outcome: Outcome) -> Result<Response, Failure> {
    let mut db = app.db.reader().await?;
    let mut taken = Vec::with_capacity(outcome.taken.len());
    for one in outcome.taken {
        let Some(medium) = media::by_id(&mut db, one.id).await? else { continue };
        let Card { id, title, address, markdown, thumbnail, .. } = Card::of(&medium);
        taken.push(Told { id, title, address, markdown, thumbnail });
    }
    Ok(Json(serde_json::json!({ "taken": taken, "refused": outcome.refused })).into_response())
}
