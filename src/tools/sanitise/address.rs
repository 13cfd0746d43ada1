//! Which addresses may stand in a body, and how old ones are written anew. Nothing is fetched or looked up.

use std::borrow::Cow;

use url::Url;

use super::allow::Kind;

/// Ids that authors choose get this before them, so that they can be none of the page's own.
pub const ID_PREFIX: &str = "p-";
/// The anchor that a jump break leaves; addresses that were published end in it, so it has no prefix.
pub const BREAK_ID: &str = "more";

const PICTURE_DATA: [&str; 4] = ["data:image/png", "data:image/jpeg", "data:image/gif", "data:image/webp"];
const PICTURE_HOSTS: [&str; 4] =
    [".bp.blogspot.com", "blogger.googleusercontent.com", ".ggpht.com", ".googleusercontent.com"];

/// The target of a link, or nothing if it may not stand.
pub fn link(kind: Kind, value: &str) -> Option<Cow<'_, str>> {
    let value = value.trim_matches(|c: char| c.is_ascii_whitespace() || c.is_control());
    if let Some(fragment) = value.strip_prefix('#') {
        return (kind == Kind::Post).then(|| in_page(fragment, value));
    }
    let value = with_scheme(value);
    if !is_address(&value) {
        return None;
    }
    match scheme(&value) {
        Scheme::Named(name) => ["http", "https", "mailto", "tel"].contains(&name.as_str()).then_some(value),
        Scheme::None => (kind == Kind::Post && !value.is_empty()).then_some(value),
        Scheme::Disguised => None,
    }
}

/// The address of a picture, or nothing if it may not stand. Only a post's pictures are asked about.
pub fn picture(value: &str) -> Option<Cow<'_, str>> {
    let value = with_scheme(value.trim_matches(|c: char| c.is_ascii_whitespace() || c.is_control()));
    if !is_address(&value) {
        return None;
    }
    match scheme(&value) {
        Scheme::Named(name) if name == "data" => is_picture_data(&value).then_some(value),
        Scheme::Named(name) if name == "https" => Some(value),
        Scheme::Named(name) if name == "http" => Some(secured(value)),
        Scheme::None if !value.is_empty() => Some(value),
        _ => None,
    }
}

/// An id of the author's, with our prefix; nothing if it is empty, long or has spaces.
pub fn id(value: &str) -> Option<Cow<'_, str>> {
    if value.is_empty() || value.len() > 200 || value.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return None;
    }
    if value.starts_with(ID_PREFIX) {
        return Some(Cow::Borrowed(value));
    }
    Some(Cow::Owned(format!("{ID_PREFIX}{value}")))
}

/// The host that an address names, in lower case.
pub fn host(address: &str) -> Option<String> {
    let rest = address.split_once("://")?.1;
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    let named = authority.rsplit('@').next()?.to_ascii_lowercase();
    let host = named.split(':').next().unwrap_or_default();
    (!host.is_empty()).then(|| host.to_owned())
}

fn in_page<'a>(fragment: &str, whole: &'a str) -> Cow<'a, str> {
    if matches!(fragment, "" | "top" | BREAK_ID) || fragment.starts_with(ID_PREFIX) {
        return Cow::Borrowed(whole);
    }
    Cow::Owned(format!("#{ID_PREFIX}{fragment}"))
}

/// Whether a browser could make anything of it: `https://<` leads nowhere.
fn is_address(value: &str) -> bool {
    matches!(Url::parse(value), Ok(_) | Err(url::ParseError::RelativeUrlWithoutBase))
}

/// `//host/path` took the scheme of the page it stood on; ours is https.
fn with_scheme(value: &str) -> Cow<'_, str> {
    if value.starts_with("//") { Cow::Owned(format!("https:{value}")) } else { Cow::Borrowed(value) }
}

