//! A page that is made anew for each request.

use super::Bench;
use crate::hammer::Load;
use crate::http::get;
use crate::process::Spending;
use crate::report::{Bar, Section, Unit};
use crate::site::Site;
use crate::times::Rounds;

pub fn measure(bench: &Bench) -> anyhow::Result<Section> {
    let about = "The post with 200 comments, made anew for each request, identity coding, closed loop. The median time \
                 is judged at 4 connections, the rate at 16.";
    let mut section = Section::new("Uncached post", about);
    let server = bench.program.serve(bench.small()?, bench.program.without_cache())?;
    if !bench.program.has_cache_option {
        section.note("This build has no `--cache-megabytes`, so it ran without that option.");
    }
    let path = Site::read(&mut server.client())?.discussed;
    let length = server.client().get(&path)?.body.len();
    for (connections, rate_bar, time_bar) in
        [(1, Bar::None, Bar::None), (4, Bar::None, Bar::AtMost(2.0)), (16, Bar::AtLeast(2_000.0), Bar::None)]
    {
        let (address, request, lasting) = (server.address, get(&path, &[]), bench.round());
        let load = Load { address, request, connections, lasting, status: 200, length };
        let (mut outcomes, mut costs) = (Vec::new(), Vec::new());
        for _ in 0..bench.rounds() {
            let spending = Spending::of(&server.process)?;
            let outcome = load.run()?;
            costs.push(spending.for_each(outcome.per_second * load.lasting.as_secs_f64())?.0);
            outcomes.push(outcome);
        }
        let rates = Rounds::new(outcomes.iter().map(|outcome| outcome.per_second));
        section.figure(format!("requests at {connections}"), rate_bar, &rates, Unit::PerSecond);
        for (percent, bar) in [(50, time_bar), (99, Bar::None)] {
            let times = Rounds::new(outcomes.iter().map(|outcome| outcome.times.percentile(percent)));
            section.figure(format!("p{percent} at {connections}"), bar, &times, Unit::Milliseconds);
        }
        let cost = Rounds::new(costs).median();
        section.note(format!("At {connections}, a page costs {cost:.0} µs of processor."));
    }
    section.note(format!("The page has {length} bytes."));
    Ok(section)
}
