//! Bringing blogs in, for tests of what is shown of them afterwards.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::runtime::Handle;
use tokio::task::block_in_place;

use super::Blog;
use crate::transfer::import::blogger::Backup;
use crate::transfer::import::intake::{self, Options, Step};

impl Blog {
    /// Imports a backup as `postil import blogger` would.
    pub async fn import_blogger(&self, file: &Path) {
        self.import(file, &|_| {}).await;
    }

    /// The same, and while it goes on, the owner moves the blog to another zone. Needs a runtime of several threads.
    pub async fn import_blogger_while_moving_to(&self, zone: &str, file: &Path) {
        let has_moved = AtomicBool::new(false);
        let move_once = |_| {
            if !has_moved.swap(true, Ordering::Relaxed) {
                block_in_place(|| Handle::current().block_on(self.set_zone(zone)));
            }
        };
        self.import(file, &move_once).await;
    }

    async fn import(&self, file: &Path, progress: &(dyn Fn(Step) + Sync)) {
        let backup = Backup::open(file, None).expect("a readable backup");
        let file_name = file.file_name().expect("a name").to_string_lossy().into_owned();
        let options = Options { is_dry_run: false, keeps_settings: false, file_name, pictures: None };
        intake::run(&self.app, Arc::new(backup), &options, progress).await.expect("an import");
    }
}
