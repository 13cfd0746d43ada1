//! A letter's way through its states, by one holder and by two.

use super::desk::{
    OF_STATE, STALLED, by_id, discard, discard_by_key, has_trouble, of_state, requeue, stalled, sweep,
    wipe_expired,
};
use super::*;
use crate::model::key::Keys;
use crate::model::letter::{LetterState, LinkPath};
use crate::store::Db;
use crate::store::db::Source as _;
use crate::store::plans::plan;
use delivery::{
    Held, begin, doubt, doubt_abandoned, give_up, hold, let_go, next_due, put_off, release_stalled, sent,
    stall,
};

const NOW: Timestamp = Timestamp(1_000_000);
const LATER: Timestamp = Timestamp(1_600_000);

fn invitation() -> Letter {
    Letter::Invitation {
        inviter: "Ada".to_owned(),
        role: crate::model::user::Role::Author,
        link: LinkPath("/invitations/secret".to_owned()),
        expires_at: Timestamp(9_000_000),
    }
}

/// Does something in one unit and hands on what came of it.
async fn within<T: Send + 'static, F>(db: &Db, work: F) -> T
where
    F: for<'u> FnOnce(
            &'u mut Unit,
        )
            -> std::pin::Pin<Box<dyn Future<Output = Result<(T, Keys), StoreError>> + Send + 'u>>
        + Clone
        + Send
        + 'static,
{
    db.write(work).await.unwrap()
}

macro_rules! unit {
    ($db:expr, $unit:ident => $work:expr) => {
        within($db, move |$unit| Box::pin(async move { Ok(($work, Keys::none())) })).await
    };
}

async fn queued(db: &Db, letter: Letter, unique: Option<&'static str>) -> Option<LetterId> {
    unit!(db, unit => {
        let mail = NewMail { to: "grace@example.org", language: "de", letter: &letter, unique };
        queue(unit, &mail, NOW).await?
    })
}

async fn held(db: &Db, token: u8, now: Timestamp) -> Option<Held> {
    unit!(db, unit => hold(unit, [token; 16], now, now.plus_seconds(600)).await?)
}

async fn state(db: &Db, id: LetterId) -> LetterState {
    by_id(&mut db.reader().await.unwrap(), id).await.unwrap().unwrap().state
}

async fn secret(db: &Db, id: LetterId) -> Option<String> {
    sqlx::query_scalar("select secret from outbox where id = $1")
        .bind(id)
        .fetch_one(db.reader().await.unwrap().connection())
        .await
        .unwrap()
}

#[tokio::test]
async fn a_letter_is_held_by_one_handed_over_and_sent() {
    let (_folder, db) = Db::scratch().await;
    let id = queued(&db, invitation(), None).await.unwrap();
    assert_eq!(next_due(&mut db.reader().await.unwrap()).await.unwrap(), Some(NOW));
    assert!(held(&db, 1, Timestamp(NOW.0 - 1)).await.is_none(), "it is not due yet");
    let first = held(&db, 1, NOW).await.unwrap();
    assert_eq!((first.id, first.attempts, first.language.as_str()), (id, 1, "de"));
    assert_eq!(first.letter, invitation(), "with its secret");
    assert_eq!(first.give_up_at, Timestamp(9_000_000), "when its link has run out");
    assert!(held(&db, 2, NOW).await.is_none(), "somebody holds it");
    let (now, until) = (Timestamp(NOW.0 + 5), LATER);
    let held = first.clone();
    assert!(unit!(&db, unit => begin(unit, &held, now, until).await?));
    assert_eq!(state(&db, id).await, LetterState::Sending);
    let held = first.clone();
    assert!(!unit!(&db, unit => begin(unit, &held, now, until).await?), "it is handed over once");
    let held = first.clone();
    assert!(unit!(&db, unit => sent(unit, &held, now).await?));
    assert_eq!((state(&db, id).await, secret(&db, id).await), (LetterState::Sent, None));
    assert!(!unit!(&db, unit => sent(unit, &first, now).await?));
    assert_eq!(next_due(&mut db.reader().await.unwrap()).await.unwrap(), None);
}

