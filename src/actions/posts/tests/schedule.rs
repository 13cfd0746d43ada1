//! Posts that go out by themselves.

use super::*;
use crate::actions::posts::{create, publish_due, restore, schedule, trash, unpublish};

#[tokio::test]
async fn a_post_goes_out_at_its_instant_and_not_before() {
    let desk = Desk::new().await;
    let id = create(&desk.app, &desk.owner, dated("Weir", START + HOUR), Wish::Publish).await.unwrap();
    assert_eq!(desk.state(id).await, PostState::Scheduled);
    desk.advance(HOUR - 1);
    assert_eq!(publish_due(&desk.app).await.unwrap(), 0);
    assert_eq!(desk.at("/2017/03/weir").await, None);
    desk.advance(1);
    assert_eq!(publish_due(&desk.app).await.unwrap(), 1);
    let post = desk.post(id).await;
    assert_eq!((post.state, post.published_at), (PostState::Published, Some(Timestamp(START + HOUR))));
    assert_eq!(desk.at("/2017/03/weir").await, Some(Destination::Post(id)));
    assert_eq!(publish_due(&desk.app).await.unwrap(), 0);
    desk.assert_counts_hold().await;
}

#[tokio::test]
async fn a_month_of_downtime_publishes_everything_that_fell_due_under_its_own_date() {
    let desk = Desk::new().await;
    let mut ids = Vec::new();
    for number in 1..=120 {
        let draft = dated(&format!("Post {number}"), START + (number % 7 + 1) * DAY);
        ids.push(create(&desk.app, &desk.owner, draft, Wish::Publish).await.unwrap());
    }
    let later =
        create(&desk.app, &desk.owner, dated("Later", START + 40 * DAY), Wish::Publish).await.unwrap();
    desk.advance(30 * DAY);
    assert_eq!(publish_due(&desk.app).await.unwrap(), 120);
    for id in ids {
        let post = desk.post(id).await;
        assert!(post.published_at.unwrap() <= Timestamp(START + 7 * DAY));
        assert_eq!(post.state, PostState::Published);
    }
    assert_eq!(desk.state(later).await, PostState::Scheduled);
    desk.assert_counts_hold().await;
}

#[tokio::test]
async fn what_was_taken_back_does_not_go_out() {
    let desk = Desk::new().await;
    let (app, owner) = (&desk.app, &desk.owner);
    let id = create(app, owner, dated("Weir", START + HOUR), Wish::Publish).await.unwrap();
    let binned = create(app, owner, dated("Lock", START + HOUR), Wish::Publish).await.unwrap();
    unpublish(app, owner, id).await.unwrap();
    trash(app, owner, binned).await.unwrap();
    desk.advance(DAY);
    assert_eq!(publish_due(app).await.unwrap(), 0);
    assert_eq!(desk.state(id).await, PostState::Draft);
    restore(app, owner, binned).await.unwrap();
    assert_eq!(desk.state(binned).await, PostState::Draft, "its time went by in the trash");
}

#[tokio::test]
async fn a_scheduled_post_can_go_out_at_once_or_later_but_not_in_the_past() {
    let desk = Desk::new().await;
    let (app, owner) = (&desk.app, &desk.owner);
    let id = create(app, owner, dated("Weir", START + HOUR), Wish::Publish).await.unwrap();
    assert!(matches!(desk.save(id, dated("Weir", START - HOUR), Wish::Save).await, Err(Refusal::DatePast)));
    assert!(matches!(schedule(app, owner, id, Timestamp(START)).await, Err(Refusal::DatePast)));
    schedule(app, owner, id, Timestamp(START + DAY)).await.unwrap();
    assert_eq!(desk.post(id).await.published_at, Some(Timestamp(START + DAY)));
    desk.save(id, dated("Weir", START + DAY), Wish::PublishNow).await.unwrap();
    let post = desk.post(id).await;
    assert_eq!((post.state, post.published_at), (PostState::Published, Some(Timestamp(START))));
    assert!(matches!(schedule(app, owner, id, Timestamp(START + DAY)).await, Err(Refusal::NotNow(_))));
}

#[tokio::test]
async fn a_date_in_the_past_publishes_under_that_date() {
    let desk = Desk::new().await;
    let id = create(&desk.app, &desk.owner, dated("Old", START - 400 * DAY), Wish::Publish).await.unwrap();
    assert_eq!(desk.path(id).await, "/2016/02/old");
    desk.assert_counts_hold().await;
}

#[tokio::test]
async fn a_post_whose_wanted_address_was_taken_meanwhile_still_goes_out() {
    let desk = Desk::new().await;
    let id = create(&desk.app, &desk.owner, dated("Weir", START + HOUR), Wish::Publish).await.unwrap();
    desk.published("Weir").await;
    desk.advance(2 * HOUR);
    assert_eq!(publish_due(&desk.app).await.unwrap(), 1);
    assert_eq!(desk.path(id).await, "/2017/03/weir-2");
}
