//! A folder in place of a server: each letter is a file there, whole or not at all.

use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use tokio::task::spawn_blocking;

use super::carrier::Setback;
use super::message::Composed;

/// Makes the folder if it is not there. Letters hold links that let people in: nobody else's to read.
pub async fn prepare(path: &Path) -> Result<(), Setback> {
    let path = path.to_owned();
    let told = path.display().to_string();
    let made = apart(move || std::fs::DirBuilder::new().recursive(true).mode(0o700).create(path)).await;
    made.map_err(|error| Setback::NobodyThere(format!("The folder {told} can’t be used: {error}.")))
}

pub async fn write(path: &Path, letter: &Composed) -> Result<(), Setback> {
    let (whole, part) = (path.join(format!("{}.eml", letter.id)), path.join(format!("{}.part", letter.id)));
    let bytes = letter.bytes.clone();
    let told = whole.display().to_string();
    let written = apart(move || write_whole(&part, &whole, &bytes)).await;
    written.map_err(|error| Setback::Later(format!("The file {told} can’t be written: {error}.")))
}

fn write_whole(part: &PathBuf, whole: &PathBuf, bytes: &[u8]) -> io::Result<()> {
    let mut file =
        std::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(part)?;
    let written = file.write_all(bytes).and_then(|()| std::fs::rename(part, whole));
    if written.is_err() {
        let _nothing_left = std::fs::remove_file(part);
    }
    written
}

async fn apart(work: impl FnOnce() -> io::Result<()> + Send + 'static) -> io::Result<()> {
    spawn_blocking(work).await.unwrap_or_else(|error| Err(io::Error::other(error)))
}
