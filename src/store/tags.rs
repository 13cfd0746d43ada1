//! Tags, which posts have them, and how many of those are public.

use super::db::Source;
use super::error::StoreError;
use super::writer::Unit;
use crate::model::ids::{PostId, TagId};
use crate::model::timestamp::Timestamp;

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Tag {
    pub id: TagId,
    pub name: String,
    pub slug: String,
    pub post_count: i64,
}

/// A tag as it stands under one post of a list.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct PostTag {
    pub post_id: PostId,
    pub name: String,
    pub slug: String,
}

pub(super) const OF_POSTS: &str = "
    select pt.post_id, t.name, t.slug
    from post_tags pt
    join tags t on t.id = pt.tag_id
    where pt.post_id in (select value from json_each($1))
    order by pt.post_id, pt.position";

/// The tags of several posts at once, in each post's own order.
pub async fn of_posts(db: &mut impl Source, posts: &[PostId]) -> Result<Vec<PostTag>, StoreError> {
    Ok(sqlx::query_as(OF_POSTS).bind(super::db::json_ids(posts)).fetch_all(db.connection()).await?)
}

pub async fn ids_of_post(db: &mut impl Source, post: PostId) -> Result<Vec<TagId>, StoreError> {
    Ok(sqlx::query_scalar("select tag_id from post_tags where post_id = $1 order by position")
        .bind(post)
        .fetch_all(db.connection())
        .await?)
}

pub(super) const BY_SLUG: &str = "select id, name, slug, post_count from tags where slug = $1";

pub async fn by_slug(db: &mut impl Source, slug: &str) -> Result<Option<Tag>, StoreError> {
    Ok(sqlx::query_as(BY_SLUG).bind(slug).fetch_optional(db.connection()).await?)
}

pub(super) const BY_SOURCE_NAME: &str = "select id, name, slug, post_count from tags where source_name = $1";

pub(super) const BY_NAME: &str = "select id, name, slug, post_count from tags where name = $1";

/// A tag by the name it had where it was imported from, or else by its own.
pub async fn by_source_name(db: &mut impl Source, name: &str) -> Result<Option<Tag>, StoreError> {
    let found = sqlx::query_as(BY_SOURCE_NAME).bind(name).fetch_optional(db.connection()).await?;
    if found.is_some() {
        return Ok(found);
    }
    Ok(sqlx::query_as(BY_NAME).bind(name).fetch_optional(db.connection()).await?)
}

pub(super) const MOST_USED: &str = "
    select id, name, slug, post_count
    from tags
    where post_count > 0
    order by post_count desc, id desc
    limit $1";

/// The tags with the most public posts.
pub async fn most_used(db: &mut impl Source, limit: i64) -> Result<Vec<Tag>, StoreError> {
    Ok(sqlx::query_as(MOST_USED).bind(limit).fetch_all(db.connection()).await?)
}

/// Finds a tag by name or makes it. `slug` is used for a new one, with a number behind it if it is taken.
pub async fn find_or_make(
    unit: &mut Unit,
    name: &str,
    slug: &str,
    now: Timestamp,
) -> Result<TagId, StoreError> {
    let known: Option<TagId> = sqlx::query_scalar("select id from tags where name = $1")
        .bind(name)
        .fetch_optional(unit.connection())
        .await?;
    if let Some(id) = known {
        return Ok(id);
    }
    let mut free = slug.to_owned();
    let mut number = 2;
    while by_slug(unit, &free).await?.is_some() {
        free = format!("{slug}-{number}");
        number += 1;
    }
    Ok(sqlx::query_scalar(
        "insert into tags (name, slug, post_count, created_at) values ($1, $2, 0, $3) returning id",
    )
    .bind(name)
    .bind(free)
    .bind(now)
    .fetch_one(unit.connection())
    .await?)
}

/// Replaces a post's tags while it is in no list (`listing::unlist` it first).
pub async fn replace_of_post(unit: &mut Unit, post: PostId, tags: &[TagId]) -> Result<(), StoreError> {
    sqlx::query("delete from post_tags where post_id = $1").bind(post).execute(unit.connection()).await?;
    for (position, tag) in (0_i64..).zip(tags) {
        sqlx::query(
            "insert into post_tags (post_id, tag_id, position) values ($1, $2, $3) on conflict do nothing",
        )
        .bind(post)
        .bind(tag)
        .bind(position)
        .execute(unit.connection())
        .await?;
    }
    Ok(())
}
