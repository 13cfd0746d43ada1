//! Threads on a post's page: order, steps, gaps, pages of a long discussion, old addresses, closed and hidden.

use super::{Typed, open_blog, post_page, typed};
use crate::client::Browser;
use postil::testing::{Arrived, Blog, START};

/// The anchors of the comments on a page, in order.
fn anchors(page: &str) -> Vec<&str> {
    page.split("<article class=\"comment")
        .skip(1)
        .map(|rest| {
            let id = rest.split("id=\"c").nth(1).expect("an anchor");
            id.split('"').next().unwrap()
        })
        .collect()
}

/// How deep lists are nested at most, and whether each that opens is closed.
fn deepest_list(page: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    for (at, _) in page.match_indices('<') {
        if page[at..].starts_with("<ol class=\"thread\">") {
            depth += 1;
            deepest = deepest.max(depth);
        } else if page[at..].starts_with("</ol>") {
            depth -= 1;
        }
    }
    assert_eq!(depth, 0, "{page}");
    deepest
}

#[tokio::test]
async fn replies_stand_below_what_they_answer_and_step_in_thrice_at_most() {
    let (blog, post) = open_blog().await;
    let writer = Browser::new();
    let mut ids = vec![typed(post, "Root").comment_id(&writer, &blog).await];
    for depth in 1..7 {
        let text = format!("Depth {depth}");
        let reply = Typed { parent: ids.last().unwrap(), ..typed(post, &text) };
        blog.advance(120);
        ids.push(reply.comment_id(&writer, &blog).await);
    }
    let second = typed(post, "Second thread").comment_id(&writer, &blog).await;
    let late = Typed { parent: &ids[1], ..typed(post, "Late") }.comment_id(&writer, &blog).await;
    let page = post_page(&blog, post).await;
    let mut expected: Vec<&str> = ids.iter().map(String::as_str).collect();
    expected.extend([late.as_str(), second.as_str()]);
    assert_eq!(anchors(&page), expected);
    assert_eq!(deepest_list(&page), 4);
    let section = page.split("id=\"comments\"").nth(1).unwrap().split("</section>").next().unwrap();
    assert_eq!((section.matches("<li>").count(), section.matches("</li>").count()), (9, 9));
    for part in [
        "9 comments",
        "id=\"comments\"",
        "id=\"comment-form\"",
        "dir=\"auto\"",
        "h-cite",
        "p-comment",
        "dt-published",
    ] {
        assert!(page.contains(part), "{part}");
    }
}

#[tokio::test]
async fn a_removed_comment_leaves_a_gap_only_while_answers_hang_on_it() {
    let (blog, post) = open_blog().await;
    let writer = Browser::new();
    let root = Typed { name: "Mallory", ..typed(post, "Regret") }.comment_id(&writer, &blog).await;
    let reply = Typed { parent: &root, ..typed(post, "Answer") }.comment_id(&writer, &blog).await;
    blog.moderate(&root, "published", "deleted").await;
    let page = post_page(&blog, post).await;
    assert_eq!(anchors(&page), [&root, &reply]);
    assert!(page.contains("This comment was removed.") && page.contains("in reply to a removed comment"));
    assert!(!page.contains("Mallory") && !page.contains("Regret") && page.contains("1 comment<"));
    let asked = Browser::new().get(&blog, &format!("/comments/new?parent={root}")).await;
    assert_eq!(asked.status, 404);
    blog.moderate(&reply, "published", "spam").await;
    assert_eq!(anchors(&post_page(&blog, post).await), Vec::<&str>::new());
    blog.moderate(&root, "deleted", "published").await;
    assert_eq!(anchors(&post_page(&blog, post).await), [&root]);
}

