//! Postil, a self-hosted blog with comments. The rooms from top to bottom; imports go down only (see ARCHITECTURE.md).

/// The blog from a terminal.
mod cli;

/// The blog over HTTP.
mod web;

/// What happens later or on time.
mod jobs;

/// Moving house: imports, backups, made-up worlds.
mod transfer;

/// The verbs: everything that changes something.
mod actions;

/// What a request, a job or a command can reach.
mod app;

/// The memory: the only room that speaks SQL.
mod store;

/// What flags and environment say.
mod config;

/// The nouns of a blog and their rules, no I/O.
mod model;

/// The log.
mod telemetry;

/// Crafts that have never heard of a blog.
mod tools;

/// A whole blog on a port of its own, for the tests of requests.
#[doc(hidden)]
pub mod testing;

pub use cli::main;
