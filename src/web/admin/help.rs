//! What the desk explains about itself.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::desk::Desk;
use crate::app::App;
use crate::model::permissions::PERMISSIONS;
use crate::model::user::Role;
use crate::web::error::Failure;
use crate::web::extractors::Member;
use crate::web::page;

#[derive(Template)]
#[template(path = "admin/permissions.html")]
struct PermissionsPage {
    desk: Desk,
    /// “an editor”
    own: &'static str,
    roles: Vec<Column>,
    groups: Vec<Group>,
}

/// A role at the head of the table.
struct Column {
    name: &'static str,
    is_own: bool,
}

/// The lines about one thing.
struct Group {
    about: &'static str,
    lines: Vec<Line>,
}

struct Line {
    sentence: &'static str,
    /// In the order of the columns.
    cells: Vec<Cell>,
}

struct Cell {
    role: &'static str,
    may: bool,
}

/// The table of permissions, the very one that the verbs ask.
pub async fn permissions(State(app): State<App>, member: Member) -> Result<Response, Failure> {
    let desk = Desk::new(&app, member);
    let role = desk.user.role;
    let column = |other: Role| Column { name: other.title(), is_own: other == role };
    let mut groups: Vec<Group> = Vec::new();
    for permission in PERMISSIONS {
        let cell = |role: Role| Cell { role: role.title(), may: permission.is_for(role) };
        let line = Line { sentence: permission.sentence, cells: Role::ALL.map(cell).into() };
        match groups.last_mut() {
            Some(group) if group.about == permission.about => group.lines.push(line),
            _ => groups.push(Group { about: permission.about, lines: vec![line] }),
        }
    }
    let roles = Role::ALL.map(column).into();
    page::private(&PermissionsPage { desk, own: role.with_article(), roles, groups })
}
