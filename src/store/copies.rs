//! Copies of the whole database: made while it is in use, and checked before they are trusted.

use std::path::Path;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions as _, Connection as _};

use super::error::StoreError;

/// What a database holds, so that a copy can be compared with it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize, sqlx::FromRow)]
pub struct Holdings {
    pub schema: i64,
    pub posts: i64,
    pub comments: i64,
    pub users: i64,
}

/// Writes a consistent copy of a database that may be in use. `copy` must not exist.
pub async fn make(database: &Path, copy: &Path) -> Result<(), StoreError> {
    let mut connection = existing(database).connect().await?;
    sqlx::query("vacuum into $1").bind(copy.to_string_lossy().into_owned()).execute(&mut connection).await?;
    connection.close().await?;
    Ok(())
}

/// Reads a copy from end to end. A damaged one is an error; a whole one answers with what it holds.
pub async fn check(copy: &Path) -> Result<Holdings, StoreError> {
    let mut connection = existing(copy).read_only(true).connect().await?;
    let verdict: Vec<String> =
        sqlx::query_scalar("pragma integrity_check(10)").fetch_all(&mut connection).await?;
    if verdict != ["ok"] {
        return Err(StoreError::Opening(format!("The copy is damaged: {}", verdict.join("; "))));
    }
    let dangling: Vec<(String, Option<i64>, String, i64)> =
        sqlx::query_as("pragma foreign_key_check").fetch_all(&mut connection).await?;
    if let Some((table, row, parent, _)) = dangling.first() {
        return Err(StoreError::Opening(format!(
            "The copy is damaged: row {} of {table} names a row of {parent} that is not there",
            row.unwrap_or_default()
        )));
    }
    let holdings = holdings(&mut connection).await?;
    connection.close().await?;
    Ok(holdings)
}

/// Ends every login of a copy that becomes a blog again: what was logged out since then would come back.
pub async fn end_sessions(copy: &Path) -> Result<(), StoreError> {
    let mut connection = existing(copy).connect().await?;
    sqlx::query("delete from sessions").execute(&mut connection).await?;
    connection.close().await?;
    Ok(())
}

async fn holdings(connection: &mut SqliteConnection) -> Result<Holdings, StoreError> {
    Ok(sqlx::query_as(
        "select (select max(version) from _sqlx_migrations) as schema,
                (select count(*) from posts) as posts,
                (select count(*) from comments) as comments,
                (select count(*) from users) as users",
    )
    .fetch_one(connection)
    .await?)
}

fn existing(file: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new().filename(file).create_if_missing(false).foreign_keys(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Db;

    #[tokio::test]
    async fn a_copy_of_a_blog_in_use_holds_what_the_blog_holds() {
        let (folder, db) = Db::scratch().await;
        let copy = folder.path().join("copy.db");
        make(db.file(), &copy).await.unwrap();
        let held = check(&copy).await.unwrap();
        assert_eq!((held.posts, held.comments, held.users), (0, 0, 0));
        assert!(held.schema >= 6);
    }

    #[tokio::test]
    async fn a_damaged_copy_is_found_out() {
        let (folder, db) = Db::scratch().await;
        let copy = folder.path().join("copy.db");
        make(db.file(), &copy).await.unwrap();
        let mut bytes = std::fs::read(&copy).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle - 6000..middle].fill(0x5a);
        std::fs::write(&copy, bytes).unwrap();
        assert!(check(&copy).await.is_err());
    }
}
