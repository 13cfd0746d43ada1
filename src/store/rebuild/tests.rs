//! Differences, stretches, and an index that is changed while it is filled.

use super::*;
use crate::model::key::Keys;
use crate::store::Db;
use crate::store::plans::seed;

async fn one_unit<T: Send + 'static>(
    db: &Db,
    work: impl for<'u> FnOnce(&'u mut Unit) -> crate::store::writer::BoxFuture<'u, Result<(T, Keys), StoreError>>
    + Clone
    + Send
    + 'static,
) -> T {
    db.write(work).await.unwrap()
}

#[tokio::test]
async fn a_difference_is_added_to_what_the_count_has_become() {
    let (_folder, db) = Db::scratch().await;
    seed::blog(&db).await;
    let off = off(&mut db.reader().await.unwrap(), Count::Comments, 4, 6).await.unwrap();
    assert_eq!(off, [Off { id: 5, missing: 2 }, Off { id: 6, missing: 2 }]);
    let count = one_unit(&db, move |unit| {
        let off = off.clone();
        Box::pin(async move {
            // Somebody was published since, and counted.
            sqlx::query("update posts set comment_count = comment_count + 1 where id = 5")
                .execute(unit.connection())
                .await?;
            add(unit, Count::Comments, &off).await?;
            let count: i64 = sqlx::query_scalar("select comment_count from posts where id = 5")
                .fetch_one(unit.connection())
                .await?;
            Ok((count, Keys::none()))
        })
    })
    .await;
    assert_eq!(count, 3);
}

#[tokio::test]
async fn a_stretch_ends_before_its_texts_are_too_long_and_takes_a_book_alone() {
    let (_folder, db) = Db::scratch().await;
    seed::blog(&db).await;
    one_unit(&db, |unit| {
        Box::pin(async move {
            sqlx::query("update posts set text = printf('%.*c', 200000, 'x') where id = 50")
                .execute(unit.connection())
                .await?;
            Ok(((), Keys::none()))
        })
    })
    .await;
    let mut reader = db.reader().await.unwrap();
    let mut ends = Vec::new();
    let mut after = 0;
    while let Some(stretch) = next_stretch(&mut reader, after).await.unwrap() {
        after = stretch.last;
        ends.push(after);
    }
    assert_eq!(ends, [49, 50, 150, 250, 350, 430]);
}

#[tokio::test]
async fn what_is_changed_while_an_index_is_filled_is_in_it_when_it_is_searched() {
    let (_folder, db) = Db::scratch().await;
    seed::blog(&db).await;
    let found = one_unit(&db, |unit| {
        Box::pin(async move {
            assert!(throw_away(unit).await?);
            begin(unit).await?;
            // The first hundred alone, and then some of them change and one is new.
            let first = next_stretch(unit, 0).await?.unwrap();
            fill(unit, first).await?;
            for statement in [
                "update posts set title = 'herons' where id = 5",
                "update posts set state = 'trashed' where id = 6",
                "update posts set comment_count = 9 where id = 7",
                "insert into posts (id, kind, entry_id, state, version, title, source_format, source, html, text,
                                    render_version, published_at, published_offset_minutes, created_at, updated_at,
                                    comments, comment_count, is_path_chosen)
                 values (999, 'post', 'urn:z', 'published', 1, 'herons', 'markdown', '', '', '', 1, 1, 0, 0, 0, 'open',
                         0, 0)",
            ] {
                sqlx::query(statement).execute(unit.connection()).await?;
            }
            let noted: Vec<i64> =
                sqlx::query_scalar("select post_id from search_changes").fetch_all(unit.connection()).await?;
            assert_eq!(noted, [5, 6, 999], "numbers are not in the index");
            assert!(catch_up(unit).await?);
            swap(unit).await?;
            while !throw_away(unit).await? {}
            let found: Vec<i64> =
                sqlx::query_scalar("select rowid from search where search match 'herons' order by rowid")
                    .fetch_all(unit.connection())
                    .await?;
            let held: i64 = sqlx::query_scalar("select count(*) from search").fetch_one(unit.connection()).await?;
            sqlx::query("update posts set title = 'storks' where id = 8").execute(unit.connection()).await?;
            let noted: i64 =
                sqlx::query_scalar("select count(*) from search_changes").fetch_one(unit.connection()).await?;
            Ok(((found, held, noted), Keys::none()))
        })
    })
    .await;
    assert_eq!(found, (vec![5, 999], 100, 0), "and nothing is noted any more");
}
