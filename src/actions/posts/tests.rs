//! The verbs on a database of their own: what readers find afterwards, and which pages are named as changed.

mod addresses;
mod keys;
mod order;
mod saving;
mod schedule;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use super::{Draft, create, publish, update};
use crate::actions::posts::{Refusal, Wish};
use crate::app::{App, Chance, Clock, Place};
use crate::model::comment::PostComments;
use crate::model::ids::PostId;
use crate::model::key::Keys;
use crate::model::post::{PostKind, PostState, SourceFormat};
use crate::model::timestamp::Timestamp;
use crate::model::user::{Role, User};
use crate::store::desk::{self, DeskPost};
use crate::store::paths::{self, Destination};
use crate::store::users::{self, NewUser};
use crate::store::{Db, StoreError, listing};

/// Monday 27 March 2017, 09:15:42.123 UTC: not a whole minute, as most moments are not.
const START: i64 = 1_490_606_142_123;
const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

/// A blog without a server: an owner and an author, and a clock that the test moves.
struct Desk {
    app: App,
    owner: User,
    author: User,
    clock: Arc<AtomicI64>,
    _folder: tempfile::TempDir,
}

impl Desk {
    async fn new() -> Self {
        let (folder, db) = Db::scratch().await;
        let clock = Arc::new(AtomicI64::new(START));
        let place = Arc::new(Place::default());
        let app = App::new(db, Clock::Held(clock.clone()), Chance::seeded(3), place);
        let owner = user(&app, "Ada", Role::Owner).await;
        let author = user(&app, "Marek", Role::Author).await;
        Self { app, owner, author, clock, _folder: folder }
    }

    fn advance(&self, milliseconds: i64) {
        self.clock.fetch_add(milliseconds, Ordering::Relaxed);
    }

    async fn draft(&self, title: &str) -> PostId {
        create(&self.app, &self.owner, draft(title), Wish::Save).await.unwrap()
    }

    async fn published(&self, title: &str) -> PostId {
        let id = self.draft(title).await;
        publish(&self.app, &self.owner, id).await.unwrap();
        id
    }

    async fn post(&self, id: PostId) -> DeskPost {
        let mut db = self.app.db.reader().await.unwrap();
        desk::post(&mut db, id).await.unwrap().unwrap()
    }

    async fn state(&self, id: PostId) -> PostState {
        self.post(id).await.state
    }

    /// Saves as the owner, from the version that is stored now.
    async fn save(&self, id: PostId, draft: Draft, wish: Wish) -> Result<PostState, Refusal> {
        let version = self.post(id).await.version;
        update(&self.app, &self.owner, id, version, draft, wish).await
    }

    /// What a stranger finds at a path.
    async fn at(&self, path: &str) -> Option<Destination> {
        let mut db = self.app.db.reader().await.unwrap();
        paths::resolve(&mut db, path).await.unwrap()
    }

    async fn path(&self, id: PostId) -> String {
        self.post(id).await.path.unwrap().as_str().to_owned()
    }

    /// What the last commit touched.
    fn touched(&self) -> Keys {
        self.app.db.changes().borrow().clone()
    }

    async fn assert_counts_hold(&self) {
        let mut db = self.app.db.reader().await.unwrap();
        let differences = listing::differences(&mut db).await.unwrap();
        assert!(differences.is_empty(), "{differences:?}");
    }
}

async fn user(app: &App, name: &str, role: Role) -> User {
    let new = NewUser::sample(name, role);
    let id: Result<_, StoreError> = app
        .db
        .write(move |unit| {
            Box::pin(async move { Ok((users::insert(unit, &new, Timestamp(0)).await?, Keys::none())) })
        })
        .await;
    let mut db = app.db.reader().await.unwrap();
    users::by_id(&mut db, id.unwrap()).await.unwrap().unwrap()
}

fn draft(title: &str) -> Draft {
    Draft {
        kind: PostKind::Post,
        title: title.to_owned(),
        source_format: SourceFormat::Markdown,
        source: format!("The text of {title}."),
        tags: Vec::new(),
        path: None,
        published_at: None,
        language: None,
        comments: PostComments::Open,
        cover: None,
        authors: Vec::new(),
    }
}

fn tagged(title: &str, tags: &[&str]) -> Draft {
    Draft { tags: tags.iter().map(|&tag| tag.to_owned()).collect(), ..draft(title) }
}

fn at_path(title: &str, path: &str) -> Draft {
    Draft { path: Some(path.to_owned()), ..draft(title) }
}

fn dated(title: &str, at: i64) -> Draft {
    Draft { published_at: Some(Timestamp(at)), ..draft(title) }
}
