//! Media in a database of their own: arriving, being found, being shown and going.

use super::library::{self, Sought};
use super::write::{self, NewMedium};
use super::*;
use crate::model::key::Keys;
use crate::model::media::{MediaKind, MediaState};
use crate::model::timestamp::Timestamp;
use crate::model::user::Role;
use crate::store::db::Db;
use crate::store::posts::write::{NewPost, insert};
use crate::store::users::{self, NewUser};
use crate::store::{Unit, authors, posts};

const NOW: Timestamp = Timestamp(1_000);

/// Does something in a unit.
macro_rules! unit {
    ($db:expr, |$unit:ident| $work:expr) => {{
        let done: Result<_, StoreError> =
            $db.write(move |$unit| Box::pin(async move { Ok(($work, Keys::none())) })).await;
        done.unwrap()
    }};
}

async fn ready(unit: &mut Unit, medium: &NewMedium) -> MediaId {
    let id = write::arrive(unit, medium, NOW).await.unwrap();
    assert!(write::set_ready(unit, id, NOW).await.unwrap());
    id
}

#[tokio::test]
async fn a_medium_is_seen_when_it_is_ready_and_no_longer_when_it_goes() {
    let (_folder, db) = Db::scratch().await;
    let sample = NewMedium::sample("Weir");
    let name = sample.name.clone();
    let arriving = sample.clone();
    let id = unit!(db, |unit| write::arrive(unit, &arriving, NOW).await?);
    let mut reader = db.reader().await.unwrap();
    assert_eq!(by_id(&mut reader, id).await.unwrap(), None);
    let again = unit!(db, |unit| write::arrive(unit, &sample, Timestamp(2_000)).await?);
    assert_eq!(again, id, "who comes after a killed process goes on with its row");
    assert!(unit!(db, |unit| write::set_ready(unit, id, NOW).await?));
    let medium = by_id(&mut reader, id).await.unwrap().unwrap();
    assert_eq!((medium.widths(), medium.title.as_str()), (vec![480, 960], "Weir"));
    let other = [name.clone(), "other".to_owned()];
    assert_eq!(by_names_or_ids(&mut reader, &other, &[]).await.unwrap(), std::slice::from_ref(&medium));
    assert_eq!(
        by_names_or_ids(&mut reader, &[], &[id, MediaId(99)]).await.unwrap(),
        std::slice::from_ref(&medium)
    );
    assert_eq!(by_name(&mut reader, &name).await.unwrap(), Some(medium));
    assert_eq!(
        known_names(&mut reader, &[name.clone(), "other".to_owned()]).await.unwrap(),
        std::slice::from_ref(&name)
    );
    unit!(db, |unit| write::set_deleting(unit, id, NOW).await?);
    assert_eq!(by_id(&mut reader, id).await.unwrap(), None);
    assert!(!unit!(db, |unit| write::set_ready(unit, id, NOW).await?));
    assert_eq!(library::deleting(&mut reader, 10).await.unwrap(), [(id, name.clone())]);
    let asked = name.clone();
    let standing = unit!(db, |unit| write::standing(unit, &asked).await?);
    assert_eq!(standing, Some((id, MediaState::Deleting)));
    assert!(is_gone(&mut reader, &name).await.unwrap());
    unit!(db, |unit| write::forget(unit, id, NOW).await?);
    let asked = name.clone();
    assert_eq!(unit!(db, |unit| write::standing(unit, &asked).await?), Some((id, MediaState::Gone)));
    assert!(is_gone(&mut reader, &name).await.unwrap() && !is_gone(&mut reader, "other").await.unwrap());
    assert!(known_names(&mut reader, std::slice::from_ref(&name)).await.unwrap().is_empty());
    let title: String = sqlx::query_scalar("select title from media where id = $1")
        .bind(id)
        .fetch_one(reader.connection())
        .await
        .unwrap();
    assert_eq!(title, "", "nothing else is kept of it");
}

#[tokio::test]
async fn only_what_has_been_arriving_for_long_is_given_up() {
    let (_folder, db) = Db::scratch().await;
    let given_up = unit!(db, |unit| {
        write::arrive(unit, &NewMedium::sample("Old"), Timestamp(1)).await?;
        write::arrive(unit, &NewMedium::sample("New"), Timestamp(500)).await?;
        ready(unit, &NewMedium::sample("Ready")).await;
        write::give_up_arriving(unit, Timestamp(100), NOW).await?
    });
    assert_eq!(given_up, 1);
    let going = library::deleting(&mut db.reader().await.unwrap(), 10).await.unwrap();
    assert_eq!(going.len(), 1);
}

#[tokio::test]
async fn what_another_sender_made_ready_is_not_given_up() {
    let (_folder, db) = Db::scratch().await;
    let (given_up, kept) = unit!(db, |unit| {
        let arriving = write::arrive(unit, &NewMedium::sample("Old"), Timestamp(1)).await?;
        let id = ready(unit, &NewMedium::sample("Ready")).await;
        (write::give_up(unit, arriving, NOW).await?, write::give_up(unit, id, NOW).await?)
    });
    assert!(given_up && !kept);
}

