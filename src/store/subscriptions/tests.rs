//! What an address follows from being asked to its last letter, and who is found for a comment.

use super::*;
use crate::model::comment::CommentState;
use crate::model::ids::UserId;
use crate::model::key::Keys;
use crate::store::notices::News;
use crate::store::plans::{plan, seed};
use crate::store::{BoxFuture, Db};

const NOW: Timestamp = Timestamp(1_000_000);
const POST: Target = Target { post: PostId(5), comment: None };
const ANSWERS: Target = Target { post: PostId(5), comment: Some(CommentId(5)) };

/// Does something in one unit of a blog of 400 posts; comment N stands on post N, and is answered by comment 400 + N.
async fn in_blog(
    work: impl for<'u> FnOnce(&'u mut Unit) -> BoxFuture<'u, Result<(), StoreError>> + Clone + Send + 'static,
) {
    let (_folder, db) = Db::scratch().await;
    seed::blog(&db).await;
    let done: Result<(), StoreError> =
        db.write(move |unit| Box::pin(async move { Ok((work(unit).await?, Keys::none())) })).await;
    done.unwrap();
}

fn news(post: i64, parent: Option<i64>, commenter: Option<i64>, email: Option<&str>) -> News {
    News {
        id: CommentId(9000),
        post_id: PostId(post),
        parent_id: parent.map(CommentId),
        state: CommentState::Published,
        commenter_id: commenter.map(CommenterId),
        user_id: None::<UserId>,
        email: email.map(str::to_owned),
        decided_by: None,
        is_back: false,
    }
}

#[tokio::test]
async fn an_address_is_asked_agrees_and_goes_with_the_last_thing_that_it_follows() {
    in_blog(|unit| {
        Box::pin(async move {
            assert!(!is_any(unit).await?);
            let grace = follower(unit, "grace@example.org", "de", NOW).await?;
            assert!(is_any(unit).await?);
            assert_eq!(follower(unit, "grace@example.org", "en", NOW).await?, grace, "it is one address");
            let post = insert(unit, grace, POST, Some(CommenterId(3)), NOW).await?;
            let answers = insert(unit, grace, ANSWERS, None, NOW).await?;
            assert_eq!(of_target(unit, grace, POST).await?.unwrap().id, post);
            assert_eq!(of_target(unit, grace, ANSWERS).await?.unwrap().id, answers);
            assert_eq!((unanswered(unit, grace, 9).await?, unanswered(unit, grace, 1).await?), (2, 1));
            assert!(of_follower(unit, grace, 9).await?.is_empty(), "nothing is agreed to");
            assert!(!has_agreed(unit, grace, CommenterId(3)).await?);
            let later = NOW.plus_seconds(5);
            assert!(confirm(unit, post, later).await? && confirm(unit, post, NOW).await?);
            let found = by_id(unit, post).await?.unwrap();
            assert_eq!((found.confirmed_at, found.post_title.as_deref()), (Some(later), Some("Post 5")));
            assert_eq!((found.email.as_str(), found.follower_id), ("grace@example.org", grace));
            assert!(has_agreed(unit, grace, CommenterId(3)).await?);
            assert!(!has_agreed(unit, grace, CommenterId(4)).await?);
            assert_eq!(of_follower(unit, grace, 9).await?.len(), 1);
            asked_again(unit, answers, Some(CommenterId(8)), later).await?;
            assert_eq!(of_target(unit, grace, ANSWERS).await?.unwrap().asked_at, later);
            assert_eq!(end(unit, FollowerId(99), &[post]).await?, 0, "only its own");
            assert_eq!(end(unit, grace, &[post]).await?, 1);
            assert!(email_of(unit, grace).await?.is_some());
            assert_eq!(end_all_of(unit, "grace@example.org").await?, 1);
            assert_eq!(email_of(unit, grace).await?, None);
            assert_eq!(end_all_of(unit, "grace@example.org").await?, 0);
            assert!(!confirm(unit, post, NOW).await?, "it is gone");
            Ok(())
        })
    })
    .await;
}

#[tokio::test]
async fn who_follows_a_post_or_the_answered_comment_is_found_once_and_never_its_writer() {
    in_blog(|unit| {
        Box::pin(async move {
            let names = ["a", "b", "c", "d", "e"];
            let mut ids = Vec::new();
            for name in names {
                ids.push(follower(unit, &format!("{name}@example.org"), "en", NOW).await?);
            }
            for (number, target) in [(0, POST), (0, ANSWERS), (1, ANSWERS), (2, POST), (3, POST)] {
                let id =
                    insert(unit, ids[number], target, Some(CommenterId(ids[number].0 + 99)), NOW).await?;
                confirm(unit, id, NOW).await?;
            }
            insert(unit, ids[4], POST, None, NOW).await?;
            let answer = news(5, Some(5), None, None);
            assert_eq!(following(unit, &answer, FollowerId(0), 9).await?, ids[..4]);
            assert_eq!(following(unit, &answer, ids[0], 2).await?, ids[1..3], "a page of them");
            let own = news(5, Some(5), Some(102), Some("D@example.org"));
            assert_eq!(following(unit, &own, FollowerId(0), 9).await?, ids[..2]);
            assert_eq!(
                following(unit, &news(5, None, None, None), FollowerId(0), 9).await?,
                [ids[0], ids[2], ids[3]]
            );
            assert!(following(unit, &news(6, Some(6), None, None), FollowerId(0), 9).await?.is_empty());
            Ok(())
        })
    })
    .await;
}

#[tokio::test]
async fn letters_that_nobody_answers_are_forgotten_and_refusals_remembered() {
    in_blog(|unit| {
        Box::pin(async move {
            let grace = follower(unit, "grace@example.org", "en", NOW).await?;
            let alan = follower(unit, "alan@example.org", "en", NOW).await?;
            insert(unit, grace, POST, None, NOW).await?;
            let kept = insert(unit, alan, POST, None, NOW).await?;
            confirm(unit, kept, NOW).await?;
            assert_eq!(sweep(unit, Timestamp(NOW.0 - 1)).await?, 0);
            assert_eq!((sweep(unit, NOW).await?, sweep(unit, NOW).await?), (1, 0));
            assert_eq!(email_of(unit, grace).await?, None);
            assert!(email_of(unit, alan).await?.is_some());
            refuse(unit, b"hash", NOW).await?;
            refuse(unit, b"hash", NOW).await?;
            assert!(is_unwilling(unit, b"hash").await? && !is_unwilling(unit, b"other").await?);
            relent(unit, b"hash").await?;
            assert!(!is_unwilling(unit, b"hash").await?);
            Ok(())
        })
    })
    .await;
}

#[tokio::test]
async fn those_who_follow_are_found_by_indexes() {
    let (_folder, db) = Db::scratch().await;
    let steps = plan(&mut db.reader().await.unwrap(), FOLLOWING).await;
    for index in ["subscriptions_to_posts", "subscriptions_to_answers"] {
        assert!(steps.iter().any(|step| step.contains(index)), "{steps:?}");
    }
    assert!(!steps.iter().any(|step| step.starts_with("SCAN subscriptions")), "{steps:?}");
}
