//! The one task that wakes when something is due: a scheduled post, the daily sweep. It runs beside the server and does
//! its round once before anybody is let in, so that a blog that was down is up to date when it answers.

use std::time::Duration;

use tokio::time::MissedTickBehavior;

use super::sweep;
use crate::actions::users::claims;
use crate::actions::{blocks, media, posts};
use crate::app::App;
use crate::model::timestamp::Timestamp;
use crate::store::{StoreError, desk};

/// Looked at least this often: the system's clock may jump, and then no waiting would end in time.
const AT_LEAST_EVERY: Duration = Duration::from_mins(1);

/// Seconds between two sweeps.
const SWEEP_EVERY: i64 = 24 * 60 * 60;

/// What wakes by itself.
pub struct Runner {
    app: App,
    looked_at: Option<Timestamp>,
    swept_at: Option<Timestamp>,
    /// The last round left something that the next one goes on with at once.
    has_more: bool,
}

impl Runner {
    pub fn new(app: App) -> Self {
        Self { app, looked_at: None, swept_at: None, has_more: false }
    }

    /// Does everything that is due by the blog's clock. What fails is logged and tried again in a later round.
    pub async fn round(&mut self) {
        let now = self.app.clock.now();
        self.looked_at = Some(now);
        match posts::publish_due(&self.app).await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "published what was scheduled"),
            Err(error) => tracing::error!(?error, "the schedule could not be read"),
        }
        match claims::go_on(&self.app).await {
            Ok(round) => {
                self.has_more = round.is_cut_short;
                if round.finished > 0 {
                    tracing::info!(round.finished, "moved imported authors to their accounts");
                }
            }
            Err(error) => {
                self.has_more = false;
                tracing::error!(?error, "imported authors could not be moved to their accounts");
            }
        }
        match media::clear(&self.app).await {
            Ok(0) => {}
            Ok(count) => {
                tracing::info!(count, "removed the files of what was deleted or never arrived whole");
            }
            Err(error) => tracing::error!(?error, "files could not be removed"),
        }
        self.count_hits().await;
        if self.swept_at.is_some_and(|at| (at..at.plus_seconds(SWEEP_EVERY)).contains(&now)) {
            return;
        }
        match sweep::sweep(&self.app).await {
            Ok(_) => self.swept_at = Some(now),
            Err(error) => tracing::error!(?error, "what has run out could not be swept away"),
        }
        match media::tidy(&self.app).await {
            Ok(tidied) if tidied == media::Tidied::default() => {}
            Ok(tidied) => tracing::info!(?tidied, "removed files that nobody knows"),
            Err(error) => tracing::error!(?error, "the files could not be looked through"),
        }
    }

    /// Goes round until `stop` is ready. A round that has begun is finished; none takes long.
    pub async fn run(mut self, stop: impl Future<Output = ()>) {
        let mut changes = self.app.db.changes();
        let mut stop = std::pin::pin!(stop);
        let mut beat = tokio::time::interval(AT_LEAST_EVERY);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let until_due = self.until_due().await;
            // A listener sees only the last of several commits, so any of them may have changed the schedule.
            tokio::select! {
                biased;
                () = &mut stop => return self.count_hits().await,
                _ = beat.tick() => self.round().await,
                () = tokio::time::sleep(until_due) => self.round().await,
                next = changes.changed() => if next.is_err() { return },
            }
        }
    }

    async fn count_hits(&self) {
        if let Err(error) = blocks::count_hits(&self.app).await {
            tracing::error!(?error, "how often blocks were met could not be written down");
        }
    }

    /// How long until the next post is due. What was due at the last round and still is has failed then: it waits for the
    /// beat, so that a fault does not turn into a whirl.
    async fn until_due(&self) -> Duration {
        if self.has_more {
            return Duration::ZERO;
        }
        let due = match self.next_due().await {
            Ok(due) => due.filter(|due| self.looked_at.is_none_or(|looked_at| *due > looked_at)),
            Err(error) => {
                tracing::error!(?error, "the schedule could not be read");
                None
            }
        };
        let milliseconds = due.map(|due| due.0.saturating_sub(self.app.clock.now().0).max(0));
        let until = milliseconds.and_then(|some| u64::try_from(some).ok()).map(Duration::from_millis);
        until.unwrap_or(AT_LEAST_EVERY).min(AT_LEAST_EVERY)
    }

    async fn next_due(&self) -> Result<Option<Timestamp>, StoreError> {
        desk::next_due(&mut self.app.db.reader().await?).await
    }
}

#[cfg(test)]
mod tests;
