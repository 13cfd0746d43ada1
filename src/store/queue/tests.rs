//! Pages of the queue, where comments stand, and the plans of both.

use super::*;
use crate::model::key::Keys;
use crate::store::plans::{Known, learn};
use crate::store::{Db, Reader, Unit, audit};

/// Runs one statement of a test's own on the writer.
pub async fn run(db: &Db, statement: &'static str) {
    let done: Result<(), StoreError> = db
        .write(move |unit| {
            Box::pin(async move {
                sqlx::query(statement).execute(unit.connection()).await?;
                Ok(((), Keys::none()))
            })
        })
        .await;
    done.unwrap();
}

const POSTS: &str = "
    with recursive number (n) as (select 1 union all select n + 1 from number where n < 100)
    insert into posts (id, kind, entry_id, state, version, title, source_format, source, html, text, render_version,
                       published_at, published_offset_minutes, created_at, updated_at, comments, comment_count,
                       is_path_chosen)
    select n, 'post', 'e' || n, case n when 2 then 'draft' else 'published' end, 1, 'Post ' || n, 'markdown', '', '', '',
           1, 1, 0, 1, 1, 'open', 0, 0
    from number";

/// Each comment answers the one before it at the same post; every tenth is spam, the others wait.
const COMMENTS: &str = "
    with recursive number (n) as (select 1 union all select n + 1 from number where n < 12000)
    insert into comments (id, public_id, receipt, post_id, parent_id, thread_id, branch_id, twig_id, leaf_id, reply_count,
                          commenter_id, state, reason, name, source, source_format, html, render_version, content_hash, published_at,
                          created_at, updated_at)
    select n, 'p' || n, 'r' || n, n % 100 + 1, case when n > 100 then n - 100 end, n, 0, 0, 0, 0, case n when 7 then 1 end,
           case n % 10 when 0 then 'spam' else 'pending' end, 'policy', 'Name ' || n, '', 'markdown',
           '<p>Words ' || n || '</p>', 1, x'00', n, n, n
    from number";

const COMMENTER: &str = "
    insert into commenters (id, token_hash, name, approved_count, created_at, last_seen_at)
    values (1, x'01', 'Seven', 4, 1, 1)";

pub async fn full() -> (tempfile::TempDir, Db) {
    let (folder, db) = Db::scratch().await;
    for statement in [
        POSTS,
        "insert into paths (path, role, post_id, created_at)
         select '/p' || id, 'canonical', id, 1 from posts",
        COMMENTER,
        COMMENTS,
    ] {
        run(&db, statement).await;
    }
    (folder, db)
}

/// Walks all pages of a view from its beginning.
async fn walk(db: &mut Reader, mut view: View) -> Vec<i64> {
    let mut seen = Vec::new();
    loop {
        let found = page(db, view, PAGE).await.unwrap();
        assert!(found.entries.len() <= 50);
        assert!(found.entries.iter().all(|entry| entry.state == view.state));
        seen.extend(found.entries.iter().map(|entry| entry.id.0));
        view.after = found.next;
        if view.after.is_none() {
            return seen;
        }
    }
}

#[tokio::test]
async fn what_waits_is_read_oldest_first_and_the_rest_newest_first() {
    let (_folder, db) = full().await;
    let mut db = db.reader().await.unwrap();
    let all = View { state: CommentState::Pending, post: None, after: None, is_by_score: false };
    assert_eq!(walk(&mut db, all).await, (1..=12_000).filter(|n| n % 10 != 0).collect::<Vec<_>>());
    let spam = View { state: CommentState::Spam, ..all };
    assert_eq!(walk(&mut db, spam).await, (1..=1200).rev().map(|n| n * 10).collect::<Vec<_>>());
    let of_post = |n: &i64| n % 100 == 4;
    let under_five = View { post: Some(PostId(5)), ..all };
    assert_eq!(walk(&mut db, under_five).await, (1..=12_000).filter(of_post).collect::<Vec<_>>());
    let spam_under_one = View { post: Some(PostId(1)), ..spam };
    assert_eq!(walk(&mut db, spam_under_one).await, (1..=120).rev().map(|n| n * 100).collect::<Vec<_>>());
    for nothing in [View { state: CommentState::Deleted, ..all }, View { post: Some(PostId(999)), ..all }] {
        assert_eq!(walk(&mut db, nothing).await, Vec::<i64>::new());
    }
}

