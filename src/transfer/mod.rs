//! Moving house: imports, backups, and the made-up worlds for trying things out.

pub mod backup;
pub mod demo;
pub mod import;
pub mod seed;
mod unpacking;
