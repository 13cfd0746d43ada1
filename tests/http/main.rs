//! Whole requests over a real socket to a real server with its own database. A file per noun.
#![cfg(test)]

mod accounts;
mod cache;
mod claims;
mod client;
mod comment_settings;
mod comments;
mod connections;
mod doors;
mod editor;
mod feeds;
mod following;
mod heads;
mod imports;
mod invitations;
mod logins;
mod mail;
mod media;
mod moderation;
mod notices;
mod old_addresses;
mod password_resets;
mod people;
mod permissions;
mod portraits;
mod publishing;
mod reading;
mod search;
mod second_factor;
mod settings;
mod setup;
mod sharing;
mod sitemap;
mod transport;
mod weight;
