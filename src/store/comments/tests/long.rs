//! Pages of long discussions: each comment stands on one, none is longer than a page, and no thread costs more than its
//! comments.

use std::collections::HashSet;

use super::super::bulk::Uncounted;
use super::super::standing::Standing;
use super::super::write::{insert, set_state};
use super::*;

/// Many for one thread: far beyond a page, and where a square would be sixteen millions.
const MANY: usize = 4_000;

async fn from(reader: &mut Reader, post: PostId, public_id: &str) -> Threads {
    let start = threads::standing(reader, post, public_id).await.unwrap();
    assert!(start.is_some(), "{public_id}");
    page(reader, post, start).await
}

/// Every page from the first on, without what each shows once more. Then back to the first.
async fn pages(reader: &mut Reader, post: PostId) -> Vec<Vec<Standing>> {
    let mut pages = Vec::new();
    let mut shown = page(reader, post, None).await;
    loop {
        let mut standings: Vec<_> = shown.comments.iter().map(|it| it.standing).collect();
        if !pages.is_empty() {
            let once_more: HashSet<_> = standings.iter().flat_map(|it| it.above()).collect();
            let begins = standings.iter().position(|it| {
                !once_more.contains(&it.id())
                    || pages.last().is_some_and(|page: &Vec<_>| page.last() < Some(it))
            });
            standings.drain(..begins.unwrap_or(0));
        }
        pages.push(standings);
        assert!(pages.len() <= MANY, "the way has no end");
        let Some(next) = shown.next else { break };
        shown = from(reader, post, &next).await;
    }
    let mut steps = 1;
    while let Some(previous) = shown.previous {
        shown = from(reader, post, &previous).await;
        steps += 1;
        assert!(steps <= 2 * pages.len(), "the way back has no end,");
    }
    assert_eq!(shown.comments[0].standing, pages[0][0]);
    pages
}

#[tokio::test]
async fn pages_lead_through_every_thread_once_and_back() {
    let (_folder, db) = Db::scratch().await;
    let post = unit(&db, |unit| {
        Box::pin(async move {
            let post = posts::write::insert(unit, &post(1)).await.unwrap();
            for thread in 0..40 {
                let root = comment(&format!("r{thread}"), post, None, CommentState::Published);
                let root = insert(unit, &root).await.unwrap();
                // One thread is larger than a page; the others are of 16.
                for reply in 0..if thread == 20 { 250 } else { 15 } {
                    let name = format!("r{thread}-{reply}");
                    let reply = comment(&name, post, Some(root), CommentState::Published);
                    insert(unit, &reply).await.unwrap();
                }
            }
            post
        })
    })
    .await;
    let mut reader = db.reader().await.unwrap();
    let pages = pages(&mut reader, post).await;
    let all: Vec<_> = pages.iter().flatten().copied().collect();
    assert_eq!(all.len(), 39 * 16 + 251);
    assert!(all.is_sorted());
    assert!(pages.iter().all(|page| page.len() <= PAGE_SIZE));
    let divided: Vec<_> = pages.iter().filter(|page| page[0].above().count() > 0).collect();
    assert_eq!(divided.len(), 1, "only the thread that no page could hold is divided");
    assert!(threads::standing(&mut reader, PostId(99), "r20").await.unwrap().is_none());
}

const PAGE_SIZE: usize = 200;

/// A thread of many, each answering what `parent` says of its place, written in one go. Answers how many rows changed.
async fn thread(db: &Db, parent: fn(usize) -> usize) -> (PostId, i64) {
    unit(db, move |unit| {
        Box::pin(async move {
            let post = posts::write::insert(unit, &post(1)).await.unwrap();
            let before = changed(unit).await;
            let mut standings: Vec<Standing> = Vec::new();
            let mut uncounted = Uncounted::default();
            for place in 0..MANY {
                let above = (place > 0).then(|| standings[parent(place)]);
                let name = format!("n{place}");
                let new = comment(&name, post, above.map(Standing::id), CommentState::Published);
                standings.push(uncounted.insert(unit, &new, above).await.unwrap());
            }
            uncounted.count(unit).await.unwrap();
            assert_eq!(wrong_counts(unit).await, Vec::<String>::new());
            (post, changed(unit).await - before)
        })
    })
    .await
}

