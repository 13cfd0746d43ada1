//! Text as it looks rather than as it is spelt: without what is not seen, in small letters, each letter that is drawn like
//! a Latin one as that one. For comparing only, never for showing.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Words as they look, with one space between: marks, punctuation and spaces of all kinds only part them.
pub fn words(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in letters(text) {
        if letter.is_alphanumeric() {
            folded.push(letter);
        } else if !folded.is_empty() && !folded.ends_with(' ') {
            folded.push(' ');
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// A name as it looks from afar: without spaces and marks, and with digits that stand for letters as these.
pub fn name(text: &str) -> String {
    let far = |letter| match letter {
        '0' => 'o',
        '1' | 'i' | '|' => 'l',
        '3' => 'e',
        '5' => 's',
        other => other,
    };
    letters(text).map(far).filter(|letter| letter.is_alphanumeric()).collect()
}

/// Without what is not seen: joiners, marks of direction, soft hyphens, fillers, selectors of forms.
pub fn is_seen(letter: char) -> bool {
    !matches!(letter,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

fn letters(text: &str) -> impl Iterator<Item = char> {
    let seen = text.chars().filter(|letter| is_seen(*letter));
    let small = seen.nfkd().filter(|letter| !is_combining_mark(*letter)).flat_map(char::to_lowercase);
    small.map(look_alike)
}

/// The Latin letter that another one is drawn like.
fn look_alike(letter: char) -> char {
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
        'о' | 'ο' | 'σ' | 'օ' | 'ø' => 'o',
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
            assert_eq!(name(disguised), name("Ada Lovelace"), "{disguised}");
        }
        assert_ne!(name("Ada Lovelace"), name("Ada Loveless"));
        assert_eq!(name("\u{200b}\u{3164}"), "");
    }

    #[test]
    fn other_scripts_stay_themselves() {
        assert_eq!(words("日本語 テスト"), words("日本語　テスト"));
        assert_ne!(words("日本"), words("本日"));
        assert_eq!(words("...!?"), "");
    }
}
