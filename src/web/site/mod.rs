//! For readers: the same bytes for everybody.

pub mod archive;
pub mod authors;
pub mod cards;
pub mod comments;
pub mod entries;
pub mod health;
pub mod home;
pub mod listing;
pub mod media;
pub mod old_addresses;
pub mod posts;
pub mod privacy;
pub mod search;
pub mod tags;