/// How many rows this connection has changed so far.
async fn changed(unit: &mut Unit) -> i64 {
    sqlx::query_scalar("select total_changes()").fetch_one(unit.connection()).await.unwrap()
}

/// One more answer far down changes the comment, what it answers, its post and the count of its state.
async fn one_more_changes_few_rows(db: &Db, post: PostId) {
    let changed = unit(db, move |unit| {
        Box::pin(async move {
            let before = changed(unit).await;
            let last = id_of(unit, &format!("n{}", MANY - 1)).await.unwrap();
            let id = insert(unit, &comment("more", post, last, CommentState::Published)).await.unwrap();
            let (from, to) = (CommentState::Published, CommentState::Rejected);
            set_state(unit, id, from, to, Some(Reason::Moderator), Timestamp(2)).await.unwrap();
            changed(unit).await - before
        })
    })
    .await;
    assert!(changed <= 10, "{changed} rows");
}

async fn is_paged(parent: fn(usize) -> usize) {
    let (_folder, db) = Db::scratch().await;
    let (post, changed) = thread(&db, parent).await;
    let most = i64::try_from(MANY).unwrap() * 3 + 10;
    assert!(changed <= most, "{changed} rows were changed");
    one_more_changes_few_rows(&db, post).await;
    let mut reader = db.reader().await.unwrap();
    let pages = pages(&mut reader, post).await;
    assert_eq!(pages.len(), MANY / PAGE_SIZE);
    let all: HashSet<_> = pages.iter().flatten().map(|standing| standing.id()).collect();
    assert_eq!(all.len(), MANY);
    for asked in ["n1", "n777", "n3999"] {
        let shown = from(&mut reader, post, asked).await;
        assert!(shown.comments.len() <= PAGE_SIZE + 3);
        let above = shown.comments.iter().position(|it| it.comment.public_id == asked).unwrap();
        assert!(above <= 3, "{asked} stands behind {above} others");
    }
}

#[tokio::test]
async fn a_chain_of_four_thousand_answers_to_answers_is_paged() {
    is_paged(|place| place - 1).await;
}

#[tokio::test]
async fn four_thousand_answers_to_one_comment_are_paged() {
    is_paged(|_| 0).await;
}

#[tokio::test]
async fn a_page_from_within_a_thread_begins_with_what_its_first_comment_hangs_below() {
    let (_folder, db) = Db::scratch().await;
    let (post, _) = thread(&db, |place| place - 1).await;
    let mut reader = db.reader().await.unwrap();
    let shown = from(&mut reader, post, "n500").await;
    let names: Vec<_> = shown.comments[..5].iter().map(|it| it.comment.public_id.as_str()).collect();
    assert_eq!(names, ["n0", "n1", "n2", "n500", "n501"]);
    let answered: Vec<_> =
        shown.answered_elsewhere.iter().map(|it| (it.public_id.as_str(), it.name.as_str())).collect();
    assert_eq!(answered, [("n499", "Name of n499")]);
    assert_eq!(shown.comments[3].parent, Some(shown.answered_elsewhere[0].id));
    assert_eq!((shown.previous.as_deref(), shown.next.as_deref()), (Some("n300"), Some("n700")));
}

#[tokio::test]
async fn a_page_that_began_with_a_comment_that_is_gone_begins_where_it_stood() {
    let (_folder, db) = Db::scratch().await;
    let (post, _) = thread(&db, |_| 0).await;
    unit(&db, |unit| {
        Box::pin(async move {
            for (name, to, reason) in [
                ("n300", CommentState::Deleted, Reason::Moderator),
                ("n500", CommentState::Pending, Reason::Reported),
            ] {
                let id = id_of(unit, name).await.unwrap().unwrap();
                let from = CommentState::Published;
                set_state(unit, id, from, to, Some(reason), Timestamp(2)).await.unwrap();
            }
        })
    })
    .await;
    let mut reader = db.reader().await.unwrap();
    for (gone, next) in [("n300", "n301"), ("n500", "n501")] {
        let shown = from(&mut reader, post, gone).await;
        let names: Vec<_> = shown.comments[..2].iter().map(|it| it.comment.public_id.as_str()).collect();
        assert_eq!(names, ["n0", next]);
    }
}
