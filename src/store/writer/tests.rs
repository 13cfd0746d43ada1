//! What the writer promises, and how it fails.

use std::time::Duration;

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
    let (started, has_started) = oneshot::channel();
    let impatient = tokio::spawn({
        let db = db.clone();
        async move {
            let _result: Result<(), StoreError> = db
                .write(|unit| {
                    Box::pin(async move {
                        let _told = started.send(());
                        tokio::task::yield_now().await;
                        tags::find_or_make(unit, "kept", "kept", Timestamp(1)).await?;
                        Ok(((), Keys::none()))
                    })
                })
                .await;
        }
    });
    has_started.await.unwrap();
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
