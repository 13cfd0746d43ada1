//! All that somebody wrote here: what this browser sent, or what was sent with an address that a letter proves. It can be
//! looked at, taken along and erased.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, SET_COOKIE};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;

use super::export;
use super::receipts::{Onlooker, Own, own};
use crate::actions::comments::mine::{self, Refusal, Whose};
use crate::actions::comments::own::Proof;
use crate::app::App;
use crate::model::ids::CommentId;
use crate::store::Reader;
use crate::store::comments::{self, OwnComment};
use crate::web::chrome::Chrome;
use crate::web::error::Failure;
use crate::web::extractors::{COMMENTER, ClientIp, CommenterToken, Path, Query, Transport};
use crate::web::page;

/// How many comments stand on a page of one's own.
const PAGE: i64 = 100;

#[derive(Template)]
#[template(path = "site/own_comments.html")]
struct OwnPage {
    chrome: Chrome,
    comments: Vec<Own>,
    older: Option<String>,
    /// Where this list stands.
    base: String,
    /// The address that a letter proved.
    email: Option<String>,
    is_erased: bool,
}

#[derive(Template)]
#[template(path = "site/own_erasure.html")]
struct ErasurePage {
    chrome: Chrome,
    base: String,
}

#[derive(Template)]
#[template(path = "site/own_link_closed.html")]
struct ClosedPage {
    chrome: Chrome,
}

/// Where in the own comments a page begins: behind the one with this receipt; and what was just done.
#[derive(Deserialize)]
pub struct Place {
    before: Option<String>,
    done: Option<String>,
}

/// A list, and how whoever looks at it shows that it is theirs.
struct List {
    proof: Proof,
    base: String,
}

impl List {
    fn of_browser(cookie: Option<String>) -> Self {
        Self { proof: Proof { cookie, link: None }, base: "/comments".to_owned() }
    }

    fn of_link(token: String) -> Self {
        let base = format!("/comments/by-mail/{token}");
        Self { proof: Proof { cookie: None, link: Some(token) }, base }
    }
}

pub async fn index(
    State(app): State<App>,
    CommenterToken(cookie): CommenterToken,
    Query(place): Query<Place>,
) -> Result<Response, Failure> {
    let is_erased = place.done.as_deref() == Some("erased");
    let list = List::of_browser(cookie);
    match mine::whose(&app, &list.proof).await {
        Ok(whose) => page::private(&read(&app, &list, &whose, place).await?),
        Err(Refusal::Nobody) => {
            let chrome = chrome(&app).await?;
            page::private(&OwnPage {
                chrome,
                comments: Vec::new(),
                older: None,
                base: list.base,
                email: None,
                is_erased,
            })
        }
        Err(refusal) => closed(&app, refusal).await,
    }
}

/// The list behind the link of a letter.
pub async fn by_mail(
    State(app): State<App>,
    Path(token): Path<String>,
    Query(place): Query<Place>,
) -> Result<Response, Failure> {
    let list = List::of_link(token);
    match mine::whose(&app, &list.proof).await {
        Ok(whose) => page::private(&read(&app, &list, &whose, place).await?),
        Err(refusal) => closed(&app, refusal).await,
    }
}

async fn read(app: &App, list: &List, whose: &Whose, place: Place) -> Result<OwnPage, Failure> {
    let mut db = app.db.reader().await?;
    let before = match place.before {
        Some(receipt) => Some(comments::by_receipt(&mut db, &receipt).await?.ok_or(Failure::NotFound)?.id),
        None => None,
    };
    let mut found = some(&mut db, whose, before).await?;
    let page_size = usize::try_from(PAGE).unwrap_or_default();
    let has_more = found.len() > page_size;
    found.truncate(page_size);
    let older =
        found.last().filter(|_| has_more).map(|last| format!("{}?before={}", list.base, last.receipt));
    let chrome = Chrome::read(app, &mut db).await?;
    let onlooker = Onlooker::Writer { link: list.proof.link.as_deref(), now: app.clock.now() };
    let comments = found.into_iter().map(|comment| own(&chrome, comment, &onlooker)).collect();
    let email = match whose {
        Whose::Commenter(_) => None,
        Whose::Address { email, .. } => Some(email.clone()),
    };
    Ok(OwnPage { chrome, comments, older, base: list.base.clone(), email, is_erased: false })
}

