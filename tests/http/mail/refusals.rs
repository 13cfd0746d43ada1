//! Servers that are down, slow, in a bad mood or gone in the middle, and what is told of it.

use std::time::Duration;

use postil::testing::Blog;

use super::{Act, Server, Step, ask_for_test, form, holds, said, with_test};
use crate::client::Browser;

#[tokio::test]
async fn a_server_that_is_down_is_tried_again_and_the_letter_comes_late() {
    let server = Server::start().await;
    server.play_at(Step::Greeting, Act::Cut);
    let (blog, ada, result) = with_test(&server).await;
    blog.send_letters().await;
    let page = said(&ada, &blog, &result).await;
    holds(
        &page,
        &["was not taken: 127.0.0.1, port", "could not be spoken to", "It is tried again", "tried once"],
    );
    server.behave();
    blog.send_letters().await;
    assert!(server.received().is_empty(), "it is not time yet");
    blog.advance(60);
    blog.send_letters().await;
    assert_eq!(server.received().len(), 1);
    holds(&said(&ada, &blog, &result).await, &["was taken"]);
}

#[tokio::test]
async fn nobody_at_the_port_is_told_and_does_not_stop_the_blog() {
    // A port that was free a moment ago, and is again.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let blog = Blog::start_with_mail(&format!("smtp://127.0.0.1:{port}?tls=none")).await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let result = ask_for_test(&ada, &blog).await;
    let mailing = blog.start_mailing();
    let told = async {
        while !said(&ada, &blog, &result).await.contains("could not be spoken to") {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), told).await.unwrap();
    mailing.stop().await;
}

#[tokio::test]
async fn a_silent_server_is_given_up_on_at_every_step_before_the_letter() {
    for step in [Step::Greeting, Step::Hello, Step::Mail, Step::Recipient, Step::Data] {
        let server = Server::start().await;
        server.play_at(step, Act::Hang);
        let (blog, ada, result) = with_test(&server).await;
        blog.send_letters().await;
        let page = said(&ada, &blog, &result).await;
        holds(&page, &["was not taken: 127.0.0.1", "It is tried again"]);
        assert!(page.contains("seconds.") || page.contains("timed out"), "{step:?}: {page}");
        server.behave();
        blog.advance(60);
        blog.send_letters().await;
        assert_eq!(server.received().len(), 1, "{step:?}");
    }
}

#[tokio::test]
async fn for_now_and_for_ever_are_told_apart_at_every_step() {
    for (step, is_about_the_letter) in [
        (Step::Greeting, false),
        (Step::Hello, false),
        (Step::Mail, false),
        (Step::Recipient, true),
        (Step::Data, true),
        (Step::Letter, true),
    ] {
        let server = Server::start().await;
        server.play_at(step, Act::Say("451 try later"));
        let (blog, ada, result) = with_test(&server).await;
        blog.send_letters().await;
        let page = said(&ada, &blog, &result).await;
        holds(&page, &["451 try later", "It is tried again on 27 March 2017 at 09:16"]);
        server.play_at(step, Act::Say("550 never <b>you</b>"));
        blog.advance(60);
        blog.send_letters().await;
        let page = said(&ada, &blog, &result).await;
        holds(&page, &["550 never &#60;b&#62;you"]);
        assert_eq!(page.contains("Not sent"), is_about_the_letter, "{step:?}: {page}");
        assert!(server.received().is_empty(), "{step:?}");
        server.behave();
        if is_about_the_letter {
            blog.advance(24 * 3600);
            blog.send_letters().await;
            assert!(server.received().is_empty(), "{step:?}: nobody asked for it");
            holds(&said(&ada, &blog, "/admin").await, &["Letters were refused"]);
        }
        assert_eq!(ada.post(&blog, &form(&page, "/sending"), &[]).await.status, 303);
        blog.send_letters().await;
        assert_eq!(server.received().len(), 1, "{step:?}");
    }
}

#[tokio::test]
async fn pauses_grow_and_after_three_days_a_letter_is_given_up() {
    let server = Server::start().await;
    server.play_at(Step::Recipient, Act::Say("450 mailbox busy"));
    let (blog, ada, result) = with_test(&server).await;
    let five_minutes = 300;
    for _ in 0..(3 * 24 * 3600 / five_minutes + 2) {
        blog.send_letters().await;
        blog.advance(five_minutes);
    }
    let page = said(&ada, &blog, &result).await;
    holds(&page, &["Not sent", "450 mailbox busy", "given up on 30 March 2017"]);
    let tried: usize = page.split("tried ").nth(1).unwrap().split(' ').next().unwrap().parse().unwrap();
    assert!((15..=20).contains(&tried), "{tried} times");
    assert!(server.connections() <= 20);
}

#[tokio::test]
async fn a_line_that_breaks_before_the_letter_harms_nothing() {
    for step in [Step::Hello, Step::Mail, Step::Recipient, Step::Data] {
        let server = Server::start().await;
        server.play_at(step, Act::Cut);
        let (blog, ada, result) = with_test(&server).await;
        blog.send_letters().await;
        holds(&said(&ada, &blog, &result).await, &["was not taken", "It is tried again"]);
        server.behave();
        blog.advance(60);
        blog.send_letters().await;
        assert_eq!(server.received().len(), 1, "{step:?}");
    }
}

