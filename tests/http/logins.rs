//! Logging in and out: who gets in, what a wrong password tells, how often it may be tried.

use std::time::{Duration, Instant};

use postil::testing::Blog;
use reqwest::header::SET_COOKIE;

use crate::client::{Answer, Browser, answer};

const PASSWORD: &str = "four plain words here";

async fn log_in(browser: &Browser, blog: &Blog, email: &str, password: &str) -> Answer {
    browser.post(blog, "/login", &[("email", email), ("password", password), ("next", "/account")]).await
}

async fn blog_with_password() -> Blog {
    let blog = Blog::start().await;
    blog.set_password("Ada", PASSWORD).await;
    blog
}

#[tokio::test]
async fn whoever_is_logged_in_sees_the_desk_and_nobody_else_does() {
    let blog = Blog::start().await;
    let stranger = Browser::new().get(&blog, "/admin").await;
    assert_eq!(stranger.status, 303);
    assert_eq!(stranger.location.as_deref(), Some("/login?next=%2Fadmin"));
    let ada = Browser::log_in_as(&blog, "Ada").await;
    assert_eq!(ada.get(&blog, "/admin").await.status, 200);
}

#[tokio::test]
async fn the_right_password_leads_on_however_the_address_is_typed() {
    let blog = blog_with_password().await;
    let browser = Browser::new();
    let form = browser.get(&blog, "/login?next=/account").await;
    assert_eq!(form.status, 200);
    assert!(form.body.contains("value=\"/account\""), "{}", form.body);
    let answer = log_in(&browser, &blog, " Ada@Example.ORG ", PASSWORD).await;
    assert_eq!((answer.status.as_u16(), answer.location.as_deref()), (303, Some("/account")));
    assert_eq!(browser.get(&blog, "/account").await.status, 200);
    let again = browser.get(&blog, "/login").await;
    assert_eq!((again.status.as_u16(), again.location.as_deref()), (303, Some("/admin")));
}

#[tokio::test]
async fn the_cookie_is_kept_from_scripts_and_other_sites() {
    let blog = blog_with_password().await;
    let answer = log_in(&Browser::new(), &blog, "ada@example.org", PASSWORD).await;
    let cookie = answer.headers[SET_COOKIE].to_str().unwrap();
    let (token, rest) = cookie.strip_prefix("session=").unwrap().split_once("; ").unwrap();
    assert_eq!(token.len(), 43, "256 bits");
    assert_eq!(rest, "Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax");
    let database = std::fs::read(blog.folder().join("postil.db")).unwrap();
    let journal = std::fs::read(blog.folder().join("postil.db-wal")).unwrap_or_default();
    for file in [database, journal] {
        assert!(!file.windows(token.len()).any(|window| window == token.as_bytes()));
    }
}

#[tokio::test]
async fn an_unknown_name_and_a_wrong_password_get_the_same_answer() {
    let blog = blog_with_password().await;
    blog.add_user("Nopassword", postil::testing::Role::Author).await;
    let mut bodies = Vec::new();
    for name in ["ada", "nobody", "nopassword"] {
        let email = format!("{name}@example.org");
        let answer = log_in(&Browser::new(), &blog, &email, "not the right one").await;
        assert_eq!(answer.status, 422);
        assert!(answer.headers.get(SET_COOKIE).is_none());
        assert!(answer.body.contains(&email), "what was typed is kept");
        assert!(!answer.body.contains("not the right one"), "but for the password");
        bodies.push(answer.body.replace(&email, "NAME"));
    }
    assert_eq!(bodies[0], bodies[1]);
    assert_eq!(bodies[0], bodies[2]);
}

#[tokio::test]
async fn what_was_typed_is_kept_when_too_many_passwords_are_looked_at() {
    let blog = blog_with_password().await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let _busy = blog.hold_passwords();
    let refused = log_in(&Browser::new(), &blog, "ada@example.org", PASSWORD).await;
    assert_eq!((refused.status.as_u16(), &refused.headers["retry-after"]), (503, &"5".parse().unwrap()));
    for part in ["value=\"ada@example.org\"", "value=\"/account\"", "few seconds"] {
        assert!(refused.body.contains(part), "{part} in {}", refused.body);
    }
    let about = [
        ("name", "Ada Lovelace"),
        ("email", "other@example.org"),
        ("biography", "Long words"),
        ("website", ""),
        ("password", PASSWORD),
    ];
    let refused = ada.post(&blog, "/account", &about).await;
    assert_eq!(refused.status, 503);
    for part in ["Ada Lovelace", "other@example.org", "Long words", "few seconds"] {
        assert!(refused.body.contains(part), "{part} in {}", refused.body);
    }
    for (path, field) in [("/account/password", "present"), ("/account/second-factor", "password")] {
        let refused = ada.post(&blog, path, &[(field, PASSWORD), ("wanted", "five other plain words")]).await;
        assert!(refused.status == 503 && refused.body.contains("few seconds"), "{path}: {}", refused.body);
    }
}

