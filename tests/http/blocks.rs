//! What is blocked: held or refused, told politely, counted, and let through again.

use postil::testing::{Arrived, Blog, Role};

use crate::client::{Answer, Browser};
use crate::comments::{Typed, open_blog, typed};
use crate::moderation::ledger::Ledger;

async fn moderator(blog: &Blog) -> Browser {
    blog.add_user("Mo", Role::Moderator).await;
    Browser::log_in_as(blog, "Mo").await
}

async fn block(mo: &Browser, blog: &Blog, kind: &str, effect: &str, value: &str) -> Answer {
    mo.post(blog, "/admin/blocks", &[("kind", kind), ("effect", effect), ("value", value)]).await
}

#[tokio::test]
async fn what_is_held_waits_and_what_is_refused_is_told_with_the_words_kept() {
    let (blog, post) = open_blog().await;
    let mo = moderator(&blog).await;
    assert_eq!(block(&mo, &blog, "words", "hold", "cheap pills").await.status, 303);
    assert_eq!(block(&mo, &blog, "domain", "refuse", "https://www.spam.example/x").await.status, 303);
    typed(post, "Buy chеap\u{200b} PILLS").sent(&Browser::new(), &blog).await;
    assert_eq!(blog.count_comments("pending").await, 1);
    assert!(mo.get(&blog, "/admin/comments").await.body.contains("it has something that is blocked"));
    let refused =
        typed(post, "Kept words, and <https://a.spam.example/>").tried(&Browser::new(), &blog).await;
    assert_eq!(refused.status, 422);
    for part in ["takes no comments that name certain sites", "Kept words", "name=\"token\""] {
        assert!(refused.body.contains(part), "{part} in {}", refused.body);
    }
    assert_eq!(blog.count_comments("published").await, 0);
    blog.run_due_jobs().await;
    let list = mo.get(&blog, "/admin/blocks").await.body;
    assert_eq!(list.matches("Met once, on").count(), 2, "{list}");
    assert!(list.contains("Added by Mo"));
}

#[tokio::test]
async fn names_and_addresses_are_blocked_as_they_look() {
    let (blog, post) = open_blog().await;
    let mo = moderator(&blog).await;
    block(&mo, &blog, "name", "refuse", "Best Watches").await;
    block(&mo, &blog, "email", "refuse", "@throwaway.example").await;
    block(&mo, &blog, "network", "hold", "::ffff:127.0.0.1").await;
    let named = Typed { name: "bеst wаtches", ..typed(post, "One") };
    assert!(named.tried(&Browser::new(), &blog).await.body.contains("under this name are not taken"));
    let mailed = Typed { email: "x@a.throwaway.example", ..typed(post, "Two") };
    assert!(
        mailed.tried(&Browser::new(), &blog).await.body.contains("with this e-mail address are not taken")
    );
    typed(post, "Three").sent(&Browser::new(), &blog).await;
    assert_eq!((blog.count_comments("pending").await, blog.count_comments("published").await), (1, 0));
    blog.advance(30 * 24 * 60 * 60);
    typed(post, "Four").sent(&Browser::new(), &blog).await;
    assert_eq!(blog.count_comments("published").await, 1, "a network is forgotten after thirty days");
}

#[tokio::test]
async fn a_comment_offers_what_it_has_and_removing_a_block_lets_it_through() {
    let (blog, post) = open_blog().await;
    blog.set_comment_policy("hold_all").await;
    let mo = moderator(&blog).await;
    let bad = Typed { name: "Bad", email: "bad@mail.example", ..typed(post, "See https://spam.example/") };
    let receipt = bad.sent(&Browser::new(), &blog).await.location.unwrap();
    let id = blog.comment_of(receipt.trim_start_matches("/comments/")).await.to_string();
    assert!(mo.get(&blog, "/admin/comments").await.body.contains(&format!("/admin/blocks?comment={id}")));
    let offer = mo.get(&blog, &format!("/admin/blocks?comment={id}")).await.body;
    for part in [
        "<bdi>Bad</bdi>",
        "<bdi>bad@mail.example</bdi>",
        "<bdi>spam.example</bdi>",
        "network that it came from",
    ] {
        assert!(offer.contains(part), "{part} in {offer}");
    }
    let network = [("kind", "network"), ("effect", "refuse"), ("value", "Bad"), ("comment", id.as_str())];
    assert_eq!(mo.post(&blog, "/admin/blocks", &network).await.status, 303);
    let refused = typed(post, "Other words").tried(&Browser::new(), &blog).await;
    assert!(refused.body.contains("from your network are not taken"), "{}", refused.body);
    assert_eq!(mo.post(&blog, "/admin/blocks/1/delete", &[]).await.status, 303);
    typed(post, "Other words").sent(&Browser::new(), &blog).await;
    assert_eq!(mo.get(&blog, "/admin/blocks?comment=999").await.status, 404);
}

