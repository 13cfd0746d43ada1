//! The newest posts.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::listing::{self, Page, Place};
use crate::app::App;
use crate::model::key::Key;
use crate::store::posts::{List, Span};
use crate::web::chrome::Chrome;
use crate::web::error::Failure;
use crate::web::head::Head;
use crate::web::page;

#[derive(Template)]
#[template(path = "site/home.html")]
struct HomePage {
    chrome: Chrome,
    head: Head,
    page: Page,
}

pub async fn show(State(app): State<App>, place: Place) -> Result<Response, Failure> {
    let mut db = app.db.reader().await?;
    let chrome = Chrome::read(&app, &mut db).await?;
    let span = Span::newest(listing::limit(&chrome));
    let list = listing::page(&mut db, &chrome, List::All, span, place).await?;
    let settings = &chrome.settings;
    let head = Head::of_list(&chrome, "/", &place.query(), &settings.title, &settings.tagline);
    let made_of = list.made_of.clone().and(Key::Home);
    page::kept(&HomePage { chrome, head, page: list }, made_of)
}

/// Old links name the file.
pub async fn index_html() -> Response {
    page::moved("/")
}
