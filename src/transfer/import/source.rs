//! What any source has to say about a blog, in our words but not yet in our tables. No format, no SQL.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

/// An instant in milliseconds since 1970 UTC, and the offset from UTC it was written with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SourceTime {
    pub millis: i64,
    pub offset_minutes: i32,
}

/// Who a comment may come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CommentAccess {
    Anyone,
    Accounts,
    Members,
}

/// Which comments wait for an editor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moderation {
    Nothing,
    OnPostsOlderThan { days: u32 },
    Everything,
}

/// How the blog took comments; what the source does not say is `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CommentSettings {
    pub is_open: Option<bool>,
    /// Whether a new post took comments unless its author said otherwise.
    pub is_open_on_new_posts: Option<bool>,
    pub access: Option<CommentAccess>,
    pub moderation: Option<Moderation>,
}

/// The blog itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourceBlog {
    /// The system it comes from, `blogger`.
    pub source: &'static str,
    pub id: String,
    pub title: String,
    pub tagline: String,
    /// An IANA name that is in the time zone database.
    pub zone: Option<String>,
    /// A BCP 47 tag.
    pub language: Option<String>,
    /// Every host that the blog or one of its posts was published under.
    pub hosts: BTreeSet<String>,
    pub posts_per_page: Option<u32>,
    pub comments: CommentSettings,
    /// The source's other settings by their own names, without those that hold addresses of people.
    pub extra: BTreeMap<String, String>,
}

/// Who wrote something, as far as the source tells.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceAuthor {
    /// The number of the account; none for a guest.
    pub source_id: Option<String>,
    pub name: String,
    /// A http or https address.
    pub url: Option<String>,
}

/// Where a row comes from: what makes a second run find it again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provenance {
    pub source: &'static str,
    /// `post`, `page` or `comment`; unique together with `source` and `source_id`.
    pub kind: &'static str,
    pub source_id: String,
    /// SHA-256 in hex over what the source said, so that a change there can be told from one here.
    pub source_hash: String,
    /// The Atom id that feed readers know it by.
    pub entry_id: String,
    /// What has no place of its own with us.
    pub extra: BTreeMap<&'static str, String>,
    /// The line of the file where it stands.
    pub line: u64,
}

/// Whether an entry is in the stream of posts or stands alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PostKind {
    Post,
    Page,
}

/// What readers could see of a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PostState {
    Draft,
    Scheduled,
    Published,
    /// Kept, not shown: a state we have no word for.
    Unpublished,
    Trashed,
}

impl PostState {
    /// The word for it in a row, and in a hash, where it may never change.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Scheduled => "scheduled",
            Self::Published => "published",
            Self::Unpublished => "unpublished",
            Self::Trashed => "trashed",
        }
    }
}

/// A post or page with its markup unsanitised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourcePost {
    pub provenance: Provenance,
    pub kind: PostKind,
    pub state: PostState,
    pub title: String,
    pub html: String,
    pub description: String,
    /// The old address, decoded, with its leading slash; none if it never had one.
    pub path: Option<String>,
    pub labels: Vec<String>,
    pub authors: Vec<SourceAuthor>,
    pub published: SourceTime,
    pub updated: Option<SourceTime>,
}

/// What readers could see of a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CommentState {
    Published,
    Pending,
    Spam,
    /// A tombstone: its words are the source's notice, not the commenter's.
    Deleted,
}

impl CommentState {
    /// The word for it in a row, and in a hash, where it may never change.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Pending => "pending",
            Self::Spam => "spam",
            Self::Deleted => "deleted",
        }
    }
}

/// A comment with its markup unsanitised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceComment {
    pub provenance: Provenance,
    pub state: CommentState,
    /// The `source_id` of the post or page.
    pub post_id: String,
    /// The `source_id` of the comment it answers; always handed out before this one.
    pub parent_id: Option<String>,
    pub author: SourceAuthor,
    pub html: String,
    pub published: SourceTime,
    pub updated: Option<SourceTime>,
}

/// Why one entry cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    NoId,
    NoDate,
    UnknownKind,
    Duplicate,
    NoPost,
}

impl fmt::Display for Reason {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str(match self {
            Self::NoId => "it has no id that can be read",
            Self::NoDate => "it has no date that can be read",
            Self::UnknownKind => "it does not say that it is a post, page or comment",
            Self::Duplicate => "an entry with the same id came before it",
            Self::NoPost => "the post it belongs to is not in the file",
        })
    }
}

/// An entry that was read and is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    pub kind: &'static str,
    pub source_id: String,
    pub line: u64,
    pub reason: Reason,
}

/// One entry of the source, in an order that can be written: a post before its comments, a parent before its answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SourceItem {
    Post(Box<SourcePost>),
    Comment(Box<SourceComment>),
    Refused(Refused),
}

/// SHA-256 in hex over these fields, each with its length, so that no two lists run together.
pub fn fingerprint(fields: &[&str]) -> String {
    let mut hash = Sha256::new();
    for field in fields {
        hash.update((field.len() as u64).to_be_bytes());
        hash.update(field.as_bytes());
    }
    HEXLOWER.encode(&hash.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_tells_where_one_field_ends() {
        assert_ne!(fingerprint(&["ab", "c"]), fingerprint(&["a", "bc"]));
        assert_ne!(fingerprint(&["a", ""]), fingerprint(&["a"]));
        assert_eq!(fingerprint(&["a", "b"]), fingerprint(&["a", "b"]));
        assert_eq!(fingerprint(&[]).len(), 64);
    }
}
