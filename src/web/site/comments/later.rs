//! Links to a short discussion name only an anchor. Where its comments are too long for one page, the first page holds the
//! anchors of the others too, each with a link to its page.

use super::order::query;
use super::threads::is_short;
use crate::model::comment::ThreadOrder;
use crate::model::ids::CommentId;
use crate::model::post::Post;
use crate::store::Reader;
use crate::store::comments::threads::{self, Threads};
use crate::web::error::Failure;

/// A comment that stands on a later page, and has its anchor here.
pub struct Later {
    pub public_id: String,
    pub name: String,
    pub href: String,
}

/// What the first page of a post says of comments that it does not hold.
pub async fn of(
    db: &mut Reader,
    post: &Post,
    shown: &Threads,
    chosen: Option<ThreadOrder>,
) -> Result<Vec<Later>, Failure> {
    let is_first_of_several = shown.next.is_some() && shown.previous.is_none();
    if !is_first_of_several || !is_short(post.comment_count) {
        return Ok(Vec::new());
    }
    let here: Vec<CommentId> = shown.comments.iter().map(|shown| shown.comment.id).collect();
    let others = threads::others(db, post.id, &here).await?;
    let later = others.into_iter().map(|other| Later {
        href: format!("{}#c{}", query(chosen, Some(&other.public_id)), other.public_id),
        public_id: other.public_id,
        name: other.name,
    });
    Ok(later.collect())
}
