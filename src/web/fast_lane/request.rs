//! The plainest of requests, told from all others by the parser that the server library uses too.

use std::mem::MaybeUninit;

use httparse::{Request, Status};

use crate::web::cache::Coding;

/// More lines than browsers send.
const MOST_LINES: usize = 32;

/// A whole GET over HTTP/1.1 for a path of ours, without a body, that wants nothing of the connection but to be kept.
#[derive(Debug, PartialEq, Eq)]
pub struct Plain<'a> {
    pub target: &'a str,
    pub host: &'a [u8],
    pub coding: Coding,
    /// What stands in If-None-Match, if anything does.
    pub known: Option<&'a [u8]>,
    pub forwarded_proto: Option<&'a [u8]>,
    /// Bytes of its head, which is all there is.
    pub length: usize,
}

impl<'a> Plain<'a> {
    /// The request that these bytes begin with. None if it is not whole, not plain, or no request.
    pub fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut lines = [MaybeUninit::uninit(); MOST_LINES];
        let mut request = Request::new(&mut []);
        let Ok(Status::Complete(length)) = request.parse_with_uninit_headers(bytes, &mut lines) else {
            return None;
        };
        let target = request.path.filter(|target| target.starts_with('/'))?;
        if request.method != Some("GET") || request.version != Some(1) {
            return None;
        }
        let [mut host, mut codings, mut known, mut forwarded_proto] = [None; 4];
        for line in request.headers.iter() {
            let place = match line.name.as_bytes() {
                name if name.eq_ignore_ascii_case(b"host") => &mut host,
                name if name.eq_ignore_ascii_case(b"accept-encoding") => &mut codings,
                name if name.eq_ignore_ascii_case(b"if-none-match") => &mut known,
                name if name.eq_ignore_ascii_case(b"x-forwarded-proto") => &mut forwarded_proto,
                name if is_of_the_connection(name, line.value) => return None,
                _ => continue,
            };
            // Two lines of one name may mean one thing here and another elsewhere.
            if place.replace(line.value).is_some() {
                return None;
            }
        }
        Some(Self { target, host: host?, coding: Coding::of(codings), known, forwarded_proto, length })
    }
}

/// Does this line say how long the request is, or what is to become of the connection?
fn is_of_the_connection(name: &[u8], value: &[u8]) -> bool {
    let is = |other: &str| name.eq_ignore_ascii_case(other.as_bytes());
    let keeps = || value.eq_ignore_ascii_case(b"keep-alive");
    (is("connection") && !keeps())
        || ["content-length", "transfer-encoding", "expect", "upgrade", "te", "trailer"].into_iter().any(is)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "GET /weir HTTP/1.1\r\nHost: blog.example\r\n";

    fn read(text: &str) -> Option<Plain<'_>> {
        Plain::read(text.as_bytes())
    }

    #[test]
    fn a_browsers_request_for_a_page_is_plain() {
        let text = format!(
            "{HEAD}User-Agent: x\r\nACCEPT-ENCODING: gzip, br\r\nConnection: Keep-Alive\r\nCookie: a=b\r\n\
             If-None-Match: \"a\"\r\nUpgrade-Insecure-Requests: 1\r\n\r\n"
        );
        let twice = text.repeat(2);
        let plain = read(&twice).unwrap();
        assert_eq!((plain.target, plain.host, plain.coding), ("/weir", &b"blog.example"[..], Coding::Brotli));
        assert_eq!((plain.known, plain.length), (Some(&b"\"a\""[..]), text.len()));
    }

    #[test]
    fn what_is_not_whole_is_not_plain() {
        let text = format!("{HEAD}\r\n");
        assert!(read(&text).is_some());
        for length in 0..text.len() {
            assert_eq!(read(&text[..length]), None, "{length}");
        }
    }

    #[test]
    fn whatever_says_anything_of_a_body_or_the_connection_is_not_plain() {
        for line in [
            "Content-Length: 0",
            "content-LENGTH: 5",
            "Transfer-Encoding: chunked",
            "Transfer-Encoding: identity",
            "Connection: close",
            "Connection: keep-alive, upgrade",
            "Connection: ",
            "Expect: 100-continue",
            "Upgrade: websocket",
            "TE: trailers",
            "Trailer: x",
            "Host: blog.example",
            "X-Forwarded-Proto: http\r\nX-Forwarded-Proto: https",
            "If-None-Match: \"a\"\r\nIf-None-Match: \"b\"",
            "Accept-Encoding: br\r\nAccept-Encoding: gzip",
            "no colon",
            " folded",
            "Content-Length : 0",
        ] {
            assert_eq!(read(&format!("{HEAD}{line}\r\n\r\n")), None, "{line}");
        }
    }

    #[test]
    fn other_first_lines_are_not_plain() {
        for first in [
            "HEAD /weir HTTP/1.1",
            "POST /weir HTTP/1.1",
            "GET /weir HTTP/1.0",
            "GET http://blog.example/weir HTTP/1.1",
            "GET * HTTP/1.1",
            "GET weir HTTP/1.1",
            "GET  /weir HTTP/1.1",
            "GET /weir",
            "get /weir HTTP/1.1",
        ] {
            assert_eq!(read(&format!("{first}\r\nHost: blog.example\r\n\r\n")), None, "{first}");
        }
        assert_eq!(read("GET /weir HTTP/1.1\r\n\r\n"), None, "no host");
    }
}
