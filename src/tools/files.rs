//! Where large files lie: one small trait, and as its first implementation a folder on this machine.

use std::fmt::Debug;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, FileExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use sha2::{Digest as _, Sha256};

/// A place for files that are written once and never changed: each lies in a folder that has several of one thing.
///
/// Names of folders and files are plain small letters, figures and, in files, one dot; whoever calls sees to that.
/// Everything here waits for the disk: call it where that holds up nobody.
pub trait FileStore: Send + Sync + Debug {
    /// A new file that has no name yet. If it is dropped without being put anywhere, it is gone.
    fn arrive(&self) -> io::Result<Arrival>;

    /// Gives finished files their names in one folder. On disk when this returns; what had a name before is replaced.
    fn put(&self, folder: &str, files: Vec<(String, Arrival)>) -> io::Result<()>;

    /// In bytes; none if there is no such file.
    fn size(&self, folder: &str, file: &str) -> io::Result<Option<u64>>;

    /// At most so many bytes from a place on, fewer only at the end.
    fn read(&self, folder: &str, file: &str, from: u64, most: usize) -> io::Result<Vec<u8>>;

    /// The names of a folder's files, sorted; none if there is no such folder.
    fn list(&self, folder: &str) -> io::Result<Vec<String>>;

    /// Every folder, sorted.
    fn folders(&self) -> io::Result<Vec<String>>;

    /// Removes a folder and its files. One that is not there is no failure.
    fn delete(&self, folder: &str) -> io::Result<()>;

    /// Removes what arrived and was left behind when its process ended; answers how many files that were.
    fn clear_abandoned(&self) -> io::Result<usize>;
}

/// A file that is being written. It is locked, so that nobody takes it for one that was left behind.
#[derive(Debug)]
pub struct Arrival {
    file: File,
    path: PathBuf,
    hasher: Sha256,
    bytes: u64,
}

impl Arrival {
    fn open(path: PathBuf) -> io::Result<Self> {
        let file = OpenOptions::new().read(true).write(true).create_new(true).mode(0o600).open(&path)?;
        file.lock()?;
        // Between its name and its lock it looked like one that was left behind.
        if !path.exists() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        Ok(Self { file, path, hasher: Sha256::new(), bytes: 0 })
    }

