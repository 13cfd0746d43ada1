//! The one connection that writes. A verb hands it a closure; the answer comes after the commit is on disk.

use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions as _, Connection as _};
use tokio::sync::{mpsc, oneshot, watch};

use super::db::Source;
use super::error::StoreError;
use super::settings;
use crate::model::key::{Key, Keys};
use crate::model::settings::Settings;

/// How many units may wait for the writer before a further one waits for a place.
const QUEUE: usize = 1024;

/// How often the writer looks whether another process has written.
const LOOK_FOR_FOREIGN_WRITES: Duration = Duration::from_millis(500);

pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// One unit of work: everything that is done through it is committed together or not at all.
pub struct Unit {
    connection: SqliteConnection,
}

impl Source for Unit {
    fn connection(&mut self) -> &mut SqliteConnection {
        &mut self.connection
    }
}

/// What a unit came to: which keys to make anew if its commit succeeds, and how to tell whoever asked.
struct Verdict {
    keys: Option<Keys>,
    answer: Box<dyn FnOnce(Result<(), StoreError>) + Send>,
}

trait Work: Send {
    fn attempt(self: Box<Self>, unit: &mut Unit) -> BoxFuture<'_, Verdict>;
    fn refuse(self: Box<Self>, error: StoreError);
}

struct Task<F, T, E> {
    work: F,
    reply: oneshot::Sender<Result<T, E>>,
}

impl<F, T, E> Work for Task<F, T, E>
where
    F: for<'u> FnOnce(&'u mut Unit) -> BoxFuture<'u, Result<(T, Keys), E>> + Send + 'static,
    T: Send + 'static,
    E: From<StoreError> + Send + 'static,
{
    fn attempt(self: Box<Self>, unit: &mut Unit) -> BoxFuture<'_, Verdict> {
        Box::pin(async move {
            let Task { work, reply } = *self;
            let outcome = match caught(work(unit)).await {
                Some(outcome) => outcome,
                None => Err(StoreError::Panicked.into()),
            };
            // Nobody listening is no failure: the client went away, the work is done all the same.
            match outcome {
                Ok((value, keys)) => Verdict {
                    keys: Some(keys),
                    answer: Box::new(move |committed| {
                        let _gone = reply.send(committed.map(|()| value).map_err(E::from));
                    }),
                },
                Err(refusal) => Verdict {
                    keys: None,
                    answer: Box::new(move |_| {
                        let _gone = reply.send(Err(refusal));
                    }),
                },
            }
        })
    }

    fn refuse(self: Box<Self>, error: StoreError) {
        let _gone = self.reply.send(Err(error.into()));
    }
}

/// Runs a future and answers `None` if it panics.
async fn caught<T>(work: impl Future<Output = T>) -> Option<T> {
    let mut work = pin!(work);
    poll_fn(|context| match catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(context))) {
        Ok(poll) => poll.map(Some),
        Err(_) => std::task::Poll::Ready(None),
    })
    .await
}

/// A handle to the writer task.
#[derive(Clone)]
pub struct Writer {
    queue: mpsc::Sender<Box<dyn Work>>,
}

/// Whom the writer tells what a commit touched.
pub struct Listeners {
    pub settings: watch::Sender<Arc<Settings>>,
    pub changes: watch::Sender<Keys>,
}

impl Writer {
    /// Starts the task that owns the connection; it ends when the last handle is dropped.
    pub async fn start(options: SqliteConnectOptions, listeners: Listeners) -> Result<Self, StoreError> {
        let unit = Unit { connection: options.connect().await? };
        let (queue, inbox) = mpsc::channel(QUEUE);
        let mut task = WriterTask { unit, options, listeners, data_version: 0 };
        task.data_version = task.read_data_version().await?;
        tokio::spawn(task.run(inbox));
        Ok(Self { queue })
    }

