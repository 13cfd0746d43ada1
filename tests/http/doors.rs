//! The test of doors: every address of the route table, asked for as nobody and as each role. An address that is not
//! in the table below fails it, so that nothing is open unless somebody opened it.

use std::collections::BTreeSet;

use postil::testing::{Blog, Deed, Role, doors};
use reqwest::{Method, StatusCode};

use crate::client::{Answer, Browser, answer};

/// For whom a door is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum For {
    Anyone,
    /// Whoever may do this by the table of permissions.
    May(Deed),
}

impl For {
    fn is_for(self, visitor: Option<Role>) -> bool {
        match self {
            Self::Anyone => true,
            Self::May(deed) => visitor.is_some_and(|role| role.may(deed)),
        }
    }
}

const ANYONE: For = For::Anyone;
const MEMBERS: For = For::May(Deed::KeepAccount);
const WRITERS: For = For::May(Deed::WriteOwnPosts);
const UPLOADERS: For = For::May(Deed::UploadMedia);
const PAGE_WRITERS: For = For::May(Deed::WritePages);
const MODERATORS: For = For::May(Deed::ModerateComments);
const IMPORT_READERS: For = For::May(Deed::SeeImports);
const PEOPLE_MANAGERS: For = For::May(Deed::ManagePeople);
const OWNERS: For = For::May(Deed::ChangeSettings);

