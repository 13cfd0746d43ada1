//! Postil, a self-hosted blog with comments. The rooms from top to bottom; imports go down only (see ARCHITECTURE.md).

/// The nouns and their rules, no I/O.
mod model;
/// Crafts that have never heard of a blog.
mod tools;
