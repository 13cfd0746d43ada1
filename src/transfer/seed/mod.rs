//! Fills an empty blog with as many made-up posts and comments as a test or benchmark wants: a copy of it, which takes its
//! place when it is whole and on disk.

mod make;
#[cfg(test)]
mod tests;
mod words;

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use tokio::sync::mpsc;
use tokio::task;

use super::sync_folder;
use crate::app::App;
use crate::model::timestamp::Timestamp;
use crate::model::user::Role;
use crate::store::filling::{FilledPost, Filling, Held};
use crate::store::users::{self, NewUser};
use crate::store::{StoreError, tags};
use make::{Cast, Maker};

/// How many of each.
#[derive(Debug, Clone, Copy)]
pub struct Amount {
    pub posts: u64,
    pub comments: u64,
}

/// Batches that may wait to be written; more would only fill the memory.
const AHEAD: usize = 4;

/// The copy that is being filled.
const UNFINISHED: &str = "seeding.db";

/// What a seed left in this folder that was killed, or what another fills right now.
pub fn unfinished(folder: &Path) -> Option<PathBuf> {
    Some(folder.join(UNFINISHED)).filter(|file| file.exists())
}

/// Fills an empty blog, which is closed for it. `progress` is told how many posts and comments are written so far.
pub async fn fill(app: &App, amount: Amount, progress: impl FnMut(u64)) -> anyhow::Result<()> {
    let database = app.db.file();
    let folder = database.parent().unwrap_or(Path::new("."));
    let copy = folder.join(UNFINISHED);
    let maker = Maker::new(app, amount);
    let now = app.clock.now();
    app.db.close().await;
    let mut held = match Held::take(database).await {
        Ok(held) => held,
        Err(StoreError::Busy(_)) => bail!(
            "The blog in {} is in use. Stop the server before you fill it, or name another folder with --data.",
            folder.display()
        ),
        Err(refusal) => {
            return Err(refusal).context("Seeding is for an empty blog: name another folder with --data");
        }
    };
    // Nobody else fills it, since the blog is held: this was left behind.
    remove(&copy)?;
    let written = match held.copy(&copy, amount.comments).await {
        Ok(filling) => write(filling, maker, now, progress).await,
        Err(error) => Err(error.into()),
    };
    if let Err(error) = written {
        remove(&copy)?;
        return Err(error);
    }
    File::open(&copy)?.sync_all()?;
    fs::rename(&copy, database)?;
    sync_folder(folder)?;
    Ok(held.release().await?)
}

fn remove(copy: &Path) -> anyhow::Result<()> {
    if copy.exists() {
        fs::remove_file(copy).with_context(|| format!("{} could not be removed", copy.display()))?;
    }
    Ok(())
}

async fn write(
    mut filling: Filling,
    mut maker: Maker,
    now: Timestamp,
    mut progress: impl FnMut(u64),
) -> anyhow::Result<()> {
    let cast = cast(&mut filling, now).await?;
    let (sender, mut batches) = mpsc::channel::<Vec<FilledPost>>(AHEAD);
    let making = task::spawn_blocking(move || {
        while let Some(batch) = maker.next(&cast) {
            if sender.blocking_send(batch).is_err() {
                return;
            }
        }
    });
    let mut done = 0;
    while let Some(batch) = batches.recv().await {
        for post in &batch {
            filling.add(post, now).await?;
            done += rows(post);
        }
        progress(done);
    }
    making.await?;
    Ok(filling.finish().await?)
}

/// The post and its comments.
fn rows(post: &FilledPost) -> u64 {
    1 + post.comments.len() as u64
}

/// Made-up posts are by somebody who can't log in.
async fn cast(filling: &mut Filling, now: Timestamp) -> Result<Cast, StoreError> {
    let user = NewUser {
        name: "Ada".to_owned(),
        slug: "ada".to_owned(),
        email: None,
        password_hash: None,
        role: Role::Author,
        biography: String::new(),
    };
    let author = users::insert(filling.unit(), &user, now).await?;
    let mut found = Vec::with_capacity(words::TAGS.len());
    for tag in words::TAGS {
        found.push(tags::find_or_make(filling.unit(), tag, tag, now).await?);
    }
    Ok(Cast { author, tags: found })
}
