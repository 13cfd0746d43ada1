//! What an owner may change about comments.

use super::comment::{Policy, ThreadOrder};
use super::spam::Limits;

/// What holds for the comments of the whole blog.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct CommentSettings {
    pub policy: Policy,
    /// From how many percent on a comment looks doubtful.
    pub doubtful_from: i64,
    /// From how many percent on one is spam without anybody looking; 0 for never.
    pub spam_from: i64,
    /// Plain text above the form; may be empty.
    pub message: String,
    /// How long a comment can be changed by whoever wrote it; 0 is never.
    pub edit_minutes: i64,
    /// Which threads stand first, as long as a reader chooses nothing else.
    pub order: ThreadOrder,
    /// A drawing beside each name, made of it.
    pub shows_avatars: bool,
    /// Counts what was saved here, apart from the other settings.
    pub version: i64,
}

impl CommentSettings {
    pub fn spam_limits(&self) -> Limits {
        Limits { doubtful: self.doubtful_from, spam: (self.spam_from > 0).then_some(self.spam_from) }
    }
}
