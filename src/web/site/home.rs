//! The newest posts.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;

use super::listing::{self, Page, Place};
use crate::app::App;
use crate::store::posts::{List, Span};
use crate::web::chrome::Chrome;
use crate::web::error::Failure;
use crate::web::page;

#[derive(Template)]
#[template(path = "site/home.html")]
struct HomePage {
    chrome: Chrome,
    page: Page,
    is_first: bool,
}

pub async fn show(State(app): State<App>, Query(place): Query<Place>) -> Result<Response, Failure> {
    let mut db = app.db.reader().await?;
    let chrome = Chrome::read(&app, &mut db).await?;
    let span = Span::newest(listing::limit(&chrome));
    let list = listing::page(&mut db, &chrome, List::All, span, place).await?;
    page::public(&HomePage { chrome, page: list, is_first: place.is_first_page() })
}

/// Old links name the file.
pub async fn index_html() -> Response {
    page::moved("/")
}
