//! Comments: their states, and who decides which one a new comment gets.

use super::comment_settings::CommentSettings;
use super::html::Html;
use super::ids::{CommentId, PostId};
use super::own_comment::ChangedBy;
use super::spam::Looks;
use super::timestamp::Timestamp;

/// Where a comment stands. Only a published one is seen by strangers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Deserialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(rename_all = "snake_case")]
pub enum CommentState {
    Pending,
    Published,
    Spam,
    Rejected,
    Deleted,
}

impl CommentState {
    pub const ALL: [Self; 5] = [Self::Pending, Self::Published, Self::Spam, Self::Rejected, Self::Deleted];

    /// The word that rows and addresses hold.
    pub fn word(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Published => "published",
            Self::Spam => "spam",
            Self::Rejected => "rejected",
            Self::Deleted => "deleted",
        }
    }

    /// May a moderator move a comment from this state to that one? Nobody is sent back to wait but by undoing, and what
    /// is deleted can only be published again: it has no other place to be judged for.
    pub fn may_become(self, to: Self) -> bool {
        match (self, to) {
            (_, Self::Pending) => false,
            (Self::Deleted, to) => to == Self::Published,
            (from, to) => from != to,
        }
    }
}

/// What a moderator says about a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Approve,
    Reject,
    Spam,
    Delete,
}

impl Verdict {
    pub const ALL: [Self; 4] = [Self::Approve, Self::Reject, Self::Spam, Self::Delete];

    /// Where it puts a comment.
    pub fn state(self) -> CommentState {
        match self {
            Self::Approve => CommentState::Published,
            Self::Reject => CommentState::Rejected,
            Self::Spam => CommentState::Spam,
            Self::Delete => CommentState::Deleted,
        }
    }

    /// The verdict that puts a comment into this state; none makes one wait.
    pub fn leading_to(state: CommentState) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.state() == state)
    }

    /// The word that the audit holds.
    pub fn word(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Reject => "reject",
            Self::Spam => "mark_spam",
            Self::Delete => "delete",
        }
    }
}

/// What the blog does with a new comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(rename_all = "snake_case")]
pub enum Policy {
    /// Everything waits for a moderator.
    HoldAll,
    /// Who was approved before is published at once.
    HoldFirst,
    /// What looks like spam waits, unless its writer was approved before.
    HoldDoubtful,
    /// Everything is published at once.
    Publish,
    /// What is there stays; nothing new is taken.
    Closed,
    /// None is shown and none is taken.
    Hidden,
}

/// Which threads of a post stand first. Within a thread an answer always stands behind what it answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(rename_all = "snake_case")]
pub enum ThreadOrder {
    Oldest,
    Newest,
}

impl ThreadOrder {
    /// The word that rows and addresses hold.
    pub fn word(self) -> &'static str {
        match self {
            Self::Oldest => "oldest",
            Self::Newest => "newest",
        }
    }

    pub fn of_word(word: &str) -> Option<Self> {
        [Self::Oldest, Self::Newest].into_iter().find(|order| order.word() == word)
    }
}

/// What one post says about its own comments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(rename_all = "snake_case")]
pub enum PostComments {
    /// As the blog's policy says.
    Open,
    /// What is there stays; nothing new is taken.
    Closed,
    /// None is shown and none is taken.
    Hidden,
}

/// Why a comment has the state it got, kept beside it for the moderator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize, serde::Serialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(rename_all = "snake_case")]
pub enum Reason {
    /// The blog's policy held it.
    Policy,
    /// Its writer was never approved before.
    FirstTime,
    /// Its network sent many lately.
    ManyFromNetwork,
    /// The same words came several times lately.
    Repeated,
    /// Nearly the same words did.
    NearlyRepeated,
    /// It was sent sooner than people write.
    TooFast,
    /// It looks so much like spam that it has to be looked at.
    Doubtful,
    /// It looks so much like spam that nobody has to.
    LooksLikeSpam,
    /// Readers reported it.
    Reported,
    /// It has something that is blocked.
    Blocked,
    /// It carries the name of somebody of this blog.
    TakenName,
    /// It has more links than are allowed.
    ManyLinks,
    /// Its post is older than comments there are let through.
    OldPost,
    /// It filled the field that people do not see.
    Trap,
    /// The policy let it through.
    Trusted,
    /// Something by its writer was approved before.
    Known,
    /// An author of the blog wrote it, logged in.
    Author,
    /// It came with an import, in the state it had there.
    Imported,
    /// A moderator decided.
    Moderator,
    /// Its writer changed it after it was published.
    Edited,
    /// Its writer deleted it.
    Withdrawn,
    /// Its writer had it erased: nothing is left but its place.
    Erased,
}

