//! The desk's lists: what they hold, in which order, by which index; and what is due.

use super::list::{self, ChangeCursor, DeskLine, Sought};
use super::*;
use crate::model::key::Keys;
use crate::model::user::Role;
use crate::store::plans::{Known, learn, seed};
use crate::store::posts::write::{self, NewPost};
use crate::store::users::{self, NewUser};
use crate::store::{Db, authors, tags};

fn row(title: &str, state: PostState, changed: i64) -> NewPost {
    NewPost {
        entry_id: format!("urn:test:{title}:{changed}"),
        published_at: Some(Timestamp(changed)),
        created_at: Timestamp(changed),
        updated_at: Timestamp(changed),
        ..NewPost::sample(title, state)
    }
}

async fn put(db: &Db, post: NewPost) -> PostId {
    let id: Result<_, StoreError> = db
        .write(move |unit| Box::pin(async move { Ok((write::insert(unit, &post).await?, Keys::none())) }))
        .await;
    id.unwrap()
}

fn any() -> Sought {
    Sought { kind: PostKind::Post, state: None, author: None, tag: None, title: None }
}

async fn titles(db: &Db, sought: &Sought) -> Vec<String> {
    let found = list::lines(&mut db.reader().await.unwrap(), sought, None, 50).await.unwrap().lines;
    found.into_iter().map(|line| line.title).collect()
}

#[tokio::test]
async fn the_newest_change_comes_first_and_the_trash_only_when_asked_for() {
    let (_folder, db) = Db::scratch().await;
    for (title, state, at) in [
        ("a", PostState::Draft, 1),
        ("b", PostState::Published, 3),
        ("c", PostState::Trashed, 2),
        ("d", PostState::Draft, 3),
    ] {
        put(&db, row(title, state, at)).await;
    }
    put(&db, NewPost { kind: PostKind::Page, ..row("page", PostState::Draft, 9) }).await;
    assert_eq!(titles(&db, &any()).await, ["d", "b", "a"]);
    assert_eq!(titles(&db, &Sought { state: Some(PostState::Trashed), ..any() }).await, ["c"]);
    assert_eq!(titles(&db, &Sought { state: Some(PostState::Draft), ..any() }).await, ["d", "a"]);
    assert_eq!(titles(&db, &Sought { kind: PostKind::Page, ..any() }).await, ["page"]);
    let counts = list::count_by_state(&mut db.reader().await.unwrap(), PostKind::Post, None).await.unwrap();
    assert_eq!(counts, [(PostState::Draft, 2), (PostState::Published, 1), (PostState::Trashed, 1)]);
}

#[tokio::test]
async fn a_page_of_the_list_goes_on_where_the_last_one_ended() {
    let (_folder, db) = Db::scratch().await;
    for number in 0..7 {
        put(&db, row(&number.to_string(), PostState::Draft, number / 3)).await;
    }
    let (mut seen, mut before) = (Vec::new(), None);
    loop {
        let found: Vec<DeskLine> =
            list::lines(&mut db.reader().await.unwrap(), &any(), before, 2).await.unwrap().lines;
        let Some(last) = found.last() else { break };
        before = Some(ChangeCursor { updated_at: last.updated_at, id: last.id });
        seen.extend(found.into_iter().map(|line| line.title));
    }
    assert_eq!(seen, ["6", "5", "4", "3", "2", "1", "0"]);
}

#[tokio::test]
async fn a_title_is_found_by_any_part_whatever_signs_it_holds() {
    let (_folder, db) = Db::scratch().await;
    for title in ["Über dem Wehr", "100 % wool", "snake_case", "back\\slash", "Lock"] {
        put(&db, row(title, PostState::Draft, 1)).await;
    }
    for (words, found) in [
        ("über", vec!["Über dem Wehr"]),
        ("WEHR", vec!["Über dem Wehr"]),
        ("%", vec!["100 % wool"]),
        ("_", vec!["snake_case"]),
        ("\\", vec!["back\\slash"]),
        ("' or 1=1", vec![]),
    ] {
        assert_eq!(titles(&db, &Sought { title: Some(words.to_owned()), ..any() }).await, found, "{words}");
    }
}

#[tokio::test]
async fn a_list_is_narrowed_to_an_author_and_to_a_tag() {
    let (_folder, db) = Db::scratch().await;
    let (one, two) =
        (put(&db, row("one", PostState::Draft, 1)).await, put(&db, row("two", PostState::Draft, 2)).await);
    let made: Result<_, StoreError> = db
        .write(move |unit| {
            Box::pin(async move {
                let ada = NewUser::sample("Ada", Role::Author);
                let ada = users::insert(unit, &ada, Timestamp(0)).await?;
                authors::replace_of_post(unit, one, &[ada]).await?;
                let tag = tags::find_or_make(unit, "water", "water", Timestamp(0)).await?;
                tags::replace_of_post(unit, two, &[tag]).await?;
                Ok(((ada, tag), Keys::none()))
            })
        })
        .await;
    let (ada, tag) = made.unwrap();
    assert_eq!(titles(&db, &Sought { author: Some(ada), ..any() }).await, ["one"]);
    assert_eq!(titles(&db, &Sought { tag: Some(tag), ..any() }).await, ["two"]);
    assert!(titles(&db, &Sought { author: Some(ada), tag: Some(tag), ..any() }).await.is_empty());
    let mut reader = db.reader().await.unwrap();
    let counts = list::count_by_state(&mut reader, PostKind::Post, Some(ada)).await.unwrap();
    assert_eq!(counts, [(PostState::Draft, 1)]);
    assert_eq!(list::writers(&mut reader).await.unwrap()[0].name, "Ada");
    assert!(is_author(&mut reader, one, ada).await.unwrap());
    assert!(!is_author(&mut reader, two, ada).await.unwrap());
}

