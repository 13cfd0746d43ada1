//! The nouns of a blog and their rules. Nothing here reads, writes or waits.

pub mod html;
