//! Both orders, in pages that rows end and in pages that bytes end: each comment once, whole threads where they fit, and
//! a way back.

use std::cmp::Reverse;

use super::super::standing::Standing;
use super::super::write::insert;
use super::*;
use crate::model::html::Html;

/// Threads of these lengths, every answer to the one before it but each fourth, which answers the first.
async fn threads_of(db: &Db, lengths: &'static [usize]) -> PostId {
    unit(db, move |unit| {
        Box::pin(async move {
            let post = posts::write::insert(unit, &post(1)).await.unwrap();
            for (thread, length) in lengths.iter().enumerate() {
                let mut ids = Vec::new();
                for place in 0..*length {
                    let parent = if place % 4 == 0 { ids.first() } else { ids.last() };
                    let name = format!("t{thread}-{place}");
                    let mut new = comment(&name, post, parent.copied(), CommentState::Published);
                    new.html = Html::from_sanitiser("x".repeat(100 + 37 * (place % 7)));
                    ids.push(insert(unit, &new).await.unwrap());
                }
            }
            post
        })
    })
    .await
}

async fn page_from(reader: &mut Reader, post: PostId, from: Option<&str>, view: View) -> (Threads, usize) {
    let start = match from {
        Some(public_id) => Some(threads::standing(reader, post, public_id).await.unwrap().unwrap()),
        None => None,
    };
    let shown = threads::page(reader, post, start, view).await.unwrap();
    let is_first = |shown: &threads::Shown| from.is_none_or(|from| shown.comment.public_id == from);
    let repeated = shown.comments.iter().position(is_first).expect("the comment that was asked for");
    (shown, repeated)
}

/// Goes through all pages and back. Answers the rows of each, without what it repeats of a thread.
async fn walk(reader: &mut Reader, post: PostId, view: View) -> Vec<Vec<Standing>> {
    let mut pages = Vec::new();
    let (mut shown, mut repeated) = page_from(reader, post, None, view).await;
    let first = shown.comments[0].comment.id;
    while pages.len() < 100 {
        assert_eq!(shown.begins_within_thread, repeated > 0);
        assert_eq!(repeated, shown.comments[repeated].standing.above().count());
        pages.push(shown.comments[repeated..].iter().map(|it| it.standing).collect());
        let Some(next) = shown.next.take() else { break };
        (shown, repeated) = page_from(reader, post, Some(&next), view).await;
    }
    let (steps, reached) = way_back(reader, post, (shown, repeated), view).await;
    assert!(steps <= 2 * pages.len(), "the way back has no end");
    assert_eq!(reached, first);
    pages
}

/// Goes back from a page as far as it leads, leaving nothing out. Answers how many pages that were, and with which comment
/// the last of them begins.
async fn way_back(
    reader: &mut Reader,
    post: PostId,
    (mut shown, mut repeated): (Threads, usize),
    view: View,
) -> (usize, CommentId) {
    let mut steps = 0;
    while let Some(previous) = shown.previous.take() {
        let begins = shown.comments[repeated].comment.public_id.clone();
        (shown, repeated) = page_from(reader, post, Some(&previous), view).await;
        let reaches = shown.next.as_deref().is_none_or(|next| next == begins)
            || shown.comments[repeated..].iter().any(|it| it.comment.public_id == begins);
        assert!(reaches, "the page that begins with {previous} leaves comments out before {begins}");
        steps += 1;
        assert!(steps <= 1_000, "the way back has no end");
    }
    (steps, shown.comments[repeated].comment.id)
}

