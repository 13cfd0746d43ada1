//! Whole requests over a real socket to a real server with its own database. A file per noun.

mod accounts;
mod client;
mod comments;
mod doors;
mod imports;
mod logins;
mod moderation;
mod reading;
mod settings;
mod setup;
