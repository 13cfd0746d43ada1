//! Tells people of comments, in a task of its own: it walks behind what was written and decided, so that neither has to
//! wait for it, and gathers what comes close together into one letter.

use std::time::Duration;

use tokio::time::{MissedTickBehavior, sleep};

use crate::actions::{mail, webhook};
use crate::app::App;
use crate::model::comment::CommentState;
use crate::model::ids::{CommentId, FollowerId};
use crate::model::key::{Key, Keys};
use crate::model::letter::Letter;
use crate::model::notice::{NEWS_FOR, PAUSE_FOR_FOLLOWERS, PAUSE_FOR_PEOPLE, WAITING_AT_ONCE, told_before};
use crate::model::user::{Deed, Role};
use crate::store::notices::letters::{self, Follower, Person};
use crate::store::notices::walk::{self, Marks, News};
use crate::store::outbox::{self, NewMail};
use crate::store::webhook as rows;
use crate::store::{StoreError, Unit, subscriptions};

/// Looked at least this often: a pause behind a letter may have ended.
const AT_LEAST_EVERY: Duration = Duration::from_mins(1);

/// How long it waits for more after the first thing that happens.
const GATHERS_FOR: Duration = Duration::from_secs(2);

/// How many ids are looked at in one short read.
const WINDOW: i64 = 5000;

/// How many comments one unit writes notices of.
const COMMENTS_AT_ONCE: usize = 50;

/// How many followers one unit writes notices for.
const FOLLOWERS_AT_ONCE: i64 = 1000;

/// How many letters one unit queues.
const LETTERS_AT_ONCE: i64 = 50;

/// The most comments that a letter names: of further ones it tells the number alone.
const NAMED: usize = 100;

/// Whoever tells people of comments.
pub struct Notifier {
    app: App,
}

impl Notifier {
    pub fn new(app: App) -> Self {
        Self { app }
    }

    /// Finds what is new and tells whoever is to be told by the blog's clock. What fails is logged, and done in a later
    /// round.
    pub async fn round(&self) {
        if let Err(error) = self.look().await {
            tracing::error!(?error, "new comments could not be looked through");
        }
        if let Err(error) = self.write_letters().await {
            tracing::error!(?error, "letters about comments could not be queued");
        }
        if let Err(error) = webhook::call_if_due(&self.app).await {
            tracing::error!(?error, "the webhook could not be looked after");
        }
    }

