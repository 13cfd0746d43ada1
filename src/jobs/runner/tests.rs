//! Rounds by a clock that the test moves. Where the task itself runs, a commit wakes it and the test waits for its commit.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use tokio::sync::oneshot;

use super::*;
use crate::actions::posts::{Draft, Wish, create};
use crate::app::{Chance, Clock, Place};
use crate::model::comment::PostComments;
use crate::model::ids::{PostId, UserId};
use crate::model::key::{Key, Keys};
use crate::model::post::{PostKind, PostState, SourceFormat};
use crate::model::user::{Role, User};
use crate::store::users::{self, NewUser};
use crate::store::{Db, sessions};

const DAY: i64 = 86_400_000;

async fn blog() -> (tempfile::TempDir, App, Arc<AtomicI64>) {
    let (folder, db) = Db::scratch().await;
    let clock = Arc::new(AtomicI64::new(DAY));
    let app = App::new(db, Clock::Held(clock.clone()), Chance::seeded(5), Arc::new(Place::default()));
    (folder, app, clock)
}

async fn owner(app: &App) -> User {
    let ada = NewUser::sample("Ada", Role::Owner);
    let made: Result<UserId, StoreError> = app
        .db
        .write(move |unit| {
            Box::pin(async move { Ok((users::insert(unit, &ada, Timestamp(0)).await?, Keys::none())) })
        })
        .await;
    let mut db = app.db.reader().await.unwrap();
    users::by_id(&mut db, made.unwrap()).await.unwrap().unwrap()
}

async fn scheduled(app: &App, by: &User, at: i64) -> PostId {
    let draft = Draft {
        kind: PostKind::Post,
        title: "Weir".to_owned(),
        source_format: SourceFormat::Markdown,
        source: "Text".to_owned(),
        tags: Vec::new(),
        path: None,
        published_at: Some(Timestamp(at)),
        language: None,
        comments: PostComments::Open,
        cover: None,
        authors: Vec::new(),
    };
    create(app, by, draft, Wish::Publish).await.unwrap()
}

async fn state(app: &App, id: PostId) -> PostState {
    desk::post(&mut app.db.reader().await.unwrap(), id).await.unwrap().unwrap().state
}

#[tokio::test]
async fn the_first_round_catches_up_and_later_ones_sweep_once_a_day() {
    let (_folder, app, clock) = blog().await;
    let ada = owner(&app).await;
    let id = scheduled(&app, &ada, 2 * DAY).await;
    let log_in = async |token: u8| {
        let (ada, app) = (ada.id, app.clone());
        let expires = Timestamp(app.clock.now().0 + 1);
        let made: Result<_, StoreError> = app
            .db
            .write(move |unit| {
                Box::pin(async move {
                    let id = sessions::insert(unit, ada, &[token], "Test", expires, expires).await?;
                    Ok((id, Keys::none()))
                })
            })
            .await;
        made.unwrap();
    };
    log_in(1).await;
    clock.store(3 * DAY, Ordering::Relaxed);
    let mut runner = Runner::new(app.clone());
    runner.round().await;
    assert_eq!(state(&app, id).await, PostState::Published);
    log_in(2).await;
    clock.fetch_add(DAY - 1, Ordering::Relaxed);
    runner.round().await;
    assert_eq!(sweep::sweep(&app).await.unwrap(), 1, "the first was swept away, the second not yet");
    log_in(3).await;
    clock.fetch_add(2, Ordering::Relaxed);
    runner.round().await;
    assert_eq!(sweep::sweep(&app).await.unwrap(), 0);
}

#[tokio::test]
async fn it_wakes_for_a_post_that_falls_due_and_stops_when_told() {
    let (_folder, app, clock) = blog().await;
    let ada = owner(&app).await;
    let (stop, stopped) = oneshot::channel::<()>();
    let mut runner = Runner::new(app.clone());
    runner.round().await;
    let running = tokio::spawn(runner.run(async move { drop(stopped.await) }));
    let id = scheduled(&app, &ada, 2 * DAY).await;
    let mut changes = app.db.changes();
    clock.store(2 * DAY, Ordering::Relaxed);
    // Any commit wakes it, such as one of another process, of which only this is known.
    let woken: Result<(), StoreError> =
        app.db.write(|_| Box::pin(async { Ok(((), Keys::of([Key::Schedule]))) })).await;
    woken.unwrap();
    let published = async {
        while state(&app, id).await != PostState::Published {
            changes.changed().await.unwrap();
        }
    };
    tokio::time::timeout(Duration::from_secs(20), published).await.unwrap();
    stop.send(()).unwrap();
    tokio::time::timeout(Duration::from_secs(20), running).await.unwrap().unwrap();
}

#[tokio::test]
async fn what_failed_waits_for_the_next_beat() {
    let (_folder, app, clock) = blog().await;
    let ada = owner(&app).await;
    scheduled(&app, &ada, 2 * DAY).await;
    let mut runner = Runner::new(app.clone());
    assert_eq!(runner.until_due().await, AT_LEAST_EVERY, "a day is longer than a minute");
    clock.store(2 * DAY - 1500, Ordering::Relaxed);
    assert_eq!(runner.until_due().await, Duration::from_millis(1500));
    clock.store(2 * DAY + 1, Ordering::Relaxed);
    assert_eq!(runner.until_due().await, Duration::ZERO);
    runner.looked_at = Some(Timestamp(2 * DAY + 1));
    assert_eq!(runner.until_due().await, AT_LEAST_EVERY);
    runner.has_more = true;
    assert_eq!(runner.until_due().await, Duration::ZERO, "what is left of a large author is gone on with");
}
