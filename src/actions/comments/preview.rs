//! What a comment would look like. Changes nothing.

use super::{Checked, Draft, Refusal, answered, check, open_place};
use crate::app::App;
use crate::model::html::Html;
use crate::model::words::{self, COMMENT_MAX, Fault};
use crate::tools::sanitise;

/// A comment as it would be shown.
#[derive(Debug, Clone)]
pub struct Preview {
    pub name: String,
    pub website: Option<String>,
    pub html: Html,
}

/// Renders a comment that could be posted as it is.
pub async fn preview(app: &App, draft: &Draft) -> Result<Preview, Refusal> {
    let mut db = app.db.reader().await?;
    let settings = app.settings();
    open_place(&mut db, draft.post, &settings.comments, app.clock.now()).await?;
    let checked = check(draft, &settings.comments)?;
    answered(&mut db, draft.post, draft.parent.as_deref()).await?;
    drop(db);
    let Checked { name, website, text, .. } = checked;
    let html = app.workshop.make(move || sanitise::comment_from_markdown(&text).html).await;
    Ok(Preview { name, website, html })
}

/// Renders the words alone, as they are being written.
pub async fn rendered(app: &App, text: &str) -> Result<Html, Fault> {
    let text = words::text(text, COMMENT_MAX)?;
    Ok(app.workshop.make(move || sanitise::comment_from_markdown(&text).html).await)
}
