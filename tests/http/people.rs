//! Other people's accounts, as owners change them.

use postil::testing::{Blog, Role};

use crate::client::Browser;

const PASSWORD: &str = "four plain words here";

async fn log_in(blog: &Blog, name: &str) -> (Browser, u16) {
    let browser = Browser::new();
    let email = format!("{name}@example.org");
    let answer = browser.post(blog, "/login", &[("email", email.as_str()), ("password", PASSWORD)]).await;
    (browser, answer.status.as_u16())
}

#[tokio::test]
async fn everybody_is_listed_with_role_posts_and_when_they_were_seen() {
    let blog = Blog::start().await;
    blog.publish("First light", "It begins.", &[]).await;
    blog.add_user("Grace", Role::Moderator).await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let list = ada.get(&blog, "/admin/people").await;
    assert_eq!(list.status, 200);
    let rows: Vec<_> = list.body.split("<tr>").filter(|row| row.contains("/admin/people/")).collect();
    assert_eq!(rows.len(), 2, "{}", list.body);
    for part in ["Ada", "ada@example.org", "<td>Owner</td>", ">1<", "27 March 2017 at 09:15"] {
        assert!(rows[0].contains(part), "{part} in {}", rows[0]);
    }
    for part in ["Grace", "grace@example.org", "<td>Moderator</td>", ">0<", "Never</td>"] {
        assert!(rows[1].contains(part), "{part} in {}", rows[1]);
    }
    blog.advance(2 * 3600);
    Browser::log_in_as(&blog, "Grace").await;
    assert!(ada.get(&blog, "/admin/people").await.body.contains("27 March 2017 at 11:15"));
    assert_eq!(ada.get(&blog, "/admin/people/99").await.status, 404);
    assert_eq!(ada.get(&blog, "/admin/people?accounts_after=x").await.status, 404);
}

#[tokio::test]
async fn a_new_name_stands_in_every_byline_and_the_address_of_the_author_page_stays() {
    let blog = Blog::start().await;
    let id = blog.publish("First light", "It begins.", &[]).await;
    let (reader, path) = (Browser::new(), blog.path_of(id).await);
    assert!(reader.get(&blog, &path).await.body.contains(">Ada</a>"));
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let saved = ada.post(&blog, "/admin/people/1", &[("name", " Ada  <b>L</b> "), ("role", "owner")]).await;
    assert_eq!(saved.status, 303);
    for page in ["/", path.as_str(), "/authors/ada"] {
        let body = reader.get(&blog, page).await.body;
        assert!(body.contains("Ada &#60;b&#62;L&#60;/b&#62;"), "{page}: {body}");
    }
    let wrong = ada.post(&blog, "/admin/people/1", &[("name", "\u{200b}"), ("role", "owner")]).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.body.contains("This must not be empty.") && wrong.body.contains("id=\"name-error\""));
    let king = ada.post(&blog, "/admin/people/1", &[("name", "Ada"), ("role", "king")]).await;
    assert!(king.status.is_client_error());
}

#[tokio::test]
async fn another_role_holds_at_once_and_ends_every_session() {
    let blog = Blog::start().await;
    let grace = blog.add_user("Grace", Role::Author).await.to_string();
    let (ada, browser) = (Browser::log_in_as(&blog, "Ada").await, Browser::log_in_as(&blog, "Grace").await);
    assert_eq!(browser.get(&blog, "/admin/comments").await.status, 403);
    let fields = [("name", "Grace"), ("role", "moderator")];
    assert_eq!(ada.post(&blog, &format!("/admin/people/{grace}"), &fields).await.status, 303);
    assert_eq!(browser.get(&blog, "/admin").await.status, 303, "has to log in again");
    let browser = Browser::log_in_as(&blog, "Grace").await;
    assert_eq!(browser.get(&blog, "/admin/comments").await.status, 200);
    assert_eq!(browser.get(&blog, "/admin/posts").await.status, 403);
}

