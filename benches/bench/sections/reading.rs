//! Reading as it comes in: each kind of page at a fixed rate, whatever the answers do.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use super::Bench;
use crate::pace::Pace;
use crate::report::{Bar, Section, Unit};
use crate::site::Site;
use crate::times::Rounds;

const PER_SECOND: u32 = 200;

pub fn measure(bench: &Bench) -> anyhow::Result<Section> {
    let about = format!(
        "Identity coding, open rate of {PER_SECOND} requests a second, each timed from the moment it was due, to a \
         server with its usual options. Each page is read in several rounds."
    );
    let mut section = Section::new("Reading at a fixed rate", about);
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
    let is_over = AtomicBool::new(false);
    let (address, lasting) = (server.address, bench.round());
    let pace = Pace { address, per_second: PER_SECOND, lasting, connections: 32, is_over: &is_over };
    for (page, path) in Site::read(&mut server.client())?.pages() {
        let mut rounds = Vec::new();
        for _ in 0..bench.rounds() {
            let paced = pace.run(|client, _| client.page(&path, &[]).map(drop))?;
            if let Some(failure) = paced.first_failure {
                anyhow::bail!("{failure}");
            }
            rounds.push(paced.times);
        }
        for percent in [50, 99] {
            let times = Rounds::new(rounds.iter().map(|times| times.percentile(percent)));
            section.figure(format!("{page}, {name} blog: p{percent}"), Bar::None, &times, Unit::Milliseconds);
        }
    }
    Ok(())
}
