//! Postil, a self-hosted blog with comments. The rooms from top to bottom; imports go down only (see ARCHITECTURE.md).

/// The verbs: everything that changes something.
mod actions;
/// What a request, a job or a command can reach.
mod app;
/// The blog from a terminal.
mod cli;
/// What flags and environment say.
mod config;
/// What happens later or on time.
mod jobs;
/// The nouns of a blog and their rules, no I/O.
mod model;
/// The memory: the only room that speaks SQL.
mod store;
/// The log.
mod telemetry;
/// Crafts that have never heard of a blog.
mod tools;
/// Moving house: imports and backups.
mod transfer;
/// The blog over HTTP.
mod web;

pub use cli::main;

/// A whole blog on a port of its own, for the tests of requests.
#[doc(hidden)]
pub mod testing;
