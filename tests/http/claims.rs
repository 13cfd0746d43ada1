//! Imported authors who turn out to be somebody with an account.

use std::fmt::Write as _;

use postil::testing::{Blog, Role};

use crate::client::Browser;

/// A backup in which an account called “Old Hand” wrote posts and commented on them, and a guest took the same name.
fn backup(posts: usize) -> tempfile::NamedTempFile {
    let author = "<author><name>Old Hand</name><uri>https://www.blogger.com/profile/7</uri><b:type>BLOGGER</b:type></author>";
    let guest = "<author><name>Old Hand</name><b:type>ANONYMOUS</b:type></author>";
    let mut feed = String::from(
        "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:b='http://schemas.google.com/blogger/2018'>\
         <id>tag:blogger.com,1999:blog-5</id><title>Field notes</title>",
    );
    for number in 1..=posts {
        let post = format!("tag:blogger.com,1999:blog-5.post-{number}");
        write!(
            feed,
            "<entry><id>{post}</id><b:type>POST</b:type><b:status>LIVE</b:status>{author}\
             <title>Post {number}</title><content type='html'>Text</content>\
             <published>2011-05-31T20:00:00Z</published><b:filename>/2011/05/{number}.html</b:filename></entry>"
        )
        .unwrap();
        for (of, who) in [(1, author), (2, guest)] {
            write!(
                feed,
                "<entry><id>tag:blogger.com,1999:blog-5.post-{of}00{number}</id><b:type>COMMENT</b:type>\
                 <b:status>LIVE</b:status>{who}<content type='html'>Said</content><b:parent>{post}</b:parent>\
                 <published>2011-06-01T08:00:00Z</published></entry>"
            )
            .unwrap();
        }
    }
    feed.push_str("</feed>");
    let mut file = tempfile::Builder::new().suffix(".atom").tempfile().unwrap();
    std::io::Write::write_all(&mut file, feed.as_bytes()).unwrap();
    file
}

/// A blog with Ada, Grace and, as number 3, the imported author.
async fn moved_in(posts: usize) -> (Blog, tempfile::NamedTempFile) {
    let blog = Blog::start().await;
    blog.add_user("Grace", Role::Author).await;
    let file = backup(posts);
    blog.import_blogger(file.path()).await;
    (blog, file)
}

fn badges(page: &str) -> usize {
    page.matches("class=\"badge\">Author<").count()
}

#[tokio::test]
async fn an_imported_author_becomes_an_account_with_byline_page_and_badge() {
    let (blog, file) = moved_in(3).await;
    let (reader, ada) = (Browser::new(), Browser::log_in_as(&blog, "Ada").await);
    let before = reader.get(&blog, "/2011/05/1.html").await.body;
    assert!(before.contains("/authors/old-hand") && badges(&before) == 1, "{before}");
    assert_eq!(reader.get(&blog, "/authors/old-hand").await.status, 200);
    let grace = Browser::log_in_as(&blog, "Grace").await;
    assert_eq!(grace.get(&blog, "/admin/posts/1").await.status, 403, "not hers yet");

    let person = ada.get(&blog, "/admin/people/3").await.body;
    assert!(person.contains("only signs posts") && person.contains("grace@example.org"), "{person}");
    let asked = ada.get(&blog, "/admin/people/3/merge?into=2").await.body;
    let list = ada.get(&blog, "/admin/people").await.body;
    assert!(list.contains("3<span class=\"unit\"> public posts</span>"), "{list}");
    for part in
        ["3 public posts and 3 comments", "can’t be taken back", "/authors/old-hand", "/authors/grace"]
    {
        assert!(asked.contains(part), "{part} in {asked}");
    }
    assert_eq!(reader.get(&blog, "/authors/old-hand").await.status, 200, "asking does nothing");
    let done = ada.post(&blog, "/admin/people/3/merge", &[("into", "2")]).await;
    assert_eq!(done.location.as_deref(), Some("/admin/people/2?done=merged"));

    let after = reader.get(&blog, "/2011/05/1.html").await.body;
    assert!(after.contains("/authors/grace") && !after.contains("/authors/old-hand"), "{after}");
    assert_eq!(badges(&after), 1, "the guest of the same name has none: {after}");
    let old = reader.get(&blog, "/authors/old-hand").await;
    assert_eq!((old.status.as_u16(), old.location.as_deref()), (301, Some("/authors/grace")));
    let page = reader.get(&blog, "/authors/grace").await.body;
    assert!((1..=3).all(|number| page.contains(&format!("Post {number}"))), "{page}");
    assert!(!reader.get(&blog, "/").await.body.contains("old-hand"));
    assert_eq!(grace.get(&blog, "/admin/posts/1").await.status, 200, "hers now");
    let list = ada.get(&blog, "/admin/people").await.body;
    assert!(!list.contains("Old Hand") && list.contains(">3<"), "{list}");
    assert!(ada.get(&blog, "/admin/people/3").await.body.contains("turned out to be"));

    // The same backup, a post longer, knows whose it is.
    drop(file);
    blog.import_blogger(backup(4).path()).await;
    let page = reader.get(&blog, "/authors/grace").await.body;
    assert!(page.contains("Post 4"), "{page}");
    assert_eq!(badges(&reader.get(&blog, "/2011/05/4.html").await.body), 1);
    assert_eq!(reader.get(&blog, "/authors/old-hand").await.status, 301);
}

