//! Fills an empty blog with as many made-up posts and comments as a test or benchmark wants.

mod make;
mod words;

use anyhow::ensure;
use tokio::sync::mpsc;
use tokio::task;

use crate::app::App;
use crate::model::ids::UserId;
use crate::model::key::{Key, Keys};
use crate::model::timestamp::Timestamp;
use crate::model::user::Role;
use crate::store::comments::bulk::Uncounted;
use crate::store::comments::standing::Standing;
use crate::store::comments::write::NewComment;
use crate::store::posts::write as posts;
use crate::store::users::{self, NewUser};
use crate::store::{StoreError, Unit, authors, copies, listing, paths, tags};
use make::{Batch, MadePost, Maker};

/// How many of each.
#[derive(Debug, Clone, Copy)]
pub struct Amount {
    pub posts: u64,
    pub comments: u64,
}

/// Batches that may wait for the writer; more would only fill the memory.
const AHEAD: usize = 4;

/// Fills an empty blog. `progress` is told how many posts and comments are stored so far.
pub async fn fill(app: &App, amount: Amount, mut progress: impl FnMut(u64)) -> anyhow::Result<()> {
    let held = copies::check(app.db.file()).await?;
    ensure!(
        held.posts == 0,
        "This blog already has {} posts. Seeding is for an empty one: name another folder with --data.",
        held.posts
    );
    let author = author(app).await?;
    let (sender, mut batches) = mpsc::channel::<Batch>(AHEAD);
    let mut maker = Maker::new(app, amount);
    let making = task::spawn_blocking(move || {
        while let Some(batch) = maker.next() {
            if sender.blocking_send(batch).is_err() {
                return;
            }
        }
    });
    let mut done = 0;
    while let Some(batch) = batches.recv().await {
        done += batch.size();
        let now = app.clock.now();
        app.db
            .write(move |unit| {
                Box::pin(async move {
                    let mut uncounted = Uncounted::default();
                    for made in batch.posts {
                        store(unit, made, author, now, &mut uncounted).await?;
                    }
                    uncounted.count(unit).await?;
                    Ok::<_, StoreError>(((), Keys::of([Key::Site, Key::Home, Key::Comments])))
                })
            })
            .await?;
        progress(done);
    }
    Ok(making.await?)
}

/// Made-up posts are by somebody who can't log in.
async fn author(app: &App) -> Result<UserId, StoreError> {
    let now = app.clock.now();
    let user = NewUser {
        name: "Ada".to_owned(),
        slug: "ada".to_owned(),
        email: None,
        password_hash: None,
        role: Role::Author,
        biography: String::new(),
    };
    app.db
        .write(move |unit| {
            Box::pin(async move { Ok((users::insert(unit, &user, now).await?, Keys::none())) })
        })
        .await
}

async fn store(
    unit: &mut Unit,
    made: MadePost,
    author: UserId,
    now: Timestamp,
    uncounted: &mut Uncounted,
) -> Result<(), StoreError> {
    let id = posts::insert(unit, &made.post).await?;
    authors::replace_of_post(unit, id, &[author]).await?;
    let mut ids = Vec::with_capacity(made.tags.len());
    for tag in &made.tags {
        ids.push(tags::find_or_make(unit, tag, tag, now).await?);
    }
    tags::replace_of_post(unit, id, &ids).await?;
    paths::assign(unit, id, &made.path, now).await?;
    listing::list(unit, made.listed(id)).await?;
    let mut stored: Vec<Standing> = Vec::with_capacity(made.comments.len());
    for comment in made.comments {
        let parent = comment.parent.and_then(|place| stored.get(place).copied());
        let parent_id = parent.map(Standing::id);
        let comment = NewComment { post_id: id, parent_id, ..comment.comment };
        stored.push(uncounted.insert(unit, &comment, parent).await?);
    }
    Ok(())
}
