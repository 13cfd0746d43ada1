//! What readers follow by mail, and the addresses that their letters go to. An address is there as long as it follows
//! something or was asked whether it wants to.

use super::db::{Source, json_ids};
use super::error::StoreError;
use super::writer::Unit;
use crate::model::ids::{CommentId, CommenterId, FollowerId, PostId, SubscriptionId};
use crate::model::path::PublicPath;
use crate::model::timestamp::Timestamp;

#[cfg(test)]
mod tests;

/// What can be followed: all comments on a post, or the answers to one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target {
    pub post: PostId,
    pub comment: Option<CommentId>,
}

/// What somebody follows or was asked about, in the words of the blog.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Subscription {
    pub id: SubscriptionId,
    pub follower_id: FollowerId,
    pub email: String,
    pub confirmed_at: Option<Timestamp>,
    pub asked_at: Timestamp,
    /// How many letters asked about it.
    pub asks: i64,
    /// Nothing while the post is not public.
    pub post_title: Option<String>,
    pub post_path: Option<PublicPath>,
    pub comment_id: Option<CommentId>,
}

macro_rules! subscriptions {
    ($rest:literal) => {
        concat!(
            "select s.id, s.follower_id, f.email, s.confirmed_at, s.asked_at, s.asks, p.title as post_title,
                    paths.path as post_path, s.comment_id
             from subscriptions s
             join followers f on f.id = s.follower_id
             left join posts p on p.id = s.post_id and p.state = 'published'
             left join paths on paths.post_id = p.id and paths.role = 'canonical' ",
            $rest
        )
    };
}

/// The row of an address in small letters, which is made if there is none.
pub async fn follower(
    unit: &mut Unit,
    email: &str,
    language: &str,
    now: Timestamp,
) -> Result<FollowerId, StoreError> {
    Ok(sqlx::query_scalar(
        "insert into followers (email, language, created_at) values ($1, $2, $3)
         on conflict (email) do update set email = excluded.email
         returning id",
    )
    .bind(email)
    .bind(language)
    .bind(now)
    .fetch_one(unit.connection())
    .await?)
}

/// An address that follows something or was asked.
pub async fn email_of(db: &mut impl Source, follower: FollowerId) -> Result<Option<String>, StoreError> {
    Ok(sqlx::query_scalar("select email from followers where id = $1")
        .bind(follower)
        .fetch_optional(db.connection())
        .await?)
}

pub async fn by_id(db: &mut impl Source, id: SubscriptionId) -> Result<Option<Subscription>, StoreError> {
    Ok(sqlx::query_as(subscriptions!("where s.id = $1")).bind(id).fetch_optional(db.connection()).await?)
}

/// What an address has to do with one thing.
pub async fn of_target(
    db: &mut impl Source,
    follower: FollowerId,
    target: Target,
) -> Result<Option<Subscription>, StoreError> {
    Ok(sqlx::query_as(subscriptions!(
        "where s.follower_id = $1 and s.post_id = $2 and coalesce(s.comment_id, 0) = coalesce($3, 0)"
    ))
    .bind(follower)
    .bind(target.post)
    .bind(target.comment)
    .fetch_optional(db.connection())
    .await?)
}

/// What an address follows, the newest first.
pub async fn of_follower(
    db: &mut impl Source,
    follower: FollowerId,
    limit: i64,
) -> Result<Vec<Subscription>, StoreError> {
    Ok(sqlx::query_as(subscriptions!(
        "where s.follower_id = $1 and s.confirmed_at is not null order by s.id desc limit $2"
    ))
    .bind(follower)
    .bind(limit)
    .fetch_all(db.connection())
    .await?)
}

/// Writes down what was asked for. It is not followed before it is confirmed.
pub async fn insert(
    unit: &mut Unit,
    follower: FollowerId,
    target: Target,
    commenter: Option<CommenterId>,
    now: Timestamp,
) -> Result<SubscriptionId, StoreError> {
    Ok(sqlx::query_scalar(
        "insert into subscriptions (follower_id, post_id, comment_id, commenter_id, asked_at, asks, created_at)
         values ($1, $2, $3, $4, $5, 0, $5)
         returning id",
    )
    .bind(follower)
    .bind(target.post)
    .bind(target.comment)
    .bind(commenter)
    .bind(now)
    .fetch_one(unit.connection())
    .await?)
}

