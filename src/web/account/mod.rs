//! For anyone with a key: logging in and out, setting up.
