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

/// Among so many of the newest reported comments the published ones are counted.
const LOOKED_AT: i64 = 10_000;

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
    sqlx::query("delete from closed_reports where comment_id = $1")
        .bind(comment)
        .execute(unit.connection())
        .await?;
    put_aside(unit, comment, now, Closing::Decision).await
}

/// That decision is taken back, and its reports wait again. Answers whether there were any.
pub async fn unsettle(unit: &mut Unit, comment: CommentId) -> Result<bool, StoreError> {
    take_up(unit, comment, Closing::Decision).await
}

/// Somebody has found the reports of a comment unfounded. They can be taken up again for a while. Answers whether there
/// were any.
pub async fn dismiss(unit: &mut Unit, comment: CommentId, now: Timestamp) -> Result<bool, StoreError> {
    put_aside(unit, comment, now, Closing::Dismissal).await
}

/// Lets dismissed reports wait again, beside those that came since. Answers whether there were any.
pub async fn reopen(unit: &mut Unit, comment: CommentId) -> Result<bool, StoreError> {
    take_up(unit, comment, Closing::Dismissal).await
}

/// What closes the reports of a comment.
#[derive(Debug, Clone, Copy)]
enum Closing {
    Dismissal,
    Decision,
}

impl Closing {
    fn word(self) -> &'static str {
        match self {
            Self::Dismissal => "dismissal",
            Self::Decision => "decision",
        }
    }
}

async fn put_aside(
    unit: &mut Unit,
    comment: CommentId,
    now: Timestamp,
    by: Closing,
) -> Result<bool, StoreError> {
    sqlx::query(
        "insert into closed_reports (comment_id, total, last_at, closed_at, closed_by)
         select comment_id, total, last_at, $2, $3
         from reported
         where comment_id = $1
         on conflict (comment_id) do update
             set total = excluded.total, last_at = excluded.last_at, closed_at = excluded.closed_at,
                 closed_by = excluded.closed_by",
    )
    .bind(comment)
    .bind(now)
    .bind(by.word())
    .execute(unit.connection())
    .await?;
    let done = sqlx::query("delete from reported where comment_id = $1")
        .bind(comment)
        .execute(unit.connection())
        .await?;
    Ok(done.rows_affected() == 1)
}

async fn take_up(unit: &mut Unit, comment: CommentId, by: Closing) -> Result<bool, StoreError> {
    sqlx::query(
        "insert into reported (comment_id, total, last_at)
         select comment_id, total, last_at
         from closed_reports
         where comment_id = $1 and closed_by = $2
         on conflict (comment_id) do update set total = reported.total + excluded.total",
    )
    .bind(comment)
    .bind(by.word())
    .execute(unit.connection())
    .await?;
    let done = sqlx::query("delete from closed_reports where comment_id = $1 and closed_by = $2")
        .bind(comment)
        .bind(by.word())
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
                exists (select 1 from closed_reports where comment_id = $1 and closed_by = 'dismissal') as is_dismissed",
    )
    .bind(comment)
    .fetch_one(db.connection())
    .await?)
}

/// How many published comments are reported and were not decided about since: some hundreds at most, of the newest
/// thousands that are reported.
pub async fn count(db: &mut impl Source) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar(
        "select count(*)
         from (select c.id
               from (select comment_id from reported order by comment_id desc limit $1) r
               cross join comments c on c.id = r.comment_id
               where c.state = 'published'
               limit $2) as seen",
    )
    .bind(LOOKED_AT)
    .bind(AT_ONCE)
    .fetch_one(db.connection())
    .await?)
}

/// Nothing is left of a comment that could be decided about: nor is of its reports.
pub async fn forget(unit: &mut Unit, comment: CommentId) -> Result<(), StoreError> {
    sqlx::query(
        "delete from reported where comment_id = $1;
         delete from closed_reports where comment_id = $1;
         delete from reports where comment_id = $1",
    )
    .bind(comment)
    .execute(unit.connection())
    .await?;
    Ok(())
}

/// Forgets some that are older than this or were put aside before it. Answers how many.
pub async fn sweep(unit: &mut Unit, before: Timestamp) -> Result<u64, StoreError> {
    let dismissed = sqlx::query(
        "delete from closed_reports
         where comment_id in (select comment_id
                              from closed_reports
                              where closed_at < $1
                              order by closed_at
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
mod tests;
