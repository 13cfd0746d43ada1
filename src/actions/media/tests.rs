//! Taking in, changing and removing media, with kills in between.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use super::*;
use crate::actions::posts::{self, Draft, Wish};
use crate::app::{App, Chance, Clock, Files, Place};
use crate::model::comment::PostComments;
use crate::model::ids::{PostId, UserId};
use crate::model::post::{PostKind, SourceFormat};
use crate::model::timestamp::Timestamp;
use crate::model::user::Role;
use crate::store::Db;
use crate::store::media::library;
use crate::store::media::write::{self, NewMedium};
use crate::store::users::{self, NewUser};
use crate::tools::files::{Arrival, FileStore};

struct Library {
    app: App,
    clock: Arc<AtomicI64>,
    folder: tempfile::TempDir,
}

impl Library {
    async fn new() -> Self {
        let (folder, db) = Db::scratch().await;
        let clock = Arc::new(AtomicI64::new(1_000_000_000));
        let place = Arc::new(Place::default());
        let app = App::new(db, Clock::Held(clock.clone()), Chance::seeded(3), place);
        Self { app, clock, folder }
    }

    async fn user(&self, name: &str, role: Role) -> User {
        let new = NewUser::sample(name, role);
        let id: Result<UserId, StoreError> = self
            .app
            .db
            .write(move |unit| {
                Box::pin(async move { Ok((users::insert(unit, &new, Timestamp(0)).await?, Keys::none())) })
            })
            .await;
        let mut db = self.app.db.reader().await.unwrap();
        users::by_id(&mut db, id.unwrap()).await.unwrap().unwrap()
    }

    async fn bring(&self, by: &User, name: &str, bytes: &[u8]) -> Result<Taken, Refusal> {
        let mut receiving = Receiving::begin(&self.app, by, name).await?;
        for piece in bytes.chunks(1000) {
            receiving.take(piece).await?;
        }
        receiving.finish().await
    }

    async fn medium(&self, id: MediaId) -> Option<Medium> {
        media::by_id(&mut self.app.db.reader().await.unwrap(), id).await.unwrap()
    }

    /// Every file below the folder of media, arrivals included.
    fn files(&self) -> Vec<String> {
        fn below(folder: &std::path::Path, found: &mut Vec<String>) {
            for entry in std::fs::read_dir(folder).into_iter().flatten() {
                let path = entry.unwrap().path();
                if path.is_dir() { below(&path, found) } else { found.push(path.display().to_string()) }
            }
        }
        let mut found = Vec::new();
        below(&self.folder.path().join("media"), &mut found);
        found
    }

    async fn rows(&self) -> usize {
        let mut db = self.app.db.reader().await.unwrap();
        let ready = library::page(&mut db, &library::Sought::default(), None, 100).await.unwrap();
        ready.media.len() + library::deleting(&mut db, 100).await.unwrap().len()
    }

    async fn post(&self, by: &User, source: &str, cover: Option<String>) -> Result<PostId, posts::Refusal> {
        let draft = Draft {
            kind: PostKind::Post,
            title: "Shows it".to_owned(),
            source_format: SourceFormat::Markdown,
            source: source.to_owned(),
            tags: Vec::new(),
            path: None,
            published_at: None,
            language: None,
            comments: PostComments::Open,
            cover,
            authors: Vec::new(),
        };
        posts::create(&self.app, by, draft, Wish::Publish).await
    }
}

fn png(width: u32) -> Vec<u8> {
    crate::tools::pictures::sample_png(width, 40)
}

