//! Many comments in one unit: rows first, then every count once. Leaves behind what as many calls of `write::insert` would.

use super::standing::Standing;
use super::write::{NewComment, insert_row, stand_by_id};
use crate::model::ids::CommentId;
use crate::store::db::{Source, json_ids};
use crate::store::error::StoreError;
use crate::store::writer::Unit;

/// The comments that a unit has written down and not yet counted.
#[derive(Debug, Default)]
pub struct Uncounted(Vec<CommentId>);

impl Uncounted {
    /// Writes a comment down below its parent. Before the unit ends, `count` has to be called.
    pub async fn insert(
        &mut self,
        unit: &mut Unit,
        comment: &NewComment,
        parent: Option<Standing>,
    ) -> Result<Standing, StoreError> {
        let standing = insert_row(unit, comment, Standing::below(parent)).await?;
        self.0.push(standing.id());
        Ok(standing)
    }

    /// Puts the threads in order, and brings every count up to what was written down.
    pub async fn count(self, unit: &mut Unit) -> Result<(), StoreError> {
        if self.0.is_empty() {
            return Ok(());
        }
        stand_by_id(unit, &self.0).await?;
        let ids = json_ids(&self.0);
        for statement in [STATES, POSTS, COMMENTERS, REPLIES] {
            sqlx::query(statement).bind(&ids).execute(unit.connection()).await?;
        }
        Ok(())
    }
}

const STATES: &str = "
    update comment_counts set total = total + added.number
    from (select state, count(*) as number
          from comments
          where id in (select value from json_each($1))
          group by state) as added
    where comment_counts.state = added.state";

const POSTS: &str = "
    update posts set comment_count = comment_count + added.number
    from (select post_id, count(*) as number
          from comments
          where id in (select value from json_each($1)) and state = 'published'
          group by post_id) as added
    where posts.id = added.post_id";

/// The same comments as `vouches` names.
const COMMENTERS: &str = "
    update commenters set approved_count = approved_count + added.number
    from (select commenter_id, count(*) as number
          from comments
          where id in (select value from json_each($1)) and state = 'published'
            and reason in ('moderator', 'imported', 'author') and commenter_id is not null
          group by commenter_id) as added
    where commenters.id = added.commenter_id";

/// Each published comment counts for the one that it answers, and for no other: a chain of answers costs no more than
/// as many beside each other.
const REPLIES: &str = "
    update comments set reply_count = reply_count + added.number
    from (select parent_id, count(*) as number
          from comments
          where id in (select value from json_each($1)) and state = 'published' and parent_id is not null
          group by parent_id) as added
    where comments.id = added.parent_id";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::comment::{CommentState, Reason};
    use crate::model::html::Html;
    use crate::model::ids::PostId;
    use crate::model::key::Keys;
    use crate::model::post::{PostState, SourceFormat};
    use crate::model::timestamp::Timestamp;
    use crate::store::posts::write::{self as posts, NewPost};
    use crate::store::{Db, commenters, comments};

    const COUNTS: &str = "
        select 'state ' || state || ' ' || total from comment_counts
        union all select 'post ' || id || ' ' || comment_count from posts
        union all select 'commenter ' || id || ' ' || approved_count from commenters
        union all select 'comment ' || id || ' ' || coalesce(parent_id, 0) || ' ' || thread_id || ' ' || branch_id || ' '
            || twig_id || ' ' || leaf_id || ' ' || reply_count || ' ' || state from comments
        order by 1";

    fn post(number: i64) -> NewPost {
        NewPost::sample(&number.to_string(), PostState::Published)
    }

    /// Every fifth begins a thread, the others answer the one before, or an older one; states take turns.
    fn comment(number: i64, commenter: crate::model::ids::CommenterId) -> NewComment {
        let post_id = PostId(1 + (number - 1) / 5 % 2);
        let parent =
            if number % 5 == 1 { None } else { Some(CommentId(number - 1 - i64::from(number % 5 == 4))) };
        NewComment {
            public_id: format!("n{number}"),
            receipt: format!("r{number}"),
            post_id,
            parent_id: parent,
            submission_key: None,
            commenter_id: (number % 3 == 0).then_some(commenter),
            user_id: None,
            state: CommentState::ALL[usize::try_from(number % 7).unwrap_or(0).clamp(1, 5) - 1],
            reason: if number % 2 == 0 { Reason::Imported } else { Reason::Trusted },
            name: String::new(),
            email: None,
            website: None,
            source: String::new(),
            source_format: SourceFormat::Html,
            html: Html::default(),
            render_version: 1,
            content_hash: Vec::new(),
            network_hash: None,
            published_at: Timestamp(number),
            created_at: Timestamp(number),
            provenance: None,
        }
    }

    async fn counts_after(one_by_one: bool) -> Vec<String> {
        let (_folder, db) = Db::scratch().await;
        let made: Result<Vec<String>, StoreError> = db
            .write(move |unit| {
                Box::pin(async move {
                    for number in 0..2 {
                        posts::insert(unit, &post(number)).await?;
                    }
                    let commenter = commenters::invent(unit, &[1]).await?;
                    let mut standings: Vec<Standing> = Vec::new();
                    // Two batches, so that answers meet parents that were counted already.
                    for batch in [1..=23_i64, 24..=50] {
                        let mut uncounted = Uncounted::default();
                        for number in batch {
                            let new = comment(number, commenter);
                            if one_by_one {
                                comments::write::insert(unit, &new).await?;
                                continue;
                            }
                            let above =
                                new.parent_id.and_then(|id| standings.iter().find(|it| it.id() == id));
                            let standing = uncounted.insert(unit, &new, above.copied()).await?;
                            standings.push(standing);
                        }
                        uncounted.count(unit).await?;
                    }
                    let counts = sqlx::query_scalar(COUNTS).fetch_all(unit.connection()).await?;
                    Ok((counts, Keys::none()))
                })
            })
            .await;
        made.unwrap()
    }

    #[tokio::test]
    async fn many_at_once_are_counted_as_one_by_one() {
        let (at_once, one_by_one) = (counts_after(false).await, counts_after(true).await);
        assert_eq!(at_once, one_by_one);
        assert!(at_once.iter().any(|line| line.starts_with("post 1 ") && !line.ends_with(" 0")));
    }
}
