//! Sending twice, sending much, filling what nobody sees: each holds before it refuses.

use super::{Typed, approved, open_blog, post_page, token, typed};
use crate::client::{Answer, Browser, answer};
use postil::testing::Blog;

#[tokio::test]
async fn sending_twice_is_one_comment() {
    let (blog, post) = open_blog().await;
    let browser = Browser::new();
    let ticket = token(&typed(post, "Once").preview(&browser, &blog).await.body);
    let one = typed(post, "Once").send(&browser, &blog, "/comments", &ticket).await;
    let two = typed(post, "Once").send(&browser, &blog, "/comments", &ticket).await;
    // The first answer may have been lost, and its cookie with it: the second brings the same.
    let three = typed(post, "Once").send(&Browser::new(), &blog, "/comments", &ticket).await;
    for again in [&two, &three] {
        assert_eq!((again.status.as_u16(), &again.location), (303, &one.location));
        assert_eq!(again.headers["set-cookie"], one.headers["set-cookie"]);
    }
    assert_eq!(blog.count_comments("published").await, 1);
}

#[tokio::test]
async fn other_words_on_a_spent_ticket_are_not_lost() {
    let (blog, post) = open_blog().await;
    let browser = Browser::new();
    let ticket = token(&typed(post, "Once").preview(&browser, &blog).await.body);
    typed(post, "Once").send(&browser, &blog, "/comments", &ticket).await;
    let other = typed(post, "Something else").send(&browser, &blog, "/comments", &ticket).await;
    assert_eq!(other.status, 422);
    assert!(other.body.contains("Not posted yet") && other.body.contains("Something else"));
    let fresh = token(&other.body);
    assert_ne!(fresh, ticket);
    assert_eq!(typed(post, "Something else").send(&browser, &blog, "/comments", &fresh).await.status, 303);
}

#[tokio::test]
async fn the_same_words_of_the_same_reader_are_one_comment_for_a_day() {
    let (blog, post) = open_blog().await;
    let other_post = blog.publish("Other", "Text", &[]).await;
    let browser = Browser::new();
    let one = typed(post, "Well said").comment(&browser, &blog).await;
    assert_eq!(typed(post, "Well said").comment(&browser, &blog).await, one);
    assert_ne!(typed(other_post, "Well said").comment(&browser, &blog).await, one);
    assert_ne!(typed(post, "Well said").comment(&Browser::new(), &blog).await, one);
    let id = blog.public_id_of(one.trim_start_matches("/comments/")).await;
    let reply = Typed { parent: &id, ..typed(post, "Well said") };
    assert_ne!(reply.comment(&browser, &blog).await, one);
    blog.advance(24 * 60 * 60 + 1);
    assert_ne!(typed(post, "Well said").comment(&browser, &blog).await, one);
}

#[tokio::test]
async fn the_same_words_of_many_wait() {
    let (blog, post) = open_blog().await;
    for number in 0..4 {
        typed(post, "Cheap watches").comment(&Browser::new(), &blog).await;
        assert_eq!(blog.count_comments("published").await, (number + 1).min(2));
    }
}