#[tokio::test]
async fn one_address_is_blocked_and_not_all_of_its_host() {
    let (blog, post) = open_blog().await;
    let mo = moderator(&blog).await;
    assert_eq!(block(&mo, &blog, "email", "refuse", "+x@mail.example").await.status, 303);
    assert_eq!(block(&mo, &blog, "email", "refuse", "\u{200b}@other.example").await.status, 422);
    let blocked = Typed { email: "+x@mail.example", ..typed(post, "One") };
    assert!(
        blocked.tried(&Browser::new(), &blog).await.body.contains("with this e-mail address are not taken")
    );
    for email in ["jo@mail.example", "jo@other.example"] {
        Typed { email, ..typed(post, email) }.sent(&Browser::new(), &blog).await;
    }
    assert_eq!(blog.count_comments("published").await, 2);
    block(&mo, &blog, "email", "refuse", "@bücher.example").await;
    let foreign = Typed { email: "jo@bücher.example", ..typed(post, "Two") };
    assert!(
        foreign.tried(&Browser::new(), &blog).await.body.contains("with this e-mail address are not taken")
    );
}

/// Where the undo that a page offers is sent, and the change and the deed that its form names.
fn offered(page: &str) -> (String, String, String) {
    let undo = page.split("action=\"").find(|part| part.contains("/undo\"")).expect("a way back");
    let value = |name: &str| {
        let behind = undo.split(&format!("name=\"{name}\" value=\"")).nth(1).expect("a field");
        behind.split('"').next().unwrap().to_owned()
    };
    (undo.split('"').next().unwrap().to_owned(), value("change"), value("deed"))
}

/// Where a change leads, the notice there, and its form sent.
async fn taken_back(mo: &Browser, blog: &Blog, changed: &Answer, change: &str) -> (String, String) {
    let told = mo.get(blog, changed.location.as_deref().unwrap()).await.body;
    let (action, named, deed) = offered(&told);
    assert_eq!(named, change, "{told}");
    let fields = [("change", change), ("deed", deed.as_str())];
    let undone = mo.post(blog, &action, &fields).await;
    assert_eq!(undone.status, 303);
    let again = mo.post(blog, &action, &fields).await;
    let late = mo.get(blog, again.location.as_deref().unwrap()).await.body;
    assert!(late.contains("Nothing was undone"), "{late}");
    (told, mo.get(blog, undone.location.as_deref().unwrap()).await.body)
}

#[tokio::test]
async fn whatever_is_done_to_a_block_is_undone_by_one_button() {
    let (blog, post) = open_blog().await;
    let mo = moderator(&blog).await;
    let added = block(&mo, &blog, "words", "hold", "cheap pills").await;
    let (told, undone) = taken_back(&mo, &blog, &added, "added").await;
    assert!(told.contains("Blocked. It holds"), "{told}");
    assert!(
        undone.contains("it is not blocked any more") && undone.contains("Nothing is blocked"),
        "{undone}"
    );
    typed(post, "Buy cheap pills").sent(&Browser::new(), &blog).await;
    assert_eq!(blog.count_comments("published").await, 1);
    block(&mo, &blog, "words", "hold", "cheap pills").await;
    let changed = block(&mo, &blog, "words", "refuse", "Cheap Pills").await;
    let (told, undone) = taken_back(&mo, &blog, &changed, "changed").await;
    assert!(told.contains("It was blocked already") && told.contains("is not taken."), "{told}");
    assert!(undone.contains("it is blocked as it was before") && undone.contains(": waits."), "{undone}");
    let removed = mo.post(&blog, "/admin/blocks/2/delete", &[]).await;
    let (told, undone) = taken_back(&mo, &blog, &removed, "removed").await;
    assert!(told.contains("Not blocked any more") && told.contains("Nothing is blocked"), "{told}");
    assert!(undone.contains("cheap pills"), "{undone}");
    typed(post, "Now buy cheap pills").sent(&Browser::new(), &blog).await;
    assert_eq!(blog.count_comments("pending").await, 1, "what was given back holds again");
    let mut ledger = Ledger::open(&blog).await;
    assert_eq!(
        ledger.audit_of("block", 2).await,
        [
            "Mo block - hold words “cheap pills”",
            "Mo block - refuse words “Cheap Pills”",
            "Mo undo - hold words “cheap pills”",
            "Mo unblock hold words “cheap pills” -",
            "Mo undo - hold words “cheap pills”",
        ]
    );
    let made_up = mo.get(&blog, "/admin/blocks?done=removed&id=2").await.body;
    assert!(!made_up.contains("Not blocked any more"), "an address alone says nothing");
}

