//! What an address follows from being asked to its last letter, and who is found for a comment.

use super::*;
use crate::model::comment::CommentState;
use crate::model::ids::UserId;
use crate::model::key::Keys;
use crate::model::words::same_email;
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
            assert_eq!(unanswered(unit, grace).await?, 0, "no letter has gone out yet");
            assert!(of_follower(unit, grace, 9).await?.is_empty(), "nothing is agreed to");
            assert!(!has_agreed(unit, grace, CommenterId(3)).await?);
            let later = NOW.plus_seconds(5);
            assert!(confirm(unit, post, Some(CommenterId(3)), later).await?);
            assert!(confirm(unit, post, None, NOW).await?);
            let found = by_id(unit, post).await?.unwrap();
            assert_eq!((found.confirmed_at, found.post_title.as_deref()), (Some(later), Some("Post 5")));
            assert_eq!((found.email.as_str(), found.follower_id), ("grace@example.org", grace));
            assert!(has_agreed(unit, grace, CommenterId(3)).await?);
            assert!(!has_agreed(unit, grace, CommenterId(4)).await?);
            assert_eq!(of_follower(unit, grace, 9).await?.len(), 1);
            asked(unit, answers, NOW).await?;
            asked(unit, answers, later).await?;
            let known = of_target(unit, grace, ANSWERS).await?.unwrap();
            assert_eq!((known.asked_at, known.asks), (later, 2));
            assert_eq!(unanswered(unit, grace).await?, 2, "what is confirmed counts no more");
            assert_eq!(end(unit, FollowerId(99), &[post]).await?, 0, "only its own");
            assert_eq!(end(unit, grace, &[post]).await?, 1);
            assert!(email_of(unit, grace).await?.is_some());
            assert_eq!(end_all_of(unit, "grace@example.org").await?, 1);
            assert_eq!(email_of(unit, grace).await?, None);
            assert_eq!(end_all_of(unit, "grace@example.org").await?, 0);
            assert!(!confirm(unit, post, None, NOW).await?, "it is gone");
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
                let commenter = Some(CommenterId(ids[number].0 + 99));
                let id = insert(unit, ids[number], target, commenter, NOW).await?;
                confirm(unit, id, commenter, NOW).await?;
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
            confirm(unit, kept, None, NOW).await?;
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
async fn who_asked_proves_nothing_and_who_confirmed_does() {
    in_blog(|unit| {
        Box::pin(async move {
            let (eve, own) = (CommenterId(6), CommenterId(3));
            let grace = follower(unit, "grace@example.org", "en", NOW).await?;
            let post = insert(unit, grace, POST, Some(eve), NOW).await?;
            confirm(unit, post, None, NOW).await?;
            assert!(!has_agreed(unit, grace, eve).await?, "it was confirmed where nobody is known");
            confirm(unit, post, Some(own), NOW).await?;
            confirm(unit, post, None, NOW).await?;
            assert!(has_agreed(unit, grace, own).await? && !has_agreed(unit, grace, eve).await?);
            let answers = insert(unit, grace, ANSWERS, Some(eve), NOW).await?;
            confirm(unit, answers, Some(own), NOW).await?;
            assert!(!has_agreed(unit, grace, eve).await?);
            Ok(())
        })
    })
    .await;
}

