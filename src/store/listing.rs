//! A post enters and leaves the lists: tags, authors, months, counts and the search index, all in the unit that makes
//! it public or takes it back. A verb unlists, changes the row, and lists again.

use super::db::Source;
use super::error::StoreError;
use super::writer::Unit;
use crate::model::ids::PostId;
use crate::model::post::PostKind;
use crate::model::timestamp::{Month, Timestamp};

/// A public post and where lists find it. `month` is the one of its date in the blog's zone.
#[derive(Debug, Clone, Copy)]
pub struct Listed {
    pub id: PostId,
    pub kind: PostKind,
    pub published_at: Timestamp,
    pub month: Month,
}

/// Puts a post that has just become public into every list.
pub async fn list(unit: &mut Unit, post: Listed) -> Result<(), StoreError> {
    sqlx::query("insert into search (rowid, title, body) select id, title, text from posts where id = $1")
        .bind(post.id)
        .execute(unit.connection())
        .await?;
    if post.kind == PostKind::Page {
        return Ok(());
    }
    set_dates(unit, post.id, Some(post.published_at)).await?;
    sqlx::query(
        "insert into archive_months (year, month, post_count) values ($1, $2, 1)
         on conflict (year, month) do update set post_count = post_count + 1",
    )
    .bind(i64::from(post.month.year))
    .bind(i64::from(post.month.month))
    .execute(unit.connection())
    .await?;
    count(unit, post.id, 1).await
}

/// Takes a post out of every list, before it is changed or hidden. Call it only for one that is listed.
pub async fn unlist(unit: &mut Unit, post: Listed) -> Result<(), StoreError> {
    sqlx::query("delete from search where rowid = $1").bind(post.id).execute(unit.connection()).await?;
    if post.kind == PostKind::Page {
        return Ok(());
    }
    set_dates(unit, post.id, None).await?;
    sqlx::query("update archive_months set post_count = post_count - 1 where year = $1 and month = $2")
        .bind(i64::from(post.month.year))
        .bind(i64::from(post.month.month))
        .execute(unit.connection())
        .await?;
    count(unit, post.id, -1).await
}

async fn set_dates(unit: &mut Unit, post: PostId, at: Option<Timestamp>) -> Result<(), StoreError> {
    sqlx::query("update post_tags set published_at = $2 where post_id = $1")
        .bind(post)
        .bind(at)
        .execute(unit.connection())
        .await?;
    sqlx::query("update post_authors set published_at = $2 where post_id = $1")
        .bind(post)
        .bind(at)
        .execute(unit.connection())
        .await?;
    Ok(())
}

async fn count(unit: &mut Unit, post: PostId, by: i64) -> Result<(), StoreError> {
    sqlx::query(
        "update tags set post_count = post_count + $2
         where id in (select tag_id from post_tags where post_id = $1)",
    )
    .bind(post)
    .bind(by)
    .execute(unit.connection())
    .await?;
    sqlx::query(
        "update users set post_count = post_count + $2
         where id in (select user_id from post_authors where post_id = $1)",
    )
    .bind(post)
    .bind(by)
    .execute(unit.connection())
    .await?;
    Ok(())
}

/// Every kept count and copied date that differs from what the posts themselves say: none, if the verbs do their work.
/// Months are compared in UTC.
#[cfg(test)]
pub async fn differences(db: &mut impl Source) -> Result<Vec<String>, StoreError> {
    Ok(sqlx::query_scalar(
        "with public as (
             select id, kind, published_at, date(published_at / 1000, 'unixepoch') as day
             from posts
             where state = 'published'
         )
         select 'tag ' || t.name
         from tags t
         where t.post_count <> (select count(*) from post_tags l join public p on p.id = l.post_id
                                where l.tag_id = t.id and p.kind = 'post')
         union all
         select 'author ' || u.name
         from users u
         where u.post_count <> (select count(*) from post_authors l join public p on p.id = l.post_id
                                where l.user_id = u.id and p.kind = 'post')
         union all
         select 'date of tagged ' || l.post_id
         from post_tags l
         left join public p on p.id = l.post_id and p.kind = 'post'
         where l.published_at is not p.published_at
         union all
         select 'date of signed ' || l.post_id
         from post_authors l
         left join public p on p.id = l.post_id and p.kind = 'post'
         where l.published_at is not p.published_at
         union all
         select 'month ' || m.year || '-' || m.month
         from archive_months m
         where m.post_count <> (select count(*) from public p
                                where p.kind = 'post' and p.day like printf('%04d-%02d-%%', m.year, m.month))
         union all
         select 'months of all'
         where (select coalesce(sum(post_count), 0) from archive_months)
               <> (select count(*) from public where kind = 'post')
         union all
         select 'search lacks ' || id from public where id not in (select rowid from search)
         union all
         select 'search has ' || rowid from search where rowid not in (select id from public)
         union all
         select 'no address ' || id from public
         where id not in (select post_id from paths where role = 'canonical')",
    )
    .fetch_all(db.connection())
    .await?)
}
