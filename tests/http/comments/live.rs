//! The words of a comment as they are being written, and the newest comments of the whole blog.

use postil::testing::{Arrived, Blog};
use reqwest::Method;

use super::{Typed, open_blog, typed};
use crate::client::{Answer, Browser, answer};

async fn rendered(blog: &Blog, text: &str) -> Answer {
    Browser::new().post(blog, "/comments/preview/text", &[("text", text)]).await
}

#[tokio::test]
async fn words_are_rendered_as_they_will_be_and_nothing_is_kept() {
    let (blog, _) = open_blog().await;
    let part = rendered(&blog, "It *rises*, <script>alert(1)</script>").await;
    assert_eq!((part.status.as_u16(), &part.headers["cache-control"]), (200, &"no-store".parse().unwrap()));
    assert_eq!(part.body.trim(), "<p>It <em>rises</em>, &lt;script&gt;alert(1)&lt;/script&gt;</p>");
    for state in ["pending", "published", "spam"] {
        assert_eq!(blog.count_comments(state).await, 0, "{state}");
    }
}

#[tokio::test]
async fn words_that_can_not_be_posted_say_so_while_they_are_written() {
    let (blog, _) = open_blog().await;
    for (text, sentence) in [
        ("a\u{7}b".to_owned(), "can’t be shown"),
        ("x".repeat(20_001), "at most 20"),
        (" \n ".to_owned(), "empty"),
    ] {
        let part = rendered(&blog, &text).await;
        assert_eq!(part.status, 422);
        assert!(
            part.body.starts_with("<p class=\"error\">") && part.body.contains(sentence),
            "{}",
            part.body
        );
    }
    let huge = rendered(&blog, &"a".repeat(10 * 1024 * 1024)).await;
    assert_eq!(huge.status, 413);
    let forged = Browser::new().client().request(Method::POST, blog.url("/comments/preview/text"));
    let forged = answer(forged.header("sec-fetch-site", "cross-site").form(&[("text", "a")])).await;
    assert_eq!(forged.status, 403);
}

#[tokio::test]
async fn an_override_of_direction_turns_no_more_than_its_own_words() {
    let (blog, post) = open_blog().await;
    let words = Typed { name: "\u{202e}\u{2066}Mallory\u{200b}", ..typed(post, "abc \u{202e}def\n\nnext") };
    words.comment_id(&Browser::new(), &blog).await;
    let page = Browser::new().get(&blog, &blog.path_of(post).await).await.body;
    let (before, body) =
        page.split_once("dir=\"auto\"><p>abc \u{202e}def</p>").expect("a paragraph of its own");
    assert!(body.starts_with("\n<p>next</p>"), "{body}");
    assert!(
        !before.contains('\u{202e}') && before.contains("<bdi class=\"p-name\">Mallory</bdi>"),
        "{before}"
    );
}

#[tokio::test]
async fn the_newest_comments_of_the_blog_are_on_pages_of_their_own() {
    let (blog, post) = open_blog().await;
    let other = blog.publish("Other", "Text", &[]).await;
    let hidden = blog.publish_with_comments("Quillfeather", "hidden").await;
    let reader = Browser::new();
    let empty = reader.get(&Blog::start().await, "/comments/recent").await.body;
    assert!(empty.contains("Nobody has commented") && empty.contains("/feeds/comments.atom"));
    for number in 0..70 {
        blog.advance(1);
        let (name, text) = (&*format!("Name {number}"), &*format!("Number {number} of *many*."));
        let post = match number % 3 {
            0 => post,
            1 => other,
            _ => hidden,
        };
        let state = if number == 69 { "pending" } else { "published" };
        blog.add_comment(Arrived { post, parent: None, name, text, state }).await;
    }
    let (mut address, mut seen, mut pages) = ("/comments/recent".to_owned(), Vec::new(), 0);
    let mut last;
    loop {
        let page = reader.get(&blog, &address).await;
        assert_eq!(
            (page.status.as_u16(), &page.headers["cache-control"]),
            (200, &"no-cache".parse().unwrap())
        );
        let numbers =
            page.body.split("Number ").skip(1).map(|rest| rest.split(' ').next().unwrap().to_owned());
        seen.extend(numbers);
        pages += 1;
        last = page.body;
        let Some(next) = last.split("rel=\"next\" href=\"").nth(1) else { break };
        address = next.split('"').next().unwrap().to_owned();
    }
    let expected: Vec<_> = (0..69).rev().filter(|number| number % 3 != 2).map(|it| it.to_string()).collect();
    assert_eq!((seen, pages), (expected, 3));
    let newer = last.split("rel=\"prev\" href=\"").nth(1).expect("a way back").split('"').next().unwrap();
    assert!(reader.get(&blog, newer).await.body.contains("Number 37 of many."), "{newer}");
    assert_eq!(reader.get(&blog, "/comments/recent?from=none").await.status, 404);
    blog.hide_post(post).await;
    let page = reader.get(&blog, "/comments/recent").await.body;
    assert!(!page.contains("Number 66 ") && page.contains("Number 67 ") && !page.contains("Quillfeather"));
}

#[tokio::test]
async fn what_is_kept_is_said_as_the_settings_are() {
    let blog = Blog::start().await;
    let reader = Browser::new();
    let page = reader.get(&blog, "/privacy").await;
    assert_eq!(page.status, 200);
    for part in [
        "After 30 days it is erased",
        "The initial beside a name",
        "plain links",
        "never see it",
        "For 15 minutes after",
    ] {
        assert!(page.body.contains(part), "{part} in {}", page.body);
    }
    blog.draw_no_avatars().await;
    blog.set_comment_policy("closed").await;
    let page = reader.get(&blog, "/privacy").await.body;
    assert!(!page.contains("The initial beside a name") && page.contains("No new comments are taken"));
    blog.set_language("de").await;
    let page = reader.get(&blog, "/privacy").await.body;
    assert!(page.contains("Nach 30 Tagen wird er gelöscht") && !page.contains("privacy-"), "{page}");
    let post = blog.publish("Weir", "Text", &[]).await;
    blog.set_comment_policy("publish").await;
    assert!(reader.get(&blog, &blog.path_of(post).await).await.body.contains("href=\"/privacy\""));
}