#[tokio::test]
async fn what_fills_the_hidden_field_is_set_aside() {
    let (blog, post) = open_blog().await;
    let page = post_page(&blog, post).await;
    let trap = page.split("class=\"trap\"").nth(1).unwrap();
    assert!(
        trap.starts_with(" aria-hidden=\"true\"") && trap.contains("tabindex=\"-1\" autocomplete=\"off\"")
    );
    let name = trap.split("name=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let browser = Browser::new();
    let post_field = post.to_string();
    let mut fields =
        vec![("post", post_field.as_str()), ("name", "Bot"), ("text", "Buy"), (name.as_str(), "x")];
    let preview = browser.post(&blog, "/comments/preview", &fields).await;
    assert!(preview.body.contains(&format!(
        "name=\"{name}\" type=\"text\" tabindex=\"-1\" autocomplete=\"off\" value=\"x\""
    )));
    let ticket = token(&preview.body);
    fields.push(("token", &ticket));
    assert_eq!(browser.post(&blog, "/comments", &fields).await.status, 303);
    assert_eq!((blog.count_comments("spam").await, blog.count_comments("published").await), (1, 0));
    let other = Blog::start_with_base_url("http://other.example").await;
    let post = other.publish("Weir", "Text", &[]).await;
    assert!(post_page(&other, post).await.contains("class=\"trap\""));
}

/// Sends one comment from an address.
async fn from(blog: &Blog, post: i64, address: &str, text: &str, browser: &Browser) -> Answer {
    let ticket = token(&typed(post, text).preview(browser, blog).await.body);
    let post = post.to_string();
    let fields = [("post", post.as_str()), ("name", "Grace"), ("text", text), ("token", &ticket)];
    answer(browser.client().post(blog.url("/comments")).header("x-forwarded-for", address).form(&fields))
        .await
}

#[tokio::test]
async fn a_busy_network_is_held_then_refused_and_its_neighbours_are_not() {
    let blog = Blog::start_behind_proxy().await;
    let post = blog.publish("Weir", "Text", &[]).await;
    let approved = approved(&blog, post).await;
    let published = Browser::new();
    for number in 0..60 {
        let browser = if number == 0 { &published } else { &Browser::new() };
        let address = format!("192.0.2.{number}");
        let sent = from(&blog, post, &address, &format!("Number {number}"), browser).await;
        assert_eq!(sent.status, 303);
    }
    assert_eq!((blog.count_comments("published").await, blog.count_comments("pending").await), (9, 52));
    let refused = from(&blog, post, "192.0.2.200", "One too many", &Browser::new()).await;
    assert_eq!(refused.status, 429);
    let again = from(&blog, post, "192.0.2.0", "Published, and by nobody", &published).await;
    assert_eq!(again.status, 429, "what the policy published vouches for nobody");
    assert!(refused.headers.contains_key("retry-after"));
    for part in ["Many comments came from your network", "One too many", "name=\"token\""] {
        assert!(refused.body.contains(part), "{part} in {}", refused.body);
    }
    assert_eq!(from(&blog, post, "192.0.3.1", "A neighbour", &Browser::new()).await.status, 303);
    assert_eq!(from(&blog, post, "192.0.2.7", "Known here", &approved).await.status, 303);
    assert_eq!(blog.count_comments("published").await, 11);
    for number in 0..9 {
        let address = format!("2001:db8:0:1:{number}::1");
        from(&blog, post, &address, &format!("Six {number}"), &Browser::new()).await;
    }
    assert_eq!(blog.count_comments("published").await, 19);
    blog.advance(601);
    assert_eq!(from(&blog, post, "192.0.2.200", "One too many", &Browser::new()).await.status, 303);
    assert_eq!(blog.count_comments("published").await, 20);
}

async fn change(browser: &Browser, blog: &Blog, receipt: &str, text: &str, seen: i64) -> Answer {
    let seen = seen.to_string();
    browser.post(blog, receipt, &[("text", text), ("seen", seen.as_str())]).await
}

#[tokio::test]
async fn changes_count_against_the_network_and_who_is_known_goes_on() {
    let (blog, post) = open_blog().await;
    let known = approved(&blog, post).await;
    let second = typed(post, "Granite keeps its colour.").comment(&known, &blog).await;
    for writer in 0..3 {
        let browser = Browser::new();
        let receipt = typed(post, &format!("Writer {writer}")).comment(&browser, &blog).await;
        for seen in 0..20 {
            let text = format!("Writer {writer}, change {seen}");
            let changed = change(&browser, &blog, &receipt, &text, seen).await;
            assert_eq!(changed.status, 303, "{}", changed.body);
        }
    }
    let late = Browser::new();
    let receipt = typed(post, "Late").comment(&late, &blog).await;
    let refused = change(&late, &blog, &receipt, "Later words", 0).await;
    assert_eq!(refused.status, 429);
    assert!(refused.headers.contains_key("retry-after"));
    assert!(refused.body.contains("Later words</textarea>"), "{}", refused.body);
    assert_eq!(change(&known, &blog, &second, "Granite keeps its colours.", 0).await.status, 303);
    blog.advance(10);
    assert_eq!(change(&late, &blog, &receipt, "Later words", 0).await.status, 303);
}

#[tokio::test]
async fn thirty_readers_at_once_are_counted_exactly() {
    let (blog, post) = open_blog().await;
    let root = typed(post, "Root").comment_id(&Browser::new(), &blog).await;
    let blog = std::sync::Arc::new(blog);
    let mut readers = tokio::task::JoinSet::new();
    for number in 0..30 {
        let (blog, root) = (blog.clone(), root.clone());
        readers.spawn(async move {
            let (browser, text) = (Browser::new(), format!("Reader {number}"));
            let words = Typed { parent: if number % 2 == 0 { &root } else { "" }, ..typed(post, &text) };
            let ticket = token(&words.preview(&browser, &blog).await.body);
            let (one, two) = tokio::join!(
                words.send(&browser, &blog, "/comments", &ticket),
                words.send(&browser, &blog, "/comments", &ticket)
            );
            assert_eq!((one.status.as_u16(), one.location), (303, two.location));
        });
    }
    while let Some(reader) = readers.join_next().await {
        reader.unwrap();
    }
    let (published, pending) = (blog.count_comments("published").await, blog.count_comments("pending").await);
    // All come from one network: the first eight are published, the others wait.
    assert_eq!((published, pending), (8, 23));
    assert!(post_page(&blog, post).await.contains("8 comments"));
    assert_eq!(post_page(&blog, post).await.matches("<article class=\"comment p-comment").count(), 8);
}