#[tokio::test]
async fn a_long_discussion_has_pages_and_every_comment_one_of_them() {
    let (blog, post) = open_blog().await;
    let writer = Browser::new();
    let mut ids = Vec::new();
    for number in 0..210 {
        blog.advance(120);
        ids.push(typed(post, &format!("Number {number}")).comment_id(&writer, &blog).await);
    }
    let path = blog.path_of(post).await;
    let first = writer.get(&blog, &path).await.body;
    let held = anchors(&first).len();
    assert!((80..200).contains(&held) && anchors(&first) == ids[..held], "{held}");
    assert!(first.contains("210 comments") && !first.contains("Earlier comments"));
    let next = format!("?from={}#comments", ids[held]);
    assert!(first.contains(&format!("href=\"{next}\"")), "{next}");
    let second = writer.get(&blog, &format!("{path}?from={}", ids[held])).await.body;
    assert_eq!(anchors(&second), ids[held..]);
    assert!(
        second.contains(&format!("href=\"?from={}#comments\">Earlier", ids[0])) && !second.contains("Later")
    );
    let at = |number: usize| START + (i64::try_from(number).unwrap() + 1) * 120_000;
    for (number, starts_with) in [(205, 205), (5, 0), (held - 1, 0)] {
        let page = writer.get(&blog, &format!("{path}?showComment={}", at(number))).await.body;
        assert_eq!(anchors(&page)[0], ids[starts_with], "{number}");
    }
    for ignored in ["1", "x", "99999999999999999999", ""] {
        let page = writer.get(&blog, &format!("{path}?showComment={ignored}")).await;
        assert_eq!((page.status.as_u16(), anchors(&page.body)[0]), (200, ids[0].as_str()), "{ignored}");
    }
    let own = writer.get(&blog, "/comments").await.body;
    assert!(own.contains(&format!("{path}?from={0}#c{0}", ids[205])), "{own}");
}

#[tokio::test]
async fn a_long_thread_goes_on_below_what_it_answers() {
    let (blog, post) = open_blog().await;
    let mut ids = Vec::new();
    for number in 0..260_usize {
        let parent = number.checked_sub(1).map(|above| ids[above]);
        let (name, text) = (&*format!("Name {number}"), &*format!("Number {number}"));
        ids.push(blog.add_comment(Arrived { post, parent, name, text, state: "published" }).await);
    }
    let path = blog.path_of(post).await;
    let reader = Browser::new();
    let first = reader.get(&blog, &path).await.body;
    let second = first.split("href=\"?from=").nth(1).expect("a second page").split('#').next().unwrap();
    let page = reader.get(&blog, &format!("{path}?from={second}")).await.body;
    let (shown, before) = (anchors(&page), anchors(&first));
    assert_eq!((&shown[..3], shown[3]), (&before[..3], second));
    assert_eq!((deepest_list(&first), deepest_list(&page)), (4, 4));
    let (held, answered) = (before.len(), before[before.len() - 1]);
    let link = format!("href=\"?from={answered}#c{answered}\">in reply to <bdi>Name {}</bdi>", held - 1);
    assert!(page.contains(&link), "{link}");
    assert!(page.contains(&format!("href=\"#c{second}\">in reply to <bdi>Name {held}</bdi>")));
    assert!(page.contains("Earlier comments"));
    assert!(first.contains(&format!("<summary>{} replies on this page</summary>", held - 1)), "{first}");
    assert!(page.contains(&format!("<summary>{} replies on this page</summary>", shown.len() - 1)));
}

/// What the links of a page say behind the question mark.
fn onward<'a>(page: &'a str, words: &str) -> Option<&'a str> {
    let at = page.find(&format!("#comments\">{words}"))?;
    page[..at].rsplit("href=\"").next()
}

