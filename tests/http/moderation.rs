//! The queue and what moderators do from it: each decision, its undo, many at once, and two people at the same time.

mod bulk;
pub mod ledger;
mod narrowing;
mod one;
mod unread;

use postil::testing::{Arrived, Blog, Role};

use crate::client::{Answer, Browser, answer};
use ledger::Ledger;

/// A blog with one post, and Mo, who may moderate and nothing else.
async fn blog() -> (Blog, i64, Browser) {
    let blog = Blog::start().await;
    blog.add_user("Mo", Role::Moderator).await;
    let post = blog.publish("Bridges", "Text", &["towpath"]).await;
    let browser = Browser::log_in_as(&blog, "Mo").await;
    (blog, post, browser)
}

fn waiting(post: i64, name: &str) -> Arrived<'_> {
    Arrived { post, parent: None, name, text: "The *Tannery* figure is generous.", state: "pending" }
}

/// Follows where an answer leads, as a browser does after a form.
async fn follow(browser: &Browser, blog: &Blog, answer: Answer) -> Answer {
    assert_eq!(answer.status, 303, "{}", answer.body);
    let next = browser.get(blog, answer.location.as_deref().unwrap()).await;
    assert_eq!(next.status, 200);
    next
}

const DECISIONS: [(&str, &str, &str); 4] = [
    ("publication", "published", "approved"),
    ("rejection", "rejected", "rejected"),
    ("spam", "spam", "marked as spam"),
    ("deletion", "deleted", "deleted"),
];

#[tokio::test]
async fn each_decision_is_done_told_counted_and_undone() {
    let (blog, post, mo) = blog().await;
    for (number, (resource, state, word)) in DECISIONS.into_iter().enumerate() {
        let name = format!("Jo{number}");
        let id = blog.add_comment(waiting(post, &name)).await;
        let sent = mo.post(&blog, &format!("/admin/comments/{id}/{resource}"), &[("from", "pending")]).await;
        let told = format!("/admin/comments?state=pending&to={state}&done={id}");
        assert_eq!(sent.location.as_deref(), Some(told.as_str()));
        let page = follow(&mo, &blog, sent).await;
        assert!(page.body.contains(&format!("<bdi>{name}</bdi> is {word}.")), "{}", page.body);
        let mut ledger = Ledger::open(&blog).await;
        assert_eq!(ledger.state(id).await, state);
        assert_eq!(ledger.wrong_counts().await, Vec::<String>::new());
        let undo = format!("/admin/comments/{id}/undo");
        assert!(page.body.contains(&format!("action=\"{undo}\"")));
        let undone = mo.post(&blog, &undo, &[("from", "pending"), ("state", state)]).await;
        let page = follow(&mo, &blog, undone).await;
        assert!(page.body.contains(&format!("<bdi>{name}</bdi> is waiting again.")), "{}", page.body);
        assert!(page.body.contains("Held: nothing by this person was approved before."));
        assert!(!page.body.contains("A moderator"));
        assert_eq!(ledger.state(id).await, "pending");
        assert_eq!(ledger.wrong_counts().await, Vec::<String>::new());
        let verb = ["approve", "reject", "mark_spam", "delete"][number];
        let expected = [format!("Mo {verb} pending {state}"), format!("Mo undo {state} pending")];
        assert_eq!(ledger.audit(id).await, expected);
    }
}

#[tokio::test]
async fn an_approved_comment_is_public_at_once_and_a_rejected_one_nowhere() {
    let (blog, post, mo) = blog().await;
    let id = blog.add_comment(waiting(post, "Jo")).await;
    let reader = Browser::new();
    let path = blog.path_of(post).await;
    let public = [path.as_str(), "/", "/tags/towpath", "/feeds/comments.atom", "/feeds/posts.atom"];
    for path in public {
        assert!(!reader.get(&blog, path).await.body.contains("Tannery"), "{path}");
    }
    mo.post(&blog, &format!("/admin/comments/{id}/publication"), &[("from", "pending")]).await;
    assert_eq!(Ledger::open(&blog).await.public_on(post).await, [id]);
    assert!(reader.get(&blog, &path).await.body.contains("The <em>Tannery</em> figure"));
    assert!(reader.get(&blog, "/").await.body.contains("1 comment"));
    mo.post(&blog, &format!("/admin/comments/{id}/rejection"), &[("from", "published")]).await;
    for path in public {
        assert!(!reader.get(&blog, path).await.body.contains("Tannery"), "{path}");
    }
    assert_eq!(Ledger::open(&blog).await.public_on(post).await, Vec::<i64>::new());
}

