//! What nginx can do too: the same bytes in the same coding, ours and nginx's in turn.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context as _, ensure};

use super::Bench;
use crate::hammer::{Load, Outcome};
use crate::http::{Client, get};
use crate::nginx::Nginx;
use crate::process::{Process, Server, Spending};
use crate::report::{Bar, Section, Unit};
use crate::site::Site;
use crate::times::Rounds;

const GZIP: (&str, &str) = ("Accept-Encoding", "gzip");

/// As often as nginx answers, we do; and nobody waits much longer.
const RATE: Bar = Bar::AtLeast(1.0);
const PATIENCE: Bar = Bar::AtMost(1.2);

/// Before the first round of each pair, so that nobody is measured cold.
const WARMING: Duration = Duration::from_millis(500);

/// Both servers, and what one page is called at each.
struct Pair<'a> {
    bench: &'a Bench,
    ours: Server,
    nginx: Nginx,
}

/// What is compared, and under which bars.
struct Question<'a> {
    what: &'a str,
    path: &'a str,
    file: &'a str,
    is_conditional: bool,
    bars: (Bar, Bar),
}

pub fn cached(bench: &Bench) -> anyhow::Result<Section> {
    let about = "A page against nginx handing out that page as a file with `gzip_static`, both with gzip, closed loop.";
    let mut section = Section::new("Cached pages", about);
    let pair = Pair::start(bench)?;
    let site = Site::read(&mut pair.ours.client())?;
    let pages = [
        ("post", &*site.usual, "post.html"),
        ("post with 200 comments", &*site.discussed, "discussed.html"),
        ("home", "/", "home.html"),
    ];
    for (what, path, file) in pages {
        let bars = if file == "post.html" { (RATE, PATIENCE) } else { (Bar::None, Bar::None) };
        pair.compare(&mut section, &Question { what, path, file, is_conditional: false, bars }, &[16, 64])?;
    }
    Ok(section)
}

pub fn conditional(bench: &Bench) -> anyhow::Result<Section> {
    let about = "A revisit with `If-None-Match`, answered 304 by both, closed loop.";
    let mut section = Section::new("Conditional requests", about);
    let pair = Pair::start(bench)?;
    let site = Site::read(&mut pair.ours.client())?;
    let bars = (RATE, Bar::None);
    let question =
        Question { what: "304 for a post", path: &site.usual, file: "post.html", is_conditional: true, bars };
    pair.compare(&mut section, &question, &[16, 64])?;
    Ok(section)
}

pub fn feeds(bench: &Bench) -> anyhow::Result<Section> {
    let mut section = Section::new("Feeds", "As cached pages; no bar is set for them.");
    let pair = Pair::start(bench)?;
    for is_conditional in [false, true] {
        let what = if is_conditional { "304 for the Atom feed" } else { "Atom feed" };
        let bars = (Bar::None, Bar::None);
        let question = Question { what, path: "/feeds/posts.atom", file: "posts.atom", is_conditional, bars };
        pair.compare(&mut section, &question, &[16])?;
    }
    Ok(section)
}

pub fn files(bench: &Bench) -> anyhow::Result<Section> {
    let mut section = Section::new("Static files", "As cached pages; no bar is set for them.");
    let pair = Pair::start(bench)?;
    let site = Site::read(&mut pair.ours.client())?;
    let bars = (Bar::None, Bar::None);
    let question = Question {
        what: "stylesheet",
        path: &site.stylesheet,
        file: "site.css",
        is_conditional: false,
        bars,
    };
    pair.compare(&mut section, &question, &[16, 64])?;
    Ok(section)
}

impl<'a> Pair<'a> {
    fn start(bench: &'a Bench) -> anyhow::Result<Self> {
        let ours = bench.program.serve(bench.small()?, &[])?;
        Ok(Self { bench, ours, nginx: Nginx::start()? })
    }

