//! Who did what to which thing, and when. Rows are only ever added.

use super::db::Source;
use super::error::StoreError;
use super::writer::Unit;
use crate::model::ids::UserId;
use crate::model::timestamp::Timestamp;

/// Writes a deed down. `by` is nobody where the program did it by itself; `before` and `after` are states in a word.
#[expect(clippy::too_many_arguments, reason = "a row of as many columns, written in one place")]
pub async fn record(
    unit: &mut Unit,
    at: Timestamp,
    by: Option<UserId>,
    verb: &str,
    noun: &str,
    id: i64,
    before: Option<&str>,
    after: Option<&str>,
) -> Result<(), StoreError> {
    sqlx::query(
        "insert into audit (at, user_id, verb, noun, noun_id, state_before, state_after)
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(at)
    .bind(by)
    .bind(verb)
    .bind(noun)
    .bind(id)
    .bind(before)
    .bind(after)
    .execute(unit.connection())
    .await?;
    Ok(())
}

/// What became of a thing once.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Trace {
    pub at: Timestamp,
    /// None where the program did it by itself, or somebody without an account.
    pub who: Option<String>,
    pub verb: String,
    pub state_before: Option<String>,
    pub state_after: Option<String>,
}

pub(super) const OF: &str = "
    select a.at, u.name as who, a.verb, a.state_before, a.state_after
    from audit a
    left join users u on u.id = a.user_id
    where a.noun = $1 and a.noun_id = $2
    order by a.id desc
    limit $3";

/// What became of one thing, the newest first.
pub async fn of(db: &mut impl Source, noun: &str, id: i64, limit: i64) -> Result<Vec<Trace>, StoreError> {
    Ok(sqlx::query_as(OF).bind(noun).bind(id).bind(limit).fetch_all(db.connection()).await?)
}

/// The last deed about a thing.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct LastDeed {
    pub id: i64,
    pub at: Timestamp,
    pub user_id: Option<UserId>,
    pub verb: String,
    pub state_before: Option<String>,
    pub state_after: Option<String>,
}

pub(super) const LAST: &str = "
    select id, at, user_id, verb, state_before, state_after
    from audit
    where noun = $1 and noun_id = $2
    order by id desc
    limit 1";

/// What was done to one thing last, if anything was.
pub async fn last(db: &mut impl Source, noun: &str, id: i64) -> Result<Option<LastDeed>, StoreError> {
    Ok(sqlx::query_as(LAST).bind(noun).bind(id).fetch_optional(db.connection()).await?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::key::Keys;
    use crate::store::Db;

    #[tokio::test]
    async fn what_became_of_a_thing_is_told_the_newest_first_and_nothing_of_others() {
        let (_folder, db) = Db::scratch().await;
        let done: Result<(), StoreError> = db
            .write(|unit| {
                Box::pin(async move {
                    for (verb, id) in [("approve", 1), ("edit", 2), ("pin", 1)] {
                        record(unit, Timestamp(5), None, verb, "comment", id, None, Some("published"))
                            .await?;
                    }
                    Ok(((), Keys::none()))
                })
            })
            .await;
        done.unwrap();
        let mut reader = db.reader().await.unwrap();
        let verbs = |traces: Vec<Trace>| traces.into_iter().map(|trace| trace.verb).collect::<Vec<_>>();
        assert_eq!(verbs(of(&mut reader, "comment", 1, 9).await.unwrap()), ["pin", "approve"]);
        assert_eq!(verbs(of(&mut reader, "comment", 1, 1).await.unwrap()), ["pin"]);
        assert!(of(&mut reader, "post", 1, 9).await.unwrap().is_empty());
        let found = last(&mut reader, "comment", 1).await.unwrap().unwrap();
        assert_eq!((found.id, found.at, found.verb.as_str()), (3, Timestamp(5), "pin"));
        assert_eq!((found.user_id, found.state_before), (None, None));
        assert_eq!(found.state_after.as_deref(), Some("published"));
        assert_eq!(last(&mut reader, "post", 1).await.unwrap(), None);
    }
}
