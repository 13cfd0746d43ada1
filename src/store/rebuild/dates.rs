//! The date of a public post as it is copied to its tags and authors, so that their lists need one index.

use crate::store::db::Source as _;
use crate::store::error::StoreError;
use crate::store::writer::Unit;

const TAGGED: &str = "
    update post_tags set published_at = public.published_at
    from (select l.post_id, l.tag_id, case when p.state = 'published' and p.kind = 'post' then p.published_at end
                                          as published_at
          from post_tags l
          join posts p on p.id = l.post_id
          where l.post_id > $1 and l.post_id <= $2) as public
    where post_tags.post_id = public.post_id and post_tags.tag_id = public.tag_id
      and post_tags.published_at is not public.published_at";

const SIGNED: &str = "
    update post_authors set published_at = public.published_at
    from (select l.post_id, l.user_id, case when p.state = 'published' and p.kind = 'post' then p.published_at end
                                          as published_at
          from post_authors l
          join posts p on p.id = l.post_id
          where l.post_id > $1 and l.post_id <= $2) as public
    where post_authors.post_id = public.post_id and post_authors.user_id = public.user_id
      and post_authors.published_at is not public.published_at";

/// Puts the copies right of the posts above `after` and up to `last`, and answers how many were wrong.
pub async fn mend_dates(unit: &mut Unit, after: i64, last: i64) -> Result<u64, StoreError> {
    let mut mended = 0;
    for statement in [TAGGED, SIGNED] {
        let done = sqlx::query(statement).bind(after).bind(last).execute(unit.connection()).await?;
        mended += done.rows_affected();
    }
    Ok(mended)
}
