//! The open rate: each request is due at its moment, whatever became of the ones before it, and its time counts from
//! that moment, even if it was sent late.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::anyhow;

use super::http::Client;
use super::times::Times;

/// When what is due, and from how many connections at once at most.
pub struct Pace<'a> {
    pub address: SocketAddr,
    pub per_second: u32,
    pub lasting: Duration,
    pub connections: usize,
    /// Ends it before its time.
    pub is_over: &'a AtomicBool,
}

#[derive(Default)]
pub struct Paced {
    pub times: Times,
    pub failures: usize,
    /// What was wrong with the first one that failed.
    pub first_failure: Option<String>,
}

impl Pace<'_> {
    /// Does a deed for each moment; the number of the moment is handed to it.
    pub fn run<F>(&self, deed: F) -> anyhow::Result<Paced>
    where
        F: Fn(&mut Client, u64) -> anyhow::Result<()> + Sync,
    {
        let next = AtomicU64::new(0);
        let start = Instant::now() + Duration::from_millis(50);
        let worker = || self.work(&next, start, &deed);
        let done = thread::scope(|scope| {
            let running: Vec<_> = (0..self.connections).map(|_| scope.spawn(worker)).collect();
            let joined = running.into_iter().map(thread::ScopedJoinHandle::join);
            joined.collect::<Result<Vec<_>, _>>().map_err(|_| anyhow!("a thread of the generator panicked"))
        })?;
        let mut times = Vec::new();
        let mut all = Paced::default();
        for (of_worker, failures) in done {
            times.extend(of_worker);
            all.failures += failures.len();
            all.first_failure = all.first_failure.or_else(|| failures.into_iter().next());
        }
        Ok(Paced { times: Times::new(times), ..all })
    }

    fn work<F>(&self, next: &AtomicU64, start: Instant, deed: &F) -> (Vec<Duration>, Vec<String>)
    where
        F: Fn(&mut Client, u64) -> anyhow::Result<()>,
    {
        let mut client = Client::new(self.address);
        let (mut times, mut failures) = (Vec::new(), Vec::new());
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let after = Duration::from_nanos(number * 1_000_000_000 / u64::from(self.per_second));
            if after >= self.lasting || self.is_over.load(Ordering::Relaxed) {
                return (times, failures);
            }
            let due = start + after;
            thread::sleep(due.saturating_duration_since(Instant::now()));
            match deed(&mut client, number) {
                Ok(()) => times.push(due.elapsed()),
                Err(error) => failures.push(format!("{error:#}")),
            }
        }
    }
}
