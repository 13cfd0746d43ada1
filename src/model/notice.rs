//! Who is told of comments, and how often: one letter at once, and what comes within the pause behind it in the next.

use super::timestamp::Timestamp;

/// Seconds between two letters to somebody of the blog: ten minutes.
pub const PAUSE_FOR_PEOPLE: i64 = 10 * 60;

/// Seconds between two letters to a reader who follows something: half an hour.
pub const PAUSE_FOR_FOLLOWERS: i64 = 30 * 60;

/// Seconds between two calls of the webhook.
pub const PAUSE_FOR_WEBHOOK: i64 = 60;

/// How many comments a letter shows; it says how many more there are.
pub const SHOWN: usize = 10;

/// What happened longer ago is news to nobody, in seconds: three days. So nobody hears of everything that an import, a
/// restored copy or a long downtime brought.
pub const NEWS_FOR: i64 = 3 * 24 * 60 * 60;

/// How long it is remembered who was told of what, in seconds: ninety days.
pub const REMEMBERED: i64 = 90 * 24 * 60 * 60;

/// How many comments that wait are told of in one round. A letter says how many wait in all, so a flood needs no more.
pub const WAITING_AT_ONCE: usize = 100;

/// Letters that ask one address whether it wants to follow something, whatever that is, and were not answered: as many in
/// seven days, since so long they wait.
pub const ASKED_A_WEEK: i64 = 3;

/// How long an address is not asked about the same thing again, in seconds: a day.
pub const ASKED_AGAIN_AFTER: i64 = 24 * 60 * 60;

/// How often an address is asked about the same thing before an answer.
pub const ASKED_AT_MOST: i64 = 2;

/// How long a letter that asks may be answered, in seconds: seven days.
pub const ASKED_FOR: i64 = 7 * 24 * 60 * 60;

/// What somebody of the blog wants to be told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct Choices {
    /// Comments that wait, if they may moderate.
    pub about_waiting: bool,
    /// Comments that were published on posts of theirs.
    pub about_own_posts: bool,
}

impl Default for Choices {
    fn default() -> Self {
        Self { about_waiting: true, about_own_posts: true }
    }
}

/// The language of a webhook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(rename_all = "snake_case")]
pub enum HookFormat {
    Json,
    Ntfy,
    Telegram,
}

/// Somebody who was told before this is told again at `now`.
pub fn told_before(now: Timestamp, pause: i64) -> Timestamp {
    now.plus_seconds(-pause)
}
