//! How soon a started server answers, and what memory it takes.

use std::path::Path;

use super::Bench;
use crate::hammer::Load;
use crate::http::get;
use crate::report::{Bar, Section, Unit};
use crate::site::Site;
use crate::times::{Rounds, milliseconds};

/// How many different pages a crawler of the memory's part reads.
const CRAWLED: usize = 5_000;

pub fn measure(bench: &Bench) -> anyhow::Result<Section> {
    let about = "From the start of the process to the last byte of the first home page. The file is in the system's \
                 memory from earlier starts.";
    let mut section = Section::new("Cold start", about);
    section.figure("small blog", Bar::None, &starts(bench, bench.small()?)?, Unit::Milliseconds);
    match bench.large()? {
        Some(folder) => {
            section.figure("large blog", Bar::AtMost(300.0), &starts(bench, folder)?, Unit::Milliseconds);
        }
        None => section.note("The large blog was skipped: `--large FOLDER` names one."),
    }
    Ok(section)
}

fn starts(bench: &Bench, folder: &Path) -> anyhow::Result<Rounds> {
    let mut times = Vec::new();
    for _ in 0..bench.rounds() {
        let server = bench.program.serve(folder, &[])?;
        server.client().page("/", &[])?;
        times.push(milliseconds(server.process.started.elapsed()));
    }
    Ok(Rounds::new(times))
}

pub fn memory(bench: &Bench) -> anyhow::Result<Section> {
    let about = format!(
        "Resident memory of the serving process: after its first page; after 64 connections have hammered a post; after \
         {} different pages were read.",
        bench.scaled(CRAWLED)
    );
    let mut section = Section::new("Memory", about);
    for (name, folder) in [("small", Some(bench.small()?)), ("large", bench.large()?)] {
        match folder {
            Some(folder) => of_one(bench, &mut section, name, folder)?,
            None => section.note("The large blog was skipped: `--large FOLDER` names one."),
        }
    }
    Ok(section)
}

fn of_one(bench: &Bench, section: &mut Section, name: &str, folder: &Path) -> anyhow::Result<()> {
    let server = bench.program.serve(folder, &[])?;
    let mut client = server.client();
    let site = Site::read(&mut client)?;
    let idle = Rounds::once(server.process.resident_megabytes()?);
    section.figure(format!("{name} blog, idle"), Bar::AtMost(30.0), &idle, Unit::Megabytes);
    let gzip = [("Accept-Encoding", "gzip")];
    let length = client.ask(&get(&site.usual, &gzip))?.body.len();
    let (address, request, lasting) = (server.address, get(&site.usual, &gzip), bench.round());
    Load { address, request, connections: 64, lasting, status: 200, length }.run()?;
    let hammered = Rounds::once(server.process.resident_megabytes()?);
    section.figure(format!("{name} blog, hammered"), Bar::None, &hammered, Unit::Megabytes);
    // The lists behind each post are pages of their own, which a cache has to bound.
    for post in 2..bench.scaled(CRAWLED) + 2 {
        client.ask(&get(&format!("/?before={post}"), &gzip))?;
    }
    let crawled = Rounds::once(server.process.resident_megabytes()?);
    section.figure(format!("{name} blog, crawled"), Bar::None, &crawled, Unit::Megabytes);
    Ok(())
}
