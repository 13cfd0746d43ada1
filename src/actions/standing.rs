//! Who asks, as they stand within a unit: by the time it is its turn, they may have been deactivated or given another role.

use crate::model::ids::UserId;
use crate::model::user::{Deed, User};
use crate::store::{Source, StoreError, users};

/// This person as they are at this moment, if they may do this.
pub(super) async fn allowed(
    db: &mut impl Source,
    by: UserId,
    deed: Deed,
) -> Result<Option<User>, StoreError> {
    Ok(users::by_id(db, by).await?.filter(|user| user.may(deed)))
}

#[cfg(test)]
mod tests {
    //! A request's sender is looked up when its head has come; each verb is handed that copy, and asks anew.

    use std::sync::Arc;

    use super::*;
    use crate::actions::media::{self, Receiving};
    use crate::actions::posts::{self, Draft, Wish};
    use crate::actions::users::{self as accounts, About, Newcomer, claims, people, picture};
    use crate::actions::{
        blocks, comments::moderate, mail, notices, reports, second_factor, settings, webhook,
    };
    use crate::app::{App, Chance, Clock, Place};
    use crate::model::block::{BlockChange, BlockEffect, BlockKind};
    use crate::model::comment::{CommentState, PostComments, Verdict};
    use crate::model::ids::{BlockId, CommentId, LetterId, PostId, SessionId};
    use crate::model::notice::{Choices, HookFormat};
    use crate::model::post::{PostKind, SourceFormat};
    use crate::model::user::Role;
    use crate::store::Db;

    async fn app() -> (tempfile::TempDir, App) {
        let (folder, db) = Db::scratch().await;
        (folder, App::new(db, Clock::System, Chance::seeded(1), Arc::new(Place::default())))
    }

    /// Somebody new, as a request's head has them.
    async fn add(app: &App, name: &str, role: Role) -> User {
        let (name, email) = (name.to_owned(), format!("{name}@example.org"));
        let password = "four plain words here".to_owned();
        let id = accounts::add(app, Newcomer { name, email, password, role }).await.unwrap();
        users::by_id(&mut app.db.reader().await.unwrap(), id).await.unwrap().unwrap()
    }

    fn draft() -> Draft {
        Draft {
            kind: PostKind::Post,
            title: "A title".to_owned(),
            source_format: SourceFormat::Markdown,
            source: "Words".to_owned(),
            tags: Vec::new(),
            path: None,
            published_at: None,
            language: None,
            comments: PostComments::Open,
            cover: None,
            authors: Vec::new(),
        }
    }

    /// Nothing that writers, moderators and owners do is done any more.
    async fn may_nothing(app: &App, by: &User, own_post: PostId) {
        let refused = posts::create(app, by, draft(), Wish::Publish).await;
        assert!(matches!(refused, Err(posts::Refusal::NotYours)), "{refused:?}");
        for refused in [
            posts::publish(app, by, own_post).await,
            posts::trash(app, by, own_post).await,
            posts::update(app, by, own_post, 1, draft(), Wish::Save).await.map(|_| ()),
        ] {
            assert!(matches!(refused, Err(posts::Refusal::NotYours)), "{refused:?}");
        }
        let seen = CommentState::Pending;
        let refused = moderate::decide(app, by, Verdict::Approve, seen, &[]).await;
        assert!(matches!(refused, Err(moderate::Refusal::NotAllowed)), "{refused:?}");
        says_nothing_of_comments(app, by).await;
        let wanted = settings::Wanted::from(&*app.settings());
        let refused = settings::update(app, by, &wanted).await;
        assert!(matches!(refused, Err(settings::Refusal::NotYours)), "{refused:?}");
        let refused = mail::discard(app, by, LetterId(1)).await;
        assert!(matches!(refused, Err(mail::Refusal::NotAllowed)), "{refused:?}");
        let refused = picture::choose(app, by, None).await;
        assert!(matches!(refused, Err(picture::Refusal::Media(media::Refusal::NotAllowed))), "{refused:?}");
    }

