//! Making scheduled posts public when their time has come, however long ago that was.

use super::publish::go_public;
use super::{Done, Refusal, note, shelf};
use crate::app::App;
use crate::model::ids::PostId;
use crate::model::key::Keys;
use crate::model::post::PostState;
use crate::model::timestamp::Timestamp;
use crate::store::StoreError;
use crate::store::desk;

/// How many due posts are looked up at a time.
const BATCH: i64 = 50;

/// Makes every post public whose time has come, each in a unit of its own, and answers how many. One that fails is
/// logged and stays scheduled; the others go out.
pub async fn publish_due(app: &App) -> Result<usize, StoreError> {
    let now = app.clock.now();
    let (mut published, mut behind) = (0, None);
    loop {
        let mut db = app.db.reader().await?;
        let due = desk::due(&mut db, now, behind, BATCH).await?;
        drop(db);
        let Some(last) = due.last() else { return Ok(published) };
        behind = Some(*last);
        for place in due {
            match publish_one(app, place.id, now).await {
                Ok(is_done) => published += usize::from(is_done),
                Err(error) => {
                    tracing::error!(post = %place.id, ?error, "a scheduled post could not be published");
                }
            }
        }
    }
}

/// Answers whether the post still was due: its editor may have changed their mind since it was looked up.
async fn publish_one(app: &App, id: PostId, now: Timestamp) -> Result<bool, Refusal> {
    app.db
        .write(move |unit| {
            Box::pin(async move {
                let post = desk::post(unit, id).await?.ok_or(Refusal::Unknown)?;
                let mut keys = Keys::none();
                let due_at = post.published_at.filter(|at| post.state == PostState::Scheduled && *at <= now);
                let Some(at) = due_at else { return Ok((false, keys)) };
                let zone = shelf::zone(unit).await?;
                go_public(unit, &zone, &post, at, now, &mut keys).await?;
                let (before, after) = (Some(post.state), PostState::Published);
                note(unit, id, Done { at: now, by: None, verb: "publish", before, after }).await?;
                Ok((true, keys))
            })
        })
        .await
}
