//! What the writer promises, and how it fails.

mod joint;

use std::time::Duration;

use sqlx::ConnectOptions as _;
use tokio::sync::{Notify, Semaphore};
use tokio::task::JoinHandle;

use super::*;
use crate::model::ids::PostId;
use crate::model::timestamp::Timestamp;
use crate::store::{Db, paths, tags};

async fn make_tag(db: &Db, name: &'static str) -> Result<(), StoreError> {
    db.write(move |unit| {
        Box::pin(async move {
            tags::find_or_make(unit, name, name, Timestamp(1)).await?;
            Ok(((), Keys::none()))
        })
    })
    .await
}

async fn has_tag(db: &Db, name: &str) -> bool {
    let mut reader = db.reader().await.unwrap();
    tags::by_slug(&mut reader, name).await.unwrap().is_some()
}

#[tokio::test]
async fn what_is_acknowledged_is_read_by_the_next_reader() {
    let (_folder, db) = Db::scratch().await;
    for name in ["one", "two", "three"] {
        make_tag(&db, name).await.unwrap();
        assert!(has_tag(&db, name).await);
    }
}

#[tokio::test]
async fn a_refused_unit_leaves_nothing() {
    let (_folder, db) = Db::scratch().await;
    let refused: Result<(), StoreError> = db
        .write(|unit| {
            Box::pin(async move {
                tags::find_or_make(unit, "half", "half", Timestamp(1)).await?;
                Err(StoreError::Constraint("no".to_owned()))
            })
        })
        .await;
    assert!(refused.is_err());
    assert!(!has_tag(&db, "half").await);
    make_tag(&db, "next").await.unwrap();
    assert!(has_tag(&db, "next").await);
}

#[tokio::test]
async fn a_unit_that_panics_is_undone_and_the_writer_goes_on() {
    let (_folder, db) = Db::scratch().await;
    let failed: Result<(), StoreError> = db
        .write(|unit| {
            Box::pin(async move {
                tags::find_or_make(unit, "half", "half", Timestamp(1)).await?;
                panic!("on purpose");
            })
        })
        .await;
    assert!(matches!(failed, Err(StoreError::Panicked)));
    assert!(!has_tag(&db, "half").await);
    make_tag(&db, "next").await.unwrap();
}

#[tokio::test]
async fn a_unit_is_done_though_its_client_went_away() {
    let (_folder, db) = Db::scratch().await;
    let started = Arc::new(Notify::new());
    let has_started = started.clone();
    let impatient = tokio::spawn({
        let db = db.clone();
        async move {
            let _result: Result<(), StoreError> = db
                .write(|unit| {
                    Box::pin(async move {
                        started.notify_one();
                        tokio::task::yield_now().await;
                        tags::find_or_make(unit, "kept", "kept", Timestamp(1)).await?;
                        Ok(((), Keys::none()))
                    })
                })
                .await;
        }
    });
    has_started.notified().await;
    impatient.abort();
    make_tag(&db, "after").await.unwrap();
    assert!(has_tag(&db, "kept").await);
}

#[tokio::test]
async fn a_constraint_is_named() {
    let (_folder, db) = Db::scratch().await;
    let failed: Result<(), StoreError> = db
        .write(|unit| {
            Box::pin(async move {
                let path = crate::model::path::PublicPath::parse("/a").unwrap();
                paths::assign(unit, PostId(99), &path, Timestamp(1)).await?;
                Ok(((), Keys::none()))
            })
        })
        .await;
    assert!(matches!(&failed, Err(error) if error.is_constraint("FOREIGN KEY")), "{failed:?}");
}

#[tokio::test]
async fn another_process_s_change_of_the_settings_is_seen() {
    let (folder, db) = Db::scratch().await;
    let mut changes = db.changes();
    changes.mark_unchanged();
    let file = folder.path().join(crate::store::db::FILE);
    let mut other = SqliteConnectOptions::new().filename(file).connect().await.unwrap();
    sqlx::query("update settings set title = 'Elsewhere'").execute(&mut other).await.unwrap();
    tokio::time::timeout(Duration::from_secs(10), changes.changed()).await.unwrap().unwrap();
    assert_eq!(db.settings().title, "Elsewhere");
}

