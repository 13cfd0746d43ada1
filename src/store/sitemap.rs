//! Every public address with the time of its last change, in stretches of ids.

use super::db::Source;
use super::error::StoreError;
use crate::model::ids::PostId;
use crate::model::path::PublicPath;
use crate::model::timestamp::Timestamp;

/// A line of a sitemap.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Address {
    pub id: PostId,
    pub path: PublicPath,
    pub updated_at: Timestamp,
}

// Neither a join nor the state may tempt the planner away from the order of the ids.
pub(super) const ADDRESSES: &str = "
    select p.id,
           (select path from paths where paths.post_id = p.id and paths.role = 'canonical') as path,
           p.updated_at
    from posts p
    where p.id > $1 and p.id <= $2 and coalesce(p.state, '') = 'published'
    order by p.id
    limit $3";

/// Public posts and pages with an id above `after` and up to `last`.
pub async fn addresses(
    db: &mut impl Source,
    after: PostId,
    last: PostId,
    limit: i64,
) -> Result<Vec<Address>, StoreError> {
    Ok(sqlx::query_as(ADDRESSES).bind(after).bind(last).bind(limit).fetch_all(db.connection()).await?)
}

pub(super) const LAST: &str = "select max(id) from posts";

/// The highest id there is, public or not.
pub async fn last(db: &mut impl Source) -> Result<PostId, StoreError> {
    let last: Option<PostId> = sqlx::query_scalar(LAST).fetch_one(db.connection()).await?;
    Ok(last.unwrap_or(PostId(0)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Db;
    use crate::store::plans::seed;

    #[tokio::test]
    async fn a_stretch_holds_what_is_public_in_it() {
        let (_folder, db) = Db::scratch().await;
        seed::blog(&db).await;
        let mut reader = db.reader().await.unwrap();
        let found = addresses(&mut reader, PostId(5), PostId(9), 3).await.unwrap();
        assert_eq!(found.iter().map(|address| address.id.0).collect::<Vec<_>>(), [6, 7, 8]);
        assert_eq!(last(&mut reader).await.unwrap(), PostId(430));
        let beyond = addresses(&mut reader, PostId(400), PostId(430), 100).await.unwrap();
        assert!(
            beyond.iter().all(|address| address.path.as_str().starts_with("/page-")) && beyond.len() == 10
        );
    }
}
