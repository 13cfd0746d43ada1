//! A blog that nobody owns gets its owner, once.

use postil::testing::Blog;

use crate::client::{Answer, Browser, answer};

const FORM: [(&str, &str); 8] = [
    ("title", "Slow Water"),
    ("tagline", "Canals and tides"),
    ("time_zone", "Europe/Lisbon"),
    ("language", "en"),
    ("base_url", ""),
    ("name", "Grace"),
    ("email", "Grace@Example.org"),
    ("password", "four plain words here"),
];

async fn set_up(browser: &Browser, blog: &Blog, path: &str, changes: &[(&str, &str)]) -> Answer {
    let instead = |name: &str| changes.iter().find(|(field, _)| *field == name).map(|(_, value)| *value);
    let fields: Vec<_> = FORM.iter().map(|(name, value)| (*name, instead(name).unwrap_or(value))).collect();
    browser.post(blog, path, &fields).await
}

#[tokio::test]
async fn whoever_has_the_link_becomes_the_owner_and_finds_a_first_post() {
    let blog = Blog::start_unowned().await;
    let home = Browser::new().get(&blog, "/").await;
    assert!(home.body.contains("Nothing has been published here yet."));
    let path = blog.setup_path().await.unwrap();
    assert_eq!(blog.setup_path().await.unwrap(), path, "asked again, it is the same");
    let browser = Browser::new();
    let form = browser.get(&blog, &path).await;
    assert_eq!(form.status, 200);
    assert_eq!(form.headers["cache-control"], "no-store");
    let done = set_up(&browser, &blog, &path, &[]).await;
    assert_eq!((done.status.as_u16(), done.location.as_deref()), (303, Some("/admin")));
    let desk = browser.get(&blog, "/admin").await;
    assert_eq!(desk.status, 200);
    assert!(desk.body.contains("Grace") && desk.body.contains("/admin/settings"), "logged in, as the owner");
    let home = Browser::new().get(&blog, "/").await;
    for part in ["Slow Water", "Canals and tides", "A page with a margin", "/authors/grace"] {
        assert!(home.body.contains(part), "{part} in {}", home.body);
    }
    let post = Browser::new().get(&blog, "/2017/03/a-page-with-a-margin").await;
    assert_eq!(post.status, 200);
    assert!(post.body.contains("<table>") && !post.body.contains("<!--more-->"), "{}", post.body);
    let login = [("email", "grace@example.org"), ("password", "four plain words here")];
    assert_eq!(Browser::new().post(&blog, "/login", &login).await.status, 303);
}

#[tokio::test]
async fn what_was_typed_is_kept_when_too_many_passwords_are_looked_at() {
    let blog = Blog::start_unowned().await;
    let path = blog.setup_path().await.unwrap();
    let busy = blog.hold_passwords();
    let refused = set_up(&Browser::new(), &blog, &path, &[]).await;
    assert_eq!((refused.status.as_u16(), &refused.headers["retry-after"]), (503, &"5".parse().unwrap()));
    for part in ["value=\"Slow Water\"", "value=\"Grace@Example.org\"", "few seconds", "data-again"] {
        assert!(refused.body.contains(part), "{part} in {}", refused.body);
    }
    assert!(!refused.body.contains("four plain words here"));
    drop(busy);
    assert_eq!(set_up(&Browser::new(), &blog, &path, &[]).await.status, 303);
}

#[tokio::test]
async fn the_link_is_dead_as_soon_as_there_is_an_owner() {
    let blog = Blog::start_unowned().await;
    let path = blog.setup_path().await.unwrap();
    assert_eq!(set_up(&Browser::new(), &blog, &path, &[]).await.status, 303);
    assert_eq!(blog.setup_path().await, None);
    assert_eq!(Browser::new().get(&blog, &path).await.status, 404);
    let second =
        set_up(&Browser::new(), &blog, &path, &[("email", "mallory@example.org"), ("title", "Mine")]).await;
    assert_eq!(second.status, 404);
    assert!(Browser::new().get(&blog, "/").await.body.contains("Slow Water"));
}

#[tokio::test]
async fn two_who_open_the_link_at_once_do_not_both_own_the_blog() {
    let blog = Blog::start_unowned().await;
    let path = blog.setup_path().await.unwrap();
    let (one, two) = (Browser::new(), Browser::new());
    let (first, second) = tokio::join!(
        set_up(&one, &blog, &path, &[]),
        set_up(&two, &blog, &path, &[("email", "b@example.org"), ("name", "Barbara")]),
    );
    let mut statuses = [first.status.as_u16(), second.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 404]);
}