#[tokio::test]
async fn the_surest_spam_is_read_last_and_a_page_goes_on_behind_one_that_was_decided() {
    let (_folder, db) = full().await;
    run(&db, "update comments set spam_score = (id * 7919) % 501 - 250").await;
    let mut reader = db.reader().await.unwrap();
    let view = View { state: CommentState::Pending, post: None, after: None, is_by_score: true };
    let score = |id: i64| (id * 7919) % 501 - 250;
    let mut expected: Vec<i64> = (1..=12_000).filter(|id| id % 10 != 0).collect();
    expected.sort_by_key(|id| (score(*id), *id));
    assert_eq!(walk(&mut reader, view).await, expected);
    let first = page(&mut reader, view, 50).await.unwrap();
    let last = first.next.unwrap();
    run(&db, "update comments set state = 'rejected' where spam_score < -240").await;
    let next = page(&mut reader, View { after: Some(last), ..view }, 1).await.unwrap();
    let found = next.entries[0].id.0;
    assert!((score(found), found) > (score(last.0), last.0) && score(found) == -240);
    let steps = plan(&mut reader, WAITING_BY_SCORE).await;
    assert!(
        steps[0].contains("comments_by_score") && !steps.iter().any(|step| step.contains("TEMP")),
        "{steps:?}"
    );
}

#[tokio::test]
async fn a_page_that_is_just_full_leads_nowhere() {
    let (_folder, db) = full().await;
    let mut db = db.reader().await.unwrap();
    let view = View { state: CommentState::Spam, post: Some(PostId(1)), after: None, is_by_score: false };
    let whole = page(&mut db, view, 120).await.unwrap();
    assert_eq!((whole.entries.len(), whole.next), (120, None));
    let short = page(&mut db, view, 119).await.unwrap();
    assert_eq!((short.entries.len(), short.next), (119, Some(CommentId(200))));
}

#[tokio::test]
async fn an_entry_tells_what_is_known() {
    let (_folder, db) = full().await;
    let mut db = db.reader().await.unwrap();
    let waiting = waiting(&mut db, 120).await.unwrap();
    let seventh = &waiting[6];
    assert_eq!((seventh.post_title.as_str(), seventh.approved_count), ("Post 8", Some(4)));
    assert_eq!(seventh.post_path.as_ref().map(PublicPath::href).as_deref(), Some("/p8"));
    assert!(seventh.parent_name.is_none() && seventh.parent_html.is_none() && !seventh.is_member);
    let first = &waiting[0];
    assert_eq!((first.post_id, first.approved_count), (PostId(2), None));
    assert!(first.post_path.is_none(), "a draft has no address for readers");
    let reply = waiting.iter().find(|entry| entry.id == CommentId(107)).unwrap();
    assert_eq!(reply.parent_name.as_deref(), Some("Name 7"));
    assert_eq!(reply.parent_html.as_ref().map(Html::as_str), Some("<p>Words 7</p>"));
    assert_eq!(post_title(&mut db, PostId(8)).await.unwrap().as_deref(), Some("Post 8"));
    assert_eq!(
        post_title(&mut db, PostId(2)).await.unwrap(),
        None,
        "what was never public has no title here"
    );
    assert_eq!(post_title(&mut db, PostId(999)).await.unwrap(), None);
}

