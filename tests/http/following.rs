//! Following comments by mail, from asking to the last letter, and what strangers can't do with it.

mod abuse;
mod erasing;

use postil::testing::{Arrived, Blog, Role};
use sqlx::ConnectOptions as _;
use sqlx::sqlite::SqliteConnectOptions;

use crate::client::{Answer, Browser, answer};
use crate::mail::server::{Received, Server};

const GRACE: &str = "grace@example.net";
const CONFIRMATION: &str = "/comments/following/confirmation/";
const END: &str = "/comments/following/end/";
const LIST: &str = "/comments/following/list/";

/// A blog that publishes at once and sends mail, with one post.
async fn blog(server: &Server) -> (Blog, i64) {
    let blog = Blog::start_with_mail(&server.url()).await;
    blog.set_comment_policy("publish").await;
    let post = blog.publish("Weir", "Text", &[]).await;
    (blog, post)
}

async fn ask(blog: &Blog, browser: &Browser, email: &str, post: i64) -> Answer {
    let post = post.to_string();
    browser.post(blog, "/comments/following", &[("email", email), ("post", &post)]).await
}

/// Everything that is to be told by now is sent; answers what this address got so far.
async fn letters(blog: &Blog, server: &Server, to: &str) -> Vec<Received> {
    blog.tell_of_comments().await;
    blog.send_letters().await;
    let to = format!("<{to}>");
    server.received().into_iter().filter(|letter| letter.to == to).collect()
}

/// Where what a letter came from is ended; its header says it first.
fn end_of(letter: &Received) -> String {
    letter.link(END).trim_end_matches('>').to_owned()
}

async fn agree(blog: &Blog, link: &str) -> Answer {
    Browser::new().post(blog, link, &[("answer", "yes")]).await
}

/// Lets an address follow a post.
async fn follows(blog: &Blog, server: &Server, email: &str, post: i64) {
    ask(blog, &Browser::new(), email, post).await;
    let link = letters(blog, server, email).await.last().expect("a letter").link(CONFIRMATION);
    assert_eq!(agree(blog, &link).await.status, 303);
}

fn said(post: i64, text: &str) -> Arrived<'_> {
    Arrived { post, parent: None, name: "Jo", text, state: "published" }
}

