//! From what is new to what one letter tells: each once, to those who want it, and never to who did it.

use super::letters::{
    comments, followers, for_webhook, people, reasons, take_for_follower, take_for_person, webhook_told,
};
use super::walk::{
    Marks, arrived, marks, moved, newest, set_marks, tell_authors, tell_followers, tell_moderators,
    tell_webhook,
};
use super::*;
use crate::model::ids::{CommentId, FollowerId};
use crate::model::key::Keys;
use crate::model::notice::HookFormat;
use crate::model::user::Role;
use crate::store::plans::seed;
use crate::store::users::{self, NewUser};
use crate::store::webhook::{self, Webhook};
use crate::store::{BoxFuture, Db, audit, subscriptions};

const NOW: Timestamp = Timestamp(1_000_000);
const LATER: Timestamp = Timestamp(1_600_000);
const MODERATORS: [&str; 3] = ["owner", "editor", "moderator"];

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

async fn person(unit: &mut Unit, name: &str, role: Role) -> Result<UserId, StoreError> {
    let email = Some(format!("{}@example.org", name.to_lowercase()));
    users::insert(unit, &NewUser { email, ..NewUser::sample(name, role) }, NOW).await
}

/// Puts the seventh comment into a state, past all counts, which this blog does not have.
async fn put(unit: &mut Unit, state: &str) -> Result<(), StoreError> {
    sqlx::query("update comments set state = $1 where id = 7").bind(state).execute(unit.connection()).await?;
    Ok(())
}

fn at(comment: i64, audit: i64) -> Marks {
    Marks { comment_id: comment, audit_id: audit }
}

#[tokio::test]
async fn new_comments_are_found_by_their_ids_and_decisions_by_the_audit() {
    in_blog(|unit| {
        Box::pin(async move {
            assert_eq!((marks(unit).await?, newest(unit).await?), (at(0, 0), at(800, 0)));
            sqlx::query("update comments set created_at = 500").execute(unit.connection()).await?;
            put(unit, "spam").await?;
            let found = arrived(unit, (4, 9), Timestamp(0)).await?;
            assert_eq!(found.iter().map(|one| one.id.0).collect::<Vec<_>>(), [5, 6, 8, 9], "no spam");
            assert!(arrived(unit, (4, 9), Timestamp(500)).await?.is_empty(), "old news is none");
            audit::record(
                unit,
                NOW,
                Some(UserId(1)),
                "mark_spam",
                "comment",
                7,
                Some("published"),
                Some("spam"),
            )
            .await?;
            audit::record(unit, NOW, Some(UserId(1)), "undo", "comment", 7, Some("spam"), Some("published"))
                .await?;
            assert!(moved(unit, (0, 99), Timestamp(0)).await?.is_empty(), "it is spam still");
            put(unit, "published").await?;
            let found = moved(unit, (0, 99), Timestamp(0)).await?;
            assert_eq!((found.len(), found[0].id, found[0].decided_by), (1, CommentId(7), Some(UserId(1))));
            assert!(moved(unit, (2, 99), Timestamp(0)).await?.is_empty());
            assert!(moved(unit, (0, 99), NOW).await?.is_empty());
            set_marks(unit, at(800, 2)).await?;
            assert_eq!(marks(unit).await?, newest(unit).await?);
            Ok(())
        })
    })
    .await;
}

#[tokio::test]
async fn people_are_told_of_a_comment_once_if_they_want_it_and_did_not_do_it_themselves() {
    in_blog(|unit| {
        Box::pin(async move {
            let mia = person(unit, "Mia", Role::Moderator).await?;
            let eve = person(unit, "Eve", Role::Editor).await?;
            let ann = person(unit, "Ann", Role::Author).await?;
            sqlx::query("update post_authors set user_id = $1 where post_id = 5")
                .bind(ann)
                .execute(unit.connection())
                .await?;
            let mut news = arrived(unit, (4, 5), Timestamp(-1)).await?;
            let mut news = news.remove(0);
            news.decided_by = Some(eve);
            tell_moderators(unit, &news, &MODERATORS, NOW).await?;
            tell_moderators(unit, &news, &MODERATORS, NOW).await?;
            let due = |all: Vec<letters::Person>| all.into_iter().map(|one| one.id).collect::<Vec<_>>();
            assert_eq!(due(people(unit, NOW, 9).await?), [mia], "who has an address and did not decide");
            tell_authors(unit, &news, NOW).await?;
            assert_eq!(due(people(unit, NOW, 9).await?), [mia, ann]);
            assert_eq!(take_for_person(unit, mia, NOW).await?, [CommentId(5)]);
            assert!(take_for_person(unit, mia, NOW).await?.is_empty());
            tell_moderators(unit, &news, &MODERATORS, NOW).await?;
            assert_eq!(due(people(unit, LATER, 9).await?), [ann], "each comment once");
            tell_moderators(unit, &News { is_back: true, ..news.clone() }, &MODERATORS, NOW).await?;
            assert_eq!(due(people(unit, LATER, 9).await?), [mia, ann], "unless its writer changed it");
            assert_eq!(take_for_person(unit, mia, NOW).await?, [CommentId(5)]);
            assert_eq!(choices(unit, mia).await?, Choices::default(), "a pause is no choice");
            choose(unit, mia, Choices { about_waiting: false, about_own_posts: true }).await?;
            let other = News { id: CommentId(6), ..news.clone() };
            tell_moderators(unit, &other, &MODERATORS, NOW).await?;
            assert_eq!(due(people(unit, LATER, 9).await?), [ann]);
            choose(unit, mia, Choices::default()).await?;
            tell_moderators(unit, &other, &MODERATORS, NOW).await?;
            assert_eq!(due(people(unit, Timestamp(NOW.0 - 1), 9).await?), [ann], "the pause");
            assert_eq!(due(people(unit, NOW, 9).await?), [mia, ann]);
            let told = comments(unit, &[CommentId(5), CommentId(405), CommentId(99_999)], Some(ann)).await?;
            assert_eq!(
                (told.len(), told[0].is_on_own_post, told[0].post_title.as_str()),
                (2, true, "Post 5")
            );
            assert_eq!(told[1].parent_name.as_deref(), Some("Cy"));
            assert!(!comments(unit, &[CommentId(5)], None).await?[0].is_on_own_post);
            assert_eq!((sweep(unit, NOW).await?, sweep(unit, NOW).await?), (3, 0));
            Ok(())
        })
    })
    .await;
}