#[tokio::test]
async fn a_form_that_is_sent_twice_is_one_deed_and_is_undone_as_one() {
    let (blog, _) = open_blog().await;
    let mo = moderator(&blog).await;
    let twice = async |effect: &str| {
        block(&mo, &blog, "words", effect, "cheap pills").await;
        block(&mo, &blog, "words", effect, "cheap pills").await
    };
    let added = twice("hold").await;
    let (told, undone) = taken_back(&mo, &blog, &added, "added").await;
    assert!(told.contains("Blocked. It holds") && undone.contains("Nothing is blocked"), "{told} {undone}");
    twice("hold").await;
    let changed = twice("refuse").await;
    let page = mo.get(&blog, changed.location.as_deref().unwrap()).await.body;
    let (undo, ..) = offered(&page);
    let id: i64 = undo.split('/').nth(3).unwrap().parse().unwrap();
    let (told, undone) = taken_back(&mo, &blog, &changed, "changed").await;
    assert!(told.contains(": is not taken.") && undone.contains(": waits."), "{told} {undone}");
    let delete = format!("/admin/blocks/{id}/delete");
    let removed = mo.post(&blog, &delete, &[]).await;
    mo.post(&blog, &delete, &[]).await;
    let (_, undone) = taken_back(&mo, &blog, &removed, "removed").await;
    assert!(undone.contains("cheap pills"), "{undone}");
    let ada = Browser::log_in_as(&blog, "Ada").await;
    for _ in 0..2 {
        let same = block(&ada, &blog, "words", "hold", "Cheap Pills").await;
        let told = ada.get(&blog, same.location.as_deref().unwrap()).await.body;
        assert!(told.contains("It was blocked in just this way already."), "{told}");
        assert!(!told.contains("/undo\""), "there is nothing to go back to: {told}");
    }
    assert_eq!(
        Ledger::open(&blog).await.audit_of("block", id).await[..2],
        ["Mo block - hold words “cheap pills”", "Mo block - refuse words “cheap pills”",]
    );
}

#[tokio::test]
async fn an_undo_is_of_what_was_shown_and_not_of_what_somebody_else_did_since() {
    let (blog, _) = open_blog().await;
    let mo = moderator(&blog).await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    block(&mo, &blog, "words", "hold", "cheap pills").await;
    let changed = block(&mo, &blog, "words", "refuse", "cheap pills").await;
    let told = mo.get(&blog, changed.location.as_deref().unwrap()).await.body;
    let (action, change, deed) = offered(&told);
    assert_eq!(block(&ada, &blog, "words", "hold", "cheap pills").await.status, 303);
    let late = mo.post(&blog, &action, &[("change", &change), ("deed", &deed)]).await;
    let late = mo.get(&blog, late.location.as_deref().unwrap()).await.body;
    assert!(late.contains("Nothing was undone") && late.contains(": waits."), "{late}");
}

#[tokio::test]
async fn an_undo_of_a_block_that_is_gone_says_so() {
    let (blog, _) = open_blog().await;
    let mo = moderator(&blog).await;
    block(&mo, &blog, "words", "hold", "cheap pills").await;
    let removed = mo.post(&blog, "/admin/blocks/1/delete", &[]).await;
    let (action, change, deed) = offered(&mo.get(&blog, removed.location.as_deref().unwrap()).await.body);
    block(&mo, &blog, "words", "hold", "cheap pills").await;
    let late = mo.post(&blog, &action, &[("change", &change), ("deed", &deed)]).await;
    let late = mo.get(&blog, late.location.as_deref().unwrap()).await.body;
    assert!(late.contains("Nothing was undone: this block is gone"), "{late}");
}

#[tokio::test]
async fn what_was_typed_is_kept_when_nothing_could_be_blocked() {
    let (blog, post) = open_blog().await;
    let mo = moderator(&blog).await;
    let arrived = Arrived { post, parent: None, name: "Jo", text: "Words", state: "pending" };
    let id = blog.add_comment(arrived).await.to_string();
    let fields = [("kind", "network"), ("effect", "refuse"), ("value", "Jo"), ("comment", id.as_str())];
    let refused = mo.post(&blog, "/admin/blocks", &fields).await;
    assert_eq!(refused.status, 422);
    for part in [
        "networks are forgotten after a while",
        "value=\"Jo\"",
        "Block what the comment by <bdi>Jo</bdi> has",
    ] {
        assert!(refused.body.contains(part), "{part} in {}", refused.body);
    }
    for chosen in ["value=\"network\" checked", "value=\"refuse\" checked"] {
        assert!(refused.body.contains(chosen), "{chosen} in {}", refused.body);
    }
}