#[tokio::test]
async fn what_an_erased_comment_or_commenter_followed_ends_and_other_things_go_on() {
    in_blog(|unit| {
        Box::pin(async move {
            let grace = follower(unit, "grace@example.org", "en", NOW).await?;
            let alan = follower(unit, "alan@example.org", "en", NOW).await?;
            let agreed = insert(unit, grace, ANSWERS, None, NOW).await?;
            confirm(unit, agreed, None, NOW).await?;
            let kept = insert(unit, alan, POST, Some(CommenterId(4)), NOW).await?;
            let agreed = insert(unit, alan, ANSWERS, None, NOW).await?;
            confirm(unit, agreed, None, NOW).await?;
            end_of_comment(unit, CommentId(5)).await?;
            assert_eq!(email_of(unit, grace).await?, None);
            assert!(of_target(unit, alan, ANSWERS).await?.is_none());
            end_of_commenter(unit, CommenterId(3)).await?;
            assert_eq!(of_target(unit, alan, POST).await?.unwrap().id, kept);
            confirm(unit, kept, Some(CommenterId(4)), NOW).await?;
            end_of_commenter(unit, CommenterId(4)).await?;
            assert_eq!(email_of(unit, alan).await?, None);
            let ada = follower(unit, "ada@example.org", "en", NOW).await?;
            let here = insert(unit, ada, POST, None, NOW).await?;
            confirm(unit, here, Some(CommenterId(4)), NOW).await?;
            let elsewhere = insert(unit, ada, ANSWERS, None, NOW).await?;
            confirm(unit, elsewhere, None, NOW).await?;
            end_of_commenter(unit, CommenterId(4)).await?;
            assert_eq!(email_of(unit, ada).await?, None, "its letters were opened in this browser");
            let eve = follower(unit, "eve@example.org", "en", NOW).await?;
            insert(unit, eve, POST, Some(CommenterId(4)), NOW).await?;
            let agreed = insert(unit, eve, ANSWERS, None, NOW).await?;
            confirm(unit, agreed, None, NOW).await?;
            end_of_commenter(unit, CommenterId(4)).await?;
            assert!(email_of(unit, eve).await?.is_some(), "asking for an address proves nothing");
            Ok(())
        })
    })
    .await;
}

#[tokio::test]
async fn a_letter_that_asked_counts_until_it_is_swept_even_if_who_asked_erases_everything() {
    in_blog(|unit| {
        Box::pin(async move {
            let eve = CommenterId(4);
            let grace = follower(unit, "grace@example.org", "en", NOW).await?;
            for target in [POST, ANSWERS] {
                let id = insert(unit, grace, target, Some(eve), NOW).await?;
                asked(unit, id, NOW).await?;
            }
            end_of_comment(unit, CommentId(5)).await?;
            end_of_commenter(unit, eve).await?;
            assert_eq!(unanswered(unit, grace).await?, 2);
            let of_eve: i64 =
                sqlx::query_scalar("select count(*) from subscriptions where commenter_id is not null")
                    .fetch_one(unit.connection())
                    .await?;
            assert_eq!(of_eve, 0, "who asked is forgotten");
            sweep(unit, NOW).await?;
            assert_eq!(email_of(unit, grace).await?, None);
            Ok(())
        })
    })
    .await;
}

#[tokio::test]
async fn addresses_are_compared_as_sqlite_does() {
    let (_folder, db) = Db::scratch().await;
    let mut reader = db.reader().await.unwrap();
    for email in ["Grace@Example.ORG", "\u{c9}VA@example.org", "\u{130}@\u{dc}.example"] {
        let lower: String =
            sqlx::query_scalar("select lower($1)").bind(email).fetch_one(reader.connection()).await.unwrap();
        assert_eq!(lower, same_email(email));
    }
}

#[tokio::test]
async fn those_who_follow_are_found_by_indexes() {
    let (_folder, db) = Db::scratch().await;
    for (statement, index) in [
        (END_OF_COMMENT, "subscriptions_to_answers"),
        (UNTIE, "subscriptions_of_commenter"),
        (PROVED_BY, "subscriptions_of_commenter"),
    ] {
        let steps = plan(&mut db.reader().await.unwrap(), statement).await;
        assert!(steps.iter().any(|step| step.contains(index)), "{steps:?}");
    }
    let steps = plan(&mut db.reader().await.unwrap(), FOLLOWING).await;
    for index in ["subscriptions_to_posts", "subscriptions_to_answers"] {
        assert!(steps.iter().any(|step| step.contains(index)), "{steps:?}");
    }
    assert!(!steps.iter().any(|step| step.starts_with("SCAN subscriptions")), "{steps:?}");
}
