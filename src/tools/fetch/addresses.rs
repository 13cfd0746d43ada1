//! Which addresses of the network are anybody's, and which are this machine's or its neighbours'.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::LazyLock;

use ipnet::{IpNet, Ipv6Net};

/// What is not reachable by everybody (the registries of special addresses, RFC 6890 and its followers), and what wraps
/// an address of the older kind that could be any of these.
const NOT_PUBLIC: [&str; 23] = [
    // this network, private ones, those of carriers (RFC 1122, 1918, 6598)
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "172.16.0.0/12",
    "192.168.0.0/16",
    // this machine, this cable (RFC 1122, 3927); clouds tell their secrets at 169.254.169.254
    "127.0.0.0/8",
    "169.254.0.0/16",
    // protocols, examples, measurements (RFC 6890, 5737, 7526, 2544)
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.88.99.0/24",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    // many at once, nobody yet (RFC 5771, 1112)
    "224.0.0.0/4",
    "240.0.0.0/4",
    // of the newer kind only 2000::/3 is given out at all; within it are tunnels, tests and examples
    "::/3",
    "4000::/2",
    "8000::/1",
    "2001::/23",
    "2001:db8::/32",
    "2002::/16",
    "3fff::/20",
    "2620:4f:8000::/48",
];

/// This machine, and networks at home and in offices (RFC 1122, 1918, 6598, 4193). What only a cable knows is not among
/// them: clouds tell their secrets there.
const NEAR: [&str; 7] =
    ["10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7"];

static NEARBY: LazyLock<Vec<IpNet>> =
    LazyLock::new(|| NEAR.iter().filter_map(|network| network.parse().ok()).collect());

static REFUSED: LazyLock<Vec<IpNet>> =
    LazyLock::new(|| NOT_PUBLIC.iter().filter_map(|network| network.parse().ok()).collect());

/// What a network that speaks only the newer kind makes of an address of the older one (RFC 6052).
static TRANSLATED: LazyLock<Option<Ipv6Net>> = LazyLock::new(|| "64:ff9b::/96".parse().ok());

/// Is this an address that everybody on the internet could ask, and no way round to one that is not?
pub fn is_public(address: IpAddr) -> bool {
    let address = match address {
        IpAddr::V6(six) => within(six).map_or(address, IpAddr::V4),
        IpAddr::V4(_) => address,
    };
    !REFUSED.iter().any(|network| network.contains(&address))
}

/// Is this the machine itself, or a neighbour in a private network?
pub fn is_near(address: IpAddr) -> bool {
    let address = match address {
        IpAddr::V6(six) => within(six).map_or(address, IpAddr::V4),
        IpAddr::V4(_) => address,
    };
    NEARBY.iter().any(|network| network.contains(&address))
}

/// The address of the older kind that one of the newer kind stands for, where a connection to it would reach that.
fn within(six: Ipv6Addr) -> Option<Ipv4Addr> {
    let is_translated = TRANSLATED.is_some_and(|network| network.contains(&six));
    let [.., a, b, c, d] = six.octets();
    six.to_ipv4_mapped().or_else(|| is_translated.then(|| Ipv4Addr::new(a, b, c, d)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_network_of_the_list_is_read() {
        assert_eq!(REFUSED.len(), NOT_PUBLIC.len());
        assert!(TRANSLATED.is_some());
        assert_eq!(NEARBY.len(), NEAR.len());
    }

    #[test]
    fn what_is_near_is_this_machine_and_private_networks_but_no_cable() {
        for near in ["127.0.0.1", "10.1.2.3", "172.31.0.1", "192.168.1.9", "100.64.0.1", "::1", "fd00::5"] {
            assert!(is_near(near.parse().unwrap()), "{near}");
        }
        for other in
            ["169.254.169.254", "0.0.0.0", "8.8.8.8", "224.0.0.1", "fe80::1", "::", "::ffff:169.254.169.254"]
        {
            assert!(!is_near(other.parse().unwrap()), "{other}");
        }
    }

    #[test]
    fn what_is_near_or_nobodys_is_not_public() {
        for address in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.255.254",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.168.1.1",
            "198.19.255.255",
            "198.51.100.7",
            "203.0.113.9",
            "224.0.0.1",
            "239.255.255.250",
            "255.255.255.255",
            "::",
            "::1",
            "::127.0.0.1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:169.254.169.254",
            "64:ff9b::127.0.0.1",
            "64:ff9b::10.0.0.1",
            "64:ff9b:1::8.8.8.8",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "3fff::1",
            "fc00::1",
            "fd12:3456::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn what_is_anybodys_is_public_however_it_is_written() {
        for address in [
            "8.8.8.8",
            "100.63.255.255",
            "100.128.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "198.20.0.1",
            "223.255.255.255",
            "::ffff:8.8.8.8",
            "64:ff9b::8.8.8.8",
            "2001:4860:4860::8888",
            "2606:4700:4700::1111",
            "2a00:1450:4001:81b::200e",
        ] {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
    }
}
