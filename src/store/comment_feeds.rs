//! The newest public comments, as feeds carry them and as a page of their own lists them. Comments of one page are in
//! their own file.

use super::db::Source;
use super::error::StoreError;
use crate::model::html::Html;
use crate::model::ids::{CommentId, PostId};
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
    /// The public comment that it answers.
    pub answered_public_id: Option<String>,
}

/// Among the newest two hundred, so that a thousand comments on a post that was taken back cost nothing.
pub(super) const NEWEST: &str = "
    select c.public_id, c.name, c.website, c.html, c.published_at, c.edited_at, p.title as post_title,
           p.entry_id as post_entry_id, paths.path as post_path, p.comment_count as post_comment_count,
           answered.public_id as answered_public_id
    from (select id from comments where state = 'published' order by published_at desc, id desc limit 200) newest
    join comments c on c.id = newest.id
    join posts p on p.id = c.post_id and p.state = 'published' and p.comments <> 'hidden'
    join paths on paths.post_id = p.id and paths.role = 'canonical'
    left join comments answered on answered.id = c.parent_id and answered.state = 'published'
    order by c.published_at desc, c.id desc
    limit $1";

pub(super) const NEWEST_OF_POST: &str = "
    select c.public_id, c.name, c.website, c.html, c.published_at, c.edited_at, p.title as post_title,
           p.entry_id as post_entry_id, paths.path as post_path, p.comment_count as post_comment_count,
           answered.public_id as answered_public_id
    from comments c
    join posts p on p.id = c.post_id and p.state = 'published' and p.comments <> 'hidden'
    join paths on paths.post_id = p.id and paths.role = 'canonical'
    left join comments answered on answered.id = c.parent_id and answered.state = 'published'
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

/// A published comment in the order of all of them. Only one on a public post may be shown.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct RecentComment {
    pub public_id: String,
    pub name: String,
    pub html: Html,
    pub published_at: Timestamp,
    pub post_id: PostId,
    pub post_title: String,
    /// None while the post, or what is said about it, is not public.
    pub post_path: Option<PublicPath>,
    /// How many comments readers see there.
    pub post_comment_count: i64,
}

/// Where a comment stands among all of the blog.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct Moment {
    pub published_at: Timestamp,
    pub id: CommentId,
}

impl Moment {
    /// Behind every comment.
    pub const NOW: Self = Self { published_at: Timestamp(i64::MAX), id: CommentId(i64::MAX) };
}

pub(super) const RECENT: &str = "
    select c.public_id, c.name, c.html, c.published_at, c.post_id, p.title as post_title, paths.path as post_path,
           p.comment_count as post_comment_count
    from (select id from comments
          where state = 'published' and (published_at, id) <= ($1, $2)
          order by published_at desc, id desc
          limit $3) newest
    join comments c on c.id = newest.id
    join posts p on p.id = c.post_id
    left join paths on paths.post_id = p.id and paths.role = 'canonical' and p.state = 'published'
        and p.comments <> 'hidden'
    order by c.published_at desc, c.id desc";

pub(super) const SINCE: &str = "
    select public_id from comments
    where state = 'published' and (published_at, id) > ($1, $2)
    order by published_at, id
    limit $3";

/// Where a comment stands, or stood before it was removed or had to wait again. One that waits for the first time was never
/// shown to anybody.
pub async fn moment(db: &mut impl Source, public_id: &str) -> Result<Option<Moment>, StoreError> {
    Ok(sqlx::query_as(
        "select published_at, id
         from comments
         where public_id = $1 and (state <> 'pending' or state_before = 'published')",
    )
    .bind(public_id)
    .fetch_optional(db.connection())
    .await?)
}

/// Published comments of the whole blog from a moment backwards, the newest first. As many as asked for are read, also
/// where those on posts that are not public come among them.
pub async fn recent(
    db: &mut impl Source,
    from: Moment,
    limit: i64,
) -> Result<Vec<RecentComment>, StoreError> {
    Ok(sqlx::query_as(RECENT)
        .bind(from.published_at)
        .bind(from.id)
        .bind(limit)
        .fetch_all(db.connection())
        .await?)
}

/// The public ids of the next published comments since a moment, the oldest first.
pub async fn since(db: &mut impl Source, moment: Moment, limit: i64) -> Result<Vec<String>, StoreError> {
    Ok(sqlx::query_scalar(SINCE)
        .bind(moment.published_at)
        .bind(moment.id)
        .bind(limit)
        .fetch_all(db.connection())
        .await?)
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

    #[tokio::test]
    async fn all_comments_are_walked_from_the_newest_to_the_oldest_and_back() {
        let (_folder, db) = Db::scratch().await;
        seed::blog(&db).await;
        let mut reader = db.reader().await.unwrap();
        let (mut from, mut seen) = (Moment::NOW, Vec::new());
        loop {
            let mut page = recent(&mut reader, from, 101).await.unwrap();
            let next = (page.len() == 101).then(|| page.pop()).flatten();
            seen.extend(page.into_iter().map(|comment| comment.public_id));
            let Some(next) = next else { break };
            from = moment(&mut reader, &next.public_id).await.unwrap().unwrap();
        }
        assert_eq!((seen.len(), seen[0].as_str(), seen[799].as_str()), (800, "d400", "c1"));
        let back = since(&mut reader, from, 100).await.unwrap();
        assert_eq!((back[0].as_str(), back[99].as_str()), (seen[699].as_str(), seen[600].as_str()));
        assert_eq!(moment(&mut reader, "none").await.unwrap(), None);
    }

    #[tokio::test]
    async fn a_recent_comment_on_a_post_that_is_not_public_leads_nowhere() {
        let (_folder, db) = Db::scratch().await;
        seed::blog(&db).await;
        let done: Result<(), StoreError> = db
            .write(|unit| {
                Box::pin(async move {
                    sqlx::query("update posts set comments = 'hidden' where id = 400")
                        .execute(unit.connection())
                        .await?;
                    sqlx::query("update comments set state = 'pending' where public_id = 'd399'")
                        .execute(unit.connection())
                        .await?;
                    sqlx::query(
                        "update comments set state = 'pending', state_before = 'published' where public_id = 'c398'",
                    )
                    .execute(unit.connection())
                    .await?;
                    Ok(((), Keys::none()))
                })
            })
            .await;
        done.unwrap();
        let mut reader = db.reader().await.unwrap();
        let page = recent(&mut reader, Moment::NOW, 4).await.unwrap();
        let ids: Vec<_> = page.iter().map(|it| (it.public_id.as_str(), it.post_path.is_some())).collect();
        assert_eq!(ids, [("d400", false), ("c400", false), ("c399", true), ("d398", true)]);
        assert_eq!(moment(&mut reader, "d399").await.unwrap(), None);
        assert!(moment(&mut reader, "c398").await.unwrap().is_some(), "it was shown, and waits again");
    }
}
