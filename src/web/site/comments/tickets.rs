//! What a script needs to post a comment at once: a ticket, and what this browser's commenter called themselves.

use axum::Json;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, HeaderValue};
use axum::response::{IntoResponse as _, Response};
use serde::{Deserialize, Serialize};

use crate::actions::comments::ticket;
use crate::app::App;
use crate::model::ids::PostId;
use crate::store::{commenters, comments};
use crate::tools::secrets;
use crate::web::error::Failure;
use crate::web::extractors::{CommenterToken, Member, Query};

#[derive(Deserialize)]
pub struct Asked {
    post: PostId,
}

#[derive(Default, Serialize)]
struct Ticket {
    token: String,
    name: String,
    email: String,
    website: String,
}

pub async fn show(
    State(app): State<App>,
    Query(asked): Query<Asked>,
    CommenterToken(cookie): CommenterToken,
    member: Option<Member>,
) -> Result<Response, Failure> {
    let mut db = app.db.reader().await?;
    comments::place(&mut db, asked.post).await?.ok_or(Failure::NotFound)?;
    let commenter = match cookie {
        Some(cookie) => commenters::by_token(&mut db, &secrets::hash(&cookie)).await?,
        None => None,
    };
    let mut answer = match (commenter, member) {
        (Some(known), _) => Ticket {
            name: known.name,
            email: known.email.unwrap_or_default(),
            website: known.website.unwrap_or_default(),
            ..Ticket::default()
        },
        (None, Some(Member { user, .. })) => {
            Ticket { name: user.name, email: user.email.unwrap_or_default(), ..Ticket::default() }
        }
        (None, None) => Ticket::default(),
    };
    answer.token = ticket(&app, asked.post);
    Ok(([(CACHE_CONTROL, HeaderValue::from_static("no-store"))], Json(answer)).into_response())
}
