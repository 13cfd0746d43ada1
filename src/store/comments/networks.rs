//! Forgetting from which networks comments came.

use crate::model::timestamp::Timestamp;
use crate::store::db::Source as _;
use crate::store::error::StoreError;
use crate::store::writer::Unit;

/// By an index that holds nothing but the comments whose network is known, so that a sweep costs what is new.
pub(in crate::store) const FORGET: &str = "
    update comments set network_hash = null
    where id in (select id from comments where network_hash is not null and created_at < $1 limit 500)";

/// Forgets the networks of some comments from before a time; answers of how many.
pub async fn forget(unit: &mut Unit, before: Timestamp) -> Result<u64, StoreError> {
    Ok(sqlx::query(FORGET).bind(before).execute(unit.connection()).await?.rows_affected())
}

#[cfg(test)]
mod tests {
    use super::super::tests::comment;
    use super::super::write::insert;
    use super::*;
    use crate::model::comment::CommentState;
    use crate::model::key::Keys;
    use crate::model::post::PostState;
    use crate::store::Db;
    use crate::store::posts::write::{self as posts, NewPost};

    #[tokio::test]
    async fn only_networks_from_before_the_time_are_forgotten_and_nothing_else_is() {
        let (_folder, db) = Db::scratch().await;
        let left: Result<Vec<(String, i64)>, StoreError> = db
            .write(|unit| {
                Box::pin(async move {
                    let post = posts::insert(unit, &NewPost::sample("1", PostState::Published)).await?;
                    for (name, at) in [("old", 999), ("at", 1000), ("new", 1001)] {
                        let mut new = comment(name, post, None, CommentState::Published);
                        new.created_at = Timestamp(at);
                        insert(unit, &new).await?;
                    }
                    let mut forgotten = Vec::new();
                    while let some @ 1.. = forget(unit, Timestamp(1000)).await? {
                        forgotten.push(some);
                    }
                    assert_eq!(forgotten, [1]);
                    let left = sqlx::query_as(
                        "select public_id, network_hash is not null from comments where source <> '' order by id",
                    );
                    Ok((left.fetch_all(unit.connection()).await?, Keys::none()))
                })
            })
            .await;
        let expected = [("old".to_owned(), 0), ("at".to_owned(), 1), ("new".to_owned(), 1)];
        assert_eq!(left.unwrap(), expected);
    }
}
