//! `postil backup` and `postil restore`.

use std::path::{Path, PathBuf};

use crate::app::Clock;
use crate::transfer::backup::{self, Manifest};

/// Where a backup goes.
#[derive(Debug, clap::Args)]
pub struct BackupOptions {
    /// The file to write, such as blog-2026-11-23.zip. It must not be there yet.
    file: PathBuf,
}

/// Which backup to restore.
#[derive(Debug, clap::Args)]
pub struct RestoreOptions {
    /// A file that `postil backup` made.
    file: PathBuf,
}

pub async fn make(folder: &Path, options: BackupOptions) -> anyhow::Result<()> {
    eprintln!(
        "Copying the blog in {}, restoring the copy into a scratch folder, and reading it through …",
        folder.display()
    );
    let manifest = backup::make(folder, &options.file, Clock::System.now()).await?;
    println!("{} holds {}. It was restored once and is whole.", options.file.display(), said(&manifest));
    Ok(())
}

pub async fn restore(folder: &Path, options: RestoreOptions) -> anyhow::Result<()> {
    let manifest = backup::restore(&options.file, folder).await?;
    println!(
        "{} now holds {}. Start it with: postil --data {}",
        folder.display(),
        said(&manifest),
        folder.display()
    );
    Ok(())
}

fn said(manifest: &Manifest) -> String {
    let held = &manifest.holdings;
    let mut said = format!(
        "{} posts and pages, {} comments, {} people and {} files of media",
        held.posts, held.comments, held.users, manifest.media.files
    );
    if manifest.media.missing > 0 {
        said.push_str(&format!(
            " (of {} media no file was there: their posts have a gap)",
            manifest.media.missing
        ));
    }
    said
}
