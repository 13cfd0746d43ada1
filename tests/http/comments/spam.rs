//! What looks like spam: held where the policy says so, told with its reasons, put away if the owner wants it, and gone
//! after its time.

use postil::testing::{Blog, Role};

use super::{Typed, token, typed};
use crate::client::Browser;
use crate::comment_settings::save;
use crate::moderation::ledger::Ledger;

const SPAM: &str =
    "Play at the best online casino and get a 200% welcome bonus!!! https://lucky-spin.example.com";
const WORDS: &str = "My uncle worked at the mill, and he said that the weir was built later.";
const OTHER_WORDS: &str = "The second photograph must be mirrored: the clock tower stands to the left of the town hall, not to the right.";

/// A blog whose doubtful comments wait, with one post.
async fn blog() -> (Blog, i64) {
    let blog = Blog::start().await;
    blog.set_comment_policy("hold_doubtful").await;
    let post = blog.publish("Weir", "Text", &[]).await;
    (blog, post)
}

async fn write(comment: Typed<'_>, blog: &Blog) {
    write_from(&Browser::new(), comment, blog).await;
}

/// Writes for a while before it is sent, as people do. Answers the receipt's address.
async fn write_from(browser: &Browser, comment: Typed<'_>, blog: &Blog) -> String {
    let preview = comment.preview(browser, blog).await;
    blog.advance(10);
    let sent = comment.send(browser, blog, "/comments", &token(&preview.body)).await;
    assert_eq!(sent.status, 303, "{}", sent.body);
    sent.location.unwrap()
}

async fn counts(blog: &Blog) -> [i64; 3] {
    let mut counts = [0; 3];
    for (count, state) in counts.iter_mut().zip(["published", "pending", "spam"]) {
        *count = blog.count_comments(state).await;
    }
    counts
}

#[tokio::test]
async fn what_looks_like_spam_waits_and_says_why() {
    let (blog, post) = blog().await;
    write(typed(post, WORDS), &blog).await;
    assert_eq!(counts(&blog).await, [1, 0, 0]);
    write(Typed { name: "Best Casino Online", ..typed(post, SPAM) }, &blog).await;
    assert_eq!(counts(&blog).await, [1, 1, 0]);
    blog.add_user("Mo", Role::Moderator).await;
    let mo = Browser::log_in_as(&blog, "Mo").await;
    let queue = mo.get(&blog, "/admin/comments").await.body;
    for part in ["Held: it looks like spam.", "Looks like spam: ", "For it speaks", "“"] {
        assert!(queue.contains(part), "{part} in {queue}");
    }
    write(typed(post, "Is https://weir.example/plan the plan that you mean? https://weir.example/b"), &blog)
        .await;
    let ordered = mo.get(&blog, "/admin/comments?order=score").await.body;
    assert!(ordered.contains("value=\"score\" selected"), "{ordered}");
    let form = Browser::new().get(&blog, &blog.path_of(post).await).await.body;
    assert!(form.contains("What looks like advertising here waits"), "{form}");
}

#[tokio::test]
async fn the_surest_spam_is_put_away_if_the_owner_says_so_and_goes_after_thirty_days() {
    let (blog, post) = blog().await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let rules = [("policy", "hold_all"), ("spam_from", "95"), ("version", "2")];
    assert_eq!(save(&ada, &blog, &rules).await.status, 303);
    let sure =
        Typed { name: "Best Casino Online", website: "https://lucky-spin.example.com", ..typed(post, SPAM) };
    write(sure, &blog).await;
    write(typed(post, WORDS), &blog).await;
    assert_eq!(counts(&blog).await, [0, 1, 1]);
    let folder = ada.get(&blog, "/admin/comments?state=spam").await.body;
    assert!(folder.contains("Put here unseen") && folder.contains("deleted 30 days after"), "{folder}");
    blog.advance(29 * 24 * 60 * 60);
    blog.run_due_jobs().await;
    assert_eq!(counts(&blog).await, [0, 1, 1]);
    blog.advance(2 * 24 * 60 * 60);
    blog.run_due_jobs().await;
    assert_eq!(counts(&blog).await, [0, 1, 0]);
}

