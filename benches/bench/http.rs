//! As much HTTP/1.1 as a measurement needs: requests as ready bytes, answers read piece by piece.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use url::form_urlencoded::Serializer;

/// An answer that takes longer counts as none.
const PATIENCE: Duration = Duration::from_secs(30);

/// After this much silence a connection is opened anew.
const SILENCE: Duration = Duration::from_secs(5);

pub type Headers<'a> = &'a [(&'a str, &'a str)];

pub fn get(path: &str, headers: Headers) -> Vec<u8> {
    request("GET", path, headers, "")
}

/// A form as a browser sends it from the site's own page.
pub fn post(path: &str, headers: Headers, fields: Headers) -> Vec<u8> {
    let body = Serializer::new(String::new()).extend_pairs(fields).finish();
    let length = body.len().to_string();
    let mut all = vec![
        ("Content-Type", "application/x-www-form-urlencoded"),
        ("Content-Length", &length),
        ("Sec-Fetch-Site", "same-origin"),
    ];
    all.extend_from_slice(headers);
    request("POST", path, &all, &body)
}

fn request(method: &str, path: &str, headers: Headers, body: &str) -> Vec<u8> {
    let mut text = format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\n");
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    text.push_str("\r\n");
    text.push_str(body);
    text.into_bytes()
}

/// One connection that is kept, asked from a thread that waits for the answer.
pub struct Client {
    address: SocketAddr,
    /// The connection, and when it was last used.
    kept: Option<(TcpStream, Instant)>,
    buffer: Vec<u8>,
}

impl Client {
    pub fn new(address: SocketAddr) -> Self {
        Self { address, kept: None, buffer: vec![0; 64 * 1024] }
    }

    pub fn get(&mut self, path: &str) -> anyhow::Result<Answer> {
        self.ask(&get(path, &[]))
    }

    /// The text of a page that has to be there.
    pub fn page(&mut self, path: &str, headers: Headers) -> anyhow::Result<String> {
        let answer = self.ask(&get(path, headers))?;
        ensure!(answer.status == 200, "{path} answered {}", answer.status);
        answer.text()
    }

    /// Sends a request, once, and reads its answer. A connection that was silent for long is not used any more, since
    /// the server may close it at that very moment; any other that breaks off is a failure of the server's.
    pub fn ask(&mut self, request: &[u8]) -> anyhow::Result<Answer> {
        let kept = self.kept.take().filter(|(_, used)| used.elapsed() < SILENCE);
        let mut stream = match kept {
            Some((stream, _)) => stream,
            None => self.connect()?,
        };
        stream.write_all(request)?;
        let mut answer = Answer::keeping_its_body();
        loop {
            let read = stream.read(&mut self.buffer)?;
            ensure!(read > 0, "the connection was closed before the answer was whole");
            if answer.take(&self.buffer[..read])? {
                break;
            }
        }
        let is_last = answer.header("connection").is_some_and(|value| value.eq_ignore_ascii_case("close"));
        self.kept = (!is_last).then(|| (stream, Instant::now()));
        Ok(answer)
    }

    fn connect(&self) -> anyhow::Result<TcpStream> {
        let stream = TcpStream::connect(self.address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(stream)
    }
}

/// Where in an answer its reader is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Head,
    Body {
        left: usize,
    },
    ChunkSize,
    Chunk {
        left: usize,
    },
    /// The empty line behind the last chunk; no trailers are ever asked for.
    LastLine {
        left: usize,
    },
    Done,
}

/// One answer, as far as it has come.
pub struct Answer {
    pub status: u16,
    /// Bytes of the body, without what chunks add.
    pub length: usize,
    pub body: Vec<u8>,
    head: Vec<u8>,
    line: Vec<u8>,
    place: Place,
    keeps_body: bool,
}

impl Answer {
    /// For a body that is only counted.
    pub fn counting() -> Self {
        let (status, length, place, keeps_body) = (0, 0, Place::Head, false);
        Self { status, length, body: Vec::new(), head: Vec::new(), line: Vec::new(), place, keeps_body }
    }

    pub fn keeping_its_body() -> Self {
        Self { keeps_body: true, ..Self::counting() }
    }

    /// Ready for the next answer on the same connection.
    pub fn begin_anew(&mut self) {
        self.head.clear();
        self.body.clear();
        self.line.clear();
        (self.status, self.length, self.place) = (0, 0, Place::Head);
    }