#[tokio::test]
async fn a_picture_is_taken_once_however_often_it_is_sent_and_by_whomever() {
    let library = Library::new().await;
    let (ada, marek) = (library.user("Ada", Role::Owner).await, library.user("Marek", Role::Author).await);
    let first = library.bring(&ada, "../a weir.PNG", &png(600)).await.unwrap();
    let again = library.bring(&marek, "other.png", &png(600)).await.unwrap();
    assert_eq!(again, Taken { id: first.id, was_there: true });
    let medium = library.medium(first.id).await.unwrap();
    assert_eq!(
        (medium.title.as_str(), medium.widths(), medium.uploaded_by),
        ("a weir", vec![480, 600], Some(ada.id))
    );
    let files = library.files();
    assert_eq!(files.len(), 4, "{files:?}");
    let small = png(300);
    let (one, two) = tokio::join!(library.bring(&ada, "x", &small), library.bring(&ada, "y", &small));
    assert_eq!(one.unwrap().id, two.unwrap().id);
    assert_eq!(library.files().len(), 6);
}

#[tokio::test]
async fn each_kind_of_file_is_taken_under_its_own_name() {
    let library = Library::new().await;
    let ada = library.user("Ada", Role::Owner).await;
    for (name, bytes, kind, file) in [
        ("song.exe", &b"ID3\x04 sound"[..], MediaKind::Audio, "whole.mp3"),
        ("film", b"\0\0\0\x18ftypmp42 film", MediaKind::Video, "whole.mp4"),
        ("page.html", b"<html><script>alert(1)</script>", MediaKind::File, "whole.bin"),
        ("picture.jpg", b"%PDF-1.7", MediaKind::File, "whole.pdf"),
    ] {
        let taken = library.bring(&ada, name, bytes).await.unwrap();
        let medium = library.medium(taken.id).await.unwrap();
        assert_eq!(medium.kind, kind, "{name}");
        assert!(medium.address().ends_with(file), "{}", medium.address());
    }
}

#[tokio::test]
async fn what_is_refused_leaves_nothing_behind() {
    let library = Library::new().await;
    let (ada, olga) = (library.user("Ada", Role::Owner).await, library.user("Olga", Role::Moderator).await);
    assert!(matches!(library.bring(&olga, "a.png", &png(10)).await, Err(Refusal::NotAllowed)));
    assert!(matches!(library.bring(&ada, "a.png", b"").await, Err(Refusal::Empty)));
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>";
    assert!(matches!(library.bring(&ada, "a.png", svg).await, Err(Refusal::Unwelcome(Unwelcome::Svg))));
    let cut = &png(600)[..400];
    assert!(matches!(library.bring(&ada, "a.png", cut).await, Err(Refusal::Picture(PictureFault::Damaged))));
    let mut large = png(10);
    large.resize(usize::try_from(MediaKind::Picture.most_bytes()).unwrap() + 1, 0);
    assert!(matches!(library.bring(&ada, "a.png", &large).await, Err(Refusal::TooLarge(MediaKind::Picture))));
    let mut given_up = Receiving::begin(&library.app, &ada, "a.mp4").await.unwrap();
    given_up.take(&vec![7; 2_000_000]).await.unwrap();
    assert_eq!(library.files().len(), 1);
    drop(given_up);
    assert_eq!((library.files(), library.rows().await), (Vec::new(), 0));
}

/// A store whose disk is full from some moment on.
#[derive(Debug)]
struct FullDisk {
    can_arrive: bool,
}

impl FileStore for FullDisk {
    fn arrive(&self) -> io::Result<Arrival> {
        if self.can_arrive { Ok(Arrival::on_a_full_disk()) } else { Err(io::ErrorKind::StorageFull.into()) }
    }

    fn put(&self, _: &str, _: Vec<(String, Arrival)>) -> io::Result<()> {
        Err(io::ErrorKind::StorageFull.into())
    }

    fn size(&self, _: &str, _: &str) -> io::Result<Option<u64>> {
        Ok(None)
    }

    fn read(&self, _: &str, _: &str, _: u64, _: usize) -> io::Result<Vec<u8>> {
        Ok(Vec::new())
    }

    fn list(&self, _: &str) -> io::Result<Vec<String>> {
        Ok(Vec::new())
    }

    fn folders(&self) -> io::Result<Vec<String>> {
        Ok(Vec::new())
    }

