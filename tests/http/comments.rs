//! Commenting with plain forms: preview, sending, waiting, finding one's own words again.

mod bad_input;
mod limits;
mod live;
mod mine;
mod own;
mod rules;
mod spam;
mod threads;

use postil::testing::Blog;

use crate::client::{Answer, Browser, answer};

/// What a reader types.
#[derive(Clone, Copy)]
pub struct Typed<'a> {
    pub post: i64,
    pub parent: &'a str,
    pub name: &'a str,
    pub email: &'a str,
    pub website: &'a str,
    pub text: &'a str,
}

pub fn typed(post: i64, text: &str) -> Typed<'_> {
    Typed { post, parent: "", name: "Grace", email: "", website: "", text }
}

impl Typed<'_> {
    async fn send(self, browser: &Browser, blog: &Blog, path: &str, token: &str) -> Answer {
        let post = self.post.to_string();
        let fields = [
            ("post", post.as_str()),
            ("parent", self.parent),
            ("name", self.name),
            ("email", self.email),
            ("website", self.website),
            ("text", self.text),
            ("token", token),
        ];
        browser.post(blog, path, &fields).await
    }

    async fn preview(self, browser: &Browser, blog: &Blog) -> Answer {
        self.send(browser, blog, "/comments/preview", "").await
    }

    /// By way of the preview, whatever comes of it.
    pub async fn tried(self, browser: &Browser, blog: &Blog) -> Answer {
        let preview = self.preview(browser, blog).await;
        self.send(browser, blog, "/comments", &token(&preview.body)).await
    }

    /// By way of the preview. Answers what the sender is told.
    pub async fn sent(self, browser: &Browser, blog: &Blog) -> Answer {
        let preview = self.preview(browser, blog).await;
        assert_eq!(preview.status, 200, "{}", preview.body);
        let sent = self.send(browser, blog, "/comments", &token(&preview.body)).await;
        assert_eq!(sent.status, 303, "{}", sent.body);
        sent
    }

    /// The same. Answers the receipt's address.
    async fn comment(self, browser: &Browser, blog: &Blog) -> String {
        self.sent(browser, blog).await.location.unwrap()
    }

    /// Answers the public id.
    pub async fn comment_id(self, browser: &Browser, blog: &Blog) -> String {
        let receipt = self.comment(browser, blog).await;
        blog.public_id_of(receipt.trim_start_matches("/comments/")).await
    }
}

/// The ticket that a page carries.
fn token(page: &str) -> String {
    let rest = page.split("name=\"token\" value=\"").nth(1).expect("a ticket in the page");
    rest.split('"').next().unwrap().to_owned()
}

/// A blog that publishes at once, with one post.
pub async fn open_blog() -> (Blog, i64) {
    let blog = Blog::start().await;
    blog.set_comment_policy("publish").await;
    let post = blog.publish("Weir", "Text", &[]).await;
    (blog, post)
}

/// Somebody whose first comment a moderator approved, on a blog that publishes at once afterwards.
async fn approved(blog: &Blog, post: i64) -> Browser {
    let browser = Browser::new();
    blog.set_comment_policy("hold_all").await;
    let first = typed(post, "Somebody new").comment_id(&browser, blog).await;
    blog.moderate(&first, "pending", "published").await;
    blog.set_comment_policy("publish").await;
    browser
}

async fn post_page(blog: &Blog, post: i64) -> String {
    Browser::new().get(blog, &blog.path_of(post).await).await.body
}

