//! Kept pages: never older than what was acknowledged, the same for everybody, known again by their tags.

use std::collections::BTreeSet;

use postil::testing::{Blog, Role};
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use reqwest::header::HeaderMap;
use sqlx::ConnectOptions as _;
use sqlx::sqlite::SqliteConnectOptions;

use crate::client::{self, Answer, Browser, answer};
use crate::comments::{open_blog, typed};
use crate::publishing::{field, save as save_post, write};
use crate::settings::save as save_settings;

/// Every address of readers that the walk looks at, beside those of its posts.
const PAGES: [&str; 22] = [
    "/",
    "/archive",
    "/2017/",
    "/2017/03/",
    "/tags/one",
    "/tags/two",
    "/authors/ada",
    "/authors/bea",
    "/feeds/posts.atom",
    "/feeds/posts.rss",
    "/feeds/tags/one.atom",
    "/feeds/tags/two.rss",
    "/feeds/comments.atom",
    "/feeds/comments.rss",
    "/comments/recent",
    "/comments/recent?from=x",
    "/privacy",
    "/sitemap.xml",
    "/robots.txt",
    "/?before=2",
    "/tags/one?after=1",
    "/nothing-is-here",
];

/// A blog, two who write for it, and what they have written.
struct Walk {
    blog: Blog,
    uncached: String,
    chance: StdRng,
    editors: Vec<String>,
    comments: Vec<String>,
    /// The address of a comment's receipt, and the browser that sent it.
    receipts: Vec<(String, Browser)>,
    /// Every address that a post of it has or had.
    paths: Vec<String>,
    people: Vec<Browser>,
}

/// The number of the post that an editor's address is for.
fn post_of(editor: &str) -> i64 {
    editor.rsplit('/').next().unwrap().parse().unwrap()
}

impl Walk {
    async fn begin(seed: u64) -> Self {
        let blog = Blog::start_with_base_url("https://blog.example").await;
        blog.add_user("Bea", Role::Editor).await;
        blog.set_comment_policy("publish").await;
        let people = vec![Browser::log_in_as(&blog, "Ada").await, Browser::log_in_as(&blog, "Bea").await];
        let uncached = format!("http://{}", blog.serve_without_cache().await);
        let chance = StdRng::seed_from_u64(seed);
        let (editors, comments, receipts, paths) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self { blog, uncached, chance, editors, comments, receipts, paths, people }
    }

    fn one_of(&mut self, count: usize) -> usize {
        self.chance.random_range(0..count)
    }

    /// Changes something by a door of the blog. Some of it is refused, which is a change of nothing.
    async fn step(&mut self, number: usize) -> String {
        self.blog.advance(60);
        let who = self.one_of(self.people.len());
        let title = format!("Title {number}");
        let kind = self.one_of(13);
        if kind < 2 || self.editors.is_empty() {
            return self.write_post(&title, who, kind).await;
        }
        let place = self.one_of(self.editors.len());
        let (editor, desk) = (self.editors[place].clone(), &self.people[who]);
        let press = async |what: &str| desk.post(&self.blog, &format!("{editor}/{what}"), &[]).await.status;
        match kind {
            2 => {
                let path = format!("/moved/{number}");
                let mut fields =
                    vec![("title", title.as_str()), ("source", "Changed *words*."), ("tags", "two")];
                if number.is_multiple_of(2) {
                    fields.push(("path", path.as_str()));
                }
                let status = save_post(desk, &self.blog, &editor, &fields).await.status;
                self.paths.push(path);
                format!("edit {status}")
            }
            3 => format!("take back {}", press("publication/delete").await),
            4 => format!("publish {}", press("publication").await),
            5 => format!("trash {}", press("trash").await),
            6 => format!("restore {}", press("trash/delete").await),
            7 => {
                let version = field(&self.people[0].get(&self.blog, "/admin/settings").await, "version");
                let fields = [("title", title.as_str()), ("version", &version)];
                format!("settings {}", save_settings(&self.people[0], &self.blog, &fields).await.status)
            }
            8 => {
                let fields = [
                    ("name", title.as_str()),
                    ("email", "bea@example.org"),
                    ("biography", "B"),
                    ("website", ""),
                ];
                format!("rename {}", self.people[1].post(&self.blog, "/account", &fields).await.status)
            }
            9 if !self.comments.is_empty() => {
                let place = self.one_of(self.comments.len());
                let comment = self.comments.swap_remove(place);
                let path = format!("/admin/comments/{comment}/spam");
                format!(
                    "spam {}",
                    self.people[0].post(&self.blog, &path, &[("from", "published")]).await.status
                )
            }
            11 if !self.receipts.is_empty() => self.own_comment(number).await,
            12 if !self.comments.is_empty() => self.comment_at_the_desk(number).await,
            _ => self.comment(&editor, number).await,
        }
    }

