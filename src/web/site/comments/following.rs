//! Following comments by mail: asking for it, and agreeing by the link of a letter. The answers tell nobody whether an
//! address is known.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::response::Response;
use serde::Deserialize;

use crate::actions::comments::trap_field;
use crate::actions::following::{self, Asking, Outcome, Refusal};
use crate::app::App;
use crate::model::comment::PostComments;
use crate::model::ids::PostId;
use crate::store::Reader;
use crate::store::comments::{self, Place};
use crate::store::subscriptions::Subscription;
use crate::tools::language::Language;
use crate::web::chrome::Chrome;
use crate::web::error::Failure;
use crate::web::extractors::{ClientIp, CommenterToken, Form, Path, Query};
use crate::web::{faults, page};

/// A page that says how something went, in a sentence or two.
#[derive(Template)]
#[template(path = "site/follow_told.html")]
pub(super) struct ToldPage {
    pub chrome: Chrome,
    pub title: String,
    pub sentences: Vec<String>,
    /// Where to go from here, and what that is called.
    pub onward: Option<(String, String)>,
}

impl ToldPage {
    /// A page in sentences of the locale.
    pub(super) async fn read(app: &App, title: &str, sentences: &[&str]) -> Result<Self, Failure> {
        let mut db = app.db.reader().await?;
        let chrome = Chrome::read(app, &mut db).await?;
        drop(db);
        let words = chrome.words;
        let sentences = sentences.iter().map(|id| words.text(id).into_owned()).collect();
        Ok(Self { title: words.text(title).into_owned(), sentences, onward: None, chrome })
    }
}

/// Whatever is wrong with the link of a letter, there is one thing to do.
pub(super) async fn link_gone(app: &App, refusal: Refusal) -> Result<Response, Failure> {
    if let Refusal::Store(error) = refusal {
        return Err(error.into());
    }
    let told = ToldPage::read(app, "follow-link-title", &["follow-link-gone"]).await?;
    page::private_with(StatusCode::GONE, &told)
}

#[derive(Template)]
#[template(path = "site/follow.html")]
struct FollowPage {
    chrome: Chrome,
    post: i64,
    post_title: String,
    post_href: String,
    email: String,
    trap_field: String,
    notice: Option<String>,
    complaint: Option<String>,
    /// Letters can be sent, and there is something to follow.
    is_open: bool,
}

impl FollowPage {
    fn word(&self, id: &str) -> String {
        self.chrome.words.text(id).into_owned()
    }
}

#[derive(Deserialize)]
pub struct Asked {
    post: PostId,
}

/// The form on a page of its own.
pub async fn new(State(app): State<App>, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    page::public(&form(&app, asked.post, String::new()).await?)
}

async fn form(app: &App, post: PostId, email: String) -> Result<FollowPage, Failure> {
    let mut db = app.db.reader().await?;
    let place = comments::place(&mut db, post).await?.ok_or(Failure::NotFound)?;
    if app.settings().comments.access(place.ground, app.clock.now()) == PostComments::Hidden {
        return Err(Failure::NotFound);
    }
    with_place(app, &mut db, post, place, email).await
}

async fn with_place(
    app: &App,
    db: &mut Reader,
    post: PostId,
    place: Place,
    email: String,
) -> Result<FollowPage, Failure> {
    let chrome = Chrome::read(app, db).await?;
    let takes_comments = chrome.settings.comments.access(place.ground, app.clock.now()) == PostComments::Open;
    let notice = match (chrome.sends_mail, takes_comments) {
        (false, _) => Some(chrome.words.text("follow-no-mail").into_owned()),
        (true, false) => Some(chrome.words.text("follow-gone").into_owned()),
        (true, true) => None,
    };
    Ok(FollowPage {
        is_open: notice.is_none(),
        notice,
        post: post.0,
        post_title: titled(chrome.words, place.title),
        post_href: place.path.href(),
        email,
        trap_field: trap_field(&chrome.settings.signing_secret),
        complaint: None,
        chrome,
    })
}

pub(super) fn titled(words: &Language, title: String) -> String {
    if title.trim().is_empty() { words.text("untitled").into_owned() } else { title }
}

/// Asks the address by letter.
pub async fn create(
    State(app): State<App>,
    client: ClientIp,
    CommenterToken(cookie): CommenterToken,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let trap = trap_field(&app.settings().signing_secret);
    let field = |name: &str| fields.iter().rev().find(|(of, _)| of == name).map(|(_, value)| value.clone());
    let post = field("post").and_then(|id| id.parse().ok()).map(PostId).ok_or(Failure::UnreadableForm)?;
    let email = field("email").unwrap_or_default();
    if field(&trap).is_some_and(|filled| !filled.is_empty()) {
        // Who fills in what nobody sees is told what everybody is told.
        return Ok(page::see("/comments/following"));
    }
    let network = client.network().to_string();
    let asking = Asking { email: email.clone(), post, receipt: None, cookie, network };
    match following::ask(&app, asking).await {
        Ok(Outcome::Asked) => Ok(page::see("/comments/following")),
        Ok(Outcome::Follows) => Ok(page::see("/comments/following?done=follows")),
        Err(refusal) => again(&app, post, email, refusal).await,
    }
}

