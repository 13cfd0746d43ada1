//! Text as it looks rather than as it is spelt: without what is not seen, in small letters, each letter that is drawn like
//! a Latin one as that one. For comparing only, never for showing.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// How a letter is read whose capital is drawn like another one than it is itself, as Ν is like N and ν like v.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Capitals {
    /// As what they are drawn like.
    Drawn,
    /// As their small letters, as whoever writes in this script means them.
    Meant,
}

impl Capitals {
    /// Among Latin letters others are a disguise.
    fn of(word: &str) -> Self {
        if word.chars().any(|letter| letter.is_ascii_alphabetic()) { Self::Drawn } else { Self::Meant }
    }

    fn read(self, letter: char) -> char {
        if self == Self::Drawn { capital(letter) } else { letter }
    }
}

/// Words as they look, with one space between: marks, punctuation and spaces of all kinds only part them.
pub fn words(pattern: &str) -> String {
    let pattern: String = bare(pattern).collect();
    // Each by itself: a Latin word beside a Greek one makes a disguise of neither.
    let words = pattern.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    let folded = words.map(|word| parted(letters(word, Capitals::of(word))));
    folded.collect::<Vec<_>>().join(" ")
}

/// The same of a text that words are sought in, in each way that it can be read.
pub fn words_in(text: &str) -> Vec<String> {
    let mut readings = vec![parted(letters(text, Capitals::Drawn))];
    if !text.is_ascii() {
        for other in [parted(letters(text, Capitals::Meant)), words(text)] {
            if !readings.contains(&other) {
                readings.push(other);
            }
        }
    }
    readings
}

/// The one letter that is left to be compared of a pattern that has more than that, as of `C++`.
pub fn only_letter_left(pattern: &str) -> Option<char> {
    let folded = words(pattern);
    let mut left = folded.chars();
    let letter = left.next().filter(|_| left.next().is_none())?;
    let typed = pattern.nfkc().filter(|letter| is_seen(*letter) && !letter.is_whitespace()).count();
    (typed > 1).then_some(letter)
}

