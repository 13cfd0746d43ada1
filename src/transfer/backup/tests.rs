//! Backups made and restored, changed, cut off and forged.

use super::*;
use crate::model::ids::UserId;
use crate::model::key::Keys;
use crate::model::user::Role;
use crate::store::media::write::{self, NewMedium};
use crate::store::users::{self, NewUser};
use crate::store::{Db, StoreError, sessions};
use crate::tools::files::FileStore as _;

const NOW: Timestamp = Timestamp(1_490_606_100_000);

async fn backup_of_a_blog() -> (tempfile::TempDir, PathBuf) {
    let (folder, _db) = Db::scratch().await;
    let target = folder.path().join("blog.zip");
    make(folder.path(), &target, NOW).await.unwrap();
    (folder, target)
}

#[tokio::test]
async fn a_backup_is_restored_and_opens_as_a_blog() {
    let (folder, backup) = backup_of_a_blog().await;
    let elsewhere = folder.path().join("elsewhere");
    restore(&backup, &elsewhere).await.unwrap();
    let db = Db::open(&elsewhere, [9; 32]).await.unwrap();
    assert_eq!(db.settings().signing_secret, vec![7; 32], "tokens signed before hold after a restore");
}

#[tokio::test]
async fn a_restore_ends_every_login_and_the_blog_itself_keeps_its_own() {
    let (folder, db) = Db::scratch().await;
    let done: Result<(), StoreError> = db
        .write(|unit| {
            Box::pin(async move {
                let ada = NewUser::sample("Ada", Role::Owner);
                let ada = users::insert(unit, &ada, NOW).await?;
                sessions::insert(unit, ada, b"token", "Device", NOW, NOW.plus_seconds(60)).await?;
                Ok(((), Keys::none()))
            })
        })
        .await;
    done.unwrap();
    let backup = folder.path().join("blog.zip");
    make(folder.path(), &backup, NOW).await.unwrap();
    let elsewhere = folder.path().join("elsewhere");
    restore(&backup, &elsewhere).await.unwrap();
    let restored = Db::open(&elsewhere, [9; 32]).await.unwrap();
    for (db, is_logged_in) in [(db, true), (restored, false)] {
        let mut reader = db.reader().await.unwrap();
        assert!(users::by_id(&mut reader, UserId(1)).await.unwrap().is_some());
        let holder = sessions::holder(&mut reader, b"token", NOW).await.unwrap();
        assert_eq!(holder.is_some(), is_logged_in);
    }
}

#[tokio::test]
async fn nothing_is_left_beside_a_backup() {
    let (folder, _) = backup_of_a_blog().await;
    let names: Vec<_> =
        fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(
        names.iter().all(|name| name.to_string_lossy().starts_with("postil.db") || name == "blog.zip"),
        "{names:?}"
    );
}

#[tokio::test]
async fn a_restore_never_overwrites_a_blog() {
    let (folder, backup) = backup_of_a_blog().await;
    let refusal = restore(&backup, folder.path()).await.unwrap_err().to_string();
    assert!(refusal.contains("never overwrites"), "{refusal}");
}

#[tokio::test]
async fn a_restore_keeps_away_from_what_another_blog_left() {
    let (folder, backup) = backup_of_a_blog().await;
    let elsewhere = folder.path().join("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    fs::write(elsewhere.join("postil.db-wal"), "changes of another blog").unwrap();
    let refusal = restore(&backup, &elsewhere).await.unwrap_err().to_string();
    assert!(refusal.contains("left behind"), "{refusal}");
    assert!(!elsewhere.join(FILE).exists());
}

#[tokio::test]
async fn nobody_else_can_read_a_backup_or_what_it_becomes() {
    use std::os::unix::fs::PermissionsExt as _;
    let (folder, backup) = backup_of_a_blog().await;
    let elsewhere = folder.path().join("elsewhere");
    restore(&backup, &elsewhere).await.unwrap();
    for file in [backup, elsewhere.join(FILE)] {
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o077, 0, "{}", file.display());
    }
}

