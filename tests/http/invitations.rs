//! Invitations: asked for by an owner, sent or handed over, and accepted once by one person.

use postil::testing::{Blog, Role};

use crate::client::{Answer, Browser};
use crate::mail::server::Server;

const PASSWORD: &str = "four plain words here";

async fn invite(ada: &Browser, blog: &Blog, email: &str, role: &str, language: &str) -> Answer {
    let fields = [("email", email), ("role", role), ("language", language)];
    ada.post(blog, "/admin/invitations", &fields).await
}

async fn accept(blog: &Blog, link: &str, name: &str, password: &str) -> Answer {
    Browser::new().post(blog, link, &[("name", name), ("password", password)]).await
}

/// The links that the page shows, the newest invitation first.
async fn links(ada: &Browser, blog: &Blog) -> Vec<String> {
    let page = ada.get(blog, "/admin/invitations").await.body;
    let paths = page.split("/login/invitations/").skip(1);
    let tokens = paths.map(|rest| rest.split(['<', '"']).next().unwrap());
    tokens.map(|token| format!("/login/invitations/{token}")).collect()
}

async fn status(blog: &Blog, link: &str) -> u16 {
    Browser::new().get(blog, link).await.status.as_u16()
}

#[tokio::test]
async fn somebody_is_invited_by_mail_and_is_in_with_a_name_and_a_password() {
    let server = Server::start().await;
    let blog = Blog::start_with_mail(&server.url()).await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let invited = invite(&ada, &blog, "Grace@example.net", "author", "de").await;
    assert_eq!(invited.location.as_deref(), Some("/admin/invitations?done=invited"), "{}", invited.body);
    let page = ada.get(&blog, "/admin/invitations?done=invited").await.body;
    for part in ["is on its way", "grace@example.net", "author, asked in by Ada, until 3 April 2017"] {
        assert!(page.contains(part), "{part} in {page}");
    }
    blog.send_letters().await;
    let letter = server.received().remove(0);
    assert_eq!(letter.to, "<grace@example.net>");
    assert!(letter.text().contains("Ada lädt Sie ein, bei A new blog mitzumachen."), "{}", letter.text());
    let link = letter.link("/login/invitations/");
    for _ in 0..2 {
        let shown = Browser::new().get(&blog, &link).await;
        assert_eq!(shown.status, 200, "looking accepts nothing");
        assert!(shown.body.contains("Eine Einladung") && shown.body.contains("grace@example.net"));
    }
    let wrong = accept(&blog, &link, "", "short").await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.body.contains("id=\"name-error\"") && wrong.body.contains("id=\"password-error\""));
    let grace = Browser::new();
    let fields = [("name", "Grace"), ("password", PASSWORD)];
    let accepted = grace.post(&blog, &link, &fields).await;
    assert_eq!((accepted.status.as_u16(), accepted.location.as_deref()), (303, Some("/admin")));
    assert_eq!(grace.get(&blog, "/admin/posts").await.status, 200, "an author writes");
    assert_eq!(grace.get(&blog, "/admin/settings").await.status, 403, "and no more");
    assert_eq!(
        (status(&blog, &link).await, accept(&blog, &link, "Eve", PASSWORD).await.status.as_u16()),
        (410, 410)
    );
    let fields = [("email", "grace@example.net"), ("password", PASSWORD)];
    assert_eq!(Browser::new().post(&blog, "/login", &fields).await.status, 303);
    assert!(links(&ada, &blog).await.is_empty());
}

#[tokio::test]
async fn without_mail_the_link_is_handed_over() {
    let blog = Blog::start().await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    assert_eq!(invite(&ada, &blog, "grace@example.net", "editor", "en").await.status, 303);
    let page = ada.get(&blog, "/admin/invitations").await.body;
    assert!(page.contains("Mail is not set up") && page.contains(&blog.url("/login/invitations/")), "{page}");
    let link = links(&ada, &blog).await.remove(0);
    let shown = Browser::new().get(&blog, &link).await;
    assert!(shown.body.contains("Ada invites you to A new blog, as editor."), "{}", shown.body);
    assert_eq!(accept(&blog, &link, "Grace", PASSWORD).await.status, 303);
}

#[tokio::test]
async fn an_invitation_ends_by_time_by_word_and_by_a_newer_one() {
    let server = Server::start().await;
    let blog = Blog::start_with_mail(&server.url()).await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    invite(&ada, &blog, "grace@example.net", "author", "en").await;
    let first = links(&ada, &blog).await.remove(0);
    blog.send_letters().await;
    assert_eq!(ada.post(&blog, "/admin/invitations/1/letter", &[]).await.status, 303);
    blog.send_letters().await;
    let second = server.received()[1].link("/login/invitations/");
    assert_eq!((status(&blog, &first).await, status(&blog, &second).await), (410, 200));
    assert_eq!(accept(&blog, &first, "Eve", PASSWORD).await.status, 410);
    blog.advance(7 * 24 * 3600);
    assert_eq!(status(&blog, &second).await, 200);
    blog.advance(1);
    assert_eq!(status(&blog, &second).await, 410);
    assert_eq!(accept(&blog, &second, "Grace", PASSWORD).await.status, 410);
    assert!(ada.get(&blog, "/admin/invitations").await.body.contains("ran out on"));
    ada.post(&blog, "/admin/invitations/1/letter", &[]).await;
    let third = links(&ada, &blog).await.remove(0);
    assert_eq!(status(&blog, &third).await, 200);
    assert_eq!(ada.post(&blog, "/admin/invitations/1/delete", &[]).await.status, 303);
    assert_eq!(status(&blog, &third).await, 410);
    blog.send_letters().await;
    assert_eq!(server.received().len(), 2, "what was withdrawn is not sent");
    let gone = ada.post(&blog, "/admin/invitations/1/delete", &[]).await;
    assert_eq!(gone.status, 422);
    assert!(gone.body.contains("accepted or withdrawn meanwhile"), "{}", gone.body);
}

