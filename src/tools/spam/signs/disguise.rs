//! Words that are spelt so that only people read them: `v1agra`, `fr€e`, `c a s i n o`. A word counts as disguised only if
//! what it is read as means something in the lexicon, so that `h2o`, `b2b`, versions and lists of letters stay themselves.

use std::borrow::Cow;
use std::ops::Range;

use super::lexicon::{begins_something, is_known};
use super::plain::look_alike;

/// A text in which disguised words are read as what they stand for.
#[derive(Debug, PartialEq, Eq)]
pub struct Unmasked<'a> {
    pub text: Cow<'a, str>,
    /// Digits or signs stood for letters.
    pub has_digits_for_letters: bool,
    /// Letters of a word stood apart.
    pub has_letters_apart: bool,
}

/// The fewest and the most letters of a disguised word.
const SHORTEST: usize = 3;
const LONGEST: usize = 24;
/// The fewest letters that stand apart and are read as a word: fewer are abbreviations.
const FEWEST_APART: usize = 4;
/// So many letters of a row that stand apart are looked at, and so many rows.
const MOST_APART: usize = 24;
const MOST_ROWS: usize = 8;
/// So many words with digits are looked at: a table of them has more.
const MOST_MASKED: usize = 40;

pub fn unmasked(text: &str) -> Unmasked<'_> {
    let together = together(text);
    let has_letters_apart = together.is_some();
    let text = together.map_or(Cow::Borrowed(text), Cow::Owned);
    let plain = without_digits(&text);
    Unmasked {
        has_digits_for_letters: plain.is_some(),
        text: plain.map_or(text, Cow::Owned),
        has_letters_apart,
    }
}

/// With digits and signs read as letters; nothing if none has to be.
fn without_digits(text: &str) -> Option<String> {
    if !text.bytes().any(may_mask) {
        return None;
    }
    let mut found: Vec<(Range<usize>, String)> = Vec::new();
    let (mut looked_at, mut at) = (0, 0);
    for piece in text.split_inclusive(char::is_whitespace) {
        let start = at;
        at += piece.len();
        if !piece.bytes().any(may_mask) {
            continue;
        }
        if let Some((core, word)) = in_piece(piece) {
            found.push((start + core.start..start + core.end, word));
        }
        looked_at += 1;
        if looked_at == MOST_MASKED {
            break;
        }
    }
    replaced(text, &found)
}

/// May this be a byte of something that stands for a letter? The last one begins the sign of the euro.
fn may_mask(byte: u8) -> bool {
    byte.is_ascii_digit() || matches!(byte, b'@' | b'$' | b'!' | b'|' | 0xe2)
}

/// The word in a piece between white space, without what stands around it. Digits behind a word number it, unless there
/// are some within it as well.
fn in_piece(piece: &str) -> Option<(Range<usize>, String)> {
    let is_edge = |letter: char| !is_letter(letter);
    let start = piece.len() - piece.trim_start_matches(is_edge).len();
    let core = piece[start..].trim_end_matches(is_edge);
    let numbered = core.trim_end_matches(|letter: char| !letter.is_alphabetic());
    if !numbered.chars().any(|letter| stands_for(letter).is_some()) {
        return None;
    }
    [core, numbered].into_iter().find_map(|core| Some((start..start + core.len(), reading(core)?)))
}

/// The word that a disguised one is read as, in small letters. It is one only if most of its letters are letters.
fn reading(core: &str) -> Option<String> {
    if core.len() > 4 * LONGEST {
        return None;
    }
    let letters: Vec<char> = core.chars().flat_map(char::to_lowercase).map(look_alike).collect();
    let masks = letters.iter().filter(|letter| stands_for(**letter).is_some()).count();
    let is_spelt = letters.iter().all(|letter| letter.is_alphabetic() || stands_for(*letter).is_some());
    let is_bounded = (SHORTEST..=LONGEST).contains(&letters.len());
    if masks == 0 || masks * 2 > letters.len() || !is_spelt || !is_bounded {
        return None;
    }
    let as_it_is: String = letters.iter().collect();
    // `sub4sub` is a word of its own.
    if is_known(&as_it_is) {
        return None;
    }
    read_as(&letters)
}

