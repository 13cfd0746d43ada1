//! Writing a comment: a form of its own, the preview, and sending. Whatever goes wrong, the words are shown again.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{RETRY_AFTER, SET_COOKIE};
use axum::response::Response;
use serde::Deserialize;

use super::form::{CommentForm, Follow, Typed};
use super::{threads, traps};
use crate::actions::comments::{self, Accepted, Faults, Preview, Refusal};
use crate::actions::following::{self, Asking, Outcome};
use crate::actions::mail;
use crate::app::App;
use crate::model::block::BlockKind;
use crate::model::comment::{Comment, PostComments};
use crate::model::ids::PostId;
use crate::model::timestamp::Timestamp;
use crate::store::Reader;
use crate::store::comments::{self as stored, Place};
use crate::web::chrome::Chrome;
use crate::web::error::Failure;
use crate::web::extractors::{COMMENTER, ClientIp, Form, Query, Transport, Visitor};
use crate::web::page;

/// How long a network that sent too much may wait before it tries again, in seconds.
const TRY_AGAIN_AFTER: u32 = 600;

/// How long a browser is known as a commenter's after its last comment, in seconds: a year.
const KNOWN_FOR: i64 = 365 * 24 * 60 * 60;

#[derive(Template)]
#[template(path = "site/comment_form.html")]
struct ComposePage {
    chrome: Chrome,
    heading: String,
    post_title: String,
    post_href: String,
    answered: Option<Comment>,
    /// Where the answered comment stands.
    answered_href: String,
    notice: Option<String>,
    preview: Option<Preview>,
    form: CommentForm,
}

#[derive(Template)]
#[template(path = "site/comment_not_taken.html")]
struct NotTakenPage {
    chrome: Chrome,
    sentence: String,
    text: String,
}

impl ComposePage {
    fn at(mut self, place: &Place, now: Timestamp) -> Self {
        self.form = self.form.at(&self.chrome, place.ground, now);
        self
    }
}

/// What a form of its own is asked for: a post, or the comment that is answered.
#[derive(Deserialize)]
pub struct Asked {
    post: Option<PostId>,
    parent: Option<String>,
}

type Fields = Form<Vec<(String, String)>>;

/// The form on a page of its own, as a reply without script needs it.
pub async fn new(State(app): State<App>, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    let mut db = app.db.reader().await?;
    let answered = match &asked.parent {
        Some(public_id) => Some(stored::published(&mut db, public_id).await?.ok_or(Failure::NotFound)?),
        None => None,
    };
    let post = answered.as_ref().map(|comment| comment.post_id).or(asked.post).ok_or(Failure::NotFound)?;
    let place = stored::place(&mut db, post).await?.ok_or(Failure::NotFound)?;
    let chrome = Chrome::read(&app, &mut db).await?;
    match chrome.settings.comments.access(place.ground, app.clock.now()) {
        PostComments::Open => {}
        PostComments::Hidden => return Err(Failure::NotFound),
        PostComments::Closed => {
            let sentence = chrome.words.text("comments-closed").into_owned();
            return page::public(&NotTakenPage { chrome, sentence, text: String::new() });
        }
    }
    let heading = match &answered {
        Some(comment) => chrome.words.with("comment-reply-to-name", "name", &comment.name),
        None => chrome.words.text("comment-leave").into_owned(),
    };
    let typed = Typed { post: post.0, parent: asked.parent.unwrap_or_default(), ..Typed::default() };
    let composed = compose(chrome, &place, answered, heading, typed, Faults::default());
    page::public(&composed.at(&place, app.clock.now()))
}

/// How a comment would look. The one page that carries a ticket.
pub async fn preview(State(app): State<App>, Form(fields): Fields) -> Result<Response, Failure> {
    let typed = typed(&app, fields);
    if let Some(refusal) = without_address(&app, &typed) {
        return show_again(&app, typed, refusal).await;
    }
    match comments::preview(&app, &typed.draft()).await {
        Ok(preview) => show(&app, typed, Shown { preview: Some(preview), ..Shown::default() }).await,
        Err(refusal) => show_again(&app, typed, refusal).await,
    }
}

