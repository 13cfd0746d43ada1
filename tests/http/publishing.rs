//! From a draft to readers and back: at the desk over HTTP, and what strangers find meanwhile.

use postil::testing::{Blog, Role};
use reqwest::StatusCode;

use crate::client::{Answer, Browser};
use crate::moderation::ledger::Ledger;

/// A word that stands in nothing but the post in question.
const CANARY: &str = "quillfeather";

const HOUR: i64 = 3600;

/// Sends the editor's form for a new post and answers the address of its editor.
pub async fn write(desk: &Browser, blog: &Blog, fields: &[(&str, &str)]) -> String {
    let answer = desk.post(blog, "/admin/posts", fields).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    answer.location.unwrap().split('?').next().unwrap().to_owned()
}

/// The value of a hidden field or an input of a page.
pub fn field(page: &Answer, name: &str) -> String {
    let start = format!("name=\"{name}\" value=\"");
    let found = page.body.split(&start).nth(1).unwrap_or_else(|| panic!("{name} in {}", page.body));
    found.split('"').next().unwrap().to_owned()
}

/// Sends the editor's form of a stored post, from the version that it shows now.
pub async fn save(desk: &Browser, blog: &Blog, editor: &str, fields: &[(&str, &str)]) -> Answer {
    let version = field(&desk.get(blog, editor).await, "version");
    let mut all = vec![("version", version.as_str())];
    all.extend_from_slice(fields);
    desk.post(blog, editor, &all).await
}

async fn press(desk: &Browser, blog: &Blog, editor: &str, resource: &str) -> Answer {
    desk.post(blog, &format!("{editor}/{resource}"), &[]).await
}

async fn status(blog: &Blog, path: &str) -> StatusCode {
    Browser::new().get(blog, path).await.status
}

/// Every page of readers on which a public post of March 2017 would show.
async fn assert_nowhere(blog: &Blog) {
    let reader = Browser::new();
    let pages =
        ["/", "/archive", "/2017/", "/2017/03/", "/tags/secret", "/authors/ada", "/2017/03/neighbour"];
    for page in pages {
        let answer = reader.get(blog, page).await;
        assert!(!answer.body.to_lowercase().contains(CANARY), "{page}: {}", answer.body);
    }
    assert_eq!(status(blog, "/tags/secret").await, 404);
    let path = status(blog, &format!("/2017/03/{CANARY}")).await;
    assert!(path == 404 || path == 410, "{path}");
}

#[tokio::test]
async fn a_post_is_written_published_edited_and_read() {
    let blog = Blog::start().await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let fields = [
        ("title", "First light"),
        ("source", "It *begins*."),
        ("tags", "Mornings, قهوة"),
        ("intent", "publish"),
    ];
    let editor = write(&ada, &blog, &fields).await;
    let post = Browser::new().get(&blog, "/2017/03/first-light").await;
    assert_eq!(post.status, 200);
    assert!(post.body.contains("<em>begins</em>") && post.body.contains("قهوة"), "{}", post.body);
    let saved = ada.get(&blog, &format!("{editor}?done=saved")).await;
    assert!(saved.body.contains("Published 27 March 2017 at 09:15. Saved"), "{}", saved.body);
    assert!(saved.body.contains("href=\"/2017/03/first-light\""));
    let edited = save(&ada, &blog, &editor, &[("title", "Second light"), ("source", "It *ends*.")]).await;
    assert_eq!(edited.status, 303);
    let post = Browser::new().get(&blog, "/2017/03/first-light").await;
    assert!(post.body.contains("Second light") && post.body.contains("<em>ends</em>"));
    assert_eq!(status(&blog, "/tags/mornings").await, 404, "its only post lost the tag");
}

