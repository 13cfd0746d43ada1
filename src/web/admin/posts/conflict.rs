//! Two people saved one post: both versions, side by side, and nothing lost.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use super::form::PostForm;
use super::{editor, moment, shown_title};
use crate::app::App;
use crate::store::desk::{self, DeskPost};
use crate::web::admin::desk::Desk;
use crate::web::error::Failure;
use crate::web::extractors::Member;
use crate::web::page;

#[derive(Template)]
#[template(path = "admin/posts/conflict.html")]
struct ConflictPage {
    desk: Desk,
    /// What was typed; with the newer version's number, so that saving again wins.
    form: PostForm,
    theirs: PostForm,
    their_title: String,
    /// Whoever saved before.
    name: String,
    /// The same person did, in another window.
    is_self: bool,
    at: String,
    differences: Vec<Difference>,
}

/// A field other than title and text in which the two differ.
struct Difference {
    label: &'static str,
    theirs: String,
    yours: String,
}

pub(super) async fn show(
    app: &App,
    member: Member,
    typed: PostForm,
    newer: DeskPost,
) -> Result<Response, Failure> {
    let mut db = app.db.reader().await?;
    let theirs = editor::stored_form(app, &mut db, &newer).await?;
    let hand = desk::last_hand(&mut db, newer.id).await?;
    let is_self = hand.as_ref().is_some_and(|hand| hand.user_id == member.user.id);
    let name = hand.map_or_else(|| "Somebody".to_owned(), |hand| hand.name);
    let desk = Desk::new(app, member);
    let conflict = ConflictPage {
        at: moment(&desk.settings.zone, newer.updated_at),
        desk,
        name,
        is_self,
        their_title: shown_title(&theirs.title),
        differences: differences(&theirs, &typed),
        form: PostForm { version: Some(newer.version), ..typed },
        theirs,
    };
    page::private_with(StatusCode::CONFLICT, &conflict)
}

fn differences(theirs: &PostForm, yours: &PostForm) -> Vec<Difference> {
    let rows = |form: &PostForm| {
        [
            ("Tags", form.tags.clone()),
            ("Path", form.path.clone()),
            ("Date", form.published_at.replace('T', " ")),
            ("Language", form.language.clone()),
            ("Comments", form.comments_word().to_owned()),
            ("Cover", form.cover.clone()),
        ]
    };
    let both = rows(theirs).into_iter().zip(rows(yours));
    let both = both.map(|((label, theirs), (_, yours))| Difference { label, theirs, yours });
    both.filter(|both| both.theirs != both.yours).collect()
}
