//! Whoever holds a commenter's cookie: what they called themselves last, and how often somebody of the blog approved of
//! what they wrote.

use super::db::Source;
use super::error::StoreError;
use crate::model::ids::CommenterId;
use crate::model::timestamp::Timestamp;

/// Somebody who commented before.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Commenter {
    pub id: CommenterId,
    pub name: String,
    pub email: Option<String>,
    pub website: Option<String>,
    /// How many of their comments vouch for them: published ones, for which the blog's policy was not enough.
    pub approved_count: i64,
    pub created_at: Timestamp,
    pub last_seen_at: Timestamp,
}

pub async fn by_id(db: &mut impl Source, commenter: CommenterId) -> Result<Option<Commenter>, StoreError> {
    Ok(sqlx::query_as(
        "select id, name, email, website, approved_count, created_at, last_seen_at from commenters where id = $1",
    )
    .bind(commenter)
    .fetch_optional(db.connection())
    .await?)
}

pub async fn by_token(db: &mut impl Source, token_hash: &[u8]) -> Result<Option<Commenter>, StoreError> {
    Ok(sqlx::query_as(
        "select id, name, email, website, approved_count, created_at, last_seen_at
         from commenters
         where token_hash = $1",
    )
    .bind(token_hash)
    .fetch_optional(db.connection())
    .await?)
}

/// Somebody who holds a token and has said nothing yet, for tests. Others come to be with their first comment.
#[cfg(test)]
pub async fn invent(unit: &mut super::Unit, token_hash: &[u8]) -> Result<CommenterId, StoreError> {
    Ok(sqlx::query_scalar(
        "insert into commenters (token_hash, name, email, website, approved_count, created_at, last_seen_at)
         values ($1, 'A', null, null, 0, 1, 1)
         returning id",
    )
    .bind(token_hash)
    .fetch_one(unit.connection())
    .await?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::comment::{CommentState, Reason};
    use crate::model::key::Keys;
    use crate::model::post::PostState;
    use crate::model::spam::Score;
    use crate::store::comments::sent::{Sent, insert_all};
    use crate::store::comments::write::NewComment;
    use crate::store::posts::write::{self, NewPost};
    use crate::store::{Db, comments};

    #[tokio::test]
    async fn one_token_is_one_commenter_with_the_newest_name() {
        let (_folder, db) = Db::scratch().await;
        let written: Result<_, StoreError> = db
            .write(|unit| {
                Box::pin(async move {
                    let post = write::insert(unit, &NewPost::sample("1", PostState::Published)).await?;
                    let comment = |name: &str, said: &str, email: Option<&str>| NewComment {
                        name: name.to_owned(),
                        email: email.map(str::to_owned),
                        ..comments::tests::comment(said, post, None, CommentState::Published)
                    };
                    let first = comment("Ada", "a", Some("a@example.org"));
                    let second = NewComment {
                        website: Some("https://a.example/".to_owned()),
                        ..comment("Ada L.", "b", None)
                    };
                    let third = NewComment { reason: Reason::Author, ..comment("Bo", "c", None) };
                    for (comment, token) in [(&first, b"1"), (&second, b"1"), (&third, b"2")] {
                        insert_all(
                            unit,
                            &[Sent { comment, token_hash: Some(token), score: Score::default() }],
                        )
                        .await?;
                    }
                    Ok(((), Keys::none()))
                })
            })
            .await;
        written.unwrap();
        let mut reader = db.reader().await.unwrap();
        let found = by_token(&mut reader, b"1").await.unwrap().unwrap();
        assert_eq!((found.name.as_str(), found.email, found.approved_count), ("Ada L.", None, 0));
        assert_eq!(found.website.as_deref(), Some("https://a.example/"));
        let other = by_token(&mut reader, b"2").await.unwrap().unwrap();
        assert_eq!((other.name.as_str(), other.approved_count), ("Bo", 1));
        assert_ne!(found.id, other.id);
        assert_eq!(by_id(&mut reader, other.id).await.unwrap(), Some(other));
        assert_eq!(by_token(&mut reader, b"3").await.unwrap(), None);
    }
}
