//! What an owner says about comments, and that it holds at once.

use postil::testing::Blog;

use crate::client::{Answer, Browser};

const FORM: [(&str, &str); 12] = [
    ("policy", "hold_first"),
    ("doubtful_from", "50"),
    ("spam_from", "0"),
    ("order", "oldest"),
    ("closes_after_days", ""),
    ("holds_after_days", ""),
    ("links_allowed", "3"),
    ("requires_email", "false"),
    ("reports_hold_from", ""),
    ("message", ""),
    ("edit_minutes", "15"),
    ("version", "1"),
];

pub async fn save(browser: &Browser, blog: &Blog, changes: &[(&str, &str)]) -> Answer {
    let instead = |name: &str| changes.iter().find(|(field, _)| *field == name).map(|(_, value)| *value);
    let fields: Vec<_> = FORM.iter().map(|(name, value)| (*name, instead(name).unwrap_or(value))).collect();
    browser.post(blog, "/admin/settings/comments", &fields).await
}

#[tokio::test]
async fn a_saved_rule_shows_at_once() {
    let blog = Blog::start().await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    blog.publish_under("/first-light", "First light").await;
    assert!(ada.get(&blog, "/admin/settings").await.body.contains("href=\"/admin/settings/comments\""));
    let saved = save(&ada, &blog, &[("message", "Be kind & <brief>.")]).await;
    let seen = (saved.status.as_u16(), saved.location.as_deref());
    assert_eq!(seen, (303, Some("/admin/settings/comments?saved=1")));
    let post = Browser::new().get(&blog, "/first-light").await.body;
    assert!(post.contains("Be kind &#38; &#60;brief&#62;."), "{post}");
    assert_eq!(save(&ada, &blog, &[("policy", "closed"), ("version", "2")]).await.status, 303);
    assert!(!Browser::new().get(&blog, "/first-light").await.body.contains("<textarea"));
    let form = ada.get(&blog, "/admin/settings/comments?saved=1").await.body;
    assert!(form.contains("value=\"closed\" checked") && form.contains("Saved."), "{form}");
}

#[tokio::test]
async fn a_save_over_somebodys_newer_one_is_refused_and_both_are_shown() {
    let blog = Blog::start().await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    assert_eq!(save(&ada, &blog, &[("message", "Theirs")]).await.status, 303);
    let stale = save(&ada, &blog, &[("message", "Mine")]).await;
    assert_eq!(stale.status, 409);
    for part in ["Theirs", ">Mine</textarea>", "name=\"version\" value=\"2\"", "in the meantime"] {
        assert!(stale.body.contains(part), "{part} in {}", stale.body);
    }
    assert!(!stale.body.contains("<th scope=\"row\">A new comment</th>"), "only what differs");
}

#[tokio::test]
async fn wrong_rules_are_told_at_their_fields() {
    let blog = Blog::start().await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let long = "x".repeat(2001);
    let wrong = [
        ("message", long.as_str()),
        ("closes_after_days", "0"),
        ("holds_after_days", "soon"),
        ("links_allowed", "-1"),
    ];
    let answer = save(&ada, &blog, &wrong).await;
    assert_eq!(answer.status, 422);
    assert!(answer.body.contains("id=\"message-error\""), "{}", answer.body);
    for bad in [("doubtful_from", "0"), ("doubtful_from", "100"), ("spam_from", "49"), ("spam_from", "-1")] {
        assert_eq!(save(&ada, &blog, &[bad]).await.status, 422, "{bad:?}");
    }
    for (field, _) in wrong {
        assert!(answer.body.contains(&format!("id=\"{field}-error\"")), "{field}: {}", answer.body);
    }
    assert!(answer.body.contains("value=\"soon\""), "what was typed is kept");
    for bad in [("policy", "anything"), ("version", "x")] {
        assert_eq!(save(&ada, &blog, &[bad]).await.status, 400);
    }
}