impl Reason {
    pub const ALL: [Self; 22] = [
        Self::Policy,
        Self::FirstTime,
        Self::ManyFromNetwork,
        Self::Repeated,
        Self::NearlyRepeated,
        Self::TooFast,
        Self::Doubtful,
        Self::LooksLikeSpam,
        Self::Reported,
        Self::Blocked,
        Self::TakenName,
        Self::ManyLinks,
        Self::OldPost,
        Self::Trap,
        Self::Trusted,
        Self::Known,
        Self::Author,
        Self::Imported,
        Self::Moderator,
        Self::Edited,
        Self::Withdrawn,
        Self::Erased,
    ];

    /// The word that rows and addresses hold.
    pub fn word(self) -> &'static str {
        match self {
            Self::Policy => "policy",
            Self::FirstTime => "first_time",
            Self::ManyFromNetwork => "many_from_network",
            Self::Repeated => "repeated",
            Self::NearlyRepeated => "nearly_repeated",
            Self::TooFast => "too_fast",
            Self::Doubtful => "doubtful",
            Self::LooksLikeSpam => "looks_like_spam",
            Self::Reported => "reported",
            Self::Blocked => "blocked",
            Self::TakenName => "taken_name",
            Self::ManyLinks => "many_links",
            Self::OldPost => "old_post",
            Self::Trap => "trap",
            Self::Trusted => "trusted",
            Self::Known => "known",
            Self::Author => "author",
            Self::Imported => "imported",
            Self::Moderator => "moderator",
            Self::Edited => "edited",
            Self::Withdrawn => "withdrawn",
            Self::Erased => "erased",
        }
    }
}

/// What is known about whoever sends a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sender {
    /// Published comments of the same cookie that vouch for it.
    pub approved: i64,
    /// Comments from the same network within the last ten minutes.
    pub recent_from_network: i64,
    /// Comments in the very same words within the last day, from whomever and wherever.
    pub same_words: i64,
    /// The same for nearly the same words.
    pub nearly_same_words: i64,
    pub looks: Looks,
    /// It came right after its ticket.
    pub was_too_fast: bool,
    pub fell_into_trap: bool,
    pub is_author: bool,
}

/// What is known about a new comment beside its sender.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Content {
    pub links: i64,
    /// The post is so old that comments there wait.
    pub is_on_old_post: bool,
    /// It has something that is blocked, though not refused.
    pub meets_block: bool,
    /// It carries the name of somebody of this blog, who is not the one that sent it.
    pub has_taken_name: bool,
}

/// From how many comments of one network in ten minutes on the next ones wait for a moderator.
pub const NETWORK_HOLDS_FROM: i64 = 8;
/// From how many on they are refused: carriers put thousands behind one address, so this is far above the hold.
pub const NETWORK_REFUSES_FROM: i64 = 60;
/// How long a comment counts for its network, in seconds.
pub const NETWORK_REMEMBERS: i64 = 10 * 60;
/// How long a comment's network is known at all, in days. It is a fingerprint under a secret key, not the address.
pub const NETWORK_KEPT_DAYS: i64 = 30;
/// How often the same words are taken before they wait: two readers may well thank in one word.
pub const SAME_WORDS_HOLD_FROM: i64 = 2;
/// Sooner after its form than this, in milliseconds, nobody has written and looked through a comment.
pub const TOO_FAST: i64 = 2_000;
/// How long words count as said before, in seconds.
pub const SAME_WORDS_REMEMBERED: i64 = 24 * 60 * 60;

