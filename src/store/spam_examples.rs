//! What spam is told by: the newest decisions of moderators, comments that came with an import, and what waits to be
//! judged anew. Each question is bounded and goes by an index of its own.

use super::db::{Source, json_ids};
use super::error::StoreError;
use super::writer::Unit;
use crate::model::html::Html;
use crate::model::ids::CommentId;
use crate::model::spam::Score;
use crate::model::timestamp::Timestamp;

/// So many characters of a comment are read: what stands behind them is hardly looked at.
const MOST: i64 = 20_000;

/// Among so many of the newest published comments, those that came with an import are looked for.
const LOOKED_AT: i64 = 20_000;

/// How the decisions stand: another one, or one taken back, makes another stamp.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Stamp {
    decisions: i64,
    times: i64,
    imported: i64,
}

/// What is judged of a comment.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Words {
    pub name: String,
    pub website: Option<String>,
    pub html: Html,
}

/// Comments that a moderator decided about and whose writers have not put other words there since: nobody has looked at
/// those. A change sets both times, and a decision after it the second alone.
macro_rules! decided {
    ($columns:literal, $state:literal, $limit:literal) => {
        concat!(
            "select ",
            $columns,
            " from comments
              where reason = 'moderator' and state = ",
            $state,
            " and (edited_by is null or edited_by <> 'writer' or edited_at < updated_at)
              order by updated_at desc, id desc
              limit ",
            $limit
        )
    };
}

