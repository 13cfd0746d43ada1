//! Home, posts, tags, authors, archives and the pages for what is not there.

use postil::testing::{Blog, START};

use crate::client::{Browser, answer};

#[tokio::test]
async fn home_shows_posts_under_the_heading_of_their_day() {
    let blog = Blog::start().await;
    blog.publish("First light", "It *begins*.", &["Mornings"]).await;
    let home = Browser::new().get(&blog, "/").await;
    assert_eq!(home.status, 200);
    for part in [
        "Monday 27 March 2017",
        "First light",
        "<em>begins</em>",
        "No comments",
        "/tags/mornings",
        "/authors/ada",
    ] {
        assert!(home.body.contains(part), "{part} in {}", home.body);
    }
}

#[tokio::test]
async fn an_empty_blog_says_so() {
    let blog = Blog::start().await;
    let home = Browser::new().get(&blog, "/").await;
    assert_eq!(home.status, 200);
    assert!(home.body.contains("Nothing has been published here yet."));
}

#[tokio::test]
async fn a_post_stands_at_year_month_and_title() {
    let blog = Blog::start().await;
    let id = blog.publish("Über the Weir", "Text", &[]).await;
    assert_eq!(blog.path_of(id).await, "/2017/03/uber-the-weir");
    let post = Browser::new().get(&blog, "/2017/03/uber-the-weir").await;
    assert_eq!(post.status, 200);
    assert!(post.body.contains("Über the Weir"));
}

#[tokio::test]
async fn two_posts_of_one_title_get_two_addresses() {
    let blog = Blog::start().await;
    let one = blog.publish("Same", "one", &[]).await;
    let two = blog.publish("Same", "two", &[]).await;
    assert_ne!(blog.path_of(one).await, blog.path_of(two).await);
}

#[tokio::test]
async fn older_and_newer_lead_through_every_post_once() {
    let blog = Blog::start().await;
    for number in 0..25 {
        blog.publish_at(&format!("Post {number:02}."), "x", &[], Some(START - number * 3_600_000)).await;
    }
    let browser = Browser::new();
    let mut seen = Vec::new();
    let mut path = "/".to_owned();
    let mut pages = Vec::new();
    loop {
        pages.push(path.clone());
        let page = browser.get(&blog, &path).await;
        assert_eq!(page.status, 200, "{path}");
        seen.extend((0..25).filter(|number| page.body.contains(&format!("Post {number:02}."))));
        let Some(older) = link(&page.body, "prev") else { break };
        path = format!("/{older}");
    }
    assert_eq!(seen, (0..25).collect::<Vec<_>>());
    let last = browser.get(&blog, &path).await;
    let newer = link(&last.body, "next").unwrap();
    let middle = browser.get(&blog, &format!("/{newer}")).await;
    assert!(middle.body.contains("Post 10.") && middle.body.contains("Post 19."));
}

fn link(page: &str, rel: &str) -> Option<String> {
    let rest = page.split(&format!("rel=\"{rel}\" href=\"")).nth(1)?;
    Some(rest.split('"').next()?.to_owned())
}

#[tokio::test]
async fn a_made_up_place_in_a_list_is_not_found() {
    let blog = Blog::start().await;
    blog.publish("One", "x", &[]).await;
    for path in ["/?before=999", "/?after=999", "/?before=1&after=1", "/?before=x"] {
        let page = Browser::new().get(&blog, path).await;
        assert!(page.status.is_client_error(), "{path} {}", page.status);
    }
}

#[tokio::test]
async fn archives_count_and_list_by_month_and_year() {
    let blog = Blog::start().await;
    blog.publish("March", "x", &[]).await;
    blog.publish_at("February", "x", &[], Some(START - 40 * 86_400_000)).await;
    let browser = Browser::new();
    let archive = browser.get(&blog, "/archive").await;
    assert!(archive.body.contains("2 posts") && archive.body.contains("/2017/02/"));
    let march = browser.get(&blog, "/2017/03/").await;
    assert!(march.body.contains("/2017/03/march") && !march.body.contains("/2017/02/february"));
    assert!(browser.get(&blog, "/2017/").await.body.contains("/2017/02/february"));
    assert_eq!(browser.get(&blog, "/2017/03").await.location.as_deref(), Some("/2017/03/"));
    for empty in ["/2016/", "/2016", "/2017/01", "/2017/01/", "/2017_01_01_archive.html"] {
        assert_eq!(browser.get(&blog, empty).await.status, 404, "{empty}");
    }
}

