//! Readers' comments: under a post, on their way there, and as their writers find them again.

pub mod by_mail;
pub mod compose;
mod export;
pub mod face;
pub mod followed;
pub mod following;
mod form;
mod later;
pub mod letters;
pub mod mine;
mod order;
pub mod own;
pub mod preview;
pub mod receipts;
pub mod recent;
pub mod report;
pub mod threads;
pub mod tickets;
mod traps;
