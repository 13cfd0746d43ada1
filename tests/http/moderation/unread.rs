//! Words that were changed after a moderator had looked at them are published by none of the forms.

use postil::testing::Blog;

use super::ledger::Ledger;
use super::{blog, follow, waiting};
use crate::client::Browser;
use crate::comments::typed;

/// A stranger's comment that waits. Answers its number and the address of its receipt.
async fn send(stranger: &Browser, blog: &Blog, post: i64) -> (i64, String) {
    let receipt = typed(post, "Harmless words").sent(stranger, blog).await.location.unwrap();
    (blog.comment_of(receipt.trim_start_matches("/comments/")).await, receipt)
}

/// Its writer puts other words there.
async fn reword(stranger: &Browser, blog: &Blog, receipt: &str) {
    let changed = stranger.post(blog, receipt, &[("text", "Advertising"), ("seen", "0")]).await;
    assert_eq!(changed.status, 303, "{}", changed.body);
}

/// What the first field of this name holds.
fn held<'a>(page: &'a str, name: &str) -> &'a str {
    let rest = page.split(&format!("name=\"{name}\" value=\"")).nth(1).expect("such a field");
    rest.split('"').next().unwrap()
}

#[tokio::test]
async fn an_approval_is_of_the_words_that_were_looked_at() {
    let (blog, post, mo) = blog().await;
    let stranger = Browser::new();
    let (id, receipt) = send(&stranger, &blog, post).await;
    for address in ["/admin", "/admin/comments", &format!("/admin/comments/{id}")] {
        let page = mo.get(&blog, address).await.body;
        assert_eq!(held(&page, "seen"), "0", "{address}");
    }
    reword(&stranger, &blog, &receipt).await;
    let approve = format!("/admin/comments/{id}/publication");
    let sent = mo.post(&blog, &approve, &[("from", "pending"), ("seen", "0")]).await;
    let page = follow(&mo, &blog, sent).await.body;
    let sentence = "<bdi>Grace</bdi> is left as it was: it was changed since you saw it. Read it again.";
    assert!(page.contains(sentence) && page.contains("Advertising") && !page.contains("Undo"), "{page}");
    let mut ledger = Ledger::open(&blog).await;
    assert_eq!(ledger.state(id).await, "pending");
    let sent = mo.post(&blog, &approve, &[("from", "pending"), ("seen", held(&page, "seen"))]).await;
    let page = follow(&mo, &blog, sent).await.body;
    assert!(page.contains("is approved."), "{page}");
    assert_eq!((ledger.public_on(post).await, ledger.wrong_counts().await), (vec![id], Vec::new()));
}

#[tokio::test]
async fn what_publishes_nothing_goes_on_and_its_undo_too() {
    let (blog, post, mo) = blog().await;
    let stranger = Browser::new();
    let (id, receipt) = send(&stranger, &blog, post).await;
    reword(&stranger, &blog, &receipt).await;
    let mut ledger = Ledger::open(&blog).await;
    for (resource, state) in [("spam", "spam"), ("rejection", "rejected"), ("deletion", "deleted")] {
        let address = format!("/admin/comments/{id}/{resource}");
        mo.post(&blog, &address, &[("from", "pending"), ("seen", "0")]).await;
        assert_eq!(ledger.state(id).await, state);
        mo.post(&blog, &format!("/admin/comments/{id}/undo"), &[("from", "pending"), ("state", state)]).await;
        assert_eq!(ledger.state(id).await, "pending");
    }
    let approve = format!("/admin/comments/{id}/publication");
    mo.post(&blog, &approve, &[("from", "pending"), ("seen", "1")]).await;
    mo.post(&blog, &format!("/admin/comments/{id}/spam"), &[("from", "published"), ("seen", "0")]).await;
    let undo = [("from", "published"), ("state", "spam")];
    mo.post(&blog, &format!("/admin/comments/{id}/undo"), &undo).await;
    assert_eq!(ledger.state(id).await, "published", "it was public before");
}

#[tokio::test]
async fn of_many_those_that_were_changed_are_left_and_told() {
    let (blog, post, mo) = blog().await;
    let stranger = Browser::new();
    let (changed, receipt) = send(&stranger, &blog, post).await;
    let same = blog.add_comment(waiting(post, "Jo")).await;
    let queue = mo.get(&blog, "/admin/comments").await.body;
    let picked = [format!("{changed}-0"), format!("{same}-0")];
    for value in &picked {
        assert!(queue.contains(&format!("name=\"ids\" value=\"{value}\"")), "{value} in {queue}");
    }
    reword(&stranger, &blog, &receipt).await;
    let bulk = "/admin/comments/bulk";
    let decision = [("from", "pending"), ("state", "published")];
    let fields = [&decision[..], &[("ids", &*picked[0]), ("ids", &*picked[1])]].concat();
    let sent = mo.post(&blog, bulk, &fields).await;
    let told = format!("/admin/comments?state=pending&to=published&done={same}&changed={changed}");
    assert_eq!(sent.location.as_deref(), Some(told.as_str()));
    let page = follow(&mo, &blog, sent).await.body;
    assert!(page.contains("it was changed since you saw it") && page.contains("is approved."), "{page}");
    assert_eq!(Ledger::open(&blog).await.public_on(post).await, [same]);
    for nonsense in ["x", "-1", "1-", "1-x", "1-0-0"] {
        let fields = [&decision[..], &[("ids", nonsense)]].concat();
        assert_eq!(mo.post(&blog, bulk, &fields).await.status, 400, "{nonsense}");
    }
    let now = format!("{changed}-1");
    assert!(page.contains(&format!("name=\"ids\" value=\"{now}\"")), "{page}");
    mo.post(&blog, bulk, &[&decision[..], &[("ids", now.as_str())]].concat()).await;
    assert_eq!(Ledger::open(&blog).await.public_on(post).await, [changed, same]);
    let unchanged = blog.add_comment(waiting(post, "Em")).await;
    let made_up = mo.get(&blog, &format!("/admin/comments?to=published&changed={unchanged}")).await.body;
    assert!(!made_up.contains("changed since"), "{made_up}");
}

#[tokio::test]
async fn an_answer_approves_only_what_it_answers() {
    let (blog, post, mo) = blog().await;
    let stranger = Browser::new();
    let (id, receipt) = send(&stranger, &blog, post).await;
    let address = format!("/admin/comments/{id}/reply");
    let form = mo.get(&blog, &address).await.body;
    assert_eq!(held(&form, "seen"), "0");
    reword(&stranger, &blog, &receipt).await;
    let answer = async |page: &str| {
        let fields = [("text", "Thanks"), ("key", held(page, "key")), ("seen", held(page, "seen"))];
        mo.post(&blog, &address, &fields).await
    };
    let late = answer(&form).await;
    assert_eq!(late.status, 409);
    for part in ["It was changed since you saw it: read it again.", "Advertising", "Thanks</textarea>"] {
        assert!(late.body.contains(part), "{part} in {}", late.body);
    }
    let mut ledger = Ledger::open(&blog).await;
    assert_eq!(ledger.state(id).await, "pending");
    assert_eq!(ledger.public_on(post).await, Vec::<i64>::new(), "the answer is not there either");
    assert_eq!(answer(&late.body).await.status, 303);
    assert_eq!(ledger.public_on(post).await.len(), 2);
    assert_eq!(ledger.wrong_counts().await, Vec::<String>::new());
}
