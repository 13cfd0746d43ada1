//! Readers report comments; moderators find them, decide or leave them, and the trail says who did.

use postil::testing::{Arrived, Blog, Role};

use crate::client::{Answer, Browser, answer};
use crate::comment_settings::save;
use crate::comments::typed;
use crate::moderation::ledger::Ledger;

async fn blog() -> (Blog, i64, String, Browser) {
    let blog = Blog::start_behind_proxy().await;
    blog.add_user("Mo", Role::Moderator).await;
    let post = blog.publish("Weir", "Text", &[]).await;
    let arrived = Arrived { post, parent: None, name: "Jo", text: "Rude words", state: "published" };
    let id = blog.add_comment(arrived).await;
    let path = blog.path_of(post).await;
    let page = Browser::new().get(&blog, &path).await.body;
    let public_id = page.split("/comments/report?id=").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let mo = Browser::log_in_as(&blog, "Mo").await;
    (blog, id, public_id, mo)
}

async fn report(blog: &Blog, public_id: &str, from: &str, reason: &str) -> Answer {
    report_with(blog, public_id, from, reason, "").await
}

async fn report_with(blog: &Blog, public_id: &str, from: &str, reason: &str, note: &str) -> Answer {
    let fields = [("id", public_id), ("reason", reason), ("note", note)];
    let request = Browser::new().client().post(blog.url("/comments/reports"));
    let request = request.header("sec-fetch-site", "same-origin").header("x-forwarded-for", from);
    answer(request.form(&fields)).await
}

#[tokio::test]
async fn a_report_is_taken_once_a_network_and_shown_to_who_moderates() {
    let (blog, id, public_id, mo) = blog().await;
    let form = Browser::new().get(&blog, &format!("/comments/report?id={public_id}")).await;
    assert!(
        form.status == 200 && form.body.contains("Rude words") && form.body.contains("It is advertising")
    );
    assert!(
        form.body.contains("<label for=\"reason\">") && form.body.contains("value=\"spam\" selected"),
        "{}",
        form.body
    );
    assert!(!form.body.contains("<fieldset"), "readers' stylesheet draws none: {}", form.body);
    assert_eq!(form.headers["cache-control"], "no-store");
    for from in ["203.0.113.5", "203.0.113.77", "198.51.100.1"] {
        let sent = report(&blog, &public_id, from, "abuse").await;
        assert_eq!(sent.status, 303);
        let told = Browser::new().get(&blog, sent.location.as_deref().unwrap()).await;
        assert!(told.body.contains("Thank you"), "{}", told.body);
    }
    let desk = mo.get(&blog, "/admin").await.body;
    assert!(desk.contains("1 comment was reported"), "{desk}");
    let list = mo.get(&blog, "/admin/comments?state=published&reported=1").await.body;
    assert!(list.contains("Reported 2 times: attacks or threatens somebody."), "{list}");
    let seen = [("from", "published"), ("reports_seen", "2")];
    let fine = mo.post(&blog, &format!("/admin/comments/{id}/reports/delete"), &seen).await;
    assert_eq!(fine.status, 303);
    assert!(!mo.get(&blog, "/admin").await.body.contains("was reported"));
    let trail = mo.get(&blog, "/admin/trail").await.body;
    assert!(trail.contains("dismiss reports") && trail.contains("<bdi>Mo</bdi>"), "{trail}");
}

#[tokio::test]
async fn what_reporters_wrote_is_shown_to_who_decides_and_to_nobody_else() {
    let (blog, id, public_id, mo) = blog().await;
    for (number, note) in ["The oldest", "About <b>me</b>", "", "שלום", "Untrue"].into_iter().enumerate()
    {
        let from = format!("198.51.{number}.1");
        assert_eq!(report_with(&blog, &public_id, &from, "private", note).await.status, 303);
    }
    for address in ["/admin/comments?state=published&reported=1".to_owned(), format!("/admin/comments/{id}")]
    {
        let page = mo.get(&blog, &address).await.body;
        assert!(page.contains("Reported 5 times: says what is nobody’s business."), "{page}");
        for part in ["<bdi>Untrue</bdi>", "<bdi>שלום</bdi>", "<bdi>About &#60;b&#62;me&#60;/b&#62;</bdi>"]
        {
            assert!(page.contains(part), "{part} in {page}");
        }
        assert!(!page.contains("The oldest"), "the newest few are enough: {page}");
        assert!(page.contains(&format!("/admin/comments/{id}/reports/delete")), "{page}");
    }
    let form = Browser::new().get(&blog, &format!("/comments/report?id={public_id}")).await.body;
    assert!(!form.contains("Untrue"), "{form}");
}

