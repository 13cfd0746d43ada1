//! What tests of comments ask of a blog beyond its pages: its policy, a moderator's decision, a post that closes or goes.
//! States and policies are named by the words that rows hold.

use super::{Blog, in_markdown};
use crate::actions::{self, posts::Draft};
use crate::model::comment::{CommentState, Policy, PostComments, Reason, ThreadOrder};
use crate::model::comment_settings::CommentSettings;
use crate::model::ids::PostId;
use crate::model::key::{Key, Keys};
use crate::model::settings::Settings;
use crate::store::comments::write::set_state;
use crate::store::{StoreError, comment_settings, comments, settings};

impl Blog {
    /// Changes what happens to new comments.
    pub async fn set_comment_policy(&self, policy: &str) {
        let policy = named::<Policy>(policy);
        self.change_comment_settings(|settings| settings.policy = policy).await;
    }

    /// Shows the newest threads first to whoever chooses nothing else.
    pub async fn show_newest_threads_first(&self) {
        self.change_comment_settings(|settings| settings.order = ThreadOrder::Newest).await;
    }

    /// Draws nothing beside names.
    pub async fn draw_no_avatars(&self) {
        self.change_comment_settings(|settings| settings.shows_avatars = false).await;
    }

    async fn change_comment_settings(&self, change: impl FnOnce(&mut CommentSettings)) {
        let (mut changed, now) = (self.app.settings().comments.clone(), self.app.clock.now());
        change(&mut changed);
        let done: Result<bool, StoreError> = self
            .app
            .db
            .write(move |unit| {
                Box::pin(async move {
                    Ok((comment_settings::update(unit, &changed, now).await?, Keys::of([Key::Site])))
                })
            })
            .await;
        assert!(done.expect("an answer"), "the settings were changed meanwhile");
    }

    /// Changes for how many minutes a comment can be changed by its writer.
    pub async fn set_edit_minutes(&self, minutes: i64) {
        self.change_comment_settings(|settings| settings.edit_minutes = minutes).await;
    }

    /// Changes the language that readers are spoken to in.
    pub async fn set_language(&self, tag: &str) {
        self.change_settings(|settings| tag.clone_into(&mut settings.language)).await;
    }

    async fn change_settings(&self, change: impl FnOnce(&mut Settings)) {
        let (mut changed, now) = ((*self.app.settings()).clone(), self.app.clock.now());
        change(&mut changed);
        let done: Result<bool, StoreError> = self
            .app
            .db
            .write(move |unit| {
                Box::pin(
                    async move { Ok((settings::update(unit, &changed, now).await?, Keys::of([Key::Site]))) },
                )
            })
            .await;
        assert!(done.expect("an answer"), "the settings were changed meanwhile");
    }

    /// Moves the comment of a public id from one state to another, as a moderator would.
    pub async fn moderate(&self, public_id: &str, from: &str, to: &str) {
        let (public_id, now) = (public_id.to_owned(), self.app.clock.now());
        let (from, to) = (named::<CommentState>(from), named::<CommentState>(to));
        let moved: Result<bool, StoreError> = self
            .app
            .db
            .write(move |unit| {
                Box::pin(async move {
                    let id = comments::id_of(unit, &public_id).await?.expect("a comment");
                    let moved = set_state(unit, id, from, to, Some(Reason::Moderator), now).await?;
                    Ok((moved.is_some(), Keys::of([Key::Site])))
                })
            })
            .await;
        assert!(moved.expect("an answer"), "the comment was not in that state");
    }

    /// The public id of the comment that a receipt is for.
    pub async fn public_id_of(&self, receipt: &str) -> String {
        let mut db = self.app.db.reader().await.expect("a reader");
        let found = comments::by_receipt(&mut db, receipt).await.expect("an answer");
        found.expect("a comment").public_id
    }

    /// The number of the comment that a receipt is for.
    pub async fn comment_of(&self, receipt: &str) -> i64 {
        let public_id = self.public_id_of(receipt).await;
        let mut db = self.app.db.reader().await.expect("a reader");
        comments::id_of(&mut db, &public_id).await.expect("an answer").expect("a comment").0
    }

    /// How many comments are in a state.
    pub async fn count_comments(&self, state: &str) -> i64 {
        let mut db = self.app.db.reader().await.expect("a reader");
        let counts = comments::counts(&mut db).await.expect("counts");
        let state = named::<CommentState>(state);
        counts.into_iter().find(|(of, _)| *of == state).expect("a count for each state").1
    }

    /// Publishes a post whose own comments are open, closed or hidden. Answers its id.
    pub async fn publish_with_comments(&self, title: &str, comments: &str) -> i64 {
        let draft = Draft { comments: named::<PostComments>(comments), ..in_markdown(title, "Text") };
        self.publish_draft(draft).await
    }

    /// Takes a post's row from the public without a word.
    pub async fn hide_post(&self, post: i64) {
        let owner = self.owner().await;
        actions::posts::unpublish(&self.app, &owner, PostId(post)).await.expect("a hidden post");
    }
}

fn named<T: serde::de::DeserializeOwned>(word: &str) -> T {
    serde_json::from_value(word.into()).expect("a word that rows hold")
}
