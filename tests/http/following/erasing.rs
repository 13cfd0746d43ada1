//! Who has everything erased hears nothing more.

use super::{CONFIRMATION, GRACE, agree, ask, blog, comment, follows, letters};
use crate::client::Browser;
use crate::mail::server::Server;
use crate::moderation::ledger::Ledger;

#[tokio::test]
async fn who_erases_everything_by_the_browser_that_sent_it_leaves_no_address() {
    let server = Server::start().await;
    let (blog, post) = blog(&server).await;
    let (browser, phone) = (Browser::new(), Browser::new());
    comment(&blog, &browser, post, GRACE, "Who measured it?", "answers").await;
    let link = letters(&blog, &server, GRACE).await.remove(0).link(CONFIRMATION);
    assert_eq!(phone.post(&blog, &link, &[("answer", "yes")]).await.status, 303);
    let unanswered = "grace.at.work@example.net";
    ask(&blog, &browser, unanswered, post).await;
    follows(&blog, &server, "jo@example.net", post).await;
    let mut ledger = Ledger::open(&blog).await;
    assert!(!ledger.rows_with(GRACE).await.is_empty() && !ledger.rows_with(unanswered).await.is_empty());
    assert_eq!(browser.post(&blog, "/comments/erasure", &[]).await.status, 303);
    assert_eq!(ledger.rows_with(GRACE).await, Vec::<String>::new());
    assert_eq!(ledger.rows_with(unanswered).await.len(), 1, "nobody has shown whose it is");
    blog.advance(7 * 24 * 3600 + 1);
    blog.run_due_jobs().await;
    assert_eq!(ledger.rows_with(unanswered).await, Vec::<String>::new(), "it goes with its letter");
    assert_eq!(ledger.rows_with("jo@example.net").await.len(), 1, "others go on following");
}

#[tokio::test]
async fn what_followed_one_comment_goes_when_its_words_do() {
    let server = Server::start().await;
    let (blog, post) = blog(&server).await;
    let browser = Browser::new();
    let sent = comment(&blog, &browser, post, GRACE, "Who measured it?", "answers").await;
    let link = letters(&blog, &server, GRACE).await.remove(0).link(CONFIRMATION);
    assert_eq!(agree(&blog, &link).await.status, 303);
    let receipt = sent.location.unwrap().replace("?follow=asked", "");
    assert_eq!(browser.post(&blog, &format!("{receipt}/deletion"), &[]).await.status, 303);
    let mut ledger = Ledger::open(&blog).await;
    let is_followed = |rows: Vec<String>| rows.iter().any(|row| row.starts_with("follower"));
    assert!(is_followed(ledger.rows_with(GRACE).await));
    blog.advance(30 * 24 * 3600 + 1);
    blog.run_due_jobs().await;
    assert!(!is_followed(ledger.rows_with(GRACE).await));
}

#[tokio::test]
async fn whoever_proved_an_address_ends_what_was_agreed_to_elsewhere_by_erasing() {
    let server = Server::start().await;
    let (blog, post) = blog(&server).await;
    let other = blog.publish("Mill", "Text", &[]).await;
    let browser = Browser::new();
    comment(&blog, &browser, post, GRACE, "Who measured it?", "answers").await;
    let link = letters(&blog, &server, GRACE).await.remove(0).link(CONFIRMATION);
    assert_eq!(browser.post(&blog, &link, &[("answer", "yes")]).await.status, 303);
    // In a browser that nothing is known of, and no comment is followed: only the address says whose it is.
    follows(&blog, &server, GRACE, other).await;
    let mut ledger = Ledger::open(&blog).await;
    assert_eq!(browser.post(&blog, "/comments/erasure", &[]).await.status, 303);
    assert_eq!(ledger.rows_with(GRACE).await, Vec::<String>::new(), "by the cookie that opened a letter");
    comment(&blog, &Browser::new(), post, GRACE, "Who measured that?", "answers").await;
    letters(&blog, &server, GRACE).await;
    follows(&blog, &server, GRACE, other).await;
    Browser::new().post(&blog, "/comments/letters", &[("email", GRACE)]).await;
    let link = letters(&blog, &server, GRACE).await.pop().unwrap().link("/comments/by-mail/");
    assert_eq!(Browser::new().post(&blog, &format!("{link}/erasure"), &[]).await.status, 303);
    assert_eq!(ledger.rows_with(GRACE).await, Vec::<String>::new(), "by a letter to the address");
}
