//! What a handler may ask for.

mod client_ip;
mod form;
mod member;
mod visitor;

pub use client_ip::{ClientIp, Peer};
pub use form::{BODY_LIMIT, Form, MostBytes};
pub use member::{Member, dropping_cookie, keeping_cookie, session_cookie, session_token};
pub use visitor::{CommenterToken, Visitor, commenter_cookie};