#[tokio::test]
async fn what_can_be_no_block_is_told_at_its_field() {
    let blog = Blog::start().await;
    let mo = moderator(&blog).await;
    for (kind, value) in [
        ("words", "…"),
        ("words", "C++"),
        ("name", "\u{200b}"),
        ("email", "nobody"),
        ("domain", "no domain"),
        ("network", "here"),
        ("network", "10.0.0.0/8"),
    ] {
        let answer = block(&mo, &blog, kind, "hold", value).await;
        assert_eq!(answer.status, 422, "{kind}");
        assert!(answer.body.contains("id=\"value-error\""), "{kind}: {}", answer.body);
    }
    let wide = block(&mo, &blog, "network", "hold", "10.0.0.0/8").await.body;
    assert!(wide.contains("This network is too wide"), "{wide}");
    let signs = block(&mo, &blog, "words", "hold", "C++").await.body;
    assert!(signs.contains("every comment with the word “c”"), "{signs}");
    assert_eq!(block(&mo, &blog, "words", "hold", "c").await.status, 303, "who means a letter may say so");
    assert_eq!(block(&mo, &blog, "colour", "hold", "red").await.status, 400);
}

#[tokio::test]
async fn a_name_like_an_authors_waits_unless_they_are_logged_in() {
    let (blog, post) = open_blog().await;
    for (number, name) in ["Ada", "A d a", "Аdа", "A\u{200b}da\u{202e}", "ADA."].into_iter().enumerate() {
        let words = format!("I am she, says number {number}");
        Typed { name, ..typed(post, &words) }.sent(&Browser::new(), &blog).await;
    }
    assert_eq!((blog.count_comments("pending").await, blog.count_comments("published").await), (5, 0));
    let ada = Browser::log_in_as(&blog, "Ada").await;
    Typed { name: "Ada", ..typed(post, "It is me") }.sent(&ada, &blog).await;
    assert_eq!(blog.count_comments("published").await, 1);
    assert!(
        ada.get(&blog, "/admin/comments").await.body.contains("a name like that of somebody of this blog")
    );
    Typed { name: "Adam", ..typed(post, "I am another") }.sent(&Browser::new(), &blog).await;
    assert_eq!(blog.count_comments("published").await, 2);
    blog.add_user("Benny", Role::Author).await;
    blog.set_password("Benny", "four plain words here").await;
    blog.advance(11 * 60);
    // In Greek capitals, in Cherokee, in Lisu.
    let disguised = ["ΒΕΝΝΥ", "\u{13aa}\u{13a0}\u{13aa}", "\u{a4ee}\u{a4d3}\u{a4ee}"];
    for (number, name) in disguised.into_iter().enumerate() {
        let words = format!("We are they, says number {number}");
        Typed { name, ..typed(post, &words) }.sent(&Browser::new(), &blog).await;
    }
    assert_eq!((blog.count_comments("pending").await, blog.count_comments("published").await), (8, 2));
    for name in ["Bennie", "Ida"] {
        Typed { name, ..typed(post, name) }.sent(&Browser::new(), &blog).await;
    }
    assert_eq!(blog.count_comments("published").await, 4, "whoever is called something else is let through");
}

#[tokio::test]
async fn the_name_of_somebody_new_is_taken_at_once_and_free_while_they_are_out() {
    let (blog, post) = open_blog().await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let as_linus = async |words: &str| {
        Typed { name: "Linus", ..typed(post, words) }.sent(&Browser::new(), &blog).await;
        (blog.count_comments("published").await, blog.count_comments("pending").await)
    };
    assert_eq!(as_linus("Nobody else is called so").await, (1, 0));
    let asked = [("email", "linus@example.net"), ("role", "author"), ("language", "en")];
    assert_eq!(ada.post(&blog, "/admin/invitations", &asked).await.status, 303);
    let page = ada.get(&blog, "/admin/invitations").await.body;
    let token = page.split("/login/invitations/").nth(1).unwrap().split(['<', '"']).next().unwrap();
    let answer = [("name", "Linus"), ("password", "four plain words here")];
    let accepted = Browser::new().post(&blog, &format!("/login/invitations/{token}"), &answer).await;
    assert_eq!(accepted.status, 303, "{}", accepted.body);
    assert_eq!(as_linus("This is not him").await, (1, 1));
    assert_eq!(ada.post(&blog, "/admin/people/2/deactivation", &[]).await.status, 303);
    assert_eq!(as_linus("He is not here").await, (2, 1));
    assert_eq!(ada.post(&blog, "/admin/people/2/deactivation/delete", &[]).await.status, 303);
    assert_eq!(as_linus("He is back").await, (2, 2));
}
