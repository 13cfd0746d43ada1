//! Finds what an earlier run made, by where it came from, so that nothing is made twice.

use crate::model::ids::PostId;
use crate::store::comments::standing::Standing;
use crate::store::db::{Source, json_ids};
use crate::store::error::StoreError;

/// A post or page that came from a source.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct KnownPost {
    pub source_id: String,
    pub id: PostId,
    /// Over what the source said when it was made.
    pub source_hash: Vec<u8>,
}

/// A comment that came from a source, as a place for answers.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct KnownComment {
    pub source_id: String,
    pub source_hash: Vec<u8>,
    #[sqlx(flatten)]
    pub standing: Standing,
}

/// The posts and pages among these ids of a source. A page and a post never share one.
pub async fn posts(db: &mut impl Source, source: &str, ids: &[&str]) -> Result<Vec<KnownPost>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(sqlx::query_as(
        "select source_id, id, source_hash
         from posts
         where source_name = $1 and source_kind in ('post', 'page')
           and source_id in (select value from json_each($2))",
    )
    .bind(source)
    .bind(json_ids(ids))
    .fetch_all(db.connection())
    .await?)
}

/// The comments among these ids of a source.
pub async fn comments(
    db: &mut impl Source,
    source: &str,
    ids: &[&str],
) -> Result<Vec<KnownComment>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(sqlx::query_as(
        "select source_id, source_hash, thread_id, branch_id, twig_id, leaf_id
         from comments
         where source_name = $1 and source_kind = 'comment'
           and source_id in (select value from json_each($2))",
    )
    .bind(source)
    .bind(json_ids(ids))
    .fetch_all(db.connection())
    .await?)
}
