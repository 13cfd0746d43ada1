//! `postil serve`: the blog over HTTP until it is told to stop.

use std::path::Path;

use anyhow::{Context as _, anyhow};
use tokio::signal::unix::{SignalKind, signal};

use super::{open, setup_link};
use crate::app::Place;
use crate::config::ServeOptions;
use crate::telemetry;
use crate::web::Server;

pub async fn run(folder: &Path, options: ServeOptions) -> anyhow::Result<()> {
    telemetry::start(&options.log)?;
    let place = Place {
        base_url: options.base_url,
        trusted_proxies: options.trusted_proxies,
        ..Place::default()
    };
    let app = open::app(folder, place).await?;
    let server = Server::bind(app.clone(), options.listen, options.max_connections).await.map_err(|error| {
        anyhow!(
            "{} can't be listened on: {error}. Is another Postil running? Choose another port with --listen, \
             or --listen 127.0.0.1:0 for any free one.",
            options.listen
        )
    })?;
    println!("Postil is listening on http://{}/", server.address()?);
    if let Some(link) = setup_link::link(&app, server.address()?).await? {
        println!("Nobody owns this blog yet. Whoever opens this link first does:\n\n    {link}\n");
    }
    drop(app);
    server.run(stop_signal()?).await;
    Ok(())
}

/// Ready when the process is asked to end, by SIGTERM or from the keyboard.
fn stop_signal() -> anyhow::Result<impl Future<Output = ()>> {
    let mut terminate = signal(SignalKind::terminate()).context("SIGTERM can't be waited for")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("SIGINT can't be waited for")?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}
