//! Single values as Blogger writes them: ids, titles, labels, dates, addresses. Pure; whole entries are read elsewhere.

use jiff::fmt::temporal::{Pieces, PiecesOffset};
use jiff::tz::Offset;

use crate::transfer::import::source::{SourceAuthor, SourceTime};

/// The number at the end of `tag:blogger.com,1999:blog-1.post-99`, or of a bare `99`.
pub fn entry_number(id: &str) -> Option<&str> {
    let last = id.trim().rsplit(['.', '/']).next()?;
    let number = last.rsplit('-').next()?;
    is_number(number).then_some(number)
}

/// The blog's number in any of its ids, `blog-1` in `tag:blogger.com,1999:blog-1.archive`.
pub fn blog_number(id: &str) -> Option<&str> {
    let rest = id.split("blog-").nth(1)?;
    let number = rest.split(|c: char| !c.is_ascii_digit()).next()?;
    is_number(number).then_some(number)
}

/// `POST` and `COMMENT` in `…/feeds/BLOG/POST/comments/default/COMMENT?v=2`.
pub fn comment_address(href: &str) -> Option<(&str, &str)> {
    let (before, after) = href.split_once("/comments/default/")?;
    let post = before.rsplit('/').next()?;
    let comment = after.split(|c: char| !c.is_ascii_digit()).next()?;
    (is_number(post) && is_number(comment)).then_some((post, comment))
}

/// The last number of a path such as `…/posts/default/99`.
pub fn last_segment(href: &str) -> Option<&str> {
    let path = href.split(['?', '#']).next()?;
    let segment = path.trim_end_matches('/').rsplit('/').next()?;
    is_number(segment).then_some(segment)
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.len() <= 40 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A RFC 3339 date with its offset; one without an offset is taken as UTC.
pub fn time(text: &str) -> Option<SourceTime> {
    let pieces = Pieces::parse(text.trim()).ok()?;
    let offset = match pieces.offset() {
        Some(PiecesOffset::Numeric(numeric)) => numeric.offset(),
        _ => Offset::UTC,
    };
    let local = pieces.date().to_datetime(pieces.time()?);
    let instant = offset.to_timestamp(local).ok()?;
    Some(SourceTime { millis: instant.as_millisecond(), offset_minutes: offset.seconds() / 60 })
}

/// A one-line text without the white space that exports put around and within it, and whether it was escaped twice.
pub fn line(text: &str) -> (String, bool) {
    let joined = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match unescape(&joined) {
        Some(plain) => (plain, true),
        None => (joined, false),
    }
}

/// The labels of one term: newer exports put several into one, a line each.
pub fn labels(term: &str) -> impl Iterator<Item = String> {
    term.split(['\n', '\r']).map(|part| line(part).0).filter(|label| !label.is_empty())
}

/// What a text says once its entities are read, those that are none left as they are; nothing if it holds none.
pub fn unescape(text: &str) -> Option<String> {
    let mut plain = String::with_capacity(text.len());
    let mut is_changed = false;
    let mut rest = text;
    while let Some(start) = rest.find('&') {
        plain.push_str(&rest[..start]);
        rest = &rest[start..];
        let known =
            rest.find(';').filter(|end| *end <= 10).and_then(|end| Some((end, entity(&rest[1..end])?)));
        let (length, found) = known.map_or((1, '&'), |(end, found)| (end + 1, found));
        is_changed |= known.is_some();
        plain.push(found);
        rest = &rest[length..];
    }
    plain.push_str(rest);
    is_changed.then_some(plain)
}

/// The character that one of XML's own entities, a numeric one, or a no-break space stands for.
pub fn entity(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some('\u{a0}'),
        _ => {
            let number = name.strip_prefix('#')?;
            let hex = number.strip_prefix(['x', 'X']).map(|digits| u32::from_str_radix(digits, 16));
            char::from_u32(hex.unwrap_or_else(|| number.parse()).ok()?)
        }
    }
}

/// Whether XML 1.0 has no place for this character, so that it can only be damage.
pub fn is_damage(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{7f}' | '\u{fffe}' | '\u{ffff}')
}

/// The host of an absolute http or https address, in lower case and without a port.
pub fn host(href: &str) -> Option<String> {
    let url = url::Url::parse(href.trim()).ok()?;
    let is_web = matches!(url.scheme(), "http" | "https");
    url.host_str().filter(|_| is_web).map(str::to_ascii_lowercase)
}