/// The known word that these letters spell, if there is one.
fn read_as(letters: &[char]) -> Option<String> {
    spellings(letters).find(|word| is_known(word))
}

/// What is drawn like an i may be an l.
fn spellings(letters: &[char]) -> impl Iterator<Item = String> {
    let read = |upright: char| -> String {
        let plain = letters.iter().map(|letter| match stands_for(*letter) {
            Some('i') => upright,
            Some(plain) => plain,
            None => *letter,
        });
        plain.collect()
    };
    let is_either = letters.iter().any(|letter| stands_for(*letter) == Some('i'));
    [Some(read('i')), is_either.then(|| read('l'))].into_iter().flatten()
}

/// The letter that a digit or a sign is drawn like.
fn stands_for(letter: char) -> Option<char> {
    Some(match letter {
        '0' => 'o',
        '1' | '!' | '|' => 'i',
        '3' | '€' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        _ => return None,
    })
}

/// With words put together again whose letters stood apart; nothing if there are none.
fn together(text: &str) -> Option<String> {
    if text.is_ascii() && lone_letters(text.as_bytes()) < FEWEST_APART {
        return None;
    }
    let mut found: Vec<(Range<usize>, String)> = Vec::new();
    let mut row: Vec<(Range<usize>, char)> = Vec::new();
    let mut rows = 0;
    let mut close = |row: &mut Vec<(Range<usize>, char)>| {
        if row.len() >= FEWEST_APART && rows < MOST_ROWS {
            rows += 1;
            found.extend(word_in(&row[..row.len().min(MOST_APART)]));
        }
        row.clear();
    };
    // How many signs stand since the last letter, and the letter before this one.
    let (mut gap, mut before) = (0, None);
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        if !is_letter(letter) {
            gap += 1;
            if gap > 2 || !may_part(letter) {
                close(&mut row);
            }
            before = None;
            continue;
        }
        let is_alone = before.is_none() && letters.peek().is_none_or(|(_, next)| !is_letter(*next));
        if is_alone {
            row.push((at..at + letter.len_utf8(), letter));
        } else {
            close(&mut row);
        }
        (gap, before) = (0, Some(letter));
    }
    close(&mut row);
    replaced(text, &found)
}

/// How many letters stand alone at the most: those at both ends may.
fn lone_letters(text: &[u8]) -> usize {
    let is_lone = |three: &&[u8]| {
        !three[0].is_ascii_alphanumeric()
            && !three[2].is_ascii_alphanumeric()
            && three[1].is_ascii_alphanumeric()
    };
    2 + text.windows(3).filter(is_lone).count()
}

fn is_letter(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '$' | '€' | '@')
}

/// What letters are set apart by.
fn may_part(sign: char) -> bool {
    matches!(sign, ' ' | '\u{a0}' | '.' | '-' | '_' | '*' | '·' | '/' | ',' | '~' | '+' | '|' | '•')
}

/// The longest known word in a row of letters.
fn word_in(row: &[(Range<usize>, char)]) -> Option<(Range<usize>, String)> {
    let letters: Vec<char> =
        row.iter().flat_map(|(_, letter)| letter.to_lowercase().take(1)).map(look_alike).collect();
    let starts = (0..=row.len() - FEWEST_APART)
        .filter(|start| spellings(&letters[*start..start + SHORTEST]).any(|first| begins_something(&first)));
    let spans = starts.flat_map(|start| (start + FEWEST_APART..=row.len()).rev().map(move |end| start..end));
    let mut longest: Option<(Range<usize>, String)> = None;
    for span in spans {
        let part = &letters[span.clone()];
        let masks = part.iter().filter(|letter| stands_for(**letter).is_some()).count();
        if masks * 2 > part.len() || longest.as_ref().is_some_and(|(other, _)| other.len() >= span.len()) {
            continue;
        }
        longest = read_as(part).map(|word| (span, word)).or(longest);
    }
    longest.map(|(span, word)| (row[span.start].0.start..row[span.end - 1].0.end, word))
}