#[tokio::test]
async fn nobody_gets_in_without_a_password() {
    let blog = Blog::start().await;
    for (email, password) in
        [("ada@example.org", ""), ("", ""), ("ada@example.org", "nobody has this password")]
    {
        assert_eq!(log_in(&Browser::new(), &blog, email, password).await.status, 422, "{email} {password}");
    }
    let bare = Browser::new().post(&blog, "/login", &[]).await;
    assert_eq!(bare.status, 422);
}

#[tokio::test]
async fn one_account_can_be_tried_a_few_times_and_its_owner_gets_in_from_elsewhere() {
    let blog = Blog::start_behind_proxy().await;
    blog.set_password("Ada", PASSWORD).await;
    let from = |network: usize, password: &'static str| {
        let fields = [("email", "ada@example.org"), ("password", password)];
        let request = Browser::new().client().post(blog.url("/login")).form(&fields);
        answer(request.header("x-forwarded-for", format!("203.0.{network}.9")))
    };
    for _ in 0..10 {
        assert_eq!(from(1, "a wrong one").await.status, 422);
    }
    let refused = from(1, PASSWORD).await;
    assert_eq!(refused.status, 429, "even with the right password");
    assert_eq!(refused.headers["retry-after"], "60");
    assert!(
        refused.body.contains("Wait a minute") && refused.body.contains("ada@example.org"),
        "{}",
        refused.body
    );
    assert_eq!(from(2, PASSWORD).await.status, 303, "a stranger's guesses keep nobody else out");
    for number in 0..49 {
        assert_eq!(from(3 + number / 7, "a wrong one").await.status, 422);
    }
    assert_eq!(from(77, PASSWORD).await.status, 429, "guessing from many networks is slowed all the same");
    blog.advance(60);
    assert_eq!(from(1, PASSWORD).await.status, 303);
}

#[tokio::test]
async fn a_browser_that_logged_in_before_has_tries_of_its_own() {
    let blog = Blog::start_behind_proxy().await;
    blog.add_user("Grace", postil::testing::Role::Author).await;
    for name in ["Ada", "Grace"] {
        blog.set_password(name, PASSWORD).await;
    }
    let try_from = |browser: &Browser, network: usize, password: &'static str| {
        let fields = [("email", "ada@example.org"), ("password", password)];
        let request = browser.client().post(blog.url("/login")).form(&fields);
        answer(request.header("x-forwarded-for", format!("203.0.{network}.9")))
    };
    let adas = Browser::new();
    let first = try_from(&adas, 1, PASSWORD).await;
    let kept: Vec<_> =
        first.headers.get_all(SET_COOKIE).iter().map(|cookie| cookie.to_str().unwrap()).collect();
    assert!(
        kept[1].starts_with("known-device=") && kept[1].contains("Max-Age=31536000; HttpOnly"),
        "{kept:?}"
    );
    adas.post(&blog, "/logout", &[]).await;
    let graces = Browser::new();
    let fields = [("email", "grace@example.org"), ("password", PASSWORD)];
    assert_eq!(graces.post(&blog, "/login", &fields).await.status, 303);
    for number in 0..70 {
        let guess = try_from(&Browser::new(), 2 + number, "a wrong one").await;
        assert!(guess.status == 422 || guess.status == 429);
    }
    assert_eq!(try_from(&Browser::new(), 100, PASSWORD).await.status, 429, "a browser nobody knows");
    assert_eq!(try_from(&graces, 101, PASSWORD).await.status, 429, "one that is known for somebody else");
    assert_eq!(try_from(&adas, 102, PASSWORD).await.status, 303, "her own");
    for _ in 0..10 {
        assert_eq!(try_from(&adas, 103, "a wrong one").await.status, 422);
    }
    assert_eq!(try_from(&adas, 104, PASSWORD).await.status, 429, "whoever has stolen it guesses no faster");
}

