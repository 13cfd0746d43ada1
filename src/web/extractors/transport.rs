//! Whether a request came over https, as far as that can be known. Postil itself speaks plain HTTP; a proxy adds TLS.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::header::HOST;
use axum::http::request::Parts;

use super::Peer;
use crate::app::App;

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
        let is_trusted = peer.is_some_and(|Peer(peer)| app.place.trusts(peer.ip()));
        let is_secure = match forwarded_scheme(headers).filter(|_| is_trusted) {
            Some(scheme) => scheme.eq_ignore_ascii_case("https"),
            None => is_at_public_address(app, headers),
        };
        if is_secure { Self::Secure } else { Self::Plain }
    }

    pub fn is_secure(self) -> bool {
        self == Self::Secure
    }
}

/// The last word is the nearest proxy's; what stands before it, the sender may have written.
fn forwarded_scheme(headers: &HeaderMap) -> Option<&str> {
    let line = headers.get_all("x-forwarded-proto").iter().next_back()?.to_str().ok()?;
    line.rsplit(',').next().map(str::trim)
}

fn is_at_public_address(app: &App, headers: &HeaderMap) -> bool {
    match &app.place.base_url {
        Some(address) => is_at(headers, address),
        None => app.settings().base_url.as_deref().is_some_and(|address| is_at(headers, address)),
    }
}

/// Was this sent to the host and port of an https address?
fn is_at(headers: &HeaderMap, address: &str) -> bool {
    let Some(own) = address.strip_prefix("https://") else { return false };
    let asked = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    // The address leaves out the port that https has anyway.
    asked.strip_suffix(":443").unwrap_or(asked).eq_ignore_ascii_case(own)
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

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    #[test]
    fn the_host_of_an_https_address_is_known_however_it_is_written() {
        let is_own = |host, address| is_at(&headers(&[("host", host)]), address);
        for host in ["blog.example", "Blog.Example", "blog.example:443"] {
            assert!(is_own(host, "https://blog.example"), "{host}");
        }
        for host in ["192.168.1.5:8080", "blog.example:8080", "blog.example.evil", "", "xblog.example"] {
            assert!(!is_own(host, "https://blog.example"), "{host}");
        }
        assert!(is_own("blog.example:8443", "https://blog.example:8443"));
        assert!(!is_own("blog.example", "http://blog.example"));
    }

    #[test]
    fn the_nearest_proxy_has_the_last_word() {
        let scheme = |value| forwarded_scheme(&headers(&[("x-forwarded-proto", value)])).map(str::to_owned);
        assert_eq!(scheme("https").as_deref(), Some("https"));
        assert_eq!(scheme("https, http").as_deref(), Some("http"));
        assert_eq!(forwarded_scheme(&HeaderMap::new()), None);
    }
}
