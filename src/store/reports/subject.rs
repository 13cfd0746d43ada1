//! What can be reported: a comment that readers see, and the post that it stands below.

use crate::model::comment_settings::Ground;
use crate::model::ids::{CommentId, PostId};
use crate::store::db::Source;
use crate::store::error::StoreError;

/// A published comment of a public post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct Subject {
    pub id: CommentId,
    pub post_id: PostId,
    /// Written by somebody of this blog, logged in.
    pub is_member: bool,
    /// The post as a place for comments.
    #[sqlx(flatten)]
    pub ground: Ground,
}

pub async fn by_public_id(db: &mut impl Source, public_id: &str) -> Result<Option<Subject>, StoreError> {
    Ok(sqlx::query_as(
        "select c.id, c.post_id, c.user_id is not null as is_member, p.kind, p.comments, p.published_at
         from comments c
         join posts p on p.id = c.post_id and p.state = 'published'
         where c.public_id = $1 and c.state = 'published'",
    )
    .bind(public_id)
    .fetch_optional(db.connection())
    .await?)
}

/// Has this network reported the comment, whatever became of it since?
pub async fn was_reported(
    db: &mut impl Source,
    public_id: &str,
    network_hash: &[u8],
) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar(
        "select exists (select 1
                        from comments c
                        join reports r on r.comment_id = c.id and r.network_hash = $2
                        where c.public_id = $1)",
    )
    .bind(public_id)
    .bind(network_hash)
    .fetch_one(db.connection())
    .await?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::comment::{CommentState, PostComments};
    use crate::model::key::Keys;
    use crate::model::post::{PostKind, PostState};
    use crate::model::report::ReportReason;
    use crate::model::timestamp::Timestamp;
    use crate::store::comments::tests::comment;
    use crate::store::comments::write::insert;
    use crate::store::posts::write::{self, NewPost};
    use crate::store::reports::{self, NewReport};
    use crate::store::{Db, Unit};

    async fn arrive(
        unit: &mut Unit,
        number: &str,
        post: PostState,
        state: CommentState,
    ) -> Result<CommentId, StoreError> {
        let post = write::insert(unit, &NewPost::sample(number, post)).await?;
        insert(unit, &comment(number, post, None, state)).await
    }

    #[tokio::test]
    async fn only_what_readers_see_can_be_reported() {
        let (_folder, db) = Db::scratch().await;
        let done: Result<_, StoreError> = db
            .write(|unit| {
                Box::pin(async move {
                    use CommentState::{Pending, Published};
                    let seen = arrive(unit, "1", PostState::Published, Published).await?;
                    arrive(unit, "2", PostState::Published, Pending).await?;
                    arrive(unit, "3", PostState::Draft, Published).await?;
                    arrive(unit, "4", PostState::Trashed, Published).await?;
                    let report = NewReport {
                        comment: seen,
                        network_hash: vec![7],
                        reason: ReportReason::Spam,
                        note: String::new(),
                    };
                    reports::insert(unit, &report, Timestamp(1)).await?;
                    Ok((seen, Keys::none()))
                })
            })
            .await;
        let seen = done.unwrap();
        let mut reader = db.reader().await.unwrap();
        let found = by_public_id(&mut reader, "1").await.unwrap().unwrap();
        assert_eq!((found.id, found.is_member), (seen, false));
        assert_eq!((found.ground.kind, found.ground.comments), (PostKind::Post, PostComments::Open));
        for hidden in ["2", "3", "4", "5"] {
            assert_eq!(by_public_id(&mut reader, hidden).await.unwrap(), None, "{hidden}");
        }
        assert!(was_reported(&mut reader, "1", &[7]).await.unwrap());
        assert!(!was_reported(&mut reader, "1", &[8]).await.unwrap());
        assert!(!was_reported(&mut reader, "2", &[7]).await.unwrap());
    }
}
