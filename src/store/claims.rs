//! An imported author who turns out to be somebody with an account: what they signed and said moves over, a few rows at a
//! time. The author's row stays, so that old addresses and later imports lead on.

use super::db::{Source, json_ids};
use super::error::StoreError;
use super::writer::Unit;
use crate::model::ids::{CommentId, PostId, UserId};
use crate::model::timestamp::Timestamp;

/// Somebody's word that an imported author is them.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Claim {
    pub author_id: UserId,
    pub author_name: String,
    pub user_id: UserId,
    pub user_name: String,
}

/// Writes down that somebody says this; answers whether they say it for the first time.
pub async fn ask(unit: &mut Unit, author: UserId, user: UserId, now: Timestamp) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "insert into claims (author_id, user_id, asked_at) values ($1, $2, $3) on conflict do nothing",
    )
    .bind(author)
    .bind(user)
    .bind(now)
    .execute(unit.connection())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes back what one person said about one author; answers whether they had said it.
pub async fn take_back(unit: &mut Unit, author: UserId, user: UserId) -> Result<bool, StoreError> {
    let done = sqlx::query("delete from claims where author_id = $1 and user_id = $2")
        .bind(author)
        .bind(user)
        .execute(unit.connection())
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Forgets what anybody said about an author.
pub async fn settle(unit: &mut Unit, author: UserId) -> Result<(), StoreError> {
    sqlx::query("delete from claims where author_id = $1").bind(author).execute(unit.connection()).await?;
    Ok(())
}

/// What waits for an owner's word, of one person or of all.
pub async fn waiting(db: &mut impl Source, of: Option<UserId>) -> Result<Vec<Claim>, StoreError> {
    Ok(sqlx::query_as(
        "select c.author_id, a.name as author_name, c.user_id, u.name as user_name
         from claims c
         join users a on a.id = c.author_id
         join users u on u.id = c.user_id
         where ($1 is null or c.user_id = $1) and u.is_active = 1
         order by c.asked_at, c.author_id, c.user_id
         limit 100",
    )
    .bind(of)
    .fetch_all(db.connection())
    .await?)
}

/// From now on this author is that account, for addresses and imports; what they signed has yet to move.
pub async fn merge(unit: &mut Unit, author: UserId, into: UserId, now: Timestamp) -> Result<(), StoreError> {
    sqlx::query("update users set merged_into = $2, is_active = 0, updated_at = $3 where id = $1")
        .bind(author)
        .bind(into)
        .bind(now)
        .execute(unit.connection())
        .await?;
    Ok(())
}

/// Posts that an author still signs, a few.
pub async fn posts_left(
    db: &mut impl Source,
    author: UserId,
    limit: usize,
) -> Result<Vec<PostId>, StoreError> {
    Ok(sqlx::query_scalar(
        "select post_id from post_authors where user_id = $1 order by published_at, post_id limit $2",
    )
    .bind(author)
    .bind(i64::try_from(limit).unwrap_or(i64::MAX))
    .fetch_all(db.connection())
    .await?)
}

/// Puts one name in the place of another under these posts, and brings both counts along. Where both stood, one stays.
pub async fn move_posts(
    unit: &mut Unit,
    author: UserId,
    into: UserId,
    posts: &[PostId],
) -> Result<(), StoreError> {
    let posts = json_ids(posts);
    for statement in [
        "update users
         set post_count = post_count - (select count(*) from post_authors
                                        where user_id = $1 and published_at is not null
                                          and post_id in (select value from json_each($3)))
         where id = $1 and $2 = $2",
        "update users
         set post_count = post_count + (select count(*) from post_authors a
                                        where a.user_id = $1 and a.published_at is not null
                                          and a.post_id in (select value from json_each($3))
                                          and not exists (select 1 from post_authors b
                                                          where b.post_id = a.post_id and b.user_id = $2))
         where id = $2",
        "delete from post_authors
         where user_id = $1 and post_id in (select value from json_each($3))
           and exists (select 1 from post_authors b where b.post_id = post_authors.post_id and b.user_id = $2)",
        "update post_authors set user_id = $2 where user_id = $1 and post_id in (select value from json_each($3))",
    ] {
        sqlx::query(statement).bind(author).bind(into).bind(&posts).execute(unit.connection()).await?;
    }
    Ok(())
}

/// A comment and where it stands.
#[derive(Debug, Clone, Copy, sqlx::FromRow)]
pub struct Said {
    pub id: CommentId,
    pub post_id: PostId,
}

pub(super) const COMMENTS_LEFT: &str =
    "select id, post_id from comments where user_id = $1 order by user_id, id limit $2";

/// Comments that still are an author's, a few.
pub async fn comments_left(
    db: &mut impl Source,
    author: UserId,
    limit: usize,
) -> Result<Vec<Said>, StoreError> {
    Ok(sqlx::query_as(COMMENTS_LEFT)
        .bind(author)
        .bind(i64::try_from(limit).unwrap_or(i64::MAX))
        .fetch_all(db.connection())
        .await?)
}

/// Makes these comments somebody else's.
pub async fn move_comments(unit: &mut Unit, into: UserId, comments: &[CommentId]) -> Result<(), StoreError> {
    sqlx::query("update comments set user_id = $1 where id in (select value from json_each($2))")
        .bind(into)
        .bind(json_ids(comments))
        .execute(unit.connection())
        .await?;
    Ok(())
}

/// Somebody whose posts or comments have yet to move.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct Unfinished {
    pub author: UserId,
    pub into: UserId,
}

