//! Imports. A source's reader turns its file into the neutral structs of `source`; only those are written to a blog.

pub mod blogger;
pub mod intake;
pub mod pictures;
pub mod refusal;
pub mod source;