#[tokio::test]
async fn followers_are_told_with_the_reason_for_it() {
    in_blog(|unit| {
        Box::pin(async move {
            let grace = subscriptions::follower(unit, "grace@example.org", "de", NOW).await?;
            let target = subscriptions::Target { post: crate::model::ids::PostId(5), comment: None };
            let id = subscriptions::insert(unit, grace, target, None, NOW).await?;
            subscriptions::confirm(unit, id, None, NOW).await?;
            for _ in 0..2 {
                tell_followers(unit, CommentId(405), &[grace, FollowerId(77)], NOW).await?;
            }
            let due = followers(unit, NOW, 9).await?;
            assert_eq!((due.len(), due[0].id, due[0].language.as_str()), (1, grace, "de"));
            assert_eq!(take_for_follower(unit, grace, NOW).await?, [CommentId(405)]);
            assert_eq!(reasons(unit, grace, &[CommentId(405), CommentId(6)]).await?, [(id, CommentId(405))]);
            tell_followers(unit, CommentId(5), &[grace], NOW).await?;
            assert!(followers(unit, Timestamp(NOW.0 - 1), 9).await?.is_empty(), "the pause");
            assert_eq!(followers(unit, NOW, 9).await?.len(), 1);
            subscriptions::end_all(unit, grace).await?;
            assert!(followers(unit, LATER, 9).await?.is_empty());
            Ok(())
        })
    })
    .await;
}

#[tokio::test]
async fn a_feed_has_another_number_each_time() {
    in_blog(|unit| {
        Box::pin(async move {
            assert_eq!(feed_number(unit, UserId(1)).await?, None);
            renew_feed(unit, UserId(1)).await?;
            let first = feed_number(unit, UserId(1)).await?.unwrap();
            assert!(end_feed(unit, UserId(1)).await? && !end_feed(unit, UserId(1)).await?);
            assert_eq!(feed_number(unit, UserId(1)).await?, None);
            renew_feed(unit, UserId(1)).await?;
            assert_ne!(feed_number(unit, UserId(1)).await?, Some(first));
            assert_eq!(choices(unit, UserId(1)).await?, Choices::default());
            Ok(())
        })
    })
    .await;
}

#[tokio::test]
async fn the_webhook_is_called_by_one_and_what_it_was_told_is_settled() {
    in_blog(|unit| {
        Box::pin(async move {
            let news = arrived(unit, (4, 6), Timestamp(-1)).await?;
            tell_webhook(unit, &news[0], NOW).await?;
            assert!(for_webhook(unit, 9).await?.is_empty(), "there is none");
            let hook = Webhook {
                url: "https://hook.example/".to_owned(),
                format: HookFormat::Ntfy,
                chat: String::new(),
                token: "t".to_owned(),
                attempts: 0,
                due_at: NOW,
                called_at: None,
                fault: None,
            };
            webhook::set(unit, &hook).await?;
            assert_eq!(webhook::load(unit).await?, Some(hook.clone()));
            for comment in [1, 0, 1] {
                tell_webhook(unit, &news[comment], NOW).await?;
            }
            assert_eq!(for_webhook(unit, 9).await?, [CommentId(6), CommentId(5)]);
            assert_eq!(webhook::hold(unit, Timestamp(NOW.0 - 1), LATER).await?, None);
            assert_eq!(webhook::hold(unit, NOW, LATER).await?.unwrap().attempts, 1);
            assert_eq!(webhook::hold(unit, NOW, LATER).await?, None, "somebody calls");
            assert!(!webhook::note(unit, NOW, None, NOW, NOW).await?, "of another call");
            assert!(webhook::note(unit, LATER, Some("no"), NOW, NOW).await?);
            assert_eq!(webhook::load(unit).await?.unwrap().fault.as_deref(), Some("no"));
            assert_eq!(webhook::hold(unit, NOW, LATER).await?.unwrap().attempts, 2);
            assert!(webhook::note(unit, LATER, None, NOW, LATER).await?);
            let called = webhook::load(unit).await?.unwrap();
            assert_eq!((called.attempts, called.called_at, called.fault), (0, Some(NOW), None));
            webhook_told(unit, &[CommentId(6)], NOW).await?;
            tell_webhook(unit, &news[1], NOW).await?;
            assert_eq!(for_webhook(unit, 9).await?, [CommentId(5)]);
            tell_webhook(unit, &News { is_back: true, ..news[1].clone() }, NOW).await?;
            assert_eq!(for_webhook(unit, 9).await?.len(), 2, "it waits once more");
            assert!(webhook::remove(unit).await? && !webhook::remove(unit).await?);
            assert!(for_webhook(unit, 9).await?.is_empty());
            Ok(())
        })
    })
    .await;
}
