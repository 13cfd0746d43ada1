//! The four cookies there are, and how a browser is told to keep them: by https alone whenever the request came by it.

use axum::http::header::{HeaderMap, HeaderValue};
use axum_extra::extract::CookieJar;

use super::Transport;

/// A cookie under its two names. Browsers take the `__Host-` one over https alone, and from no other host.
#[derive(Debug)]
pub struct Cookie {
    plain: &'static str,
    secure: &'static str,
}

/// Holds the token of a login.
pub const SESSION: Cookie = Cookie { plain: "session", secure: "__Host-session" };

/// Holds the token of who has shown their password and not yet their second factor.
pub const HALF_SESSION: Cookie = Cookie { plain: "half-session", secure: "__Host-half-session" };

/// Holds the token by which a browser is known that somebody has logged in with.
pub const KNOWN_DEVICE: Cookie = Cookie { plain: "known-device", secure: "__Host-known-device" };

/// Holds the token that a browser's comments are known by.
pub const COMMENTER: Cookie = Cookie { plain: "commenter", secure: "__Host-commenter" };

impl Cookie {
    pub const fn name(&self, transport: Transport) -> &'static str {
        match transport {
            Transport::Plain => self.plain,
            Transport::Secure => self.secure,
        }
    }

    /// The token that a request brings. Over https the plain name is not read: whoever can answer for the host over
    /// plain HTTP, or for a neighbouring one, could have set it and so slipped their own login under somebody. Over
    /// plain HTTP no browser sends the other.
    pub fn token(&self, transport: Transport, headers: &HeaderMap) -> Option<String> {
        CookieJar::from_headers(headers).get(self.name(transport)).map(|cookie| cookie.value().to_owned())
    }

    /// The header that lets a browser keep a token, and send it to nobody else.
    pub fn keep(&self, transport: Transport, token: &str, seconds: i64) -> Option<HeaderValue> {
        let (name, secure) = (self.name(transport), if transport.is_secure() { "; Secure" } else { "" });
        let header = format!("{name}={token}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
        HeaderValue::try_from(header).ok()
    }

    /// The header that makes a browser forget it.
    pub fn forget(&self, transport: Transport) -> Option<HeaderValue> {
        self.keep(transport, "", 0)
    }
}
