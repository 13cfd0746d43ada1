//! Lists of posts as their editors see them: every state, the newest change first, narrowed by what is looked for.

use crate::model::ids::{PostId, TagId, UserId};
use crate::model::path::PublicPath;
use crate::model::post::{PostKind, PostState};
use crate::model::timestamp::Timestamp;
use crate::store::db::Source;
use crate::store::error::StoreError;

/// A post as a line of the desk's list.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct DeskLine {
    pub id: PostId,
    pub state: PostState,
    pub title: String,
    pub path: Option<PublicPath>,
    pub published_at: Option<Timestamp>,
    pub updated_at: Timestamp,
    pub comment_count: i64,
}

/// A place in the order by change: what comes next was changed earlier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChangeCursor {
    pub updated_at: Timestamp,
    pub id: PostId,
}

/// What is looked for. Without a state: everything but the trash.
#[derive(Debug, Clone)]
pub struct Sought {
    pub kind: PostKind,
    pub state: Option<PostState>,
    pub author: Option<UserId>,
    pub tag: Option<TagId>,
    /// A part of the title.
    pub title: Option<String>,
}

/// What both lists share; `$1` is the kind, and a null narrows nothing.
macro_rules! lines {
    ($before:literal, $states:literal) => {
        concat!(
            $before,
            "select p.id, p.state, p.title, paths.path, p.published_at, p.updated_at, p.comment_count
             from posts p
             left join paths on paths.post_id = p.id and paths.role = 'canonical'
             where p.kind = $1 and ",
            $states,
            " and (p.updated_at, p.id) < ($2, $3)
              and ($4 is null or exists (select 1 from post_authors a where a.post_id = p.id and a.user_id = $4))
              and ($5 is null or exists (select 1 from post_tags t where t.post_id = p.id and t.tag_id = $5))
              and ($6 is null or p.title like $6 escape '\\' or p.title like $7 escape '\\')
             order by p.updated_at desc, p.id desc
             limit $8"
        )
    };
}

const EVERY_STATE: &str = lines!("", "p.state <> 'trashed'");
const ONE_STATE: &str = lines!("", "p.state = $9");

/// Posts of the desk behind a place in the list, or from its beginning.
pub async fn lines(
    db: &mut impl Source,
    sought: &Sought,
    before: Option<ChangeCursor>,
    limit: i64,
) -> Result<Vec<DeskLine>, StoreError> {
    let before = before.unwrap_or(ChangeCursor { updated_at: Timestamp(i64::MAX), id: PostId(i64::MAX) });
    let title = sought.title.as_deref();
    let statement = if sought.state.is_some() { ONE_STATE } else { EVERY_STATE };
    let mut query = sqlx::query_as(statement)
        .bind(sought.kind)
        .bind(before.updated_at)
        .bind(before.id)
        .bind(sought.author)
        .bind(sought.tag)
        .bind(title.map(|words| pattern(&words.to_lowercase())))
        .bind(title.map(|words| pattern(&capital(words))))
        .bind(limit);
    if let Some(state) = sought.state {
        query = query.bind(state);
    }
    Ok(query.fetch_all(db.connection()).await?)
}

/// SQLite folds case for A to Z alone, so a word is also sought with a capital of its own language.
fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A `like` pattern that finds these words wherever they stand, whatever they hold.
fn pattern(words: &str) -> String {
    let escaped = words.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{escaped}%")
}

/// How many posts of a kind stand in each state, of one author or of all.
pub async fn count_by_state(
    db: &mut impl Source,
    kind: PostKind,
    author: Option<UserId>,
) -> Result<Vec<(PostState, i64)>, StoreError> {
    Ok(sqlx::query_as(
        "select p.state, count(*)
         from posts p
         where p.kind = $1
           and ($2 is null or exists (select 1 from post_authors a where a.post_id = p.id and a.user_id = $2))
         group by p.state",
    )
    .bind(kind)
    .bind(author)
    .fetch_all(db.connection())
    .await?)
}

/// Somebody by whom a list can be narrowed.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Writer {
    pub id: UserId,
    pub name: String,
}

/// Everybody whose name stands under something, by name; more than these are found by title.
pub async fn writers(db: &mut impl Source) -> Result<Vec<Writer>, StoreError> {
    Ok(sqlx::query_as(
        "select u.id, u.name
         from users u
         where exists (select 1 from post_authors a where a.user_id = u.id)
         order by u.name, u.id
         limit 200",
    )
    .fetch_all(db.connection())
    .await?)
}

/// How both lists are looked up, for the test of their plans.
#[cfg(test)]
pub(super) const PLANS: [&str; 2] =
    [lines!("explain query plan ", "p.state <> 'trashed'"), lines!("explain query plan ", "p.state = $9")];
