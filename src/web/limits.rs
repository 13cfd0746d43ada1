//! How long and how much the server puts up with, in one place; tests hand in smaller ones.

use std::time::Duration;

/// What a client may ask of the server. The defaults suit a blog on a small machine.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The most connections that are open at once; further ones wait in the system's queue.
    pub max_connections: usize,
    /// For pages that are kept; 0 keeps none.
    pub cache_bytes: u64,
    /// A whole request head must have come within this after the connection or the answer before it: a kept
    /// connection may be silent for as long.
    pub head: Duration,
    /// The same for new connections while few places are left.
    pub head_when_crowded: Duration,
    /// While few places are left, who was silent for this long is asked to leave.
    pub silence_when_crowded: Duration,
    /// How often it is looked whether few places are left.
    pub crowd_round: Duration,
    /// The most bytes of a request head, its first line included.
    pub head_bytes: usize,
    /// A body's first bytes must have come within this, and from then on a steady minimum (`middleware::slow_bodies`).
    pub body: Duration,
    /// How long a client may take no byte of its answer.
    pub write: Duration,
    /// After a connection was closed from here, what its client still sends is read for this long, since otherwise
    /// the system would take back the answer.
    pub linger: Duration,
    /// The most requests of strangers that are worked on at once; further ones are refused.
    pub work: usize,
    /// As many again for the admin, logins and the health check.
    pub reserved_work: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_connections: 4096,
            cache_bytes: 64 * 1024 * 1024,
            head: Duration::from_secs(15),
            head_when_crowded: Duration::from_secs(3),
            silence_when_crowded: Duration::from_secs(1),
            crowd_round: Duration::from_millis(500),
            head_bytes: 32 * 1024,
            body: Duration::from_secs(10),
            write: Duration::from_secs(30),
            linger: Duration::from_secs(1),
            work: 512,
            reserved_work: 64,
        }
    }
}

impl Limits {
    /// Fewer places than this left are few.
    pub fn few_places(&self) -> usize {
        (self.max_connections / 8).max(1)
    }

    /// The most connections of one network, so that it takes eight of them to fill all places.
    pub fn connections_of_one_network(&self) -> usize {
        (self.max_connections / 8).max(16)
    }
}