#[tokio::test]
async fn what_an_account_gets_is_told_by_what_it_may_do_and_what_is_public() {
    let (blog, _file) = moved_in(2).await;
    blog.add_user("Mo", Role::Moderator).await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let of_author = ada.get(&blog, "/admin/people/3/merge?into=2").await.body;
    assert!(of_author.contains("<bdi>Grace</bdi> can change them."), "{of_author}");
    let of_moderator = ada.get(&blog, "/admin/people/3/merge?into=4").await.body;
    assert!(of_moderator.contains("As a moderator, <bdi>Mo</bdi> can’t change them."), "{of_moderator}");
    assert_eq!(ada.post(&blog, "/admin/posts/1/publication/delete", &[]).await.status, 303);
    let list = ada.get(&blog, "/admin/people").await.body;
    assert!(list.contains("1<span class=\"unit\"> public post</span>"), "{list}");
    let asked = ada.get(&blog, "/admin/people/3/merge?into=2").await.body;
    assert!(asked.contains("1 public post, 1 page or post that is not public and 2 comments"), "{asked}");
}

#[tokio::test]
async fn doing_it_twice_is_doing_it_once_and_what_makes_no_sense_is_refused() {
    let (blog, _file) = moved_in(2).await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let merge = async |author: &str, into: &str| {
        ada.post(&blog, &format!("/admin/people/{author}/merge"), &[("into", into)]).await
    };
    for (author, into, said) in [("1", "2", "nobody who only signs"), ("3", "3", "no account")] {
        let refused = merge(author, into).await;
        assert_eq!(refused.status, 422, "{author} into {into}");
        assert!(refused.body.contains(said), "{said} in {}", refused.body);
    }
    for (author, into) in [("3", "99"), ("99", "2")] {
        assert_eq!(merge(author, into).await.status, 404, "{author} into {into}");
    }
    assert_eq!(merge("3", "").await.status.as_u16() / 100, 4);
    assert_eq!(merge("3", "2").await.status, 303);
    assert_eq!(merge("3", "2").await.status, 303);
    assert_eq!(merge("3", "1").await.status, 422, "somebody else's by now");
    let shown = ada.get(&blog, "/admin/people/3/merge?into=1").await;
    assert_eq!(shown.status, 303);
    assert!(ada.get(&blog, "/admin/people").await.body.contains(">2<"));
}

#[tokio::test]
async fn somebody_says_who_they_are_and_an_owner_decides() {
    let (blog, _file) = moved_in(1).await;
    let (ada, grace) = (Browser::log_in_as(&blog, "Ada").await, Browser::log_in_as(&blog, "Grace").await);
    let names = grace.get(&blog, "/account/names").await.body;
    assert!(names.contains("Old Hand") && names.contains("This is me"), "{names}");
    for author in ["1", "2", "99"] {
        assert_eq!(grace.post(&blog, "/account/names", &[("author", author)]).await.status, 404, "{author}");
    }
    for _ in 0..2 {
        let asked = grace.post(&blog, "/account/names", &[("author", "3")]).await;
        assert_eq!(
            (asked.status.as_u16(), asked.location.as_deref()),
            (303, Some("/account/names?done=asked"))
        );
    }
    let told = grace.get(&blog, "/account/names?done=asked").await.body;
    assert!(
        told.contains("An owner is asked whether this is you.") && told.contains("Waiting for an owner"),
        "{told}"
    );
    let waiting = ada.get(&blog, "/admin/people").await.body;
    assert!(waiting.contains("/admin/people/3/merge?into=2"), "{waiting}");
    assert!(ada.get(&blog, "/admin").await.body.contains("/admin/people"), "the desk says so");
    let forced = grace.post(&blog, "/admin/people/3/merge", &[("into", "2")]).await;
    assert_eq!(forced.status, 403, "nobody grants it to themselves");
    assert_eq!(ada.post(&blog, "/account/names/3/delete", &[]).await.status, 303);
    assert!(ada.get(&blog, "/admin/people").await.body.contains("merge?into=2"), "only one's own word");
    let declined = ada.post(&blog, "/admin/people/3/claims/delete", &[("into", "2")]).await;
    assert_eq!(
        (declined.status.as_u16(), declined.location.as_deref()),
        (303, Some("/admin/people?done=declined"))
    );
    let told = ada.get(&blog, "/admin/people?done=declined").await.body;
    assert!(told.contains("Declined: they stay two people.") && !told.contains("merge?into=2"), "{told}");
    assert_eq!(grace.post(&blog, "/account/names", &[("author", "3")]).await.status, 303);
    let back = grace.post(&blog, "/account/names/3/delete", &[]).await;
    assert_eq!(
        (back.status.as_u16(), back.location.as_deref()),
        (303, Some("/account/names?done=taken-back"))
    );
    let told = grace.get(&blog, "/account/names?done=taken-back").await.body;
    assert!(told.contains("role=\"status\">Taken back."), "{told}");
    assert!(!ada.get(&blog, "/admin/people").await.body.contains("merge?into=2"), "taken back");
    assert_eq!(grace.post(&blog, "/account/names", &[("author", "3")]).await.status, 303);
    assert_eq!(ada.post(&blog, "/admin/people/3/merge", &[("into", "2")]).await.status, 303);
    let trail = ada.get(&blog, "/admin/trail").await.body;
    for (deed, times) in [("claim", 3), ("decline claim", 1), ("take back claim", 1), ("merge", 1)] {
        let row = format!("<th scope=\"row\">{deed} <a ");
        assert_eq!(trail.matches(&row).count(), times, "{deed} in {trail}");
    }
    assert!(trail.contains("<td>now “Grace”</td>"), "{trail}");
    let settled = grace.get(&blog, "/account/names").await.body;
    assert!(!settled.contains("Old Hand"), "{settled}");
}
