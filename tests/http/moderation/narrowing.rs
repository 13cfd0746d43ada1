//! The queue narrowed: by reason, link, sender and words, and that a decision leads back to the same place.

use postil::testing::Arrived;

use super::{blog, follow, waiting};

#[tokio::test]
async fn the_queue_is_narrowed_and_decisions_lead_back_to_the_same_place() {
    let (blog, post, mo) = blog().await;
    let plain = blog.add_comment(waiting(post, "Jo")).await;
    let text = "See <https://a.example/> for a 100% needle";
    let linked = blog.add_comment(Arrived { text, ..waiting(post, "Bo") }).await;
    let shows = async |query: &str| {
        let page = mo.get(&blog, &format!("/admin/comments?{query}")).await;
        assert_eq!(page.status, 200, "{query}");
        let has = |id: i64| page.body.contains(&format!("id=\"comment-{id}\""));
        (has(plain), has(linked))
    };
    assert_eq!(shows("state=&q=&reason=").await, (true, true), "an empty form narrows nothing");
    assert_eq!(shows("link=1").await, (false, true));
    assert_eq!(shows("q=100%25").await, (false, true));
    assert_eq!(shows("q=jo%40example").await, (true, false));
    assert_eq!(shows("reason=first_time").await, (true, true));
    assert_eq!(shows("reason=trap").await, (false, false));
    assert_eq!(shows(&format!("sender={linked}")).await, (false, true));
    for bad in ["state=lost", "reason=lost", "post=x", "sender=x"] {
        assert_eq!(mo.get(&blog, &format!("/admin/comments?{bad}")).await.status, 404, "{bad}");
    }
    let fields = [("from", "pending"), ("q", "needle"), ("link", "1")];
    let sent = mo.post(&blog, &format!("/admin/comments/{linked}/publication"), &fields).await;
    let to = sent.location.clone().unwrap();
    assert!(to.starts_with("/admin/comments?state=pending&link=1&q=needle&to=published"), "{to}");
    let page = follow(&mo, &blog, sent).await.body;
    assert!(page.contains("is approved") && page.contains("Nothing like this is here"), "{page}");
}

#[tokio::test]
async fn beside_a_comment_stands_what_else_its_sender_wrote() {
    let (blog, post, mo) = blog().await;
    let first = blog.add_comment(waiting(post, "Jo")).await;
    for state in ["published", "spam", "spam"] {
        blog.add_comment(Arrived { state, ..waiting(post, "Jo") }).await;
    }
    blog.add_comment(waiting(post, "Somebody")).await;
    let page = mo.get(&blog, "/admin/comments").await.body;
    let card = page.split(&format!("id=\"comment-{first}\"")).nth(1).unwrap();
    let card = card.split("</article>").next().unwrap();
    assert!(
        card.contains("1 approved, 2 marked as spam") || card.contains("2 marked as spam, 1 approved"),
        "{card}"
    );
    assert!(card.contains(&format!("sender={first}")), "{card}");
    assert_eq!(page.matches("Else from this sender").count(), 1);
}