#[tokio::test]
async fn a_reader_chooses_the_order_and_keeps_it_from_page_to_page() {
    let (blog, post) = open_blog().await;
    let mut roots = Vec::new();
    for number in 0..230 {
        let (name, text) =
            (&*format!("Name {number}"), &*format!("Number {number}. {}", "Words. ".repeat(60)));
        let root = blog.add_comment(Arrived { post, parent: None, name, text, state: "published" }).await;
        if number % 10 == 0 {
            blog.add_comment(Arrived { post, parent: Some(root), name: "Kim", text, state: "published" })
                .await;
        }
        roots.push(name.to_owned());
    }
    let reader = Browser::new();
    let path = blog.path_of(post).await;
    for (order, words) in [("", "Later comments"), ("?order=newest", "Older comments")] {
        let (mut seen, mut address) = (Vec::new(), format!("{path}{order}"));
        loop {
            let page = reader.get(&blog, &address).await.body;
            assert!(page.len() <= 100_000, "{} bytes at {address}", page.len());
            seen.extend(anchors(&page).into_iter().map(str::to_owned));
            let Some(next) = onward(&page, words) else { break };
            address = format!("{path}{}", next.replace("&#38;", "&"));
            assert_eq!(address.contains("order=newest"), !order.is_empty(), "{address}");
        }
        assert_eq!(seen.len(), 253, "{order}");
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 253, "{order}");
    }
    let newest = reader.get(&blog, &format!("{path}?order=newest")).await.body;
    assert!(newest.find("Number 229.").unwrap() < newest.find("Number 220.").unwrap());
    assert_eq!(newest.matches("Number 220.").count(), 2);
    assert!(newest.contains("<summary>1 reply</summary>") && newest.contains("<b>Newest first</b>"));
    assert!(newest.contains(&format!("href=\"{path}#comments\" rel=\"nofollow\">Oldest first</a>")));
    for unknown in ["?order=", "?order=random", "?order=NEWEST", "?order=oldest"] {
        let page = reader.get(&blog, &format!("{path}{unknown}")).await.body;
        assert!(page.contains("<b>Oldest first</b>") && page.contains("Number 0."), "{unknown}");
    }
    assert_eq!(reader.get(&blog, &format!("{path}?order=newest&from=none")).await.status, 404);
}

#[tokio::test]
async fn the_blog_may_begin_with_the_newest_and_a_reader_still_choose() {
    let (blog, post) = open_blog().await;
    let path = blog.path_of(post).await;
    let reader = Browser::new();
    let mut ids = Vec::new();
    for number in 0..5 {
        let text = format!("Number {number}");
        ids.push(typed(post, &text).comment_id(&reader, &blog).await);
        let page = post_page(&blog, post).await;
        assert_eq!(page.contains("Newest first"), number == 4, "a handful is worth no choice");
    }
    blog.show_newest_threads_first().await;
    let page = post_page(&blog, post).await;
    let reversed: Vec<_> = ids.iter().rev().map(String::as_str).collect();
    assert_eq!(anchors(&page), reversed);
    assert!(page.contains(&format!("href=\"{path}?order=oldest#comments\"")), "{page}");
    let chosen = reader.get(&blog, &format!("{path}?order=oldest")).await.body;
    assert_eq!(anchors(&chosen), ids);
    let permalink = reader.get(&blog, &format!("{path}?from={}", ids[2])).await.body;
    assert_eq!(anchors(&permalink), reversed[2..]);
}

#[tokio::test]
async fn a_thread_folds_without_script_and_says_how_many_answers_it_holds() {
    let (blog, post) = open_blog().await;
    let writer = Browser::new();
    let root = typed(post, "Root").comment_id(&writer, &blog).await;
    let first = Typed { parent: &root, ..typed(post, "One") }.comment_id(&writer, &blog).await;
    let second = Typed { parent: &first, ..typed(post, "Two") }.comment_id(&writer, &blog).await;
    typed(post, "Alone").comment_id(&writer, &blog).await;
    let page = post_page(&blog, post).await;
    assert_eq!(page.matches("<details class=\"fold\" open>").count(), 1);
    let fold = page.split("<summary>2 replies</summary>").nth(1).expect("a fold");
    let fold = fold.split("</details>").next().unwrap();
    assert!(fold.contains(&first) && fold.contains(&second) && !fold.contains("Alone"), "{fold}");
    blog.moderate(&first, "published", "deleted").await;
    let page = post_page(&blog, post).await;
    assert!(page.contains("<summary>1 reply</summary>") && page.contains("This comment was removed."));
}

