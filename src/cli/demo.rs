//! `postil demo`: a blog that is already lived in, in a folder that is thrown away afterwards.

use std::net::SocketAddr;

use anyhow::Context as _;

use super::{file_handles, open, serve};
use crate::app::Place;
use crate::telemetry;
use crate::transfer::demo;
use crate::web::Limits;

/// Where the demo listens.
#[derive(Debug, clap::Args)]
pub struct DemoOptions {
    /// The address and port to listen on.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
}

/// Connections enough for one person who looks around.
const CONNECTIONS: usize = 256;

pub async fn run(options: DemoOptions) -> anyhow::Result<()> {
    telemetry::start("warn")?;
    let folder = tempfile::tempdir().context("No folder could be made for the demo")?;
    let app = open::app(folder.path(), Place::default()).await?;
    let login = demo::fill(&app).await.context("The sample blog could not be written")?;
    let limits = Limits { cache_bytes: 16 * 1024 * 1024, ..file_handles::limits(CONNECTIONS) };
    serve::until_stopped(app, options.listen, limits, async |address| {
        println!(
            "\
A sample blog, thrown away when you stop it (Ctrl+C).

  To read    http://{address}/
  To write   http://{address}/admin
  Log in as  {} with {}

Five things to try
  1. Read “The missing day” and answer somebody in the argument below it, without an account.
  2. Open the queue and decide about the comments that wait, yours among them. Undo one.
  3. Put a footnote and a table into a new post, look at the preview, publish it.
  4. Change the address of a post and follow the old one.
  5. Search for “weir”, then read the same post with JavaScript off, on a phone, or printed.
",
            login.email, login.password
        );
        Ok(())
    })
    .await
}
