//! What can be seen in a comment: its words and pairs of words, where its links lead, and its shape.

use std::collections::HashSet;
use std::fmt::{self, Display, Formatter};
use std::hash::{Hash, Hasher as _};

/// A comment as far as it is judged.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Said {
    pub author: String,
    pub text: String,
}

/// Something that a comment has.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Sign {
    /// True of every comment: how likely spam is before anything is read.
    Any,
    /// In small letters.
    Word(String),
    /// Two words, one right behind the other.
    Pair(String, String),
    FirstWord(String),
    LastWord(String),
    /// A word of the name that stands above the comment.
    NameWord(String),
    /// A host that is linked or named.
    Host(String),
    /// How many links: three stand for more.
    Links(usize),
    /// In steps, each twice as long as the one before.
    Length(u32),
    /// Part of the words in capitals: none, some, a third or more.
    Capitals(usize),
    /// How many exclamation marks: three stand for more.
    Exclamations(usize),
    Digits(usize),
    NameDigits(bool),
    Emoji(bool),
    MailAddress,
    Money,
    /// How many lines beside the first: three stand for more.
    Lines(usize),
    /// In quarters: how many of the words are said once only.
    Variety(usize),
}

impl Display for Sign {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => write!(out, "how much spam there is in all"),
            Self::Word(word) => write!(out, "“{word}”"),
            Self::Pair(one, next) => write!(out, "“{one} {next}”"),
            Self::FirstWord(word) => write!(out, "begins with “{word}”"),
            Self::LastWord(word) => write!(out, "ends with “{word}”"),
            Self::NameWord(word) => write!(out, "“{word}” in the name"),
            Self::Host(host) => write!(out, "names {host}"),
            Self::Links(0) => write!(out, "no link"),
            Self::Links(1) => write!(out, "one link"),
            Self::Links(count) => write!(out, "{count} links or more"),
            Self::Length(step) => write!(out, "about {} characters long", 8_u64 << step.min(&40)),
            Self::Capitals(0) => write!(out, "no word in capitals"),
            Self::Capitals(1) => write!(out, "a word in capitals"),
            Self::Capitals(_) => write!(out, "many words in capitals"),
            Self::Exclamations(0) => write!(out, "no exclamation mark"),
            Self::Exclamations(count) => write!(out, "exclamation marks ({count})"),
            Self::Digits(0) => write!(out, "no digit"),
            Self::Digits(1) => write!(out, "a few digits"),
            Self::Digits(_) => write!(out, "many digits"),
            Self::NameDigits(false) => write!(out, "no digit in the name"),
            Self::NameDigits(true) => write!(out, "digits in the name"),
            Self::Emoji(false) => write!(out, "no picture signs"),
            Self::Emoji(true) => write!(out, "picture signs"),
            Self::MailAddress => write!(out, "a mail address"),
            Self::Money => write!(out, "a sum of money"),
            Self::Lines(0) => write!(out, "one line"),
            Self::Lines(_) => write!(out, "several lines"),
            Self::Variety(quarter) => write!(out, "words said once: {} %", (quarter * 25).min(100)),
        }
    }
}

