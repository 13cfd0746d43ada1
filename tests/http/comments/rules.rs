//! What holds for all comments of a blog: closing and holding by age, links, e-mail addresses.

use postil::testing::Blog;

use super::{Typed, open_blog, post_page, typed};
use crate::client::Browser;
use crate::comment_settings::save;

const DAY: i64 = 24 * 60 * 60;

/// Saves other rules than those that a blog begins with.
pub async fn rules(blog: &Blog, changes: &[(&str, &str)]) {
    let ada = Browser::log_in_as(blog, "Ada").await;
    let form = ada.get(blog, "/admin/settings/comments").await.body;
    let version = form.split("name=\"version\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let changes = [changes, &[("policy", "publish"), ("version", version)]].concat();
    let saved = save(&ada, blog, &changes).await;
    assert_eq!(saved.status, 303, "{}", saved.body);
}

async fn why(blog: &Blog) -> String {
    Browser::log_in_as(blog, "Ada").await.get(blog, "/admin/comments").await.body
}

#[tokio::test]
async fn a_post_closes_by_itself_on_kept_pages_and_for_who_had_the_form_open() {
    let (blog, post) = open_blog().await;
    rules(&blog, &[("closes_after_days", "7")]).await;
    let browser = Browser::new();
    let form = typed(post, "In time").preview(&browser, &blog).await;
    assert!(post_page(&blog, post).await.contains("<textarea"));
    blog.advance(7 * DAY - 1);
    assert!(post_page(&blog, post).await.contains("<textarea"), "a second is left");
    blog.advance(1);
    let page = post_page(&blog, post).await;
    assert!(page.contains("Comments are closed") && !page.contains("<textarea"), "{page}");
    let late = typed(post, "In time").send(&browser, &blog, "/comments", &super::token(&form.body)).await;
    assert!(late.status == 422 && late.body.contains("In time"), "{}", late.body);
    rules(&blog, &[("closes_after_days", "")]).await;
    assert!(post_page(&blog, post).await.contains("<textarea"), "and opens again");
}

#[tokio::test]
async fn on_an_old_post_comments_wait_and_the_form_says_so() {
    let (blog, post) = open_blog().await;
    rules(&blog, &[("holds_after_days", "30")]).await;
    assert!(!post_page(&blog, post).await.contains("older posts"));
    typed(post, "Young").comment(&Browser::new(), &blog).await;
    blog.advance(30 * DAY);
    assert!(post_page(&blog, post).await.contains("Comments on older posts wait"));
    typed(post, "Old").comment(&Browser::new(), &blog).await;
    assert_eq!((blog.count_comments("published").await, blog.count_comments("pending").await), (1, 1));
    assert!(why(&blog).await.contains("so old that comments on it wait"));
}

#[tokio::test]
async fn more_links_than_are_allowed_wait() {
    let (blog, post) = open_blog().await;
    rules(&blog, &[("links_allowed", "1")]).await;
    typed(post, "See https://a.example/").comment(&Browser::new(), &blog).await;
    typed(post, "See https://a.example/ and [b](http://b.example)").comment(&Browser::new(), &blog).await;
    assert_eq!((blog.count_comments("published").await, blog.count_comments("pending").await), (1, 1));
    assert!(why(&blog).await.contains("more links than the comment rules allow"));
}

#[tokio::test]
async fn an_address_is_asked_for_if_the_blog_needs_one() {
    let (blog, post) = open_blog().await;
    assert!(post_page(&blog, post).await.contains("optional, never shown"));
    rules(&blog, &[("requires_email", "true")]).await;
    let page = post_page(&blog, post).await;
    assert!(page.contains("type=\"email\" required") && !page.contains("optional, never shown"), "{page}");
    let without = typed(post, "Words").preview(&Browser::new(), &blog).await;
    assert!(without.status == 422 && without.body.contains("this blog asks for one"), "{}", without.body);
    Typed { email: "grace@example.org", ..typed(post, "Words") }.comment(&Browser::new(), &blog).await;
}

#[tokio::test]
async fn a_blog_can_hide_all_comments_everywhere() {
    let (blog, post) = open_blog().await;
    let writer = Browser::new();
    let receipt = typed(post, "Hidden words").comment(&writer, &blog).await;
    assert!(
        post_page(&blog, post).await.contains("\"commentCount\":1"),
        "programs are told what readers see"
    );
    rules(&blog, &[("policy", "hidden")]).await;
    let reader = Browser::new();
    for path in ["/", "/feeds/comments.atom"] {
        let page = reader.get(&blog, path).await;
        assert!(
            page.status == 200 && !page.body.contains("Hidden words") && !page.body.contains("1 comment"),
            "{path}"
        );
    }
    let page = post_page(&blog, post).await;
    assert!(!page.contains("id=\"comments\"") && !page.contains("commentCount"), "{page}");
    for path in [format!("/feeds/posts/{post}/comments.atom"), format!("/comments/new?post={post}")] {
        assert_eq!(reader.get(&blog, &path).await.status, 404, "{path}");
    }
    let own = writer.get(&blog, &receipt).await.body;
    assert!(own.contains("Hidden words") && !own.contains("#c"), "{own}");
}
