//! Sends what waits in the outbox, in a task of its own: a mail server that takes its time must not hold up the posts that
//! are due. What was surely not sent is tried again, what may have been is left to a person.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::time::{MissedTickBehavior, timeout};

use super::letters::composed;
use crate::app::App;
use crate::model::key::{Key, Keys};
use crate::model::letter::pause_after;
use crate::model::timestamp::Timestamp;
use crate::store::outbox::delivery::{self, Held};
use crate::store::{Snapshot, StoreError};
use crate::tools::mail::{Carrier, Post, Setback};

/// Looked at least this often: the system's clock may jump, and then no waiting would end in time.
const AT_LEAST_EVERY: Duration = Duration::from_mins(1);

/// How long nothing is tried after nobody could be reached, in seconds, unless somebody asks for it.
const REST_SECONDS: i64 = 60;

/// How long a letter is held beyond the time that it can take.
const SPARE_SECONDS: i64 = 60;

const ABANDONED: &str = "Postil ended while it handed this letter over, so nobody knows whether it was sent.";
const STOPPED: &str =
    "Postil was stopped while the server had this letter, and did not hear whether it was taken.";

/// What came of trying a letter.
enum Outcome {
    Sent,
    /// Somebody else holds it now.
    Lost,
    Failed(Setback),
    /// Nothing is left that it could tell.
    Moot,
}

/// Whoever sends letters, as long as somebody said how.
pub struct Mailer {
    app: App,
    carrier: Option<Carrier>,
    /// Nobody could be reached: nothing is tried before this, unless the outbox changes.
    rests_until: Option<Timestamp>,
    /// The outbox as of the last round.
    seen: Snapshot,
    /// When something is due next, as long as nobody touches the outbox: most commits have nothing to do with it.
    due: Option<(Snapshot, Option<Timestamp>)>,
    /// The letter under way, and whether it may have been sent already.
    under_way: Option<(Held, bool)>,
    /// No further letter is begun.
    is_stopping: Arc<AtomicBool>,
}

/// How a round ended.
enum End {
    Done,
    Stopped,
    CutShort,
}

impl Mailer {
    pub fn new(app: App) -> Self {
        let carrier = app.place.mail.as_ref().map(Carrier::new);
        let seen = seen(&app);
        Self {
            app,
            carrier,
            rests_until: None,
            seen,
            due: None,
            under_way: None,
            is_stopping: Arc::default(),
        }
    }

    /// Sends everything that is due by the blog's clock, unless nobody can be reached.
    pub async fn round(&mut self) {
        self.seen = seen(&self.app);
        self.due = None;
        let (Some(post), Some(mut carrier)) = (self.app.place.mail.clone(), self.carrier.take()) else {
            return;
        };
        if let Err(error) = self.send_all(&post, &mut carrier).await {
            tracing::error!(?error, "the outbox could not be worked on");
            self.rest();
        }
        carrier.rest().await;
        self.carrier = Some(carrier);
    }

