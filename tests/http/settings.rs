//! The blog's settings, and what the desk says about how the blog is run.

use postil::testing::Blog;

use crate::client::{Answer, Browser};

const FORM: [(&str, &str); 9] = [
    ("title", "Margins"),
    ("tagline", ""),
    ("time_zone", "UTC"),
    ("language", "en"),
    ("base_url", ""),
    ("home_shows", "whole"),
    ("posts_per_page", "10"),
    ("feed_shows", "whole"),
    ("version", "1"),
];

pub async fn save(browser: &Browser, blog: &Blog, changes: &[(&str, &str)]) -> Answer {
    let instead = |name: &str| changes.iter().find(|(field, _)| *field == name).map(|(_, value)| *value);
    let fields: Vec<_> = FORM.iter().map(|(name, value)| (*name, instead(name).unwrap_or(value))).collect();
    browser.post(blog, "/admin/settings", &fields).await
}

#[tokio::test]
async fn a_saved_setting_shows_at_once() {
    let blog = Blog::start().await;
    blog.publish("First light", "It begins.", &[]).await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let form = ada.get(&blog, "/admin/settings").await;
    assert_eq!(form.status, 200);
    assert!(form.body.contains("Europe/Lisbon") && form.body.contains("value=\"A new blog\""));
    let saved = save(&ada, &blog, &[("language", "de"), ("tagline", "Notes & asides")]).await;
    assert_eq!((saved.status.as_u16(), saved.location.as_deref()), (303, Some("/admin/settings?saved=1")));
    let home = Browser::new().get(&blog, "/").await;
    for part in ["Margins", "Montag, 27. März 2017", "asides"] {
        assert!(home.body.contains(part), "{part} in {}", home.body);
    }
}

#[tokio::test]
async fn a_save_over_somebodys_newer_one_is_refused_and_both_are_shown() {
    let blog = Blog::start().await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    assert_eq!(save(&ada, &blog, &[("title", "Theirs")]).await.status, 303);
    let stale = save(&ada, &blog, &[("title", "Mine"), ("posts_per_page", "7")]).await;
    assert_eq!(stale.status, 409);
    for part in ["Theirs", "value=\"Mine\"", "value=\"7\"", "name=\"version\" value=\"2\"", "in the meantime"]
    {
        assert!(stale.body.contains(part), "{part} in {}", stale.body);
    }
    assert!(!stale.body.contains("<th scope=\"row\">Language</th>"), "only what differs");
    assert!(Browser::new().get(&blog, "/").await.body.contains("Theirs"));
    assert_eq!(save(&ada, &blog, &[("title", "Mine"), ("version", "2")]).await.status, 303);
}

#[tokio::test]
async fn wrong_settings_are_told_field_by_field() {
    let blog = Blog::start().await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let wrong = [
        ("title", " "),
        ("time_zone", "Mars/Olympus"),
        ("language", "tlh"),
        ("base_url", "https://example.org/blog"),
        ("posts_per_page", "51"),
    ];
    let answer = save(&ada, &blog, &wrong).await;
    assert_eq!(answer.status, 422);
    for part in [
        "id=\"title-error\"",
        "“Mars/Olympus” is not a time zone",
        "id=\"language-error\"",
        "https://example.org/blog",
        "This is not a web address",
        "a number from 1 to 50",
    ] {
        assert!(answer.body.contains(part), "{part} in {}", answer.body);
    }
    assert!(Browser::new().get(&blog, "/").await.body.contains("A new blog"), "nothing was saved");
    for bad in [("home_shows", "anything"), ("version", "x")] {
        assert_eq!(save(&ada, &blog, &[bad]).await.status, 400);
    }
}

#[tokio::test]
async fn another_time_zone_counts_the_months_anew() {
    let blog = Blog::start().await;
    let late = 1_491_003_000_000; // 31 March 2017, 23:30 UTC
    blog.publish_at("On the edge", "x", &[], Some(late - 10 * 24 * 3_600_000)).await;
    let in_march = Browser::new().get(&blog, "/archive").await;
    assert!(in_march.body.contains("/2017/03/"));
    blog.advance(10 * 24 * 3600);
    blog.publish_at("Over the edge", "x", &[], Some(late)).await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    assert!(!Browser::new().get(&blog, "/archive").await.body.contains("/2017/04/"));
    assert_eq!(save(&ada, &blog, &[("time_zone", "Europe/Berlin")]).await.status, 303);
    let archive = Browser::new().get(&blog, "/archive").await;
    assert!(archive.body.contains("/2017/04/") && archive.body.contains("/2017/03/"), "{}", archive.body);
    assert!(Browser::new().get(&blog, "/2017/04/").await.body.contains("Over the edge"));
    // The counts are what publishing goes on from: taking the zone back finds the same months as at first.
    assert_eq!(save(&ada, &blog, &[("time_zone", "UTC"), ("version", "2")]).await.status, 303);
    assert!(!Browser::new().get(&blog, "/archive").await.body.contains("/2017/04/"));
}

#[tokio::test]
async fn the_desk_warns_of_plain_http_and_of_a_proxy_that_is_not_believed() {
    let blog = Blog::start().await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let desk = ada.get(&blog, "/admin").await;
    assert!(desk.body.contains("did not come over https") && desk.body.contains("Nobody has said yet where"));
    assert!(!desk.body.contains("X-Forwarded-For"));
    let request = Browser::new().client().post(blog.url("/login")).header("x-forwarded-for", "203.0.113.5");
    crate::client::answer(request.form(&[("email", "x")])).await;
    assert!(ada.get(&blog, "/admin").await.body.contains("--trusted-proxy"));
}

#[tokio::test]
async fn with_an_https_address_there_is_nothing_to_warn_of() {
    let blog = Blog::start_with_base_url("https://blog.example.org").await;
    let cookie = format!("__Host-{}", blog.log_in_as("Ada").await);
    let request = Browser::new().client().get(blog.url("/admin")).header("cookie", cookie);
    let desk = crate::client::answer(request.header("host", "blog.example.org")).await;
    assert_eq!(desk.status, 200);
    assert_eq!(desk.body.matches("class=\"notice\"").count(), 1, "{}", desk.body);
    assert!(desk.body.contains("Mail is not set up") && desk.body.contains("Nothing waits"), "{}", desk.body);
}

#[tokio::test]
async fn drafts_wait_at_the_desk() {
    let blog = Blog::start().await;
    blog.draft("Half a thought", "…").await;
    let desk = Browser::log_in_as(&blog, "Ada").await.get(&blog, "/admin").await;
    for part in ["Waiting for you", "Half a thought", "saved 27 March 2017 at 09:15"] {
        assert!(desk.body.contains(part), "{part} in {}", desk.body);
    }
    blog.add_user("Alan", postil::testing::Role::Author).await;
    let others = Browser::log_in_as(&blog, "Alan").await.get(&blog, "/admin").await;
    assert!(!others.body.contains("Half a thought"), "an author sees their own");
}
