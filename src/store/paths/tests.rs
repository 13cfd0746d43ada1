//! Addresses are tried through the verbs (`actions/posts/tests/addresses.rs`); here is what those never leave behind.

use super::*;
use crate::model::key::Keys;
use crate::store::Db;

#[tokio::test]
async fn nothing_is_at_an_address_that_never_was_and_a_row_without_a_post_is_gone() {
    let (_folder, db) = Db::scratch().await;
    let written: Result<_, StoreError> = db
        .write(|unit| {
            Box::pin(async move {
                sqlx::query(
                    "insert into paths (path, role, post_id, created_at) values ('/old', 'gone', null, 0)",
                )
                .execute(unit.connection())
                .await?;
                take_from_trash(unit, &PublicPath::parse("/old").unwrap(), PostId(1)).await?;
                Ok(((), Keys::none()))
            })
        })
        .await;
    written.unwrap();
    let mut reader = db.reader().await.unwrap();
    assert_eq!(resolve(&mut reader, "/never").await.unwrap(), None);
    assert_eq!(resolve(&mut reader, "/old").await.unwrap(), Some(Destination::Gone));
    assert_eq!(owner(&mut reader, &PublicPath::parse("/old").unwrap()).await.unwrap(), Some(None));
}