/// A sign and everything that it is recognised by: the sign itself, and for a word the pieces that it shares with others
/// which are spelt nearly like it.
#[derive(Debug, Clone)]
pub struct Seen {
    pub sign: Sign,
    pub traces: Vec<Trace>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trace {
    /// Among all that can be seen; two may meet in one, which does no harm as long as it is rare.
    pub hash: u64,
    pub strength: f32,
}

/// A piece tells less than a whole word.
const PIECE_STRENGTH: f32 = 0.5;
const PIECE: usize = 4;

/// The most words of a comment that are looked at.
const MOST_WORDS: usize = 400;

/// Everything that is seen in a comment, each thing once.
pub fn seen(said: &Said) -> Vec<Seen> {
    let (text, hosts) = without_links(&said.text);
    let words: Vec<String> = words(&text).take(MOST_WORDS).collect();
    let mut signs = vec![Sign::Any, Sign::Links(hosts.len().min(3))];
    signs.extend(hosts.into_iter().map(Sign::Host));
    signs.extend(words.windows(2).map(|pair| Sign::Pair(pair[0].clone(), pair[1].clone())));
    signs.extend(words.first().cloned().map(Sign::FirstWord));
    signs.extend(words.last().cloned().map(Sign::LastWord));
    signs.extend(self::words(&said.author).take(8).map(Sign::NameWord));
    signs.push(Sign::NameDigits(said.author.chars().any(|letter| letter.is_ascii_digit())));
    signs.extend(shape(said, &text, &words));
    signs.extend(words.into_iter().map(Sign::Word));
    let mut known = HashSet::new();
    signs.retain(|sign| known.insert(hash(sign)));
    signs.into_iter().map(|sign| Seen { traces: traces(&sign), sign }).collect()
}

fn traces(sign: &Sign) -> Vec<Trace> {
    let mut traces = vec![Trace { hash: hash(sign), strength: 1.0 }];
    if let Sign::Word(word) = sign {
        let letters: Vec<char> = std::iter::once('_').chain(word.chars()).chain(['_']).take(32).collect();
        traces.extend(
            letters
                .windows(PIECE)
                .map(|piece| Trace { hash: hash(&("piece", piece)), strength: PIECE_STRENGTH }),
        );
    }
    traces
}

fn shape(said: &Said, bare: &str, words: &[String]) -> Vec<Sign> {
    let length = said.text.chars().count();
    let count = |wanted: fn(char) -> bool| bare.chars().filter(|letter| wanted(*letter)).count();
    let shouted = raw_words(bare).filter(|word| is_shouted(word)).count();
    let different = words.iter().collect::<HashSet<_>>().len();
    let mut signs = vec![
        Sign::Length((length / 8).checked_ilog2().unwrap_or(0)),
        Sign::Capitals(match shouted {
            0 => 0,
            some if some * 3 < words.len() => 1,
            _ => 2,
        }),
        Sign::Exclamations(count(|letter| letter == '!').min(3)),
        Sign::Digits(match count(|letter| letter.is_ascii_digit()) {
            0 => 0,
            1..5 => 1,
            _ => 2,
        }),
        Sign::Emoji(bare.chars().any(is_emoji)),
        Sign::Lines(said.text.trim().matches('\n').count().min(3)),
        Sign::Variety(if words.is_empty() { 0 } else { different * 4 / words.len() }),
    ];
    if said.text.split_whitespace().any(is_mail_address) {
        signs.push(Sign::MailAddress);
    }
    if names_money(bare) {
        signs.push(Sign::Money);
    }
    signs
}

fn is_shouted(word: &str) -> bool {
    word.chars().count() > 2 && word.chars().any(char::is_uppercase) && !word.chars().any(char::is_lowercase)
}

fn is_emoji(letter: char) -> bool {
    matches!(letter, '\u{2600}'..='\u{27bf}' | '\u{1f300}'..='\u{1faff}')
}

fn is_mail_address(word: &str) -> bool {
    word.split_once('@')
        .is_some_and(|(name, host)| !name.is_empty() && host.trim_end_matches('.').contains('.'))
}

fn names_money(text: &str) -> bool {
    let letters: Vec<char> = text.chars().filter(|letter| !letter.is_whitespace()).collect();
    letters.windows(2).any(|pair| {
        let is_currency = |letter: char| matches!(letter, '$' | '€' | '£' | '¥');
        (is_currency(pair[0]) && pair[1].is_ascii_digit())
            || (pair[0].is_ascii_digit() && is_currency(pair[1]))
    })
}

/// Without what is not seen but changes a word: joiners, marks of direction, soft hyphens.
fn is_visible(letter: char) -> bool {
    !matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

fn raw_words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric() && letter != '\'' && letter != '’')
        .map(|word| word.trim_matches(['\'', '’']))
        .filter(|word| !word.is_empty())
}

/// The words in small letters. In a word with Latin ones, letters of another script that look like these are read as these.
fn words(text: &str) -> impl Iterator<Item = String> {
    raw_words(text).map(|word| {
        let small = word.to_lowercase().replace('’', "'");
        let is_latin = small.bytes().any(|byte| byte.is_ascii_alphabetic());
        if is_latin { small.chars().map(look_alike).collect() } else { small }
    })
}

/// The Latin letter that a Cyrillic or Greek one is drawn like.
fn look_alike(letter: char) -> char {
    match letter {
        'а' | 'α' => 'a',
        'с' => 'c',
        'ԁ' => 'd',
        'е' => 'e',
        'һ' => 'h',
        'і' | 'ι' => 'i',
        'ј' => 'j',
        'к' | 'κ' => 'k',
        'о' | 'ο' => 'o',
        'р' | 'ρ' => 'p',
        'ѕ' => 's',
        'υ' => 'u',
        'ν' => 'v',
        'ԝ' => 'w',
        'х' => 'x',
        'у' => 'y',
        other => other,
    }
}

