//! What pages tell programs about themselves.

use postil::testing::{Blog, START};
use serde_json::Value;

use crate::client::Browser;

const HOSTILE: &str = "</script><script>alert(1)</script> & \"x\" 😀";

fn structured(page: &str) -> Value {
    let rest = page.split("<script type=\"application/ld+json\">").nth(1).unwrap_or_else(|| panic!("{page}"));
    serde_json::from_str(rest.split("</script>").next().unwrap()).unwrap()
}

#[tokio::test]
async fn a_post_names_its_address_its_preview_and_its_feeds() {
    let blog = Blog::start_with_base_url("https://blog.example").await;
    let id = blog.publish("First light", "It begins.\n\n![a](/media/a.png)", &["Mornings"]).await;
    let page = Browser::new().get(&blog, "/2017/03/first-light?utm_source=x").await.body;
    for part in [
        "<link rel=\"canonical\" href=\"https://blog.example/2017/03/first-light\">",
        "<meta property=\"og:url\" content=\"https://blog.example/2017/03/first-light\">",
        "<meta property=\"og:type\" content=\"article\">",
        "<meta property=\"og:title\" content=\"First light\">",
        "<meta property=\"og:site_name\" content=\"A new blog\">",
        "<meta property=\"og:image\" content=\"https://blog.example/cards/",
        "<meta property=\"og:image:width\" content=\"1200\">",
        "<meta property=\"og:image:height\" content=\"630\">",
        "<meta property=\"og:image:alt\" content=\"First light\">",
        "<meta name=\"twitter:card\" content=\"summary_large_image\">",
        "<meta property=\"article:published_time\" content=\"2017-03-27T09:15:00.000Z\">",
        "<meta name=\"description\" content=\"It begins.\">",
        "type=\"application/atom+xml\" href=\"/feeds/posts.atom\"",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    assert!(
        page.contains(&format!("type=\"application/atom+xml\" href=\"/feeds/posts/{id}/comments.atom\""))
    );
    let data = structured(&page);
    assert_eq!(data["@type"], "BlogPosting");
    assert_eq!(data["headline"], "First light");
    assert_eq!(data["author"][0]["url"], "https://blog.example/authors/ada");
    assert_eq!(data["keywords"][0], "Mornings");
    assert_eq!(data["url"], "https://blog.example/2017/03/first-light");
}

#[tokio::test]
async fn every_page_that_may_be_found_describes_itself() {
    let blog = Blog::start().await;
    let id = blog.publish("Fog", "![](/media/a.png)", &["Slow"]).await;
    for (path, described) in [
        ("/", "A new blog"),
        ("/tags/slow", "Posts tagged “Slow” on A new blog"),
        ("/authors/ada", "Ada on A new blog"),
        ("/archive", "Archive on A new blog"),
        ("/2017/03/", "Posts from March 2017 on A new blog"),
        (&blog.path_of(id).await, "Fog"),
    ] {
        let page = Browser::new().get(&blog, path).await.body;
        let description = format!("<meta name=\"description\" content=\"{described}\">");
        assert!(page.contains(&description), "{path}: {page}");
    }
}

#[tokio::test]
async fn a_title_cannot_leave_its_place_in_the_head() {
    let blog = Blog::start().await;
    let id = blog.publish(HOSTILE, HOSTILE, &["Mornings", "a\"b"]).await;
    let page = Browser::new().get(&blog, &blog.path_of(id).await).await.body;
    assert!(!page.contains("<script>alert(1)"), "{page}");
    assert_eq!(structured(&page)["headline"], HOSTILE);
}

#[tokio::test]
async fn without_a_known_address_nothing_claims_one() {
    let blog = Blog::start().await;
    let id = blog.publish("One", "![a](/media/a.png)", &["Slow"]).await;
    let browser = Browser::new();
    for path in ["/", "/tags/slow", "/authors/ada", "/archive", "/2017/03/", &blog.path_of(id).await] {
        let page = browser.get(&blog, path).await.body;
        for part in ["rel=\"canonical\"", "og:url", "og:image"] {
            assert!(!page.contains(part), "{path}: {part}");
        }
        assert!(page.contains("og:title"), "{path}");
    }
}

#[tokio::test]
async fn each_page_of_a_list_is_canonical_by_itself() {
    let blog = Blog::start_with_base_url("https://blog.example").await;
    let mut ids = Vec::new();
    for number in 0..12 {
        ids.push(
            blog.publish_at(&format!("Post {number}"), "x", &["Slow"], Some(START - number * 3_600_000))
                .await,
        );
    }
    let browser = Browser::new();
    let behind = format!("before={}", ids[9]);
    for path in ["/", "/tags/slow", "/authors/ada", "/2017/03/"] {
        let first = browser.get(&blog, &format!("{path}?m=1")).await.body;
        assert!(
            first.contains(&format!("<link rel=\"canonical\" href=\"https://blog.example{path}\">")),
            "{first}"
        );
        let second = browser.get(&blog, &format!("{path}?m=1&{behind}")).await.body;
        let canonical = format!("<link rel=\"canonical\" href=\"https://blog.example{path}?{behind}\">");
        assert!(second.contains(&canonical), "{canonical} in {second}");
    }
    let tag = browser.get(&blog, "/tags/slow").await.body;
    assert!(tag.contains("type=\"application/atom+xml\" href=\"/feeds/tags/slow.atom\""));
}
