//! What spam is told by: the newest decisions of moderators, comments that came with an import, and what waits to be
//! judged anew. Each question is bounded and goes by an index of its own.

use super::db::{Source, json_ids};
use super::error::StoreError;
use super::writer::Unit;
use crate::model::html::Html;
use crate::model::ids::CommentId;
use crate::model::spam::Score;
use crate::model::timestamp::Timestamp;

/// So many characters of a comment are read: what stands behind them is hardly looked at.
const MOST: i64 = 20_000;

/// Among so many of the newest published comments, those that came with an import are looked for, and spam among as many
/// that their writers deleted.
const LOOKED_AT: i64 = 20_000;

/// How the decisions stand: another one, or one taken back, makes another stamp.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Stamp {
    decisions: i64,
    times: i64,
    imported: i64,
}

/// What is judged of a comment.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Words {
    pub name: String,
    pub website: Option<String>,
    pub html: Html,
}

/// Comments that a moderator decided about and whose writers have not put other words there since: nobody has looked at
/// those. A change sets both times, and a decision after it the second alone.
macro_rules! decided {
    ($columns:literal, $state:literal, $limit:literal) => {
        concat!(
            "select ",
            $columns,
            " from comments
              where reason = 'moderator' and state = ",
            $state,
            " and (edited_by is null or edited_by <> 'writer' or edited_at < updated_at)
              order by updated_at desc, id desc
              limit ",
            $limit
        )
    };
}

const STAMP: &str = concat!(
    "select count(*) as decisions, coalesce(sum(newest.updated_at), 0) as times,
            coalesce((select max(finished_at) from imports), 0) as imported
     from (select 1 as kind, updated_at from (",
    decided!("updated_at", "'spam'", "$1"),
    ") union all select 2, updated_at from (",
    decided!("updated_at", "'published'", "$1"),
    ") union all select 3, updated_at from (",
    decided!("updated_at", "'rejected'", "$1"),
    ")) as newest"
);

const DECIDED: &str = decided!("name, website, substr(html, 1, $3) as html", "$1", "$2");

/// Spam that its writers deleted after a moderator had said so: what was decided is not theirs to take back, as long as
/// there are words.
const WITHDRAWN: &str = "
    select c.name, c.website, substr(c.html, 1, $2) as html
    from (select id from comments where reason = 'withdrawn' order by updated_at desc, id desc limit $3) as newest
    join comments c on c.id = newest.id
    where c.state_before = 'spam' and c.reason_before = 'moderator'
    limit $1";

const IMPORTED: &str = "
    select c.name, c.website, substr(c.html, 1, $2) as html
    from (select id from comments where state = 'published' order by published_at desc, id desc limit $3) as newest
    join comments c on c.id = newest.id
    where c.import_id is not null and c.reason = 'imported' and c.html <> ''
      and (c.edited_by is null or c.edited_by <> 'writer')
    limit $1";

const WAITING: &str = "
    select id, spam_score, name, website, substr(html, 1, $3) as html
    from comments
    where state = 'pending' and id > $1
    order by id
    limit $2";

pub async fn stamp(db: &mut impl Source, limit: i64) -> Result<Stamp, StoreError> {
    Ok(sqlx::query_as(STAMP).bind(limit).fetch_one(db.connection()).await?)
}

/// What moderators decided about last: spam, or what they approved or rejected for another reason.
pub async fn decided(db: &mut impl Source, is_spam: bool, limit: i64) -> Result<Vec<Words>, StoreError> {
    let states: &[&str] = if is_spam { &["spam"] } else { &["published", "rejected"] };
    let mut found = Vec::new();
    for state in states {
        let some: Vec<Words> =
            sqlx::query_as(DECIDED).bind(state).bind(limit).bind(MOST).fetch_all(db.connection()).await?;
        found.extend(some);
    }
    if is_spam {
        let statement = sqlx::query_as(WITHDRAWN).bind(limit).bind(MOST).bind(LOOKED_AT);
        let withdrawn: Vec<Words> = statement.fetch_all(db.connection()).await?;
        found.extend(withdrawn);
    }
    Ok(found)
}

/// The newest published comments that came with an import.
pub async fn imported(db: &mut impl Source, limit: i64) -> Result<Vec<Words>, StoreError> {
    let statement = sqlx::query_as(IMPORTED).bind(limit).bind(MOST).bind(LOOKED_AT);
    Ok(statement.fetch_all(db.connection()).await?)
}

#[derive(sqlx::FromRow)]
struct Waiting {
    id: CommentId,
    spam_score: Score,
    #[sqlx(flatten)]
    words: Words,
}

/// Comments that wait, behind one of them, with the scores that they have.
pub async fn waiting(
    db: &mut impl Source,
    after: CommentId,
    limit: i64,
) -> Result<Vec<(CommentId, Score, Words)>, StoreError> {
    let found: Vec<Waiting> =
        sqlx::query_as(WAITING).bind(after).bind(limit).bind(MOST).fetch_all(db.connection()).await?;
    Ok(found.into_iter().map(|row| (row.id, row.spam_score, row.words)).collect())
}

/// A comment judged anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Judged {
    pub id: CommentId,
    /// The score that it had when it was read.
    pub before: Score,
    pub score: Score,
}

/// Sets the scores of those that still wait with the one that they had: others were changed or decided about while they
/// were judged, and what was found then is not about what they say now.
pub async fn set_scores(unit: &mut Unit, judged: &[Judged]) -> Result<(), StoreError> {
    let scores: serde_json::Value =
        judged.iter().map(|one| serde_json::json!([one.id.0, one.before.0, one.score.0])).collect();
    sqlx::query(
        "update comments set spam_score = given.score
         from (select value ->> 0 as id, value ->> 1 as was, value ->> 2 as score from json_each($1)) as given
         where comments.id = given.id and comments.state = 'pending' and comments.spam_score = given.was",
    )
    .bind(scores.to_string())
    .execute(unit.connection())
    .await?;
    Ok(())
}

const SPAM_BEFORE: &str = "
    select c.id
    from comments c
    where c.state = 'spam' and c.updated_at < $1 and c.import_id is null
      and not exists (select 1 from comments a where a.parent_id = c.id)
      and not exists (select 1 from posts p where p.id = c.post_id and p.pinned_comment_id = c.id)
    order by c.updated_at
    limit 100";

/// Deletes spam that came to be it before a time, a few at a time, with its reports; answers how many. What is answered,
/// or came with an import, stays.
pub async fn sweep(unit: &mut Unit, before: Timestamp) -> Result<u64, StoreError> {
    let old: Vec<CommentId> =
        sqlx::query_scalar(SPAM_BEFORE).bind(before).fetch_all(unit.connection()).await?;
    if old.is_empty() {
        return Ok(0);
    }
    let ids = json_ids(&old);
    for statement in [
        "delete from comment_versions where comment_id in (select value from json_each($1))",
        "delete from reported where comment_id in (select value from json_each($1))",
        "delete from closed_reports where comment_id in (select value from json_each($1))",
        "delete from reports where comment_id in (select value from json_each($1))",
        "delete from comments where id in (select value from json_each($1))",
    ] {
        sqlx::query(statement).bind(&ids).execute(unit.connection()).await?;
    }
    let count = i64::try_from(old.len()).unwrap_or(i64::MAX);
    sqlx::query("update comment_counts set total = total - $1 where state = 'spam'")
        .bind(count)
        .execute(unit.connection())
        .await?;
    Ok(count.unsigned_abs())
}

#[cfg(test)]
mod tests;