#[tokio::test]
async fn a_face_is_made_of_the_name_unless_the_blog_wants_none() {
    let (blog, post) = open_blog().await;
    Typed { name: "\"><b>Ünal", ..typed(post, "Words") }.comment_id(&Browser::new(), &blog).await;
    for page in [post_page(&blog, post).await, Browser::new().get(&blog, "/comments/recent").await.body] {
        assert!(page.contains("data-face=\"B\""), "{page}");
    }
    blog.draw_no_avatars().await;
    for page in [post_page(&blog, post).await, Browser::new().get(&blog, "/comments/recent").await.body] {
        assert!(page.contains("Ünal") && !page.contains("data-face"), "{page}");
    }
}

#[tokio::test]
async fn every_link_to_a_comment_of_a_long_discussion_leads_to_a_page_that_shows_it() {
    let (blog, post) = open_blog().await;
    for number in 0..230 {
        let (name, text) = (&*format!("Name {number}"), &*format!("Number {number}"));
        blog.add_comment(Arrived { post, parent: None, name, text, state: "published" }).await;
    }
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let own = format!("/feeds/posts/{post}/comments.atom");
    for listed in ["/feeds/comments.atom", "/feeds/comments.rss", &own, "/admin/comments?state=published"] {
        let page = ada.get(&blog, listed).await.body;
        let path = blog.path_of(post).await;
        let links: Vec<_> = page
            .match_indices(&format!("{path}?from="))
            .map(|(at, _)| page[at..].split(['"', '<']).next().unwrap())
            .collect();
        assert!(links.len() >= 25, "{listed}: {links:?}");
        let (place, anchor) = links[0].split_once('#').expect("an anchor");
        let shown = ada.get(&blog, place).await.body;
        assert!(shown.contains(&format!("id=\"{anchor}\"")), "{listed}: {}", links[0]);
    }
    let feed = ada.get(&blog, &own).await.body;
    let last = feed.split("?from=").nth(1).unwrap().split('#').next().unwrap();
    let preview = Typed { parent: last, ..typed(post, "Answer") }.preview(&ada, &blog).await.body;
    assert!(preview.contains(&format!("?from={last}#c{last}\">in reply to")), "{preview}");
}

#[tokio::test]
async fn a_page_begins_with_a_comment_of_this_post_shown_or_removed_since() {
    let (blog, post) = open_blog().await;
    let other = blog.publish("Other", "Text", &[]).await;
    let writer = Browser::new();
    let root = typed(post, "Root").comment_id(&writer, &blog).await;
    let reply = Typed { parent: &root, ..typed(post, "Reply") }.comment_id(&writer, &blog).await;
    let (path, other) = (blog.path_of(post).await, blog.path_of(other).await);
    for asked in [&root, &reply] {
        let page = writer.get(&blog, &format!("{path}?from={asked}")).await.body;
        assert_eq!(anchors(&page), [&root, &reply], "{asked}");
    }
    for wrong in [format!("{path}?from=none"), format!("{other}?from={root}")] {
        assert_eq!(writer.get(&blog, &wrong).await.status, 404, "{wrong}");
    }
    blog.moderate(&reply, "published", "rejected").await;
    let page = writer.get(&blog, &format!("{path}?from={reply}")).await.body;
    assert_eq!(anchors(&page), [&root], "a link that was given away still leads to the post");
    blog.moderate(&root, "published", "rejected").await;
    let page = writer.get(&blog, &format!("{path}?from={root}")).await;
    assert_eq!((page.status.as_u16(), anchors(&page.body).len()), (200, 0));
    blog.moderate(&reply, "rejected", "pending").await;
    assert_eq!(writer.get(&blog, &format!("{path}?from={reply}")).await.status, 404);
}

