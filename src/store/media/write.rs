//! What changes media: arriving, being ready, being described, being shown by posts, going.

use super::super::db::{Source, json_ids};
use super::super::error::StoreError;
use super::super::writer::Unit;
use crate::model::ids::{MediaId, PostId, UserId};
use crate::model::media::{MediaKind, MediaState};
use crate::model::timestamp::Timestamp;

/// A medium whose files are about to be put into their places.
#[derive(Debug, Clone)]
pub struct NewMedium {
    pub name: String,
    pub kind: MediaKind,
    pub media_type: String,
    pub ending: String,
    pub bytes: i64,
    pub width: Option<i64>,
    pub height: Option<i64>,
    /// With spaces between.
    pub widths: String,
    pub title: String,
    pub uploaded_by: Option<UserId>,
    pub placeholder: Option<String>,
}

#[cfg(test)]
impl NewMedium {
    /// A picture for tests, named after the title.
    pub fn sample(title: &str) -> Self {
        Self {
            name: crate::model::media::name_of(format!("{title:x<32}").as_bytes()),
            kind: MediaKind::Picture,
            media_type: "image/jpeg".to_owned(),
            ending: "jpg".to_owned(),
            bytes: 1000,
            width: Some(960),
            height: Some(720),
            widths: "480 960".to_owned(),
            title: title.to_owned(),
            uploaded_by: None,
            placeholder: None,
        }
    }
}

/// Where the medium of a name stands, if it has a row.
pub async fn standing(db: &mut impl Source, name: &str) -> Result<Option<(MediaId, MediaState)>, StoreError> {
    Ok(sqlx::query_as("select id, state from media where name = $1")
        .bind(name)
        .fetch_optional(db.connection())
        .await?)
}

/// Writes down that a medium arrives. One that is arriving already, since its process ended or is as far as we are,
/// stays the same row and is arriving since now. One that was gone comes back as the same row, so that texts that name it
/// show it again and are known to.
pub async fn arrive(unit: &mut Unit, medium: &NewMedium, now: Timestamp) -> Result<MediaId, StoreError> {
    if let Some(id) = come_back(unit, medium, now).await? {
        return Ok(id);
    }
    Ok(sqlx::query_scalar(
        "insert into media (name, state, kind, media_type, ending, bytes, width, height, widths, title, alt,
                            uploaded_by, changed_at, created_at, placeholder)
         values ($1, 'arriving', $2, $3, $4, $5, $6, $7, $8, $9, '', $10, $11, $11, $12)
         on conflict (name) do update set changed_at = $11
         returning id",
    )
    .bind(&medium.name)
    .bind(medium.kind)
    .bind(&medium.media_type)
    .bind(&medium.ending)
    .bind(medium.bytes)
    .bind(medium.width)
    .bind(medium.height)
    .bind(&medium.widths)
    .bind(&medium.title)
    .bind(medium.uploaded_by)
    .bind(now)
    .bind(&medium.placeholder)
    .fetch_one(unit.connection())
    .await?)
}

async fn come_back(
    unit: &mut Unit,
    medium: &NewMedium,
    now: Timestamp,
) -> Result<Option<MediaId>, StoreError> {
    Ok(sqlx::query_scalar(
        "update media
         set state = 'arriving', kind = $2, media_type = $3, ending = $4, bytes = $5, width = $6, height = $7,
             widths = $8, title = $9, alt = '', uploaded_by = $10, changed_at = $11, created_at = $11,
             placeholder = $12
         where name = $1 and state = 'gone'
         returning id",
    )
    .bind(&medium.name)
    .bind(medium.kind)
    .bind(&medium.media_type)
    .bind(&medium.ending)
    .bind(medium.bytes)
    .bind(medium.width)
    .bind(medium.height)
    .bind(&medium.widths)
    .bind(&medium.title)
    .bind(medium.uploaded_by)
    .bind(now)
    .bind(&medium.placeholder)
    .fetch_optional(unit.connection())
    .await?)
}

/// Says that all files of a medium are in their places; answers whether it still is to be had.
pub async fn set_ready(unit: &mut Unit, id: MediaId, now: Timestamp) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "update media set state = 'ready', changed_at = $2 where id = $1 and state in ('arriving', 'ready')",
    )
    .bind(id)
    .bind(now)
    .execute(unit.connection())
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn describe(unit: &mut Unit, id: MediaId, title: &str, alt: &str) -> Result<(), StoreError> {
    sqlx::query("update media set title = $2, alt = $3 where id = $1")
        .bind(id)
        .bind(title)
        .bind(alt)
        .execute(unit.connection())
        .await?;
    Ok(())
}

/// Takes a medium away from everything that shows it; its files are removed later. Which texts name it is kept: they do so
/// until somebody changes them.
pub async fn set_deleting(unit: &mut Unit, id: MediaId, now: Timestamp) -> Result<(), StoreError> {
    for statement in [
        "update posts set cover_id = null where cover_id = $1",
        "update users set picture_id = null where picture_id = $1",
    ] {
        sqlx::query(statement).bind(id).execute(unit.connection()).await?;
    }
    sqlx::query("update media set state = 'deleting', changed_at = $2 where id = $1")
        .bind(id)
        .bind(now)
        .execute(unit.connection())
        .await?;
    Ok(())
}

/// Gives up a medium that could not be put into its place. Whoever sent the same file may have had it made ready since:
/// then it stays.
pub async fn give_up(unit: &mut Unit, id: MediaId, now: Timestamp) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "update media set state = 'deleting', changed_at = $2 where id = $1 and state = 'arriving'",
    )
    .bind(id)
    .bind(now)
    .execute(unit.connection())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Gives up what has been arriving since before an instant: whoever brought it is gone. Answers how many.
pub async fn give_up_arriving(unit: &mut Unit, before: Timestamp, now: Timestamp) -> Result<u64, StoreError> {
    let done = sqlx::query(
        "update media set state = 'deleting', changed_at = $2 where state = 'arriving' and changed_at < $1",
    )
    .bind(before)
    .bind(now)
    .execute(unit.connection())
    .await?;
    Ok(done.rows_affected())
}

/// Forgets a medium whose files are gone, but for its name and that it was there.
pub async fn forget(unit: &mut Unit, id: MediaId, now: Timestamp) -> Result<(), StoreError> {
    sqlx::query(
        "update media
         set state = 'gone', title = '', alt = '', uploaded_by = null, placeholder = null, changed_at = $2
         where id = $1 and state = 'deleting'",
    )
    .bind(id)
    .bind(now)
    .execute(unit.connection())
    .await?;
    Ok(())
}

/// Writes down which media a post's text names, in whatever state; names that nothing ever had are passed over.
pub async fn replace_uses(unit: &mut Unit, post: PostId, names: &[String]) -> Result<(), StoreError> {
    sqlx::query("delete from media_uses where post_id = $1").bind(post).execute(unit.connection()).await?;
    if names.is_empty() {
        return Ok(());
    }
    sqlx::query(
        "insert into media_uses (media_id, post_id)
         select id, $2 from media where name in (select value from json_each($1))",
    )
    .bind(json_ids(names))
    .bind(post)
    .execute(unit.connection())
    .await?;
    Ok(())
}

/// Chooses a post's cover, or none. One that is going meanwhile is none.
pub async fn set_cover(unit: &mut Unit, post: PostId, cover: Option<MediaId>) -> Result<(), StoreError> {
    sqlx::query(
        "update posts set cover_id = (select id from media where id = $2 and state = 'ready') where id = $1",
    )
    .bind(post)
    .bind(cover)
    .execute(unit.connection())
    .await?;
    Ok(())
}
