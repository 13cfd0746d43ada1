//! What connections cost that are kept and silent.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use anyhow::{Context as _, ensure};

use super::Bench;
use crate::http::{Answer, get};
use crate::report::{Bar, Section, Unit};
use crate::times::Rounds;

const CONNECTIONS: usize = 2_000;

pub fn measure(bench: &Bench) -> anyhow::Result<Section> {
    let about = format!("Resident memory, then with {CONNECTIONS} connections, each answered once and kept.");
    let mut section = Section::new("Idle connections", about);
    let server = bench.program.serve(bench.small()?, &[])?;
    server.client().page("/", &[])?;
    let before = server.process.resident_megabytes()?;
    let mut kept = Vec::with_capacity(CONNECTIONS);
    for _ in 0..CONNECTIONS {
        kept.push(answered_once(&server.address.to_string())?);
    }
    let sockets = server.process.open_sockets()?;
    ensure!(sockets >= CONNECTIONS, "the server kept only {sockets} of {CONNECTIONS} connections");
    let with_all = server.process.resident_megabytes()?;
    drop(kept);
    section.figure("idle", Bar::AtMost(30.0), &Rounds::once(before), Unit::Megabytes);
    section.figure(
        "more with the connections",
        Bar::AtMost(50.0),
        &Rounds::once(with_all - before),
        Unit::Megabytes,
    );
    Ok(section)
}

fn answered_once(address: &str) -> anyhow::Result<TcpStream> {
    let mut stream = TcpStream::connect(address).context("more open files may be needed: see ulimit -n")?;
    stream.write_all(&get("/", &[]))?;
    let mut answer = Answer::counting();
    let mut buffer = [0; 16 * 1024];
    loop {
        let read = stream.read(&mut buffer)?;
        ensure!(read > 0, "a connection was closed");
        if answer.take(&buffer[..read])? {
            return Ok(stream);
        }
    }
}
