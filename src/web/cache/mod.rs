//! Pages kept in memory: what is the same for every reader is made once and answered before the router is asked.

mod address;
mod answer;
mod entry;

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::http::Request;
use axum::http::header::{ACCEPT_ENCODING, HOST, HeaderName};
use axum::http::request::Parts;
use axum::response::{IntoResponse as _, Response};
use axum::{BoxError, Router};
use quick_cache::Weighter;
use quick_cache::sync::{Cache, GuardResult};
use tokio::time::timeout;
use tower::ServiceExt as _;

use self::address::Address;
pub use self::answer::Coding;
use self::answer::Wanted;
use self::entry::Entry;
use super::extractors::{Peer, Transport};
use super::middleware::one_host::names_one_host;
use crate::app::App;
use crate::model::key::Keys;
use crate::model::timestamp::Timestamp;
use crate::store::Snapshot;

/// Pages that are expected at first; more take their place as they come.
const PAGES_EXPECTED: usize = 1_000;
/// A page that would push out more than this part of all others is answered and not kept.
const LARGEST_PART: u64 = 4;
/// How long somebody waits for a page that another reader's request is making.
const WAIT_FOR_ANOTHER: Duration = Duration::from_secs(5);

/// All that a handler of a kept page may know of a request beside its address: where it came from, never by whom.
const UNPERSONAL: [HeaderName; 4] = [
    HOST,
    ACCEPT_ENCODING,
    HeaderName::from_static("x-forwarded-for"),
    HeaderName::from_static("x-forwarded-proto"),
];

/// Put on an answer that is the same for everybody: what it was made of.
#[derive(Debug, Clone)]
pub struct MadeOf(pub Keys);

/// Put beside that on what changes by itself, without anything being touched: the moment at which it does.
#[derive(Debug, Clone, Copy)]
pub struct Until(pub Timestamp);

/// Put on an answer whose packed forms are known from the start.
#[derive(Debug, Clone, Copy)]
pub struct Packed {
    pub gzip: &'static [u8],
    pub brotli: &'static [u8],
}

/// The pages by their addresses, bounded in bytes.
type Pages = Cache<String, Arc<Entry>, ByWeight>;

#[derive(Clone)]
struct ByWeight;

impl Weighter<String, Arc<Entry>> for ByWeight {
    fn weight(&self, address: &String, entry: &Arc<Entry>) -> u64 {
        address.len() as u64 + entry.weight()
    }
}

/// What stands in front of the router.
pub struct Front {
    app: App,
    router: Router,
    /// None if nothing is to be kept.
    pages: Option<Arc<Pages>>,
    largest: u64,
}

/// What became of an address that is not held.
enum Made {
    Page(Arc<Entry>),
    /// Redirects and errors: answered as they are.
    Other(Response),
}

impl Front {
    /// Keeps pages of so many bytes in all; none keeps nothing.
    pub fn new(app: App, router: Router, bytes: u64) -> Self {
        let pages = (bytes > 0).then(|| Arc::new(Cache::with_weighter(PAGES_EXPECTED, bytes, ByWeight)));
        Self { app, router, pages, largest: bytes / LARGEST_PART }
    }

    pub fn app(&self) -> &App {
        &self.app
    }

    /// The page under an address in its only spelling, if it is held and as it should be.
    pub fn held(&self, address: &str) -> Option<Arc<Entry>> {
        self.pages.as_ref()?.get(address).filter(|entry| self.is_fresh(entry))
    }

