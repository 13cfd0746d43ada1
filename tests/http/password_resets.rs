//! Forgotten passwords: asking for a link, which says nothing about who is known, and the one password that it gives.

use postil::testing::Blog;
use reqwest::StatusCode;

use crate::client::{Answer, Browser, answer};
use crate::mail::server::{Act, Server, Step};

const PASSWORD: &str = "four plain words here";
const ANOTHER: &str = "five other plain words here";

async fn blog(server: &Server) -> Blog {
    let blog = Blog::start_with_mail(&server.url()).await;
    blog.set_password("Ada", PASSWORD).await;
    blog
}

async fn ask(blog: &Blog, email: &str) -> Answer {
    Browser::new().post(blog, "/login/forgotten", &[("email", email)]).await
}

/// The path of the link in the newest letter that came.
async fn link(blog: &Blog, server: &Server) -> String {
    blog.send_letters().await;
    server.received().last().expect("a letter").link("/login/reset/")
}

async fn choose(blog: &Blog, link: &str, wanted: &str) -> Answer {
    Browser::new().post(blog, link, &[("wanted", wanted)]).await
}

async fn logs_in(blog: &Blog, password: &str) -> bool {
    let fields = [("email", "ada@example.org"), ("password", password)];
    Browser::new().post(blog, "/login", &fields).await.status == StatusCode::SEE_OTHER
}

#[tokio::test]
async fn who_forgot_their_password_chooses_another_and_is_logged_out_everywhere() {
    let server = Server::start().await;
    let blog = blog(&server).await;
    let elsewhere = Browser::log_in_as(&blog, "Ada").await;
    let form = Browser::new().get(&blog, "/login").await;
    assert!(form.body.contains("href=\"/login/forgotten\""), "{}", form.body);
    let asked = ask(&blog, " ADA@example.org ").await;
    assert_eq!(asked.location.as_deref(), Some("/login/forgotten?done=asked"), "{}", asked.body);
    let page = Browser::new().get(&blog, "/login/forgotten?done=asked").await;
    assert!(page.body.contains("If somebody logs in here with this address"), "{}", page.body);
    let link = link(&blog, &server).await;
    let letter = server.received().remove(0);
    assert_eq!(letter.to, "<ada@example.org>");
    assert!(letter.words.contains("Subject: A new password for A new blog"), "{}", letter.words);
    for _ in 0..2 {
        let shown = Browser::new().get(&blog, &link).await;
        assert_eq!(shown.status, 200, "programs that look at links use nothing up");
        assert!(shown.body.contains("value=\"ada@example.org\" readonly"), "{}", shown.body);
    }
    assert_eq!(elsewhere.get(&blog, "/admin").await.status, 200);
    let weak = choose(&blog, &link, "short").await;
    assert_eq!(weak.status, 422);
    assert!(weak.body.contains("too short") && weak.body.contains("id=\"wanted-error\""), "{}", weak.body);
    let done = choose(&blog, &link, ANOTHER).await;
    assert_eq!(done.location.as_deref(), Some("/login/forgotten?done=changed"), "{}", done.body);
    assert!(!done.headers.contains_key("set-cookie"), "nobody is logged in by a letter alone");
    assert_eq!(elsewhere.get(&blog, "/admin").await.status, 303, "every session has ended");
    assert!(logs_in(&blog, ANOTHER).await && !logs_in(&blog, PASSWORD).await);
    let again = choose(&blog, &link, "six entirely other plain words").await;
    assert_eq!((again.status.as_u16(), Browser::new().get(&blog, &link).await.status.as_u16()), (410, 410));
    assert!(again.body.contains("This link was used"), "{}", again.body);
    assert!(logs_in(&blog, ANOTHER).await);
}