#[tokio::test]
async fn a_reader_follows_a_post_by_agreeing_to_a_letter_and_ends_it_by_one_click() {
    let server = Server::start().await;
    let (blog, post) = blog(&server).await;
    let page = Browser::new().get(&blog, &blog.path_of(post).await).await.body;
    assert!(page.contains("action=\"/comments/following\"") && !page.contains(GRACE), "{page}");
    let asked = ask(&blog, &Browser::new(), " Grace@Example.net ", post).await;
    assert_eq!(asked.location.as_deref(), Some("/comments/following"), "{}", asked.body);
    let told = Browser::new().get(&blog, "/comments/following").await;
    assert!(told.body.contains("If this address takes letters"), "{}", told.body);
    blog.add_comment(said(post, "Before anybody agreed")).await;
    let first = letters(&blog, &server, GRACE).await;
    assert_eq!(first.len(), 1, "one that asks, and no more");
    assert!(first[0].words.contains("Subject: Follow comments on A new blog?"), "{}", first[0].words);
    let link = first[0].link(CONFIRMATION);
    for _ in 0..2 {
        let shown = Browser::new().get(&blog, &link).await;
        assert_eq!(
            (shown.status.as_u16(), &shown.headers["cache-control"]),
            (200, &"no-store".parse().unwrap())
        );
        assert!(shown.body.contains("Follow comments?") && shown.body.contains("Weir"), "{}", shown.body);
    }
    blog.add_comment(said(post, "Looking at a link is no agreement")).await;
    assert_eq!(letters(&blog, &server, GRACE).await.len(), 1);
    assert_eq!(agree(&blog, &link).await.location.as_deref(), Some(link.as_str()));
    assert!(Browser::new().get(&blog, &link).await.body.contains("You follow this"));
    blog.add_comment(said(post, "The *bridge* held <b>out</b>.")).await;
    let got = letters(&blog, &server, GRACE).await;
    assert_eq!(got.len(), 2);
    let letter = &got[1];
    for part in ["Jo on", "bridge held", "List-Unsubscribe-Post: List-Unsubscribe=One-Click", "Weir"] {
        assert!(letter.text().contains(part), "{part} in {}", letter.text());
    }
    assert!(!letter.text().contains("no agreement"), "{}", letter.text());
    let place = letter.link("/comments/at/");
    let led = Browser::new().get(&blog, &place).await;
    assert!(led.location.unwrap().starts_with("/2017/03/weir#c"));
    let end = end_of(letter);
    let header = letter.words.lines().find(|line| line.starts_with("List-Unsubscribe:")).unwrap();
    assert!(header.contains(&format!("<http://blog.example.org{end}>")), "{header}");
    assert!(Browser::new().get(&blog, &end).await.body.contains("End these letters?"));
    blog.advance(3600);
    blog.add_comment(said(post, "Looking ends nothing either")).await;
    assert_eq!(letters(&blog, &server, GRACE).await.len(), 3);
    let click = Browser::new().client().post(blog.url(&end)).header("origin", "https://mail.example");
    let click = click.header("sec-fetch-site", "cross-site").form(&[("List-Unsubscribe", "One-Click")]);
    let ended = answer(click).await;
    assert_eq!((ended.status.as_u16(), ended.location), (200, None), "no redirect (RFC 8058)");
    let bare = answer(Browser::new().client().post(blog.url(&end)).body("List-Unsubscribe=One-Click")).await;
    assert_eq!(bare.status, 200, "twice is once");
    blog.advance(3600);
    blog.add_comment(said(post, "Nobody hears this")).await;
    assert_eq!(letters(&blog, &server, GRACE).await.len(), 3);
    assert_eq!(agree(&blog, &link).await.status, 410, "what was ended is not begun by an old link");
}

#[tokio::test]
async fn a_comment_is_kept_and_its_writer_known_whatever_comes_of_the_letters_asked_for_beside_it() {
    let server = Server::start().await;
    let (blog, post) = blog(&server).await;
    let file = SqliteConnectOptions::new().filename(blog.folder().join("postil.db"));
    let mut other = file.connect().await.unwrap();
    sqlx::query("drop table unwilling").execute(&mut other).await.unwrap();
    let browser = Browser::new();
    let sent = comment(&blog, &browser, post, GRACE, "Who measured it?", "answers").await;
    assert_eq!(sent.status, 303, "{}", sent.body);
    let receipt = sent.location.expect("a receipt");
    assert!(receipt.ends_with("?follow=later"), "{receipt}");
    assert!(sent.headers["set-cookie"].to_str().unwrap().starts_with("commenter="));
    let shown = browser.get(&blog, &receipt).await.body;
    assert!(shown.contains("Who measured it?") && shown.contains("/deletion"), "{shown}");
}

