//! Counts against a recount, and pages of threads.

mod long;
mod newest;
mod own;
mod plans;

use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};

use super::threads::room::Room;
use super::threads::{self, Threads, View};
use super::write::{NewComment, insert, set_state};
use super::*;
use crate::model::comment::{PostComments, Reason, ThreadOrder};
use crate::model::html::Html;
use crate::model::key::Keys;
use crate::model::post::{PostState, SourceFormat};
use crate::store::commenters;
use crate::store::posts::write::NewPost;
use crate::store::{Db, Reader, Unit, posts};

pub fn post(number: i64) -> NewPost {
    NewPost::sample(&number.to_string(), PostState::Published)
}

pub fn comment(name: &str, post_id: PostId, parent_id: Option<CommentId>, state: CommentState) -> NewComment {
    NewComment {
        public_id: name.to_owned(),
        receipt: format!("receipt-{name}"),
        post_id,
        parent_id,
        submission_key: Some(format!("key-{name}")),
        commenter_id: None,
        user_id: None,
        state,
        reason: Reason::Policy,
        name: format!("Name of {name}"),
        email: None,
        website: Some("https://example.org/".to_owned()),
        source: "words".to_owned(),
        source_format: SourceFormat::Markdown,
        html: Html::from_sanitiser(format!("<p>{name}</p>")),
        render_version: 1,
        content_hash: b"words".to_vec(),
        network_hash: Some(b"network".to_vec()),
        published_at: Timestamp(1000),
        created_at: Timestamp(1000),
        provenance: None,
    }
}

/// Does something in one unit.
async fn unit<T: Send + 'static>(
    db: &Db,
    work: impl for<'u> FnOnce(&'u mut Unit) -> std::pin::Pin<Box<dyn Future<Output = T> + Send + 'u>>
    + Clone
    + Send
    + 'static,
) -> T {
    let done: Result<T, StoreError> =
        db.write(move |unit| Box::pin(async move { Ok((work(unit).await, Keys::none())) })).await;
    done.unwrap()
}

/// A page of a discussion that is short enough for one, so that its rows alone end it.
fn view(order: ThreadOrder) -> View {
    View { order, room: Room::of(1, 0) }
}

async fn page(reader: &mut Reader, post: PostId, from: Option<standing::Standing>) -> Threads {
    threads::page(reader, post, from, view(ThreadOrder::Oldest)).await.unwrap()
}

/// How many published comments answer this one.
async fn answers(reader: &mut Reader, comment: CommentId) -> i64 {
    sqlx::query_scalar("select reply_count from comments where id = $1")
        .bind(comment)
        .fetch_one(reader.connection())
        .await
        .unwrap()
}

fn ids(shown: &Threads) -> Vec<CommentId> {
    shown.comments.iter().map(|shown| shown.comment.id).collect()
}

/// Every kept count and what it should be, as rows of text.
const RECOUNT: &str = "
    select 'state ' || state || ' ' || total from comment_counts
    union all select 'post ' || id || ' ' || comment_count from posts
    union all select 'commenter ' || id || ' ' || approved_count from commenters
    union all select 'comment ' || id || ' ' || reply_count from comments
    except
    select * from (
    select 'state ' || s.state || ' ' || (select count(*) from comments c where c.state = s.state)
    from comment_counts s
    union all select 'post ' || p.id || ' '
        || (select count(*) from comments c where c.post_id = p.id and c.state = 'published') from posts p
    union all select 'commenter ' || w.id || ' '
        || (select count(*) from comments c where c.commenter_id = w.id and c.state = 'published'
              and c.reason in ('moderator', 'imported', 'author')) from commenters w
    union all select 'comment ' || c.id || ' '
        || (select count(*) from comments r where r.parent_id = c.id and r.state = 'published') from comments c)";

pub async fn wrong_counts(unit: &mut Unit) -> Vec<String> {
    sqlx::query_scalar(RECOUNT).fetch_all(unit.connection()).await.unwrap()
}