    /// Whoever sent a comment changes, deletes or erases it.
    async fn own_comment(&mut self, number: usize) -> String {
        let place = self.one_of(self.receipts.len());
        let (receipt, browser) = &self.receipts[place];
        let text = format!("Changed {number}");
        let (deed, address, fields) = match number % 3 {
            0 => ("change", receipt.clone(), vec![("text", text.as_str()), ("seen", "0")]),
            1 => ("withdraw", format!("{receipt}/deletion"), Vec::new()),
            _ => ("erase", "/comments/erasure".to_owned(), Vec::new()),
        };
        format!("{deed} {}", browser.post(&self.blog, &address, &fields).await.status)
    }

    /// Somebody of the blog pins a comment, changes or answers it.
    async fn comment_at_the_desk(&mut self, number: usize) -> String {
        let place = self.one_of(self.comments.len());
        let (text, address) =
            (format!("Other {number}"), format!("/admin/comments/{}", self.comments[place]));
        let (deed, address) = match number % 3 {
            0 => ("pin", format!("{address}/pin")),
            1 => ("reword", address),
            _ => ("answer", format!("{address}/reply")),
        };
        let fields = [("name", "Jo"), ("text", &text), ("seen", "0"), ("key", &text)];
        format!("{deed} {}", self.people[0].post(&self.blog, &address, &fields).await.status)
    }

    async fn write_post(&mut self, title: &str, who: usize, kind: usize) -> String {
        let mut fields = vec![
            ("title", title),
            ("source", "Some *words*."),
            ("tags", if kind == 0 { "one, two" } else { "one" }),
            ("intent", "publish"),
        ];
        if self.one_of(6) == 0 {
            fields.push(("kind", "page"));
        }
        let editor = write(&self.people[who], &self.blog, &fields).await;
        self.paths.push(self.blog.path_of(post_of(&editor)).await);
        self.editors.push(editor);
        "write".to_owned()
    }

    async fn comment(&mut self, editor: &str, number: usize) -> String {
        let (post, text) = (post_of(editor), format!("Words {number}"));
        let form = Browser::new().get(&self.blog, &format!("/comments/new?post={post}")).await;
        if form.status != 200 {
            return "no comment".to_owned();
        }
        let browser = Browser::new();
        let sent = typed(post, &text).sent(&browser, &self.blog).await;
        let receipt = sent.location.unwrap();
        let id = self.blog.comment_of(receipt.trim_start_matches("/comments/")).await;
        self.receipts.push((receipt, browser));
        self.comments.push(id.to_string());
        "comment".to_owned()
    }

    fn addresses(&self) -> Vec<String> {
        let mut addresses: Vec<String> = PAGES.iter().map(|page| (*page).to_owned()).collect();
        addresses.extend(self.paths.iter().cloned());
        for editor in &self.editors {
            addresses.push(format!("/feeds/posts/{}/comments.atom", post_of(editor)));
        }
        addresses
    }

    /// Compares what is kept with what is made anew; whatever is not kept yet is kept from now on.
    async fn compare(&self, after: &str) {
        let client =
            client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build().unwrap();
        for address in self.addresses() {
            let kept = answer(client.get(self.blog.url(&address))).await;
            let anew = answer(client.get(format!("{}{address}", self.uncached))).await;
            assert_eq!((kept.status, kept.body), (anew.status, anew.body), "{address} after {after}");
        }
    }
}

#[tokio::test]
async fn no_page_is_older_than_what_was_acknowledged() {
    let mut did = BTreeSet::new();
    for seed in 0..2 {
        let mut walk = Walk::begin(seed).await;
        for number in 0..80 {
            let done = walk.step(number).await;
            walk.compare(&format!("{done} in step {number} of {seed}")).await;
            did.insert(done);
        }
    }
    for done in [
        "answer",
        "change",
        "comment",
        "edit",
        "erase",
        "pin",
        "publish",
        "rename",
        "restore",
        "reword",
        "settings",
        "spam",
        "take back",
        "trash",
        "withdraw",
        "write",
    ] {
        assert!(did.iter().any(|line| line.starts_with(done) && !line.contains("42")), "{done} in {did:?}");
    }
}

