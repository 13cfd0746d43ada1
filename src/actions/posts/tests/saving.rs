//! Saving again: over somebody else's save, over another's post, with dates as fields show them, and bad input.

use super::*;
use crate::actions::posts::{create, schedule, trash, unpublish};
use crate::model::words::Fault;

#[tokio::test]
async fn a_save_over_a_newer_one_is_refused_and_carries_it() {
    let desk = Desk::new().await;
    let id = desk.published("Weir").await;
    let version = desk.post(id).await.version;
    update(&desk.app, &desk.owner, id, version, draft("Theirs"), Wish::Save).await.unwrap();
    let refused = update(&desk.app, &desk.owner, id, version, draft("Mine"), Wish::PublishNow).await;
    let Err(Refusal::Stale(newer)) = refused else { panic!("{refused:?}") };
    assert_eq!((newer.title.as_str(), newer.source.as_str()), ("Theirs", "The text of Theirs."));
    assert_eq!(desk.post(id).await.title, "Theirs");
    update(&desk.app, &desk.owner, id, newer.version, draft("Mine"), Wish::Save).await.unwrap();
    assert_eq!(desk.post(id).await.title, "Mine");
    desk.assert_counts_hold().await;
}

#[tokio::test]
async fn a_version_from_the_future_is_refused_too() {
    let desk = Desk::new().await;
    let id = desk.draft("Weir").await;
    let refused = update(&desk.app, &desk.owner, id, 99, draft("Weir"), Wish::Save).await;
    assert!(matches!(refused, Err(Refusal::Stale(_))));
}

#[tokio::test]
async fn an_author_changes_their_own_posts_and_no_others() {
    let desk = Desk::new().await;
    let (app, author) = (&desk.app, &desk.author);
    let theirs = desk.published("Weir").await;
    let at = Timestamp(START + DAY);
    assert!(matches!(update(app, author, theirs, 2, draft("x"), Wish::Save).await, Err(Refusal::NotYours)));
    assert!(matches!(publish(app, author, theirs).await, Err(Refusal::NotYours)));
    assert!(matches!(schedule(app, author, theirs, at).await, Err(Refusal::NotYours)));
    assert!(matches!(unpublish(app, author, theirs).await, Err(Refusal::NotYours)));
    assert!(matches!(trash(app, author, theirs).await, Err(Refusal::NotYours)));
    let own = create(app, author, draft("Mine"), Wish::Publish).await.unwrap();
    assert_eq!(desk.state(own).await, PostState::Published);
    update(app, author, own, desk.post(own).await.version, draft("Still mine"), Wish::Save).await.unwrap();
    trash(app, author, own).await.unwrap();
}

#[tokio::test]
async fn an_author_signs_for_nobody_else_and_a_moderator_writes_nothing() {
    let desk = Desk::new().await;
    let forged = Draft { authors: vec![desk.owner.id], ..draft("By Ada, says Marek") };
    let id = create(&desk.app, &desk.author, forged, Wish::Save).await.unwrap();
    let mut db = desk.app.db.reader().await.unwrap();
    assert!(desk::is_author(&mut db, id, desk.author.id).await.unwrap());
    assert!(!desk::is_author(&mut db, id, desk.owner.id).await.unwrap());
    drop(db);
    let moderator = user(&desk.app, "Tomo", Role::Moderator).await;
    assert!(matches!(create(&desk.app, &moderator, draft("x"), Wish::Save).await, Err(Refusal::NotYours)));
    assert!(matches!(publish(&desk.app, &moderator, id).await, Err(Refusal::NotYours)));
}

#[tokio::test]
async fn a_date_that_looks_the_same_stays_to_the_millisecond() {
    let desk = Desk::new().await;
    let id = desk.published("Weir").await;
    let whole_minute = START - START % 60_000;
    desk.save(id, dated("Weir", whole_minute), Wish::Save).await.unwrap();
    assert_eq!(desk.post(id).await.published_at, Some(Timestamp(START)));
    desk.save(id, dated("Weir", whole_minute - 60_000), Wish::Save).await.unwrap();
    assert_eq!(desk.post(id).await.published_at, Some(Timestamp(whole_minute - 60_000)));
}

#[tokio::test]
async fn an_emptied_date_leaves_what_readers_know() {
    let desk = Desk::new().await;
    let id = desk.published("Weir").await;
    desk.save(id, draft("Weir"), Wish::Save).await.unwrap();
    assert_eq!(desk.post(id).await.published_at, Some(Timestamp(START)));
    let wished = create(&desk.app, &desk.owner, dated("Lock", START + DAY), Wish::Save).await.unwrap();
    desk.save(wished, draft("Lock"), Wish::Save).await.unwrap();
    assert_eq!(desk.post(wished).await.published_at, None, "a draft's date can be given up");
}