#[tokio::test]
async fn dismissed_reports_are_taken_up_again_by_one_button() {
    let (blog, id, public_id, mo) = blog().await;
    for from in ["203.0.113.5", "198.51.100.1"] {
        report(&blog, &public_id, from, "abuse").await;
    }
    let seen = [("from", "published"), ("reported", "1"), ("reports_seen", "2")];
    let dismissed = mo.post(&blog, &format!("/admin/comments/{id}/reports/delete"), &seen).await;
    let told = mo.get(&blog, dismissed.location.as_deref().unwrap()).await.body;
    let undo = format!("/admin/comments/{id}/reports/undo");
    for part in ["<bdi>Jo</bdi> stays where it is, and its reports are done with", undo.as_str(), "Undo"] {
        assert!(told.contains(part), "{part} in {told}");
    }
    assert!(!told.contains("Reported 2 times"), "{told}");
    let taken_back = mo.post(&blog, &undo, &seen).await;
    let told = mo.get(&blog, taken_back.location.as_deref().unwrap()).await.body;
    for part in ["waits for you again because of its reports", "Reported 2 times"] {
        assert!(told.contains(part), "{part} in {told}");
    }
    assert!(!told.contains(&undo), "what is undone is not offered to be undone: {told}");
    let mut ledger = Ledger::open(&blog).await;
    assert_eq!(ledger.audit(id).await, ["Mo dismiss_reports - -", "Mo reopen_reports - -"]);
    mo.post(&blog, &format!("/admin/comments/{id}/reports/delete"), &seen).await;
    mo.post(&blog, &format!("/admin/comments/{id}/spam"), &[("from", "published")]).await;
    let late = mo.post(&blog, &undo, &seen).await;
    let told = mo.get(&blog, late.location.as_deref().unwrap()).await.body;
    assert!(told.contains("Nothing was undone: somebody has decided about it since."), "{told}");
    assert_eq!(ledger.audit(id).await.len(), 4, "after a decision nothing is to be taken up again");
}

#[tokio::test]
async fn the_undo_of_a_decision_brings_its_reports_back() {
    let (blog, id, public_id, mo) = blog().await;
    for from in ["203.0.113.5", "198.51.100.1"] {
        report(&blog, &public_id, from, "abuse").await;
    }
    mo.post(&blog, &format!("/admin/comments/{id}/spam"), &[("from", "published")]).await;
    assert!(!mo.get(&blog, "/admin/comments?state=spam").await.body.contains("Reported 2"));
    let undone = [("from", "published"), ("state", "spam")];
    assert_eq!(mo.post(&blog, &format!("/admin/comments/{id}/undo"), &undone).await.status, 303);
    let list = mo.get(&blog, "/admin/comments?state=published&reported=1").await.body;
    assert!(list.contains("Reported 2 times"), "{list}");
    assert!(mo.get(&blog, "/admin").await.body.contains("1 comment was reported"));
}