async fn is_walked(lengths: &'static [usize], order: ThreadOrder, room: Room) -> usize {
    let (_folder, db) = Db::scratch().await;
    let post = threads_of(&db, lengths).await;
    let mut reader = db.reader().await.unwrap();
    let pages = walk(&mut reader, post, View { order, room }).await;
    let all: Vec<_> = pages.iter().flatten().copied().collect();
    assert_eq!(all.len(), lengths.iter().sum::<usize>());
    match order {
        ThreadOrder::Oldest => assert!(all.is_sorted()),
        ThreadOrder::Newest => {
            assert!(all.is_sorted_by_key(|standing| (Reverse(standing.thread), *standing)));
        }
    }
    let divided = pages.iter().filter(|page| page[0].above().count() > 0);
    for page in divided {
        let length = all.iter().filter(|standing| standing.thread == page[0].thread).count();
        let whole = pages.iter().map(Vec::len).max().unwrap_or_default();
        assert!(length * 2 > whole, "a thread of {length} is divided, and a page holds {whole}");
    }
    pages.len()
}

const SHAPES: [&[usize]; 7] =
    [&[1, 1, 1], &[20; 25], &[1, 450, 1], &[450], &[199, 2, 199, 2, 199], &[3, 250, 250, 3], &[1; 410]];

#[tokio::test]
async fn every_comment_stands_on_one_page_in_either_order_however_pages_end() {
    for lengths in SHAPES {
        for order in [ThreadOrder::Oldest, ThreadOrder::Newest] {
            let by_rows = is_walked(lengths, order, Room::of(1, 0)).await;
            let by_bytes = is_walked(lengths, order, Room::of(5_000, 0)).await;
            assert!(by_bytes >= by_rows, "{lengths:?}");
        }
    }
}

const LONG_THREADS: [&[usize]; 4] =
    [&[120; 10], &[3, 250, 250, 3], &[90, 20, 140, 1, 1, 60, 200, 7], &[70; 6]];

#[tokio::test]
async fn from_wherever_one_came_the_way_back_leaves_nothing_out() {
    for lengths in LONG_THREADS {
        let (_folder, db) = Db::scratch().await;
        let post = threads_of(&db, lengths).await;
        let mut reader = db.reader().await.unwrap();
        for (order, first) in [(ThreadOrder::Oldest, 0), (ThreadOrder::Newest, lengths.len() - 1)] {
            let first = id_of(&mut reader, &format!("t{first}-0")).await.unwrap().unwrap();
            for room in [Room::of(1, 0), Room::of(5_000, 0)] {
                let view = View { order, room };
                for (thread, length) in lengths.iter().enumerate() {
                    for place in (0..*length).step_by(37) {
                        let from = format!("t{thread}-{place}");
                        let start = page_from(&mut reader, post, Some(&from), view).await;
                        let (_, reached) = way_back(&mut reader, post, start, view).await;
                        assert_eq!(reached, first, "from {from} in {lengths:?}");
                    }
                }
            }
        }
    }
}

#[tokio::test]
async fn the_newest_thread_stands_first_with_its_answers_below_it() {
    let (_folder, db) = Db::scratch().await;
    let post = threads_of(&db, &[2, 3, 1]).await;
    let mut reader = db.reader().await.unwrap();
    let view = view(ThreadOrder::Newest);
    let (shown, _) = page_from(&mut reader, post, None, view).await;
    let names: Vec<_> = shown.comments.iter().map(|it| it.comment.public_id.as_str()).collect();
    assert_eq!(names, ["t2-0", "t1-0", "t1-1", "t1-2", "t0-0", "t0-1"]);
    assert!(shown.next.is_none() && !shown.ends_within_thread);
    let beside: Vec<_> = shown.comments[..4].iter().map(|it| it.comment.id).collect();
    let others = threads::others(&mut reader, post, &beside).await.unwrap();
    assert_eq!(others.iter().map(|it| it.public_id.as_str()).collect::<Vec<_>>(), ["t0-0", "t0-1"]);
    let (shown, repeated) = page_from(&mut reader, post, Some("t1-2"), view).await;
    let names: Vec<_> = shown.comments.iter().map(|it| it.comment.public_id.as_str()).collect();
    assert_eq!((names.as_slice(), repeated), (&["t1-0", "t1-1", "t1-2", "t0-0", "t0-1"][..], 2));
    assert_eq!(shown.previous.as_deref(), Some("t2-0"));
}
