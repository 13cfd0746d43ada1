//! What can be seen in a comment, and how a moderator is told.

use std::fmt::{self, Display, Formatter};

use super::lexicon::{OwnThing, Trade};

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
    /// The last part of such a host.
    Ending(String),
    /// A word in an address behind its host.
    LinkWord(String),
    /// A website stands beside the name.
    Website,
    /// How many links: three stand for more.
    Links(usize),
    /// So few words that the links are what it is about.
    MostlyLinks,
    /// A link is the last thing.
    EndsWithLink,
    /// An address that is written so that programs do not find it.
    HiddenLink,
    /// A link in the marks of another kind of page, such as `[url=…]`.
    ForeignMarkup,
    /// It asks to come and look, follow, buy.
    Call,
    /// It asks that, and the writer or theirs is what it asks it for.
    CallToMine,
    /// The writer's own channel, shop, page.
    Mine(OwnThing),
    /// It speaks of what is often sold in comments.
    Trade(Trade),
    /// The name does.
    NameTrade(Trade),
    /// Words of the name are said in the text as well.
    SaysName,
    /// In steps, each twice as long as the one before.
    Length(u32),
    /// Part of the words in capitals: none, some, a third or more.
    Capitals(usize),
    /// How many exclamation marks: three stand for more.
    Exclamations(usize),
    Questions(bool),
    Digits(usize),
    NameDigits(bool),
    /// How many words the name has: three stand for more.
    NameLength(usize),
    Emoji(usize),
    /// Letters that hide, or are not what they look like.
    Tricks,
    /// Digits or signs where letters belong, in a word that is often sold.
    DigitsForLetters,
    /// The letters of such a word, one by one.
    LettersApart,
    /// The same letter many times in a row.
    Drawl,
    Hashtags,
    Mentions,
    MailAddress,
    PhoneNumber,
    Money,
    /// How many lines beside the first: three stand for more.
    Lines(usize),
    /// In quarters: how many of the words are said once only.
    Variety(usize),
}

impl Sign {
    /// Something that is said, so that anybody finds it in the comment.
    pub fn is_said(&self) -> bool {
        matches!(
            self,
            Self::Word(_)
                | Self::Pair(..)
                | Self::NameWord(_)
                | Self::Host(_)
                | Self::LinkWord(_)
                | Self::Trade(_)
                | Self::NameTrade(_)
        )
    }

    /// Something that many comments have whatever they are about: told only if nothing else is to be told.
    pub fn is_shape(&self) -> bool {
        matches!(
            self,
            Self::Any
                | Self::Length(_)
                | Self::Capitals(0)
                | Self::Exclamations(0)
                | Self::Questions(false)
                | Self::Digits(_)
                | Self::NameDigits(_)
                | Self::NameLength(_)
                | Self::Emoji(0)
                | Self::Lines(_)
                | Self::Variety(_)
        )
    }
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
            Self::Ending(ending) => write!(out, "an address in .{ending}"),
            Self::LinkWord(word) => write!(out, "“{word}” in an address"),
            Self::Website => write!(out, "a website beside the name"),
            Self::Links(0) => write!(out, "no link"),
            Self::Links(1) => write!(out, "one link"),
            Self::Links(2) => write!(out, "two links"),
            Self::Links(_) => write!(out, "three links or more"),
            Self::MostlyLinks => write!(out, "hardly anything but links"),
            Self::EndsWithLink => write!(out, "ends with a link"),
            Self::HiddenLink => write!(out, "an address that is written to be overlooked"),
            Self::ForeignMarkup => write!(out, "marks of links that do not work here"),
            Self::Call => write!(out, "asks to visit, follow or buy"),
            Self::CallToMine => write!(out, "asks to visit or follow the writer"),
            Self::Mine(thing) => write!(out, "speaks of {thing}"),
            Self::Trade(trade) => write!(out, "speaks of {trade}"),
            Self::NameTrade(trade) => write!(out, "{trade} in the name"),
            Self::SaysName => write!(out, "says its own name"),
            Self::Length(step) => write!(out, "about {} characters long", 8_u64 << step.min(&40)),
            Self::Capitals(0) => write!(out, "no word in capitals"),
            Self::Capitals(1) => write!(out, "a word in capitals"),
            Self::Capitals(_) => write!(out, "many words in capitals"),
            Self::Exclamations(0) => write!(out, "no exclamation mark"),
            Self::Exclamations(1) => write!(out, "one exclamation mark"),
            Self::Exclamations(_) => write!(out, "several exclamation marks"),
            Self::Questions(false) => write!(out, "no question"),
            Self::Questions(true) => write!(out, "a question"),
            Self::Digits(0) => write!(out, "no digit"),
            Self::Digits(1) => write!(out, "a few digits"),
            Self::Digits(_) => write!(out, "many digits"),
            Self::NameDigits(false) => write!(out, "no digit in the name"),
            Self::NameDigits(true) => write!(out, "digits in the name"),
            Self::NameLength(0) => write!(out, "no name"),
            Self::NameLength(1) => write!(out, "a name of one word"),
            Self::NameLength(2) => write!(out, "a name of two words"),
            Self::NameLength(_) => write!(out, "a name of many words"),
            Self::Emoji(0) => write!(out, "no picture signs"),
            Self::Emoji(1) => write!(out, "picture signs"),
            Self::Emoji(_) => write!(out, "many picture signs"),
            Self::Tricks => write!(out, "letters that hide or are not what they look like"),
            Self::DigitsForLetters => write!(out, "letters replaced by digits or signs"),
            Self::LettersApart => write!(out, "a word with its letters set apart"),
            Self::Drawl => write!(out, "a letter drawn out"),
            Self::Hashtags => write!(out, "words marked with #"),
            Self::Mentions => write!(out, "names marked with @"),
            Self::MailAddress => write!(out, "a mail address"),
            Self::PhoneNumber => write!(out, "a phone number"),
            Self::Money => write!(out, "a sum of money"),
            Self::Lines(0) => write!(out, "one line"),
            Self::Lines(_) => write!(out, "several lines"),
            Self::Variety(quarter) => write!(out, "words said once: {} %", (quarter * 25).min(100)),
        }
    }
}