#[tokio::test]
async fn harmless_comments_that_nobody_approved_let_no_spam_through() {
    let (blog, post) = blog().await;
    let browser = Browser::new();
    let first = write_from(&browser, typed(post, WORDS), &blog).await;
    let second = write_from(&browser, typed(post, OTHER_WORDS), &blog).await;
    assert_eq!(counts(&blog).await, [2, 0, 0]);
    write_from(&browser, typed(post, SPAM), &blog).await;
    assert_eq!(counts(&blog).await, [2, 1, 0]);
    let reworded = format!("{SPAM} now");
    let changed = browser.post(&blog, &second, &[("text", reworded.as_str()), ("seen", "0")]).await;
    assert_eq!(changed.status, 303, "{}", changed.body);
    assert_eq!(counts(&blog).await, [1, 2, 0], "other words are judged as if they were new");
    let first = blog.public_id_of(first.trim_start_matches("/comments/")).await;
    blog.moderate(&first, "published", "rejected").await;
    blog.moderate(&first, "rejected", "published").await;
    write_from(&browser, typed(post, &format!("{SPAM} today")), &blog).await;
    assert_eq!(counts(&blog).await, [2, 2, 0], "a moderator's word is trusted");
}

#[tokio::test]
async fn who_is_too_fast_waits_and_is_not_refused() {
    let (blog, post) = blog().await;
    typed(post, WORDS).sent(&Browser::new(), &blog).await;
    assert_eq!(counts(&blog).await, [0, 1, 0]);
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let queue = ada.get(&blog, "/admin/comments").await.body;
    assert!(queue.contains("Held: it was sent sooner than people write."), "{queue}");
}

#[tokio::test]
async fn each_trap_is_one_of_its_own_and_no_browser_fills_it() {
    let (blog, post) = blog().await;
    let page = Browser::new().get(&blog, &blog.path_of(post).await).await.body;
    let trap = page
        .split("<div class=\"trap\" aria-hidden=\"true\">")
        .nth(1)
        .unwrap()
        .split("</div>")
        .next()
        .unwrap();
    assert!(trap.contains("tabindex=\"-1\" autocomplete=\"off\""), "{trap}");
    let names: Vec<&str> =
        trap.split(" name=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert_eq!(names.len(), 2);
    for (number, name) in (1..).zip(names) {
        let browser = Browser::new();
        let preview = typed(post, WORDS).preview(&browser, &blog).await;
        blog.advance(10);
        let (post, token) = (post.to_string(), token(&preview.body));
        let text = format!("{WORDS} {number}");
        let fields =
            [("post", post.as_str()), ("name", "Bo"), ("text", &text), ("token", &token), (name, "x")];
        assert_eq!(browser.post(&blog, "/comments", &fields).await.status, 303);
        assert_eq!(counts(&blog).await, [0, 0, number]);
    }
}

#[tokio::test]
async fn nearly_the_same_words_of_many_wait() {
    let (blog, post) = blog().await;
    blog.set_comment_policy("publish").await;
    for (number, relative) in (1..).zip(["uncle", "brother", "cousin", "neighbour"]) {
        let text =
            WORDS.replace("uncle", relative) + " We still have his notebooks with all the dates in them.";
        write(typed(post, &text), &blog).await;
        assert_eq!(blog.count_comments("published").await, i64::min(number, 2), "{relative}");
    }
}

#[tokio::test]
async fn changed_words_are_judged_anew_and_the_earlier_ones_keep_their_score() {
    let (blog, post) = blog().await;
    let grace = Browser::new();
    let preview = typed(post, WORDS).preview(&grace, &blog).await;
    blog.advance(10);
    let sent = typed(post, WORDS).send(&grace, &blog, "/comments", &token(&preview.body)).await;
    let receipt = sent.location.unwrap();
    let id = blog.comment_of(receipt.trim_start_matches("/comments/")).await;
    let mut ledger = Ledger::open(&blog).await;
    let wanted = ledger.spam_score(id).await;
    assert!(wanted < 0, "{wanted}");
    let changed = grace.post(&blog, &receipt, &[("text", SPAM), ("seen", "0")]).await;
    assert_eq!(changed.status, 303, "{}", changed.body);
    let spam = ledger.spam_score(id).await;
    assert!(spam > 0, "the writer's change is judged: {spam}");
    blog.add_user("Mo", Role::Moderator).await;
    let mo = Browser::log_in_as(&blog, "Mo").await;
    let page = format!("/admin/comments/{id}");
    let shown = mo.get(&blog, &page).await.body;
    assert_eq!(shown.matches(" % like spam.").count(), 1, "{shown}");
    let fields = [("name", "Grace"), ("website", ""), ("text", WORDS), ("seen", "1")];
    assert_eq!(mo.post(&blog, &page, &fields).await.status, 303);
    assert_eq!(ledger.spam_score(id).await, wanted, "the moderator's is as well");
    assert_eq!(mo.get(&blog, &page).await.body.matches(" % like spam.").count(), 2);
}
