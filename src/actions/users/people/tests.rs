//! Owners and others: who changes whom, and what two at once come to.

use super::*;
use crate::app::{Chance, Clock, Place};
use crate::store::Db;
use crate::store::users::NewUser;

/// The blog of two owners, an editor and somebody who only signs.
struct House {
    app: App,
    ada: User,
    grace: User,
    editor: User,
    signer: UserId,
    _folder: tempfile::TempDir,
}

async fn add(app: &App, name: &str, role: Role, has_login: bool) -> UserId {
    let user = NewUser {
        email: has_login.then(|| format!("{}@example.org", name.to_lowercase())),
        password_hash: has_login.then(|| "hash".to_owned()),
        ..NewUser::sample(name, role)
    };
    let id: Result<UserId, StoreError> = app
        .db
        .write(move |unit| {
            Box::pin(async move { Ok((users::insert(unit, &user, Timestamp(1)).await?, Keys::none())) })
        })
        .await;
    id.unwrap()
}

async fn house() -> House {
    let (folder, db) = Db::scratch().await;
    let app = App::new(
        db,
        Clock::Held(std::sync::Arc::new(1_000_000.into())),
        Chance::seeded(1),
        std::sync::Arc::new(Place::default()),
    );
    let mut found = Vec::new();
    for (name, role) in [("Ada", Role::Owner), ("Grace", Role::Owner), ("Marek", Role::Editor)] {
        let id = add(&app, name, role, true).await;
        found.push(users::by_id(&mut app.db.reader().await.unwrap(), id).await.unwrap().unwrap());
    }
    let signer = add(&app, "Old", Role::Author, false).await;
    let [ada, grace, editor] = found.try_into().unwrap();
    House { app, ada, grace, editor, signer, _folder: folder }
}

async fn seen(app: &App, id: UserId) -> Person {
    people::person(&mut app.db.reader().await.unwrap(), id).await.unwrap().unwrap()
}

#[tokio::test]
async fn only_owners_change_other_people() {
    let House { app, ada, editor, .. } = &house().await;
    for role in [Role::Editor, Role::Author, Role::Moderator] {
        let by = User { role, ..editor.clone() };
        // What the database says counts, not what the session once said.
        let pretender = User { role: Role::Owner, ..editor.clone() };
        for by in [by, pretender] {
            let changed = change(app, &by, ada.id, "Taken", Some(Role::Author)).await;
            assert!(matches!(changed, Err(Refusal::NotAllowed)));
            assert!(matches!(deactivate(app, &by, ada.id).await, Err(Refusal::NotAllowed)));
            assert!(matches!(reactivate(app, &by, ada.id).await, Err(Refusal::NotAllowed)));
        }
    }
    assert_eq!(seen(app, ada.id).await.name, "Ada");
    let unknown = change(app, ada, UserId(99), "Nobody", None).await;
    assert!(matches!(unknown, Err(Refusal::Unknown)));
    let nameless = change(app, ada, editor.id, " \u{200b}", None).await;
    assert!(matches!(nameless, Err(Refusal::Fields(_))));
}

#[tokio::test]
async fn who_only_signs_is_renamed_and_has_neither_role_nor_login_to_lose() {
    let House { app, ada, signer, .. } = &house().await;
    change(app, ada, *signer, "Older", None).await.unwrap();
    assert_eq!(seen(app, *signer).await.name, "Older");
    let changed = change(app, ada, *signer, "Older", Some(Role::Editor)).await;
    assert!(matches!(changed, Err(Refusal::NoLogin)));
    assert!(matches!(deactivate(app, ada, *signer).await, Err(Refusal::NoLogin)));
}

#[tokio::test]
async fn the_last_owner_stays_and_one_who_can_not_log_in_does_not_count() {
    let House { app, ada, grace, .. } = &house().await;
    deactivate(app, ada, grace.id).await.unwrap();
    assert!(matches!(deactivate(app, ada, ada.id).await, Err(Refusal::LastOwner)));
    assert!(matches!(change(app, ada, ada.id, "Ada", Some(Role::Editor)).await, Err(Refusal::LastOwner)));
    reactivate(app, ada, grace.id).await.unwrap();
    change(app, ada, ada.id, "Ada", Some(Role::Editor)).await.unwrap();
    assert!(matches!(reactivate(app, ada, grace.id).await, Err(Refusal::NotAllowed)), "an editor by now");
}

#[tokio::test]
async fn of_two_owners_who_turn_each_other_out_at_once_one_stays() {
    for round in 0..20 {
        let House { app, ada, grace, .. } = &house().await;
        let (one, other) = if round % 2 == 0 {
            tokio::join!(deactivate(app, ada, grace.id), deactivate(app, grace, ada.id))
        } else {
            tokio::join!(
                change(app, ada, grace.id, "Grace", Some(Role::Author)),
                change(app, grace, ada.id, "Ada", Some(Role::Author))
            )
        };
        assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
        let refusal = one.err().or(other.err());
        assert!(matches!(refusal, Some(Refusal::NotAllowed)), "{refusal:?}");
        let mut db = app.db.reader().await.unwrap();
        assert!(users::has_owner(&mut db).await.unwrap());
    }
}

#[tokio::test]
async fn of_two_owners_who_step_down_at_once_one_stays() {
    for _ in 0..20 {
        let House { app, ada, grace, .. } = &house().await;
        let (one, other) = tokio::join!(
            change(app, ada, ada.id, "Ada", Some(Role::Editor)),
            deactivate(app, grace, grace.id)
        );
        assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
        assert!(matches!(one.err().or(other.err()), Some(Refusal::LastOwner)));
    }
}