#[tokio::test]
async fn a_month_never_shows_another_months_posts() {
    let blog = Blog::start().await;
    let march = blog.publish("March", "x", &[]).await;
    let february = blog.publish_at("February", "x", &[], Some(START - 40 * 86_400_000)).await;
    let browser = Browser::new();
    for path in [format!("/2017/02/?before={march}"), format!("/2017/03/?after={february}")] {
        let page = browser.get(&blog, &path).await;
        let shows = |title: &str| page.body.contains(&format!("/{title}\""));
        assert!(shows("02/february") != shows("03/march"), "{path}");
        assert_eq!(path.contains("/02/"), shows("02/february"), "{path}");
    }
}

#[tokio::test]
async fn parameters_that_mean_nothing_here_change_nothing() {
    let blog = Blog::start().await;
    blog.publish("One", "x", &[]).await;
    let browser = Browser::new();
    for query in ["?m=1", "?before=xyz", "?showComment=1&showComment=2", "?utm_source=a&utm_source=b", "?%ff"]
    {
        assert_eq!(browser.get(&blog, &format!("/2017/03/one{query}")).await.status, 200, "{query}");
        assert_eq!(browser.get(&blog, &format!("/nowhere{query}")).await.status, 404, "{query}");
    }
    assert_eq!(browser.get(&blog, "/?before=xyz").await.status, 404);
}

#[tokio::test]
async fn what_is_not_there_is_answered_kindly_and_echoes_nothing() {
    let blog = Blog::start().await;
    let page = Browser::new().get(&blog, "/no/%3Cscript%3Ealert(1)").await;
    assert_eq!(page.status, 404);
    assert!(page.body.contains("There is nothing here") && page.body.contains("/archive"));
    assert!(!page.body.contains("alert(1)"));
    let bad = Browser::new().get(&blog, "/%ff%fe").await;
    assert_eq!(bad.status, 404);
}

#[tokio::test]
async fn every_answer_carries_the_policy() {
    let blog = Blog::start().await;
    for path in ["/", "/nowhere", "/healthz"] {
        let page = Browser::new().get(&blog, path).await;
        let policy = page.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("default-src 'self'"), "{path}");
        assert_eq!(page.headers["x-content-type-options"], "nosniff");
    }
}

#[tokio::test]
async fn a_form_from_another_site_is_refused_in_words() {
    let blog = Blog::start().await;
    let browser = Browser::new();
    for header in [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")] {
        let page = answer(browser.client().post(blog.url("/")).header(header.0, header.1)).await;
        assert_eq!(page.status, 403);
        assert!(page.body.contains("another site"), "{}", page.body);
    }
}

#[tokio::test]
async fn stopping_ends_cleanly() {
    let blog = Blog::start().await;
    assert_eq!(Browser::new().get(&blog, "/healthz").await.status, 200);
    blog.stop().await;
}

#[tokio::test]
async fn the_title_of_the_blog_is_the_heading_of_home_alone() {
    let blog = Blog::start().await;
    blog.publish("First light", "x", &[]).await;
    let browser = Browser::new();
    for (path, heading) in [("/", "site-title margin"), ("/2017/03/first-light", "post-title p-name")] {
        let page = browser.get(&blog, path).await;
        assert_eq!(page.body.matches("<h1").count(), 1, "{}", page.body);
        assert!(page.body.contains(&format!("<h1 class=\"{heading}\"")), "{}", page.body);
    }
}

#[tokio::test]
async fn the_navigation_marks_the_page_it_led_to() {
    let blog = Blog::start().await;
    blog.publish("First light", "x", &[]).await;
    let browser = Browser::new();
    let marked = "<a href=\"/archive\" aria-current=\"page\">";
    assert!(browser.get(&blog, "/archive").await.body.contains(marked));
    assert!(!browser.get(&blog, "/").await.body.contains("aria-current"));
}

#[tokio::test]
async fn an_address_that_cannot_be_read_is_one_that_nobody_has() {
    let blog = Blog::start().await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    for path in [
        "/tags/%ff",
        "/authors/%ff",
        "/%ff",
        "/feeds/tags/%ff",
        "/comments/%ff",
        "/static/%ff",
        "/comments/token?post=abc",
        "/admin/posts/abc",
        "/admin/posts?state=bogus",
        "/admin/comments?state=bogus",
        "/admin/comments?post=abc",
        "/admin/imports/abc",
    ] {
        assert_eq!(ada.get(&blog, path).await.status, 404, "{path}");
    }
}