    fn delete(&self, _: &str) -> io::Result<()> {
        Ok(())
    }

    fn clear_abandoned(&self) -> io::Result<usize> {
        Ok(0)
    }
}

#[tokio::test]
async fn a_full_disk_is_said_so() {
    for can_arrive in [false, true] {
        let mut library = Library::new().await;
        library.app = library.app.with_files(Files::of(Arc::new(FullDisk { can_arrive })));
        let ada = library.user("Ada", Role::Owner).await;
        let refused = library.bring(&ada, "a.mp3", b"ID3 sound").await;
        assert!(matches!(refused, Err(Refusal::DiskFull)), "{refused:?}");
    }
}

#[tokio::test]
async fn what_a_kill_leaves_at_each_step_is_removed_or_gone_on_with() {
    let library = Library::new().await;
    let ada = library.user("Ada", Role::Owner).await;
    let sample = NewMedium::sample("Killed");
    let name = sample.name.clone();
    let put = |name: String| {
        library.app.files.ask(move |store| {
            let mut arrival = store.arrive().unwrap();
            arrival.write(b"half").unwrap();
            store.put(&name, vec![("480.jpg".to_owned(), arrival)]).unwrap();
        })
    };
    // After the row and some of the files.
    let now = library.app.clock.now();
    let row: Result<MediaId, StoreError> = library
        .app
        .db
        .write(move |unit| {
            Box::pin(async move { Ok((write::arrive(unit, &sample, now).await?, Keys::none())) })
        })
        .await;
    let id = row.unwrap();
    put(name.clone()).await;
    // While it came in, and files whose row never came: no step of ours does that.
    std::fs::write(library.folder.path().join("media/arriving/99-0"), "half").unwrap();
    put(crate::model::media::name_of(&[9; 32])).await;
    assert_eq!(tidy(&library.app).await.unwrap(), Tidied { arrivals: 1, folders: 1 });
    assert_eq!(clear(&library.app).await.unwrap(), 0, "it may still be arriving");
    assert_eq!((library.files().len(), library.medium(id).await), (1, None));
    library.clock.fetch_add(11 * 60 * 1000, Ordering::Relaxed);
    assert_eq!(clear(&library.app).await.unwrap(), 1);
    assert_eq!((library.files(), library.rows().await), (Vec::new(), 0));
    // After it was marked for deletion.
    let taken = library.bring(&ada, "a.mp3", b"ID3 sound").await.unwrap();
    let marked: Result<(), StoreError> = library
        .app
        .db
        .write(move |unit| {
            Box::pin(async move { Ok((write::set_deleting(unit, taken.id, now).await?, Keys::none())) })
        })
        .await;
    marked.unwrap();
    assert!(matches!(library.bring(&ada, "a.mp3", b"ID3 sound").await, Err(Refusal::BeingRemoved)));
    assert_eq!(clear(&library.app).await.unwrap(), 1);
    assert_eq!((library.files(), library.rows().await), (Vec::new(), 0));
    assert!(!library.bring(&ada, "a.mp3", b"ID3 sound").await.unwrap().was_there);
}

#[tokio::test]
async fn an_abandoned_row_is_taken_up_by_who_sends_the_file_again() {
    let library = Library::new().await;
    let ada = library.user("Ada", Role::Owner).await;
    let bytes = b"ID3 sound";
    let mut arrival = library.app.files.ask(|store| store.arrive()).await.unwrap();
    arrival.write(bytes).unwrap();
    let sample = NewMedium {
        name: crate::model::media::name_of(&arrival.digest()),
        kind: MediaKind::Audio,
        ..NewMedium::sample("Killed")
    };
    let row: Result<MediaId, StoreError> = library
        .app
        .db
        .write(move |unit| {
            Box::pin(async move { Ok((write::arrive(unit, &sample, Timestamp(1)).await?, Keys::none())) })
        })
        .await;
    let taken = library.bring(&ada, "a.mp3", bytes).await.unwrap();
    assert_eq!((taken.id, taken.was_there), (row.unwrap(), false));
    assert_eq!(clear(&library.app).await.unwrap(), 0);
    assert!(library.medium(taken.id).await.is_some());
}

