//! Whole backups through the whole reader: written ones, generated ones, and ones that mean harm.

#[path = "../../../../../tests/support/blogger_backup.rs"]
mod backup;
mod generated;
mod harm;
mod written;

use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::Backup;
use crate::transfer::import::source::{Refused, SourceComment, SourceItem, SourcePost};

/// Everything a backup hands out, by kind, in its order.
#[derive(Default)]
struct Handed {
    posts: Vec<SourcePost>,
    comments: Vec<SourceComment>,
    refused: Vec<Refused>,
}

fn handed(backup: &Backup) -> Handed {
    let mut handed = Handed::default();
    let outcome = backup.each(&mut |item| {
        match item {
            SourceItem::Post(post) => handed.posts.push(*post),
            SourceItem::Comment(comment) => {
                let is_there = handed.posts.iter().any(|post| post.provenance.source_id == comment.post_id);
                assert!(is_there, "comment {} came before its post", comment.provenance.source_id);
                handed.comments.push(*comment);
            }
            SourceItem::Refused(refused) => handed.refused.push(refused),
        }
        Ok(())
    });
    outcome.expect("a backup that was readable once");
    handed
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/imports").join(name)
}

fn stored(bytes: &[u8]) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().expect("a scratch file");
    file.write_all(bytes).expect("room for a scratch file");
    file
}

/// Why these bytes are refused.
fn refusal(bytes: &[u8]) -> String {
    let file = stored(bytes);
    Backup::open(file.path(), None).expect_err("a refusal").to_string()
}