    /// Answers a request: from memory if it asks for a page that is held and as it should be.
    pub async fn answer<B>(&self, request: Request<B>, peer: Peer) -> Response
    where
        B: HttpBody<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        let (asked, body) = request.into_parts();
        let Some(pages) = &self.pages else { return self.route(asked, Body::new(body), peer).await };
        let is_clear = names_one_host(asked.version, &asked.uri, &asked.headers);
        let Some(address) = Address::of(&asked.method, &asked.uri).filter(|_| is_clear) else {
            return self.route(asked, Body::new(body), peer).await;
        };
        let made = match self.held(address.as_str()) {
            Some(entry) => Made::Page(entry),
            None => self.make(pages, &address, &asked, peer).await,
        };
        match made {
            Made::Page(entry) => {
                let transport = || Transport::of(&self.app, &asked.headers, Some(peer));
                entry.answer(&Wanted::of(&asked.method, &asked.headers), transport).await
            }
            Made::Other(response) => response,
        }
    }

    async fn route(&self, asked: Parts, body: Body, peer: Peer) -> Response {
        let mut request = Request::from_parts(asked, body);
        request.extensions_mut().insert(peer);
        match self.router.clone().oneshot(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        }
    }

    /// Makes a page, or waits for whoever is making it.
    async fn make(&self, pages: &Pages, address: &Address<'_>, asked: &Parts, peer: Peer) -> Made {
        loop {
            let held = match pages.get_value_or_guard(address.as_str(), Some(Duration::ZERO)) {
                GuardResult::Value(entry) => entry,
                GuardResult::Guard(place) => {
                    // Refused if it was taken out meanwhile: then the next reader makes it again.
                    let keep = |entry| drop(place.insert(entry));
                    return self.make_now(address, asked, peer, keep).await;
                }
                GuardResult::Timeout => {
                    let made = pages.get_value_or_guard_async(address.as_str());
                    // A place that came free instead is given up before anything else: the next one waits for it.
                    let made = timeout(WAIT_FOR_ANOTHER, made).await.ok().and_then(Result::ok);
                    match made {
                        Some(entry) => entry,
                        // No page came of it, or not soon: now everybody asks for themselves, and nobody waits in a row.
                        None => return self.make_now(address, asked, peer, drop).await,
                    }
                }
            };
            if let Some(entry) = self.unless_stale(pages, address, held) {
                return Made::Page(entry);
            }
        }
    }

    /// An entry that is held, or nothing if something of it was touched; then it is held no longer.
    fn unless_stale(&self, pages: &Pages, address: &Address<'_>, entry: Arc<Entry>) -> Option<Arc<Entry>> {
        if self.is_fresh(&entry) {
            return Some(entry);
        }
        pages.remove_if(address.as_str(), |held| Arc::ptr_eq(held, &entry));
        None
    }

    /// Makes a page, and hands it to `keep` if it may be kept.
    async fn make_now(
        &self,
        address: &Address<'_>,
        asked: &Parts,
        peer: Peer,
        keep: impl FnOnce(Arc<Entry>),
    ) -> Made {
        // Before the first query: what is committed after this makes the page stale.
        let since = self.app.db.stamps().now();
        let mut response = self.route(unpersonal(address, asked), Body::empty(), peer).await;
        let Some(MadeOf(keys)) = response.extensions_mut().remove::<MadeOf>() else {
            return Made::Other(response);
        };
        match Entry::of(response, Snapshot::new(keys, since)).await {
            Ok(entry) => {
                let entry = Arc::new(entry);
                if entry.weight() <= self.largest && self.is_fresh(&entry) {
                    keep(entry.clone());
                }
                Made::Page(entry)
            }
            Err(failure) => Made::Other(failure.into_response()),
        }
    }

    fn is_fresh(&self, entry: &Entry) -> bool {
        entry.is_fresh(self.app.db.stamps(), || self.app.clock.now())
    }
}

/// A request for a page as anybody could send it, so that nothing of one reader gets into the page of all.
fn unpersonal(address: &Address<'_>, asked: &Parts) -> Parts {
    let (mut parts, ()) = Request::new(()).into_parts();
    parts.uri = address.uri.clone();
    parts.version = asked.version;
    for name in UNPERSONAL {
        for value in asked.headers.get_all(&name) {
            parts.headers.append(&name, value.clone());
        }
    }
    parts
}

#[cfg(test)]
mod tests;
