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

#[tokio::test]
async fn browsers_are_asked_to_stay_with_https_once_they_came_by_it() {
    let blog = Blog::start_with_base_url(HTTPS).await;
    for path in ["/", "/login", "/nothing"] {
        let secure = Browser::sending(&BY_HOST).get(&blog, path).await;
        assert_eq!(secure.headers["strict-transport-security"], "max-age=31536000", "{path}");
        let plain = Browser::new().get(&blog, path).await;
        assert!(!plain.headers.contains_key("strict-transport-security"), "{path}");
    }
}

#[tokio::test]
async fn a_form_of_the_public_address_is_our_own_though_a_proxy_changed_the_host() {
    let blog = Blog::start().await;
    let ours = Browser::sending(&[("origin", HTTPS), ("host", "internal:8080")]);
    let sent = async || answer(ours.client().post(blog.url("/logout")).form(&[("a", "b")])).await.status;
    assert_eq!(sent().await, 403, "nobody said so yet");
    blog.set_base_url(HTTPS).await;
    assert_eq!(sent().await, 303);
    blog.set_base_url("https://elsewhere.example").await;
    assert_eq!(sent().await, 403);
}

#[tokio::test]
async fn a_forged_host_stands_in_no_answer() {
    for blog in [Blog::start().await, Blog::start_with_base_url(HTTPS).await] {
        let post = blog.publish("Weir", "Text", &["Water"]).await;
        let path = blog.path_of(post).await;
        let forged = Browser::sending(&[("host", "evil.example"), ("x-forwarded-host", "evil.example")]);
        let feeds =
            ["/feeds/posts.atom", "/feeds/posts.rss", "/feeds/comments.atom", "/feeds/tags/water.rss"];
        let pages = ["/", &path, "/tags/water", "/archive", "/search?q=text", "/robots.txt", "/sitemap.xml"];
        let moved = ["/2017/03", "/index.html", "/atom.xml", "/admin", "/login", "/comments"];
        let wrong = ["/nothing", "/%ff", "/setup/wrong", "/comments/token?post=x"];
        for path in feeds.into_iter().chain(pages).chain(moved).chain(wrong) {
            let answer = forged.get(&blog, path).await;
            assert!(!answer.body.contains("evil.example"), "{path}: {}", answer.body);
            assert!(
                !format!("{:?}", answer.headers).contains("evil.example"),
                "{path}: {:?}",
                answer.headers
            );
        }
        let refused = forged.client().post(blog.url("/login")).header("sec-fetch-site", "cross-site");
        assert!(!answer(refused).await.body.contains("evil.example"));
    }
}
