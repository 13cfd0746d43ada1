//! A letter's way when all goes well, and when the process dies, stops or has a twin.

use std::time::Duration;

use postil::testing::{Blog, Role};

use super::server::fixture;
use super::{Act, Server, Step, ask_for_test, form, holds, said, with_test};
use crate::client::Browser;

#[tokio::test]
async fn a_test_arrives_with_everything_that_a_letter_needs() {
    let server = Server::start().await;
    let (blog, ada, result) = with_test(&server).await;
    let page = said(&ada, &blog, &result).await;
    holds(&page, &["The test to ada@example.org is on its way.", "http-equiv=\"refresh\"", "not tried yet"]);
    blog.send_letters().await;
    let page = said(&ada, &blog, &result).await;
    holds(&page, &["The test to ada@example.org was taken."]);
    assert!(!page.contains("http-equiv"), "there is nothing more to wait for");
    let letters = server.received();
    assert_eq!(letters.len(), 1);
    let letter = &letters[0];
    assert_eq!((letter.from.as_str(), letter.to.as_str()), ("<blog@example.org>", "<ada@example.org>"));
    holds(
        &letter.words,
        &[
            "From: Margins <blog@example.org>\r\n",
            "To: ada@example.org\r\n",
            "Subject: Mail from A new blog works\r\n",
            "Date: Mon, 27 Mar 2017 09:15:00 +0000\r\n",
            "Auto-Submitted: auto-generated\r\n",
            "Message-ID: <postil.1.1490606100000@example.org>\r\n",
            "text/plain",
            "text/html",
            "http://blog.example.org",
        ],
    );
    blog.send_letters().await;
    assert_eq!(server.received().len(), 1, "it is sent once");
}

#[tokio::test]
async fn letters_that_were_sent_are_forgotten_after_thirty_days() {
    let server = Server::start().await;
    let (blog, _, _) = with_test(&server).await;
    blog.send_letters().await;
    blog.advance(29 * 24 * 3600);
    blog.run_due_jobs().await;
    let list = async || said(&Browser::log_in_as(&blog, "Ada").await, &blog, "/admin/mail").await;
    holds(&list().await, &["id=\"sent\"", "Test to <bdi>ada@example.org"]);
    blog.advance(24 * 3600);
    blog.run_due_jobs().await;
    assert!(!list().await.contains("id=\"sent\""));
}

#[tokio::test]
async fn a_commit_wakes_the_mailer_and_letters_share_a_connection() {
    let server = Server::start().await;
    let (blog, ada, _) = with_test(&server).await;
    for _ in 0..4 {
        ask_for_test(&ada, &blog).await;
    }
    blog.send_letters().await;
    assert_eq!((server.received().len(), server.connections()), (5, 1));
    let mailing = blog.start_mailing();
    ask_for_test(&ada, &blog).await;
    let arrived = async {
        while server.received().len() < 6 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), arrived).await.unwrap();
    mailing.stop().await;
}

#[tokio::test]
async fn what_a_dead_process_was_sending_is_left_to_a_person() {
    let server = Server::start().await;
    server.play_at(Step::Letter, Act::Hang);
    let (blog, ada, result) = with_test(&server).await;
    let mut sending = Box::pin(blog.send_letters());
    tokio::select! {
        () = &mut sending => panic!("the server has not answered"),
        () = server.until_reached(Step::Letter) => {}
    }
    // Killed: nothing is written down any more.
    drop(sending);
    server.behave();
    blog.send_letters().await;
    assert_eq!(server.received().len(), 1, "another process may still be at it");
    holds(&said(&ada, &blog, &result).await, &["is on its way", "Being sent"]);
    blog.advance(3600);
    blog.send_letters().await;
    blog.advance(7 * 24 * 3600);
    blog.send_letters().await;
    assert_eq!(server.received().len(), 1, "and it is never sent twice in silence");
    let page = said(&ada, &blog, &result).await;
    holds(&page, &["may have been sent", "nobody knows whether it was sent", "Send again"]);
    holds(&said(&ada, &blog, "/admin").await, &["may have been sent and nobody knows"]);
    assert_eq!(ada.post(&blog, &form(&page, "/sending"), &[]).await.status, 303);
    blog.send_letters().await;
    let letters = server.received();
    assert_eq!(letters.len(), 2, "a person asked for it");
    let id = |words: &str| words.lines().find(|line| line.starts_with("Message-ID")).unwrap().to_owned();
    assert_eq!(id(&letters[0].words), id(&letters[1].words), "so that mail programs can tell");
}

#[tokio::test]
async fn a_process_that_dies_before_the_letter_is_handed_over_loses_and_doubles_nothing() {
    let server = Server::start().await;
    server.play_at(Step::Data, Act::Hang);
    let (blog, ada, result) = with_test(&server).await;
    let mut sending = Box::pin(blog.send_letters());
    tokio::select! {
        () = &mut sending => panic!("the server has not answered"),
        () = server.until_reached(Step::Data) => {}
    }
    drop(sending);
    server.behave();
    blog.send_letters().await;
    assert!(server.received().is_empty(), "it is still held");
    blog.advance(3600);
    blog.send_letters().await;
    assert_eq!(server.received().len(), 1);
    holds(&said(&ada, &blog, &result).await, &["was taken"]);
}

#[tokio::test]
async fn two_processes_never_send_the_same_letter() {
    let server = Server::start().await;
    let (blog, ada, _) = with_test(&server).await;
    for _ in 0..19 {
        ask_for_test(&ada, &blog).await;
    }
    tokio::join!(blog.send_letters(), blog.send_letters(), blog.send_letters());
    let mut letters: Vec<_> = server.received().into_iter().map(|letter| letter.words).collect();
    assert_eq!(letters.len(), 20);
    letters.sort();
    letters.dedup();
    assert_eq!(letters.len(), 20);
}