    fn compare(
        &self,
        section: &mut Section,
        question: &Question,
        connections: &[usize],
    ) -> anyhow::Result<()> {
        self.hand_over(question)?;
        for connections in connections {
            let ours = self.load(self.ours.address, question.path, question, *connections)?;
            let theirs =
                self.load(self.nginx.address, &format!("/{}", question.file), question, *connections)?;
            if let (Some(ours), Some(theirs)) = (ours, theirs) {
                self.measure(section, question, &ours, &theirs)?;
            } else {
                let what = format!("{}, {connections} connections: requests", question.what);
                section.unmeasured(what, question.bars.0, "no ETag to ask with");
            }
        }
        Ok(())
    }

    /// Has nginx say the very bytes that we say, and looks whether it does.
    fn hand_over(&self, question: &Question) -> anyhow::Result<()> {
        let mut client = self.ours.client();
        let plain = client.get(question.path)?;
        let gzip = client.ask(&get(question.path, &[GZIP]))?;
        ensure!(gzip.header("content-encoding") == Some("gzip"), "{} is not compressed", question.path);
        self.nginx.put(question.file, &plain.body, &gzip.body)?;
        let theirs = Client::new(self.nginx.address).ask(&get(&format!("/{}", question.file), &[GZIP]))?;
        let is_same = theirs.header("content-encoding") == Some("gzip") && theirs.body == gzip.body;
        ensure!(is_same, "nginx does not send the same bytes of {}", question.path);
        Ok(())
    }

    /// `None`: a conditional request was wanted, and there is nothing to ask with.
    fn load(
        &self,
        address: SocketAddr,
        path: &str,
        question: &Question,
        connections: usize,
    ) -> anyhow::Result<Option<Load>> {
        let lasting = self.bench.round();
        let first = Client::new(address).ask(&get(path, &[GZIP]))?;
        let length = first.body.len();
        if !question.is_conditional {
            let request = get(path, &[GZIP]);
            return Ok(Some(Load { address, request, connections, lasting, status: 200, length }));
        }
        let Some(tag) = first.header("etag") else { return Ok(None) };
        let request = get(path, &[GZIP, ("If-None-Match", tag)]);
        Ok(Some(Load { address, request, connections, lasting, status: 304, length: 0 }))
    }

    fn measure(
        &self,
        section: &mut Section,
        question: &Question,
        ours: &Load,
        theirs: &Load,
    ) -> anyhow::Result<()> {
        for load in [ours, theirs] {
            Load { lasting: WARMING, request: load.request.clone(), ..*load }.run()?;
        }
        let (mut of_ours, mut of_theirs) = (Vec::new(), Vec::new());
        for _ in 0..self.bench.rounds() {
            of_ours.push(Round::of(ours, &self.ours.process)?);
            of_theirs.push(Round::of(theirs, &self.nginx.process)?);
        }
        let what = format!("{}, {} connections", question.what, ours.connections);
        let both = |figure: fn(&Round) -> f64| {
            (Rounds::new(of_ours.iter().map(figure)), Rounds::new(of_theirs.iter().map(figure)))
        };
        let (rate, their_rate) = both(|round| round.outcome.per_second);
        section.ratio(format!("{what}: requests"), question.bars.0, (&rate, &their_rate), Unit::PerSecond);
        let (patience, theirs) = both(|round| round.outcome.times.percentile(99));
        section.ratio(format!("{what}: p99"), question.bars.1, (&patience, &theirs), Unit::Milliseconds);
        let (cost, their_cost) = both(|round| round.server_microseconds);
        let (generating, generating_theirs) = both(|round| round.generator_microseconds);
        section.note(format!(
            "{what}: an answer costs {:.1} µs of processor, nginx's {:.1} µs; asking and reading {:.1} µs and {:.1} µs.",
            cost.median(),
            their_cost.median(),
            generating.median(),
            generating_theirs.median()
        ));
        Ok(())
    }
}

/// One round against one server, with the processor time that an answer took on either side.
struct Round {
    outcome: Outcome,
    server_microseconds: f64,
    generator_microseconds: f64,
}

impl Round {
    fn of(load: &Load, server: &Process) -> anyhow::Result<Self> {
        let spending = Spending::of(server)?;
        let outcome = load.run().context("the load broke off")?;
        let (server_microseconds, generator_microseconds) =
            spending.for_each(outcome.per_second * load.lasting.as_secs_f64())?;
        Ok(Self { outcome, server_microseconds, generator_microseconds })
    }
}
