//! What is learnt from and what is not, the sweep, and the plans of all questions.

use super::*;
use crate::model::comment::{CommentState, Reason};
use crate::model::key::Keys;
use crate::model::own_comment::ChangedBy;
use crate::model::post::PostState;
use crate::model::spam::Score;
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
                        score: Score(0),
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
async fn spam_that_its_writer_deletes_was_spam_all_the_same() {
    let (_folder, db) = blog(&[("a", Spam), ("b", Published), ("c", Rejected)]).await;
    let withdrawn: Result<(), StoreError> = db
        .write(|unit| {
            Box::pin(async move {
                for (name, from) in [("a", Spam), ("b", Published), ("c", Rejected)] {
                    let id = comments::id_of(unit, name).await?.unwrap();
                    let (to, reason) = (CommentState::Deleted, Some(Reason::Withdrawn));
                    set_state(unit, id, from, to, reason, Timestamp(50)).await?;
                }
                Ok(((), Keys::none()))
            })
        })
        .await;
    withdrawn.unwrap();
    let mut reader = db.reader().await.unwrap();
    assert_eq!(names(&decided(&mut reader, true, 9).await.unwrap()), ["Name of a"]);
    assert_eq!(decided(&mut reader, false, 9).await.unwrap(), []);
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
    // The second is no comment that waits, and the third was changed while it was judged.
    let scores = [(1, 0, -120), (2, 0, 5), (3, 4, 9), (4, 0, 7)].map(|(id, before, score)| Judged {
        id: CommentId(id),
        before: Score(before),
        score: Score(score),
    });
    let done: Result<(), StoreError> = db
        .write(move |unit| Box::pin(async move { Ok((set_scores(unit, &scores).await?, Keys::none())) }))
        .await;
    done.unwrap();
    let all = waiting(&mut reader, CommentId(0), 9).await.unwrap();
    assert_eq!(all.iter().map(|(_, score, _)| score.0).collect::<Vec<_>>(), [-120, 0, 7]);
    let of_spam: i64 = sqlx::query_scalar("select spam_score from comments where id = 2")
        .fetch_one(reader.connection())
        .await
        .unwrap();
    assert_eq!(of_spam, 0);
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
        (WITHDRAWN, "comments_withdrawn"),
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
