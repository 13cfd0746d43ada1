//! What becomes of a post as a whole: published or taken back, into the trash and out of it.

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::editor::{again, stored_form};
use super::form::{self, PostForm};
use super::list_address;
use crate::actions::posts::{self, Refusal};
use crate::app::App;
use crate::model::ids::PostId;
use crate::model::user::User;
use crate::web::error::Failure;
use crate::web::extractors::{Form, Member, Path};
use crate::web::page;

/// When readers shall get a post.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct When {
    /// By the blog's clock; empty is now.
    published_at: String,
}

/// Publishes a post now, or lets it go out by itself.
pub async fn create(
    State(app): State<App>,
    member: Member,
    Path(id): Path<PostId>,
    Form(when): Form<When>,
) -> Result<Response, Failure> {
    let done = publish(&app, &member.user, id, &when).await;
    answer(&app, member, id, done, "saved").await
}

async fn publish(app: &App, by: &User, id: PostId, when: &When) -> Result<(), Refusal> {
    match form::date(&when.published_at, &app.settings().zone)? {
        Some(at) => posts::schedule(app, by, id, at).await,
        None => posts::publish(app, by, id).await,
    }
}

/// Takes a post back from readers or from the schedule.
pub async fn delete(
    State(app): State<App>,
    member: Member,
    Path(id): Path<PostId>,
) -> Result<Response, Failure> {
    let done = posts::unpublish(&app, &member.user, id).await;
    answer(&app, member, id, done, "unpublished").await
}

/// Into the trash; the list offers to undo it.
pub async fn trash(
    State(app): State<App>,
    member: Member,
    Path(id): Path<PostId>,
) -> Result<Response, Failure> {
    posts::trash(&app, &member.user, id).await?;
    let mut db = app.db.reader().await?;
    let post = posts::own(&mut db, &member.user, id).await?;
    Ok(page::see(&format!("{}?trashed={id}", list_address(post.kind))))
}

/// Out of the trash again.
pub async fn restore(
    State(app): State<App>,
    member: Member,
    Path(id): Path<PostId>,
) -> Result<Response, Failure> {
    let done = posts::restore(&app, &member.user, id).await;
    answer(&app, member, id, done, "restored").await
}

/// Back to the post, or to its editor with why it was refused.
async fn answer(
    app: &App,
    member: Member,
    id: PostId,
    done: Result<(), Refusal>,
    word: &str,
) -> Result<Response, Failure> {
    let refusal = match done {
        Ok(()) => return Ok(page::see(&format!("/admin/posts/{id}?done={word}"))),
        Err(refusal) => refusal,
    };
    let mut db = app.db.reader().await?;
    let post = posts::own(&mut db, &member.user, id).await?;
    let stored: PostForm = stored_form(app, &mut db, &post).await?;
    drop(db);
    again(app, member, stored, refusal).await
}
