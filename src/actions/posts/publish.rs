//! Making a post public.

use super::create::claim;
use super::{Refusal, keys_of, listed, now};
use crate::app::App;
use crate::model::ids::PostId;
use crate::model::path::PublicPath;
use crate::model::post::{PostState, default_path};
use crate::model::timestamp::Timestamp;
use crate::model::user::{Deed, User};
use crate::store::desk::{self, DeskPost};
use crate::store::{Unit, listing, paths};
use crate::tools::slug;

/// Makes a post public now, with the date its editor gave or this moment's.
pub async fn publish(app: &App, by: &User, id: PostId) -> Result<(), Refusal> {
    let (by, now) = (by.clone(), now(app));
    let zone = app.settings().zone.clone();
    app.db
        .write(move |unit| {
            Box::pin(async move {
                let post = own(unit, &by, id).await?;
                if post.state == PostState::Published {
                    return Ok(((), crate::model::key::Keys::none()));
                }
                let published_at = post.published_at.filter(|at| *at <= now).unwrap_or(now);
                desk::set_state(unit, id, PostState::Published, Some(published_at), now).await?;
                let day = zone.local(published_at).day;
                give_path(unit, &post, &default_path(post.kind, day, &slug::from_title(&post.title)), now)
                    .await?;
                listing::list(unit, listed(&zone, id, post.kind, published_at)).await?;
                Ok(((), keys_of(unit, id, post.kind).await?))
            })
        })
        .await
}

/// The post, if this person may change it.
pub(super) async fn own(unit: &mut Unit, by: &User, id: PostId) -> Result<DeskPost, Refusal> {
    let post = desk::post(unit, id).await?.ok_or(Refusal::Unknown)?;
    let is_own = by.may(Deed::WriteOwnPosts) && desk::is_author(unit, id, by.id).await?;
    if is_own || by.may(Deed::EditAllPosts) { Ok(post) } else { Err(Refusal::NotYours) }
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
