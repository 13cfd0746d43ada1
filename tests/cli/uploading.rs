//! A server that is killed while files come in.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::program::{Program, Serving};

const BOUNDARY: &str = "a-boundary-that-no-file-has";

/// What a server answers to a request that is sent as it stands.
fn answer(serving: &Serving, request: &[u8]) -> String {
    let mut stream = TcpStream::connect(&serving.address).unwrap();
    stream.write_all(request).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

fn head(serving: &Serving, line: &str, rest: &str) -> String {
    let address = &serving.address;
    format!(
        "{line} HTTP/1.1\r\nhost: {address}\r\nsec-fetch-site: same-origin\r\nconnection: close\r\n{rest}\r\n"
    )
}

fn log_in(serving: &Serving) -> String {
    let form = "email=ada%40example.org&password=four+plain+words+here";
    let rest =
        format!("content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n", form.len());
    let answer = answer(serving, (head(serving, "POST /login", &rest) + form).as_bytes());
    let cookie = answer.split("session=").nth(1).unwrap_or_else(|| panic!("{answer}"));
    format!("session={}", cookie.split(';').next().unwrap())
}

fn upload(serving: &Serving, cookie: &str, file: &[u8]) -> Vec<u8> {
    let before = format!(
        "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"files\"; filename=\"film.mp4\"\r\n\r\n"
    );
    let after = format!("\r\n--{BOUNDARY}--\r\n");
    let rest = format!(
        "cookie: {cookie}\r\ncontent-type: multipart/form-data; boundary={BOUNDARY}\r\ncontent-length: {}\r\n",
        before.len() + file.len() + after.len()
    );
    let head = head(serving, "POST /admin/media", &rest);
    [head.as_bytes(), before.as_bytes(), file, after.as_bytes()].concat()
}

/// Every file below a folder.
fn files(folder: &Path) -> usize {
    let entries = std::fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path());
    entries.map(|path| if path.is_dir() { files(&path) } else { 1 }).sum()
}

#[test]
fn what_was_coming_in_when_the_server_was_killed_leaves_nothing_and_can_be_sent_again() {
    let program = Program::new();
    let owner = ["user", "add", "Ada", "ada@example.org", "--role", "owner"];
    program.run_with(&owner, "four plain words here\n").well();
    let mut film = b"\0\0\0\x10ftypmp42\0\0\0\0\0\0\0\0mdat".to_vec();
    film.resize(6_000_000, 7);
    let media = program.data().join("media");
    let serving = program.serve();
    let cookie = log_in(&serving);
    let mut stream = TcpStream::connect(&serving.address).unwrap();
    stream.write_all(&upload(&serving, &cookie, &film)[..4_000_000]).unwrap();
    let since = Instant::now();
    while files(&media) == 0 {
        assert!(since.elapsed() < Duration::from_secs(20), "nothing arrives");
        std::thread::yield_now();
    }
    // As SIGKILL does it: nothing is tidied up.
    drop(serving);
    assert_eq!(files(&media), 1, "what was coming in is left behind");
    let serving = program.serve();
    assert_eq!(files(&media), 0, "it was removed before anybody was let in");
    let library = head(&serving, "GET /admin/media", &format!("cookie: {cookie}\r\n"));
    let library = answer(&serving, library.as_bytes());
    assert!(library.contains("Nothing is here yet."), "{library}");
    let sent = answer(&serving, &upload(&serving, &cookie, &film));
    assert!(sent.starts_with("HTTP/1.1 303") && sent.contains("/admin/media?arrived=1"), "{sent}");
    assert_eq!(files(&media), 1);
}
