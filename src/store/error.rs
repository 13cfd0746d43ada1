//! What can go wrong with the memory, told so that a person knows what to do.

/// A read or a write failed. `Display` is for people, `source` for the log.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error(
        "The disk is full. Free some space on the blog's disk and try again; nothing that was saved is lost."
    )]
    DiskFull(#[source] sqlx::Error),
    #[error("The database is damaged. Stop Postil and restore the newest backup with `postil restore`.")]
    Damaged(#[source] sqlx::Error),
    #[error("The database was busy for too long. Try again in a moment.")]
    Busy(#[source] sqlx::Error),
    /// A constraint of the schema refused the row; the name says which.
    #[error("This is already there or contradicts something that is ({0}).")]
    Constraint(String),
    #[error("Postil is stopping. Try again when it is back.")]
    Stopping,
    #[error("The work was given up because of a fault in the program. It is in the log; nothing was saved.")]
    Panicked,
    #[error("The database answered with an error. It is in the log.")]
    Sql(#[source] sqlx::Error),
    #[error("{0}")]
    Opening(String),
}

impl StoreError {
    /// Was it this constraint of the schema (or this `table.column` of a unique one) that refused the row?
    pub fn is_constraint(&self, name: &str) -> bool {
        matches!(self, Self::Constraint(message) if message.contains(name))
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        let Some(database) = error.as_database_error() else {
            return if matches!(error, sqlx::Error::PoolTimedOut) {
                Self::Busy(error)
            } else {
                Self::Sql(error)
            };
        };
        // SQLite's primary result codes are the low byte of the extended ones.
        let code = database.code().and_then(|code| code.parse::<i64>().ok()).unwrap_or_default() & 0xff;
        match code {
            5 | 6 => Self::Busy(error),
            11 | 26 => Self::Damaged(error),
            13 => Self::DiskFull(error),
            19 => Self::Constraint(database.message().to_owned()),
            _ => Self::Sql(error),
        }
    }
}
