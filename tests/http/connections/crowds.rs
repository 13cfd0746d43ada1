//! More connections than there are places, and more addresses than there are pages.

use std::time::Duration;

use postil::testing::{Blog, Limits};

use super::{Line, ask, form_head};
use crate::client::Browser;

const LONG: Duration = Duration::from_mins(10);
const SHORT: Duration = Duration::from_millis(30);

/// Two places, and nobody is put out for taking long.
fn two_places() -> Limits {
    Limits {
        max_connections: 2,
        head: LONG,
        head_when_crowded: LONG,
        silence_when_crowded: LONG,
        crowd_round: SHORT,
        body: LONG,
        ..Limits::default()
    }
}

#[tokio::test]
async fn who_finds_no_place_is_served_as_soon_as_somebody_leaves() {
    let blog = Blog::start_with_limits(two_places()).await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let (mut first, mut second) = (Line::to(&blog).await, Line::to(&blog).await);
    for line in [&mut first, &mut second] {
        line.get("/healthz").await;
        assert_eq!(line.answer().await.unwrap().status, 200);
    }
    let reader = ask(&blog, "/archive");
    let owner = ada.get(&blog, "/admin");
    let leaving = async {
        // Both answers below can only come after this, since there are two places.
        drop((first, second));
    };
    let (reader, owner, ()) = tokio::join!(reader, owner, leaving);
    assert_eq!((reader.status, owner.status.as_u16()), (200, 200));
}

#[tokio::test]
async fn no_place_means_waiting_and_not_refusal() {
    let blog = Blog::start_with_limits(two_places()).await;
    let (mut first, mut second) = (Line::to(&blog).await, Line::to(&blog).await);
    for line in [&mut first, &mut second] {
        line.get("/healthz").await;
        assert_eq!(line.answer().await.unwrap().status, 200);
    }
    let mut third = Line::to(&blog).await;
    third.get("/healthz").await;
    let waited = tokio::time::timeout(SHORT, third.answer()).await;
    assert!(waited.is_err(), "there was a third place: {waited:?}");
    drop(first);
    assert_eq!(third.answer().await.unwrap().status, 200);
}

#[tokio::test]
async fn silent_connections_make_room_for_those_who_ask() {
    let blog = Blog::start_with_limits(Limits { silence_when_crowded: SHORT, ..two_places() }).await;
    let (mut kept, mut mute) = (Line::to(&blog).await, Line::to(&blog).await);
    kept.get("/healthz").await;
    assert_eq!(kept.answer().await.unwrap().status, 200);
    for _ in 0..4 {
        assert_eq!(ask(&blog, "/archive").await.status, 200);
    }
    assert!(kept.answer().await.is_none());
    assert!(mute.answer().await.is_none());
}

#[tokio::test]
async fn whose_request_is_under_way_is_not_put_out_though_the_body_takes_its_time() {
    let blog = Blog::start_with_limits(Limits { silence_when_crowded: SHORT, ..two_places() }).await;
    let mut slow = Line::to(&blog).await;
    slow.send(form_head(6).replace("\r\n\r\n", "\r\nExpect: 100-continue\r\n\r\n")).await;
    assert_eq!(slow.answer().await.expect("a word that the body is waited for").status, 100);
    let mut mute = Line::to(&blog).await;
    assert!(mute.answer().await.is_none(), "there was no crowd");
    slow.send("name=A").await;
    let answer = slow.answer().await.expect("an answer");
    assert!(answer.head.contains("connection: close"), "{}", answer.head);
}

#[tokio::test]
async fn heads_have_to_come_sooner_when_there_are_many_others() {
    let blog = Blog::start_with_limits(Limits { head_when_crowded: SHORT, ..two_places() }).await;
    let mut roomy = Line::to(&blog).await;
    roomy.get("/healthz").await;
    assert_eq!(roomy.answer().await.unwrap().status, 200);
    let mut crowded = Line::to(&blog).await;
    crowded.send("GET / HT").await;
    assert!(crowded.answer().await.is_none());
    roomy.get("/healthz").await;
    assert_eq!(roomy.answer().await.unwrap().status, 200);
}

/// The bytes of every file in the blog's folder.
fn kept_bytes(blog: &Blog) -> u64 {
    let files = std::fs::read_dir(blog.folder()).unwrap();
    files.map(|file| file.unwrap().metadata().unwrap().len()).sum()
}

#[tokio::test]
async fn a_thousand_addresses_that_nobody_has_leave_nothing_behind() {
    let blog = Blog::start().await;
    let nowhere = ask(&blog, "/nowhere").await;
    let kept = kept_bytes(&blog);
    let mut line = Line::to(&blog).await;
    for number in 0..1_000 {
        let path = match number % 4 {
            0 => format!("/{number}"),
            1 => format!("/junk/{number}?junk={number}"),
            2 => format!("/tags/{number}"),
            _ => format!("/2017/03/{number}"),
        };
        line.get(&path).await;
        let answer = line.answer().await.unwrap();
        assert_eq!((answer.status, answer.body.len()), (404, nowhere.body.len()), "{path}");
    }
    assert_eq!(kept_bytes(&blog), kept);
}
