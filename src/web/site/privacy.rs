//! What is kept of people who read and comment here, and for how long: made of the settings as they are, so that it says
//! nothing that is not so.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use crate::actions::mail;
use crate::app::App;
use crate::model::comment::{NETWORK_KEPT_DAYS, Policy};
use crate::model::key::Keys;
use crate::web::chrome::Chrome;
use crate::web::error::Failure;
use crate::web::head::Head;
use crate::web::page;

#[derive(Template)]
#[template(path = "site/privacy.html")]
struct PrivacyPage {
    chrome: Chrome,
    head: Head,
    /// Nothing new is kept where no comment is taken.
    takes_comments: bool,
    network: String,
    /// How long one's own words can be changed; none where they can't.
    change: Option<String>,
    /// A letter can prove whose comments are.
    sends_letters: bool,
}

pub async fn show(State(app): State<App>) -> Result<Response, Failure> {
    let mut db = app.db.reader().await?;
    let chrome = Chrome::read(&app, &mut db).await?.at("/privacy");
    drop(db);
    let title = chrome.words.text("privacy-title").into_owned();
    let lead = chrome.words.text("privacy-lead").into_owned();
    let head = Head::of_list(&chrome, "/privacy", "", &title, &lead);
    let takes_comments = !matches!(chrome.settings.comments.policy, Policy::Closed | Policy::Hidden);
    let network = chrome.words.count("privacy-network", &NETWORK_KEPT_DAYS);
    let minutes = chrome.settings.comments.edit_minutes;
    let change = (minutes > 0).then(|| chrome.words.count("privacy-change", &minutes));
    let sends_letters = mail::ready(&app).is_ok();
    page::kept(&PrivacyPage { chrome, head, takes_comments, network, change, sends_letters }, Keys::none())
}
