//! What writers do with their comments later: versions, pins, what is exported, and what erasing leaves.

use super::super::sent::{Sent, insert_all};
use super::super::versions::{self, NewWords};
use super::super::{erasure, exports, pins};
use super::*;
use crate::model::own_comment::ChangedBy;
use crate::model::spam::Score;

fn words(text: &str) -> NewWords {
    NewWords {
        name: "Ada".to_owned(),
        website: None,
        source: text.to_owned(),
        html: Html::from_sanitiser(format!("<p>{text}</p>")),
        render_version: 1,
        content_hash: text.as_bytes().to_vec(),
        score: Score(7),
    }
}

fn by_mail(name: &str, post: PostId, parent: Option<CommentId>) -> NewComment {
    NewComment {
        email: Some("Ada@Example.org".to_owned()),
        ..comment(name, post, parent, CommentState::Published)
    }
}

#[tokio::test]
async fn what_stood_there_is_kept_the_newest_first() {
    let (_folder, db) = Db::scratch().await;
    let (post, id) = unit(&db, |unit| {
        Box::pin(async move {
            let post = posts::write::insert(unit, &post(1)).await.unwrap();
            let new = comment("one", post, None, CommentState::Published);
            let id = by_cookie(unit, &new).await;
            for (at, by) in [(2000, ChangedBy::Writer), (3000, ChangedBy::Blog)] {
                let words = NewWords { score: Score(at), ..words(&format!("at {at}")) };
                versions::rewrite(unit, id, &words, (by, None), Timestamp(at)).await.unwrap();
            }
            (post, id)
        })
    })
    .await;
    let mut db = db.reader().await.unwrap();
    let now = versions::words(&mut db, id).await.unwrap().unwrap();
    assert_eq!((now.source.as_str(), now.versions, now.edited_at), ("at 3000", 2, Some(Timestamp(3000))));
    assert_eq!(
        (now.token_hash.as_deref(), now.post_comments),
        (Some(b"t".as_slice()), Some(PostComments::Open))
    );
    let same = versions::words_by_receipt(&mut db, "receipt-one").await.unwrap().unwrap();
    assert_eq!(same.id, id);
    let earlier = versions::of(&mut db, id).await.unwrap();
    let told: Vec<_> =
        earlier.iter().map(|it| (it.source.as_str(), it.written_at.0, it.replaced_at.0)).collect();
    assert_eq!(told, [("at 2000", 2000, 3000), ("words", 1000, 2000)]);
    assert_eq!((earlier[0].spam_score, earlier[1].spam_score), (Score(2000), Score(0)));
    assert_eq!((earlier[0].replaced_by, earlier[1].replaced_by), (ChangedBy::Blog, ChangedBy::Writer));
    let shown = page(&mut db, post, None).await;
    let shown = &shown.comments[0].comment;
    assert_eq!((shown.edited_at, shown.edited_by), (Some(Timestamp(3000)), Some(ChangedBy::Blog)));
    let found = by_submission_key(&mut db, "key-one").await.unwrap();
    assert_eq!((found, by_submission_key(&mut db, "key-two").await.unwrap()), (Some(id), None));
}

#[tokio::test]
async fn one_comment_is_pinned_as_long_as_it_is_published() {
    let (_folder, db) = Db::scratch().await;
    unit(&db, |unit| {
        Box::pin(async move {
            let post = posts::write::insert(unit, &post(1)).await.unwrap();
            let mut ids = Vec::new();
            for name in ["one", "two"] {
                ids.push(insert(unit, &comment(name, post, None, CommentState::Published)).await.unwrap());
            }
            pins::pin(unit, post, ids[0]).await.unwrap();
            pins::pin(unit, post, ids[1]).await.unwrap();
            assert!(!pins::is_pinned(unit, ids[0]).await.unwrap());
            assert!(pins::is_pinned(unit, ids[1]).await.unwrap());
            assert_eq!(pins::pinned(unit, post, ids[1]).await.unwrap().unwrap().public_id, "two");
            assert!(pins::pinned(unit, PostId(99), ids[1]).await.unwrap().is_none());
            let (from, to) = (CommentState::Published, CommentState::Spam);
            set_state(unit, ids[1], from, to, Some(Reason::Moderator), Timestamp(2)).await.unwrap();
            assert!(pins::pinned(unit, post, ids[1]).await.unwrap().is_none());
            assert_eq!(pins::unpin(unit, ids[0]).await.unwrap(), None);
            assert_eq!(pins::unpin(unit, ids[1]).await.unwrap(), Some(post));
        })
    })
    .await;
}

