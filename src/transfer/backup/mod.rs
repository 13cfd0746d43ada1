//! Backups: one zip file with the database, the files of the media and a manifest, restored once before it is called a
//! backup.

mod media;
#[cfg(test)]
mod tests;

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail, ensure};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use self::media::{Keep, MediaHoldings};
use super::sync_folder;
use crate::app::FILES_FOLDER;
use crate::model::timestamp::Timestamp;
use crate::store::copies::{self, Holdings};
use crate::store::db::FILE;
use crate::tools::files::LocalFiles;
use crate::transfer::unpacking::is_bomb;

/// Raised when an older program could not read what a newer one wrote.
const FORMAT: u32 = 2;
const MANIFEST: &str = "manifest.json";
/// Where media are while they are not known to be whole.
const MEDIA_UNPACKED: &str = "media.restoring";
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
    /// Backups of the first format have none.
    #[serde(default)]
    pub media: MediaHoldings,
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
    let packed = scratch.path().join("backup.zip");
    let mut manifest = copied(&database, &copy, &packed, now).await?;
    if manifest.media.missing > 0 {
        // Most likely they were deleted between the copy of the database and theirs.
        fs::remove_file(&copy)?;
        manifest = copied(&database, &copy, &packed, now).await?;
    }
    let rehearsal = scratch.path().join("rehearsal");
    unpacked(&packed, &rehearsal, Keep::Nothing)
        .await
        .context("The backup was written but could not be restored, so it was thrown away")?;
    give_name(&packed, target)
        .with_context(|| format!("{} could not be given its name", target.display()))?;
    sync_folder(&beside)?;
    Ok(manifest)
}

/// Copies the database, and then packs it with the files of all media that it names.
async fn copied(database: &Path, copy: &Path, packed: &Path, now: Timestamp) -> anyhow::Result<Manifest> {
    copies::make(database, copy).await?;
    let names = copies::settle_media(copy).await?;
    let holdings = copies::check(copy).await?;
    let manifest = Manifest {
        format: FORMAT,
        made_by: env!("CARGO_PKG_VERSION").to_owned(),
        made_at: now.rfc3339(),
        sha256: digest(copy)?,
        holdings,
        media: MediaHoldings::default(),
    };
    let files = LocalFiles::below(database.with_file_name(FILES_FOLDER));
    pack(packed, manifest, copy, &files, &names)
}

/// Unpacks a backup into a folder that holds no blog, and checks what was unpacked before it gets its name.
pub async fn restore(backup: &Path, folder: &Path) -> anyhow::Result<Manifest> {
    let media = folder.join(FILES_FOLDER);
    if media.exists() {
        bail!(
            "{} was left behind by another blog. Move that folder away, or name another with --data.",
            media.display()
        );
    }
    unpacked(backup, folder, Keep::Below(folder.join(MEDIA_UNPACKED))).await
}

async fn unpacked(backup: &Path, folder: &Path, keep: Keep) -> anyhow::Result<Manifest> {
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
    keep.clear()?;
    if let Err(error) = unpack_and_verify(&mut archive, &unpacked, &manifest, &keep).await {
        if unpacked.exists() {
            fs::remove_file(&unpacked).context("what was unpacked could not be removed")?;
        }
        keep.clear().context("what was unpacked could not be removed")?;
        return Err(error.context(format!("{} can't be trusted, nothing was restored", backup.display())));
    }
    copies::end_sessions(&unpacked).await?;
    copies::doubt_letters(&unpacked).await?;
    keep.settle(&folder.join(FILES_FOLDER))?;
    fs::rename(&unpacked, &database)?;
    sync_folder(folder)?;
    Ok(manifest)
}

async fn unpack_and_verify(
    archive: &mut ZipArchive<File>,
    unpacked: &Path,
    manifest: &Manifest,
    keep: &Keep,
) -> anyhow::Result<()> {
    unpack(archive, unpacked)?;
    ensure!(digest(unpacked)? == manifest.sha256, "its database is not the one that its manifest describes");
    let holdings = copies::check(unpacked).await?;
    ensure!(
        holdings == manifest.holdings,
        "it holds {holdings:?} and its manifest says {:?}",
        manifest.holdings
    );
    media::unpack(archive, &manifest.media, keep)
}

fn pack(
    packed: &Path,
    manifest: Manifest,
    copy: &Path,
    files: &LocalFiles,
    names: &[String],
) -> anyhow::Result<Manifest> {
    let mut archive = ZipWriter::new(private_file(packed)?);
    let options = SimpleFileOptions::default().large_file(true).unix_permissions(0o600);
    archive.start_file(FILE, options)?;
    io::copy(&mut File::open(copy)?, &mut archive)?;
    let media = media::pack(&mut archive, files, names)?;
    let manifest = Manifest { media, ..manifest };
    archive.start_file(MANIFEST, options)?;
    archive.write_all(&serde_json::to_vec_pretty(&manifest)?)?;
    archive.finish()?.sync_all()?;
    Ok(manifest)
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
