//! For anyone with a key: logging in and out, one's own account, setting up.

mod device;
pub mod forgotten;
pub mod invitation;
pub mod login;
pub mod names;
pub mod notices;
pub mod picture;
pub mod profile;
pub mod second_factor;
pub mod second_step;
pub mod sessions;
pub mod setup;
