//! Whose name stands under which post.

use super::db::Source;
use super::error::StoreError;
use super::writer::Unit;
use crate::model::ids::{PostId, UserId};
use crate::model::user::Author;

/// An author as the byline of one post of a list.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Byline {
    pub post_id: PostId,
    pub user_id: UserId,
    pub name: String,
    pub slug: String,
}

pub(super) const OF_POSTS: &str = "
    select pa.post_id, pa.user_id, u.name, u.slug
    from post_authors pa
    join users u on u.id = pa.user_id
    where pa.post_id in (select value from json_each($1))
    order by pa.post_id, pa.position";

/// The authors of several posts at once, in each post's own order.
pub async fn of_posts(db: &mut impl Source, posts: &[PostId]) -> Result<Vec<Byline>, StoreError> {
    Ok(sqlx::query_as(OF_POSTS).bind(super::db::json_ids(posts)).fetch_all(db.connection()).await?)
}

pub(super) const BY_SLUG: &str = "
    select id, name, slug, biography, website, picture_id
    from users
    where slug = $1 and post_count > 0";

/// An author who has something public to show. One who turned out to be an account has, until the last post has moved:
/// before that the account may have nothing to lead to.
pub async fn by_slug(db: &mut impl Source, slug: &str) -> Result<Option<Author>, StoreError> {
    Ok(sqlx::query_as(BY_SLUG).bind(slug).fetch_optional(db.connection()).await?)
}

pub(super) const MOVED_TO: &str = "
    select a.slug
    from users u
    join users a on a.id = u.merged_into
    where u.slug = $1 and a.post_count > 0";

/// Where the page of an author is now who turned out to be an account.
pub async fn moved_to(db: &mut impl Source, slug: &str) -> Result<Option<String>, StoreError> {
    Ok(sqlx::query_scalar(MOVED_TO).bind(slug).fetch_optional(db.connection()).await?)
}

/// Replaces a post's authors while it is in no list (`listing::unlist` it first).
pub async fn replace_of_post(unit: &mut Unit, post: PostId, authors: &[UserId]) -> Result<(), StoreError> {
    sqlx::query("delete from post_authors where post_id = $1").bind(post).execute(unit.connection()).await?;
    for (position, author) in (0_i64..).zip(authors) {
        sqlx::query(
            "insert into post_authors (post_id, user_id, position) values ($1, $2, $3) on conflict do nothing",
        )
        .bind(post)
        .bind(author)
        .bind(position)
        .execute(unit.connection())
        .await?;
    }
    Ok(())
}
