//! What a reader sees of a text: without markup, without what hides in it, and each letter as what it looks like.

/// A text as it is seen, and how much in it was made to be seen otherwise by a machine than by a person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plain {
    pub text: String,
    /// Letters that hide between others, turn their order round or stand for others.
    pub tricks: usize,
}

/// Of a longer text, so many bytes of its beginning are looked at …
const BEGINNING: usize = 3 * 1024;
/// … and so many of its end, where links like to stand.
const END: usize = 1024;

/// Reads a text that may be plain, Markdown, HTML or BBCode.
pub fn plain(text: &str) -> Plain {
    let bounded = bounded(text);
    let bare = if bounded.contains('<') { without_tags(&bounded) } else { bounded };
    let bare = if bare.contains('&') { with_entities(&bare) } else { bare };
    seen(&bare)
}

/// A name or the like: what hides in it is gone, and what it is made of stays.
pub fn line(text: &str) -> String {
    seen(&text.chars().take(200).collect::<String>()).text
}

fn bounded(text: &str) -> String {
    if text.len() <= BEGINNING + END {
        return text.to_owned();
    }
    let beginning = &text[..text.floor_char_boundary(BEGINNING)];
    let end = &text[text.ceil_char_boundary(text.len() - END)..];
    format!("{beginning} {end}")
}

/// Tags become white space; what their addresses lead to stays.
fn without_tags(text: &str) -> String {
    let mut bare = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        bare.push_str(&rest[..at]);
        let tag = &rest[at + 1..];
        let Some(end) = tag.find('>') else {
            // No tag ends any more, which is not to be looked for at each of them.
            rest = &rest[at..];
            break;
        };
        let begins = tag
            .chars()
            .next()
            .is_some_and(|first| first.is_ascii_alphabetic() || first == '/' || first == '!');
        if begins {
            bare.push(if tag[..end].starts_with("br") || tag[..end].starts_with("/p") { '\n' } else { ' ' });
            if let Some(address) = address(&tag[..end]) {
                bare.push_str(address);
                bare.push(' ');
            }
            rest = &tag[end + 1..];
        } else {
            bare.push('<');
            rest = tag;
        }
    }
    bare.push_str(rest);
    bare
}

fn address(tag: &str) -> Option<&str> {
    let value = tag[tag.find("href=")? + 5..].trim_start_matches(['"', '\'']);
    let end = value.find(['"', '\'', ' ']).unwrap_or(value.len());
    Some(&value[..end]).filter(|address| address.contains("://"))
}

/// Character references become what they stand for. What is none stays.
fn with_entities(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        let named =
            after.char_indices().take(10).find(|(_, letter)| *letter == ';').map(|(end, _)| &after[..end]);
        if let Some((letter, length)) = named.and_then(|name| Some((referred(name)?, name.len()))) {
            out.push(letter);
            rest = &after[length + 1..];
        } else {
            out.push('&');
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

fn referred(name: &str) -> Option<char> {
    let number = name.strip_prefix('#');
    match (number, name) {
        (Some(number), _) => {
            let hexadecimal = number.strip_prefix(['x', 'X']);
            let code = hexadecimal
                .map_or_else(|| number.parse().ok(), |digits| u32::from_str_radix(digits, 16).ok());
            code.and_then(char::from_u32)
        }
        (None, "amp") => Some('&'),
        (None, "lt") => Some('<'),
        (None, "gt") => Some('>'),
        (None, "quot") => Some('"'),
        (None, "apos" | "rsquo" | "lsquo") => Some('\''),
        (None, "nbsp") => Some(' '),
        (None, "hellip") => Some('…'),
        (None, "ndash" | "mdash") => Some('–'),
        _ => None,
    }
}

fn seen(text: &str) -> Plain {
    let mut plain = Plain { text: String::with_capacity(text.len()), tricks: 0 };
    let mut letters = text.chars().peekable();
    let mut before = ' ';
    while let Some(letter) = letters.next() {
        if letter.is_ascii() && !letter.is_ascii_control() {
            plain.text.push(letter);
            before = letter;
        } else if is_hidden(letter) {
            // Between two Latin letters it parts a word for machines alone; elsewhere a script may need it.
            let parts = is_latin(before) && letters.peek().copied().is_some_and(is_latin);
            plain.tricks += usize::from(parts || turns_round(letter));
        } else if is_mark(letter) {
            plain.tricks += usize::from(is_mark(before));
            before = letter;
        } else {
            let drawn = drawn(letter);
            plain.tricks += usize::from(drawn != letter);
            plain.text.push(drawn);
            before = drawn;
        }
    }
    plain
}

fn is_latin(letter: char) -> bool {
    letter.is_alphabetic() && letter < '\u{250}'
}

/// What is not seen but changes a word: joiners, marks of direction, soft hyphens, tags.
fn is_hidden(letter: char) -> bool {
    matches!(letter,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}')
        || letter.is_control() && !letter.is_whitespace()
}

fn turns_round(letter: char) -> bool {
    matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A mark that is drawn above or below the letter before; several on one are drawn to disguise it.
fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{20d0}'..='\u{20ff}')
}

/// The plain letter that an ornate one is drawn after.
fn drawn(letter: char) -> char {
    let code = u32::from(letter);
    let of = |first: char, place: u32| char::from_u32(u32::from(first) + place).unwrap_or(letter);
    match code {
        // full width
        0xff01..=0xff5e => of('!', code - 0xff01),
        // mathematical: bold, italic, script and others, 26 capitals and 26 small ones each; then digits
        0x1d400..=0x1d6a3 => match (code - 0x1d400) % 52 {
            capital @ 0..26 => of('A', capital),
            small => of('a', small - 26),
        },
        0x1d7ce..=0x1d7ff => of('0', (code - 0x1d7ce) % 10),
        // in circles and squares
        0x24b6..=0x24cf => of('A', code - 0x24b6),
        0x24d0..=0x24e9 => of('a', code - 0x24d0),
        0x1f130..=0x1f149 => of('A', code - 0x1f130),
        0x1f150..=0x1f169 => of('A', code - 0x1f150),
        0x1f170..=0x1f189 => of('A', code - 0x1f170),
        _ => letter,
    }
}

/// The Latin letter that a Cyrillic or Greek small one is drawn like.
pub fn look_alike(letter: char) -> char {
    match letter {
        'а' | 'α' => 'a',
        'с' => 'c',
        'ԁ' => 'd',
        'е' => 'e',
        'һ' => 'h',
        'і' | 'ι' => 'i',
        'ј' => 'j',
        'к' | 'κ' => 'k',
        'ո' => 'n',
        'о' | 'ο' | 'օ' => 'o',
        'р' | 'ρ' => 'p',
        'ѕ' => 's',
        'т' | 'τ' => 't',
        'υ' | 'ս' => 'u',
        'ν' | 'ѵ' => 'v',
        'ԝ' | 'ω' => 'w',
        'х' | 'χ' => 'x',
        'у' | 'γ' => 'y',
        other => other,
    }
}
