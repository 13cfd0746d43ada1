//! What is met by which comment, and that the list in memory is never older than the last commit.

use std::sync::Arc;

use super::*;
use crate::app::{Chance, Clock, Place};
use crate::model::ids::UserId;
use crate::store::Db;
use crate::store::blocks::NewBlock;

const PLAIN: Suspect<'static> = Suspect {
    name: "Jo",
    email: None,
    website: None,
    text: "Fine words.",
    addresses: &[],
    network: None,
    at: Timestamp(1),
};

fn block(id: i64, kind: BlockKind, pattern: &str) -> Block {
    Block {
        id: BlockId(id),
        kind,
        effect: if id % 2 == 0 { BlockEffect::Refuse } else { BlockEffect::Hold },
        pattern: pattern.to_owned(),
        label: pattern.to_owned(),
        added_by: None,
        hits: 0,
        last_hit_at: None,
        created_at: Timestamp(1),
        expires_at: None,
    }
}

fn list() -> Blocklist {
    let blocks = vec![
        block(1, BlockKind::Name, &folding::name("Best Watches")),
        block(2, BlockKind::Email, "spam@mail.example"),
        block(3, BlockKind::Email, "@throwaway.example"),
        block(4, BlockKind::Network, "07"),
        block(5, BlockKind::Words, "cheap pills"),
        block(6, BlockKind::Domain, "spam.example"),
        block(7, BlockKind::Email, "@xn--bcher-kva.example"),
        block(8, BlockKind::Domain, "xn--i-7iq.ws"),
        block(9, BlockKind::Domain, "user_.journal.example"),
    ];
    Blocklist::new(blocks, ["Ada Lovelace", "X"].into_iter())
}

fn met(suspect: Suspect<'_>) -> Vec<i64> {
    list().met(suspect).iter().map(|block| block.id.0).collect()
}

#[test]
fn each_kind_is_met_by_what_it_names_and_by_nothing_else() {
    assert_eq!(met(PLAIN), Vec::<i64>::new());
    assert_eq!(met(Suspect { name: "bеst  wаtches", ..PLAIN }), [1]);
    for email in ["SPAM@mail.example", "spam+7@mail.example"] {
        assert_eq!(met(Suspect { email: Some(email), ..PLAIN }), [2], "{email}");
    }
    assert_eq!(met(Suspect { email: Some("not.spam@mail.example"), ..PLAIN }), Vec::<i64>::new());
    for email in ["a@throwaway.example", "b@x.throwaway.example"] {
        assert_eq!(met(Suspect { email: Some(email), ..PLAIN }), [3], "{email}");
    }
    for email in ["a@bücher.example", "a@BÜCHER.example", "a@b\u{ad}ücher.example", "a@xn--bcher-kva.example"]
    {
        assert_eq!(met(Suspect { email: Some(email), ..PLAIN }), [7], "{email}");
    }
    assert_eq!(met(Suspect { network: Some(&[7]), ..PLAIN }), [4]);
    assert_eq!(met(Suspect { text: "Buy CHEAP\u{200b}  p\u{ad}ills!", ..PLAIN }), [5]);
    assert_eq!(met(Suspect { name: "Cheap pills", ..PLAIN }), [5]);
    assert_eq!(met(Suspect { text: "ΗΕΑVY, СΗΕΑР ΡΙLLS", ..PLAIN }), [5]);
    assert_eq!(met(Suspect { text: "cheaper pillows", ..PLAIN }), Vec::<i64>::new());
}

#[test]
fn a_mailbox_is_never_all_of_its_host() {
    assert_eq!(mailbox("+x@mail.example"), "+x@mail.example");
    assert_eq!(mailbox(" Jo+x+y@Mail.Example "), "jo@mail.example");
    assert_eq!(mailbox("j\u{200b}o@mail.example"), "jo@mail.example");
}

#[test]
fn a_domain_is_met_wherever_it_hides() {
    let hidden = ["https://t.example/?u=https%3A%2F%2Fwww.spam.example".to_owned()];
    assert_eq!(met(Suspect { addresses: &hidden, ..PLAIN }), [6]);
    for (address, place) in [("https://i%E2%9D%A4.ws/", 8), ("https://user_.journal.example/1", 9)] {
        let addresses = [address.to_owned()];
        assert_eq!(met(Suspect { addresses: &addresses, ..PLAIN }), [place], "{address}");
    }
    let of_others = ["https://user.journal.example/".to_owned()];
    assert_eq!(met(Suspect { addresses: &of_others, ..PLAIN }), Vec::<i64>::new());
    assert_eq!(met(Suspect { website: Some("https://deep.down.spam.example/"), ..PLAIN }), [6]);
    assert_eq!(met(Suspect { text: "look at sPam\u{200b}.example", ..PLAIN }), [6]);
    assert_eq!(met(Suspect { text: "notspam.example and spam.example.org", ..PLAIN }), Vec::<i64>::new());
}

