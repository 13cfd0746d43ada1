//! What a server puts up with on a bare socket: clients that are slow, gone, greedy or two-faced.

mod crowds;
mod overload;
mod shapes;
mod slowness;

use postil::testing::Blog;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};

/// A client without manners: it sends what it is told to.
pub struct Line {
    stream: TcpStream,
    unread: Vec<u8>,
}

/// One answer as it came over the line.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Answer {
    fn of(head: String, body: &[u8]) -> Self {
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
        let status = status.unwrap_or_else(|| panic!("no answer: {head}"));
        Self { status, head, body: String::from_utf8_lossy(body).into_owned() }
    }
}

impl Line {
    pub async fn to(blog: &Blog) -> Self {
        Self { stream: TcpStream::connect(blog.address()).await.unwrap(), unread: Vec::new() }
    }

    /// One whose side of the connection holds next to nothing.
    pub async fn with_small_buffer(blog: &Blog) -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(4096).unwrap();
        Self { stream: socket.connect(blog.address()).await.unwrap(), unread: Vec::new() }
    }

    pub async fn send(&mut self, bytes: impl AsRef<[u8]>) {
        self.stream.write_all(bytes.as_ref()).await.unwrap();
    }

    pub async fn get(&mut self, path: &str) {
        self.send(format!("GET {path} HTTP/1.1\r\nHost: blog.example\r\n\r\n")).await;
    }

    /// Says that nothing more will be sent.
    pub async fn hang_up(&mut self) {
        self.stream.shutdown().await.unwrap();
    }

    /// Waits until something has come back, and leaves it unread.
    pub async fn hears(&self) {
        self.stream.readable().await.unwrap();
    }

    /// Goes as a process does that was killed with bytes unread.
    pub fn reset(self) {
        self.stream.set_zero_linger().unwrap();
    }

    /// The next answer; nothing if the server closed the connection in its place.
    pub async fn answer(&mut self) -> Option<Answer> {
        loop {
            if let Some(answer) = self.take_answer() {
                return Some(answer);
            }
            if self.stream.read_buf(&mut self.unread).await.unwrap_or(0) == 0 {
                assert_eq!(String::from_utf8_lossy(&self.unread), "", "half an answer");
                return None;
            }
        }
    }

    fn take_answer(&mut self) -> Option<Answer> {
        let end = self.unread.windows(4).position(|bytes| bytes == b"\r\n\r\n")? + 4;
        let head = String::from_utf8_lossy(&self.unread[..end]).into_owned();
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
        let length: usize = length.map_or(0, |length| length.parse().unwrap());
        if self.unread.len() < end + length {
            return None;
        }
        let body: Vec<u8> = self.unread.drain(..end + length).skip(end).collect();
        Some(Answer::of(head, &body))
    }

    /// Every status until the server closes the connection.
    pub async fn statuses(&mut self) -> Vec<u16> {
        let mut statuses = Vec::new();
        while let Some(answer) = self.answer().await {
            statuses.push(answer.status);
        }
        statuses
    }
}

/// What somebody gets who asks once, politely, on a line of their own.
pub async fn ask(blog: &Blog, path: &str) -> Answer {
    let mut line = Line::to(blog).await;
    line.send(format!("GET {path} HTTP/1.1\r\nHost: blog.example\r\nConnection: close\r\n\r\n")).await;
    line.answer().await.expect("an answer")
}

/// The head of a form whose body has so many bytes.
pub fn form_head(length: usize) -> String {
    format!(
        "POST /comments/preview HTTP/1.1\r\nHost: blog.example\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {length}\r\n\r\n"
    )
}
