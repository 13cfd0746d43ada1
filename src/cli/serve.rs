//! `postil serve`: the blog over HTTP until it is told to stop.

use std::io::Write as _;
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, anyhow};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tokio::time::timeout;

use super::{file_handles, mail, open, setup_link};
use crate::app::{App, Place};
use crate::config::ServeOptions;
use crate::jobs::mailer::Mailer;
use crate::jobs::notifier::Notifier;
use crate::jobs::runner::Runner;
use crate::jobs::study::Study;
use crate::telemetry;
use crate::transfer::seed;
use crate::web::{Limits, Server};

/// How long the database may take to be closed.
const CLOSES_WITHIN: Duration = Duration::from_secs(5);

pub async fn run(folder: &Path, options: ServeOptions) -> anyhow::Result<()> {
    telemetry::start(&options.log)?;
    let place = Place {
        base_url: options.reached.base_url,
        trusted_proxies: options.trusted_proxies,
        mail: mail::post(options.mail)?,
        webhook_may_be_private: options.webhook_may_be_private,
        ..Place::default()
    };
    let app = open::app(folder, place).await?;
    let limits = Limits {
        cache_bytes: options.cache_megabytes.saturating_mul(1024 * 1024),
        ..file_handles::limits(options.max_connections)
    };
    if let Some(left) = seed::unfinished(folder) {
        tracing::warn!(
            file = %left.display(),
            "a seed of this blog did not finish, and nothing of it is in the blog: seed again, or delete what it left"
        );
    }
    until_stopped(app.clone(), options.reached.at.listen, limits, async |address| {
        say(&format!("Postil is listening on http://{address}/"));
        if let Some(link) = setup_link::link(&app, address).await? {
            say(&format!("Nobody owns this blog yet. Whoever opens this link first does:\n\n    {link}\n"));
        }
        Ok(())
    })
    .await
}

/// A blog goes on being served though nobody reads its output any more.
fn say(line: &str) {
    let _nobody_reads = writeln!(std::io::stdout(), "{line}");
}

/// Serves a blog until the process is asked to end. `announce` is told the address when it is taken.
pub(super) async fn until_stopped(
    app: App,
    listen: SocketAddr,
    limits: Limits,
    announce: impl AsyncFnOnce(SocketAddr) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let mut runner = Runner::new(app.clone());
    let db = app.db.clone();
    // What fell due while the blog was down is out before anybody reads it.
    runner.round().await;
    let mailer = Mailer::new(app.clone());
    let notifier = Notifier::new(app.clone());
    let study = Study::new(app.clone());
    let server = Server::bind(app, listen, limits).await.map_err(|error| {
        anyhow!(
            "{listen} can't be listened on: {error}. Is another Postil running? Choose another port with --listen, \
             or --listen 127.0.0.1:0 for any free one."
        )
    })?;
    let stop = stop_signal()?;
    announce(server.address()?).await?;
    let (stop_jobs, are_stopped) = watch::channel(());
    let running = tokio::spawn(runner.run(gone(are_stopped.clone())));
    let mailing = tokio::spawn(mailer.run(gone(are_stopped.clone())));
    let notifying = tokio::spawn(notifier.run(gone(are_stopped.clone())));
    let studying = tokio::spawn(study.run(gone(are_stopped)));
    server.run(stop).await;
    drop(stop_jobs);
    running.await.context("The task that publishes on time ended in a fault")?;
    mailing.await.context("The task that sends mail ended in a fault")?;
    notifying.await.context("The task that tells people of comments ended in a fault")?;
    studying.await.context("The task that learns what is spam ended in a fault")?;
    // Whoever still reads is cut off with the process; what was acknowledged is on disk either way.
    let _took_too_long = timeout(CLOSES_WITHIN, db.close()).await;
    Ok(())
}

/// Ready when the other end is gone.
async fn gone(mut other: watch::Receiver<()>) {
    while other.changed().await.is_ok() {}
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
