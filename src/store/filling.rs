//! An empty blog filled at once, many times faster than by verbs: in a copy that nobody else has open, so without a journal
//! and without waiting for the disk, and in two or three transactions, so that the writer's bound on units means nothing here. What is
//! left behind is what the verbs would have left. A copy that was not finished is worth nothing.

mod rows;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::Path;

use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteLockingMode, SqliteSynchronous,
};
use sqlx::{ConnectOptions as _, Connection as _};

use super::db::Source as _;
use super::error::StoreError;
use super::writer::Unit;
use crate::model::comment::{CommentState, Reason};
use crate::model::html::Html;
use crate::model::ids::{PostId, TagId, UserId};
use crate::model::path::PublicPath;
use crate::model::timestamp::{Month, Timestamp};

/// A public post that was never changed, with all that stands below it.
#[derive(Debug, Clone)]
pub struct FilledPost {
    pub entry_id: String,
    pub title: String,
    /// Markdown, and what was made of it.
    pub source: String,
    pub html: Html,
    pub lead: Option<Html>,
    pub text: String,
    pub render_version: i64,
    pub published_at: Timestamp,
    pub published_offset_minutes: i64,
    /// The one of its date in the blog's zone.
    pub month: Month,
    pub path: PublicPath,
    pub author: UserId,
    pub tags: Vec<TagId>,
    /// In the order of writing.
    pub comments: Vec<FilledComment>,
}

/// A comment that came from nobody in particular.
#[derive(Debug, Clone)]
pub struct FilledComment {
    /// The place, among those of the post, of the one that it answers.
    pub parent: Option<usize>,
    pub public_id: String,
    pub receipt: String,
    pub state: CommentState,
    pub reason: Reason,
    pub name: String,
    pub source: String,
    pub html: Html,
    pub render_version: i64,
    pub content_hash: Vec<u8>,
    pub published_at: Timestamp,
}

/// An empty blog that nobody else can open until this is dropped.
pub struct Held(SqliteConnection);

impl Held {
    /// Takes hold of a blog, if nobody has it open and nothing is in it.
    pub async fn take(database: &Path) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::new()
            .filename(database)
            .create_if_missing(false)
            .locking_mode(SqliteLockingMode::Exclusive);
        let mut connection = options.connect().await?;
        // Refused while another connection is open, and leaves no log beside the file.
        sqlx::query("pragma journal_mode = delete").execute(&mut connection).await?;
        sqlx::raw_sql("begin exclusive; commit").execute(&mut connection).await?;
        let is_empty: bool = sqlx::query_scalar(
            "select not exists (select 1 from posts) and not exists (select 1 from comments)
                    and not exists (select 1 from paths)",
        )
        .fetch_one(&mut connection)
        .await?;
        if !is_empty {
            return Err(StoreError::Opening("This blog has posts already.".to_owned()));
        }
        Ok(Self(connection))
    }

    /// Copies it into a new file to be filled with about so many comments.
    pub async fn copy(&mut self, copy: &Path, comments: u64) -> Result<Filling, StoreError> {
        sqlx::query("vacuum into $1").bind(copy.to_string_lossy().into_owned()).execute(&mut self.0).await?;
        Filling::begin(copy, comments).await
    }

    pub async fn release(self) -> Result<(), StoreError> {
        Ok(self.0.close().await?)
    }
}

/// How much memory may be taken: the indexes of random keys are written all over, so they had better fit.
fn cache_kilobytes(comments: u64) -> u64 {
    64 * 1024 + comments * 150 / 1024
}

/// Posts between two times that the search index is written: each time makes a piece of its own of it.
const POSTS_TO_INDEX: i64 = 10_000;

/// Bytes of the search index that are gathered before they are written.
const WORDS_GATHERED: i64 = 64 * 1024 * 1024;

/// Indexes whose keys come in no order, and that can be made at the end at once, since no table's definition has them.
const DROP_INDEXES: &str = "drop index posts_by_title; drop index comments_by_content";
/// The same as in the migrations, word for word.
const MAKE_INDEXES: [&str; 2] = [
    "create index posts_by_title on posts (kind, state, title, id)",
    "create index comments_by_content on comments (content_hash, created_at)
    where import_id is null and reason <> 'known'",
];

/// A copy that is being filled.
pub struct Filling {
    unit: Unit,
    first_post: i64,
    next_post: i64,
    next_comment: i64,
    /// Up to where posts can be searched for.
    indexed: i64,
    months: BTreeMap<Month, i64>,
    states: BTreeMap<&'static str, i64>,
}

