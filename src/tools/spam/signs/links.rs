//! Where a text leads: its addresses taken out of it, however they are written.

/// A place that is linked or named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// In small letters, without `www.`.
    pub host: String,
    /// What stands behind the host.
    pub rest: String,
}

/// A text without its addresses, and these.
#[derive(Debug, Clone, Default)]
pub struct Linked {
    pub bare: String,
    pub links: Vec<Link>,
    /// An address was written so that programs do not find it: `shop . com`, `shop dot com`.
    pub is_hidden: bool,
    /// The last thing is an address.
    pub ends_with_link: bool,
}

/// Takes the addresses out of a text.
pub fn linked(text: &str) -> Linked {
    let mut linked = Linked { bare: String::with_capacity(text.len()), ..Linked::default() };
    let spread = spread(text);
    let joined = joined(&spread);
    linked.is_hidden = joined.is_some();
    let text = joined.as_deref().unwrap_or(&spread);
    for piece in text.split_inclusive(char::is_whitespace) {
        let Some(link) = link(piece.trim()) else {
            linked.ends_with_link = linked.ends_with_link && !piece.contains(char::is_alphanumeric);
            linked.bare.push_str(piece);
            continue;
        };
        linked.ends_with_link = true;
        // A link whose words are its own address is one.
        if linked.links.last() != Some(&link) {
            linked.links.push(link);
        }
        linked.bare.push(' ');
    }
    linked
}

/// Puts white space where the marks of Markdown and BBCode stand around addresses.
fn spread(text: &str) -> String {
    if !text.contains(['[', ']', '<', '>', '"', '(']) {
        return text.to_owned();
    }
    text.chars()
        .map(
            |letter| {
                if matches!(letter, '[' | ']' | '<' | '>' | '"' | '(' | ')' | '|') { ' ' } else { letter }
            },
        )
        .collect()
}

/// The endings by which a bare word is known as a host.
const ENDINGS: &[&str] = &[
    "com", "net", "org", "info", "biz", "ru", "cn", "tk", "ly", "gl", "io", "me", "co", "de", "uk", "xyz",
    "top", "site", "online", "shop", "club", "cc", "be", "in", "eu", "tv", "us", "ca", "fr", "nl", "pl",
    "br", "au", "store", "app", "link", "live", "pro", "win", "vip", "ga", "ml", "cf", "gq", "to", "website",
    "space", "fun", "icu", "bid", "loan", "click", "ws", "su", "ua", "gg",
];

/// With the spaces taken out that keep an address from being one; nothing if there are none.
fn joined(text: &str) -> Option<String> {
    if !has_lone_dot(text) {
        return None;
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_dot =
        |word: &str| word == "." || word.eq_ignore_ascii_case("dot") || word.eq_ignore_ascii_case("punkt");
    let is_ending = |word: &str| {
        let word = word.to_lowercase();
        let end = word.find(|letter: char| !letter.is_alphanumeric()).unwrap_or(word.len());
        ENDINGS[..6].contains(&&word[..end])
    };
    let mut out: Vec<String> = Vec::with_capacity(words.len());
    let (mut at, mut found) = (0, false);
    while at < words.len() {
        let next = words.get(at + 1).copied().unwrap_or_default();
        if is_dot(words[at]) && is_ending(next) && !out.is_empty() {
            let name = out.pop().unwrap_or_default();
            out.push(format!("{name}.{next}"));
            (at, found) = (at + 2, true);
        } else if words[at].strip_prefix('.').is_some_and(is_ending) && !out.is_empty() {
            let name = out.pop().unwrap_or_default();
            out.push(format!("{name}{}", words[at]));
            (at, found) = (at + 1, true);
        } else {
            out.push(words[at].to_owned());
            at += 1;
        }
    }
    found.then(|| out.join(" "))
}

/// Does a dot, or a word for one, stand behind a space?
fn has_lone_dot(text: &str) -> bool {
    let bytes = text.as_bytes();
    let begins = |at: usize, word: &[u8]| {
        bytes.get(at..at + word.len()).is_some_and(|found| found.eq_ignore_ascii_case(word))
    };
    text.match_indices(' ').map(|(at, _)| at + 1).any(|at| match bytes.get(at) {
        Some(b'.') => true,
        Some(b'd' | b'D') => begins(at, b"dot "),
        Some(b'p' | b'P') => begins(at, b"punkt "),
        _ => false,
    })
}

/// Where a word leads to: by a scheme, by `www.`, or since it ends like a host.
fn link(word: &str) -> Option<Link> {
    if !word.contains('.') {
        return None;
    }
    let small = word.to_lowercase();
    let (is_address, rest) = match small.find("://").map(|at| at + 3).or_else(|| small.find("www.")) {
        Some(at) => (true, &small[at..]),
        None => (false, small.as_str()),
    };
    let rest = rest.rsplit_once('@').filter(|_| is_address).map_or(rest, |(_, behind)| behind);
    let end = rest.find(['/', '?', '#', '"', ',', '\\', '=']).unwrap_or(rest.len());
    let edges = |letter: char| !letter.is_alphanumeric();
    let host = rest[..end].trim_matches(edges);
    let host = host.strip_prefix("www.").unwrap_or(host);
    let host = host.split_once(':').map_or(host, |(name, _port)| name);
    let (name, ending) = host.rsplit_once('.')?;
    let is_host = !name.is_empty()
        && !ending.is_empty()
        && host.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '.' | '-' | '_'));
    (is_host && (is_address || ENDINGS.contains(&ending)))
        .then(|| Link { host: plain_host(host), rest: rest[end..].to_owned() })
}

/// Letters of other scripts in a Latin host read as what they are drawn like.
fn plain_host(host: &str) -> String {
    if host.is_ascii() || !host.bytes().any(|byte| byte.is_ascii_alphabetic()) {
        return host.to_owned();
    }
    host.chars().map(super::plain::look_alike).collect()
}
