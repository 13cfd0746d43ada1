//! All that somebody wrote here: taken along and erased by their browser, or by a link to the address they left.

use postil::testing::Blog;
use serde_json::Value;

use super::{Typed, open_blog, post_page, typed};
use crate::client::{Answer, Browser};
use crate::mail::server::Server;
use crate::moderation::ledger::Ledger;

const ADDRESS: &str = "grace@example.org";

fn with_address(post: i64, text: &str) -> Typed<'_> {
    Typed { email: "Grace@Example.org", website: "https://grace.example", ..typed(post, text) }
}

async fn blog(server: &Server) -> (Blog, i64) {
    let blog = Blog::start_with_mail(&server.url()).await;
    blog.set_comment_policy("publish").await;
    let post = blog.publish("Weir", "Text", &[]).await;
    (blog, post)
}

async fn ask(blog: &Blog, email: &str) -> Answer {
    Browser::new().post(blog, "/comments/letters", &[("email", email)]).await
}

/// The path of the link in the newest letter that came.
async fn link(blog: &Blog, server: &Server) -> String {
    blog.send_letters().await;
    server.received().last().expect("a letter").link("/comments/by-mail/")
}

fn read(answer: &Answer) -> Value {
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.headers["content-disposition"], "attachment; filename=\"comments.json\"");
    assert_eq!(answer.headers["cache-control"], "no-store");
    serde_json::from_str(&answer.body).unwrap()
}

#[tokio::test]
async fn a_browser_takes_everything_along() {
    let (blog, post) = open_blog().await;
    let browser = Browser::new();
    assert_eq!(browser.get(&blog, "/comments/export").await.status, 404);
    let first = with_address(post, "It *rises*.").comment(&browser, &blog).await;
    browser.post(&blog, &first, &[("text", "It *falls*."), ("seen", "0")]).await;
    typed(post, "Again").comment(&browser, &blog).await;
    typed(post, "Somebody else's").comment(&Browser::new(), &blog).await;
    let list = browser.get(&blog, "/comments").await.body;
    assert!(
        list.contains("href=\"/comments/export\"") && list.contains("href=\"/comments/erasure\""),
        "{list}"
    );
    let file = read(&browser.get(&blog, "/comments/export").await);
    let comments = file["comments"].as_array().unwrap();
    assert_eq!(comments.len(), 2);
    let one = &comments[0];
    assert_eq!((&one["name"], &one["email"]), (&"Grace".into(), &"Grace@Example.org".into()));
    assert_eq!((&one["text"], &one["state"]), (&"It *falls*.".into(), &"published".into()));
    assert_eq!(one["website"], "https://grace.example/");
    assert_eq!(one["sent_at"], "2017-03-27T09:15:00.000Z");
    assert_eq!(one["edited_by"], "writer");
    assert!(one["network"].as_str().is_some_and(|hash| hash.len() == 64), "{one}");
    assert_eq!(one["earlier_versions"][0]["text"], "It *rises*.");
    assert_eq!(one["earlier_versions"][0]["replaced_at"], "2017-03-27T09:15:00.000Z");
    assert_eq!(file["commenter"]["approved_comments"], 0, "the policy published them, and nobody else");
}

#[tokio::test]
async fn a_long_file_comes_in_pieces_and_whole() {
    let (blog, post) = open_blog().await;
    let browser = Browser::sending(&[("accept-encoding", "identity")]);
    let long = "A line\n\n".repeat(500);
    for number in 0..12 {
        blog.advance(11 * 60);
        typed(post, &format!("Words {number}\n\n{long}")).comment(&browser, &blog).await;
    }
    let answer = browser.get(&blog, "/comments/export").await;
    assert!(!answer.headers.contains_key("content-length"), "it is written as it is read");
    let file = read(&answer);
    let comments = file["comments"].as_array().unwrap();
    assert_eq!(comments.len(), 12);
    for (number, comment) in comments.iter().enumerate() {
        let text = comment["text"].as_str().unwrap();
        assert!(text.starts_with(&format!("Words {number}\n")) && text.matches("A line").count() == 500);
    }
}

#[tokio::test]
async fn a_file_is_made_a_few_times_at_once_for_one_person() {
    let (blog, post) = open_blog().await;
    let (browser, other) = (Browser::new(), Browser::new());
    typed(post, "Mine").comment(&browser, &blog).await;
    typed(post, "Somebody else's").comment(&other, &blog).await;
    for _ in 0..3 {
        read(&browser.get(&blog, "/comments/export").await);
    }
    let refused = browser.get(&blog, "/comments/export").await;
    assert_eq!(refused.status, 429);
    assert_eq!(refused.headers["retry-after"], "60");
    assert!(!refused.body.contains("Mine"), "{}", refused.body);
    read(&other.get(&blog, "/comments/export").await);
    blog.advance(60);
    read(&browser.get(&blog, "/comments/export").await);
}

