//! More requests at once than can be worked on.

use postil::testing::{Blog, Limits};

use super::{Line, ask, form_head};
use crate::client::Browser;

async fn one_stranger_at_a_time() -> Blog {
    Blog::start_with_limits(Limits { work: 1, ..Limits::default() }).await
}

#[tokio::test]
async fn the_stranger_who_is_too_many_is_refused_at_once_and_the_owner_let_in() {
    let blog = one_stranger_at_a_time().await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let database = blog.hold_readers().await;
    let (mut first, mut second) = (Line::to(&blog).await, Line::to(&blog).await);
    first.get("/archive").await;
    second.get("/").await;
    // With every reader of the database taken, only who asks it nothing is answered.
    let (refused, mut admitted) = tokio::select! {
        answer = first.answer() => (answer.unwrap(), second),
        answer = second.answer() => (answer.unwrap(), first),
    };
    assert_eq!(refused.status, 503);
    assert!(refused.head.contains("retry-after: 5\r\n"), "{}", refused.head);
    assert!(refused.head.contains("cache-control: no-store\r\n"), "{}", refused.head);
    assert!(refused.head.contains("content-security-policy: "), "{}", refused.head);
    assert_eq!(
        refused.body,
        "The blog is asked for more than it can do just now. Wait a few seconds and try again.\n"
    );
    let owner = ada.get(&blog, "/admin");
    let freed = async { drop(database) };
    let (owner, ()) = tokio::join!(owner, freed);
    assert_eq!(owner.status, 200);
    assert_eq!(admitted.answer().await.unwrap().status, 200);
    assert_eq!(ask(&blog, "/").await.status, 200, "the place is free again");
}

#[tokio::test]
async fn with_no_place_for_strangers_there_is_one_for_everything_that_an_owner_needs() {
    let blog = Blog::start_with_limits(Limits { work: 0, ..Limits::default() }).await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    for path in
        ["/", "/archive", "/nothing", "/comments", "/search?q=weir", "/feeds/posts.atom", "/administration"]
    {
        assert_eq!(ask(&blog, path).await.status, 503, "{path}");
    }
    for path in ["/healthz", "/login", "/favicon.ico", "/static/site.css"] {
        assert_eq!(ask(&blog, path).await.status, 200, "{path}");
    }
    for path in ["/admin", "/admin/posts", "/admin/settings", "/account"] {
        assert_eq!(ada.get(&blog, path).await.status, 200, "{path}");
    }
}

#[tokio::test]
async fn the_refusal_is_in_the_blogs_language() {
    let blog = Blog::start_with_limits(Limits { work: 0, ..Limits::default() }).await;
    blog.set_language("de").await;
    assert!(ask(&blog, "/").await.body.starts_with("Das Blog wird gerade um mehr gebeten"));
}

#[tokio::test]
async fn forms_that_trickle_in_take_no_place_from_readers() {
    let blog = one_stranger_at_a_time().await;
    let mut slow = Line::to(&blog).await;
    slow.send(form_head(6) + "name=").await;
    let mut other = Line::to(&blog).await;
    other.send(form_head(6) + "name=").await;
    assert_eq!(ask(&blog, "/archive").await.status, 200);
    slow.send("A").await;
    assert_ne!(slow.answer().await.unwrap().status, 503);
}
