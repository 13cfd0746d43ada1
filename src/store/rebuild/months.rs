//! The posts of each month, counted in the blog's zone.

use sqlx::Connection as _;

use crate::model::timestamp::{Month, Zone};
use crate::store::archive;
use crate::store::db::Source;
use crate::store::error::StoreError;
use crate::store::writer::Unit;

/// By how much each month is off. Holds one number a month in memory, whatever the posts.
pub async fn months_off(db: &mut impl Source, zone: &Zone) -> Result<Vec<(Month, i64)>, StoreError> {
    // So that the posts and what is kept about them are of the same moment.
    let mut moment = db.connection().begin().await?;
    let mut missing = archive::counted(&mut moment, zone).await?;
    let kept: Vec<(i16, i8, i64)> =
        sqlx::query_as("select year, month, post_count from archive_months").fetch_all(&mut *moment).await?;
    moment.rollback().await?;
    for (year, month, post_count) in kept {
        if let Some(month) = Month::new(year, month) {
            *missing.entry(month).or_default() -= post_count;
        }
    }
    Ok(missing.into_iter().filter(|(_, missing)| *missing != 0).collect())
}

pub async fn add_to_months(unit: &mut Unit, off: &[(Month, i64)]) -> Result<(), StoreError> {
    for (month, missing) in off {
        sqlx::query(
            "insert into archive_months (year, month, post_count) values ($1, $2, 0) on conflict do nothing",
        )
        .bind(month.year)
        .bind(month.month)
        .execute(unit.connection())
        .await?;
        sqlx::query("update archive_months set post_count = post_count + $3 where year = $1 and month = $2")
            .bind(month.year)
            .bind(month.month)
            .bind(missing)
            .execute(unit.connection())
            .await?;
    }
    Ok(())
}
