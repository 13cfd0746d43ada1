//! Writing, publishing and taking back posts and pages.

mod create;
mod publish;

pub use create::{Draft, create};
pub use publish::publish;

use crate::app::App;
use crate::model::ids::PostId;
use crate::model::key::{Key, Keys};
use crate::model::path::PathFault;
use crate::model::post::{PostKind, SourceFormat};
use crate::model::timestamp::{Timestamp, Zone};
use crate::model::words::Fault;
use crate::store::listing::Listed;
use crate::store::posts::write::Body;
use crate::store::{StoreError, Unit, authors, tags};
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
    #[error("{0}")]
    Tag(Fault),
    #[error("{0}")]
    Path(PathFault),
    #[error("Another post has this address, or had it once. Choose another.")]
    PathTaken,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Makes what readers get from what the editor wrote.
pub(super) fn render(format: SourceFormat, source: &str) -> Body {
    let made = match format {
        SourceFormat::Markdown => sanitise::post_from_markdown(source),
        SourceFormat::Html => sanitise::post_from_html(source),
    };
    Body {
        source_format: format,
        source: source.to_owned(),
        html: made.html,
        lead: made.lead,
        text: made.text,
        render_version: sanitise::RENDER_VERSION,
    }
}

/// Where lists find a post that is public since `published_at`.
pub(super) fn listed(zone: &Zone, id: PostId, kind: PostKind, published_at: Timestamp) -> Listed {
    Listed { id, kind, published_at, month: zone.local(published_at).day.month_of_year() }
}

/// Everything that shows a post: itself, its neighbours through the lists, its tags and its authors.
pub(super) async fn keys_of(unit: &mut Unit, id: PostId, kind: PostKind) -> Result<Keys, StoreError> {
    let mut keys = Keys::of([Key::Post(id)]);
    if kind == PostKind::Page {
        // Pages stand in the header of every page.
        keys.add(Key::Site);
        return Ok(keys);
    }
    keys.add(Key::Home);
    for tag in tags::ids_of_post(unit, id).await? {
        keys.add(Key::Tag(tag));
    }
    for byline in authors::of_posts(unit, &[id]).await? {
        keys.add(Key::Author(byline.user_id));
    }
    Ok(keys)
}

/// The instant that a new post's address and date are made from, when its editor gave none.
pub(super) fn now(app: &App) -> Timestamp {
    app.clock.now()
}
