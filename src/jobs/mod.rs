//! What happens later or on time, without anybody asking for it.

pub mod runner;
mod sweep;