#[tokio::test]
async fn a_browser_has_everything_erased_and_a_gap_remains_only_where_it_was_answered() {
    let (blog, post) = open_blog().await;
    let (browser, other) = (Browser::new(), Browser::new());
    let answered = with_address(post, "Answered syllables").comment(&browser, &blog).await;
    browser.post(&blog, &answered, &[("text", "Answered later syllables"), ("seen", "0")]).await;
    let public_id = blog.public_id_of(answered.trim_start_matches("/comments/")).await;
    with_address(post, "Lonely syllables").comment(&browser, &blog).await;
    Typed { parent: &public_id, name: "Jo", ..typed(post, "An answer") }.comment(&other, &blog).await;
    let public_id = blog.public_id_of(answered.trim_start_matches("/comments/")).await;
    blog.moderate(&public_id, "published", "spam").await;
    let asked = browser.get(&blog, "/comments/erasure").await;
    assert!(asked.status == 200 && asked.body.contains("does not come back"), "{}", asked.body);
    assert_eq!(blog.count_comments("deleted").await, 0, "asking erases nothing");
    let done = browser.post(&blog, "/comments/erasure", &[]).await;
    assert_eq!(done.location.as_deref(), Some("/comments?done=erased"), "{}", done.body);
    let cookie = done.headers["set-cookie"].to_str().unwrap();
    assert!(cookie.starts_with("commenter=;") && cookie.contains("Max-Age=0"), "{cookie}");
    let told = browser.get(&blog, "/comments?done=erased").await.body;
    assert!(told.contains("Everything you wrote here is erased."), "{told}");
    let page = post_page(&blog, post).await;
    assert!(page.contains("This comment was removed.") && page.contains("An answer"), "{page}");
    let feed = Browser::new().get(&blog, "/feeds/comments.atom").await.body;
    for word in ["Grace", "syllables", "grace.example"] {
        assert!(!page.contains(word) && !feed.contains(word), "{word}");
    }
    let mut ledger = Ledger::open(&blog).await;
    for word in ["Grace", "syllables", "grace.example", "Grace@Example.org"] {
        assert_eq!(ledger.rows_with(word).await, Vec::<String>::new(), "{word}");
    }
    assert_eq!(ledger.wrong_counts().await, Vec::<String>::new());
    // Nobody brings back what is not there, and the receipt says no more.
    let id = blog.comment_of(answered.trim_start_matches("/comments/")).await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    ada.post(&blog, &format!("/admin/comments/{id}/publication"), &[("from", "deleted")]).await;
    assert_eq!(ledger.state(id).await, "deleted");
    let page = ada.get(&blog, &format!("/admin/comments/{id}")).await.body;
    assert!(page.contains("It was erased") && page.contains("Its writer had it erased."), "{page}");
    assert!(browser.get(&blog, &answered).await.body.contains("Your comment is deleted."));
}

#[tokio::test]
async fn many_comments_are_erased_however_many_units_that_takes() {
    let (blog, post) = open_blog().await;
    let browser = Browser::new();
    for number in 0..53 {
        // One network is held after eight and refused after sixty.
        typed(post, &format!("Words {number}")).comment(&browser, &blog).await;
        blog.advance(11 * 60);
    }
    assert_eq!(browser.post(&blog, "/comments/erasure", &[]).await.status, 303);
    assert_eq!(blog.count_comments("deleted").await, 53);
    assert_eq!(Ledger::open(&blog).await.wrong_counts().await, Vec::<String>::new());
    assert_eq!(browser.post(&blog, "/comments/erasure", &[]).await.location.as_deref(), Some("/comments"));
}

#[tokio::test]
async fn an_address_proved_by_mail_shows_and_erases_what_was_sent_with_it() {
    let server = Server::start().await;
    let (blog, post) = blog(&server).await;
    let receipt = with_address(post, "From one browser").comment(&Browser::new(), &blog).await;
    with_address(post, "From another").comment(&Browser::new(), &blog).await;
    Typed { email: "jo@example.org", ..typed(post, "Not hers") }.comment(&Browser::new(), &blog).await;
    let asked = ask(&blog, " GRACE@example.org ").await;
    assert_eq!(asked.location.as_deref(), Some("/comments/letters?done=asked"), "{}", asked.body);
    let link = link(&blog, &server).await;
    let reader = Browser::new();
    for _ in 0..2 {
        let list = reader.get(&blog, &link).await;
        assert_eq!(list.status, 200, "programs that look at links use nothing up");
        assert!(
            list.body.contains("From one browser") && list.body.contains("From another"),
            "{}",
            list.body
        );
        assert!(list.body.contains(ADDRESS) && !list.body.contains("Not hers"), "{}", list.body);
        assert_eq!(list.headers["cache-control"], "no-store");
    }
    let file = read(&reader.get(&blog, &format!("{link}/export")).await);
    assert_eq!(file["comments"].as_array().unwrap().len(), 2);
    // One by one: the link shows that it is theirs, as long as the window is open.
    let by = link.trim_start_matches("/comments/by-mail/");
    assert_eq!(reader.get(&blog, &format!("{receipt}/edit?by={by}")).await.status, 200);
    let fields = [("text", "From a letter"), ("seen", "0"), ("by", by)];
    assert_eq!(reader.post(&blog, &receipt, &fields).await.status, 303);
    assert!(post_page(&blog, post).await.contains("From a letter"));
    assert_eq!(reader.post(&blog, &format!("{receipt}/deletion"), &[("by", by)]).await.status, 303);
    assert!(!post_page(&blog, post).await.contains("From a letter"));
    let asked = reader.get(&blog, &format!("{link}/erasure")).await;
    assert!(
        asked.status == 200 && asked.body.contains(&format!("action=\"{link}/erasure\"")),
        "{}",
        asked.body
    );
    assert_eq!(reader.post(&blog, &format!("{link}/erasure"), &[]).await.status, 303);
    let page = post_page(&blog, post).await;
    assert!(page.contains("Not hers") && !page.contains("From another"), "{page}");
    let mut ledger = Ledger::open(&blog).await;
    for word in ["From another", "grace.example", "Grace@Example.org"] {
        assert_eq!(ledger.rows_with(word).await, Vec::<String>::new(), "{word}");
    }
    for (path, is_form) in [("", false), ("/export", false), ("/erasure", false), ("/erasure", true)] {
        let address = format!("{link}{path}");
        let answer =
            if is_form { reader.post(&blog, &address, &[]).await } else { reader.get(&blog, &address).await };
        assert_eq!(answer.status, 410, "{path}");
        assert!(answer.body.contains("href=\"/comments/letters\""), "{}", answer.body);
    }
    assert_eq!(reader.post(&blog, &format!("{receipt}/deletion"), &[("by", by)]).await.status, 403);
}

