//! Whoever holds a commenter's cookie: what they called themselves last, and how often they were published.

use super::db::Source;
use super::error::StoreError;
use super::writer::Unit;
use crate::model::ids::CommenterId;
use crate::model::timestamp::Timestamp;

/// Somebody who commented before.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Commenter {
    pub id: CommenterId,
    pub name: String,
    pub email: Option<String>,
    pub website: Option<String>,
    /// How many of their comments are published.
    pub approved_count: i64,
}

pub async fn by_token(db: &mut impl Source, token_hash: &[u8]) -> Result<Option<Commenter>, StoreError> {
    Ok(sqlx::query_as(
        "select id, name, email, website, approved_count from commenters where token_hash = $1",
    )
    .bind(token_hash)
    .fetch_optional(db.connection())
    .await?)
}

/// What somebody called themselves in a comment.
#[derive(Debug, Clone, Copy)]
pub struct Introduction<'a> {
    pub name: &'a str,
    pub email: Option<&'a str>,
    pub website: Option<&'a str>,
}

/// Keeps whoever holds this token, with what they called themselves just now.
pub async fn keep(
    unit: &mut Unit,
    token_hash: &[u8],
    introduction: Introduction<'_>,
    now: Timestamp,
) -> Result<CommenterId, StoreError> {
    Ok(sqlx::query_scalar(
        "insert into commenters (token_hash, name, email, website, approved_count, created_at, last_seen_at)
         values ($1, $2, $3, $4, 0, $5, $5)
         on conflict (token_hash) do update
             set name = excluded.name, email = excluded.email, website = excluded.website,
                 last_seen_at = excluded.last_seen_at
         returning id",
    )
    .bind(token_hash)
    .bind(introduction.name)
    .bind(introduction.email)
    .bind(introduction.website)
    .bind(now)
    .fetch_one(unit.connection())
    .await?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::key::Keys;
    use crate::store::Db;

    #[tokio::test]
    async fn one_token_is_one_commenter_with_the_newest_name() {
        let (_folder, db) = Db::scratch().await;
        let kept: Result<_, StoreError> = db
            .write(|unit| {
                Box::pin(async move {
                    let first = Introduction { name: "Ada", email: Some("a@example.org"), website: None };
                    let one = keep(unit, b"1", first, Timestamp(1)).await?;
                    let second =
                        Introduction { name: "Ada L.", email: None, website: Some("https://a.example/") };
                    let again = keep(unit, b"1", second, Timestamp(2)).await?;
                    let other = keep(unit, b"2", first, Timestamp(2)).await?;
                    Ok(((one, again, other), Keys::none()))
                })
            })
            .await;
        let (one, again, other) = kept.unwrap();
        assert_eq!(one, again);
        assert_ne!(one, other);
        let mut reader = db.reader().await.unwrap();
        let found = by_token(&mut reader, b"1").await.unwrap().unwrap();
        let website = Some("https://a.example/".to_owned());
        assert_eq!(
            found,
            Commenter { id: one, name: "Ada L.".to_owned(), email: None, website, approved_count: 0 }
        );
        assert_eq!(by_token(&mut reader, b"3").await.unwrap(), None);
    }
}
