//! The hosts that a text names, however it is dressed up: encoded, with letters that are not seen, in wide letters, within
//! the address of another site.

use percent_encoding::percent_decode_str;
use unicode_normalization::UnicodeNormalization as _;
use url::Host;

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
    let pieces = plain.split(|letter: char| {
        !letter.is_alphanumeric() && !matches!(letter, '.' | '-' | '\u{300}'..='\u{36f}')
    });
    pieces.filter_map(host).collect()
}

/// What stands for a dot in names of hosts (UTS 46).
fn dot(letter: char) -> char {
    if matches!(letter, '。' | '｡' | '．') { '.' } else { letter }
}

fn host(piece: &str) -> Option<String> {
    let piece = piece.trim_matches('.');
    if !piece.contains('.') || piece.len() > LONGEST {
        return None;
    }
    host_of(piece)
}

fn host_of(name: &str) -> Option<String> {
    match Host::parse(name).ok()? {
        Host::Domain(domain) => Some(domain),
        Host::Ipv4(address) => Some(address.to_string()),
        Host::Ipv6(_) => None,
    }
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
    fn running_text_names_no_host() {
        assert_eq!(named_in("No. Not at all... and so on"), Vec::<String>::new());
        assert_eq!(named_in(&"a".repeat(100_000)), Vec::<String>::new());
    }

    #[test]
    fn a_host_is_below_what_it_ends_with() {
        assert_eq!(and_above("a.b.example").collect::<Vec<_>>(), ["a.b.example", "b.example", "example"]);
    }
}
