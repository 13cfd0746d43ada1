//! Everything that stands around a post on its page, in one exchange with the database: by itself each is found faster than
//! two threads hand it over.

use crate::model::ids::{PostId, UserId};
use crate::model::path::PublicPath;
use crate::model::post::Cursor;
use crate::store::authors::Byline;
use crate::store::db::Source;
use crate::store::error::StoreError;
use crate::store::posts::PostLink;
use crate::store::tags::PostTag;

/// Who wrote a post, what it is about, the posts right before and after it, and the pages of the header.
#[derive(Debug, Clone, Default)]
pub struct Around {
    pub authors: Vec<Byline>,
    pub tags: Vec<PostTag>,
    pub older: Option<PostLink>,
    pub newer: Option<PostLink>,
    pub header_pages: Vec<PostLink>,
}

/// The same as a query tells it.
#[derive(serde::Deserialize)]
struct Told {
    authors: Vec<(UserId, String, String)>,
    tags: Vec<(String, String)>,
    older: Option<(PublicPath, String)>,
    newer: Option<(PublicPath, String)>,
    header_pages: Vec<(PublicPath, String)>,
}

/// What the statements of each by itself say, as one row of JSON.
pub(in crate::store) const AROUND: &str = "
    select json_object(
        'authors', (select json_group_array(json_array(user_id, name, slug))
                    from (select pa.user_id, u.name, u.slug
                          from post_authors pa
                          join users u on u.id = pa.user_id
                          where pa.post_id = $2
                          order by pa.position)),
        'tags', (select json_group_array(json_array(name, slug))
                 from (select t.name, t.slug
                       from post_tags pt
                       join tags t on t.id = pt.tag_id
                       where pt.post_id = $2
                       order by pt.position)),
        'older', (select json_array(paths.path, p.title)
                  from posts p
                  join paths on paths.post_id = p.id and paths.role = 'canonical'
                  where p.kind = 'post' and p.state = 'published' and (p.published_at, p.id) < ($1, $2)
                  order by p.published_at desc, p.id desc
                  limit 1),
        'newer', (select json_array(paths.path, p.title)
                  from posts p
                  join paths on paths.post_id = p.id and paths.role = 'canonical'
                  where p.kind = 'post' and p.state = 'published' and (p.published_at, p.id) > ($1, $2)
                  order by p.published_at, p.id
                  limit 1),
        'header_pages', (select json_group_array(json_array(path, title))
                         from (select paths.path, p.title
                               from posts p
                               join paths on paths.post_id = p.id and paths.role = 'canonical'
                               where p.kind = 'page' and p.state = 'published'
                               order by p.title, p.id
                               limit 8)))";

/// What stands around the post at this place in the order by date.
pub async fn around(db: &mut impl Source, post: Cursor) -> Result<Around, StoreError> {
    let told: String =
        sqlx::query_scalar(AROUND).bind(post.published_at).bind(post.id).fetch_one(db.connection()).await?;
    let told: Told =
        serde_json::from_str(&told).map_err(|error| StoreError::Sql(sqlx::Error::Decode(Box::new(error))))?;
    Ok(read(told, post.id))
}

fn read(told: Told, post_id: PostId) -> Around {
    let link = |(path, title)| PostLink { path, title };
    let author = |(user_id, name, slug)| Byline { post_id, user_id, name, slug };
    Around {
        authors: told.authors.into_iter().map(author).collect(),
        tags: told.tags.into_iter().map(|(name, slug)| PostTag { post_id, name, slug }).collect(),
        older: told.older.map(link),
        newer: told.newer.map(link),
        header_pages: told.header_pages.into_iter().map(link).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::plans::seed;
    use crate::store::{Db, authors, posts, tags};

    fn pairs<'a>(links: impl IntoIterator<Item = &'a PostLink>) -> Vec<(&'a str, &'a str)> {
        links.into_iter().map(|link| (link.path.as_str(), link.title.as_str())).collect()
    }

    #[tokio::test]
    async fn together_they_are_what_each_is_by_itself() {
        let (_folder, db) = Db::scratch().await;
        seed::blog(&db).await;
        let mut db = db.reader().await.unwrap();
        for id in [1, 2, 20, 400] {
            let cursor = posts::cursor(&mut db, PostId(id)).await.unwrap().unwrap();
            let found = around(&mut db, cursor).await.unwrap();
            assert_eq!(found.authors, authors::of_posts(&mut db, &[PostId(id)]).await.unwrap());
            assert_eq!(found.tags, tags::of_posts(&mut db, &[PostId(id)]).await.unwrap());
            assert!(!found.authors.is_empty() && !found.tags.is_empty(), "{id}");
            for (link, neighbour) in [(&found.older, id - 1), (&found.newer, id + 1)] {
                let (path, title) = (format!("/2001/post-{neighbour}"), format!("Post {neighbour}"));
                let expected = (1..=400).contains(&neighbour).then_some((path.as_str(), title.as_str()));
                assert_eq!(pairs(link), expected.into_iter().collect::<Vec<_>>(), "beside {id}");
            }
            let pages = posts::header_pages(&mut db).await.unwrap();
            assert_eq!((pairs(&found.header_pages), pages.len()), (pairs(&pages), 8));
        }
    }
}