/// The text without its links, and the hosts that they lead to.
fn without_links(text: &str) -> (String, Vec<String>) {
    let visible: String = text.chars().filter(|letter| is_visible(*letter)).collect();
    let (mut bare, mut hosts) = (String::with_capacity(visible.len()), Vec::new());
    for piece in visible.split_inclusive(char::is_whitespace) {
        match host(piece) {
            Some(host) => {
                hosts.push(host);
                bare.push(' ');
            }
            None => bare.push_str(piece),
        }
    }
    (bare, hosts)
}

/// The host that a word leads to: by a scheme, by `www.`, or since it ends like one.
fn host(word: &str) -> Option<String> {
    let word = word.trim().to_lowercase();
    let (is_address, rest) = match word.find("://").map(|at| at + 3).or_else(|| word.find("www.")) {
        Some(at) => (true, &word[at..]),
        None => (false, word.as_str()),
    };
    let end = rest.find(['/', '?', '#', ')', ']', '"', '<', '>', ',']).unwrap_or(rest.len());
    let host = rest[..end].trim_start_matches(['(', '[', '"']).trim_end_matches(['.', '!', ':', ';']);
    let host = host.strip_prefix("www.").unwrap_or(host);
    let (name, ending) = host.rsplit_once('.')?;
    let is_host = !name.is_empty()
        && host.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '.' | '-' | ':'));
    let ends_like_one = matches!(
        ending,
        "com"
            | "net"
            | "org"
            | "info"
            | "biz"
            | "ru"
            | "cn"
            | "tk"
            | "ly"
            | "gl"
            | "io"
            | "me"
            | "co"
            | "de"
            | "uk"
            | "xyz"
            | "top"
            | "site"
            | "online"
            | "shop"
            | "club"
            | "cc"
            | "be"
            | "in"
            | "eu"
    );
    (is_host && (is_address || ends_like_one)).then(|| host.to_owned())
}

/// The same in every process of one build, so that an evaluation can be repeated.
fn hash(value: &impl Hash) -> u64 {
    let mut hasher = Fnv(0xcbf2_9ce4_8422_2325);
    value.hash(&mut hasher);
    hasher.finish()
}

/// FNV-1a, and its bits mixed once more, since few of them are used.
struct Fnv(u64);

impl std::hash::Hasher for Fnv {
    fn finish(&self) -> u64 {
        let mixed = (self.0 ^ (self.0 >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
        mixed ^ (mixed >> 33)
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signs(text: &str) -> Vec<Sign> {
        let said = Said { author: String::new(), text: text.to_owned() };
        seen(&said).into_iter().map(|seen| seen.sign).collect()
    }

    #[test]
    fn hosts_are_seen_in_every_disguise() {
        for text in [
            "see http://Cheap.Example/x?y",
            "see https://www.cheap.example",
            "(www.cheap.example)",
            "[here](https://cheap.example/)",
            "\"https://cheap.example\".",
            "http://cheap.exa\u{200b}mple/",
        ] {
            assert!(
                signs(text).contains(&Sign::Host("cheap.example".to_owned())),
                "{text}: {:?}",
                signs(text)
            );
        }
        assert!(signs("buy at pills.com now").contains(&Sign::Host("pills.com".to_owned())));
        for text in ["e.g. this", "3.5 metres", "end.Start", "a/b", "..."] {
            assert!(signs(text).contains(&Sign::Links(0)), "{text}: {:?}", signs(text));
        }
    }

    #[test]
    fn a_word_is_the_same_however_it_is_dressed() {
        for text in ["casino", "CASINO", "ca\u{200b}si\u{ad}no", "саsino", "“Casino”"] {
            assert!(signs(text).contains(&Sign::Word("casino".to_owned())), "{text}: {:?}", signs(text));
        }
        assert!(signs("казино").contains(&Sign::Word("казино".to_owned())));
    }

    #[test]
    fn the_shape_of_a_comment_is_seen() {
        let seen = signs("BUY NOW!!! Only 19$ at me@pills.example\nnow");
        for sign in [
            Sign::Capitals(1),
            Sign::Exclamations(3),
            Sign::Digits(1),
            Sign::Money,
            Sign::MailAddress,
            Sign::Lines(1),
        ] {
            assert!(seen.contains(&sign), "{sign:?} in {seen:?}");
        }
    }

    #[test]
    fn a_long_comment_is_looked_at_up_to_a_point() {
        let long: String = (0..100_000).map(|number| number.to_string() + "x ").collect();
        assert!(signs(&long).len() < 2 * MOST_WORDS + 30);
        assert!(!signs("").is_empty());
    }
}