#[tokio::test]
async fn every_count_survives_whatever_happens_to_comments() {
    let (_folder, db) = Db::scratch().await;
    let wrong = unit(&db, |unit| {
        Box::pin(async move {
            let mut chance = StdRng::seed_from_u64(20_170_327);
            let mut posts = Vec::new();
            for number in 0..3 {
                posts.push(posts::write::insert(unit, &post(number)).await.unwrap());
            }
            let mut people = Vec::new();
            for token in 0..4_u8 {
                people.push(commenters::invent(unit, &[token]).await.unwrap());
            }
            let mut made: Vec<(CommentId, PostId, CommentState)> = Vec::new();
            for step in 0..600 {
                let state = CommentState::ALL[chance.random_range(0..5)];
                if made.is_empty() || chance.random_bool(0.4) {
                    let parent = made.get(chance.random_range(0..made.len() * 2 + 1)).copied();
                    let post = parent.map_or(posts[chance.random_range(0..posts.len())], |(_, post, _)| post);
                    let mut new = comment(&format!("n{step}"), post, parent.map(|(id, ..)| id), state);
                    new.commenter_id = people.get(chance.random_range(0..people.len() + 1)).copied();
                    new.reason = Reason::ALL[chance.random_range(0..Reason::ALL.len())];
                    made.push((insert(unit, &new).await.unwrap(), post, state));
                } else {
                    let place = chance.random_range(0..made.len());
                    let (id, _, held) = made[place];
                    // Half of the moves are asked for by somebody who did not see the newest state.
                    let from = if chance.random_bool(0.5) {
                        held
                    } else {
                        CommentState::ALL[chance.random_range(0..5)]
                    };
                    let reason = [None, Some(Reason::Moderator), Some(Reason::Reported)];
                    let reason = reason[chance.random_range(0..reason.len())];
                    let moved = set_state(unit, id, from, state, reason, Timestamp(2)).await.unwrap();
                    assert_eq!(moved.is_some(), from == held && state != held);
                    if moved.is_some() {
                        made[place].2 = state;
                    }
                }
                if step % 100 == 99 {
                    assert_eq!(wrong_counts(unit).await, Vec::<String>::new(), "at step {step}");
                }
            }
            assert!(made.len() > 100);
            sqlx::query("update posts set comment_count = comment_count + 1 where id = 1")
                .execute(unit.connection())
                .await
                .unwrap();
            wrong_counts(unit).await.len()
        })
    })
    .await;
    assert_eq!(wrong, 1, "the recount itself sees a wrong count");
}

#[tokio::test]
async fn a_removed_comment_is_a_gap_without_words_while_answers_hang_on_it() {
    let (_folder, db) = Db::scratch().await;
    let (post, root, reply) = unit(&db, |unit| {
        Box::pin(async move {
            let post = posts::write::insert(unit, &post(1)).await.unwrap();
            let root = insert(unit, &comment("root", post, None, CommentState::Published)).await.unwrap();
            let reply =
                insert(unit, &comment("reply", post, Some(root), CommentState::Published)).await.unwrap();
            insert(unit, &comment("held", post, Some(reply), CommentState::Pending)).await.unwrap();
            insert(unit, &comment("spam", post, None, CommentState::Spam)).await.unwrap();
            (post, root, reply)
        })
    })
    .await;
    let mut reader = db.reader().await.unwrap();
    let shown = page(&mut reader, post, None).await;
    assert_eq!(ids(&shown), [root, reply]);
    assert_eq!(shown.comments[1].standing.above().collect::<Vec<_>>(), [root]);
    assert_eq!(shown.comments[1].parent, Some(root));
    assert!(shown.answered_elsewhere.is_empty());
    assert_eq!((answers(&mut reader, root).await, answers(&mut reader, reply).await), (1, 0));
    let take = |id, from, to| {
        unit(&db, move |unit| {
            Box::pin(async move {
                set_state(unit, id, from, to, Some(Reason::Moderator), Timestamp(2)).await.unwrap().unwrap()
            })
        })
    };
    take(root, CommentState::Published, CommentState::Deleted).await;
    let shown = page(&mut reader, post, None).await;
    assert_eq!(ids(&shown), [root, reply]);
    let gap = &shown.comments[0].comment;
    assert_eq!(
        (gap.name.as_str(), gap.html.as_str(), &gap.website, gap.is_by_author),
        ("", "", &None, false)
    );
    assert_eq!(published(&mut reader, "root").await.unwrap().map(|c| c.id), None);
    take(reply, CommentState::Published, CommentState::Spam).await;
    assert!(page(&mut reader, post, None).await.comments.is_empty());
    take(reply, CommentState::Spam, CommentState::Published).await;
    assert_eq!(page(&mut reader, post, None).await.comments.len(), 2);
}

#[tokio::test]
async fn a_comment_whose_move_is_taken_back_is_where_it_was_for_its_first_reason() {
    let (_folder, db) = Db::scratch().await;
    let reasons = unit(&db, |unit| {
        Box::pin(async move {
            let post = posts::write::insert(unit, &post(1)).await.unwrap();
            let mut reasons = Vec::new();
            for (number, reason) in
                [Reason::FirstTime, Reason::Trap, Reason::Imported].into_iter().enumerate()
            {
                let new = comment(&format!("n{number}"), post, None, CommentState::Pending);
                let id = insert(unit, &NewComment { reason, ..new }).await.unwrap();
                let (held, public) = (CommentState::Pending, CommentState::Published);
                // Taken back twice: the reason is not lost on the way.
                for (from, to, why) in [
                    (held, public, Some(Reason::Moderator)),
                    (public, held, None),
                    (held, public, Some(Reason::Moderator)),
                    (public, held, None),
                ] {
                    set_state(unit, id, from, to, why, Timestamp(2)).await.unwrap().unwrap();
                }
                let kept: Reason = sqlx::query_scalar("select reason from comments where id = $1")
                    .bind(id)
                    .fetch_one(unit.connection())
                    .await
                    .unwrap();
                reasons.push(kept);
            }
            reasons
        })
    })
    .await;
    assert_eq!(reasons, [Reason::FirstTime, Reason::Trap, Reason::Imported]);
}

