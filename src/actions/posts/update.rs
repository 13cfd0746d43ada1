//! Saving a post again. A save that was made from an older version than the stored one is refused.

use super::create::{check, check_date, cover, set_tags};
use super::publish::{Wish, fulfil};
use super::shelf::{self, move_to, put_up, take_down};
use super::{Done, Draft, Refusal, media_in, note, own, render};
use crate::app::App;
use crate::model::ids::PostId;
use crate::model::key::{Key, Keys};
use crate::model::post::PostState;
use crate::model::timestamp::{Timestamp, Zone};
use crate::model::user::User;
use crate::store::desk::{self, DeskPost};
use crate::store::media::write as media;
use crate::store::posts::write::{self, PostChange};

/// Saves what an editor made of the version they saw and, in the same unit, does with the post what they wish.
///
/// Its kind, its format and its authors stay as they are. Answers the state it has then.
pub async fn update(
    app: &App,
    by: &User,
    id: PostId,
    version: i64,
    draft: Draft,
    wish: Wish,
) -> Result<PostState, Refusal> {
    let checked = check(&draft)?;
    let cover = cover(app, &draft).await?;
    let mut db = app.db.reader().await?;
    let format = desk::post(&mut db, id).await?.ok_or(Refusal::Unknown)?.source_format;
    drop(db);
    // Rendering takes its time, so it is done before the writer is asked. A post's format never changes.
    let body = render(app, format, checked.source).await;
    let (by, now) = (by.clone(), app.clock.now());
    app.db
        .write(move |unit| {
            Box::pin(async move {
                let post = as_seen(own(unit, &by, id).await?, version)?;
                if is_emptied_in_public(&post, &body.source) {
                    return Err(Refusal::NothingToShow);
                }
                let (zone, mut keys) = (shelf::zone(unit).await?, Keys::none());
                let published_at = date_after(&zone, &post, draft.published_at, wish, now)?;
                take_down(unit, &zone, &post, &mut keys).await?;
                let change = PostChange {
                    title: checked.title,
                    body,
                    published_at,
                    published_offset_minutes: offset_after(&zone, &post, published_at),
                    updated_at: now,
                    language: checked.language,
                    comments: draft.comments,
                    is_path_chosen: is_chosen_after(&post, checked.path.is_some()),
                };
                write::update(unit, id, version, &change).await?;
                set_tags(unit, id, &checked.tags, now).await?;
                media::replace_uses(unit, id, &media_in(&change.body.html)).await?;
                media::set_cover(unit, id, cover).await?;
                move_to(unit, &post, checked.path.as_ref(), now).await?;
                let (before, after) = (Some(post.state), post.state);
                note(unit, id, Done { at: now, by: Some(by.id), verb: "update", before, after }).await?;
                put_up(unit, &zone, id, &mut keys).await?;
                if post.state == PostState::Scheduled && published_at != post.published_at {
                    keys.add(Key::Schedule);
                }
                fulfil(unit, &zone, by.id, id, (wish, now), &mut keys).await?;
                let saved = desk::post(unit, id).await?.ok_or(Refusal::Unknown)?;
                Ok((saved.state, keys))
            })
        })
        .await
}

/// The post, if it still is of the version that its editor saw, and not in the trash.
fn as_seen(post: DeskPost, version: i64) -> Result<DeskPost, Refusal> {
    if post.state == PostState::Trashed {
        return Err(Refusal::NotNow(post.state));
    }
    if post.version != version {
        return Err(Refusal::Stale(Box::new(post)));
    }
    Ok(post)
}

/// What readers see, or will by itself, can't be emptied; what came empty with an import may stay so.
fn is_emptied_in_public(post: &DeskPost, source: &str) -> bool {
    matches!(post.state, PostState::Published | PostState::Scheduled)
        && source.trim().is_empty()
        && !post.source.trim().is_empty()
}

/// The date a save leaves. The field shows minutes, and an hour that a clock change repeats looks the same twice: a date
/// that would look as before stays as it was, to the millisecond.
fn date_after(
    zone: &Zone,
    post: &DeskPost,
    wished: Option<Timestamp>,
    wish: Wish,
    now: Timestamp,
) -> Result<Option<Timestamp>, Refusal> {
    let shown = |at: Timestamp| zone.local(at).for_field();
    let is_dated = matches!(post.state, PostState::Published | PostState::Scheduled);
    if wished.is_none() && is_dated || wished.map(shown) == post.published_at.map(shown) {
        return Ok(post.published_at);
    }
    check_date(wished)?;
    match (post.state, wished) {
        (PostState::Published, Some(at)) if at > now => Err(Refusal::DateToCome),
        (PostState::Scheduled, Some(at)) if at <= now && wish == Wish::Save => Err(Refusal::DatePast),
        _ => Ok(wished),
    }
}

/// A date that is kept keeps the offset it was written with; a new one has the blog's.
fn offset_after(zone: &Zone, post: &DeskPost, published_at: Option<Timestamp>) -> i64 {
    match published_at {
        Some(at) if post.published_at != Some(at) => zone.local(at).offset_minutes,
        _ => post.published_offset_minutes,
    }
}

/// An address that readers know stays when the field is emptied, and so does who chose it.
fn is_chosen_after(post: &DeskPost, is_path_given: bool) -> bool {
    is_path_given || (post.was_public && post.is_path_chosen)
}
