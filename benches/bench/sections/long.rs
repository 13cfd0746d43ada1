//! Five minutes of a day that nobody announced.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::anyhow;

use super::Bench;
use super::mixed::Mixed;
use crate::people::PROXY;
use crate::report::{Bar, Section, Unit};
use crate::times::Rounds;

/// How often memory is looked at.
const LOOK: Duration = Duration::from_secs(1);

pub fn measure(bench: &Bench) -> anyhow::Result<Section> {
    let lasting = Duration::from_secs(if bench.options.quick { 10 } else { 300 });
    let about = format!(
        "Open rate: 1,000 pages and 5 comments a second for {} s. Memory counts as flat when the last fifth of that time \
         needs at most a tenth more than the second fifth.",
        lasting.as_secs()
    );
    let mut section = Section::new("Long load", about);
    if !bench.options.long && !bench.options.only.contains(&"long") {
        section.note("Skipped: `--long` runs it.");
        return Ok(section);
    }
    let folder = bench.copy_of_small("long")?;
    let server = bench.program.serve(&folder, &PROXY)?;
    let load = Mixed::prepare(&server, 1_000, 5)?;
    let is_over = AtomicBool::new(false);
    let (outcome, memory) = thread::scope(|scope| {
        let running = scope.spawn(|| load.run("long", lasting, &is_over));
        let mut memory = Vec::new();
        let started = Instant::now();
        while !running.is_finished() {
            memory.push((started.elapsed(), server.process.resident_megabytes()?));
            thread::sleep(LOOK);
        }
        is_over.store(true, Ordering::Relaxed);
        let outcome = running.join().map_err(|_| anyhow!("the generator panicked"))??;
        anyhow::Ok((outcome, memory))
    })?;
    for (who, paced) in [("pages", &outcome.reading), ("comments", &outcome.commenting)] {
        #[expect(clippy::cast_precision_loss, reason = "no count comes near 2^52")]
        let failures = Rounds::once(paced.failures as f64);
        section.figure(format!("{who}: errors"), Bar::AtMost(0.0), &failures, Unit::Count);
        for percent in [50, 99, 100] {
            let time = Rounds::once(paced.times.percentile(percent));
            section.figure(format!("{who}: p{percent}"), Bar::None, &time, Unit::Milliseconds);
        }
        section.note(format!("{} {who} were answered.", paced.times.count()));
        if let Some(failure) = &paced.first_failure {
            section.note(format!("The first of the {who} that failed: {failure}"));
        }
    }
    let fifth = |number: u32| {
        let within = lasting * number / 5..lasting * (number + 1) / 5;
        Rounds::new(memory.iter().filter(|(at, _)| within.contains(at)).map(|(_, megabytes)| *megabytes))
    };
    let (early, late) = (Rounds::once(fifth(1).median()), Rounds::once(fifth(4).median()));
    section.ratio("memory, late against early", Bar::AtMost(1.1), (&late, &early), Unit::Megabytes);
    Ok(section)
}
