//! The log: one line an event, to the standard error stream.

use std::io::IsTerminal as _;

use tracing_subscriber::EnvFilter;

#[derive(Debug, thiserror::Error)]
#[error("“{filter}” is not a log filter. Use error, warn, info or debug, or for example postil=debug,info.")]
pub struct BadFilter {
    filter: String,
    source: tracing_subscriber::filter::ParseError,
}

/// It would write down whole paths, some of which are keys: the setup link, and where a comment's writer finds it.
const SILENT: &str = "tower_http::csrf=off";

/// Starts the log for the whole process. A second call changes nothing.
pub fn start(filter: &str) -> Result<(), BadFilter> {
    let env_filter = EnvFilter::try_new(filter)
        .and_then(|asked| Ok(asked.add_directive(SILENT.parse()?)))
        .map_err(|source| BadFilter { filter: filter.to_owned(), source })?;
    let _already_started = tracing_subscriber::fmt()
        .with_env_filter(env_filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_target(false)
        .try_init();
    Ok(())
}