#[test]
fn refusing_is_more_than_holding_and_a_taken_name_is_told() {
    let both = Suspect { text: "cheap pills at spam.example", ..PLAIN };
    let judged = list().judge(both);
    assert_eq!((judged.refused, judged.is_held), (Some(BlockKind::Domain), true));
    assert_eq!(judged.met, [BlockId(5), BlockId(6)]);
    for name in ["Ada Lovelace", "ada lоvelace", "A.d.a\u{200d}Lovelace", "АdаLovelace"] {
        assert!(list().judge(Suspect { name, ..PLAIN }).has_taken_name, "{name}");
    }
    for name in ["ΑDΑ LΟVΕLΑCΕ", "Ada LoveIace", "\u{a4ee}da Lovelace"] {
        assert!(list().judge(Suspect { name, ..PLAIN }).has_taken_name, "{name}");
    }
    for name in ["Ada", "X", "Jo"] {
        assert_eq!(list().judge(Suspect { name, ..PLAIN }), Judgement::default(), "{name}");
    }
}

#[test]
fn a_block_that_has_run_out_is_none() {
    let until = Block { expires_at: Some(Timestamp(50)), ..block(1, BlockKind::Network, "07") };
    let list = Blocklist::new(vec![until], std::iter::empty());
    let at = |now| list.judge(Suspect { network: Some(&[7]), at: Timestamp(now), ..PLAIN }).is_held;
    assert_eq!((at(49), at(50)), (true, false));
}

#[test]
fn a_name_that_is_only_near_an_authors_is_nobody_elses() {
    let list = Blocklist::new(Vec::new(), ["Ian", "Alla", "Alice", "Νίκος"].into_iter());
    let is_taken = |name| list.judge(Suspect { name, ..PLAIN }).has_taken_name;
    for name in ["Ian", "IAN", "1an", "Alla", "AIla", "AIice", "A1ice", "ΝΙΚΟΣ", "νικος"] {
        assert!(is_taken(name), "{name}");
    }
    for name in ["Lan", "Alia", "Alan", "Nina"] {
        assert!(!is_taken(name), "{name}");
    }
}

#[tokio::test]
async fn the_list_is_as_new_as_the_last_commit_and_counts_what_it_caught() {
    let (_folder, db) = Db::scratch().await;
    let app = App::new(db, Clock::System, Chance::seeded(1), Arc::new(Place::default()));
    assert!(app.blocklist().await.unwrap().blocks.is_empty());
    let done: Result<(), StoreError> = app
        .db
        .write(|unit| {
            Box::pin(async move {
                let new = crate::store::users::NewUser::sample("Ada", crate::model::user::Role::Owner);
                crate::store::users::insert(unit, &new, Timestamp(1)).await?;
                let block = NewBlock {
                    kind: BlockKind::Words,
                    effect: BlockEffect::Hold,
                    pattern: "pills".to_owned(),
                    label: "pills".to_owned(),
                    added_by: UserId(1),
                    expires_at: None,
                };
                blocks::put(unit, &block, Timestamp(1)).await?;
                Ok(((), Keys::of([Key::Blocks])))
            })
        })
        .await;
    done.unwrap();
    let list = app.blocklist().await.unwrap();
    let judged = list.judge(Suspect { text: "Pills!", ..PLAIN });
    assert_eq!(judged.met, [BlockId(1)]);
    assert!(Arc::ptr_eq(&list, &app.blocklist().await.unwrap()), "nothing is read twice for nothing");
    app.blocks.note(&judged.met, Timestamp(3));
    app.blocks.note(&judged.met, Timestamp(4));
    assert_eq!(app.blocks.take_hits(), [(BlockId(1), 2, Timestamp(4))]);
    assert!(app.blocks.take_hits().is_empty());
}

#[tokio::test]
async fn a_crowd_that_finds_the_list_too_old_makes_it_once() {
    let (_folder, db) = Db::scratch().await;
    let app = App::new(db, Clock::System, Chance::seeded(1), Arc::new(Place::default()));
    let (one, two, three) = tokio::join!(app.blocklist(), app.blocklist(), app.blocklist());
    let (one, two, three) = (one.unwrap(), two.unwrap(), three.unwrap());
    assert!(Arc::ptr_eq(&one, &two) && Arc::ptr_eq(&one, &three));
}
