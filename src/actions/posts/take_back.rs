//! Taking a post back from readers, into the trash, and out of it again. Nothing is ever destroyed here: the trash keeps
//! what it gets, since the addresses of what was public go on answering that it is gone.

use super::shelf::{self, put_up, take_down};
use super::{Done, Refusal, note, own};
use crate::app::App;
use crate::model::ids::PostId;
use crate::model::key::{Key, Keys};
use crate::model::post::{PostState, Step};
use crate::model::timestamp::Timestamp;
use crate::model::user::User;
use crate::store::Unit;
use crate::store::desk::{self, DeskPost, Standing};

/// Takes a post back from readers, or from the schedule. Its addresses answer that it is gone.
pub async fn unpublish(app: &App, by: &User, id: PostId) -> Result<(), Refusal> {
    step(app, by, id, Step::Unpublish, "unpublish").await
}

/// Puts a post into the trash, from where `restore` gives it back as it was.
pub async fn trash(app: &App, by: &User, id: PostId) -> Result<(), Refusal> {
    step(app, by, id, Step::Trash, "trash").await
}

/// Takes a post out of the trash. One whose scheduled time went by in there waits for its editor.
pub async fn restore(app: &App, by: &User, id: PostId) -> Result<(), Refusal> {
    step(app, by, id, Step::Restore, "restore").await
}

async fn step(app: &App, by: &User, id: PostId, step: Step, verb: &'static str) -> Result<(), Refusal> {
    let (by, now) = (by.clone(), app.clock.now());
    app.db
        .write(move |unit| {
            Box::pin(async move {
                let post = own(unit, &by, id).await?;
                let mut keys = Keys::none();
                let after = state_after(&post, step, now)?;
                if after == post.state {
                    return Ok(((), keys));
                }
                put(unit, &post, after, now, &mut keys).await?;
                note(unit, id, Done { at: now, by: Some(by.id), verb, before: Some(post.state), after })
                    .await?;
                Ok(((), keys))
            })
        })
        .await
}

fn state_after(post: &DeskPost, step: Step, now: Timestamp) -> Result<PostState, Refusal> {
    let refused = Refusal::NotNow(post.state);
    let after = post.state.after(step, post.past()).ok_or(refused)?;
    let has_missed_its_time = step == Step::Restore
        && post.state == PostState::Trashed
        && after == PostState::Scheduled
        && post.published_at.is_none_or(|at| at <= now);
    if has_missed_its_time {
        return after.after(Step::Unpublish, post.past()).ok_or(Refusal::NotNow(after));
    }
    Ok(after)
}

async fn put(
    unit: &mut Unit,
    post: &DeskPost,
    state: PostState,
    now: Timestamp,
    keys: &mut Keys,
) -> Result<(), Refusal> {
    let zone = shelf::zone(unit).await?;
    take_down(unit, &zone, post, keys).await?;
    let to = Standing {
        state,
        before_trash: Some(post.state).filter(|_| state == PostState::Trashed),
        published_at: post.published_at,
        offset_minutes: post.published_offset_minutes,
        is_newer_version: true,
    };
    desk::set_standing(unit, post.id, to, now).await?;
    if post.state == PostState::Scheduled || state == PostState::Scheduled {
        keys.add(Key::Schedule);
    }
    Ok(put_up(unit, &zone, post.id, keys).await?)
}
