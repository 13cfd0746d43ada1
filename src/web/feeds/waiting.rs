//! The private feed of what waits, at an address that nobody guesses: kept nowhere and in no index.

use axum::extract::State;
use axum::response::Response;

use super::feed::{self, Body, Entry, Feed, Person};
use crate::actions::notices;
use crate::app::App;
use crate::store::queue;
use crate::web::admin::comments::why;
use crate::web::chrome::Chrome;
use crate::web::error::Failure;
use crate::web::extractors::Path;

/// How many comments it carries. The newest are those that a reader of feeds has not seen.
const ENTRIES: i64 = 50;

pub async fn show(State(app): State<App>, Path(file): Path<String>) -> Result<Response, Failure> {
    notices::feed_of(&app, &file).await?.ok_or(Failure::NotFound)?;
    let mut db = app.db.reader().await?;
    let found = queue::newest_waiting(&mut db, ENTRIES).await?;
    drop(db);
    let chrome = Chrome::outside(&app);
    let queue = chrome.absolute("/admin/comments");
    let feed = Feed {
        id: feed::id(&chrome, "waiting"),
        title: chrome.words.with("feed-waiting", "title", &chrome.settings.title),
        subtitle: String::new(),
        blog: chrome.settings.title.clone(),
        language: chrome.settings.language.clone(),
        self_href: chrome.absolute(&format!("/feeds/waiting/{file}")),
        page_href: queue.clone(),
        entries: found.into_iter().map(|comment| entry(&chrome, &queue, comment)).collect(),
        base_url: chrome.base_url.clone(),
    };
    feed::private(&feed)
}

fn entry(chrome: &Chrome, queue: &str, comment: queue::Entry) -> Entry {
    let title = if comment.post_title.trim().is_empty() {
        chrome.words.text("untitled").into_owned()
    } else {
        comment.post_title
    };
    Entry {
        id: feed::id(chrome, &format!("comment {} waits", comment.public_id)),
        title: chrome.words.fill("comment-by-on", &[("name", &comment.name), ("title", &title)]),
        href: queue.to_owned(),
        language: None,
        published_at: comment.published_at,
        updated_at: comment.published_at,
        authors: vec![Person { name: comment.name, href: None }],
        categories: vec![why(comment.state, comment.reason).to_owned()],
        body: Body::Whole(comment.html),
        comments_href: None,
        cover: None,
        comment_count: 0,
        in_reply_to: None,
    }
}
