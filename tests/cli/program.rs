//! Runs the program in a folder of its own.

use std::fs::File;
use std::io::{BufReader, Write as _};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Output, Stdio};

use tempfile::TempDir;

/// The program with a data folder that goes with it.
pub struct Program {
    folder: TempDir,
}

/// What came of a run.
pub struct Run {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Program {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_postil"));
        command.args(arguments).arg("--data").arg(self.data()).env_clear().current_dir(self.folder.path());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Run {
        self.run_with(arguments, "")
    }

    /// The same with something on the standard input.
    pub fn run_with(&self, arguments: &[&str], input: &str) -> Run {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // A program that refuses at once has closed its end by now.
        let _closed = child.stdin.take().unwrap().write_all(input.as_bytes());
        Run::of(&child.wait_with_output().unwrap())
    }

    /// Starts a server on a free port.
    pub fn serve(&self) -> Serving {
        Self::serving(&mut self.command(&["serve", "--listen", "127.0.0.1:0"]))
    }

    /// The same with everything in the log that can be, which is written to a file.
    pub fn serve_talking(&self) -> (Serving, PathBuf) {
        let log = self.folder.path().join("log");
        let mut command = self.command(&["serve", "--listen", "127.0.0.1:0", "--log", "trace"]);
        command.stderr(File::create(&log).unwrap());
        (Self::serving(&mut command), log)
    }

    /// Starts one that may have only so many files open, and writes its log to a file.
    pub fn serve_with_handles(&self, handles: usize) -> (Serving, PathBuf) {
        let log = self.folder.path().join("log");
        let mut command = Command::new("sh");
        command.arg("-c").arg(format!("ulimit -n {handles} && exec \"$@\"")).arg("sh");
        command.arg(env!("CARGO_BIN_EXE_postil")).args(["serve", "--listen", "127.0.0.1:0"]);
        command.arg("--data").arg(self.data()).env_clear().stderr(File::create(&log).unwrap());
        (Self::serving(&mut command), log)
    }

    fn serving(command: &mut Command) -> Serving {
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let first = next_line(&mut out);
        let address = first.split("http://").nth(1).unwrap().trim_end_matches('/').to_owned();
        Serving { child, out, address }
    }
}

impl Run {
    fn of(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Self {
            code: output.status.code().unwrap_or(-1),
            out: text(&output.stdout),
            err: text(&output.stderr),
        }
    }

    /// What was said on the standard output, by a run that must have gone well.
    #[track_caller]
    pub fn well(self) -> String {
        assert_eq!(self.code, 0, "{}{}", self.out, self.err);
        self.out
    }

    /// What was said on the standard error stream, by a run that must have failed without a panic.
    #[track_caller]
    pub fn refused(self) -> String {
        assert_ne!(self.code, 0, "{}", self.out);
        assert!(!self.err.contains("panicked"), "{}", self.err);
        self.err
    }
}

/// A server that runs; it is stopped when this is dropped.
pub struct Serving {
    child: Child,
    out: BufReader<ChildStdout>,
    /// `127.0.0.1:PORT`
    pub address: String,
}

impl Serving {
    /// The next line that is not empty.
    pub fn line(&mut self) -> String {
        next_line(&mut self.out)
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _gone = self.child.wait();
    }
}

fn next_line(out: &mut impl std::io::BufRead) -> String {
    loop {
        let mut line = String::new();
        assert_ne!(out.read_line(&mut line).unwrap(), 0, "the program ended");
        if !line.trim().is_empty() {
            return line.trim().to_owned();
        }
    }
}
