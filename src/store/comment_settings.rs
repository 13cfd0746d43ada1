//! The one row of what holds for comments. It is a part of the settings in memory.

use super::db::Source;
use super::error::StoreError;
use super::writer::Unit;
use crate::model::comment_settings::CommentSettings;
use crate::model::timestamp::Timestamp;

pub(super) async fn load(db: &mut impl Source) -> Result<CommentSettings, StoreError> {
    Ok(sqlx::query_as(
        "select policy, closes_after_days, holds_after_days, links_allowed, requires_email, reports_hold_from,
                doubtful_from, spam_from, message, edit_minutes, thread_order as \"order\", shows_avatars, version
         from comment_settings
         where id = 1",
    )
    .fetch_one(db.connection())
    .await?)
}

/// Replaces all of it if nobody else did since `settings.version`; answers whether it did.
pub async fn update(unit: &mut Unit, settings: &CommentSettings, now: Timestamp) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "update comment_settings
         set policy = $3, closes_after_days = $4, holds_after_days = $5, links_allowed = $6, requires_email = $7,
             message = $8, edit_minutes = $9, doubtful_from = $10, spam_from = $11, thread_order = $12,
             shows_avatars = $13, reports_hold_from = $14, version = version + 1, updated_at = $2
         where id = 1 and version = $1",
    )
    .bind(settings.version)
    .bind(now)
    .bind(settings.policy)
    .bind(settings.closes_after_days)
    .bind(settings.holds_after_days)
    .bind(settings.links_allowed)
    .bind(settings.requires_email)
    .bind(&settings.message)
    .bind(settings.edit_minutes)
    .bind(settings.doubtful_from)
    .bind(settings.spam_from)
    .bind(settings.order)
    .bind(settings.shows_avatars)
    .bind(settings.reports_hold_from)
    .execute(unit.connection())
    .await?;
    Ok(done.rows_affected() == 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::comment::{Policy, ThreadOrder};
    use crate::model::key::{Key, Keys};
    use crate::store::Db;

    #[tokio::test]
    async fn an_update_is_seen_at_once_and_a_stale_one_is_refused() {
        let (_folder, db) = Db::scratch().await;
        let changed = CommentSettings {
            policy: Policy::Closed,
            closes_after_days: Some(30),
            holds_after_days: None,
            links_allowed: Some(0),
            requires_email: true,
            reports_hold_from: Some(3),
            message: "Be kind.".to_owned(),
            edit_minutes: 5,
            doubtful_from: 30,
            spam_from: 99,
            order: ThreadOrder::Newest,
            shows_avatars: false,
            ..db.settings().comments.clone()
        };
        let stale = CommentSettings { policy: Policy::Publish, ..changed.clone() };
        for (settings, expected) in [(changed, true), (stale, false)] {
            let done: Result<bool, StoreError> = db
                .write(move |unit| {
                    Box::pin(async move {
                        Ok((update(unit, &settings, Timestamp(5)).await?, Keys::of([Key::Site])))
                    })
                })
                .await;
            assert_eq!(done.unwrap(), expected);
        }
        let saved = db.settings().comments.clone();
        assert_eq!((saved.policy, saved.message.as_str(), saved.version), (Policy::Closed, "Be kind.", 2));
        assert_eq!(saved.edit_minutes, 5);
        assert_eq!((saved.doubtful_from, saved.spam_from), (30, 99));
        assert_eq!((saved.order, saved.shows_avatars), (ThreadOrder::Newest, false));
        assert_eq!((saved.closes_after_days, saved.holds_after_days), (Some(30), None));
        assert_eq!((saved.links_allowed, saved.requires_email), (Some(0), true));
        assert_eq!(saved.reports_hold_from, Some(3));
        assert_eq!(db.settings().version, 1, "the others have a version of their own");
    }
}