#[tokio::test]
async fn what_is_not_public_is_nowhere() {
    let blog = Blog::start().await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    blog.publish("Neighbour", "Something else.", &[]).await;
    let source = format!("All about the {CANARY}.");
    let words = [("title", CANARY), ("source", source.as_str()), ("tags", "Secret")];
    let draft = write(&ada, &blog, &words).await;
    assert_nowhere(&blog).await;

    let date = [("published_at", "2017-03-28T08:00"), ("intent", "publish")];
    let scheduled = save(&ada, &blog, &draft, &[words.as_slice(), date.as_slice()].concat()).await;
    assert_eq!(scheduled.status, 303);
    assert_nowhere(&blog).await;
    assert!(ada.get(&blog, &draft).await.body.contains("goes out by itself on 28 March 2017 at 08:00"));

    blog.advance(22 * HOUR);
    assert_nowhere(&blog).await;
    blog.advance(HOUR);
    blog.run_due_jobs().await;
    for page in
        ["/", "/2017/03/", "/tags/secret", "/authors/ada", "/2017/03/neighbour", "/2017/03/quillfeather"]
    {
        assert!(Browser::new().get(&blog, page).await.body.contains(CANARY), "{page}");
    }

    assert_eq!(press(&ada, &blog, &draft, "publication/delete").await.status, 303);
    assert_eq!(status(&blog, "/2017/03/quillfeather").await, 410);
    assert_nowhere(&blog).await;
    assert_eq!(press(&ada, &blog, &draft, "publication").await.status, 303);
    assert_eq!(status(&blog, "/2017/03/quillfeather").await, 200);
    assert_eq!(press(&ada, &blog, &draft, "trash").await.status, 303);
    assert_eq!(status(&blog, "/2017/03/quillfeather").await, 410);
    assert_nowhere(&blog).await;
    assert_eq!(press(&ada, &blog, &draft, "trash/delete").await.status, 303);
    assert_eq!(status(&blog, "/2017/03/quillfeather").await, 200);
}

#[tokio::test]
async fn a_blog_that_was_down_publishes_when_it_is_back() {
    let blog = Blog::start().await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let fields =
        [("title", "Later"), ("source", "x"), ("published_at", "2017-03-28T08:00"), ("intent", "publish")];
    write(&ada, &blog, &fields).await;
    blog.advance(40 * 24 * HOUR);
    blog.run_due_jobs().await;
    let post = Browser::new().get(&blog, "/2017/03/later").await;
    assert_eq!(post.status, 200);
    assert!(post.body.contains("Tuesday 28 March 2017"));
}

#[tokio::test]
async fn a_post_that_went_out_while_its_editor_wrote_is_saved_without_a_conflict() {
    let blog = Blog::start().await;
    blog.add_user("Marek", Role::Editor).await;
    let (ada, marek) = (Browser::log_in_as(&blog, "Ada").await, Browser::log_in_as(&blog, "Marek").await);
    let date = ("published_at", "2017-03-28T08:00");
    let editor =
        write(&ada, &blog, &[("title", "Later"), ("source", "x"), date, ("intent", "publish")]).await;
    let version = field(&ada.get(&blog, &editor).await, "version");
    blog.advance(24 * HOUR);
    blog.run_due_jobs().await;
    let version = ("version", version.as_str());
    let saved = ada.post(&blog, &editor, &[version, ("title", "Later"), ("source", "better"), date]).await;
    assert_eq!(saved.status, 303, "{}", saved.body);
    let public = Browser::new().get(&blog, "/2017/03/later").await;
    assert!(public.status == 200 && public.body.contains("better"), "{}", public.body);
    let seen = field(&ada.get(&blog, &editor).await, "version");
    let theirs = [("title", "Later"), ("source", "theirs"), date];
    assert_eq!(save(&marek, &blog, &editor, &theirs).await.status, 303);
    let late = [("version", seen.as_str()), ("title", "Later"), ("source", "late"), date];
    assert_eq!(ada.post(&blog, &editor, &late).await.status, 409);
}

#[tokio::test]
async fn who_did_what_to_a_post_is_written_down() {
    let blog = Blog::start().await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let editor = write(&ada, &blog, &[("title", "Weir"), ("source", "x")]).await;
    save(&ada, &blog, &editor, &[("title", "Weir"), ("source", "y")]).await;
    press(&ada, &blog, &editor, "publication").await;
    press(&ada, &blog, &editor, "publication/delete").await;
    press(&ada, &blog, &editor, "trash").await;
    press(&ada, &blog, &editor, "trash/delete").await;
    let to_come = [("published_at", "2017-03-28T08:00")];
    assert_eq!(ada.post(&blog, &format!("{editor}/publication"), &to_come).await.status, 303);
    blog.advance(24 * HOUR);
    blog.run_due_jobs().await;
    let id = editor.rsplit('/').next().unwrap().parse().unwrap();
    let audit = Ledger::open(&blog).await.audit_of("post", id).await;
    let expected = [
        "Ada create - draft",
        "Ada update draft draft",
        "Ada publish draft published",
        "Ada unpublish published unpublished",
        "Ada trash unpublished trashed",
        "Ada restore trashed unpublished",
        "Ada schedule unpublished scheduled",
        "clock publish scheduled published",
    ];
    assert_eq!(audit, expected);
}