/// Sends a comment; its writer goes on to an address of their own.
pub async fn create(
    State(app): State<App>,
    transport: Transport,
    Visitor(mut visitor): Visitor,
    Form(fields): Fields,
) -> Result<Response, Failure> {
    let typed = typed(&app, fields);
    visitor.fell_into_trap = !typed.trap.is_empty();
    if let Some(refusal) = without_address(&app, &typed) {
        return show_again(&app, typed, refusal).await;
    }
    let network = ClientIp(visitor.address).network().to_string();
    match comments::submit(&app, visitor, typed.draft(), &typed.ticket).await {
        Ok(accepted) => {
            let told = follow(&app, &typed, &accepted, network).await;
            let mut response = page::see(&format!("/comments/{}{told}", accepted.receipt));
            if let Some(cookie) = COMMENTER.keep(transport, &accepted.cookie, KNOWN_FOR) {
                response.headers_mut().append(SET_COOKIE, cookie);
            }
            Ok(response)
        }
        Err(refusal) => show_again(&app, typed, refusal).await,
    }
}

/// Letters need somewhere to go, where they can be had at all.
fn without_address(app: &App, typed: &Typed) -> Option<Refusal> {
    let is_wanted = typed.follow().is_some() && mail::ready(app).is_ok();
    let fault = following::address(&typed.email).err().filter(|_| is_wanted)?;
    Some(Refusal::Fields(Faults { email: Some(fault), ..Faults::default() }))
}

/// Asks for the letters that were wished for beside a comment, which is kept whatever comes of it. Answers what the page
/// of the comment is to be told.
async fn follow(app: &App, typed: &Typed, accepted: &Accepted, network: String) -> &'static str {
    let Some(wish) = typed.follow().filter(|_| typed.trap.is_empty()) else { return "" };
    let asking = Asking {
        email: typed.email.clone(),
        post: PostId(typed.post),
        receipt: (wish == Follow::Answers).then(|| accepted.receipt.clone()),
        cookie: Some(accepted.cookie.clone()),
        network,
    };
    match following::ask(app, asking).await {
        Ok(Outcome::Asked) => "?follow=asked",
        Ok(Outcome::Follows) => "?follow=done",
        Err(following::Refusal::Store(error)) => {
            // An error page would keep back where the comment is found and the cookie that shows whose it is.
            tracing::error!(?error, "what was to be followed beside a comment could not be written down");
            "?follow=later"
        }
        Err(following::Refusal::TooMany(_)) => "?follow=later",
        Err(_) => "",
    }
}

fn typed(app: &App, fields: Vec<(String, String)>) -> Typed {
    Typed::read(fields, &traps::names(&app.settings().signing_secret))
}

/// What a page shows beside the words themselves.
#[derive(Default)]
struct Shown {
    status: StatusCode,
    faults: Faults,
    notice: Option<&'static str>,
    preview: Option<Preview>,
}

