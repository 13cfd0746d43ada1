//! Where readers find a post: its place in the lists, what shows it, its address. Called by the verbs, within their units.

use super::Refusal;
use crate::model::ids::PostId;
use crate::model::key::{Key, Keys};
use crate::model::path::PublicPath;
use crate::model::post::{Cursor, PostKind};
use crate::model::timestamp::{Timestamp, Zone};
use crate::store::desk::{self, DeskPost};
use crate::store::listing::{self, Listed};
use crate::store::{StoreError, Unit, authors, paths, posts, settings, tags};

/// The blog's zone as this unit sees it: counts by month rest on it, so it may not be a moment old.
pub(super) async fn zone(unit: &mut Unit) -> Result<Zone, StoreError> {
    Ok(settings::load(unit).await?.zone)
}

/// Takes a public post out of the lists before it is changed, and names what showed it; leaves any other alone.
pub(super) async fn take_down(
    unit: &mut Unit,
    zone: &Zone,
    post: &DeskPost,
    keys: &mut Keys,
) -> Result<(), StoreError> {
    let Some(since) = post.public_since() else { return Ok(()) };
    name_what_shows(unit, post, since, keys).await?;
    listing::unlist(unit, listed(zone, post.id, post.kind, since)).await
}

/// Puts a post into the lists if it is public now, and names what shows it.
pub(super) async fn put_up(
    unit: &mut Unit,
    zone: &Zone,
    id: PostId,
    keys: &mut Keys,
) -> Result<(), StoreError> {
    let Some(post) = desk::post(unit, id).await? else { return Ok(()) };
    let Some(since) = post.public_since() else { return Ok(()) };
    listing::list(unit, listed(zone, post.id, post.kind, since)).await?;
    name_what_shows(unit, &post, since, keys).await
}

/// Where lists find a post that is public since `published_at`.
fn listed(zone: &Zone, id: PostId, kind: PostKind, published_at: Timestamp) -> Listed {
    Listed { id, kind, published_at, month: zone.local(published_at).day.month_of_year() }
}

/// Everything that shows a public post: itself, the pages before and after it, its tags, its authors, the lists.
async fn name_what_shows(
    unit: &mut Unit,
    post: &DeskPost,
    since: Timestamp,
    keys: &mut Keys,
) -> Result<(), StoreError> {
    keys.add(Key::Post(post.id));
    if post.comment_count > 0 {
        keys.add(Key::Comments);
    }
    if post.kind == PostKind::Page {
        // Pages stand in the header of every page.
        keys.add(Key::Site);
        return Ok(());
    }
    keys.add(Key::Home);
    for neighbour in posts::neighbour_ids(unit, Cursor { published_at: since, id: post.id }).await? {
        keys.add(Key::Post(neighbour));
    }
    for tag in tags::ids_of_post(unit, post.id).await? {
        keys.add(Key::Tag(tag));
    }
    for byline in authors::of_posts(unit, &[post.id]).await? {
        keys.add(Key::Author(byline.user_id));
    }
    Ok(())
}

/// Gives a post an address that no other post has or had.
pub(super) async fn claim(
    unit: &mut Unit,
    post: PostId,
    path: &PublicPath,
    now: Timestamp,
) -> Result<(), Refusal> {
    paths::take_from_trash(unit, path, post).await?;
    match paths::owner(unit, path).await? {
        Some(owner) if owner != Some(post) => Err(Refusal::PathTaken),
        _ => Ok(paths::assign(unit, post, path, now).await?),
    }
}

/// Moves a post to the address its editor asks for. An address that readers know goes on leading to it; one that they
/// never saw is given up. Asking for none keeps what readers know.
pub(super) async fn move_to(
    unit: &mut Unit,
    post: &DeskPost,
    wanted: Option<&PublicPath>,
    now: Timestamp,
) -> Result<(), Refusal> {
    if wanted == post.path.as_ref() {
        return Ok(());
    }
    if !post.was_public {
        paths::release(unit, post.id).await?;
    }
    match wanted {
        Some(path) => claim(unit, post.id, path, now).await,
        None => Ok(()),
    }
}

/// Gives a post that has no address yet the one its date and title make, with a number behind it if that is taken.
pub(super) async fn give_path(
    unit: &mut Unit,
    post: &DeskPost,
    wanted: &str,
    now: Timestamp,
) -> Result<(), Refusal> {
    if post.path.is_some() {
        return Ok(());
    }
    let mut number = 1;
    loop {
        let tried = if number == 1 { wanted.to_owned() } else { format!("{wanted}-{number}") };
        number += 1;
        // A page called “Admin” would get an address of ours: the number leads it away.
        let Ok(path) = PublicPath::parse(&tried) else { continue };
        if paths::owner(unit, &path).await?.is_none() {
            return claim(unit, post.id, &path, now).await;
        }
    }
}