#[tokio::test]
async fn reports_that_were_not_seen_are_not_dismissed() {
    let (blog, id, public_id, mo) = blog().await;
    report(&blog, &public_id, "203.0.113.5", "spam").await;
    let list = "/admin/comments?state=published&reported=1";
    assert!(mo.get(&blog, list).await.body.contains("name=\"reports_seen\" value=\"1\""));
    report_with(&blog, &public_id, "198.51.100.1", "private", "My address stands there").await;
    let address = format!("/admin/comments/{id}/reports/delete");
    for seen in
        [&[("from", "published"), ("reported", "1"), ("reports_seen", "1")][..], &[("from", "published")]]
    {
        let sent = mo.post(&blog, &address, seen).await;
        let told = mo.get(&blog, sent.location.as_deref().unwrap()).await.body;
        for part in ["reported again since you saw it", "Reported 2 times", "My address stands there"] {
            assert!(told.contains(part), "{part} in {told}");
        }
    }
    assert_eq!(Ledger::open(&blog).await.audit(id).await, Vec::<String>::new());
    for _ in 0..2 {
        let sent = mo.post(&blog, &address, &[("from", "published"), ("reports_seen", "2")]).await;
        let told = mo.get(&blog, sent.location.as_deref().unwrap()).await.body;
        assert!(told.contains("its reports are done with") && !told.contains("Reported 2"), "{told}");
    }
}

#[tokio::test]
async fn enough_reports_make_a_comment_wait_if_the_owner_says_so() {
    let (blog, id, public_id, mo) = blog().await;
    for from in ["203.0.113.5", "198.51.100.1"] {
        report(&blog, &public_id, from, "spam").await;
    }
    assert_eq!(blog.count_comments("published").await, 1, "not unless somebody said so");
    let ada = Browser::log_in_as(&blog, "Ada").await;
    assert_eq!(save(&ada, &blog, &[("reports_hold_from", "3")]).await.status, 303);
    report(&blog, &public_id, "192.0.2.9", "spam").await;
    assert_eq!((blog.count_comments("published").await, blog.count_comments("pending").await), (0, 1));
    assert!(mo.get(&blog, "/admin/comments").await.body.contains("Readers reported it"));
    assert_eq!(report(&blog, &public_id, "192.0.3.9", "spam").await.status, 404, "it is not seen any more");
    let back = mo.post(&blog, &format!("/admin/comments/{id}/publication"), &[("from", "pending")]).await;
    assert_eq!(back.status, 303);
    report(&blog, &public_id, "192.0.4.9", "spam").await;
    assert_eq!(blog.count_comments("published").await, 1, "a decision begins the count anew");
    assert!(mo.get(&blog, "/admin/trail").await.body.contains("Postil itself"));
}

#[tokio::test]
async fn who_reports_what_is_held_for_it_is_thanked_and_may_press_twice() {
    let (blog, _, public_id, _) = blog().await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    assert_eq!(save(&ada, &blog, &[("reports_hold_from", "1")]).await.status, 303);
    for _ in 0..2 {
        let sent = report(&blog, &public_id, "203.0.113.5", "spam").await;
        assert_eq!(sent.status, 303);
        let told = Browser::new().get(&blog, sent.location.as_deref().unwrap()).await;
        assert_eq!(told.status, 200);
        assert!(told.body.contains("Thank you") && !told.body.contains("Rude words"), "{}", told.body);
        assert_eq!(told.headers["cache-control"], "no-store");
    }
    assert_eq!(blog.count_comments("pending").await, 1);
    assert_eq!(report(&blog, &public_id, "198.51.100.1", "spam").await.status, 404);
    let form = Browser::new().get(&blog, &format!("/comments/report?id={public_id}")).await;
    assert_eq!(form.status, 404, "there is nothing to report any more");
}

#[tokio::test]
async fn one_network_of_ipv6_reports_once_however_many_it_has_within() {
    let (blog, _, public_id, mo) = blog().await;
    for from in ["2001:db8:1:1::1", "2001:db8:1:2::1", "2001:db8:1:ffff::1", "2001:db8:2::1"] {
        assert_eq!(report(&blog, &public_id, from, "spam").await.status, 303);
    }
    let list = mo.get(&blog, "/admin/comments?state=published&reported=1").await.body;
    assert!(list.contains("Reported 2 times"), "{list}");
}