#[tokio::test]
async fn the_answer_does_not_tell_who_is_known_and_strangers_get_no_letter() {
    let server = Server::start().await;
    let blog = blog(&server).await;
    let (known, unknown) = (ask(&blog, "ada@example.org").await, ask(&blog, "nobody@example.org").await);
    let told = |answer: &Answer| (answer.status, answer.location.clone(), answer.body.clone());
    assert_eq!(told(&known), told(&unknown));
    blog.send_letters().await;
    let letters = server.received();
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].to, "<ada@example.org>");
    let ada = Browser::log_in_as(&blog, "Ada").await;
    assert!(!ada.get(&blog, "/admin/mail").await.body.contains("nobody@"), "nothing is kept of a stranger");
}

#[tokio::test]
async fn one_address_gets_a_few_letters_a_day_however_patiently_they_are_asked_for() {
    let server = Server::start().await;
    let blog = blog(&server).await;
    let twenty_minutes = 20 * 60;
    for _ in 0..(2 * 24 * 3) {
        let asked = ask(&blog, "ada@example.org").await;
        assert!(asked.status == 303 || asked.status == 429, "{}", asked.status);
        blog.send_letters().await;
        blog.advance(twenty_minutes);
    }
    let letters = server.received().len();
    assert!((16..=18).contains(&letters), "six at once and six a day for two days: {letters}");
    assert_eq!(ask(&blog, "grace@example.org").await.status, 303, "others may still ask");
}

#[tokio::test]
async fn what_is_no_address_is_told_at_its_field() {
    let server = Server::start().await;
    let blog = blog(&server).await;
    for bad in ["", "ada", "ada@example.org\r\nBcc: eve@example.org", "a b@example.org"] {
        let refused = ask(&blog, bad).await;
        assert_eq!(refused.status, 422, "{bad:?}");
        assert!(refused.body.contains("id=\"email-error\""), "{}", refused.body);
    }
}

#[tokio::test]
async fn a_link_holds_for_an_hour_and_each_letter_of_it_counts() {
    let server = Server::start().await;
    let blog = blog(&server).await;
    ask(&blog, "ada@example.org").await;
    let link = link(&blog, &server).await;
    let is_open = async |link: &str| Browser::new().get(&blog, link).await.status == StatusCode::OK;
    blog.advance(60 * 60);
    assert!(is_open(&link).await);
    let last = link.len() - 1;
    for edited in
        [format!("{}x", &link[..last]), format!("{link}x"), link[..last].to_owned(), link.to_uppercase()]
    {
        assert!(!is_open(&edited).await, "{edited}");
        assert_ne!(choose(&blog, &edited, ANOTHER).await.status, 303, "{edited}");
    }
    blog.advance(1);
    assert!(!is_open(&link).await);
    assert_eq!(choose(&blog, &link, ANOTHER).await.status, 410);
    assert!(logs_in(&blog, PASSWORD).await);
}

#[tokio::test]
async fn a_link_is_dead_once_the_password_or_the_address_changed_by_other_means() {
    let server = Server::start().await;
    let blog = blog(&server).await;
    ask(&blog, "ada@example.org").await;
    let first = link(&blog, &server).await;
    blog.set_password("Ada", ANOTHER).await;
    assert_eq!(choose(&blog, &first, "six entirely other plain words").await.status, 410);
    ask(&blog, "ada@example.org").await;
    let second = link(&blog, &server).await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let fields = [
        ("name", "Ada"),
        ("email", "countess@example.org"),
        ("biography", ""),
        ("website", ""),
        ("password", ANOTHER),
    ];
    assert_eq!(ada.post(&blog, "/account", &fields).await.status, 303);
    assert_eq!(choose(&blog, &second, "six entirely other plain words").await.status, 410);
}

#[tokio::test]
async fn of_two_letters_the_first_that_is_used_ends_the_other() {
    let server = Server::start().await;
    let blog = blog(&server).await;
    ask(&blog, "ada@example.org").await;
    let first = link(&blog, &server).await;
    ask(&blog, "ada@example.org").await;
    let second = link(&blog, &server).await;
    assert_ne!(first, second);
    assert_eq!(choose(&blog, &second, ANOTHER).await.status, 303);
    assert_eq!(choose(&blog, &first, "six entirely other plain words").await.status, 410);
}

