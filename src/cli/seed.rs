//! `postil seed`: an empty blog filled with made-up posts and comments.

use std::path::Path;

use indicatif::{ProgressBar, ProgressStyle};

use super::open;
use crate::app::Place;
use crate::transfer::seed::{self, Amount};

/// How much to make up.
#[derive(Debug, clap::Args)]
pub struct SeedOptions {
    /// How many posts, the newest of which gets 200 comments.
    #[arg(long, value_name = "NUMBER", default_value_t = 1_000)]
    posts: u64,

    /// How many comments in all.
    #[arg(long, value_name = "NUMBER", default_value_t = 10_000)]
    comments: u64,
}

pub async fn run(folder: &Path, options: SeedOptions) -> anyhow::Result<()> {
    let app = open::app(folder, Place::default()).await?;
    let amount = Amount { posts: options.posts, comments: options.comments };
    let style = ProgressStyle::with_template("{bar:40} {human_pos} of {human_len} rows, {eta} to go")?;
    let bar = ProgressBar::new(amount.posts + amount.comments).with_style(style);
    if let Some(left) = seed::unfinished(folder) {
        println!("{} is what another seed did not finish. It is thrown away.", left.display());
    }
    seed::fill(&app, amount, |done| bar.set_position(done)).await?;
    bar.finish_and_clear();
    println!("{} now holds {} posts and {} comments.", folder.display(), amount.posts, amount.comments);
    Ok(())
}
