//! What came to be since somebody looked last: new comments by their ids, and older ones by what the audit says was
//! decided about them. Both are only ever added to, so that whoever comments or decides has nothing to write for it.

use crate::model::comment::CommentState;
use crate::model::ids::{CommentId, CommenterId, FollowerId, PostId, UserId};
use crate::model::timestamp::Timestamp;
use crate::store::db::{Source, json_ids};
use crate::store::error::StoreError;
use crate::store::writer::Unit;

/// How far somebody has looked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct Marks {
    pub comment_id: i64,
    pub audit_id: i64,
}

/// A comment that waits or is published, and was not a moment ago.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct News {
    pub id: CommentId,
    pub post_id: PostId,
    pub parent_id: Option<CommentId>,
    pub state: CommentState,
    pub commenter_id: Option<CommenterId>,
    pub user_id: Option<UserId>,
    pub email: Option<String>,
    /// Who put it there, if it was somebody of the blog.
    pub decided_by: Option<UserId>,
    /// It waits again, and nobody of the blog put it there: what was told of it before is no longer all.
    pub is_back: bool,
}

/// How far the job has looked.
pub async fn marks(db: &mut impl Source) -> Result<Marks, StoreError> {
    Ok(sqlx::query_as("select comment_id, audit_id from notice_marks where id = 1")
        .fetch_one(db.connection())
        .await?)
}

/// How far one could look.
pub async fn newest(db: &mut impl Source) -> Result<Marks, StoreError> {
    Ok(sqlx::query_as(
        "select coalesce((select max(id) from comments), 0) as comment_id,
                coalesce((select max(id) from audit), 0) as audit_id",
    )
    .fetch_one(db.connection())
    .await?)
}

pub async fn set_marks(unit: &mut Unit, marks: Marks) -> Result<(), StoreError> {
    sqlx::query("update notice_marks set comment_id = $1, audit_id = $2 where id = 1")
        .bind(marks.comment_id)
        .bind(marks.audit_id)
        .execute(unit.connection())
        .await?;
    Ok(())
}

/// New comments behind one id and up to another, in their order; none that an import brought or that are older than a time.
pub async fn arrived(
    db: &mut impl Source,
    (after, up_to): (i64, i64),
    since: Timestamp,
) -> Result<Vec<News>, StoreError> {
    Ok(sqlx::query_as(
        "select id, post_id, parent_id, state, commenter_id, user_id, email, null as decided_by,
                0 as is_back
         from comments
         where id > $1 and id <= $2 and import_id is null and created_at > $3 and state in ('pending', 'published')
         order by id",
    )
    .bind(after)
    .bind(up_to)
    .bind(since)
    .fetch_all(db.connection())
    .await?)
}

/// Comments that were moved since then to where they still are, by entries of the audit behind one id and up to another.
pub async fn moved(
    db: &mut impl Source,
    (after, up_to): (i64, i64),
    since: Timestamp,
) -> Result<Vec<News>, StoreError> {
    Ok(sqlx::query_as(
        "select c.id, c.post_id, c.parent_id, c.state, c.commenter_id, c.user_id, c.email, a.user_id as decided_by,
                c.state = 'pending' and a.user_id is null as is_back
         from audit a
         join comments c on c.id = a.noun_id and c.state = a.state_after
         where a.id > $1 and a.id <= $2 and a.noun = 'comment' and a.at > $3
           and a.state_after in ('pending', 'published') and coalesce(a.state_before, '') <> a.state_after
         order by a.id",
    )
    .bind(after)
    .bind(up_to)
    .bind(since)
    .fetch_all(db.connection())
    .await?)
}

/// Has everybody told who may moderate, by these words for their roles, and wants to hear of what waits.
pub async fn tell_moderators(
    unit: &mut Unit,
    news: &News,
    roles: &[&str],
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "insert into notices (comment_id, user_id, created_at)
         select $1, u.id, $2
         from users u
         left join notice_choices chosen on chosen.user_id = u.id
         where u.is_active = 1 and u.email is not null and u.role in (select value from json_each($3))
           and coalesce(chosen.about_waiting, 1) = 1 and u.id <> coalesce($4, 0) and u.id <> coalesce($5, 0)
         on conflict (user_id, comment_id) where user_id is not null do update set told_at = null where $6",
    )
    .bind(news.id)
    .bind(now)
    .bind(json_ids(roles))
    .bind(news.user_id)
    .bind(news.decided_by)
    .bind(news.is_back)
    .execute(unit.connection())
    .await?;
    Ok(())
}

/// Has the authors of its post told, but for who wrote or approved it.
pub async fn tell_authors(unit: &mut Unit, news: &News, now: Timestamp) -> Result<(), StoreError> {
    sqlx::query(
        "insert into notices (comment_id, user_id, created_at)
         select $1, u.id, $2
         from post_authors a
         join users u on u.id = a.user_id
         left join notice_choices chosen on chosen.user_id = u.id
         where a.post_id = $3 and u.is_active = 1 and u.email is not null
           and coalesce(chosen.about_own_posts, 1) = 1 and u.id <> coalesce($4, 0) and u.id <> coalesce($5, 0)
         on conflict do nothing",
    )
    .bind(news.id)
    .bind(now)
    .bind(news.post_id)
    .bind(news.user_id)
    .bind(news.decided_by)
    .execute(unit.connection())
    .await?;
    Ok(())
}

/// Has these told who follow it.
pub async fn tell_followers(
    unit: &mut Unit,
    comment: CommentId,
    followers: &[FollowerId],
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "insert into notices (comment_id, follower_id, created_at)
         select $1, value, $3 from json_each($2) where true
         on conflict do nothing",
    )
    .bind(comment)
    .bind(json_ids(followers))
    .bind(now)
    .execute(unit.connection())
    .await?;
    Ok(())
}

/// Has the webhook told, if there is one.
pub async fn tell_webhook(unit: &mut Unit, news: &News, now: Timestamp) -> Result<(), StoreError> {
    sqlx::query(
        "insert into notices (comment_id, created_at)
         select $1, $2 from webhook where id = 1
         on conflict (comment_id) where user_id is null and follower_id is null do update set told_at = null where $3",
    )
    .bind(news.id)
    .bind(now)
    .bind(news.is_back)
    .execute(unit.connection())
    .await?;
    Ok(())
}
