//! Forms of the desk that take words for a comment: other ones in it, and an answer to it.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::{Card, Place};
use crate::actions::comments::Faults;
use crate::actions::comments::desk::{self as deeds, Edit, Refusal};
use crate::actions::comments::moderate::Seen;
use crate::app::App;
use crate::model::comment::CommentState;
use crate::model::ids::CommentId;
use crate::model::post::SourceFormat;
use crate::model::words::{COMMENT_MAX, Fault};
use crate::store::comments::versions::{self, Words};
use crate::store::queue;
use crate::tools::language::Language;
use crate::web::admin::desk::Desk;
use crate::web::error::Failure;
use crate::web::extractors::{Form, Member, Path};
use crate::web::{faults, page};

#[derive(Template)]
#[template(path = "admin/comments/edit.html")]
struct EditPage {
    desk: Desk,
    id: i64,
    form: EditForm,
    is_html: bool,
    text_most: usize,
    notice: Option<String>,
    faults: Faults,
    /// What stands there now, where that is not what was looked at.
    present: Option<String>,
}

impl EditPage {
    fn name_error(&self) -> Option<String> {
        self.faults.name.map(told)
    }

    fn website_error(&self) -> Option<String> {
        self.faults.website.map(told)
    }

    fn text_error(&self) -> Option<String> {
        self.faults.text.map(told)
    }
}

#[derive(Template)]
#[template(path = "admin/comments/reply.html")]
struct ReplyPage {
    desk: Desk,
    comment: Card,
    form: ReplyForm,
    text_most: usize,
    notice: Option<String>,
    text_error: Option<String>,
    /// The answered comment waits, and will be approved.
    approves: bool,
}

fn told(fault: Fault) -> String {
    faults::told(Language::of("en"), fault)
}

/// A comment as it was typed.
#[derive(Debug, Default, serde::Deserialize)]
pub struct EditForm {
    #[serde(default)]
    name: String,
    #[serde(default)]
    website: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    seen: i64,
}

impl From<&Words> for EditForm {
    fn from(comment: &Words) -> Self {
        Self {
            name: comment.name.clone(),
            website: comment.website.clone().unwrap_or_default(),
            text: comment.source.clone(),
            seen: comment.versions,
        }
    }
}

/// An answer as it was typed.
#[derive(Debug, Default, serde::Deserialize)]
pub struct ReplyForm {
    #[serde(default)]
    text: String,
    /// What makes sending it twice one answer.
    #[serde(default)]
    key: String,
    /// How many versions came before the one that is answered.
    #[serde(default)]
    seen: i64,
}

pub async fn edit(State(app): State<App>, member: Member, Path(id): Path<i64>) -> Result<Response, Failure> {
    let comment = stored(&app, id).await?;
    if comment.state == CommentState::Deleted {
        return Ok(page::see(&format!("/admin/comments/{id}")));
    }
    let form = EditForm::from(&comment);
    page::private(&edit_page(&app, member, &comment, form))
}

async fn stored(app: &App, id: i64) -> Result<Words, Failure> {
    versions::words(&mut app.db.reader().await?, CommentId(id)).await?.ok_or(Failure::NotFound)
}

fn edit_page(app: &App, member: Member, comment: &Words, form: EditForm) -> EditPage {
    EditPage {
        desk: Desk::new(app, member),
        id: comment.id.0,
        form,
        is_html: comment.source_format == SourceFormat::Html,
        text_most: COMMENT_MAX,
        notice: None,
        faults: Faults::default(),
        present: None,
    }
}

pub async fn update(
    State(app): State<App>,
    member: Member,
    Path(id): Path<i64>,
    Form(form): Form<EditForm>,
) -> Result<Response, Failure> {
    let edit = Edit {
        name: form.name.clone(),
        website: form.website.clone(),
        text: form.text.clone(),
        seen: form.seen,
    };
    match deeds::edit(&app, &member.user, CommentId(id), edit).await {
        Ok(()) => Ok(page::see(&format!("/admin/comments/{id}?done=edited"))),
        Err(refusal) => edit_again(&app, member, id, form, refusal).await,
    }
}