/// Sends a comment by way of its preview, with what is to be followed.
async fn comment(blog: &Blog, browser: &Browser, post: i64, email: &str, text: &str, follow: &str) -> Answer {
    let post = post.to_string();
    let mut fields = vec![
        ("post", post.as_str()),
        ("name", "Grace"),
        ("email", email),
        ("text", text),
        ("follow", follow),
    ];
    let preview = browser.post(blog, "/comments/preview", &fields).await;
    let token = preview.body.split("name=\"token\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    let Some(token) = token else { return preview };
    assert!(preview.body.contains(&format!("value=\"{follow}\" selected")), "{}", preview.body);
    fields.push(("token", token));
    browser.post(blog, "/comments", &fields).await
}

#[tokio::test]
async fn who_comments_hears_of_answers_and_proves_an_address_once_in_a_browser() {
    let server = Server::start().await;
    let (blog, post) = blog(&server).await;
    let browser = Browser::new();
    let without = comment(&blog, &browser, post, "", "Who measured it?", "answers").await;
    assert_eq!(without.status, 422);
    for part in ["Say where the letters shall go", "Who measured it?", "id=\"comment-email-error\""] {
        assert!(without.body.contains(part), "{part} in {}", without.body);
    }
    let sent = comment(&blog, &browser, post, GRACE, "Who measured it?", "answers").await;
    let receipt = sent.location.expect("a receipt");
    assert!(receipt.ends_with("?follow=asked"), "{receipt}");
    assert!(browser.get(&blog, &receipt).await.body.contains("If this address takes letters"));
    let link = letters(&blog, &server, GRACE).await.remove(0).link(CONFIRMATION);
    browser.post(&blog, &link, &[("answer", "yes")]).await;
    let id =
        blog.comment_of(receipt.trim_start_matches("/comments/").trim_end_matches("?follow=asked")).await;
    blog.add_comment(said(post, "No answer at all")).await;
    assert_eq!(letters(&blog, &server, GRACE).await.len(), 1, "other comments are not followed");
    blog.add_comment(Arrived { parent: Some(id), ..said(post, "The clerk did.") }).await;
    let got = letters(&blog, &server, GRACE).await;
    assert_eq!(got.len(), 2);
    assert!(got[1].text().contains("Jo answers Grace on") && got[1].text().contains("The clerk did."));
    let again = comment(&blog, &browser, post, GRACE, "And when?", "post").await;
    assert!(again.location.unwrap().ends_with("?follow=done"), "the same browser needs no second proof");
    let elsewhere = comment(&blog, &Browser::new(), post, GRACE, "From elsewhere", "answers").await;
    assert!(elsewhere.location.unwrap().ends_with("?follow=asked"));
    blog.advance(3600);
    let got = letters(&blog, &server, GRACE).await;
    let own: Vec<_> = got.iter().filter(|letter| letter.text().contains("And when?")).collect();
    assert!(own.is_empty(), "nobody is told of their own words: {}", own[0].text());
}

#[tokio::test]
async fn many_at_once_are_one_letter_and_what_comes_soon_after_waits_for_the_next() {
    let server = Server::start().await;
    let (blog, post) = blog(&server).await;
    follows(&blog, &server, GRACE, post).await;
    for text in ["one", "two", "three"] {
        blog.add_comment(said(post, text)).await;
    }
    let got = letters(&blog, &server, GRACE).await;
    assert_eq!(got.len(), 2);
    assert!(got[1].words.contains("Subject: 3 new comments"), "{}", got[1].words);
    for number in 0..13 {
        blog.add_comment(said(post, &format!("later {number}"))).await;
        assert_eq!(letters(&blog, &server, GRACE).await.len(), 2);
    }
    blog.advance(30 * 60 - 1);
    assert_eq!(letters(&blog, &server, GRACE).await.len(), 2);
    blog.advance(1);
    let got = letters(&blog, &server, GRACE).await;
    assert_eq!(got.len(), 3);
    assert!(
        got[2].text().contains("later 0") && got[2].text().contains("There are 3 more."),
        "{}",
        got[2].text()
    );
}

#[tokio::test]
async fn a_comment_is_told_when_it_is_approved_and_never_twice() {
    let server = Server::start().await;
    let (blog, post) = blog(&server).await;
    blog.add_user("Mo", Role::Moderator).await;
    follows(&blog, &server, GRACE, post).await;
    let id = blog.add_comment(Arrived { state: "pending", ..said(post, "Slowly read") }).await;
    assert_eq!(letters(&blog, &server, GRACE).await.len(), 1);
    let mo = Browser::log_in_as(&blog, "Mo").await;
    let address = |what: &str| format!("/admin/comments/{id}/{what}");
    for round in 0..2 {
        blog.advance(3600);
        mo.post(&blog, &address("publication"), &[("from", "pending")]).await;
        assert_eq!(letters(&blog, &server, GRACE).await.len(), 2, "round {round}");
        mo.post(&blog, &address("undo"), &[("from", "pending"), ("state", "published")]).await;
    }
    assert!(letters(&blog, &server, GRACE).await[1].text().contains("Slowly read"));
}

#[tokio::test]
async fn what_is_gone_before_its_letter_leaves_is_not_told() {
    let server = Server::start().await;
    let (blog, post) = blog(&server).await;
    let other = blog.publish("Mill", "Text", &[]).await;
    for post in [post, other] {
        follows(&blog, &server, GRACE, post).await;
    }
    let mo = Browser::log_in_as(&blog, "Ada").await;
    let id = blog.add_comment(said(post, "Taken back at once")).await;
    blog.tell_of_comments().await;
    mo.post(&blog, &format!("/admin/comments/{id}/spam"), &[("from", "published")]).await;
    assert_eq!(letters(&blog, &server, GRACE).await.len(), 2);
    assert!(!mo.get(&blog, "/admin/mail").await.body.contains("id=\"dead\""), "nobody has to look after it");
    blog.advance(3600);
    blog.add_comment(said(other, "Under a post that goes")).await;
    blog.tell_of_comments().await;
    blog.hide_post(other).await;
    assert_eq!(letters(&blog, &server, GRACE).await.len(), 2);
}

#[tokio::test]
async fn everything_that_an_address_follows_is_listed_and_ended_there() {
    let server = Server::start().await;
    let (blog, post) = blog(&server).await;
    let other = blog.publish("Mill", "Text", &[]).await;
    for post in [post, other] {
        follows(&blog, &server, GRACE, post).await;
    }
    blog.add_comment(said(post, "A word")).await;
    let list = letters(&blog, &server, GRACE).await.last().unwrap().link(LIST);
    let page = Browser::new().get(&blog, &list).await.body;
    assert!(page.contains(GRACE) && page.contains("Weir") && page.contains("Mill"), "{page}");
    let id = page.split("name=\"id\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let ended = Browser::new().post(&blog, &list, &[("id", id)]).await;
    assert_eq!(ended.location.as_deref(), Some(list.as_str()));
    let page = Browser::new().get(&blog, &list).await.body;
    assert!(page.contains("Weir") && !page.contains("Mill"), "the newest stood first: {page}");
    Browser::new().post(&blog, &list, &[]).await;
    assert!(Browser::new().get(&blog, &list).await.body.contains("This address follows nothing here."));
}

#[tokio::test]
async fn nothing_is_offered_where_there_is_no_mail_or_no_place_for_comments() {
    let blog = Blog::start().await;
    let post = blog.publish("Weir", "Text", &[]).await;
    let page = Browser::new().get(&blog, &blog.path_of(post).await).await.body;
    assert!(!page.contains("following") && !page.contains("name=\"follow\""), "{page}");
    let form = Browser::new().get(&blog, &format!("/comments/following/new?post={post}")).await;
    assert!(form.body.contains("sends no mail") && !form.body.contains("type=\"email\""), "{}", form.body);
    assert_eq!(ask(&blog, &Browser::new(), GRACE, post).await.status, 422);
    let server = Server::start().await;
    let (blog, post) = self::blog(&server).await;
    assert_eq!(ask(&blog, &Browser::new(), GRACE, 999).await.status, 404);
    let wrong = ask(&blog, &Browser::new(), "grace", post).await;
    assert_eq!(wrong.status, 422);
    assert!(
        wrong.body.contains("id=\"email-error\"") && wrong.body.contains("value=\"grace\""),
        "{}",
        wrong.body
    );
    blog.set_comment_policy("closed").await;
    let form = Browser::new().get(&blog, &format!("/comments/following/new?post={post}")).await;
    assert!(form.body.contains("nothing to follow here"), "{}", form.body);
}
