//! What every request passes, from the outside in.

pub mod error_pages;
pub mod guard;
pub mod one_host;
pub mod overload;
pub mod request_log;
pub mod same_origin;
pub mod security_headers;
pub mod slow_bodies;
