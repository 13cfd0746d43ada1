//! What a handler may ask for.

mod client_ip;
mod form;

pub use client_ip::{ClientIp, Peer};
pub use form::Form;
