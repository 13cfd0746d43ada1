//! Imported authors and the accounts that they are: what people say, and the owner's word that moves posts and comments
//! over. The word is one unit; what follows is done in short ones, by whoever gave it and, where there is much or after
//! a stop, by the runner.

use std::time::Duration;

use super::people::{Refusal as Denial, manager};
use crate::actions::standing::allowed;
use crate::app::App;
use crate::model::ids::{CommentId, PostId, UserId};
use crate::model::key::{Key, Keys};
use crate::model::user::{Deed, User};
use crate::store::claims::{self, Unfinished};
use crate::store::users::people::{self, Person};
use crate::store::{StoreError, Unit, audit};

/// Posts and comments that one unit moves: some milliseconds' worth.
const POSTS: usize = 100;
const COMMENTS: usize = 200;

/// Units that an owner's word carries out at once: a second or two, in which most authors move.
const UNITS_AT_ONCE: usize = 100;

/// Units of one round of the runner, which neither start nor stop shall wait for.
const UNITS_A_ROUND: usize = 20;

/// Left to other writers after each unit.
const PAUSE: Duration = Duration::from_millis(4);

/// Why an imported author did not become an account.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error("This is nobody who only signs posts.")]
    NoAuthor,
    #[error("This is no account that somebody can log in to.")]
    NoAccount,
    #[error("This author is somebody else’s account already.")]
    Taken,
    #[error(transparent)]
    Denied(#[from] Denial),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Tells the owners that an imported author is oneself.
pub async fn ask(app: &App, by: &User, author: UserId) -> Result<(), Refusal> {
    let (by, now) = (by.id, app.clock.now());
    app.db
        .write(move |unit| {
            Box::pin(async move {
                allowed(unit, by, Deed::KeepAccount).await?.ok_or(Denial::NotAllowed)?;
                author_of(people::person(unit, author).await?)?;
                if claims::ask(unit, author, by, now).await? {
                    audit::record(unit, now, Some(by), "claim", "user", author.0, None, None).await?;
                }
                Ok(((), Keys::none()))
            })
        })
        .await
}

/// Says no to what somebody said, by an owner or by whoever said it.
pub async fn decline(app: &App, by: &User, author: UserId, user: UserId) -> Result<(), Refusal> {
    let (by, now) = (by.id, app.clock.now());
    app.db
        .write(move |unit| {
            Box::pin(async move {
                let verb = if by == user {
                    allowed(unit, by, Deed::KeepAccount).await?.ok_or(Denial::NotAllowed)?;
                    "take_back_claim"
                } else {
                    manager(unit, by).await?;
                    "decline_claim"
                };
                if claims::take_back(unit, author, user).await? {
                    audit::record(unit, now, Some(by), verb, "user", author.0, None, None).await?;
                }
                Ok(((), Keys::none()))
            })
        })
        .await
}

/// Makes an imported author an account: bylines, the author page and comments move over. Said twice it is done once.
pub async fn merge(app: &App, by: &User, author: UserId, into: UserId) -> Result<(), Refusal> {
    let (by, now) = (by.id, app.clock.now());
    app.db
        .write(move |unit| {
            Box::pin(async move {
                manager(unit, by).await?;
                let found = people::person(unit, author).await?;
                if found.as_ref().is_some_and(|found| found.merged_into == Some(into)) {
                    return Ok(((), Keys::none()));
                }
                author_of(found)?;
                let account = people::person(unit, into).await?;
                if account.is_none_or(|account| account.email.is_none() || !account.is_active) {
                    return Err(Refusal::NoAccount);
                }
                claims::merge(unit, author, into, now).await?;
                claims::settle(unit, author).await?;
                let into_whom = into.to_string();
                audit::record(unit, now, Some(by), "merge", "user", author.0, None, Some(&into_whom)).await?;
                Ok(((), Keys::of([Key::Author(author), Key::Author(into)])))
            })
        })
        .await?;
    move_over(app, Unfinished { author, into }, &mut { UNITS_AT_ONCE }).await?;
    Ok(())
}

/// Somebody without a login whom nobody is yet.
fn author_of(found: Option<Person>) -> Result<Person, Refusal> {
    let found = found.filter(|found| found.email.is_none()).ok_or(Refusal::NoAuthor)?;
    if found.merged_into.is_some() { Err(Refusal::Taken) } else { Ok(found) }
}

/// How far one round came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Round {
    /// Authors of whom nothing is left to move.
    pub finished: usize,
    /// There is something left for the next round.
    pub is_cut_short: bool,
}

/// Goes on with what is large or was left by a stop, for a short while.
pub async fn go_on(app: &App) -> Result<Round, StoreError> {
    let mut units = UNITS_A_ROUND;
    let mut finished = 0;
    for one in claims::unfinished(&mut app.db.reader().await?).await? {
        if !move_over(app, one, &mut units).await? {
            return Ok(Round { finished, is_cut_short: true });
        }
        finished += 1;
    }
    Ok(Round { finished, is_cut_short: false })
}

/// Moves everything for which there are units, a short one at a time; answers whether that was all. Each is whole in itself,
/// so this may be stopped anywhere and gone on with.
async fn move_over(app: &App, one: Unfinished, units: &mut usize) -> Result<bool, StoreError> {
    while *units > 0 {
        *units -= 1;
        let is_done: Result<bool, StoreError> =
            app.db.write(move |unit| Box::pin(async move { move_some(unit, one).await })).await;
        if is_done? {
            return Ok(true);
        }
        tokio::time::sleep(PAUSE).await;
    }
    Ok(false)
}

/// Comments first, so that posts only move in a unit that leaves no comment behind: a small author moves at once, and their
/// badge below their own posts is never missing.
async fn move_some(unit: &mut Unit, one: Unfinished) -> Result<(bool, Keys), StoreError> {
    let mut keys = Keys::none();
    let comments = claims::comments_left(unit, one.author, COMMENTS).await?;
    let ids: Vec<CommentId> = comments.iter().map(|comment| comment.id).collect();
    claims::move_comments(unit, one.into, &ids).await?;
    for comment in &comments {
        keys.add(Key::Post(comment.post_id));
    }
    if comments.len() == COMMENTS {
        return Ok((false, keys));
    }
    let posts: Vec<PostId> = claims::posts_left(unit, one.author, POSTS).await?;
    claims::move_posts(unit, one.author, one.into, &posts).await?;
    if !posts.is_empty() {
        keys.add(Key::Author(one.author));
        keys.add(Key::Author(one.into));
    }
    for post in &posts {
        keys.add(Key::Post(*post));
    }
    Ok((posts.len() < POSTS, keys))
}

#[cfg(test)]
mod tests;
