//! How SQLite goes about every read of an anonymous page: by an index, without sorting what an index has in order, in
//! a database without statistics, in an analysed one and in one after `pragma optimize`.

pub mod seed;

use super::comments::{OF_ADDRESS, erasure, exports, pins, threads, versions};
use super::db::Source as _;
use super::posts::{End, List};
use super::{
    Db, Reader, Unit, archive, audit, authors, claims, comment_feeds, media, old_addresses, paths, posts,
    search, sitemap, tags,
};
use crate::model::ids::{TagId, UserId};
use crate::model::key::Keys;
use crate::store::StoreError;

/// A statement and what its plan has to name.
struct Read {
    statement: &'static str,
    index: &'static str,
    /// Sorts rows whose number is bounded by the statement itself, before anything wide is read.
    sorts_few: bool,
}

fn read(statement: &'static str, index: &'static str) -> Read {
    Read { statement, index, sorts_few: false }
}

/// A page of a thread begins right where it begins: with less of the index, a long thread would be read from its start.
const THREAD_ORDER: &str = "comments_of_post (post_id=? AND (thread_id,branch_id,twig_id,leaf_id)";

fn reads() -> Vec<Read> {
    let lists = [
        (List::All, "posts_by_date"),
        (List::Tag(TagId(1)), "post_tags_by_date"),
        (List::Author(UserId(1)), "post_authors_by_date"),
    ];
    let mut reads: Vec<_> = lists
        .into_iter()
        .flat_map(|(list, index)| {
            [End::Newest, End::Oldest].map(|from| read(posts::list_statement(list, from), index))
        })
        .collect();
    reads.extend([
        read(posts::PUBLISHED, "paths_canonical"),
        read(posts::PUBLISHED_AT, "PRIMARY KEY"),
        Read { statement: posts::around::AROUND, index: "posts_by_date", sorts_few: true },
        read(posts::HEADER_PAGES, "posts_by_title"),
        read(paths::RESOLVE, "PRIMARY KEY"),
        read(archive::MONTHS, "archive_months"),
        read(tags::BY_SLUG, "tags"),
        read(tags::BY_SOURCE_NAME, "tags"),
        read(tags::BY_NAME, "tags"),
        read(tags::MOST_USED, "tags_by_count"),
        read(authors::BY_SLUG, "users"),
        read(authors::MOVED_TO, "users"),
        read(claims::COMMENTS_LEFT, "comments_of_user"),
        read(claims::UNFINISHED, "users_merged"),
        read(threads::FROM, THREAD_ORDER),
        read(threads::BEFORE, THREAD_ORDER),
        read(threads::OTHERS, "comments_of_post (post_id=?)"),
        read(threads::newest::BACKWARDS, "comments_of_post (post_id=? AND thread_id<?)"),
        read(threads::newest::AFTER, "comments_of_post (post_id=? AND thread_id>?)"),
        Read { statement: threads::ABOVE, index: "PRIMARY KEY", sorts_few: true },
        Read { statement: threads::ANSWERED, index: "PRIMARY KEY", sorts_few: true },
        read(pins::PINNED, "PRIMARY KEY"),
        read(versions::OF, "comment_versions_of_comment"),
        read(OF_ADDRESS, "comments_of_email"),
        read(erasure::OF_COMMENTER, "comments_of_commenter"),
        read(erasure::OF_ADDRESS, "comments_of_email"),
        read(erasure::WITHDRAWN, "comments_withdrawn"),
        read(exports::OF_COMMENTER, "comments_of_commenter"),
        read(exports::OF_ADDRESS, "comments_of_email"),
        read(audit::OF, "audit_of_noun"),
        read(audit::LAST, "audit_of_noun"),
        read(threads::WRITTEN_AT, "comments_of_post_by_date (post_id=? AND published_at=?)"),
        read(comment_feeds::NEWEST_OF_POST, "comments_of_post_by_date"),
        Read { statement: comment_feeds::NEWEST, index: "comments_by_date", sorts_few: true },
        Read { statement: comment_feeds::RECENT, index: "comments_by_date", sorts_few: true },
        read(comment_feeds::SINCE, "comments_by_date"),
        read(search::COUNTED, "VIRTUAL TABLE INDEX"),
        Read { statement: search::RANKED, index: "VIRTUAL TABLE INDEX", sorts_few: true },
        Read { statement: search::NEWEST, index: "VIRTUAL TABLE INDEX", sorts_few: true },
        read(search::NEXT_WORD, "VIRTUAL TABLE INDEX"),
        read(search::HITS, "PRIMARY KEY"),
        read(sitemap::ADDRESSES, "PRIMARY KEY"),
        read(sitemap::LAST, "SEARCH posts"),
        read(old_addresses::BY_SOURCE, "INDEX"),
        read(old_addresses::FIRST_SINCE, "posts_by_date"),
        read(old_addresses::IS_ANY_BEFORE, "posts_by_date"),
        read(media::BY_NAMES_OR_IDS, "SEARCH m USING"),
        Read { statement: tags::OF_POSTS, index: "PRIMARY KEY", sorts_few: true },
        Read { statement: authors::OF_POSTS, index: "PRIMARY KEY", sorts_few: true },
    ]);
    reads
}

