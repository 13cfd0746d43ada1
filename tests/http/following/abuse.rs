//! What a stranger tries with other people's addresses, old links and odd names.

use postil::testing::Arrived;

use super::{CONFIRMATION, END, GRACE, LIST, agree, ask, blog, comment, end_of, follows, letters, said};
use crate::client::{Answer, Browser, answer};
use crate::mail::server::Server;

#[tokio::test]
async fn a_stranger_has_at_most_three_letters_written_to_somebody_and_learns_nothing() {
    let server = Server::start().await;
    let (blog, first) = blog(&server).await;
    follows(&blog, &server, "known@example.net", first).await;
    let mut posts = vec![first];
    for number in 0..4 {
        posts.push(blog.publish(&format!("Post {number}"), "Text", &[]).await);
    }
    let told = |answer: &Answer| (answer.status, answer.location.clone(), answer.body.clone());
    let known = ask(&blog, &Browser::new(), "known@example.net", first).await;
    for post in &posts {
        let asked = ask(&blog, &Browser::new(), "victim@example.net", *post).await;
        assert_eq!(told(&asked), told(&known));
    }
    assert_eq!(letters(&blog, &server, "victim@example.net").await.len(), 3);
    assert_eq!(letters(&blog, &server, "known@example.net").await.len(), 1);
    blog.advance(3 * 3600);
    for post in &posts {
        ask(&blog, &Browser::new(), "victim@example.net", *post).await;
    }
    assert_eq!(letters(&blog, &server, "victim@example.net").await.len(), 3, "not again on the same day");
}

#[tokio::test]
async fn one_network_asks_ten_times_at_once_and_is_told_to_wait() {
    let server = Server::start().await;
    let (blog, post) = blog(&server).await;
    for number in 0..10 {
        let asked = ask(&blog, &Browser::new(), &format!("n{number}@example.net"), post).await;
        assert_eq!(asked.status, 303);
    }
    let refused = ask(&blog, &Browser::new(), "one.more@example.net", post).await;
    assert_eq!(refused.status, 429);
    assert!(refused.headers.contains_key("retry-after"));
    assert!(refused.body.contains("value=\"one.more@example.net\""), "{}", refused.body);
    blog.advance(120);
    assert_eq!(ask(&blog, &Browser::new(), "one.more@example.net", post).await.status, 303);
}

#[tokio::test]
async fn an_address_says_never_and_is_not_asked_again() {
    let server = Server::start().await;
    let (blog, post) = blog(&server).await;
    ask(&blog, &Browser::new(), GRACE, post).await;
    let link = letters(&blog, &server, GRACE).await.remove(0).link(CONFIRMATION);
    let refused = Browser::new().post(&blog, &link, &[("answer", "never")]).await;
    assert_eq!(refused.location.as_deref(), Some("/comments/following/refusal"));
    assert!(Browser::new().get(&blog, "/comments/following/refusal").await.body.contains("No letters"));
    blog.advance(30 * 24 * 3600);
    assert_eq!(ask(&blog, &Browser::new(), "GRACE@example.net", post).await.status, 303);
    assert_eq!(letters(&blog, &server, GRACE).await.len(), 1);
}

#[tokio::test]
async fn links_hold_for_what_they_were_made_for_and_no_longer_than_they_say() {
    let server = Server::start().await;
    let (blog, post) = blog(&server).await;
    follows(&blog, &server, "known@example.net", post).await;
    ask(&blog, &Browser::new(), GRACE, post).await;
    blog.add_comment(said(post, "A word")).await;
    let link = letters(&blog, &server, GRACE).await.remove(0).link(CONFIRMATION);
    let told = letters(&blog, &server, "known@example.net").await.remove(1);
    let tokens = [
        link.trim_start_matches(CONFIRMATION).to_owned(),
        end_of(&told).replace(END, ""),
        told.link(LIST).replace(LIST, ""),
    ];
    for (number, token) in tokens.iter().enumerate() {
        for (own, start) in [(0, CONFIRMATION), (1, END), (2, LIST), (9, "/comments/decisions/")] {
            let address = format!("{start}{token}");
            let answer = Browser::new().get(&blog, &address).await;
            assert_eq!(answer.status, if own == number { 200 } else { 410 }, "{address}");
            if own != number {
                let sent = Browser::new().post(&blog, &address, &[("verdict", "publication")]).await;
                assert_eq!(sent.status, 410, "{address}");
            }
        }
        let edited = format!("x{}", &token[1..]);
        assert_eq!(Browser::new().get(&blog, &format!("{CONFIRMATION}{edited}")).await.status, 410);
    }
    blog.advance(7 * 24 * 3600 + 1);
    assert_eq!(Browser::new().get(&blog, &link).await.status, 410, "it has run out");
    assert_eq!(agree(&blog, &link).await.status, 410);
    blog.run_due_jobs().await;
    assert_eq!(
        Browser::new().get(&blog, &told.link(LIST)).await.status,
        200,
        "letters can be ended for long"
    );
}

