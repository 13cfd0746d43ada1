//! Whole requests over a real socket to a real server with its own database. A file per noun.

mod accounts;
mod client;
mod editor;
mod publishing;
mod reading;
