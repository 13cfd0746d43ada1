//! What happens later or on time, without anybody asking for it.

mod letters;
pub mod mailer;
pub mod notifier;
pub mod runner;
pub mod study;
mod sweep;