/// A text with some of its parts, in their order, said otherwise.
fn replaced(text: &str, parts: &[(Range<usize>, String)]) -> Option<String> {
    if parts.is_empty() {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for (part, word) in parts {
        out.push_str(&text[done..part.start]);
        out.push_str(word);
        done = part.end;
    }
    out.push_str(&text[done..]);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_and_signs_are_read_as_the_letters_they_are_drawn_like() {
        for (disguised, word) in [
            ("v1agra", "viagra"),
            ("V1AGRA!!!", "viagra!!!"),
            ("c4s1n0!", "casino!"),
            ("(c4sino)", "(casino)"),
            ("fr€e", "free"),
            ("ca$ino", "casino"),
            ("c@sino,", "casino,"),
            ("p1lls", "pills"),
            ("1oan", "loan"),
            ("$ale", "sale"),
            ("v1agra2", "viagra2"),
            ("cl1ck", "click"),
            ("b!tcoin", "bitcoin"),
            ("с4sino", "casino"),
        ] {
            let read = unmasked(disguised);
            assert_eq!(read.text, word, "{disguised}");
            assert!(read.has_digits_for_letters && !read.has_letters_apart, "{disguised}");
        }
    }

    #[test]
    fn letters_that_stand_apart_are_read_as_their_word() {
        for (disguised, word) in [
            ("v i a g r a", "viagra"),
            ("V.I.A.G.R.A.", "viagra."),
            ("c.a.s.i.n.o", "casino"),
            ("a c-a-s-i-n-o here", "a casino here"),
            ("I c a s i n o", "I casino"),
            ("v * i * a", "v * i * a"),
            ("v 1 a g r 4", "viagra"),
            ("c\u{a0}a\u{a0}s\u{a0}i\u{a0}n\u{a0}o", "casino"),
        ] {
            let read = unmasked(disguised);
            assert_eq!(read.text, word, "{disguised}");
            assert_eq!(read.has_letters_apart, disguised != word, "{disguised}");
        }
    }

    #[test]
    fn ordinary_text_stays_as_it_is() {
        for text in [
            "h2o and co2 and m3 at 3d",
            "b2b, i18n, k8s, a11y, l10n, mp3, utf8, sha1, w3c, r2d2, c3po",
            "from 10am to 5pm, at 4am, on the 1st, 2nd, 3rd and 5th of 2024",
            "version 1.0.3, v2.1b, 0x5a4e, a3f5e0, 7zip, win32, x86, 4k",
            "Canon S30, line S33, slot5, link5, video4, game7, t0",
            "sub4sub f4f l4l",
            "e.g. i.e. a.k.a. U.S.A. R.S.V.P. z.B. d.h. u.a.m.",
            "a b c d e f g h i j k l m n o p q r s t u v w x y z",
            "x y z, A, B, C, D; 1 2 3 4 5 6",
            "It costs $20 or 20€, mail me@mill.example!",
            "Hello!What a day|night",
            "ICE 4, B 27, 3 x 4 = 12",
        ] {
            let read = unmasked(text);
            assert_eq!(read.text, text);
            assert!(!read.has_digits_for_letters && !read.has_letters_apart, "{text}");
        }
    }

    #[test]
    fn many_disguises_cost_no_more_than_a_bound() {
        for harm in ["v i a g r a, ".repeat(50_000), "v1agra ".repeat(50_000), "a ".repeat(200_000)] {
            let read = unmasked(&harm);
            assert!(read.text.len() <= harm.len());
        }
        let masked = "v1agra ".repeat(MOST_MASKED + 1);
        assert_eq!(unmasked(&masked).text, format!("{}v1agra ", "viagra ".repeat(MOST_MASKED)));
        // A word between them parts the rows.
        let apart = "v i a g r a then ".repeat(MOST_ROWS + 1);
        let read = format!("{}v i a g r a then ", "viagra then ".repeat(MOST_ROWS));
        assert_eq!(unmasked(&apart).text, read);
    }
}
