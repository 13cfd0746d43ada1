//! The memory: the only room that speaks SQL. A file per noun; `db.rs` has the connections, `writer.rs` the one that writes.

pub mod archive;
pub mod audit;
pub mod authors;
pub mod commenters;
pub mod comments;
pub mod copies;
pub mod db;
pub mod desk;
mod error;
pub mod imports;
pub mod listing;
pub mod paths;
pub mod posts;
pub mod queue;
pub mod sessions;
pub mod settings;
pub mod tags;
pub mod users;
pub mod waiting;
mod writer;

pub use db::{Db, Reader, Source};
pub use error::StoreError;
pub use writer::Unit;