#[tokio::test]
async fn stopping_finishes_the_letter_under_way_and_begins_no_other() {
    let server = Server::start().await;
    server.play_at(Step::Letter, Act::Late(Duration::from_millis(200)));
    let (blog, ada, _) = with_test(&server).await;
    ask_for_test(&ada, &blog).await;
    let mailing = blog.start_mailing();
    server.until_reached(Step::Letter).await;
    mailing.stop().await;
    assert_eq!(server.received().len(), 1);
    let page = said(&ada, &blog, "/admin/mail").await;
    holds(&page, &["id=\"sent\"", "id=\"queued\"", "not tried yet"]);
}

#[tokio::test]
async fn stopping_waits_no_longer_than_it_says_and_tells_what_is_not_known() {
    for (step, parts) in [
        (Step::Letter, ["May have been sent", "Postil was stopped while the server had this letter"]),
        (Step::Recipient, ["Waiting", "not tried yet"]),
    ] {
        let server = Server::start().await;
        server.play_at(step, Act::Hang);
        let (blog, ada, _) = with_test(&server).await;
        let mailing = blog.start_mailing();
        server.until_reached(step).await;
        mailing.stop().await;
        holds(&said(&ada, &blog, "/admin/mail").await, &parts);
    }
}

#[tokio::test]
async fn letters_can_be_written_into_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let letters = folder.path().join("letters");
    let blog = Blog::start_with_mail_folder(&letters).await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let result = ask_for_test(&ada, &blog).await;
    blog.send_letters().await;
    let files: Vec<_> = std::fs::read_dir(&letters).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert_eq!(files, ["postil.1.1490606100000.eml"]);
    let written = std::fs::read_to_string(letters.join(&files[0])).unwrap();
    holds(&written, &["To: ada@example.org\r\n", "Mail from A new blog works"]);
    holds(&said(&ada, &blog, &result).await, &["was taken", "files in the folder"]);
}

#[tokio::test]
async fn a_folder_that_is_none_is_said_to_be_so() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("letters");
    std::fs::write(&file, "a file").unwrap();
    let blog = Blog::start_with_mail_folder(&file).await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let result = ask_for_test(&ada, &blog).await;
    blog.send_letters().await;
    holds(&said(&ada, &blog, &result).await, &["was not taken: The folder", "can’t be used"]);
}

#[tokio::test]
async fn a_login_is_sent_encrypted_alone() {
    let certificate = fixture("certificate.pem");
    let server = Server::start_offering(&["STARTTLS", "AUTH PLAIN LOGIN"]).await;
    let url = server.url_by_name("ada%40example.org:p%3Ass@", "");
    let blog = Blog::start_with_mail_trusting(&url, Some(&certificate)).await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    ask_for_test(&ada, &blog).await;
    blog.send_letters().await;
    let letters = server.received();
    assert_eq!(letters.len(), 1, "{}", said(&ada, &blog, "/admin/mail").await);
    assert!(letters[0].was_encrypted);
    assert_eq!(letters[0].login, Some(("ada@example.org".to_owned(), "p:ss".to_owned())));
    let bare = Server::start_offering(&["AUTH PLAIN LOGIN"]).await;
    for rest in ["", "?tls=opportunistic"] {
        let blog = Blog::start_with_mail(&bare.url_by_name("ada:hushhush@", rest)).await;
        let ada = Browser::log_in_as(&blog, "Ada").await;
        let result = ask_for_test(&ada, &blog).await;
        blog.send_letters().await;
        let page = said(&ada, &blog, &result).await;
        holds(&page, &["offers no encryption (STARTTLS)"]);
        assert!(bare.received().is_empty() && !page.contains("hushhush"));
    }
}

#[tokio::test]
async fn a_server_that_cannot_prove_who_it_is_gets_nothing_that_has_to_be_kept() {
    let server = Server::start_offering(&["STARTTLS", "AUTH PLAIN"]).await;
    for (login, rest) in
        [("", "?tls=required"), ("ada:hushhush@", ""), ("ada:hushhush@", "?tls=opportunistic")]
    {
        let blog = Blog::start_with_mail(&server.url_by_name(login, rest)).await;
        let ada = Browser::log_in_as(&blog, "Ada").await;
        let result = ask_for_test(&ada, &blog).await;
        blog.send_letters().await;
        holds(&said(&ada, &blog, &result).await, &["could not agree on encryption", "certificate"]);
        assert!(server.received().is_empty(), "{rest}");
    }
    let blog = Blog::start_with_mail(&server.url_by_name("", "")).await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let result = ask_for_test(&ada, &blog).await;
    blog.send_letters().await;
    holds(&said(&ada, &blog, &result).await, &["was taken"]);
    assert!(server.received()[0].was_encrypted, "better than nothing, where nothing was asked for");
}

#[tokio::test]
async fn nobody_but_an_owner_has_to_do_with_letters() {
    let server = Server::start().await;
    let (blog, _, _) = with_test(&server).await;
    blog.add_user("Grace", Role::Editor).await;
    let grace = Browser::log_in_as(&blog, "Grace").await;
    assert_eq!(grace.get(&blog, "/admin/mail").await.status, 403);
    assert_eq!(grace.post(&blog, "/admin/mail/1/delete", &[]).await.status, 403);
    assert!(!said(&grace, &blog, "/admin").await.contains("/admin/mail"));
}
