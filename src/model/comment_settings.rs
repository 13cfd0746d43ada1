//! What an owner may change about comments.

use super::comment::Policy;

/// What holds for the comments of the whole blog.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct CommentSettings {
    pub policy: Policy,
    /// Plain text above the form; may be empty.
    pub message: String,
    /// How long a comment can be changed by whoever wrote it; 0 is never.
    pub edit_minutes: i64,
    /// Counts what was saved here, apart from the other settings.
    pub version: i64,
}