    /// Goes round until `stop` is ready. A unit that has begun is finished; a call of the webhook is not waited for.
    pub async fn run(self, stop: impl Future<Output = ()>) {
        let mut stop = std::pin::pin!(stop);
        let mut changes = self.app.db.changes();
        let mut beat = tokio::time::interval(AT_LEAST_EVERY);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = &mut stop => return,
                _ = beat.tick() => {}
                next = changes.changed() => if next.is_err() { return },
            }
            tokio::select! {
                () = &mut stop => return,
                () = sleep(GATHERS_FOR) => {}
            }
            changes.mark_unchanged();
            tokio::select! {
                () = &mut stop => return,
                () = self.round() => {}
            }
        }
    }

    /// Walks through everything that is new, a short read at a time.
    async fn look(&self) -> Result<(), StoreError> {
        let mut db = self.app.db.reader().await?;
        let (begun, newest) = (walk::marks(&mut db).await?, walk::newest(&mut db).await?);
        let ways = Ways {
            has_mail: mail::ready(&self.app).is_ok(),
            has_webhook: rows::load(&mut db).await?.is_some(),
            has_followers: subscriptions::is_any(&mut db).await?,
        };
        drop(db);
        let mut marks = begun;
        let since = self.app.clock.now().plus_seconds(-NEWS_FOR);
        let mut waiting = 0;
        while marks.comment_id < newest.comment_id {
            let up_to = newest.comment_id.min(marks.comment_id + WINDOW);
            let span = (marks.comment_id, up_to);
            marks.comment_id = up_to;
            if ways.is_any() {
                let news = walk::arrived(&mut self.app.db.reader().await?, span, since).await?;
                self.note(news, marks, ways, &mut waiting).await?;
            }
        }
        while marks.audit_id < newest.audit_id {
            let up_to = newest.audit_id.min(marks.audit_id + WINDOW);
            let span = (marks.audit_id, up_to);
            marks.audit_id = up_to;
            if ways.is_any() {
                let news = walk::moved(&mut self.app.db.reader().await?, span, since).await?;
                self.note(news, marks, ways, &mut waiting).await?;
            }
        }
        if marks == begun { Ok(()) } else { self.remember(marks).await }
    }

    async fn remember(&self, marks: Marks) -> Result<(), StoreError> {
        self.app
            .db
            .write(move |unit| {
                Box::pin(async move { Ok((walk::set_marks(unit, marks).await?, Keys::none())) })
            })
            .await
    }

    /// Writes down who is to be told of these, and then how far that goes. Done twice it is done once.
    async fn note(
        &self,
        mut news: Vec<News>,
        marks: Marks,
        ways: Ways,
        waiting: &mut usize,
    ) -> Result<(), StoreError> {
        news.retain(|one| {
            let waits = one.state == CommentState::Pending;
            *waiting += usize::from(waits);
            if waits { *waiting <= WAITING_AT_ONCE } else { ways.has_mail }
        });
        if news.is_empty() {
            return Ok(());
        }
        for some in news.chunks(COMMENTS_AT_ONCE) {
            self.note_people(some.to_vec(), ways).await?;
        }
        if ways.has_mail && ways.has_followers {
            for one in news.iter().filter(|one| one.state == CommentState::Published) {
                self.note_followers(one).await?;
            }
        }
        self.remember(marks).await
    }

    async fn note_people(&self, news: Vec<News>, ways: Ways) -> Result<(), StoreError> {
        let now = self.app.clock.now();
        let roles: Vec<_> =
            Role::ALL.into_iter().filter(|role| role.may(Deed::ModerateComments)).map(Role::word).collect();
        self.app
            .db
            .write(move |unit| {
                Box::pin(async move {
                    for one in &news {
                        let waits = one.state == CommentState::Pending;
                        if waits && ways.has_webhook {
                            walk::tell_webhook(unit, one, now).await?;
                        }
                        match (ways.has_mail, waits) {
                            (true, true) => walk::tell_moderators(unit, one, &roles, now).await?,
                            (true, false) => walk::tell_authors(unit, one, now).await?,
                            (false, _) => {}
                        }
                    }
                    Ok(((), Keys::none()))
                })
            })
            .await
    }

    async fn note_followers(&self, comment: &News) -> Result<(), StoreError> {
        let mut last = FollowerId(0);
        loop {
            let mut db = self.app.db.reader().await?;
            let these = subscriptions::following(&mut db, comment, last, FOLLOWERS_AT_ONCE).await?;
            drop(db);
            let Some(end) = these.last() else { return Ok(()) };
            last = *end;
            let (id, now) = (comment.id, self.app.clock.now());
            let done: Result<(), StoreError> = self
                .app
                .db
                .write(move |unit| {
                    Box::pin(async move {
                        walk::tell_followers(unit, id, &these, now).await?;
                        Ok(((), Keys::none()))
                    })
                })
                .await;
            done?;
        }
    }

    /// Queues a letter to everybody whose turn it is, some in a unit.
    async fn write_letters(&self) -> Result<(), StoreError> {
        if mail::ready(&self.app).is_err() {
            return Ok(());
        }
        let now = self.app.clock.now();
        loop {
            let mut db = self.app.db.reader().await?;
            let before = told_before(now, PAUSE_FOR_PEOPLE);
            let people = letters::people(&mut db, before, LETTERS_AT_ONCE).await?;
            let before = told_before(now, PAUSE_FOR_FOLLOWERS);
            let followers = letters::followers(&mut db, before, LETTERS_AT_ONCE).await?;
            drop(db);
            if people.is_empty() && followers.is_empty() {
                return Ok(());
            }
            let batch = Batch { people, followers, language: self.app.settings().language.clone(), now };
            let done: Result<(), StoreError> = self
                .app
                .db
                .write(move |unit| {
                    Box::pin(async move { Ok((batch.queue(unit).await?, Keys::of([Key::Outbox]))) })
                })
                .await;
            done?;
        }
    }
}

/// By which ways anybody can be told just now.
#[derive(Debug, Clone, Copy)]
struct Ways {
    has_mail: bool,
    has_webhook: bool,
    has_followers: bool,
}

impl Ways {
    fn is_any(self) -> bool {
        self.has_mail || self.has_webhook
    }
}

/// Whose turn it is.
#[derive(Clone)]
struct Batch {
    people: Vec<Person>,
    followers: Vec<Follower>,
    language: String,
    now: crate::model::timestamp::Timestamp,
}

impl Batch {
    async fn queue(&self, unit: &mut Unit) -> Result<(), StoreError> {
        for person in &self.people {
            let (comments, more) = named(letters::take_for_person(unit, person.id, self.now).await?);
            let letter = Letter::Comments { user: person.id, comments, more };
            let mail = NewMail { to: &person.email, language: &self.language, letter: &letter, unique: None };
            outbox::queue(unit, &mail, self.now).await?;
        }
        for follower in &self.followers {
            let (comments, more) = named(letters::take_for_follower(unit, follower.id, self.now).await?);
            let letter = Letter::Followed { follower: follower.id, comments, more };
            let mail =
                NewMail { to: &follower.email, language: &follower.language, letter: &letter, unique: None };
            outbox::queue(unit, &mail, self.now).await?;
        }
        Ok(())
    }
}

/// The first ones, and how many come behind them.
fn named(mut comments: Vec<CommentId>) -> (Vec<CommentId>, i64) {
    let more = comments.len().saturating_sub(NAMED);
    comments.truncate(NAMED);
    (comments, i64::try_from(more).unwrap_or(i64::MAX))
}
