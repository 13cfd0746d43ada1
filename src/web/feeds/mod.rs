//! For machines that read: feeds of posts and comments, the sitemap and what crawlers are asked to leave alone.
//! Without a public address links are relative; ids are URNs and tag URIs, so they hold either way.

pub mod comments;
pub mod feed;
pub mod posts;
pub mod robots;
pub mod sitemap;
pub mod waiting;