#[tokio::test]
async fn who_lost_the_hold_can_do_nothing_more() {
    let (_folder, db) = Db::scratch().await;
    let id = queued(&db, Letter::Test, None).await.unwrap();
    let slow = held(&db, 1, NOW).await.unwrap();
    let later = NOW.plus_seconds(600);
    let quick = held(&db, 2, later).await.unwrap();
    assert_eq!((quick.id, quick.attempts), (id, 2), "the first was taken for dead");
    let begun = unit!(&db, unit => {
        let begun = begin(unit, &slow, later, LATER).await?;
        let said = [
            sent(unit, &slow, later).await?,
            put_off(unit, &slow, "late", later, LATER).await?,
            give_up(unit, &slow, "late", later).await?,
            doubt(unit, &slow, "late", later).await?,
        ];
        assert_eq!(said, [false; 4]);
        begun
    });
    assert!(!begun, "so it does not send it");
    assert!(unit!(&db, unit => begin(unit, &quick, later, LATER).await?));
}

#[tokio::test]
async fn what_a_dead_process_was_handing_over_is_doubted_and_never_sent_by_itself() {
    let (_folder, db) = Db::scratch().await;
    let id = queued(&db, invitation(), None).await.unwrap();
    let dying = held(&db, 1, NOW).await.unwrap();
    let until = NOW.plus_seconds(600);
    assert!(unit!(&db, unit => begin(unit, &dying, NOW, until).await?));
    let early = Timestamp(until.0 - 1);
    assert_eq!(unit!(&db, unit => doubt_abandoned(unit, "died", early).await?), 0, "it may still live");
    assert!(held(&db, 2, until).await.is_none());
    assert_eq!(unit!(&db, unit => doubt_abandoned(unit, "died", until).await?), 1);
    assert_eq!(state(&db, id).await, LetterState::Uncertain);
    assert!(held(&db, 2, Timestamp(i64::MAX / 2)).await.is_none());
    let mut reader = db.reader().await.unwrap();
    assert!(has_trouble(&mut reader).await.unwrap());
    let entry = of_state(&mut reader, LetterState::Uncertain, None, 10).await.unwrap().remove(0);
    assert_eq!((entry.fault.as_deref(), &entry.letter), (Some("died"), &invitation()));
    drop(reader);
    assert!(unit!(&db, unit => requeue(unit, id, until).await?), "a person may");
    assert_eq!(held(&db, 2, until).await.unwrap().attempts, 1);
    assert!(!unit!(&db, unit => requeue(unit, id, until).await?), "somebody holds it again");
    assert!(unit!(&db, unit => discard(unit, id).await?), "but it was not begun, so it can be dropped");
}

#[tokio::test]
async fn what_was_begun_can_not_be_dropped_and_what_was_dropped_not_begun() {
    let (_folder, db) = Db::scratch().await;
    let id = queued(&db, Letter::Test, Some("a key")).await.unwrap();
    let begun = held(&db, 1, NOW).await.unwrap();
    assert!(unit!(&db, unit => begin(unit, &begun, NOW, LATER).await?));
    assert!(!unit!(&db, unit => discard(unit, id).await?));
    assert!(!unit!(&db, unit => discard_by_key(unit, "a key").await?));
    queued(&db, Letter::Test, Some("another")).await.unwrap();
    let held = held(&db, 2, NOW).await.unwrap();
    assert!(unit!(&db, unit => discard_by_key(unit, "another").await?));
    assert!(!unit!(&db, unit => begin(unit, &held, NOW, LATER).await?));
}

#[tokio::test]
async fn what_keeps_all_letters_back_is_known_until_one_is_taken_and_then_they_are_due() {
    let (_folder, db) = Db::scratch().await;
    let mut stuck = Vec::new();
    for token in [1, 2] {
        stuck.push(queued(&db, Letter::Test, None).await.unwrap());
        let one = held(&db, token, NOW).await.unwrap();
        assert!(unit!(&db, unit => stall(unit, &one, "no login", NOW, LATER).await?));
    }
    let mut reader = db.reader().await.unwrap();
    assert_eq!(stalled(&mut reader).await.unwrap().as_deref(), Some("no login"));
    assert_eq!(next_due(&mut reader).await.unwrap(), Some(LATER));
    let dying = held(&db, 3, LATER).await.unwrap();
    let dying_for = dying.clone();
    assert!(unit!(&db, unit => give_up(unit, &dying_for, "no login", LATER).await?));
    assert_eq!(unit!(&db, unit => release_stalled(unit, NOW).await?), 1, "what is given up stays so");
    assert_eq!(stalled(&mut reader).await.unwrap(), None);
    assert_eq!(next_due(&mut reader).await.unwrap(), Some(NOW));
    let free = held(&db, 4, NOW).await.unwrap();
    assert!(stuck.contains(&free.id) && free.id != dying.id);
    let steps = plan(&mut reader, STALLED).await;
    assert_eq!(steps, ["SCAN outbox USING INDEX outbox_stalled"]);
}

