//! Everything that can be wrong with a comment: each has a sentence, the right status, and keeps the words.

use super::{Typed, open_blog, post_page, token, typed};
use crate::client::{Browser, answer};
use postil::testing::Blog;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

async fn total(blog: &Blog) -> i64 {
    let mut total = 0;
    for state in ["pending", "published", "spam", "rejected", "deleted"] {
        total += blog.count_comments(state).await;
    }
    total
}

#[tokio::test]
async fn each_wrong_field_is_told_beside_it_and_the_words_are_kept() {
    let (blog, post) = open_blog().await;
    let browser = Browser::new();
    let fine =
        Typed { email: "grace@example.org", website: "https://grace.example", ..typed(post, "Kept words") };
    let long_name = "n".repeat(81);
    let long_text = "t".repeat(20_001);
    let cases = [
        (Typed { name: "", ..fine }, "comment-name-error", "Any name will do"),
        (Typed { name: "\u{202e}\u{200b} ", ..fine }, "comment-name-error", "Any name will do"),
        (Typed { name: &long_name, ..fine }, "comment-name-error", "at most 80 characters"),
        (Typed { name: "a\u{0}b", ..fine }, "comment-name-error", "characters that can’t be shown"),
        (Typed { email: "grace", ..fine }, "comment-email-error", "not an e-mail address"),
        (Typed { website: "javascript:alert(1)", ..fine }, "comment-website-error", "not a web address"),
        (
            Typed { website: "JaVaScript://grace.example/%0aalert(1)", ..fine },
            "comment-website-error",
            "not a web address",
        ),
        (Typed { website: "data:text/html,x", ..fine }, "comment-website-error", "not a web address"),
        (Typed { text: " \n\t ", ..fine }, "comment-text-error", "the comment is empty"),
        (Typed { text: &long_text, ..fine }, "comment-text-error", "at most 20"),
        (Typed { text: "bell\u{7}", ..fine }, "comment-text-error", "characters that can’t be shown"),
    ];
    let ticket = token(&fine.preview(&browser, &blog).await.body);
    for (words, field, sentence) in cases {
        for path in ["/comments/preview", "/comments"] {
            let page = words.send(&browser, &blog, path, &ticket).await;
            assert_eq!(page.status, 422, "{sentence}");
            assert!(
                page.body.contains(&format!("<p class=\"error\" id=\"{field}\">")),
                "{field} in {}",
                page.body
            );
            assert!(page.body.contains(sentence), "{sentence} in {}", page.body);
            assert!(page.body.contains(words.text.trim_end()) && page.body.contains("grace"), "{field}");
            assert_eq!(page.body.matches("class=\"error\"").count(), 1);
        }
    }
    let all =
        Typed { name: "", email: "x", website: "x", text: "", ..fine }.preview(&browser, &blog).await.body;
    assert_eq!(all.matches("class=\"error\"").count(), 4);
    assert_eq!(total(&blog).await, 0);
    let longest = "ü".repeat(20_000);
    typed(post, &longest).comment(&browser, &blog).await;
    assert_eq!(total(&blog).await, 1);
}

#[tokio::test]
async fn without_a_good_ticket_the_preview_comes_again() {
    let (blog, post) = open_blog().await;
    let other = blog.publish("Other", "Text", &[]).await;
    let browser = Browser::new();
    let words = typed(post, "Kept words");
    let good = token(&words.preview(&browser, &blog).await.body);
    let foreign = token(&typed(other, "x").preview(&browser, &blog).await.body);
    let edited = good.replacen('.', "0.", 1);
    for bad in ["", "x", &foreign, &edited, &format!("{good}x"), &good[1..]] {
        let page = words.send(&browser, &blog, "/comments", bad).await;
        assert_eq!(page.status, 422, "{bad}");
        assert!(page.body.contains("Not posted yet") && page.body.contains("Kept words"));
        assert_ne!(token(&page.body), bad);
    }
    assert_eq!(total(&blog).await, 0);
    blog.advance(24 * 60 * 60 + 1);
    let expired = words.send(&browser, &blog, "/comments", &good).await;
    assert_eq!(expired.status, 422);
    let sent = words.send(&browser, &blog, "/comments", &token(&expired.body)).await;
    assert_eq!(sent.status, 303);
}

