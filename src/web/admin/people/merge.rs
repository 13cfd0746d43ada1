//! An imported author who is somebody with an account: what would move, asked before it does.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use crate::actions::users::claims::{self as deeds, Refusal};
use crate::actions::users::people::Refusal as Denial;
use crate::app::App;
use crate::model::ids::UserId;
use crate::model::user::Deed;
use crate::store::claims::{self, MOST_COUNTED};
use crate::store::users::people::{self, Person};
use crate::web::admin::desk::Desk;
use crate::web::error::Failure;
use crate::web::extractors::{Form, Member, Path, Query};
use crate::web::page;

#[derive(Template)]
#[template(path = "admin/people/merge.html")]
struct MergePage {
    desk: Desk,
    author: Person,
    into: Person,
    /// “12 public posts and 3 comments”
    extent: String,
    notice: Option<String>,
}

impl MergePage {
    /// Those who only moderate get the posts' byline, and no more.
    fn may_change_posts(&self) -> bool {
        self.into.role.may(Deed::WriteOwnPosts)
    }
}

#[derive(Debug, Clone, Copy, serde::Deserialize)]
pub struct Target {
    into: UserId,
}

/// Asks whether this is meant.
pub async fn new(
    State(app): State<App>,
    member: Member,
    Path(id): Path<UserId>,
    Query(target): Query<Target>,
) -> Result<Response, Failure> {
    let page = asking(&app, member, id, target.into).await?;
    if page.author.merged_into.is_some() {
        return Ok(page::see(&format!("/admin/people/{}", target.into)));
    }
    page::private(&page)
}

pub async fn create(
    State(app): State<App>,
    member: Member,
    Path(id): Path<UserId>,
    Form(target): Form<Target>,
) -> Result<Response, Failure> {
    match deeds::merge(&app, &member.user, id, target.into).await {
        Ok(()) => Ok(page::see(&format!("/admin/people/{}?done=merged", target.into))),
        Err(Refusal::Denied(Denial::Store(error)) | Refusal::Store(error)) => Err(error.into()),
        Err(Refusal::Denied(_)) => Err(Failure::Forbidden),
        Err(refusal) => {
            let page = asking(&app, member, id, target.into).await?;
            let page = MergePage { notice: Some(refusal.to_string()), ..page };
            page::private_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

/// Says no to what somebody said.
pub async fn decline(
    State(app): State<App>,
    member: Member,
    Path(id): Path<UserId>,
    Form(target): Form<Target>,
) -> Result<Response, Failure> {
    match deeds::decline(&app, &member.user, id, target.into).await {
        Ok(()) => Ok(page::see("/admin/people?done=declined")),
        Err(Refusal::Denied(Denial::Store(error)) | Refusal::Store(error)) => Err(error.into()),
        Err(_) => Err(Failure::Forbidden),
    }
}

async fn asking(app: &App, member: Member, author: UserId, into: UserId) -> Result<MergePage, Failure> {
    let mut db = app.db.reader().await?;
    let author = people::person(&mut db, author).await?.ok_or(Failure::NotFound)?;
    let into = people::person(&mut db, into).await?.ok_or(Failure::NotFound)?;
    let extent = claims::extent(&mut db, author.id).await?;
    drop(db);
    // As the list of people counts them.
    let public = some(author.post_count, "public post", "public posts");
    let not_public = match extent.not_public {
        0 => String::new(),
        count => format!(
            ", {}",
            some(count, "page or post that is not public", "pages or posts that are not public")
        ),
    };
    let extent = format!("{public}{not_public} and {}", some(extent.comments, "comment", "comments"));
    Ok(MergePage { desk: Desk::new(app, member), author, into, extent, notice: None })
}

fn some(count: i64, one: &str, several: &str) -> String {
    match count {
        1 => format!("1 {one}"),
        many if many > MOST_COUNTED => format!("more than {MOST_COUNTED} {several}"),
        count => format!("{count} {several}"),
    }
}
