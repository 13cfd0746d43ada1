//! What a blog does not want to hear from, and what becomes of a comment that has it.

use super::ids::{BlockId, UserId};
use super::timestamp::Timestamp;

/// What a block looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Deserialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(rename_all = "snake_case")]
pub enum BlockKind {
    /// The whole name.
    Name,
    /// An e-mail address, or all of a host.
    Email,
    /// Where it was sent from.
    Network,
    /// A word or several in a row, in the name or the comment.
    Words,
    /// A domain that is linked or named, with everything below it.
    Domain,
}

impl BlockKind {
    /// The word that rows and forms hold.
    pub fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Email => "email",
            Self::Network => "network",
            Self::Words => "words",
            Self::Domain => "domain",
        }
    }
}

/// What becomes of a comment that meets a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Deserialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(rename_all = "snake_case")]
pub enum BlockEffect {
    /// It waits.
    Hold,
    /// It is not taken, and its writer is told so.
    Refuse,
}

impl BlockEffect {
    pub fn word(self) -> &'static str {
        match self {
            Self::Hold => "hold",
            Self::Refuse => "refuse",
        }
    }
}

/// Something that was done to a block and can be taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlockChange {
    /// It is new.
    Added,
    /// It was there already, and does something else now.
    Changed,
    Removed,
}

impl BlockChange {
    /// The word that forms and addresses hold.
    pub fn word(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Changed => "changed",
            Self::Removed => "removed",
        }
    }
}

/// How long a removed block is kept at least, in seconds, so that its removal can be undone: a day.
pub const REMOVED_KEPT: i64 = 24 * 60 * 60;

/// The most blocks that a blog may have: all of them are looked at for each comment.
pub const MOST_BLOCKS: i64 = 5_000;

/// The most characters of what is blocked.
pub const BLOCK_MAX: usize = 200;

/// How long a network stays blocked, in seconds: thirty days, as long as it is remembered at all.
pub const NETWORK_BLOCKED_FOR: i64 = 30 * 24 * 60 * 60;

/// Something that is blocked.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Block {
    pub id: BlockId,
    pub kind: BlockKind,
    pub effect: BlockEffect,
    /// What it is known by, folded.
    pub pattern: String,
    /// What it is called among people.
    pub label: String,
    pub added_by: Option<UserId>,
    /// How many comments met it.
    pub hits: i64,
    pub last_hit_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub expires_at: Option<Timestamp>,
}