    /// Blocks and reports stay as they are.
    async fn says_nothing_of_comments(app: &App, by: &User) {
        let (kind, effect) = (BlockKind::Words, BlockEffect::Hold);
        let wanted = blocks::Wanted { kind, effect, value: "pills".to_owned(), comment: None };
        let refused = blocks::add(app, by, &wanted).await;
        assert!(matches!(refused, Err(blocks::Refusal::NotAllowed)), "{refused:?}");
        for refused in [
            blocks::remove(app, by, BlockId(1)).await,
            blocks::undo(app, by, BlockId(1), BlockChange::Removed, 1).await,
        ] {
            assert!(matches!(refused, Err(blocks::Refusal::NotAllowed)), "{refused:?}");
        }
        for refused in [
            reports::dismiss(app, by, CommentId(1), 1).await,
            reports::reopen(app, by, CommentId(1)).await.map(|_| ()),
        ] {
            assert!(matches!(refused, Err(reports::Refusal::NotAllowed)), "{refused:?}");
        }
    }

    /// Nobody elsewhere is called for them, and nothing that waits can be read at an address of theirs.
    async fn tells_nobody(app: &App, by: &User) {
        let (url, token) = ("https://hooks.example/".to_owned(), String::new());
        let wanted = webhook::Wanted { url, format: HookFormat::Json, chat: String::new(), token };
        let ends = webhook::Wanted { url: String::new(), ..wanted.clone() };
        for refused in [
            webhook::set(app, by, &wanted).await,
            webhook::set(app, by, &ends).await,
            webhook::remove(app, by).await,
            webhook::try_out(app, by).await,
        ] {
            assert!(matches!(refused, Err(webhook::Refusal::NotAllowed)), "{refused:?}");
        }
        let refused = notices::renew_feed(app, by).await;
        assert!(matches!(refused, Err(notices::Refusal::NotAllowed)), "{refused:?}");
    }

    #[tokio::test]
    async fn who_lost_their_role_since_the_request_came_does_no_more_than_the_new_one_may() {
        let (_folder, app) = app().await;
        let ada = add(&app, "ada", Role::Owner).await;
        let was_owner = add(&app, "grace", Role::Owner).await;
        let own_post = posts::create(&app, &was_owner, draft(), Wish::Save).await.unwrap();
        let mut upload = Receiving::begin(&app, &was_owner, "notes.txt").await.unwrap();
        upload.take(b"words").await.unwrap();
        people::change(&app, &ada, was_owner.id, "grace", Some(Role::Author)).await.unwrap();
        posts::publish(&app, &was_owner, own_post).await.unwrap();
        let others = posts::create(&app, &ada, draft(), Wish::Save).await.unwrap();
        let refused = posts::publish(&app, &was_owner, others).await;
        assert!(matches!(refused, Err(posts::Refusal::NotYours)), "{refused:?}");
        people::change(&app, &ada, was_owner.id, "grace", Some(Role::Moderator)).await.unwrap();
        let refused = upload.finish().await;
        assert!(matches!(refused, Err(media::Refusal::NotAllowed)), "{refused:?}");
        let moderated =
            moderate::decide(&app, &was_owner, Verdict::Approve, CommentState::Pending, &[]).await;
        assert!(moderated.is_ok(), "this a moderator may");
        people::deactivate(&app, &ada, was_owner.id).await.unwrap();
        may_nothing(&app, &was_owner, own_post).await;
        tells_nobody(&app, &was_owner).await;
    }

    #[tokio::test]
    async fn who_was_deactivated_changes_nothing_of_their_own_either() {
        let (_folder, app) = app().await;
        let ada = add(&app, "ada", Role::Owner).await;
        let gone = add(&app, "grace", Role::Author).await;
        people::deactivate(&app, &ada, gone.id).await.unwrap();
        let about = About {
            name: "Other".to_owned(),
            email: gone.email.clone().unwrap(),
            biography: String::new(),
            website: String::new(),
        };
        let refused = accounts::describe(&app, &gone, about, String::new()).await;
        assert!(matches!(refused, Err(accounts::Refusal::Deactivated)), "{refused:?}");
        for refused in
            [notices::choose(&app, &gone, Choices::default()).await, notices::end_feed(&app, &gone).await]
        {
            assert!(matches!(refused, Err(notices::Refusal::NotAllowed)), "{refused:?}");
        }
        let refused = claims::ask(&app, &gone, ada.id).await;
        assert!(matches!(refused, Err(claims::Refusal::Denied(people::Refusal::NotAllowed))), "{refused:?}");
        let password = "four plain words here".to_owned();
        assert!(second_factor::begin(&app, &gone, password).await.is_err());
        let refused = second_factor::confirm(&app, &gone, SessionId(1), "123456").await;
        let is_told = matches!(refused, Err(second_factor::Refusal::Account(accounts::Refusal::Deactivated)));
        assert!(is_told, "{refused:?}");
    }
}
