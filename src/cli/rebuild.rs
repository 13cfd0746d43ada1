//! `postil rebuild`: what follows from posts and comments, made anew and put right.

use std::fs::File;
use std::io::IsTerminal as _;
use std::path::Path;

use anyhow::{Context as _, bail};
use indicatif::{ProgressBar, ProgressStyle};

use super::open;
use crate::actions::rebuild::{self, Progress, Report};
use crate::app::Place;
use crate::model::import::grouped;

/// Held while a rebuild runs; the system lets go of it however that ends.
const LOCK: &str = "rebuild.lock";

pub async fn run(folder: &Path) -> anyhow::Result<()> {
    let app = open::existing(folder, Place::default()).await?;
    // Two at once would both put the same count right, and take each other's index.
    let lock = File::create(folder.join(LOCK)).context("The data folder can't be written to")?;
    if lock.try_lock().is_err() {
        bail!("Another rebuild of this blog is running. Let it end; it does the same.");
    }
    let style = ProgressStyle::with_template("{msg:28} {bar:40} {human_pos} of {human_len}, {eta} to go")?;
    let bar = ProgressBar::new(0).with_style(style);
    let is_shown = std::io::stderr().is_terminal();
    let report = rebuild::run(&app, &|Progress { step, done, of }| {
        if is_shown {
            if bar.message() != step {
                bar.reset();
                bar.set_message(step);
            }
            bar.set_length(of.unsigned_abs());
            bar.set_position(done.unsigned_abs());
        }
    })
    .await?;
    bar.finish_and_clear();
    print!("{}", told(&report));
    Ok(())
}

fn told(report: &Report) -> String {
    let found = [
        (report.comments_of_posts, "posts had a wrong number of comments"),
        (report.replies, "comments had a wrong number of answers"),
        (report.approved, "commenters had a wrong number of approved comments"),
        (report.states, "states had a wrong number of comments"),
        (report.dates, "dates were wrong in the lists of tags and authors"),
        (report.tags, "tags had a wrong number of posts"),
        (report.authors, "authors had a wrong number of posts"),
        (report.months, "months had a wrong number of posts"),
        (report.missing_in_index.unsigned_abs(), "posts were missing in the search index"),
        (report.strange_in_index.unsigned_abs(), "things were in the search index that are not public"),
    ];
    let mut lines: Vec<String> = found
        .into_iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, what)| format!("  - {}: {what}", grouped(number)))
        .collect();
    if report.was_index_broken {
        lines.push("  - the search index was damaged".to_owned());
    }
    match lines.as_slice() {
        [] => "Every count was right, and the search index is written anew.\n".to_owned(),
        lines => format!("Put right:\n{}\nThe search index is written anew.\n", lines.join("\n")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_wrong_is_told_and_nothing_else() {
        assert!(told(&Report::default()).starts_with("Every count was right"));
        let report = Report { replies: 1204, was_index_broken: true, ..Report::default() };
        let expected = "Put right:
  - 1,204: comments had a wrong number of answers
  - the search index was damaged
The search index is written anew.
";
        assert_eq!(told(&report), expected);
    }
}