async fn with_headers(blog: &Blog, path: &str, headers: &[(&str, &str)]) -> Answer {
    let pairs = headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
    let client = client::builder().no_gzip().no_proxy().build().unwrap();
    answer(client.get(blog.url(path)).headers(pairs.collect::<HeaderMap>())).await
}

#[tokio::test]
async fn a_page_is_known_again_in_every_coding_until_it_changes() {
    let blog = Blog::start().await;
    let post = blog.publish("First light", &"It begins. ".repeat(200), &[]).await;
    let path = blog.path_of(post).await;
    let mut tags = Vec::new();
    for coding in ["identity", "gzip", "br"] {
        let whole = with_headers(&blog, &path, &[("accept-encoding", coding)]).await;
        assert_eq!(
            whole.headers.get("content-encoding").map_or("identity", |it| it.to_str().unwrap()),
            coding
        );
        assert_eq!(whole.headers["vary"], "accept-encoding");
        assert_eq!(whole.headers["cache-control"], "no-cache");
        assert!(whole.headers.contains_key("content-security-policy"));
        tags.push(whole.headers["etag"].to_str().unwrap().to_owned());
    }
    assert_eq!(tags.iter().collect::<std::collections::HashSet<_>>().len(), 3, "{tags:?}");
    for tag in &tags {
        let known = with_headers(&blog, &path, &[("if-none-match", tag), ("accept-encoding", "br")]).await;
        assert_eq!((known.status.as_u16(), known.body.as_str()), (304, ""), "{tag}");
    }
    typed(post, "A comment.").comment_id(&Browser::log_in_as(&blog, "Ada").await, &blog).await;
    for tag in &tags {
        let changed = with_headers(&blog, &path, &[("if-none-match", tag)]).await;
        assert_eq!(changed.status, 200, "{tag}");
    }
}

#[tokio::test]
async fn the_head_of_a_page_is_that_of_the_whole() {
    let blog = Blog::start().await;
    let path = blog.path_of(blog.publish("First light", "It begins.", &[]).await).await;
    let whole = with_headers(&blog, &path, &[]).await;
    let client = client::builder().no_gzip().no_proxy().build().unwrap();
    let head = answer(client.head(blog.url(&path))).await;
    assert_eq!((head.status.as_u16(), head.body.as_str()), (200, ""));
    for name in ["content-length", "content-type", "etag", "cache-control", "vary"] {
        assert_eq!(head.headers.get(name), whole.headers.get(name), "{name}");
    }
}

#[tokio::test]
async fn neither_cookies_nor_headers_nor_junk_change_a_page() {
    let (blog, post) = open_blog().await;
    let path = blog.path_of(post).await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let plain = Browser::new().get(&blog, &path).await.body;
    assert_eq!(ada.get(&blog, &path).await.body, plain);
    for junk in ["?m=1", "?utm_source=a&utm_medium=b", "?fbclid=%ff", "?before=1", "?", "?from"] {
        let answer = Browser::new().get(&blog, &format!("{path}{junk}")).await;
        if answer.status == 200 {
            assert_eq!(answer.body, plain, "{junk}");
        }
    }
    for (name, value) in
        [("x-forwarded-host", "evil.example"), ("accept-language", "de"), ("range", "bytes=0-5")]
    {
        let answer = with_headers(&blog, &path, &[(name, value)]).await;
        assert_eq!((answer.status.as_u16(), answer.body.as_str()), (200, plain.as_str()), "{name}");
    }
}

#[tokio::test]
async fn a_change_by_another_process_is_seen_by_itself() {
    let blog = Blog::start().await;
    assert!(!Browser::new().get(&blog, "/").await.body.contains("Elsewhere"));
    let file = SqliteConnectOptions::new().filename(blog.folder().join("postil.db"));
    let mut other = file.connect().await.unwrap();
    sqlx::query("update settings set title = 'Elsewhere'").execute(&mut other).await.unwrap();
    // The writer looks every half second of real time; a slow machine may take a little longer.
    for _ in 0..100 {
        if Browser::new().get(&blog, "/").await.body.contains("Elsewhere") {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("the change was not seen");
}
