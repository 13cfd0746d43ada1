//! Writing, publishing and taking back posts and pages. What stands here is what these verbs share.

mod create;
mod due;
mod publish;
mod shelf;
mod take_back;
#[cfg(test)]
mod tests;
mod update;

pub use create::{Draft, create, preview};
pub use due::publish_due;
pub use publish::{Wish, publish, schedule};
pub use take_back::{restore, trash, unpublish};
pub use update::update;

use super::standing::allowed;
use crate::app::App;
use crate::model::html::Html;
use crate::model::ids::{PostId, UserId};
use crate::model::media::named_in;
use crate::model::path::PathFault;
use crate::model::post::{PostKind, PostState, SourceFormat};
use crate::model::timestamp::Timestamp;
use crate::model::user::{Deed, User};
use crate::model::words::{Fault, TAGS_MAX};
use crate::store::desk::{self, DeskPost};
use crate::store::posts::write::Body;
use crate::store::{Source, StoreError, Unit, audit};
use crate::tools::sanitise;

/// Why a post was not written, published or taken back.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error("There is no such post.")]
    Unknown,
    #[error("This post is not yours to change.")]
    NotYours,
    #[error("{0}")]
    Title(Fault),
    #[error("{0}")]
    Source(Fault),
    #[error("There is nothing to publish yet: the text is empty.")]
    NothingToShow,
    #[error("A tag can’t be taken: {0}")]
    Tag(Fault),
    #[error("These are too many tags: at most {TAGS_MAX}.")]
    TooManyTags,
    #[error("{0}")]
    Path(PathFault),
    #[error("Another post has this address, or had it once. Choose another.")]
    PathTaken,
    #[error("{0}")]
    Language(Fault),
    #[error("The library has no picture under this address. Copy one from a picture’s own page there.")]
    Cover,
    #[error("This is no date that the blog can show.")]
    Date,
    #[error("This is public already. Unpublish it first if readers shall have it later.")]
    DateToCome,
    #[error("This time is past. Choose one to come, or publish now.")]
    DatePast,
    /// Its state does not allow the step.
    #[error("{}", not_now(*.0))]
    NotNow(PostState),
    /// Somebody saved since; this is what they saved.
    #[error("Somebody else saved this post before you.")]
    Stale(Box<DeskPost>),
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn not_now(state: PostState) -> &'static str {
    match state {
        PostState::Draft | PostState::InReview => "This is a draft, so there is nothing to take back.",
        PostState::Scheduled | PostState::Unpublished => "This is not public.",
        PostState::Published => "This is public already.",
        PostState::Trashed => "This is in the trash. Restore it first.",
    }
}

/// Makes what readers get from what an editor wrote. A long text takes its time, so it has a thread of its own.
async fn render(app: &App, format: SourceFormat, source: String) -> Body {
    app.workshop.make(move || body(format, source)).await
}

/// The same at once, for a text that is known to be short.
pub fn body(format: SourceFormat, source: String) -> Body {
    let made = match format {
        SourceFormat::Markdown => sanitise::post_from_markdown(&source),
        SourceFormat::Html => sanitise::post_from_html(&source),
    };
    Body {
        source_format: format,
        source,
        html: made.html,
        lead: made.lead,
        text: made.text,
        render_version: sanitise::RENDER_VERSION,
    }
}

/// The media that a body shows, by their names; some may not be there.
pub fn media_in(html: &Html) -> Vec<String> {
    let addresses = sanitise::addresses_below(html, "/media/");
    let mut names: Vec<_> =
        addresses.iter().filter_map(|address| named_in(address)).map(str::to_owned).collect();
    names.sort();
    names.dedup();
    names
}

/// The post, if this person may change it at this moment.
pub async fn own(db: &mut impl Source, by: &User, id: PostId) -> Result<DeskPost, Refusal> {
    let by = allowed(db, by.id, Deed::WriteOwnPosts).await?.ok_or(Refusal::NotYours)?;
    let post = desk::post(db, id).await?.ok_or(Refusal::Unknown)?;
    let is_own = by.may(writing(post.kind)) && desk::is_author(db, id, by.id).await?;
    if is_own || by.may(Deed::EditAllPosts) { Ok(post) } else { Err(Refusal::NotYours) }
}

/// What somebody does who writes one of this kind.
pub fn writing(kind: PostKind) -> Deed {
    match kind {
        PostKind::Post => Deed::WriteOwnPosts,
        PostKind::Page => Deed::WritePages,
    }
}

/// A deed for the audit; `by` is nobody where time did it.
struct Done {
    at: Timestamp,
    by: Option<UserId>,
    verb: &'static str,
    before: Option<PostState>,
    after: PostState,
}

async fn note(unit: &mut Unit, id: PostId, done: Done) -> Result<(), StoreError> {
    let Done { at, by, verb, before, after } = done;
    audit::record(unit, at, by, verb, "post", id.0, before.map(PostState::word), Some(after.word())).await
}
