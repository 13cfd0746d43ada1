//! The library as those see it who write: everything that is there, the newest first, narrowed by what is looked for;
//! and what of it is still to be removed.

use super::super::db::Source;
use super::super::error::StoreError;
use super::media;
use crate::model::ids::MediaId;
use crate::model::media::{MediaKind, Medium};

/// What is looked for; what is none or false narrows nothing.
#[derive(Debug, Clone, Default)]
pub struct Sought {
    pub kind: Option<MediaKind>,
    /// A part of the title or of what it shows.
    pub words: Option<String>,
    pub is_without_alt: bool,
    pub is_unused: bool,
}

/// A page of the library.
#[derive(Debug, Clone)]
pub struct Page {
    pub media: Vec<Medium>,
    /// What the next page stands behind, if there is one.
    pub next: Option<MediaId>,
}

/// Media behind a place in the library, or from its beginning.
pub async fn page(
    db: &mut impl Source,
    sought: &Sought,
    before: Option<MediaId>,
    limit: i64,
) -> Result<Page, StoreError> {
    let pattern = |words: &str| {
        let escaped = words.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        format!("%{escaped}%")
    };
    let mut found: Vec<Medium> = sqlx::query_as(media!(
        "from media m
         where m.state = 'ready'
           and m.id < $1
           and ($2 is null or m.kind = $2)
           and ($3 is null or m.title like $3 escape '\\' or m.alt like $3 escape '\\'
                or m.title like $4 escape '\\' or m.alt like $4 escape '\\')
           and ($5 = 0 or (m.kind = 'picture' and m.alt = ''))
           and ($6 = 0 or not (exists (select 1 from media_uses u where u.media_id = m.id)
                               or exists (select 1 from posts p where p.cover_id = m.id)
                               or exists (select 1 from users u where u.picture_id = m.id)))
         order by m.id desc
         limit $7"
    ))
    .bind(before.unwrap_or(MediaId(i64::MAX)))
    .bind(sought.kind)
    .bind(sought.words.as_deref().map(pattern))
    // SQLite folds case for A to Z alone.
    .bind(sought.words.as_deref().map(|words| pattern(&words.to_lowercase())))
    .bind(sought.is_without_alt)
    .bind(sought.is_unused)
    // One more than fits tells that there are more.
    .bind(limit + 1)
    .fetch_all(db.connection())
    .await?;
    let fits = usize::try_from(limit).unwrap_or_default();
    let has_more = found.len() > fits;
    found.truncate(fits);
    let next = found.last().filter(|_| has_more).map(|last| last.id);
    Ok(Page { media: found, next })
}

/// What is going and has files to be removed, a few at a time.
pub async fn deleting(db: &mut impl Source, limit: i64) -> Result<Vec<(MediaId, String)>, StoreError> {
    Ok(sqlx::query_as("select id, name from media where state = 'deleting' order by id limit $1")
        .bind(limit)
        .fetch_all(db.connection())
        .await?)
}
