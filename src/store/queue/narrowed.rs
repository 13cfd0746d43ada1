//! The queue narrowed by what is looked for. Of so many comments at a time it is seen whether they are that; more are looked
//! at when asked for.

use super::{Entry, Page, View, entries};
use crate::model::comment::{CommentState, Reason};
use crate::model::ids::CommentId;
use crate::store::db::{Source, json_ids};
use crate::store::desk::list::{capital, pattern};
use crate::store::error::StoreError;

/// How many comments are looked at for one page.
pub const LOOKED_AT: i64 = 10_000;

/// What is looked for beside a state and a post. Nothing of it narrows nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sought {
    /// Whatever came from the commenter, the e-mail address or the network of this comment.
    pub sender: Option<CommentId>,
    pub reason: Option<Reason>,
    pub has_link: bool,
    pub is_reported: bool,
    /// A part of the words, the name, the e-mail address or the website.
    pub words: Option<String>,
}

impl Sought {
    pub fn is_narrow(&self) -> bool {
        *self != Self::default()
    }
}

/// `$1` is the state, `$2` where the page begins, `$3` how many, `$10` how many are looked at or whose sender is meant; a
/// null narrows nothing. The cross join keeps the order.
macro_rules! narrowed {
    ($base:expr, $way:literal, $order:literal) => {
        entries!(concat!(
            "where c.id in (
                 select w.id
                 from (",
            $base,
            ") looked_at
                 cross join comments w on w.id = looked_at.id
                 where w.state = $1 and w.id ",
            $way,
            " $2 and ($4 is null or w.post_id = $4) and ($5 is null or w.reason = $5)
                   and ($6 = 0 or w.html like '%<a %')
                   and ($7 = 0 or exists (select 1 from reported r where r.comment_id = w.id))
                   and ($8 is null or w.name like $8 escape '\\' or w.email like $8 escape '\\'
                        or w.website like $8 escape '\\' or w.source like $8 escape '\\'
                        or w.name like $9 escape '\\' or w.source like $9 escape '\\')
                 order by w.id ",
            $order,
            " limit $3)
             order by c.id ",
            $order
        ))
    };
}

const WAITING: &str =
    narrowed!("select id from comments where state = $1 and id > $2 order by id limit $10", ">", "asc");
const DECIDED: &str =
    narrowed!("select id from comments where state = $1 and id < $2 order by id desc limit $10", "<", "desc");
const REPORTED_WAITING: &str = narrowed!(
    "select comment_id as id from reported where comment_id > $2 order by comment_id limit $10",
    ">",
    "asc"
);
const REPORTED_DECIDED: &str = narrowed!(
    "select comment_id as id from reported where comment_id < $2 order by comment_id desc limit $10",
    "<",
    "desc"
);

/// The ways that a comment's sender is known again, a thousand comments by each.
macro_rules! of_sender {
    ($comment:literal) => {
        concat!(
            "select id from (select id from comments
                             where commenter_id = (select commenter_id from comments where id = ",
            $comment,
            ")
                             order by id desc limit 1000)
             union
             select id from (select id from comments
                             where email is not null and lower(email) = (select lower(email) from comments where id = ",
            $comment,
            ")
                             order by id desc limit 1000)
             union
             select id from (select id from comments
                             where network_hash = (select network_hash from comments where id = ",
            $comment,
            ")
                             order by created_at desc limit 1000)"
        )
    };
}

const SENDER_WAITING: &str = narrowed!(of_sender!("$10"), ">", "asc");
const SENDER_DECIDED: &str = narrowed!(of_sender!("$10"), "<", "desc");

const END_WAITING: &str =
    "select id from comments where state = $1 and id > $2 order by id limit 1 offset $3";
const END_DECIDED: &str =
    "select id from comments where state = $1 and id < $2 order by id desc limit 1 offset $3";

/// A page of what is looked for, and what the next one stands after: there may be one though this has few comments or
/// none, as they were all that was found among those looked at.
pub async fn page(db: &mut impl Source, view: View, sought: &Sought, limit: i64) -> Result<Page, StoreError> {
    let is_waiting = view.state == CommentState::Pending;
    let after = view.after.unwrap_or(CommentId(if is_waiting { 0 } else { i64::MAX }));
    let (statement, last) = match (sought.sender, sought.is_reported) {
        (Some(sender), _) => (if is_waiting { SENDER_WAITING } else { SENDER_DECIDED }, sender.0),
        (None, true) => (if is_waiting { REPORTED_WAITING } else { REPORTED_DECIDED }, LOOKED_AT),
        (None, false) => (if is_waiting { WAITING } else { DECIDED }, LOOKED_AT),
    };
    let words = sought.words.as_deref();
    let mut entries: Vec<Entry> = sqlx::query_as(statement)
        .bind(view.state)
        .bind(after)
        .bind(limit + 1)
        .bind(view.post)
        .bind(sought.reason)
        .bind(sought.has_link)
        .bind(sought.is_reported)
        .bind(words.map(pattern))
        .bind(words.map(|words| pattern(&capital(words))))
        .bind(last)
        .fetch_all(db.connection())
        .await?;
    if i64::try_from(entries.len()).is_ok_and(|found| found > limit) {
        entries.pop();
        return Ok(Page { next: entries.last().map(|entry| entry.id), entries });
    }
    let has_end = sought.sender.is_none() && !sought.is_reported;
    let next = if has_end { end(db, view.state, after).await? } else { None };
    Ok(Page { entries, next })
}

/// The last of those that are looked at, if there are so many.
async fn end(
    db: &mut impl Source,
    state: CommentState,
    after: CommentId,
) -> Result<Option<CommentId>, StoreError> {
    let statement = if state == CommentState::Pending { END_WAITING } else { END_DECIDED };
    Ok(sqlx::query_scalar(statement)
        .bind(state)
        .bind(after)
        .bind(LOOKED_AT - 1)
        .fetch_optional(db.connection())
        .await?)
}

/// Of each sender so many comments are counted by each way to know them again.
pub const COUNTED: i64 = 100;

const OTHERS: &str = "
    select me.id as comment_id, o.state, count(*) as total
    from json_each($1) asked
    cross join comments me on me.id = asked.value
    cross join comments o on o.id in (
        select id from (select id from comments where commenter_id = me.commenter_id order by id desc limit $2)
        union
        select id from (select id from comments where email is not null and lower(email) = lower(me.email)
                        order by id desc limit $2)
        union
        select id from (select id from comments where network_hash = me.network_hash
                        order by created_at desc limit $2))
    where o.id <> me.id
    group by me.id, o.state";

/// How many others of one state came from the sender of a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct Others {
    pub comment_id: CommentId,
    pub state: CommentState,
    pub total: i64,
}

/// What else came from the commenter, the e-mail address or the network of each of these.
pub async fn others(db: &mut impl Source, ids: &[CommentId]) -> Result<Vec<Others>, StoreError> {
    Ok(sqlx::query_as(OTHERS).bind(json_ids(ids)).bind(COUNTED).fetch_all(db.connection()).await?)
}

/// How often and why each of these was reported since somebody decided about it.
pub async fn reported(db: &mut impl Source, ids: &[CommentId]) -> Result<Vec<Reported>, StoreError> {
    Ok(sqlx::query_as(
        "select r.comment_id, r.total,
                coalesce((select group_concat(reason)
                          from (select distinct reason
                                from (select reason, row_number() over (order by id desc) as place
                                      from reports
                                      where comment_id = r.comment_id) as ranked
                                where place <= r.total) as said), '') as reasons
         from reported r
         where r.comment_id in (select value from json_each($1))",
    )
    .bind(json_ids(ids))
    .fetch_all(db.connection())
    .await?)
}

/// A comment that readers have reported.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Reported {
    pub comment_id: CommentId,
    pub total: i64,
    /// The words of the reasons, with commas between.
    pub reasons: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ids::PostId;
    use crate::store::plans::{Known, learn};
    use crate::store::queue::tests::{full, plan, run};

    const ALL: View = View { state: CommentState::Pending, post: None, after: None, is_by_score: false };

    async fn found(db: &mut impl Source, view: View, sought: &Sought) -> Vec<i64> {
        let page = page(db, view, sought, 50).await.unwrap();
        page.entries.iter().map(|entry| entry.id.0).collect()
    }

    #[tokio::test]
    async fn each_thing_that_is_looked_for_narrows_by_itself_and_together() {
        let (_folder, db) = full().await;
        for statement in [
            "update comments set reason = 'many_links', html = '<p><a href=\"x\">y</a></p>' where id in (11, 12, 20)",
            "update comments set source = 'Something 100% sure' where id = 11",
            "update comments set email = 'bo@example.org' where id in (12, 20)",
            "update comments set network_hash = x'07' where id in (12, 13)",
            "insert into reported (comment_id, total, last_at) values (12, 2, 1), (20, 1, 1)",
            "insert into reports (comment_id, network_hash, reason, created_at, note)
             values (12, x'01', 'spam', 1, ''), (12, x'02', 'spam', 1, '')",
        ] {
            run(&db, statement).await;
        }
        let mut db = db.reader().await.unwrap();
        let by = Sought::default;
        let links = Sought { has_link: true, ..by() };
        assert_eq!(found(&mut db, ALL, &links).await, [11, 12]);
        let of_post = View { post: Some(PostId(12)), ..ALL };
        assert_eq!(found(&mut db, of_post, &links).await, [11]);
        assert_eq!(found(&mut db, ALL, &Sought { reason: Some(Reason::ManyLinks), ..by() }).await, [11, 12]);
        assert_eq!(found(&mut db, ALL, &Sought { is_reported: true, ..by() }).await, [12]);
        let spam = View { state: CommentState::Spam, ..ALL };
        assert_eq!(found(&mut db, spam, &Sought { is_reported: true, ..by() }).await, [20]);
        let words = |words: &str| Sought { words: Some(words.to_owned()), ..by() };
        assert_eq!(found(&mut db, ALL, &words("100%")).await, [11]);
        assert_eq!(found(&mut db, ALL, &words("name 11")).await[..2], [11, 111]);
        assert_eq!(found(&mut db, ALL, &words("bo@")).await, [12]);
        assert_eq!(found(&mut db, ALL, &words("%")).await, [11], "a sign is sought as it stands");
        let sender = Sought { sender: Some(CommentId(12)), ..by() };
        assert_eq!(found(&mut db, ALL, &sender).await, [12, 13]);
        assert_eq!(found(&mut db, spam, &sender).await, [20]);
        let told = reported(&mut db, &[CommentId(12), CommentId(13)]).await.unwrap();
        assert_eq!(told, [Reported { comment_id: CommentId(12), total: 2, reasons: "spam".to_owned() }]);
        let mut known = others(&mut db, &[CommentId(12), CommentId(14)]).await.unwrap();
        known.sort_by_key(|others| others.state.word());
        let one = |state| Others { comment_id: CommentId(12), state, total: 1 };
        assert_eq!(known, [one(CommentState::Pending), one(CommentState::Spam)]);
    }

    #[tokio::test]
    async fn reasons_from_before_a_decision_are_not_told_again() {
        let (_folder, db) = full().await;
        for statement in [
            "insert into reports (comment_id, network_hash, reason, created_at, note)
             values (12, x'01', 'spam', 1, ''), (12, x'02', 'private', 2, ''), (12, x'03', 'abuse', 3, ''),
                    (12, x'04', 'abuse', 4, '')",
            "insert into reported (comment_id, total, last_at) values (12, 2, 4)",
        ] {
            run(&db, statement).await;
        }
        let told = reported(&mut db.reader().await.unwrap(), &[CommentId(12)]).await.unwrap();
        assert_eq!(told, [Reported { comment_id: CommentId(12), total: 2, reasons: "abuse".to_owned() }]);
    }

    #[tokio::test]
    async fn ten_thousand_are_looked_at_and_then_further_ones() {
        let (_folder, db) = full().await;
        run(&db, "update comments set source = 'needle' where id in (1, 11999)").await;
        let mut db = db.reader().await.unwrap();
        let sought = Sought { words: Some("needle".to_owned()), ..Sought::default() };
        let first = page(&mut db, ALL, &sought, 50).await.unwrap();
        assert_eq!((first.entries.len(), first.entries[0].id), (1, CommentId(1)));
        let behind = View { after: first.next, ..ALL };
        let rest = page(&mut db, behind, &sought, 50).await.unwrap();
        assert_eq!((rest.entries.len(), rest.entries[0].id, rest.next), (1, CommentId(11_999), None));
    }

    #[tokio::test]
    async fn nothing_is_looked_at_that_need_not_be() {
        for known in Known::EACH {
            let (_folder, db) = full().await;
            learn(&db, known).await;
            let mut db = db.reader().await.unwrap();
            for statement in [WAITING, DECIDED, SENDER_WAITING, SENDER_DECIDED, OTHERS, REPORTED_DECIDED] {
                let steps = plan(&mut db, statement).await;
                let scans: Vec<_> = steps
                    .iter()
                    .filter(|step| step.starts_with("SCAN") && step.contains("comments"))
                    .collect();
                assert!(scans.is_empty(), "{steps:?}");
            }
        }
    }
}
