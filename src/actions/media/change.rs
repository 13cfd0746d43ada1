//! Saying what a medium is called and shows, and removing it.

use super::{Refusal, keys_of, own};
use crate::app::App;
use crate::model::ids::MediaId;
use crate::model::key::Keys;
use crate::model::media::{ALT_MAX, TITLE_MAX};
use crate::model::user::User;
use crate::model::words::{self, Fault};
use crate::store::audit;
use crate::store::media::{self, write};

/// What somebody says about a medium.
#[derive(Debug, Clone, Default)]
pub struct Description {
    pub title: String,
    /// What a picture shows, for who can't see it; may be empty.
    pub alt: String,
}

/// Renames a medium and says what it shows. Its addresses stay.
pub async fn update(app: &App, by: &User, id: MediaId, to: &Description) -> Result<(), Refusal> {
    let title = words::heading(&to.title, TITLE_MAX).map_err(Refusal::Title)?;
    let alt = match words::heading(&to.alt, ALT_MAX) {
        Err(Fault::Empty) => String::new(),
        other => other.map_err(Refusal::Alt)?,
    };
    let (by, now) = (by.clone(), app.clock.now());
    app.db
        .write(move |unit| {
            Box::pin(async move {
                own(unit, &by, id).await?;
                write::describe(unit, id, &title, &alt).await?;
                audit::record(unit, now, Some(by.id), "describe", "media", id.0, None, None).await?;
                Ok(((), keys_of(unit, id).await?))
            })
        })
        .await
}

/// Removes a medium from everything that shows it; its files go a moment later. One that posts show has to be meant:
/// `although_shown` says so.
pub async fn delete(app: &App, by: &User, id: MediaId, although_shown: bool) -> Result<(), Refusal> {
    let (by, now) = (by.clone(), app.clock.now());
    let removed: Result<(), Refusal> = app
        .db
        .write(move |unit| {
            Box::pin(async move {
                own(unit, &by, id).await?;
                let is_shown = !media::uses(unit, id, 1).await?.is_empty();
                let is_face = !media::faces(unit, id).await?.is_empty();
                if (is_shown || is_face) && !although_shown {
                    return Err(Refusal::InUse);
                }
                let keys: Keys = keys_of(unit, id).await?;
                write::set_deleting(unit, id, now).await?;
                audit::record(unit, now, Some(by.id), "delete", "media", id.0, Some("ready"), None).await?;
                Ok(((), keys))
            })
        })
        .await;
    removed?;
    if let Err(error) = super::clear(app).await {
        // It is gone for everybody; the tidying tries again.
        tracing::warn!(?error, "files could not be removed yet");
    }
    Ok(())
}
