//! One's own picture: bringing one, and taking it away.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::profile;
use crate::actions::media;
use crate::actions::users::picture::{self, Refusal};
use crate::app::App;
use crate::model::ids::MediaId;
use crate::model::user::User;
use crate::web::admin::media::upload;
use crate::web::error::Failure;
use crate::web::extractors::{FileForm, Member};
use crate::web::page;

pub async fn create(State(app): State<App>, member: Member, form: FileForm) -> Result<Response, Failure> {
    let chosen = match receive(&app, &member.user, form).await {
        Ok(id) => picture::choose(&app, &member.user, Some(id)).await,
        Err(refusal) => Err(refusal),
    };
    match chosen {
        Ok(()) => Ok(page::see("/account?saved=picture")),
        Err(Refusal::Store(error) | Refusal::Media(media::Refusal::Store(error))) => Err(error.into()),
        Err(Refusal::Media(media::Refusal::NotAllowed)) => Err(Failure::Forbidden),
        Err(refusal) => {
            profile::with_notice(&app, member, StatusCode::UNPROCESSABLE_ENTITY, refusal.to_string()).await
        }
    }
}

pub async fn delete(State(app): State<App>, member: Member) -> Result<Response, Failure> {
    match picture::choose(&app, &member.user, None).await {
        Ok(()) => Ok(page::see("/account?saved=picture")),
        Err(Refusal::Store(error)) => Err(error.into()),
        Err(_) => Err(Failure::Forbidden),
    }
}

/// Takes the first file of a form into the library.
async fn receive(app: &App, by: &User, mut form: FileForm) -> Result<MediaId, Refusal> {
    while let Some(mut field) = form.next().await.map_err(|_| media::Refusal::CutOff)? {
        let Some(name) = field.file_name().map(str::to_owned) else {
            field.skip().await.map_err(|_| media::Refusal::CutOff)?;
            continue;
        };
        return match upload::receive_one(app, by, &name, &mut field).await {
            // A field in which no file was chosen is sent with no name and nothing in it.
            Err(media::Refusal::Empty) if name.is_empty() => Err(Refusal::Missing),
            taken => Ok(taken?.id),
        };
    }
    Err(Refusal::Missing)
}
