//! What tests of moderating ask of a blog beyond its pages: comments in any state, and what the last commit touched.

use super::Blog;
use crate::model::comment::{CommentState, Reason};
use crate::model::html::Html;
use crate::model::ids::{CommentId, PostId};
use crate::model::key::{Key, Keys};
use crate::model::post::SourceFormat;
use crate::model::spam::Score;
use crate::store::StoreError;
use crate::store::comments::sent::{Sent, insert_all};
use crate::store::comments::write::NewComment;
use crate::tools::{sanitise, secrets};

/// A comment as it came in. The same name is the same person.
#[derive(Debug, Clone, Copy)]
pub struct Arrived<'a> {
    pub post: i64,
    pub parent: Option<i64>,
    pub name: &'a str,
    /// In Markdown; without any it is a gap that an import brought.
    pub text: &'a str,
    pub state: &'a str,
}

impl Blog {
    /// Lets a comment come in. Answers its id.
    pub async fn add_comment(&self, arrived: Arrived<'_>) -> i64 {
        let state = CommentState::ALL.into_iter().find(|state| state.word() == arrived.state);
        let now = self.app.clock.now();
        let name = arrived.name.to_owned();
        let comment = NewComment {
            public_id: self.app.chance.identifier(),
            receipt: self.app.chance.identifier(),
            post_id: PostId(arrived.post),
            parent_id: arrived.parent.map(CommentId),
            submission_key: None,
            commenter_id: None,
            user_id: None,
            state: state.expect("a state"),
            reason: Reason::FirstTime,
            name: name.clone(),
            email: Some(format!("{}@example.org", name.to_lowercase())),
            website: Some("https://www.example.org/me".to_owned()),
            source: arrived.text.to_owned(),
            source_format: SourceFormat::Markdown,
            html: match arrived.text {
                "" => Html::default(),
                text => sanitise::comment_from_markdown(text).html,
            },
            render_version: sanitise::RENDER_VERSION,
            content_hash: secrets::hash(arrived.text),
            network_hash: None,
            published_at: now,
            created_at: now,
            provenance: None,
        };
        let written: Result<CommentId, StoreError> = self
            .app
            .db
            .write(move |unit| {
                Box::pin(async move {
                    let sent = Sent {
                        comment: &comment,
                        token_hash: Some(name.as_bytes()),
                        score: Score::default(),
                    };
                    let ids = insert_all(unit, &[sent]).await?;
                    Ok((ids[0], Keys::of([Key::Comment(ids[0])])))
                })
            })
            .await;
        written.expect("a comment").0
    }

    /// What the last commit touched, as the names of keys.
    pub fn touched(&self) -> String {
        format!("{:?}", *self.app.db.changes().borrow())
    }
}
