//! Whether a page costs with a million posts what it costs with ten thousand.

use std::sync::atomic::AtomicBool;

use anyhow::ensure;

use super::Bench;
use crate::http::get;
use crate::pace::Pace;
use crate::people::Owner;
use crate::process::Server;
use crate::report::{Bar, Section, Unit};
use crate::site::{Site, links};
use crate::times::{Rounds, Times};

const PER_SECOND: u32 = 100;

pub fn measure(bench: &Bench) -> anyhow::Result<Section> {
    let ((few, few_comments), (many, many_comments)) = (bench.small_amount(), bench.large_amount());
    let about = format!(
        "{many} posts and {many_comments} comments (measured) against {few} and {few_comments} (against). Every page made \
         anew, identity coding, open rate of {PER_SECOND} requests a second, timed from the moment each was due."
    );
    let mut section = Section::new("Scale", about);
    let Some(folder) = bench.large()? else {
        section.note("Skipped: `--large FOLDER` names the large blog.");
        return Ok(section);
    };
    if !bench.program.has_cache_option {
        section.note("This build has no `--cache-megabytes`, so it ran without that option.");
    }
    bench.program.add_owner(folder)?;
    let small = Place::open(bench.program.serve(bench.small()?, bench.program.without_cache())?)?;
    let large = Place::open(bench.program.serve(folder, bench.program.without_cache())?)?;
    for ((name, of_small), (_, of_large)) in small.requests.iter().zip(&large.requests) {
        let (mut little, mut much) = (Vec::new(), Vec::new());
        for _ in 0..bench.rounds() {
            little.push(small.times(bench, of_small)?);
            much.push(large.times(bench, of_large)?);
        }
        for (percent, bar) in [(50, Bar::None), (99, Bar::AtMost(1.5))] {
            let of = |all: &[Times]| Rounds::new(all.iter().map(|times| times.percentile(percent)));
            section.ratio(format!("{name}: p{percent}"), bar, (&of(&much), &of(&little)), Unit::Milliseconds);
        }
    }
    Ok(section)
}

/// One of the two blogs, and what is asked of it.
struct Place {
    server: Server,
    requests: Vec<(&'static str, Vec<u8>)>,
}

impl Place {
    fn open(server: Server) -> anyhow::Result<Self> {
        let mut client = server.client();
        let site = Site::read(&mut client)?;
        let archive = client.page("/archive", &[])?;
        let months = links(&archive, "href=\"/2");
        let month = months.iter().find(|rest| rest.len() == "024/05/".len()).map(|rest| format!("/2{rest}"));
        let mut requests: Vec<_> =
            site.pages().into_iter().map(|(name, path)| (name, get(&path, &[]))).collect();
        requests.push(("archive of a month", get(&month.unwrap_or_default(), &[])));
        requests.push(("search for a common word", get("/search?q=harbour", &[])));
        requests.push(("queue", Owner::log_in(&mut client)?.request("/admin/comments")));
        Ok(Self { server, requests })
    }

    fn times(&self, bench: &Bench, request: &[u8]) -> anyhow::Result<Times> {
        let pace = Pace {
            address: self.server.address,
            per_second: PER_SECOND,
            // Long enough for a p99 that is more than a handful of answers.
            lasting: bench.round() * 2,
            connections: 16,
            is_over: &AtomicBool::new(false),
        };
        let paced = pace.run(|client, _| {
            let answer = client.ask(request)?;
            ensure!(answer.status == 200, "it was answered {}", answer.status);
            Ok(())
        })?;
        match paced.first_failure {
            Some(failure) => anyhow::bail!("{failure}: {}", String::from_utf8_lossy(request)),
            None => Ok(paced.times),
        }
    }
}