#[tokio::test]
async fn a_time_to_come_can_be_given_without_the_editor_and_a_past_one_is_refused() {
    let blog = Blog::start().await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let editor = write(&ada, &blog, &[("title", "Later"), ("source", "x")]).await;
    let publication = format!("{editor}/publication");
    let past = ada.post(&blog, &publication, &[("published_at", "2017-03-27T09:14")]).await;
    assert_eq!(past.status, 422);
    assert!(past.body.contains("This time is past."), "{}", past.body);
    let to_come = ada.post(&blog, &publication, &[("published_at", "2017-03-27T10:15")]).await;
    assert_eq!(to_come.status, 303);
    assert_eq!(status(&blog, "/2017/03/later").await, 404);
    blog.advance(HOUR);
    blog.run_due_jobs().await;
    assert_eq!(status(&blog, "/2017/03/later").await, 200);
    let again = ada.post(&blog, &publication, &[("published_at", "2017-04-27T10:15")]).await;
    assert_eq!(again.status, 422);
    assert!(again.body.contains("This is public already."));
}

#[tokio::test]
async fn a_scheduled_post_goes_out_at_once_when_asked() {
    let blog = Blog::start().await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let words = [("title", "Later"), ("source", "x"), ("published_at", "2017-05-28T08:00")];
    let editor = write(&ada, &blog, &[words.as_slice(), &[("intent", "publish")]].concat()).await;
    let now = save(&ada, &blog, &editor, &[words.as_slice(), &[("intent", "publish_now")]].concat()).await;
    assert_eq!(now.status, 303);
    assert_eq!(status(&blog, "/2017/03/later").await, 200);
}

#[tokio::test]
async fn two_changes_of_path_are_one_hop() {
    let blog = Blog::start().await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let editor = write(&ada, &blog, &[("title", "Weir"), ("source", "x"), ("intent", "publish")]).await;
    for path in ["/weirs/one", "/weirs/zwei ä"] {
        let moved = save(&ada, &blog, &editor, &[("title", "Weir"), ("source", "x"), ("path", path)]).await;
        assert_eq!(moved.status, 303, "{}", moved.body);
    }
    for old in ["/2017/03/weir", "/weirs/one"] {
        let answer = Browser::new().get(&blog, old).await;
        assert_eq!(answer.status, 301);
        assert_eq!(answer.location.as_deref(), Some("/weirs/zwei%20%C3%A4"));
    }
    assert_eq!(status(&blog, "/weirs/zwei%20%C3%A4").await, 200);
}

#[tokio::test]
async fn a_page_is_written_and_stands_in_the_header() {
    let blog = Blog::start().await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    assert!(ada.get(&blog, "/admin/posts/new?kind=page").await.body.contains("Write a page"));
    let fields = [("kind", "page"), ("title", "About us"), ("source", "We."), ("intent", "publish")];
    let editor = write(&ada, &blog, &fields).await;
    let home = Browser::new().get(&blog, "/").await;
    assert!(home.body.contains("<a href=\"/about-us\""), "{}", home.body);
    assert!(ada.get(&blog, "/admin/pages").await.body.contains("About us"));
    assert!(!ada.get(&blog, "/admin/posts").await.body.contains("About us"));
    let trashed = press(&ada, &blog, &editor, "trash").await;
    assert!(trashed.location.unwrap().starts_with("/admin/pages?trashed="));
    assert!(!Browser::new().get(&blog, "/").await.body.contains("about-us"));
    assert_eq!(status(&blog, "/about-us").await, 410);
}

#[tokio::test]
async fn a_time_that_a_clock_change_skips_moves_forward_and_a_repeated_hour_stays() {
    let blog = Blog::start().await;
    blog.set_zone("Europe/Berlin").await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let words =
        [("title", "Gap"), ("source", "x"), ("published_at", "2017-03-26T02:30"), ("intent", "publish")];
    let editor = write(&ada, &blog, &words).await;
    assert_eq!(field(&ada.get(&blog, &editor).await, "published_at"), "2017-03-26T03:30");
    // 01:30 UTC on 30 October 2016 is the second 02:30 of that night.
    let id = blog.publish_at("Twice", "x", &[], Some(1_477_791_000_000)).await;
    let editor = format!("/admin/posts/{id}");
    let shown = field(&ada.get(&blog, &editor).await, "published_at");
    assert_eq!(shown, "2016-10-30T02:30");
    let before = Browser::new().get(&blog, "/2016/10/twice").await.body;
    let saved =
        save(&ada, &blog, &editor, &[("title", "Twice"), ("source", "x"), ("published_at", &shown)]).await;
    assert_eq!(saved.status, 303);
    let after = Browser::new().get(&blog, "/2016/10/twice").await.body;
    let date = "datetime=\"2016-10-30T01:30:00Z\"";
    assert!(before.contains(date) && after.contains(date), "{after}");
}
