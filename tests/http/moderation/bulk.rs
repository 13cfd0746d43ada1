//! Many comments at once.

use postil::testing::Arrived;

use super::ledger::Ledger;
use super::{blog, follow, waiting};
use crate::client::Browser;

/// The fields of the bar under the queue.
fn fields(from: &'static str, state: &'static str, ids: &[i64]) -> Vec<(&'static str, String)> {
    let mut fields = vec![("from", from.to_owned()), ("state", state.to_owned())];
    fields.extend(ids.iter().map(|id| ("ids", id.to_string())));
    fields
}

fn borrowed<'a>(fields: &'a [(&'static str, String)]) -> Vec<(&'a str, &'a str)> {
    fields.iter().map(|(name, value)| (*name, value.as_str())).collect()
}

const BULK: &str = "/admin/comments/bulk";

#[tokio::test]
async fn many_are_decided_at_once_and_undone_at_once() {
    let (blog, post, mo) = blog().await;
    let mut ids = Vec::new();
    for name in ["Jo", "Em", "Jo"] {
        ids.push(blog.add_comment(waiting(post, name)).await);
    }
    let mut ledger = Ledger::open(&blog).await;
    for (state, word) in [
        ("published", "approved"),
        ("rejected", "rejected"),
        ("spam", "marked as spam"),
        ("deleted", "deleted"),
    ] {
        let sent = fields("pending", state, &ids);
        let page = follow(&mo, &blog, mo.post(&blog, BULK, &borrowed(&sent)).await).await;
        assert!(page.body.contains(&format!("3 comments are {word}.")), "{}", page.body);
        for id in &ids {
            assert_eq!(ledger.state(*id).await, state);
            assert!(page.body.contains(&format!("<input type=\"hidden\" name=\"ids\" value=\"{id}-")));
        }
        assert_eq!(ledger.wrong_counts().await, Vec::<String>::new());
        assert!(page.body.contains("action=\"/admin/comments/bulk/undo\""));
        let undone = mo.post(&blog, "/admin/comments/bulk/undo", &borrowed(&sent)).await;
        let page = follow(&mo, &blog, undone).await;
        assert!(page.body.contains("3 comments are waiting again."), "{}", page.body);
        for id in &ids {
            assert_eq!(ledger.state(*id).await, "pending");
        }
        assert_eq!(ledger.wrong_counts().await, Vec::<String>::new());
    }
}

#[tokio::test]
async fn of_a_mixture_what_can_be_done_is_done_and_the_rest_is_told() {
    let (blog, post, mo) = blog().await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let mut ids = Vec::new();
    for _ in 0..4 {
        ids.push(blog.add_comment(waiting(post, "Jo")).await);
    }
    for id in &ids[2..] {
        ada.post(&blog, &format!("/admin/comments/{id}/deletion"), &[("from", "pending")]).await;
    }
    let all = [ids.as_slice(), &[ids[0], 998, 999]].concat();
    let sent = fields("pending", "published", &all);
    let answer = mo.post(&blog, BULK, &borrowed(&sent)).await;
    let [a, b, c, d] = ids.as_slice().try_into().unwrap();
    let place =
        format!("/admin/comments?state=pending&to=published&done={a},{b}&left={c},{d}&unknown=998,999");
    assert_eq!(answer.location.as_deref(), Some(place.as_str()));
    let page = follow(&mo, &blog, answer).await;
    for sentence in [
        "2 comments are approved.",
        "2 comments are left as they were: something was decided about them meanwhile.",
        "2 comments are not there.",
    ] {
        assert!(page.body.contains(sentence), "{sentence}: {}", page.body);
    }
    let touched =
        format!("Keys([Comment(CommentId({a})), Post(PostId({post})), Comments, Comment(CommentId({b}))])");
    assert_eq!(blog.touched(), touched);
    let mut ledger = Ledger::open(&blog).await;
    assert_eq!(ledger.public_on(post).await, [a, b]);
    assert_eq!(ledger.state(c).await, "deleted");
    assert_eq!(ledger.wrong_counts().await, Vec::<String>::new());
    // One of them is changed again before both are taken back.
    ada.post(&blog, &format!("/admin/comments/{a}/spam"), &[("from", "published")]).await;
    let both = fields("pending", "published", &[a, b]);
    let undone = mo.post(&blog, "/admin/comments/bulk/undo", &borrowed(&both)).await;
    let page = follow(&mo, &blog, undone).await;
    assert!(page.body.contains("is waiting again.") && page.body.contains("Ada’s decision"), "{}", page.body);
    assert_eq!((ledger.state(a).await.as_str(), ledger.state(b).await.as_str()), ("spam", "pending"));
    assert_eq!(ledger.wrong_counts().await, Vec::<String>::new());
}

#[tokio::test]
async fn threads_are_taken_out_and_brought_back_whole() {
    let (blog, post, mo) = blog().await;
    let mut ids = Vec::new();
    for depth in 0..4_usize {
        let parent = depth.checked_sub(1).map(|above| ids[above]);
        ids.push(blog.add_comment(Arrived { parent, state: "published", ..waiting(post, "Jo") }).await);
    }
    let mut ledger = Ledger::open(&blog).await;
    let middle = fields("published", "rejected", &ids[1..3]);
    mo.post(&blog, BULK, &borrowed(&middle)).await;
    let gap_and_answer = [ids[0], ids[2], ids[3]];
    assert_eq!(ledger.public_on(post).await, gap_and_answer, "only what is answered leaves a gap");
    let all = fields("published", "spam", &ids);
    mo.post(&blog, BULK, &borrowed(&all)).await;
    assert_eq!(ledger.public_on(post).await, Vec::<i64>::new());
    assert_eq!(ledger.wrong_counts().await, Vec::<String>::new());
    mo.post(&blog, "/admin/comments/bulk/undo", &borrowed(&all)).await;
    mo.post(&blog, "/admin/comments/bulk/undo", &borrowed(&middle)).await;
    for id in &ids {
        assert_eq!(ledger.state(*id).await, "published");
    }
    assert_eq!(ledger.wrong_counts().await, Vec::<String>::new());
}

#[tokio::test]
async fn too_many_none_or_to_no_state_changes_nothing() {
    let (blog, post, mo) = blog().await;
    let id = blog.add_comment(waiting(post, "Jo")).await;
    let many: Vec<i64> = (id..id + 201).collect();
    let page = mo.post(&blog, BULK, &borrowed(&fields("pending", "spam", &many))).await;
    assert_eq!(page.status, 422);
    assert!(page.body.contains("At most 200 comments") && page.body.contains("Nothing was changed."));
    let page = mo.post(&blog, BULK, &borrowed(&fields("pending", "spam", &[]))).await;
    assert_eq!(page.status, 422);
    assert!(page.body.contains("Nothing was picked.") && page.body.contains(&format!("comment-{id}")));
    let one = id.to_string();
    let page = mo.post(&blog, BULK, &[("from", "pending"), ("ids", one.as_str())]).await;
    assert_eq!(page.status, 422);
    assert!(
        page.body.contains("Say what to do") && page.body.contains("form=\"bulk\" checked"),
        "{}",
        page.body
    );
    for state in ["pending", "nonsense"] {
        let page = mo.post(&blog, BULK, &borrowed(&fields("pending", state, &[id]))).await;
        assert_eq!(page.status, 400, "{state}");
    }
    let most = mo.post(&blog, BULK, &borrowed(&fields("pending", "spam", &many[..200]))).await;
    let page = follow(&mo, &blog, most).await;
    assert!(page.body.contains("is marked as spam.") && page.body.contains("199 comments are not there."));
}
