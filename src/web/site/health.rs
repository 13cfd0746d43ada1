//! Whether the blog can answer from its database.

use axum::extract::State;

use crate::app::App;
use crate::store::settings;
use crate::web::error::Failure;

pub async fn show(State(app): State<App>) -> Result<&'static str, Failure> {
    let mut db = app.db.reader().await?;
    settings::load(&mut db).await?;
    Ok("ok\n")
}
