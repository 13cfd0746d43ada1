//! How many posts each month holds, as kept counts.

use super::db::Source;
use super::error::StoreError;

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