#[tokio::test]
async fn an_answer_to_another_posts_comment_is_refused_by_the_schema() {
    let (_folder, db) = Db::scratch().await;
    unit(&db, |unit| {
        Box::pin(async move {
            let one = posts::write::insert(unit, &post(1)).await.unwrap();
            let two = posts::write::insert(unit, &post(2)).await.unwrap();
            let root = insert(unit, &comment("root", one, None, CommentState::Published)).await.unwrap();
            for parent in [root, CommentId(999)] {
                let refused = insert(unit, &comment("x", two, Some(parent), CommentState::Published)).await;
                assert!(refused.unwrap_err().is_constraint("FOREIGN KEY"));
            }
        })
    })
    .await;
}

#[tokio::test]
async fn sent_comments_are_found_again() {
    let (_folder, db) = Db::scratch().await;
    let post = unit(&db, |unit| {
        Box::pin(async move {
            let writer = commenters::invent(unit, b"t").await.unwrap();
            let post = posts::write::insert(unit, &post(1)).await.unwrap();
            for name in ["one", "two"] {
                let state = CommentState::Pending;
                let own = NewComment { commenter_id: Some(writer), ..comment(name, post, None, state) };
                insert(unit, &own).await.unwrap();
            }
            post
        })
    })
    .await;
    let mut db = db.reader().await.unwrap();
    assert!(id_of(&mut db, "one").await.unwrap() < id_of(&mut db, "two").await.unwrap());
    assert_eq!(id_of(&mut db, "none").await.unwrap(), None);
    let writer = commenters::by_token(&mut db, b"t").await.unwrap().unwrap().id;
    let (early, late) = (Timestamp(999), Timestamp(1000));
    let found = same_words(&mut db, writer, (post, None), b"words", early).await.unwrap();
    assert_eq!(found.unwrap().receipt, "receipt-two");
    assert_eq!(same_words(&mut db, writer, (post, None), b"words", late).await.unwrap(), None);
    assert_eq!(same_words(&mut db, writer, (post, Some(CommentId(1))), b"words", early).await.unwrap(), None);
    let known = Asked {
        token_hash: Some(b"t"),
        post,
        submission_key: "key-one",
        network_hash: b"network",
        from_network_since: early,
        content_hash: b"words",
        same_words_since: early,
    };
    let none = PostId(99);
    let stranger =
        Asked { token_hash: None, post: none, submission_key: "key-none", from_network_since: late, ..known };
    let most = Most { from_network: 1, same_words: 9 };
    let found = circumstances(&mut db, &[stranger, known, stranger], most).await.unwrap();
    assert_eq!((found.len(), &found[0]), (3, &found[2]));
    assert_eq!(found[1].sent().unwrap().receipt, "receipt-one");
    assert_eq!(
        (found[1].commenter_id, found[1].approved_count, found[1].ground().map(|ground| ground.comments)),
        (Some(writer), 0, Some(PostComments::Open))
    );
    assert_eq!((found[1].from_network, found[1].same_words), (1, 2), "counted no further than asked for");
    assert_eq!((found[1].has_said_so, found[0].has_said_so), (true, false));
    let found = &found[0];
    assert_eq!((found.sent(), found.commenter_id, found.ground(), found.from_network), (None, None, None, 0));
    assert!(counts(&mut db).await.unwrap().contains(&(CommentState::Pending, 2)));
    assert!(place(&mut db, post).await.unwrap().is_none(), "without an address it is no place");
    assert_eq!(threads::written_at(&mut db, post, Timestamp(1000)).await.unwrap(), None);
    assert_eq!(threads::standing(&mut db, post, "two").await.unwrap(), None, "what waits was never shown");
    let own = of_commenter(&mut db, writer, None, 10).await.unwrap();
    assert_eq!(own.iter().map(|c| c.public_id.as_str()).collect::<Vec<_>>(), ["two", "one"]);
    let rest = of_commenter(&mut db, writer, Some(own[0].id), 10).await.unwrap();
    assert_eq!(rest.len(), 1);
    let receipt = by_receipt(&mut db, "receipt-two").await.unwrap().unwrap();
    assert_eq!((receipt.public_id.as_str(), receipt.post_path), ("two", None));
}
