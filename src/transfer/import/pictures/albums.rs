//! A folder or zip of pictures in place of the network: what is in it, found by the names that addresses still have.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, bail};
use zip::ZipArchive;

use crate::transfer::unpacking::is_bomb;

/// More files than any album has.
const MOST_FILES: usize = 1_000_000;
/// Folders in folders.
const DEEPEST: usize = 32;
/// Takeout cuts names of files to about this many letters, before the ending.
const CUT_AT: usize = 46;

/// Every file, by its name in small letters. Nothing is read before it is wanted.
#[derive(Debug, Clone)]
pub struct Albums {
    shelf: Arc<PathBuf>,
    by_name: Arc<HashMap<String, Vec<Place>>>,
}

/// Where a file lies.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Place {
    File(PathBuf),
    /// With its size and checksum, by which two of one name are known to be the same.
    Member {
        index: usize,
        size: u64,
        sum: u32,
    },
}

/// Why a picture is not taken from here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Missing {
    Nothing,
    Several,
}

impl Albums {
    /// Lists what there is in a folder, with all folders below it, or in a zip.
    pub fn open(path: &Path) -> anyhow::Result<Self> {
        let mut by_name = HashMap::new();
        if path.is_dir() {
            list(path, DEEPEST, &mut by_name)?;
        } else {
            members(path, &mut by_name)?;
        }
        Ok(Self { shelf: Arc::new(path.to_owned()), by_name: Arc::new(by_name) })
    }

    /// The bytes of the one file that has this name, unless there is none, or several that differ.
    pub fn read(&self, name: &str, most: u64) -> anyhow::Result<Result<Vec<u8>, Missing>> {
        let wanted = name.to_lowercase();
        let found = self.by_name.get(&wanted).or_else(|| self.by_name.get(&cut(&wanted)));
        let Some(places) = found else { return Ok(Err(Missing::Nothing)) };
        let [first, others @ ..] = places.as_slice() else { return Ok(Err(Missing::Nothing)) };
        let bytes = self.bytes(first, most)?;
        for other in others {
            let is_same = match (first, other) {
                (
                    Place::Member { size, sum, .. },
                    Place::Member { size: of_other, sum: sum_of_other, .. },
                ) => size == of_other && sum == sum_of_other,
                _ => self.bytes(other, most)? == bytes,
            };
            if !is_same {
                return Ok(Err(Missing::Several));
            }
        }
        Ok(Ok(bytes))
    }

    fn bytes(&self, place: &Place, most: u64) -> anyhow::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        match place {
            Place::File(path) => {
                let file = File::open(path).with_context(|| format!("{} can't be read", path.display()))?;
                file.take(most + 1).read_to_end(&mut bytes)?;
            }
            Place::Member { index, .. } => {
                let mut zip = opened(&self.shelf)?;
                zip.by_index(*index)?.take(most + 1).read_to_end(&mut bytes)?;
            }
        }
        Ok(bytes)
    }
}

fn list(folder: &Path, deep: usize, by_name: &mut HashMap<String, Vec<Place>>) -> anyhow::Result<()> {
    let entries = fs::read_dir(folder).with_context(|| format!("{} can't be read", folder.display()))?;
    for entry in entries {
        let entry = entry?;
        let kind = entry.file_type()?;
        // What a link leads to may lie anywhere.
        if kind.is_dir() && deep > 0 {
            list(&entry.path(), deep - 1, by_name)?;
        } else if kind.is_file() {
            note(by_name, &entry.file_name().to_string_lossy(), Place::File(entry.path()));
        }
    }
    if by_name.len() > MOST_FILES {
        bail!("{} holds more files than any album", folder.display());
    }
    Ok(())
}

