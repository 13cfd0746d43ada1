//! Readers' comments: under a post, on their way there, and as their writers find them again.

pub mod by_mail;
pub mod compose;
mod export;
pub mod followed;
pub mod following;
mod form;
pub mod letters;
pub mod mine;
pub mod own;
pub mod receipts;
pub mod threads;
pub mod tickets;
