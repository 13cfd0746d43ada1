//! What stands now behind the addresses of the place that a blog moved from.

use super::db::Source;
use super::error::StoreError;
use crate::model::ids::PostId;
use crate::model::path::PublicPath;
use crate::model::timestamp::Timestamp;

pub(super) const BY_SOURCE: &str = "
    select p.id, paths.path
    from posts p
    join paths on paths.post_id = p.id and paths.role = 'canonical'
    where p.source_name = $1 and p.source_kind in ('post', 'page') and p.source_id = $2 and p.state = 'published'";

/// A public post or page by the number it had where it came from.
pub async fn by_source(
    db: &mut impl Source,
    source: &str,
    id: &str,
) -> Result<Option<(PostId, PublicPath)>, StoreError> {
    Ok(sqlx::query_as(BY_SOURCE).bind(source).bind(id).fetch_optional(db.connection()).await?)
}

pub(super) const FIRST_SINCE: &str = "
    select id
    from posts
    where kind = 'post' and state = 'published' and published_at >= $1
    order by published_at, id
    limit 1";

pub(super) const IS_ANY_BEFORE: &str = "
    select exists (select 1 from posts where kind = 'post' and state = 'published' and published_at < $1)";

/// The oldest public post of an instant or later, if there is an older one than that too: the list of those begins
/// behind it.
pub async fn first_since(db: &mut impl Source, at: Timestamp) -> Result<Option<PostId>, StoreError> {
    let has_older: i64 = sqlx::query_scalar(IS_ANY_BEFORE).bind(at).fetch_one(db.connection()).await?;
    if has_older == 0 {
        return Ok(None);
    }
    Ok(sqlx::query_scalar(FIRST_SINCE).bind(at).fetch_optional(db.connection()).await?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Db;
    use crate::store::plans::seed;

    #[tokio::test]
    async fn a_post_is_found_by_the_number_it_had() {
        let (_folder, db) = Db::scratch().await;
        seed::blog(&db).await;
        let mut reader = db.reader().await.unwrap();
        let found = by_source(&mut reader, "blogger", "9007").await.unwrap().unwrap();
        assert_eq!((found.0, found.1.as_str()), (PostId(7), "/2001/post-7"));
        assert_eq!(by_source(&mut reader, "elsewhere", "9007").await.unwrap(), None);
        assert_eq!(by_source(&mut reader, "blogger", "9000").await.unwrap(), None);
    }

    #[tokio::test]
    async fn a_list_begins_behind_the_first_post_since_an_instant() {
        let (_folder, db) = Db::scratch().await;
        seed::blog(&db).await;
        let mut reader = db.reader().await.unwrap();
        let hour = |number: i64| Timestamp(number * 3_600_000);
        assert_eq!(first_since(&mut reader, hour(7)).await.unwrap(), Some(PostId(7)));
        assert_eq!(first_since(&mut reader, Timestamp(hour(7).0 + 1)).await.unwrap(), Some(PostId(8)));
        assert_eq!(first_since(&mut reader, hour(1)).await.unwrap(), None);
        assert_eq!(first_since(&mut reader, hour(401)).await.unwrap(), None);
    }
}