#[tokio::test]
async fn erasing_leaves_a_place_and_nothing_else() {
    let (_folder, db) = Db::scratch().await;
    unit(&db, |unit| {
        Box::pin(async move {
            let post = posts::write::insert(unit, &post(1)).await.unwrap();
            let root = by_cookie(unit, &by_mail("one", post, None)).await;
            insert(unit, &comment("reply", post, Some(root), CommentState::Published)).await.unwrap();
            versions::rewrite(unit, root, &words("other"), (ChangedBy::Writer, None), Timestamp(2))
                .await
                .unwrap();
            pins::pin(unit, post, root).await.unwrap();
            let writer = commenters::by_token(unit, b"t").await.unwrap().unwrap().id;
            let told = exports::of_commenter(unit, writer, CommentId(0), 9).await.unwrap();
            assert_eq!((told.len(), told[0].source.as_str()), (1, "other"));
            assert!(told[0].versions.contains("\"text\":\"words\""), "{}", told[0].versions);
            assert!(exports::of_commenter(unit, writer, root, 9).await.unwrap().is_empty());
            assert_eq!(exports::of_address(unit, "ada@example.org", CommentId(0), 9).await.unwrap().len(), 1);
            assert_eq!(of_address(unit, "ada@example.org", None, 9).await.unwrap()[0].id, root);
            assert!(of_address(unit, "ada@example.org", Some(root), 9).await.unwrap().is_empty());
            let condemned = erasure::of_commenter(unit, writer, 9).await.unwrap();
            assert_eq!(erasure::of_address(unit, "ada@example.org", 9).await.unwrap(), condemned);
            erasure::forget_writer(unit, root).await.unwrap();
            let known = commenters::by_id(unit, writer).await.unwrap().unwrap();
            assert_eq!((known.name.as_str(), known.email, known.website), ("", None, None));
            erasure::erase(unit, condemned[0], Timestamp(3)).await.unwrap();
            erasure::forget_commenter(unit, writer, b"nobody's").await.unwrap();
            assert!(commenters::by_token(unit, b"t").await.unwrap().is_none());
            let left = versions::words(unit, root).await.unwrap().unwrap();
            assert_eq!((left.state, left.reason), (CommentState::Deleted, Reason::Erased));
            let texts = [left.name.as_str(), left.source.as_str(), left.html.as_str()];
            assert_eq!((texts, left.email, left.website, left.token_hash), ([""; 3], None, None, None));
            assert!(versions::of(unit, root).await.unwrap().is_empty());
            assert!(!pins::is_pinned(unit, root).await.unwrap());
            let kept: Option<Vec<u8>> = sqlx::query_scalar("select network_hash from comments where id = $1")
                .bind(root)
                .fetch_one(unit.connection())
                .await
                .unwrap();
            assert_eq!(kept, None);
            assert!(erasure::of_commenter(unit, writer, 9).await.unwrap().is_empty());
            assert!(erasure::of_address(unit, "ada@example.org", 9).await.unwrap().is_empty());
            assert_eq!(wrong_counts(unit).await, Vec::<String>::new());
        })
    })
    .await;
}

#[tokio::test]
async fn what_its_writer_deleted_waits_for_the_sweep() {
    let (_folder, db) = Db::scratch().await;
    unit(&db, |unit| {
        Box::pin(async move {
            let post = posts::write::insert(unit, &post(1)).await.unwrap();
            let mut ids = Vec::new();
            for (name, state) in [("one", CommentState::Published), ("two", CommentState::Deleted)] {
                ids.push(insert(unit, &comment(name, post, None, state)).await.unwrap());
            }
            let (from, to) = (CommentState::Published, CommentState::Deleted);
            set_state(unit, ids[0], from, to, Some(Reason::Withdrawn), Timestamp(5)).await.unwrap().unwrap();
            erasure::withdraw_deleted(unit, ids[1], Timestamp(6)).await.unwrap();
            assert_eq!(withdrawn(unit, 5).await, []);
            assert_eq!(withdrawn(unit, 6).await, ids[..1]);
            assert_eq!(withdrawn(unit, 7).await, ids);
        })
    })
    .await;
}

async fn withdrawn(unit: &mut Unit, before: i64) -> Vec<CommentId> {
    let found = erasure::withdrawn_before(unit, Timestamp(before), 9).await.unwrap();
    found.into_iter().map(|it| it.id).collect()
}

/// Written by whoever holds the token `t`.
async fn by_cookie(unit: &mut Unit, comment: &NewComment) -> CommentId {
    insert_all(unit, &[Sent { comment, token_hash: Some(b"t"), score: Score::default() }]).await.unwrap()[0]
}
