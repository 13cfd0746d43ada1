//! One comment at the desk: its page, other words in it, an answer to it, and the one that is pinned.

use postil::testing::{Arrived, Blog};

use super::{blog, follow, ledger::Ledger, waiting};
use crate::client::Browser;

async fn reader_sees(blog: &Blog, post: i64) -> String {
    Browser::new().get(blog, &blog.path_of(post).await).await.body
}

fn public<'a>(post: i64, name: &'a str, text: &'a str) -> Arrived<'a> {
    Arrived { post, parent: None, name, text, state: "published" }
}

#[tokio::test]
async fn an_edit_is_noted_for_readers_and_kept_for_moderators() {
    let (blog, post, mo) = blog().await;
    let id = blog.add_comment(public(post, "Jo", "The *Tannery* figure.")).await;
    assert!(reader_sees(&blog, post).await.contains("Tannery"));
    let form = mo.get(&blog, &format!("/admin/comments/{id}/edit")).await.body;
    assert!(form.contains("The *Tannery* figure.</textarea>"), "{form}");
    let page = format!("/admin/comments/{id}");
    let fields = [("name", "Jo"), ("website", ""), ("text", "The *mill* figure."), ("seen", "0")];
    let shown = follow(&mo, &blog, mo.post(&blog, &page, &fields).await).await.body;
    assert_eq!(blog.touched(), format!("Keys([Comment(CommentId({id})), Post(PostId({post})), Comments])"));
    for part in
        ["Readers see a note", "<em>mill</em>", "<em>Tannery</em>", "changed by Mo on", "example.org/me"]
    {
        assert!(shown.contains(part), "{part} in {shown}");
    }
    let read = reader_sees(&blog, post).await;
    assert!(read.contains("<em>mill</em>") && !read.contains("Tannery") && !read.contains("example.org/me"));
    assert!(read.contains("edited by those who run the blog, on 27 March 2017"), "{read}");
    let stale = mo.post(&blog, &page, &[("name", "Jo"), ("text", "Another"), ("seen", "0")]).await;
    assert_eq!(stale.status, 409);
    assert!(stale.body.contains("The *mill* figure.") && stale.body.contains("Another</textarea>"));
    let empty = mo
        .post(&blog, &page, &[("name", ""), ("text", ""), ("website", "javascript:x"), ("seen", "1")])
        .await;
    assert_eq!(empty.status, 422);
    for field in ["name-error", "text-error", "website-error"] {
        assert!(empty.body.contains(&format!("id=\"{field}\"")), "{field} in {}", empty.body);
    }
    let same = [("name", "Jo"), ("website", ""), ("text", "The *mill* figure."), ("seen", "9")];
    assert_eq!(mo.post(&blog, &page, &same).await.status, 303, "nothing is changed by the same words");
}

#[tokio::test]
async fn an_edit_leaves_a_comment_where_it_stands_and_a_deleted_one_alone() {
    let (blog, post, mo) = blog().await;
    let id = blog.add_comment(waiting(post, "Jo")).await;
    let fields = [("name", "Jo"), ("text", "Other"), ("seen", "0")];
    assert_eq!(mo.post(&blog, &format!("/admin/comments/{id}"), &fields).await.status, 303);
    assert_eq!(Ledger::open(&blog).await.state(id).await, "pending");
    let gone = blog.add_comment(Arrived { state: "deleted", ..waiting(post, "Jo") }).await;
    assert_eq!(mo.post(&blog, &format!("/admin/comments/{gone}"), &fields).await.status, 422);
    assert_eq!(mo.get(&blog, &format!("/admin/comments/{gone}/edit")).await.status, 303);
    assert_eq!(mo.get(&blog, "/admin/comments/999").await.status, 404);
}

