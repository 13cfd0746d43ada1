//! Runs of imports and their reports. What finds imported rows again is in `known`, their people and tags in `names`.

pub mod known;
pub mod names;
pub mod pictures;

use super::db::Source;
use super::error::StoreError;
use super::writer::Unit;
use crate::model::ids::{ImportId, PostId};
use crate::model::import::{Import, ImportState, Report};
use crate::model::timestamp::Timestamp;

#[derive(sqlx::FromRow)]
struct Row {
    id: ImportId,
    source: String,
    file_name: String,
    state: ImportState,
    report: String,
    started_at: Timestamp,
    finished_at: Option<Timestamp>,
}

impl From<Row> for Import {
    fn from(row: Row) -> Self {
        let report = serde_json::from_str(&row.report).unwrap_or_else(|error| {
            tracing::error!(%error, import = %row.id, "a stored report can't be read");
            Report::default()
        });
        Self {
            id: row.id,
            source: row.source,
            file_name: row.file_name,
            state: row.state,
            report,
            started_at: row.started_at,
            finished_at: row.finished_at,
        }
    }
}

/// Kilobytes of pages that the writer of an importing process keeps: rows come in no order of most indexes.
const MORE_CACHE: &str = "pragma cache_size = -65536";

/// Begins a run. Earlier ones of this source that never ended were killed, and are said to have failed.
pub async fn begin(
    unit: &mut Unit,
    source: &str,
    file_name: &str,
    now: Timestamp,
) -> Result<ImportId, StoreError> {
    sqlx::query(MORE_CACHE).execute(unit.connection()).await?;
    sqlx::query(
        "update imports set state = 'failed', finished_at = $2 where source = $1 and state = 'running'",
    )
    .bind(source)
    .bind(now)
    .execute(unit.connection())
    .await?;
    Ok(sqlx::query_scalar(
        "insert into imports (source, file_name, state, report, started_at)
         values ($1, $2, 'running', '{}', $3)
         returning id",
    )
    .bind(source)
    .bind(file_name)
    .bind(now)
    .fetch_one(unit.connection())
    .await?)
}

/// Ends a run with its report.
pub async fn finish(
    unit: &mut Unit,
    id: ImportId,
    state: ImportState,
    report: &Report,
    now: Timestamp,
) -> Result<(), StoreError> {
    let report = serde_json::to_string(report).unwrap_or_else(|_| "{}".to_owned());
    sqlx::query("update imports set state = $2, report = $3, finished_at = $4 where id = $1")
        .bind(id)
        .bind(state)
        .bind(report)
        .bind(now)
        .execute(unit.connection())
        .await?;
    Ok(())
}

/// Remembers that readers could see a post at its source, so that its address is gone and not unknown.
pub async fn was_public(unit: &mut Unit, post: PostId) -> Result<(), StoreError> {
    sqlx::query("update posts set was_public = 1 where id = $1")
        .bind(post)
        .execute(unit.connection())
        .await?;
    Ok(())
}

/// The last runs, newest first.
pub async fn newest(db: &mut impl Source) -> Result<Vec<Import>, StoreError> {
    let rows: Vec<Row> = sqlx::query_as(
        "select id, source, file_name, state, report, started_at, finished_at
         from imports
         order by id desc
         limit 100",
    )
    .fetch_all(db.connection())
    .await?;
    Ok(rows.into_iter().map(Import::from).collect())
}

pub async fn by_id(db: &mut impl Source, id: ImportId) -> Result<Option<Import>, StoreError> {
    let row: Option<Row> = sqlx::query_as(
        "select id, source, file_name, state, report, started_at, finished_at from imports where id = $1",
    )
    .bind(id)
    .fetch_optional(db.connection())
    .await?;
    Ok(row.map(Import::from))
}

#[cfg(test)]
mod tests;
