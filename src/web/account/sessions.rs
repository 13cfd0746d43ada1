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
use crate::web::extractors::{Member, Path};
use crate::web::page;

const LIST: &str = "/account/sessions";

#[derive(Template)]
#[template(path = "account/sessions.html")]
struct SessionsPage {
    desk: Desk,
    lines: Vec<Line>,
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

pub async fn index(State(app): State<App>, member: Member) -> Result<Response, Failure> {
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
    page::private(&SessionsPage { desk, lines })
}

/// Ends one; one's own goes on to the login by itself.
pub async fn delete(
    State(app): State<App>,
    member: Member,
    Path(id): Path<i64>,
) -> Result<Response, Failure> {
    if sessions::end_one(&app, &member.user, SessionId(id)).await? {
        return Ok(page::see(LIST));
    }
    Err(Failure::NotFound)
}

pub async fn delete_others(State(app): State<App>, member: Member) -> Result<Response, Failure> {
    sessions::end_others(&app, &member.user, member.session).await?;
    Ok(page::see(LIST))
}
