//! Refuses strangers at once while too much is under way, cheaply, and keeps a few places for the admin and logins.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, HeaderValue, RETRY_AFTER};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use hyper::body::{Frame, SizeHint};

use crate::app::App;
use crate::tools::language::Language;
use crate::web::limits::Limits;

/// When a refused reader may try again, in seconds.
const TRY_AGAIN_AFTER: u64 = 5;

/// What only memory answers is never refused: the pages of the admin need it too.
const FROM_MEMORY: [&str; 2] = ["/static/", "/favicon.ico"];

/// Where people who look after the blog go, and who asks whether it is well.
const RESERVED: [&str; 6] = ["/admin", "/account", "/login", "/logout", "/setup", "/healthz"];

/// Counts the requests that are worked on.
#[derive(Debug)]
pub struct Gate {
    strangers: Line,
    reserved: Line,
    /// Somebody was refused and nobody let in since: one line in the log is enough.
    is_refusing: AtomicBool,
}

#[derive(Debug)]
struct Line {
    most: usize,
    working: AtomicUsize,
}

impl Line {
    const fn of(most: usize) -> Self {
        Self { most, working: AtomicUsize::new(0) }
    }
}

#[derive(Debug, Clone, Copy)]
enum Of {
    Strangers,
    Reserved,
}

impl Gate {
    pub fn new(limits: &Limits) -> Arc<Self> {
        Arc::new(Self {
            strangers: Line::of(limits.work),
            reserved: Line::of(limits.reserved_work),
            is_refusing: AtomicBool::new(false),
        })
    }

    fn line(&self, of: Of) -> &Line {
        match of {
            Of::Strangers => &self.strangers,
            Of::Reserved => &self.reserved,
        }
    }

    fn enter(self: &Arc<Self>, of: Of) -> Option<Arc<Turn>> {
        let line = self.line(of);
        if line.working.fetch_add(1, Ordering::Relaxed) >= line.most {
            line.working.fetch_sub(1, Ordering::Relaxed);
            return None;
        }
        Some(Arc::new(Turn { gate: self.clone(), of, is_working: AtomicBool::new(true) }))
    }
}

/// One request that was let in. While it waits for its own client it is not counted, or a few slow forms would keep
/// everybody out.
#[derive(Debug)]
struct Turn {
    gate: Arc<Gate>,
    of: Of,
    is_working: AtomicBool,
}

impl Turn {
    fn pause(&self) {
        if self.is_working.swap(false, Ordering::Relaxed) {
            self.gate.line(self.of).working.fetch_sub(1, Ordering::Relaxed);
        }
    }

    fn resume(&self) {
        if !self.is_working.swap(true, Ordering::Relaxed) {
            self.gate.line(self.of).working.fetch_add(1, Ordering::Relaxed);
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.pause();
    }
}

pub async fn admit(State((app, gate)): State<(App, Arc<Gate>)>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if FROM_MEMORY.iter().any(|from| path.starts_with(from)) {
        return next.run(request).await;
    }
    let of = if is_reserved(path) { Of::Reserved } else { Of::Strangers };
    let Some(turn) = gate.enter(of) else {
        if !gate.is_refusing.swap(true, Ordering::Relaxed) {
            tracing::warn!(?of, "more requests than can be worked on; further ones are refused");
        }
        return refusal(&app);
    };
    gate.is_refusing.store(false, Ordering::Relaxed);
    let counted = turn.clone();
    let request = request
        .map(|body| if body.is_end_stream() { body } else { Body::new(CountedBody { body, turn: counted }) });
    let response = next.run(request).await;
    drop(turn);
    response
}

fn is_reserved(path: &str) -> bool {
    RESERVED
        .into_iter()
        .any(|below| path.strip_prefix(below).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
}

/// A sentence in the blog's language. Nothing is rendered or read for it: the point is that it costs nothing.
fn refusal(app: &App) -> Response {
    let words = Language::of(&app.settings().language);
    let mut sentence = words.text("error-busy").into_owned();
    sentence.push('\n');
    let mut response = (StatusCode::SERVICE_UNAVAILABLE, sentence).into_response();
    response.headers_mut().insert(RETRY_AFTER, TRY_AGAIN_AFTER.into());
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// A body that pauses its request's turn while it waits for more.
struct CountedBody {
    body: Body,
    turn: Arc<Turn>,
}

impl HttpBody for CountedBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let frame = Pin::new(&mut self.body).poll_frame(cx);
        if frame.is_pending() {
            self.turn.pause();
        } else {
            self.turn.resume();
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gate(work: usize, reserved_work: usize) -> Arc<Gate> {
        Gate::new(&Limits { work, reserved_work, ..Limits::default() })
    }

    #[test]
    fn strangers_take_no_place_of_the_reserve() {
        let gate = gate(1, 1);
        let stranger = gate.enter(Of::Strangers);
        assert!(stranger.is_some() && gate.enter(Of::Strangers).is_none());
        let owner = gate.enter(Of::Reserved);
        assert!(owner.is_some() && gate.enter(Of::Reserved).is_none());
        drop(stranger);
        assert!(gate.enter(Of::Strangers).is_some());
    }

    #[test]
    fn who_waits_for_their_client_is_not_counted() {
        let gate = gate(1, 0);
        let slow = gate.enter(Of::Strangers).unwrap();
        slow.pause();
        slow.pause();
        let other = gate.enter(Of::Strangers);
        assert!(other.is_some());
        slow.resume();
        drop((slow, other));
        assert_eq!(gate.strangers.working.load(Ordering::Relaxed), 0);
    }

    #[test]
    fn a_post_whose_address_only_begins_like_the_admins_is_a_strangers() {
        for (path, expected) in [
            ("/admin", true),
            ("/admin/posts/1", true),
            ("/login", true),
            ("/administration", false),
            ("/", false),
        ] {
            assert_eq!(is_reserved(path), expected, "{path}");
        }
    }
}
