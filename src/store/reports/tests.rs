//! Reports of one comment: counted by network, put aside and taken up again, forgotten in time.

use super::*;
use crate::model::comment::CommentState;
use crate::model::key::Keys;
use crate::model::post::PostState;
use crate::store::comments::write::insert as comment;
use crate::store::posts::write::{self, NewPost};
use crate::store::{Db, comments, spam_examples};

/// A published comment that the networks 1, 2 and 1 again reported, each at the millisecond of its number, and the
/// totals that they were answered with.
async fn reported() -> (tempfile::TempDir, Db, CommentId, Vec<Option<i64>>) {
    let (folder, db) = Db::scratch().await;
    let done: Result<_, StoreError> = db
        .write(|unit| {
            Box::pin(async move {
                let post = write::insert(unit, &NewPost::sample("1", PostState::Published)).await?;
                let new = comments::tests::comment("a", post, None, CommentState::Published);
                let id = comment(unit, &new).await?;
                let mut totals = Vec::new();
                for network in [1, 2, 1] {
                    let report = NewReport {
                        comment: id,
                        network_hash: vec![network],
                        reason: ReportReason::Spam,
                        note: String::new(),
                    };
                    totals.push(insert(unit, &report, Timestamp(i64::from(network))).await?);
                }
                Ok(((id, totals), Keys::none()))
            })
        })
        .await;
    let (id, totals) = done.unwrap();
    (folder, db, id, totals)
}

#[tokio::test]
async fn dismissed_reports_can_be_taken_up_again_until_somebody_decides() {
    let (_folder, db, id, _) = reported().await;
    let done: Result<(), StoreError> = db
        .write(move |unit| {
            Box::pin(async move {
                assert!(!reopen(unit, id).await?, "nothing was dismissed yet");
                assert_eq!(waiting(unit, id).await?, Some(2));
                assert!(dismiss(unit, id, Timestamp(5)).await?);
                assert!(!dismiss(unit, id, Timestamp(6)).await?, "nothing waits any more");
                assert_eq!(waiting(unit, id).await?, None);
                let stands = standing(unit, id).await?;
                assert_eq!(stands, Standing { is_reported: false, is_dismissed: true });
                let further = NewReport {
                    comment: id,
                    network_hash: vec![3],
                    reason: ReportReason::Abuse,
                    note: String::new(),
                };
                assert_eq!(insert(unit, &further, Timestamp(7)).await?, Some(1), "it counts anew");
                assert!(reopen(unit, id).await?);
                let last = NewReport { network_hash: vec![4], ..further };
                assert_eq!(insert(unit, &last, Timestamp(8)).await?, Some(4), "two, one and this");
                assert!(dismiss(unit, id, Timestamp(9)).await? && !settle(unit, id, Timestamp(9)).await?);
                let stands = standing(unit, id).await?;
                assert_eq!(stands, Standing { is_reported: false, is_dismissed: false });
                Ok(((), Keys::none()))
            })
        })
        .await;
    done.unwrap();
}

#[tokio::test]
async fn what_a_decision_settled_waits_again_once_it_is_taken_back() {
    let (_folder, db, id, _) = reported().await;
    let done: Result<(), StoreError> = db
        .write(move |unit| {
            Box::pin(async move {
                assert!(settle(unit, id, Timestamp(5)).await? && !reopen(unit, id).await?);
                let stands = standing(unit, id).await?;
                assert_eq!(stands, Standing { is_reported: false, is_dismissed: false });
                assert!(unsettle(unit, id).await? && !unsettle(unit, id).await?);
                assert_eq!(waiting(unit, id).await?, Some(2));
                settle(unit, id, Timestamp(6)).await?;
                assert!(!settle(unit, id, Timestamp(7)).await? && !unsettle(unit, id).await?);
                Ok(((), Keys::none()))
            })
        })
        .await;
    done.unwrap();
}