#[tokio::test]
async fn who_may_change_what_and_how_it_is_described() {
    let library = Library::new().await;
    let (ada, marek) = (library.user("Ada", Role::Editor).await, library.user("Marek", Role::Author).await);
    let of_ada = library.bring(&ada, "a.png", &png(10)).await.unwrap().id;
    let of_marek = library.bring(&marek, "b.png", &png(20)).await.unwrap().id;
    let to = |title: &str, alt: &str| Description { title: title.to_owned(), alt: alt.to_owned() };
    let refused = update(&library.app, &marek, of_ada, &to("x", "")).await;
    assert!(matches!(refused, Err(Refusal::NotYours)));
    assert!(matches!(delete(&library.app, &marek, of_ada, true).await, Err(Refusal::NotYours)));
    update(&library.app, &ada, of_marek, &to(" The  weir ", "Water\nfalls")).await.unwrap();
    let medium = library.medium(of_marek).await.unwrap();
    assert_eq!((medium.title.as_str(), medium.alt.as_str()), ("The weir", "Water falls"));
    assert!(matches!(update(&library.app, &ada, of_ada, &to("", "")).await, Err(Refusal::Title(_))));
    let long = "a".repeat(1001);
    assert!(matches!(update(&library.app, &ada, of_ada, &to("x", &long)).await, Err(Refusal::Alt(_))));
    delete(&library.app, &marek, of_marek, false).await.unwrap();
    assert_eq!(library.medium(of_marek).await, None);
}

#[tokio::test]
async fn what_is_in_use_is_deleted_only_if_it_is_meant_and_its_posts_are_made_anew() {
    let library = Library::new().await;
    let ada = library.user("Ada", Role::Owner).await;
    let medium = library.bring(&ada, "a.png", &png(10)).await.unwrap().id;
    let medium = library.medium(medium).await.unwrap();
    let shows = library.post(&ada, &format!("A picture: {}", medium.markdown()), None).await.unwrap();
    let covered = library.post(&ada, "Words", Some(medium.markdown())).await.unwrap();
    let uses = media::uses(&mut library.app.db.reader().await.unwrap(), medium.id, 9).await.unwrap();
    assert_eq!(uses.iter().map(|shown| shown.id).collect::<Vec<_>>(), [covered, shows]);
    let to = Description { title: "x".to_owned(), alt: "y".to_owned() };
    update(&library.app, &ada, medium.id, &to).await.unwrap();
    let touched = library.app.db.changes().borrow().clone();
    assert!(touched.contains(Key::Post(shows)) && touched.contains(Key::Post(covered)));
    assert!(matches!(delete(&library.app, &ada, medium.id, false).await, Err(Refusal::InUse)));
    assert!(library.medium(medium.id).await.is_some());
    delete(&library.app, &ada, medium.id, true).await.unwrap();
    assert_eq!((library.files(), library.rows().await), (Vec::new(), 0));
    let mut db = library.app.db.reader().await.unwrap();
    assert_eq!(media::cover_of_post(&mut db, covered).await.unwrap(), None);
}

#[tokio::test]
async fn a_cover_is_a_picture_of_the_library() {
    let library = Library::new().await;
    let ada = library.user("Ada", Role::Owner).await;
    let song = library.bring(&ada, "a.mp3", b"ID3 sound").await.unwrap().id;
    let song = library.medium(song).await.unwrap().address();
    for wrong in [song.as_str(), "/media/aaaaaaaaaaaaaaaaaaaa/960.jpg", "https://example.org/x.jpg"] {
        let refused = library.post(&ada, "Words", Some(wrong.to_owned())).await;
        assert!(matches!(refused, Err(posts::Refusal::Cover)), "{wrong}");
    }
    assert!(library.post(&ada, "Words", Some("  ".to_owned())).await.is_ok());
}
