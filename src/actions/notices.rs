//! What somebody of the blog wants to be told of, and the private feed of what waits.

use super::standing::allowed;
use crate::app::App;
use crate::model::ids::UserId;
use crate::model::key::Keys;
use crate::model::notice::Choices;
use crate::model::user::{Deed, User};
use crate::store::{StoreError, audit, notices, users};
use crate::tools::secrets;

/// Why nothing was chosen.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error("This is for people of the blog, and a private feed for whoever may moderate comments.")]
    NotAllowed,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Chooses what one's letters are about.
pub async fn choose(app: &App, by: &User, choices: Choices) -> Result<(), Refusal> {
    let by = by.id;
    app.db
        .write(move |unit| {
            Box::pin(async move {
                users::by_id(unit, by).await?.ok_or(Refusal::NotAllowed)?;
                notices::choose(unit, by, choices).await?;
                Ok(((), Keys::none()))
            })
        })
        .await
}

/// Makes oneself a private feed, or another one: the address that it had is worth nothing then.
pub async fn renew_feed(app: &App, by: &User) -> Result<(), Refusal> {
    let (by, now) = (by.id, app.clock.now());
    app.db
        .write(move |unit| {
            Box::pin(async move {
                allowed(unit, by, Deed::ModerateComments).await?.ok_or(Refusal::NotAllowed)?;
                notices::renew_feed(unit, by).await?;
                audit::record(unit, now, Some(by), "renew_feed", "user", by.0, None, None).await?;
                Ok(((), Keys::none()))
            })
        })
        .await
}

/// Ends one's private feed.
pub async fn end_feed(app: &App, by: &User) -> Result<(), Refusal> {
    let (by, now) = (by.id, app.clock.now());
    app.db
        .write(move |unit| {
            Box::pin(async move {
                users::by_id(unit, by).await?.ok_or(Refusal::NotAllowed)?;
                if notices::end_feed(unit, by).await? {
                    audit::record(unit, now, Some(by), "end_feed", "user", by.0, None, None).await?;
                }
                Ok(((), Keys::none()))
            })
        })
        .await
}

/// The path of somebody's private feed, whose last part is 128 bits that nobody guesses.
pub fn feed_path(app: &App, user: UserId, number: i64) -> String {
    format!("/feeds/waiting/{user}-{}.atom", key(app, user, number))
}

fn key(app: &App, user: UserId, number: i64) -> String {
    let signature =
        secrets::sign(&app.settings().signing_secret, "private feed", &format!("{user}.{number}"));
    data_encoding::HEXLOWER.encode(&signature[..16])
}

/// Whose private feed a file of this name is, as long as they may moderate.
pub async fn feed_of(app: &App, file: &str) -> Result<Option<User>, StoreError> {
    let parts = file.strip_suffix(".atom").and_then(|name| name.split_once('-'));
    let Some((id, sent)) = parts else { return Ok(None) };
    let Ok(id) = id.parse().map(UserId) else { return Ok(None) };
    let mut db = app.db.reader().await?;
    let Some(number) = notices::feed_number(&mut db, id).await? else { return Ok(None) };
    // Hashes are compared, so that the time it takes tells nothing about the key.
    if secrets::hash(sent) != secrets::hash(key(app, id, number)) {
        return Ok(None);
    }
    Ok(users::by_id(&mut db, id).await?.filter(|user| user.may(Deed::ModerateComments)))
}