#[tokio::test]
async fn many_writers_at_once_all_succeed() {
    let (_folder, db) = Db::scratch().await;
    let writers: Vec<_> = (0..50)
        .map(|number| {
            let db = db.clone();
            tokio::spawn(async move {
                let name: &'static str = Box::leak(format!("tag-{number}").into_boxed_str());
                make_tag(&db, name).await
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap().unwrap();
    }
    for number in 0..50 {
        assert!(has_tag(&db, &format!("tag-{number}")).await);
    }
}

/// Keeps the writer busy until the semaphore is closed, so that what is sent meanwhile shares a commit.
async fn hold(db: &Db) -> (Arc<Semaphore>, JoinHandle<Result<(), StoreError>>) {
    let (begun, go) = (Arc::new(Notify::new()), Arc::new(Semaphore::new(0)));
    let held = tokio::spawn({
        let (db, begun, go) = (db.clone(), begun.clone(), go.clone());
        async move {
            db.write(move |_| {
                Box::pin(async move {
                    begun.notify_one();
                    let _closed = go.acquire().await;
                    Ok(((), Keys::none()))
                })
            })
            .await
        }
    });
    begun.notified().await;
    (go, held)
}

/// What a unit of a test does after it has made its tag.
#[derive(Clone, Copy)]
enum Then {
    Succeed,
    BreakAConstraint,
    Panic,
    FillTheDisk,
}

async fn make_tag_then(db: Db, name: &'static str, then: Then) -> Result<(), StoreError> {
    db.write(move |unit| {
        Box::pin(async move {
            tags::find_or_make(unit, name, name, Timestamp(1)).await?;
            match then {
                Then::Succeed => {}
                Then::BreakAConstraint => {
                    let path = crate::model::path::PublicPath::parse("/a").unwrap();
                    paths::assign(unit, PostId(99), &path, Timestamp(1)).await?;
                }
                Then::Panic => panic!("on purpose"),
                Then::FillTheDisk => {
                    sqlx::query("pragma max_page_count = 1").execute(unit.connection()).await?;
                    let filled = sqlx::query("insert into audit (at, verb, noun, noun_id, state_after) values (1, 'a', 'b', 1, $1)")
                        .bind("x".repeat(100_000))
                        .execute(unit.connection())
                        .await;
                    sqlx::query("pragma max_page_count = 1000000").execute(unit.connection()).await?;
                    filled?;
                }
            }
            Ok(((), Keys::none()))
        })
    })
    .await
}

/// Three units in one commit, the middle one of which fails: the answers, and how many commits there were.
async fn three_together(db: &Db, middle: Then) -> (Vec<Result<(), StoreError>>, u64) {
    let (go, held) = hold(db).await;
    let before = db.stamps().now();
    let mut waiting = Vec::new();
    for (name, then) in [("first", Then::Succeed), ("middle", middle), ("last", Then::Succeed)] {
        waiting.push(tokio::spawn(make_tag_then(db.clone(), name, then)));
        // On one thread, so each of them stands in the queue when this one goes on.
        tokio::task::yield_now().await;
    }
    go.close();
    held.await.unwrap().unwrap();
    let mut answers = Vec::new();
    for waiting in waiting {
        answers.push(waiting.await.unwrap());
    }
    (answers, db.stamps().now().since(before))
}

#[tokio::test]
async fn units_that_wait_share_a_commit() {
    let (_folder, db) = Db::scratch().await;
    let (answers, commits) = three_together(&db, Then::Succeed).await;
    assert!(answers.iter().all(Result::is_ok), "{answers:?}");
    assert!(commits <= 2, "the one that held and those that waited came to {commits} commits");
}

#[tokio::test]
async fn a_unit_that_fails_takes_nobody_with_it() {
    for middle in [Then::BreakAConstraint, Then::Panic, Then::FillTheDisk] {
        let (_folder, db) = Db::scratch().await;
        let (answers, _) = three_together(&db, middle).await;
        assert!(answers[0].is_ok() && answers[2].is_ok(), "{answers:?}");
        match middle {
            Then::BreakAConstraint => {
                assert!(matches!(answers[1], Err(StoreError::Constraint(_))), "{answers:?}");
            }
            Then::Panic => assert!(matches!(answers[1], Err(StoreError::Panicked)), "{answers:?}"),
            _ => assert!(matches!(answers[1], Err(StoreError::DiskFull(_))), "{answers:?}"),
        }
        assert!(has_tag(&db, "first").await && has_tag(&db, "last").await);
        assert!(!has_tag(&db, "middle").await);
        make_tag(&db, "next").await.unwrap();
        assert!(has_tag(&db, "next").await);
    }
}

#[tokio::test]
async fn the_end_comes_after_the_units_before_it_and_later_ones_are_refused() {
    let (_folder, db) = Db::scratch().await;
    let (go, held) = hold(&db).await;
    let waiting = tokio::spawn({
        let db = db.clone();
        async move { make_tag(&db, "before").await }
    });
    // The one that waits has been handed in as soon as this task is resumed.
    tokio::task::yield_now().await;
    let ending = tokio::spawn({
        let db = db.clone();
        async move { db.close().await }
    });
    tokio::task::yield_now().await;
    go.add_permits(1);
    held.await.unwrap().unwrap();
    waiting.await.unwrap().unwrap();
    ending.await.unwrap();
    assert!(matches!(make_tag(&db, "after").await, Err(StoreError::Stopping)));
    assert!(!db.file().with_extension("db-wal").exists(), "the last connection tidies up");
    db.close().await;
}