async fn edit_again(
    app: &App,
    member: Member,
    id: i64,
    form: EditForm,
    refusal: Refusal,
) -> Result<Response, Failure> {
    match refusal {
        Refusal::NotAllowed => Err(Failure::Forbidden),
        Refusal::Unknown => Err(Failure::NotFound),
        Refusal::Store(error) => Err(error.into()),
        Refusal::Fields(faults) => {
            let page = edit_page(app, member, &stored(app, id).await?, form);
            let notice = Some("Not saved yet: what is marked below needs another look.".to_owned());
            page::private_with(StatusCode::UNPROCESSABLE_ENTITY, &EditPage { notice, faults, ..page })
        }
        Refusal::Stale => {
            let comment = stored(app, id).await?;
            let form = EditForm { seen: comment.versions, ..form };
            let page = edit_page(app, member, &comment, form);
            let notice = Some(
                "Not saved: it was changed meanwhile. What stands there now is shown here; below is what you \
                 typed. Save again, and it replaces theirs."
                    .to_owned(),
            );
            let present = Some(comment.source);
            page::private_with(StatusCode::CONFLICT, &EditPage { notice, present, ..page })
        }
        other => {
            let page = edit_page(app, member, &stored(app, id).await?, form);
            let notice = Some(format!("Not saved. {other}"));
            page::private_with(StatusCode::UNPROCESSABLE_ENTITY, &EditPage { notice, ..page })
        }
    }
}

pub async fn reply(State(app): State<App>, member: Member, Path(id): Path<i64>) -> Result<Response, Failure> {
    let form = ReplyForm { key: app.chance.identifier(), ..ReplyForm::default() };
    page::private(&reply_page(&app, member, id, form).await?)
}

async fn reply_page(app: &App, member: Member, id: i64, form: ReplyForm) -> Result<ReplyPage, Failure> {
    let mut db = app.db.reader().await?;
    let entry = queue::entry(&mut db, CommentId(id)).await?.ok_or(Failure::NotFound)?;
    drop(db);
    let desk = Desk::new(app, member);
    let place = Place::all(entry.state);
    Ok(ReplyPage {
        approves: entry.state == CommentState::Pending,
        comment: Card::new(&desk.settings, &place, entry),
        form,
        text_most: COMMENT_MAX,
        notice: None,
        text_error: None,
        desk,
    })
}

pub async fn answer(
    State(app): State<App>,
    member: Member,
    Path(id): Path<i64>,
    Form(form): Form<ReplyForm>,
) -> Result<Response, Failure> {
    let answered = Seen { id: CommentId(id), versions: form.seen };
    match deeds::reply(&app, &member.user, answered, &form.text, &form.key).await {
        Ok(reply) => {
            let approved = if reply.has_approved { "&approved=true" } else { "" };
            Ok(page::see(&format!("/admin/comments/{id}?reply={}{approved}", reply.id)))
        }
        Err(Refusal::NotAllowed) => Err(Failure::Forbidden),
        Err(Refusal::Unknown) => Err(Failure::NotFound),
        Err(Refusal::Store(error)) => Err(error.into()),
        Err(Refusal::Fields(faults)) => {
            let page = reply_page(&app, member, id, form).await?;
            let text_error = faults.text.map(told);
            page::private_with(StatusCode::UNPROCESSABLE_ENTITY, &ReplyPage { text_error, ..page })
        }
        Err(other) => {
            let page = reply_page(&app, member, id, form).await?;
            let notice = Some(format!("Not published. {other}"));
            let is_stale = matches!(other, Refusal::Stale);
            let status = if is_stale { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
            page::private_with(status, &ReplyPage { notice, ..page })
        }
    }
}