#[tokio::test]
async fn an_answer_from_the_queue_is_published_once_approves_and_is_taken_back() {
    let (blog, post, _) = blog().await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let id = blog.add_comment(waiting(post, "Jo")).await;
    let queue = ada.get(&blog, "/admin/comments").await.body;
    let address = format!("/admin/comments/{id}/reply");
    assert!(queue.contains(&format!("href=\"{address}\"")), "{queue}");
    let form = ada.get(&blog, &address).await.body;
    let key = form.split("name=\"key\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    assert!(form.contains("approves the comment"), "{form}");
    let empty = ada.post(&blog, &address, &[("text", " "), ("key", key)]).await;
    assert!(empty.status == 422 && empty.body.contains("id=\"text-error\""), "{}", empty.body);
    let fields = [("text", "It is *not*."), ("key", key)];
    let sent = ada.post(&blog, &address, &fields).await;
    let told = sent.location.clone().unwrap();
    let again = ada.post(&blog, &address, &fields).await;
    assert_eq!(again.location, told.split_once("&approved").map(|(address, _)| address.to_owned()));
    let page = follow(&ada, &blog, sent).await.body;
    assert!(page.contains("The comment is approved, and your answer is published below it."), "{page}");
    let read = reader_sees(&blog, post).await;
    assert!(
        read.contains("Tannery") && read.contains("It is <em>not</em>.") && read.contains("2 comments"),
        "{read}"
    );
    assert!(read.contains("<span class=\"badge\">Author</span>"), "{read}");
    let reply = told.split("reply=").nth(1).unwrap().split('&').next().unwrap();
    let back = [("reply", reply), ("approved", "true")];
    let back = ada.post(&blog, &format!("/admin/comments/{id}/reply/delete"), &back).await;
    assert_eq!(back.status, 303);
    let mut ledger = Ledger::open(&blog).await;
    assert_eq!((ledger.state(id).await.as_str(), ledger.wrong_counts().await), ("pending", Vec::new()));
    assert!(reader_sees(&blog, post).await.contains("No comments"));
}

#[tokio::test]
async fn what_was_turned_down_or_is_not_public_is_not_answered() {
    let (blog, post, mo) = blog().await;
    for state in ["spam", "rejected", "deleted"] {
        let id = blog.add_comment(Arrived { state, ..waiting(post, "Jo") }).await;
        let refused =
            mo.post(&blog, &format!("/admin/comments/{id}/reply"), &[("text", "No"), ("key", "k")]).await;
        assert_eq!(refused.status, 422);
        assert!(refused.body.contains("Approve it first") && refused.body.contains("No</textarea>"));
    }
    let gap = blog.add_comment(Arrived { text: "", ..waiting(post, "Jo") }).await;
    let refused =
        mo.post(&blog, &format!("/admin/comments/{gap}/reply"), &[("text", "No"), ("key", "k")]).await;
    assert!(refused.status == 422 && refused.body.contains("nothing is left of it"), "{}", refused.body);
    let id = blog.add_comment(waiting(post, "Jo")).await;
    blog.hide_post(post).await;
    let refused =
        mo.post(&blog, &format!("/admin/comments/{id}/reply"), &[("text", "No"), ("key", "k")]).await;
    assert!(refused.status == 422 && refused.body.contains("post is not public"), "{}", refused.body);
    assert_eq!(blog.count_comments("published").await, 0);
}

#[tokio::test]
async fn only_an_answer_to_the_comment_is_taken_back_and_only_as_it_stands() {
    let (blog, post, mo) = blog().await;
    let answered = blog.add_comment(public(post, "Jo", "Question")).await;
    let reply = Arrived { parent: Some(answered), ..public(post, "Em", "Answer") };
    let reply = blog.add_comment(reply).await.to_string();
    let other = blog.add_comment(public(post, "Jo", "Elsewhere")).await;
    let elsewhere = other.to_string();
    let take_back = async |of: i64, reply: &str| {
        let fields = [("reply", reply), ("approved", "true")];
        mo.post(&blog, &format!("/admin/comments/{of}/reply/delete"), &fields).await
    };
    let (reply, elsewhere) = (reply.as_str(), elsewhere.as_str());
    for (of, wrong) in [(other, reply), (answered, elsewhere), (answered, "999"), (999, reply)] {
        assert_eq!(take_back(of, wrong).await.status, 404, "{wrong} of {of}");
    }
    assert_eq!(blog.count_comments("published").await, 3);
    let ada = Browser::log_in_as(&blog, "Ada").await;
    ada.post(&blog, &format!("/admin/comments/{reply}/spam"), &[("from", "published")]).await;
    let late = take_back(answered, reply).await;
    assert_eq!(late.location, Some(format!("/admin/comments/{answered}")), "nothing is said to be deleted");
    assert_eq!(blog.count_comments("published").await, 2);
}

#[tokio::test]
async fn one_comment_of_a_post_stands_before_all_others_and_keeps_its_place() {
    let (blog, post, mo) = blog().await;
    let mut ids = Vec::new();
    for number in 0..230 {
        ids.push(blog.add_comment(public(post, "Jo", &format!("Words {number}."))).await);
    }
    let pinned = |page: &str| {
        let (head, thread) = page.split_once("<ol class=\"thread\">").unwrap();
        (head.split_once("class=\"comment pinned\"").map(|(_, part)| part.to_owned()), thread.to_owned())
    };
    assert!(pinned(&reader_sees(&blog, post).await).0.is_none());
    let pin = async |place: usize, rest: &str| {
        mo.post(&blog, &format!("/admin/comments/{}/pin{rest}", ids[place]), &[]).await
    };
    let told = follow(&mo, &blog, pin(3, "").await).await.body;
    assert!(told.contains("Pinned: it stands before all others") && told.contains("Unpin"), "{told}");
    assert_eq!(blog.touched(), format!("Keys([Post(PostId({post}))])"));
    let (head, thread) = pinned(&reader_sees(&blog, post).await);
    let head = head.unwrap();
    assert!(
        head.contains("Pinned</span>") && head.contains("<p>Words 3.</p>") && head.contains("href=\"#c"),
        "{head}"
    );
    assert!(thread.contains("<p>Words 3.</p>"), "its place remains");
    // Another one takes its place, from a page that is not shown first.
    pin(220, "").await;
    let read = reader_sees(&blog, post).await;
    let (head, thread) = pinned(&read);
    let head = head.unwrap();
    assert!(
        head.contains("Words 220.") && !head.contains("Words 3.") && head.contains("href=\"?from="),
        "{head}"
    );
    assert!(!thread.contains("Words 220."));
    let own_place = head.split("href=\"?from=").nth(1).unwrap().split('#').next().unwrap();
    let further = format!("{}?from={own_place}", blog.path_of(post).await);
    let further = Browser::new().get(&blog, &further).await.body;
    assert!(further.contains("Words 220.") && !further.contains("class=\"comment pinned\""), "{further}");
    // What readers don't see is not pinned for them, and comes back with it.
    let address = format!("/admin/comments/{}", ids[220]);
    mo.post(&blog, &format!("{address}/spam"), &[("from", "published")]).await;
    assert!(pinned(&reader_sees(&blog, post).await).0.is_none());
    mo.post(&blog, &format!("{address}/undo"), &[("from", "published"), ("state", "spam")]).await;
    assert!(pinned(&reader_sees(&blog, post).await).0.is_some());
    follow(&mo, &blog, pin(220, "/delete").await).await;
    assert!(pinned(&reader_sees(&blog, post).await).0.is_none());
    let waits = blog.add_comment(waiting(post, "Jo")).await;
    mo.post(&blog, &format!("/admin/comments/{waits}/pin"), &[]).await;
    assert!(!mo.get(&blog, &format!("/admin/comments/{waits}")).await.body.contains("Unpin"));
}

#[tokio::test]
async fn an_address_makes_up_no_answer() {
    let (blog, post, mo) = blog().await;
    let answered = blog.add_comment(public(post, "Jo", "Question")).await;
    let of_reader =
        blog.add_comment(Arrived { parent: Some(answered), ..public(post, "Em", "Answer") }).await;
    let other = blog.add_comment(public(post, "Jo", "Another question")).await;
    let address = format!("/admin/comments/{answered}/reply");
    let sent = mo.post(&blog, &address, &[("text", "It is so."), ("key", "k")]).await.location.unwrap();
    let told = mo.get(&blog, &sent).await.body;
    assert!(told.contains("Your answer is published") && told.contains("/reply/delete"), "{told}");
    let own = sent.split("reply=").nth(1).unwrap();
    let approved = mo.get(&blog, &format!("{sent}&approved=true")).await.body;
    assert!(!approved.contains("The comment is approved"), "it did not wait: {approved}");
    for made_up in [
        format!("/admin/comments/{other}?reply={own}"),
        format!("/admin/comments/{answered}?reply={of_reader}"),
        format!("/admin/comments/{answered}?reply={other}"),
        format!("/admin/comments/{answered}?reply=999"),
    ] {
        let page = mo.get(&blog, &made_up).await;
        assert_eq!(page.status, 200, "{made_up}");
        assert!(!page.body.contains("Your answer") && !page.body.contains("/reply/delete"), "{made_up}");
    }
}
