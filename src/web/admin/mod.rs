//! For editors and moderators, behind the guards of the route table.

pub mod blocks;
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
pub mod trail;
pub mod webhook;

pub use desk::Desk;
