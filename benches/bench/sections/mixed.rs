//! Readers and commenters while another blog is brought in beside the running server.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, anyhow, ensure};

use super::Bench;
use crate::http::Client;
use crate::pace::{Pace, Paced};
use crate::people::{Commenter, PROXY, receipt};
use crate::process::{Process, Server};
use crate::report::{Bar, Section, Unit};
use crate::site::Site;
use crate::times::Rounds;

/// An import that takes longer than this is stuck.
const AT_MOST: Duration = Duration::from_mins(10);

pub fn measure(bench: &Bench) -> anyhow::Result<Section> {
    let about = "Open rate: 200 pages and 20 comments a second, each timed from the moment it was due; first by \
                 themselves, then for as long as `postil import blogger` runs in the same folder.";
    let mut section = Section::new("Mixed load while an import runs", about);
    let folder = bench.copy_of_small("mixed")?;
    let backup = backup(bench)?;
    let server = bench.program.serve(&folder, &PROXY)?;
    let load = Mixed::prepare(&server, 200, 20)?;

    let alone = load.run("alone", bench.round() * 3, &AtomicBool::new(false))?;
    report(&mut section, "without an import", &alone);
    let mut importing = import(bench, &folder, &backup)?;
    let is_over = AtomicBool::new(false);
    let (beside, took) = thread::scope(|scope| {
        let running = scope.spawn(|| load.run("beside", AT_MOST, &is_over));
        while !importing.has_ended()? && !running.is_finished() {
            thread::sleep(Duration::from_millis(20));
        }
        let took = importing.started.elapsed();
        is_over.store(true, Ordering::Relaxed);
        let outcome = running.join().map_err(|_| anyhow!("the generator panicked"))??;
        anyhow::Ok((outcome, took))
    })?;
    ensure!(importing.ended_well()?, "the import failed");
    report(&mut section, "during the import", &beside);
    section.figure("the import", Bar::None, &Rounds::once(took.as_secs_f64()), Unit::Seconds);
    Ok(section)
}

/// A made-up backup, by the example that writes them.
fn backup(bench: &Bench) -> anyhow::Result<PathBuf> {
    let file = bench.folder.path().join("backup.xml");
    let here = std::env::current_exe()?;
    let built = here.parent().and_then(Path::parent).context("a folder of built programs")?;
    let (posts, comments) = (bench.scaled(10_000).to_string(), bench.scaled(100_000).to_string());
    let mut command = Command::new(built.join("examples/blogger_backup"));
    let written = command.arg(&file).args([posts, comments]).stdout(Stdio::null()).status();
    let written = written.context("the example blogger_backup was built beside the benchmark")?;
    ensure!(written.success(), "no backup could be written");
    Ok(file)
}

fn import(bench: &Bench, folder: &Path, backup: &Path) -> anyhow::Result<Process> {
    let mut command = bench.program.command(folder, &["import", "blogger"]);
    Process::start(command.arg(backup).stdout(Stdio::null()).stderr(Stdio::null()))
}

fn report(section: &mut Section, when: &str, outcome: &Outcome) {
    for (who, paced) in [("pages", &outcome.reading), ("comments", &outcome.commenting)] {
        #[expect(clippy::cast_precision_loss, reason = "no count comes near 2^52")]
        let failures = Rounds::once(paced.failures as f64);
        section.figure(format!("{who} {when}: errors"), Bar::AtMost(0.0), &failures, Unit::Count);
        for (name, time) in [
            ("p50", paced.times.percentile(50)),
            ("p99", paced.times.percentile(99)),
            ("worst", paced.times.worst()),
        ] {
            section.figure(
                format!("{who} {when}: {name}"),
                Bar::None,
                &Rounds::once(time),
                Unit::Milliseconds,
            );
        }
        if let Some(failure) = &paced.first_failure {
            section.note(format!("The first of the {who} that failed {when}: {failure}"));
        }
    }
    let (pages, comments) = (outcome.reading.times.count(), outcome.commenting.times.count());
    section.note(format!(
        "{when}: {pages} pages and {comments} comments in {:.1} s.",
        outcome.took.as_secs_f64()
    ));
}

/// So many pages and comments a second.
pub struct Mixed<'a> {
    server: &'a Server,
    pages: Vec<String>,
    posts: Vec<String>,
    commenters: Vec<Commenter>,
    pages_per_second: u32,
    comments_per_second: u32,
}

pub struct Outcome {
    pub reading: Paced,
    pub commenting: Paced,
    pub took: Duration,
}

impl<'a> Mixed<'a> {
    /// The blog needs an owner, and its server has to trust the proxy.
    pub fn prepare(
        server: &'a Server,
        pages_per_second: u32,
        comments_per_second: u32,
    ) -> anyhow::Result<Self> {
        let mut client = server.client();
        let site = Site::read(&mut client)?;
        let posts = site.posts.iter().map(|path| Site::post_id(&mut client, path));
        let posts = posts.collect::<anyhow::Result<Vec<_>>>()?;
        let commenters = Commenter::approved(server, 64, &posts[0])?;
        let pages = site.pages().map(|(_, path)| path).to_vec();
        Ok(Self { server, pages, posts, commenters, pages_per_second, comments_per_second })
    }

    /// `name` keeps the words of these comments apart from those of another run.
    pub fn run(&self, name: &str, lasting: Duration, is_over: &AtomicBool) -> anyhow::Result<Outcome> {
        let pace = |per_second, connections| Pace {
            address: self.server.address,
            per_second,
            lasting,
            connections,
            is_over,
        };
        let started = Instant::now();
        let (reading, commenting) = thread::scope(|scope| {
            let commenting = scope.spawn(|| {
                pace(self.comments_per_second, 16).run(|client, number| self.comment(client, name, number))
            });
            let reading = pace(self.pages_per_second, 64).run(|client, number| self.read(client, number));
            (reading, commenting.join())
        });
        let commenting = commenting.map_err(|_| anyhow!("the generator panicked"))?;
        Ok(Outcome { reading: reading?, commenting: commenting?, took: started.elapsed() })
    }

    fn read(&self, client: &mut Client, number: u64) -> anyhow::Result<()> {
        let path = turn(&self.pages, number);
        client.page(path, &[("Accept-Encoding", "identity")])?;
        Ok(())
    }

    /// A ticket, then the comment: both count.
    fn comment(&self, client: &mut Client, name: &str, number: u64) -> anyhow::Result<()> {
        let (commenter, post) = (turn(&self.commenters, number), turn(&self.posts, number));
        let request =
            commenter.comment(client, post, &format!("Word {number}, {name}: mint does not ask."))?;
        let answer = client.ask(&request)?;
        ensure!(receipt(&answer).is_some(), "a comment was answered {}", answer.status);
        Ok(())
    }
}

fn turn<T>(all: &[T], number: u64) -> &T {
    &all[usize::try_from(number).unwrap_or_default() % all.len()]
}