#[tokio::test]
async fn standing_tells_the_state_and_who_decided_last() {
    let (_folder, db) = full().await;
    for statement in [
        "insert into users (id, name, slug, role, biography, is_active, post_count, created_at, updated_at)
         values (1, 'Ada', 'ada', 'owner', '', 1, 0, 1, 1), (2, 'Bob', 'bob', 'editor', '', 1, 0, 1, 1)",
        "update comments set state = 'published', state_before = 'spam', html = '' where id = 3",
    ] {
        run(&db, statement).await;
    }
    let done: Result<(), StoreError> = db
        .write(|unit: &mut Unit| {
            Box::pin(async move {
                for (by, noun, id) in
                    [(1, "comment", 3), (2, "comment", 3), (1, "post", 3), (1, "comment", 4)]
                {
                    let by = Some(UserId(by));
                    let states = (Some("spam"), Some("published"));
                    audit::record(unit, Timestamp(1), by, "approve", noun, id, states.0, states.1).await?;
                }
                // What changes no state is no decision.
                audit::record(unit, Timestamp(1), Some(UserId(1)), "edit", "comment", 3, None, None).await?;
                Ok(((), Keys::none()))
            })
        })
        .await;
    done.unwrap();
    let mut db = db.reader().await.unwrap();
    let asked = [CommentId(99_999), CommentId(5), CommentId(3)];
    let found = standing(&mut db, &asked).await.unwrap();
    let third = Standing {
        id: CommentId(3),
        post_id: PostId(4),
        parent_id: None,
        name: "Name 3".to_owned(),
        state: CommentState::Published,
        state_before: Some(CommentState::Spam),
        reason: found[0].reason,
        has_words: false,
        versions: 0,
        decision: found[0].decision,
        decided_by: Some(UserId(2)),
        decided_by_name: Some("Bob".to_owned()),
    };
    assert_eq!(found[0], third);
    assert!(found[0].decision.is_some() && found[1].decision.is_none());
    assert_eq!((found[1].id, found[1].state_before, found[1].decided_by), (CommentId(5), None, None));
    assert_eq!(found.len(), 2);
    let answer = standing(&mut db, &[CommentId(107)]).await.unwrap().remove(0);
    assert_eq!(answer.parent_id, Some(CommentId(7)));
}

#[tokio::test]
async fn what_was_changed_says_how_often_wherever_it_is_read() {
    let (_folder, db) = full().await;
    run(
        &db,
        "insert into comment_versions (comment_id, replaced_by, user_id, written_at, replaced_at, name, website, html,
                                       source)
         values (3, 'writer', null, 1, 2, 'Name 3', null, '', ''), (3, 'writer', null, 2, 3, 'Name 3', null, '', ''),
                (4, 'writer', null, 1, 2, 'Name 4', null, '', '')",
    )
    .await;
    let mut db = db.reader().await.unwrap();
    let oldest = waiting(&mut db, 4).await.unwrap();
    assert_eq!(oldest.iter().map(|entry| entry.versions).collect::<Vec<_>>(), [0, 0, 2, 1]);
    assert_eq!(entry(&mut db, CommentId(3)).await.unwrap().unwrap().versions, 2);
    let found = standing(&mut db, &[CommentId(2), CommentId(3), CommentId(4)]).await.unwrap();
    assert_eq!(found.iter().map(|comment| comment.versions).collect::<Vec<_>>(), [0, 2, 1]);
}

pub async fn plan(db: &mut Reader, query: &str) -> Vec<String> {
    let explained = sqlx::AssertSqlSafe(format!("explain query plan {query}"));
    let plan: Vec<(i64, i64, i64, String)> =
        sqlx::query_as(explained).fetch_all(db.connection()).await.unwrap();
    plan.into_iter().map(|(.., step)| step).collect()
}

#[tokio::test]
async fn the_queue_goes_by_an_index_whatever_is_known() {
    for known in Known::EACH {
        let (_folder, db) = full().await;
        learn(&db, known).await;
        let mut reader = db.reader().await.unwrap();
        for (statement, way) in [
            (WAITING, "SEARCH c USING INDEX comments_by_state (state=? AND id>?)"),
            (DECIDED, "SEARCH c USING INDEX comments_by_state (state=? AND id<?)"),
            (WAITING_AT_POST, "SEARCH c USING INDEX comments_unpublished (post_id=? AND state=? AND id>?)"),
            (DECIDED_AT_POST, "SEARCH c USING INDEX comments_unpublished (post_id=? AND state=? AND id<?)"),
            (PUBLISHED_AT_POST, "SEARCH c USING INDEX sqlite_autoindex_comments_5 (post_id=? AND id<?)"),
        ] {
            let steps = plan(&mut reader, statement).await;
            assert!(steps.iter().any(|step| step == way), "{steps:?}");
            assert!(
                !steps.iter().any(|step| step.contains("SCAN") || step.contains("TEMP B-TREE")),
                "{steps:?}"
            );
        }
        let steps = plan(&mut reader, STANDING).await;
        assert!(steps.iter().any(|step| step.contains("audit_of_noun (noun=? AND noun_id=?)")), "{steps:?}");
    }
}