#[tokio::test]
async fn names_and_titles_make_no_header_and_who_fills_the_trap_gets_no_letter() {
    let server = Server::start().await;
    let (blog, post) = blog(&server).await;
    follows(&blog, &server, GRACE, post).await;
    let name = "Jo\r\nBcc: eve@example.org\r\n\r\n<script>";
    blog.add_comment(Arrived { name, ..said(post, "https://evil.example/ <script>alert(1)</script>") }).await;
    let letter = letters(&blog, &server, GRACE).await.remove(1);
    let head = letter.words.split("\r\n\r\n").next().unwrap();
    assert!(!head.lines().any(|line| line.to_lowercase().starts_with("bcc")), "{head}");
    assert!(
        !letter.text().contains("<script>alert") || letter.text().contains("> https://evil"),
        "{}",
        letter.text()
    );
    assert!(!letter.text().contains("href=\"https://evil.example"), "{}", letter.text());
    let page = Browser::new().get(&blog, &format!("/comments/following/new?post={post}")).await.body;
    let trap = page.split("<div class=\"trap\"").nth(1).unwrap().split("name=\"").nth(1).unwrap();
    let trap = trap.split('"').next().unwrap();
    let id = post.to_string();
    let fields = [("email", "bot@example.net"), ("post", id.as_str()), (trap, "filled")];
    let told = Browser::new().post(&blog, "/comments/following", &fields).await;
    assert_eq!(told.location.as_deref(), Some("/comments/following"));
    assert!(letters(&blog, &server, "bot@example.net").await.is_empty());
}

#[tokio::test]
async fn another_site_asks_for_nobody() {
    let server = Server::start().await;
    let (blog, post) = blog(&server).await;
    let forged = Browser::new().client().post(blog.url("/comments/following"));
    let id = post.to_string();
    let forged = forged.header("sec-fetch-site", "cross-site").form(&[("email", GRACE), ("post", &id)]);
    assert_eq!(answer(forged).await.status, 403);
    assert!(letters(&blog, &server, GRACE).await.is_empty());
}

#[tokio::test]
async fn who_asked_for_somebody_elses_address_still_needs_a_letter_for_the_next_thing() {
    let server = Server::start().await;
    let (blog, post) = blog(&server).await;
    let other = blog.publish("Mill", "Text", &[]).await;
    let (eve, grace) = (Browser::new(), Browser::new());
    comment(&blog, &eve, post, "eve@example.net", "A word from Eve", "answers").await;
    comment(&blog, &grace, post, "g@example.net", "Quite another thing", "answers").await;
    ask(&blog, &eve, GRACE, post).await;
    let link = letters(&blog, &server, GRACE).await.remove(0).link(CONFIRMATION);
    assert_eq!(grace.post(&blog, &link, &[("answer", "yes")]).await.status, 303);
    let asked = ask(&blog, &eve, GRACE, other).await;
    assert_eq!(asked.location.as_deref(), Some("/comments/following"), "whoever asked has shown nothing");
    let asked = ask(&blog, &grace, GRACE, other).await;
    assert_eq!(asked.location.as_deref(), Some("/comments/following?done=follows"));
    // Nor does whoever asks once more, before the first letter is answered.
    ask(&blog, &grace, "second@example.net", post).await;
    blog.advance(24 * 3600);
    ask(&blog, &eve, "second@example.net", post).await;
    let link = letters(&blog, &server, "second@example.net").await.remove(1).link(CONFIRMATION);
    assert_eq!(agree(&blog, &link).await.status, 303);
    for browser in [&eve, &grace] {
        let asked = ask(&blog, browser, "second@example.net", other).await;
        assert_eq!(asked.location.as_deref(), Some("/comments/following"));
    }
}

#[tokio::test]
async fn nobody_is_written_to_every_day_who_never_answers() {
    let server = Server::start().await;
    let (blog, post) = blog(&server).await;
    for _ in 0..7 {
        ask(&blog, &Browser::new(), GRACE, post).await;
        letters(&blog, &server, GRACE).await;
        blog.run_due_jobs().await;
        blog.advance(24 * 3600);
    }
    assert_eq!(letters(&blog, &server, GRACE).await.len(), 2);
}

#[tokio::test]
async fn three_letters_a_week_ask_an_address_whatever_they_are_about() {
    let server = Server::start().await;
    let (blog, first) = blog(&server).await;
    let mut posts = vec![first];
    for number in 0..3 {
        posts.push(blog.publish(&format!("Post {number}"), "Text", &[]).await);
    }
    for _ in 0..7 {
        for post in &posts {
            let told = ask(&blog, &Browser::new(), "victim@example.net", *post).await;
            assert_eq!(told.location.as_deref(), Some("/comments/following"), "{}", told.body);
        }
        assert_eq!(letters(&blog, &server, "victim@example.net").await.len(), 3);
        blog.run_due_jobs().await;
        blog.advance(24 * 3600);
    }
    let page = Browser::new().get(&blog, "/comments/following").await.body;
    assert!(page.contains("more than three times a week"), "{page}");
    let (eve, other) = (Browser::new(), "other@example.net");
    comment(&blog, &eve, first, "eve@example.net", "A word from Eve", "answers").await;
    for post in &posts[..3] {
        ask(&blog, &eve, other, *post).await;
    }
    assert_eq!(letters(&blog, &server, other).await.len(), 3);
    assert_eq!(eve.post(&blog, "/comments/erasure", &[]).await.status, 303);
    for post in &posts {
        ask(&blog, &eve, other, *post).await;
    }
    assert_eq!(letters(&blog, &server, other).await.len(), 3, "erasing answers no letter");
}