    /// Does one unit of work and answers when it is on disk, or refused and undone.
    ///
    /// The unit runs to its end even if the caller stops waiting.
    pub async fn run<F, T, E>(&self, work: F) -> Result<T, E>
    where
        F: for<'u> FnOnce(&'u mut Unit) -> BoxFuture<'u, Result<(T, Keys), E>> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        self.queue.send(Box::new(Task { work, reply })).await.map_err(|_| StoreError::Stopping)?;
        answer.await.map_err(|_| StoreError::Stopping)?
    }
}

struct WriterTask {
    unit: Unit,
    options: SqliteConnectOptions,
    listeners: Listeners,
    data_version: i64,
}

impl WriterTask {
    async fn run(mut self, mut inbox: mpsc::Receiver<Box<dyn Work>>) {
        let mut look = tokio::time::interval(LOOK_FOR_FOREIGN_WRITES);
        look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                work = inbox.recv() => match work {
                    Some(work) => self.commit(work).await,
                    None => break,
                },
                _ = look.tick() => self.notice_foreign_writes().await,
            }
        }
        if let Err(error) = self.unit.connection.close().await {
            tracing::error!(%error, "the writer's connection did not close cleanly");
        }
    }

    async fn commit(&mut self, work: Box<dyn Work>) {
        if let Err(error) = execute(&mut self.unit, "begin immediate").await {
            tracing::error!(error = ?error, "no transaction could be begun");
            self.reconnect().await;
            work.refuse(error);
            return;
        }
        let verdict = work.attempt(&mut self.unit).await;
        let Some(keys) = verdict.keys else {
            self.roll_back().await;
            (verdict.answer)(Ok(()));
            return;
        };
        let committed = execute(&mut self.unit, "commit").await;
        match &committed {
            Ok(()) => self.tell(keys).await,
            Err(error) => {
                tracing::error!(error = ?error, "a commit failed");
                self.roll_back().await;
            }
        }
        (verdict.answer)(committed);
    }

    /// SQLite itself rolls back on some errors (a full disk), so "no transaction" is no failure here.
    async fn roll_back(&mut self) {
        let rolled_back = execute(&mut self.unit, "rollback").await;
        if let Err(StoreError::Sql(error)) = &rolled_back
            && error.to_string().contains("no transaction is active")
        {
            return;
        }
        if let Err(error) = rolled_back {
            tracing::error!(error = ?error, "a rollback failed, the connection is made anew");
            self.reconnect().await;
        }
    }

    async fn reconnect(&mut self) {
        match self.options.connect().await {
            Ok(connection) => self.unit.connection = connection,
            Err(error) => tracing::error!(%error, "the writer could not connect anew"),
        }
    }

    /// Makes anew what is held in memory, before anybody is told that the change is done.
    async fn tell(&mut self, keys: Keys) {
        if keys.contains(Key::Site) {
            match settings::load(&mut self.unit).await {
                Ok(fresh) => {
                    self.listeners.settings.send_replace(Arc::new(fresh));
                }
                Err(error) => tracing::error!(error = ?error, "the settings could not be read anew"),
            }
        }
        self.listeners.changes.send_replace(keys);
    }

    async fn notice_foreign_writes(&mut self) {
        match self.read_data_version().await {
            Ok(version) if version != self.data_version => {
                self.data_version = version;
                self.tell(Keys::of([Key::Site, Key::Schedule])).await;
            }
            Ok(_) => {}
            Err(error) => tracing::error!(error = ?error, "the data version could not be read"),
        }
    }

    /// Changes when another connection has committed, never by our own commits.
    async fn read_data_version(&mut self) -> Result<i64, StoreError> {
        Ok(sqlx::query_scalar("pragma data_version").fetch_one(self.unit.connection()).await?)
    }
}

async fn execute(unit: &mut Unit, sql: &'static str) -> Result<(), StoreError> {
    sqlx::query(sql).execute(unit.connection()).await?;
    Ok(())
}

#[cfg(test)]
mod tests;
