//! The accept loop: timeouts, a cap on connections, and a stop that lets answers finish.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

use super::cache::Front;
use super::extractors::Peer;
use super::router;
use crate::app::App;

/// A whole request head must have come within this, and a kept connection may be silent for as long.
const HEAD_WITHIN: Duration = Duration::from_secs(15);

/// How long open answers may take after a stop was asked for.
const DRAIN_WITHIN: Duration = Duration::from_secs(10);

/// After an accept fails for want of file handles, trying at once would only burn the processor.
const AFTER_FAILED_ACCEPT: Duration = Duration::from_millis(100);

/// What a server may take for itself.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    pub max_connections: usize,
    /// For pages that are kept; 0 keeps none.
    pub cache_bytes: u64,
}

/// The blog, listening.
pub struct Server {
    listener: TcpListener,
    front: Front,
    places: Arc<Semaphore>,
}

impl Server {
    /// Takes the address; port 0 takes any free one.
    pub async fn bind(app: App, listen: SocketAddr, limits: Limits) -> io::Result<Self> {
        let listener = TcpListener::bind(listen).await?;
        // Bound anew in the same process it may have taken another port; the first stays.
        let _taken = app.place.listening.set(listener.local_addr()?);
        let front = Front::new(app.clone(), router::build(app), limits.cache_bytes);
        Ok(Self { listener, front, places: Arc::new(Semaphore::new(limits.max_connections)) })
    }

    pub fn address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Answers until `stop` is ready, then lets what is under way finish.
    pub async fn run(self, stop: impl Future<Output = ()>) {
        let graceful = GracefulShutdown::new();
        let mut stop = std::pin::pin!(stop);
        loop {
            // A connection is accepted only when there is a place for it; until then it waits in the system's queue.
            let accepted = tokio::select! {
                accepted = self.accept() => accepted,
                () = &mut stop => break,
            };
            let Some((stream, peer, place)) = accepted else { continue };
            let answering = self.answer(stream, peer, graceful.watcher());
            tokio::spawn(async move {
                answering.await;
                drop(place);
            });
        }
        drop(self.listener);
        if tokio::time::timeout(DRAIN_WITHIN, graceful.shutdown()).await.is_err() {
            tracing::warn!("some answers did not finish in time and were cut off");
        }
    }

    async fn accept(&self) -> Option<(TcpStream, SocketAddr, tokio::sync::OwnedSemaphorePermit)> {
        let place = self.places.clone().acquire_owned().await.ok()?;
        match self.listener.accept().await {
            Ok((stream, peer)) => Some((stream, peer, place)),
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(AFTER_FAILED_ACCEPT).await;
                None
            }
        }
    }

    /// Answers one connection's requests until it ends.
    fn answer(
        &self,
        stream: TcpStream,
        peer: SocketAddr,
        watcher: Watcher,
    ) -> impl Future<Output = ()> + Send + 'static {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "TCP_NODELAY could not be set");
        }
        let front = self.front.clone();
        let service = service_fn(move |request: Request<Incoming>| {
            let front = front.clone();
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(Peer(peer));
            async move { Ok::<_, Infallible>(front.answer(request).await) }
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD_WITHIN)
            .max_buf_size(64 * 1024)
            .serve_connection(TokioIo::new(stream), service);
        let connection = watcher.watch(connection);
        async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended early");
            }
        }
    }
}
