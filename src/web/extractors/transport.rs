//! Whether a request came over https, as far as that can be known. Postil itself speaks plain HTTP; a proxy adds TLS.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::header::{HOST, HeaderName};
use axum::http::request::Parts;

use super::Peer;
use crate::app::App;

const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// How a request came from its sender to the first of our machines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    Plain,
    Secure,
}

impl Transport {
    /// A trusted proxy's X-Forwarded-Proto decides. Where there is none, a request for the host of an https public
    /// address is taken to have come by it. Anybody can write Host, but who does gets nothing by it: only a cookie
    /// that their browser keeps from plain HTTP.
    pub fn of(app: &App, headers: &HeaderMap, peer: Option<Peer>) -> Self {
        let host = headers.get(HOST).and_then(|host| host.to_str().ok());
        let forwarded = headers.get_all(FORWARDED_PROTO).iter().next_back();
        Self::told(app, host, forwarded.and_then(|line| line.to_str().ok()), peer)
    }

    /// The same by Host and by the last line of X-Forwarded-Proto.
    pub fn told(app: &App, host: Option<&str>, forwarded: Option<&str>, peer: Option<Peer>) -> Self {
        let is_trusted = peer.is_some_and(|Peer(peer)| app.place.trusts(peer.ip()));
        let is_secure = match forwarded.filter(|_| is_trusted) {
            Some(line) => nearest(line).eq_ignore_ascii_case("https"),
            None => is_at_public_address(app, host.unwrap_or_default()),
        };
        if is_secure { Self::Secure } else { Self::Plain }
    }

    pub fn is_secure(self) -> bool {
        self == Self::Secure
    }
}

/// The last word is the nearest proxy's; what stands before it, the sender may have written.
fn nearest(line: &str) -> &str {
    line.rsplit(',').next().unwrap_or_default().trim()
}

fn is_at_public_address(app: &App, host: &str) -> bool {
    match &app.place.base_url {
        Some(address) => is_at(host, address),
        None => app.settings().base_url.as_deref().is_some_and(|address| is_at(host, address)),
    }
}

/// Was this sent to the host and port of an https address?
fn is_at(host: &str, address: &str) -> bool {
    let Some(own) = address.strip_prefix("https://") else { return false };
    // The address leaves out the port that https has anyway.
    host.strip_suffix(":443").unwrap_or(host).eq_ignore_ascii_case(own)
}

impl FromRequestParts<App> for Transport {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        Ok(Self::of(app, &parts.headers, parts.extensions.get::<Peer>().copied()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_of_an_https_address_is_known_however_it_is_written() {
        for host in ["blog.example", "Blog.Example", "blog.example:443"] {
            assert!(is_at(host, "https://blog.example"), "{host}");
        }
        for host in ["192.168.1.5:8080", "blog.example:8080", "blog.example.evil", "", "xblog.example"] {
            assert!(!is_at(host, "https://blog.example"), "{host}");
        }
        assert!(is_at("blog.example:8443", "https://blog.example:8443"));
        assert!(!is_at("blog.example", "http://blog.example"));
    }

    #[test]
    fn the_nearest_proxy_has_the_last_word() {
        assert_eq!(nearest("https"), "https");
        assert_eq!(nearest("https, http"), "http");
        assert_eq!(nearest(""), "");
    }
}