pub async fn plan(reader: &mut Reader, statement: &str) -> Vec<String> {
    let explained = sqlx::AssertSqlSafe(format!("explain query plan {statement}"));
    let rows: Vec<(i64, i64, i64, String)> =
        sqlx::query_as(explained).fetch_all(reader.connection()).await.unwrap();
    rows.into_iter().map(|row| row.3).collect()
}

fn faults(read: &Read, plan: &[String]) -> Vec<String> {
    let uses_index = plan.iter().any(|step| step.contains(read.index));
    // What is read in turn is a table unless it is a list that the statement itself holds, or walks an index in order.
    let scans = plan.iter().filter(|step| {
        step.starts_with("SCAN")
            && !["USING INDEX", "USING COVERING INDEX", "VIRTUAL TABLE", "json_each"]
                .iter()
                .any(|way| step.contains(way))
            && !["SCAN newest", "SCAN earlier", "SCAN (subquery", "SCAN CONSTANT ROW", "SCAN archive_months"]
                .iter()
                .any(|list| step.starts_with(list))
    });
    let sorts = plan.iter().filter(|step| step.contains("TEMP B-TREE") && !read.sorts_few);
    let mut told: Vec<String> = scans.chain(sorts).cloned().collect();
    if !uses_index {
        told.push(format!("{} is not used", read.index));
    }
    told
}

/// What SQLite can know about the tables when it plans.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    Nothing,
    /// All, as after `analyze`.
    All,
    /// What `pragma optimize` leaves of it.
    Sampled,
}

impl Known {
    pub const EACH: [Self; 3] = [Self::Nothing, Self::All, Self::Sampled];

    /// To be asked for once in a database, before which nothing is known.
    pub async fn learn(self, unit: &mut Unit) -> Result<(), StoreError> {
        match self {
            Self::Nothing => {}
            Self::All => {
                sqlx::query("analyze").execute(unit.connection()).await?;
            }
            Self::Sampled => {
                for statement in ["pragma analysis_limit = 200", "pragma optimize = 0x10002"] {
                    sqlx::query(statement).execute(unit.connection()).await?;
                }
            }
        }
        Ok(())
    }
}

#[tokio::test]
async fn anonymous_pages_read_by_index_and_never_sort_a_table() {
    let mut told = Vec::new();
    for known in Known::EACH {
        let (_folder, db) = Db::scratch().await;
        seed::blog(&db).await;
        learn(&db, known).await;
        let mut reader = db.reader().await.unwrap();
        for read in reads() {
            let plan = plan(&mut reader, read.statement).await;
            let faults = faults(&read, &plan);
            if !faults.is_empty() {
                told.push(format!("{faults:?}, known: {known:?}{}\n{}", read.statement, plan.join("\n")));
            }
        }
    }
    assert!(told.is_empty(), "{}", told.join("\n\n"));
}

#[tokio::test]
async fn a_sample_leaves_something_to_be_known() {
    let (_folder, db) = Db::scratch().await;
    seed::blog(&db).await;
    learn(&db, Known::Sampled).await;
    let mut reader = db.reader().await.unwrap();
    let known: Vec<String> =
        sqlx::query_scalar("select distinct tbl from sqlite_stat1 where tbl in ('posts', 'comments')")
            .fetch_all(reader.connection())
            .await
            .unwrap();
    assert_eq!(known.len(), 2, "{known:?}");
}

#[tokio::test]
async fn a_scan_and_a_sort_are_seen() {
    let (_folder, db) = Db::scratch().await;
    let mut reader = db.reader().await.unwrap();
    let bad = read("select id from posts where title > $1 order by text", "posts_by_date");
    let plan = plan(&mut reader, bad.statement).await;
    assert_eq!(faults(&bad, &plan).len(), 3, "{plan:?}");
}

pub async fn learn(db: &Db, known: Known) {
    let done: Result<(), StoreError> =
        db.write(move |unit| Box::pin(async move { Ok((known.learn(unit).await?, Keys::none())) })).await;
    done.unwrap();
}