#[tokio::test]
async fn a_change_names_what_it_touched_and_nothing_more() {
    let (blog, post, mo) = blog().await;
    let id = blog.add_comment(waiting(post, "Jo")).await;
    let go = async |resource: &str, from: &str| {
        let sent = mo.post(&blog, &format!("/admin/comments/{id}/{resource}"), &[("from", from)]).await;
        assert_eq!(sent.status, 303);
        blog.touched()
    };
    let own = format!("Keys([Comment(CommentId({id}))])");
    let public = format!("Keys([Comment(CommentId({id})), Post(PostId({post})), Comments])");
    assert_eq!(go("rejection", "pending").await, own);
    assert_eq!(go("publication", "rejected").await, public);
    assert_eq!(go("spam", "published").await, public);
    assert_eq!(go("deletion", "spam").await, own);
}

#[tokio::test]
async fn approving_makes_a_person_known_and_taking_back_unknown() {
    let (blog, post, mo) = blog().await;
    let first = blog.add_comment(waiting(post, "Jo")).await;
    blog.add_comment(waiting(post, "Jo")).await;
    let page = mo.get(&blog, "/admin/comments").await;
    assert_eq!(page.body.matches("New here").count(), 2);
    mo.post(&blog, &format!("/admin/comments/{first}/publication"), &[("from", "pending")]).await;
    let page = mo.get(&blog, "/admin/comments").await;
    assert!(page.body.contains("1 other comment by the same person is approved."), "{}", page.body);
    assert!(!page.body.contains("New here"));
}

