//! What can be seen in a comment: its words and pairs of words, where its links lead, what it calls for, and its shape.

mod disguise;
mod lexicon;
mod links;
mod plain;
mod shape;
mod sign;
#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::hash::{Hash, Hasher as _};

pub use lexicon::trade;
use links::{Link, linked};
pub use sign::Sign;

/// A comment as far as it is judged.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Said {
    pub author: String,
    /// What stands as the writer's website.
    pub website: Option<String>,
    /// Plain, Markdown, HTML or BBCode.
    pub text: String,
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

/// Of a long comment, so many words of its beginning are looked at, and so many of its end.
const FIRST_WORDS: usize = 140;
const LAST_WORDS: usize = 60;
/// So many addresses are looked at.
const MOST_LINKS: usize = 12;

/// Everything that is seen in a comment, each thing once.
pub fn seen(said: &Said) -> Vec<Seen> {
    let plain = plain::plain(&said.text);
    let linked = linked(&plain.text);
    let name = plain::line(&said.author);
    let unmasked = disguise::unmasked(&linked.bare);
    let words = bounded_words(&unmasked.text);
    let name_words: Vec<String> = raw_words(&name).take(8).map(dressed_down).collect();
    let mut signs = vec![Sign::Any];
    signs.extend(of_links(&linked.links));
    if let Some(website) = &said.website {
        signs.push(Sign::Website);
        signs.extend(of_links(&links::linked(website).links));
    }
    signs.extend(shape::of(&shape::Seen {
        name: &name,
        plain: &plain,
        linked: &linked,
        words: &words,
        name_words: &name_words,
    }));
    signs.extend(unmasked.has_digits_for_letters.then_some(Sign::DigitsForLetters));
    signs.extend(unmasked.has_letters_apart.then_some(Sign::LettersApart));
    signs.extend(shape::calls(&words, &name_words));
    signs.extend(words.windows(2).map(|pair| Sign::Pair(pair[0].clone(), pair[1].clone())));
    signs.extend(words.first().cloned().map(Sign::FirstWord));
    signs.extend(words.last().cloned().map(Sign::LastWord));
    signs.extend(name_words.into_iter().map(Sign::NameWord));
    signs.extend(words.into_iter().map(Sign::Word));
    let mut known = HashSet::with_capacity(signs.len());
    signs.retain(|sign| known.insert(hash(sign)));
    signs.into_iter().map(|sign| Seen { traces: traces(&sign), sign }).collect()
}

/// The words of a text as they are compared, without its addresses.
pub fn plain_words(text: &str) -> Vec<String> {
    bounded_words(&linked(&plain::plain(text).text).bare)
}

/// Only those that are looked at are put in small letters.
fn bounded_words(text: &str) -> Vec<String> {
    let mut raw = raw_words(text);
    let mut words: Vec<String> = raw.by_ref().take(FIRST_WORDS).map(dressed_down).collect();
    let mut last: Vec<&str> = raw.rev().take(LAST_WORDS).collect();
    last.reverse();
    words.extend(last.into_iter().map(dressed_down));
    words
}

fn of_links(links: &[Link]) -> Vec<Sign> {
    let mut signs = Vec::new();
    for Link { host, rest } in links.iter().take(MOST_LINKS) {
        signs.push(Sign::Host(host.clone()));
        signs.extend(host.rsplit_once('.').map(|(_, ending)| Sign::Ending(ending.to_owned())));
        let words =
            rest.split(|letter: char| !letter.is_alphabetic()).filter(|word| (3..24).contains(&word.len()));
        signs.extend(words.take(8).map(|word| Sign::LinkWord(word.to_owned())));
    }
    signs
}

fn traces(sign: &Sign) -> Vec<Trace> {
    let mut traces = vec![Trace { hash: hash(sign), strength: 1.0 }];
    if let Sign::Word(word) = sign {
        let letters: Vec<char> = std::iter::once('_').chain(word.chars()).chain(['_']).take(32).collect();
        let piece = |piece: &[char]| Trace { hash: piece_hash(piece), strength: PIECE_STRENGTH };
        traces.extend(letters.windows(PIECE).map(piece));
    }
    traces
}

fn raw_words(text: &str) -> impl DoubleEndedIterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric() && letter != '\'' && letter != '’')
        .map(|word| word.trim_matches(['\'', '’']))
        .filter(|word| !word.is_empty())
}

/// A word in small letters. In one with Latin ones, letters of another script that look like these are read as these; a
/// letter that is drawn out is said once.
fn dressed_down(word: &str) -> String {
    let small = word.to_lowercase().replace('’', "'");
    if small.is_ascii() {
        return undrawled(small);
    }
    let is_latin = small.bytes().any(|byte| byte.is_ascii_alphabetic());
    undrawled(if is_latin { small.chars().map(plain::look_alike).collect() } else { small })
}

/// Three and more of a letter are one.
fn undrawled(word: String) -> String {
    let bytes = word.as_bytes();
    // Letters of several bytes repeat three bytes apart at the least, which is looked at more closely then.
    if word.is_ascii() && !bytes.windows(3).any(|three| three[0] == three[1] && three[1] == three[2]) {
        return word;
    }
    let letters: Vec<char> = word.chars().collect();
    let mut out = String::with_capacity(word.len());
    for run in letters.chunk_by(|one, next| one == next) {
        let kept = if run.len() > 2 && run[0].is_alphabetic() { 1 } else { run.len() };
        out.extend(&run[..kept]);
    }
    out
}

/// The same in every process of one build, so that an evaluation can be repeated.
pub fn hash(value: &impl Hash) -> u64 {
    let mut hasher = Fnv(0xcbf2_9ce4_8422_2325);
    value.hash(&mut hasher);
    hasher.finish()
}

/// The same for the letters of a piece, of which there are many.
fn piece_hash(letters: &[char]) -> u64 {
    let start = 0x2545_f491_4f6c_dd1d_u64;
    let all = letters.iter().fold(start, |all, letter| {
        (all ^ u64::from(*letter)).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29)
    });
    Fnv(all).finish()
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
