//! The hosts that a text names, however it is dressed up: encoded, with letters that are not seen, in wide letters, within
//! the address of another site.

use std::net::Ipv4Addr;

use percent_encoding::percent_decode_str;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;
use url::{Host, Position, Url};

use super::folding::is_seen;

/// An address within an address within an address is looked at, no deeper.
const DEEPEST: usize = 3;

/// The longest name that a host can have (RFC 1035).
const LONGEST: usize = 253;

/// Everything in a text that reads like a host, in small letters and as the network knows it (RFC 5891).
pub fn named_in(text: &str) -> Vec<String> {
    let (mut found, mut text) = (Vec::new(), text.to_owned());
    for _ in 0..DEEPEST {
        found.extend(plainly_in(&text));
        let decoded = percent_decode_str(&text).decode_utf8_lossy().into_owned();
        if decoded == text {
            break;
        }
        text = decoded;
    }
    found.sort_unstable();
    found.dedup();
    found
}

fn plainly_in(text: &str) -> Vec<String> {
    let plain: String = text.chars().filter(|letter| is_seen(*letter)).nfkc().map(dot).collect();
    let is_of_a_host = |letter: char| {
        letter.is_alphanumeric() || is_combining_mark(letter) || matches!(letter, '.' | '-' | '_')
    };
    let pieces = plain.split(|letter: char| !is_of_a_host(letter));
    pieces.filter_map(host).collect()
}

/// What stands for a dot in names of hosts (UTS 46).
fn dot(letter: char) -> char {
    if matches!(letter, '。' | '｡' | '．') { '.' } else { letter }
}

fn host(piece: &str) -> Option<String> {
    let piece = piece.trim_matches(['.', '_']);
    if !piece.contains('.') || piece.len() > LONGEST {
        return None;
    }
    // Browsers take `3.5` in an address for 3.0.0.5; among words it is a number.
    host_of(piece).filter(|host| host.parse::<Ipv4Addr>().is_err() || piece.split('.').count() == 4)
}

fn host_of(name: &str) -> Option<String> {
    match Host::parse(name).ok()? {
        Host::Domain(domain) => Some(domain),
        Host::Ipv4(address) => Some(address.to_string()),
        Host::Ipv6(_) => None,
    }
}

/// The hosts of an address: its own, whatever letters it has, and those that are named in front of it and behind it.
pub fn of_address(address: &str) -> Vec<String> {
    let Some(url) = Url::parse(address.trim()).ok().filter(Url::has_host) else { return named_in(address) };
    let mut found = named_in(&url[Position::AfterHost..]);
    found.extend(named_in(url.username()));
    found.extend(own_of(&url));
    found
}

/// The host that an address leads to, as the network knows it.
pub fn of_link(address: &str) -> Option<String> {
    own_of(&Url::parse(address).ok()?)
}

fn own_of(url: &Url) -> Option<String> {
    host_of(url.host_str()?.trim_end_matches('.')).filter(|host| host.contains('.'))
}

/// A host that stands by itself, in small letters and as the network knows it; as it was written if it can be none.
pub fn as_known(host: &str) -> String {
    host_of(host.trim_matches('.')).unwrap_or_else(|| host.to_lowercase())
}

/// A host and all that it is below of: `a.b.example` is below `b.example` and `example`.
pub fn and_above(host: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(host), |host| host.split_once('.').map(|(_, above)| above))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_found_in_every_disguise() {
        for text in [
            "https://spam.example/x",
            "see spam.example, or not",
            "SPAM.Example.",
            "http://user@spam.example:8080/?q",
            "//spam.example",
            "sp\u{200b}am.exa\u{ad}mple",
            "ｓｐａｍ．ｅｘａｍｐｌｅ",
            "spam。example",
            "https://s%70am.example/",
            "https://t.example/?to=https%3A%2F%2Fspam.example%2F",
            "https://t.example/?to=https%253A%252F%252Fspam.example",
            "[spam.example](https://fine.example)",
            "me@spam.example",
        ] {
            assert!(named_in(text).iter().any(|host| host == "spam.example"), "{text}: {:?}", named_in(text));
        }
    }

    #[test]
    fn foreign_letters_are_the_same_host_either_way() {
        let plain = named_in("https://bücher.example/");
        assert_eq!(plain, ["xn--bcher-kva.example"]);
        assert_eq!(named_in("XN--bcher-kva.EXAMPLE"), plain);
        for host in ["bücher.example", "BÜCHER.example.", "xn--bcher-kva.example"] {
            assert_eq!(as_known(host), plain[0], "{host}");
        }
        assert_eq!(as_known("No Host"), "no host");
    }

    #[test]
    fn an_address_has_its_own_host_whole() {
        for (address, host) in [
            ("https://i❤.ws/", "xn--i-7iq.ws"),
            ("https://i%E2%9D%A4.ws/", "xn--i-7iq.ws"),
            ("https://user_.journal.example/x", "user_.journal.example"),
            ("https://SPAM.example./", "spam.example"),
            ("http://spam.example:8080", "spam.example"),
            ("https://3.5/", "3.0.0.5"),
        ] {
            assert_eq!(of_address(address), [host], "{address}");
            assert_eq!(of_link(address).as_deref(), Some(host), "{address}");
        }
        for host in ["ไทย.example", "ア・イ.example", "हिन्दी.example"] {
            let found = of_address(&format!("https://{host}/"));
            assert_eq!(found, [as_known(host)], "{host}");
            assert!(found[0].starts_with("xn--"), "{found:?}");
        }
        let nested = of_address("https://named.example@t.example/?to=https%3A%2F%2Fspam.example");
        for host in ["spam.example", "named.example", "t.example"] {
            assert!(nested.iter().any(|found| found == host), "{host} in {nested:?}");
        }
        assert_eq!(of_address("mailto:me@spam.example"), ["spam.example"]);
        assert_eq!(
            (of_link("https://[::1]/"), of_link("https://localhost/"), of_link("spam")),
            (None, None, None)
        );
    }

    #[test]
    fn marks_and_low_lines_are_letters_of_a_host() {
        assert_eq!(named_in("see ไม่.example now"), [as_known("ไม่.example")]);
        assert_eq!(named_in("see user_.journal.example"), ["user_.journal.example"]);
        assert_eq!(named_in("see _spam.example_"), ["spam.example"]);
    }

    #[test]
    fn only_four_numbers_are_an_address_among_words() {
        assert_eq!(named_in("version 3.5, or 1.2.3"), Vec::<String>::new());
        assert_eq!(named_in("at 203.0.113.7"), ["203.0.113.7"]);
    }

    #[test]
    fn running_text_names_no_host() {
        assert_eq!(named_in("No. Not at all... and so on"), Vec::<String>::new());
        assert_eq!(named_in(&"a".repeat(100_000)), Vec::<String>::new());
    }

    #[test]
    fn a_host_is_below_what_it_ends_with() {
        assert_eq!(and_above("a.b.example").collect::<Vec<_>>(), ["a.b.example", "b.example", "example"]);
    }
}
