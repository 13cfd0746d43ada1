//! What one letter tells: whose turn it is, what they are to be told, and the comments as they stand when it is sent.

use crate::model::comment::{CommentState, PostComments, Reason};
use crate::model::html::Html;
use crate::model::ids::{CommentId, FollowerId, SubscriptionId, UserId};
use crate::model::timestamp::Timestamp;
use crate::store::db::{Source, json_ids};
use crate::store::error::StoreError;
use crate::store::writer::Unit;

/// Somebody whose turn it is.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Person {
    pub id: UserId,
    pub email: String,
}

/// A follower whose turn it is.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Follower {
    pub id: FollowerId,
    pub email: String,
    pub language: String,
}

/// People who are to be told of something and were not told of anything after `told_before`.
pub async fn people(
    db: &mut impl Source,
    told_before: Timestamp,
    limit: i64,
) -> Result<Vec<Person>, StoreError> {
    Ok(sqlx::query_as(
        "select u.id, u.email
         from (select distinct user_id from notices
               where told_at is null and follower_id is null and user_id is not null) as those
         join users u on u.id = those.user_id
         left join notice_choices chosen on chosen.user_id = u.id
         where u.is_active = 1 and u.email is not null and coalesce(chosen.told_at, 0) <= $1
         order by u.id
         limit $2",
    )
    .bind(told_before)
    .bind(limit)
    .fetch_all(db.connection())
    .await?)
}

/// The same of followers.
pub async fn followers(
    db: &mut impl Source,
    told_before: Timestamp,
    limit: i64,
) -> Result<Vec<Follower>, StoreError> {
    Ok(sqlx::query_as(
        "select f.id, f.email, f.language
         from (select distinct follower_id from notices where told_at is null and follower_id is not null) as those
         join followers f on f.id = those.follower_id
         where coalesce(f.told_at, 0) <= $1
         order by f.id
         limit $2",
    )
    .bind(told_before)
    .bind(limit)
    .fetch_all(db.connection())
    .await?)
}

/// Takes all that somebody is to be told, in its order, and begins the pause behind it.
pub async fn take_for_person(
    unit: &mut Unit,
    user: UserId,
    now: Timestamp,
) -> Result<Vec<CommentId>, StoreError> {
    sqlx::query(
        "insert into notice_choices (user_id, about_waiting, about_own_posts, has_feed, feed_number, told_at)
         values ($1, 1, 1, 0, 0, $2)
         on conflict (user_id) do update set told_at = excluded.told_at",
    )
    .bind(user)
    .bind(now)
    .execute(unit.connection())
    .await?;
    in_order(
        sqlx::query_scalar(
            "update notices set told_at = $2
             where told_at is null and follower_id is null and user_id = $1
             returning comment_id",
        )
        .bind(user)
        .bind(now)
        .fetch_all(unit.connection())
        .await?,
    )
}

/// The same for a follower.
pub async fn take_for_follower(
    unit: &mut Unit,
    follower: FollowerId,
    now: Timestamp,
) -> Result<Vec<CommentId>, StoreError> {
    sqlx::query("update followers set told_at = $2 where id = $1")
        .bind(follower)
        .bind(now)
        .execute(unit.connection())
        .await?;
    in_order(
        sqlx::query_scalar(
            "update notices set told_at = $2
             where told_at is null and follower_id = $1
             returning comment_id",
        )
        .bind(follower)
        .bind(now)
        .fetch_all(unit.connection())
        .await?,
    )
}

#[expect(clippy::unnecessary_wraps, reason = "the end of functions that can fail")]
fn in_order(mut ids: Vec<CommentId>) -> Result<Vec<CommentId>, StoreError> {
    ids.sort_unstable();
    Ok(ids)
}

/// A comment as it stands when it is told of.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Told {
    pub id: CommentId,
    pub public_id: String,
    pub state: CommentState,
    pub reason: Reason,
    pub name: String,
    pub email: Option<String>,
    pub website: Option<String>,
    pub html: Html,
    pub published_at: Timestamp,
    pub post_title: String,
    pub is_post_public: bool,
    pub post_comments: PostComments,
    pub parent_name: Option<String>,
    /// Is the person who is told an author of its post?
    pub is_on_own_post: bool,
}

/// These comments in the order of their ids, for somebody of the blog or for nobody of it; what is gone is absent.
pub async fn comments(
    db: &mut impl Source,
    ids: &[CommentId],
    reader: Option<UserId>,
) -> Result<Vec<Told>, StoreError> {
    Ok(sqlx::query_as(
        "select c.id, c.public_id, c.state, c.reason, c.name, c.email, c.website, c.html, c.published_at,
                p.title as post_title, p.state = 'published' as is_post_public, p.comments as post_comments,
                above.name as parent_name,
                exists (select 1 from post_authors a where a.post_id = c.post_id and a.user_id = $2) as is_on_own_post
         from comments c
         join posts p on p.id = c.post_id
         left join comments above on above.id = c.parent_id and above.state = 'published'
         where c.id in (select value from json_each($1))
         order by c.id",
    )
    .bind(json_ids(ids))
    .bind(reader)
    .fetch_all(db.connection())
    .await?)
}

/// The things that an address follows because of which it is told of these comments.
pub async fn reasons(
    db: &mut impl Source,
    follower: FollowerId,
    comments: &[CommentId],
) -> Result<Vec<(SubscriptionId, CommentId)>, StoreError> {
    Ok(sqlx::query_as(
        "select s.id, c.id
         from comments c
         join subscriptions s on s.follower_id = $1 and s.confirmed_at is not null
             and ((s.comment_id is null and s.post_id = c.post_id) or s.comment_id = c.parent_id)
         where c.id in (select value from json_each($2))
         order by s.id, c.id",
    )
    .bind(follower)
    .bind(json_ids(comments))
    .fetch_all(db.connection())
    .await?)
}

/// The comments that the webhook is to be told of, the oldest first.
pub async fn for_webhook(db: &mut impl Source, limit: i64) -> Result<Vec<CommentId>, StoreError> {
    Ok(sqlx::query_scalar(
        "select comment_id from notices
         where told_at is null and user_id is null and follower_id is null
         order by id
         limit $1",
    )
    .bind(limit)
    .fetch_all(db.connection())
    .await?)
}

/// The webhook was told of these.
pub async fn webhook_told(unit: &mut Unit, comments: &[CommentId], now: Timestamp) -> Result<(), StoreError> {
    sqlx::query(
        "update notices set told_at = $2
         where told_at is null and user_id is null and follower_id is null
           and comment_id in (select value from json_each($1))",
    )
    .bind(json_ids(comments))
    .bind(now)
    .execute(unit.connection())
    .await?;
    Ok(())
}