#[tokio::test]
async fn a_new_date_moves_a_post_through_months_and_lists() {
    let desk = Desk::new().await;
    let id = create(&desk.app, &desk.owner, tagged("Weir", &["water"]), Wish::Save).await.unwrap();
    publish(&desk.app, &desk.owner, id).await.unwrap();
    let moved = Draft { published_at: Some(Timestamp(START - 60 * DAY)), ..tagged("Weir", &["water"]) };
    desk.save(id, moved, Wish::Save).await.unwrap();
    desk.assert_counts_hold().await;
    assert_eq!(desk.path(id).await, "/2017/03/weir");
}

#[tokio::test]
async fn what_is_public_can_not_be_put_off_or_emptied() {
    let desk = Desk::new().await;
    let id = desk.published("Weir").await;
    let later = desk.save(id, dated("Weir", START + DAY), Wish::Save).await;
    assert!(matches!(later, Err(Refusal::DateToCome)));
    let empty = desk.save(id, Draft { source: " \n".to_owned(), ..draft("Weir") }, Wish::Save).await;
    assert!(matches!(empty, Err(Refusal::NothingToShow)));
    assert_eq!(desk.state(id).await, PostState::Published);
    desk.assert_counts_hold().await;
}

#[tokio::test]
async fn nothing_is_published_without_a_word_but_may_be_kept_as_a_draft() {
    let desk = Desk::new().await;
    let empty = Draft { source: String::new(), ..draft("") };
    for wish in [Wish::Publish, Wish::PublishNow] {
        let refused = create(&desk.app, &desk.owner, empty.clone(), wish).await;
        assert!(matches!(refused, Err(Refusal::NothingToShow)));
    }
    let id = create(&desk.app, &desk.owner, empty, Wish::Save).await.unwrap();
    assert_eq!(desk.state(id).await, PostState::Draft);
    assert!(matches!(publish(&desk.app, &desk.owner, id).await, Err(Refusal::NothingToShow)));
}

#[tokio::test]
async fn what_is_in_the_trash_is_restored_before_it_is_changed() {
    let desk = Desk::new().await;
    let id = desk.draft("Weir").await;
    trash(&desk.app, &desk.owner, id).await.unwrap();
    assert!(matches!(desk.save(id, draft("x"), Wish::Save).await, Err(Refusal::NotNow(PostState::Trashed))));
    assert!(matches!(publish(&desk.app, &desk.owner, id).await, Err(Refusal::NotNow(PostState::Trashed))));
    assert_eq!(desk.post(id).await.title, "Weir");
}

#[tokio::test]
async fn fields_that_break_a_rule_are_refused_by_name() {
    let desk = Desk::new().await;
    let save = async |draft: Draft| create(&desk.app, &desk.owner, draft, Wish::Save).await.unwrap_err();
    assert!(matches!(save(draft(&"x".repeat(301))).await, Refusal::Title(Fault::TooLong(300))));
    assert!(matches!(save(draft("a\u{0}b")).await, Refusal::Title(Fault::ControlCharacters)));
    assert!(matches!(save(Draft { source: "\u{7}".to_owned(), ..draft("x") }).await, Refusal::Source(_)));
    assert!(matches!(save(tagged("x", &[&"t".repeat(201)])).await, Refusal::Tag(Fault::TooLong(200))));
    let many: Vec<String> = (0..51).map(|number| number.to_string()).collect();
    assert!(matches!(save(Draft { tags: many, ..draft("x") }).await, Refusal::TooManyTags));
    assert!(matches!(
        save(Draft { language: Some("<en>".to_owned()), ..draft("x") }).await,
        Refusal::Language(_)
    ));
    for at in [-1, 253_370_764_800_000, i64::MAX] {
        assert!(matches!(save(dated("x", at)).await, Refusal::Date), "{at}");
    }
}

#[tokio::test]
async fn an_unknown_post_is_unknown() {
    let desk = Desk::new().await;
    let id = PostId(404);
    assert!(matches!(publish(&desk.app, &desk.owner, id).await, Err(Refusal::Unknown)));
    assert!(matches!(trash(&desk.app, &desk.owner, id).await, Err(Refusal::Unknown)));
    assert!(matches!(
        update(&desk.app, &desk.owner, id, 1, draft("x"), Wish::Save).await,
        Err(Refusal::Unknown)
    ));
}