#[tokio::test]
async fn uses_covers_and_faces_are_known_and_texts_that_name_it_stay_so_when_it_goes() {
    let (_folder, db) = Db::scratch().await;
    let sample = NewMedium::sample("Weir");
    let (gone, once_more) = (sample.name.clone(), sample.clone());
    let name = sample.name.clone();
    let (id, post, other, user) = unit!(db, |unit| {
        let id = ready(unit, &sample).await;
        let post = insert(unit, &NewPost::sample("Shows it", PostState::Published)).await?;
        let other = insert(unit, &NewPost::sample("Covered", PostState::Draft)).await?;
        let user = users::insert(unit, &NewUser::sample("Ada", Role::Owner), NOW).await?;
        write::replace_uses(unit, post, &[name.clone(), "unknown".to_owned()]).await?;
        write::set_cover(unit, other, Some(id)).await?;
        authors::replace_of_post(unit, other, &[user]).await?;
        let portrait = sqlx::query("update users set picture_id = $2 where id = $1").bind(user).bind(id);
        portrait.execute(unit.connection()).await?;
        (id, post, other, user)
    });
    let mut reader = db.reader().await.unwrap();
    let titles: Vec<_> =
        uses(&mut reader, id, 10).await.unwrap().into_iter().map(|shown| shown.title).collect();
    assert_eq!(titles, ["Covered", "Shows it"]);
    assert_eq!(faces(&mut reader, id).await.unwrap(), [(user, "Ada".to_owned())]);
    assert_eq!(cover_of_post(&mut reader, other).await.unwrap().map(|cover| cover.id), Some(id));
    let own: Vec<_> = uses_as_of(&mut reader, id, user, 10)
        .await
        .unwrap()
        .into_iter()
        .map(|one| (one.shown.title, one.is_own))
        .collect();
    assert_eq!(own, [("Covered".to_owned(), true), ("Shows it".to_owned(), false)]);
    unit!(db, |unit| {
        write::set_deleting(unit, id, NOW).await?;
        write::forget(unit, id, NOW).await?;
    });
    assert_eq!(cover_of_post(&mut reader, other).await.unwrap(), None);
    assert_eq!(faces(&mut reader, id).await.unwrap(), []);
    let again = unit!(db, |unit| {
        write::replace_uses(unit, other, std::slice::from_ref(&gone)).await?;
        let id = write::arrive(unit, &once_more, Timestamp(3_000)).await?;
        assert!(write::set_ready(unit, id, Timestamp(3_000)).await?);
        id
    });
    assert_eq!(again, id, "the same file comes back as the same row");
    let titles: Vec<_> =
        uses(&mut reader, id, 10).await.unwrap().into_iter().map(|shown| shown.title).collect();
    assert_eq!(titles, ["Covered", "Shows it"], "who named it meanwhile is known as well");
    let medium = by_id(&mut reader, id).await.unwrap().unwrap();
    assert_eq!((medium.title.as_str(), medium.created_at), ("Weir", Timestamp(3_000)));
    assert!(posts::cursor(&mut reader, post).await.is_ok());
}

#[tokio::test]
async fn the_library_is_narrowed_and_read_page_by_page() {
    let (_folder, db) = Db::scratch().await;
    let [song, weir, ascii] = unit!(db, |unit| {
        let song =
            NewMedium { kind: MediaKind::Audio, width: None, height: None, ..NewMedium::sample("Song 100%") };
        let song = ready(unit, &song).await;
        let weir = ready(unit, &NewMedium::sample("The Weir")).await;
        let ascii = ready(unit, &NewMedium::sample("x_y")).await;
        write::describe(unit, weir, "The Weir", "Wehr im Fluss, Überlauf").await?;
        write::arrive(unit, &NewMedium::sample("Unseen"), NOW).await?;
        let post = insert(unit, &NewPost::sample("Shows it", PostState::Draft)).await?;
        write::set_cover(unit, post, Some(weir)).await?;
        [song, weir, ascii]
    });
    let mut reader = db.reader().await.unwrap();
    let words = |words: &str| Sought { words: Some(words.to_owned()), ..Sought::default() };
    for (sought, expected) in [
        (Sought::default(), vec![ascii, weir, song]),
        (Sought { kind: Some(MediaKind::Audio), ..Sought::default() }, vec![song]),
        (Sought { is_without_alt: true, ..Sought::default() }, vec![ascii]),
        (Sought { is_unused: true, ..Sought::default() }, vec![ascii, song]),
        (words("weir"), vec![weir]),
        (words("Überlauf"), vec![weir]),
        (words("%"), vec![song]),
        (words("_"), vec![ascii]),
    ] {
        let found = library::page(&mut reader, &sought, None, 10).await.unwrap();
        let ids: Vec<_> = found.media.iter().map(|medium| medium.id).collect();
        assert_eq!((ids, found.next), (expected, None), "{sought:?}");
    }
    let first = library::page(&mut reader, &Sought::default(), None, 2).await.unwrap();
    assert_eq!(first.next, Some(weir));
    let second = library::page(&mut reader, &Sought::default(), first.next, 2).await.unwrap();
    assert_eq!(second.media.iter().map(|medium| medium.id).collect::<Vec<_>>(), [song]);
}
