//! A connection on which nothing was asked yet but kept pages, in the plainest way: these are answered from their bytes.
//! The server library makes of each request a request, of each page a response, and of that bytes once more, which costs
//! more than all the rest of such an answer. Whatever is not plain goes to the library unread, and the connection with it.

mod request;
#[cfg(test)]
mod tests;

use std::cell::RefCell;
use std::io::{self, IoSlice};
use std::mem::MaybeUninit;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use axum::body::Bytes;
use tokio::io::{AsyncRead as _, AsyncWrite as _, ReadBuf};

pub use self::request::Plain;
use super::cache::Front;
use super::connection::{Converse, PatientStream};
use super::extractors::{Peer, Transport};
use crate::model::timestamp::Timestamp;

/// What is read at once. A longer head is not plain.
const READ: usize = 8 * 1024;

/// How a conversation in plain requests ended.
#[derive(Debug, PartialEq, Eq)]
pub enum Ended {
    /// Nothing more comes, or no more is wanted: the connection is to be closed.
    Over,
    /// What comes next is not plain. The stream gives it once more.
    NotPlain,
    /// The connection broke.
    Broken,
}

/// Answers plain requests for kept pages.
pub struct FastLane {
    stream: PatientStream,
    front: Arc<Front>,
    peer: Peer,
    /// Read and not yet looked at: requests that came before the one before them was answered.
    waiting: Vec<u8>,
    unsent: Unsent,
    is_leaving: bool,
}

/// The rest of an answer.
#[derive(Default)]
struct Unsent {
    head: Vec<u8>,
    body: Bytes,
    /// Bytes of both that have gone out.
    sent: usize,
}

impl Unsent {
    fn parts(&self) -> (&[u8], &[u8]) {
        let of_body = self.sent.saturating_sub(self.head.len());
        (self.head.get(self.sent..).unwrap_or_default(), self.body.get(of_body..).unwrap_or_default())
    }

    fn clear(&mut self) {
        self.head.clear();
        self.body = Bytes::new();
        self.sent = 0;
    }
}

impl FastLane {
    pub fn new(stream: PatientStream, front: Arc<Front>, peer: Peer) -> Self {
        Self { stream, front, peer, waiting: Vec::new(), unsent: Unsent::default(), is_leaving: false }
    }

    pub fn into_stream(self) -> PatientStream {
        self.stream
    }

    /// Makes the answer to the first of what was read, and keeps what stands behind it. False if it is not plain.
    fn take(&mut self, read: &[u8]) -> bool {
        let Some(plain) = Plain::read(read) else { return false };
        let Some(entry) = self.front.held(plain.target) else { return false };
        let app = self.front.app();
        let is_secure = || {
            let host = str::from_utf8(plain.host).ok();
            let forwarded = plain.forwarded_proto.and_then(|line| str::from_utf8(line).ok());
            Transport::told(app, host, forwarded, Some(self.peer)).is_secure()
        };
        let head = &mut self.unsent.head;
        let Some(body) = with_date(app.clock.now(), |date| entry.write(&plain, is_secure, date, head)) else {
            return false;
        };
        self.unsent.body = body;
        self.waiting.extend_from_slice(&read[plain.length..]);
        true
    }

    fn poll_send(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        loop {
            let stream = Pin::new(&mut self.stream);
            let written = match self.unsent.parts() {
                ([], []) => break,
                (head, []) => stream.poll_write(cx, head),
                ([], body) => stream.poll_write(cx, body),
                (head, body) => stream.poll_write_vectored(cx, &[IoSlice::new(head), IoSlice::new(body)]),
            };
            match ready!(written)? {
                0 => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                sent => self.unsent.sent += sent,
            }
        }
        self.unsent.clear();
        Poll::Ready(Ok(()))
    }

    fn give_up(&mut self, unread: &[u8]) -> Ended {
        self.stream.put_back(unread);
        Ended::NotPlain
    }

    fn poll_read(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<Option<Ended>>> {
        let mut space = [MaybeUninit::uninit(); READ];
        let mut read = ReadBuf::uninit(&mut space);
        ready!(Pin::new(&mut self.stream).poll_read(cx, &mut read))?;
        Poll::Ready(Ok(match read.filled() {
            [] => Some(Ended::Over),
            filled if self.take(filled) => None,
            filled => Some(self.give_up(filled)),
        }))
    }

    /// Goes on until there is nothing to do, or the conversation ends.
    fn poll_on(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<Ended>> {
        loop {
            ready!(self.poll_send(cx))?;
            if self.is_leaving {
                return Poll::Ready(Ok(Ended::Over));
            }
            let ended = if self.waiting.is_empty() {
                ready!(self.poll_read(cx))?
            } else {
                let waiting = std::mem::take(&mut self.waiting);
                (!self.take(&waiting)).then(|| self.give_up(&waiting))
            };
            if let Some(ended) = ended {
                return Poll::Ready(Ok(ended));
            }
        }
    }
}

impl Future for FastLane {
    type Output = Ended;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Ended> {
        self.poll_on(cx).map(|ended| {
            ended.unwrap_or_else(|error| {
                tracing::debug!(%error, "a connection ended early");
                Ended::Broken
            })
        })
    }
}

impl Converse for FastLane {
    fn leave(mut self: Pin<&mut Self>) {
        self.is_leaving = true;
    }
}

thread_local! {
    /// The second for which a date was written last, and the date.
    static DATE: RefCell<(i64, String)> = const { RefCell::new((i64::MIN, String::new())) };
}

/// Hands over the date as headers have it, which is written anew once a second.
fn with_date<T>(now: Timestamp, work: impl FnOnce(&[u8]) -> T) -> T {
    let second = now.0.div_euclid(1000);
    DATE.with_borrow_mut(|(written, date)| {
        if *written != second {
            (*written, *date) = (second, now.rfc2822());
        }
        work(date.as_bytes())
    })
}