impl Filling {
    async fn begin(copy: &Path, comments: u64) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::new()
            .filename(copy)
            .create_if_missing(false)
            .locking_mode(SqliteLockingMode::Exclusive)
            .journal_mode(SqliteJournalMode::Off)
            .synchronous(SqliteSynchronous::Off)
            // What names what is decided here; `copies::check` says in the tests whether it was right.
            .foreign_keys(false)
            .pragma("cache_size", format!("-{}", cache_kilobytes(comments)))
            .pragma("temp_store", "memory")
            .disable_statement_logging();
        let mut unit = Unit::over(options.connect().await?);
        let connection = unit.connection();
        sqlx::raw_sql("begin exclusive").execute(&mut *connection).await?;
        sqlx::raw_sql(DROP_INDEXES).execute(&mut *connection).await?;
        sqlx::query("insert into search (search, rank) values ('hashsize', $1)")
            .bind(WORDS_GATHERED)
            .execute(&mut *connection)
            .await?;
        // Ids that were given once never return.
        let (last_post, last_comment): (i64, i64) = sqlx::query_as(
            "select coalesce((select seq from sqlite_sequence where name = 'posts'), 0),
                    coalesce((select seq from sqlite_sequence where name = 'comments'), 0)",
        )
        .fetch_one(connection)
        .await?;
        Ok(Self {
            unit,
            first_post: last_post + 1,
            next_post: last_post + 1,
            next_comment: last_comment + 1,
            indexed: last_post,
            months: BTreeMap::new(),
            states: BTreeMap::new(),
        })
    }

    /// For the few rows that need no haste. What is written here stands in the copy alone.
    pub fn unit(&mut self) -> &mut Unit {
        &mut self.unit
    }

    /// Writes a post down. The later one has to be the newer one.
    pub async fn add(&mut self, post: &FilledPost, now: Timestamp) -> Result<PostId, StoreError> {
        let id = PostId(self.next_post);
        let comments = rows::standing(&post.comments, self.next_comment);
        rows::insert(&mut self.unit, id, post, &comments, now).await?;
        self.next_post += 1;
        self.next_comment += rows::count(&post.comments);
        *self.months.entry(post.month).or_default() += 1;
        for comment in &post.comments {
            *self.states.entry(comment.state.word()).or_default() += 1;
        }
        if id.0 - self.indexed >= POSTS_TO_INDEX {
            self.index().await?;
        }
        Ok(id)
    }

    /// Makes the posts found that were written down since the last time.
    async fn index(&mut self) -> Result<(), StoreError> {
        sqlx::query(
            "insert into search (rowid, title, body) select id, title, text from posts where id > $1 order by id",
        )
        .bind(self.indexed)
        .execute(self.unit.connection())
        .await?;
        self.indexed = self.next_post - 1;
        Ok(())
    }

    /// Counts, makes the last indexes and ends. What is in the file has yet to reach the disk.
    pub async fn finish(mut self) -> Result<(), StoreError> {
        self.index().await?;
        self.count().await?;
        let connection = self.unit.connection();
        // An index is sorted in memory, which has to be had back first.
        sqlx::raw_sql("delete from search_config where k = 'hashsize'; commit; pragma shrink_memory")
            .execute(&mut *connection)
            .await?;
        for index in MAKE_INDEXES {
            sqlx::raw_sql(index).execute(&mut *connection).await?;
        }
        // As every blog is: whoever opens it first would have to change it, and be refused if somebody writes just then.
        sqlx::query("pragma journal_mode = wal").execute(self.unit.connection()).await?;
        self.unit.close().await
    }

    async fn count(&mut self) -> Result<(), StoreError> {
        let connection = self.unit.connection();
        for statement in [
            "update tags set post_count = post_count + (select count(*) from post_tags l
                                                        where l.tag_id = tags.id and l.post_id >= $1)",
            "update users set post_count = post_count + (select count(*) from post_authors l
                                                         where l.user_id = users.id and l.post_id >= $1)",
        ] {
            sqlx::query(statement).bind(self.first_post).execute(&mut *connection).await?;
        }
        for (month, posts) in &self.months {
            sqlx::query("insert into archive_months (year, month, post_count) values ($1, $2, $3)")
                .bind(i64::from(month.year))
                .bind(i64::from(month.month))
                .bind(posts)
                .execute(&mut *connection)
                .await?;
        }
        for (state, comments) in &self.states {
            sqlx::query("update comment_counts set total = total + $2 where state = $1")
                .bind(state)
                .bind(comments)
                .execute(&mut *connection)
                .await?;
        }
        Ok(())
    }
}
