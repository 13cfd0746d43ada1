//! Measures what speed means here, each claim against its bar, and nginx beside ours where nginx can do the same.
//! `bin/bench` builds and starts it; `benches/README.md` says how to run and read it.
#![expect(
    clippy::disallowed_methods,
    reason = "a measurement waits for its moments in threads of its own, and says on which day it was taken"
)]

mod hammer;
mod http;
mod machine;
mod nginx;
mod pace;
mod people;
mod process;
mod report;
mod sections;
mod site;
mod times;

use std::cell::OnceCell;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use clap::Parser as _;
use tempfile::TempDir;

use process::Program;

#[derive(Debug, clap::Parser)]
#[command(name = "bin/bench", about = "Measures Postil against its bars and against nginx.")]
struct Options {
    /// Measure these parts alone, separated by commas, and leave benches/RESULTS.md as it is.
    #[arg(long, value_name = "SECTION", value_delimiter = ',', value_parser = known_section)]
    only: Vec<&'static str>,
    /// Small blogs and short rounds, to see that everything works; the figures mean nothing and are not kept.
    #[arg(long)]
    quick: bool,
    /// The folder of a blog with 1,000,000 posts and 10,000,000 comments. If it is not there it is filled, and stays.
    #[arg(long, value_name = "FOLDER")]
    large: Option<PathBuf>,
    /// Also measure five minutes at 1,000 requests a second.
    #[arg(long)]
    long: bool,
    /// Where to write the results.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// The profile that everything was built in, for the report.
    #[arg(long, hide = true, default_value = "dist")]
    profile: String,
    /// What `cargo bench` adds to every benchmark's words.
    #[arg(long, hide = true)]
    bench: bool,
}

fn known_section(name: &str) -> Result<&'static str, String> {
    let names = sections::ALL.map(|(name, _)| name);
    let known = names.into_iter().find(|known| *known == name);
    known.ok_or_else(|| format!("the sections are {}", names.join(", ")))
}

/// What the sections share.
struct Bench {
    options: Options,
    program: Program,
    /// Holds everything that is thrown away afterwards.
    folder: TempDir,
    small: OnceCell<PathBuf>,
}

impl Bench {
    fn rounds(&self) -> usize {
        if self.options.quick { 2 } else { 5 }
    }

    /// How long one measurement of one round takes.
    fn round(&self) -> Duration {
        Duration::from_millis(if self.options.quick { 500 } else { 4_000 })
    }

    /// A number that a quick run makes smaller.
    fn scaled(&self, number: usize) -> usize {
        if self.options.quick { number.div_ceil(20) } else { number }
    }

    fn small_amount(&self) -> (u64, u64) {
        if self.options.quick { (1_000, 10_000) } else { (10_000, 100_000) }
    }

    fn large_amount(&self) -> (u64, u64) {
        if self.options.quick { (10_000, 100_000) } else { (1_000_000, 10_000_000) }
    }

    /// The folder of the small blog, which nothing writes to: filled when it is first asked for.
    fn small(&self) -> anyhow::Result<&Path> {
        if let Some(folder) = self.small.get() {
            return Ok(folder);
        }
        let folder = self.folder.path().join("small");
        self.fill(&folder, self.small_amount())?;
        self.program.add_owner(&folder)?;
        Ok(self.small.get_or_init(|| folder))
    }

    /// A copy of the small blog that may be written to.
    fn copy_of_small(&self, name: &str) -> anyhow::Result<PathBuf> {
        let (from, to) = (self.small()?, self.folder.path().join(name));
        ensure!(Command::new("cp").arg("-r").arg(from).arg(&to).status()?.success(), "no copy could be made");
        Ok(to)
    }

    /// The folder of the large blog, if one was named.
    fn large(&self) -> anyhow::Result<Option<&Path>> {
        let Some(folder) = self.options.large.as_deref() else { return Ok(None) };
        if !folder.join("postil.db").exists() {
            self.fill(folder, self.large_amount())?;
        }
        Ok(Some(folder))
    }

    fn fill(&self, folder: &Path, (posts, comments): (u64, u64)) -> anyhow::Result<()> {
        let started = Instant::now();
        // One that was broken off never takes the name of a whole one.
        let partial = folder.with_extension("partial");
        self.program.seed(&partial, posts, comments)?;
        fs::rename(&partial, folder)?;
        eprintln!(
            "A blog of {posts} posts and {comments} comments was filled in {:.0} s.",
            started.elapsed().as_secs_f64()
        );
        Ok(())
    }
}

fn main() -> anyhow::Result<()> {
    let options = Options::parse();
    let program = Program::new(PathBuf::from(env!("CARGO_BIN_EXE_postil")))?;
    let out = options.out.clone().or_else(|| {
        let is_whole = options.only.is_empty() && !options.quick;
        is_whole.then(|| PathBuf::from("benches/RESULTS.md"))
    });
    let bench = Bench { options, program, folder: tempfile::tempdir()?, small: OnceCell::new() };
    let mut report = format!("# Results\n\n{}", machine::described(&bench.program, &bench.options.profile)?);
    println!("{report}");
    let mut missed = 0;
    for (name, measure) in sections::ALL {
        let is_wanted = bench.options.only.is_empty() || bench.options.only.contains(&name);
        if !is_wanted {
            continue;
        }
        eprintln!("Measuring {name} …");
        let section = measure(&bench).with_context(|| format!("while measuring {name}"))?;
        println!("{}", section.markdown());
        missed += section.missed();
        report.push_str(&format!("\n{}", section.markdown()));
    }
    println!("{missed} bars were missed.");
    if let Some(file) = out {
        fs::write(&file, report)?;
        println!("Written to {}.", file.display());
    }
    Ok(())
}