#[tokio::test]
async fn one_network_can_try_a_few_accounts_and_others_go_on() {
    let blog = Blog::start_behind_proxy().await;
    blog.set_password("Ada", PASSWORD).await;
    let browser = Browser::new();
    let from = |address: String, name: String| {
        let fields = [("email", format!("{name}@example.org")), ("password", PASSWORD.to_owned())];
        answer(browser.client().post(blog.url("/login")).form(&fields).header("x-forwarded-for", address))
    };
    for number in 0..20 {
        assert_eq!(from(format!("198.51.100.{number}"), format!("guess{number}")).await.status, 422);
    }
    assert_eq!(from("198.51.100.200".to_owned(), "ada".to_owned()).await.status, 429);
    assert_eq!(from("198.51.101.1".to_owned(), "ada".to_owned()).await.status, 303);
}

#[tokio::test]
async fn the_login_leads_to_no_other_site() {
    let blog = blog_with_password().await;
    for next in ["https://example.com/", "//example.com", "/\\example.com", "/\t/example.com"] {
        let fields = [("email", "ada@example.org"), ("password", PASSWORD), ("next", next)];
        let answer = Browser::new().post(&blog, "/login", &fields).await;
        assert_eq!(answer.location.as_deref(), Some("/admin"), "{next}");
    }
}

#[tokio::test]
async fn logging_out_ends_the_session_for_good() {
    let blog = Blog::start().await;
    let cookie = blog.log_in_as("Ada").await;
    let browser = Browser::new();
    let asked = || answer(browser.client().get(blog.url("/admin")).header("cookie", &cookie));
    assert_eq!(asked().await.status, 200);
    let out = answer(browser.client().post(blog.url("/logout")).header("cookie", &cookie)).await;
    assert_eq!((out.status.as_u16(), out.location.as_deref()), (303, Some("/")));
    assert!(out.headers[SET_COOKIE].to_str().unwrap().contains("session=; Path=/; Max-Age=0"));
    assert_eq!(asked().await.status, 303, "the token itself is worth nothing");
    assert_eq!(browser.post(&blog, "/logout", &[]).await.status, 303);
}

#[tokio::test]
async fn another_site_can_neither_log_in_nor_out() {
    let blog = blog_with_password().await;
    let cookie = blog.log_in_as("Ada").await;
    let browser = Browser::new();
    for path in ["/login", "/logout"] {
        let request = browser.client().post(blog.url(path)).header("sec-fetch-site", "cross-site");
        assert_eq!(
            answer(request.header("cookie", &cookie).form(&[("email", "x")])).await.status,
            403,
            "{path}"
        );
    }
    assert_eq!(answer(browser.client().get(blog.url("/admin")).header("cookie", &cookie)).await.status, 200);
}

#[tokio::test]
async fn a_session_lasts_thirty_days_from_its_last_use() {
    const DAY: i64 = 24 * 60 * 60;
    let blog = Blog::start().await;
    let cookie = blog.log_in_as("Ada").await;
    let browser = Browser::new();
    let asked = || answer(browser.client().get(blog.url("/admin")).header("cookie", &cookie));
    blog.advance(59 * 60);
    assert!(asked().await.headers.get(SET_COOKIE).is_none(), "being seen is noted each hour, not each time");
    for _ in 0..3 {
        blog.advance(20 * DAY);
        let seen = asked().await;
        assert_eq!(seen.status, 200);
        let cookie_anew = seen.headers[SET_COOKIE].to_str().unwrap();
        assert!(cookie_anew.starts_with(&cookie) && cookie_anew.contains("Max-Age=2592000"), "{cookie_anew}");
    }
    blog.advance(30 * DAY + 1);
    assert_eq!(asked().await.status, 303);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twenty_logins_at_once_are_all_answered_and_keep_no_reader_waiting() {
    let blog = Blog::start_behind_proxy().await;
    blog.set_password("Ada", PASSWORD).await;
    blog.publish("First light", "It begins.", &[]).await;
    let browser = Browser::new();
    let logins: Vec<_> = (0..20)
        .map(|number| {
            let fields = [("email", "ada@example.org"), ("password", PASSWORD)];
            let request = browser.client().post(blog.url("/login")).form(&fields);
            tokio::spawn(answer(request.header("x-forwarded-for", format!("203.0.{number}.9"))))
        })
        .collect();
    let reader = Browser::new();
    let mut slowest = Duration::ZERO;
    while logins.iter().any(|login| !login.is_finished()) {
        let since = Instant::now();
        assert_eq!(reader.get(&blog, "/").await.status, 200);
        slowest = slowest.max(since.elapsed());
    }
    for login in logins {
        assert_eq!(login.await.unwrap().status, 303);
    }
    // Far above what it takes, since tests run beside each other; a reader behind twenty hashes would wait longer.
    assert!(slowest < Duration::from_millis(500), "{slowest:?}");
}
