//! The audit as people read it: who did what to what, the newest first. Of so many rows at a time it is seen whether they
//! are what is looked for.

use super::db::Source;
use super::error::StoreError;
use crate::model::ids::UserId;
use crate::model::timestamp::Timestamp;

/// How many rows are looked at for one page.
pub const LOOKED_AT: i64 = 10_000;

/// A deed.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Deed {
    pub id: i64,
    pub at: Timestamp,
    /// Nobody where the program did it by itself.
    pub by_name: Option<String>,
    pub verb: String,
    pub noun: String,
    pub noun_id: i64,
    pub state_before: Option<String>,
    /// The name of the account where an imported author became one.
    pub state_after: Option<String>,
    /// Who wrote the comment, or the title of the post, or the name of the person.
    pub about: Option<String>,
}

/// What is looked for; nothing narrows nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sought {
    pub by: Option<UserId>,
    pub verb: Option<String>,
    pub noun: Option<String>,
    pub noun_id: Option<i64>,
    pub from: Option<Timestamp>,
    /// Before this.
    pub until: Option<Timestamp>,
    /// Only what is about comments.
    pub is_of_comments: bool,
}

/// A page, and the last row that was looked at if there are more behind it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    pub deeds: Vec<Deed>,
    pub next: Option<i64>,
}

