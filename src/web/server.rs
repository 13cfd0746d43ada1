//! The accept loop: timeouts, a cap on connections, and a stop that lets answers finish.

use std::convert::Infallible;
use std::io::{self, Write as _};
use std::net::{Shutdown, SocketAddr};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, HttpBody as _};
use axum::http::Request;
use axum::response::Response;
use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::MissedTickBehavior;

use super::cache::Front;
use super::connection::{Activity, Answering, Patience, PatientStream, Word, drive};
use super::extractors::Peer;
use super::fast_lane::{Ended, FastLane};
use super::limits::Limits;
use super::networks::{Counted, Networks};
use super::router;
use crate::app::App;

/// How long open answers may take after a stop was asked for.
const DRAIN_WITHIN: Duration = Duration::from_secs(10);

/// After an accept fails for want of file handles, trying at once would only burn the processor.
const AFTER_FAILED_ACCEPT: Duration = Duration::from_millis(100);

/// What a network gets that has too many connections.
const TOO_MANY: &[u8] =
    b"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 5\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

/// The blog, listening.
pub struct Server {
    listener: TcpListener,
    front: Arc<Front>,
    limits: Limits,
    places: Arc<Semaphore>,
    networks: Arc<Networks>,
    words: watch::Sender<Word>,
}

/// What a connection has until it ends.
struct Seat {
    _place: OwnedSemaphorePermit,
    _counted: Counted,
}

impl Server {
    /// Takes the address; port 0 takes any free one.
    pub async fn bind(app: App, listen: SocketAddr, limits: Limits) -> io::Result<Self> {
        let listener = TcpListener::bind(listen).await?;
        // Bound anew in the same process it may have taken another port; the first stays.
        let _taken = app.place.listening.set(listener.local_addr()?);
        let front =
            Arc::new(Front::new(app.clone(), router::build(app.clone(), &limits), limits.cache_bytes));
        Ok(Self {
            listener,
            places: Arc::new(Semaphore::new(limits.max_connections)),
            networks: Networks::new(limits.connections_of_one_network(), app.place.clone()),
            front,
            words: watch::Sender::new(Word::Welcome),
            limits,
        })
    }

    pub fn address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Answers until `stop` is ready, then lets what is under way finish.
    pub async fn run(self, stop: impl Future<Output = ()>) {
        let mut rounds = tokio::time::interval(self.limits.crowd_round);
        rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut stop = std::pin::pin!(stop);
        loop {
            // A connection is accepted only when there is a place for it; until then it waits in the system's queue.
            let accepted = tokio::select! {
                accepted = self.accept() => accepted,
                _ = rounds.tick() => {
                    self.thin_out();
                    continue;
                }
                () = &mut stop => break,
            };
            let Some((stream, peer, seat)) = accepted else { continue };
            let answering = self.answer(stream, peer);
            tokio::spawn(async move {
                answering.await;
                drop(seat);
            });
        }
        drop(self.listener);
        self.words.send_replace(Word::Stopping);
        if tokio::time::timeout(DRAIN_WITHIN, self.words.closed()).await.is_err() {
            tracing::warn!("some answers did not finish in time and were cut off");
        }
    }

    async fn accept(&self) -> Option<(TcpStream, SocketAddr, Seat)> {
        let place = self.places.clone().acquire_owned().await.ok()?;
        match self.listener.accept().await {
            Ok((stream, peer)) => {
                let Some(counted) = self.networks.enter(peer.ip()) else {
                    tracing::debug!("a network has more connections than it may");
                    // If the system does not take these few bytes at once, the client does without.
                    let _maybe_told = stream.into_std().and_then(|mut stream| {
                        stream.write_all(TOO_MANY)?;
                        stream.shutdown(Shutdown::Write)
                    });
                    return None;
                };
                Some((stream, peer, Seat { _place: place, _counted: counted }))
            }
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(AFTER_FAILED_ACCEPT).await;
                None
            }
        }
    }

    fn is_crowded(&self) -> bool {
        self.places.available_permits() < self.limits.few_places()
    }

    /// Asks those to leave who hold a place for nothing, while there are others to be let in.
    fn thin_out(&self) {
        if self.is_crowded() {
            self.words.send_replace(Word::Crowded);
        }
    }

    /// Answers one connection's requests until it ends.
    fn answer(&self, stream: TcpStream, peer: SocketAddr) -> impl Future<Output = ()> + Send + 'static {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "TCP_NODELAY could not be set");
        }
        let activity = Activity::new();
        let stream = PatientStream::new(stream, activity.clone(), &self.limits);
        let head = if self.is_crowded() { self.limits.head_when_crowded } else { self.limits.head };
        let patience = Patience { head, silence: self.limits.silence_when_crowded };
        let builder = self.builder();
        let (front, mut words) = (self.front.clone(), self.words.subscribe());
        async move {
            let mut lane = FastLane::new(stream, front.clone(), Peer(peer));
            match drive(Pin::new(&mut lane), &mut words, &activity, patience).await {
                Some(Ended::NotPlain) => {}
                Some(Ended::Over) => {
                    let _gone_already = lane.into_stream().shutdown().await;
                    return;
                }
                Some(Ended::Broken) | None => return,
            }
            let asked = activity.clone();
            let service = service_fn(move |request: Request<Incoming>| {
                let (front, answering) = (front.clone(), asked.answering());
                async move { Ok::<_, Infallible>(until_sent(front.answer(request, Peer(peer)).await, answering)) }
            });
            let connection = pin!(builder.serve_connection(TokioIo::new(lane.into_stream()), service));
            if let Some(Err(error)) = drive(connection, &mut words, &activity, patience).await {
                tracing::debug!(%error, "a connection ended early");
            }
        }
    }

    fn builder(&self) -> http1::Builder {
        let mut builder = http1::Builder::new();
        builder
            .max_header_size(self.limits.head_bytes)
            .max_buf_size(64 * 1024)
            // A client may say that it has said everything and wait for its answer. The price: that it has gone is seen
            // only when it is answered.
            .half_close(true);
        builder
    }
}

/// An answer that is whole goes out as fast as it is taken. One that is still being made is not done with its head.
fn until_sent(answer: Response, answering: Answering) -> Response {
    if answer.body().size_hint().exact().is_some() {
        return answer;
    }
    answer.map(|body| {
        Body::new(body.map_frame(move |frame| {
            let _until_the_body_is_dropped = &answering;
            frame
        }))
    })
}
