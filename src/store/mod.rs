//! The memory: the only room that speaks SQL. A file per noun; `db.rs` has the connections, `writer.rs` the one that writes.

pub mod archive;
pub mod audit;
pub mod authors;
pub mod claims;
pub mod comment_feeds;
pub mod comment_settings;
pub mod commenters;
pub mod comments;
pub mod copies;
pub mod db;
pub mod desk;
mod error;
pub mod filling;
pub mod imports;
pub mod invitations;
pub mod listing;
pub mod media;
pub mod notices;
pub mod old_addresses;
pub mod outbox;
pub mod paths;
#[cfg(test)]
mod plans;
pub mod posts;
pub mod queue;
pub mod rebuild;
pub mod search;
pub mod second_factors;
pub mod sessions;
pub mod settings;
pub mod sitemap;
pub mod spam_examples;
pub mod spent_tokens;
mod stamps;
pub mod subscriptions;
pub mod tags;
pub mod users;
pub mod waiting;
pub mod webhook;
mod writer;

pub use db::{Db, READERS, Reader, Source};
pub use error::StoreError;
pub use stamps::{Snapshot, Stamps};
pub use writer::{Answers, BoxFuture, Joint, Unit};
