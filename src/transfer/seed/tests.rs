//! A small blog that is seeded holds what was asked for, and nothing that contradicts itself.

use super::*;
use crate::app::{Chance, Clock, Place};
use crate::store::{Db, copies, db, listing};

async fn seeded(amount: Amount) -> (tempfile::TempDir, anyhow::Result<()>) {
    let (folder, db) = Db::scratch().await;
    let app = App::new(db, Clock::System, Chance::seeded(1), std::sync::Arc::new(Place::default()));
    let mut told = Vec::new();
    let done = fill(&app, amount, |done| told.push(done)).await;
    if done.is_ok() {
        assert_eq!(told.last().copied().unwrap_or_default(), amount.posts + amount.comments);
        assert!(told.is_sorted());
    }
    (folder, done)
}

#[tokio::test]
async fn a_seeded_blog_contradicts_itself_nowhere() {
    let (folder, done) = seeded(Amount { posts: 300, comments: 2_500 }).await;
    done.unwrap();
    assert_eq!(unfinished(folder.path()), None);
    let held = copies::check(&folder.path().join(db::FILE)).await.unwrap();
    assert_eq!((held.posts, held.comments, held.users), (300, 2_500, 1));
    let db = Db::open(folder.path(), [7; 32]).await.unwrap();
    let mut reader = db.reader().await.unwrap();
    assert_eq!(listing::differences(&mut reader).await.unwrap(), [] as [String; 0]);
}

#[tokio::test]
async fn odd_amounts_are_seeded_too() {
    for (posts, comments) in [(0, 0), (1, 0), (1, 700), (3, 1), (700, 3)] {
        let (folder, done) = seeded(Amount { posts, comments }).await;
        done.unwrap();
        let held = copies::check(&folder.path().join(db::FILE)).await.unwrap();
        assert_eq!(
            (held.posts, held.comments),
            (i64::try_from(posts).unwrap(), i64::try_from(comments).unwrap())
        );
    }
}

#[tokio::test]
async fn what_was_left_by_one_that_was_killed_is_thrown_away() {
    let (folder, db) = Db::scratch().await;
    let left = folder.path().join(UNFINISHED);
    fs::write(&left, "half a database").unwrap();
    assert_eq!(unfinished(folder.path()), Some(left.clone()));
    let app = App::new(db, Clock::System, Chance::seeded(1), std::sync::Arc::new(Place::default()));
    fill(&app, Amount { posts: 3, comments: 9 }, |_| ()).await.unwrap();
    assert!(!left.exists());
    let refused = fill(&app, Amount { posts: 3, comments: 9 }, |_| ()).await.unwrap_err();
    assert!(format!("{refused:#}").contains("has posts already"), "{refused:#}");
}
