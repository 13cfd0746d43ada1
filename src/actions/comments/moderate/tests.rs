//! Who may decide, and what is refused as a whole. What decisions do is tested over HTTP.

use std::sync::Arc;

use super::*;
use crate::app::{Chance, Clock, Place};
use crate::model::user::Role;
use crate::store::Db;
use crate::store::users::{self, NewUser};

async fn app() -> (tempfile::TempDir, App) {
    let (folder, db) = Db::scratch().await;
    let (chance, place) = (Chance::seeded(1), Arc::new(Place::default()));
    (folder, App::new(db, Clock::System, chance, place))
}

async fn person(app: &App, role: Role) -> User {
    let new = NewUser::sample("A", role);
    let id: Result<UserId, StoreError> = app
        .db
        .write(move |unit| {
            Box::pin(async move { Ok((users::insert(unit, &new, Timestamp(0)).await?, Keys::none())) })
        })
        .await;
    User { id: id.unwrap(), name: "A".to_owned(), email: None, role }
}

fn unchanged(ids: &[CommentId]) -> Vec<Seen> {
    ids.iter().map(|id| Seen { id: *id, versions: 0 }).collect()
}

#[tokio::test]
async fn only_who_may_moderate_decides_and_undoes() {
    let (_folder, app) = app().await;
    let ids = [CommentId(1)];
    let (from, to) = (CommentState::Pending, CommentState::Published);
    for role in Role::ALL {
        let by = person(&app, role).await;
        let decided = decide(&app, &by, Verdict::Approve, from, &unchanged(&ids)).await;
        let to_undo = ids.map(|comment| ToUndo { comment, decision: None });
        let undone = undo(&app, &by, Move { from, to }, &to_undo).await;
        for answer in [decided, undone] {
            if role.may(Deed::ModerateComments) {
                assert_eq!(answer.unwrap().unknown, ids, "{role:?}");
            } else {
                assert!(matches!(answer, Err(Refusal::NotAllowed)), "{role:?}");
            }
        }
    }
}

#[tokio::test]
async fn two_hundred_at_once_are_taken_and_one_more_is_not() {
    let (_folder, app) = app().await;
    let by = person(&app, Role::Moderator).await;
    let ids: Vec<CommentId> = (1..=201).map(CommentId).collect();
    let spam = async |ids: &[CommentId]| {
        decide(&app, &by, Verdict::Spam, CommentState::Pending, &unchanged(ids)).await
    };
    assert!(spam(&ids[..200]).await.is_ok());
    assert!(matches!(spam(&ids).await, Err(Refusal::TooMany)));
    assert_eq!(spam(&[CommentId(1); 500]).await.unwrap().unknown.len(), 1);
}

#[tokio::test]
async fn moves_that_no_verdict_makes_are_refused() {
    let (_folder, app) = app().await;
    let by = person(&app, Role::Owner).await;
    let deleted = decide(&app, &by, Verdict::Spam, CommentState::Deleted, &[]).await;
    assert!(matches!(deleted, Err(Refusal::NoSuchMove)));
    let back = Move { from: CommentState::Published, to: CommentState::Pending };
    assert!(matches!(undo(&app, &by, back, &[]).await, Err(Refusal::NoSuchMove)));
}
