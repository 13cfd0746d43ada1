//! The one row of settings.

use sqlx::sqlite::SqliteConnection;

use super::comment_settings;
use super::db::Source;
use super::error::StoreError;
use super::writer::Unit;
use crate::model::comment_settings::CommentSettings;
use crate::model::settings::{FeedShows, HomeShows, Settings};
use crate::model::timestamp::{Timestamp, Zone};

#[derive(sqlx::FromRow)]
struct Row {
    title: String,
    tagline: String,
    time_zone: String,
    language: String,
    base_url: Option<String>,
    home_shows: HomeShows,
    posts_per_page: i64,
    feed_shows: FeedShows,
    shows_share_links: bool,
    signing_secret: Vec<u8>,
    version: i64,
}

impl Row {
    fn with(self, comments: CommentSettings) -> Settings {
        let row = self;
        let zone = Zone::named(&row.time_zone).unwrap_or_else(|error| {
            tracing::error!(%error, "the stored time zone is unknown, dates are shown in UTC");
            Zone::utc()
        });
        Settings {
            title: row.title,
            tagline: row.tagline,
            zone,
            language: row.language,
            base_url: row.base_url,
            home_shows: row.home_shows,
            posts_per_page: row.posts_per_page,
            feed_shows: row.feed_shows,
            comments,
            shows_share_links: row.shows_share_links,
            signing_secret: row.signing_secret,
            version: row.version,
        }
    }
}

pub async fn load(db: &mut impl Source) -> Result<Settings, StoreError> {
    let row: Row = sqlx::query_as(
        "select title, tagline, time_zone, language, base_url, home_shows, posts_per_page, feed_shows,
                shows_share_links, signing_secret, version
         from settings
         where id = 1",
    )
    .fetch_one(db.connection())
    .await?;
    Ok(row.with(comment_settings::load(db).await?))
}

/// Puts the first settings into a new database; does nothing in one that has some.
pub(super) async fn ensure(connection: &mut SqliteConnection, secret: [u8; 32]) -> Result<(), StoreError> {
    sqlx::query(
        "insert into settings (id, title, tagline, time_zone, language, home_shows, posts_per_page, feed_shows,
                               shows_share_links, signing_secret, version, created_at, updated_at)
         values (1, 'A new blog', '', 'UTC', 'en', 'jump_break', 10, 'whole', 1, $1, 1, 0, 0)
         on conflict (id) do nothing",
    )
    .bind(secret.as_slice())
    .execute(connection)
    .await?;
    Ok(())
}

/// Replaces everything an editor may change here if nobody else did since `settings.version`; answers whether it did.
pub async fn update(unit: &mut Unit, settings: &Settings, now: Timestamp) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "update settings
         set title = $1, tagline = $2, time_zone = $3, language = $4, base_url = $5, home_shows = $6,
             posts_per_page = $7, feed_shows = $8, shows_share_links = $9, version = version + 1, updated_at = $10
         where id = 1 and version = $11",
    )
    .bind(&settings.title)
    .bind(&settings.tagline)
    .bind(settings.zone.name())
    .bind(&settings.language)
    .bind(&settings.base_url)
    .bind(settings.home_shows)
    .bind(settings.posts_per_page)
    .bind(settings.feed_shows)
    .bind(settings.shows_share_links)
    .bind(now)
    .bind(settings.version)
    .execute(unit.connection())
    .await?;
    Ok(done.rows_affected() == 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::key::{Key, Keys};
    use crate::store::Db;

    #[tokio::test]
    async fn an_update_is_seen_at_once_and_a_stale_one_is_refused() {
        let (_folder, db) = Db::scratch().await;
        let mut changed = (*db.settings()).clone();
        changed.title = "Margins".to_owned();
        changed.shows_share_links = false;
        let stale = changed.clone();
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
        assert_eq!(db.settings().title, "Margins");
        assert_eq!((db.settings().version, db.settings().shows_share_links), (2, false));
    }
}