#[tokio::test]
async fn where_nothing_can_be_sent_any_more_the_words_can_be_copied() {
    let (blog, post) = open_blog().await;
    let browser = Browser::new();
    let words = typed(post, "Kept <words>");
    let ticket = token(&words.preview(&browser, &blog).await.body);
    blog.set_comment_policy("closed").await;
    for path in ["/comments/preview", "/comments"] {
        let page = words.send(&browser, &blog, path, &ticket).await;
        assert_eq!(page.status, 422);
        assert!(
            page.body.contains("closed here now") && page.body.contains("Kept &#60;words&#62;"),
            "{}",
            page.body
        );
    }
    blog.set_comment_policy("publish").await;
    blog.hide_post(post).await;
    for gone in [post, 999, 0, -1] {
        let words = Typed { post: gone, ..words };
        let page = words.preview(&browser, &blog).await;
        assert_eq!(page.status, 404);
        assert!(page.body.contains("not here any more") && page.body.contains("Kept &#60;words&#62;"));
    }
    assert_eq!(words.send(&browser, &blog, "/comments", &ticket).await.status, 404);
    let closed = blog.publish_with_comments("Closed", "closed").await;
    assert_eq!(Typed { post: closed, ..words }.preview(&browser, &blog).await.status, 422);
    assert_eq!(total(&blog).await, 0);
}

#[tokio::test]
async fn an_answer_to_what_is_not_public_here_is_shown_again_without_it() {
    let (blog, post) = open_blog().await;
    let other = blog.publish("Other", "Text", &[]).await;
    let browser = Browser::new();
    let root = typed(post, "Root").comment_id(&browser, &blog).await;
    let elsewhere = typed(other, "Elsewhere").comment_id(&browser, &blog).await;
    let words = Typed { parent: &root, ..typed(post, "Kept words") };
    let ticket = token(&words.preview(&browser, &blog).await.body);
    let mut state = "published";
    for next in ["spam", "rejected", "deleted", "pending"] {
        blog.moderate(&root, state, next).await;
        state = next;
        let page = words.send(&browser, &blog, "/comments", &ticket).await;
        assert_eq!(page.status, 422, "{next}");
        assert!(page.body.contains("is not there any more") && page.body.contains("Kept words"), "{next}");
        let form = browser.get(&blog, &format!("/comments/new?parent={root}")).await;
        assert_eq!(form.status, 404, "{next}");
    }
    let (mut gone, eraser) = (Vec::new(), Browser::new());
    for (writer, text) in [(&browser, "Withdrawn"), (&eraser, "Erased")] {
        let receipt = typed(post, text).comment(writer, &blog).await;
        gone.push(blog.public_id_of(receipt.trim_start_matches("/comments/")).await);
        assert_eq!(writer.post(&blog, &format!("{receipt}/deletion"), &[]).await.status, 303);
    }
    assert_eq!(eraser.post(&blog, "/comments/erasure", &[]).await.status, 303);
    let nowhere = [root.as_str(), &elsewhere, "none", "' or 1=1", "1"];
    for parent in nowhere.into_iter().chain(gone.iter().map(String::as_str)) {
        let page = Typed { parent, ..words }.send(&browser, &blog, "/comments", &ticket).await;
        assert_eq!(page.status, 422, "{parent}");
        assert!(page.body.contains("is not there any more") && page.body.contains("Kept words"));
        assert!(page.body.contains("name=\"parent\" value=\"\""));
    }
    assert_eq!(total(&blog).await, 4);
}