fn members(path: &Path, by_name: &mut HashMap<String, Vec<Place>>) -> anyhow::Result<()> {
    let mut zip = opened(path)?;
    if zip.len() > MOST_FILES {
        bail!("{} holds more files than any album", path.display());
    }
    for index in 0..zip.len() {
        let member = zip.by_index_raw(index)?;
        let (size, packed) = (member.size(), member.compressed_size());
        let is_plain = !member.is_dir() && !member.is_symlink() && !member.encrypted();
        // Names are compared and never written to, so what they climb to does not matter.
        let name = member.name()?.into_owned();
        let place = Place::Member { index, size, sum: member.crc32() };
        if is_plain && !is_bomb(size, packed) {
            note(by_name, name.rsplit(['/', '\\']).next().unwrap_or_default(), place);
        }
    }
    Ok(())
}

fn opened(path: &Path) -> anyhow::Result<ZipArchive<BufReader<File>>> {
    let file = File::open(path).with_context(|| format!("{} can't be read", path.display()))?;
    let zip = ZipArchive::new(BufReader::new(file));
    zip.with_context(|| format!("{} is neither a folder nor a readable zip", path.display()))
}

fn note(by_name: &mut HashMap<String, Vec<Place>>, name: &str, place: Place) {
    let name = name.to_lowercase();
    // What macOS and Takeout put beside pictures.
    if name.starts_with('.') || name.rsplit_once('.').is_some_and(|(_, ending)| ending == "json") {
        return;
    }
    by_name.entry(name).or_default().push(place);
}

/// A name as Takeout shortens it.
fn cut(name: &str) -> String {
    let Some((stem, ending)) = name.rsplit_once('.') else { return name.to_owned() };
    format!("{}.{ending}", stem.chars().take(CUT_AT).collect::<String>())
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    const FILES: [(&str, &str); 6] = [
        ("Albums/Margins/Weir at Dawn.JPG", "weir"),
        ("Albums/Margins/Weir at Dawn.JPG.json", "{}"),
        ("Albums/Other/same.png", "the same"),
        ("Albums/Margins/same.png", "the same"),
        ("Albums/Other/differs.png", "one"),
        ("Albums/Margins/differs.png", "two"),
    ];

    fn told(albums: &Albums) -> Vec<Result<String, Missing>> {
        let names = ["weir at dawn.jpg", "same.png", "differs.png", "nothing.png", "weir at dawn.jpg.json"];
        let read =
            |name: &str| albums.read(name, 100).unwrap().map(|bytes| String::from_utf8(bytes).unwrap());
        names.into_iter().map(read).collect()
    }

    #[test]
    fn a_folder_and_a_zip_of_it_hold_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let zip = folder.path().join("albums.zip");
        let unpacked = folder.path().join("unpacked");
        let mut writer = ZipWriter::new(File::create(&zip).unwrap());
        for (name, text) in FILES {
            writer.start_file(name, SimpleFileOptions::default()).unwrap();
            writer.write_all(text.as_bytes()).unwrap();
            let path = unpacked.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        writer.finish().unwrap();
        let expected = [
            Ok("weir".to_owned()),
            Ok("the same".to_owned()),
            Err(Missing::Several),
            Err(Missing::Nothing),
            Err(Missing::Nothing),
        ];
        assert_eq!(told(&Albums::open(&unpacked).unwrap()), expected);
        assert_eq!(told(&Albums::open(&zip).unwrap()), expected);
    }

    #[test]
    fn no_link_leads_out_of_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink("/etc/passwd", folder.path().join("weir.jpg")).unwrap();
        std::os::unix::fs::symlink("/etc", folder.path().join("more")).unwrap();
        let albums = Albums::open(folder.path()).unwrap();
        for name in ["weir.jpg", "passwd", "hostname"] {
            assert_eq!(albums.read(name, 100).unwrap(), Err(Missing::Nothing), "{name}");
        }
    }

    #[test]
    fn what_is_no_album_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("x.zip");
        fs::write(&file, "no zip").unwrap();
        for path in [file, folder.path().join("nowhere")] {
            assert!(Albums::open(&path).is_err(), "{}", path.display());
        }
    }

    #[test]
    fn a_name_that_takeout_cut_is_found_by_its_beginning() {
        let long = format!("{}.jpg", "a".repeat(60));
        assert_eq!(cut(&long), format!("{}.jpg", "a".repeat(46)));
    }
}
