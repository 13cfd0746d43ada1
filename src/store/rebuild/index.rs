//! The search index, made anew beside the one that is searched, which it replaces at once when it is whole. What happens
//! to posts meanwhile is noted by triggers (`0006_search.sql`). One that was begun and never ended is thrown away by the
//! next.

use crate::store::db::{Source, json_ids};
use crate::store::error::StoreError;
use crate::store::writer::Unit;

/// The posts of a unit, which is to be short: so many ids, and so many bytes of text unless one post alone has more.
const POSTS: i64 = 100;
const BYTES: i64 = 64 * 1024;

/// How many leaves of an index one unit throws away. SQLite would walk through a whole one to drop it.
const LEAVES: i64 = 500;

/// The posts with an id above one and up to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    pub after: i64,
    pub last: i64,
}

/// Is the index whole as far as SQLite can tell? It can't say whether the words are those of the posts.
pub async fn is_sound(db: &mut impl Source) -> Result<bool, StoreError> {
    let told: Result<Vec<String>, sqlx::Error> =
        sqlx::query_scalar("pragma integrity_check('search')").fetch_all(db.connection()).await;
    match told {
        Ok(told) => Ok(told == ["ok"]),
        // It may be too damaged to be opened at all.
        Err(sqlx::Error::Database(error)) if error.message().contains("malformed") => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// How many public posts and pages the index lacks, and how many others it holds.
pub async fn index_off(db: &mut impl Source) -> Result<(i64, i64), StoreError> {
    Ok(sqlx::query_as(
        "select (select count(*)
                 from posts p
                 where p.state = 'published' and not exists (select 1 from search_docsize d where d.id = p.id)),
                (select count(*)
                 from search_docsize d
                 where not exists (select 1 from posts p where p.id = d.id and p.state = 'published'))",
    )
    .fetch_one(db.connection())
    .await?)
}

/// Begins an index beside the one that is searched. `throw_away` has to have said that nothing is left of another.
pub async fn begin(unit: &mut Unit) -> Result<(), StoreError> {
    run(
        unit,
        &[
            "create virtual table search_fresh using fts5(
                 title, body,
                 content = '', contentless_delete = 1,
                 tokenize = 'unicode61 remove_diacritics 2'
             )",
            "insert into search_rebuild (id) values (1) on conflict do nothing",
            "delete from search_changes",
        ],
    )
    .await
}

/// The posts that the next unit takes, or none if all were taken.
pub async fn next_stretch(db: &mut impl Source, after: i64) -> Result<Option<Stretch>, StoreError> {
    let sizes: Vec<(i64, i64)> = sqlx::query_as(
        "select id, case state when 'published' then octet_length(text) else 0 end
         from posts
         where id > $1
         order by id
         limit $2",
    )
    .bind(after)
    .bind(POSTS)
    .fetch_all(db.connection())
    .await?;
    let Some(&(first, _)) = sizes.first() else { return Ok(None) };
    let mut last = first;
    let mut bytes = 0;
    for (id, size) in sizes {
        bytes += size;
        if bytes > BYTES && id != first {
            break;
        }
        last = id;
    }
    Ok(Some(Stretch { after, last }))
}

/// Writes what is public of a stretch into the new index.
pub async fn fill(unit: &mut Unit, stretch: Stretch) -> Result<(), StoreError> {
    sqlx::query(
        "insert into search_fresh (rowid, title, body)
         select id, title, text
         from posts
         where id > $1 and id <= $2 and coalesce(state, '') = 'published'
         order by id",
    )
    .bind(stretch.after)
    .bind(stretch.last)
    .execute(unit.connection())
    .await?;
    Ok(())
}

/// Brings some posts up to date that were changed since the beginning; answers whether that were all.
pub async fn catch_up(unit: &mut Unit) -> Result<bool, StoreError> {
    let some: Vec<i64> = sqlx::query_scalar("select post_id from search_changes order by post_id limit $1")
        .bind(POSTS / 5)
        .fetch_all(unit.connection())
        .await?;
    for statement in [
        "delete from search_fresh where rowid in (select value from json_each($1))",
        "insert into search_fresh (rowid, title, body)
         select id, title, text
         from posts
         where id in (select value from json_each($1)) and state = 'published'",
        "delete from search_changes where post_id in (select value from json_each($1))",
    ] {
        sqlx::query(statement).bind(json_ids(&some)).execute(unit.connection()).await?;
    }
    let left: Option<i64> = sqlx::query_scalar("select post_id from search_changes limit 1")
        .fetch_optional(unit.connection())
        .await?;
    Ok(left.is_none())
}

/// Puts the new index, which has just caught up, in the old one's place. That is left to be thrown away.
pub async fn swap(unit: &mut Unit) -> Result<(), StoreError> {
    run(
        unit,
        &[
            "alter table search rename to search_old",
            "alter table search_fresh rename to search",
            "delete from search_rebuild",
        ],
    )
    .await
}

/// Throws away a part of what swaps and unfinished rebuilds left; answers whether that was all.
pub async fn throw_away(unit: &mut Unit) -> Result<bool, StoreError> {
    let left: Vec<String> = sqlx::query_scalar(
        "select name from sqlite_master where type = 'table' and name in ('search_old', 'search_fresh')",
    )
    .fetch_all(unit.connection())
    .await?;
    for (name, leaves, drop) in [
        (
            "search_old",
            "delete from search_old_data where rowid in (select rowid from search_old_data limit $1)",
            "drop table search_old",
        ),
        (
            "search_fresh",
            "delete from search_fresh_data where rowid in (select rowid from search_fresh_data limit $1)",
            "drop table search_fresh",
        ),
    ] {
        if !left.iter().any(|table| table == name) {
            continue;
        }
        let thrown = sqlx::query(leaves).bind(LEAVES).execute(unit.connection()).await?;
        if thrown.rows_affected() > 0 {
            return Ok(false);
        }
        run(unit, &[drop]).await?;
    }
    Ok(true)
}

async fn run(unit: &mut Unit, statements: &[&'static str]) -> Result<(), StoreError> {
    for statement in statements {
        sqlx::query(*statement).execute(unit.connection()).await?;
    }
    Ok(())
}
