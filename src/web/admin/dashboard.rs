//! What waits, first.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::desk::Desk;
use crate::app::App;
use crate::web::error::Failure;
use crate::web::extractors::Member;
use crate::web::page;

#[derive(Template)]
#[template(path = "admin/dashboard.html")]
struct DashboardPage {
    desk: Desk,
}

pub async fn show(State(app): State<App>, member: Member) -> Result<Response, Failure> {
    page::private(&DashboardPage { desk: Desk::new(&app, member).at("/admin") })
}