pub(super) const UNFINISHED: &str = "
    select u.id as author, u.merged_into as \"into\"
    from users u
    where u.merged_into is not null
      and (exists (select 1 from post_authors a where a.user_id = u.id)
           or exists (select 1 from comments c where c.user_id = u.id))
    limit 100";

/// What was begun and not finished: somebody stopped the program meanwhile.
pub async fn unfinished(db: &mut impl Source) -> Result<Vec<Unfinished>, StoreError> {
    Ok(sqlx::query_as(UNFINISHED).fetch_all(db.connection()).await?)
}

/// What would move beside public posts, of which each author has a kept count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct Extent {
    /// Pages, and posts that are not public.
    pub not_public: i64,
    pub comments: i64,
}

/// Beyond this nobody counts.
pub const MOST_COUNTED: i64 = 10_000;

pub async fn extent(db: &mut impl Source, author: UserId) -> Result<Extent, StoreError> {
    Ok(sqlx::query_as(
        "select (select count(*)
                 from (select 1 from post_authors where user_id = $1 and published_at is null limit $2) some)
                    as not_public,
                (select count(*) from (select 1 from comments where user_id = $1 limit $2) some) as comments",
    )
    .bind(author)
    .bind(MOST_COUNTED + 1)
    .fetch_one(db.connection())
    .await?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::key::Keys;
    use crate::model::post::PostState;
    use crate::model::user::Role;
    use crate::store::posts::write::{self, NewPost};
    use crate::store::users::{self, NewUser};
    use crate::store::{Db, authors};

    async fn counts(unit: &mut Unit) -> Vec<(i64, i64)> {
        sqlx::query_as("select id, post_count from users order by id")
            .fetch_all(unit.connection())
            .await
            .unwrap()
    }

    #[tokio::test]
    async fn posts_move_with_their_counts_and_one_of_two_same_names_stays() {
        let (_folder, db) = Db::scratch().await;
        let done: Result<(), StoreError> = db
            .write(|unit| {
                Box::pin(async move {
                    let now = Timestamp(1);
                    let old = users::insert(unit, &NewUser::sample("Old", Role::Author), now).await?;
                    let new = users::insert(unit, &NewUser::sample("New", Role::Author), now).await?;
                    let mut posts = Vec::new();
                    for (number, signed) in [(1, vec![old]), (2, vec![new, old]), (3, vec![old])] {
                        let post = NewPost::sample(&number.to_string(), PostState::Published);
                        let id = write::insert(unit, &post).await?;
                        authors::replace_of_post(unit, id, &signed).await?;
                        posts.push(id);
                    }
                    // The third is a draft, so it stands in no list.
                    sqlx::query("update post_authors set published_at = 5 where post_id < 3")
                        .execute(unit.connection())
                        .await?;
                    sqlx::query("update users set post_count = 3 - id").execute(unit.connection()).await?;
                    assert_eq!(extent(unit, old).await?, Extent { not_public: 1, comments: 0 });
                    merge(unit, old, new, now).await?;
                    assert_eq!(unfinished(unit).await?, [Unfinished { author: old, into: new }]);
                    assert_eq!(posts_left(unit, old, 2).await?, [posts[2], posts[0]]);
                    move_posts(unit, old, new, &posts[..1]).await?;
                    assert_eq!(counts(unit).await, [(1, 1), (2, 2)]);
                    move_posts(unit, old, new, &posts).await?;
                    assert_eq!(counts(unit).await, [(1, 0), (2, 2)]);
                    assert_eq!(posts_left(unit, new, 9).await?.len(), 3);
                    let signed = authors::of_posts(unit, &posts).await?;
                    assert!(signed.len() == 3 && signed.iter().all(|byline| byline.user_id == new));
                    assert!(unfinished(unit).await?.is_empty());
                    Ok(((), Keys::none()))
                })
            })
            .await;
        done.unwrap();
    }

    #[tokio::test]
    async fn what_people_say_waits_once_until_it_is_settled() {
        let (_folder, db) = Db::scratch().await;
        let done: Result<(), StoreError> = db
            .write(|unit| {
                Box::pin(async move {
                    let mut ids = Vec::new();
                    for name in ["Old", "Ada", "Grace"] {
                        let user = NewUser::sample(name, Role::Author);
                        ids.push(users::insert(unit, &user, Timestamp(1)).await?);
                    }
                    for (user, at, is_first) in [(1, 5, true), (1, 6, false), (2, 7, true)] {
                        assert_eq!(ask(unit, ids[0], ids[user], Timestamp(at)).await?, is_first);
                    }
                    let all = waiting(unit, None).await?;
                    assert_eq!(
                        all.iter()
                            .map(|it| (it.author_name.as_str(), it.user_name.as_str()))
                            .collect::<Vec<_>>(),
                        [("Old", "Ada"), ("Old", "Grace")]
                    );
                    assert_eq!(waiting(unit, Some(ids[2])).await?.len(), 1);
                    assert!(take_back(unit, ids[0], ids[1]).await?);
                    assert!(!take_back(unit, ids[0], ids[1]).await?);
                    settle(unit, ids[0]).await?;
                    assert!(waiting(unit, None).await?.is_empty());
                    Ok(((), Keys::none()))
                })
            })
            .await;
        done.unwrap();
    }
}
