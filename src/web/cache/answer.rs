//! From a kept page to an answer: the coding that the reader takes, or the word that they have it already.

use axum::http::header::{ACCEPT_ENCODING, HeaderName, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderValue, Method};

/// How a body is packed (RFC 9110, 8.4.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coding {
    Identity,
    Gzip,
    Brotli,
}

impl Coding {
    /// The smallest that the lines of Accept-Encoding allow. What is not named is not sent, and identity always may be.
    pub fn of<'a>(lines: impl IntoIterator<Item = &'a [u8]>) -> Self {
        let mut best = Self::Identity;
        for line in lines {
            for part in str::from_utf8(line).unwrap_or_default().split(',') {
                let mut words = part.split(';').map(str::trim);
                let name = words.next().unwrap_or_default();
                let is_refused = words.any(|word| word.strip_prefix("q=").is_some_and(is_zero));
                if is_refused {
                    continue;
                }
                if name.eq_ignore_ascii_case("br") {
                    return Self::Brotli;
                }
                if name.eq_ignore_ascii_case("gzip") {
                    best = Self::Gzip;
                }
            }
        }
        best
    }

    /// The word for it in headers and behind a tag; identity has none.
    pub fn name(self) -> Option<&'static str> {
        match self {
            Self::Identity => None,
            Self::Gzip => Some("gzip"),
            Self::Brotli => Some("br"),
        }
    }
}

fn is_zero(weight: &str) -> bool {
    weight.parse::<f32>().is_ok_and(|weight| weight <= 0.0)
}

/// What a request wants of a page.
#[derive(Debug)]
pub struct Wanted<'a> {
    pub coding: Coding,
    /// The header alone, without the body.
    pub is_head: bool,
    headers: &'a HeaderMap,
}

impl<'a> Wanted<'a> {
    pub fn of(method: &Method, headers: &'a HeaderMap) -> Self {
        let coding = Coding::of(lines(headers, &ACCEPT_ENCODING));
        Self { coding, is_head: method == Method::HEAD, headers }
    }

    pub fn has(&self, tag: &str) -> bool {
        is_known(lines(self.headers, &IF_NONE_MATCH), tag)
    }
}

fn lines<'a>(headers: &'a HeaderMap, name: &HeaderName) -> impl Iterator<Item = &'a [u8]> {
    headers.get_all(name).iter().map(HeaderValue::as_bytes)
}

/// Does who sends these lines of If-None-Match have this already, in whatever coding (RFC 9110, 13.1.2)? `tag` is without
/// quotes and coding.
pub fn is_known<'a>(lines: impl IntoIterator<Item = &'a [u8]>, tag: &str) -> bool {
    lines
        .into_iter()
        .filter_map(|line| str::from_utf8(line).ok())
        .any(|line| line.split(',').map(str::trim).any(|known| known == "*" || bare(known) == Some(tag)))
}

/// A tag without its weakness, its quotes and the coding behind it.
fn bare(tag: &str) -> Option<&str> {
    let tag = tag.strip_prefix("W/").unwrap_or(tag).strip_prefix('"')?.strip_suffix('"')?;
    Some(tag.strip_suffix("-br").or_else(|| tag.strip_suffix("-gzip")).unwrap_or(tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: &'static str, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(name.parse().unwrap(), value.parse().unwrap())])
    }

    #[test]
    fn the_smallest_coding_that_is_allowed_is_taken() {
        for (asked, taken) in [
            ("gzip, deflate, br, zstd", Coding::Brotli),
            ("gzip;q=1.0, br;q=0", Coding::Gzip),
            ("GZIP", Coding::Gzip),
            ("br;q=0.000, gzip; q=0", Coding::Identity),
            ("identity", Coding::Identity),
            ("", Coding::Identity),
            ("deflate, brotli", Coding::Identity),
        ] {
            assert_eq!(Coding::of([asked.as_bytes()]), taken, "{asked}");
        }
        assert_eq!(Coding::of([]), Coding::Identity);
    }

    #[test]
    fn a_tag_is_known_in_every_coding() {
        for (known, is_known) in [
            ("\"abc\"", true),
            ("\"abc-br\"", true),
            ("W/\"abc-gzip\"", true),
            ("\"x\", \"abc-br\"", true),
            ("*", true),
            ("\"abcd\"", false),
            ("abc", false),
            ("", false),
        ] {
            let headers = headers("if-none-match", known);
            assert_eq!(Wanted::of(&Method::GET, &headers).has("abc"), is_known, "{known}");
        }
    }
}
