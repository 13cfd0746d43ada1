//! Runs, and what makes a second one find the first one's rows.

use super::names::{ImportedAuthor, KnownAuthor, find_or_make_author, find_or_make_tag, has_tag};
use super::*;
use crate::model::import::{Line, Section};
use crate::model::key::Keys;
use crate::model::user::Role;
use crate::store::users::NewUser;
use crate::store::writer::BoxFuture;
use crate::store::{Db, tags};

async fn unit<T: Send + 'static>(
    db: &Db,
    work: impl for<'u> FnOnce(&'u mut Unit) -> BoxFuture<'u, Result<T, StoreError>> + Clone + Send + 'static,
) -> T {
    let done: Result<T, StoreError> =
        db.write(move |unit| Box::pin(async move { Ok((work(unit).await?, Keys::none())) })).await;
    done.unwrap()
}

fn report() -> Report {
    Report {
        about: "A file.".to_owned(),
        ledger: vec![Line { kind: "Posts".to_owned(), read: 2, made: 1, there: 1, ..Line::default() }],
        sections: vec![Section { title: "Refused".to_owned(), lines: vec!["“A” & <b>".to_owned()] }],
    }
}

#[tokio::test]
async fn a_run_that_was_killed_has_failed_when_the_next_one_begins() {
    let (_folder, db) = Db::scratch().await;
    let (killed, other, whole) = unit(&db, |unit| {
        Box::pin(async move {
            let killed = begin(unit, "blogger", "a.xml", Timestamp(1)).await?;
            let other = begin(unit, "elsewhere", "b.xml", Timestamp(2)).await?;
            let whole = begin(unit, "blogger", "a.xml", Timestamp(3)).await?;
            finish(unit, whole, ImportState::Finished, &report(), Timestamp(4)).await?;
            Ok((killed, other, whole))
        })
    })
    .await;
    let mut reader = db.reader().await.unwrap();
    let runs = newest(&mut reader).await.unwrap();
    let told: Vec<_> = runs.iter().map(|run| (run.id, run.state, run.finished_at)).collect();
    let expected = [
        (whole, ImportState::Finished, Some(Timestamp(4))),
        (other, ImportState::Running, None),
        (killed, ImportState::Failed, Some(Timestamp(3))),
    ];
    assert_eq!(told, expected);
    assert_eq!(by_id(&mut reader, whole).await.unwrap().unwrap().report, report());
    assert!(by_id(&mut reader, ImportId(99)).await.unwrap().is_none());
}

fn ada(source_id: &str) -> ImportedAuthor<'_> {
    let user = NewUser::sample("Ada", Role::Author);
    ImportedAuthor { source: "blogger", source_id, user, website: Some("https://example.org/") }
}

#[tokio::test]
async fn an_author_is_found_by_where_they_come_from_and_not_by_name() {
    let (_folder, db) = Db::scratch().await;
    let (first, again, namesake) = unit(&db, |unit| {
        Box::pin(async move {
            Ok((
                find_or_make_author(unit, &ada("17"), Timestamp(1)).await?,
                find_or_make_author(unit, &ada("17"), Timestamp(2)).await?,
                find_or_make_author(unit, &ada("18"), Timestamp(3)).await?,
            ))
        })
    })
    .await;
    assert!(first.is_new && !again.is_new && namesake.is_new);
    assert_eq!(first.id, again.id);
    assert_ne!(first.id, namesake.id);
    let mut reader = db.reader().await.unwrap();
    assert_eq!(names::author(&mut reader, "blogger", "17").await.unwrap(), Some(first.id));
    assert_eq!(names::author(&mut reader, "elsewhere", "17").await.unwrap(), None);
    let known = names::authors(&mut reader, "blogger", &["18", "19"]).await.unwrap();
    assert_eq!(known, [KnownAuthor { source_id: "18".to_owned(), id: namesake.id }]);
}

#[tokio::test]
async fn a_tag_that_was_there_keeps_its_name_and_learns_the_one_of_the_source() {
    let (_folder, db) = Db::scratch().await;
    let (own, found, new, clash) = unit(&db, |unit| {
        Box::pin(async move {
            let own = tags::find_or_make(unit, "Kino", "film", Timestamp(1)).await?;
            Ok((
                own,
                find_or_make_tag(unit, "Kino", "kino", Timestamp(2)).await?,
                find_or_make_tag(unit, "Film", "film", Timestamp(2)).await?,
                find_or_make_tag(unit, "Film", "film", Timestamp(3)).await?,
            ))
        })
    })
    .await;
    assert_eq!((found.id, found.is_new, new.is_new, clash.is_new), (own, false, true, false));
    assert_eq!(new.id, clash.id);
    let mut reader = db.reader().await.unwrap();
    let film = tags::by_source_name(&mut reader, "Film").await.unwrap().unwrap();
    assert_eq!((film.id, film.slug.as_str()), (new.id, "film-2"));
    assert!(has_tag(&mut reader, "Kino").await.unwrap() && !has_tag(&mut reader, "kino").await.unwrap());
}