/// A letter asks the address about it, for the first time or once more.
pub async fn asked(unit: &mut Unit, id: SubscriptionId, now: Timestamp) -> Result<(), StoreError> {
    sqlx::query(
        "update subscriptions set asked_at = $2, asks = asks + 1 where id = $1 and confirmed_at is null",
    )
    .bind(id)
    .bind(now)
    .execute(unit.connection())
    .await?;
    Ok(())
}

/// How many letters asked this address and were not answered yet. Each of them may be, or it would have been swept.
pub async fn unanswered(db: &mut impl Source, follower: FollowerId) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar(
        "select coalesce(sum(asks), 0) from subscriptions where follower_id = $1 and confirmed_at is null",
    )
    .bind(follower)
    .fetch_one(db.connection())
    .await?)
}

/// Has this address agreed to something by a letter that was answered in this very browser?
pub async fn has_agreed(
    db: &mut impl Source,
    follower: FollowerId,
    commenter: CommenterId,
) -> Result<bool, StoreError> {
    let found: Option<i64> = sqlx::query_scalar(
        "select 1 from subscriptions
         where follower_id = $1 and commenter_id = $2 and confirmed_at is not null
         limit 1",
    )
    .bind(follower)
    .bind(commenter)
    .fetch_optional(db.connection())
    .await?;
    Ok(found.is_some())
}

/// From now on it is followed. Answers whether there is such a thing, confirmed just now or before. `commenter` is
/// whoever confirms it, if their browser is known: who asked for it counts no more.
pub async fn confirm(
    unit: &mut Unit,
    id: SubscriptionId,
    commenter: Option<CommenterId>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "update subscriptions
         set commenter_id = case when confirmed_at is null then $3 else coalesce($3, commenter_id) end,
             confirmed_at = coalesce(confirmed_at, $2)
         where id = $1",
    )
    .bind(id)
    .bind(now)
    .bind(commenter)
    .execute(unit.connection())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Ends these of what an address follows; answers how many.
pub async fn end(unit: &mut Unit, follower: FollowerId, these: &[SubscriptionId]) -> Result<u64, StoreError> {
    let done = sqlx::query(
        "delete from subscriptions where follower_id = $1 and id in (select value from json_each($2))",
    )
    .bind(follower)
    .bind(json_ids(these))
    .execute(unit.connection())
    .await?;
    forget_idle(unit, follower).await?;
    Ok(done.rows_affected())
}

/// Ends everything that an address follows or was asked about.
pub async fn end_all(unit: &mut Unit, follower: FollowerId) -> Result<u64, StoreError> {
    let done = sqlx::query("delete from subscriptions where follower_id = $1")
        .bind(follower)
        .execute(unit.connection())
        .await?;
    forget_idle(unit, follower).await?;
    Ok(done.rows_affected())
}

/// The address goes with the last thing that it follows, and so does what it was to be told.
pub async fn forget_idle(unit: &mut Unit, follower: FollowerId) -> Result<(), StoreError> {
    let gone = sqlx::query(
        "delete from followers
         where id = $1 and not exists (select 1 from subscriptions where follower_id = $1)",
    )
    .bind(follower)
    .execute(unit.connection())
    .await?;
    if gone.rows_affected() == 1 {
        sqlx::query("delete from notices where follower_id = $1")
            .bind(follower)
            .execute(unit.connection())
            .await?;
    }
    Ok(())
}

/// Ends everything of an address in small letters, as when its reader has everything erased; answers how much that was.
pub async fn end_all_of(unit: &mut Unit, email: &str) -> Result<u64, StoreError> {
    let follower: Option<FollowerId> = sqlx::query_scalar("select id from followers where email = $1")
        .bind(email)
        .fetch_optional(unit.connection())
        .await?;
    match follower {
        Some(follower) => end_all(unit, follower).await,
        None => Ok(0),
    }
}

const END_OF_COMMENT: &str = "
    delete from subscriptions
    where comment_id = $1 and comment_id is not null and confirmed_at is not null
    returning follower_id";

const UNTIE: &str = "
    update subscriptions
    set commenter_id = null
    where commenter_id = $1 and commenter_id is not null and confirmed_at is null";

/// Ends what follows the answers to a comment, as when nothing is left of it. Letters that asked and were not answered are
/// left to the sweep: as long as they are counted, nobody has an address asked anew by erasing.
pub async fn end_of_comment(unit: &mut Unit, comment: CommentId) -> Result<(), StoreError> {
    let gone: Vec<FollowerId> =
        sqlx::query_scalar(END_OF_COMMENT).bind(comment).fetch_all(unit.connection()).await?;
    for follower in &gone {
        forget_idle(unit, *follower).await?;
    }
    Ok(())
}

