//! Reading at a fixed rate: how long each kind of page takes while 200 requests a second come in, whatever the answers
//! do. Starts the release program on a seeded blog of its own. `benches/README.md` says how to run it.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a measurement that fails should stop"
)]

use std::io::{BufRead as _, BufReader};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use reqwest::Client;

const RATE: u32 = 200;
const SECONDS: u32 = 10;

fn main() {
    let posts = from_environment("POSTS", 10_000);
    let comments = from_environment("COMMENTS", 100_000);
    let folder = tempfile::tempdir().expect("a folder");
    seed(folder.path(), posts, comments);
    let started = Instant::now();
    let server = Server::start(folder.path());
    println!("start to first answer: {:.0} ms", started.elapsed().as_secs_f64() * 1000.0);
    println!("resident when idle: {} MB", server.resident_megabytes());
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let pages = runtime.block_on(pages(&server));
    println!(
        "\n{posts} posts, {comments} comments, identity coding, open rate of {RATE}/s for {SECONDS} s each\n"
    );
    println!("| page | p50 ms | p99 ms | worst ms | bytes |\n|---|--:|--:|--:|--:|");
    for (name, path) in pages {
        let (mut times, bytes) = runtime.block_on(load(server.url(&path)));
        times.sort_unstable();
        let at = |percent: usize| times[(times.len() - 1) * percent / 100].as_secs_f64() * 1000.0;
        println!("| {name} | {:.2} | {:.2} | {:.2} | {bytes} |", at(50), at(99), at(100));
    }
    println!("\nresident after the load: {} MB", server.resident_megabytes());
}

#[expect(clippy::disallowed_methods, reason = "a benchmark is set up by its environment")]
fn from_environment(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).map_or(otherwise, |value| value.parse().expect("a number"))
}

fn program() -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_postil"))
}

fn seed(folder: &Path, posts: u64, comments: u64) {
    let started = Instant::now();
    let (posts, comments) = (posts.to_string(), comments.to_string());
    let status = Command::new(program())
        .args(["seed", "--posts", &posts, "--comments", &comments, "--data"])
        .arg(folder)
        .status()
        .expect("the program starts");
    assert!(status.success());
    println!("seeded in {:.1} s", started.elapsed().as_secs_f64());
}

/// The newest post, which has 200 comments, and one of its tags are found from the home page.
async fn pages(server: &Server) -> Vec<(&'static str, String)> {
    let home = reqwest::get(server.url("/")).await.unwrap().text().await.unwrap();
    let post = first_link(&home, "u-url\" href=\"").expect("a post on the home page");
    let tag = first_link(&home, "href=\"/tags/").map(|slug| format!("/tags/{slug}")).expect("a tag");
    vec![
        ("home", "/".to_owned()),
        ("post with 200 comments", post),
        ("tag", tag),
        ("search for two words", "/search?q=wooden+harbour".to_owned()),
    ]
}

fn first_link(page: &str, before: &str) -> Option<String> {
    Some(page.split(before).nth(1)?.split('"').next()?.to_owned())
}

/// Each request has its moment; the time until its answer counts from that moment, even if it was sent late.
async fn load(url: String) -> (Vec<Duration>, usize) {
    let client = Client::builder().no_gzip().no_proxy().build().unwrap();
    let mut waiting = Vec::new();
    let start = Instant::now() + Duration::from_millis(100);
    for number in 0..RATE * SECONDS {
        let due = start + Duration::from_secs(1) * number / RATE;
        tokio::time::sleep_until(due.into()).await;
        let request = client.get(&url).send();
        waiting.push(tokio::spawn(async move {
            let answer = request.await.expect("an answer");
            assert_eq!(answer.status(), 200);
            let bytes = answer.bytes().await.expect("a body").len();
            (due.elapsed(), bytes)
        }));
    }
    let mut times = Vec::with_capacity(waiting.len());
    let mut size = 0;
    for answer in waiting {
        let (time, bytes) = answer.await.unwrap();
        times.push(time);
        size = bytes;
    }
    (times, size)
}

/// The program, serving; stopped by its process id when it is dropped.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(folder: &Path) -> Self {
        let mut child = Command::new(program())
            .args(["--listen", "127.0.0.1:0", "--data"])
            .arg(folder)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let output = BufReader::new(child.stdout.take().unwrap());
        let line = output.lines().map_while(Result::ok).find(|line| line.contains("listening on"));
        let address = line.and_then(|line| line.split_once("http://").map(|(_, rest)| rest.to_owned()));
        let address = address.expect("the address it listens on").trim_end_matches('/').to_owned();
        TcpStream::connect(&address).expect("it answers");
        Self { child, address }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    fn resident_megabytes(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1024
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Err(error) = self.child.kill().and_then(|()| self.child.wait()) {
            panic!("the server could not be stopped: {error}");
        }
    }
}
