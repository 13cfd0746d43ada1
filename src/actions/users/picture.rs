//! The picture that stands beside somebody's name on their author page: one from the library.

use crate::actions::media;
use crate::actions::standing::allowed;
use crate::app::App;
use crate::model::ids::MediaId;
use crate::model::key::{Key, Keys};
use crate::model::media::MediaKind;
use crate::model::user::{Deed, User};
use crate::store::{StoreError, audit, media as rows, users};

/// Why a picture was not taken for somebody's own.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error("No picture was chosen.")]
    Missing,
    #[error("This is no picture. It is in the library now, but it can’t stand beside your name.")]
    NoPicture,
    #[error(transparent)]
    Media(#[from] media::Refusal),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Shows a picture of the library as one's own, or none.
pub async fn choose(app: &App, by: &User, picture: Option<MediaId>) -> Result<(), Refusal> {
    let (by, now) = (by.id, app.clock.now());
    app.db
        .write(move |unit| {
            Box::pin(async move {
                allowed(unit, by, Deed::UploadMedia).await?.ok_or(media::Refusal::NotAllowed)?;
                if let Some(id) = picture {
                    let medium = rows::by_id(unit, id).await?.ok_or(media::Refusal::Unknown)?;
                    if medium.kind != MediaKind::Picture {
                        return Err(Refusal::NoPicture);
                    }
                }
                users::set_picture(unit, by, picture, now).await?;
                audit::record(unit, now, Some(by), "choose_picture", "user", by.0, None, None).await?;
                Ok(((), Keys::of([Key::Author(by)])))
            })
        })
        .await
}
