//! Moving house: reading other systems' exports. What it reads is handed on; nothing here knows the web.

pub mod import;
