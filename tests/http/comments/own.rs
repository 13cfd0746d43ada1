//! One's own comment after it was sent: changing it for a while, deleting it at any time, and nobody else doing either.

use postil::testing::Blog;

use super::rules::rules;
use super::{open_blog, post_page, typed};
use crate::client::{Answer, Browser};
use crate::moderation::ledger::Ledger;

/// Fifteen minutes, in seconds.
const WINDOW: i64 = 15 * 60;

async fn change(browser: &Browser, blog: &Blog, receipt: &str, text: &str, seen: &str) -> Answer {
    browser.post(blog, receipt, &[("text", text), ("seen", seen)]).await
}

async fn delete(browser: &Browser, blog: &Blog, receipt: &str) -> Answer {
    browser.post(blog, &format!("{receipt}/deletion"), &[]).await
}

async fn number(blog: &Blog, receipt: &str) -> i64 {
    blog.comment_of(receipt.trim_start_matches("/comments/")).await
}

#[tokio::test]
async fn a_comment_is_changed_by_plain_forms_and_says_so() {
    let (blog, post) = open_blog().await;
    let browser = Browser::new();
    let receipt = typed(post, "It *rises*.").comment(&browser, &blog).await;
    assert!(!post_page(&blog, post).await.contains("edited on"));
    let shown = browser.get(&blog, &receipt).await.body;
    let edit = format!("{receipt}/edit");
    assert!(shown.contains(&format!("href=\"{edit}\"")), "{shown}");
    let form = browser.get(&blog, &edit).await;
    assert_eq!((form.status.as_u16(), &form.headers["cache-control"]), (200, &"no-store".parse().unwrap()));
    for part in ["It *rises*.</textarea>", "name=\"seen\" value=\"0\"", "until 27 March 2017 at 09:30"] {
        assert!(form.body.contains(part), "{part} in {}", form.body);
    }
    let looked =
        browser.post(&blog, &format!("{receipt}/preview"), &[("text", "It *falls*."), ("seen", "0")]).await;
    assert_eq!(looked.status, 200);
    assert!(looked.body.contains("It <em>falls</em>.") && looked.body.contains("It *falls*.</textarea>"));
    assert!(post_page(&blog, post).await.contains("<em>rises</em>"), "a preview changes nothing");
    blog.advance(WINDOW - 1);
    let changed = change(&browser, &blog, &receipt, "It *falls*.", "0").await;
    assert_eq!(
        changed.location.as_deref(),
        Some(format!("{receipt}?done=changed").as_str()),
        "{}",
        changed.body
    );
    let told = browser.get(&blog, changed.location.as_deref().unwrap()).await.body;
    assert!(told.contains("Your comment is changed."), "{told}");
    let page = post_page(&blog, post).await;
    assert!(page.contains("<em>falls</em>") && !page.contains("rises"), "{page}");
    assert!(page.contains("class=\"edited dt-updated\" datetime=\"2017-03-27T09:29:59Z\""), "{page}");
    assert!(page.contains("edited on 27 March 2017 at 09:29"), "{page}");
    let feed = Browser::new().get(&blog, "/feeds/comments.atom").await.body;
    assert!(
        feed.contains("<updated>2017-03-27T09:29:59.000Z</updated>") && !feed.contains("rises"),
        "{feed}"
    );
}

#[tokio::test]
async fn nobody_changes_or_deletes_somebody_elses_whoever_has_the_receipt() {
    let (blog, post) = open_blog().await;
    let receipt = typed(post, "Mine").comment(&Browser::new(), &blog).await;
    let other = Browser::new();
    typed(post, "Another").comment(&other, &blog).await;
    for browser in [Browser::new(), other] {
        let shown = browser.get(&blog, &receipt).await;
        assert_eq!(shown.status, 200);
        assert!(!shown.body.contains("/edit") && !shown.body.contains("/deletion"), "{}", shown.body);
        for page in ["edit", "deletion", "edit?by=abc.def"] {
            let refused = browser.get(&blog, &format!("{receipt}/{page}")).await;
            assert_eq!(refused.status, 403);
            assert!(refused.body.contains("Nothing shows that this comment is yours"), "{}", refused.body);
        }
        let refused = change(&browser, &blog, &receipt, "Not mine", "0").await;
        assert_eq!(refused.status, 403);
        assert!(refused.body.contains("Not mine</textarea>"), "the words are kept: {}", refused.body);
        assert_eq!(delete(&browser, &blog, &receipt).await.status, 403);
    }
    assert!(post_page(&blog, post).await.contains("Mine"));
    let ada = Browser::log_in_as(&blog, "Ada").await;
    assert_eq!(delete(&ada, &blog, &receipt).await.status, 403, "the desk has its own ways");
    assert_eq!(Browser::new().get(&blog, "/comments/0000/edit").await.status, 404);
}

