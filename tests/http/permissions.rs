//! The table of permissions against what the program does, role by role, also with the ids of other people's things.

use postil::testing::{Blog, Deed, PERMISSIONS, Role};

use crate::client::{Answer, Browser};
use crate::publishing::{field, write};

/// A blog with somebody of each role, named after it.
async fn blog_with_everybody() -> Blog {
    let blog = Blog::start().await;
    for role in Role::ALL {
        blog.add_user(role.word(), role).await;
    }
    blog
}

/// What becomes of a post or page of the owner's when somebody with this role does all that can be done with one.
async fn deeds_on(blog: &Blog, role: Role, id: i64) -> Vec<(String, Answer)> {
    let browser = Browser::log_in_as(blog, role.word()).await;
    let mut answers = Vec::new();
    let editor = format!("/admin/posts/{id}");
    answers.push(("edit".to_owned(), browser.get(blog, &editor).await));
    let ada = Browser::log_in_as(blog, "Ada").await;
    let version = field(&ada.get(blog, &editor).await, "version");
    let fields = [("version", version.as_str()), ("title", "Taken over"), ("source", "By somebody.")];
    answers.push(("update".to_owned(), browser.post(blog, &editor, &fields).await));
    let id = id.to_string();
    let fields = [("id", id.as_str()), ("title", "Looked at"), ("source", "By somebody.")];
    answers.push(("preview".to_owned(), browser.post(blog, "/admin/posts/preview", &fields).await));
    for resource in ["publication", "publication/delete", "trash", "trash/delete"] {
        let answer = browser.post(blog, &format!("{editor}/{resource}"), &[]).await;
        answers.push((resource.to_owned(), answer));
    }
    answers
}

#[tokio::test]
async fn what_others_wrote_is_changed_only_by_whom_the_table_names() {
    let blog = blog_with_everybody().await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    for kind in ["post", "page"] {
        for role in Role::ALL {
            let words = [("kind", kind), ("title", "Untouched"), ("source", "As it was.")];
            let editor = write(&ada, &blog, &words).await;
            let id = editor.rsplit('/').next().unwrap().parse().unwrap();
            for (deed, answer) in deeds_on(&blog, role, id).await {
                let is_done = answer.status != 403;
                assert_eq!(is_done, role.may(Deed::EditAllPosts), "{deed} of a {kind} by {role:?}");
                assert!(!answer.status.is_server_error(), "{deed} of a {kind} by {role:?}");
            }
            if !role.may(Deed::EditAllPosts) {
                assert!(ada.get(&blog, &editor).await.body.contains("Untouched"), "{kind} {role:?}");
            }
        }
    }
}

#[tokio::test]
async fn authors_publish_their_own_posts_and_pages_are_for_editors() {
    let blog = blog_with_everybody().await;
    for role in Role::ALL {
        let browser = Browser::log_in_as(&blog, role.word()).await;
        for (kind, deed) in [("post", Deed::WriteOwnPosts), ("page", Deed::WritePages)] {
            let title = format!("{kind} of {}", role.word());
            let fields =
                [("kind", kind), ("title", title.as_str()), ("source", "Something."), ("intent", "publish")];
            let made = browser.post(&blog, "/admin/posts", &fields).await;
            let expected = if role.may(deed) { 303 } else { 403 };
            assert_eq!(made.status, expected, "{kind} by {role:?}");
            let form = browser.get(&blog, &format!("/admin/posts/new?kind={kind}")).await;
            assert_eq!(form.status, if role.may(deed) { 200 } else { 403 }, "{kind} by {role:?}");
            let path = format!("/{}{kind}-of-{}", if kind == "post" { "2017/03/" } else { "" }, role.word());
            let found = Browser::new().get(&blog, &path).await;
            assert_eq!(found.status, if role.may(deed) { 200 } else { 404 }, "{path}");
        }
    }
}

#[tokio::test]
async fn the_desk_offers_nobody_what_they_may_not_do() {
    let blog = blog_with_everybody().await;
    let offers = [
        ("href=\"/admin/posts\"", Deed::WriteOwnPosts),
        ("href=\"/admin/pages\"", Deed::WritePages),
        ("href=\"/admin/comments\"", Deed::ModerateComments),
        ("href=\"/admin/imports\"", Deed::SeeImports),
        ("href=\"/admin/settings\"", Deed::ChangeSettings),
    ];
    for role in Role::ALL {
        let page = Browser::log_in_as(&blog, role.word()).await.get(&blog, "/account").await;
        for (link, deed) in offers {
            assert_eq!(page.body.contains(link), role.may(deed), "{link} for {role:?}");
        }
    }
}

#[tokio::test]
async fn the_help_page_shows_the_very_table_to_everybody_who_is_logged_in() {
    let blog = blog_with_everybody().await;
    for role in Role::ALL {
        let page =
            Browser::log_in_as(&blog, role.word()).await.get(&blog, "/admin/help/permissions").await.body;
        assert!(page.contains(&format!("You are {}.", role.with_article())), "{role:?}");
        let rows: Vec<_> = page.split("<tr>").filter(|row| row.contains("scope=\"row\"")).collect();
        assert_eq!(rows.len(), PERMISSIONS.len());
        for (row, line) in rows.iter().zip(PERMISSIONS) {
            assert!(row.contains(line.sentence), "{row}");
            let cells: Vec<_> = row.split("<td").skip(1).map(|cell| cell.contains("yes</td>")).collect();
            assert_eq!(cells, Role::ALL.map(|role| line.is_for(role)), "{:?}", line.deed);
        }
    }
}