#[tokio::test]
async fn a_line_that_breaks_after_the_letter_leaves_a_doubt_that_a_person_settles() {
    for act in [Act::Cut, Act::Late(Duration::from_secs(4)), Act::Hang, Act::Say("nonsense")] {
        let server = Server::start().await;
        server.play_at(Step::Letter, act);
        let (blog, ada, result) = with_test(&server).await;
        blog.send_letters().await;
        let page = said(&ada, &blog, &result).await;
        holds(&page, &["may have been sent", "Send again", "Drop"]);
        server.behave();
        let before = server.received().len();
        blog.advance(20 * 24 * 3600);
        blog.send_letters().await;
        assert_eq!(server.received().len(), before, "{act:?}: never by itself");
        assert_eq!(ada.post(&blog, &form(&page, "/delete"), &[]).await.status, 303);
        let page = said(&ada, &blog, "/admin/mail").await;
        assert!(!page.contains("May have been sent"), "{act:?}");
        let gone = ada.post(&blog, "/admin/mail/1/sending", &[]).await;
        assert_eq!(gone.status, 422);
        holds(&gone.body, &["dropped meanwhile"]);
    }
}

#[tokio::test]
async fn one_letter_that_is_refused_holds_up_no_other() {
    let server = Server::start().await;
    server.play_at(Step::Recipient, Act::Say("550 no such person"));
    let (blog, ada, _) = with_test(&server).await;
    blog.send_letters().await;
    server.behave();
    let second = ask_for_test(&ada, &blog).await;
    blog.send_letters().await;
    holds(&said(&ada, &blog, &second).await, &["was taken", "550 no such person"]);
    assert_eq!(server.received().len(), 1);
}

#[tokio::test]
async fn what_keeps_every_letter_back_ends_none_and_is_told_at_once() {
    for (step, said_there) in [
        (Step::Auth, "535 5.7.8 bad password"),
        (Step::Mail, "550 5.7.1 not your address"),
        (Step::Recipient, "554 5.7.1 Relay access denied"),
        (Step::Recipient, "530 5.7.0 log in first"),
    ] {
        let server = Server::start_offering(&["AUTH PLAIN"]).await;
        server.play_at(step, Act::Say(said_there));
        let blog = Blog::start_with_mail(&server.url().replace("://", "://ada:pass@")).await;
        let ada = Browser::log_in_as(&blog, "Ada").await;
        for _ in 0..2 {
            ask_for_test(&ada, &blog).await;
        }
        blog.send_letters().await;
        assert_eq!(server.connections(), 1, "the second letter would fare no better");
        for address in ["/admin", "/admin/mail"] {
            holds(&said(&ada, &blog, address).await, &["No letter goes out just now.", said_there]);
        }
        assert!(!said(&ada, &blog, "/admin/mail").await.contains("Not sent"));
        server.behave();
        blog.send_letters().await;
        assert_eq!(server.received().len(), 2, "{said_there}: none waits longer than it has to");
        assert!(!said(&ada, &blog, "/admin").await.contains("No letter goes out"));
    }
}

#[tokio::test]
async fn a_letter_is_dropped_although_its_sender_is_at_it_as_long_as_it_was_not_handed_over() {
    let server = Server::start().await;
    server.play_at(Step::Recipient, Act::Late(Duration::from_secs(1)));
    let (blog, ada, _) = with_test(&server).await;
    let mailing = blog.start_mailing();
    server.until_reached(Step::Recipient).await;
    let page = said(&ada, &blog, "/admin/mail").await;
    assert_eq!(ada.post(&blog, &form(&page, "/delete"), &[]).await.status, 303);
    server.until_reached(Step::Data).await;
    mailing.stop().await;
    assert!(server.received().is_empty());
    let page = said(&ada, &blog, "/admin/mail").await;
    assert!(!page.contains("Test to"), "{page}");
}

#[tokio::test]
async fn a_doubt_that_nobody_settles_is_forgotten_after_ninety_days() {
    let server = Server::start().await;
    server.play_at(Step::Letter, Act::Cut);
    let (blog, _, _) = with_test(&server).await;
    blog.send_letters().await;
    let list = async || said(&Browser::log_in_as(&blog, "Ada").await, &blog, "/admin/mail").await;
    blog.advance(89 * 24 * 3600);
    blog.run_due_jobs().await;
    holds(&list().await, &["May have been sent", "After ninety days they are forgotten"]);
    blog.advance(24 * 3600);
    blog.run_due_jobs().await;
    assert!(!list().await.contains("May have been sent"));
}

#[tokio::test]
async fn a_connection_that_was_closed_between_two_letters_is_opened_anew() {
    let server = Server::start().await;
    let (blog, ada, _) = with_test(&server).await;
    ask_for_test(&ada, &blog).await;
    server.play_at(Step::Letter, Act::Say("250 taken\r\n421 closing"));
    blog.send_letters().await;
    let page = said(&ada, &blog, "/admin/mail").await;
    assert!(!page.contains("id=\"uncertain\"") && !page.contains("id=\"dead\""), "{page}");
}

#[tokio::test]
async fn without_mail_or_an_address_the_desk_says_how_to_get_them() {
    let blog = Blog::start().await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    holds(
        &said(&ada, &blog, "/admin/mail").await,
        &["Mail is not set up", "POSTIL_SMTP_URL", "POSTIL_MAIL_FROM"],
    );
    holds(&said(&ada, &blog, "/admin").await, &["Mail is not set up", "href=\"/admin/mail\""]);
    let refused = ada.post(&blog, "/admin/mail/tests", &[]).await;
    assert_eq!(refused.status, 422);
    holds(&refused.body, &["start Postil with --smtp-url"]);
}
