//! What became of imports, as the owner sees it.

use postil::testing::{Blog, Role};

use crate::client::Browser;

#[tokio::test]
async fn only_an_owner_sees_imports() {
    let blog = Blog::start().await;
    blog.add_user("Ed", Role::Editor).await;
    for path in ["/admin/imports", "/admin/imports/1"] {
        let editor = Browser::log_in_as(&blog, "Ed").await;
        assert_eq!(editor.get(&blog, path).await.status, 403, "{path}");
        assert_eq!(Browser::new().get(&blog, path).await.status, 303, "{path}");
    }
}

#[tokio::test]
async fn before_the_first_import_the_page_tells_how() {
    let blog = Blog::start().await;
    let page = Browser::log_in_as(&blog, "Ada").await.get(&blog, "/admin/imports").await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("postil import blogger FILE --dry-run"), "{}", page.body);
}

#[tokio::test]
async fn an_imports_report_is_listed_and_shown_with_every_sentence() {
    let blog = Blog::start().await;
    blog.import_blogger(&fixture("damaged-but-readable.xml")).await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let list = ada.get(&blog, "/admin/imports").await;
    assert!(list.body.contains("/admin/imports/1") && list.body.contains("damaged-but-readable.xml"));
    let report = ada.get(&blog, "/admin/imports/1").await;
    assert_eq!(report.status, 200);
    for part in [
        "27 March 2017 at 09:15",
        "<th scope=\"row\">Comments</th>",
        "<span class=\"unit\"> refused</span>",
        "an entry with the same id came before it",
    ] {
        assert!(report.body.contains(part), "{part} in {}", report.body);
    }
    // A damaged file's words are text, whatever they hold.
    assert!(!report.body.contains("<script"), "{}", report.body);
    assert_eq!(ada.get(&blog, "/admin/imports/2").await.status, 404);
}

#[tokio::test]
async fn what_was_imported_is_read_at_its_old_address() {
    let blog = Blog::start().await;
    blog.import_blogger(&fixture("feed.atom")).await;
    let page = Browser::new().get(&blog, "/2011/10/moved-in-may_6.html").await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("Küste"), "{}", page.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn months_are_those_of_the_zone_that_the_blog_has_when_an_import_ends() {
    use std::fmt::Write as _;
    let mut feed = String::from(
        "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:b='http://schemas.google.com/blogger/2018'>\
         <id>tag:blogger.com,1999:blog-5</id><title>Field notes</title>",
    );
    for number in 1..=300 {
        write!(
            feed,
            "<entry><id>tag:blogger.com,1999:blog-5.post-{number}</id><b:type>POST</b:type>\
             <b:status>LIVE</b:status><title>Post {number}</title><content type='html'>Text</content>\
             <published>2011-05-31T20:00:00Z</published><b:filename>/2011/05/{number}.html</b:filename></entry>"
        )
        .unwrap();
    }
    feed.push_str("</feed>");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("feed.atom");
    std::fs::write(&file, feed).unwrap();
    let blog = Blog::start().await;
    blog.import_blogger_while_moving_to("Asia/Tokyo", &file).await;
    let archive = Browser::new().get(&blog, "/archive").await.body;
    assert!(archive.contains("/2011/06/") && archive.contains("300 posts"), "{archive}");
    assert!(!archive.contains("href=\"/2011/05/\""), "{archive}");
}

fn fixture(name: &str) -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/imports").join(name)
}

/// An entry of a newer backup's feed.
fn comment(id: u32, answers: u32) -> String {
    format!(
        "<entry><id>tag:blogger.com,1999:blog-5.post-{id}</id><b:type>COMMENT</b:type><b:status>LIVE</b:status>
         <author><name>Guest</name><b:type>ANONYMOUS</b:type></author><content type='html'>Comment {id}.</content>
         <b:parent>tag:blogger.com,1999:blog-5.post-10</b:parent>
         <b:inReplyTo>tag:blogger.com,1999:blog-5.post-{answers}</b:inReplyTo>
         <published>2011-05-11T07:00:{id}Z</published></entry>"
    )
}

#[tokio::test]
async fn comments_that_answer_each_other_in_a_circle_are_each_shown_once() {
    let blog = Blog::start().await;
    let post =
        "<entry><id>tag:blogger.com,1999:blog-5.post-10</id><b:type>POST</b:type><b:status>LIVE</b:status>
        <title>Round</title><content type='html'>Text</content><published>2011-05-10T10:00:00Z</published>
        <b:filename>/2011/05/round.html</b:filename></entry>";
    // 21 answers 23, which answers 22, which answers 21; 24 hangs below; 25 answers itself.
    let comments =
        [(21, 23), (22, 21), (23, 22), (24, 22), (25, 25)].map(|(id, answers)| comment(id, answers));
    let feed = format!(
        "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:b='http://schemas.google.com/blogger/2018'>
         <id>tag:blogger.com,1999:blog-5</id><title>Circles</title>{post}{}</feed>",
        comments.concat()
    );
    let file = blog.folder().join("circles.atom");
    std::fs::write(&file, feed).unwrap();
    blog.import_blogger(&file).await;
    let page = Browser::new().get(&blog, "/2011/05/round.html").await;
    assert_eq!(page.status, 200);
    let places = (21..=25).map(|id| {
        let words = format!("Comment {id}.");
        assert_eq!(page.body.matches(&words).count(), 1, "{words} in {}", page.body);
        page.body.find(&words).unwrap()
    });
    assert!(places.is_sorted(), "{}", page.body);
    assert!(page.body.contains("5 comments") && page.body.matches("class=\"in-reply-to").count() == 3);
    let report = Browser::log_in_as(&blog, "Ada").await.get(&blog, "/admin/imports/1").await.body;
    assert!(report.contains("it answers one of its own answers"), "{report}");
}
