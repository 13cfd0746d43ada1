//! A blog of 400 posts, twenty drafts and ten pages, written by a few statements. Post N was published N hours into 1970.

use crate::model::key::Keys;
use crate::store::{Db, Source as _, StoreError};

const STATEMENTS: [&str; 9] = [
    "insert into users (id, name, slug, role, biography, is_active, post_count, created_at, updated_at)
     values (1, 'Ada', 'ada', 'owner', '', 1, 380, 0, 0), (2, 'Ben', 'ben', 'author', '', 1, 20, 0, 0)",
    "with recursive n (n) as (select 1 union all select n + 1 from n where n < 430)
     insert into posts (id, kind, entry_id, state, version, title, source_format, source, html, lead, text,
                        render_version, published_at, published_offset_minutes, created_at, updated_at, comments,
                        comment_count, is_path_chosen, source_name, source_kind, source_id)
     select n, case when n > 420 then 'page' else 'post' end, 'urn:x:' || n,
            case when n between 401 and 420 then 'draft' else 'published' end, 1,
            case when n > 420 then 'Page ' else 'Post ' end || n, 'markdown', '', '<p>text</p>', null,
            'number' || n || ' rain' || case when n > 420 then '' else ' über den café' end,
            1, case when n between 401 and 420 then null else n * 3600000 end, 0, 0, n, 'open', 0, 0, 'blogger',
            case when n > 420 then 'page' else 'post' end, 9000 + n
     from n",
    "insert into paths (path, role, post_id, created_at)
     select case kind when 'page' then '/page-' else '/2001/post-' end || id, 'canonical', id, 0 from posts",
    "with recursive n (n) as (select 1 union all select n + 1 from n where n < 30)
     insert into tags (id, name, slug, post_count, source_name, created_at)
     select n, 'Tag ' || n, 'tag-' || n, 20, 'Label ' || n, 0 from n",
    "insert into post_tags (post_id, tag_id, position, published_at)
     select id, id % 30 + 1, 0, published_at from posts where kind = 'post'",
    "insert into post_authors (post_id, user_id, position, published_at)
     select id, case when id % 20 = 0 then 2 else 1 end, 0, published_at from posts where kind = 'post'",
    "insert into archive_months (year, month, post_count) values (1970, 1, 400)",
    "insert into comments (public_id, receipt, post_id, parent_id, thread_id, branch_id, twig_id, leaf_id, reply_count,
                           state, reason, name, source, source_format, html, render_version, content_hash, published_at,
                           created_at, updated_at)
     select 'c' || id, 'r' || id, id, null, id, 0, 0, 0, 1, 'published', 'trusted', 'Cy', '', 'markdown', '<p>yes</p>', 1,
            x'00', published_at + 1, 0, 0
     from posts where kind = 'post' and state = 'published'
     union all
     select 'd' || id, 's' || id, id, id, id, 400 + id, 0, 0, 0, 'published', 'trusted', 'Di', '', 'markdown', '<p>no</p>', 1,
            x'00', published_at + 2, 0, 0
     from posts where kind = 'post' and state = 'published'",
    "insert into search (rowid, title, body) select id, title, text from posts where state = 'published'",
];

/// Fills an empty database.
pub async fn blog(db: &Db) {
    let done: Result<(), StoreError> = db
        .write(|unit| {
            Box::pin(async move {
                for statement in STATEMENTS {
                    sqlx::query(statement).execute(unit.connection()).await?;
                }
                Ok(((), Keys::none()))
            })
        })
        .await;
    done.unwrap();
}
