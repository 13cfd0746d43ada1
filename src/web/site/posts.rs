//! A post or page at its own address; also where moved and gone ones are answered, and archives by date.

use askama::Template;
use axum::extract::State;
use axum::http::{Method, Uri};
use axum::response::Response;
use percent_encoding::percent_decode_str;

use super::archive::{self, Period};
use super::cards;
use super::comments::threads::{self, Discussion};
use super::entries;
use super::listing::Place;
use super::old_addresses;
use crate::app::App;
use crate::model::html::Html;
use crate::model::key::{Key, Keys};
use crate::model::post::{Cursor, Post, PostKind};
use crate::store::Reader;
use crate::store::authors::Byline;
use crate::store::paths::{self, Destination};
use crate::store::posts::around::{Around, around};
use crate::store::posts::{self, PostLink};
use crate::store::tags::PostTag;
use crate::tools::sanitise::Loading;
use crate::web::chrome::Chrome;
use crate::web::dates;
use crate::web::error::Failure;
use crate::web::gallery::Gallery;
use crate::web::head::{Head, Related};
use crate::web::page;
use crate::web::share::Share;

#[derive(Template)]
#[template(path = "site/post.html")]
struct PostPage {
    chrome: Chrome,
    head: Head,
    post: Post,
    title: String,
    cover: Option<Html>,
    html: Html,
    heading: String,
    published: String,
    minutes: i64,
    authors: Vec<Byline>,
    tags: Vec<PostTag>,
    older: Option<PostLink>,
    newer: Option<PostLink>,
    discussion: Option<Discussion>,
    share: Option<Share>,
    /// There is something that the post's script makes handier.
    has_script: bool,
}

#[derive(Template)]
#[template(path = "site/page.html")]
struct StaticPage {
    chrome: Chrome,
    head: Head,
    post: Post,
    title: String,
    cover: Option<Html>,
    html: Html,
    discussion: Option<Discussion>,
}

/// Answers every address that no route has: posts and pages by their stored paths, then archives by date.
pub async fn show(
    State(app): State<App>,
    method: Method,
    uri: Uri,
    place: Place,
    asked: threads::Asked,
) -> Result<Response, Failure> {
    if method != Method::GET && method != Method::HEAD {
        return Err(Failure::WrongMethod);
    }
    let path = percent_decode_str(uri.path()).decode_utf8().map_err(|_| Failure::NotFound)?;
    if let Some(period) = Period::of_path(&path) {
        return if period.path() == path {
            archive::show(&app, period, place).await
        } else {
            archive::lead_to(&app, period).await
        };
    }
    let mut db = app.db.reader().await?;
    if let Some(post) = posts::published_at(&mut db, &path).await? {
        return show_post(&app, &mut db, post, &asked).await;
    }
    match paths::resolve(&mut db, &path).await? {
        // Published this very moment, between the two questions.
        Some(Destination::Post(id)) => {
            let post = posts::published(&mut db, id).await?.ok_or(Failure::NotFound)?;
            show_post(&app, &mut db, post, &asked).await
        }
        Some(Destination::Moved(path)) => Ok(page::moved(&path.href())),
        Some(Destination::Gone) => Err(Failure::Gone),
        None => {
            drop(db);
            old_addresses::show(&app, &path).await
        }
    }
}

async fn show_post(
    app: &App,
    db: &mut Reader,
    post: Post,
    asked: &threads::Asked,
) -> Result<Response, Failure> {
    let id = post.id;
    let Around { authors, tags, older, newer, header_pages } =
        around(db, Cursor { published_at: post.published_at, id }).await?;
    let chrome = Chrome::with_pages(app, header_pages);
    let gallery = Gallery::of(db, [(&post.html, post.cover_id)]).await?;
    // Who chose a picture of the text shall not see it twice.
    let cover = post.cover_id.filter(|_| !gallery.is_shown_in(post.cover_id, &post.html));
    let cover = gallery.cover(cover, None, Loading::Eager);
    let first = if cover.is_some() { Loading::Lazy } else { Loading::Eager };
    let html = gallery.dressed(&chrome.with_notes(&post.html, ""), first);
    let title = chrome.title_of(&post);
    let picture = cards::picture(&chrome, &post, &title, &gallery);
    let discussion = threads::read(db, &chrome, &post, asked, app.clock.now()).await?;
    let until = discussion.as_ref().and_then(|discussion| discussion.changes_at);
    if post.kind == PostKind::Page {
        let chrome = chrome.at(post.path.as_str());
        let head = Head::of_post(&chrome, &post, &title, Related::default(), picture);
        let made_of = Keys::of([Key::Post(id)]);
        let page = StaticPage { chrome, head, post, title, cover, html, discussion };
        return page::kept_until(&page, made_of, until);
    }
    let comments = discussion.as_ref().map(|_| post.comment_count);
    let related = Related { authors: &authors, tags: &tags, comments };
    let mut head = Head::of_post(&chrome, &post, &title, related, picture);
    if discussion.is_some() {
        let name = chrome.words.with("comments-of-post", "title", &title);
        head = head.with_feed(format!("/feeds/posts/{id}/comments.atom"), name);
    }
    let day = chrome.settings.zone.local(post.published_at).day;
    let mut made_of = Keys::of([Key::Post(id)]);
    for byline in &authors {
        made_of.add(Key::Author(byline.user_id));
    }
    let share = Share::of(&chrome, &post, &title);
    let takes_comments = discussion.as_ref().is_some_and(|discussion| discussion.form.is_some());
    let page = PostPage {
        has_script: share.is_some() || takes_comments,
        share,
        heading: dates::heading(chrome.words, day),
        published: post.published_at.datetime(),
        minutes: entries::reading_minutes(i64::try_from(post.text.chars().count()).unwrap_or(0)),
        authors,
        tags,
        chrome,
        head,
        post,
        title,
        cover,
        html,
        older,
        newer,
        discussion,
    };
    page::kept_until(&page, made_of, until)
}