#[tokio::test]
async fn what_failed_is_put_off_or_given_up_and_its_secret_wiped_then() {
    let (_folder, db) = Db::scratch().await;
    let id = queued(&db, invitation(), None).await.unwrap();
    let first = held(&db, 1, NOW).await.unwrap();
    assert!(unit!(&db, unit => put_off(unit, &first, "busy", NOW, LATER).await?));
    assert!(held(&db, 2, NOW).await.is_none());
    let second = held(&db, 2, LATER).await.unwrap();
    assert_eq!((second.attempts, second.letter.clone()), (2, invitation()));
    assert!(unit!(&db, unit => give_up(unit, &second, "550 no such person", LATER).await?));
    let entry = by_id(&mut db.reader().await.unwrap(), id).await.unwrap().unwrap();
    assert_eq!((entry.state, entry.fault.as_deref()), (LetterState::Dead, Some("550 no such person")));
    assert!(entry.letter.is_wiped());
    assert!(unit!(&db, unit => discard(unit, id).await?));
    assert!(by_id(&mut db.reader().await.unwrap(), id).await.unwrap().is_none());
}

#[tokio::test]
async fn what_was_not_begun_can_be_let_go_of() {
    let (_folder, db) = Db::scratch().await;
    queued(&db, Letter::Test, None).await.unwrap();
    let first = held(&db, 1, NOW).await.unwrap();
    let letting = first.clone();
    assert!(unit!(&db, unit => let_go(unit, &letting, NOW).await?));
    assert_eq!(held(&db, 2, NOW).await.unwrap().attempts, 1);
    assert!(!unit!(&db, unit => let_go(unit, &first, NOW).await?));
}

#[tokio::test]
async fn a_key_keeps_a_letter_from_being_queued_twice() {
    let (_folder, db) = Db::scratch().await;
    let id = queued(&db, Letter::Test, Some("comment:12")).await;
    assert!(id.is_some());
    assert_eq!(queued(&db, Letter::Test, Some("comment:12")).await, None);
    assert!(queued(&db, Letter::Test, Some("comment:13")).await.is_some());
    assert!(
        queued(&db, Letter::Test, None).await.is_some() && queued(&db, Letter::Test, None).await.is_some()
    );
    assert!(unit!(&db, unit => discard(unit, id.unwrap()).await?));
    assert!(queued(&db, Letter::Test, Some("comment:12")).await.is_some());
    assert!(unit!(&db, unit => discard_by_key(unit, "comment:12").await?));
    assert!(!unit!(&db, unit => discard_by_key(unit, "comment:12").await?));
}

#[tokio::test]
async fn the_sweep_takes_what_is_old_and_wipes_what_has_run_out() {
    let (_folder, db) = Db::scratch().await;
    for token in [1, 2] {
        queued(&db, invitation(), None).await.unwrap();
        let one = held(&db, token, NOW).await.unwrap();
        unit!(&db, unit => {
            if token == 1 { sent(unit, &one, NOW).await? } else { doubt(unit, &one, "cut", NOW).await? }
        });
    }
    let before = Timestamp(NOW.0 - 1);
    assert_eq!(unit!(&db, unit => sweep(unit, LetterState::Sent, before).await?), 0);
    assert_eq!(unit!(&db, unit => sweep(unit, LetterState::Sent, NOW).await?), 1);
    assert_eq!(unit!(&db, unit => wipe_expired(unit, Timestamp(8_999_999)).await?), 0);
    assert_eq!(unit!(&db, unit => wipe_expired(unit, Timestamp(9_000_000)).await?), 1);
    assert_eq!(unit!(&db, unit => wipe_expired(unit, Timestamp(9_000_000)).await?), 0);
    let mut reader = db.reader().await.unwrap();
    assert!(of_state(&mut reader, LetterState::Sent, None, 10).await.unwrap().is_empty());
    let doubtful = of_state(&mut reader, LetterState::Uncertain, None, 10).await.unwrap();
    assert!(doubtful[0].letter.is_wiped());
    assert!(
        of_state(&mut reader, LetterState::Uncertain, Some(doubtful[0].id), 10).await.unwrap().is_empty()
    );
}

#[tokio::test]
async fn the_list_is_read_by_an_index() {
    let (_folder, db) = Db::scratch().await;
    let mut reader = db.reader().await.unwrap();
    let steps = plan(&mut reader, OF_STATE).await;
    assert_eq!(steps, ["SEARCH outbox USING INDEX outbox_by_state (state=? AND id<?)"]);
}
