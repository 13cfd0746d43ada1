//! What a handler may ask for.

mod client_ip;
mod form;
mod member;

pub use client_ip::{ClientIp, Peer};
pub use form::Form;
pub use member::{Member, dropping_cookie, keeping_cookie, session_cookie, session_token};
