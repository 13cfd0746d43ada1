//! Looking for words, as people and as programs do it.

use postil::testing::Blog;

use crate::client::{Answer, Browser};

async fn blog() -> Blog {
    let blog = Blog::start().await;
    blog.publish("Swing bridges", "The swing bridge at Holm stood open in the <em>winter</em> of 1963.", &[])
        .await;
    blog.publish("Grease", "A bridge that will not swing is a wall. Café Ängström.", &[]).await;
    blog.publish("Tides", "Nothing but water.", &[]).await;
    blog
}

async fn look_for(blog: &Blog, typed: &str) -> Answer {
    let query = url::form_urlencoded::Serializer::new(String::new()).append_pair("q", typed).finish();
    Browser::new().get(blog, &format!("/search?{query}")).await
}

#[tokio::test]
async fn posts_with_every_word_are_found_and_the_words_marked() {
    let blog = blog().await;
    let page = Browser::new().get(&blog, "/search?q=swing+bridge").await;
    assert_eq!(page.status, 200);
    for part in [
        "2 posts have all of these words.",
        "<a href=\"/2017/03/grease\">Grease</a>",
        "<mark>Swing</mark> <mark>bridges</mark>",
        "A <mark>bridge</mark> that will not <mark>swing</mark> is a wall.",
        "value=\"swing bridge\"",
        "<meta name=\"robots\" content=\"noindex\">",
    ] {
        assert!(page.body.contains(part), "{part} in {}", page.body);
    }
    assert!(!page.body.contains("Nothing but water"));
}

#[tokio::test]
async fn case_and_accents_do_not_matter_and_a_beginning_is_enough() {
    let blog = blog().await;
    for typed in ["cafe", "CAFÉ", "angstr", "bridge caf"] {
        let page = look_for(&blog, typed).await;
        assert!(page.body.contains("1 post has all of these words."), "{typed}: {}", page.body);
        assert!(page.body.contains("<mark>"), "{typed}");
    }
}

#[tokio::test]
async fn a_post_about_the_word_stands_before_one_that_mentions_it() {
    let blog = Blog::start().await;
    blog.publish("Herons", "Long legs.", &[]).await;
    blog.publish("A walk", &format!("Much to tell. {} Then herons.", "Other things. ".repeat(50)), &[]).await;
    let page = Browser::new().get(&blog, "/search?q=herons").await.body;
    let place = |href: &str| page.find(href).unwrap_or_else(|| panic!("{href} in {page}"));
    assert!(place("/2017/03/herons") < place("/2017/03/a-walk"));
}

#[tokio::test]
async fn nothing_to_look_for_and_nothing_found_are_said_kindly() {
    let blog = blog().await;
    let browser = Browser::new();
    let empty = browser.get(&blog, "/search").await;
    assert_eq!(empty.status, 200);
    assert!(empty.body.contains("type=\"search\"") && !empty.body.contains("role=\"status\""));
    assert!(!browser.get(&blog, "/search?q=+%20").await.body.contains("role=\"status\""));
    assert!(browser.get(&blog, "/search?q=zeppelin").await.body.contains("No post has all of these words"));
    assert!(browser.get(&blog, "/search?q=***").await.body.contains("There is no word in that"));
}

#[tokio::test]
async fn no_query_breaks_the_search_or_the_page() {
    let blog = blog().await;
    let browser = Browser::new();
    let long = "swing ".repeat(1700);
    for typed in [
        "\"'*(NEAR",
        "\"",
        "a\"b",
        "swing AND",
        "OR",
        "NOT swing",
        "title:swing",
        "-swing",
        "^swing",
        "{a b}:c",
        "swing\u{0}bridge",
        "\u{1b}[31m",
        "<script>alert(1)</script>",
        "'; drop table posts; --",
        "%",
        "\u{202e}gniws",
        "😀",
        "e\u{301}",
        &long,
    ] {
        let page = look_for(&blog, typed).await;
        assert_eq!(page.status, 200, "{typed}");
        assert!(!page.body.contains("<script>alert"), "{typed}");
        assert!(page.body.contains("role=\"status\""), "{typed}");
    }
    for path in ["/search?q=%ff%fe", "/search?q=a&q=b", "/search?q", "/search?&&=&q=swing&m=1"] {
        assert_eq!(browser.get(&blog, path).await.status, 200, "{path}");
    }
}

#[tokio::test]
async fn markup_in_titles_and_texts_is_shown_as_text() {
    let blog = Blog::start().await;
    blog.publish("<i>swing</i> & \"bridge\"", "`<b>swing</b> & <img src=x>`", &[]).await;
    let page = Browser::new().get(&blog, "/search?q=swing").await.body;
    assert!(page.contains("&#60;i&#62;<mark>swing</mark>&#60;/i&#62; &#38; &#34;bridge&#34;"), "{page}");
    assert!(
        page.contains("&#60;b&#62;<mark>swing</mark>&#60;/b&#62;") && !page.contains("<img src=x"),
        "{page}"
    );
}

#[tokio::test]
async fn many_results_are_cut_and_the_page_says_so() {
    let blog = Blog::start().await;
    for number in 0..33 {
        blog.publish(&format!("Post {number}"), "the same rain", &[]).await;
    }
    let page = Browser::new().get(&blog, "/search?q=rain").await.body;
    assert!(page.contains("these 30 fit best"));
    assert_eq!(page.matches("<mark>rain</mark>").count(), 30);
}
