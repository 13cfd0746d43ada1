//! What is derived from posts and comments, compared with them and put right: counts here, dates of lists and the search
//! index in files of their own. A server goes on writing meanwhile: a difference is read by one statement, so of one
//! moment, and added later to whatever the count has become.

mod dates;
mod index;
mod months;

#[cfg(test)]
mod tests;

pub use dates::mend_dates;
pub use index::{begin, catch_up, fill, index_off, is_sound, next_stretch, swap, throw_away};
pub use months::{add_to_months, months_off};

use super::db::Source;
use super::error::StoreError;
use super::writer::Unit;

/// A count that is kept for each row of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// Published comments of each post.
    Comments,
    /// Published answers to each comment.
    Replies,
    /// Comments of each commenter that vouch for them.
    Approved,
    /// Public posts of each tag. The dates of its list have to be right first.
    OfTags,
    /// Public posts of each author. The same.
    OfAuthors,
}

/// By how much a count is off, and where: what has to be added to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, sqlx::FromRow)]
pub struct Off {
    pub id: i64,
    pub missing: i64,
}

impl Count {
    pub const ALL: [Self; 5] = [Self::Comments, Self::Replies, Self::Approved, Self::OfTags, Self::OfAuthors];

    fn last(self) -> &'static str {
        match self {
            Self::Comments => "select max(id) from posts",
            Self::Replies => "select max(id) from comments",
            Self::Approved => "select max(id) from commenters",
            Self::OfTags => "select max(id) from tags",
            Self::OfAuthors => "select max(id) from users",
        }
    }

    /// How many rows are compared by one statement.
    pub fn at_a_time(self) -> i64 {
        match self {
            Self::Comments | Self::Approved => 1_000,
            Self::Replies => 20_000,
            // A tag or an author may have every post.
            Self::OfTags | Self::OfAuthors => 1,
        }
    }

    fn off_statement(self) -> &'static str {
        match self {
            Self::Comments => {
                "select id, missing
                 from (select p.id, (select count(*) from comments c
                                     where c.post_id = p.id and c.state = 'published') - p.comment_count as missing
                       from posts p
                       where p.id > $1 and p.id <= $2) counted
                 where missing <> 0"
            }
            Self::Replies => {
                "select id, missing
                 from (select c.id, (select count(*) from comments r
                                     where r.parent_id = c.id and r.state = 'published') - c.reply_count as missing
                       from comments c
                       where c.id > $1 and c.id <= $2) counted
                 where missing <> 0"
            }
            Self::Approved => {
                "select id, missing
                 from (select w.id, (select count(*) from comments c
                                     where c.commenter_id = w.id and c.state = 'published'
                                       and c.reason in ('moderator', 'imported', 'author')) - w.approved_count
                                        as missing
                       from commenters w
                       where w.id > $1 and w.id <= $2) counted
                 where missing <> 0"
            }
            Self::OfTags => {
                "select id, missing
                 from (select t.id, (select count(*) from post_tags l
                                     where l.tag_id = t.id and l.published_at is not null) - t.post_count as missing
                       from tags t
                       where t.id > $1 and t.id <= $2) counted
                 where missing <> 0"
            }
            Self::OfAuthors => {
                "select id, missing
                 from (select u.id, (select count(*) from post_authors l
                                     where l.user_id = u.id and l.published_at is not null) - u.post_count as missing
                       from users u
                       where u.id > $1 and u.id <= $2) counted
                 where missing <> 0"
            }
        }
    }

    fn add_statement(self) -> &'static str {
        match self {
            Self::Comments => {
                "update posts set comment_count = comment_count + off.missing
                 from (select value ->> 'id' as id, value ->> 'missing' as missing from json_each($1)) as off
                 where posts.id = off.id"
            }
            Self::Replies => {
                "update comments set reply_count = reply_count + off.missing
                 from (select value ->> 'id' as id, value ->> 'missing' as missing from json_each($1)) as off
                 where comments.id = off.id"
            }
            Self::Approved => {
                "update commenters set approved_count = approved_count + off.missing
                 from (select value ->> 'id' as id, value ->> 'missing' as missing from json_each($1)) as off
                 where commenters.id = off.id"
            }
            Self::OfTags => {
                "update tags set post_count = post_count + off.missing
                 from (select value ->> 'id' as id, value ->> 'missing' as missing from json_each($1)) as off
                 where tags.id = off.id"
            }
            Self::OfAuthors => {
                "update users set post_count = post_count + off.missing
                 from (select value ->> 'id' as id, value ->> 'missing' as missing from json_each($1)) as off
                 where users.id = off.id"
            }
        }
    }
}

/// The highest id of the rows that have this count.
pub async fn last(db: &mut impl Source, count: Count) -> Result<i64, StoreError> {
    let last: Option<i64> = sqlx::query_scalar(count.last()).fetch_one(db.connection()).await?;
    Ok(last.unwrap_or(0))
}

/// Where this count is wrong among the ids above `after` and up to `last`.
pub async fn off(db: &mut impl Source, count: Count, after: i64, last: i64) -> Result<Vec<Off>, StoreError> {
    Ok(sqlx::query_as(count.off_statement()).bind(after).bind(last).fetch_all(db.connection()).await?)
}

/// Adds what is missing.
pub async fn add(unit: &mut Unit, count: Count, off: &[Off]) -> Result<(), StoreError> {
    sqlx::query(count.add_statement()).bind(super::db::json_ids(off)).execute(unit.connection()).await?;
    Ok(())
}

const STATES_OFF: &str = "
    select state, missing
    from (select s.state, (select count(*) from comments c where c.state = s.state) - s.total as missing
          from comment_counts s) counted
    where missing <> 0";

/// By how much the blog's count of comments in each state is off.
pub async fn states_off(db: &mut impl Source) -> Result<Vec<(String, i64)>, StoreError> {
    Ok(sqlx::query_as(STATES_OFF).fetch_all(db.connection()).await?)
}

pub async fn add_to_states(unit: &mut Unit, off: &[(String, i64)]) -> Result<(), StoreError> {
    for (state, missing) in off {
        sqlx::query("update comment_counts set total = total + $2 where state = $1")
            .bind(state)
            .bind(missing)
            .execute(unit.connection())
            .await?;
    }
    Ok(())
}
