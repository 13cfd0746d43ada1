//! For editors and moderators, behind the guards of the route table.

mod choices;
pub mod comment_settings;
pub mod comments;
pub mod dashboard;
mod desk;
pub mod help;
pub mod imports;
pub mod invitations;
pub mod mail;
pub mod media;
pub mod people;
pub mod posts;
pub mod settings;
pub mod webhook;

pub use desk::Desk;
