//! The shape of a comment and of its name, and what it asks for: what is told without knowing its words.

use std::collections::HashSet;

use super::lexicon::{is_call, is_mine, own_thing, trade};
use super::links::Linked;
use super::plain::Plain;
use super::sign::Sign;
use super::{MOST_LINKS, raw_words};

/// A comment as far as it has been taken apart.
pub struct Seen<'a> {
    pub name: &'a str,
    pub plain: &'a Plain,
    pub linked: &'a Linked,
    pub words: &'a [String],
    pub name_words: &'a [String],
}

/// So few words beside a link, and the link is what it is about.
const FEW_WORDS: usize = 4;

pub fn of(seen: &Seen<'_>) -> Vec<Sign> {
    let (bare, words) = (seen.linked.bare.as_str(), seen.words);
    let length = seen.plain.text.chars().count();
    let counts = Counts::of(bare);
    let shouted = raw_words(bare).filter(|word| is_shouted(word)).count();
    let different = words.iter().collect::<HashSet<_>>().len();
    let mut signs = vec![
        Sign::Length((length / 8).checked_ilog2().unwrap_or(0)),
        Sign::Capitals(match shouted {
            0 => 0,
            some if some * 3 < words.len() => 1,
            _ => 2,
        }),
        Sign::Exclamations(counts.exclamations.min(3)),
        Sign::Questions(bare.contains('?')),
        Sign::Digits(steps(counts.digits, 5)),
        Sign::Emoji(steps(counts.emoji, 4)),
        Sign::Lines(seen.plain.text.trim().matches('\n').count().min(3)),
        Sign::Variety(if words.is_empty() { 0 } else { different * 4 / words.len() }),
        Sign::NameDigits(seen.name.chars().any(|letter| letter.is_ascii_digit())),
        Sign::NameLength(seen.name_words.len().min(3)),
        Sign::Links(seen.linked.links.len().min(3)),
    ];
    signs.extend(told(seen).into_iter().filter_map(|(is_so, sign)| is_so.then_some(sign)));
    signs
}

/// How often something stands in a text.
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    exclamations: usize,
    digits: usize,
    emoji: usize,
}

impl Counts {
    fn of(text: &str) -> Self {
        let mut counts = Self::default();
        for letter in text.chars() {
            match letter {
                '!' => counts.exclamations += 1,
                '0'..='9' => counts.digits += 1,
                other if is_emoji(other) => counts.emoji += 1,
                _ => {}
            }
        }
        counts
    }
}

fn told(seen: &Seen<'_>) -> [(bool, Sign); 12] {
    let (bare, linked) = (seen.linked.bare.as_str(), seen.linked);
    let has_links = !linked.links.is_empty();
    let marked = |mark: char| {
        bare.contains(mark)
            && bare.split_whitespace().any(|word| word.strip_prefix(mark).is_some_and(begins_a_word))
    };
    let text = &seen.plain.text;
    [
        (has_links && seen.words.len() <= FEW_WORDS * linked.links.len().min(MOST_LINKS), Sign::MostlyLinks),
        (has_links && linked.ends_with_link, Sign::EndsWithLink),
        (linked.is_hidden, Sign::HiddenLink),
        (
            text.contains('[') && ["[url", "[link", "[/url"].iter().any(|mark| text.contains(mark)),
            Sign::ForeignMarkup,
        ),
        (says_name(seen), Sign::SaysName),
        (seen.plain.tricks > 0, Sign::Tricks),
        (is_drawled(bare), Sign::Drawl),
        (marked('#'), Sign::Hashtags),
        (marked('@'), Sign::Mentions),
        (text.contains('@') && text.split_whitespace().any(is_mail_address), Sign::MailAddress),
        (has_phone_number(bare), Sign::PhoneNumber),
        (names_money(bare), Sign::Money),
    ]
}

/// How far from a call its “my” may stand, in words.
const NEAR: usize = 5;

/// What a comment asks for, and what it speaks of.
pub fn calls(words: &[String], name_words: &[String]) -> Vec<Sign> {
    let mut signs = Vec::new();
    let mine: Vec<bool> = words.iter().map(|word| is_mine(word)).collect();
    for (at, word) in words.iter().enumerate() {
        if is_call(word) {
            signs.push(Sign::Call);
            if mine.iter().skip(at + 1).take(NEAR).any(|is_mine| *is_mine) {
                signs.push(Sign::CallToMine);
            }
        }
        if mine[at] {
            signs.extend(words.iter().skip(at + 1).take(3).find_map(|word| own_thing(word)).map(Sign::Mine));
        }
        signs.extend(trade(word).map(Sign::Trade));
    }
    signs.extend(name_words.iter().filter_map(|word| trade(word)).map(Sign::NameTrade));
    signs
}

/// None, few, many.
fn steps(count: usize, many: usize) -> usize {
    match count {
        0 => 0,
        few if few < many => 1,
        _ => 2,
    }
}

fn is_shouted(word: &str) -> bool {
    !word.chars().any(char::is_lowercase) && word.chars().count() > 2 && word.chars().any(char::is_uppercase)
}

fn is_emoji(letter: char) -> bool {
    matches!(letter, '\u{2600}'..='\u{27bf}' | '\u{1f300}'..='\u{1faff}')
}

fn begins_a_word(rest: &str) -> bool {
    rest.starts_with(char::is_alphabetic)
}

fn is_drawled(text: &str) -> bool {
    let mut run = (' ', 0);
    text.chars().any(|letter| {
        run = if run.0 == letter { (letter, run.1 + 1) } else { (letter, 1) };
        run.1 > 3 && letter.is_alphabetic()
    })
}

/// Names of people are short or in the text by chance; what is left is what somebody wants to be known.
fn says_name(seen: &Seen<'_>) -> bool {
    seen.name_words.iter().filter(|word| word.chars().count() > 4).any(|word| seen.words.contains(word))
}

fn is_mail_address(word: &str) -> bool {
    word.split_once('@')
        .is_some_and(|(name, host)| !name.is_empty() && host.trim_end_matches('.').contains('.'))
}

/// Nine digits and more with nothing between them but what is written in phone numbers.
fn has_phone_number(text: &str) -> bool {
    let mut digits = 0;
    text.chars().any(|letter| {
        match letter {
            '0'..='9' => digits += 1,
            ' ' | '-' | '.' | '(' | ')' | '/' | '+' | '\u{a0}' => {}
            _ => digits = 0,
        }
        digits >= 9
    })
}

fn names_money(text: &str) -> bool {
    let is_currency = |letter: char| matches!(letter, '$' | '€' | '£' | '¥' | '₹');
    let mut before = ' ';
    text.chars().filter(|letter| !letter.is_whitespace()).any(|letter| {
        let last = std::mem::replace(&mut before, letter);
        (is_currency(last) && letter.is_ascii_digit()) || (last.is_ascii_digit() && is_currency(letter))
    })
}
