//! The posts of one tag.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::listing::{self, Page, Place};
use crate::app::App;
use crate::model::key::Key;
use crate::store::posts::{List, Span};
use crate::store::tags::{self, Tag};
use crate::web::chrome::Chrome;
use crate::web::error::Failure;
use crate::web::extractors::Path;
use crate::web::head::Head;
use crate::web::page;

#[derive(Template)]
#[template(path = "site/tag.html")]
struct TagPage {
    chrome: Chrome,
    tag: Tag,
    head: Head,
    page: Page,
}

pub async fn show(
    State(app): State<App>,
    Path(slug): Path<String>,
    place: Place,
) -> Result<Response, Failure> {
    let mut db = app.db.reader().await?;
    let tag =
        tags::by_slug(&mut db, &slug).await?.filter(|tag| tag.post_count > 0).ok_or(Failure::NotFound)?;
    let chrome = Chrome::read(&app, &mut db).await?;
    let span = Span::newest(listing::limit(&chrome));
    let list = listing::page(&mut db, &chrome, List::Tag(tag.id), span, place).await?;
    let title = chrome.words.with("tagged", "tag", &tag.name);
    let head = Head::of_list(&chrome, &format!("/tags/{}", tag.slug), &place.query(), &title, "")
        .with_feed(format!("/feeds/tags/{}.atom", tag.slug), title);
    let made_of = list.made_of.clone().and(Key::Tag(tag.id));
    page::kept(&TagPage { chrome, tag, head, page: list }, made_of)
}