#[tokio::test]
async fn a_first_comment_waits_and_its_writer_alone_sees_it() {
    let blog = Blog::start().await;
    let post = blog.publish("Weir", "Text", &[]).await;
    let browser = Browser::new();
    let page = browser.get(&blog, &blog.path_of(post).await).await.body;
    assert!(
        page.contains("No comments") && page.contains("Continue") && page.contains("waits until somebody")
    );
    assert!(!page.contains("name=\"token\""), "the post's page carries a ticket");
    let preview = typed(post, "It *rises*.").preview(&browser, &blog).await;
    assert_eq!(preview.headers["cache-control"], "no-store");
    for part in
        ["<h1 dir=\"auto\">Not posted yet</h1>", "<title>Not posted yet", "<em>rises</em>", "It *rises*."]
    {
        assert!(preview.body.contains(part), "{part} in {}", preview.body);
    }
    let buttons: Vec<_> =
        preview.body.match_indices("<button").map(|(at, _)| &preview.body[at..at + 60]).collect();
    assert!(buttons[0].contains("Post</button>"), "{buttons:?}");
    let sent = typed(post, "It *rises*.").send(&browser, &blog, "/comments", &token(&preview.body)).await;
    assert_eq!(sent.status, 303);
    let cookie = sent.headers["set-cookie"].to_str().unwrap();
    for part in ["commenter=", "HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=31536000"] {
        assert!(cookie.contains(part), "{part} in {cookie}");
    }
    let receipt = browser.get(&blog, sent.location.as_deref().unwrap()).await;
    assert_eq!(
        (receipt.status.as_u16(), &receipt.headers["cache-control"]),
        (200, &"no-store".parse().unwrap())
    );
    for part in ["Waiting", "<em>rises</em>", "noindex", "waits until somebody has read it"] {
        assert!(receipt.body.contains(part), "{part} in {}", receipt.body);
    }
    assert!(browser.get(&blog, "/comments").await.body.contains("<em>rises</em>"));
    assert!(!Browser::new().get(&blog, "/comments").await.body.contains("rises"));
    assert!(!post_page(&blog, post).await.contains("rises"));
    assert!(post_page(&blog, post).await.contains("No comments"));
    assert_eq!((blog.count_comments("pending").await, blog.count_comments("published").await), (1, 0));
}

#[tokio::test]
async fn who_was_approved_once_is_published_at_once() {
    let blog = Blog::start().await;
    let post = blog.publish("Weir", "Text", &[]).await;
    let browser = Browser::new();
    let first = typed(post, "First").comment_id(&browser, &blog).await;
    typed(post, "Second").comment(&browser, &blog).await;
    assert!(!post_page(&blog, post).await.contains("Second"));
    blog.moderate(&first, "pending", "published").await;
    let receipt = typed(post, "Third").comment(&browser, &blog).await;
    let page = post_page(&blog, post).await;
    assert!(page.contains("First") && page.contains("Third") && page.contains("2 comments"), "{page}");
    let receipt = browser.get(&blog, &receipt).await.body;
    assert!(
        receipt.contains("Your comment is published") && receipt.contains("/2017/03/weir#c"),
        "{receipt}"
    );
    let stranger = typed(post, "Fourth").comment(&Browser::new(), &blog).await;
    assert!(browser.get(&blog, &stranger).await.body.contains("Waiting"));
}

#[tokio::test]
async fn a_receipt_does_not_name_a_post_that_is_a_draft_again() {
    let blog = Blog::start().await;
    blog.set_comment_policy("publish").await;
    let post = blog.publish("Quillfeather", "Text", &[]).await;
    let browser = Browser::new();
    let receipt = typed(post, "My words").comment(&browser, &blog).await;
    for path in [receipt.as_str(), "/comments"] {
        assert!(browser.get(&blog, path).await.body.contains("Quillfeather"), "{path}");
    }
    blog.hide_post(post).await;
    for path in [receipt.as_str(), "/comments"] {
        let page = browser.get(&blog, path).await.body.to_lowercase();
        assert!(page.contains("my words") && !page.contains("quillfeather"), "{path}: {page}");
    }
}

#[tokio::test]
async fn every_state_is_told_to_the_writer_in_words() {
    let (blog, post) = open_blog().await;
    let browser = Browser::new();
    let receipt = typed(post, "Words").comment(&browser, &blog).await;
    let id = blog.public_id_of(receipt.trim_start_matches("/comments/")).await;
    let mut state = "published";
    for (next, sentence) in [
        ("spam", "taken for advertising"),
        ("rejected", "decided not to publish"),
        ("deleted", "was removed"),
        ("pending", "waits until somebody"),
        ("published", "is published"),
    ] {
        blog.moderate(&id, state, next).await;
        state = next;
        for path in [receipt.as_str(), "/comments"] {
            let page = browser.get(&blog, path).await.body;
            assert_eq!(page.contains("#c"), next == "published", "{next} {page}");
            assert!(path == "/comments" || page.contains(sentence), "{sentence} in {page}");
        }
        assert_eq!(post_page(&blog, post).await.contains("Words"), next == "published", "{next}");
    }
}

#[tokio::test]
async fn the_owner_is_published_at_once_with_a_badge() {
    let blog = Blog::start().await;
    let post = blog.publish("Weir", "Text", &[]).await;
    let owner = Browser::log_in_as(&blog, "Ada").await;
    let ticket = owner.get(&blog, &format!("/comments/token?post={post}")).await.body;
    assert!(ticket.contains("\"name\":\"Ada\""), "{ticket}");
    typed(post, "Mine").comment(&owner, &blog).await;
    let page = post_page(&blog, post).await;
    assert!(page.contains("Mine") && page.contains("<span class=\"badge\">Author</span>"), "{page}");
}

