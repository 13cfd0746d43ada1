//! The connections: one that writes, a pool that only reads, and how the file is opened and brought up to date.

use std::error::Error;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::str::FromStr as _;
use std::sync::Arc;
use std::time::Duration;

use sqlx::migrate::Migrator;
use sqlx::pool::PoolConnection;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions,
    SqliteSynchronous,
};
use sqlx::{ConnectOptions as _, Connection as _, Sqlite};
use tokio::sync::watch;

use super::error::StoreError;
use super::settings;
use super::stamps::Stamps;
use super::writer::{BoxFuture, Joint, Listeners, Unit, Writer};
use crate::model::key::Keys;
use crate::model::settings::Settings;

static MIGRATIONS: Migrator = sqlx::migrate!();

/// The database's file within the data folder.
pub const FILE: &str = "postil.db";

/// How many connections read at the same time.
pub const READERS: u32 = 8;

/// Two connections writing and checkpointing at the same instant could lose pages before this version.
const OLDEST_SQLITE: (i64, i64, i64) = (3, 51, 3);

/// Something that can be asked: a reader, or a unit of work that also sees its own changes.
pub trait Source: Send {
    fn connection(&mut self) -> &mut SqliteConnection;
}

/// A connection that can't write. Give it back soon: nothing that is not SQL may happen while it is held.
pub struct Reader(PoolConnection<Sqlite>);

impl Source for Reader {
    fn connection(&mut self) -> &mut SqliteConnection {
        &mut self.0
    }
}

/// The memory of one blog. Every layer that a request passes holds one, so to clone it is to count one more.
#[derive(Clone)]
pub struct Db(Arc<Parts>);

struct Parts {
    readers: SqlitePool,
    writer: Writer,
    settings: watch::Receiver<Arc<Settings>>,
    changes: watch::Receiver<Keys>,
    stamps: Arc<Stamps>,
    file: PathBuf,
}

impl Db {
    /// Opens the database in a data folder, making or upgrading it first. `fresh_secret` signs tokens if it is new.
    ///
    /// Before an existing database is upgraded, a copy of it is put beside it.
    pub async fn open(folder: &Path, fresh_secret: [u8; 32]) -> Result<Self, StoreError> {
        let file = folder.join(FILE);
        let before = identity(&file);
        let options = write_options(&file);
        bring_up_to_date(&options, folder, fresh_secret).await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .min_connections(READERS)
            .acquire_timeout(Duration::from_secs(5))
            .idle_timeout(None)
            .max_lifetime(None)
            // To ask each time whether it still answers would be an exchange with its thread. It is in this process.
            .test_before_acquire(false)
            .connect_with(read_options(&file))
            .await?;
        let mut reader = Reader(readers.acquire().await?);
        let loaded = settings::load(&mut reader).await?;
        drop(reader);
        let (settings_sender, settings) = watch::channel(Arc::new(loaded));
        let (changes_sender, changes) = watch::channel(Keys::none());
        let stamps = Arc::new(Stamps::default());
        let listeners =
            Listeners { settings: settings_sender, changes: changes_sender, stamps: stamps.clone() };
        let writer = Writer::start(options, listeners).await?;
        // Whoever waited for the lock of a file that `postil seed` then replaced would write where nobody reads.
        if before.is_some() && before != identity(&file) {
            return Err(StoreError::Opening(format!(
                "The blog in {} was replaced while it was being opened. Start again.",
                folder.display()
            )));
        }
        Ok(Self(Arc::new(Parts { readers, writer, settings, changes, stamps, file })))
    }

    /// A connection that only reads.
    pub async fn reader(&self) -> Result<Reader, StoreError> {
        Ok(Reader(self.0.readers.acquire().await?))
    }

    /// Does one unit of work: answered when it is on disk, or refused and undone.
    pub async fn write<F, T, E>(&self, work: F) -> Result<T, E>
    where
        F: for<'u> FnOnce(&'u mut Unit) -> BoxFuture<'u, Result<(T, Keys), E>> + Clone + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Error + Send + 'static,
    {
        self.0.writer.run(work).await
    }

    /// The same for what is done together with others of its kind that wait.
    pub async fn write_joint<J: Joint>(&self, work: J) -> Result<J::Outcome, J::Refusal> {
        self.0.writer.run_joint(work).await
    }

    /// The settings as of the last commit, without asking the database.
    pub fn settings(&self) -> Arc<Settings> {
        self.0.settings.borrow().clone()
    }

    /// Tells what each commit touched; a slow listener sees only the last one.
    pub fn changes(&self) -> watch::Receiver<Keys> {
        self.0.changes.clone()
    }

    /// When each key was last touched.
    pub fn stamps(&self) -> &Stamps {
        &self.0.stamps
    }

    pub fn file(&self) -> &Path {
        &self.0.file
    }

    /// Closes every connection, once those who read and write are done; whoever asks later is refused. The writer's is
    /// the last, since the last one tidies up the log beside the file.
    pub async fn close(&self) {
        self.0.readers.close().await;
        self.0.writer.end().await;
    }

    /// A database of its own for a test, with the real writer, readers and settings; gone with the folder.
    #[cfg(test)]
    pub async fn scratch() -> (tempfile::TempDir, Self) {
        let folder = tempfile::tempdir().unwrap();
        let db = Self::open(folder.path(), [7; 32]).await.unwrap();
        (folder, db)
    }
}