#[tokio::test]
async fn a_removed_comment_leaves_a_gap_as_long_as_answers_hang_on_it() {
    let (blog, post, mo) = blog().await;
    let root = blog.add_comment(Arrived { state: "published", ..waiting(post, "Jo") }).await;
    let reply = Arrived { parent: Some(root), state: "published", ..waiting(post, "Em") };
    let reply = blog.add_comment(reply).await;
    mo.post(&blog, &format!("/admin/comments/{root}/deletion"), &[("from", "published")]).await;
    let mut ledger = Ledger::open(&blog).await;
    assert_eq!(ledger.public_on(post).await, [root, reply]);
    mo.post(&blog, &format!("/admin/comments/{reply}/deletion"), &[("from", "published")]).await;
    assert_eq!(ledger.public_on(post).await, Vec::<i64>::new());
    mo.post(&blog, &format!("/admin/comments/{reply}/undo"), &[("from", "published"), ("state", "deleted")])
        .await;
    assert_eq!(ledger.public_on(post).await, [root, reply]);
    assert_eq!(ledger.wrong_counts().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_second_click_is_the_same_decision() {
    let (blog, post, mo) = blog().await;
    let id = blog.add_comment(waiting(post, "Jo")).await;
    let path = format!("/admin/comments/{id}/publication");
    let (one, two) = tokio::join!(
        mo.post(&blog, &path, &[("from", "pending")]),
        mo.post(&blog, &path, &[("from", "pending")])
    );
    assert_eq!(one.location, two.location);
    let page = follow(&mo, &blog, two).await;
    assert!(page.body.contains("is approved.") && page.body.contains("Undo"));
    let undo = format!("/admin/comments/{id}/undo");
    let fields = [("from", "pending"), ("state", "published")];
    let (one, two) = tokio::join!(mo.post(&blog, &undo, &fields), mo.post(&blog, &undo, &fields));
    assert_eq!(one.location, two.location);
    let mut ledger = Ledger::open(&blog).await;
    assert_eq!(ledger.state(id).await, "pending");
    assert_eq!(ledger.audit(id).await.len(), 2);
    assert_eq!(ledger.wrong_counts().await, Vec::<String>::new());
}

#[tokio::test]
async fn whoever_comes_second_is_told_and_changes_nothing() {
    let (blog, post, mo) = blog().await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let id = blog.add_comment(waiting(post, "Jo")).await;
    ada.post(&blog, &format!("/admin/comments/{id}/spam"), &[("from", "pending")]).await;
    let sent = mo.post(&blog, &format!("/admin/comments/{id}/publication"), &[("from", "pending")]).await;
    let page = follow(&mo, &blog, sent).await;
    let sentence = "is left as it was: it is marked as spam by now, and that was Ada’s decision.";
    assert!(page.body.contains(sentence), "{}", page.body);
    assert!(!page.body.contains("Undo"));
    // Having wanted the same does not make it Mo's decision.
    let sent = mo.post(&blog, &format!("/admin/comments/{id}/spam"), &[("from", "pending")]).await;
    assert!(follow(&mo, &blog, sent).await.body.contains("Ada’s decision"));
    let mut ledger = Ledger::open(&blog).await;
    assert_eq!(ledger.state(id).await, "spam");
    assert_eq!(ledger.audit(id).await, ["Ada mark_spam pending spam"]);
}

#[tokio::test]
async fn of_two_at_the_same_moment_one_decides() {
    let (blog, post, mo) = blog().await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    for _ in 0..10 {
        let id = blog.add_comment(waiting(post, "Jo")).await;
        let (approve, delete) =
            (format!("/admin/comments/{id}/publication"), format!("/admin/comments/{id}/deletion"));
        let from = [("from", "pending")];
        tokio::join!(ada.post(&blog, &approve, &from), mo.post(&blog, &delete, &from));
        let mut ledger = Ledger::open(&blog).await;
        let audit = ledger.audit(id).await;
        assert_eq!(audit.len(), 1, "{audit:?}");
        assert!(audit[0].ends_with(&ledger.state(id).await));
        assert_eq!(ledger.wrong_counts().await, Vec::<String>::new());
    }
}

#[tokio::test]
async fn only_the_last_decision_can_be_taken_back() {
    let (blog, post, mo) = blog().await;
    let id = blog.add_comment(waiting(post, "Jo")).await;
    mo.post(&blog, &format!("/admin/comments/{id}/publication"), &[("from", "pending")]).await;
    mo.post(&blog, &format!("/admin/comments/{id}/spam"), &[("from", "published")]).await;
    mo.post(&blog, &format!("/admin/comments/{id}/publication"), &[("from", "spam")]).await;
    // It is published again, but from spam: the first approval is not the one that put it there.
    let (undo, first) = (format!("/admin/comments/{id}/undo"), [("from", "pending"), ("state", "published")]);
    let page = follow(&mo, &blog, mo.post(&blog, &undo, &first).await).await;
    assert!(page.body.contains("is left as it was: it is approved by now"), "{}", page.body);
    assert_eq!(Ledger::open(&blog).await.state(id).await, "published");
}

#[tokio::test]
async fn an_undo_is_of_the_decision_that_it_was_offered_for() {
    let (blog, post, mo) = blog().await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let id = blog.add_comment(waiting(post, "Jo")).await;
    let (approve, undo) = (format!("/admin/comments/{id}/publication"), format!("/admin/comments/{id}/undo"));
    let page = follow(&mo, &blog, mo.post(&blog, &approve, &[("from", "pending")]).await).await.body;
    let decision = page.split("<input type=\"hidden\" name=\"ids\" value=\"").nth(1).unwrap();
    let decision = decision.split('"').next().unwrap();
    let offered = [("from", "pending"), ("state", "published"), ("ids", decision)];
    assert_eq!(ada.post(&blog, &undo, &offered).await.status, 303);
    assert_eq!(Ledger::open(&blog).await.state(id).await, "pending", "whoever sees it may take it back");
    ada.post(&blog, &approve, &[("from", "pending")]).await;
    let sentence = "is left as it was: it is approved by now, and that was Ada’s decision.";
    let bulk = "/admin/comments/bulk/undo";
    for (path, fields) in [(&*undo, &offered[..]), (&*undo, &offered[..2]), (bulk, &offered[..])] {
        let page = follow(&mo, &blog, mo.post(&blog, path, fields).await).await.body;
        assert!(page.contains(sentence), "{path} {fields:?}: {page}");
    }
    assert_eq!(Ledger::open(&blog).await.state(id).await, "published");
}

#[tokio::test]
async fn a_gap_from_an_import_can_not_be_published() {
    let (blog, post, mo) = blog().await;
    let id = blog.add_comment(Arrived { text: "", state: "deleted", ..waiting(post, "Jo") }).await;
    let list = mo.get(&blog, "/admin/comments?state=deleted").await;
    assert!(list.body.contains("nothing of it is left"));
    assert!(!list.body.contains("formaction"), "{}", list.body);
    let sent = mo.post(&blog, &format!("/admin/comments/{id}/publication"), &[("from", "deleted")]).await;
    let page = follow(&mo, &blog, sent).await;
    assert!(page.body.contains("nothing is left of it that could be published"), "{}", page.body);
    assert_eq!(Ledger::open(&blog).await.state(id).await, "deleted");
}

#[tokio::test]
async fn the_queue_shows_all_that_helps_to_decide() {
    let (blog, post, mo) = blog().await;
    let root = blog.add_comment(Arrived { state: "published", ..waiting(post, "Em") }).await;
    let text = "I **disagree**.\n\n<script>alert(1)</script>";
    let id = blog.add_comment(Arrived { parent: Some(root), text, ..waiting(post, "<b>Jo</b>") }).await;
    let body = mo.get(&blog, "/admin/comments").await.body;
    for part in [
        "Waiting 1",
        "Published 1",
        "&#60;b&#62;Jo&#60;/b&#62;",
        "mailto:&#60;b&#62;jo",
        "href=\"https://www.example.org/me\" rel=\"nofollow noopener\">www.example.org/me</a>",
        "27 March 2017 at 09:15",
        "<a href=\"/2017/03/bridges\" dir=\"auto\">Bridges</a>",
        "In reply to <bdi>Em</bdi>: <q dir=\"auto\">The Tannery figure is generous.</q>",
        "<strong>disagree</strong>",
        "Held: nothing by this person was approved before.",
        "New here",
        &format!("formaction=\"/admin/comments/{id}/publication\""),
    ] {
        assert!(body.contains(part), "{part} is not in {body}");
    }
    assert!(!body.contains("<script>alert"));
}

#[tokio::test]
async fn pages_of_the_queue_lead_on_and_decisions_lead_back_to_them() {
    let (blog, post, mo) = blog().await;
    let other = blog.publish("Locks", "Text", &[]).await;
    let mut ids = Vec::new();
    for _ in 0..51 {
        ids.push(blog.add_comment(waiting(post, "Jo")).await);
    }
    blog.add_comment(waiting(other, "Em")).await;
    let first = mo.get(&blog, &format!("/admin/comments?post={post}")).await;
    assert!(first.body.contains("Only under <bdi>Bridges</bdi>") && !first.body.contains("<bdi>Em</bdi>"));
    let next = format!("/admin/comments?state=pending&amp;post={post}&amp;after={}", ids[49])
        .replace("&amp;", "&#38;");
    assert!(first.body.contains(&format!("rel=\"next\" href=\"{next}\"")), "{}", first.body);
    let second = mo.get(&blog, &next.replace("&#38;", "&")).await;
    assert!(second.body.contains(&format!("comment-{}", ids[50])) && !second.body.contains("rel=\"next\""));
    let (after, under) = (ids[49].to_string(), post.to_string());
    let fields = [("from", "pending"), ("post", under.as_str()), ("after", after.as_str())];
    let sent = mo.post(&blog, &format!("/admin/comments/{}/spam", ids[50]), &fields).await;
    let place = format!("/admin/comments?state=pending&post={under}&after={after}&to=spam&done={}", ids[50]);
    assert_eq!(sent.location.as_deref(), Some(place.as_str()));
    let page = follow(&mo, &blog, sent).await;
    assert!(page.body.contains("Nothing comes after this.") && page.body.contains("is marked as spam."));
    assert_eq!(mo.get(&blog, "/admin/comments?post=999").await.status, 404);
    assert_eq!(mo.get(&blog, "/admin/comments?state=nonsense").await.status, 404);
}

#[tokio::test]
async fn an_empty_queue_says_what_to_do_next() {
    let (blog, _, mo) = blog().await;
    let body = mo.get(&blog, "/admin/comments").await.body;
    assert!(body.contains("No comment waits. New ones by people who were not here before"), "{body}");
    assert!(body.contains("href=\"/admin/comments?state=published\""));
    for state in ["published", "spam", "rejected", "deleted"] {
        let body = mo.get(&blog, &format!("/admin/comments?state={state}")).await.body;
        assert!(body.contains("Look at what waits") && !body.contains("id=\"bulk\""), "{state}");
    }
}

#[tokio::test]
async fn a_link_can_not_make_a_notice_up() {
    let (blog, post, mo) = blog().await;
    let id = blog.add_comment(waiting(post, "Jo")).await;
    for made_up in [
        format!("to=published&done={id}"),
        format!("to=deleted&undone={id}"),
        "to=spam&done=%3Cb%3E,999&left=998".to_owned(),
    ] {
        let page = mo.get(&blog, &format!("/admin/comments?{made_up}")).await;
        assert_eq!(page.status, 200);
        assert!(!page.body.contains("class=\"notice"), "{made_up}: {}", page.body);
    }
}

#[tokio::test]
async fn only_moderators_come_in() {
    let (blog, post, _) = blog().await;
    let id = blog.add_comment(waiting(post, "Jo")).await;
    for (name, role, status) in [("Ed", Role::Editor, 200), ("Au", Role::Author, 403)] {
        blog.add_user(name, role).await;
        let browser = Browser::log_in_as(&blog, name).await;
        assert_eq!(browser.get(&blog, "/admin/comments").await.status, status, "{role:?}");
    }
    let author = Browser::log_in_as(&blog, "Au").await;
    let paths = ["publication", "rejection", "spam", "deletion", "undo"];
    let mut paths: Vec<String> = paths.iter().map(|last| format!("/admin/comments/{id}/{last}")).collect();
    paths.extend(["/admin/comments/bulk".to_owned(), "/admin/comments/bulk/undo".to_owned()]);
    let id = id.to_string();
    let fields = [("from", "pending"), ("state", "published"), ("ids", id.as_str())];
    for path in &paths {
        assert_eq!(author.post(&blog, path, &fields).await.status, 403, "{path}");
        let stranger = Browser::new().post(&blog, path, &fields).await;
        assert!(stranger.location.unwrap().starts_with("/login"), "{path}");
        let ada = Browser::log_in_as(&blog, "Ada").await;
        for header in [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")] {
            let forged = ada.client().post(blog.url(path)).header(header.0, header.1).form(&fields);
            assert_eq!(answer(forged).await.status, 403, "{path}");
        }
    }
    assert_eq!(Ledger::open(&blog).await.state(id.parse().unwrap()).await, "pending");
}

#[tokio::test]
async fn forms_that_make_no_sense_are_refused() {
    let (blog, post, mo) = blog().await;
    let id = blog.add_comment(waiting(post, "Jo")).await;
    let one = format!("/admin/comments/{id}/publication");
    let undo = format!("/admin/comments/{id}/undo");
    let cases: [(&str, &[(&str, &str)]); 6] = [
        (&one, &[]),
        (&one, &[("from", "nowhere")]),
        (&one, &[("from", "published")]),
        (&one, &[("from", "pending"), ("after", "https://evil.example/")]),
        (&undo, &[("from", "pending")]),
        (&undo, &[("from", "published"), ("state", "pending")]),
    ];
    for (path, fields) in cases {
        assert_eq!(mo.post(&blog, path, fields).await.status, 400, "{path} {fields:?}");
    }
    let worded = mo.post(&blog, "/admin/comments/x/publication", &[("from", "pending")]).await;
    assert_eq!(worded.status, 404);
    let unknown = mo.post(&blog, "/admin/comments/999/publication", &[("from", "pending")]).await;
    assert!(follow(&mo, &blog, unknown).await.body.contains("One comment is not there"));
    assert_eq!(Ledger::open(&blog).await.state(id).await, "pending");
}