#[tokio::test]
async fn what_somebody_of_the_blog_wrote_stays_for_a_moderator_to_look_at() {
    let blog = Blog::start_behind_proxy().await;
    let post = blog.publish("Weir", "Text", &[]).await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    assert_eq!(save(&ada, &blog, &[("reports_hold_from", "1")]).await.status, 303);
    let public_id = typed(post, "Mine").comment_id(&ada, &blog).await;
    assert_eq!(report(&blog, &public_id, "203.0.113.5", "abuse").await.status, 303);
    assert_eq!((blog.count_comments("published").await, blog.count_comments("pending").await), (1, 0));
    assert!(ada.get(&blog, "/admin").await.body.contains("1 comment was reported"));
}

#[tokio::test]
async fn what_its_writer_deletes_waits_for_no_decision_any_more() {
    let (blog, _, _, mo) = blog().await;
    blog.set_comment_policy("publish").await;
    let (writer, post) = (Browser::new(), blog.publish("Lock", "Text", &[]).await);
    let receipt = typed(post, "Regretted").sent(&writer, &blog).await.location.unwrap();
    let public_id = blog.public_id_of(receipt.trim_start_matches("/comments/")).await;
    report(&blog, &public_id, "203.0.113.5", "abuse").await;
    assert!(mo.get(&blog, "/admin").await.body.contains("1 comment was reported"));
    assert_eq!(writer.post(&blog, &format!("{receipt}/deletion"), &[]).await.status, 303);
    let list = mo.get(&blog, "/admin/comments?state=deleted&reported=1").await.body;
    assert!(list.contains("Nothing like this is here."), "{list}");
}

#[tokio::test]
async fn what_stands_below_a_post_that_is_not_public_is_not_reported() {
    let (blog, id, public_id, mo) = blog().await;
    let post = blog.publish_with_comments("Hidden", "hidden").await;
    let arrived = Arrived { post, parent: None, name: "Em", text: "Unseen", state: "published" };
    let unseen = blog.add_comment(arrived).await;
    let mut ledger = Ledger::open(&blog).await;
    let unseen = ledger.public_id(unseen).await;
    assert_eq!(report(&blog, &unseen, "203.0.113.5", "spam").await.status, 404);
    let seen_on = ledger.post_of(id).await;
    blog.hide_post(seen_on).await;
    assert_eq!(report(&blog, &public_id, "203.0.113.5", "spam").await.status, 404);
    assert!(!mo.get(&blog, "/admin").await.body.contains("was reported"));
}

#[tokio::test]
async fn what_can_not_be_reported_is_said() {
    let (blog, _, public_id, _) = blog().await;
    assert_eq!(report(&blog, "nothing", "203.0.113.5", "spam").await.status, 404);
    assert_eq!(report(&blog, &public_id, "203.0.113.5", "boredom").await.status, 400);
    assert_eq!(Browser::new().get(&blog, "/comments/report").await.status, 404);
    for _ in 0..10 {
        report(&blog, &public_id, "203.0.113.5", "spam").await;
    }
    let refused = report(&blog, &public_id, "203.0.113.5", "spam").await;
    assert!(refused.status == 429 && refused.body.contains("Many reports"), "{}", refused.body);
}

#[tokio::test]
async fn the_trail_is_searched_and_moderators_see_what_is_about_comments() {
    let (blog, id, _, mo) = blog().await;
    mo.post(&blog, &format!("/admin/comments/{id}/spam"), &[("from", "published")]).await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    save(&ada, &blog, &[("message", "Be kind.")]).await;
    let all = ada.get(&blog, "/admin/trail").await.body;
    assert!(all.contains("comment rules") && all.contains("mark spam") && all.contains("publish"), "{all}");
    let of_moderator = mo.get(&blog, "/admin/trail").await.body;
    assert!(
        of_moderator.contains("mark spam")
            && !of_moderator.contains("<a href=\"/admin/trail?noun=comment_settings"),
        "{of_moderator}"
    );
    let found =
        ada.get(&blog, "/admin/trail?verb=mark+spam&noun=comment&from=2017-03-27&until=2017-03-27").await;
    assert!(
        found.body.contains("<bdi>Jo</bdi>") && found.body.contains("published → spam"),
        "{}",
        found.body
    );
    let none = ada.get(&blog, "/admin/trail?verb=mark+spam&until=2017-03-26").await;
    assert!(none.body.contains("Nothing like this was done."), "{}", none.body);
}
