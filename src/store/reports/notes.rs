//! What readers wrote with their reports, for whoever decides about the comment.

use crate::model::ids::CommentId;
use crate::store::db::{Source, json_ids};
use crate::store::error::StoreError;

/// So many notes on one comment are shown, the newest ones.
const SHOWN: i64 = 3;

/// In a reporter's words.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Note {
    pub comment_id: CommentId,
    pub note: String,
}

/// The newest notes on each of these, as far as they came since somebody decided about it.
pub async fn of(db: &mut impl Source, ids: &[CommentId]) -> Result<Vec<Note>, StoreError> {
    Ok(sqlx::query_as(
        "select comment_id, note
         from (select r.comment_id, r.note, d.total,
                      row_number() over newest as place,
                      sum(case r.note when '' then 0 else 1 end) over newest as written
               from reported d
               join reports r on r.comment_id = d.comment_id
               where d.comment_id in (select value from json_each($1))
               window newest as (partition by r.comment_id order by r.id desc)) as ranked
         where place <= total and written <= $2 and note <> ''
         order by comment_id, place",
    )
    .bind(json_ids(ids))
    .bind(SHOWN)
    .fetch_all(db.connection())
    .await?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::key::Keys;
    use crate::model::report::ReportReason;
    use crate::model::timestamp::Timestamp;
    use crate::store::reports::{NewReport, insert, settle};
    use crate::store::{Db, Unit};

    async fn report(unit: &mut Unit, comment: i64, network: u8, note: &str) -> Result<(), StoreError> {
        let report = NewReport {
            comment: CommentId(comment),
            network_hash: vec![network],
            reason: ReportReason::Other,
            note: note.to_owned(),
        };
        insert(unit, &report, Timestamp(1)).await.map(|_| ())
    }

    #[tokio::test]
    async fn the_newest_notes_since_a_decision_are_shown() {
        let (_folder, db) = Db::scratch().await;
        let done: Result<(), StoreError> = db
            .write(|unit| {
                Box::pin(async move {
                    report(unit, 1, 1, "before").await?;
                    settle(unit, CommentId(1), Timestamp(1)).await?;
                    for (network, note) in [(2, "one"), (3, ""), (4, "two")] {
                        report(unit, 1, network, note).await?;
                    }
                    for (network, note) in [(1, "a"), (2, "b"), (3, "c"), (4, ""), (5, "d")] {
                        report(unit, 2, network, note).await?;
                    }
                    report(unit, 3, 1, "another").await?;
                    Ok(((), Keys::none()))
                })
            })
            .await;
        done.unwrap();
        let mut reader = db.reader().await.unwrap();
        let found = of(&mut reader, &[CommentId(1), CommentId(2), CommentId(9)]).await.unwrap();
        let told: Vec<_> = found.iter().map(|note| (note.comment_id.0, note.note.as_str())).collect();
        assert_eq!(told, [(1, "two"), (1, "one"), (2, "d"), (2, "c"), (2, "b")]);
    }
}
