//! From a name to addresses that may be asked. The connection goes to what is answered here and asks nobody again, so an
//! answer that changes in between changes nothing.

use std::fmt;
use std::future::Future;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::Reach;

/// What a lookup answers, in its own time.
pub type Looking = Pin<Box<dyn Future<Output = std::io::Result<Vec<IpAddr>>> + Send>>;

/// Who is asked for the addresses of a name; a test hands in another.
pub type Lookup = Arc<dyn Fn(String) -> Looking + Send + Sync>;

/// The system's own answer.
pub fn by_system() -> Lookup {
    Arc::new(|name| {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name, 0)).await?;
            Ok(found.map(|address| address.ip()).collect())
        })
    })
}

/// A name has addresses, and none of them is public.
#[derive(Debug)]
pub struct NothingPublic;

impl fmt::Display for NothingPublic {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("the name leads to no public address")
    }
}

impl std::error::Error for NothingPublic {}

/// Asks, and passes on only what may be reached.
pub struct Guarded {
    pub lookup: Lookup,
    pub reach: Reach,
}

impl Resolve for Guarded {
    fn resolve(&self, name: Name) -> Resolving {
        let (looking, reach) = ((self.lookup)(name.as_str().to_owned()), self.reach);
        Box::pin(async move {
            let found = looking.await?;
            let allowed: Vec<_> = found.into_iter().filter(|address| reach.allows(*address)).collect();
            if allowed.is_empty() {
                return Err(NothingPublic.into());
            }
            // The port is the address's own, which was looked at before.
            let addresses: Addrs = Box::new(allowed.into_iter().map(|address| SocketAddr::new(address, 0)));
            Ok(addresses)
        })
    }
}
