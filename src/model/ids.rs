//! The identities of rows: one type a noun, so that a post's id can't be handed in for a comment's.

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord,
            serde::Deserialize, serde::Serialize, sqlx::Type,
        )]
        #[serde(transparent)]
        #[sqlx(transparent)]
        pub struct $name(pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(out)
            }
        }
    )*};
}

ids! {
    /// A post or a page.
    PostId,
    /// A comment's row; in addresses and anchors stands its textual `public_id`.
    CommentId,
    /// A person who writes or moderates, with or without a login.
    UserId,
    /// A tag.
    TagId,
    /// Whoever holds one commenter's cookie.
    CommenterId,
    /// A login on one device.
    SessionId,
    /// One run of an import.
    ImportId,
    /// A letter in the outbox.
    LetterId,
    /// Somebody who was asked in.
    InvitationId,
    /// An address that gets letters about comments.
    FollowerId,
    /// One thing that such an address follows.
    SubscriptionId,
    /// A picture, a recording, a film or a file.
    MediaId,
    /// Something that is blocked.
    BlockId,
}
