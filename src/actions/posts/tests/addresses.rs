//! Every address that readers ever saw answers; one that they never saw tells nothing and is given up.

use super::*;
use crate::actions::posts::{restore, trash, unpublish};

#[tokio::test]
async fn two_moves_leave_two_addresses_one_hop_away() {
    let desk = Desk::new().await;
    let id = desk.published("Weir").await;
    let first = desk.path(id).await;
    for path in ["/b", "/c"] {
        desk.save(id, at_path("Weir", path), Wish::Save).await.unwrap();
    }
    let Some(Destination::Moved(to)) = desk.at(&first).await else { panic!("no redirect") };
    assert_eq!(to.as_str(), "/c");
    assert!(matches!(desk.at("/b").await, Some(Destination::Moved(to)) if to.as_str() == "/c"));
    assert_eq!(desk.at("/c").await, Some(Destination::Post(id)));
}

#[tokio::test]
async fn a_post_may_go_back_to_where_it_was() {
    let desk = Desk::new().await;
    let id = desk.published("Weir").await;
    let first = desk.path(id).await;
    desk.save(id, at_path("Weir", "/b"), Wish::Save).await.unwrap();
    desk.save(id, at_path("Weir", &first), Wish::Save).await.unwrap();
    assert_eq!(desk.at(&first).await, Some(Destination::Post(id)));
    assert!(matches!(desk.at("/b").await, Some(Destination::Moved(to)) if to.as_str() == first));
}

#[tokio::test]
async fn a_published_address_does_not_follow_the_title_nor_go_when_the_field_is_emptied() {
    let desk = Desk::new().await;
    let id = desk.published("Weir").await;
    desk.save(id, draft("Something else"), Wish::Save).await.unwrap();
    assert_eq!(desk.path(id).await, "/2017/03/weir");
    assert_eq!(desk.at("/2017/03/weir").await, Some(Destination::Post(id)));
}

#[tokio::test]
async fn an_address_that_nobody_saw_is_released() {
    let desk = Desk::new().await;
    let id = create(&desk.app, &desk.owner, at_path("Weir", "/a"), Wish::Save).await.unwrap();
    desk.save(id, at_path("Weir", "/b"), Wish::Save).await.unwrap();
    assert_eq!(desk.at("/a").await, None);
    let other = create(&desk.app, &desk.owner, at_path("Lock", "/a"), Wish::Save).await.unwrap();
    assert_eq!(desk.path(other).await, "/a");
    desk.save(id, draft("Weir"), Wish::Publish).await.unwrap();
    assert_eq!(desk.at("/b").await, None);
    assert_eq!(desk.path(id).await, "/2017/03/weir");
}

#[tokio::test]
async fn a_taken_address_is_refused_even_where_it_only_leads_elsewhere() {
    let desk = Desk::new().await;
    let first = desk.published("Weir").await;
    desk.save(first, at_path("Weir", "/b"), Wish::Save).await.unwrap();
    let other = desk.published("Lock").await;
    for path in ["/b", "/2017/03/weir"] {
        let refused = desk.save(other, at_path("Lock", path), Wish::Save).await;
        assert!(matches!(refused, Err(Refusal::PathTaken)), "{path}: {refused:?}");
    }
    assert_eq!(desk.path(other).await, "/2017/03/lock");
    desk.assert_counts_hold().await;
}

#[tokio::test]
async fn a_reserved_address_is_refused() {
    let desk = Desk::new().await;
    for path in ["/admin/x", "/2017/03/", "nowhere", "//x", "/a?b"] {
        let refused = create(&desk.app, &desk.owner, at_path("Weir", path), Wish::Save).await;
        assert!(matches!(refused, Err(Refusal::Path(_))), "{path}");
    }
}

#[tokio::test]
async fn what_was_public_is_gone_through_every_later_state_until_it_is_back() {
    let desk = Desk::new().await;
    let (app, owner) = (&desk.app, &desk.owner);
    let id = desk.published("Weir").await;
    let path = desk.path(id).await;
    unpublish(app, owner, id).await.unwrap();
    assert_eq!(desk.at(&path).await, Some(Destination::Gone));
    let to_come = dated("Weir", START + DAY);
    assert_eq!(desk.save(id, to_come, Wish::Publish).await.unwrap(), PostState::Scheduled);
    assert_eq!(desk.at(&path).await, Some(Destination::Gone), "scheduled again");
    unpublish(app, owner, id).await.unwrap();
    assert_eq!(desk.state(id).await, PostState::Unpublished);
    trash(app, owner, id).await.unwrap();
    assert_eq!(desk.at(&path).await, Some(Destination::Gone), "trashed");
    restore(app, owner, id).await.unwrap();
    publish(app, owner, id).await.unwrap();
    assert_eq!(desk.at(&path).await, Some(Destination::Post(id)));
}

#[tokio::test]
async fn the_trash_takes_a_published_post_and_gives_it_back_as_it_was() {
    let desk = Desk::new().await;
    let id = desk.published("Weir").await;
    let before = desk.post(id).await;
    trash(&desk.app, &desk.owner, id).await.unwrap();
    assert_eq!(desk.at("/2017/03/weir").await, Some(Destination::Gone));
    desk.assert_counts_hold().await;
    trash(&desk.app, &desk.owner, id).await.unwrap();
    restore(&desk.app, &desk.owner, id).await.unwrap();
    let after = desk.post(id).await;
    assert_eq!((after.state, after.published_at), (before.state, before.published_at));
    assert_eq!(desk.at("/2017/03/weir").await, Some(Destination::Post(id)));
    desk.assert_counts_hold().await;
}

#[tokio::test]
async fn a_draft_in_the_trash_tells_nothing_and_holds_no_address() {
    let desk = Desk::new().await;
    let id = create(&desk.app, &desk.owner, at_path("Weir", "/a"), Wish::Save).await.unwrap();
    trash(&desk.app, &desk.owner, id).await.unwrap();
    assert_eq!(desk.at("/a").await, None);
    let other = create(&desk.app, &desk.owner, at_path("Lock", "/a"), Wish::Save).await.unwrap();
    publish(&desk.app, &desk.owner, other).await.unwrap();
    restore(&desk.app, &desk.owner, id).await.unwrap();
    publish(&desk.app, &desk.owner, id).await.unwrap();
    assert_eq!(desk.at("/a").await, Some(Destination::Post(other)));
    assert_eq!(desk.path(id).await, "/2017/03/weir");
}
