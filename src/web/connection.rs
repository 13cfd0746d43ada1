//! One connection: a stream that gives up on who takes no byte of an answer, a limit to waiting for a request, and the
//! word that asks the silent to leave.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::BoxError;
use hyper::body::{Body as HttpBody, Incoming};
use hyper::server::conn::http1;
use hyper::service::HttpService;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::{Instant, Sleep, sleep, sleep_until};

use super::limits::Limits;

/// The most bytes that are read and thrown away after a connection was closed from here.
const MOST_SCRAP: usize = 1024 * 1024;

/// What the accept loop tells every connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    Welcome,
    /// Few places are left: who is silent leaves.
    Crowded,
    /// The server stops: everybody leaves after what is under way.
    Stopping,
}

/// How long a connection is waited for.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// For the next request's head, whole.
    pub head: Duration,
    /// For any byte, if others wait for a place.
    pub silence: Duration,
}

/// Answers the requests of one connection until it ends.
pub trait Converse: Future {
    /// Ends a connection that waits for a request, and any other after its answer.
    fn leave(self: Pin<&mut Self>);
}

impl<S, B> Converse for http1::Connection<TokioIo<PatientStream>, S>
where
    S: HttpService<Incoming, ResBody = B>,
    S::Error: Into<BoxError>,
    B: HttpBody + 'static,
    B::Error: Into<BoxError>,
{
    fn leave(self: Pin<&mut Self>) {
        self.graceful_shutdown();
    }
}

/// Lets one connection be answered until it ends, or nothing if it lets a request come for too long. One that has nothing
/// under way leaves when it is asked to.
///
/// The server library has a limit of its own for heads, and sets a timer anew for each. Here one timer looks again when
/// it runs out, so that a request costs none.
pub async fn drive<C: Converse>(
    mut connection: Pin<&mut C>,
    words: &mut watch::Receiver<Word>,
    activity: &Activity,
    patience: Patience,
) -> Option<C::Output> {
    let mut look_again = std::pin::pin!(sleep_until(activity.last_written() + patience.head));
    loop {
        tokio::select! {
            biased;
            ended = connection.as_mut() => return Some(ended),
            () = look_again.as_mut() => {
                let waits_until = activity.waits_for_a_request_since().map(|since| since + patience.head);
                match waits_until {
                    Some(until) if until <= Instant::now() => return None,
                    Some(until) => look_again.as_mut().reset(until),
                    // From its answer on it has the whole time, so this is soon enough.
                    None => look_again.as_mut().reset(Instant::now() + patience.head),
                }
            }
            Ok(()) = words.changed() => {
                let is_stopping = *words.borrow_and_update() == Word::Stopping;
                if is_stopping || activity.silent_for() >= patience.silence {
                    connection.as_mut().leave();
                }
            }
        }
    }
}

/// What goes on on a connection: when its last bytes came and went, and whether it is our turn.
#[derive(Debug)]
pub struct Activity {
    start: Instant,
    /// Milliseconds since `start`.
    last_read: AtomicU64,
    /// The same.
    last_written: AtomicU64,
    is_answering: AtomicBool,
    /// A write waits for the other side, which has a limit of its own.
    is_blocked: AtomicBool,
}

impl Activity {
    pub fn new() -> Arc<Self> {
        Arc::new(Self {
            start: Instant::now(),
            last_read: AtomicU64::new(0),
            last_written: AtomicU64::new(0),
            is_answering: AtomicBool::new(false),
            is_blocked: AtomicBool::new(false),
        })
    }

    /// A request's head is whole: it is our turn until what this gives is dropped.
    pub fn answering(self: &Arc<Self>) -> Answering {
        self.is_answering.store(true, Ordering::Relaxed);
        Answering(self.clone())
    }

