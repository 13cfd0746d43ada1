//! The files of media in a backup: each as it lies on the disk, unpacked, since pictures and films are packed already.

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail, ensure};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use crate::model::media::{is_file, is_name};
use crate::tools::files::{Arrival, FileStore, LocalFiles};

/// Where they stand in the backup: `media/NAME/FILE`.
const FOLDER: &str = "media/";

/// So much is copied at once.
const PIECE: usize = 256 * 1024;

/// What a backup holds of media.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaHoldings {
    pub files: u64,
    pub bytes: u64,
    /// Rows without a file: somebody removed them by hand.
    pub missing: u64,
    /// Of the names and the digests of all files in their order, in lower-case hexadecimal.
    sha256: String,
}

/// What becomes of media that are unpacked.
#[derive(Debug)]
pub enum Keep {
    /// They are read to their end and found to be what they should.
    Nothing,
    /// The same, and they are put below this folder.
    Below(PathBuf),
}

impl Keep {
    /// Removes what was unpacked here before, perhaps by a process that was ended.
    pub fn clear(&self) -> io::Result<()> {
        match self {
            Self::Below(folder) if folder.exists() => fs::remove_dir_all(folder),
            Self::Below(_) | Self::Nothing => Ok(()),
        }
    }

    /// Gives what was unpacked its name.
    pub fn settle(&self, name: &Path) -> io::Result<()> {
        match self {
            Self::Below(folder) if folder.exists() => fs::rename(folder, name),
            Self::Below(_) | Self::Nothing => Ok(()),
        }
    }
}

/// What was met so far, in its order.
#[derive(Default)]
struct Tally {
    held: MediaHoldings,
    all: Sha256,
}

impl Tally {
    fn add(&mut self, path: &str, bytes: u64, digest: &[u8]) {
        self.held.files += 1;
        self.held.bytes += bytes;
        self.all.update(path.as_bytes());
        self.all.update([0]);
        self.all.update(digest);
    }

    fn finish(self) -> MediaHoldings {
        MediaHoldings { sha256: data_encoding::HEXLOWER.encode(&self.all.finalize()), ..self.held }
    }
}

/// Packs the files of these media.
pub fn pack(
    archive: &mut ZipWriter<fs::File>,
    files: &LocalFiles,
    names: &[String],
) -> anyhow::Result<MediaHoldings> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .large_file(true)
        .unix_permissions(0o600);
    let mut tally = Tally::default();
    for name in names {
        let of_this = files.list(name)?;
        if of_this.is_empty() {
            tally.held.missing += 1;
        }
        for file in of_this {
            let path = format!("{FOLDER}{name}/{file}");
            archive.start_file(&path, options)?;
            let (mut at, mut hasher) = (0, Sha256::new());
            loop {
                let bytes = files.read(name, &file, at, PIECE)?;
                if bytes.is_empty() {
                    break;
                }
                archive.write_all(&bytes)?;
                hasher.update(&bytes);
                at += bytes.len() as u64;
            }
            tally.add(&path, at, &hasher.finalize());
        }
    }
    Ok(tally.finish())
}

/// Reads all media of a backup to their end, keeps them if they shall be kept, and compares them with the manifest.
pub fn unpack(
    archive: &mut ZipArchive<fs::File>,
    expected: &MediaHoldings,
    keep: &Keep,
) -> anyhow::Result<()> {
    let files = match keep {
        Keep::Below(folder) => Some(LocalFiles::below(folder.clone())),
        Keep::Nothing => None,
    };
    let mut tally = Tally::default();
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index)?;
        let path = entry.name()?.into_owned();
        let Some(rest) = path.strip_prefix(FOLDER) else { continue };
        let Some((name, file)) = rest.split_once('/').filter(|(name, file)| is_name(name) && is_file(file))
        else {
            bail!("it has a file in it that no blog names so: {path}");
        };
        // What is not packed can't grow.
        ensure!(entry.compression() == CompressionMethod::Stored, "{path} in it was packed by somebody else");
        let mut arrival: Option<Arrival> = files.as_ref().map(FileStore::arrive).transpose()?;
        let (mut buffer, mut bytes, mut hasher) = (vec![0; PIECE], 0, Sha256::new());
        loop {
            let read = entry.read(&mut buffer).with_context(|| format!("{path} in it is damaged"))?;
            if read == 0 {
                break;
            }
            hasher.update(&buffer[..read]);
            bytes += read as u64;
            if let Some(arrival) = &mut arrival {
                arrival.write(&buffer[..read])?;
            }
        }
        tally.add(&path, bytes, &hasher.finalize());
        if let (Some(files), Some(arrival)) = (&files, arrival) {
            files.put(name, vec![(file.to_owned(), arrival)])?;
        }
    }
    if *expected == MediaHoldings::default() {
        ensure!(tally.held.files == 0, "its manifest says nothing of the media in it");
        return Ok(());
    }
    let found = MediaHoldings { missing: expected.missing, ..tally.finish() };
    ensure!(found == *expected, "its media are not those that its manifest describes");
    Ok(())
}
