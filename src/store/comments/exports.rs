//! Everything that is kept of somebody's comments, for themselves.

use crate::model::comment::{CommentState, Reason};
use crate::model::ids::{CommentId, CommenterId};
use crate::model::own_comment::ChangedBy;
use crate::model::path::PublicPath;
use crate::model::post::SourceFormat;
use crate::model::timestamp::Timestamp;
use crate::store::db::Source;
use crate::store::error::StoreError;

/// A comment with all that its row holds and a person could be meant by.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Exported {
    pub id: CommentId,
    pub public_id: String,
    pub receipt: String,
    pub post_title: String,
    /// None while the post is not public.
    pub post_path: Option<PublicPath>,
    /// The public id of the comment it answers.
    pub answers: Option<String>,
    pub state: CommentState,
    pub reason: Reason,
    pub name: String,
    pub email: Option<String>,
    pub website: Option<String>,
    pub source_format: SourceFormat,
    pub source: String,
    pub html: String,
    pub published_at: Timestamp,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub edited_at: Option<Timestamp>,
    pub edited_by: Option<ChangedBy>,
    pub network_hash: Option<Vec<u8>>,
    /// Where an import brought it from, and what that said beyond all this.
    pub source_name: Option<String>,
    pub source_id: Option<String>,
    pub source_rest: Option<String>,
    /// A JSON array of what it said before, the oldest first.
    pub versions: String,
}

macro_rules! exported {
    ($rest:literal) => {
        concat!(
            "select c.id, c.public_id, c.receipt, case when paths.path is null then '' else p.title end as post_title,
                    paths.path as post_path, above.public_id as answers, c.state, c.reason, c.name, c.email, c.website,
                    c.source_format, c.source, c.html, c.published_at, c.created_at, c.updated_at, c.edited_at,
                    c.edited_by, c.network_hash, c.source_name, c.source_id, c.source_rest,
                    (select json_group_array(json_object(
                         'name', earlier.name, 'website', earlier.website, 'text', earlier.source,
                         'written_at', earlier.written_at, 'replaced_at', earlier.replaced_at,
                         'replaced_by', earlier.replaced_by))
                     from (select name, website, source, written_at, replaced_at, replaced_by
                           from comment_versions
                           where comment_id = c.id
                           order by id) as earlier) as versions
             from comments c
             join posts p on p.id = c.post_id
             left join paths on paths.post_id = p.id and paths.role = 'canonical' and p.state = 'published'
             left join comments above on above.id = c.parent_id ",
            $rest
        )
    };
}

pub(in crate::store) const OF_COMMENTER: &str = exported!(
    "where c.commenter_id = $1 and c.id > $2
     order by c.id
     limit $3"
);

pub(in crate::store) const OF_ADDRESS: &str = exported!(
    "where lower(c.email) = $1 and c.email is not null and c.id > $2
     order by c.id
     limit $3"
);

/// What a commenter wrote, the oldest first, from behind a comment of theirs on.
pub async fn of_commenter(
    db: &mut impl Source,
    commenter: CommenterId,
    after: CommentId,
    limit: i64,
) -> Result<Vec<Exported>, StoreError> {
    Ok(sqlx::query_as(OF_COMMENTER)
        .bind(commenter)
        .bind(after)
        .bind(limit)
        .fetch_all(db.connection())
        .await?)
}

/// The same for what was written under an e-mail address, which is handed in in small letters.
pub async fn of_address(
    db: &mut impl Source,
    email: &str,
    after: CommentId,
    limit: i64,
) -> Result<Vec<Exported>, StoreError> {
    Ok(sqlx::query_as(OF_ADDRESS).bind(email).bind(after).bind(limit).fetch_all(db.connection()).await?)
}
