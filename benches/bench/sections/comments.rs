//! Comments by HTTP, each on disk before its answer; and the proof that each one that was acknowledged is there after
//! the server was killed.

use std::fs::File;
use std::io::Write as _;
use std::net::SocketAddr;
use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{anyhow, ensure};

use super::Bench;
use crate::http::Client;
use crate::people::{Commenter, PROXY, is_published, receipt};
use crate::process::{Process, Spending};
use crate::report::{Bar, Section, Unit};
use crate::site::Site;
use crate::times::{Rounds, Times};

const CONNECTIONS: usize = 64;
const COMMENTERS: usize = 256;
const COMMENTS_OF_ROUND: usize = 20_000;

pub fn measure(bench: &Bench) -> anyhow::Result<Section> {
    let about = format!(
        "{CONNECTIONS} connections, {COMMENTERS} commenters who were approved before, each in a network of their own \
         behind a trusted proxy, each comment with a ticket of its own and in words of its own. Only answers 303 with a \
         receipt count."
    );
    let mut section = Section::new("Comments", about);
    let folder = bench.copy_of_small("comments")?;
    section.note(format!("An fsync after 4 KB takes {:.2} ms on this disk.", fsync(bench)?));
    let mut server = bench.program.serve(&folder, &PROXY)?;
    let site = Site::read(&mut server.client())?;
    let posts = site.posts.iter().map(|path| Site::post_id(&mut server.client(), path));
    let posts = posts.collect::<anyhow::Result<Vec<_>>>()?;
    let commenters = Commenter::approved(&server, COMMENTERS, &posts[0])?;
    let comments = bench.scaled(COMMENTS_OF_ROUND) / CONNECTIONS;
    let storm =
        Storm { address: server.address, commenters, posts, comments, acknowledged: AtomicUsize::new(0) };

    let mut sent = Vec::new();
    for kind in &KINDS {
        sent.extend(storm.measure(kind, &server.process, bench.rounds(), &mut section)?);
    }

    let before = sent.len();
    let cut_off = thread::scope(|scope| {
        let running = scope.spawn(|| storm.round("cut off", false));
        let enough = storm.acknowledged.load(Ordering::Relaxed) + comments * CONNECTIONS / 2;
        while storm.acknowledged.load(Ordering::Relaxed) < enough && !running.is_finished() {
            thread::sleep(Duration::from_millis(1));
        }
        server.process.kill()?;
        running.join().map_err(|_| anyhow!("the generator panicked"))?
    })?;
    sent.extend(cut_off.sent);
    section.note(format!(
        "The server was then killed (SIGKILL) while comments came in, of which it had acknowledged {}.",
        sent.len() - before
    ));

    let server = bench.program.serve(&folder, &PROXY)?;
    let missing = missing(server.address, &sent)?;
    let acknowledged = Rounds::once(count(sent.len()));
    section.figure("acknowledged in all", Bar::None, &acknowledged, Unit::Count);
    let missing = Rounds::once(count(missing));
    section.figure("of these not published after a restart", Bar::AtMost(0.0), &missing, Unit::Count);
    Ok(section)
}

/// One way of sending, and what is promised of it.
struct Kind {
    what: &'static str,
    /// Is the ticket fetched while the time runs, or before?
    fetches_inside: bool,
    bars: (Bar, Bar),
}

const KINDS: [Kind; 2] = [
    Kind { what: "comments", fetches_inside: false, bars: (Bar::AtLeast(5_000.0), Bar::AtMost(100.0)) },
    Kind {
        what: "comments, the ticket fetched within the time",
        fetches_inside: true,
        bars: (Bar::None, Bar::None),
    },
];

/// A comment that was acknowledged: where its writer finds it, and its words.
struct Sent {
    receipt: String,
    words: String,
}

struct Storm {
    address: SocketAddr,
    commenters: Vec<Commenter>,
    posts: Vec<String>,
    /// By each connection in a round.
    comments: usize,
    /// In all rounds so far.
    acknowledged: AtomicUsize,
}

struct Round {
    elapsed: Duration,
    times: Times,
    sent: Vec<Sent>,
    /// What ended it early.
    failure: Option<String>,
}

/// What one connection did.
struct Share {
    started: Instant,
    ended: Instant,
    times: Vec<Duration>,
    sent: Vec<Sent>,
    failure: Option<String>,
}

impl Round {
    fn per_second(&self) -> f64 {
        count(self.sent.len()) / self.elapsed.as_secs_f64()
    }
}

impl Storm {
    /// Answers all that was acknowledged.
    fn measure(
        &self,
        Kind { what, fetches_inside, bars }: &Kind,
        server: &Process,
        rounds: usize,
        section: &mut Section,
    ) -> anyhow::Result<Vec<Sent>> {
        let (mut taken, mut costs) = (Vec::new(), Vec::new());
        for number in 0..rounds {
            let spending = Spending::of(server)?;
            let round = self.round(&format!("{what} {number}"), *fetches_inside)?;
            let failure = round.failure.as_deref().unwrap_or_default();
            ensure!(failure.is_empty(), "a comment was not taken: {failure}");
            costs.push(spending.for_each(count(round.sent.len()))?);
            taken.push(round);
        }
        let rates = Rounds::new(taken.iter().map(Round::per_second));
        section.figure(format!("{what}: accepted"), bars.0, &rates, Unit::PerSecond);
        let times = Rounds::new(taken.iter().map(|round| round.times.percentile(99)));
        section.figure(format!("{what}: p99"), bars.1, &times, Unit::Milliseconds);
        let cost = Rounds::new(costs.iter().map(|(of_server, _)| *of_server)).median();
        let sending = Rounds::new(costs.iter().map(|(_, of_generator)| *of_generator)).median();
        section.note(format!(
            "{what}: each costs {cost:.0} µs of processor with its ticket; to send and read both, {sending:.0} µs."
        ));
        Ok(taken.into_iter().flat_map(|round| round.sent).collect())
    }

