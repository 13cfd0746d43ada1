//! Gives up on a body that trickles in: each has a moment to begin, and then a minimum of bytes a second to keep.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use hyper::body::{Frame, SizeHint};
use tokio::time::{Instant, Sleep, sleep_until};

/// A telephone on a bad line sends more than these bytes a second; who sends less holds a place for nothing.
const SLOWEST: u64 = 1024;

/// So long somebody who sent a lot may send nothing.
const LONGEST_BREAK: Duration = Duration::from_mins(1);

pub async fn hurry(State(within): State<Duration>, request: Request, next: Next) -> Response {
    let request = request
        .map(|body| if body.is_end_stream() { body } else { Body::new(HurriedBody::new(body, within)) });
    next.run(request).await
}

struct HurriedBody {
    body: Body,
    /// For how long more may be waited in all.
    patience: Duration,
    /// Set while the next bytes are waited for: time in which nobody reads is not the sender's.
    waiting: Option<(Instant, Pin<Box<Sleep>>)>,
}

impl HurriedBody {
    fn new(body: Body, within: Duration) -> Self {
        Self { body, patience: within, waiting: None }
    }

    /// Takes off what was waited. Each byte buys the time that it may take, up to a point: who was fast for long may still
    /// go away.
    fn prolong(&mut self, bytes: usize) {
        let waited = self.waiting.take().map_or(Duration::ZERO, |(since, _)| since.elapsed());
        let left = self.patience.saturating_sub(waited);
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        let bought = left + Duration::from_micros(bytes.saturating_mul(1_000_000) / SLOWEST);
        self.patience = bought.min(LONGEST_BREAK.max(left));
    }
}

impl HttpBody for HurriedBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(cx) {
            if let Some(Ok(frame)) = &frame {
                self.prolong(frame.data_ref().map_or(0, Bytes::len));
            }
            return Poll::Ready(frame);
        }
        let patience = self.patience;
        let begin = || {
            let now = Instant::now();
            (now, Box::pin(sleep_until(now + patience)))
        };
        ready!(self.waiting.get_or_insert_with(begin).1.as_mut().poll(cx));
        let too_slow = io::Error::new(io::ErrorKind::TimedOut, "the body came too slowly");
        Poll::Ready(Some(Err(axum::Error::new(too_slow))))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// Is this what became of a body that was given up?
pub fn is_too_slow(error: &axum::Error) -> bool {
    let first: &dyn std::error::Error = error;
    std::iter::successors(Some(first), |error| error.source())
        .filter_map(|error| error.downcast_ref::<io::Error>())
        .any(|error| error.kind() == io::ErrorKind::TimedOut)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kilobyte_of_a_body_buys_a_second_for_the_next() {
        let mut body = HurriedBody::new(Body::empty(), Duration::from_secs(10));
        body.prolong(5 * 1024);
        assert_eq!(body.patience, Duration::from_secs(15));
        body.prolong(1);
        assert!(body.patience < Duration::from_millis(15_001));
    }

    #[test]
    fn a_fast_beginning_buys_no_more_than_a_minute() {
        let mut body = HurriedBody::new(Body::empty(), Duration::from_secs(10));
        for _ in 0..1_000 {
            body.prolong(1024 * 1024);
        }
        assert_eq!(body.patience, LONGEST_BREAK);
    }
}
