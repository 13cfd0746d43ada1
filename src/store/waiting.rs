//! What waits for somebody: comments to be read, drafts to be finished, posts that go out by themselves.

use super::db::Source;
use super::error::StoreError;
use crate::model::ids::{PostId, UserId};
use crate::model::post::PostState;
use crate::model::timestamp::Timestamp;

/// A post or page that is not public yet.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Unfinished {
    pub id: PostId,
    pub title: String,
    pub published_at: Option<Timestamp>,
    pub updated_at: Timestamp,
}

/// How many comments wait for a moderator.
pub async fn comments(db: &mut impl Source) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar("select total from comment_counts where state = 'pending'")
        .fetch_one(db.connection())
        .await?)
}

/// The posts and pages of a state, the newest change first: all, or those of one author.
pub async fn posts(
    db: &mut impl Source,
    state: PostState,
    of: Option<UserId>,
    limit: i64,
) -> Result<Vec<Unfinished>, StoreError> {
    Ok(sqlx::query_as(
        "select p.id, p.title, p.published_at, p.updated_at
         from posts p
         where p.kind in ('post', 'page') and p.state = $1
           and ($2 is null or exists (select 1 from post_authors a where a.post_id = p.id and a.user_id = $2))
         order by p.updated_at desc, p.id desc
         limit $3",
    )
    .bind(state)
    .bind(of)
    .bind(limit)
    .fetch_all(db.connection())
    .await?)
}