#[tokio::test]
async fn a_script_gets_a_ticket_and_what_this_browser_is_called() {
    let blog = Blog::start().await;
    let post = blog.publish("Weir", "Text", &[]).await;
    let browser = Browser::new();
    let path = format!("/comments/token?post={post}");
    let ticket = browser.get(&blog, &path).await;
    assert_eq!(
        (ticket.status.as_u16(), &ticket.headers["cache-control"]),
        (200, &"no-store".parse().unwrap())
    );
    assert!(ticket.body.contains("\"name\":\"\""));
    let read = |body: &str| body.split("\"token\":\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let words = Typed { email: "g@example.org", website: "grace.example", ..typed(post, "Hello") };
    let sent = words.send(&browser, &blog, "/comments", &read(&ticket.body)).await;
    assert_eq!(sent.status, 303, "{}", sent.body);
    let known = browser.get(&blog, &path).await.body;
    for part in
        ["\"name\":\"Grace\"", "\"email\":\"g@example.org\"", "\"website\":\"https://grace.example/\""]
    {
        assert!(known.contains(part), "{part} in {known}");
    }
    assert_ne!(read(&known), read(&ticket.body));
    assert!(!Browser::new().get(&blog, &path).await.body.contains("Grace"));
    assert_eq!(browser.get(&blog, "/comments/token?post=999").await.status, 404);
    assert!(browser.get(&blog, "/comments/token").await.status.is_client_error());
}

#[tokio::test]
async fn a_reply_without_script_has_a_page_of_its_own() {
    let (blog, post) = open_blog().await;
    let browser = Browser::new();
    let root = typed(post, "The *root*").comment_id(&browser, &blog).await;
    let path = format!("/comments/new?parent={root}");
    assert!(post_page(&blog, post).await.contains(&path));
    let page = browser.get(&blog, &path).await;
    assert_eq!(page.status, 200);
    for part in ["Reply to Grace", "The <em>root</em>", &format!("name=\"parent\" value=\"{root}\"")] {
        assert!(page.body.contains(part), "{part} in {}", page.body);
    }
    let reply = Typed { parent: &root, name: "Linus", ..typed(post, "The reply") };
    assert!(reply.preview(&browser, &blog).await.body.contains("in reply to <bdi>Grace</bdi>"));
    reply.comment(&browser, &blog).await;
    let shown = post_page(&blog, post).await;
    assert!(shown.contains(&format!("href=\"#c{root}\">in reply to <bdi>Grace</bdi>")), "{shown}");
    assert_eq!(browser.get(&blog, &format!("/comments/new?post={post}")).await.status, 200);
    for missing in ["?parent=none", "?post=999", "?post=abc", ""] {
        assert_eq!(browser.get(&blog, &format!("/comments/new{missing}")).await.status, 404, "{missing}");
    }
}

#[tokio::test]
async fn ones_own_comments_are_paged() {
    let blog = Blog::start().await;
    let post = blog.publish("Weir", "Text", &[]).await;
    let browser = Browser::new();
    for number in 0..103 {
        blog.advance(60);
        typed(post, &format!("Number {number:03}.")).comment(&browser, &blog).await;
    }
    let first = browser.get(&blog, "/comments").await.body;
    assert!(first.contains("Number 102.") && first.contains("Number 003.") && !first.contains("Number 002."));
    let rest = first.split("rel=\"next\" href=\"").nth(1).unwrap().split('"').next().unwrap();
    let second = browser.get(&blog, rest).await.body;
    assert!(
        second.contains("Number 002.") && second.contains("Number 000.") && !second.contains("Number 003.")
    );
    assert!(!Browser::new().get(&blog, rest).await.body.contains("Number"), "a stranger sees them");
    assert_eq!(browser.get(&blog, "/comments?before=none").await.status, 404);
}

#[tokio::test]
async fn the_form_is_the_same_bytes_for_everybody() {
    let (blog, post) = open_blog().await;
    let known = Browser::new();
    typed(post, "Hello").comment(&known, &blog).await;
    let path = blog.path_of(post).await;
    let (one, two) = (known.get(&blog, &path).await, Browser::new().get(&blog, &path).await);
    assert_eq!(one.body, two.body);
    assert!(!one.headers.contains_key("set-cookie"));
    let form = answer(known.client().get(blog.url(&format!("/comments/new?post={post}")))).await;
    assert!(!form.body.contains("Grace"));
}