async fn again(app: &App, post: PostId, email: String, refusal: Refusal) -> Result<Response, Failure> {
    let page = form(app, post, email).await?;
    let words = page.chrome.words;
    match refusal {
        Refusal::Fields(_) => {
            let fault = following::address(&page.email).err();
            let complaint = fault.map(|fault| faults::told(words, fault));
            page::private_with(StatusCode::UNPROCESSABLE_ENTITY, &FollowPage { complaint, ..page })
        }
        Refusal::TooMany(seconds) => {
            let notice = Some(too_many(words, seconds));
            let status = StatusCode::TOO_MANY_REQUESTS;
            let mut response = page::private_with(status, &FollowPage { notice, ..page })?;
            response.headers_mut().insert(RETRY_AFTER, seconds.into());
            Ok(response)
        }
        Refusal::Store(error) => Err(error.into()),
        Refusal::Unready(_) | Refusal::Gone | Refusal::Link(_) => {
            page::private_with(StatusCode::UNPROCESSABLE_ENTITY, &FollowPage { is_open: false, ..page })
        }
    }
}

fn too_many(words: &Language, seconds: u64) -> String {
    let minutes = i64::try_from(seconds.div_ceil(60)).unwrap_or(i64::MAX);
    words.count("follow-too-many", &minutes)
}

#[derive(Deserialize)]
pub struct Done {
    done: Option<String>,
}

/// What everybody is told who has asked, whatever came of it.
pub async fn index(State(app): State<App>, Query(done): Query<Done>) -> Result<Response, Failure> {
    let told = match done.done.as_deref() {
        Some("follows") => ToldPage::read(&app, "follow-confirmed-title", &["follow-done"]).await?,
        _ => ToldPage::read(&app, "follow-asked-title", &["follow-asked", "follow-asked-hint"]).await?,
    };
    page::private(&told)
}

#[derive(Template)]
#[template(path = "site/follow_confirmation.html")]
struct ConfirmationPage {
    chrome: Chrome,
    lead: String,
    post_title: String,
    post_href: Option<String>,
    action: String,
}

/// Shows what a letter asks about. Programs that look at links change nothing by it.
pub async fn show(State(app): State<App>, Path(token): Path<String>) -> Result<Response, Failure> {
    let asked = match following::opened(&app, &token).await {
        Ok(asked) => asked,
        Err(refusal) => return link_gone(&app, refusal).await,
    };
    let mut db = app.db.reader().await?;
    let chrome = Chrome::read(&app, &mut db).await?;
    drop(db);
    if asked.confirmed_at.is_some() {
        return confirmed(&app, &asked).await;
    }
    let lead = if asked.comment_id.is_some() { "follow-confirm-answers" } else { "follow-confirm-post" };
    let action = format!("/comments/following/confirmation/{token}");
    page::private(&ConfirmationPage {
        lead: chrome.words.with(lead, "email", &asked.email),
        post_title: titled(chrome.words, asked.post_title.unwrap_or_default()),
        post_href: asked.post_path.map(|path| path.href()),
        action,
        chrome,
    })
}

/// What was answered to a letter.
#[derive(Deserialize)]
pub struct Answer {
    answer: Option<String>,
}

pub async fn confirm(
    State(app): State<App>,
    CommenterToken(cookie): CommenterToken,
    Path(token): Path<String>,
    Form(sent): Form<Answer>,
) -> Result<Response, Failure> {
    let done = if sent.answer.as_deref() == Some("never") {
        following::refuse(&app, &token).await.map(|()| "/comments/following/refusal".to_owned())
    } else {
        let confirmed = following::confirm(&app, &token, cookie).await;
        confirmed.map(|_| format!("/comments/following/confirmation/{token}"))
    };
    match done {
        Ok(next) => Ok(page::see(&next)),
        Err(refusal) => link_gone(&app, refusal).await,
    }
}

async fn confirmed(app: &App, asked: &Subscription) -> Result<Response, Failure> {
    let mut told = ToldPage::read(app, "follow-confirmed-title", &[]).await?;
    let words = told.chrome.words;
    told.sentences.push(words.with("follow-confirmed", "email", &asked.email));
    let title = titled(words, asked.post_title.clone().unwrap_or_default());
    told.onward = asked.post_path.as_ref().map(|path| (path.href(), title));
    page::private(&told)
}

/// What is told to who wants no letters.
pub async fn refused(State(app): State<App>) -> Result<Response, Failure> {
    page::private(&ToldPage::read(&app, "follow-refused-title", &["follow-refused"]).await?)
}
