//! Readers' comments: under a post, on their way there, and as their writers find them again.

pub mod compose;
mod form;
pub mod receipts;
pub mod threads;
pub mod tickets;