    /// Goes round until `stop` is ready, and then finishes the letter that is under way if that does not take long.
    pub async fn run(mut self, stop: impl Future<Output = ()>) {
        let mut stop = std::pin::pin!(stop);
        if self.carrier.is_none() {
            return stop.await;
        }
        let mut changes = self.app.db.changes();
        let mut beat = tokio::time::interval(AT_LEAST_EVERY);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let until_due = self.until_due().await;
            // A listener sees only the last of several commits, so any of them may have brought a letter.
            tokio::select! {
                () = &mut stop => return,
                _ = beat.tick() => {}
                () = tokio::time::sleep(until_due) => {}
                next = changes.changed() => if next.is_err() { return } else { continue },
            }
            match self.round_until(stop.as_mut()).await {
                End::Done => {}
                End::Stopped => return,
                End::CutShort => return self.leave_off().await,
            }
        }
    }

    /// A round that ends early when it is time to stop: after the letter under way, or in its midst if that takes long.
    async fn round_until(&mut self, stop: Pin<&mut impl Future<Output = ()>>) -> End {
        let is_stopping = self.is_stopping.clone();
        let patience = self.app.place.mail.as_ref().map(|post| post.patience.stop).unwrap_or_default();
        let mut round = std::pin::pin!(self.round_unless_resting());
        tokio::select! {
            () = &mut round => return End::Done,
            () = stop => {}
        }
        is_stopping.store(true, Ordering::Relaxed);
        match timeout(patience, round).await {
            Ok(()) => End::Stopped,
            Err(_) => End::CutShort,
        }
    }

    async fn round_unless_resting(&mut self) {
        if self.may_try() {
            self.round().await;
        }
    }

    /// Something new in the outbox ends a rest: somebody may be waiting for what comes of it.
    fn may_try(&mut self) -> bool {
        if !self.app.db.stamps().is_fresh(&self.seen) {
            self.rests_until = None;
        }
        self.rests_until.is_none_or(|until| self.app.clock.now() >= until)
    }

    fn rest(&mut self) {
        self.rests_until = Some(self.app.clock.now().plus_seconds(REST_SECONDS));
    }

    async fn send_all(&mut self, post: &Post, carrier: &mut Carrier) -> Result<(), StoreError> {
        self.rests_until = None;
        let now = self.app.clock.now();
        let doubted: Result<u64, StoreError> = self
            .app
            .db
            .write(move |unit| {
                Box::pin(
                    async move { Ok((delivery::doubt_abandoned(unit, ABANDONED, now).await?, Keys::none())) },
                )
            })
            .await;
        if doubted? > 0 {
            tracing::warn!("a letter may have been sent or not: see the outbox");
        }
        while !self.is_stopping.load(Ordering::Relaxed) {
            let Some(held) = self.hold(post).await? else { break };
            self.under_way = Some((held.clone(), false));
            let outcome = self.carry(post, carrier, &held).await?;
            let is_nobody_there = matches!(outcome, Outcome::Failed(Setback::NobodyThere(_)));
            self.note(held, outcome).await?;
            self.under_way = None;
            if is_nobody_there {
                self.rest();
                return Ok(());
            }
        }
        Ok(())
    }

    async fn hold(&self, post: &Post) -> Result<Option<Held>, StoreError> {
        let (token, now) = (self.app.chance.bytes(), self.app.clock.now());
        let until = beyond(post.patience.before(), now);
        self.app
            .db
            .write(move |unit| {
                Box::pin(async move { Ok((delivery::hold(unit, token, now, until).await?, Keys::none())) })
            })
            .await
    }

    async fn carry(
        &mut self,
        post: &Post,
        carrier: &mut Carrier,
        held: &Held,
    ) -> Result<Outcome, StoreError> {
        let letter = match composed(&self.app, post, held).await? {
            Ok(Some(letter)) => letter,
            Ok(None) => return Ok(Outcome::Moot),
            Err(setback) => return Ok(Outcome::Failed(setback)),
        };
        let handover = match carrier.approach(&letter).await {
            Ok(handover) => handover,
            Err(setback) => return Ok(Outcome::Failed(setback)),
        };
        // From here on it may have been sent, and that is known before it can be true.
        let (mine, now) = (held.clone(), self.app.clock.now());
        let until = beyond(post.patience.verdict, now);
        let begun: Result<bool, StoreError> = self
            .app
            .db
            .write(move |unit| {
                Box::pin(async move {
                    let is_begun = delivery::begin(unit, &mine, now, until).await?;
                    // The server asked for the letter, so whatever kept all of them back is over.
                    delivery::release_stalled(unit, now).await?;
                    Ok((is_begun, Keys::none()))
                })
            })
            .await;
        if !matches!(begun, Ok(true)) {
            handover.abandon();
            return begun.map(|_| Outcome::Lost);
        }
        self.under_way = Some((held.clone(), true));
        Ok(handover.deliver().await.map_or_else(Outcome::Failed, |()| Outcome::Sent))
    }

    async fn note(&self, held: Held, outcome: Outcome) -> Result<(), StoreError> {
        let (id, now) = (held.id, self.app.clock.now());
        let noted: Result<bool, StoreError> = match outcome {
            Outcome::Lost => Ok(false),
            Outcome::Moot => {
                self.app
                    .db
                    .write(move |unit| {
                        Box::pin(async move { Ok((delivery::drop_moot(unit, &held).await?, Keys::none())) })
                    })
                    .await
            }
            Outcome::Sent => {
                let noted = self
                    .app
                    .db
                    .write(move |unit| {
                        Box::pin(async move { Ok((delivery::sent(unit, &held, now).await?, Keys::none())) })
                    })
                    .await;
                tracing::info!(letter = id.0, "sent a letter");
                noted
            }
            Outcome::Failed(setback) => self.note_setback(held, setback, now).await,
        };
        if !noted? {
            tracing::warn!(letter = id.0, "this letter was dropped meanwhile, or somebody else took it over");
        }
        Ok(())
    }

    async fn note_setback(&self, held: Held, setback: Setback, now: Timestamp) -> Result<bool, StoreError> {
        let id = held.id.0;
        let due_at = now.plus_seconds(pause_after(held.attempts));
        let (fault, is_last) = match &setback {
            Setback::Later(why) => (why.clone(), due_at > held.give_up_at),
            Setback::Never(why) => (why.clone(), true),
            // Nobody being there is no letter's fault; one whose link has run out ends by that.
            Setback::NobodyThere(why) | Setback::Unknown(why) => (why.clone(), false),
        };
        let is_unknown = matches!(setback, Setback::Unknown(_));
        let is_stalled = matches!(setback, Setback::NobodyThere(_));
        if is_unknown || is_last {
            tracing::warn!(letter = id, %fault, "a letter needs somebody's decision: see the outbox");
        } else {
            tracing::info!(letter = id, %fault, attempts = held.attempts, "a letter is tried again later");
        }
        self.app
            .db
            .write(move |unit| {
                Box::pin(async move {
                    let noted = if is_unknown {
                        delivery::doubt(unit, &held, &fault, now).await?
                    } else if is_last {
                        delivery::give_up(unit, &held, &fault, now).await?
                    } else if is_stalled {
                        delivery::stall(unit, &held, &fault, now, due_at).await?
                    } else {
                        delivery::put_off(unit, &held, &fault, now, due_at).await?
                    };
                    Ok((noted, Keys::none()))
                })
            })
            .await
    }

    /// Lets go of the letter that was under way when there was no more time.
    async fn leave_off(&mut self) {
        let Some((held, may_be_sent)) = self.under_way.take() else { return };
        let now = self.app.clock.now();
        let left: Result<bool, StoreError> = self
            .app
            .db
            .write(move |unit| {
                Box::pin(async move {
                    // What was not begun is nobody's fault, and goes first when there is a next time.
                    let left = if may_be_sent {
                        delivery::doubt(unit, &held, STOPPED, now).await?
                    } else {
                        delivery::let_go(unit, &held, now).await?
                    };
                    Ok((left, Keys::none()))
                })
            })
            .await;
        if let Err(error) = left {
            tracing::error!(?error, "the letter under way could not be let go of");
        }
    }

    /// How long until something can be done.
    async fn until_due(&mut self) -> Duration {
        let is_free = self.may_try();
        let due = self.next_due().await.unwrap_or_else(|error| {
            tracing::error!(?error, "the outbox could not be read");
            None
        });
        let due = if is_free { due } else { due.max(self.rests_until) };
        let milliseconds = due.map(|due| due.0.saturating_sub(self.app.clock.now().0).max(0));
        let until = milliseconds.and_then(|some| u64::try_from(some).ok()).map(Duration::from_millis);
        until.unwrap_or(AT_LEAST_EVERY).min(AT_LEAST_EVERY)
    }

    async fn next_due(&mut self) -> Result<Option<Timestamp>, StoreError> {
        if let Some((as_of, due)) = &self.due
            && self.app.db.stamps().is_fresh(as_of)
        {
            return Ok(*due);
        }
        let as_of = seen(&self.app);
        let due = delivery::next_due(&mut self.app.db.reader().await?).await?;
        self.due = Some((as_of, due));
        Ok(due)
    }
}

/// Longer than something can take, so that who loses it is surely dead.
fn beyond(longest: Duration, now: Timestamp) -> Timestamp {
    let longest = i64::try_from(longest.as_secs()).unwrap_or(i64::MAX);
    now.plus_seconds(longest.saturating_add(SPARE_SECONDS))
}

fn seen(app: &App) -> Snapshot {
    Snapshot::new(Keys::of([Key::Outbox]), app.db.stamps().now())
}
