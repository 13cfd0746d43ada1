//! What crawlers get: the sitemap and robots.txt.

use postil::testing::Blog;

use crate::client::Browser;
use crate::feeds::assert_xml;

#[tokio::test]
async fn the_sitemap_names_every_public_address_once() {
    let blog = Blog::start_with_base_url("https://blog.example").await;
    for number in 0..12 {
        blog.publish(&format!("Über & Post {number}"), "x", &[]).await;
    }
    blog.tagged_draft("Canary unseen", "canary", &[]).await;
    let map = Browser::new().get(&blog, "/sitemap.xml").await;
    assert_eq!(map.status, 200);
    assert_eq!(map.headers["content-type"], "application/xml; charset=utf-8");
    assert_xml(&map.body);
    assert_eq!(map.body.matches("<loc>").count(), 12);
    assert!(
        map.body
            .contains("<loc>https://blog.example/2017/03/uber-post-3</loc><lastmod>2017-03-27T09:15:00.000Z")
    );
    assert!(!map.body.contains("canary"));
}

#[tokio::test]
async fn an_empty_blog_has_a_sitemap_and_no_further_files() {
    let blog = Blog::start().await;
    let browser = Browser::new();
    let map = browser.get(&blog, "/sitemap.xml").await;
    assert_eq!(map.status, 200);
    assert_xml(&map.body);
    for path in [
        "/sitemaps/1.xml",
        "/sitemaps/0.xml",
        "/sitemaps/-1.xml",
        "/sitemaps/x",
        "/sitemaps/9223372036854775807.xml",
    ] {
        assert_eq!(browser.get(&blog, path).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn a_file_of_the_sitemap_holds_its_stretch() {
    let blog = Blog::start_with_base_url("https://blog.example").await;
    blog.publish("One", "x", &[]).await;
    let browser = Browser::new();
    let file = browser.get(&blog, "/sitemaps/1.xml").await;
    assert_xml(&file.body);
    assert!(file.body.contains("<loc>https://blog.example/2017/03/one</loc>"));
    for path in ["/sitemaps/2.xml", "/sitemaps/01.xml"] {
        assert_eq!(browser.get(&blog, path).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn robots_are_told_what_to_leave_alone() {
    let blog = Blog::start_with_base_url("https://blog.example").await;
    let robots = Browser::new().get(&blog, "/robots.txt").await;
    assert_eq!(robots.headers["content-type"], "text/plain; charset=utf-8");
    for line in [
        "User-agent: *",
        "Disallow: /search",
        "Disallow: /admin",
        "Disallow: /comments/",
        "Sitemap: https://blog.example/sitemap.xml",
    ] {
        assert!(robots.body.lines().any(|other| other == line), "{line}");
    }
    let elsewhere = Blog::start().await;
    assert!(!Browser::new().get(&elsewhere, "/robots.txt").await.body.contains("Sitemap"));
}
