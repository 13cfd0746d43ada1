//! For whose comments are not this browser's: a link to them goes to the address that they were sent with. The answer
//! does not tell whether there are such.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::response::Response;

use crate::actions::comments::mine::{self, Asking, Refusal};
use crate::actions::mail;
use crate::app::App;
use crate::web::account::setup::told;
use crate::web::chrome::Chrome;
use crate::web::error::Failure;
use crate::web::extractors::{ClientIp, Form, Query};
use crate::web::page;

#[derive(Template)]
#[template(path = "site/own_letters.html")]
struct LettersPage {
    chrome: Chrome,
    email: String,
    notice: Option<String>,
    complaint: Option<String>,
    /// Is there a way to send a link?
    is_open: bool,
    is_asked: bool,
}

#[derive(serde::Deserialize)]
pub struct Done {
    done: Option<String>,
}

#[derive(serde::Deserialize)]
pub struct Asked {
    #[serde(default)]
    email: String,
}

pub async fn new(State(app): State<App>, Query(done): Query<Done>) -> Result<Response, Failure> {
    let is_asked = done.done.as_deref() == Some("asked");
    page::private(&LettersPage { is_asked, ..letters_page(&app, String::new()).await? })
}

pub async fn create(
    State(app): State<App>,
    client: ClientIp,
    Form(form): Form<Asked>,
) -> Result<Response, Failure> {
    let asking = Asking { email: form.email.clone(), network: client.network().to_string() };
    match mine::ask(&app, asking).await {
        Ok(()) => Ok(page::see("/comments/letters?done=asked")),
        Err(Refusal::TooMany(seconds)) => too_many(&app, form.email, seconds).await,
        Err(Refusal::Store(error)) => Err(error.into()),
        Err(refusal) => {
            let page = letters_page(&app, form.email).await?;
            let complaint = match &refusal {
                Refusal::Fields(complaints) => complaints.about("email"),
                // The page says that there is no mail.
                _ => None,
            };
            let complaint = complaint.map(|complaint| told(page.chrome.words, complaint));
            page::private_with(StatusCode::UNPROCESSABLE_ENTITY, &LettersPage { complaint, ..page })
        }
    }
}

async fn too_many(app: &App, email: String, seconds: u64) -> Result<Response, Failure> {
    let page = letters_page(app, email).await?;
    let minutes = i64::try_from(seconds.div_ceil(60)).unwrap_or(i64::MAX);
    let notice = Some(page.chrome.words.count("login-too-many", &minutes));
    let mut response = page::private_with(StatusCode::TOO_MANY_REQUESTS, &LettersPage { notice, ..page })?;
    response.headers_mut().insert(RETRY_AFTER, seconds.into());
    Ok(response)
}

async fn letters_page(app: &App, email: String) -> Result<LettersPage, Failure> {
    let chrome = Chrome::read(app, &mut app.db.reader().await?).await?;
    let is_open = mail::ready(app).is_ok();
    Ok(LettersPage { chrome, email, notice: None, complaint: None, is_open, is_asked: false })
}