/// Which file stands there, whatever it is called.
fn identity(file: &Path) -> Option<(u64, u64)> {
    std::fs::metadata(file).ok().map(|found| (found.dev(), found.ino()))
}

fn base_options(file: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(file)
        .busy_timeout(Duration::from_secs(10))
        .foreign_keys(true)
        .pragma("mmap_size", "0")
        .pragma("trusted_schema", "off")
        .log_statements(tracing::log::LevelFilter::Trace)
        .log_slow_statements(tracing::log::LevelFilter::Warn, Duration::from_secs(1))
}

fn write_options(file: &Path) -> SqliteConnectOptions {
    base_options(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        // Kilobytes. Whenever a tree was balanced, SQLite walks through all of them at the commit; more cost more than they
        // spared. An import, whose commits are few, asks for more.
        .pragma("cache_size", "-4096")
        .pragma("wal_autocheckpoint", "10000")
        // What a statement may have to undo is kept in memory: as temporary files it was most of what was written.
        .pragma("temp_store", "memory")
        .pragma("journal_size_limit", "67108864")
}

fn read_options(file: &Path) -> SqliteConnectOptions {
    base_options(file).read_only(true).pragma("cache_size", "-2000")
}

async fn bring_up_to_date(
    options: &SqliteConnectOptions,
    folder: &Path,
    fresh_secret: [u8; 32],
) -> Result<(), StoreError> {
    let mut connection = options.connect().await?;
    refuse_old_sqlite(&mut connection).await?;
    let applied = applied_version(&mut connection).await?;
    let newest = MIGRATIONS.iter().map(|migration| migration.version).max().unwrap_or_default();
    if applied.is_some_and(|applied| applied > newest) {
        return Err(StoreError::Opening(format!(
            "The database in {} was written by a newer Postil (its schema is {}, this program knows {newest}). \
             Start the newer program, or restore a backup that this one made.",
            folder.display(),
            applied.unwrap_or_default(),
        )));
    }
    if let Some(applied) = applied.filter(|applied| *applied < newest) {
        snapshot(&mut connection, folder, applied).await?;
    }
    MIGRATIONS.run(&mut connection).await.map_err(|error| {
        StoreError::Opening(format!("The database in {} could not be upgraded: {error}.", folder.display()))
    })?;
    settings::ensure(&mut connection, fresh_secret).await?;
    connection.close().await?;
    Ok(())
}

async fn refuse_old_sqlite(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    let version: String = sqlx::query_scalar("select sqlite_version()").fetch_one(connection).await?;
    let mut parts = version.split('.').map(|part| i64::from_str(part).unwrap_or_default());
    let found = (parts.next().unwrap_or(0), parts.next().unwrap_or(0), parts.next().unwrap_or(0));
    if found < OLDEST_SQLITE {
        return Err(StoreError::Opening(format!(
            "This program was linked with SQLite {version}, which can lose committed pages. Build it with the SQLite \
             that sqlx bundles (3.51.3 or newer)."
        )));
    }
    Ok(())
}

/// The newest migration that the file has, or none if it is new.
async fn applied_version(connection: &mut SqliteConnection) -> Result<Option<i64>, StoreError> {
    let has_table: i64 =
        sqlx::query_scalar("select count(*) from sqlite_master where name = '_sqlx_migrations'")
            .fetch_one(&mut *connection)
            .await?;
    if has_table == 0 {
        return Ok(None);
    }
    Ok(sqlx::query_scalar("select max(version) from _sqlx_migrations").fetch_one(connection).await?)
}

/// A copy of the database as it is before an upgrade, named by the schema that it has.
async fn snapshot(connection: &mut SqliteConnection, folder: &Path, applied: i64) -> Result<(), StoreError> {
    let copies = folder.join("snapshots");
    let failed = |error: &dyn std::fmt::Display| {
        StoreError::Opening(format!(
            "No copy of the database could be put into {} before its upgrade: {error}. Nothing was changed.",
            copies.display()
        ))
    };
    std::fs::create_dir_all(&copies).map_err(|error| failed(&error))?;
    let copy = copies.join(format!("before-upgrade-from-{applied}.db"));
    if copy.exists() {
        std::fs::remove_file(&copy).map_err(|error| failed(&error))?;
    }
    sqlx::query("vacuum into $1")
        .bind(copy.to_string_lossy().into_owned())
        .execute(connection)
        .await
        .map_err(|error| failed(&error))?;
    tracing::info!(copy = %copy.display(), "copied the database before its upgrade");
    Ok(())
}

/// Ids as a list that one statement can take.
pub(super) fn json_ids<T: serde::Serialize>(ids: &[T]) -> String {
    serde_json::to_string(ids).unwrap_or_else(|_| "[]".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn pragma(connection: &mut SqliteConnection, name: &'static str) -> String {
        let statement: &'static str = match name {
            "journal_mode" => "select journal_mode from pragma_journal_mode",
            "synchronous" => "select cast(synchronous as text) from pragma_synchronous",
            "foreign_keys" => "select cast(foreign_keys as text) from pragma_foreign_keys",
            "busy_timeout" => "select cast(timeout as text) from pragma_busy_timeout",
            other => panic!("{other} is not asked here"),
        };
        sqlx::query_scalar(statement).fetch_one(connection).await.unwrap()
    }

    #[tokio::test]
    async fn every_connection_has_the_pragmas() {
        let (_folder, db) = Db::scratch().await;
        let mut readers = Vec::new();
        for _ in 0..8 {
            readers.push(db.reader().await.unwrap());
        }
        for reader in &mut readers {
            for (name, expected) in
                [("journal_mode", "wal"), ("foreign_keys", "1"), ("busy_timeout", "10000")]
            {
                assert_eq!(pragma(reader.connection(), name).await, expected, "{name}");
            }
        }
        let pragmas: Result<_, StoreError> = db
            .write(|unit| {
                Box::pin(async move {
                    let found = (
                        pragma(unit.connection(), "synchronous").await,
                        pragma(unit.connection(), "journal_mode").await,
                        pragma(unit.connection(), "foreign_keys").await,
                    );
                    Ok((found, Keys::none()))
                })
            })
            .await;
        let full = ("2".to_owned(), "wal".to_owned(), "1".to_owned());
        assert_eq!(pragmas.unwrap(), full);
    }

    #[tokio::test]
    async fn a_reader_can_not_write() {
        let (_folder, db) = Db::scratch().await;
        let mut reader = db.reader().await.unwrap();
        let refused = sqlx::query("update settings set title = ''").execute(reader.connection()).await;
        assert!(refused.unwrap_err().to_string().contains("readonly"));
    }

    #[tokio::test]
    async fn a_newer_database_is_refused_in_words() {
        let (folder, db) = Db::scratch().await;
        let mut connection = write_options(db.file()).connect().await.unwrap();
        sqlx::query(
            "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
             values (9999, 'from the future', 1, x'00', 1)",
        )
        .execute(&mut connection)
        .await
        .unwrap();
        let refusal = Db::open(folder.path(), [7; 32]).await.err().unwrap().to_string();
        assert!(refusal.contains("newer Postil") && refusal.contains("9999"), "{refusal}");
    }

    #[tokio::test]
    async fn an_older_database_is_copied_before_it_is_upgraded() {
        let folder = tempfile::tempdir().unwrap();
        let mut connection = write_options(&folder.path().join(FILE)).connect().await.unwrap();
        let older = MIGRATIONS.iter().filter(|migration| migration.version <= 5).cloned().collect();
        Migrator::with_migrations(older).run(&mut connection).await.unwrap();
        Db::open(folder.path(), [7; 32]).await.unwrap();
        let copy = folder.path().join("snapshots/before-upgrade-from-5.db");
        assert!(crate::store::copies::check(&copy).await.is_ok());
    }

    #[tokio::test]
    async fn a_file_that_was_replaced_while_it_was_waited_for_is_not_written_to() {
        let (folder, db) = Db::scratch().await;
        let mut holder = write_options(db.file()).connect().await.unwrap();
        sqlx::query("begin exclusive").execute(&mut holder).await.unwrap();
        let replacing = async {
            tokio::time::sleep(Duration::from_millis(200)).await;
            let copy = folder.path().join("copy.db");
            std::fs::copy(db.file(), &copy).unwrap();
            std::fs::rename(&copy, db.file()).unwrap();
            sqlx::query("commit").execute(&mut holder).await.unwrap();
        };
        let (opened, ()) = tokio::join!(Db::open(folder.path(), [7; 32]), replacing);
        let refusal = opened.err().unwrap().to_string();
        assert!(refusal.contains("was replaced while it was being opened"), "{refusal}");
    }

    #[tokio::test]
    async fn a_file_that_is_no_database_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(FILE), "this is a letter, not a database ".repeat(200)).unwrap();
        assert!(Db::open(folder.path(), [7; 32]).await.is_err());
    }
}
