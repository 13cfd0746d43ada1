//! Backups: one zip file with the database and a manifest, restored once before it is called a backup.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail, ensure};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::sync_folder;
use crate::model::timestamp::Timestamp;
use crate::store::copies::{self, Holdings};
use crate::store::db::FILE;
use crate::transfer::unpacking::is_bomb;

/// Raised when an older program could not read what a newer one wrote.
const FORMAT: u32 = 1;
const MANIFEST: &str = "manifest.json";
/// Ends of names that SQLite gives to files beside a database.
const LEFT_BESIDE: [&str; 3] = ["-wal", "-shm", "-journal"];

/// What a backup says about itself.
#[derive(Debug, Serialize, Deserialize)]
pub struct Manifest {
    format: u32,
    /// The program's version that made it.
    made_by: String,
    /// RFC 3339, UTC.
    made_at: String,
    /// Of the database within, in lower-case hexadecimal.
    sha256: String,
    pub holdings: Holdings,
}

/// Writes a backup of the blog in `folder` to `target`, which must not exist; the blog may go on being used.
///
/// The file has its name only after it was restored into a scratch folder, read from end to end and found to hold
/// what its manifest says.
pub async fn make(folder: &Path, target: &Path, now: Timestamp) -> anyhow::Result<Manifest> {
    let database = folder.join(FILE);
    ensure!(database.is_file(), "There is no blog in {}. Name its folder with --data.", folder.display());
    ensure!(
        !target.exists(),
        "{} is already there. Choose another name, or move it away first.",
        target.display()
    );
    let beside = parent(target);
    let scratch = tempfile::tempdir_in(&beside)
        .with_context(|| format!("Nothing can be written beside {}", target.display()))?;
    let copy = scratch.path().join(FILE);
    copies::make(&database, &copy).await?;
    let holdings = copies::check(&copy).await?;
    let packed = scratch.path().join("backup.zip");
    let manifest = Manifest {
        format: FORMAT,
        made_by: env!("CARGO_PKG_VERSION").to_owned(),
        made_at: now.rfc3339(),
        sha256: digest(&copy)?,
        holdings,
    };
    pack(&packed, &manifest, &copy)?;
    let rehearsal = scratch.path().join("rehearsal");
    restore(&packed, &rehearsal)
        .await
        .context("The backup was written but could not be restored, so it was thrown away")?;
    give_name(&packed, target)
        .with_context(|| format!("{} could not be given its name", target.display()))?;
    sync_folder(&beside)?;
    Ok(manifest)
}

/// Unpacks a backup into a folder that holds no blog, and checks what was unpacked before it gets its name.
pub async fn restore(backup: &Path, folder: &Path) -> anyhow::Result<Manifest> {
    let database = folder.join(FILE);
    if database.exists() {
        bail!(
            "There is already a blog in {}, and a restore never overwrites one. Move that folder away, or name \
             another with --data.",
            folder.display()
        );
    }
    // SQLite would replay what such a file holds into whatever database stands beside it.
    if let Some(left) =
        LEFT_BESIDE.iter().map(|end| folder.join(format!("{FILE}{end}"))).find(|file| file.exists())
    {
        bail!(
            "{} was left behind by another blog. Move that folder away, or name another with --data.",
            left.display()
        );
    }
    let mut archive = open(backup)?;
    let manifest = manifest(&mut archive, backup)?;
    private_folder(folder).with_context(|| format!("{} could not be made", folder.display()))?;
    let unpacked = folder.join("restoring.db");
    if let Err(error) = unpack_and_verify(&mut archive, &unpacked, &manifest).await {
        if unpacked.exists() {
            fs::remove_file(&unpacked).context("what was unpacked could not be removed")?;
        }
        return Err(error.context(format!("{} can't be trusted, nothing was restored", backup.display())));
    }
    copies::end_sessions(&unpacked).await?;
    copies::doubt_letters(&unpacked).await?;
    fs::rename(&unpacked, &database)?;
    sync_folder(folder)?;
    Ok(manifest)
}