#[tokio::test]
async fn a_receipt_alone_shows_what_is_public_and_nothing_that_was_taken_back() {
    let blog = Blog::start().await;
    let post = blog.publish("Weir", "Text", &[]).await;
    let writer = Browser::new();
    let receipt = typed(post, "Unread syllables").comment(&writer, &blog).await;
    let public_id = blog.public_id_of(receipt.trim_start_matches("/comments/")).await;
    let mut state = "pending";
    for next in ["published", "spam", "rejected", "deleted", "pending", "published"] {
        let told = Browser::new().get(&blog, &receipt).await;
        assert_eq!(told.status, 200);
        assert_eq!(told.body.contains("syllables"), state == "published", "{state}: {}", told.body);
        let own = writer.get(&blog, &receipt).await.body;
        assert!(own.contains("syllables"), "{state}: {own}");
        blog.moderate(&public_id, state, next).await;
        state = next;
    }
    assert_eq!(delete(&writer, &blog, &receipt).await.status, 303);
    for (browser, path) in [(&Browser::new(), &*receipt), (&writer, &*receipt), (&writer, "/comments")] {
        let told = browser.get(&blog, path).await.body;
        assert!(told.contains("Weir") && !told.contains("syllables"), "{path}: {told}");
    }
}

#[tokio::test]
async fn the_window_closes_and_none_is_never() {
    let (blog, post) = open_blog().await;
    let browser = Browser::new();
    let receipt = typed(post, "Words").comment(&browser, &blog).await;
    blog.advance(WINDOW);
    let shown = browser.get(&blog, &receipt).await.body;
    assert!(!shown.contains("/edit") && shown.contains("/deletion"), "{shown}");
    let late = change(&browser, &blog, &receipt, "Other words", "0").await;
    assert_eq!(late.status, 422);
    for part in ["The time in which this comment could be changed is over", "Other words</textarea>"] {
        assert!(late.body.contains(part), "{part} in {}", late.body);
    }
    blog.set_edit_minutes(16).await;
    assert_eq!(browser.get(&blog, &format!("{receipt}/edit")).await.status, 200);
    blog.set_edit_minutes(0).await;
    let new = typed(post, "New words").comment(&browser, &blog).await;
    assert_eq!(browser.get(&blog, &format!("{new}/edit")).await.status, 422);
    assert!(!post_page(&blog, post).await.contains("Other words"));
}

#[tokio::test]
async fn of_two_changes_at_once_the_later_one_is_asked() {
    let (blog, post) = open_blog().await;
    let browser = Browser::new();
    let receipt = typed(post, "First").comment(&browser, &blog).await;
    assert_eq!(change(&browser, &blog, &receipt, "Second", "0").await.status, 303);
    let stale = change(&browser, &blog, &receipt, "Third", "0").await;
    assert_eq!(stale.status, 409);
    for part in ["changed meanwhile", "<p>Second</p>", "Third</textarea>", "name=\"seen\" value=\"1\""] {
        assert!(stale.body.contains(part), "{part} in {}", stale.body);
    }
    assert!(post_page(&blog, post).await.contains("Second"));
    assert_eq!(change(&browser, &blog, &receipt, "Third", "1").await.status, 303);
    let id = number(&blog, &receipt).await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let page = ada.get(&blog, &format!("/admin/comments/{id}")).await.body;
    let at = |words: &str| page.find(words).unwrap_or_else(|| panic!("{words} in {page}"));
    assert!(at("<p>Third</p>") < at("<p>Second</p>") && at("<p>Second</p>") < at("<p>First</p>"));
    assert!(page.contains("changed by its writer on"), "{page}");
}

#[tokio::test]
async fn the_same_words_change_nothing_and_empty_ones_are_told_at_their_field() {
    let (blog, post) = open_blog().await;
    let browser = Browser::new();
    let receipt = typed(post, "Words").comment(&browser, &blog).await;
    for seen in ["0", "7", "x"] {
        assert_eq!(change(&browser, &blog, &receipt, "Words", seen).await.status, 303);
    }
    assert!(!post_page(&blog, post).await.contains("edited on"));
    for bad in [" ", &"x".repeat(20_001)] {
        let refused = change(&browser, &blog, &receipt, bad, "0").await;
        assert_eq!(refused.status, 422);
        assert!(refused.body.contains("id=\"comment-text-error\""), "{}", refused.body);
    }
}

