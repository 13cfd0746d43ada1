//! A whole blog for the tests of requests: the real server on port 0, its own folder, a clock that the test moves.
//! The program itself never comes here.
#![expect(clippy::expect_used, reason = "a test that can't be set up has failed")]

mod comments;
mod imports;
mod mail;
mod moderation;
mod pressure;

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use tempfile::TempDir;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::actions;
use crate::actions::posts::Draft;
use crate::actions::settings::Wanted;
use crate::app::{App, Chance, Clock, FILES_FOLDER, Place};
use crate::jobs::runner::Runner;
use crate::jobs::study::Study;
use crate::model::comment::PostComments;
use crate::model::ids::PostId;
use crate::model::key::Keys;
pub use crate::model::permissions::{Deed, PERMISSIONS};
use crate::model::post::{PostKind, SourceFormat};
use crate::model::timestamp::Timestamp;
pub use crate::model::user::Role;
use crate::model::user::User;
use crate::store::users::{self, NewUser};
use crate::store::{Db, StoreError};
use crate::tools::totp;
pub use crate::web::Limits;
use crate::web::{Guard, ROOMS, Room, SESSION, Server, Transport};

pub use mail::Mailing;
pub use moderation::Arrived;

/// Monday 27 March 2017, 09:15 UTC: where the clock of a test stands at first.
pub const START: i64 = 1_490_606_100_000;

/// A blog that listens. It stops when it is dropped.
pub struct Blog {
    address: SocketAddr,
    app: App,
    clock: Arc<AtomicI64>,
    folder: TempDir,
    stop: Option<oneshot::Sender<()>>,
    serving: JoinHandle<()>,
}

impl Blog {
    /// A blog with an owner named Ada and no post.
    pub async fn start() -> Self {
        Self::start_at(Place::default()).await
    }

    /// The same behind a proxy on loopback whose X-Forwarded-For is believed.
    pub async fn start_behind_proxy() -> Self {
        let proxy = "127.0.0.1/32".parse().expect("a network");
        Self::start_at(Place { trusted_proxies: vec![proxy], ..Place::default() }).await
    }

    /// The same, reached under a public address.
    pub async fn start_with_base_url(address: &str) -> Self {
        Self::start_at(Place { base_url: Some(address.to_owned()), ..Place::default() }).await
    }

    /// The same with a server that puts up with less.
    pub async fn start_with_limits(limits: Limits) -> Self {
        let blog = Self::listen_with(Place::default(), limits).await;
        blog.add_user("Ada", Role::Owner).await;
        blog
    }

    /// The same as it is before anybody has opened the setup link.
    pub async fn start_unowned() -> Self {
        Self::listen(Place::default()).await
    }

    async fn start_at(place: Place) -> Self {
        let blog = Self::listen(place).await;
        blog.add_user("Ada", Role::Owner).await;
        blog
    }

    async fn listen(place: Place) -> Self {
        Self::listen_with(place, roomy()).await
    }

