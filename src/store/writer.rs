//! The one connection that writes. A verb hands it a closure; the answer comes after the commit is on disk.

mod joint;
mod task;

use std::any::Any;
use std::error::Error;
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use sqlx::Connection as _;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use tokio::runtime::Handle;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::MissedTickBehavior;

use self::joint::JointTask;
pub use self::joint::{Answers, Joint};
use self::task::WriterTask;
use super::db::Source;
use super::error::StoreError;
use super::stamps::Stamps;
use crate::model::key::Keys;
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

impl Unit {
    /// A unit over a connection of one's own, which whoever opened it commits.
    pub(super) fn over(connection: SqliteConnection) -> Self {
        Self { connection }
    }

    pub(super) async fn close(self) -> Result<(), StoreError> {
        Ok(self.connection.close().await?)
    }
}

impl Source for Unit {
    fn connection(&mut self) -> &mut SqliteConnection {
        &mut self.connection
    }
}

/// What came of attempting a unit.
enum Attempt {
    /// It wants to be committed, and these keys to be made anew then.
    Done(Keys),
    /// It said no by itself, or a constraint or a panic did: it alone is undone.
    Refused,
    /// The database failed. SQLite may have undone the units before it as well.
    Failed,
}

/// A unit and whoever waits for it.
trait Work: Any + Send {
    /// Takes another one in, if the two can be done as one; gives it back if not.
    fn take_in(&mut self, other: Box<dyn Work>) -> Result<(), Box<dyn Work>> {
        Err(other)
    }

    /// What it took in, each by itself again.
    fn take_apart(self: Box<Self>) -> Vec<Box<dyn Work>>;

    /// Does the unit's work. If that was undone together with others, it can be done again.
    fn attempt<'u>(&'u mut self, unit: &'u mut Unit) -> BoxFuture<'u, Attempt>;

    /// Tells what came of the last attempt, or why that could not be committed.
    fn answer(self: Box<Self>, committed: Result<(), StoreError>);
}

struct Task<F, T, E> {
    work: F,
    outcome: Option<Result<T, E>>,
    reply: oneshot::Sender<Result<T, E>>,
}

impl<F, T, E> Work for Task<F, T, E>
where
    F: for<'u> FnOnce(&'u mut Unit) -> BoxFuture<'u, Result<(T, Keys), E>> + Clone + Send + 'static,
    T: Send + 'static,
    E: From<StoreError> + Error + Send + 'static,
{
    fn attempt<'u>(&'u mut self, unit: &'u mut Unit) -> BoxFuture<'u, Attempt> {
        Box::pin(async move {
            let work = self.work.clone();
            let outcome = match caught(async move { work(unit).await }).await {
                Some(outcome) => outcome,
                None => Err(StoreError::Panicked.into()),
            };
            let (outcome, attempt) = match outcome {
                Ok((value, keys)) => (Ok(value), Attempt::Done(keys)),
                Err(error) if is_failure_of_the_database(&error) => (Err(error), Attempt::Failed),
                Err(refusal) => (Err(refusal), Attempt::Refused),
            };
            self.outcome = Some(outcome);
            attempt
        })
    }

    fn take_apart(self: Box<Self>) -> Vec<Box<dyn Work>> {
        vec![self]
    }

    fn answer(self: Box<Self>, committed: Result<(), StoreError>) {
        let answer = match committed {
            Ok(()) => self.outcome.unwrap_or_else(|| Err(StoreError::Stopping.into())),
            Err(error) => Err(error.into()),
        };
        // Nobody listening is no failure: the client went away, the work is done all the same.
        let _gone = self.reply.send(answer);
    }
}

/// A constraint is told in words alone; every other error of the database carries its cause.
fn is_failure_of_the_database(error: &(dyn Error + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if error.is::<sqlx::Error>() {
            return true;
        }
        cause = error.source();
    }
    false
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

/// What the writer is asked.
enum Message {
    Work(Box<dyn Work>),
    /// Has another process written?
    Look,
    /// Close the connection and end, then tell.
    End(oneshot::Sender<()>),
}

/// A handle to the writer.
#[derive(Clone)]
pub struct Writer {
    queue: mpsc::Sender<Message>,
}

/// Whom the writer tells what a commit touched.
pub struct Listeners {
    pub settings: watch::Sender<Arc<Settings>>,
    pub changes: watch::Sender<Keys>,
    pub stamps: Arc<Stamps>,
}

impl Writer {
    /// Starts the thread that owns the connection; it ends when it is told to, or when the last handle is dropped.
    ///
    /// A thread of its own, since each statement is an exchange with SQLite's thread: between two threads that do
    /// nothing else it takes half the time that it takes by way of the runtime's queue.
    pub async fn start(options: SqliteConnectOptions, listeners: Listeners) -> Result<Self, StoreError> {
        let task = WriterTask::open(options, listeners).await?;
        let (queue, inbox) = mpsc::channel(QUEUE);
        let runtime = Handle::current();
        std::thread::Builder::new()
            .name("writer".to_owned())
            .spawn(move || runtime.block_on(task.run(inbox)))
            .map_err(|error| {
                StoreError::Opening(format!("The writer's thread could not be started: {error}."))
            })?;
        tokio::spawn(look_for_foreign_writes(queue.downgrade()));
        Ok(Self { queue })
    }

    /// Does one unit of work and answers when it is on disk, or refused and undone.
    ///
    /// The unit runs to its end even if the caller stops waiting. Units that wait at the same moment share a commit, and
    /// if that fails each is done again by itself: a unit changes nothing but the database.
    pub async fn run<F, T, E>(&self, work: F) -> Result<T, E>
    where
        F: for<'u> FnOnce(&'u mut Unit) -> BoxFuture<'u, Result<(T, Keys), E>> + Clone + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Error + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        self.send(Box::new(Task { work, outcome: None, reply })).await?;
        answer.await.map_err(|_| StoreError::Stopping)?
    }

    /// The same for what is done together with others of its kind that wait.
    pub async fn run_joint<J: Joint>(&self, work: J) -> Result<J::Outcome, J::Refusal> {
        let (reply, answer) = oneshot::channel();
        self.send(Box::new(JointTask::new(work, reply))).await?;
        answer.await.map_err(|_| StoreError::Stopping)?
    }

    async fn send(&self, work: Box<dyn Work>) -> Result<(), StoreError> {
        self.queue.send(Message::Work(work)).await.map_err(|_| StoreError::Stopping)
    }

    /// Waits until the units that were handed in before are done and the connection is closed. Later ones are refused.
    pub async fn end(&self) {
        let (told, ended) = oneshot::channel();
        // Either it is gone already, or it tells, or it is gone before it told.
        if self.queue.send(Message::End(told)).await.is_ok() {
            let _gone = ended.await;
        }
    }
}

/// Asks the writer to look, for as long as anybody can write.
async fn look_for_foreign_writes(queue: mpsc::WeakSender<Message>) {
    let mut beat = tokio::time::interval(LOOK_FOR_FOREIGN_WRITES);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        beat.tick().await;
        let Some(queue) = queue.upgrade() else { return };
        if queue.send(Message::Look).await.is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests;