/// The path of an address as our paths are stored: decoded, otherwise verbatim; none if no browser could ask for it.
pub fn path(href: &str) -> Option<String> {
    let href = href.trim();
    let from_root = match href.split_once("://") {
        Some((_, rest)) => &rest[rest.find('/')?..],
        None => href,
    };
    let decoded = percent_decoded(from_root.split(['?', '#']).next()?)?;
    is_askable(&decoded).then_some(decoded)
}

fn is_askable(path: &str) -> bool {
    const LONGEST: usize = 2000;
    path.starts_with('/')
        && path.len() > 1
        && path.len() <= LONGEST
        && !path.starts_with("//")
        && !path.contains(|c: char| c.is_control() || c == '\\')
        && !path.split('/').any(|segment| segment == "." || segment == "..")
}

fn percent_decoded(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = (bytes[at] == b'%')
            .then(|| text.get(at + 1..at + 3))
            .flatten()
            .filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        decoded.push(hex.unwrap_or(bytes[at]));
        at += if hex.is_some() { 3 } else { 1 };
    }
    String::from_utf8(decoded).ok()
}

/// An author by name and profile address; the number is that of a Blogger profile.
pub fn author(name: &str, uri: &str) -> SourceAuthor {
    let uri = uri.trim();
    let number = uri.split_once("blogger.com/profile/").map(|(_, rest)| rest).and_then(last_segment);
    SourceAuthor {
        source_id: number.map(str::to_owned),
        name: line(name).0,
        url: host(uri).map(|_| uri.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_gives_its_number_whatever_kind_it_names() {
        assert_eq!(entry_number(" tag:blogger.com,1999:blog-6.post-42\n "), Some("42"));
        assert_eq!(entry_number("tag:blogger.com,1999:blog-6.page-7"), Some("7"));
        assert_eq!(entry_number("42"), Some("42"));
        assert_eq!(entry_number("tag:blogger.com,1999:blog-6.layout"), None);
        assert_eq!(entry_number(""), None);
        assert_eq!(blog_number("tag:blogger.com,1999:blog-6303.archive\n"), Some("6303"));
    }

    #[test]
    fn a_related_link_names_post_and_parent() {
        let href = "https://www.blogger.com/feeds/6/12/comments/default/34?v=2";
        assert_eq!(comment_address(href), Some(("12", "34")));
        assert_eq!(comment_address("https://www.blogger.com/feeds/6/posts/default/12"), None);
    }

    #[test]
    fn a_date_keeps_its_milliseconds_and_its_offset() {
        let expected = SourceTime { millis: 1_291_062_944_027, offset_minutes: -480 };
        assert_eq!(time("2010-11-29T12:35:44.027-08:00"), Some(expected));
        assert_eq!(time("1999-12-31T23:59:59Z").map(|time| time.millis), Some(946_684_799_000));
        assert_eq!(time("2038-01-19T03:14:08+05:45").map(|time| time.offset_minutes), Some(345));
        assert_eq!(time("yesterday"), None);
        assert_eq!(time("2010-11-29"), None);
    }

    #[test]
    fn a_title_escaped_twice_is_read_once_more() {
        assert_eq!(line(" Tom &amp; Jerry&#39;s\n day "), ("Tom & Jerry's day".into(), true));
        assert_eq!(line("Black & white; R&D"), ("Black & white; R&D".into(), false));
        assert_eq!(line("&nosuch; &#xD800; &"), ("&nosuch; &#xD800; &".into(), false));
    }

    #[test]
    fn several_labels_in_one_term_are_several() {
        assert_eq!(labels("Müsli\n  δοκιμή \r\n\n").collect::<Vec<_>>(), ["Müsli", "δοκιμή"]);
    }

    #[test]
    fn a_path_is_decoded_and_otherwise_verbatim() {
        let href = "http://x.blogspot.com/2017/03/Caf%C3%A9%20100%.html?m=1#c3";
        assert_eq!(path(href).as_deref(), Some("/2017/03/Café 100%.html"));
        assert_eq!(path("/p/about.html").as_deref(), Some("/p/about.html"));
    }

    #[test]
    fn a_path_that_no_browser_asks_for_is_none() {
        for href in
            ["http://x.org", "http://x.org/", "/a/../b", "//evil.example/a", "/%5Cevil", "/a%00b", "/%ff", ""]
        {
            assert_eq!(path(href), None, "{href}");
        }
    }

    #[test]
    fn an_author_address_is_a_web_address_or_none() {
        assert_eq!(author("A", "https://www.blogger.com/profile/017 ").source_id.as_deref(), Some("017"));
        assert_eq!(author("A", "javascript:alert(1)").url, None);
        assert_eq!(author("A", "https://example.org/profile/1").source_id, None);
    }
}
