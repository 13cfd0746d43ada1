//! For anyone with a key: logging in and out, one's own account, setting up.

pub mod login;
