//! Feeds: what readers' programs get, that it is XML whatever was typed, and that nothing private is in it.

use postil::testing::{Blog, START};
use quick_xml::Reader;
use quick_xml::events::Event;

use crate::client::{Browser, answer};
use crate::comments::{Typed, open_blog, typed};
use crate::settings::save;

const FEEDS: [&str; 6] = [
    "/feeds/posts.atom",
    "/feeds/posts.rss",
    "/feeds/tags/mornings.atom",
    "/feeds/tags/mornings.rss",
    "/feeds/comments.atom",
    "/feeds/comments.rss",
];

/// Fails unless the text is well-formed: every element ended, one root, no character that XML forbids.
pub fn assert_xml(text: &str) {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    let mut depth = 0_i64;
    let mut roots = 0;
    loop {
        match reader.read_event().unwrap_or_else(|error| panic!("{error} in {text}")) {
            Event::Start(tag) => {
                roots += i64::from(depth == 0);
                depth += 1;
                assert!(tag.attributes().all(|attribute| attribute.is_ok()), "{tag:?}");
            }
            Event::Empty(tag) => assert!(tag.attributes().all(|attribute| attribute.is_ok()), "{tag:?}"),
            Event::End(_) => depth -= 1,
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!((depth, roots), (0, 1), "{text}");
    let is_allowed =
        |c: char| matches!(c, '\t' | '\n' | '\r') || (c >= ' ' && !matches!(c, '\u{fffe}' | '\u{ffff}'));
    assert!(text.chars().all(is_allowed), "a character that XML forbids: {text:?}");
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    text.split(start).nth(1).unwrap_or_else(|| panic!("{start} in {text}")).split(end).next().unwrap()
}

#[tokio::test]
async fn an_atom_feed_carries_whole_posts_with_absolute_links() {
    let blog = Blog::start_with_base_url("https://blog.example").await;
    let source = "It *begins* [here](/p/about).[^n]\n\n<!--more-->\n\nAfter the break.\n\n[^n]: A note.";
    blog.publish("First light", source, &["Mornings", "R&D"]).await;
    let feed = Browser::new().get(&blog, "/feeds/posts.atom").await;
    assert_eq!(feed.status, 200);
    assert_eq!(feed.headers["content-type"], "application/atom+xml; charset=utf-8");
    assert_xml(&feed.body);
    for part in [
        "<link rel=\"alternate\" type=\"text/html\" href=\"https://blog.example/2017/03/first-light\"/>",
        "<link rel=\"self\" type=\"application/atom+xml\" href=\"https://blog.example/feeds/posts.atom\"/>",
        "xml:base=\"https://blog.example/\"",
        "<name>Ada</name><uri>https://blog.example/authors/ada</uri>",
        "<category term=\"R&#38;D\"/>",
        "<published>2017-03-27T09:15:00.000Z</published>",
        "https://blog.example/p/about",
        "After the break.",
        "A note.",
    ] {
        assert!(feed.body.contains(part), "{part} in {}", feed.body);
    }
    assert!(!feed.body.contains("popover"));
}

#[tokio::test]
async fn an_rss_feed_says_the_same_in_its_own_words() {
    let blog = Blog::start_with_base_url("https://blog.example").await;
    blog.publish("First light", "It *begins*.", &["Mornings"]).await;
    let feed = Browser::new().get(&blog, "/feeds/posts.rss").await;
    assert_eq!(feed.headers["content-type"], "application/rss+xml; charset=utf-8");
    assert_xml(&feed.body);
    for part in [
        "<guid isPermaLink=\"false\">urn:uuid:",
        "<link>https://blog.example/2017/03/first-light</link>",
        "<pubDate>Mon, 27 Mar 2017 09:15:00 GMT</pubDate>",
        "<dc:creator>Ada</dc:creator>",
        "<category>Mornings</category>",
        "&#60;em&#62;begins",
    ] {
        assert!(feed.body.contains(part), "{part} in {}", feed.body);
    }
}

#[tokio::test]
async fn as_long_as_nobody_said_where_the_blog_is_feeds_lead_to_where_it_listens() {
    let (blog, post) = open_blog().await;
    typed(post, "Hello").comment_id(&Browser::new(), &blog).await;
    for path in ["/feeds/posts.atom", "/feeds/posts.rss", "/feeds/comments.atom", "/feeds/comments.rss"] {
        let feed = Browser::new().get(&blog, path).await.body;
        let page = blog.url(&blog.path_of(post).await);
        assert!(feed.contains(&blog.url(path)) && feed.contains(&page), "{feed}");
        assert!(!feed.contains("href=\"/") && !feed.contains("<link>/"), "{feed}");
    }
}

#[tokio::test]
async fn an_entry_has_the_same_id_in_every_feed_and_over_time() {
    let blog = Blog::start().await;
    blog.publish("First light", "x", &["Mornings"]).await;
    let browser = Browser::new();
    let posts = browser.get(&blog, "/feeds/posts.atom").await.body;
    let id = between(between(&posts, "<entry", "</entry>"), "<id>", "</id>").to_owned();
    assert!(id.starts_with("urn:uuid:"));
    for path in &FEEDS[1..4] {
        assert!(browser.get(&blog, path).await.body.contains(&id), "{path}");
    }
    let ids = FEEDS.map(|path| path.replace(".rss", ".atom"));
    let mut own = std::collections::BTreeSet::new();
    for path in &ids {
        own.insert(between(&browser.get(&blog, path).await.body, "<id>", "</id>").to_owned());
    }
    assert_eq!(own.len(), 3, "each feed has an id of its own: {own:?}");
}

#[tokio::test]
async fn what_is_typed_cannot_break_a_feed() {
    let blog = Blog::start().await;
    let title = "]]> <b>\"Tom\" & 'Jerry'</b> 😀 <!-- é";
    blog.publish(
        title,
        "a ]]> <i>b</i> &amp; &#12; \u{fffe} 😀 `<a href=\"/x\">`",
        &["Mornings", "\"<&>'😀"],
    )
    .await;
    let browser = Browser::new();
    for path in FEEDS {
        let feed = browser.get(&blog, path).await;
        assert_eq!(feed.status, 200, "{path}");
        assert_xml(&feed.body);
    }
    let feed = browser.get(&blog, "/feeds/posts.atom").await.body;
    assert!(feed.contains("&#60;b&#62;&#34;Tom&#34; &#38; &#39;Jerry&#39;"), "{feed}");
}

#[tokio::test]
async fn drafts_are_in_no_feed_nor_in_the_sitemap_nor_found() {
    let blog = Blog::start().await;
    blog.publish("First light", "x", &["Mornings"]).await;
    blog.tagged_draft("Canary unseen", "canary", &["Mornings"]).await;
    let browser = Browser::new();
    for path in FEEDS.iter().chain(&["/sitemap.xml", "/search?q=canary", "/", "/tags/mornings", "/archive"]) {
        let page = browser.get(&blog, path).await;
        assert_eq!(page.status, 200, "{path}");
        let told = page.body.to_lowercase().replace("value=\"canary\"", "").replace("search: canary", "");
        assert!(!told.contains("canary"), "{path}: {}", page.body);
    }
}

#[tokio::test]
async fn a_feed_ends_after_the_newest_twenty_five() {
    let blog = Blog::start().await;
    for number in 0..27 {
        blog.publish_at(&format!("Post {number:02}."), "x", &[], Some(START - number * 3_600_000)).await;
    }
    let feed = Browser::new().get(&blog, "/feeds/posts.atom").await.body;
    assert_eq!(feed.matches("<entry").count(), 25);
    assert!(feed.contains("Post 00.") && feed.contains("Post 24.") && !feed.contains("Post 25."));
}

#[tokio::test]
async fn an_unchanged_feed_is_not_sent_again() {
    let blog = Blog::start().await;
    blog.publish("One", "x", &[]).await;
    let browser = Browser::new();
    let first = browser.get(&blog, "/feeds/posts.atom").await;
    let tag = first.headers["etag"].to_str().unwrap().to_owned();
    let ask = || answer(browser.client().get(blog.url("/feeds/posts.atom")).header("if-none-match", &tag));
    let again = ask().await;
    assert_eq!((again.status.as_u16(), again.body.as_str()), (304, ""));
    assert_eq!(again.headers["etag"], tag.as_str());
    blog.publish("Two", "y", &[]).await;
    let changed = ask().await;
    assert_eq!(changed.status, 200);
    assert!(changed.body.contains("Two"));
}

#[tokio::test]
async fn feeds_that_are_not_there_are_not_found() {
    let blog = Blog::start().await;
    let id = blog.publish("One", "x", &["Mornings"]).await;
    let browser = Browser::new();
    for path in [
        "/feeds/tags/none.atom".to_owned(),
        "/feeds/tags/mornings".to_owned(),
        "/feeds/tags/mornings.json".to_owned(),
        "/feeds/posts/999/comments.atom".to_owned(),
        "/feeds/posts/x/comments.atom".to_owned(),
        format!("/feeds/posts/{id}/other.atom"),
        format!("/feeds/posts/{}/comments.atom", i128::MAX),
    ] {
        assert_eq!(browser.get(&blog, &path).await.status, 404, "{path}");
    }
    for ending in ["atom", "rss"] {
        let feed = browser.get(&blog, &format!("/feeds/posts/{id}/comments.{ending}")).await;
        assert_eq!(feed.status, 200);
        assert_xml(&feed.body);
        assert!(feed.body.contains("Comments on “One”"));
    }
}

#[tokio::test]
async fn an_empty_blog_has_feeds_too() {
    let blog = Blog::start().await;
    for path in ["/feeds/posts.atom", "/feeds/posts.rss", "/feeds/comments.atom", "/feeds/comments.rss"] {
        let feed = Browser::new().get(&blog, path).await;
        assert_eq!(feed.status, 200);
        assert_xml(&feed.body);
    }
}

#[tokio::test]
async fn public_comments_are_in_the_feeds_of_blog_and_post() {
    let (blog, post) = open_blog().await;
    let browser = Browser::new();
    let id = typed(post, "A *heron* & <b>more</b>").comment_id(&browser, &blog).await;
    blog.set_comment_policy("hold_all").await;
    typed(post, "Canary waits").comment_id(&browser, &blog).await;
    let own = format!("/feeds/posts/{post}/comments");
    for path in ["/feeds/comments.atom", "/feeds/comments.rss", &format!("{own}.atom"), &format!("{own}.rss")]
    {
        let feed = browser.get(&blog, path).await.body;
        assert_xml(&feed);
        for part in ["Grace on “Weir”", "&#60;em&#62;heron&#60;/em&#62;", &format!("/2017/03/weir#c{id}")]
        {
            assert!(feed.contains(part), "{path}: {part} in {feed}");
        }
        assert!(!feed.contains("Canary"), "{path}");
    }
    let posts = browser.get(&blog, "/feeds/posts.atom").await.body;
    let replies = format!("href=\"{}.atom\" thr:count=\"1\"", blog.url(&own));
    assert!(posts.contains(&replies), "{replies} in {posts}");
    let entry = between(&posts, "<entry", "</entry>");
    let about = format!("<thr:in-reply-to ref=\"{}\"", between(entry, "<id>", "</id>"));
    assert!(browser.get(&blog, "/feeds/comments.atom").await.body.contains(&about));
    blog.set_comment_policy("publish").await;
    Typed { parent: &id, ..typed(post, "It answers") }.comment_id(&browser, &blog).await;
    let feed = browser.get(&blog, &format!("{own}.atom")).await.body;
    let (answer, answered) = (between(&feed, "<entry", "</entry>"), feed.rsplit("<entry").next().unwrap());
    let about = format!("<thr:in-reply-to ref=\"{}\"", between(answered, "<id>", "</id>"));
    assert!(answer.contains("It answers") && answer.contains(&about), "{about} in {answer}");
    blog.hide_post(post).await;
    assert!(!browser.get(&blog, "/feeds/comments.atom").await.body.contains("heron"));
    assert_eq!(browser.get(&blog, &format!("{own}.atom")).await.status, 404);
}

#[tokio::test]
async fn a_blog_may_keep_the_rest_of_a_post_for_its_page() {
    let blog = Blog::start().await;
    blog.publish("Long", &format!("Beginning & so on. {}", "word ".repeat(200)), &[]).await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    assert_eq!(save(&ada, &blog, &[("feed_shows", "excerpt")]).await.status, 303);
    let atom = ada.get(&blog, "/feeds/posts.atom").await.body;
    assert_xml(&atom);
    assert!(
        atom.contains("<summary type=\"text\">Beginning &#38; so on. word") && !atom.contains("<content")
    );
    let rss = ada.get(&blog, "/feeds/posts.rss").await.body;
    assert!(rss.contains("<description>Beginning &#38;amp; so on. word"), "{rss}");
    assert!(rss.contains("word…</description>"));
}
