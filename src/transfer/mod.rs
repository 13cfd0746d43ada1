//! Moving house: imports, backups, and the made-up worlds for trying things out.

pub mod backup;
pub mod demo;
pub mod import;
pub mod seed;
mod unpacking;

use std::fs::File;
use std::io;
use std::path::Path;

/// A new name is on disk only when its folder is.
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}
