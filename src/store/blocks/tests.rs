//! A block from being written down to being forgotten, and what was done to it taken back.

use super::*;
use crate::model::comment::CommentState;
use crate::model::key::Keys;
use crate::model::post::PostState;
use crate::model::user::Role;
use crate::store::comments::write::{NewComment, insert};
use crate::store::posts::write::{self, NewPost};
use crate::store::users::NewUser;
use crate::store::{Db, comments, users};

fn block(kind: BlockKind, pattern: &str, expires_at: Option<i64>) -> NewBlock {
    NewBlock {
        kind,
        effect: BlockEffect::Hold,
        pattern: pattern.to_owned(),
        label: pattern.to_uppercase(),
        added_by: UserId(1),
        expires_at: expires_at.map(Timestamp),
    }
}

fn person(name: &str, password: Option<&str>) -> NewUser {
    NewUser {
        slug: name.to_lowercase(),
        name: name.to_owned(),
        email: None,
        password_hash: password.map(str::to_owned),
        role: Role::Owner,
        biography: String::new(),
    }
}

async fn filled() -> (tempfile::TempDir, Db) {
    let (folder, db) = Db::scratch().await;
    let done: Result<(), StoreError> = db
        .write(|unit| {
            Box::pin(async move {
                users::insert(unit, &person("Ada", Some("x")), Timestamp(1)).await?;
                users::insert(unit, &person("Imported", None), Timestamp(1)).await?;
                put(unit, &block(BlockKind::Words, "pills", None), Timestamp(1)).await?;
                put(unit, &block(BlockKind::Network, "00", Some(50)), Timestamp(2)).await?;
                Ok(((), Keys::none()))
            })
        })
        .await;
    done.unwrap();
    (folder, db)
}

#[tokio::test]
async fn a_block_is_listed_met_changed_and_forgotten() {
    let (_folder, db) = filled().await;
    let done: Result<_, StoreError> = db
        .write(|unit| {
            Box::pin(async move {
                add_hits(unit, BlockId(1), 3, Timestamp(9)).await?;
                add_hits(unit, BlockId(99), 3, Timestamp(9)).await?;
                let again =
                    NewBlock { effect: BlockEffect::Refuse, ..block(BlockKind::Words, "pills", None) };
                let same = put(unit, &again, Timestamp(8)).await?;
                Ok((same, Keys::none()))
            })
        })
        .await;
    let same = Put { id: BlockId(1), was: Some(BlockEffect::Hold) };
    assert_eq!(done.unwrap(), same, "what is blocked already stays one block");
    let mut reader = db.reader().await.unwrap();
    let listed = page(&mut reader, None, 10).await.unwrap();
    assert_eq!(listed.iter().map(|line| line.block.id.0).collect::<Vec<_>>(), [2, 1]);
    assert_eq!(page(&mut reader, Some(BlockId(2)), 10).await.unwrap().len(), 1);
    let words = &listed[1];
    assert_eq!((words.block.hits, words.block.last_hit_at), (3, Some(Timestamp(9))));
    assert_eq!(words.added_by_name.as_deref(), Some("Ada"));
    assert_eq!(words.block.effect, BlockEffect::Refuse);
    assert_eq!(count(&mut reader).await.unwrap(), 2);
    assert_eq!(all(&mut reader, Timestamp(49)).await.unwrap().len(), 2);
    assert_eq!(all(&mut reader, Timestamp(50)).await.unwrap().len(), 1);
    let swept: Result<_, StoreError> = db
        .write(|unit| {
            Box::pin(async move {
                let swept = sweep(unit, Timestamp(50), Timestamp(60)).await?;
                let was_there = remove(unit, BlockId(1), Timestamp(60)).await?.is_some();
                let is_gone = remove(unit, BlockId(1), Timestamp(61)).await?.is_none();
                Ok(((swept, was_there, is_gone), Keys::none()))
            })
        })
        .await;
    assert_eq!(swept.unwrap(), (1, true, true));
    assert_eq!(count(&mut reader).await.unwrap(), 0);
    assert!(page(&mut reader, None, 10).await.unwrap().is_empty());
    assert!(all(&mut reader, Timestamp(61)).await.unwrap().is_empty());
    let kept: Result<_, StoreError> = db
        .write(|unit| {
            Box::pin(async move {
                let not_yet = sweep(unit, Timestamp(61), Timestamp(60)).await?;
                let swept = sweep(unit, Timestamp(61), Timestamp(61)).await?;
                Ok(((not_yet, swept), Keys::none()))
            })
        })
        .await;
    assert_eq!(kept.unwrap(), (0, 1), "what was removed is kept for a while");
    assert_eq!(standing(&mut reader, BlockId(1)).await.unwrap(), None);
}

