//! How many connections each network has, so that none takes all places.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ipnet::IpNet;

use super::extractors::ClientIp;
use crate::app::Place;

/// Counts open connections by network. It holds a line for each network that is connected, and no other.
#[derive(Debug)]
pub struct Networks {
    most: usize,
    place: Arc<Place>,
    open: Mutex<HashMap<IpNet, usize>>,
}

/// One connection of a network; counted until this is dropped.
#[derive(Debug)]
pub struct Counted {
    networks: Arc<Networks>,
    /// Nothing if any number is allowed.
    network: Option<IpNet>,
}

impl Networks {
    pub fn new(most: usize, place: Arc<Place>) -> Arc<Self> {
        Arc::new(Self { most, place, open: Mutex::default() })
    }

    /// Counts a connection, or nothing if its network has as many as it may. Our own machine and our proxies
    /// speak for many, so they are not counted.
    pub fn enter(self: &Arc<Self>, address: IpAddr) -> Option<Counted> {
        if address.to_canonical().is_loopback() || self.place.trusts(address) {
            return Some(Counted { networks: self.clone(), network: None });
        }
        let network = ClientIp(address.to_canonical()).network();
        let mut networks = self.open();
        let open = networks.entry(network).or_default();
        if *open >= self.most {
            return None;
        }
        *open += 1;
        drop(networks);
        Some(Counted { networks: self.clone(), network: Some(network) })
    }

    fn open(&self) -> MutexGuard<'_, HashMap<IpNet, usize>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        let Some(network) = self.network else { return };
        let mut networks = self.networks.open();
        if let Some(open) = networks.get_mut(&network) {
            *open -= 1;
            if *open == 0 {
                networks.remove(&network);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two_each() -> Arc<Networks> {
        let proxy = "10.0.0.0/8".parse().unwrap();
        Networks::new(2, Arc::new(Place { trusted_proxies: vec![proxy], ..Place::default() }))
    }

    fn enter(networks: &Arc<Networks>, address: &str) -> Option<Counted> {
        networks.enter(address.parse().unwrap())
    }

    #[test]
    fn a_network_has_so_many_connections_and_no_more() {
        let networks = two_each();
        let first = enter(&networks, "203.0.113.1");
        let second = enter(&networks, "::ffff:203.0.113.2");
        assert!(first.is_some() && second.is_some());
        assert!(enter(&networks, "203.0.113.3").is_none());
        assert!(enter(&networks, "203.0.114.3").is_some(), "another network");
        drop(first);
        assert!(enter(&networks, "203.0.113.3").is_some(), "one has gone");
    }

    #[test]
    fn our_own_machine_and_our_proxies_are_not_counted() {
        let networks = two_each();
        for address in ["127.0.0.1", "::1", "::ffff:127.0.0.1", "10.1.2.3"] {
            let many: Vec<_> = (0..9).filter_map(|_| enter(&networks, address)).collect();
            assert_eq!(many.len(), 9, "{address}");
        }
    }

    #[test]
    fn a_network_that_has_gone_leaves_no_line_behind() {
        let networks = two_each();
        for number in 0..1_000_u16 {
            let [high, low] = number.to_be_bytes();
            let address = IpAddr::from([198, high, low, 1]);
            let both = [networks.enter(address), networks.enter(address), networks.enter(address)];
            assert_eq!(both.iter().flatten().count(), 2);
        }
        assert_eq!(networks.open().len(), 0);
    }
}
