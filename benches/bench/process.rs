//! The programs that are measured, as processes: our own and nginx. Each is stopped by its process id.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};

use super::http::Client;

pub const OWNER: &str = "owner@example.org";
pub const PASSWORD: &str = "a measured password";

/// Linux counts a process's time in hundredths of a second, whatever its own clock does.
const TICKS_PER_SECOND: f64 = 100.0;

/// Our program, as it was built for this.
pub struct Program {
    path: PathBuf,
    /// Does it know the option that turns its page cache off?
    pub has_cache_option: bool,
}

impl Program {
    pub fn new(path: PathBuf) -> anyhow::Result<Self> {
        let help = Command::new(&path).args(["serve", "--help"]).output().context("the program starts")?;
        let has_cache_option = String::from_utf8_lossy(&help.stdout).contains("--cache-megabytes");
        Ok(Self { path, has_cache_option })
    }

    /// The options that have every page made anew.
    pub fn without_cache(&self) -> &'static [&'static str] {
        if self.has_cache_option { &["--cache-megabytes", "0"] } else { &[] }
    }

    pub fn version(&self) -> anyhow::Result<String> {
        said_by(Command::new(&self.path).arg("--version"))
    }

    pub fn command(&self, folder: &Path, words: &[&str]) -> Command {
        let mut command = Command::new(&self.path);
        command.args(words).arg("--data").arg(folder);
        command
    }

    pub fn seed(&self, folder: &Path, posts: u64, comments: u64) -> anyhow::Result<()> {
        let (posts, comments) = (posts.to_string(), comments.to_string());
        let words = ["seed", "--posts", &posts, "--comments", &comments];
        let filled = self.command(folder, &words).stdout(Stdio::null()).status()?;
        ensure!(filled.success(), "the blog could not be filled");
        Ok(())
    }

    /// Gives the blog an owner, or an owner that it has from an earlier run the known password.
    pub fn add_owner(&self, folder: &Path) -> anyhow::Result<()> {
        let add = ["user", "add", "Owner", OWNER, "--role", "owner"];
        let ways: [&[&str]; 2] = [&add, &["user", "password", OWNER]];
        for words in ways {
            let mut command = self.command(folder, words);
            command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
            let mut child = command.spawn()?;
            let mut input = child.stdin.take().context("the program has an input")?;
            // A program that refuses before it asks reads nothing; its exit code says so.
            let _either_way = writeln!(input, "{PASSWORD}");
            drop(input);
            if child.wait()?.success() {
                return Ok(());
            }
        }
        bail!("the blog could not be given an owner")
    }

    pub fn serve(&self, folder: &Path, options: &[&str]) -> anyhow::Result<Server> {
        let words = [&["serve", "--listen", "127.0.0.1:0", "--log", "error"], options].concat();
        let started = Instant::now();
        let mut child = self.command(folder, &words).stdout(Stdio::piped()).spawn()?;
        let output = child.stdout.take().context("the program has an output")?;
        let mut process = Process { child, started };
        let mut lines = BufReader::new(output).lines().map_while(Result::ok);
        let Some(address) = lines.find_map(|line| listening(&line)) else {
            process.kill()?;
            bail!("the server did not say where it listens");
        };
        Ok(Server { address, process })
    }
}

fn listening(line: &str) -> Option<SocketAddr> {
    line.split_once("listening on http://")?.1.trim_end_matches('/').parse().ok()
}

/// Our program, serving.
pub struct Server {
    pub address: SocketAddr,
    pub process: Process,
}

impl Server {
    pub fn client(&self) -> Client {
        Client::new(self.address)
    }
}

/// A process that ends with its owner.
pub struct Process {
    child: Child,
    pub started: Instant,
}

impl Process {
    pub fn start(command: &mut Command) -> anyhow::Result<Self> {
        let started = Instant::now();
        Ok(Self { child: command.spawn()?, started })
    }

    pub fn has_ended(&mut self) -> anyhow::Result<bool> {
        Ok(self.child.try_wait()?.is_some())
    }

    pub fn ended_well(&mut self) -> anyhow::Result<bool> {
        Ok(self.child.wait()?.success())
    }

    /// Without a chance to put anything in order.
    pub fn kill(&mut self) -> anyhow::Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    pub fn resident_megabytes(&self) -> anyhow::Result<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
        let kilobytes: f64 = line.trim().trim_end_matches(" kB").parse()?;
        Ok(kilobytes / 1024.0)
    }

    pub fn open_sockets(&self) -> anyhow::Result<usize> {
        let files = fs::read_dir(format!("/proc/{}/fd", self.child.id()))?;
        let targets = files.filter_map(|file| fs::read_link(file.ok()?.path()).ok());
        Ok(targets.filter(|target| target.to_string_lossy().starts_with("socket:")).count())
    }

    /// Seconds of processor that it and its children have used.
    pub fn processor_seconds(&self) -> anyhow::Result<f64> {
        let id = self.child.id();
        let children = fs::read_to_string(format!("/proc/{id}/task/{id}/children")).unwrap_or_default();
        let of_children = children.split_whitespace().map(processor_seconds);
        of_children.chain([processor_seconds(&id.to_string())]).sum()
    }

    /// Asks it to end, and waits until it has.
    fn stop(&mut self) -> anyhow::Result<()> {
        if self.has_ended()? {
            return Ok(());
        }
        let asked = format!("kill -TERM {}", self.child.id());
        ensure!(Command::new("sh").args(["-c", &asked]).status()?.success(), "no signal could be sent");
        let patience = Instant::now() + Duration::from_secs(20);
        while !self.has_ended()? {
            if Instant::now() > patience {
                return self.kill();
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok(())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if let Err(error) = self.stop() {
            eprintln!("process {} may still be running: {error:#}", self.child.id());
        }
    }
}

/// What a server and the generator spend on the processor from now on. Others that run meanwhile hardly change it.
pub struct Spending<'a> {
    server: &'a Process,
    before: (f64, f64),
}

impl<'a> Spending<'a> {
    pub fn of(server: &'a Process) -> anyhow::Result<Self> {
        Ok(Self { server, before: Self::so_far(server)? })
    }

    /// Microseconds for each of so many answers, of the server and of the generator.
    pub fn for_each(self, answers: f64) -> anyhow::Result<(f64, f64)> {
        let after = Self::so_far(self.server)?;
        Ok(((after.0 - self.before.0) * 1e6 / answers, (after.1 - self.before.1) * 1e6 / answers))
    }

    fn so_far(server: &Process) -> anyhow::Result<(f64, f64)> {
        Ok((server.processor_seconds()?, processor_seconds("self")?))
    }
}

/// Seconds of processor that a process has used; `self` is the generator.
fn processor_seconds(id: &str) -> anyhow::Result<f64> {
    let stat = fs::read_to_string(format!("/proc/{id}/stat"))?;
    let (_, fields) = stat.rsplit_once(") ").context("no name in stat")?;
    let ticks = fields.split(' ').skip(11).take(2).map(str::parse::<f64>).sum::<Result<f64, _>>()?;
    Ok(ticks / TICKS_PER_SECOND)
}

/// The first line that a command prints, on whichever stream.
pub fn said_by(command: &mut Command) -> anyhow::Result<String> {
    let output = command.output()?;
    let all = [output.stdout, output.stderr].concat();
    Ok(String::from_utf8_lossy(&all).lines().next().unwrap_or_default().to_owned())
}
