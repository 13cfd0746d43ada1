//! The verbs: everything that changes something, asked for by the web, the terminal, a job or an import alike.

pub mod blocks;
pub mod comment_settings;
pub mod comments;
pub mod complaints;
pub mod following;
pub mod invitations;
pub mod known_devices;
pub mod mail;
pub mod media;
pub mod notices;
pub mod password_reset;
pub mod posts;
pub mod rebuild;
pub mod reports;
pub mod second_factor;
pub mod sessions;
pub mod settings;
pub mod setup;
pub mod spam;
mod standing;
pub mod users;
pub mod webhook;