#[tokio::test]
async fn both_lists_walk_an_index_in_order() {
    for known in Known::EACH {
        let (_folder, db) = Db::scratch().await;
        seed::blog(&db).await;
        learn(&db, known).await;
        for (plan, index) in list::PLANS.into_iter().zip(["posts_by_change", "posts_by_state"]) {
            let mut reader = db.reader().await.unwrap();
            let steps: Vec<(i64, i64, i64, String)> =
                sqlx::query_as(plan).fetch_all(reader.connection()).await.unwrap();
            let told: Vec<_> = steps.into_iter().map(|step| step.3).collect();
            assert!(
                told.iter().any(|step| step.contains(&format!("INDEX {index} (kind=?"))),
                "{known:?} {told:?}"
            );
            assert!(!told.iter().any(|step| step.contains("TEMP B-TREE")), "{known:?} {told:?}");
        }
    }
}

#[tokio::test]
async fn what_is_sought_is_found_ten_thousand_posts_at_a_time() {
    let (_folder, db) = Db::scratch().await;
    seed::blog(&db).await;
    let done: Result<(), StoreError> = db
        .write(|unit| {
            Box::pin(async move {
                // The others were changed in the first 430 milliseconds.
                sqlx::query(
                    "with recursive n (n) as (select 1 union all select n + 1 from n where n < 10050)
                     insert into posts (kind, entry_id, state, version, title, source_format, source, html, text,
                                        render_version, published_offset_minutes, created_at, updated_at, comments,
                                        comment_count, is_path_chosen)
                     select 'post', 'urn:y:' || n, 'draft', 1, 'Other', 'markdown', '', '', '', 1, 0, 0, 1000 + n,
                            'open', 0, 0
                     from n",
                )
                .execute(unit.connection())
                .await?;
                Ok(((), Keys::none()))
            })
        })
        .await;
    done.unwrap();
    let mut reader = db.reader().await.unwrap();
    let sought = |title: Option<&str>| Sought { title: title.map(str::to_owned), ..any() };
    let first = list::lines(&mut reader, &sought(Some("post 40")), None, 50).await.unwrap();
    assert!(first.lines.is_empty() && first.next.is_some());
    let second = list::lines(&mut reader, &sought(Some("post 40")), first.next, 50).await.unwrap();
    assert_eq!((second.lines.len(), second.next), (11, None));
    assert_eq!(list::lines(&mut reader, &sought(None), None, 50).await.unwrap().lines.len(), 50);
    let counts = list::count_by_state(&mut reader, PostKind::Post, None).await.unwrap();
    assert_eq!(counts, [(PostState::Draft, list::MOST_COUNTED + 1), (PostState::Published, 400)]);
    let of_ben = list::count_by_state(&mut reader, PostKind::Post, Some(UserId(2))).await.unwrap();
    assert_eq!(of_ben, [(PostState::Draft, 1), (PostState::Published, 20)]);
}

#[tokio::test]
async fn what_is_due_comes_in_order_and_in_pieces() {
    let (_folder, db) = Db::scratch().await;
    let late = put(&db, row("late", PostState::Scheduled, 30)).await;
    let early = put(&db, row("early", PostState::Scheduled, 10)).await;
    let same = put(&db, row("same", PostState::Scheduled, 10)).await;
    put(&db, row("draft", PostState::Draft, 5)).await;
    let mut reader = db.reader().await.unwrap();
    assert_eq!(next_due(&mut reader).await.unwrap(), Some(Timestamp(10)));
    let ids = |found: &[Cursor]| found.iter().map(|place| place.id).collect::<Vec<_>>();
    let first = due(&mut reader, Timestamp(29), None, 1).await.unwrap();
    assert_eq!(ids(&first), [early]);
    let rest = due(&mut reader, Timestamp(29), first.last().copied(), 9).await.unwrap();
    assert_eq!(ids(&rest), [same]);
    assert_eq!(ids(&due(&mut reader, Timestamp(30), None, 9).await.unwrap()), [early, same, late]);
}

#[tokio::test]
async fn nothing_is_due_where_nothing_is_scheduled() {
    let (_folder, db) = Db::scratch().await;
    put(&db, row("draft", PostState::Draft, 5)).await;
    assert_eq!(next_due(&mut db.reader().await.unwrap()).await.unwrap(), None);
}

#[tokio::test]
async fn that_a_post_was_public_is_kept_and_who_touched_it_last_is_known() {
    let (_folder, db) = Db::scratch().await;
    let id = put(&db, row("a", PostState::Published, 5)).await;
    let done: Result<_, StoreError> = db
        .write(move |unit| {
            Box::pin(async move {
                for state in [PostState::Unpublished, PostState::Scheduled, PostState::Draft] {
                    let to = Standing {
                        state,
                        before_trash: None,
                        published_at: Some(Timestamp(9)),
                        offset_minutes: 60,
                        is_newer_version: state != PostState::Scheduled,
                    };
                    set_standing(unit, id, to, Timestamp(7)).await?;
                }
                Ok(((), Keys::none()))
            })
        })
        .await;
    done.unwrap();
    let mut reader = db.reader().await.unwrap();
    let kept = post(&mut reader, id).await.unwrap().unwrap();
    assert!(kept.was_public);
    assert_eq!((kept.state, kept.version, kept.updated_at), (PostState::Draft, 3, Timestamp(7)));
    assert_eq!((kept.published_at, kept.published_offset_minutes), (Some(Timestamp(9)), 60));
    assert!(last_hand(&mut reader, id).await.unwrap().is_none());
}