/// A page of them, and one more if there is one.
async fn some(db: &mut Reader, whose: &Whose, before: Option<CommentId>) -> Result<Vec<OwnComment>, Failure> {
    Ok(match whose {
        Whose::Commenter(commenter) => comments::of_commenter(db, *commenter, before, PAGE + 1).await?,
        Whose::Address { email, .. } => comments::of_address(db, email, before, PAGE + 1).await?,
    })
}

/// Everything that is kept, as a file.
pub async fn export(
    State(app): State<App>,
    client: ClientIp,
    CommenterToken(cookie): CommenterToken,
) -> Result<Response, Failure> {
    hand_over(&app, client, List::of_browser(cookie)).await
}

pub async fn export_by_mail(
    State(app): State<App>,
    client: ClientIp,
    Path(token): Path<String>,
) -> Result<Response, Failure> {
    hand_over(&app, client, List::of_link(token)).await
}

async fn hand_over(app: &App, client: ClientIp, list: List) -> Result<Response, Failure> {
    let network = client.network().to_string();
    let whose = match mine::take_along(app, &list.proof, &network).await {
        Ok(whose) => whose,
        Err(Refusal::Nobody) => return Err(Failure::NotFound),
        Err(Refusal::TooMany(seconds)) => return Err(Failure::TooMany(seconds)),
        Err(refusal) => return closed(app, refusal).await,
    };
    let file = export::streamed(app, whose).await?;
    let headers = [
        (CONTENT_TYPE, "application/json"),
        (CACHE_CONTROL, "no-store"),
        (CONTENT_DISPOSITION, "attachment; filename=\"comments.json\""),
    ];
    Ok((headers, file).into_response())
}

/// Asks once more: what is erased does not come back.
pub async fn confirm_erasure(
    State(app): State<App>,
    CommenterToken(cookie): CommenterToken,
) -> Result<Response, Failure> {
    confirm(&app, List::of_browser(cookie)).await
}

pub async fn confirm_erasure_by_mail(
    State(app): State<App>,
    Path(token): Path<String>,
) -> Result<Response, Failure> {
    confirm(&app, List::of_link(token)).await
}

async fn confirm(app: &App, list: List) -> Result<Response, Failure> {
    match mine::whose(app, &list.proof).await {
        Ok(_) => page::private(&ErasurePage { chrome: chrome(app).await?, base: list.base }),
        Err(Refusal::Nobody) => Ok(page::see("/comments")),
        Err(refusal) => closed(app, refusal).await,
    }
}

pub async fn erase(
    State(app): State<App>,
    transport: Transport,
    CommenterToken(cookie): CommenterToken,
) -> Result<Response, Failure> {
    let mut response = carry_out(&app, List::of_browser(cookie)).await?;
    if let Some(cookie) = COMMENTER.forget(transport) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    Ok(response)
}

pub async fn erase_by_mail(State(app): State<App>, Path(token): Path<String>) -> Result<Response, Failure> {
    carry_out(&app, List::of_link(token)).await
}

async fn carry_out(app: &App, list: List) -> Result<Response, Failure> {
    let whose = match mine::whose(app, &list.proof).await {
        Ok(whose) => whose,
        Err(Refusal::Nobody) => return Ok(page::see("/comments")),
        Err(refusal) => return closed(app, refusal).await,
    };
    match mine::erase(app, &whose).await {
        Ok(()) => Ok(page::see("/comments?done=erased")),
        Err(refusal) => closed(app, refusal).await,
    }
}

async fn chrome(app: &App) -> Result<Chrome, Failure> {
    Chrome::read(app, &mut app.db.reader().await?).await
}

/// Used, run out, cut off by a mail program: whatever it was, there is one thing to do.
async fn closed(app: &App, refusal: Refusal) -> Result<Response, Failure> {
    match refusal {
        Refusal::Store(error) => Err(error.into()),
        _ => page::private_with(StatusCode::GONE, &ClosedPage { chrome: chrome(app).await? }),
    }
}
