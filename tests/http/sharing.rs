//! Handing a post on: links below it, and the picture that goes with a link.

use postil::testing::Blog;

use crate::client::{Answer, Browser};
use crate::settings;

const ADDRESS: &str = "https://blog.example";

async fn shared_blog() -> (Blog, String) {
    let blog = Blog::start_with_base_url(ADDRESS).await;
    let id = blog.publish("Tea & \"two\"", "It begins.", &[]).await;
    let path = blog.path_of(id).await;
    (blog, path)
}

/// The address of the picture that a page names, from the root.
pub fn card_of(page: &str) -> String {
    let named =
        page.split("<meta property=\"og:image\" content=\"").nth(1).unwrap_or_else(|| panic!("{page}"));
    let address = named.split('"').next().unwrap();
    address[address.find("/cards/").unwrap()..].to_owned()
}

fn header<'a>(answer: &'a Answer, name: &str) -> &'a str {
    answer.headers.get(name).map_or("", |value| value.to_str().unwrap())
}

#[tokio::test]
async fn a_post_can_be_handed_on_without_script() {
    let (blog, path) = shared_blog().await;
    let page = Browser::new().get(&blog, &path).await.body;
    let share = page.split("<nav class=\"share\"").nth(1).unwrap().split("</nav>").next().unwrap();
    for part in [
        "https://wa.me/?text=Tea%20%26%20%22two%22%20https%3A%2F%2Fblog.example%2F2017%2F03%2F",
        "https://t.me/share/url?url=https%3A%2F%2Fblog.example",
        "https://www.facebook.com/sharer/sharer.php?u=https%3A%2F%2Fblog.example",
        "https://x.com/intent/post?url=https%3A%2F%2Fblog.example",
        "mailto:?subject=Tea%20%26%20%22two%22",
        &format!("value=\"{ADDRESS}{path}\""),
    ] {
        let part = part.replace('&', "&#38;");
        assert!(share.contains(&part), "{part} in {share}");
    }
    for elsewhere in ["<img", "<iframe", "<script"] {
        assert!(!share.contains(elsewhere), "nobody is asked before a reader follows a link");
    }
}

#[tokio::test]
async fn nothing_is_offered_where_the_owner_wants_none_or_nobody_knows_the_address() {
    let (blog, path) = shared_blog().await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let form = ada.get(&blog, "/admin/settings").await.body;
    assert!(form.contains("name=\"shows_share_links\" value=\"true\"") && form.contains("checked"));
    // A box that is not ticked is not sent.
    assert_eq!(settings::save(&ada, &blog, &[]).await.status, 303);
    let page = Browser::new().get(&blog, &path).await.body;
    assert!(!page.contains("class=\"share\"") && page.contains("og:image"), "{page}");
    let unknown = Blog::start().await;
    let id = unknown.publish("One", "x", &[]).await;
    let page = Browser::new().get(&unknown, &unknown.path_of(id).await).await.body;
    assert!(!page.contains("class=\"share\"") && !page.contains("og:image"), "{page}");
}

#[tokio::test]
async fn a_card_is_a_picture_that_never_changes() {
    let (blog, path) = shared_blog().await;
    let browser = Browser::new();
    let card = card_of(&browser.get(&blog, &path).await.body);
    for _ in 0..2 {
        let answer = browser.get(&blog, &card).await;
        assert_eq!((answer.status.as_u16(), header(&answer, "content-type")), (200, "image/jpeg"));
        assert_eq!(header(&answer, "cache-control"), "public, max-age=31536000, immutable");
        assert_eq!(header(&answer, "content-encoding"), "");
        let length: usize = header(&answer, "content-length").parse().unwrap();
        assert!((10_000..300_000).contains(&length), "{length}");
    }
}

#[tokio::test]
async fn another_title_is_another_card_and_the_old_address_leads_to_it() {
    let (blog, path) = shared_blog().await;
    let browser = Browser::new();
    let old = card_of(&browser.get(&blog, &path).await.body);
    assert_eq!(browser.get(&blog, &old).await.status, 200);
    let ada = Browser::log_in_as(&blog, "Ada").await;
    assert_eq!(settings::save(&ada, &blog, &[("title", "Another name")]).await.status, 303);
    let new = card_of(&browser.get(&blog, &path).await.body);
    assert_ne!(old, new);
    let moved = browser.get(&blog, &old).await;
    assert_eq!((moved.status.as_u16(), moved.location.as_deref()), (301, Some(new.as_str())));
    assert_eq!(browser.get(&blog, &new).await.status, 200);
}

#[tokio::test]
async fn there_are_no_cards_but_those_of_what_is_public() {
    let blog = Blog::start_with_base_url(ADDRESS).await;
    let id = blog.publish("Tea", "x", &[]).await;
    let path = blog.path_of(id).await;
    let browser = Browser::new();
    let card = card_of(&browser.get(&blog, &path).await.body);
    for missing in
        ["/cards/", "/cards/1", "/cards/999-0123456789abcdef.jpg", "/cards/x.jpg", "/cards/1-0.jpg"]
    {
        assert_eq!(browser.get(&blog, missing).await.status, 404, "{missing}");
    }
    let ada = Browser::log_in_as(&blog, "Ada").await;
    assert_eq!(ada.post(&blog, &format!("/admin/posts/{id}/trash"), &[]).await.status, 303);
    assert_eq!(browser.get(&blog, &card).await.status, 404);
}
