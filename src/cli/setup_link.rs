//! `postil setup-link`: the link that sets up a blog nobody owns yet. It stands on the terminal only.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::Path;

use super::open;
use crate::actions::setup;
use crate::app::{App, Place};
use crate::config::Reached;

pub async fn run(folder: &Path, options: Reached) -> anyhow::Result<()> {
    let place = Place { base_url: options.base_url, ..Place::default() };
    let app = open::existing(folder, place).await?;
    match link(&app, options.at.listen).await? {
        Some(link) => println!("{link}"),
        None => println!("This blog has an owner. `postil user password` gives a forgotten password anew."),
    }
    Ok(())
}

/// The whole link under the public address, or under the one that is listened on.
pub async fn link(app: &App, listening: SocketAddr) -> anyhow::Result<Option<String>> {
    let Some(path) = setup::path(app).await? else { return Ok(None) };
    Ok(Some(format!("{}{path}", base(app, listening))))
}

/// The public address, or the one that is listened on.
pub fn base(app: &App, listening: SocketAddr) -> String {
    app.base_url().unwrap_or_else(|| format!("http://{}", from_here(listening)))
}

/// “Every address of this machine” can be listened on but not asked.
pub fn from_here(listening: SocketAddr) -> SocketAddr {
    if listening.ip().is_unspecified() {
        return SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), listening.port());
    }
    listening
}