/// `$1` is where a page begins and a null narrows nothing.
macro_rules! deeds {
    ($base:literal) => {
        concat!(
            "select a.id, a.at, u.name as by_name, a.verb, a.noun, a.noun_id, a.state_before,
                    case
                        when a.noun = 'user' and a.verb = 'merge'
                            then (select name from users where id = cast(a.state_after as bigint))
                        else a.state_after
                    end as state_after,
                    case a.noun
                        when 'comment' then (select name from comments where id = a.noun_id)
                        when 'post' then (select title from posts where id = a.noun_id)
                        when 'user' then (select name from users where id = a.noun_id)
                    end as about
             from (",
            $base,
            ") looked_at
             cross join audit a on a.id = looked_at.id
             left join users u on u.id = a.user_id
             where ($4 is null or a.user_id = $4) and ($5 is null or a.verb = $5) and ($6 is null or a.noun = $6)
               and ($7 is null or a.at >= $7) and ($8 is null or a.at < $8)
               and ($9 = 0 or a.noun in ('comment', 'block', 'report'))
             order by a.id desc
             limit $3"
        )
    };
}

const NEWEST: &str = deeds!("select id from audit where id < $1 order by id desc limit $2");
const OF_NOUN: &str =
    deeds!("select id from audit where noun = $6 and noun_id = $10 and id < $1 order by id desc limit $2");

/// A page of what is looked for, from before a row on.
pub async fn page(
    db: &mut impl Source,
    sought: &Sought,
    before: Option<i64>,
    limit: i64,
) -> Result<Page, StoreError> {
    let start = match (before, sought.until) {
        (Some(before), _) => before,
        (None, Some(until)) => last_before(db, until).await?.map_or(0, |id| id + 1),
        (None, None) => i64::MAX,
    };
    let of_one = sought.noun_id.filter(|_| sought.noun.is_some());
    let mut query = sqlx::query_as(if of_one.is_some() { OF_NOUN } else { NEWEST })
        .bind(start)
        .bind(LOOKED_AT)
        .bind(limit + 1)
        .bind(sought.by)
        .bind(&sought.verb)
        .bind(&sought.noun)
        .bind(sought.from)
        .bind(sought.until)
        .bind(sought.is_of_comments);
    if let Some(id) = of_one {
        query = query.bind(id);
    }
    let mut deeds: Vec<Deed> = query.fetch_all(db.connection()).await?;
    if i64::try_from(deeds.len()).is_ok_and(|found| found > limit) {
        deeds.pop();
        return Ok(Page { next: deeds.last().map(|deed| deed.id), deeds });
    }
    let next = if of_one.is_some() { None } else { end(db, start, sought.from).await? };
    Ok(Page { deeds, next })
}

/// The last of those that are looked at, if there are more behind it that may be what is looked for.
async fn end(db: &mut impl Source, start: i64, from: Option<Timestamp>) -> Result<Option<i64>, StoreError> {
    let last: Option<(i64, Timestamp)> =
        sqlx::query_as("select id, at from audit where id < $1 order by id desc limit 1 offset $2")
            .bind(start)
            .bind(LOOKED_AT - 1)
            .fetch_optional(db.connection())
            .await?;
    Ok(last.filter(|(_, at)| from.is_none_or(|from| *at >= from)).map(|(id, _)| id))
}

async fn last_before(db: &mut impl Source, until: Timestamp) -> Result<Option<i64>, StoreError> {
    Ok(sqlx::query_scalar("select id from audit where at < $1 order by at desc, id desc limit 1")
        .bind(until)
        .fetch_optional(db.connection())
        .await?)
}

/// Everybody who has or had an account, by name.
pub async fn people(db: &mut impl Source) -> Result<Vec<(UserId, String)>, StoreError> {
    Ok(sqlx::query_as(
        "select id, name
         from users
         where password_hash is not null
         order by name, id
         limit 200",
    )
    .fetch_all(db.connection())
    .await?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::key::Keys;
    use crate::model::user::Role;
    use crate::store::users::{self, NewUser};
    use crate::store::{Db, audit};

    async fn filled() -> (tempfile::TempDir, Db) {
        let (folder, db) = Db::scratch().await;
        let done: Result<(), StoreError> = db
            .write(|unit| {
                Box::pin(async move {
                    for name in ["Ada", "Bo"] {
                        let new = NewUser {
                            password_hash: Some("x".to_owned()),
                            ..NewUser::sample(name, Role::Owner)
                        };
                        users::insert(unit, &new, Timestamp(1)).await?;
                    }
                    for (at, by, verb, noun, id) in [
                        (10, Some(1), "approve", "comment", 7),
                        (20, Some(2), "approve", "comment", 8),
                        (30, Some(1), "publish", "post", 7),
                        (40, None, "mark_spam", "comment", 7),
                        (50, Some(1), "rename", "user", 2),
                    ] {
                        let by = by.map(UserId);
                        audit::record(unit, Timestamp(at), by, verb, noun, id, None, Some("x")).await?;
                    }
                    Ok(((), Keys::none()))
                })
            })
            .await;
        done.unwrap();
        (folder, db)
    }

    async fn found(db: &Db, sought: Sought) -> Vec<i64> {
        let mut reader = db.reader().await.unwrap();
        let page = page(&mut reader, &sought, None, 50).await.unwrap();
        assert_eq!(page.next, None);
        page.deeds.iter().map(|deed| deed.at.0).collect()
    }

    #[tokio::test]
    async fn a_deed_is_found_by_who_what_to_what_and_when() {
        let (_folder, db) = filled().await;
        let by = Sought::default;
        assert_eq!(found(&db, by()).await, [50, 40, 30, 20, 10]);
        assert_eq!(found(&db, Sought { by: Some(UserId(1)), ..by() }).await, [50, 30, 10]);
        assert_eq!(found(&db, Sought { verb: Some("approve".to_owned()), ..by() }).await, [20, 10]);
        assert_eq!(found(&db, Sought { noun: Some("post".to_owned()), ..by() }).await, [30]);
        let of_one = Sought { noun: Some("comment".to_owned()), noun_id: Some(7), ..by() };
        assert_eq!(found(&db, of_one).await, [40, 10]);
        let between = Sought { from: Some(Timestamp(20)), until: Some(Timestamp(40)), ..by() };
        assert_eq!(found(&db, between).await, [30, 20]);
        assert_eq!(found(&db, Sought { until: Some(Timestamp(5)), ..by() }).await, Vec::<i64>::new());
        assert_eq!(found(&db, Sought { is_of_comments: true, ..by() }).await, [40, 20, 10]);
    }

    #[tokio::test]
    async fn a_merge_names_the_account() {
        let (_folder, db) = filled().await;
        let done: Result<(), StoreError> = db
            .write(|unit| {
                Box::pin(async move {
                    let by = Some(UserId(1));
                    audit::record(unit, Timestamp(60), by, "merge", "user", 2, None, Some("1")).await?;
                    Ok(((), Keys::none()))
                })
            })
            .await;
        done.unwrap();
        let mut reader = db.reader().await.unwrap();
        let page = page(&mut reader, &Sought::default(), None, 2).await.unwrap();
        let after: Vec<_> = page.deeds.iter().map(|deed| deed.state_after.as_deref()).collect();
        assert_eq!(after, [Some("Ada"), Some("x")]);
    }

    #[tokio::test]
    async fn a_page_goes_on_where_the_one_before_ended_and_names_are_told() {
        let (_folder, db) = filled().await;
        let mut reader = db.reader().await.unwrap();
        let first = page(&mut reader, &Sought::default(), None, 2).await.unwrap();
        assert_eq!((first.deeds.len(), first.next), (2, Some(first.deeds[1].id)));
        assert_eq!(
            (first.deeds[0].by_name.as_deref(), first.deeds[0].about.as_deref()),
            (Some("Ada"), Some("Bo"))
        );
        assert_eq!(first.deeds[1].by_name, None);
        let rest = page(&mut reader, &Sought::default(), first.next, 50).await.unwrap();
        assert_eq!((rest.deeds.len(), rest.next), (3, None));
        let names: Vec<_> = people(&mut reader).await.unwrap().into_iter().map(|(_, name)| name).collect();
        assert_eq!(names, ["Ada", "Bo"]);
    }
}