/// Every address there is, and who may enter.
const DOORS: &[(&str, &str, For)] = &[
    ("get", "/", ANYONE),
    ("get", "/index.html", ANYONE),
    ("get", "/archive", ANYONE),
    ("get", "/tags/{slug}", ANYONE),
    ("get", "/authors/{slug}", ANYONE),
    ("get", "/feeds/posts.atom", ANYONE),
    ("get", "/feeds/posts.rss", ANYONE),
    ("get", "/feeds/comments.atom", ANYONE),
    ("get", "/feeds/comments.rss", ANYONE),
    ("get", "/feeds/tags/{file}", ANYONE),
    ("get", "/feeds/posts/{id}/comments.atom", ANYONE),
    ("get", "/feeds/posts/{id}/comments.rss", ANYONE),
    ("get", "/feeds/waiting/{file}", ANYONE),
    ("get", "/feeds/{*rest}", ANYONE),
    ("get", "/search", ANYONE),
    ("get", "/search/label/{*label}", ANYONE),
    ("get", "/robots.txt", ANYONE),
    ("get", "/sitemap.xml", ANYONE),
    ("get", "/sitemaps/{file}", ANYONE),
    ("get", "/cards/{file}", ANYONE),
    ("get", "/media/{name}/{file}", ANYONE),
    ("get", "/static/{*name}", ANYONE),
    ("get", "/favicon.ico", ANYONE),
    ("get", "/healthz", ANYONE),
    ("get", "/comments", ANYONE),
    ("get", "/comments/new", ANYONE),
    ("get", "/comments/recent", ANYONE),
    ("get", "/comments/token", ANYONE),
    ("get", "/comments/{receipt}", ANYONE),
    ("post", "/comments/{receipt}", ANYONE),
    ("get", "/comments/{receipt}/edit", ANYONE),
    ("post", "/comments/{receipt}/preview", ANYONE),
    ("get", "/comments/{receipt}/deletion", ANYONE),
    ("post", "/comments/{receipt}/deletion", ANYONE),
    ("get", "/comments/export", ANYONE),
    ("get", "/comments/erasure", ANYONE),
    ("post", "/comments/erasure", ANYONE),
    ("get", "/comments/letters", ANYONE),
    ("post", "/comments/letters", ANYONE),
    ("get", "/comments/by-mail/{token}", ANYONE),
    ("get", "/comments/by-mail/{token}/export", ANYONE),
    ("get", "/comments/by-mail/{token}/erasure", ANYONE),
    ("post", "/comments/by-mail/{token}/erasure", ANYONE),
    ("get", "/comments/report", ANYONE),
    ("post", "/comments/reports", ANYONE),
    ("post", "/comments", ANYONE),
    ("post", "/comments/preview", ANYONE),
    ("get", "/comments/at/{public_id}", ANYONE),
    ("get", "/comments/decisions/{token}", ANYONE),
    ("post", "/comments/decisions/{token}", ANYONE),
    ("get", "/comments/following", ANYONE),
    ("get", "/comments/following/new", ANYONE),
    ("post", "/comments/following", ANYONE),
    ("get", "/comments/following/confirmation/{token}", ANYONE),
    ("post", "/comments/following/confirmation/{token}", ANYONE),
    ("get", "/comments/following/refusal", ANYONE),
    ("get", "/comments/following/end/{token}", ANYONE),
    ("post", "/comments/following/end/{token}", ANYONE),
    ("get", "/comments/following/list/{token}", ANYONE),
    ("post", "/comments/following/list/{token}", ANYONE),
    ("post", "/comments/preview/text", ANYONE),
    ("get", "/privacy", ANYONE),
    ("get", "/login", ANYONE),
    ("post", "/login", ANYONE),
    ("get", "/login/code", ANYONE),
    ("post", "/login/code", ANYONE),
    ("post", "/logout", ANYONE),
    ("get", "/login/forgotten", ANYONE),
    ("post", "/login/forgotten", ANYONE),
    ("get", "/login/reset/{token}", ANYONE),
    ("post", "/login/reset/{token}", ANYONE),
    ("get", "/login/invitations/{token}", ANYONE),
    ("post", "/login/invitations/{token}", ANYONE),
    ("get", "/setup/{token}", ANYONE),
    ("post", "/setup/{token}", ANYONE),
    ("get", "/admin", MEMBERS),
    ("get", "/admin/help/permissions", MEMBERS),
    ("get", "/account", MEMBERS),
    ("post", "/account", MEMBERS),
    ("post", "/account/password", MEMBERS),
    ("get", "/account/second-factor", MEMBERS),
    ("post", "/account/second-factor", MEMBERS),
    ("post", "/account/second-factor/confirmation", MEMBERS),
    ("post", "/account/second-factor/giving-up", MEMBERS),
    ("post", "/account/second-factor/codes", MEMBERS),
    ("post", "/account/second-factor/delete", MEMBERS),
    ("get", "/account/notices", MEMBERS),
    ("post", "/account/notices", MEMBERS),
    ("post", "/account/notices/feed", MODERATORS),
    ("post", "/account/notices/feed/delete", MODERATORS),
    ("get", "/account/names", MEMBERS),
    ("post", "/account/names", MEMBERS),
    ("post", "/account/names/{id}/delete", MEMBERS),
    ("get", "/account/sessions", MEMBERS),
    ("post", "/account/sessions/delete", MEMBERS),
    ("post", "/account/sessions/{id}/delete", MEMBERS),
    ("get", "/admin/posts", WRITERS),
    ("get", "/admin/pages", PAGE_WRITERS),
    ("get", "/admin/posts/new", WRITERS),
    ("post", "/admin/posts", WRITERS),
    ("post", "/admin/posts/preview", WRITERS),
    ("get", "/admin/posts/{id}", WRITERS),
    ("post", "/admin/posts/{id}", WRITERS),
    ("post", "/admin/posts/{id}/publication", WRITERS),
    ("post", "/admin/posts/{id}/publication/delete", WRITERS),
    ("post", "/admin/posts/{id}/trash", WRITERS),
    ("post", "/admin/posts/{id}/trash/delete", WRITERS),
    ("get", "/admin/media", UPLOADERS),
    ("post", "/admin/media", UPLOADERS),
    ("get", "/admin/media/{id}", UPLOADERS),
    ("post", "/admin/media/{id}", UPLOADERS),
    ("post", "/admin/media/{id}/deletion", UPLOADERS),
    ("post", "/account/picture", UPLOADERS),
    ("post", "/account/picture/delete", UPLOADERS),
    ("get", "/admin/comments", MODERATORS),
    ("get", "/admin/comments/{id}", MODERATORS),
    ("post", "/admin/comments/{id}", MODERATORS),
    ("get", "/admin/comments/{id}/edit", MODERATORS),
    ("get", "/admin/comments/{id}/reply", MODERATORS),
    ("post", "/admin/comments/{id}/reply", MODERATORS),
    ("post", "/admin/comments/{id}/reply/delete", MODERATORS),
    ("post", "/admin/comments/{id}/pin", MODERATORS),
    ("post", "/admin/comments/{id}/pin/delete", MODERATORS),
    ("post", "/admin/comments/bulk", MODERATORS),
    ("post", "/admin/comments/bulk/undo", MODERATORS),
    ("post", "/admin/comments/{id}/publication", MODERATORS),
    ("post", "/admin/comments/{id}/rejection", MODERATORS),
    ("post", "/admin/comments/{id}/spam", MODERATORS),
    ("post", "/admin/comments/{id}/deletion", MODERATORS),
    ("post", "/admin/comments/{id}/undo", MODERATORS),
    ("post", "/admin/comments/{id}/reports/delete", MODERATORS),
    ("post", "/admin/comments/{id}/reports/undo", MODERATORS),
    ("get", "/admin/trail", MODERATORS),
    ("get", "/admin/blocks", MODERATORS),
    ("post", "/admin/blocks", MODERATORS),
    ("post", "/admin/blocks/{id}/delete", MODERATORS),
    ("post", "/admin/blocks/{id}/undo", MODERATORS),
    ("get", "/admin/people", PEOPLE_MANAGERS),
    ("get", "/admin/people/{id}", PEOPLE_MANAGERS),
    ("post", "/admin/people/{id}", PEOPLE_MANAGERS),
    ("post", "/admin/people/{id}/deactivation", PEOPLE_MANAGERS),
    ("post", "/admin/people/{id}/deactivation/delete", PEOPLE_MANAGERS),
    ("post", "/admin/people/{id}/second-factor/delete", PEOPLE_MANAGERS),
    ("get", "/admin/people/{id}/merge", PEOPLE_MANAGERS),
    ("post", "/admin/people/{id}/merge", PEOPLE_MANAGERS),
    ("post", "/admin/people/{id}/claims/delete", PEOPLE_MANAGERS),
    ("get", "/admin/imports", IMPORT_READERS),
    ("get", "/admin/imports/{id}", IMPORT_READERS),
    ("get", "/admin/invitations", PEOPLE_MANAGERS),
    ("post", "/admin/invitations", PEOPLE_MANAGERS),
    ("post", "/admin/invitations/{id}/letter", PEOPLE_MANAGERS),
    ("post", "/admin/invitations/{id}/delete", PEOPLE_MANAGERS),
    ("get", "/admin/mail", OWNERS),
    ("post", "/admin/mail/tests", OWNERS),
    ("post", "/admin/mail/{id}/sending", OWNERS),
    ("post", "/admin/mail/{id}/delete", OWNERS),
    ("get", "/admin/settings/webhook", OWNERS),
    ("post", "/admin/settings/webhook", OWNERS),
    ("post", "/admin/settings/webhook/trial", OWNERS),
    ("get", "/admin/settings", OWNERS),
    ("post", "/admin/settings", OWNERS),
    ("get", "/admin/settings/comments", OWNERS),
    ("post", "/admin/settings/comments", OWNERS),
];