#[tokio::test]
async fn a_link_in_whatever_disguise_leads_where_it_says_or_nowhere() {
    let (blog, post) = open_blog().await;
    let browser = Browser::new();
    for text in [
        "[x](JaVaScRiPt:alert(1))",
        "[x](&#106;avascript:alert(1))",
        "[x](javascript&colon;alert(1))",
        "[x](%6Aavascript:alert(1))",
        "[x](java\tscript:alert(1))",
        "[x](<java\u{ad}script:alert(1)>)",
        "[x](\u{1}javascript:alert(1))",
        "[x](vbscript:x)",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](blob:https://a.example/b)",
        "[x](file:///etc/passwd)",
        "[x](/admin/posts)",
        "[x](//evil.example/)",
        "[x](\\\\evil.example)",
        "<javascript:alert(1)>",
        "[x][1]\n\n[1]: javascript:alert(1)",
        "[x](https://good.example/ \"onmouseover=alert(1)\")",
        "[x](https://a.example/\"onclick=\"alert(1))",
    ] {
        // What can't be shown at all is refused; all else is looked at.
        let page = typed(post, text).preview(&browser, &blog).await;
        if page.status == 422 {
            assert!(page.body.contains("comment-text-error"), "{text}");
            continue;
        }
        let body = page.body.split("<div class=\"comment-body\" dir=\"auto\">").nth(1).unwrap();
        let body = body.split("</div>").next().unwrap();
        for tag in body.split('<').skip(1).map(|rest| rest.split('>').next().unwrap()) {
            let Some(href) = tag.split("href=\"").nth(1) else { continue };
            assert!(href.starts_with("https://") || href.starts_with("http://"), "{text}: {body}");
            assert!(tag.contains("rel=\"ugc nofollow noopener\""), "{text}: {body}");
            let attributes = tag.matches("=\"").count();
            assert_eq!(attributes, 2, "an address and what it is, and no more: {text}: {body}");
        }
    }
    let fine = typed(post, "[x](https://good.example/)").preview(&browser, &blog).await.body;
    assert!(fine.contains("href=\"https://good.example/\""), "an honest one is a link: {fine}");
}

#[tokio::test]
async fn bodies_that_are_no_form_are_refused_in_words() {
    let (blog, post) = open_blog().await;
    let client = Browser::new();
    let kind = "application/x-www-form-urlencoded";
    let field = format!("post={post}&name=G&text=");
    let huge = format!("{field}{}", "a".repeat(10 * 1024 * 1024));
    let many = |number: usize| format!("{field}Hello{}", "&x=".repeat(number)).into_bytes();
    let cases: [(&str, Vec<u8>, u16); 7] = [
        (kind, huge.into_bytes(), 413),
        (kind, many(498), 413),
        (kind, format!("{field}%ff%fe").into_bytes(), 400),
        (kind, [field.as_bytes(), &[0xff, 0xfe]].concat(), 400),
        ("text/plain", field.clone().into_bytes(), 415),
        ("application/json", b"{}".to_vec(), 415),
        ("multipart/form-data; boundary=x", [b"--x--", &[0xff_u8][..]].concat(), 415),
    ];
    for (kind, body, status) in cases {
        for path in ["/comments", "/comments/preview"] {
            let request =
                client.client().post(blog.url(path)).header("content-type", kind).body(body.clone());
            let page = answer(request).await;
            assert_eq!(page.status.as_u16(), status, "{kind}");
            assert!(page.body.contains("<h1>") && page.body.contains("send it again"), "{}", page.body);
        }
    }
    let most = client.client().post(blog.url("/comments/preview")).header("content-type", kind);
    assert_eq!(answer(most.body(many(497))).await.status, 200, "as many fields as there may be");
    let empty =
        answer(client.client().post(blog.url("/comments/preview")).header("content-type", kind)).await;
    assert_eq!(empty.status, 404);
    assert_eq!(client.get(&blog, "/comments/preview").await.status, 405);
    assert_eq!(total(&blog).await, 0);
}

#[tokio::test]
async fn a_forged_form_takes_nothing() {
    let (blog, post) = open_blog().await;
    let browser = Browser::new();
    let ticket = token(&typed(post, "x").preview(&browser, &blog).await.body);
    let id = post.to_string();
    let fields = [("post", id.as_str()), ("name", "G"), ("text", "x"), ("token", &ticket)];
    for header in [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example"), ("origin", "null")] {
        let request = browser.client().post(blog.url("/comments")).header(header.0, header.1).form(&fields);
        let page = answer(request).await;
        assert_eq!(page.status, 403, "{header:?}");
        assert!(page.body.contains("another site"));
    }
    assert_eq!(total(&blog).await, 0);
}

