//! Addresses from where a blog lived before: each answers in one step.

use postil::testing::{Blog, START};

use crate::client::Browser;

/// Asks for an old address and holds that it leads on in one step to something that is there.
async fn leads(blog: &Blog, from: &str, to: &str) {
    let browser = Browser::new();
    let old = browser.get(blog, from).await;
    assert_eq!((old.status.as_u16(), old.location.as_deref()), (301, Some(to)), "{from}");
    assert_eq!(browser.get(blog, to).await.status, 200, "{from} leads to {to}");
}

async fn status(blog: &Blog, path: &str) -> u16 {
    Browser::new().get(blog, path).await.status.as_u16()
}

#[tokio::test]
async fn old_archives_labels_and_feeds_lead_on() {
    let blog = Blog::start().await;
    blog.publish("One", "x", &["Slow Water", "R&D/C++", "日本"]).await;
    for (from, to) in [
        ("/index.html", "/"),
        ("/2017_03_01_archive.html", "/2017/03/"),
        ("/2017_03_26_archive.html?m=1", "/2017/03/"),
        ("/labels/Slow%20Water.html", "/tags/slow-water"),
        ("/search/label/Slow%20Water", "/tags/slow-water"),
        ("/search/label/Slow+Water?m=1", "/tags/slow-water"),
        ("/search/label/slow%20water", "/tags/slow-water"),
        ("/search/label/Slow%20Water?updated-max=2017-03-27T00:00:00Z&max-results=20", "/tags/slow-water"),
        ("/search/label/R%26D%2FC%2B%2B", "/tags/r-d-c"),
        ("/search/label/R&D/C++", "/tags/r-d-c"),
        ("/search/label/%E6%97%A5%E6%9C%AC", "/tags/ri-ben"),
        ("/feeds/posts/default", "/feeds/posts.atom"),
        ("/feeds/posts/default?alt=rss", "/feeds/posts.rss"),
        ("/feeds/posts/summary?max-results=5&start-index=2", "/feeds/posts.atom"),
        ("/feeds/posts/full", "/feeds/posts.atom"),
        ("/feeds/posts/default/-/Slow%20Water", "/feeds/tags/slow-water.atom"),
        ("/feeds/posts/default/-/Slow%20Water?alt=rss", "/feeds/tags/slow-water.rss"),
        ("/feeds/comments/default", "/feeds/comments.atom"),
        ("/atom.xml", "/feeds/posts.atom"),
        ("/rss.xml", "/feeds/posts.rss"),
        ("/sitemap-pages.xml", "/sitemap.xml"),
    ] {
        leads(&blog, from, to).await;
    }
}

#[tokio::test]
async fn unknown_labels_and_shapes_are_not_found() {
    let blog = Blog::start().await;
    blog.publish("One", "x", &["Slow Water"]).await;
    blog.tagged_draft("Two", "x", &["Unseen"]).await;
    for path in [
        "/search/label/None",
        "/search/label/",
        "/search/label/Unseen",
        "/search/label/%ff",
        "/labels/None.html",
        "/feeds/posts/default/-/None",
        "/feeds/posts/other",
        "/feeds/99/comments/default",
        "/feeds/posts/default/99",
        "/2017_13_01_archive.html",
        "/search/labels/x",
    ] {
        assert_eq!(status(&blog, path).await, 404, "{path}");
    }
}

#[tokio::test]
async fn scripts_that_ask_for_json_are_told_that_it_is_gone() {
    let blog = Blog::start().await;
    for path in [
        "/feeds/posts/default?alt=json-in-script&callback=x",
        "/feeds/posts/summary?alt=json",
        "/feeds/pages/default",
    ] {
        assert_eq!(status(&blog, path).await, 410, "{path}");
    }
}

#[tokio::test]
async fn a_page_of_an_old_list_leads_to_the_same_place_in_ours() {
    let blog = Blog::start().await;
    let day = 86_400_000;
    blog.publish_at("Oldest", "x", &[], Some(START - 2 * day)).await;
    blog.publish_at("Middle", "x", &[], Some(START - day)).await;
    let newest = blog.publish_at("Newest", "x", &[], Some(START)).await;
    let list = format!("/?before={newest}");
    for instant in ["2017-03-27T11:15:00%2B02:00", "2017-03-27T11:15:00+02:00", "2017-03-27T00:00:00.001Z"] {
        leads(&blog, &format!("/search?updated-max={instant}&max-results=7&by-date=false"), &list).await;
    }
    for instant in ["2018-01-01T00:00:00Z", "2001-01-01T00:00:00Z", "yesterday", ""] {
        leads(&blog, &format!("/search?updated-max={instant}"), "/").await;
    }
    assert_eq!(status(&blog, "/search?q=middle&updated-max=2017-03-27T00:00:00Z").await, 200);
}

#[tokio::test]
async fn what_trackers_and_phones_add_changes_nothing() {
    let blog = Blog::start().await;
    let id = blog.publish("One", "The text.", &["Slow"]).await;
    let path = blog.path_of(id).await;
    let browser = Browser::new();
    for base in [path.as_str(), "/", "/tags/slow", "/2017/03/"] {
        let plain = browser.get(&blog, base).await.body;
        for query in [
            "m=1",
            "m=0",
            "spref=tw",
            "utm_source=a&utm_medium=b",
            "fbclid=x",
            "m=1&m=0",
            "view=classic",
            "&&=%ff",
        ] {
            let page = browser.get(&blog, &format!("{base}?{query}")).await;
            assert_eq!(page.status, 200, "{base}?{query}");
            assert_eq!(page.body, plain, "{base}?{query}");
        }
    }
}

#[tokio::test]
async fn a_post_that_has_the_path_of_an_old_shape_keeps_it() {
    let blog = Blog::start().await;
    for path in ["/2007_03_01_archive.html", "/labels/x.html", "/sitemap-pages.xml"] {
        blog.publish_under(path, "Mine").await;
        let page = Browser::new().get(&blog, path).await;
        assert_eq!(page.status, 200, "{path}");
        assert!(page.body.contains("Mine"));
    }
}

#[tokio::test]
async fn a_moved_post_is_found_by_the_number_it_had() {
    let blog = Blog::start().await;
    let backup = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/imports/damaged-but-readable.xml");
    blog.import_blogger(std::path::Path::new(backup)).await;
    leads(&blog, "/feeds/posts/default/2", "/2003/10/caf%C3%A9.html").await;
    let feed = Browser::new().get(&blog, "/feeds/2/comments/default?alt=rss").await.location.unwrap();
    assert!(feed.starts_with("/feeds/posts/") && feed.ends_with("/comments.rss"), "{feed}");
    leads(&blog, "/feeds/2/comments/default?alt=rss", &feed).await;
    for draft in ["/feeds/posts/default/1", "/feeds/1/comments/default"] {
        assert_eq!(status(&blog, draft).await, 404, "{draft}");
    }
    let posts = Browser::new().get(&blog, "/feeds/posts.atom").await.body;
    assert!(
        posts.contains("<id>tag:blogger.com,1999:blog-77.post-2</id>"),
        "readers' programs know it already"
    );
}
