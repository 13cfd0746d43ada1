//! What people of the blog are told of comments: letters by which they decide, a private feed, a webhook.

mod webhook;

use postil::testing::{Arrived, Blog, Role};

use crate::client::Browser;
use crate::comments::typed;
use crate::mail::server::{Received, Server};

const DECISIONS: &str = "/comments/decisions/";

/// A blog that sends mail, with a post by Ada, and Mo, who may moderate and nothing else.
async fn blog(server: &Server) -> (Blog, i64) {
    let blog = Blog::start_with_mail(&server.url()).await;
    blog.add_user("Mo", Role::Moderator).await;
    let post = blog.publish("Weir", "Text", &[]).await;
    (blog, post)
}

fn waiting(post: i64, text: &str) -> Arrived<'_> {
    Arrived { post, parent: None, name: "Jo", text, state: "pending" }
}

async fn letters(blog: &Blog, server: &Server, name: &str) -> Vec<Received> {
    blog.tell_of_comments().await;
    blog.send_letters().await;
    let to = format!("<{name}@example.org>");
    server.received().into_iter().filter(|letter| letter.to == to).collect()
}

/// The decision's address without what it wishes for.
fn decision(letter: &Received) -> String {
    letter.link(DECISIONS).split('?').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_moderator_decides_by_a_letter_which_looking_at_it_does_not() {
    let server = Server::start().await;
    let (blog, post) = blog(&server).await;
    blog.add_comment(waiting(post, "It *rises* slowly.")).await;
    let got = letters(&blog, &server, "mo").await;
    assert_eq!((got.len(), letters(&blog, &server, "ada").await.len()), (1, 1), "everybody who may moderate");
    let letter = got[0].text();
    for part in [
        "It rises slowly.",
        "nothing by this person was published here before",
        "?wish=publication",
        "?wish=rejection",
        "?wish=spam",
        "/admin/comments",
        "One comment waits in all.",
    ] {
        assert!(letter.contains(part), "{part} in {letter}");
    }
    assert!(got[0].words.contains("Auto-Submitted"), "{}", got[0].words);
    let link = decision(&got[0]);
    for wish in ["?wish=publication", "?wish=spam", ""] {
        let page = Browser::new().get(&blog, &format!("{link}{wish}")).await;
        assert_eq!(
            (page.status.as_u16(), &page.headers["cache-control"]),
            (200, &"no-store".parse().unwrap())
        );
        assert!(page.body.contains("<em>rises</em>") && page.body.contains("For Mo"), "{}", page.body);
    }
    assert_eq!(blog.count_comments("pending").await, 1, "programs that look at links decide nothing");
    let nonsense = Browser::new().post(&blog, &link, &[("verdict", "everything")]).await;
    assert_eq!(nonsense.status, 400);
    let done = Browser::new().post(&blog, &link, &[("verdict", "publication")]).await;
    assert_eq!(done.location.as_deref(), Some(link.as_str()), "{}", done.body);
    assert_eq!((blog.count_comments("pending").await, blog.count_comments("published").await), (0, 1));
    let page = Browser::new().get(&blog, &link).await.body;
    assert!(page.contains("Done: this comment is published.") && !page.contains("<button"), "{page}");
    let again = Browser::new().post(&blog, &link, &[("verdict", "spam")]).await;
    assert_eq!((again.status.as_u16(), blog.count_comments("published").await), (303, 1), "it decides once");
    let adas = decision(&letters(&blog, &server, "ada").await[0]);
    let page = Browser::new().get(&blog, &adas).await.body;
    assert!(page.contains("Mo has decided meanwhile: this comment is published."), "{page}");
    Browser::new().post(&blog, &adas, &[("verdict", "spam")]).await;
    assert_eq!(blog.count_comments("published").await, 1);
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let offered = ada.get(&blog, "/admin/comments?state=pending&to=published&done=1").await.body;
    let decision = offered.split("name=\"ids\" value=\"1-").nth(1).and_then(|rest| rest.split('"').next());
    let decision = format!("1-{}", decision.unwrap_or_else(|| panic!("{offered}")));
    let undo = [("from", "pending"), ("state", "published"), ("ids", decision.as_str())];
    ada.post(&blog, "/admin/comments/1/undo", &undo).await;
    Browser::new().post(&blog, &link, &[("verdict", "spam")]).await;
    assert_eq!(blog.count_comments("pending").await, 1, "and never again");
}

#[tokio::test]
async fn a_letters_page_publishes_no_words_that_it_did_not_show() {
    let server = Server::start().await;
    let (blog, post) = blog(&server).await;
    let stranger = Browser::new();
    let receipt = typed(post, "It *rises*.").sent(&stranger, &blog).await.location.unwrap();
    let link = decision(&letters(&blog, &server, "mo").await[0]);
    let shown = Browser::new().get(&blog, &link).await.body;
    assert!(shown.contains("<em>rises</em>") && shown.contains("name=\"seen\" value=\"0\""), "{shown}");
    let changed = stranger.post(&blog, &receipt, &[("text", "It *falls*."), ("seen", "0")]).await;
    assert_eq!(changed.status, 303, "{}", changed.body);
    let approve = async |seen: &str| {
        Browser::new().post(&blog, &link, &[("verdict", "publication"), ("seen", seen)]).await
    };
    let late = approve("0").await;
    assert_eq!((late.status.as_u16(), blog.count_comments("pending").await), (409, 1));
    for part in ["was changed since you saw it", "<em>falls</em>", "name=\"seen\" value=\"1\"", "<button"] {
        assert!(late.body.contains(part), "{part} in {}", late.body);
    }
    assert_eq!(approve("1").await.location.as_deref(), Some(link.as_str()), "the link is not used up");
    assert_eq!(blog.count_comments("published").await, 1);
}

#[tokio::test]
async fn a_decision_is_for_one_person_one_comment_and_seven_days() {
    let server = Server::start().await;
    let (blog, post) = blog(&server).await;
    blog.add_comment(waiting(post, "Words")).await;
    let (mos, adas) = (letters(&blog, &server, "mo").await, letters(&blog, &server, "ada").await);
    let (mos, adas) = (decision(&mos[0]), decision(&adas[0]));
    assert_ne!(mos, adas);
    let (message, signature) = mos.split_once('.').unwrap();
    let (other, _) = adas.split_once('.').unwrap();
    for address in [format!("{other}.{signature}"), format!("{message}."), format!("{mos}x")] {
        assert_eq!(Browser::new().get(&blog, &address).await.status, 410, "{address}");
        let sent = Browser::new().post(&blog, &address, &[("verdict", "publication")]).await;
        assert_eq!(sent.status, 410);
    }
    blog.set_role("Mo", Role::Author).await;
    let sent = Browser::new().post(&blog, &mos, &[("verdict", "publication")]).await;
    assert_eq!((sent.status.as_u16(), blog.count_comments("pending").await), (403, 1));
    blog.advance(7 * 24 * 3600 + 1);
    let late = Browser::new().post(&blog, &adas, &[("verdict", "publication")]).await;
    assert_eq!((late.status.as_u16(), blog.count_comments("pending").await), (410, 1));
    assert!(late.body.contains("Log in to decide in the queue."), "{}", late.body);
}

#[tokio::test]
async fn one_letter_in_ten_minutes_gathers_what_waits() {
    let server = Server::start().await;
    let (blog, post) = blog(&server).await;
    blog.add_comment(waiting(post, "first")).await;
    assert_eq!(letters(&blog, &server, "mo").await.len(), 1);
    for number in 0..12 {
        blog.add_comment(waiting(post, &format!("next {number}"))).await;
        assert_eq!(letters(&blog, &server, "mo").await.len(), 1);
    }
    blog.advance(10 * 60);
    let got = letters(&blog, &server, "mo").await;
    assert_eq!(got.len(), 2);
    for part in ["Subject: 13 comments wait", "next 0", "There are 2 more.", "13 comments wait in all."] {
        assert!(got[1].text().contains(part), "{part} in {}", got[1].text());
    }
    assert!(!got[1].text().contains("> first"), "told before: {}", got[1].text());
}

#[tokio::test]
async fn nobody_hears_of_spam_of_what_was_decided_meanwhile_or_of_old_news() {
    let server = Server::start().await;
    let (blog, post) = blog(&server).await;
    blog.add_comment(Arrived { state: "spam", ..waiting(post, "Cheap pills") }).await;
    assert!(letters(&blog, &server, "mo").await.is_empty());
    let id = blog.add_comment(waiting(post, "Quickly read")).await;
    blog.tell_of_comments().await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    ada.post(&blog, &format!("/admin/comments/{id}/rejection"), &[("from", "pending")]).await;
    assert!(letters(&blog, &server, "mo").await.is_empty());
    blog.advance(3600);
    blog.add_comment(waiting(post, "Long ago")).await;
    blog.advance(4 * 24 * 3600);
    assert!(letters(&blog, &server, "mo").await.is_empty(), "the program was down for days");
    blog.add_comment(waiting(post, "Just now")).await;
    assert_eq!(letters(&blog, &server, "mo").await.len(), 1);
}

#[tokio::test]
async fn authors_hear_of_comments_on_their_posts_and_everybody_chooses() {
    let server = Server::start().await;
    let (blog, post) = blog(&server).await;
    let published = |text| Arrived { state: "published", ..waiting(post, text) };
    blog.add_comment(published("On your post")).await;
    let got = letters(&blog, &server, "ada").await;
    assert_eq!((got.len(), letters(&blog, &server, "mo").await.len()), (1, 0));
    for part in ["New on your posts:", "On your post", "/comments/at/", "/account/notices"] {
        assert!(got[0].text().contains(part), "{part} in {}", got[0].text());
    }
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let page = ada.get(&blog, "/account/notices").await.body;
    assert_eq!(page.matches("checked").count(), 2, "{page}");
    blog.advance(3600);
    ada.post(&blog, "/account/notices", &[("about_waiting", "true")]).await;
    blog.add_comment(published("Unheard")).await;
    assert_eq!(letters(&blog, &server, "ada").await.len(), 1);
    blog.add_comment(waiting(post, "Waits")).await;
    assert_eq!(letters(&blog, &server, "ada").await.len(), 2);
    ada.post(&blog, "/account/notices", &[]).await;
    assert!(!ada.get(&blog, "/account/notices").await.body.contains("checked"));
    blog.advance(3600);
    blog.add_comment(waiting(post, "Waits too")).await;
    assert_eq!(letters(&blog, &server, "ada").await.len(), 2);
    ada.post(&blog, "/account/notices", &[("about_own_posts", "true")]).await;
    blog.advance(3600);
    ada.post(&blog, "/admin/comments/3/publication", &[("from", "pending")]).await;
    assert_eq!(letters(&blog, &server, "ada").await.len(), 2, "who approved it knows it");
    let mo = Browser::log_in_as(&blog, "Mo").await;
    mo.post(&blog, "/admin/comments/4/publication", &[("from", "pending")]).await;
    assert!(letters(&blog, &server, "ada").await[2].text().contains("Waits too"));
}

#[tokio::test]
async fn the_private_feed_shows_what_waits_until_its_address_is_renewed() {
    let blog = Blog::start_with_base_url("https://blog.example.org").await;
    blog.add_user("Mo", Role::Moderator).await;
    blog.add_user("Ann", Role::Author).await;
    let post = blog.publish("Weir", "Text", &[]).await;
    blog.add_comment(waiting(post, "It *rises*.")).await;
    let mo = Browser::log_in_as(&blog, "Mo").await;
    let address = async |mo: &Browser| {
        let page = mo.get(&blog, "/account/notices").await.body;
        page.split("value=\"https://blog.example.org/feeds/waiting/")
            .nth(1)
            .map(|rest| format!("/feeds/waiting/{}", rest.split('"').next().unwrap()))
    };
    assert_eq!(address(&mo).await, None);
    mo.post(&blog, "/account/notices/feed", &[]).await;
    let first = address(&mo).await.unwrap();
    let feed = Browser::new().get(&blog, &first).await;
    assert_eq!(feed.status, 200);
    assert_eq!(
        (&feed.headers["cache-control"], &feed.headers["x-robots-tag"]),
        (&"no-store".parse().unwrap(), &"noindex".parse().unwrap())
    );
    for part in ["Jo on “Weir”", "&#60;em&#62;rises", "https://blog.example.org/admin/comments"] {
        assert!(feed.body.contains(part), "{part} in {}", feed.body);
    }
    mo.post(&blog, "/account/notices/feed", &[]).await;
    let second = address(&mo).await.unwrap();
    assert_ne!(first, second);
    let status = async |address: &str| Browser::new().get(&blog, address).await.status.as_u16();
    assert_eq!((status(&first).await, status(&second).await), (404, 200));
    for wrong in
        [second.replace("/2-", "/1-"), second.replace(".atom", ""), "/feeds/waiting/2-.atom".to_owned()]
    {
        assert_eq!(status(&wrong).await, 404, "{wrong}");
    }
    blog.set_role("Mo", Role::Author).await;
    assert_eq!(status(&second).await, 404, "who may not moderate any more reads nothing");
    blog.set_role("Mo", Role::Moderator).await;
    let mo = Browser::log_in_as(&blog, "Mo").await;
    mo.post(&blog, "/account/notices/feed/delete", &[]).await;
    assert_eq!((address(&mo).await, status(&second).await), (None, 404));
    let ann = Browser::log_in_as(&blog, "Ann").await;
    assert_eq!(ann.post(&blog, "/account/notices/feed", &[]).await.status, 403);
}