#[tokio::test]
async fn what_was_decided_is_not_changed_but_can_be_deleted() {
    let (blog, post) = open_blog().await;
    for (state, sentence) in [
        ("spam", "have decided about this comment"),
        ("rejected", "have decided about this comment"),
        ("deleted", "This comment was removed"),
    ] {
        let browser = Browser::new();
        let receipt = typed(post, &format!("Once {state}")).comment(&browser, &blog).await;
        let public_id = blog.public_id_of(receipt.trim_start_matches("/comments/")).await;
        blog.moderate(&public_id, "published", state).await;
        let refused = change(&browser, &blog, &receipt, "Other", "0").await;
        assert_eq!(refused.status, 422);
        assert!(refused.body.contains(sentence), "{}", refused.body);
        assert_eq!(delete(&browser, &blog, &receipt).await.status, 303);
        let ada = Browser::log_in_as(&blog, "Ada").await;
        let id = number(&blog, &receipt).await;
        let sent =
            ada.post(&blog, &format!("/admin/comments/{id}/publication"), &[("from", "deleted")]).await;
        let told = ada.get(&blog, sent.location.as_deref().unwrap()).await.body;
        assert!(told.contains("its writer has deleted it, and nobody else brings it back"), "{told}");
        assert_eq!(Ledger::open(&blog).await.state(id).await, "deleted");
    }
    assert_eq!(Ledger::open(&blog).await.wrong_counts().await, Vec::<String>::new());
}

#[tokio::test]
async fn who_was_published_once_does_not_slip_other_words_in() {
    let blog = Blog::start().await;
    let post = blog.publish("Weir", "Text", &[]).await;
    let browser = Browser::new();
    let receipt = typed(post, "Harmless").comment(&browser, &blog).await;
    let public_id = blog.public_id_of(receipt.trim_start_matches("/comments/")).await;
    assert_eq!(change(&browser, &blog, &receipt, "Harmless, too", "0").await.status, 303);
    assert_eq!(blog.count_comments("pending").await, 1, "what waits goes on waiting");
    blog.moderate(&public_id, "pending", "published").await;
    assert_eq!(change(&browser, &blog, &receipt, "Cheap pills", "1").await.status, 303);
    assert_eq!((blog.count_comments("pending").await, blog.count_comments("published").await), (1, 0));
    assert!(!post_page(&blog, post).await.contains("pills"));
    let told = browser.get(&blog, &format!("{receipt}?done=changed")).await.body;
    assert!(told.contains("waits until somebody has read it"), "{told}");
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let queue = ada.get(&blog, "/admin/comments").await.body;
    assert!(queue.contains("Held: its writer changed it after it was published."), "{queue}");
    blog.moderate(&public_id, "pending", "published").await;
    let second = typed(post, "Another one").comment(&browser, &blog).await;
    assert_eq!(change(&browser, &blog, &second, "Another, corrected", "0").await.status, 303);
    assert!(post_page(&blog, post).await.contains("corrected"), "somebody known stays published");
    assert_eq!(Ledger::open(&blog).await.wrong_counts().await, Vec::<String>::new());
}

#[tokio::test]
async fn the_traps_and_a_closed_post_hold_for_changes_too() {
    let (blog, post) = open_blog().await;
    let browser = Browser::new();
    let page = post_page(&blog, post).await;
    let of_new = page.split("<div class=\"trap\"").nth(1).unwrap().split("</div>").next().unwrap();
    for (number, caught) in (0..2).zip(1..) {
        let receipt = typed(post, &format!("Words {number}")).comment(&browser, &blog).await;
        let form = browser.get(&blog, &format!("{receipt}/edit")).await.body;
        let traps = form.split("<div class=\"trap\"").nth(1).unwrap().split("</div>").next().unwrap();
        assert_eq!(traps, of_new, "the same as for a new comment");
        let trap = traps.split(" name=\"").nth(1 + number).unwrap().split('"').next().unwrap();
        let fields = [("text", "Other words"), ("seen", "0"), (trap, "filled")];
        assert_eq!(browser.post(&blog, &receipt, &fields).await.status, 303);
        assert_eq!(blog.count_comments("spam").await, caught);
    }
    let receipt = typed(post, "More words").comment(&browser, &blog).await;
    blog.set_comment_policy("closed").await;
    let refused = change(&browser, &blog, &receipt, "Others", "0").await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("Comments are closed here now"), "{}", refused.body);
    assert_eq!(delete(&browser, &blog, &receipt).await.status, 303);
}