/// What became of somebody at a door.
#[derive(Debug, PartialEq, Eq)]
enum Outcome {
    /// Inside; what was found there may still be a 404 or a form shown again.
    Admitted,
    SentToLogin,
    Forbidden,
}

fn outcome(answer: &Answer) -> Outcome {
    let is_login = answer.location.as_deref().is_some_and(|to| to.starts_with("/login"));
    match answer.status {
        StatusCode::SEE_OTHER if is_login => Outcome::SentToLogin,
        StatusCode::FORBIDDEN => Outcome::Forbidden,
        status if status.is_server_error() => panic!("{status}"),
        _ => Outcome::Admitted,
    }
}

/// An address in which nothing is found.
fn filled_in(path: &str) -> String {
    let parts = path.split('/').map(|part| match part {
        "{id}" => "999999",
        part if part.starts_with('{') => "nothing",
        part => part,
    });
    parts.collect::<Vec<_>>().join("/")
}

/// Everybody comes with a session of their own, since some doors end it.
async fn knock(blog: &Blog, method: &str, path: &str, visitor: Option<Role>) -> Answer {
    let method: Method = method.to_uppercase().parse().unwrap();
    let mut request = Browser::new().client().request(method.clone(), blog.url(&filled_in(path)));
    if let Some(role) = visitor {
        request = request.header("cookie", blog.log_in_as(role.word()).await);
    }
    if method == Method::POST {
        request = request.form(&[("nothing", "")]);
    }
    answer(request).await
}

#[tokio::test]
async fn every_door_opens_for_whom_it_is_meant_and_for_nobody_else() {
    let blog = Blog::start().await;
    for role in Role::ALL {
        blog.add_user(role.word(), role).await;
    }
    let visitors = [None].into_iter().chain(Role::ALL.map(Some));
    for (method, path, welcome) in DOORS {
        for visitor in visitors.clone() {
            let expected = match (welcome.is_for(visitor), visitor) {
                (true, _) => Outcome::Admitted,
                (false, None) => Outcome::SentToLogin,
                (false, Some(_)) => Outcome::Forbidden,
            };
            let answer = knock(&blog, method, path, visitor).await;
            assert_eq!(outcome(&answer), expected, "{method} {path} as {visitor:?}: {}", answer.status);
        }
    }
}

#[test]
fn the_table_has_every_address_and_no_other() {
    let routed: BTreeSet<_> = doors().iter().map(|door| (door.method, door.path)).collect();
    let tested: BTreeSet<_> = DOORS.iter().map(|(method, path, _)| (*method, *path)).collect();
    let untested: Vec<_> = routed.difference(&tested).collect();
    assert!(untested.is_empty(), "say in this file for whom these are: {untested:#?}");
    let gone: Vec<_> = tested.difference(&routed).collect();
    assert!(gone.is_empty(), "these are routed no more: {gone:#?}");
    assert_eq!(DOORS.len(), tested.len(), "each address stands here once");
}

#[test]
fn each_door_is_guarded_by_the_deed_that_it_is_for() {
    for door in doors() {
        let known = DOORS.iter().find(|(method, path, _)| (*method, *path) == (door.method, door.path));
        let expected = door.deed.map_or(For::Anyone, For::May);
        assert!(known.is_some_and(|(.., welcome)| *welcome == expected), "{} {}", door.method, door.path);
    }
}

#[tokio::test]
async fn what_is_no_door_at_all_is_not_found() {
    let blog = Blog::start().await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    for path in ["/admin/nothing", "/account/nothing", "/admin/", "/setup", "/login/x"] {
        assert_eq!(ada.get(&blog, path).await.status, 404, "{path}");
    }
}