#[tokio::test]
async fn what_was_done_to_a_block_is_taken_back_once() {
    let (_folder, db) = filled().await;
    let done: Result<(), StoreError> = db
        .write(|unit| {
            Box::pin(async move {
                let again =
                    NewBlock { effect: BlockEffect::Refuse, ..block(BlockKind::Network, "00", Some(90)) };
                let put_again = put(unit, &again, Timestamp(3)).await?;
                assert_eq!(put_again, Put { id: BlockId(2), was: Some(BlockEffect::Hold) });
                assert_eq!(remove_unchanged(unit, BlockId(2), Timestamp(3)).await?, None, "it was changed");
                let back = change_back(unit, BlockId(2)).await?.unwrap();
                assert_eq!((back.effect, back.expires_at), (BlockEffect::Hold, Some(Timestamp(50))));
                assert_eq!(change_back(unit, BlockId(2)).await?, None, "it is as it was");
                assert_eq!(restore(unit, BlockId(1)).await?, None, "it was not removed");
                assert!(remove_unchanged(unit, BlockId(1), Timestamp(4)).await?.is_some());
                let stands = standing(unit, BlockId(1)).await?;
                assert_eq!(stands, Some(Standing { is_removed: true, is_changed: false }));
                let given_back = restore(unit, BlockId(1)).await?.unwrap();
                assert_eq!((given_back.label.as_str(), given_back.created_at), ("PILLS", Timestamp(1)));
                remove(unit, BlockId(1), Timestamp(5)).await?;
                let new = put(unit, &block(BlockKind::Words, "pills", None), Timestamp(6)).await?;
                assert_eq!(new.was, None);
                assert_eq!(restore(unit, BlockId(1)).await?, None, "another one took its place");
                Ok(((), Keys::none()))
            })
        })
        .await;
    done.unwrap();
}

#[tokio::test]
async fn what_is_put_twice_in_the_same_way_gets_its_new_end_and_keeps_what_it_did_before() {
    let (_folder, db) = filled().await;
    let done: Result<(), StoreError> = db
        .write(|unit| {
            Box::pin(async move {
                let again = put(unit, &block(BlockKind::Network, "00", Some(60)), Timestamp(3)).await?;
                assert_eq!(again.was, Some(BlockEffect::Hold));
                assert!(
                    !standing(unit, again.id).await?.unwrap().is_changed,
                    "there is nothing to go back to"
                );
                for end in [90, 95] {
                    let refused = NewBlock {
                        effect: BlockEffect::Refuse,
                        ..block(BlockKind::Network, "00", Some(end))
                    };
                    put(unit, &refused, Timestamp(4)).await?;
                }
                let now = all(unit, Timestamp(4)).await?.remove(1);
                assert_eq!((now.effect, now.expires_at), (BlockEffect::Refuse, Some(Timestamp(95))));
                let back = change_back(unit, again.id).await?.unwrap();
                assert_eq!((back.effect, back.expires_at), (BlockEffect::Hold, Some(Timestamp(60))));
                put(unit, &block(BlockKind::Words, "pills", None), Timestamp(5)).await?;
                assert!(remove_unchanged(unit, BlockId(1), Timestamp(6)).await?.is_some());
                Ok(((), Keys::none()))
            })
        })
        .await;
    done.unwrap();
}

#[tokio::test]
async fn who_can_log_in_has_a_name_that_is_taken() {
    let (_folder, db) = filled().await;
    let mut reader = db.reader().await.unwrap();
    let named = |id, name: &str, is_taken| PersonName { id: UserId(id), name: name.to_owned(), is_taken };
    let all = [named(1, "Ada", true), named(2, "Imported", false)];
    assert_eq!(names(&mut reader).await.unwrap(), all);
}

#[tokio::test]
async fn the_network_of_a_comment_is_known_as_long_as_it_is_kept() {
    let (_folder, db) = filled().await;
    let written: Result<CommentId, StoreError> = db
        .write(|unit| {
            Box::pin(async move {
                let post = write::insert(unit, &NewPost::sample("1", PostState::Published)).await?;
                let comment = NewComment {
                    network_hash: Some(vec![7]),
                    ..comments::tests::comment("a", post, None, CommentState::Pending)
                };
                Ok((insert(unit, &comment).await?, Keys::none()))
            })
        })
        .await;
    let id = written.unwrap();
    let mut reader = db.reader().await.unwrap();
    assert_eq!(network_of(&mut reader, id).await.unwrap(), Some(vec![7]));
    assert_eq!(network_of(&mut reader, CommentId(99)).await.unwrap(), None);
}