const PROVED_BY: &str = "
    select distinct follower_id
    from subscriptions
    where commenter_id = $1 and commenter_id is not null and confirmed_at is not null";

/// Ends what was agreed to in a browser, as when its commenter has everything erased: of an address whose letters were
/// opened in it, that is everything, wherever else it was agreed to. Of what it asked for without an answer, only who
/// asked is forgotten, and the sweep ends it: whoever types somebody else's address must not have it asked anew by erasing.
pub async fn end_of_commenter(unit: &mut Unit, commenter: CommenterId) -> Result<(), StoreError> {
    let proved: Vec<FollowerId> =
        sqlx::query_scalar(PROVED_BY).bind(commenter).fetch_all(unit.connection()).await?;
    for follower in &proved {
        end_all(unit, *follower).await?;
    }
    sqlx::query(UNTIE).bind(commenter).execute(unit.connection()).await?;
    Ok(())
}

/// Forgets a few letters that nobody answered since a time; answers how many.
pub async fn sweep(unit: &mut Unit, since: Timestamp) -> Result<u64, StoreError> {
    let gone: Vec<FollowerId> = sqlx::query_scalar(
        "delete from subscriptions
         where id in (
             select id from subscriptions
             where confirmed_at is null and asked_at <= $1
             order by asked_at, id
             limit 100
         )
         returning follower_id",
    )
    .bind(since)
    .fetch_all(unit.connection())
    .await?;
    for follower in &gone {
        forget_idle(unit, *follower).await?;
    }
    Ok(gone.len() as u64)
}

/// Notes that an address wants no letter, by its hash.
pub async fn refuse(unit: &mut Unit, address_hash: &[u8], now: Timestamp) -> Result<(), StoreError> {
    sqlx::query(
        "insert into unwilling (address_hash, since) values ($1, $2) on conflict (address_hash) do nothing",
    )
    .bind(address_hash)
    .bind(now)
    .execute(unit.connection())
    .await?;
    Ok(())
}

/// Its reader has thought better of it.
pub async fn relent(unit: &mut Unit, address_hash: &[u8]) -> Result<(), StoreError> {
    sqlx::query("delete from unwilling where address_hash = $1")
        .bind(address_hash)
        .execute(unit.connection())
        .await?;
    Ok(())
}

pub async fn is_unwilling(db: &mut impl Source, address_hash: &[u8]) -> Result<bool, StoreError> {
    let found: Option<i64> = sqlx::query_scalar("select 1 from unwilling where address_hash = $1")
        .bind(address_hash)
        .fetch_optional(db.connection())
        .await?;
    Ok(found.is_some())
}

/// Does anybody follow anything at all?
pub async fn is_any(db: &mut impl Source) -> Result<bool, StoreError> {
    let found: Option<i64> =
        sqlx::query_scalar("select 1 from followers limit 1").fetch_optional(db.connection()).await?;
    Ok(found.is_some())
}

/// The next addresses that are told of a comment which came to be published: those who follow its post or the comment
/// that it answers, without its own writer.
pub const FOLLOWING: &str = "
    select follower_id
    from (
        select follower_id, commenter_id from subscriptions
        where post_id = $1 and comment_id is null and confirmed_at is not null and follower_id > $6
        union all
        select follower_id, commenter_id from subscriptions
        where comment_id = $2 and comment_id is not null and confirmed_at is not null and follower_id > $6
    ) as those
    join followers on followers.id = follower_id
    where coalesce(commenter_id, 0) <> coalesce($3, -1) and email <> lower(coalesce($4, ''))
    group by follower_id
    order by follower_id
    limit $5";

/// See `FOLLOWING`; from behind one of them on.
pub async fn following(
    db: &mut impl Source,
    comment: &super::notices::News,
    after: FollowerId,
    limit: i64,
) -> Result<Vec<FollowerId>, StoreError> {
    Ok(sqlx::query_scalar(FOLLOWING)
        .bind(comment.post_id)
        .bind(comment.parent_id)
        .bind(comment.commenter_id)
        .bind(&comment.email)
        .bind(limit)
        .bind(after)
        .fetch_all(db.connection())
        .await?)
}
