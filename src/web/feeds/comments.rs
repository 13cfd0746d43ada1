//! The newest comments of the blog and of one post.

use axum::extract::State;
use axum::response::Response;

use super::feed::{self, Body, Entry, Feed, Format, Parent, Person};
use crate::app::App;
use crate::model::comment::PostComments;
use crate::model::ids::PostId;
use crate::model::key::{Key, Keys};
use crate::model::post::Post;
use crate::store::comment_feeds::{self, FeedComment};
use crate::store::posts;
use crate::web::chrome::Chrome;
use crate::web::error::Failure;
use crate::web::extractors::Path;
use crate::web::site::comments::threads;

pub async fn atom(State(app): State<App>) -> Result<Response, Failure> {
    of_blog(&app, Format::Atom).await
}

pub async fn rss(State(app): State<App>) -> Result<Response, Failure> {
    of_blog(&app, Format::Rss).await
}

async fn of_blog(app: &App, format: Format) -> Result<Response, Failure> {
    let chrome = Chrome::outside(app);
    let mut db = app.db.reader().await?;
    let mut found = comment_feeds::newest(&mut db, feed::ENTRIES).await?;
    drop(db);
    if !chrome.settings.comments.shows(PostComments::Open) {
        found.clear();
    }
    let feed = Feed {
        id: feed::id(&chrome, "comments"),
        title: chrome.words.with("comments-of-blog", "title", &chrome.settings.title),
        subtitle: String::new(),
        blog: chrome.settings.title.clone(),
        language: chrome.settings.language.clone(),
        self_href: chrome.absolute(&format!("/feeds/comments.{}", format.ending())),
        page_href: chrome.absolute("/comments/recent"),
        entries: found.into_iter().map(|comment| entry(&chrome, comment)).collect(),
        base_url: chrome.base_url,
    };
    feed::answer(format, &feed, Keys::of([Key::Comments]))
}

pub async fn of_post_atom(State(app): State<App>, Path(id): Path<String>) -> Result<Response, Failure> {
    of_post(&app, &id, Format::Atom).await
}

pub async fn of_post_rss(State(app): State<App>, Path(id): Path<String>) -> Result<Response, Failure> {
    of_post(&app, &id, Format::Rss).await
}

async fn of_post(app: &App, id: &str, format: Format) -> Result<Response, Failure> {
    let id = id.parse().map(PostId).map_err(|_| Failure::NotFound)?;
    let chrome = Chrome::outside(app);
    let mut db = app.db.reader().await?;
    let shows = |post: &Post| chrome.settings.comments.shows(post.comments);
    let post = posts::published(&mut db, id).await?.filter(shows);
    let post = post.ok_or(Failure::NotFound)?;
    let found = comment_feeds::newest_of_post(&mut db, id, feed::ENTRIES).await?;
    drop(db);
    let made_of = Keys::of([Key::Post(id)]);
    feed::answer(format, &feed_of_post(chrome, &post, format, found), made_of)
}

fn feed_of_post(chrome: Chrome, post: &Post, format: Format, found: Vec<FeedComment>) -> Feed {
    let title = titled(&chrome, &post.title);
    Feed {
        id: feed::id(&chrome, &format!("comments of {}", post.id)),
        title: chrome.words.with("comments-of-post", "title", &title),
        subtitle: String::new(),
        blog: chrome.settings.title.clone(),
        language: chrome.settings.language.clone(),
        self_href: chrome.absolute(&format!("/feeds/posts/{}/comments.{}", post.id, format.ending())),
        page_href: chrome.absolute(post.path.as_str()),
        entries: found.into_iter().map(|comment| entry(&chrome, comment)).collect(),
        base_url: chrome.base_url,
    }
}

fn entry(chrome: &Chrome, comment: FeedComment) -> Entry {
    let page = chrome.absolute(comment.post_path.as_str());
    let title = titled(chrome, &comment.post_title);
    let address = |public_id: &str| threads::address(&page, comment.post_comment_count, public_id);
    let parent = match &comment.answered_public_id {
        Some(answered) => Parent { id: id_of(chrome, answered), href: address(answered) },
        None => Parent { id: comment.post_entry_id, href: page.clone() },
    };
    Entry {
        id: id_of(chrome, &comment.public_id),
        title: chrome.words.fill("comment-by-on", &[("name", &comment.name), ("title", &title)]),
        href: address(&comment.public_id),
        language: None,
        published_at: comment.published_at,
        updated_at: comment.edited_at.unwrap_or(comment.published_at),
        authors: vec![Person { name: comment.name, href: comment.website }],
        categories: Vec::new(),
        body: Body::Whole(feed::outward(chrome, &comment.html, &page)),
        comments_href: None,
        comment_count: 0,
        cover: None,
        in_reply_to: Some(parent),
    }
}

fn id_of(chrome: &Chrome, public_id: &str) -> String {
    feed::id(chrome, &format!("comment {public_id}"))
}

fn titled(chrome: &Chrome, title: &str) -> String {
    if title.is_empty() { chrome.words.text("untitled").into_owned() } else { title.to_owned() }
}
