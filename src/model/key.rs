//! What pages are made of. A committed change names the keys it touched, and whoever holds something made of them
//! (the settings in memory, the waiting runner) makes it anew.

use super::ids::{CommentId, PostId, TagId, UserId};

/// One thing that a page or a running task is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Key {
    /// Everything: the settings, the header, the footer.
    Site,
    /// The lists of newest posts, archives and feeds.
    Home,
    /// One post or page, its comments and their count.
    Post(PostId),
    /// The posts of one tag.
    Tag(TagId),
    /// The posts of one author, and the name in their bylines.
    Author(UserId),
    /// The newest comments of the blog.
    Comments,
    /// One comment as its writer sees it.
    Comment(CommentId),
    /// When the next scheduled post is due.
    Schedule,
    /// What waits to be sent by mail.
    Outbox,
    /// Whom and what the blog does not want to hear from, and the names that are taken.
    Blocks,
}

/// The keys that one unit of work touched.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Keys(Vec<Key>);

impl Keys {
    pub fn none() -> Self {
        Self::default()
    }

    pub fn of(keys: impl IntoIterator<Item = Key>) -> Self {
        Self(keys.into_iter().collect())
    }

    pub fn add(&mut self, key: Key) {
        if !self.0.contains(&key) {
            self.0.push(key);
        }
    }

    /// These and one more.
    #[must_use]
    pub fn and(mut self, key: Key) -> Self {
        self.add(key);
        self
    }

    /// These and those of another change.
    pub fn join(&mut self, others: Self) {
        others.0.into_iter().for_each(|key| self.add(key));
    }

    pub fn iter(&self) -> impl Iterator<Item = Key> {
        self.0.iter().copied()
    }

    pub fn contains(&self, key: Key) -> bool {
        self.0.contains(&key)
    }
}
