//! One author and what they wrote.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::listing::{self, Page, Place};
use crate::app::App;
use crate::model::html::Html;
use crate::model::key::Key;
use crate::model::user::Author;
use crate::store::posts::{List, Span};
use crate::store::{authors, media};
use crate::tools::sanitise;
use crate::web::chrome::Chrome;
use crate::web::error::Failure;
use crate::web::extractors::Path;
use crate::web::head::Head;
use crate::web::page;
use crate::web::portrait::Portrait;

#[derive(Template)]
#[template(path = "site/author.html")]
struct AuthorPage {
    chrome: Chrome,
    author: Author,
    biography: Html,
    portrait: Option<Portrait>,
    head: Head,
    page: Page,
}

pub async fn show(
    State(app): State<App>,
    Path(slug): Path<String>,
    place: Place,
) -> Result<Response, Failure> {
    let mut db = app.db.reader().await?;
    let Some(author) = authors::by_slug(&mut db, &slug).await? else {
        // Somebody's imported name, who has an account by now.
        let slug = authors::moved_to(&mut db, &slug).await?.ok_or(Failure::NotFound)?;
        return Ok(page::moved(&format!("/authors/{slug}")));
    };
    let chrome = Chrome::read(&app, &mut db).await?;
    let span = Span::newest(listing::limit(&chrome));
    let list = listing::page(&mut db, &chrome, List::Author(author.id), span, place).await?;
    let portrait = match author.picture_id {
        Some(id) => media::by_id(&mut db, id).await?.as_ref().and_then(Portrait::of),
        None => None,
    };
    let path = format!("/authors/{}", author.slug);
    // Short, and made for a page that is kept.
    let biography = sanitise::comment_from_markdown(&author.biography);
    let head = Head {
        kind: "profile",
        ..Head::of_list(&chrome, &path, &place.query(), &author.name, &biography.text)
    };
    let made_of = list.made_of.clone().and(Key::Author(author.id));
    page::kept(&AuthorPage { chrome, author, biography: biography.html, portrait, head, page: list }, made_of)
}
