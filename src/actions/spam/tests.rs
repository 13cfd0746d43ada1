//! Learning from decisions, and that what waits is judged anew.

use std::sync::Arc;

use super::*;
use crate::app::{Chance, Clock, Place};
use crate::model::comment::{CommentState, Reason};
use crate::model::post::PostState;
use crate::model::timestamp::Timestamp;
use crate::store::comments::id_of;
use crate::store::comments::tests::comment;
use crate::store::comments::write::{NewComment, insert, set_state};
use crate::store::posts::write::{self, NewPost};
use crate::store::{Db, Unit};

const WORDS: &str = "zorblatt flummery at the gribble";

async fn blog() -> (tempfile::TempDir, App) {
    let (folder, db) = Db::scratch().await;
    let app = App::new(db, Clock::System, Chance::seeded(1), Arc::new(Place::default()));
    let done: Result<(), StoreError> = app
        .db
        .write(|unit| {
            Box::pin(async move {
                write::insert(unit, &NewPost::sample("1", PostState::Published)).await?;
                say(unit, 0, "waits").await?;
                Ok(((), Keys::none()))
            })
        })
        .await;
    done.unwrap();
    (folder, app)
}

async fn say(unit: &mut Unit, number: i64, name: &str) -> Result<CommentId, StoreError> {
    let new = NewComment {
        html: Html::from_sanitiser(format!("<p>{WORDS} number {number}</p>")),
        ..comment(&format!("{name}{number}"), crate::model::ids::PostId(1), None, CommentState::Pending)
    };
    insert(unit, &new).await
}

async fn decide(app: &App, name: &'static str, to: CommentState) {
    let done: Result<(), StoreError> = app
        .db
        .write(move |unit| {
            Box::pin(async move {
                for number in 1..30 {
                    let id = say(unit, number, name).await?;
                    let reason = Some(Reason::Moderator);
                    set_state(unit, id, CommentState::Pending, to, reason, Timestamp(number)).await?;
                }
                Ok(((), Keys::none()))
            })
        })
        .await;
    done.unwrap();
}

async fn waiting_score(app: &App) -> i64 {
    let mut db = app.db.reader().await.unwrap();
    spam_examples::waiting(&mut db, CommentId(0), 9).await.unwrap()[0].1.0
}

#[tokio::test]
async fn decisions_change_how_the_same_words_look() {
    let (_folder, app) = blog().await;
    let said = Said { text: WORDS.to_owned(), ..Said::default() };
    let at_first = score(&app, &said);
    let mut lessons = Lessons::default();
    study(&app, &mut lessons).await.unwrap();
    assert_eq!(score(&app, &said), at_first, "nothing was decided");
    decide(&app, "bad", CommentState::Spam).await;
    study(&app, &mut lessons).await.unwrap();
    let as_spam = score(&app, &said);
    assert!(as_spam > at_first && as_spam.percent() > 60, "{as_spam:?} after {at_first:?}");
    assert!(waiting_score(&app).await > 0, "what waits was judged anew");
    decide(&app, "good", CommentState::Rejected).await;
    study(&app, &mut lessons).await.unwrap();
    assert!(score(&app, &said) < as_spam, "what is rejected for another reason is no spam");
}

#[tokio::test]
async fn the_only_decisions_taken_back_leave_nothing_learnt() {
    let (_folder, app) = blog().await;
    let said = Said { text: WORDS.to_owned(), ..Said::default() };
    let at_first = score(&app, &said);
    let mut lessons = Lessons::default();
    decide(&app, "bad", CommentState::Spam).await;
    study(&app, &mut lessons).await.unwrap();
    assert_ne!(score(&app, &said), at_first);
    let undone: Result<(), StoreError> = app
        .db
        .write(|unit| {
            Box::pin(async move {
                for number in 1..30 {
                    let id = id_of(unit, &format!("bad{number}")).await?.unwrap();
                    let (from, to) = (CommentState::Spam, CommentState::Pending);
                    set_state(unit, id, from, to, None, Timestamp(99)).await?;
                }
                Ok(((), Keys::none()))
            })
        })
        .await;
    undone.unwrap();
    study(&app, &mut lessons).await.unwrap();
    assert_eq!(score(&app, &said), at_first);
}

/// Which of the comments up to `count` are judged in a round of so many, a few in a batch.
fn judged(walk: &mut Option<Walk>, count: i64, batches: usize) -> Vec<i64> {
    let mut judged = Vec::new();
    for _ in 0..batches {
        let Some(going) = *walk else { break };
        let batch: Vec<i64> = (going.after.0 + 1..=count).take(3).collect();
        *walk = going.onward(batch.last().map(|id| CommentId(*id)));
        judged.extend(batch);
    }
    judged
}

#[test]
fn a_walk_goes_round_and_a_new_lesson_goes_on_where_the_last_one_stood() {
    let mut walk = Some(Walk::from(CommentId(0)));
    assert_eq!(judged(&mut walk, 8, 9), [1, 2, 3, 4, 5, 6, 7, 8]);
    assert_eq!(walk, None);
    let mut walk = Some(Walk::from(CommentId(5)));
    let round = judged(&mut walk, 8, 9);
    assert!((1..=8).all(|id| round.contains(&id)) && round.len() <= 11, "{round:?}");
    assert_eq!(walk, None);
    // A decision in each round: all are judged in turn.
    let (mut after, mut seen) = (CommentId(0), std::collections::BTreeSet::new());
    for _ in 0..10 {
        let mut walk = Some(Walk::from(after));
        seen.extend(judged(&mut walk, 20, 2));
        after = walk.map_or(CommentId(0), |walk| walk.after);
    }
    assert_eq!(seen.len(), 20);
}

#[tokio::test]
async fn what_was_learnt_is_learnt_again_after_a_restart() {
    let (_folder, app) = blog().await;
    decide(&app, "bad", CommentState::Spam).await;
    study(&app, &mut Lessons::default()).await.unwrap();
    let again = App::new(app.db.clone(), Clock::System, Chance::seeded(2), Arc::new(Place::default()));
    study(&again, &mut Lessons::default()).await.unwrap();
    let said = Said { text: WORDS.to_owned(), ..Said::default() };
    assert_eq!(score(&again, &said), score(&app, &said));
}
