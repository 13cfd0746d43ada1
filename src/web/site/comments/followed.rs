//! Ending letters: what one came from, by a single POST that mail programs send by themselves (RFC 8058), or anything
//! that an address follows, from its list.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::following::{ToldPage, link_gone, titled};
use crate::actions::following;
use crate::app::App;
use crate::model::ids::SubscriptionId;
use crate::store::subscriptions::Subscription;
use crate::web::chrome::Chrome;
use crate::web::error::Failure;
use crate::web::extractors::{Form, Path};
use crate::web::page;

#[derive(Template)]
#[template(path = "site/follow_end.html")]
struct EndPage {
    chrome: Chrome,
    action: String,
}

/// Shows what the link would end. It ends nothing by itself, since programs look at links.
pub async fn show(State(app): State<App>, Path(token): Path<String>) -> Result<Response, Failure> {
    if let Err(refusal) = following::may_end(&app, &token) {
        return link_gone(&app, refusal).await;
    }
    let mut db = app.db.reader().await?;
    let chrome = Chrome::read(&app, &mut db).await?;
    drop(db);
    page::private(&EndPage { chrome, action: format!("/comments/following/end/{token}") })
}

/// Ends it. Mail programs send this without cookies and from nowhere, and may not be led on by a redirect: so this POST
/// is answered with a page, and doing it twice is doing it once.
pub async fn delete(State(app): State<App>, Path(token): Path<String>) -> Result<Response, Failure> {
    match following::end(&app, &token).await {
        Ok(()) => page::private(&ToldPage::read(&app, "follow-ended-title", &["follow-ended"]).await?),
        Err(refusal) => link_gone(&app, refusal).await,
    }
}

/// Something that an address follows.
struct Line {
    id: i64,
    what: String,
    post_title: String,
    post_href: Option<String>,
}

#[derive(Template)]
#[template(path = "site/follow_list.html")]
struct ListPage {
    chrome: Chrome,
    lead: Option<String>,
    lines: Vec<Line>,
    action: String,
}

/// Everything that the address of a link follows.
pub async fn index(State(app): State<App>, Path(token): Path<String>) -> Result<Response, Failure> {
    let found = match following::listed(&app, &token).await {
        Ok(found) => found,
        Err(refusal) => return link_gone(&app, refusal).await,
    };
    let mut db = app.db.reader().await?;
    let chrome = Chrome::read(&app, &mut db).await?;
    drop(db);
    page::private(&ListPage {
        lead: found.email.map(|email| chrome.words.with("follow-list-of", "email", &email)),
        lines: found.subscriptions.into_iter().map(|one| line(&chrome, one)).collect(),
        action: format!("/comments/following/list/{token}"),
        chrome,
    })
}

fn line(chrome: &Chrome, one: Subscription) -> Line {
    let what = if one.comment_id.is_some() { "follow-list-answers" } else { "follow-list-post" };
    Line {
        id: one.id.0,
        what: chrome.words.text(what).into_owned(),
        post_title: titled(chrome.words, one.post_title.unwrap_or_default()),
        post_href: one.post_path.map(|path| path.href()),
    }
}

/// What is to be ended; without an id it is everything.
#[derive(Deserialize)]
pub struct Ending {
    id: Option<i64>,
}

pub async fn end(
    State(app): State<App>,
    Path(token): Path<String>,
    Form(sent): Form<Ending>,
) -> Result<Response, Failure> {
    match following::end_listed(&app, &token, sent.id.map(SubscriptionId)).await {
        Ok(()) => Ok(page::see(&format!("/comments/following/list/{token}"))),
        Err(refusal) => link_gone(&app, refusal).await,
    }
}
