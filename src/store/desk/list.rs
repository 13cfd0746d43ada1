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

/// Of so many posts at a time it is seen whether they are what is looked for; more are looked at when asked for.
const LOOKED_AT: i64 = 10_000;

/// Beyond this nobody counts.
pub const MOST_COUNTED: i64 = 10_000;

/// A page of a list.
#[derive(Debug, Clone)]
pub struct Lines {
    pub lines: Vec<DeskLine>,
    /// What the next page stands behind. There may be one though this has few lines or none: they were all that was
    /// found among those looked at.
    pub next: Option<ChangeCursor>,
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

impl Sought {
    /// May many be passed over for each that is shown?
    fn is_narrow(&self) -> bool {
        self.author.is_some() || self.tag.is_some() || self.title.is_some()
    }
}

/// What both lists share; `$1` is the kind, `$9` how many are looked at, and a null narrows nothing. The cross join keeps
/// the order.
macro_rules! lines {
    ($before:literal, $states:literal) => {
        concat!(
            $before,
            "select p.id, p.state, p.title, paths.path, p.published_at, p.updated_at, p.comment_count
             from (select id
                   from posts
                   where kind = $1 and ",
            $states,
            " and (updated_at, id) < ($2, $3)
                   order by updated_at desc, id desc
                   limit $9) looked_at
             cross join posts p on p.id = looked_at.id
             left join paths on paths.post_id = p.id and paths.role = 'canonical'
             where ($4 is null or exists (select 1 from post_authors a where a.post_id = p.id and a.user_id = $4))
               and ($5 is null or exists (select 1 from post_tags t where t.post_id = p.id and t.tag_id = $5))
               and ($6 is null or p.title like $6 escape '\\' or p.title like $7 escape '\\')
             limit $8"
        )
    };
}

const EVERY_STATE: &str = lines!("", "state <> 'trashed'");
const ONE_STATE: &str = lines!("", "state = $10");

/// The last of those that are looked at.
macro_rules! ends {
    ($states:literal) => {
        concat!(
            "select updated_at, id from posts where kind = $1 and ",
            $states,
            " and (updated_at, id) < ($2, $3) order by updated_at desc, id desc limit 1 offset $4"
        )
    };
}

const END_OF_EVERY_STATE: &str = ends!("state <> 'trashed'");
const END_OF_ONE_STATE: &str = ends!("state = $5");

/// Posts of the desk behind a place in the list, or from its beginning.
pub async fn lines(
    db: &mut impl Source,
    sought: &Sought,
    before: Option<ChangeCursor>,
    limit: i64,
) -> Result<Lines, StoreError> {
    let before = before.unwrap_or(ChangeCursor { updated_at: Timestamp(i64::MAX), id: PostId(i64::MAX) });
    let end = if sought.is_narrow() { end(db, sought, before).await? } else { None };
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
        // One more than fits tells that there are more.
        .bind(limit + 1)
        .bind(if sought.is_narrow() { LOOKED_AT } else { limit + 1 });
    if let Some(state) = sought.state {
        query = query.bind(state);
    }
    let mut lines: Vec<DeskLine> = query.fetch_all(db.connection()).await?;
    let fits = usize::try_from(limit).unwrap_or_default();
    if lines.len() <= fits {
        return Ok(Lines { lines, next: end });
    }
    lines.truncate(fits);
    let next = lines.last().map(|line| ChangeCursor { updated_at: line.updated_at, id: line.id });
    Ok(Lines { lines, next })
}

async fn end(
    db: &mut impl Source,
    sought: &Sought,
    before: ChangeCursor,
) -> Result<Option<ChangeCursor>, StoreError> {
    let statement = if sought.state.is_some() { END_OF_ONE_STATE } else { END_OF_EVERY_STATE };
    let mut query = sqlx::query_as(statement)
        .bind(sought.kind)
        .bind(before.updated_at)
        .bind(before.id)
        .bind(LOOKED_AT - 1);
    if let Some(state) = sought.state {
        query = query.bind(state);
    }
    let found: Option<(Timestamp, PostId)> = query.fetch_optional(db.connection()).await?;
    Ok(found.map(|(updated_at, id)| ChangeCursor { updated_at, id }))
}

/// SQLite folds case for A to Z alone, so a word is also sought with a capital of its own language.
pub(in crate::store) fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A `like` pattern that finds these words wherever they stand, whatever they hold.
pub(in crate::store) fn pattern(words: &str) -> String {
    let escaped = words.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{escaped}%")
}

const OF_ALL: &str = "
    select s.state, (select count(*)
                     from (select 1 from posts p where p.kind = $1 and p.state = s.state limit $2) as some) as number
    from (select 'draft' as state union all select 'in_review' union all select 'scheduled'
          union all select 'published' union all select 'unpublished' union all select 'trashed') s";

const OF_ONE: &str = "
    select state, count(*)
    from (select p.state
          from post_authors a
          cross join posts p on p.id = a.post_id and p.kind = $1
          where a.user_id = $3
          limit $2) some
    group by state";

/// How many posts of a kind stand in each state, of one author or of all. Nothing is counted much beyond `MOST_COUNTED`.
pub async fn count_by_state(
    db: &mut impl Source,
    kind: PostKind,
    author: Option<UserId>,
) -> Result<Vec<(PostState, i64)>, StoreError> {
    let mut query =
        sqlx::query_as(if author.is_some() { OF_ONE } else { OF_ALL }).bind(kind).bind(MOST_COUNTED + 1);
    if let Some(author) = author {
        query = query.bind(author);
    }
    let counts: Vec<(PostState, i64)> = query.fetch_all(db.connection()).await?;
    Ok(counts.into_iter().filter(|(_, count)| *count > 0).collect())
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
    [lines!("explain query plan ", "state <> 'trashed'"), lines!("explain query plan ", "state = $10")];
