//! `postil import`: brings another blog in, beside a server that runs or before one does.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Context as _, anyhow};
use indicatif::{ProgressBar, ProgressStyle};

use super::open;
use crate::app::{App, Place};
use crate::model::import::{Line, Report, grouped};
use crate::store::db;
use crate::tools::fetch::Fetcher;
use crate::transfer::import::blogger::Backup;
use crate::transfer::import::intake::{self, Options, Step};
use crate::transfer::import::pictures::{Albums, PAUSES, Supply};

/// Where the other blog comes from.
#[derive(Debug, clap::Subcommand)]
pub enum ImportSource {
    /// A Blogger blog: the classic backup (.xml), or Google Takeout's .zip or feed.atom.
    ///
    /// The whole file is read and checked before anything is written. It can be run again, also after it was
    /// killed: it adds what is new in the file, makes nothing twice, and never changes what is there already. The
    /// server may run meanwhile.
    ///
    /// Title, tagline, time zone, language, comment policy and the number of posts on a page are taken over as long
    /// as nobody has set this blog up and it holds no public post.
    Blogger(BloggerOptions),
}

/// What to bring in, and how.
#[derive(Debug, clap::Args)]
pub struct BloggerOptions {
    /// The backup.
    file: PathBuf,

    /// Say everything that would be done, and write nothing.
    #[arg(long)]
    dry_run: bool,

    /// Which blog to take, if the zip holds several: its name or its number in the list.
    #[arg(long, value_name = "NAME")]
    blog: Option<String>,

    /// Leave title, language, time zone and comment policy as they are here in any case.
    #[arg(long)]
    keep_settings: bool,

    /// Bring the pictures too: `fetch` asks for them where posts show them, at full size; a folder or zip of Takeout’s
    /// albums is searched by the names of files.
    ///
    /// A picture that can’t be had stays where it is, and the report names it. Another run looks for what is missing;
    /// this one can be stopped at any time.
    #[arg(long, value_name = "fetch|FOLDER|ZIP")]
    pictures: Option<PathBuf>,
}

impl BloggerOptions {
    fn supply(&self) -> anyhow::Result<Option<Supply>> {
        Ok(match self.pictures.as_deref() {
            None => None,
            Some(word) if word == "fetch" => {
                Some(Supply::Network { fetcher: Fetcher::new()?, pauses: PAUSES })
            }
            Some(path) => Some(Supply::Albums(Albums::open(path)?)),
        })
    }
}

pub async fn run(folder: &Path, source: ImportSource) -> anyhow::Result<()> {
    let ImportSource::Blogger(options) = source;
    let file = options.file.clone();
    let pictures = options.supply().context("Nothing was written")?;
    eprintln!("Reading {} through before anything is written …", file.display());
    let opened = tokio::task::spawn_blocking(move || Backup::open(&options.file, options.blog.as_deref()));
    let backup = opened
        .await?
        .with_context(|| format!("{} can't be imported, and nothing was written", file.display()))?;
    let name = file.file_name().unwrap_or(file.as_os_str()).to_string_lossy().into_owned();
    let options = Options {
        is_dry_run: options.dry_run,
        keeps_settings: options.keep_settings,
        file_name: name,
        pictures,
    };
    let scratch = tempfile::tempdir().context("No scratch folder could be made")?;
    // A dry run makes no blog where there is none: it looks at an empty one elsewhere.
    let is_new = !folder.join(db::FILE).exists();
    let folder = if options.is_dry_run && is_new { scratch.path() } else { folder };
    let app = open::app(folder, Place::default()).await?;
    let report = bring_in(&app, backup, &options).await?;
    print!("{}", told(&report));
    Ok(())
}

async fn bring_in(app: &App, backup: Backup, options: &Options) -> anyhow::Result<Report> {
    let counts = &backup.summary.counts;
    let refused: u64 = backup.summary.refused.values().sum();
    let shown = Shown::new(counts.posts + counts.pages + counts.comments + refused);
    let outcome = intake::run(app, Arc::new(backup), options, &|step| shown.show(step)).await;
    shown.bar.finish_and_clear();
    outcome.map_err(|error| {
        if options.is_dry_run {
            return error;
        }
        anyhow!("The import ended early: {error:#} What was written until then is whole: run it again for the rest.")
    })
}

/// Progress on the standard error stream: a bar on a terminal, a line now and then elsewhere.
struct Shown {
    bar: ProgressBar,
    total: u64,
    /// The tenths that have been told.
    told: AtomicU64,
}

impl Shown {
    fn new(total: u64) -> Self {
        let bar = ProgressBar::new(total);
        let style = ProgressStyle::with_template("{bar:40} {human_pos} of {human_len} · {eta} to go");
        if let Ok(style) = style {
            bar.set_style(style);
        }
        Self { bar, total, told: AtomicU64::new(0) }
    }

    fn show(&self, step: Step) {
        let (done, total, what) = match step {
            Step::Entries(done) => (done, self.total, "done"),
            Step::Pictures { done, total } => (done, total, "posts have their pictures"),
        };
        if std::io::stderr().is_terminal() {
            self.bar.set_length(total);
            self.bar.set_position(done);
            return;
        }
        let is_new = done == 1 && matches!(step, Step::Pictures { .. });
        if is_new {
            self.told.store(0, Ordering::Relaxed);
        }
        let tenths = (done * 10).checked_div(total).unwrap_or(10);
        if tenths > self.told.fetch_max(tenths, Ordering::Relaxed) {
            eprintln!("{} of {} {what}", grouped(done), grouped(total));
        }
    }
}

/// The report as a terminal shows it.
fn told(report: &Report) -> String {
    let mut text = format!("\n{}\n\n", report.about);
    let head = ["", "read", "made", "there", "changed", "refused"].map(str::to_owned);
    let rows: Vec<[String; 6]> = std::iter::once(head).chain(report.ledger.iter().map(row)).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..6).map(width).collect();
    for row in &rows {
        text.push_str(&format!("  {:<1$}", row[0], widths[0]));
        for (cell, width) in row.iter().zip(&widths).skip(1) {
            text.push_str(&format!("  {cell:>width$}"));
        }
        text.push('\n');
    }
    for section in &report.sections {
        text.push_str(&format!("\n{}\n", section.title));
        for line in &section.lines {
            text.push_str(&format!("  - {line}\n"));
        }
    }
    text
}

fn row(line: &Line) -> [String; 6] {
    let numbers = [line.read, line.made, line.there, line.changed, line.refused].map(grouped);
    let [read, made, there, changed, refused] = numbers;
    [line.kind.clone(), read, made, there, changed, refused]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::import::Section;

    #[test]
    fn a_report_stands_in_columns() {
        let line = Line { kind: "Posts".to_owned(), read: 1204, made: 3, there: 1201, ..Line::default() };
        let section = Section { title: "Refused".to_owned(), lines: vec!["One.".to_owned()] };
        let report = Report { about: "A file.".to_owned(), ledger: vec![line], sections: vec![section] };
        let expected = "
A file.

          read  made  there  changed  refused
  Posts  1,204     3  1,201        0        0

Refused
  - One.
";
        assert_eq!(told(&report), expected);
    }
}