/// Pictures on the hosts that Blogger used are there by https too, and a page of ours asks for no others.
fn secured(value: Cow<'_, str>) -> Cow<'_, str> {
    let known = host(&value).is_some_and(|host| PICTURE_HOSTS.iter().any(|known| is_host(&host, known)));
    match value.get(4..) {
        Some(rest) if known => Cow::Owned(format!("https{rest}")),
        _ => value,
    }
}

/// Whether a host is the one named, or, for a name that begins with a dot, below it.
fn is_host(host: &str, known: &str) -> bool {
    if known.starts_with('.') { host.ends_with(known) } else { host == known }
}

fn is_picture_data(value: &str) -> bool {
    let lower = value.get(..32).unwrap_or(value).to_ascii_lowercase();
    PICTURE_DATA.iter().any(|kind| lower.strip_prefix(kind).is_some_and(|rest| rest.starts_with([';', ','])))
}

enum Scheme {
    None,
    Named(String),
    /// There is one only after decoding, which no honest address needs.
    Disguised,
}

/// Finds the scheme as the most credulous reader would: percent signs and entities decoded, controls and spaces dropped.
fn scheme(value: &str) -> Scheme {
    let plain = literal_scheme(value);
    let Some(head) = value.get(..).map(|all| all.split(['/', '?']).next().unwrap_or(all)) else {
        return Scheme::None;
    };
    let suspicious = head.contains(['%', '&']) || head.chars().any(|c| c.is_control() || c.is_whitespace());
    if !suspicious {
        return plain.map_or(Scheme::None, Scheme::Named);
    }
    match literal_scheme(&decoded(head)) {
        None => Scheme::None,
        found if found == plain => plain.map_or(Scheme::None, Scheme::Named),
        Some(_) => Scheme::Disguised,
    }
}

/// The letters before the first colon, if they can be a scheme.
fn literal_scheme(value: &str) -> Option<String> {
    let (name, _) = value.split_once(':')?;
    let first = name.bytes().next()?;
    let rest = name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'));
    (first.is_ascii_alphabetic() && rest).then(|| name.to_ascii_lowercase())
}

/// Decodes over and over until nothing changes, three times at most.
fn decoded(head: &str) -> String {
    let mut text = head.to_owned();
    for _ in 0..3 {
        let next = without_entities(&without_percent(&text));
        if next == text {
            break;
        }
        text = next;
    }
    text.retain(|c| {
        !c.is_control() && !c.is_whitespace() && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{ad}')
    });
    text
}

fn without_percent(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        if *first == b'%'
            && let Some(pair) = tail.get(..2).and_then(|pair| std::str::from_utf8(pair).ok())
            && let Ok(byte) = u8::from_str_radix(pair, 16)
        {
            bytes.push(byte);
            rest = &tail[2..];
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Decodes numbers and the few names that can be part of a scheme; the rest does not matter here.
fn without_entities(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('&') {
        plain.push_str(&rest[..start]);
        rest = &rest[start + 1..];
        match entity(rest) {
            Some((decoded, length)) => {
                plain.extend(decoded);
                rest = rest[length..].strip_prefix(';').unwrap_or(&rest[length..]);
            }
            None => plain.push('&'),
        }
    }
    plain.push_str(rest);
    plain
}

/// What an entity stands for, and how long its name is.
fn entity(rest: &str) -> Option<(Option<char>, usize)> {
    if let Some(number) = rest.strip_prefix('#') {
        let (radix, digits, mark) = match number.strip_prefix(['x', 'X']) {
            Some(digits) => (16, digits, 2),
            None => (10, number, 1),
        };
        let length = digits.find(|c: char| !c.is_digit(radix)).unwrap_or(digits.len());
        let code = u32::from_str_radix(&digits[..length], radix).ok()?;
        return Some((char::from_u32(code), mark + length));
    }
    let names = [
        ("colon", Some(':')),
        ("tab", None),
        ("newline", None),
        ("nbsp", None),
        ("shy", None),
        ("amp", Some('&')),
    ];
    let found = names
        .iter()
        .find(|(name, _)| rest.get(..name.len()).is_some_and(|head| head.eq_ignore_ascii_case(name)));
    found.map(|(name, decoded)| (*decoded, name.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(value: &str) -> Option<String> {
        link(Kind::Post, value).map(Cow::into_owned)
    }

    #[test]
    fn honest_addresses_stand() {
        for value in [
            "https://example.org/a%3Ab?q=javascript:x#y",
            "http://example.org:8080/",
            "mailto:ada@example.org",
            "tel:+491234",
            "/2017/03/a.html",
            "page.html?time=10:30",
            "a b.html",
            "HTTPS://EXAMPLE.ORG",
        ] {
            assert_eq!(kept(value).as_deref(), Some(value));
        }
    }

    #[test]
    fn a_script_in_any_disguise_does_not() {
        for value in [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "\u{1}javascript:alert(1)",
            " \t\njavascript:alert(1)",
            "java\tscript:alert(1)",
            "java\nscript\r:alert(1)",
            "java\0script:alert(1)",
            "javascript&colon;alert(1)",
            "javascript&amp;colon;alert(1)",
            "javascript&#58;alert(1)",
            "javascript&#x3a;alert(1)",
            "javascript&#x0000003A;alert(1)",
            "javascript&#58alert(1)",
            "javascript&colonalert(1)",
            "java&Tab;script:alert(1)",
            "java&#9;script:alert(1)",
            "javascript%3aalert(1)",
            "javascript%253aalert(1)",
            "%6aavascript:alert(1)",
            "&#106;avascript:alert(1)",
            "java\u{200b}script :alert(1)",
            "vbscript:x",
            "livescript:x",
            "data:text/html,<script>",
            "data:image/svg+xml,<svg>",
            "data:image/png;base64,AA",
            "file:///etc/passwd",
            "blob:https://a/b",
            "https://<x>",
            "http://[",
            "view-source:x",
            "filesystem:x",
        ] {
            assert_eq!(kept(value), None, "{value:?}");
        }
    }

    #[test]
    fn only_pictures_may_be_data_and_only_in_pictures() {
        assert!(picture("data:image/png;base64,AAAA").is_some());
        assert!(picture("DATA:image/WebP;base64,AAAA").is_some());
        for value in [
            "data:image/svg+xml,<svg/>",
            "data:image/pngx,",
            "data:text/html,x",
            "mailto:a@b",
            "javascript:x",
            "",
        ] {
            assert_eq!(picture(value), None, "{value}");
        }
    }

    #[test]
    fn a_missing_scheme_becomes_https() {
        assert_eq!(kept("//example.org/a").as_deref(), Some("https://example.org/a"));
        assert_eq!(picture("//example.org/a.png").as_deref(), Some("https://example.org/a.png"));
    }

    #[test]
    fn pictures_on_the_old_hosts_are_asked_for_by_https() {
        for host in [
            "1.bp.blogspot.com",
            "blogger.googleusercontent.com",
            "lh3.ggpht.com",
            "lh5.googleusercontent.com",
        ] {
            assert_eq!(
                picture(&format!("http://{host}/x.jpg")),
                Some(format!("https://{host}/x.jpg").into())
            );
        }
        assert_eq!(picture("http://example.org/x.jpg").as_deref(), Some("http://example.org/x.jpg"));
        assert_eq!(
            picture("http://evil-bp.blogspot.com.example.org/").as_deref(),
            Some("http://evil-bp.blogspot.com.example.org/")
        );
    }

    #[test]
    fn links_within_a_post_follow_its_ids() {
        assert_eq!(kept("#a").as_deref(), Some("#p-a"));
        assert_eq!(kept("#p-a").as_deref(), Some("#p-a"));
        assert_eq!(kept("#more").as_deref(), Some("#more"));
        assert_eq!(id("a").as_deref(), Some("p-a"));
        assert_eq!(id("p-a").as_deref(), Some("p-a"));
        assert_eq!(id("a b"), None);
    }

    #[test]
    fn a_comment_links_to_whole_addresses_only() {
        assert!(link(Kind::Comment, "https://example.org").is_some());
        for value in ["/admin/x", "#c1", "page", "", "\\\\example.org"] {
            assert_eq!(link(Kind::Comment, value), None, "{value}");
        }
    }

    #[test]
    fn a_host_is_read_past_names_and_ports() {
        assert_eq!(host("https://a@B.example.org:80/x").as_deref(), Some("b.example.org"));
        assert_eq!(host("/x"), None);
    }
}
