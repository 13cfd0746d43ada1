//! A change names everything that shows it: what is forgotten here would stay old in a cache.

use super::*;
use crate::actions::posts::{create, publish_due, trash, unpublish};
use crate::app::blocklist::Suspect;
use crate::model::key::Key;
use crate::store::tags;

/// Three posts a day apart; the middle one is tagged `water`.
async fn three(desk: &Desk) -> [PostId; 3] {
    let mut ids = Vec::new();
    for (title, days) in [("First", 3), ("Second", 2), ("Third", 1)] {
        let draft = Draft { published_at: Some(Timestamp(START - days * DAY)), ..tagged(title, &["water"]) };
        ids.push(create(&desk.app, &desk.owner, draft, Wish::Publish).await.unwrap());
    }
    [ids[0], ids[1], ids[2]]
}

async fn tag(desk: &Desk, slug: &str) -> Key {
    let mut db = desk.app.db.reader().await.unwrap();
    Key::Tag(tags::by_slug(&mut db, slug).await.unwrap().unwrap().id)
}

fn assert_touched(desk: &Desk, wanted: &[Key]) {
    let touched = desk.touched();
    for key in wanted {
        assert!(touched.contains(*key), "{key:?} in {touched:?}");
    }
}

#[tokio::test]
async fn a_change_in_the_middle_names_both_neighbours() {
    let desk = Desk::new().await;
    let [first, second, third] = three(&desk).await;
    let all = [
        Key::Home,
        Key::Post(first),
        Key::Post(second),
        Key::Post(third),
        Key::Author(desk.owner.id),
        tag(&desk, "water").await,
    ];
    let middle = Draft { published_at: Some(Timestamp(START - 2 * DAY)), ..tagged("Renamed", &["water"]) };
    desk.save(second, middle, Wish::Save).await.unwrap();
    assert_touched(&desk, &all);
    unpublish(&desk.app, &desk.owner, second).await.unwrap();
    assert_touched(&desk, &all);
    publish(&desk.app, &desk.owner, second).await.unwrap();
    assert_touched(&desk, &[Key::Post(third), Key::Post(second), Key::Home]);
}

#[tokio::test]
async fn a_new_tag_and_a_lost_one_are_both_named() {
    let desk = Desk::new().await;
    let [_, second, _] = three(&desk).await;
    desk.save(second, tagged("Second", &["earth"]), Wish::Save).await.unwrap();
    assert_touched(&desk, &[tag(&desk, "water").await, tag(&desk, "earth").await]);
}

#[tokio::test]
async fn a_new_date_names_the_neighbours_it_leaves_and_those_it_gets() {
    let desk = Desk::new().await;
    let [first, second, third] = three(&desk).await;
    let oldest = desk.published("Now").await;
    desk.save(first, dated("First", START - DAY / 2), Wish::Save).await.unwrap();
    assert_touched(&desk, &[Key::Post(second), Key::Post(third), Key::Post(oldest)]);
}

#[tokio::test]
async fn what_readers_never_saw_touches_nothing_of_theirs() {
    let desk = Desk::new().await;
    three(&desk).await;
    let id = create(&desk.app, &desk.owner, tagged("Draft", &["water"]), Wish::Save).await.unwrap();
    assert_eq!(desk.touched(), Keys::none());
    desk.save(id, tagged("Draft again", &["fire"]), Wish::Save).await.unwrap();
    assert_eq!(desk.touched(), Keys::none());
    trash(&desk.app, &desk.owner, id).await.unwrap();
    assert_eq!(desk.touched(), Keys::none());
}

#[tokio::test]
async fn the_schedule_is_named_when_it_changes_and_when_it_strikes() {
    let desk = Desk::new().await;
    let id = create(&desk.app, &desk.owner, dated("Weir", START + HOUR), Wish::Publish).await.unwrap();
    assert_eq!(desk.touched(), Keys::of([Key::Schedule]));
    desk.save(id, dated("Weir", START + 2 * HOUR), Wish::Save).await.unwrap();
    assert_eq!(desk.touched(), Keys::of([Key::Schedule]));
    desk.advance(DAY);
    publish_due(&desk.app).await.unwrap();
    assert_touched(&desk, &[Key::Schedule, Key::Home, Key::Post(id), Key::Author(desk.owner.id)]);
}

#[tokio::test]
async fn the_name_of_an_author_without_a_login_is_taken_as_soon_as_a_post_is_public() {
    let desk = Desk::new().await;
    let id = desk.published("Weir").await;
    let is_taken = async || {
        let suspect = Suspect {
            name: "Ada",
            email: None,
            website: None,
            text: "Fine words.",
            addresses: &[],
            network: None,
            at: Timestamp(START),
        };
        desk.app.blocklist().await.unwrap().judge(suspect).has_taken_name
    };
    assert!(is_taken().await);
    unpublish(&desk.app, &desk.owner, id).await.unwrap();
    assert!(!is_taken().await, "nothing of theirs is to be seen");
    publish(&desk.app, &desk.owner, id).await.unwrap();
    assert!(is_taken().await);
}

#[tokio::test]
async fn a_page_stands_in_every_header() {
    let desk = Desk::new().await;
    let page = Draft { kind: PostKind::Page, ..draft("About") };
    let id = create(&desk.app, &desk.owner, page, Wish::Publish).await.unwrap();
    assert_eq!(desk.touched(), Keys::of([Key::Post(id), Key::Site]));
    assert_eq!(desk.path(id).await, "/about");
    desk.assert_counts_hold().await;
}
