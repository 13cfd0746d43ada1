//! The blog over HTTP. Reading goes straight to the store; everything else calls one verb of `actions`.

mod account;
mod admin;
mod assets;
mod cache;
mod chrome;
mod connection;
mod dates;
mod error;
mod extractors;
mod fast_lane;
mod faults;
mod feeds;
mod filters;
mod gallery;
mod head;
mod limits;
mod middleware;
mod networks;
mod page;
mod portrait;
mod router;
mod server;
mod share;
mod site;
mod stored;

pub use extractors::{SESSION, Transport};
pub use limits::Limits;
pub use middleware::guard::Guard;
pub use router::{ROOMS, Room};
pub use server::Server;
