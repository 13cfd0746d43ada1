//! The writer's thread: takes up the units that wait, does each in a savepoint, commits them together, then answers.

use std::sync::Arc;
use std::time::{Duration, Instant};

use sqlx::ConnectOptions as _;
use sqlx::sqlite::SqliteConnectOptions;
use tokio::sync::{mpsc, oneshot};

use super::{Attempt, Listeners, Message, Unit, Work};
use crate::model::key::{Key, Keys};
use crate::store::db::Source as _;
use crate::store::error::StoreError;
use crate::store::settings;

/// How long units go on joining a commit that others wait for. A commit costs about a millisecond.
const JOIN_FOR: Duration = Duration::from_millis(10);

/// How long another process may keep the database from a unit.
const WAITS_FOR: Duration = Duration::from_secs(10);

/// SQLite by itself waits longer and longer before it tries again, up to a tenth of a second. Another process that writes
/// for long leaves gaps of a few milliseconds (`actions::rebuild`, imports), which are met by trying every other one.
const SHORT_PATIENCE: &str = "pragma busy_timeout = 4";

/// The units that share a commit, and what they touched.
#[derive(Default)]
struct Group {
    units: Vec<Box<dyn Work>>,
    keys: Keys,
}

/// Why a group is undone as a whole.
#[derive(Debug)]
enum Fault {
    /// The database failed the last unit, which knows how.
    OfUnit,
    OfDatabase(StoreError),
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        Self::OfDatabase(error)
    }
}

impl Fault {
    /// Answers the one unit that it befell.
    fn tell(self, group: Group) {
        let committed = match self {
            Self::OfUnit => Ok(()),
            Self::OfDatabase(error) => {
                tracing::error!(?error, "a unit of work could not be committed");
                Err(error)
            }
        };
        if let Some(work) = group.units.into_iter().next() {
            work.answer(committed);
        }
    }
}

pub(super) struct WriterTask {
    unit: Unit,
    options: SqliteConnectOptions,
    listeners: Listeners,
    /// None after connecting anew: what others wrote meanwhile is not known.
    data_version: Option<i64>,
    /// It was time to look at what others wrote while units were taken up.
    is_look_due: bool,
    /// Taken from the inbox, and no part of the unit before it.
    next: Option<Box<dyn Work>>,
    /// Whoever waits for the end.
    end: Option<oneshot::Sender<()>>,
}

async fn connect(options: &SqliteConnectOptions) -> Result<Unit, StoreError> {
    let mut unit = Unit { connection: options.connect().await? };
    sqlx::query(SHORT_PATIENCE).execute(unit.connection()).await?;
    Ok(unit)
}

impl WriterTask {
    pub(super) async fn open(
        options: SqliteConnectOptions,
        listeners: Listeners,
    ) -> Result<Self, StoreError> {
        let unit = connect(&options).await?;
        let mut task =
            Self { unit, options, listeners, data_version: None, is_look_due: false, next: None, end: None };
        task.data_version = Some(task.read_data_version().await?);
        Ok(task)
    }

    pub(super) async fn run(mut self, mut inbox: mpsc::Receiver<Message>) {
        loop {
            let message = match self.next.take() {
                Some(work) => Some(Message::Work(work)),
                None if self.end.is_some() => None,
                None => inbox.recv().await,
            };
            let Some(message) = message else { break };
            match message {
                Message::Work(work) => self.serve(work, &mut inbox).await,
                Message::Look => self.is_look_due = true,
                Message::End(end) => self.end = Some(end),
            }
            if std::mem::take(&mut self.is_look_due) {
                self.notice_foreign_writes().await;
            }
        }
        drop(inbox);
        if let Err(error) = self.unit.close().await {
            tracing::error!(%error, "the writer's connection did not close cleanly");
        }
        if let Some(end) = self.end {
            let _nobody_waits = end.send(());
        }
    }

    /// Commits a unit together with those that wait behind it. If that fails, each goes alone.
    async fn serve(&mut self, first: Box<dyn Work>, inbox: &mut mpsc::Receiver<Message>) {
        let mut group = Group::default();
        let Err(fault) = self.commit(first, Some(inbox), &mut group).await else {
            return self.conclude(group).await;
        };
        self.roll_back().await;
        let keys = group.keys;
        let units: Vec<_> = group.units.into_iter().flat_map(Work::take_apart).collect();
        if units.len() == 1 {
            return fault.tell(Group { units, keys });
        }
        tracing::warn!(?fault, units = units.len(), "units that shared a commit are done one by one");
        for work in units {
            self.serve_alone(work).await;
        }
    }

    async fn serve_alone(&mut self, work: Box<dyn Work>) {
        let mut group = Group::default();
        match self.commit(work, None, &mut group).await {
            Ok(()) => self.conclude(group).await,
            Err(fault) => {
                self.roll_back().await;
                fault.tell(group);
            }
        }
    }