/// Says why a comment was not taken, with everything that was typed.
async fn show_again(app: &App, mut typed: Typed, refusal: Refusal) -> Result<Response, Failure> {
    let unprocessable = Shown { status: StatusCode::UNPROCESSABLE_ENTITY, ..Shown::default() };
    match refusal {
        Refusal::Fields(faults) => show(app, typed, Shown { faults, ..unprocessable }).await,
        Refusal::ParentGone => {
            typed.parent.clear();
            show(app, typed, Shown { notice: Some("comment-parent-gone"), ..unprocessable }).await
        }
        Refusal::Stale => {
            let preview = comments::preview(app, &typed.draft()).await.ok();
            show(app, typed, Shown { preview, ..unprocessable }).await
        }
        Refusal::TooMany => {
            let preview = comments::preview(app, &typed.draft()).await.ok();
            let (status, notice) = (StatusCode::TOO_MANY_REQUESTS, Some("comment-too-many"));
            let mut response =
                show(app, typed, Shown { status, notice, preview, ..Shown::default() }).await?;
            response.headers_mut().insert(RETRY_AFTER, TRY_AGAIN_AFTER.into());
            Ok(response)
        }
        Refusal::Blocked(kind) => {
            let preview = comments::preview(app, &typed.draft()).await.ok();
            show(app, typed, Shown { preview, notice: Some(blocked(kind)), ..unprocessable }).await
        }
        Refusal::PostGone => not_taken(app, typed, StatusCode::NOT_FOUND, "comment-post-gone").await,
        Refusal::Closed => {
            not_taken(app, typed, StatusCode::UNPROCESSABLE_ENTITY, "comment-closed-now").await
        }
        Refusal::Store(error) => Err(error.into()),
    }
}

fn blocked(kind: BlockKind) -> &'static str {
    match kind {
        BlockKind::Name => "comment-blocked-name",
        BlockKind::Email => "comment-blocked-email",
        BlockKind::Network => "comment-blocked-network",
        BlockKind::Words => "comment-blocked-words",
        BlockKind::Domain => "comment-blocked-domain",
    }
}

async fn show(app: &App, mut typed: Typed, shown: Shown) -> Result<Response, Failure> {
    let mut db = app.db.reader().await?;
    let post = PostId(typed.post);
    let Some(place) = stored::place(&mut db, post).await? else {
        return not_taken(app, typed, StatusCode::NOT_FOUND, "comment-post-gone").await;
    };
    let answered = answered(&mut db, post, &typed.parent).await?;
    if answered.is_none() {
        typed.parent.clear();
    }
    typed.ticket = if shown.preview.is_some() { comments::ticket(app, post) } else { String::new() };
    let chrome = Chrome::read(app, &mut db).await?;
    drop(db);
    let heading = chrome.words.text("comment-not-posted").into_owned();
    let notice = shown.notice.map(|id| chrome.words.text(id).into_owned());
    let composed = compose(chrome, &place, answered, heading, typed, shown.faults);
    let composed = composed.at(&place, app.clock.now());
    page::private_with(shown.status, &ComposePage { notice, preview: shown.preview, ..composed })
}

async fn answered(db: &mut Reader, post: PostId, parent: &str) -> Result<Option<Comment>, Failure> {
    if parent.is_empty() {
        return Ok(None);
    }
    Ok(stored::published(db, parent).await?.filter(|comment| comment.post_id == post))
}

fn compose(
    chrome: Chrome,
    place: &Place,
    answered: Option<Comment>,
    heading: String,
    typed: Typed,
    faults: Faults,
) -> ComposePage {
    let untitled = || chrome.words.text("untitled").into_owned();
    let post_href = place.path.href();
    let where_it_stands =
        |comment: &Comment| threads::address(&post_href, place.comment_count, &comment.public_id);
    ComposePage {
        heading,
        post_title: if place.title.is_empty() { untitled() } else { place.title.clone() },
        answered_href: answered.as_ref().map(where_it_stands).unwrap_or_default(),
        post_href,
        answered,
        notice: None,
        preview: None,
        form: CommentForm::new(&chrome, typed, faults),
        chrome,
    }
}

/// Nothing can be sent here any more: the words stand on the page, to be copied.
async fn not_taken(app: &App, typed: Typed, status: StatusCode, why: &str) -> Result<Response, Failure> {
    let mut db = app.db.reader().await?;
    let chrome = Chrome::read(app, &mut db).await?;
    drop(db);
    let sentence = chrome.words.text(why).into_owned();
    page::private_with(status, &NotTakenPage { chrome, sentence, text: typed.text })
}
