//! The hand-written sample blog that `postil demo` serves.

mod ready;
mod world;

use std::collections::HashMap;

use anyhow::Context as _;

use crate::app::App;
use crate::model::ids::{CommentId, PostId, UserId};
use crate::model::key::{Key, Keys};
use crate::model::own_comment::ChangedBy;
use crate::model::timestamp::{Timestamp, Zone};
use crate::model::user::Role;
use crate::store::comments::write::{NewComment, insert as insert_comment};
use crate::store::comments::{pins, versions};
use crate::store::listing::{self, Listed};
use crate::store::posts::write;
use crate::store::users::{self, NewUser};
use crate::store::{StoreError, Unit, authors, paths, settings, tags};
use crate::tools::slug;
use ready::{People, Ready, ReadyComment};
use world::{Fields, World};

/// Who logs in to the demo, and with what.
pub struct Login {
    pub email: String,
    pub password: String,
}

/// Fills an empty blog with the sample world. The owner's password is made up for this run.
pub async fn fill(app: &App) -> anyhow::Result<Login> {
    let world = World::read()?;
    let now = app.clock.now();
    let zone = Zone::named(world.blog.need("time_zone")?)?;
    let password = data_encoding::BASE32_NOPAD.encode(&app.chance.bytes::<8>()).to_lowercase();
    let people = people(app, &world, &password, now).await?;
    settle(app, &world.blog, zone.clone()).await?;
    let owner = world.people.first().context("the sample world has nobody")?.fields.need("email")?.to_owned();
    for post in &world.posts {
        let ready = Ready::new(app, post, &people, &zone, now).with_context(|| post.slug.clone())?;
        store(app, ready).await.with_context(|| post.slug.clone())?;
    }
    Ok(Login { email: owner, password })
}

/// The authors by their names in the files; the first is the owner and the only one who can log in.
async fn people(app: &App, world: &World, password: &str, now: Timestamp) -> anyhow::Result<People> {
    let hash = app.passwords.hash(password.to_owned(), app.chance.bytes()).await?;
    let mut people = HashMap::new();
    for person in &world.people {
        let fields = &person.fields;
        let role = match fields.need("role")? {
            "owner" => Role::Owner,
            "editor" => Role::Editor,
            "moderator" => Role::Moderator,
            _ => Role::Author,
        };
        let name = fields.need("name")?.to_owned();
        let user = NewUser {
            slug: slug::from_title(&name),
            name: name.clone(),
            email: fields.get("email").map(str::to_owned),
            password_hash: (role == Role::Owner).then(|| hash.clone()),
            role,
            biography: person.text.clone(),
        };
        let id: Result<UserId, StoreError> = app
            .db
            .write(move |unit| {
                Box::pin(async move { Ok((users::insert(unit, &user, now).await?, Keys::none())) })
            })
            .await;
        people.insert(fields.need("id")?.to_owned(), (id?, name));
    }
    Ok(people)
}

async fn settle(app: &App, blog: &Fields, zone: Zone) -> anyhow::Result<()> {
    let mut changed = (*app.settings()).clone();
    blog.need("title")?.clone_into(&mut changed.title);
    blog.need("tagline")?.clone_into(&mut changed.tagline);
    blog.need("language")?.clone_into(&mut changed.language);
    changed.zone = zone;
    let now = app.clock.now();
    let done: Result<bool, StoreError> = app
        .db
        .write(move |unit| {
            Box::pin(async move { Ok((settings::update(unit, &changed, now).await?, Keys::of([Key::Site]))) })
        })
        .await;
    anyhow::ensure!(done?, "the settings of the new blog were changed meanwhile");
    Ok(())
}

async fn store(app: &App, ready: Ready) -> Result<(), StoreError> {
    let now = app.clock.now();
    app.db
        .write(move |unit| {
            Box::pin(async move {
                let id = store_post(unit, &ready, now).await?;
                let mut numbers: HashMap<String, CommentId> = HashMap::new();
                for ReadyComment { number, parent, comment, change, is_pinned } in ready.comments {
                    let parent_id = parent.and_then(|parent| numbers.get(&parent).copied());
                    let comment = NewComment { post_id: id, parent_id, ..comment };
                    let stored = insert_comment(unit, &comment).await?;
                    if let Some((words, at)) = change {
                        versions::rewrite(unit, stored, &words, (ChangedBy::Writer, None), at).await?;
                    }
                    if is_pinned {
                        pins::pin(unit, id, stored).await?;
                    }
                    numbers.insert(number, stored);
                }
                Ok(((), Keys::of([Key::Site, Key::Schedule])))
            })
        })
        .await
}

async fn store_post(unit: &mut Unit, ready: &Ready, now: Timestamp) -> Result<PostId, StoreError> {
    let id = write::insert(unit, &ready.post).await?;
    authors::replace_of_post(unit, id, &[ready.author]).await?;
    let mut ids = Vec::new();
    for tag in &ready.tags {
        ids.push(tags::find_or_make(unit, tag, &slug::for_tag(tag), now).await?);
    }
    tags::replace_of_post(unit, id, &ids).await?;
    if let Some(path) = &ready.path {
        paths::assign(unit, id, path, now).await?;
    }
    if let (Some(month), Some(published_at)) = (ready.listed_month, ready.post.published_at) {
        listing::list(unit, Listed { id, kind: ready.post.kind, published_at, month }).await?;
    }
    Ok(id)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::app::{Chance, Clock, Place};
    use crate::store::{Db, posts};

    #[tokio::test]
    async fn the_sample_world_becomes_a_blog() {
        let (_folder, db) = Db::scratch().await;
        let clock = Clock::Held(Arc::new(1_790_000_000_000.into()));
        let app = App::new(db, clock, Chance::seeded(1), Arc::new(Place::default()));
        fill(&app).await.unwrap();
        let mut reader = app.db.reader().await.unwrap();
        let span = posts::Span::newest(50);
        let shows = crate::model::settings::HomeShows::Excerpt;
        let found = posts::list(&mut reader, posts::List::All, shows, span).await.unwrap();
        assert_eq!(found.len(), 13);
        assert_eq!(found.iter().map(|post| post.comment_count).sum::<i64>(), 88);
        assert_eq!(app.settings().title, "Weather Permitting");
        let mut pinned = 0;
        for post in &found {
            let post = posts::published(&mut reader, post.id).await.unwrap().unwrap();
            pinned += usize::from(post.pinned_comment_id.is_some());
        }
        let mut changed = 0;
        for id in 1..=150 {
            let words = versions::words(&mut reader, CommentId(id)).await.unwrap();
            changed +=
                usize::from(words.is_some_and(|words| words.edited_at.is_some() && words.versions == 1));
        }
        assert_eq!((pinned, changed), (1, 1), "a newcomer sees what both look like");
    }
}