#[tokio::test]
async fn who_is_deactivated_is_out_at_once_and_their_posts_stay() {
    let blog = Blog::start().await;
    let id = blog.add_user("Grace", Role::Editor).await;
    blog.set_password("Grace", PASSWORD).await;
    let (grace, status) = log_in(&blog, "grace").await;
    assert_eq!(status, 303);
    let fields = [("title", "By Grace"), ("source", "Hers."), ("intent", "publish")];
    assert_eq!(grace.post(&blog, "/admin/posts", &fields).await.status, 303);
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let page = format!("/admin/people/{id}");
    let done = ada.post(&blog, &format!("{page}/deactivation"), &[]).await;
    assert_eq!(done.location, Some(format!("{page}?done=deactivated")));
    assert_eq!(grace.get(&blog, "/admin").await.status, 303);
    assert_eq!(log_in(&blog, "grace").await.1, 422);
    assert_eq!(ada.post(&blog, &format!("{page}/deactivation"), &[]).await.status, 303, "twice is once");
    for path in ["/authors/grace", "/2017/03/by-grace"] {
        assert!(Browser::new().get(&blog, path).await.body.contains("Grace"), "{path}");
    }
    let shown = ada.get(&blog, &format!("{page}?done=deactivated")).await.body;
    assert!(shown.contains("Deactivated") && shown.contains("log in again"), "{shown}");
    assert!(ada.get(&blog, "/admin/people").await.body.contains("Deactivated"));
    assert_eq!(ada.post(&blog, &format!("{page}/deactivation/delete"), &[]).await.status, 303);
    assert_eq!(log_in(&blog, "grace").await.1, 303);
    assert_eq!(grace.get(&blog, "/admin").await.status, 303, "the old session stays ended");
}

#[tokio::test]
async fn the_last_owner_can_neither_step_down_nor_be_deactivated() {
    let blog = Blog::start().await;
    blog.set_password("Ada", PASSWORD).await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let down = ada.post(&blog, "/admin/people/1", &[("name", "Ada"), ("role", "editor")]).await;
    let out = ada.post(&blog, "/admin/people/1/deactivation", &[]).await;
    for answer in [&down, &out] {
        assert_eq!(answer.status, 422);
        assert!(answer.body.contains("Make somebody else an owner first."), "{}", answer.body);
    }
    assert!(down.body.contains("value=\"editor\" selected"), "what was chosen is kept");
    assert_eq!(blog.setup_path().await, None);
    blog.add_user("Grace", Role::Owner).await;
    blog.set_password("Grace", PASSWORD).await;
    let down = ada.post(&blog, "/admin/people/1", &[("name", "Ada"), ("role", "editor")]).await;
    assert_eq!((down.status.as_u16(), down.location.as_deref()), (303, Some("/admin")));
}

#[tokio::test]
async fn of_two_owners_who_deactivate_each_other_at_once_one_stays() {
    for _ in 0..5 {
        let blog = Blog::start().await;
        let id = blog.add_user("Grace", Role::Owner).await;
        for name in ["Ada", "Grace"] {
            blog.set_password(name, PASSWORD).await;
        }
        let (ada, grace) = (Browser::log_in_as(&blog, "Ada").await, Browser::log_in_as(&blog, "Grace").await);
        let path = format!("/admin/people/{id}/deactivation");
        let both =
            tokio::join!(ada.post(&blog, &path, &[]), grace.post(&blog, "/admin/people/1/deactivation", &[]));
        let mut statuses = [both.0.status.as_u16(), both.1.status.as_u16()];
        // Whoever comes second is out: before their request was looked at, or in the middle of it.
        let is_out = |answer: &crate::client::Answer| {
            answer.status == 403 || answer.location.as_deref().is_some_and(|to| to.starts_with("/login"))
        };
        assert!(is_out(&both.0) != is_out(&both.1), "{statuses:?}");
        statuses.sort_unstable();
        let in_again = [log_in(&blog, "ada").await.1, log_in(&blog, "grace").await.1];
        assert!(in_again.contains(&303) && in_again.contains(&422), "{in_again:?}");
    }
}