    /// Does the first unit, then others from the inbox while there are any and time is left, and commits.
    ///
    /// Only those that join have a savepoint: a first one that is refused leaves nothing worth keeping, and what a long
    /// one changes would be copied into the savepoint's journal, which SQLite searches from its start each time.
    /// A fault means that nothing of the group is on disk. A refused unit leaves nothing and is none.
    async fn commit(
        &mut self,
        first: Box<dyn Work>,
        mut inbox: Option<&mut mpsc::Receiver<Message>>,
        group: &mut Group,
    ) -> Result<(), Fault> {
        group.units.push(first);
        self.begin().await?;
        let began = Instant::now();
        let mut has_savepoint = false;
        while let Some(work) = group.units.last_mut() {
            if let Some(inbox) = inbox.as_deref_mut() {
                self.gather(work, inbox);
            }
            let before_next = match work.attempt(&mut self.unit).await {
                Attempt::Done(keys) => {
                    group.keys.join(keys);
                    Some(if has_savepoint { "release unit; savepoint unit" } else { "savepoint unit" })
                }
                Attempt::Refused => {
                    self.execute(if has_savepoint { "rollback to unit" } else { "rollback" }).await?;
                    None
                }
                Attempt::Failed => return Err(Fault::OfUnit),
            };
            let may_join = began.elapsed() < JOIN_FOR;
            let waiting = inbox.as_deref_mut().filter(|_| may_join);
            let Some(next) = waiting.and_then(|inbox| self.next_unit(inbox)) else {
                if before_next.is_none() && !has_savepoint {
                    // All were refused: nothing is left to commit.
                    return Ok(());
                }
                break;
            };
            group.units.push(next);
            if let Some(statement) = before_next {
                self.execute(statement).await?;
                has_savepoint = true;
            } else if !has_savepoint {
                self.begin().await?;
            }
        }
        Ok(self.execute("commit").await?)
    }

    /// Begins to write, once no other process does.
    async fn begin(&mut self) -> Result<(), StoreError> {
        let began = Instant::now();
        loop {
            match self.execute("begin immediate").await {
                Err(StoreError::Busy(_)) if began.elapsed() < WAITS_FOR => {}
                outcome => return outcome,
            }
        }
    }

    /// Tells everybody that holds something of what was changed, and only then whoever changed it.
    async fn conclude(&mut self, group: Group) {
        self.tell(group.keys).await;
        for work in group.units {
            work.answer(Ok(()));
        }
    }

    /// SQLite itself rolls back on some errors (a full disk), so "no transaction" is no failure here.
    async fn roll_back(&mut self) {
        let rolled_back = self.execute("rollback").await;
        if let Err(StoreError::Sql(error)) = &rolled_back
            && error.to_string().contains("no transaction is active")
        {
            return;
        }
        if let Err(error) = rolled_back {
            tracing::error!(?error, "a rollback failed, the connection is made anew");
            self.reconnect().await;
        }
    }

    async fn reconnect(&mut self) {
        match connect(&self.options).await {
            Ok(unit) => {
                self.unit = unit;
                self.data_version = None;
            }
            Err(error) => tracing::error!(?error, "the writer could not connect anew"),
        }
    }

    /// Makes anew what is held in memory, before anybody is told that the change is done.
    async fn tell(&mut self, keys: Keys) {
        if keys.contains(Key::Site) {
            match settings::load(&mut self.unit).await {
                Ok(fresh) => {
                    self.listeners.settings.send_replace(Arc::new(fresh));
                }
                Err(error) => {
                    tracing::error!(?error, "the settings could not be read anew");
                    // As if another process had written: the next look tries again, and touches everything.
                    self.data_version = None;
                }
            }
        }
        self.listeners.stamps.stamp(&keys);
        self.listeners.changes.send_replace(keys);
    }

    async fn notice_foreign_writes(&mut self) {
        match self.read_data_version().await {
            Ok(version) if self.data_version == Some(version) => {}
            Ok(version) => {
                // First, since telling takes it back if it fails.
                self.data_version = Some(version);
                self.tell(Keys::of([Key::Site, Key::Schedule])).await;
            }
            Err(error) => tracing::error!(?error, "the data version could not be read"),
        }
    }

    /// Changes when another connection has committed, never by our own commits.
    async fn read_data_version(&mut self) -> Result<i64, StoreError> {
        Ok(sqlx::query_scalar("pragma data_version").fetch_one(self.unit.connection()).await?)
    }

    async fn execute(&mut self, sql: &'static str) -> Result<(), StoreError> {
        sqlx::query(sql).execute(self.unit.connection()).await?;
        Ok(())
    }

    /// Puts together with a unit those behind it that can be one with it.
    fn gather(&mut self, work: &mut Box<dyn Work>, inbox: &mut mpsc::Receiver<Message>) {
        while let Some(next) = self.next_unit(inbox) {
            if let Err(other) = work.take_in(next) {
                self.next = Some(other);
                return;
            }
        }
    }

    /// The unit that waits next, if one does.
    fn next_unit(&mut self, inbox: &mut mpsc::Receiver<Message>) -> Option<Box<dyn Work>> {
        if let Some(next) = self.next.take() {
            return Some(next);
        }
        while self.end.is_none() {
            match inbox.try_recv().ok()? {
                Message::Work(work) => return Some(work),
                Message::Look => self.is_look_due = true,
                Message::End(end) => self.end = Some(end),
            }
        }
        None
    }
}
