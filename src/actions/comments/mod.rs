//! Readers' comments: previewing and sending one, and what a moderator does with it.

pub mod by_mail;
pub mod desk;
pub mod mine;
pub mod moderate;
pub mod own;
mod preview;
mod submit;
mod tickets;

use std::net::IpAddr;

pub use preview::{Preview, preview, rendered};
pub use submit::{Accepted, submit};
pub use tickets::{hidden_trap_field, ticket, trap_field};
pub(super) use tickets::{network_hash, wide_network_hash};

use crate::app::App;
use crate::app::blocklist::{Judgement, Suspect};
use crate::model::block::BlockKind;
use crate::model::comment::{Comment, PostComments};
use crate::model::comment_settings::CommentSettings;
use crate::model::ids::{CommentId, PostId};
use crate::model::key::{Key, Keys};
use crate::model::timestamp::Timestamp;
use crate::model::user::User;
use crate::model::words::{self, Fault};
use crate::store::comments::{self, Place};
use crate::store::{Source, StoreError};
use crate::tools::sanitise::CommentBody;

/// A comment as it was typed.
#[derive(Debug, Clone)]
pub struct Draft {
    pub post: PostId,
    /// The public id of the comment it answers.
    pub parent: Option<String>,
    pub name: String,
    pub email: String,
    pub website: String,
    pub text: String,
}

/// Whoever sends a comment, as far as it is known.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// What the commenter's cookie holds.
    pub cookie: Option<String>,
    /// Somebody of this blog, logged in.
    pub user: Option<User>,
    pub address: IpAddr,
    /// The field that people do not see was filled.
    pub fell_into_trap: bool,
}

/// What was wrong with which field.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Faults {
    pub name: Option<Fault>,
    pub email: Option<Fault>,
    pub website: Option<Fault>,
    pub text: Option<Fault>,
}

/// Why a comment was not taken.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error("Some fields have to be changed first.")]
    Fields(Faults),
    #[error("There is no such post, or it is not public any more.")]
    PostGone,
    #[error("Comments are closed here.")]
    Closed,
    #[error("The comment that this one answers is not there any more.")]
    ParentGone,
    /// The ticket is missing, too old, another post's, or was spent on other words: the sender has to look once more.
    #[error("This comment has to be previewed before it is posted.")]
    Stale,
    #[error("Too many comments came from this network just now.")]
    TooMany,
    #[error("Comments with this are not taken here.")]
    Blocked(BlockKind),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A comment whose fields were checked.
#[derive(Debug, Clone)]
pub(super) struct Checked {
    pub name: String,
    pub email: Option<String>,
    pub website: Option<String>,
    pub text: String,
}

/// The rules for what a commenter types; every fault is told at once.
pub(super) fn check(draft: &Draft, rules: &CommentSettings) -> Result<Checked, Refusal> {
    let name = words::line(&draft.name, words::NAME_MAX);
    let email = match words::email(&draft.email) {
        Ok(None) if rules.requires_email => Err(Fault::Empty),
        other => other,
    };
    let website = words::website(&draft.website);
    let text = words::text(&draft.text, words::COMMENT_MAX);
    match (name, email, website, text) {
        (Ok(name), Ok(email), Ok(website), Ok(text)) => Ok(Checked { name, email, website, text }),
        (name, email, website, text) => Err(Refusal::Fields(Faults {
            name: name.err(),
            email: email.err(),
            website: website.err(),
            text: text.err(),
        })),
    }
}

/// What the blocks and the names that are taken say about a comment.
pub(super) async fn judge(
    app: &App,
    checked: &Checked,
    body: &CommentBody,
    network: Option<&[u8]>,
) -> Result<Judgement, StoreError> {
    Ok(app.blocklist().await?.judge(Suspect {
        name: &checked.name,
        email: checked.email.as_deref(),
        website: checked.website.as_deref(),
        text: &body.text,
        addresses: &body.addresses,
        network,
        at: app.clock.now(),
    }))
}

/// The post, if it takes comments.
pub(super) async fn open_place(
    db: &mut impl Source,
    post: PostId,
    rules: &CommentSettings,
    now: Timestamp,
) -> Result<Place, Refusal> {
    let place = comments::place(db, post).await?.ok_or(Refusal::PostGone)?;
    let is_open = rules.access(place.ground, now) == PostComments::Open;
    if is_open { Ok(place) } else { Err(Refusal::Closed) }
}

/// The comment that a draft answers: published, and of the same post.
pub(super) async fn answered(
    db: &mut impl Source,
    post: PostId,
    parent: Option<&str>,
) -> Result<Option<Comment>, Refusal> {
    let Some(public_id) = parent else { return Ok(None) };
    let found = comments::published(db, public_id).await?.filter(|comment| comment.post_id == post);
    found.map(Some).ok_or(Refusal::ParentGone)
}

/// What shows a comment. Readers see a change of it only if it is public before or after.
pub(in crate::actions) fn keys_of(comment: CommentId, post: PostId, readers_see: bool) -> Keys {
    let mut keys = Keys::of([Key::Comment(comment)]);
    if readers_see {
        keys.add(Key::Post(post));
        keys.add(Key::Comments);
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::comment::Policy;

    #[test]
    fn every_field_tells_its_own_fault() {
        let draft = Draft {
            post: PostId(1),
            parent: None,
            name: "\u{202e}".to_owned(),
            email: "ada".to_owned(),
            website: "javascript:alert(1)".to_owned(),
            text: "a".repeat(words::COMMENT_MAX + 1),
        };
        let rules = CommentSettings::lenient(Policy::Publish);
        let Err(Refusal::Fields(faults)) = check(&draft, &rules) else { panic!("taken") };
        let expected = Faults {
            name: Some(Fault::Empty),
            email: Some(Fault::NotAnEmail),
            website: Some(Fault::NotAWebsite),
            text: Some(Fault::TooLong(words::COMMENT_MAX)),
        };
        assert_eq!(faults, expected);
        let whole = Draft {
            name: " Ada ".to_owned(),
            email: String::new(),
            website: "example.org".to_owned(),
            text: "x".repeat(words::COMMENT_MAX),
            ..draft
        };
        let checked = check(&whole, &rules).unwrap();
        assert_eq!((checked.name.as_str(), checked.email), ("Ada", None));
        assert_eq!(checked.website.as_deref(), Some("https://example.org/"));
        let strict = CommentSettings { requires_email: true, ..rules };
        let Err(Refusal::Fields(faults)) = check(&whole, &strict) else { panic!("taken") };
        assert_eq!(faults, Faults { email: Some(Fault::Empty), ..Faults::default() });
        assert!(check(&Draft { email: "ada@example.org".to_owned(), ..whole }, &strict).is_ok());
    }
}