    fn note(&self, moment: &AtomicU64) {
        let now = u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX);
        moment.store(now, Ordering::Relaxed);
    }

    fn at(&self, moment: &AtomicU64) -> Instant {
        self.start + Duration::from_millis(moment.load(Ordering::Relaxed))
    }

    fn last_written(&self) -> Instant {
        self.at(&self.last_written)
    }

    fn last(&self) -> Instant {
        self.at(&self.last_read).max(self.last_written())
    }

    fn silent_for(&self) -> Duration {
        self.last().elapsed()
    }

    /// None while a request is answered or its answer taken. What comes in does not count: a head that trickles in is
    /// waited for no longer.
    fn waits_for_a_request_since(&self) -> Option<Instant> {
        let is_our_turn =
            self.is_answering.load(Ordering::Relaxed) || self.is_blocked.load(Ordering::Relaxed);
        (!is_our_turn).then(|| self.last_written())
    }
}

/// A request is being answered.
pub struct Answering(Arc<Activity>);

impl Drop for Answering {
    fn drop(&mut self) {
        self.0.note(&self.0.last_written);
        self.0.is_answering.store(false, Ordering::Relaxed);
    }
}

/// A stream whose other side has to take what is written, and is given a moment to take the last of it.
pub struct PatientStream {
    stream: TcpStream,
    /// Was read already, and is to be read once more.
    put_back: Vec<u8>,
    activity: Arc<Activity>,
    write_within: Duration,
    linger: Duration,
    /// Set while a write waits for the other side.
    blocked: Option<Pin<Box<Sleep>>>,
    closing: Option<Closing>,
}

/// What is left to do once nothing more will be written.
struct Closing {
    until: Pin<Box<Sleep>>,
    scrap: usize,
}

impl PatientStream {
    pub fn new(stream: TcpStream, activity: Arc<Activity>, limits: &Limits) -> Self {
        Self {
            stream,
            put_back: Vec::new(),
            activity,
            write_within: limits.write,
            linger: limits.linger,
            blocked: None,
            closing: None,
        }
    }

    /// Gives these bytes to whoever reads next.
    pub fn put_back(&mut self, bytes: &[u8]) {
        self.put_back = bytes.to_vec();
    }

    /// Passes on what became of a write, and an error in its place when the other side has taken nothing for too long.
    fn taken<T>(&mut self, written: Poll<io::Result<T>>, cx: &mut Context<'_>) -> Poll<io::Result<T>> {
        self.activity.is_blocked.store(written.is_pending(), Ordering::Relaxed);
        if written.is_ready() {
            self.blocked = None;
            self.activity.note(&self.activity.last_written);
            return written;
        }
        let within = self.write_within;
        ready!(self.blocked.get_or_insert_with(|| Box::pin(sleep(within))).as_mut().poll(cx));
        // What the system still holds for such a client is thrown away too.
        self.stream.set_zero_linger()?;
        Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the client took nothing of its answer")))
    }

    /// Reads what still comes and throws it away: closing a connection with unread bytes resets it, and takes an
    /// answer such as 431 back from who is still sending.
    fn let_go(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let Some(closing) = &mut self.closing else { return Poll::Ready(()) };
        let mut bytes = [0; 2048];
        while closing.scrap < MOST_SCRAP {
            let mut scrap = ReadBuf::new(&mut bytes);
            match Pin::new(&mut self.stream).poll_read(cx, &mut scrap) {
                Poll::Ready(Ok(())) if !scrap.filled().is_empty() => closing.scrap += scrap.filled().len(),
                Poll::Ready(_) => return Poll::Ready(()),
                Poll::Pending => return closing.until.as_mut().poll(cx),
            }
        }
        Poll::Ready(())
    }
}

impl AsyncRead for PatientStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if !self.put_back.is_empty() {
            let count = buffer.remaining().min(self.put_back.len());
            buffer.put_slice(&self.put_back[..count]);
            self.put_back.drain(..count);
            return Poll::Ready(Ok(()));
        }
        let read = Pin::new(&mut self.stream).poll_read(cx, buffer);
        if read.is_ready() {
            self.activity.note(&self.activity.last_read);
        }
        read
    }
}

impl AsyncWrite for PatientStream {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.taken(written, cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, slices);
        self.taken(written, cx)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.closing.is_none() {
            ready!(Pin::new(&mut self.stream).poll_shutdown(cx))?;
            // Counted from the last byte, so that who was silent anyway is not waited for.
            let until = Box::pin(sleep_until(self.activity.last() + self.linger));
            self.closing = Some(Closing { until, scrap: 0 });
        }
        self.let_go(cx).map(Ok)
    }
}