#[tokio::test]
async fn another_token_sets_nothing_up() {
    let blog = Blog::start_unowned().await;
    let path = blog.setup_path().await.unwrap();
    for wrong in
        ["/setup/x".to_owned(), format!("{path}0"), path[..path.len() - 2].to_owned(), "/setup/é".to_owned()]
    {
        assert_eq!(Browser::new().get(&blog, &wrong).await.status, 404, "{wrong}");
        assert_eq!(set_up(&Browser::new(), &blog, &wrong, &[]).await.status, 404, "{wrong}");
    }
}

#[tokio::test]
async fn what_is_wrong_is_said_at_its_field_and_nothing_is_lost_but_the_password() {
    let blog = Blog::start_unowned().await;
    let path = blog.setup_path().await.unwrap();
    let wrong = [
        ("title", ""),
        ("time_zone", "Atlantis"),
        ("base_url", "slow-water"),
        ("email", "grace"),
        ("password", "aaaaaaaaaaaa"),
    ];
    let answer = set_up(&Browser::new(), &blog, &path, &wrong).await;
    assert_eq!(answer.status, 422);
    for part in [
        "id=\"title-error\"",
        "“Atlantis” is not a time zone",
        "value=\"slow-water\"",
        "It looks like https://blog.example.org",
        "value=\"grace\"",
        "guessed at once",
        "value=\"Grace\"",
        "Canals and tides",
    ] {
        assert!(answer.body.contains(part), "{part} in {}", answer.body);
    }
    assert!(!answer.body.contains("aaaaaaaaaaaa"));
    assert!(blog.setup_path().await.is_some(), "nobody owns it yet");
    assert!(Browser::new().get(&blog, "/").await.body.contains("Nothing has been published"));
}

#[tokio::test]
async fn the_page_speaks_german_to_who_asks_for_it_and_the_first_post_too() {
    let blog = Blog::start_unowned().await;
    let path = blog.setup_path().await.unwrap();
    let browser = Browser::new();
    let request = browser.client().get(blog.url(&path)).header("accept-language", "de-AT,de;q=0.9,en;q=0.8");
    let german = answer(request).await;
    assert!(german.body.contains("lang=\"de\"") && german.body.contains("Ein neues Blog"), "{}", german.body);
    assert!(german.body.contains("<option value=\"de\" lang=\"de\" selected>"), "{}", german.body);
    assert!(german.body.contains(&format!("{path}?language=en")));
    let english = browser.get(&blog, &format!("{path}?language=en")).await;
    assert!(english.body.contains("A new blog"));
    let wrong = set_up(&browser, &blog, &format!("{path}?language=de"), &[("title", "")]).await;
    assert!(wrong.body.contains("Das darf nicht leer sein."), "{}", wrong.body);
    assert_eq!(set_up(&browser, &blog, &path, &[("language", "de")]).await.status, 303);
    assert!(browser.get(&blog, "/").await.body.contains("Eine Seite mit Rand"));
}

#[tokio::test]
async fn a_public_name_is_proposed_as_the_address_and_never_taken_by_itself() {
    let blog = Blog::start_unowned().await;
    let path = blog.setup_path().await.unwrap();
    let browser = Browser::new();
    let form = answer(browser.client().get(blog.url(&path)).header("host", "forged.example.org")).await;
    assert!(form.body.contains("value=\"http://forged.example.org\""), "{}", form.body);
    let local = browser.get(&blog, &path).await;
    assert!(local.body.contains("name=\"base_url\" type=\"url\" value=\"\""), "{}", local.body);
    assert_eq!(set_up(&browser, &blog, &path, &[]).await.status, 303);
    let home = answer(browser.client().get(blog.url("/")).header("host", "forged.example.org")).await;
    assert!(!home.body.contains("forged"), "{}", home.body);
}

#[tokio::test]
async fn a_blog_that_has_posts_gets_no_first_one() {
    let blog = Blog::start().await;
    blog.publish("Brought along", "From elsewhere.", &[]).await;
    let path = blog.setup_path().await.expect("an owner without a password owns nothing yet");
    assert_eq!(set_up(&Browser::new(), &blog, &path, &[]).await.status, 303);
    let home = Browser::new().get(&blog, "/").await;
    assert!(
        home.body.contains("Brought along") && !home.body.contains("A page with a margin"),
        "{}",
        home.body
    );
}
