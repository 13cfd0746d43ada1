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

/// Forgets what of the media was arriving or going when a copy was made, and names those that it has. A database from
/// before there were media has none.
pub async fn settle_media(copy: &Path) -> Result<Vec<String>, StoreError> {
    let mut connection = existing(copy).connect().await?;
    let has_media: i64 = sqlx::query_scalar("select count(*) from sqlite_master where name = 'media'")
        .fetch_one(&mut connection)
        .await?;
    if has_media == 0 {
        return Ok(Vec::new());
    }
    sqlx::query("update media set state = 'gone' where state in ('arriving', 'deleting')")
        .execute(&mut connection)
        .await?;
    let names = sqlx::query_scalar("select name from media where state = 'ready' order by name")
        .fetch_all(&mut connection)
        .await?;
    connection.close().await?;
    Ok(names)
}

/// Ends every login of a copy that becomes a blog again: what was logged out since then would come back.
pub async fn end_sessions(copy: &Path) -> Result<(), StoreError> {
    let mut connection = existing(copy).connect().await?;
    sqlx::query("delete from sessions").execute(&mut connection).await?;
    connection.close().await?;
    Ok(())
}

/// Doubts every letter of a copy that becomes a blog again and was waiting when it was made: the blog that it is a copy of
/// may have sent it since.
pub async fn doubt_letters(copy: &Path) -> Result<(), StoreError> {
    let mut connection = existing(copy).connect().await?;
    let has_letters: Option<i64> =
        sqlx::query_scalar("select 1 from sqlite_master where type = 'table' and name = 'outbox'")
            .fetch_optional(&mut connection)
            .await?;
    if has_letters.is_some() {
        sqlx::query(
            "update outbox
             set state = 'uncertain', held_by = null, is_stalled = 0,
                 fault = 'It waited when the backup was made that this blog was restored from.'
             where state in ('queued', 'sending')",
        )
        .execute(&mut connection)
        .await?;
    }
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
    use crate::model::key::Keys;
    use crate::model::letter::{Letter, LetterState};
    use crate::model::timestamp::Timestamp;
    use crate::store::Db;
    use crate::store::media::write::{self, NewMedium};
    use crate::store::outbox::{self, NewMail};

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
    async fn a_letter_that_waited_is_doubted_in_a_copy_and_older_copies_have_none() {
        let (folder, db) = Db::scratch().await;
        let done: Result<(), StoreError> = db
            .write(|unit| {
                Box::pin(async move {
                    let mail =
                        NewMail { to: "a@example.org", language: "en", letter: &Letter::Test, unique: None };
                    outbox::queue(unit, &mail, Timestamp(1)).await?;
                    Ok(((), Keys::none()))
                })
            })
            .await;
        done.unwrap();
        let elsewhere = folder.path().join("elsewhere");
        std::fs::create_dir(&elsewhere).unwrap();
        let copy = elsewhere.join(crate::store::db::FILE);
        make(db.file(), &copy).await.unwrap();
        doubt_letters(&copy).await.unwrap();
        let restored = Db::open(&elsewhere, [9; 32]).await.unwrap();
        for (db, state) in [(db, LetterState::Queued), (restored, LetterState::Uncertain)] {
            let letters = outbox::desk::of_state(&mut db.reader().await.unwrap(), state, None, 10).await;
            assert_eq!(letters.unwrap().len(), 1, "{state:?}");
        }
        let older = folder.path().join("older.db");
        SqliteConnectOptions::new().filename(&older).create_if_missing(true).connect().await.unwrap();
        doubt_letters(&older).await.unwrap();
    }

    #[tokio::test]
    async fn a_copy_holds_only_the_media_that_are_there() {
        let (folder, db) = Db::scratch().await;
        let (there, coming) = (NewMedium::sample("There"), NewMedium::sample("Coming"));
        let name = there.name.clone();
        let done: Result<(), StoreError> = db
            .write(|unit| {
                Box::pin(async move {
                    let id = write::arrive(unit, &there, Timestamp(1)).await?;
                    write::set_ready(unit, id, Timestamp(1)).await?;
                    write::arrive(unit, &coming, Timestamp(1)).await?;
                    Ok(((), Keys::none()))
                })
            })
            .await;
        done.unwrap();
        let copy = folder.path().join("copy.db");
        make(db.file(), &copy).await.unwrap();
        assert_eq!(settle_media(&copy).await.unwrap(), [name]);
        assert!(check(&copy).await.is_ok());
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