#[tokio::test]
async fn of_two_at_the_same_moment_one_chooses() {
    let server = Server::start().await;
    let blog = blog(&server).await;
    ask(&blog, "ada@example.org").await;
    let link = link(&blog, &server).await;
    let (one, other) =
        tokio::join!(choose(&blog, &link, ANOTHER), choose(&blog, &link, "six other plain words"));
    let mut codes = [one.status.as_u16(), other.status.as_u16()];
    codes.sort_unstable();
    assert_eq!(codes, [303, 410]);
    assert_ne!(logs_in(&blog, ANOTHER).await, logs_in(&blog, "six other plain words").await);
}

#[tokio::test]
async fn one_address_and_one_network_can_ask_a_few_times() {
    let server = Server::start().await;
    let blog = blog(&server).await;
    for _ in 0..3 {
        assert_eq!(ask(&blog, "ada@example.org").await.status, 303);
    }
    let refused = ask(&blog, "ada@example.org").await;
    assert_eq!(refused.status, 429);
    assert!(refused.headers.contains_key("retry-after") && refused.body.contains("too many attempts"));
    let stranger =
        async |number: i32| ask(&blog, &format!("stranger{number}@example.org")).await.status.as_u16();
    let mut codes = Vec::new();
    for number in 0..10 {
        codes.push(stranger(number).await);
    }
    assert!(codes.starts_with(&[303; 6]) && codes.ends_with(&[429]), "{codes:?}");
    blog.advance(600);
    assert_eq!(ask(&blog, "ada@example.org").await.status, 303);
}

#[tokio::test]
async fn a_forged_host_stands_in_no_letter() {
    let server = Server::start().await;
    let blog = blog(&server).await;
    let request = Browser::new().client().post(blog.url("/login/forgotten"));
    let request = request.header("host", "evil.example").header("x-forwarded-host", "evil.example");
    let asked = answer(request.form(&[("email", "ada@example.org")])).await;
    assert_eq!(asked.status, 303);
    blog.send_letters().await;
    let letter = server.received().remove(0);
    assert!(!letter.words.contains("evil"), "{}", letter.words);
}

#[tokio::test]
async fn a_letter_that_comes_too_late_is_not_sent_at_all() {
    let server = Server::start().await;
    server.play_at(Step::Greeting, Act::Cut);
    let blog = blog(&server).await;
    ask(&blog, "ada@example.org").await;
    for _ in 0..5 {
        blog.send_letters().await;
        blog.advance(15 * 60);
    }
    server.behave();
    blog.send_letters().await;
    assert!(server.received().is_empty());
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let page = ada.get(&blog, "/admin/mail").await.body;
    assert!(page.contains("Not sent") && !page.contains("Send again"), "its link is gone: {page}");
    let refused = ada.post(&blog, "/admin/mail/1/sending", &[]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("was wiped"), "{}", refused.body);
}

#[tokio::test]
async fn without_mail_the_page_says_whom_to_ask() {
    let blog = Blog::start().await;
    let page = Browser::new().get(&blog, "/login/forgotten").await;
    assert!(page.body.contains("can’t send letters") && !page.body.contains("<form"), "{}", page.body);
    assert_eq!(ask(&blog, "ada@example.org").await.status, 422);
}

#[tokio::test]
async fn nonsense_for_a_link_is_said_kindly() {
    let blog = Blog::start().await;
    for nonsense in ["x", "a.b", "..", "%00", &"9".repeat(3000)] {
        let link = format!("/login/reset/{nonsense}");
        let status = Browser::new().get(&blog, &link).await.status.as_u16();
        assert!([404, 410].contains(&status), "{nonsense}: {status}");
        let status = choose(&blog, &link, ANOTHER).await.status.as_u16();
        assert!([404, 405, 410].contains(&status), "{nonsense}: {status}");
    }
}