#[tokio::test]
async fn a_backup_never_overwrites_a_file() {
    let (folder, backup) = backup_of_a_blog().await;
    assert!(make(folder.path(), &backup, NOW).await.unwrap_err().to_string().contains("already there"));
}

#[test]
fn a_file_that_came_meanwhile_keeps_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let (packed, target) = (folder.path().join("packed"), folder.path().join("target"));
    fs::write(&packed, "backup").unwrap();
    for name in [give_name, copy_anew] {
        fs::write(&target, "somebody's").unwrap();
        assert_eq!(name(&packed, &target).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read_to_string(&target).unwrap(), "somebody's");
        fs::remove_file(&target).unwrap();
        name(&packed, &target).unwrap();
        assert_eq!(fs::read_to_string(&target).unwrap(), "backup");
        fs::remove_file(&target).unwrap();
    }
}

#[tokio::test]
async fn a_backup_that_would_fill_the_disk_is_refused() {
    let (folder, backup) = backup_of_a_blog().await;
    let manifest = manifest(&mut open(&backup).unwrap(), &backup).unwrap();
    let (nothing, bomb) = (folder.path().join("nothing"), folder.path().join("bomb.zip"));
    File::create(&nothing).unwrap().set_len(70 << 20).unwrap();
    pack(&bomb, manifest, &nothing, &LocalFiles::below(folder.path().join("none")), &[]).unwrap();
    let elsewhere = folder.path().join("elsewhere");
    let refusal = format!("{:#}", restore(&bomb, &elsewhere).await.unwrap_err());
    assert!(refusal.contains("would unpack to 73400320 bytes"), "{refusal}");
    assert!(!elsewhere.join("restoring.db").exists());
}

#[tokio::test]
async fn a_changed_or_cut_backup_is_refused_and_leaves_nothing() {
    let (folder, backup) = backup_of_a_blog().await;
    let whole = fs::read(&backup).unwrap();
    for (name, bytes) in [
        ("cut", whole[..whole.len() / 2].to_vec()),
        ("changed", {
            let mut bytes = whole.clone();
            let middle = bytes.len() / 2;
            bytes[middle..middle + 200].fill(0xa5);
            bytes
        }),
        ("other", b"PK nothing".to_vec()),
        ("empty", Vec::new()),
    ] {
        let broken = folder.path().join(format!("{name}.zip"));
        fs::write(&broken, bytes).unwrap();
        let elsewhere = folder.path().join(name);
        assert!(restore(&broken, &elsewhere).await.is_err(), "{name}");
        assert!(!elsewhere.join(FILE).exists() && !elsewhere.join("restoring.db").exists(), "{name}");
    }
}

/// A blog with one medium of two files, one that is arriving, and a post.
async fn blog_with_media() -> (tempfile::TempDir, String) {
    let (folder, db) = Db::scratch().await;
    let (ready, arriving) = (NewMedium::sample("Ready"), NewMedium::sample("Arriving"));
    let (name, half) = (ready.name.clone(), arriving.name.clone());
    let done: Result<(), StoreError> = db
        .write(|unit| {
            Box::pin(async move {
                let id = write::arrive(unit, &ready, NOW).await?;
                write::set_ready(unit, id, NOW).await?;
                write::arrive(unit, &arriving, NOW).await?;
                Ok(((), Keys::none()))
            })
        })
        .await;
    done.unwrap();
    let files = LocalFiles::below(folder.path().join(FILES_FOLDER));
    for (name, file, bytes) in
        [(&name, "480.jpg", &b"small"[..]), (&name, "960.jpg", b"large"), (&half, "480.jpg", b"half")]
    {
        let mut arrival = files.arrive().unwrap();
        arrival.write(bytes).unwrap();
        files.put(name, vec![(file.to_owned(), arrival)]).unwrap();
    }
    (folder, name)
}

