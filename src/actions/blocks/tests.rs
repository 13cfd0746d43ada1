//! What is read from what was typed, what the trail keeps of it, and how many blocks there may be.

use std::sync::Arc;

use super::*;
use crate::app::{Chance, Clock, Place};
use crate::model::user::Role;
use crate::store::Db;
use crate::store::users::{self, NewUser};

#[test]
fn a_domain_is_read_from_whatever_was_pasted() {
    for typed in ["spam.example", "https://www.spam.example/buy?x#y", "WWW.SPAM.EXAMPLE", "//spam.example"] {
        assert_eq!(domain(typed).unwrap(), "spam.example", "{typed}");
    }
    assert_eq!(domain("www.example").unwrap(), "www.example");
    assert_eq!(domain("https://i❤.ws/").unwrap(), "xn--i-7iq.ws");
    assert_eq!(domain("user_.journal.example").unwrap(), "user_.journal.example");
    assert_eq!(domain("203.0.113.7").unwrap(), "203.0.113.7");
    for typed in ["no domain", "3.5", "localhost", "https://", "[2001:db8::1]"] {
        assert!(domain(typed).is_err(), "{typed}");
    }
}

#[test]
fn one_address_never_means_all_of_its_host() {
    assert_eq!(one_mailbox("+x@mail.example").unwrap(), "+x@mail.example");
    assert_eq!(one_mailbox("Jo+x@Mail.Example").unwrap(), "jo@mail.example");
    for typed in ["@mail.example", "\u{fe0f}@mail.example"] {
        assert!(one_mailbox(typed).is_err(), "{typed}");
    }
}

#[test]
fn a_network_is_an_address_or_a_range() {
    for (typed, meant) in [
        ("203.0.113.7", "203.0.113.7"),
        ("203.0.113.7/24", "203.0.113.0"),
        ("203.0.113.7/32", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.0/120", "203.0.113.0"),
        ("2001:db8::1", "2001:db8::1"),
        ("2001:db8::/64", "2001:db8::"),
    ] {
        assert_eq!(address(typed), Ok(meant.parse().unwrap()), "{typed}");
    }
    for typed in ["203.0.113", "somewhere", "203.0.113.0/33"] {
        assert_eq!(address(typed), Err(Complaint::NotANetwork), "{typed}");
    }
    for typed in ["10.0.0.0/8", "203.0.112.0/23", "::ffff:203.0.113.0/119", "2001:db8::/48", "::/0"] {
        assert_eq!(address(typed), Err(Complaint::TooWideANetwork), "{typed}");
    }
}

#[test]
fn the_trail_keeps_no_people() {
    assert_eq!(told(BlockKind::Words, BlockEffect::Refuse, "x"), "refuse words “x”");
    assert_eq!(told(BlockKind::Email, BlockEffect::Refuse, "x"), "refuse email");
}

#[tokio::test]
async fn where_no_more_can_be_blocked_what_is_there_can_be_changed() {
    let (_folder, db) = Db::scratch().await;
    let app = App::new(db, Clock::System, Chance::seeded(1), Arc::new(Place::default()));
    let new = NewUser::sample("A", Role::Moderator);
    let filled: Result<UserId, StoreError> = app
        .db
        .write(move |unit| {
            Box::pin(async move {
                let added_by = users::insert(unit, &new, Timestamp(0)).await?;
                for number in 0..MOST_BLOCKS {
                    let block = NewBlock {
                        kind: BlockKind::Words,
                        effect: BlockEffect::Hold,
                        pattern: format!("word {number}"),
                        label: format!("word {number}"),
                        added_by,
                        expires_at: None,
                    };
                    blocks::put(unit, &block, Timestamp(1)).await?;
                }
                Ok((added_by, Keys::none()))
            })
        })
        .await;
    let by = User { id: filled.unwrap(), name: "A".to_owned(), email: None, role: Role::Moderator };
    let wanted = |value: &str| Wanted {
        kind: BlockKind::Words,
        effect: BlockEffect::Refuse,
        value: value.to_owned(),
        comment: None,
    };
    let changed = add(&app, &by, &wanted("Word 7")).await.unwrap();
    assert_eq!(changed.change, Some(BlockChange::Changed));
    let refused = add(&app, &by, &wanted("another")).await;
    assert!(matches!(refused, Err(Refusal::TooMany)), "{refused:?}");
    let mut db = app.db.reader().await.unwrap();
    assert_eq!(blocks::count(&mut db).await.unwrap(), MOST_BLOCKS);
}