    /// A file on a disk that has no room left, for tests.
    #[cfg(test)]
    pub fn on_a_full_disk() -> Self {
        let file = OpenOptions::new().read(true).write(true).open("/dev/full").unwrap();
        Self { file, path: PathBuf::from("/nowhere/at/all"), hasher: Sha256::new(), bytes: 0 }
    }

    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)?;
        self.hasher.update(bytes);
        self.bytes += bytes.len() as u64;
        Ok(())
    }

    /// How many bytes were written.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// SHA-256 of what was written.
    pub fn digest(&self) -> Vec<u8> {
        self.hasher.clone().finalize().to_vec()
    }

    /// Changes what was written, where it stands. The digest stays that of what was written first.
    pub fn edit<T>(&mut self, work: impl FnOnce(&mut File) -> io::Result<T>) -> io::Result<T> {
        work(&mut self.file)
    }

    /// All that was written, from its beginning. Only for what is known to be small.
    pub fn whole(&mut self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.file.seek(SeekFrom::Start(0))?;
        self.file.read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

impl Drop for Arrival {
    fn drop(&mut self) {
        // A file that was put somewhere has no longer this name.
        let _already_gone = fs::remove_file(&self.path);
    }
}

/// Files in a folder of this machine: `AB/ABCDEF…/file`, and beside these what is arriving.
#[derive(Debug)]
pub struct LocalFiles {
    root: PathBuf,
    arrivals: AtomicU64,
}

/// Where files are while they arrive. No folder of files has this name, since they stand a level deeper.
const ARRIVING: &str = "arriving";

impl LocalFiles {
    /// Nothing is made before the first file arrives.
    pub fn below(root: PathBuf) -> Self {
        Self { root, arrivals: AtomicU64::new(0) }
    }

    fn folder(&self, name: &str) -> PathBuf {
        self.root.join(name.get(..2).unwrap_or(name)).join(name)
    }
}

impl FileStore for LocalFiles {
    fn arrive(&self) -> io::Result<Arrival> {
        let arriving = self.root.join(ARRIVING);
        private_folder(&arriving)?;
        loop {
            let number = self.arrivals.fetch_add(1, Ordering::Relaxed);
            // Another process that works on the same blog has a number of its own.
            match Arrival::open(arriving.join(format!("{}-{number}", std::process::id()))) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                opened => return opened,
            }
        }
    }

    fn put(&self, folder: &str, files: Vec<(String, Arrival)>) -> io::Result<()> {
        let folder = self.folder(folder);
        private_folder(&folder)?;
        for (name, arrival) in files {
            arrival.file.sync_all()?;
            fs::rename(&arrival.path, folder.join(name))?;
        }
        // A new name is on disk only when the folder that it stands in is.
        for changed in folder.ancestors().take(3) {
            File::open(changed)?.sync_all()?;
        }
        Ok(())
    }

    fn size(&self, folder: &str, file: &str) -> io::Result<Option<u64>> {
        match fs::metadata(self.folder(folder).join(file)) {
            Ok(found) => Ok(found.is_file().then_some(found.len())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn read(&self, folder: &str, file: &str, from: u64, most: usize) -> io::Result<Vec<u8>> {
        let file = File::open(self.folder(folder).join(file))?;
        let mut bytes = vec![0; most];
        let mut filled = 0;
        while filled < most {
            match file.read_at(&mut bytes[filled..], from + filled as u64) {
                Ok(0) => break,
                Ok(read) => filled += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        bytes.truncate(filled);
        Ok(bytes)
    }

    fn list(&self, folder: &str) -> io::Result<Vec<String>> {
        names(&self.folder(folder))
    }

    fn folders(&self) -> io::Result<Vec<String>> {
        let mut found = Vec::new();
        for shard in names(&self.root)?.into_iter().filter(|name| name != ARRIVING) {
            found.extend(names(&self.root.join(shard))?);
        }
        Ok(found)
    }

    fn delete(&self, folder: &str) -> io::Result<()> {
        let folder = self.folder(folder);
        match fs::remove_dir_all(&folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            done => done?,
        }
        folder.parent().map_or(Ok(()), |shard| File::open(shard)?.sync_all())
    }

    fn clear_abandoned(&self) -> io::Result<usize> {
        let arriving = self.root.join(ARRIVING);
        let mut removed = 0;
        for name in names(&arriving)? {
            let path = arriving.join(name);
            let Ok(file) = File::open(&path) else { continue };
            // Whoever writes it holds its lock, in whatever process.
            if file.try_lock().is_ok() {
                fs::remove_file(&path)?;
                removed += 1;
            }
        }
        Ok(removed)
    }
}

/// A folder that other users of the machine can't look into.
fn private_folder(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

fn names(folder: &Path) -> io::Result<Vec<String>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut names = Vec::new();
    for entry in entries {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn store() -> (tempfile::TempDir, LocalFiles) {
        let folder = tempfile::tempdir().unwrap();
        let store = LocalFiles::below(folder.path().join("media"));
        (folder, store)
    }

    fn put(store: &LocalFiles, folder: &str, file: &str, words: &[u8]) {
        let mut arrival = store.arrive().unwrap();
        arrival.write(words).unwrap();
        store.put(folder, vec![(file.to_owned(), arrival)]).unwrap();
    }

    #[test]
    fn what_is_put_is_listed_and_read_in_parts() {
        let (_folder, store) = store();
        assert_eq!(store.folders().unwrap(), Vec::<String>::new());
        put(&store, "abc", "1.txt", b"hello");
        put(&store, "abc", "2.txt", b"world");
        put(&store, "xyz", "1.txt", b"");
        assert_eq!(store.folders().unwrap(), ["abc", "xyz"]);
        assert_eq!(store.list("abc").unwrap(), ["1.txt", "2.txt"]);
        assert_eq!(store.list("nothing").unwrap(), Vec::<String>::new());
        assert_eq!(store.size("abc", "1.txt").unwrap(), Some(5));
        assert_eq!(store.size("abc", "3.txt").unwrap(), None);
        assert_eq!(store.read("abc", "1.txt", 1, 3).unwrap(), b"ell");
        assert_eq!(store.read("abc", "1.txt", 4, 100).unwrap(), b"o");
        assert_eq!(store.read("abc", "1.txt", 9, 100).unwrap(), b"");
        store.delete("abc").unwrap();
        store.delete("abc").unwrap();
        assert_eq!(store.folders().unwrap(), ["xyz"]);
        assert_eq!(store.size("abc", "1.txt").unwrap(), None);
    }

    #[test]
    fn an_arrival_knows_its_digest_and_vanishes_unless_it_is_put() {
        let (folder, store) = store();
        let mut arrival = store.arrive().unwrap();
        arrival.write(b"ab").unwrap();
        arrival.write(b"c").unwrap();
        assert_eq!(arrival.bytes(), 3);
        let digest = data_encoding::HEXLOWER.encode(&arrival.digest());
        assert!(digest.starts_with("ba7816bf8f01cfea"), "{digest}");
        assert_eq!(arrival.whole().unwrap(), b"abc");
        drop(arrival);
        assert_eq!(fs::read_dir(folder.path().join("media/arriving")).unwrap().count(), 0);
    }

    #[test]
    fn only_what_nobody_writes_any_more_is_cleared_away() {
        let (folder, store) = store();
        let mut arrival = store.arrive().unwrap();
        arrival.write(b"still coming").unwrap();
        fs::write(folder.path().join("media/arriving/1-0"), "left behind").unwrap();
        assert_eq!(store.clear_abandoned().unwrap(), 1);
        store.put("abc", vec![("1.txt".to_owned(), arrival)]).unwrap();
        assert_eq!(store.read("abc", "1.txt", 0, 100).unwrap(), b"still coming");
    }

    #[test]
    fn nobody_else_on_the_machine_can_look_in() {
        use std::os::unix::fs::PermissionsExt as _;
        let (folder, store) = store();
        put(&store, "abc", "1.txt", b"hello");
        for path in ["media", "media/ab", "media/ab/abc", "media/ab/abc/1.txt", "media/arriving"] {
            let mode = fs::metadata(folder.path().join(path)).unwrap().permissions().mode();
            assert_eq!(mode & 0o077, 0, "{path}");
        }
    }

    #[test]
    fn a_full_disk_is_an_error_of_its_kind() {
        let error = Arrival::on_a_full_disk().write(b"x").unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::StorageFull);
    }
}
