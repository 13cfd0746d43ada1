//! A post as readers will get it, before it is saved. Every word goes on in the form above it.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::editor::{EditorPage, again};
use super::form::{Intent, PostForm};
use crate::actions::posts;
use crate::app::App;
use crate::model::html::Html;
use crate::model::post::{PostKind, PostState, SourceFormat};
use crate::store::authors;
use crate::store::desk::DeskPost;
use crate::tools::sanitise::Loading;
use crate::web::chrome::Chrome;
use crate::web::dates;
use crate::web::error::Failure;
use crate::web::extractors::{Form, Member};
use crate::web::gallery::Gallery;
use crate::web::page;
use crate::web::site::entries::reading_minutes;

#[derive(Template)]
#[template(path = "admin/posts/preview.html")]
struct PreviewPage {
    chrome: Chrome,
    form: PostForm,
    title: String,
    cover: Option<Html>,
    html: Html,
    language: Option<String>,
    /// Under which day it will stand; a page has none.
    heading: Option<String>,
    authors: Vec<String>,
    minutes: i64,
    tags: Vec<String>,
    is_public: bool,
    is_scheduled: bool,
}

/// Shows what was typed as readers will see it, or, asked to go back, the text again. Neither is saved.
pub async fn show(
    State(app): State<App>,
    member: Member,
    Form(form): Form<PostForm>,
) -> Result<Response, Failure> {
    let mut db = app.db.reader().await?;
    let post = match form.id {
        Some(id) => Some(posts::own(&mut db, &member.user, id).await?),
        None => None,
    };
    if form.intent == Intent::Edit {
        return page::private(&EditorPage::of(&app, &mut db, member, form, post.as_ref()).await?);
    }
    let chrome = Chrome::read(&app, &mut db).await?;
    let authors = match &post {
        Some(post) => authors::of_posts(&mut db, &[post.id]).await?.into_iter().map(|by| by.name).collect(),
        None => vec![member.user.name.clone()],
    };
    drop(db);
    let format = post.as_ref().map_or(SourceFormat::Markdown, |post| post.source_format);
    let draft = match form.draft(format, &chrome.settings.zone) {
        Ok(draft) => draft,
        Err(refusal) => return again(&app, member, form, refusal).await,
    };
    let made = match posts::preview(&app, &draft).await {
        Ok(made) => made,
        Err(refusal) => return again(&app, member, form, refusal).await,
    };
    let mut db = app.db.reader().await?;
    let gallery = Gallery::of(&mut db, [(&made.body.html, made.cover)]).await?;
    drop(db);
    let cover = made.cover.filter(|_| !gallery.is_shown_in(made.cover, &made.body.html));
    let at = draft.published_at.unwrap_or(app.clock.now());
    let day = chrome.settings.zone.local(at).day;
    let untitled = || chrome.words.text("untitled").into_owned();
    let is = |state| post.as_ref().is_some_and(|post: &DeskPost| post.state == state);
    page::private(&PreviewPage {
        title: if made.title.is_empty() { untitled() } else { made.title },
        cover: gallery.cover(cover, None, Loading::Eager),
        html: gallery.dressed(&chrome.with_notes(&made.body.html, ""), Loading::Eager),
        language: Some(form.language.trim().to_owned()).filter(|tag| !tag.is_empty()),
        heading: (form.kind() == PostKind::Post).then(|| dates::heading(chrome.words, day)),
        authors,
        minutes: reading_minutes(i64::try_from(made.body.text.chars().count()).unwrap_or(0)),
        tags: made.tags,
        is_public: is(PostState::Published),
        is_scheduled: is(PostState::Scheduled),
        chrome,
        form,
    })
}
