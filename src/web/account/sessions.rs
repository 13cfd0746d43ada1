//! Where somebody is logged in, and ending what they do not know.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::device;
use crate::actions::sessions;
use crate::app::App;
use crate::model::ids::SessionId;
use crate::store::sessions as rows;
use crate::tools::language::Language;
use crate::web::admin::Desk;
use crate::web::dates;
use crate::web::error::Failure;
use crate::web::extractors::{Member, Path, Query};
use crate::web::page;

const LIST: &str = "/account/sessions";

#[derive(Template)]
#[template(path = "account/sessions.html")]
struct SessionsPage {
    desk: Desk,
    lines: Vec<Line>,
    /// What was just done, quietly.
    done: Option<&'static str>,
}

struct Line {
    id: SessionId,
    device: String,
    seen: String,
    is_this: bool,
}

impl SessionsPage {
    fn has_others(&self) -> bool {
        self.lines.iter().any(|line| !line.is_this)
    }
}

/// What was done right before this page was asked for.
#[derive(serde::Deserialize)]
pub struct Just {
    done: Option<String>,
}

pub async fn index(
    State(app): State<App>,
    member: Member,
    Query(just): Query<Just>,
) -> Result<Response, Failure> {
    let mut db = app.db.reader().await?;
    let found = rows::of_user(&mut db, member.user.id, app.clock.now()).await?;
    drop(db);
    let (this, english) = (member.session, Language::of("en"));
    let desk = Desk::new(&app, member);
    let line = |session: rows::Device| Line {
        id: session.id,
        device: device::name(&session.agent),
        seen: dates::with_time(english, desk.settings.zone.local(session.last_seen_at)),
        is_this: session.id == this,
    };
    let lines = found.into_iter().map(line).collect();
    let done = match just.done.as_deref() {
        Some("ended") => Some("That session has ended."),
        Some("others-ended") => Some("Every other session of yours has ended."),
        _ => None,
    };
    page::private(&SessionsPage { desk, lines, done })
}

/// Ends one; one's own goes on to the login by itself.
pub async fn delete(
    State(app): State<App>,
    member: Member,
    Path(id): Path<i64>,
) -> Result<Response, Failure> {
    let id = SessionId(id);
    if !sessions::end_one(&app, &member.user, id).await? {
        return Err(Failure::NotFound);
    }
    if id == member.session {
        return Ok(page::see(LIST));
    }
    Ok(page::see(&format!("{LIST}?done=ended")))
}

pub async fn delete_others(State(app): State<App>, member: Member) -> Result<Response, Failure> {
    sessions::end_others(&app, &member.user, member.session).await?;
    Ok(page::see(&format!("{LIST}?done=others-ended")))
}
