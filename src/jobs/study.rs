//! Learns what is spam, and judges what waits anew, beside the server: a lesson takes longer than anybody who starts a blog
//! should wait for its first answer.

use std::time::Duration;

use tokio::time::MissedTickBehavior;

use crate::actions::spam::{self, Lessons};
use crate::app::App;

/// What was decided is learnt within this time.
const EVERY: Duration = Duration::from_mins(1);

/// What learns by itself.
pub struct Study {
    app: App,
    lessons: Lessons,
}

impl Study {
    pub fn new(app: App) -> Self {
        Self { app, lessons: Lessons::default() }
    }

    /// Learns if there is something new, and judges some of what waits. What fails is logged and tried again.
    pub async fn round(&mut self) {
        if let Err(error) = spam::study(&self.app, &mut self.lessons).await {
            tracing::error!(?error, "what is spam could not be learnt");
        }
    }

    /// Goes round until `stop` is ready. A lesson that has begun is not waited for: it is learnt again at the next start.
    pub async fn run(mut self, stop: impl Future<Output = ()>) {
        let mut stop = std::pin::pin!(stop);
        let mut beat = tokio::time::interval(EVERY);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                biased;
                () = &mut stop => return,
                _ = beat.tick() => {}
            }
            tokio::select! {
                () = &mut stop => return,
                () = self.round() => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::app::{Chance, Clock, Place};
    use crate::jobs::runner::Runner;
    use crate::model::comment::{CommentState, Reason};
    use crate::model::html::Html;
    use crate::model::key::Keys;
    use crate::model::post::PostState;
    use crate::store::comments::tests::comment;
    use crate::store::comments::write::{NewComment, insert};
    use crate::store::posts::write::{self, NewPost};
    use crate::store::{Db, StoreError};
    use crate::tools::spam::Said;

    #[tokio::test]
    async fn what_was_decided_is_learnt_beside_the_server_and_not_before_it_listens() {
        let (_folder, db) = Db::scratch().await;
        let app = App::new(db, Clock::System, Chance::seeded(1), Arc::new(Place::default()));
        let said = Said { text: "zorblatt flummery at the gribble".to_owned(), ..Said::default() };
        let html = Html::from_sanitiser(said.text.clone());
        // Not so old that the sweep takes it.
        let now = app.clock.now();
        let decided: Result<(), StoreError> = app
            .db
            .write(move |unit| {
                Box::pin(async move {
                    let post = write::insert(unit, &NewPost::sample("1", PostState::Published)).await?;
                    let spam = NewComment {
                        reason: Reason::Moderator,
                        html,
                        published_at: now,
                        created_at: now,
                        ..comment("bad", post, None, CommentState::Spam)
                    };
                    insert(unit, &spam).await?;
                    Ok(((), Keys::none()))
                })
            })
            .await;
        decided.unwrap();
        let at_first = spam::score(&app, &said);
        Runner::new(app.clone()).round().await;
        assert_eq!(spam::score(&app, &said), at_first, "the round that is done before listening");
        Study::new(app.clone()).round().await;
        let taught = spam::score(&app, &said);
        assert!(taught > at_first, "{taught:?} {at_first:?}");
    }

    #[tokio::test]
    async fn it_stops_when_told() {
        let (_folder, db) = Db::scratch().await;
        let app = App::new(db, Clock::System, Chance::seeded(1), Arc::new(Place::default()));
        Study::new(app).run(std::future::ready(())).await;
    }
}
