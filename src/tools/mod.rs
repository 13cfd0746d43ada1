//! Crafts that have never heard of a blog. Nothing here names another room, but for the `Html` that `sanitise` makes.

pub mod content;
pub mod excerpt;
pub mod fetch;
pub mod files;
pub mod films;
pub mod folding;
pub mod hosts;
pub mod language;
pub mod mail;
pub mod markdown;
pub mod passwords;
pub mod phrases;
pub mod pictures;
pub mod qr;
pub mod sanitise;
pub mod secrets;
pub mod signed_link;
pub mod slug;
pub mod snippet;
pub mod spam;
pub mod throttle;
pub mod totp;