#[tokio::test]
async fn markup_is_text_on_every_page_that_shows_it() {
    let (blog, post) = open_blog().await;
    let browser = Browser::new();
    let evil = "\"><script>alert(1)</script><img src=x onerror=alert(1)>";
    let words = Typed {
        name: evil,
        website: "https://grace.example/\"onmouseover=alert(1)",
        text: "<script>alert(1)</script> [x](javascript:alert(1)) ![x](https://evil.example/x.png)",
        ..typed(post, "")
    };
    let preview = words.preview(&browser, &blog).await.body;
    let root = words.comment_id(&browser, &blog).await;
    Typed { parent: &root, ..typed(post, "reply") }.comment(&browser, &blog).await;
    let faulty = Typed { email: evil, ..words }.preview(&browser, &blog).await.body;
    let own = browser.get(&blog, "/comments").await.body;
    let reply = browser.get(&blog, &format!("/comments/new?parent={root}")).await.body;
    let ticket = browser.get(&blog, &format!("/comments/token?post={post}")).await;
    assert_eq!(ticket.headers["content-type"], "application/json");
    for page in [preview, faulty, own, reply, post_page(&blog, post).await] {
        let inside = page.split("<main").nth(1).unwrap().split("</main>").next().unwrap();
        for forbidden in ["<script", "<img", "href=\"javascript", "\"onmouseover", " onerror=alert(1)>"] {
            assert!(!inside.contains(forbidden), "{forbidden} in {inside}");
        }
    }
    let page = post_page(&blog, post).await;
    assert!(page.contains("rel=\"ugc nofollow\"") && page.contains("&#60;script&#62;"));
}

#[tokio::test]
async fn a_name_that_turns_the_line_around_is_straightened() {
    let (blog, post) = open_blog().await;
    let browser = Browser::new();
    let words = Typed { name: "Ada\u{202e}\u{2066} \u{200f}נועה", ..typed(post, "שלום") };
    let preview = words.preview(&browser, &blog).await.body;
    words.comment(&browser, &blog).await;
    let page = post_page(&blog, post).await;
    assert!(page.contains("<bdi class=\"p-name\">Ada נועה</bdi>"), "{page}");
    assert!(preview.contains("<bdi>Ada נועה</bdi>"));
    assert!(!page.contains('\u{202e}') && !page.contains('\u{2066}'));
}

/// Sends the beginning of a request and goes away.
async fn goes_away(blog: &Blog, body: &str, sent: usize) {
    let mut socket = TcpStream::connect(blog.address()).await.unwrap();
    let head = format!(
        "POST /comments HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    socket.write_all(head.as_bytes()).await.unwrap();
    socket.write_all(&body.as_bytes()[..sent]).await.unwrap();
    if sent == body.len() {
        // Closing before the first byte of the answer is what a reader does who presses Stop.
        let _nothing_yet = tokio::time::timeout(std::time::Duration::from_millis(1), socket.read_u8()).await;
    }
}

#[tokio::test]
async fn a_client_that_goes_away_leaves_a_whole_comment_or_none() {
    let (blog, post) = open_blog().await;
    let browser = Browser::new();
    for number in 0..20 {
        let text = format!("Number {number} is whole");
        let ticket = token(&typed(post, &text).preview(&browser, &blog).await.body);
        let body = format!("post={post}&name=Grace&text={}&token={ticket}", text.replace(' ', "+"));
        goes_away(&blog, &body, body.len() / 2).await;
        goes_away(&blog, &body, body.len() - 1).await;
        let before = total(&blog).await;
        goes_away(&blog, &body, body.len()).await;
        // Sent again by a reader who could not know: the same comment, once.
        let sent = typed(post, &text).send(&browser, &blog, "/comments", &ticket).await;
        assert_eq!(sent.status, 303);
        assert_eq!(total(&blog).await, before + 1, "{text}");
        let receipt = browser.get(&blog, &sent.location.unwrap()).await.body;
        assert!(receipt.contains(&text));
        blog.advance(120);
    }
    assert_eq!(total(&blog).await, 20);
    assert!(post_page(&blog, post).await.contains("20 comments"));
}
