//! Which address an imported post gets: its own verbatim, or the one that its date and title make.

use std::collections::HashSet;

use super::Context;
use crate::model::path::PublicPath;
use crate::model::post::{PostKind, PostState, default_path};
use crate::model::timestamp::Timestamp;
use crate::store::{Source, StoreError, paths};
use crate::tools::slug;
use crate::transfer::import::source::{self, SourcePost};

/// The address of a post, if it gets one, and why it is not the one it had.
#[derive(Debug, PartialEq, Eq)]
pub struct Address {
    pub path: Option<PublicPath>,
    pub is_own: bool,
    pub clash: Option<String>,
}

/// Chooses an address that nobody has. `claimed` are those given away by this run and not yet written.
pub async fn choose(
    db: &mut impl Source,
    context: &Context,
    post: &SourcePost,
    claimed: &HashSet<String>,
) -> Result<Address, StoreError> {
    let clash = match post.path.as_deref().map(PublicPath::parse) {
        None => None,
        Some(Err(fault)) => Some(fault.to_string()),
        Some(Ok(path)) if is_free(db, &path, claimed).await? => {
            return Ok(Address { path: Some(path), is_own: true, clash: None });
        }
        Some(Ok(_)) => Some("Another post has this address.".to_owned()),
    };
    if state(context, post) != PostState::Published {
        return Ok(Address { path: None, is_own: false, clash });
    }
    let day = context.zone.local(Timestamp(post.published.millis)).day;
    let wanted = default_path(kind(post), day, &slug::from_title(&post.title));
    let mut number = 1;
    loop {
        let tried = if number == 1 { wanted.clone() } else { format!("{wanted}-{number}") };
        number += 1;
        // A page called “Admin” would get an address of ours: the number leads it away.
        let Ok(path) = PublicPath::parse(&tried) else { continue };
        if is_free(db, &path, claimed).await? {
            return Ok(Address { path: Some(path), is_own: false, clash });
        }
    }
}

async fn is_free(
    db: &mut impl Source,
    path: &PublicPath,
    claimed: &HashSet<String>,
) -> Result<bool, StoreError> {
    Ok(!claimed.contains(path.as_str()) && paths::owner(db, path).await?.is_none())
}

pub fn kind(post: &SourcePost) -> PostKind {
    match post.kind {
        source::PostKind::Post => PostKind::Post,
        source::PostKind::Page => PostKind::Page,
    }
}

/// The state a post gets here. What is dated later than now waits for its date, whatever the source called it.
pub fn state(context: &Context, post: &SourcePost) -> PostState {
    match post.state {
        source::PostState::Draft => PostState::Draft,
        source::PostState::Scheduled => PostState::Scheduled,
        source::PostState::Published if post.published.millis > context.now.0 => PostState::Scheduled,
        source::PostState::Published => PostState::Published,
        source::PostState::Unpublished => PostState::Unpublished,
        source::PostState::Trashed => PostState::Trashed,
    }
}
