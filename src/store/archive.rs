//! How many posts each month holds, as kept counts.

use std::collections::BTreeMap;

use sqlx::sqlite::SqliteConnection;

use super::db::Source;
use super::error::StoreError;
use super::writer::Unit;
use crate::model::ids::PostId;
use crate::model::timestamp::{Month, Timestamp, Zone};

/// How many posts are read at a time while counting.
const AT_A_TIME: i64 = 1000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct MonthCount {
    pub year: i64,
    pub month: i64,
    pub post_count: i64,
}

pub(super) const MONTHS: &str = "
    select year, month, post_count
    from archive_months
    where post_count > 0
    order by year desc, month desc
    limit 2400";

/// Every month that has a post, newest first. A century of blogging is 1,200 rows.
pub async fn months(db: &mut impl Source) -> Result<Vec<MonthCount>, StoreError> {
    Ok(sqlx::query_as(MONTHS).fetch_all(db.connection()).await?)
}

/// Counts every month anew, as the months lie in this zone.
pub async fn recount(unit: &mut Unit, zone: &Zone) -> Result<(), StoreError> {
    let counts = counted(unit.connection(), zone).await?;
    sqlx::query("delete from archive_months").execute(unit.connection()).await?;
    for (month, count) in counts {
        sqlx::query("insert into archive_months (year, month, post_count) values ($1, $2, $3)")
            .bind(i64::from(month.year))
            .bind(i64::from(month.month))
            .bind(count)
            .execute(unit.connection())
            .await?;
    }
    Ok(())
}

/// The posts themselves by month. Holds one number a month in memory, whatever the posts.
pub(super) async fn counted(
    connection: &mut SqliteConnection,
    zone: &Zone,
) -> Result<BTreeMap<Month, i64>, StoreError> {
    let mut counts = BTreeMap::<_, i64>::new();
    let mut last = (Timestamp(i64::MIN), PostId(i64::MIN));
    loop {
        let dates: Vec<(Timestamp, PostId)> = sqlx::query_as(
            "select published_at, id
             from posts
             where kind = 'post' and state = 'published' and (published_at, id) > ($1, $2)
             order by published_at, id
             limit $3",
        )
        .bind(last.0)
        .bind(last.1)
        .bind(AT_A_TIME)
        .fetch_all(&mut *connection)
        .await?;
        let Some(newest) = dates.last() else { return Ok(counts) };
        last = *newest;
        for (published_at, _) in &dates {
            *counts.entry(zone.local(*published_at).day.month_of_year()).or_default() += 1;
        }
    }
}
