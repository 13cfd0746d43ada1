//! Who sent a request, as far as the network can be believed.

use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::Ordering;

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use ipnet::IpNet;

use crate::app::{App, Place};
use crate::web::error::Failure;

/// The other end of the connection; put into each request by the server.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub SocketAddr);

/// The sender's address: the connection's, or behind a trusted proxy the one that the proxy names.
#[derive(Debug, Clone, Copy)]
pub struct ClientIp(pub IpAddr);

impl ClientIp {
    /// The network that limits count by: one household or office, /24 of IPv4 and /64 of IPv6.
    pub fn network(self) -> IpNet {
        let bits = if self.0.is_ipv4() { 24 } else { 64 };
        IpNet::new(self.0, bits).map_or_else(|_| IpNet::from(self.0), |network| network.trunc())
    }
}

impl FromRequestParts<App> for ClientIp {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let peer = parts.extensions.get::<Peer>().map_or(IpAddr::from([127, 0, 0, 1]), |peer| peer.0.ip());
        if app.place.trusted_proxies.is_empty() && parts.headers.contains_key("x-forwarded-for") {
            app.place.saw_untrusted_forwarding.store(true, Ordering::Relaxed);
        }
        Ok(Self(client(peer, &parts.headers, &app.place)))
    }
}

/// The last address in the chain that no trusted proxy has: what stands before it, the client may have written.
fn client(peer: IpAddr, headers: &HeaderMap, place: &Place) -> IpAddr {
    let mut client = peer;
    let lines: Vec<_> =
        headers.get_all("x-forwarded-for").iter().filter_map(|line| line.to_str().ok()).collect();
    let named = lines.iter().rev().flat_map(|line| line.rsplit(','));
    for name in named {
        if !place.trusts(client) {
            break;
        }
        let Some(address) = address_of(name.trim()) else { break };
        client = address;
    }
    client.to_canonical()
}

/// Some proxies write the port too, with brackets around what has colons of its own.
fn address_of(name: &str) -> Option<IpAddr> {
    let bare = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name);
    bare.parse().or_else(|_| name.parse::<SocketAddr>().map(|with_port| with_port.ip())).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(peer: &str, forwarded: &[&str], trusted: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append("x-forwarded-for", line.parse().unwrap());
        }
        let trusted_proxies = trusted.iter().map(|network| network.parse().unwrap()).collect();
        let place = Place { trusted_proxies, ..Place::default() };
        client(peer.parse().unwrap(), &headers, &place).to_string()
    }

    #[test]
    fn without_a_trusted_proxy_the_header_is_ignored() {
        assert_eq!(seen("192.0.2.1", &["198.51.100.9"], &[]), "192.0.2.1");
        assert_eq!(seen("192.0.2.1", &["198.51.100.9"], &["10.0.0.0/8"]), "192.0.2.1");
    }

    #[test]
    fn addresses_are_counted_from_the_right() {
        let proxy = ["10.0.0.0/8"];
        assert_eq!(seen("10.0.0.1", &["203.0.113.5"], &proxy), "203.0.113.5");
        assert_eq!(seen("10.0.0.1", &["1.2.3.4, 203.0.113.5"], &proxy), "203.0.113.5");
        assert_eq!(seen("10.0.0.1", &["1.2.3.4, 203.0.113.5, 10.0.0.2"], &proxy), "203.0.113.5");
        assert_eq!(seen("10.0.0.1", &["1.2.3.4", "203.0.113.5"], &proxy), "203.0.113.5");
    }

    #[test]
    fn an_address_may_have_its_port_with_it() {
        let proxy = ["10.0.0.0/8"];
        assert_eq!(seen("10.0.0.1", &["1.2.3.4:5678"], &proxy), "1.2.3.4");
        assert_eq!(seen("10.0.0.1", &["[2001:db8::1]:443, 10.0.0.2:80"], &proxy), "2001:db8::1");
        assert_eq!(seen("10.0.0.1", &["[2001:db8::1]"], &proxy), "2001:db8::1");
        assert_eq!(seen("10.0.0.1", &["2001:db8::1"], &proxy), "2001:db8::1");
        for nonsense in ["1.2.3.4:", "1.2.3.4:99999", "[2001:db8::1", "[1.2.3.4"] {
            assert_eq!(seen("10.0.0.1", &[nonsense], &proxy), "10.0.0.1", "{nonsense}");
        }
    }

    #[test]
    fn limits_count_by_the_network() {
        let network = |address: &str| ClientIp(address.parse().unwrap()).network().to_string();
        assert_eq!(network("203.0.113.77"), "203.0.113.0/24");
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
    }

    #[test]
    fn nonsense_and_mapped_addresses_do_no_harm() {
        assert_eq!(seen("10.0.0.1", &["unknown"], &["10.0.0.0/8"]), "10.0.0.1");
        assert_eq!(seen("::ffff:10.0.0.1", &["203.0.113.5"], &["10.0.0.0/8"]), "203.0.113.5");
    }
}
