//! `postil health`: asks a server that runs on this machine whether it answers; the health check of containers.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use anyhow::{Context as _, bail};

use super::setup_link::from_here;
use crate::config::Listening;

/// A server that takes longer than this to say a word is not well.
const WITHIN: Duration = Duration::from_secs(3);

pub fn run(options: &Listening) -> anyhow::Result<()> {
    let address = from_here(options.listen);
    let status = ask(address).with_context(|| format!("Nothing answers at http://{address}/healthz"))?;
    if status != "200" {
        bail!("http://{address}/healthz answered {status}.");
    }
    println!("well");
    Ok(())
}

/// The status that the server answers with, as it stands in the first line.
fn ask(address: SocketAddr) -> anyhow::Result<String> {
    let mut stream = TcpStream::connect_timeout(&address, WITHIN)?;
    stream.set_read_timeout(Some(WITHIN))?;
    stream.set_write_timeout(Some(WITHIN))?;
    write!(stream, "GET /healthz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    let mut head = [0; 12];
    stream.read_exact(&mut head)?;
    let head = String::from_utf8_lossy(&head);
    let status = head.strip_prefix("HTTP/1.1 ").context("what answers there does not speak HTTP")?;
    Ok(status.to_owned())
}
