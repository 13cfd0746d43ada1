//! What happens to readers' comments.

pub mod moderate;
