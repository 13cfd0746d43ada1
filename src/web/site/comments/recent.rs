//! The newest comments of the whole blog, a page at a time.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::Response;

use super::face::Face;
use super::threads;
use crate::app::App;
use crate::model::comment::PostComments;
use crate::model::key::{Key, Keys};
use crate::store::Reader;
use crate::store::comment_feeds::{self, Moment, RecentComment};
use crate::tools::{excerpt, sanitise};
use crate::web::chrome::Chrome;
use crate::web::dates;
use crate::web::error::Failure;
use crate::web::head::Head;
use crate::web::page;
use crate::web::site::listing::parameter;

const PATH: &str = "/comments/recent";

/// How many comments stand on a page.
const PAGE: i64 = 30;
const PAGE_ROWS: usize = 30;

/// How much of a comment stands for it, in characters.
const EXCERPT: usize = 400;

struct Recent {
    href: String,
    name: String,
    face: Option<Face>,
    post_title: String,
    post_href: String,
    published: String,
    time: String,
    excerpt: String,
}

#[derive(Template)]
#[template(path = "site/recent_comments.html")]
struct RecentPage {
    chrome: Chrome,
    head: Head,
    comments: Vec<Recent>,
    newer: Option<String>,
    older: Option<String>,
}

pub async fn index(State(app): State<App>, RawQuery(query): RawQuery) -> Result<Response, Failure> {
    if !app.settings().comments.shows(PostComments::Open) {
        return Err(Failure::NotFound);
    }
    let mut db = app.db.reader().await?;
    let asked = parameter(&query.unwrap_or_default(), "from");
    let from = match &asked {
        Some(public_id) => comment_feeds::moment(&mut db, public_id).await?.ok_or(Failure::NotFound)?,
        None => Moment::NOW,
    };
    let mut found = comment_feeds::recent(&mut db, from, PAGE + 1).await?;
    let next = if found.len() > PAGE_ROWS { found.pop() } else { None };
    let newer = newer(&mut db, from).await?;
    let chrome = Chrome::read(&app, &mut db).await?;
    drop(db);
    let mut made_of = Keys::of([Key::Comments]);
    for comment in &found {
        made_of.add(Key::Post(comment.post_id));
    }
    let chrome = chrome.at(PATH);
    let title = chrome.words.text("comments-recent").into_owned();
    let query = asked.map(|from| format!("?from={from}")).unwrap_or_default();
    let feed = chrome.words.with("comments-of-blog", "title", &chrome.settings.title);
    let head =
        Head::of_list(&chrome, PATH, &query, &title, "").with_feed("/feeds/comments.atom".to_owned(), feed);
    let comments = found.into_iter().filter_map(|comment| shown(&chrome, comment)).collect();
    let older = next.map(|comment| format!("{PATH}?from={}", comment.public_id));
    page::kept(&RecentPage { chrome, head, comments, newer, older }, made_of)
}

/// The page before this one; the first is known by its plain address.
async fn newer(db: &mut Reader, from: Moment) -> Result<Option<String>, Failure> {
    let since = comment_feeds::since(db, from, PAGE + 1).await?;
    Ok(match since.len() {
        0 => None,
        1..=PAGE_ROWS => Some(PATH.to_owned()),
        _ => since.get(PAGE_ROWS - 1).map(|first| format!("{PATH}?from={first}")),
    })
}

fn shown(chrome: &Chrome, comment: RecentComment) -> Option<Recent> {
    let post_href = comment.post_path?.href();
    Some(Recent {
        href: threads::address(&post_href, comment.post_comment_count, &comment.public_id),
        face: chrome.settings.comments.shows_avatars.then(|| Face::of(&comment.name)),
        name: comment.name,
        post_title: if comment.post_title.is_empty() {
            chrome.words.text("untitled").into_owned()
        } else {
            comment.post_title
        },
        post_href,
        published: comment.published_at.datetime(),
        time: dates::with_time(chrome.words, chrome.settings.zone.local(comment.published_at)),
        excerpt: excerpt::of(&sanitise::text_of(&comment.html), EXCERPT),
    })
}
