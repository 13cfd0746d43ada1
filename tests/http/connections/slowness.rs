//! Clients that take their time: with their request, with its body, with taking the answer, with going away.

use std::time::Duration;

use postil::testing::{Blog, Limits};

use super::{Line, ask, form_head};

const SHORT: Duration = Duration::from_millis(80);
const LONG: Duration = Duration::from_mins(10);

/// Short where a test says so, and endless elsewhere, so that nothing else can be what ended a connection.
fn patient() -> Limits {
    Limits {
        head: LONG,
        head_when_crowded: LONG,
        silence_when_crowded: LONG,
        body: LONG,
        write: LONG,
        ..Limits::default()
    }
}

/// A blog that serves one connection at a time: who is answered after somebody else knows that the other has gone.
async fn narrow_blog(limits: Limits) -> Blog {
    Blog::start_with_limits(Limits { max_connections: 1, ..limits }).await
}

/// More than the system's buffers hold for one connection: pages of a long post, asked for in one go.
async fn ask_for_much(blog: &Blog, line: &mut Line) {
    let path = long_post(blog).await;
    ask_often(&path, line).await;
}

async fn long_post(blog: &Blog) -> String {
    let post = blog.publish("Weir", &"A long word about the weir. ".repeat(10_000), &[]).await;
    blog.path_of(post).await
}

async fn ask_often(path: &str, line: &mut Line) {
    line.send(format!("GET {path} HTTP/1.1\r\nHost: blog.example\r\n\r\n").repeat(60)).await;
}

#[tokio::test]
async fn half_a_head_is_given_up() {
    let blog = Blog::start_with_limits(Limits { head: SHORT, ..patient() }).await;
    let mut line = Line::to(&blog).await;
    line.send("GET / HTTP/1.1\r\nHost: blog.exa").await;
    assert!(line.answer().await.is_none());
}

#[tokio::test]
async fn a_connection_on_which_nothing_is_asked_is_closed_before_and_after_an_answer() {
    let blog = Blog::start_with_limits(Limits { head: SHORT, ..patient() }).await;
    let mut silent = Line::to(&blog).await;
    assert!(silent.answer().await.is_none());
    let mut kept = Line::to(&blog).await;
    kept.get("/healthz").await;
    assert_eq!(kept.statuses().await, [200]);
}

#[tokio::test]
async fn a_body_that_stops_coming_is_answered_and_given_up() {
    let blog = Blog::start_with_limits(Limits { body: SHORT, ..patient() }).await;
    for head in [form_head(100), form_head(100).replace("\r\n\r\n", "\r\nExpect: 100-continue\r\n\r\n")] {
        let mut line = Line::to(&blog).await;
        line.send(head.clone() + "name=").await;
        let answers = line.statuses().await;
        assert_eq!(answers.last(), Some(&408), "{head}{answers:?}");
    }
}

#[tokio::test]
async fn a_body_that_nobody_reads_holds_nothing_up() {
    let blog = narrow_blog(patient()).await;
    let mut line = Line::to(&blog).await;
    line.send(form_head(100).replace("/comments/preview", "/nothing") + "name=").await;
    assert_eq!(line.statuses().await, [405]);
}

#[tokio::test]
async fn a_reader_who_takes_nothing_of_the_answer_loses_the_connection() {
    let blog = narrow_blog(Limits { write: SHORT, ..patient() }).await;
    let mut line = Line::with_small_buffer(&blog).await;
    ask_for_much(&blog, &mut line).await;
    assert_eq!(ask(&blog, "/healthz").await.status, 200, "the place is free again");
}

#[tokio::test]
async fn a_reader_who_takes_a_break_is_not_taken_for_one_who_asks_nothing() {
    let blog = Blog::start_with_limits(Limits { head: SHORT, ..patient() }).await;
    let path = long_post(&blog).await;
    let mut reading = Line::with_small_buffer(&blog).await;
    ask_often(&path, &mut reading).await;
    for _ in 0..3 {
        // Each is closed after as long as a head is waited for.
        assert!(Line::to(&blog).await.answer().await.is_none());
    }
    assert_eq!(reading.statuses().await, [200; 60]);
}

#[tokio::test]
async fn a_client_that_goes_in_the_middle_of_an_answer_leaves_the_server_well() {
    let blog = narrow_blog(patient()).await;
    let mut line = Line::with_small_buffer(&blog).await;
    ask_for_much(&blog, &mut line).await;
    assert_eq!(line.answer().await.map(|answer| answer.status), Some(200));
    line.reset();
    assert_eq!(ask(&blog, "/healthz").await.status, 200, "the place is free again");
}

#[tokio::test]
async fn a_client_that_has_said_everything_still_gets_its_answer() {
    let blog = narrow_blog(patient()).await;
    for paths in [&["/archive"][..], &["/archive", "/nothing"]] {
        let mut line = Line::to(&blog).await;
        for path in paths {
            line.get(path).await;
        }
        line.hang_up().await;
        assert_eq!(line.statuses().await, [200, 404][..paths.len()]);
    }
    let mut cut_short = Line::to(&blog).await;
    cut_short.send(form_head(100) + "name=").await;
    cut_short.hang_up().await;
    let statuses = cut_short.statuses().await;
    assert!(statuses.is_empty() || statuses == [400], "{statuses:?}");
    assert_eq!(ask(&blog, "/healthz").await.status, 200, "the place is free again");
}
