//! Making a post public, now or at an instant to come.

use super::shelf::{self, give_path, put_up};
use super::{Done, Refusal, note, own};
use crate::app::App;
use crate::model::ids::{PostId, UserId};
use crate::model::key::{Key, Keys};
use crate::model::post::{PostState, Step, default_path};
use crate::model::timestamp::{Timestamp, Zone};
use crate::model::user::User;
use crate::store::Unit;
use crate::store::desk::{self, DeskPost, Standing};
use crate::tools::slug;

/// What shall become of a post once it is saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// Nothing: it stays as it stands.
    Save,
    /// Readers get it at its date: at once if that is past or none was given, by itself if it is to come.
    Publish,
    /// Readers get it at once, whatever its date.
    PublishNow,
}

/// Makes a post public now, with the date its editor gave if that is past, or this moment's.
pub async fn publish(app: &App, by: &User, id: PostId) -> Result<(), Refusal> {
    let (by, now) = (by.clone(), app.clock.now());
    app.db
        .write(move |unit| {
            Box::pin(async move {
                own(unit, &by, id).await?;
                let (zone, mut keys) = (shelf::zone(unit).await?, Keys::none());
                fulfil(unit, &zone, by.id, id, (Wish::PublishNow, now), &mut keys).await?;
                Ok(((), keys))
            })
        })
        .await
}

/// Lets a post become public by itself at an instant to come.
pub async fn schedule(app: &App, by: &User, id: PostId, at: Timestamp) -> Result<(), Refusal> {
    super::create::check_date(Some(at))?;
    let (by, now) = (by.clone(), app.clock.now());
    app.db
        .write(move |unit| {
            Box::pin(async move {
                let post = own(unit, &by, id).await?;
                let (zone, mut keys) = (shelf::zone(unit).await?, Keys::none());
                put_on_schedule(unit, &zone, &post, at, now, &mut keys).await?;
                let done = Done {
                    at: now,
                    by: Some(by.id),
                    verb: "schedule",
                    before: Some(post.state),
                    after: PostState::Scheduled,
                };
                note(unit, id, done).await?;
                Ok(((), keys))
            })
        })
        .await
}

/// Does with a saved post what its editor wishes, and notes it.
pub(super) async fn fulfil(
    unit: &mut Unit,
    zone: &Zone,
    by: UserId,
    id: PostId,
    (wish, now): (Wish, Timestamp),
    keys: &mut Keys,
) -> Result<(), Refusal> {
    let post = desk::post(unit, id).await?.ok_or(Refusal::Unknown)?;
    if wish == Wish::Save || post.state == PostState::Published {
        return Ok(());
    }
    let to_come = post.published_at.filter(|at| *at > now && wish == Wish::Publish);
    let (verb, after) = if let Some(at) = to_come {
        put_on_schedule(unit, zone, &post, at, now, keys).await?;
        ("schedule", PostState::Scheduled)
    } else {
        has_something_to_show(&post)?;
        let at = post.published_at.filter(|at| *at <= now).unwrap_or(now);
        go_public(unit, zone, &post, at, now, keys).await?;
        ("publish", PostState::Published)
    };
    note(unit, id, Done { at: now, by: Some(by), verb, before: Some(post.state), after }).await?;
    Ok(())
}

fn has_something_to_show(post: &DeskPost) -> Result<(), Refusal> {
    if post.source.trim().is_empty() { Err(Refusal::NothingToShow) } else { Ok(()) }
}

async fn put_on_schedule(
    unit: &mut Unit,
    zone: &Zone,
    post: &DeskPost,
    at: Timestamp,
    now: Timestamp,
    keys: &mut Keys,
) -> Result<(), Refusal> {
    let state = post.state.after(Step::Schedule, post.past()).ok_or(Refusal::NotNow(post.state))?;
    if at <= now {
        return Err(Refusal::DatePast);
    }
    has_something_to_show(post)?;
    let offset_minutes = zone.local(at).offset_minutes;
    let published_at = Some(at);
    let to = Standing { state, before_trash: None, published_at, offset_minutes, is_newer_version: true };
    desk::set_standing(unit, post.id, to, now).await?;
    keys.add(Key::Schedule);
    Ok(())
}

/// Makes a post public since an instant that is not to come, under its own address or one that its date and title make.
pub(super) async fn go_public(
    unit: &mut Unit,
    zone: &Zone,
    post: &DeskPost,
    at: Timestamp,
    now: Timestamp,
    keys: &mut Keys,
) -> Result<(), Refusal> {
    let state = post.state.after(Step::Publish, post.past()).ok_or(Refusal::NotNow(post.state))?;
    let local = zone.local(at);
    let offset_minutes =
        if post.published_at == Some(at) { post.published_offset_minutes } else { local.offset_minutes };
    let published_at = Some(at);
    // What goes out at its date is as everybody saw it who has it open: nobody is to choose between two versions.
    let is_as_scheduled = post.state == PostState::Scheduled && post.published_at == published_at;
    let is_newer_version = !is_as_scheduled;
    let to = Standing { state, before_trash: None, published_at, offset_minutes, is_newer_version };
    desk::set_standing(unit, post.id, to, now).await?;
    give_path(unit, post, &default_path(post.kind, local.day, &slug::from_title(&post.title)), now).await?;
    if post.state == PostState::Scheduled {
        keys.add(Key::Schedule);
    }
    Ok(put_up(unit, zone, post.id, keys).await?)
}
