//! What a handler may ask for.

mod address;
mod client_ip;
mod cookie;
mod files;
mod form;
mod member;
mod transport;
mod visitor;

pub use address::{Path, Query};
pub use client_ip::{ClientIp, Peer};
pub use cookie::{COMMENTER, HALF_SESSION, KNOWN_DEVICE, SESSION};
pub use files::{FileField, FileForm, FormFault};
pub use form::{BODY_LIMIT, Form, MostBytes};
pub use member::Member;
pub use transport::Transport;
pub use visitor::{CommenterToken, Visitor};
