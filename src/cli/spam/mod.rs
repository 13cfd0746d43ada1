//! `postil spam`: measures the part that tells spam from comments. Nothing of a blog is read or changed.

mod crowd;
mod replay;

use std::collections::HashSet;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context as _, bail};
use clap::{Args, Subcommand};

use crate::tools::spam::{Evaluation, Example, Learner, Recall, beginning, evaluate, examples};

/// The parts of wanted comments that may be taken for spam, for which a figure is told.
const FALSE_POSITIVES: [f64; 3] = [0.005, 0.01, 0.02];
/// So many reasons are listed.
const REASONS: usize = 20;

#[derive(Debug, Subcommand)]
pub enum SpamCommand {
    /// Learn from some comments, judge others, and say how much of the spam among these would be found.
    ///
    /// Files are CSV with a first line that names the columns author, text and spam, in any order and among others; author
    /// may be missing, and content and class, as other collections call them, are understood too. Spam is said by 1, true,
    /// yes or spam, and a wanted comment by 0, false, no or ham.
    Evaluate(EvaluateOptions),
    /// Let a made-up crowd of machines and people comment on an empty blog, and say which layer caught whom.
    Replay(ReplayOptions),
}

#[derive(Debug, Args)]
pub struct ReplayOptions {
    /// The same number makes the same crowd.
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    seed: u64,
}

#[derive(Debug, Args)]
pub struct EvaluateOptions {
    /// What to learn from, beside what every new blog knows. Without it, that alone is measured.
    #[arg(long, num_args = 1.., value_name = "FILE")]
    train: Vec<PathBuf>,

    /// What to judge. Nothing of it should stand in what is learnt from.
    #[arg(long, num_args = 1.., required = true, value_name = "FILE")]
    test: Vec<PathBuf>,
}

pub async fn run(command: &SpamCommand) -> anyhow::Result<()> {
    match command {
        SpamCommand::Evaluate(options) => evaluation(options),
        SpamCommand::Replay(options) => replay::run(options.seed).await,
    }
}

fn evaluation(options: &EvaluateOptions) -> anyhow::Result<()> {
    let beginning = beginning()?;
    let (train, test) = (read_all(&options.train)?, read_all(&options.test)?);
    if test.is_empty() {
        bail!("There is no comment to judge in what --test names.");
    }
    let started = Instant::now();
    let learner = Learner::taught(&beginning, &train);
    println!(
        "Learnt from {} comments, and from {} that every blog begins with, in {} ms.",
        train.len(),
        beginning.len(),
        started.elapsed().as_millis()
    );
    if let Some(warning) = warning(known(&test, beginning.iter().chain(&train)), test.len()) {
        println!("{warning}");
    }
    let started = Instant::now();
    let evaluation = evaluate(&learner, &test, &FALSE_POSITIVES);
    let each = started.elapsed() / u32::try_from(test.len()).unwrap_or(u32::MAX);
    print!("{}", told(&evaluation));
    println!("\nEach comment took {} µs to judge and explain.", each.as_micros());
    Ok(())
}

/// How many comments to be judged were learnt from.
fn known<'a>(test: &[Example], learnt: impl Iterator<Item = &'a Example>) -> usize {
    let learnt: HashSet<&str> = learnt.map(|example| example.said.text.trim()).collect();
    test.iter().filter(|example| learnt.contains(example.said.text.trim())).count()
}

fn warning(known: usize, of: usize) -> Option<String> {
    (known > 0).then(|| {
        format!(
            "{known} of the {of} comments to judge stand in what was learnt from, word for word: the figures promise too much."
        )
    })
}

fn told(evaluation: &Evaluation) -> String {
    let Evaluation { spam, wanted, recalls, above_even, reasons } = evaluation;
    let mut told = format!("Judged {spam} spam and {wanted} wanted comments.\n\n");
    if *spam == 0 || *wanted == 0 {
        told.push_str(
            "All of one kind: how much spam is found for how many mistakes can't be said of them.\n",
        );
    } else {
        told.push_str(&recall_table(recalls, *spam, *wanted));
    }
    let (found, mistaken) = above_even;
    told.push_str(&format!(
        "More likely spam than not, at a score above 0.5: {found} of {spam} spam, {mistaken} of {wanted} wanted.\n"
    ));
    if !reasons.is_empty() {
        told.push_str("\nWhat spoke for spam most:\n");
    }
    for (sign, weight, count) in reasons.iter().take(REASONS) {
        told.push_str(&format!("{weight:>8.1}  {sign} ({count} times)\n"));
    }
    told
}

fn recall_table(recalls: &[Recall], spam: usize, wanted: usize) -> String {
    let mut table = "wanted taken for spam   spam found   above a score of\n".to_owned();
    for Recall { false_positives, threshold, found, mistaken } in recalls {
        table.push_str(&format!(
            "≤ {:.1} % ({mistaken} of {wanted})   {:>6.1} % ({found} of {spam})   {threshold:.3}\n",
            false_positives * 100.0,
            percent(*found, spam),
        ));
    }
    table
}

#[expect(clippy::cast_precision_loss, reason = "no file holds 2^52 comments")]
fn percent(part: usize, whole: usize) -> f64 {
    part as f64 * 100.0 / whole as f64
}

fn read_all(files: &[PathBuf]) -> anyhow::Result<Vec<Example>> {
    let mut all = Vec::new();
    for file in files {
        all.extend(read(file)?);
    }
    Ok(all)
}

fn read(file: &Path) -> anyhow::Result<Vec<Example>> {
    let opened = File::open(file).with_context(|| format!("{} can't be read", file.display()))?;
    examples(opened).with_context(|| format!("{} can't be used", file.display()))
}
