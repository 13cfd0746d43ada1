//! Readers' comments: under a post, on their way there, and as their writers find them again.

pub mod compose;
mod export;
mod form;
pub mod letters;
pub mod mine;
pub mod own;
pub mod receipts;
pub mod threads;
pub mod tickets;