#[tokio::test]
async fn closed_comments_stay_and_hidden_ones_do_not_show() {
    let (blog, post) = open_blog().await;
    let root = typed(post, "Stays").comment_id(&Browser::new(), &blog).await;
    let closed = blog.publish_with_comments("Closed", "closed").await;
    let hidden = blog.publish_with_comments("Hidden", "hidden").await;
    let page = post_page(&blog, closed).await;
    assert!(
        page.contains("Comments are closed")
            && !page.contains("<form method=\"post\"")
            && !page.contains("/static/post-")
    );
    let page = post_page(&blog, hidden).await;
    assert!(!page.contains("id=\"comments\"") && !page.contains("<form method=\"post\""));
    for (id, status) in [(closed, 200), (hidden, 404)] {
        assert_eq!(Browser::new().get(&blog, &format!("/comments/new?post={id}")).await.status, status);
    }
    blog.set_comment_policy("closed").await;
    let page = post_page(&blog, post).await;
    assert!(
        page.contains("Stays") && page.contains("Comments are closed") && !page.contains("/comments/new")
    );
    let asked = Browser::new().get(&blog, &format!("/comments/new?parent={root}")).await;
    assert!(asked.body.contains("Comments are closed") && !asked.body.contains("<form method=\"post\""));
}

#[tokio::test]
async fn a_german_blog_speaks_german_throughout() {
    let blog = Blog::start().await;
    blog.set_language("de").await;
    let post = blog.publish("Wehr", "Text", &[]).await;
    let browser = Browser::new();
    let page = post_page(&blog, post).await;
    assert!(
        page.contains("Keine Kommentare")
            && page.contains("Weiter")
            && page.contains("freiwillig, wird nie gezeigt")
    );
    let faulty = Typed { name: "", ..typed(post, &"a".repeat(20_001)) }.preview(&browser, &blog).await.body;
    assert!(
        faulty.contains("höchstens 20000 Zeichen") || faulty.contains("höchstens 20.000 Zeichen"),
        "{faulty}"
    );
    assert!(faulty.contains("Jeder Name ist recht"));
    let receipt = typed(post, "Guten Tag").comment(&browser, &blog).await;
    assert!(browser.get(&blog, &receipt).await.body.contains("wartet, bis ihn jemand gelesen hat"));
}

#[tokio::test]
async fn few_comments_that_are_very_long_do_not_make_a_page_without_end_and_links_find_them() {
    let (blog, post) = open_blog().await;
    let text = "&".repeat(6_000);
    for number in 0..25 {
        let name = &*format!("Name {number}");
        blog.add_comment(Arrived { post, parent: None, name, text: &text, state: "published" }).await;
    }
    let reader = Browser::new();
    let path = blog.path_of(post).await;
    let page = post_page(&blog, post).await;
    assert!(page.len() < 540_000 && onward(&page, "Later comments").is_some(), "{} bytes", page.len());
    let feed = reader.get(&blog, "/feeds/comments.atom").await.body;
    let ids: std::collections::BTreeSet<&str> = feed
        .split(&format!("{path}#c"))
        .skip(1)
        .map(|rest| rest.split(['"', '<']).next().unwrap())
        .filter(|id| *id != "omments")
        .collect();
    assert_eq!(ids.len(), 25, "each by its bare anchor");
    for id in &ids {
        assert_eq!(page.matches(&format!(" id=\"c{id}\"")).count(), 1, "{id}");
    }
    let later = page.split("<h3>On other pages</h3>").nth(1).expect("what stands elsewhere");
    let href = later.split("<a href=\"").nth(1).unwrap().split('"').next().unwrap();
    let (place, anchor) = href.split_once('#').unwrap();
    let shown = reader.get(&blog, &format!("{path}{place}")).await.body;
    assert!(shown.contains(&format!("<article class=\"comment p-comment h-cite\" id=\"{anchor}\">")));
    assert!(!shown.contains("On other pages"));
}