    async fn listen_with(place: Place, limits: Limits) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let chance = Chance::seeded(7);
        let db = Db::open(folder.path(), chance.bytes()).await.expect("a database");
        let clock = Arc::new(AtomicI64::new(START));
        let app = App::new(db, Clock::Held(clock.clone()), chance, Arc::new(place));
        let listen = SocketAddr::from(([127, 0, 0, 1], 0));
        let server = Server::bind(app.clone(), listen, limits).await.expect("a free port");
        let address = server.address().expect("an address");
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = tokio::spawn(server.run(async {
            let _either_way = stopped.await;
        }));
        Self { address, app, clock, folder, stop: Some(stop), serving }
    }

    /// `http://127.0.0.1:PORT` and then the path.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// A second server of the same blog that keeps no page. It stops with the test.
    pub async fn serve_without_cache(&self) -> SocketAddr {
        let listen = SocketAddr::from(([127, 0, 0, 1], 0));
        let limits = Limits { cache_bytes: 0, ..roomy() };
        let server = Server::bind(self.app.clone(), listen, limits).await.expect("a free port");
        let address = server.address().expect("an address");
        tokio::spawn(server.run(std::future::pending()));
        address
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Every file below the folder of media, what is arriving included.
    pub fn media_files(&self) -> Vec<String> {
        fn below(folder: &Path, found: &mut Vec<String>) {
            for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
                let path = entry.path();
                if path.is_dir() { below(&path, found) } else { found.push(path.display().to_string()) }
            }
        }
        let mut found = Vec::new();
        below(&self.folder.path().join(FILES_FOLDER), &mut found);
        found
    }

    /// Moves the clock.
    pub fn advance(&self, seconds: i64) {
        self.clock.fetch_add(seconds * 1000, Ordering::Relaxed);
    }

    /// Does at once what the server would do by itself: the jobs that are due by the blog's clock.
    pub async fn run_due_jobs(&self) {
        Runner::new(self.app.clone()).round().await;
        Study::new(self.app.clone()).round().await;
    }

    /// Answers the id.
    pub async fn add_user(&self, name: &str, role: Role) -> i64 {
        let user = NewUser {
            name: name.to_owned(),
            slug: name.to_lowercase(),
            email: Some(format!("{}@example.org", name.to_lowercase())),
            password_hash: None,
            role,
            biography: String::new(),
        };
        let now = self.app.clock.now();
        let id: Result<_, StoreError> = self
            .app
            .db
            .write(move |unit| {
                Box::pin(async move { Ok((users::insert(unit, &user, now).await?, Keys::none())) })
            })
            .await;
        id.expect("a user").0
    }

    /// Gives somebody a password, as the terminal would.
    pub async fn set_password(&self, name: &str, password: &str) {
        let email = format!("{}@example.org", name.to_lowercase());
        let done = actions::users::set_password(&self.app, &email, password.to_owned()).await;
        done.expect("a password");
    }

    /// Gives somebody another role, as the terminal would.
    pub async fn set_role(&self, name: &str, role: Role) {
        let email = format!("{}@example.org", name.to_lowercase());
        actions::users::set_role(&self.app, &email, role).await.expect("another role");
    }

    /// The address that sets the blog up, as long as it works.
    pub async fn setup_path(&self) -> Option<String> {
        actions::setup::path(&self.app).await.expect("an answer")
    }

    /// Logs somebody in, without a password. Answers what their browser sends as its cookie over plain HTTP.
    pub async fn log_in_as(&self, name: &str) -> String {
        let mut db = self.app.db.reader().await.expect("a reader");
        let email = format!("{}@example.org", name.to_lowercase());
        let user = users::by_email(&mut db, &email).await.expect("an answer").expect("a user of this name");
        drop(db);
        let tokens = actions::sessions::start(&self.app, user.id, "Test").await.expect("a session");
        format!("{}={}", SESSION.name(Transport::Plain), tokens.session)
    }

    /// Writes and publishes a post in Markdown by the owner. Answers its id; see `path_of` for its address.
    pub async fn publish(&self, title: &str, source: &str, tags: &[&str]) -> i64 {
        self.publish_at(title, source, tags, None).await
    }

    /// The same with a date in UTC milliseconds.
    pub async fn publish_at(&self, title: &str, source: &str, tags: &[&str], at: Option<i64>) -> i64 {
        let published_at = at.map(Timestamp);
        self.publish_draft(Draft { tags: owned(tags), published_at, ..in_markdown(title, source) }).await
    }

    /// Publishes a post at an address of its editor's choosing, its title for its text.
    pub async fn publish_under(&self, path: &str, title: &str) -> i64 {
        self.publish_draft(Draft { path: Some(path.to_owned()), ..in_markdown(title, title) }).await
    }

    /// Publishes a post in HTML, as an import would bring it.
    pub async fn publish_html(&self, title: &str, source: &str) -> i64 {
        self.publish_draft(Draft { source_format: SourceFormat::Html, ..in_markdown(title, source) }).await
    }

    async fn publish_draft(&self, draft: Draft) -> i64 {
        let id = self.write_down(draft).await;
        actions::posts::publish(&self.app, &self.owner().await, id).await.expect("a published post");
        id.0
    }

    /// Writes a draft in Markdown by the owner, with tags.
    pub async fn tagged_draft(&self, title: &str, source: &str, tags: &[&str]) -> i64 {
        self.write_down(Draft { tags: owned(tags), ..in_markdown(title, source) }).await.0
    }

    /// Writes a draft in Markdown by the owner.
    pub async fn draft(&self, title: &str, source: &str) -> i64 {
        self.write_down(in_markdown(title, source)).await.0
    }

    async fn write_down(&self, draft: Draft) -> PostId {
        actions::posts::create(&self.app, &self.owner().await, draft, actions::posts::Wish::Save)
            .await
            .expect("a draft")
    }

    /// Sets the zone that the blog lives in.
    pub async fn set_zone(&self, name: &str) {
        let wanted = Wanted { time_zone: name.to_owned(), ..Wanted::from(&*self.app.settings()) };
        actions::settings::update(&self.app, &self.owner().await, &wanted).await.expect("a zone");
    }

    /// Changes the public address that the settings hold; empty for none.
    pub async fn set_base_url(&self, address: &str) {
        let wanted = Wanted { base_url: address.to_owned(), ..Wanted::from(&*self.app.settings()) };
        actions::settings::update(&self.app, &self.owner().await, &wanted).await.expect("an address");
    }

    /// The address of a published post.
    pub async fn path_of(&self, post: i64) -> String {
        let mut db = self.app.db.reader().await.expect("a reader");
        let post = crate::store::posts::published(&mut db, PostId(post)).await.expect("an answer");
        post.expect("a published post").path.href()
    }

    /// What an app shows that was given this key, some seconds from now by the blog's clock.
    pub fn one_time_code(&self, key: &str, seconds_ahead: i64) -> String {
        let letters: String = key.chars().filter(|letter| !letter.is_whitespace()).collect();
        let secret = data_encoding::BASE32_NOPAD.decode(letters.as_bytes()).expect("a key as it is shown");
        totp::code(&secret, self.app.clock.now().0 / 1000 + seconds_ahead).expect("a code")
    }

    async fn owner(&self) -> User {
        let mut db = self.app.db.reader().await.expect("a reader");
        users::by_id(&mut db, crate::model::ids::UserId(1)).await.expect("an answer").expect("the owner")
    }

    /// Stops the server as SIGTERM would and waits until it has.
    pub async fn stop(mut self) {
        if let Some(stop) = self.stop.take() {
            let _already = stop.send(());
        }
        (&mut self.serving).await.expect("a clean end");
    }
}

/// Room for everything that a test does.
fn roomy() -> Limits {
    Limits { max_connections: 256, cache_bytes: 16 * 1024 * 1024, ..Limits::default() }
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

fn in_markdown(title: &str, source: &str) -> Draft {
    Draft {
        kind: PostKind::Post,
        title: title.to_owned(),
        source_format: SourceFormat::Markdown,
        source: source.to_owned(),
        tags: Vec::new(),
        path: None,
        published_at: None,
        language: None,
        comments: PostComments::Open,
        cover: None,
        authors: Vec::new(),
    }
}

/// One method of one address, and whom the route table lets in.
pub struct TestedDoor {
    pub method: &'static str,
    pub path: &'static str,
    /// What one has to be allowed to do; nothing where anybody may enter.
    pub deed: Option<Deed>,
}

/// Every address of the route table.
pub fn doors() -> Vec<TestedDoor> {
    let of_room = |room: &'static Room| {
        let deed = room.guard.map(|Guard::May(deed)| deed);
        room.doors.iter().map(move |door| TestedDoor { method: door.method, path: door.path, deed })
    };
    ROOMS.iter().flat_map(of_room).collect()
}