#[tokio::test]
async fn asking_tells_nobody_whether_an_address_is_known() {
    let server = Server::start().await;
    let (blog, post) = blog(&server).await;
    with_address(post, "Words").comment(&Browser::new(), &blog).await;
    let told = |answer: &Answer| (answer.status, answer.location.clone(), answer.body.clone());
    assert_eq!(told(&ask(&blog, ADDRESS).await), told(&ask(&blog, "nobody@example.org").await));
    blog.send_letters().await;
    assert_eq!(server.received().len(), 1);
    let ada = Browser::log_in_as(&blog, "Ada").await;
    assert!(!ada.get(&blog, "/admin/mail").await.body.contains("nobody@"), "nothing is kept of a stranger");
    for bad in ["", "grace", "grace@example.org\r\nBcc: eve@example.org"] {
        let refused = ask(&blog, bad).await;
        assert_eq!(refused.status, 422, "{bad:?}");
        assert!(refused.body.contains("id=\"email-error\""), "{}", refused.body);
    }
}

#[tokio::test]
async fn a_link_is_good_for_its_address_and_purpose_for_a_day() {
    let server = Server::start().await;
    let (blog, post) = blog(&server).await;
    let hers = with_address(post, "Words").comment(&Browser::new(), &blog).await;
    let his = Typed { email: "jo@example.org", ..typed(post, "His") }.comment(&Browser::new(), &blog).await;
    ask(&blog, ADDRESS).await;
    let link = link(&blog, &server).await;
    let token = link.trim_start_matches("/comments/by-mail/");
    let reader = Browser::new();
    assert_eq!(reader.post(&blog, &format!("{his}/deletion"), &[("by", token)]).await.status, 403);
    assert_eq!(reader.get(&blog, &format!("/login/reset/{token}")).await.status, 410);
    for edited in [format!("{link}x"), link[..link.len() - 1].to_owned(), link.to_uppercase()] {
        assert_ne!(reader.get(&blog, &edited).await.status, 200, "{edited}");
    }
    blog.advance(24 * 60 * 60);
    assert_eq!(reader.get(&blog, &link).await.status, 200);
    blog.advance(1);
    assert_eq!(reader.get(&blog, &link).await.status, 410);
    assert_eq!(reader.post(&blog, &format!("{link}/erasure"), &[]).await.status, 410);
    assert_eq!(reader.post(&blog, &format!("{hers}/deletion"), &[("by", token)]).await.status, 403);
    assert!(post_page(&blog, post).await.contains("Words"));
}

#[tokio::test]
async fn nobody_is_flooded_with_letters() {
    let server = Server::start().await;
    let (blog, post) = blog(&server).await;
    with_address(post, "Words").comment(&Browser::new(), &blog).await;
    for _ in 0..3 {
        assert_eq!(ask(&blog, ADDRESS).await.status, 303);
    }
    let refused = ask(&blog, ADDRESS).await;
    assert_eq!(refused.status, 429);
    assert!(
        refused.headers.contains_key("retry-after") && refused.body.contains(ADDRESS),
        "{}",
        refused.body
    );
    blog.send_letters().await;
    assert_eq!(server.received().len(), 3);
}

#[tokio::test]
async fn without_mail_the_page_says_so() {
    let (blog, _) = open_blog().await;
    let page = Browser::new().get(&blog, "/comments/letters").await.body;
    assert!(
        page.contains("can’t send letters")
            && !page.contains("<form method=\"post\" action=\"/comments/letters\"")
    );
    assert_eq!(ask(&blog, ADDRESS).await.status, 422);
}