async fn unpack_and_verify(
    archive: &mut ZipArchive<File>,
    unpacked: &Path,
    manifest: &Manifest,
) -> anyhow::Result<()> {
    unpack(archive, unpacked)?;
    ensure!(digest(unpacked)? == manifest.sha256, "its database is not the one that its manifest describes");
    let holdings = copies::check(unpacked).await?;
    ensure!(
        holdings == manifest.holdings,
        "it holds {holdings:?} and its manifest says {:?}",
        manifest.holdings
    );
    Ok(())
}

fn pack(packed: &Path, manifest: &Manifest, copy: &Path) -> anyhow::Result<()> {
    let mut archive = ZipWriter::new(private_file(packed)?);
    let options = SimpleFileOptions::default().large_file(true).unix_permissions(0o600);
    archive.start_file(MANIFEST, options)?;
    archive.write_all(&serde_json::to_vec_pretty(manifest)?)?;
    archive.start_file(FILE, options)?;
    io::copy(&mut File::open(copy)?, &mut archive)?;
    archive.finish()?.sync_all()?;
    Ok(())
}

/// Gives a file its name without taking it from another, even one that came while the backup was made. A rename would.
fn give_name(packed: &Path, target: &Path) -> io::Result<()> {
    match fs::hard_link(packed, target) {
        // Memory cards and some network disks know no second names.
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => copy_anew(packed, target),
        linked => linked,
    }
}

fn copy_anew(packed: &Path, target: &Path) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(target)?;
    let copied = io::copy(&mut File::open(packed)?, &mut file).and_then(|_| file.sync_all());
    if copied.is_err() {
        // Half a backup under the name of a whole one would be worse than none.
        fs::remove_file(target)?;
    }
    copied
}

fn open(backup: &Path) -> anyhow::Result<ZipArchive<File>> {
    let file = File::open(backup).with_context(|| format!("{} can't be opened", backup.display()))?;
    ZipArchive::new(file).with_context(|| {
        format!("{} is not a backup that `postil backup` made, or it is cut off", backup.display())
    })
}

fn manifest(archive: &mut ZipArchive<File>, backup: &Path) -> anyhow::Result<Manifest> {
    let entry = archive.by_name(MANIFEST).with_context(|| {
        format!("{} is a zip file, but not a backup that `postil backup` made", backup.display())
    })?;
    let manifest: Manifest = serde_json::from_reader(entry.take(1_000_000))
        .with_context(|| format!("the manifest of {} can't be read", backup.display()))?;
    ensure!(
        manifest.format <= FORMAT,
        "{} was made by Postil {}, which is newer than this one. Restore it with that version.",
        backup.display(),
        manifest.made_by
    );
    Ok(manifest)
}

fn unpack(archive: &mut ZipArchive<File>, target: &Path) -> anyhow::Result<()> {
    let mut file = private_file(target)?;
    let mut database = archive.by_name(FILE)?;
    let size = database.size();
    ensure!(
        !is_bomb(size, database.compressed_size()),
        "its database would unpack to {size} bytes, which no blog that was packed as small as this one has"
    );
    io::copy(&mut database, &mut file)?;
    file.sync_all()?;
    Ok(())
}

/// A folder that other users of the machine can't look into, if it has to be made.
fn private_folder(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// A new file that other users of the machine can't read: it holds password hashes and the secret that signs.
fn private_file(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)
}

fn digest(file: &Path) -> anyhow::Result<String> {
    let mut file = File::open(file)?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            return Ok(data_encoding::HEXLOWER.encode(&hasher.finalize()));
        }
        hasher.update(&buffer[..read]);
    }
}

fn parent(path: &Path) -> PathBuf {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ids::UserId;
    use crate::model::key::Keys;
    use crate::model::user::Role;
    use crate::store::users::{self, NewUser};
    use crate::store::{Db, StoreError, sessions};

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
        pack(&bomb, &manifest, &nothing).unwrap();
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
}
