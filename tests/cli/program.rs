//! Runs the program, and serves a folder with it.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

/// The program on a data folder, without anything from the environment.
pub fn postil(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_postil"));
    command.env_clear().arg("--data").arg(folder).stdin(Stdio::null());
    command
}

/// What it printed, if it ended well.
pub fn printed(output: &Output) -> String {
    assert!(output.status.success(), "{}\n{}", text(&output.stdout), text(&output.stderr));
    text(&output.stdout)
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A server on a port of its own, killed when it is dropped.
pub struct Served {
    child: Child,
    address: String,
}

impl Served {
    pub fn start(folder: &Path) -> Self {
        let mut child = postil(folder)
            .args(["serve", "--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let address = lines
            .map(Result::unwrap)
            .find_map(|line| {
                let (_, rest) = line.split_once("http://")?;
                Some(format!("http://{}", rest.split('/').next()?))
            })
            .unwrap();
        Self { child, address }
    }

    /// The status and page at a path that is not yet percent-encoded.
    pub async fn get(&self, path: &str) -> (u16, String) {
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()
            .unwrap();
        let answer = client.get(format!("{}{path}", self.address)).send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _reaped = self.child.wait();
    }
}
