//! The blog from a terminal: a file per command.

mod backup;
mod demo;
mod file_handles;
mod health;
mod import;
mod mail;
mod open;
mod rebuild;
mod seed;
mod serve;
mod setup_link;
mod spam;
mod user;

use std::process::ExitCode;

use clap::{Arg, CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

use crate::config::{DataFolder, Listening, Reached, ServeOptions};
use backup::{BackupOptions, RestoreOptions};
use demo::DemoOptions;
use import::ImportSource;
use seed::SeedOptions;
use spam::SpamCommand;
use user::UserOptions;

/// A self-hosted blog with comments: one program, one SQLite file.
#[derive(Debug, Parser)]
#[command(name = "postil", version, about, after_help = "Without a command, Postil serves the blog.")]
struct Arguments {
    #[command(flatten)]
    data: DataFolder,

    #[command(subcommand)]
    command: Option<Command>,

    #[command(flatten)]
    serve: ServeOptions,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the blog (what happens without a command too).
    Serve(ServeOptions),
    /// Print the link that sets up a blog nobody owns yet.
    SetupLink(Reached),
    /// Say who may log in, and change it.
    User(UserOptions),
    /// Ask the server that runs here whether it is well; the exit code is 0 or 1.
    Health(Listening),
    /// Write a backup of the blog to one file, while it goes on being served.
    Backup(BackupOptions),
    /// Put a backup into an empty data folder.
    Restore(RestoreOptions),
    /// Bring another blog in, with its addresses, comments and labels.
    #[command(subcommand)]
    Import(ImportSource),
    /// Make anew what follows from posts and comments: every count, the lists and the search index.
    ///
    /// For a blog whose counts or search seem wrong, and after a database was repaired by hand. The server may run
    /// meanwhile. It says what was wrong, changes nothing that is right, and can be stopped and run again at any time.
    Rebuild,
    /// Measure how well spam is told from comments, and what each layer against it catches.
    #[command(subcommand)]
    Spam(SpamCommand),
    /// Serve a sample blog from a folder that is thrown away afterwards.
    Demo(DemoOptions),
    /// Fill an empty blog with made-up posts and comments, for tests and benchmarks.
    Seed(SeedOptions),
}

/// Runs the command that the process was started with. Errors go to the standard error stream, and 1 is the exit code.
pub fn main() -> ExitCode {
    let matches = without_empty_variables(without_idle_options(Arguments::command())).get_matches();
    let arguments = Arguments::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("postil: the system gave no threads to work with: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(run(arguments)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("postil: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// The folder is for every command, wherever it stands among the words; but where nothing is kept in one, help does not
/// speak of it.
fn without_idle_options(command: clap::Command) -> clap::Command {
    let Some(folder) = command.get_arguments().find(|argument| argument.is_global_set()).cloned() else {
        return command;
    };
    ["demo", "health", "spam"].into_iter().fold(command, |command, name| {
        let hidden = folder.clone().hide(true);
        command.mut_subcommand(name, |command| command.arg(hidden))
    })
}

/// A variable that is there but empty counts as unset: that is how compose files pass on what nobody set.
fn without_empty_variables(command: clap::Command) -> clap::Command {
    let ignore = |argument: Arg| match argument.get_env().map(std::env::var_os) {
        Some(Some(value)) if value.is_empty() => argument.env(None::<&str>),
        _ => argument,
    };
    command.mut_args(ignore).mut_subcommands(without_empty_variables)
}

async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let folder = &arguments.data.path;
    match arguments.command {
        None => serve::run(folder, arguments.serve).await,
        Some(Command::Serve(options)) => serve::run(folder, options).await,
        Some(Command::SetupLink(options)) => setup_link::run(folder, options).await,
        Some(Command::User(options)) => user::run(folder, options).await,
        Some(Command::Health(options)) => health::run(&options),
        Some(Command::Backup(options)) => backup::make(folder, options).await,
        Some(Command::Restore(options)) => backup::restore(folder, options).await,
        Some(Command::Import(source)) => import::run(folder, source).await,
        Some(Command::Rebuild) => rebuild::run(folder).await,
        Some(Command::Spam(command)) => spam::run(&command).await,
        Some(Command::Demo(options)) => demo::run(options).await,
        Some(Command::Seed(options)) => seed::run(folder, options).await,
    }
}