#[tokio::test]
async fn media_come_along_and_what_was_still_arriving_does_not() {
    let (folder, name) = blog_with_media().await;
    let backup = folder.path().join("blog.zip");
    let made = make(folder.path(), &backup, NOW).await.unwrap();
    assert_eq!((made.media.files, made.media.bytes, made.media.missing), (2, 10, 0));
    let elsewhere = folder.path().join("elsewhere");
    restore(&backup, &elsewhere).await.unwrap();
    let files = LocalFiles::below(elsewhere.join(FILES_FOLDER));
    assert_eq!(files.folders().unwrap(), std::slice::from_ref(&name));
    assert_eq!(files.read(&name, "960.jpg", 0, 99).unwrap(), b"large");
    let db = Db::open(&elsewhere, [9; 32]).await.unwrap();
    let found =
        crate::store::media::known_names(&mut db.reader().await.unwrap(), std::slice::from_ref(&name)).await;
    assert_eq!(found.unwrap(), [name]);
    assert!(!elsewhere.join(MEDIA_UNPACKED).exists());
}

#[tokio::test]
async fn a_medium_without_files_does_not_keep_a_backup_from_being_made() {
    let (folder, name) = blog_with_media().await;
    LocalFiles::below(folder.path().join(FILES_FOLDER)).delete(&name).unwrap();
    let backup = folder.path().join("blog.zip");
    let made = make(folder.path(), &backup, NOW).await.unwrap();
    assert_eq!((made.media.files, made.media.missing), (0, 1));
    restore(&backup, &folder.path().join("elsewhere")).await.unwrap();
}

#[tokio::test]
async fn changed_swapped_and_made_up_media_are_refused_and_leave_nothing() {
    let (folder, name) = blog_with_media().await;
    let backup = folder.path().join("blog.zip");
    make(folder.path(), &backup, NOW).await.unwrap();
    let swapped = |from: &'static str, to: &'static str| (from.to_owned(), to.to_owned());
    for (number, (from, to)) in [
        (name.clone(), "../../../../outside".to_owned()),
        swapped("large", "LARGE"),
        swapped("960.jpg", "961.jpg"),
        swapped("480.jpg", "4/0.jpg"),
    ]
    .into_iter()
    .enumerate()
    {
        let forged = folder.path().join(format!("forged-{number}.zip"));
        forge(&backup, &forged, &from, &to);
        let elsewhere = folder.path().join(format!("elsewhere-{number}"));
        let refused = restore(&forged, &elsewhere).await;
        assert!(refused.is_err(), "{from} as {to}");
        let left: Vec<_> = fs::read_dir(&elsewhere).unwrap().collect();
        assert!(left.is_empty(), "{left:?}");
    }
}

/// Packs a backup anew, with other words in the names and the bytes of its media.
fn forge(backup: &Path, forged: &Path, from: &str, to: &str) {
    let mut archive = open(backup).unwrap();
    let mut packed = ZipWriter::new(private_file(forged).unwrap());
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).unwrap();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        let name = entry.name().unwrap().into_owned();
        let is_medium = name.starts_with("media/");
        let name = if is_medium { name.replace(from, to) } else { name };
        if is_medium {
            bytes = String::from_utf8(bytes).unwrap().replace(from, to).into_bytes();
        }
        let options = SimpleFileOptions::default().compression_method(entry.compression());
        packed.start_file(name, options).unwrap();
        packed.write_all(&bytes).unwrap();
    }
    packed.finish().unwrap();
}

#[tokio::test]
async fn a_restore_keeps_away_from_the_media_of_another_blog() {
    let (folder, backup) = backup_of_a_blog().await;
    let elsewhere = folder.path().join("elsewhere");
    fs::create_dir_all(elsewhere.join(FILES_FOLDER)).unwrap();
    let refusal = restore(&backup, &elsewhere).await.unwrap_err().to_string();
    assert!(refusal.contains("left behind"), "{refusal}");
}
