//! Bringing blogs in, for tests of what is shown of them afterwards.

use std::path::Path;
use std::sync::Arc;

use super::Blog;
use crate::transfer::import::blogger::Backup;
use crate::transfer::import::intake::{self, Options};

impl Blog {
    /// Imports a backup as `postil import blogger` would.
    pub async fn import_blogger(&self, file: &Path) {
        let backup = Backup::open(file, None).expect("a readable backup");
        let file_name = file.file_name().expect("a name").to_string_lossy().into_owned();
        let options = Options { is_dry_run: false, keeps_settings: false, file_name };
        intake::run(&self.app, Arc::new(backup), &options, &|_| {}).await.expect("an import");
    }
}