/// Does a comment that stands like this speak for whoever sent it? Only if somebody who runs the blog has said so, here or
/// where it was imported from: what the policy let through nobody has looked at.
pub fn vouches(state: CommentState, reason: Reason) -> bool {
    state == CommentState::Published
        && matches!(reason, Reason::Moderator | Reason::Imported | Reason::Author)
}

/// Is a sender refused before anything of theirs is kept? An approved one never is.
pub fn is_too_much(sender: Sender) -> bool {
    !sender.is_author && sender.approved == 0 && sender.recent_from_network >= NETWORK_REFUSES_FROM
}

/// The state that a comment gets where comments are taken, and why. `None`: the policy takes none.
pub fn first_state(rules: &CommentSettings, sender: Sender, said: Content) -> Option<(CommentState, Reason)> {
    if matches!(rules.policy, Policy::Closed | Policy::Hidden) {
        return None;
    }
    if sender.is_author {
        return Some((CommentState::Published, Reason::Author));
    }
    suspicion(rules, sender, said).or_else(|| by_policy(rules.policy, sender))
}

/// What is held or put away whatever the policy says, for the first reason that holds.
fn suspicion(rules: &CommentSettings, sender: Sender, said: Content) -> Option<(CommentState, Reason)> {
    let is_unknown = sender.approved == 0;
    let held = |reason| Some((CommentState::Pending, reason));
    if sender.fell_into_trap {
        return Some((CommentState::Spam, Reason::Trap));
    }
    if said.meets_block {
        return held(Reason::Blocked);
    }
    if said.has_taken_name {
        return held(Reason::TakenName);
    }
    if is_unknown && sender.recent_from_network >= NETWORK_HOLDS_FROM {
        return held(Reason::ManyFromNetwork);
    }
    if is_unknown && sender.same_words >= SAME_WORDS_HOLD_FROM {
        return held(Reason::Repeated);
    }
    if said.links > rules.links_allowed.unwrap_or(i64::MAX) {
        return held(Reason::ManyLinks);
    }
    if is_unknown && sender.looks == Looks::Spam {
        return Some((CommentState::Spam, Reason::LooksLikeSpam));
    }
    if is_unknown && sender.nearly_same_words >= SAME_WORDS_HOLD_FROM {
        return held(Reason::NearlyRepeated);
    }
    said.is_on_old_post.then_some((CommentState::Pending, Reason::OldPost))
}

/// What the policy does with a comment that nothing speaks against.
fn by_policy(policy: Policy, sender: Sender) -> Option<(CommentState, Reason)> {
    let is_unknown = sender.approved == 0;
    Some(match policy {
        Policy::HoldAll => (CommentState::Pending, Reason::Policy),
        Policy::HoldFirst if is_unknown => (CommentState::Pending, Reason::FirstTime),
        Policy::HoldDoubtful if is_unknown && sender.was_too_fast => (CommentState::Pending, Reason::TooFast),
        Policy::HoldDoubtful if is_unknown && sender.looks != Looks::Wanted => {
            (CommentState::Pending, Reason::Doubtful)
        }
        Policy::HoldFirst | Policy::HoldDoubtful | Policy::Publish => {
            (CommentState::Published, if is_unknown { Reason::Trusted } else { Reason::Known })
        }
        Policy::Closed | Policy::Hidden => return None,
    })
}

/// A comment as a post's page shows it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Comment {
    pub id: CommentId,
    pub public_id: String,
    pub post_id: PostId,
    pub state: CommentState,
    pub name: String,
    pub website: Option<String>,
    /// Written by one of the post's authors, logged in or imported as such.
    pub is_by_author: bool,
    pub html: Html,
    pub published_at: Timestamp,
    /// When its words were changed last, and by whom.
    pub edited_at: Option<Timestamp>,
    pub edited_by: Option<ChangedBy>,
}

#[cfg(test)]
mod tests;
