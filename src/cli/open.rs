//! Opens the data folder for a command, and says what to do when that fails.

use std::io;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, anyhow, bail};

use crate::app::{App, Chance, Clock, Place};
use crate::store::Db;
use crate::store::db::FILE;

/// Makes the folder if it is not there, and opens the blog in it.
pub async fn app(folder: &Path, place: Place) -> anyhow::Result<App> {
    writable(folder)?;
    let chance = Chance::from_system();
    let db = Db::open(folder, chance.bytes())
        .await
        .with_context(|| format!("The blog in {} could not be opened", folder.display()))?;
    Ok(App::new(db, Clock::System, chance, Arc::new(place)))
}

/// Opens a blog that is already there: a wrong folder is said so, not filled with a new one.
pub async fn existing(folder: &Path, place: Place) -> anyhow::Result<App> {
    if !folder.join(FILE).exists() {
        bail!("There is no blog in {}. Name its folder with --data.", folder.display());
    }
    app(folder, place).await
}

/// Tries to write into the folder, since SQLite's own answer to a folder of another user is hard to read.
fn writable(folder: &Path) -> anyhow::Result<()> {
    let mut made = std::fs::DirBuilder::new();
    // It will hold password hashes and the secret that signs: nobody else's to read.
    made.recursive(true).mode(0o700).create(folder).map_err(|error| refusal(folder, &error))?;
    tempfile::tempfile_in(folder).map_err(|error| refusal(folder, &error))?;
    Ok(())
}

fn refusal(folder: &Path, error: &io::Error) -> anyhow::Error {
    let shown = folder.display();
    match error.kind() {
        io::ErrorKind::PermissionDenied => anyhow!(
            "The data folder {shown} can't be written by this user. Give it to them:\n\n    \
             sudo chown -R \"$(id -u):$(id -g)\" {shown}\n\n\
             or name another folder with --data."
        ),
        io::ErrorKind::ReadOnlyFilesystem => anyhow!(
            "The data folder {shown} is on a disk that can only be read. Name another folder with --data."
        ),
        io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => {
            anyhow!("{shown} is a file, and a data folder is needed. Name another folder with --data.")
        }
        _ => anyhow!("The data folder {shown} can't be used: {error}. Name another folder with --data."),
    }
}