#[tokio::test]
async fn what_was_dismissed_long_ago_is_forgotten() {
    let (_folder, db, id, _) = reported().await;
    let done: Result<_, StoreError> = db
        .write(move |unit| {
            Box::pin(async move {
                dismiss(unit, id, Timestamp(0)).await?;
                let swept = (sweep(unit, Timestamp(0)).await?, sweep(unit, Timestamp(1)).await?);
                Ok(((swept, standing(unit, id).await?.is_dismissed), Keys::none()))
            })
        })
        .await;
    assert_eq!(done.unwrap(), ((0, 1), false));
}

#[tokio::test]
async fn of_one_comment_the_newest_hundred_reports_are_kept_and_all_are_counted() {
    let (_folder, db, id, _) = reported().await;
    let done: Result<_, StoreError> = db
        .write(move |unit| {
            Box::pin(async move {
                let mut total = None;
                for network in 3..=110 {
                    let report = NewReport {
                        comment: id,
                        network_hash: vec![network],
                        reason: ReportReason::Other,
                        note: network.to_string(),
                    };
                    total = insert(unit, &report, Timestamp(9)).await?;
                }
                let kept: (i64, String) =
                    sqlx::query_as("select count(*), min(cast(note as integer)) || '' from reports")
                        .fetch_one(unit.connection())
                        .await?;
                Ok(((total, kept), Keys::none()))
            })
        })
        .await;
    assert_eq!(done.unwrap(), (Some(110), (100, "11".to_owned())));
}

#[tokio::test]
async fn a_network_reports_a_comment_once_and_a_decision_settles_it() {
    let (_folder, db, id, totals) = reported().await;
    assert_eq!(totals, [Some(1), Some(2), None]);
    let mut reader = db.reader().await.unwrap();
    assert_eq!(count(&mut reader).await.unwrap(), 1);
    let done: Result<_, StoreError> = db
        .write(move |unit| {
            Box::pin(async move {
                let now = Timestamp(9);
                let settled = (settle(unit, id, now).await?, settle(unit, id, now).await?);
                let swept = (sweep(unit, Timestamp(2)).await?, sweep(unit, Timestamp(2)).await?);
                Ok(((settled, swept), Keys::none()))
            })
        })
        .await;
    assert_eq!(done.unwrap(), ((true, false), (1, 0)));
    assert_eq!(count(&mut reader).await.unwrap(), 0);
}

#[tokio::test]
async fn what_can_not_be_decided_about_any_more_is_not_counted_and_is_forgotten() {
    let (_folder, db, id, _) = reported().await;
    let done: Result<_, StoreError> = db
        .write(move |unit| {
            Box::pin(async move {
                let post = write::insert(unit, &NewPost::sample("2", PostState::Published)).await?;
                let waits = comments::tests::comment("b", post, None, CommentState::Pending);
                let waits = comment(unit, &waits).await?;
                let spam = comments::tests::comment("c", post, None, CommentState::Spam);
                let spam = comment(unit, &spam).await?;
                for reported in [waits, spam] {
                    let report = NewReport {
                        comment: reported,
                        network_hash: vec![1],
                        reason: ReportReason::Spam,
                        note: String::new(),
                    };
                    insert(unit, &report, Timestamp(9)).await?;
                }
                let published = count(unit).await?;
                forget(unit, id).await?;
                let left = (count(unit).await?, waiting(unit, id).await?, waiting(unit, waits).await?);
                spam_examples::sweep(unit, Timestamp(i64::MAX)).await?;
                let of_spam = waiting(unit, spam).await?;
                // That of the one that waits is left.
                let swept = (sweep(unit, Timestamp(99)).await?, sweep(unit, Timestamp(99)).await?);
                Ok(((published, left, of_spam, swept), Keys::none()))
            })
        })
        .await;
    assert_eq!(done.unwrap(), (1, (0, None, Some(1)), None, (1, 0)));
}
