//! Requests over https by way of a proxy, and over plain HTTP beside them: which cookies are set, and which are read.

use postil::testing::Blog;
use reqwest::header::SET_COOKIE;

use crate::client::{Answer, Browser, answer};
use crate::comments::typed;

const PASSWORD: &str = "four plain words here";
const HTTPS: &str = "https://blog.example";

/// As a proxy that was told its host passes it on.
const BY_HOST: [(&str, &str); 1] = [("host", "blog.example")];
const BY_PROXY: [(&str, &str); 1] = [("x-forwarded-proto", "https")];

async fn log_in(browser: &Browser, blog: &Blog) -> String {
    let answer = browser.post(blog, "/login", &[("email", "ada@example.org"), ("password", PASSWORD)]).await;
    assert_eq!(answer.status, 303);
    answer.headers[SET_COOKIE].to_str().unwrap().to_owned()
}

async fn desk(blog: &Blog, cookie: &str, headers: &[(&str, &str)]) -> Answer {
    let browser = Browser::sending(headers);
    answer(browser.client().get(blog.url("/admin")).header("cookie", cookie)).await
}

#[tokio::test]
async fn on_a_bare_address_the_login_works_though_the_public_one_has_https() {
    let blog = Blog::start_with_base_url(HTTPS).await;
    blog.set_password("Ada", PASSWORD).await;
    let browser = Browser::new();
    let cookie = log_in(&browser, &blog).await;
    assert!(cookie.starts_with("session=") && !cookie.contains("Secure"), "{cookie}");
    let desk = browser.get(&blog, "/admin").await;
    assert_eq!(desk.status, 200);
    assert!(desk.body.contains("did not come over https"), "{}", desk.body);
}

#[tokio::test]
async fn a_request_to_the_public_https_address_gets_a_secure_cookie() {
    let blog = Blog::start_with_base_url(HTTPS).await;
    blog.set_password("Ada", PASSWORD).await;
    let cookie = log_in(&Browser::sending(&BY_HOST), &blog).await;
    assert!(cookie.starts_with("__Host-session=") && cookie.ends_with("; Secure"), "{cookie}");
    let desk = desk(&blog, cookie.split(';').next().unwrap(), &BY_HOST).await;
    assert_eq!(desk.status, 200);
    assert!(!desk.body.contains("did not come over https"), "{}", desk.body);
}

#[tokio::test]
async fn a_trusted_proxy_says_how_a_request_came() {
    let blog = Blog::start_behind_proxy().await;
    blog.set_password("Ada", PASSWORD).await;
    let cookie = log_in(&Browser::sending(&BY_PROXY), &blog).await;
    assert!(cookie.starts_with("__Host-session=") && cookie.ends_with("; Secure"), "{cookie}");
    assert_eq!(desk(&blog, cookie.split(';').next().unwrap(), &BY_PROXY).await.status, 200);
    let plain = log_in(&Browser::sending(&[("x-forwarded-proto", "http")]), &blog).await;
    assert!(plain.starts_with("session="), "{plain}");
}

#[tokio::test]
async fn nobody_else_is_believed_about_it() {
    let blog = Blog::start().await;
    blog.set_password("Ada", PASSWORD).await;
    let cookie = log_in(&Browser::sending(&BY_PROXY), &blog).await;
    assert!(cookie.starts_with("session="), "{cookie}");
}

#[tokio::test]
async fn over_https_a_login_that_plain_http_may_have_planted_counts_for_nothing() {
    let blog = Blog::start_with_base_url(HTTPS).await;
    let planted = blog.log_in_as("Ada").await;
    assert_eq!(desk(&blog, &planted, &[]).await.status, 200);
    assert_eq!(desk(&blog, &planted, &BY_HOST).await.status, 303);
}

#[tokio::test]
async fn another_https_address_in_the_settings_logs_nobody_out_who_came_over_plain_http() {
    let blog = Blog::start().await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    for address in ["https://blog.example", "http://blog.example", ""] {
        blog.set_base_url(address).await;
        assert_eq!(ada.get(&blog, "/admin").await.status, 200, "{address:?}");
    }
}

#[tokio::test]
async fn a_commenter_is_known_by_either_way() {
    let blog = Blog::start_with_base_url(HTTPS).await;
    let post = blog.publish("Weir", "Text", &[]).await;
    for (headers, start) in [(&BY_HOST[..], "__Host-commenter="), (&[], "commenter=")] {
        let browser = Browser::sending(headers);
        let sent = typed(post, "Hello there").sent(&browser, &blog).await;
        let cookie = sent.headers[SET_COOKIE].to_str().unwrap();
        assert!(cookie.starts_with(start), "{cookie}");
        assert_eq!(cookie.ends_with("; Secure"), start.starts_with("__Host-"), "{cookie}");
        let own = browser.client().get(blog.url("/comments"));
        let own = answer(own.header("cookie", cookie.split(';').next().unwrap())).await;
        assert!(own.body.contains("Hello there"), "{}", own.body);
    }
}
