//! Units that are one while they wait together, and what becomes of them if one of them fails.

use std::sync::Mutex;

use super::*;

/// Makes a tag together with others whose names begin otherwise.
#[derive(Clone)]
struct Tagging {
    name: &'static str,
    then: Then,
    /// How many were done at once, each time.
    rounds: Arc<Mutex<Vec<usize>>>,
}

#[derive(Clone, Copy, PartialEq)]
enum Then {
    Succeed,
    Refuse,
    BreakAConstraint,
    Panic,
}

impl Joint for Tagging {
    type Outcome = &'static str;
    type Refusal = StoreError;

    fn touches(&self, other: &Self) -> bool {
        self.name[..1] == other.name[..1]
    }

    fn do_all(all: Vec<Self>, unit: &mut Unit) -> BoxFuture<'_, Result<Answers<Self>, StoreError>> {
        Box::pin(async move {
            all[0].rounds.lock().unwrap().push(all.len());
            let mut answers = Vec::new();
            for one in all {
                if one.then == Then::Refuse {
                    answers.push(Err(StoreError::Constraint("refused".to_owned())));
                    continue;
                }
                tags::find_or_make(unit, one.name, one.name, Timestamp(1)).await?;
                match one.then {
                    Then::Panic => panic!("on purpose"),
                    Then::BreakAConstraint => return Err(StoreError::Constraint("broken".to_owned())),
                    Then::Succeed | Then::Refuse => answers.push(Ok((one.name, Keys::none()))),
                }
            }
            Ok(answers)
        })
    }
}

/// What became of units that were sent while the writer was busy, and how many were done at once each time.
async fn together(
    db: &Db,
    units: &[(&'static str, Then)],
) -> (Vec<Result<&'static str, StoreError>>, Vec<usize>) {
    let (go, held) = hold(db).await;
    let rounds = Arc::new(Mutex::new(Vec::new()));
    let mut waiting = Vec::new();
    for &(name, then) in units {
        let (db, unit) = (db.clone(), Tagging { name, then, rounds: rounds.clone() });
        waiting.push(tokio::spawn(async move { db.write_joint(unit).await }));
        tokio::task::yield_now().await;
    }
    go.close();
    held.await.unwrap().unwrap();
    let mut answers = Vec::new();
    for waiting in waiting {
        answers.push(waiting.await.unwrap());
    }
    let rounds = rounds.lock().unwrap().clone();
    (answers, rounds)
}

#[tokio::test]
async fn those_that_wait_are_done_at_once_and_each_gets_its_own_answer() {
    let (_folder, db) = Db::scratch().await;
    let units = [("ash", Then::Succeed), ("birch", Then::Refuse), ("cedar", Then::Succeed)];
    let (answers, rounds) = together(&db, &units).await;
    assert_eq!(rounds, [3]);
    assert_eq!((answers[0].as_ref().unwrap(), answers[2].as_ref().unwrap()), (&"ash", &"cedar"));
    assert!(matches!(answers[1], Err(StoreError::Constraint(_))), "{answers:?}");
    assert!(has_tag(&db, "ash").await && has_tag(&db, "cedar").await && !has_tag(&db, "birch").await);
}

#[tokio::test]
async fn those_that_touch_each_other_are_done_in_their_order() {
    let (_folder, db) = Db::scratch().await;
    let units = ["ash", "alder", "birch"].map(|name| (name, Then::Succeed));
    let (answers, rounds) = together(&db, &units).await;
    assert_eq!(rounds, [1, 2]);
    assert_eq!(answers.into_iter().map(Result::unwrap).collect::<Vec<_>>(), ["ash", "alder", "birch"]);
}

#[tokio::test]
async fn one_that_fails_is_alone_with_it() {
    for then in [Then::BreakAConstraint, Then::Panic] {
        let (_folder, db) = Db::scratch().await;
        let units = [("ash", Then::Succeed), ("birch", then), ("cedar", Then::Succeed)];
        let (answers, rounds) = together(&db, &units).await;
        assert_eq!(rounds, [3, 1, 1, 1]);
        assert!(answers[0].is_ok() && answers[1].is_err() && answers[2].is_ok(), "{answers:?}");
        assert!(has_tag(&db, "ash").await && has_tag(&db, "cedar").await && !has_tag(&db, "birch").await);
    }
}

#[tokio::test]
async fn a_unit_of_another_kind_between_them_keeps_its_place() {
    let (_folder, db) = Db::scratch().await;
    let (go, held) = hold(&db).await;
    let rounds = Arc::new(Mutex::new(Vec::new()));
    let tagging = |name| Tagging { name, then: Then::Succeed, rounds: rounds.clone() };
    let first = tokio::spawn({
        let (db, unit) = (db.clone(), tagging("ash"));
        async move { db.write_joint(unit).await.map(|_| ()) }
    });
    tokio::task::yield_now().await;
    let between = tokio::spawn({
        let db = db.clone();
        async move { make_tag(&db, "between").await }
    });
    tokio::task::yield_now().await;
    let last = tokio::spawn({
        let (db, unit) = (db.clone(), tagging("cedar"));
        async move { db.write_joint(unit).await.map(|_| ()) }
    });
    tokio::task::yield_now().await;
    go.close();
    held.await.unwrap().unwrap();
    for waiting in [first, between, last] {
        waiting.await.unwrap().unwrap();
    }
    assert_eq!(*rounds.lock().unwrap(), [1, 1]);
    let mut reader = db.reader().await.unwrap();
    let mut ids = Vec::new();
    for name in ["ash", "between", "cedar"] {
        ids.push(tags::by_slug(&mut reader, name).await.unwrap().unwrap().id);
    }
    assert!(ids.is_sorted(), "{ids:?}");
}