    fn round(&self, name: &str, fetches_inside: bool) -> anyhow::Result<Round> {
        let ready = Barrier::new(CONNECTIONS);
        let has_failed = AtomicBool::new(false);
        let shares = thread::scope(|scope| {
            let running: Vec<_> = (0..CONNECTIONS)
                .map(|number| (number, &ready, &has_failed))
                .map(|(number, ready, has_failed)| {
                    scope.spawn(move || self.share(name, number, fetches_inside, (ready, has_failed)))
                })
                .collect();
            let joined = running.into_iter().map(thread::ScopedJoinHandle::join);
            joined.collect::<Result<Vec<_>, _>>().map_err(|_| anyhow!("a thread of the generator panicked"))
        })?;
        let started = shares.iter().map(|share| share.started).min();
        let ended = shares.iter().map(|share| share.ended).max();
        let elapsed = started.zip(ended).map(|(started, ended)| ended - started).unwrap_or_default();
        let mut round = Round { elapsed, times: Times::default(), sent: Vec::new(), failure: None };
        let mut times = Vec::new();
        for share in shares {
            times.extend(share.times);
            round.sent.extend(share.sent);
            round.failure = round.failure.or(share.failure);
        }
        round.times = Times::new(times);
        Ok(round)
    }

    /// All that one connection sends; its tickets come first, unless they count too.
    fn share(
        &self,
        name: &str,
        number: usize,
        fetches_inside: bool,
        (ready, has_failed): (&Barrier, &AtomicBool),
    ) -> Share {
        let mut client = Client::new(self.address);
        let mut prepare = |place: usize| {
            let turn = place * CONNECTIONS + number;
            let commenter = &self.commenters[turn % self.commenters.len()];
            let post = &self.posts[turn % self.posts.len()];
            let words =
                format!("Word {place} of *{name}* by connection {number}: the river is two days late.");
            commenter.comment(&mut client, post, &words).map(|request| (request, words.replace('*', "")))
        };
        let prepared: anyhow::Result<Vec<_>> =
            if fetches_inside { Ok(Vec::new()) } else { (0..self.comments).map(&mut prepare).collect() };
        ready.wait();
        let started = Instant::now();
        let mut share = Share { started, ended: started, times: Vec::new(), sent: Vec::new(), failure: None };
        let mut prepared = match prepared {
            Ok(prepared) => prepared.into_iter(),
            Err(error) => return Share { failure: Some(format!("{error:#}")), ..share },
        };
        let mut sender = Client::new(self.address);
        for place in 0..self.comments {
            // One that fails ends the round for all.
            if has_failed.load(Ordering::Relaxed) {
                break;
            }
            let begun = Instant::now();
            let request = prepared.next().map_or_else(|| prepare(place), Ok);
            match request.and_then(|(request, words)| sent(&mut sender, &request, words)) {
                Ok(comment) => {
                    share.times.push(begun.elapsed());
                    share.sent.push(comment);
                    self.acknowledged.fetch_add(1, Ordering::Relaxed);
                }
                Err(error) => {
                    has_failed.store(true, Ordering::Relaxed);
                    share.failure = Some(format!("{error:#}"));
                }
            }
        }
        share.ended = Instant::now();
        share
    }
}

fn sent(client: &mut Client, request: &[u8], words: String) -> anyhow::Result<Sent> {
    let answer = client.ask(request)?;
    match receipt(&answer) {
        Some(receipt) => Ok(Sent { receipt, words }),
        None => Err(anyhow!("it was answered {}", answer.status)),
    }
}

/// How many receipts do not lead to their comment, published and in its own words. Each is asked for.
fn missing(address: SocketAddr, sent: &[Sent]) -> anyhow::Result<usize> {
    let share = sent.len().div_ceil(8).max(1);
    thread::scope(|scope| {
        let running: Vec<_> = sent
            .chunks(share)
            .map(|share| {
                scope.spawn(move || -> anyhow::Result<usize> {
                    let mut client = Client::new(address);
                    let mut missing = 0;
                    for comment in share {
                        let answer = client.get(&comment.receipt)?;
                        let status = answer.status;
                        let page = answer.text()?.replace("<em>", "").replace("</em>", "");
                        let is_there = status == 200 && is_published(&page) && page.contains(&comment.words);
                        missing += usize::from(!is_there);
                    }
                    Ok(missing)
                })
            })
            .collect();
        let mut missing = 0;
        for thread in running {
            missing += thread.join().map_err(|_| anyhow!("a thread of the generator panicked"))??;
        }
        Ok(missing)
    })
}

/// What the disk takes for one small piece, in milliseconds: the median of a hundred.
fn fsync(bench: &Bench) -> anyhow::Result<f64> {
    let mut file = File::create(bench.folder.path().join("fsync"))?;
    let mut times = Vec::new();
    for _ in 0..100 {
        let begun = Instant::now();
        file.write_all(&[0; 4096])?;
        file.sync_data()?;
        times.push(begun.elapsed());
    }
    Ok(Times::new(times).percentile(50))
}

#[expect(clippy::cast_precision_loss, reason = "no count comes near 2^52")]
fn count(number: usize) -> f64 {
    number as f64
}
