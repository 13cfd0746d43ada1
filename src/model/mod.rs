//! The nouns of a blog and their rules. Nothing here reads, writes or waits.

pub mod block;
pub mod comment;
pub mod comment_settings;
pub mod html;
pub mod ids;
pub mod import;
pub mod key;
pub mod letter;
pub mod media;
pub mod notice;
pub mod own_comment;
pub mod path;
pub mod permissions;
pub mod post;
pub mod report;
pub mod settings;
pub mod spam;
pub mod tag;
pub mod timestamp;
pub mod user;
pub mod words;