fn parted(letters: impl Iterator<Item = char>) -> String {
    let mut folded = String::new();
    for letter in letters {
        if letter.is_alphanumeric() {
            folded.push(letter);
        } else if !folded.is_empty() && !folded.ends_with(' ') {
            folded.push(' ');
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// What stands for a letter that is an i to one and an l to another: a capital I, a one, a line.
const STROKE: char = '|';

/// So many readings of one name are compared.
const MOST_READINGS: usize = 16;

/// A name as it looks from afar: without spaces and marks, and with digits that stand for letters as these.
pub fn name(pattern: &str) -> String {
    plain(pattern.split_whitespace().flat_map(|word| from_afar(word, Capitals::of(word))))
}

/// The same of a name that others may not carry, in each way that whoever has it may write it.
pub fn names(text: &str) -> Vec<String> {
    let mut written = vec![plain(from_afar(text, Capitals::Drawn)), plain(from_afar(text, Capitals::Meant))];
    written.dedup();
    written
}

/// The same of a name that may be a disguise, in each way that it can be read.
pub fn names_in(text: &str) -> Vec<String> {
    let mut readings = vec![String::new()];
    for letter in from_afar(text, Capitals::Drawn) {
        let others = if letter == STROKE && readings.len() < MOST_READINGS { readings.len() } else { 0 };
        readings.extend_from_within(..others);
        let own = readings.len() - others;
        for (place, reading) in readings.iter_mut().enumerate() {
            reading.push(if place >= own { 'l' } else { stroke_as_i(letter) });
        }
    }
    if !text.is_ascii() {
        readings.push(plain(from_afar(text, Capitals::Meant)));
        readings.push(name(text));
    }
    readings
}

fn plain(letters: impl Iterator<Item = char>) -> String {
    letters.map(stroke_as_i).collect()
}

fn stroke_as_i(letter: char) -> char {
    if letter == STROKE { 'i' } else { letter }
}

fn from_afar(text: &str, capitals: Capitals) -> impl Iterator<Item = char> {
    let far = |letter| match letter {
        '0' => 'o',
        '3' => 'e',
        '5' => 's',
        'I' | '1' | 'ǀ' => STROKE,
        other => other,
    };
    let read = bare(text).map(move |letter| far(capitals.read(letter)));
    let folded = read.flat_map(char::to_lowercase).map(small);
    folded.filter(|letter| letter.is_alphanumeric() || *letter == STROKE)
}

/// Without what is not seen: joiners, marks of direction, soft hyphens, fillers, selectors of forms.
pub fn is_seen(letter: char) -> bool {
    !matches!(letter,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

fn letters(text: &str, capitals: Capitals) -> impl Iterator<Item = char> {
    bare(text).map(move |letter| capitals.read(letter)).flat_map(char::to_lowercase).map(small)
}

/// What is seen of a text, without accents and in plain forms.
fn bare(text: &str) -> impl Iterator<Item = char> {
    let seen = text.chars().filter(|letter| is_seen(*letter));
    seen.nfkd().filter(|letter| !is_combining_mark(*letter))
}

/// The Latin capital that another one is drawn like: Greek and Cyrillic, whose small letters look otherwise, Cherokee in both
/// sizes, and Lisu, which has no small ones.
fn capital(letter: char) -> char {
    match large_cherokee(letter) {
        'Α' | 'А' | '\u{13aa}' | '\u{a4ee}' => 'A',
        'Β' | 'В' | '\u{13f4}' | '\u{a4d0}' => 'B',
        'Ϲ' | 'С' | '\u{13df}' | '\u{a4da}' => 'C',
        '\u{13a0}' | '\u{a4d3}' => 'D',
        'Ε' | 'Е' | '\u{13ac}' | '\u{a4f0}' => 'E',
        'Ϝ' | '\u{a4dd}' => 'F',
        'Ԍ' | '\u{13c0}' | '\u{13f3}' | '\u{a4d6}' => 'G',
        'Η' | 'Н' | '\u{13bb}' | '\u{a4e7}' => 'H',
        'Ι' | 'І' | 'Ӏ' | 'ӏ' | '\u{a4f2}' => 'I',
        'Ϳ' | 'Ј' | '\u{13ab}' | '\u{a4d9}' => 'J',
        'Κ' | 'К' | '\u{13e6}' | '\u{a4d7}' => 'K',
        '\u{13de}' | '\u{a4e1}' => 'L',
        'Μ' | 'М' | '\u{13b7}' | '\u{a4df}' => 'M',
        'Ν' | '\u{a4e0}' => 'N',
        'Ο' | 'О' | '\u{a4f3}' => 'O',
        'Ρ' | 'Р' | '\u{13e2}' | '\u{a4d1}' => 'P',
        'Ԛ' => 'Q',
        '\u{13a1}' | '\u{13d2}' | '\u{a4e3}' => 'R',
        'Ѕ' | '\u{13d5}' | '\u{13da}' | '\u{a4e2}' => 'S',
        'Τ' | 'Т' | '\u{13a2}' | '\u{a4d4}' => 'T',
        '\u{a4f4}' => 'U',
        'Ѵ' | '\u{13d9}' | '\u{a4e6}' => 'V',
        'Ԝ' | '\u{13b3}' | '\u{13d4}' | '\u{a4ea}' => 'W',
        'Χ' | 'Х' | '\u{a4eb}' => 'X',
        'Υ' | 'У' | 'Ү' | '\u{13a9}' | '\u{13bd}' | '\u{a4ec}' => 'Y',
        'Ζ' | '\u{13c3}' | '\u{a4dc}' => 'Z',
        '\u{13cf}' => 'b',
        '\u{13e7}' | '\u{a4d2}' => 'd',
        '\u{13c2}' => 'h',
        '\u{13a5}' => 'i',
        other => other,
    }
}

/// Small Cherokee letters are drawn like the capitals, which stand in the same order.
fn large_cherokee(letter: char) -> char {
    match letter {
        '\u{ab70}'..='\u{abbf}' => char::from_u32(u32::from(letter) - 0xab70 + 0x13a0).unwrap_or(letter),
        other => other,
    }
}

/// The Latin letter that another small one is drawn like.
fn small(letter: char) -> char {
    match letter {
        'а' | 'α' | 'ɑ' => 'a',
        'ь' | 'в' | 'ƅ' => 'b',
        'с' | 'ϲ' | 'ᴄ' => 'c',
        'ԁ' | 'đ' | 'ɗ' => 'd',
        'е' | 'є' | 'ҽ' => 'e',
        'ɡ' | 'ց' => 'g',
        'һ' | 'н' | 'հ' => 'h',
        'і' | 'ι' | 'ı' | 'ɩ' | 'ӏ' => 'i',
        'ј' | 'ϳ' => 'j',
        'к' | 'κ' => 'k',
        'ł' | 'ɫ' => 'l',
        'м' | 'ᴍ' => 'm',
        'η' | 'ո' | 'п' => 'n',
        'о' | 'ο' | 'σ' | 'ς' | 'օ' | 'ø' => 'o',
        'р' | 'ρ' => 'p',
        'ԛ' => 'q',
        'г' | 'ᴦ' => 'r',
        'ѕ' | 'ꜱ' => 's',
        'т' | 'τ' => 't',
        'υ' | 'ս' | 'ц' => 'u',
        'ν' | 'ѵ' | 'ᴠ' => 'v',
        'ԝ' | 'ω' | 'ѡ' => 'w',
        'х' | 'χ' => 'x',
        'у' | 'γ' | 'ү' => 'y',
        'ᴢ' => 'z',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_alike_is_alike() {
        for disguised in [
            "Cheap Pills",
            "ｃｈｅａｐ  ｐｉｌｌｓ",
            "ch\u{200b}eap\u{ad} pi\u{2060}lls",
            "сhеаp рills",
            "chéap-p̈ills!",
            "𝒄𝒉𝒆𝒂𝒑 𝕡𝕚𝕝𝕝𝕤",
            "CHEAP\u{a0}PILLS\u{fe0f}",
            "\u{202e}cheap\u{202c} pills",
        ] {
            assert_eq!(words(disguised), "cheap pills", "{disguised}");
        }
    }

    #[test]
    fn a_name_is_known_from_afar() {
        for disguised in [
            "Ada Lovelace",
            "A d a  Lovelace",
            "АdаLоvelасe",
            "Ada L0velace",
            "ada.lovelace ",
            "Adá Iovelace",
        ] {
            assert!(passes_for(disguised, "Ada Lovelace"), "{disguised}");
        }
        assert!(!passes_for("Ada Loveless", "Ada Lovelace"));
        assert_eq!(name("\u{200b}\u{3164}"), "");
    }

    fn passes_for(disguised: &str, own: &str) -> bool {
        let written = names(own);
        names_in(disguised).iter().any(|reading| written.contains(reading))
    }

    #[test]
    fn capitals_of_other_scripts_pass_for_latin_ones() {
        for disguised in
            ["ΒΕΝΝΥ ΗΖΜ", "Βenny Ηzm", "\u{a4d0}\u{a4f0}\u{a4e0}\u{a4e0}\u{a4ec} \u{a4e7}\u{a4dc}\u{a4df}"]
        {
            assert!(passes_for(disguised, "Benny Hzm"), "{disguised}");
        }
        for disguised in ["\u{13aa}\u{13a0}\u{13aa}", "\u{ab7a}\u{ab70}\u{ab7a}", "\u{a4ee}\u{a4d3}\u{a4ee}"]
        {
            assert!(passes_for(disguised, "Ada"), "{disguised}");
        }
        assert!(words_in("ΒΕSΤ ΒUΥ").contains(&"best buy".to_owned()));
        assert_eq!(words("ΒΕSΤ ΒUΥ"), "best buy");
    }

    #[test]
    fn small_letters_of_another_script_are_the_same_as_its_capitals() {
        for (small, large) in [("νίκος βένης", "ΝΊΚΟΣ ΒΈΝΗΣ"), ("иван гнедин", "ИВАН ГНЕДИН")]
        {
            assert!(passes_for(small, large) && passes_for(large, small), "{small}");
            assert!(words_in(large).contains(&words(small)) && words_in(small).contains(&words(large)));
        }
    }

    #[test]
    fn words_of_two_scripts_are_known_in_small_letters_and_in_capitals() {
        for text in ["Νέο Casino", "νέο casino", "ΝΕΟ CASINO", "ΝΕΟ-CΑSΙΝΟ"] {
            for pattern in ["Νέο Casino", "νέο casino", "ΝΕΟ CASINO"] {
                assert!(words_in(text).contains(&words(pattern)), "{pattern} in {text}");
            }
        }
        for text in ["Νίκος Benny", "νίκος benny", "ΝΙΚΟΣ BENNY", "ΝΙΚΟΣ ΒENNY"] {
            for pattern in ["Νίκος Benny", "νίκος benny"] {
                assert!(names_in(text).contains(&name(pattern)), "{pattern} in {text}");
            }
        }
    }

    #[test]
    fn a_capital_i_is_read_both_ways_and_a_small_one_is_an_i() {
        for (disguised, own) in [
            ("AIice", "Alice"),
            ("A1ic1a", "Alicia"),
            ("AӀice", "Alice"),
            ("L1nus", "Linus"),
            ("|inus", "Linus"),
            ("IRIS", "Iris"),
            ("İris", "Iris"),
        ] {
            assert!(passes_for(disguised, own), "{disguised}");
        }
        for (innocent, own) in
            [("Lan", "Ian"), ("Alia", "Alla"), ("Alla", "Alia"), ("Ilse", "Iise"), ("Lea", "Iea")]
        {
            assert!(!passes_for(innocent, own), "{innocent} is not {own}");
        }
        assert!(names_in(&"I1|".repeat(30)).len() <= MOST_READINGS, "readings are bounded");
    }

    #[test]
    fn a_pattern_of_signs_around_one_letter_is_told_from_a_letter() {
        for (pattern, letter) in [("C++", Some('c')), ("5 €", Some('5')), ("c", None), ("e\u{301}", None)] {
            assert_eq!(only_letter_left(pattern), letter, "{pattern}");
        }
        assert_eq!((only_letter_left("日本"), only_letter_left("…")), (None, None));
    }

    #[test]
    fn other_scripts_stay_themselves() {
        assert_eq!(words("日本語 テスト"), words("日本語　テスト"));
        assert_ne!(words("日本"), words("本日"));
        assert_eq!(words("...!?"), "");
    }
}