const STAMP: &str = concat!(
    "select count(*) as decisions, coalesce(sum(newest.updated_at), 0) as times,
            coalesce((select max(finished_at) from imports), 0) as imported
     from (select 1 as kind, updated_at from (",
    decided!("updated_at", "'spam'", "$1"),
    ") union all select 2, updated_at from (",
    decided!("updated_at", "'published'", "$1"),
    ") union all select 3, updated_at from (",
    decided!("updated_at", "'rejected'", "$1"),
    ")) as newest"
);

const DECIDED: &str = decided!("name, website, substr(html, 1, $3) as html", "$1", "$2");

const IMPORTED: &str = "
    select c.name, c.website, substr(c.html, 1, $2) as html
    from (select id from comments where state = 'published' order by published_at desc, id desc limit $3) as newest
    join comments c on c.id = newest.id
    where c.import_id is not null and c.reason = 'imported' and c.html <> ''
      and (c.edited_by is null or c.edited_by <> 'writer')
    limit $1";

const WAITING: &str = "
    select id, spam_score, name, website, substr(html, 1, $3) as html
    from comments
    where state = 'pending' and id > $1
    order by id
    limit $2";

pub async fn stamp(db: &mut impl Source, limit: i64) -> Result<Stamp, StoreError> {
    Ok(sqlx::query_as(STAMP).bind(limit).fetch_one(db.connection()).await?)
}

/// What moderators decided about last: spam, or what they approved or rejected for another reason.
pub async fn decided(db: &mut impl Source, is_spam: bool, limit: i64) -> Result<Vec<Words>, StoreError> {
    let states: &[&str] = if is_spam { &["spam"] } else { &["published", "rejected"] };
    let mut found = Vec::new();
    for state in states {
        let some: Vec<Words> =
            sqlx::query_as(DECIDED).bind(state).bind(limit).bind(MOST).fetch_all(db.connection()).await?;
        found.extend(some);
    }
    Ok(found)
}

/// The newest published comments that came with an import.
pub async fn imported(db: &mut impl Source, limit: i64) -> Result<Vec<Words>, StoreError> {
    let statement = sqlx::query_as(IMPORTED).bind(limit).bind(MOST).bind(LOOKED_AT);
    Ok(statement.fetch_all(db.connection()).await?)
}

#[derive(sqlx::FromRow)]
struct Waiting {
    id: CommentId,
    spam_score: Score,
    #[sqlx(flatten)]
    words: Words,
}

/// Comments that wait, behind one of them, with the scores that they have.
pub async fn waiting(
    db: &mut impl Source,
    after: CommentId,
    limit: i64,
) -> Result<Vec<(CommentId, Score, Words)>, StoreError> {
    let found: Vec<Waiting> =
        sqlx::query_as(WAITING).bind(after).bind(limit).bind(MOST).fetch_all(db.connection()).await?;
    Ok(found.into_iter().map(|row| (row.id, row.spam_score, row.words)).collect())
}

pub async fn set_scores(unit: &mut Unit, scores: &[(CommentId, Score)]) -> Result<(), StoreError> {
    let scores: serde_json::Value =
        scores.iter().map(|(id, score)| serde_json::json!([id.0, score.0])).collect();
    sqlx::query(
        "update comments set spam_score = given.score
         from (select value ->> 0 as id, value ->> 1 as score from json_each($1)) as given
         where comments.id = given.id",
    )
    .bind(scores.to_string())
    .execute(unit.connection())
    .await?;
    Ok(())
}

const SPAM_BEFORE: &str = "
    select c.id
    from comments c
    where c.state = 'spam' and c.updated_at < $1 and c.import_id is null
      and not exists (select 1 from comments a where a.parent_id = c.id)
      and not exists (select 1 from posts p where p.id = c.post_id and p.pinned_comment_id = c.id)
    order by c.updated_at
    limit 100";

/// Deletes spam that came to be it before a time, a few at a time; answers how many. What is answered, or came with an
/// import, stays.
pub async fn sweep(unit: &mut Unit, before: Timestamp) -> Result<u64, StoreError> {
    let old: Vec<CommentId> =
        sqlx::query_scalar(SPAM_BEFORE).bind(before).fetch_all(unit.connection()).await?;
    if old.is_empty() {
        return Ok(0);
    }
    let ids = json_ids(&old);
    for statement in [
        "delete from comment_versions where comment_id in (select value from json_each($1))",
        "delete from comments where id in (select value from json_each($1))",
    ] {
        sqlx::query(statement).bind(&ids).execute(unit.connection()).await?;
    }
    let count = i64::try_from(old.len()).unwrap_or(i64::MAX);
    sqlx::query("update comment_counts set total = total - $1 where state = 'spam'")
        .bind(count)
        .execute(unit.connection())
        .await?;
    Ok(count.unsigned_abs())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::comment::{CommentState, Reason};
    use crate::model::key::Keys;
    use crate::model::own_comment::ChangedBy;
    use crate::model::post::PostState;
    use crate::store::comments::tests::comment;
    use crate::store::comments::versions::{NewWords, rewrite};
    use crate::store::comments::write::{insert, set_state};
    use crate::store::plans::plan;
    use crate::store::posts::write::{self, NewPost};
    use crate::store::{Db, comments};

    use CommentState::{Pending, Published, Rejected, Spam};

    /// A blog whose comments are named after where they go from waiting, at times one after the other.
    async fn blog(decisions: &'static [(&'static str, CommentState)]) -> (tempfile::TempDir, Db) {
        let (folder, db) = Db::scratch().await;
        let done: Result<(), StoreError> = db
            .write(move |unit| {
                Box::pin(async move {
                    let post = write::insert(unit, &NewPost::sample("1", PostState::Published)).await?;
                    for ((name, to), at) in decisions.iter().zip(10..) {
                        let id = insert(unit, &comment(name, post, None, Pending)).await?;
                        set_state(unit, id, Pending, *to, Some(Reason::Moderator), Timestamp(at)).await?;
                    }
                    Ok(((), Keys::none()))
                })
            })
            .await;
        done.unwrap();
        (folder, db)
    }

    fn names(words: &[Words]) -> Vec<&str> {
        words.iter().map(|words| words.name.as_str()).collect()
    }

    #[tokio::test]
    async fn the_newest_decisions_are_learnt_from_and_change_the_stamp() {
        let (_folder, db) =
            blog(&[("a", Spam), ("b", Published), ("c", Rejected), ("d", Spam), ("e", Pending)]).await;
        let mut reader = db.reader().await.unwrap();
        assert_eq!(names(&decided(&mut reader, true, 9).await.unwrap()), ["Name of d", "Name of a"]);
        assert_eq!(names(&decided(&mut reader, false, 9).await.unwrap()), ["Name of b", "Name of c"]);
        assert_eq!(names(&decided(&mut reader, true, 1).await.unwrap()), ["Name of d"]);
        assert_eq!(imported(&mut reader, 9).await.unwrap(), []);
        let before = stamp(&mut reader, 9).await.unwrap();
        assert_eq!(stamp(&mut reader, 9).await.unwrap(), before);
        let undone: Result<_, StoreError> = db
            .write(|unit| {
                Box::pin(async move {
                    let id = comments::id_of(unit, "a").await?.unwrap();
                    Ok((set_state(unit, id, Spam, Pending, None, Timestamp(99)).await?, Keys::none()))
                })
            })
            .await;
        assert!(undone.unwrap().is_some());
        assert_ne!(stamp(&mut reader, 9).await.unwrap(), before);
        assert_eq!(names(&decided(&mut reader, true, 9).await.unwrap()), ["Name of d"]);
    }

    async fn run(db: &Db, statement: &'static str) {
        let done: Result<(), StoreError> = db
            .write(move |unit| {
                Box::pin(async move {
                    sqlx::query(statement).execute(unit.connection()).await?;
                    Ok(((), Keys::none()))
                })
            })
            .await;
        done.unwrap();
    }

    #[tokio::test]
    async fn words_that_nobody_has_looked_at_since_are_not_learnt_from() {
        let (_folder, db) = blog(&[("a", Published), ("b", Published), ("c", Published)]).await;
        let changed: Result<(), StoreError> = db
            .write(|unit| {
                Box::pin(async move {
                    for (name, by) in [("a", ChangedBy::Writer), ("b", ChangedBy::Blog)] {
                        let id = comments::id_of(unit, name).await?.unwrap();
                        let words = NewWords {
                            name: format!("Changed {name}"),
                            website: None,
                            source: "other".to_owned(),
                            html: Html::from_sanitiser("<p>other</p>".to_owned()),
                            render_version: 1,
                            content_hash: Vec::new(),
                        };
                        rewrite(unit, id, &words, (by, None), Timestamp(50)).await?;
                    }
                    Ok(((), Keys::none()))
                })
            })
            .await;
        let mut reader = db.reader().await.unwrap();
        changed.unwrap();
        assert_eq!(names(&decided(&mut reader, false, 9).await.unwrap()), ["Changed b", "Name of c"]);
        let before = stamp(&mut reader, 9).await.unwrap();
        let decided_again: Result<_, StoreError> = db
            .write(|unit| {
                Box::pin(async move {
                    let id = comments::id_of(unit, "a").await?.unwrap();
                    let reason = Some(Reason::Moderator);
                    Ok((set_state(unit, id, Published, Spam, reason, Timestamp(60)).await?, Keys::none()))
                })
            })
            .await;
        assert!(decided_again.unwrap().is_some());
        assert_eq!(names(&decided(&mut reader, true, 9).await.unwrap()), ["Changed a"]);
        assert_ne!(stamp(&mut reader, 9).await.unwrap(), before);
    }

    #[tokio::test]
    async fn an_import_is_learnt_from_when_it_has_ended_as_far_as_it_is_still_what_it_was() {
        let (_folder, db) = blog(&[("a", Pending), ("b", Pending), ("c", Pending)]).await;
        let mut reader = db.reader().await.unwrap();
        let before = stamp(&mut reader, 9).await.unwrap();
        run(
            &db,
            "insert into imports (id, source, file_name, state, report, started_at)
             values (1, 'blogger', 'a.xml', 'running', '{}', 5)",
        )
        .await;
        run(&db, "update comments set import_id = 1, state = 'published', reason = 'imported'").await;
        assert_eq!(stamp(&mut reader, 9).await.unwrap(), before, "it goes on");
        run(&db, "update imports set state = 'finished', finished_at = 9").await;
        assert_ne!(stamp(&mut reader, 9).await.unwrap(), before);
        assert_eq!(imported(&mut reader, 9).await.unwrap().len(), 3);
        run(&db, "update comments set reason = 'moderator' where public_id = 'a'").await;
        run(&db, "update comments set edited_by = 'writer', edited_at = 9 where public_id = 'b'").await;
        assert_eq!(names(&imported(&mut reader, 9).await.unwrap()), ["Name of c"]);
    }

    #[tokio::test]
    async fn what_waits_is_scored_a_few_at_a_time() {
        let (_folder, db) = blog(&[("a", Pending), ("b", Spam), ("c", Pending), ("d", Pending)]).await;
        let mut reader = db.reader().await.unwrap();
        let first = waiting(&mut reader, CommentId(0), 2).await.unwrap();
        assert_eq!(first.iter().map(|(id, score, _)| (id.0, score.0)).collect::<Vec<_>>(), [(1, 0), (3, 0)]);
        let scores = [(CommentId(1), Score(-120)), (CommentId(4), Score(7))];
        let done: Result<(), StoreError> = db
            .write(move |unit| Box::pin(async move { Ok((set_scores(unit, &scores).await?, Keys::none())) }))
            .await;
        done.unwrap();
        let all = waiting(&mut reader, CommentId(0), 9).await.unwrap();
        assert_eq!(all.iter().map(|(_, score, _)| score.0).collect::<Vec<_>>(), [-120, 0, 7]);
    }

    #[tokio::test]
    async fn spam_goes_after_its_time_and_everything_else_stays() {
        let (_folder, db) = blog(&[("a", Spam), ("b", Spam), ("c", Rejected), ("d", Spam)]).await;
        let swept: Result<(u64, u64), StoreError> = db
            .write(|unit| {
                Box::pin(async move {
                    let answered = comments::id_of(unit, "a").await?;
                    let reply = comment("reply", crate::model::ids::PostId(1), answered, Published);
                    insert(unit, &reply).await?;
                    let first = sweep(unit, Timestamp(12)).await?;
                    Ok(((first, sweep(unit, Timestamp(12)).await?), Keys::none()))
                })
            })
            .await;
        assert_eq!(swept.unwrap(), (1, 0), "one is answered, one is too new");
        let mut reader = db.reader().await.unwrap();
        let left = [("a", true), ("b", false), ("c", true), ("d", true)];
        for (name, is_left) in left {
            assert_eq!(comments::id_of(&mut reader, name).await.unwrap().is_some(), is_left, "{name}");
        }
        let counts = comments::counts(&mut reader).await.unwrap();
        assert!(counts.contains(&(Spam, 2)) && counts.contains(&(Rejected, 1)), "{counts:?}");
    }

    #[tokio::test]
    async fn each_question_goes_by_an_index() {
        let (_folder, db) = blog(&[("a", Spam)]).await;
        let mut reader = db.reader().await.unwrap();
        for (statement, index) in [
            (STAMP, "comments_decided"),
            (DECIDED, "comments_decided"),
            (IMPORTED, "comments_by_date"),
            (WAITING, "comments_by_state"),
            (SPAM_BEFORE, "comments_spam_by_age"),
        ] {
            let plan = plan(&mut reader, statement).await;
            assert!(plan.iter().any(|step| step.contains(index)), "{index}: {plan:?}");
            let reads_much = |step: &String| {
                step.contains("TEMP B-TREE")
                    || (index == "comments_decided" && step.contains("comments_spam_by_age"))
            };
            assert!(!plan.iter().any(reads_much), "{plan:?}");
        }
    }
}