    /// Takes the next piece; true when the answer is whole.
    pub fn take(&mut self, bytes: &[u8]) -> anyhow::Result<bool> {
        if self.place != Place::Head {
            return self.take_body(bytes);
        }
        if self.head.is_empty()
            && let Some(end) = end_of_head(bytes)
        {
            self.head.extend_from_slice(&bytes[..end]);
            self.read_head()?;
            return self.take_body(&bytes[end..]);
        }
        self.head.extend_from_slice(bytes);
        let Some(end) = end_of_head(&self.head) else { return Ok(false) };
        let rest = self.head.split_off(end);
        self.read_head()?;
        self.take_body(&rest)
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.split(|byte| *byte == b'\n').skip(1);
        let mut named = lines.filter_map(|line| {
            let (start, value) = line.split_at_checked(name.len())?;
            start.eq_ignore_ascii_case(name.as_bytes()).then(|| value.strip_prefix(b":")).flatten()
        });
        std::str::from_utf8(named.next()?).ok().map(str::trim)
    }

    pub fn text(self) -> anyhow::Result<String> {
        String::from_utf8(self.body).context("the page is not UTF-8")
    }

    /// The value of a cookie that the answer sets.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.header("set-cookie")?.strip_prefix(name)?.strip_prefix('=')?.split(';').next()
    }

    fn read_head(&mut self) -> anyhow::Result<()> {
        let status = self.head.get(9..12).and_then(|digits| std::str::from_utf8(digits).ok());
        self.status = status.context("no status")?.parse().context("no status")?;
        self.place = if matches!(self.status, 204 | 304) {
            Place::Body { left: 0 }
        } else if let Some(length) = self.header("content-length") {
            Place::Body { left: length.parse()? }
        } else if self.header("transfer-encoding") == Some("chunked") {
            Place::ChunkSize
        } else {
            bail!("an answer without a length");
        };
        Ok(())
    }

    fn take_body(&mut self, mut bytes: &[u8]) -> anyhow::Result<bool> {
        loop {
            match self.place {
                Place::Head => bail!("the head is not read yet"),
                Place::Done | Place::Body { left: 0 } | Place::LastLine { left: 0 } => {
                    self.place = Place::Done;
                    ensure!(bytes.is_empty(), "more came than was announced");
                    return Ok(true);
                }
                Place::Body { left } if !bytes.is_empty() => {
                    let taken = self.keep(&mut bytes, left);
                    self.place = Place::Body { left: left - taken };
                }
                Place::Chunk { left } if !bytes.is_empty() => {
                    let taken = self.keep(&mut bytes, left);
                    let left = left - taken;
                    self.place = if left == 0 { Place::ChunkSize } else { Place::Chunk { left } };
                }
                Place::ChunkSize if !bytes.is_empty() => self.take_chunk_size(&mut bytes)?,
                Place::LastLine { left } if !bytes.is_empty() => {
                    let taken = left.min(bytes.len());
                    bytes = &bytes[taken..];
                    self.place = Place::LastLine { left: left - taken };
                }
                _ => return Ok(false),
            }
        }
    }

    /// The line before a chunk; the line end behind the chunk before it reads as an empty one.
    fn take_chunk_size(&mut self, bytes: &mut &[u8]) -> anyhow::Result<()> {
        let Some(end) = bytes.iter().position(|byte| *byte == b'\n') else {
            self.line.extend_from_slice(bytes);
            *bytes = &[];
            return Ok(());
        };
        self.line.extend_from_slice(&bytes[..end]);
        *bytes = &bytes[end + 1..];
        let line = String::from_utf8_lossy(&self.line).trim().to_owned();
        self.line.clear();
        if line == "0" {
            self.place = Place::LastLine { left: 2 };
        } else if !line.is_empty() {
            self.place = Place::Chunk { left: usize::from_str_radix(&line, 16)? };
        }
        Ok(())
    }

    fn keep(&mut self, bytes: &mut &[u8], left: usize) -> usize {
        let (kept, rest) = bytes.split_at(left.min(bytes.len()));
        self.length += kept.len();
        if self.keeps_body {
            self.body.extend_from_slice(kept);
        }
        *bytes = rest;
        kept.len()
    }
}

fn end_of_head(bytes: &[u8]) -> Option<usize> {
    bytes.windows(4).position(|four| four == b"\r\n\r\n").map(|at| at + 4)
}
