//! What readers reported, and which comments wait for somebody to look at them for it.

use super::db::Source;
use super::error::StoreError;
use super::writer::Unit;
use crate::model::ids::CommentId;
use crate::model::report::ReportReason;
use crate::model::timestamp::Timestamp;

pub mod notes;
pub mod subject;

/// The most that are forgotten in one unit, and the most that are counted.
const AT_ONCE: i64 = 500;

/// So many reports of one comment are kept, the newest ones: nobody reads more.
const KEPT: i64 = 100;

/// A report to write down.
#[derive(Debug, Clone)]
pub struct NewReport {
    pub comment: CommentId,
    pub network_hash: Vec<u8>,
    pub reason: ReportReason,
    /// In the reporter's words; may be empty.
    pub note: String,
}

/// Writes a report down, once for each network. Answers how many there are since somebody decided about the comment, or
/// nothing if this network has reported it before.
pub async fn insert(unit: &mut Unit, report: &NewReport, now: Timestamp) -> Result<Option<i64>, StoreError> {
    let done = sqlx::query(
        "insert into reports (comment_id, network_hash, reason, note, created_at)
         values ($1, $2, $3, $4, $5)
         on conflict (comment_id, network_hash) do nothing",
    )
    .bind(report.comment)
    .bind(&report.network_hash)
    .bind(report.reason)
    .bind(&report.note)
    .bind(now)
    .execute(unit.connection())
    .await?;
    if done.rows_affected() == 0 {
        return Ok(None);
    }
    sqlx::query(
        "delete from reports
         where comment_id = $1
           and id <= (select id from reports where comment_id = $1 order by id desc limit 1 offset $2)",
    )
    .bind(report.comment)
    .bind(KEPT)
    .execute(unit.connection())
    .await?;
    let total = sqlx::query_scalar(
        "insert into reported (comment_id, total, last_at)
         values ($1, 1, $2)
         on conflict (comment_id) do update set total = total + 1, last_at = excluded.last_at
         returning total",
    )
    .bind(report.comment)
    .bind(now)
    .fetch_one(unit.connection())
    .await?;
    Ok(Some(total))
}

/// Somebody has decided about a comment: it waits no longer for its reports, nor do those that were dismissed come back.
/// Answers whether it did wait.
pub async fn settle(unit: &mut Unit, comment: CommentId, now: Timestamp) -> Result<bool, StoreError> {
    sqlx::query("delete from dismissed_reports where comment_id = $1")
        .bind(comment)
        .execute(unit.connection())
        .await?;
    put_aside(unit, comment, now, true).await
}

/// That decision is taken back, and its reports wait again. Answers whether there were any.
pub async fn unsettle(unit: &mut Unit, comment: CommentId) -> Result<bool, StoreError> {
    take_up(unit, comment, true).await
}

/// Somebody has found the reports of a comment unfounded. They can be taken up again for a while. Answers whether there
/// were any.
pub async fn dismiss(unit: &mut Unit, comment: CommentId, now: Timestamp) -> Result<bool, StoreError> {
    put_aside(unit, comment, now, false).await
}

/// Lets dismissed reports wait again, beside those that came since. Answers whether there were any.
pub async fn reopen(unit: &mut Unit, comment: CommentId) -> Result<bool, StoreError> {
    take_up(unit, comment, false).await
}

async fn put_aside(
    unit: &mut Unit,
    comment: CommentId,
    now: Timestamp,
    is_decided: bool,
) -> Result<bool, StoreError> {
    sqlx::query(
        "insert into dismissed_reports (comment_id, total, last_at, dismissed_at, is_decided)
         select comment_id, total, last_at, $2, $3
         from reported
         where comment_id = $1
         on conflict (comment_id) do update
             set total = excluded.total, last_at = excluded.last_at, dismissed_at = excluded.dismissed_at,
                 is_decided = excluded.is_decided",
    )
    .bind(comment)
    .bind(now)
    .bind(is_decided)
    .execute(unit.connection())
    .await?;
    let done = sqlx::query("delete from reported where comment_id = $1")
        .bind(comment)
        .execute(unit.connection())
        .await?;
    Ok(done.rows_affected() == 1)
}

async fn take_up(unit: &mut Unit, comment: CommentId, is_decided: bool) -> Result<bool, StoreError> {
    sqlx::query(
        "insert into reported (comment_id, total, last_at)
         select comment_id, total, last_at
         from dismissed_reports
         where comment_id = $1 and is_decided = $2
         on conflict (comment_id) do update set total = reported.total + excluded.total",
    )
    .bind(comment)
    .bind(is_decided)
    .execute(unit.connection())
    .await?;
    let done = sqlx::query("delete from dismissed_reports where comment_id = $1 and is_decided = $2")
        .bind(comment)
        .bind(is_decided)
        .execute(unit.connection())
        .await?;
    Ok(done.rows_affected() == 1)
}

/// How many reports of a comment wait, if any.
pub async fn waiting(db: &mut impl Source, comment: CommentId) -> Result<Option<i64>, StoreError> {
    Ok(sqlx::query_scalar("select total from reported where comment_id = $1")
        .bind(comment)
        .fetch_optional(db.connection())
        .await?)
}

/// How the reports of a comment stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct Standing {
    /// Some wait.
    pub is_reported: bool,
    /// Some were dismissed, and can be taken up again.
    pub is_dismissed: bool,
}

pub async fn standing(db: &mut impl Source, comment: CommentId) -> Result<Standing, StoreError> {
    Ok(sqlx::query_as(
        "select exists (select 1 from reported where comment_id = $1) as is_reported,
                exists (select 1 from dismissed_reports where comment_id = $1 and is_decided = 0) as is_dismissed",
    )
    .bind(comment)
    .fetch_one(db.connection())
    .await?)
}

/// How many published comments are reported and were not decided about since; no more than some hundreds are counted.
pub async fn count(db: &mut impl Source) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar(
        "select count(*)
         from (select comment_id from reported order by comment_id desc limit $1) r
         join comments c on c.id = r.comment_id and c.state = 'published'",
    )
    .bind(AT_ONCE)
    .fetch_one(db.connection())
    .await?)
}

/// Forgets some that are older than this, or were put aside before it, and answers how many.
pub async fn sweep(unit: &mut Unit, before: Timestamp) -> Result<u64, StoreError> {
    let dismissed = sqlx::query(
        "delete from dismissed_reports
         where comment_id in (select comment_id
                              from dismissed_reports
                              where dismissed_at < $1
                              order by dismissed_at
                              limit $2)",
    )
    .bind(before)
    .bind(AT_ONCE)
    .execute(unit.connection())
    .await?;
    let done = sqlx::query(
        "delete from reports
         where id in (select id from reports where created_at < $1 order by created_at limit $2)",
    )
    .bind(before)
    .bind(AT_ONCE)
    .execute(unit.connection())
    .await?;
    Ok(dismissed.rows_affected() + done.rows_affected())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::comment::CommentState;
    use crate::model::key::Keys;
    use crate::model::post::PostState;
    use crate::store::comments::write::insert as comment;
    use crate::store::posts::write::{self, NewPost};
    use crate::store::{Db, comments};

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
}
