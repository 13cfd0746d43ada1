//! The newest public comments, as feeds carry them. Comments of one page are in their own file.

use super::db::Source;
use super::error::StoreError;
use crate::model::html::Html;
use crate::model::ids::PostId;
use crate::model::path::PublicPath;
use crate::model::timestamp::Timestamp;

/// A public comment and the post that it is on.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct FeedComment {
    pub public_id: String,
    pub name: String,
    pub website: Option<String>,
    pub html: Html,
    pub published_at: Timestamp,
    pub edited_at: Option<Timestamp>,
    pub post_title: String,
    pub post_entry_id: String,
    pub post_path: PublicPath,
    /// How many comments readers see there.
    pub post_comment_count: i64,
}

/// Among the newest two hundred, so that a thousand comments on a post that was taken back cost nothing.
pub(super) const NEWEST: &str = "
    select c.public_id, c.name, c.website, c.html, c.published_at, c.edited_at, p.title as post_title,
           p.entry_id as post_entry_id, paths.path as post_path, p.comment_count as post_comment_count
    from (select id from comments where state = 'published' order by published_at desc, id desc limit 200) newest
    join comments c on c.id = newest.id
    join posts p on p.id = c.post_id and p.state = 'published' and p.comments <> 'hidden'
    join paths on paths.post_id = p.id and paths.role = 'canonical'
    order by c.published_at desc, c.id desc
    limit $1";

pub(super) const NEWEST_OF_POST: &str = "
    select c.public_id, c.name, c.website, c.html, c.published_at, c.edited_at, p.title as post_title,
           p.entry_id as post_entry_id, paths.path as post_path, p.comment_count as post_comment_count
    from comments c
    join posts p on p.id = c.post_id and p.state = 'published' and p.comments <> 'hidden'
    join paths on paths.post_id = p.id and paths.role = 'canonical'
    where c.post_id = $1 and c.state = 'published'
    order by c.published_at desc, c.id desc
    limit $2";

/// The newest comments on all public posts, the newest first.
pub async fn newest(db: &mut impl Source, limit: i64) -> Result<Vec<FeedComment>, StoreError> {
    Ok(sqlx::query_as(NEWEST).bind(limit).fetch_all(db.connection()).await?)
}

/// The newest comments on one public post, the newest first.
pub async fn newest_of_post(
    db: &mut impl Source,
    post: PostId,
    limit: i64,
) -> Result<Vec<FeedComment>, StoreError> {
    Ok(sqlx::query_as(NEWEST_OF_POST).bind(post).bind(limit).fetch_all(db.connection()).await?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::key::Keys;
    use crate::store::Db;
    use crate::store::plans::seed;

    #[tokio::test]
    async fn only_public_comments_on_public_posts_are_read_the_newest_first() {
        let (_folder, db) = Db::scratch().await;
        seed::blog(&db).await;
        let done: Result<(), StoreError> = db
            .write(|unit| {
                Box::pin(async move {
                    sqlx::query("update posts set state = 'unpublished' where id = 400")
                        .execute(unit.connection())
                        .await?;
                    sqlx::query("update posts set comments = 'hidden' where id = 399")
                        .execute(unit.connection())
                        .await?;
                    sqlx::query(
                        "update comments set state = 'pending' where post_id = 398 and parent_id is null",
                    )
                    .execute(unit.connection())
                    .await?;
                    Ok(((), Keys::none()))
                })
            })
            .await;
        done.unwrap();
        let mut reader = db.reader().await.unwrap();
        let all = newest(&mut reader, 1000).await.unwrap();
        let titles: Vec<_> = all.iter().map(|comment| comment.post_title.as_str()).collect();
        assert!(
            !titles.contains(&"Post 400") && !titles.contains(&"Post 399") && titles.contains(&"Post 397")
        );
        assert!(all.iter().map(|comment| comment.published_at).is_sorted_by(|one, next| one >= next));
        assert!(newest_of_post(&mut reader, PostId(400), 25).await.unwrap().is_empty());
        assert!(newest_of_post(&mut reader, PostId(399), 25).await.unwrap().is_empty());
        assert_eq!(newest_of_post(&mut reader, PostId(398), 25).await.unwrap().len(), 1);
        assert_eq!(newest_of_post(&mut reader, PostId(397), 1).await.unwrap().len(), 1);
    }
}