#[tokio::test]
async fn a_link_for_one_purpose_or_person_is_worth_nothing_for_another() {
    let server = Server::start().await;
    let blog = Blog::start_with_mail(&server.url()).await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    invite(&ada, &blog, "grace@example.net", "author", "en").await;
    invite(&ada, &blog, "eve@example.net", "moderator", "en").await;
    let (eves, graces) = {
        let mut links = links(&ada, &blog).await;
        (links.remove(0), links.remove(0))
    };
    let token = |link: &str| link.rsplit('/').next().unwrap().to_owned();
    assert_eq!(status(&blog, &format!("/login/reset/{}", token(&graces))).await, 410);
    Browser::new().post(&blog, "/login/forgotten", &[("email", "ada@example.org")]).await;
    blog.send_letters().await;
    let reset = server.received().last().unwrap().link("/login/reset/");
    assert_eq!(status(&blog, &format!("/login/invitations/{}", token(&reset))).await, 410);
    // What Eve was sent, with Grace's signature and the other way round.
    let mixed = |one: &str, other: &str| {
        let (words, _) = one.rsplit_once('.').unwrap();
        let (_, signature) = other.rsplit_once('.').unwrap();
        format!("{words}.{signature}")
    };
    for link in [mixed(&eves, &graces), mixed(&graces, &eves)] {
        assert_eq!(status(&blog, &link).await, 410);
        assert_eq!(accept(&blog, &link, "Eve", PASSWORD).await.status, 410);
    }
    let fields = [("name", "Eve"), ("password", PASSWORD), ("email", "owner@example.net"), ("role", "owner")];
    let eve = Browser::new();
    assert_eq!(eve.post(&blog, &eves, &fields).await.status, 303);
    assert_eq!(eve.get(&blog, "/admin/settings").await.status, 403, "the role is the invitation's");
    let fields = [("email", "eve@example.net"), ("password", PASSWORD)];
    assert_eq!(Browser::new().post(&blog, "/login", &fields).await.status, 303, "and so is the address");
}

#[tokio::test]
async fn whoever_is_no_owner_any_more_asks_nobody_in() {
    let blog = Blog::start().await;
    blog.add_user("Bob", Role::Owner).await;
    blog.set_password("Ada", PASSWORD).await;
    let bob = Browser::log_in_as(&blog, "Bob").await;
    invite(&bob, &blog, "grace@example.net", "owner", "en").await;
    let link = links(&bob, &blog).await.remove(0);
    assert_eq!(status(&blog, &link).await, 200);
    blog.set_role("Bob", Role::Editor).await;
    assert_eq!(status(&blog, &link).await, 410);
    assert_eq!(accept(&blog, &link, "Grace", PASSWORD).await.status, 410);
    let bob = Browser::log_in_as(&blog, "Bob").await;
    assert_eq!(invite(&bob, &blog, "eve@example.net", "author", "en").await.status, 403);
}

#[tokio::test]
async fn wrong_invitations_are_told_field_by_field() {
    let blog = Blog::start().await;
    blog.add_user("Grace", Role::Author).await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let wrong = invite(&ada, &blog, "nowhere", "king", "tlh").await;
    assert_eq!(wrong.status, 422);
    for part in ["id=\"email-error\"", "id=\"role-error\"", "id=\"language-error\"", "value=\"nowhere\""] {
        assert!(wrong.body.contains(part), "{part} in {}", wrong.body);
    }
    let known = invite(&ada, &blog, "GRACE@example.org", "author", "en").await;
    assert_eq!(known.status, 422);
    assert!(known.body.contains("Somebody else logs in with this e-mail address."), "{}", known.body);
    assert_eq!(invite(&ada, &blog, "eve@example.net", "author", "en").await.status, 303);
    let twice = invite(&ada, &blog, "Eve@example.net", "editor", "en").await;
    assert_eq!(twice.status, 422);
    assert!(twice.body.contains("has an open invitation"), "{}", twice.body);
}

#[tokio::test]
async fn of_two_who_accept_at_once_one_is_in_and_an_address_taken_meanwhile_is_said() {
    let blog = Blog::start().await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    invite(&ada, &blog, "grace@example.net", "author", "en").await;
    let link = links(&ada, &blog).await.remove(0);
    let (one, other) =
        tokio::join!(accept(&blog, &link, "Grace", PASSWORD), accept(&blog, &link, "Eve", PASSWORD));
    let mut codes = [one.status.as_u16(), other.status.as_u16()];
    codes.sort_unstable();
    assert_eq!(codes, [303, 410]);
    invite(&ada, &blog, "bob@example.org", "author", "en").await;
    let link = links(&ada, &blog).await.remove(0);
    blog.add_user("Bob", Role::Author).await;
    let taken = accept(&blog, &link, "Bob", PASSWORD).await;
    assert_eq!(taken.status, 422);
    assert!(taken.body.contains("Somebody else has this e-mail address here."), "{}", taken.body);
}
