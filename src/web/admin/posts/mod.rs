//! Posts and pages at the desk: their lists here, writing in `editor.rs`, what becomes of them in `publication.rs`.

pub mod conflict;
pub mod editor;
pub mod form;
pub mod index;
pub mod preview;
pub mod publication;

use crate::actions::posts::Refusal;
use crate::model::post::{PostKind, PostState};
use crate::model::timestamp::{Timestamp, Zone};
use crate::tools::language::Language;
use crate::web::dates;
use crate::web::error::Failure;

/// The desk speaks English.
fn moment(zone: &Zone, at: Timestamp) -> String {
    dates::with_time(Language::of("en"), zone.local(at))
}

/// “Published”
fn state_word(state: PostState) -> &'static str {
    match state {
        PostState::Draft => "Draft",
        PostState::InReview => "In review",
        PostState::Scheduled => "Scheduled",
        PostState::Published => "Published",
        PostState::Unpublished => "Unpublished",
        PostState::Trashed => "In the trash",
    }
}

/// Where the list of a kind is.
fn list_address(kind: PostKind) -> &'static str {
    match kind {
        PostKind::Post => "/admin/posts",
        PostKind::Page => "/admin/pages",
    }
}

/// A title, or what stands for one.
fn shown_title(title: &str) -> String {
    if title.is_empty() { "Untitled".to_owned() } else { title.to_owned() }
}

/// What a refusal comes to where no form can be shown again.
impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NotYours => Self::Forbidden,
            Refusal::Store(error) => error.into(),
            Refusal::Unknown => Self::NotFound,
            _ => Self::UnreadableForm,
        }
    }
}
