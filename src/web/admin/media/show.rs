//! One medium: what it is called and shows, where it is used, how it is put into a text, and its removal.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::{Card, size};
use crate::actions::media::{self as verbs, Description, Refusal};
use crate::app::App;
use crate::model::ids::{MediaId, PostId};
use crate::model::media::{MediaKind, Medium};
use crate::model::post::PostState;
use crate::model::user::Deed;
use crate::store::media::{self, OwnUse};
use crate::tools::language::Language;
use crate::web::admin::desk::Desk;
use crate::web::dates;
use crate::web::error::Failure;
use crate::web::extractors::{Form, Member, Path, Query};
use crate::web::page;

/// So many posts are named.
const MOST_NAMED: i64 = 100;

#[derive(Template)]
#[template(path = "admin/media/show.html")]
struct MediumPage {
    desk: Desk,
    card: Card,
    form: Fields,
    brought: String,
    size: String,
    largest: String,
    uses: Vec<UsedIn>,
    /// Others' posts that are not public: how many, and nothing else of them.
    hidden: usize,
    faces: Vec<String>,
    may_change: bool,
    is_saved: bool,
    fault: Option<Fault>,
    /// It was to be deleted, and posts show it.
    is_warned: bool,
}

struct Fault {
    field: &'static str,
    message: String,
}

struct UsedIn {
    /// For who may open it.
    id: Option<PostId>,
    title: String,
    state: &'static str,
}

/// Both fields as they were typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Fields {
    title: String,
    alt: String,
}

impl MediumPage {
    fn is(&self, kind: &str) -> bool {
        self.card.kind.word() == kind
    }

    fn fault(&self, field: &str) -> Option<&str> {
        self.fault.as_ref().filter(|fault| fault.field == field).map(|fault| fault.message.as_str())
    }

    fn is_used(&self) -> bool {
        !self.uses.is_empty() || self.hidden > 0 || !self.faces.is_empty()
    }
}

#[derive(Debug, Default, Deserialize)]
pub struct Just {
    done: Option<String>,
}

pub async fn show(
    State(app): State<App>,
    member: Member,
    Path(id): Path<MediaId>,
    Query(just): Query<Just>,
) -> Result<Response, Failure> {
    let page = page_of(&app, member, id).await?;
    page::private(&MediumPage { is_saved: just.done.as_deref() == Some("saved"), ..page })
}

async fn page_of(app: &App, member: Member, id: MediaId) -> Result<MediumPage, Failure> {
    let mut db = app.db.reader().await?;
    let medium = media::by_id(&mut db, id).await?.ok_or(Failure::NotFound)?;
    let uses = media::uses_as_of(&mut db, id, member.user.id, MOST_NAMED).await?;
    let faces = media::faces(&mut db, id).await?.into_iter().map(|(_, name)| name).collect();
    let may_change = verbs::may_change(&member.user, &medium);
    let may_edit_all = member.user.may(Deed::EditAllPosts);
    let (uses, hidden): (Vec<_>, Vec<_>) = uses
        .into_iter()
        .partition(|one| may_edit_all || one.is_own || one.shown.state == PostState::Published);
    let desk = Desk::new(app, member);
    let at = desk.settings.zone.local(medium.created_at);
    Ok(MediumPage {
        card: Card::of(&medium),
        form: Fields { title: medium.title.clone(), alt: medium.alt.clone() },
        brought: dates::with_time(Language::of("en"), at),
        size: size(medium.bytes),
        largest: preview(&medium),
        uses: uses.into_iter().map(|one| used_in(one, may_edit_all)).collect(),
        hidden: hidden.len(),
        faces,
        may_change,
        is_saved: false,
        fault: None,
        is_warned: false,
        desk,
    })
}

fn used_in(one: OwnUse, may_edit_all: bool) -> UsedIn {
    let shown = one.shown;
    UsedIn {
        id: Some(shown.id).filter(|_| one.is_own || may_edit_all),
        title: if shown.title.is_empty() { "Untitled".to_owned() } else { shown.title },
        state: state_word(shown.state),
    }
}

/// A form of a picture that fills a page, or the thing itself.
fn preview(medium: &Medium) -> String {
    match (medium.kind, medium.width_for(1600)) {
        (MediaKind::Picture, Some(width)) => medium.address_at(width),
        _ => medium.address(),
    }
}

fn state_word(state: PostState) -> &'static str {
    match state {
        PostState::Published => "published",
        PostState::Scheduled => "scheduled",
        PostState::Draft | PostState::InReview => "draft",
        PostState::Unpublished => "unpublished",
        PostState::Trashed => "in the trash",
    }
}

pub async fn update(
    State(app): State<App>,
    member: Member,
    Path(id): Path<MediaId>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    let to = Description { title: fields.title.clone(), alt: fields.alt.clone() };
    let (field, refusal) = match verbs::update(&app, &member.user, id, &to).await {
        Ok(()) => return Ok(page::see(&format!("/admin/media/{id}?done=saved"))),
        Err(refusal @ Refusal::Title(_)) => ("title", refusal),
        Err(refusal @ Refusal::Alt(_)) => ("alt", refusal),
        Err(refusal) => return Err(refusal.into()),
    };
    let fault = Some(Fault { field, message: refusal.to_string() });
    let page = MediumPage { form: fields, fault, ..page_of(&app, member, id).await? };
    page::private_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Meant {
    although_shown: Option<String>,
}

pub async fn delete(
    State(app): State<App>,
    member: Member,
    Path(id): Path<MediaId>,
    Form(meant): Form<Meant>,
) -> Result<Response, Failure> {
    match verbs::delete(&app, &member.user, id, meant.although_shown.is_some()).await {
        Ok(()) => Ok(page::see("/admin/media?done=deleted")),
        Err(Refusal::InUse) => {
            let page = MediumPage { is_warned: true, ..page_of(&app, member, id).await? };
            page::private_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(refusal) => Err(refusal.into()),
    }
}
