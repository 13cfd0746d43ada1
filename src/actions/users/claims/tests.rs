//! Moving a large author over: in short units, through a stop in the middle, with every count right.

use std::time::{Duration, Instant};

use super::*;
use crate::app::{Chance, Clock, Place};
use crate::model::comment::{CommentState, Reason};
use crate::model::html::Html;
use crate::model::post::{PostState, SourceFormat};
use crate::model::timestamp::Timestamp;
use crate::model::user::Role;
use crate::store::comments::bulk::Uncounted;
use crate::store::comments::write::NewComment;
use crate::store::posts::write::{self, NewPost};
use crate::store::users::{self, NewUser};
use crate::store::{Db, authors, rebuild};

const POSTS_OF_OLD: i64 = 250;
const COMMENTS_OF_OLD: i64 = 450;

fn comment(number: i64, user: UserId) -> NewComment {
    NewComment {
        public_id: format!("n{number}"),
        receipt: format!("r{number}"),
        post_id: PostId(1 + number % POSTS_OF_OLD),
        parent_id: None,
        submission_key: None,
        commenter_id: None,
        user_id: Some(user),
        state: CommentState::Published,
        reason: Reason::Imported,
        name: "Old".to_owned(),
        email: None,
        website: None,
        source: "x".repeat(3000),
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

/// An owner (1), an account (2) and an imported author (3) with many posts, every tenth of them signed by both.
async fn large() -> (tempfile::TempDir, App, User) {
    let (folder, db) = Db::scratch().await;
    let app = App::new(
        db,
        Clock::Held(std::sync::Arc::new(1_000_000.into())),
        Chance::seeded(1),
        std::sync::Arc::new(Place::default()),
    );
    let owner: Result<User, StoreError> = app
        .db
        .write(|unit| {
            Box::pin(async move {
                let now = Timestamp(1);
                let mut ids = Vec::new();
                for (name, has_login) in [("Ada", true), ("Grace", true), ("Old", false)] {
                    let user = NewUser {
                        email: has_login.then(|| format!("{name}@example.org")),
                        ..NewUser::sample(name, Role::Owner)
                    };
                    ids.push(users::insert(unit, &user, now).await?);
                }
                for number in 1..=POSTS_OF_OLD {
                    let post = NewPost::sample(&number.to_string(), PostState::Published);
                    let id = write::insert(unit, &post).await?;
                    let both = [ids[2], ids[1]];
                    authors::replace_of_post(unit, id, if number % 10 == 0 { &both } else { &both[..1] })
                        .await?;
                }
                let mut uncounted = Uncounted::default();
                for number in 1..=COMMENTS_OF_OLD {
                    uncounted.insert(unit, &comment(number, ids[2]), None).await?;
                }
                uncounted.count(unit).await?;
                let owner = users::by_id(unit, ids[0]).await?;
                Ok((owner.ok_or_else(|| StoreError::Constraint("nobody".to_owned()))?, Keys::none()))
            })
        })
        .await;
    let all = rebuild::last(&mut app.db.reader().await.unwrap(), rebuild::Count::OfAuthors).await.unwrap();
    assert_eq!(all, 3);
    crate::actions::rebuild::run(&app, &|_| {}).await.unwrap();
    (folder, app, owner.unwrap())
}

async fn counts(app: &App) -> (i64, i64, i64, i64) {
    let mut db = app.db.reader().await.unwrap();
    let mut found = Vec::new();
    for id in [2, 3] {
        let extent = claims::extent(&mut db, UserId(id)).await.unwrap();
        let person = people::person(&mut db, UserId(id)).await.unwrap().unwrap();
        found.push((person.post_count + extent.not_public, extent.comments));
    }
    (found[0].0, found[0].1, found[1].0, found[1].1)
}

/// How many kept counts a rebuild would put right.
async fn wrong_counts(app: &App) -> u64 {
    let report = crate::actions::rebuild::run(app, &|_| {}).await.unwrap();
    report.authors + report.dates + report.comments_of_posts
}

#[tokio::test]
async fn a_large_author_moves_in_short_units_and_every_count_is_right() {
    let (_folder, app, owner) = large().await;
    assert_eq!(counts(&app).await, (25, 0, 250, 450));
    merge(&app, &owner, UserId(3), UserId(2)).await.unwrap();
    assert_eq!(counts(&app).await, (250, 450, 0, 0));
    assert_eq!(wrong_counts(&app).await, 0);
    assert_eq!(go_on(&app).await.unwrap(), Round { finished: 0, is_cut_short: false });
}

#[tokio::test]
async fn what_a_stop_left_is_finished_by_the_runner_however_far_it_had_come() {
    for units in 0..5 {
        let (_folder, app, _owner) = large().await;
        let one = Unfinished { author: UserId(3), into: UserId(2) };
        let begun: Result<(), StoreError> = app
            .db
            .write(move |unit| {
                Box::pin(async move {
                    claims::merge(unit, one.author, one.into, Timestamp(5)).await?;
                    Ok(((), Keys::none()))
                })
            })
            .await;
        begun.unwrap();
        for _ in 0..units {
            let since = Instant::now();
            let done: Result<bool, StoreError> =
                app.db.write(move |unit| Box::pin(async move { move_some(unit, one).await })).await;
            done.unwrap();
            // Ten times what it may take, since tests run beside each other.
            assert!(since.elapsed() < Duration::from_millis(500), "{:?}", since.elapsed());
        }
        assert_eq!(wrong_counts(&app).await, 0, "each unit is whole in itself");
        let left = usize::from(units < 5 && counts(&app).await.2 > 0);
        let expected = Round { finished: left, is_cut_short: false };
        assert_eq!(go_on(&app).await.unwrap(), expected, "after {units}");
        assert_eq!(counts(&app).await, (250, 450, 0, 0), "after {units}");
        assert_eq!(wrong_counts(&app).await, 0);
    }
}

#[tokio::test]
async fn a_round_ends_after_a_while_and_the_next_goes_on() {
    let (_folder, app, _owner) = large().await;
    let one = Unfinished { author: UserId(3), into: UserId(2) };
    let mut units = 2;
    assert!(!move_over(&app, one, &mut units).await.unwrap());
    assert_eq!((counts(&app).await.3, units), (50, 0), "400 comments are moved");
    assert!(move_over(&app, one, &mut { UNITS_A_ROUND }).await.unwrap());
    assert_eq!(counts(&app).await, (250, 450, 0, 0));
}

#[tokio::test]
async fn the_order_of_names_stays_where_one_takes_the_others_place() {
    let (_folder, app, owner) = large().await;
    merge(&app, &owner, UserId(3), UserId(2)).await.unwrap();
    let mut db = app.db.reader().await.unwrap();
    let bylines = authors::of_posts(&mut db, &[PostId(1), PostId(10)]).await.unwrap();
    let names: Vec<_> = bylines.iter().map(|byline| (byline.post_id.0, byline.name.as_str())).collect();
    assert_eq!(names, [(1, "Grace"), (10, "Grace")]);
}