#[tokio::test]
async fn what_holds_or_closes_old_posts_holds_for_changes_too() {
    let (blog, post) = open_blog().await;
    let (day, week) = (24 * 60 * 60, ("edit_minutes", "10080"));
    rules(&blog, &[("holds_after_days", "1"), ("closes_after_days", "2"), week]).await;
    let browser = Browser::new();
    let receipt = typed(post, "Harmless").comment(&browser, &blog).await;
    let other = typed(post, "Another").comment(&browser, &blog).await;
    blog.advance(day);
    assert_eq!(change(&browser, &blog, &receipt, "Something else", "0").await.status, 303);
    assert_eq!((blog.count_comments("pending").await, blog.count_comments("published").await), (1, 1));
    let ada = Browser::log_in_as(&blog, "Ada").await;
    assert!(ada.get(&blog, "/admin/comments").await.body.contains("so old that comments on it wait"));
    blog.advance(day);
    let refused = change(&browser, &blog, &other, "Too late", "0").await;
    assert!(
        refused.status == 422 && refused.body.contains("Comments are closed here now"),
        "{}",
        refused.body
    );
    assert_eq!(browser.get(&blog, &format!("{other}/edit")).await.status, 422);
    assert!(!post_page(&blog, post).await.contains("Too late"));
}

#[tokio::test]
async fn a_comment_is_changed_twenty_times_at_most() {
    let (blog, post) = open_blog().await;
    let browser = Browser::new();
    let receipt = typed(post, "Words").comment(&browser, &blog).await;
    for seen in 0..20 {
        let (text, seen) = (format!("Words {seen}"), seen.to_string());
        assert_eq!(change(&browser, &blog, &receipt, &text, &seen).await.status, 303);
    }
    let refused = change(&browser, &blog, &receipt, "Too often", "20").await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("as often as it can be"), "{}", refused.body);
}

#[tokio::test]
async fn a_deleted_comment_leaves_a_gap_where_it_was_answered_and_nothing_else() {
    let (blog, post) = open_blog().await;
    let (browser, other) = (Browser::new(), Browser::new());
    let receipt = typed(post, "Rooted").comment(&browser, &blog).await;
    let public_id = blog.public_id_of(receipt.trim_start_matches("/comments/")).await;
    let mut reply = typed(post, "Answered");
    reply.parent = &public_id;
    let reply = reply.comment(&other, &blog).await;
    let asked = browser.get(&blog, &format!("{receipt}/deletion")).await;
    assert!(asked.status == 200 && asked.body.contains("Rooted"), "{}", asked.body);
    assert!(post_page(&blog, post).await.contains("Rooted"), "asking deletes nothing");
    for _ in 0..2 {
        let done = delete(&browser, &blog, &receipt).await;
        assert_eq!(done.location.as_deref(), Some(format!("{receipt}?done=deleted").as_str()));
    }
    let page = post_page(&blog, post).await;
    assert!(page.contains("This comment was removed.") && page.contains("Answered"), "{page}");
    assert!(!page.contains("Rooted") && page.contains("1 comment"), "{page}");
    assert_eq!(delete(&other, &blog, &reply).await.status, 303);
    let page = post_page(&blog, post).await;
    assert!(!page.contains("This comment was removed.") && page.contains("No comments"), "{page}");
    let told = browser.get(&blog, &receipt).await.body;
    assert!(told.contains("Your comment is deleted.") && !told.contains("/deletion"), "{told}");
    assert_eq!(Ledger::open(&blog).await.wrong_counts().await, Vec::<String>::new());
    // Thirty days later nothing of it is left for moderators either.
    let id = number(&blog, &receipt).await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let desk = format!("/admin/comments/{id}");
    assert!(ada.get(&blog, &desk).await.body.contains("Rooted"));
    blog.advance(30 * 24 * 60 * 60 + 1);
    blog.run_due_jobs().await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let page = ada.get(&blog, &desk).await.body;
    assert!(!page.contains("Rooted") && !page.contains("Grace") && page.contains("It was erased"), "{page}");
}
