//! Names for addresses: lower case, hyphens, plain letters. Whether a name is free is not known here.

use deunicode::deunicode_char;

const LONGEST: usize = 60;

/// The name of a post in its address, made from the title; `post` where the title has no letter to offer.
pub fn from_title(title: &str) -> String {
    named(title, "post")
}

/// The name of a tag in its address, in Latin letters like all the others; `tag` where there is no letter to offer.
pub fn for_tag(tag: &str) -> String {
    named(tag, "tag")
}

fn named(text: &str, fallback: &str) -> String {
    let mut words = String::new();
    for c in text.chars() {
        if words.len() > LONGEST * 4 {
            break;
        }
        push_plain(&mut words, c);
    }
    let name = cut_at_hyphen(words.trim_end_matches('-'));
    if name.is_empty() { fallback.to_owned() } else { name.to_owned() }
}

/// Adds a character in plain letters, and a single hyphen for what separates words.
fn push_plain(words: &mut String, c: char) {
    if matches!(c, '\'' | '’' | '‘' | '\u{ad}') {
        return;
    }
    let plain = match deunicode_char(c) {
        Some("") => return,
        Some(plain) if c.is_alphanumeric() => plain,
        _ => "-",
    };
    for letter in plain.chars() {
        if letter.is_ascii_alphanumeric() {
            words.push(letter.to_ascii_lowercase());
        } else if letter != '\'' && letter != '`' && !words.is_empty() && !words.ends_with('-') {
            words.push('-');
        }
    }
}

/// Cuts at the last hyphen within the limit; a single long word is cut inside. ASCII only.
fn cut_at_hyphen(name: &str) -> &str {
    if name.len() <= LONGEST {
        return name;
    }
    let head = &name[..LONGEST];
    if name.as_bytes()[LONGEST] == b'-' {
        return head;
    }
    head.rfind('-').map_or(head, |hyphen| &head[..hyphen])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_becomes_words_and_hyphens() {
        assert_eq!(from_title("  Hello, World!  It's 2017 "), "hello-world-its-2017");
        assert_eq!(from_title("C++ & C#"), "c-c");
        assert_eq!(from_title("Cafe\u{301}teria"), "cafeteria");
    }

    #[test]
    fn other_scripts_are_written_in_latin_letters() {
        assert_eq!(from_title("Über größe Ærø"), "uber-grosse-aero");
        assert_eq!(from_title("Привет мир"), "privet-mir");
        assert_eq!(for_tag("日本"), "ri-ben");
    }

    #[test]
    fn a_title_without_letters_still_has_a_name() {
        assert_eq!(from_title(""), "post");
        assert_eq!(from_title("?!… —"), "post");
        assert_eq!(for_tag("***"), "tag");
    }

    #[test]
    fn a_long_title_is_cut_at_a_word() {
        let name = from_title(&"seven77 ".repeat(20));
        assert_eq!(name, "seven77-seven77-seven77-seven77-seven77-seven77-seven77");
        assert_eq!(from_title(&"a".repeat(100)).len(), LONGEST);
    }

    #[test]
    fn nothing_but_letters_figures_and_single_hyphens_comes_out() {
        for title in
            ["../../etc/passwd", "a\"><script>", "%2e%2e/", "a\u{0}b\r\nSet-Cookie: x", "Ĳ–ﬂ½①", "١٢٣"]
        {
            let name = from_title(title);
            assert!(
                name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'),
                "{name}"
            );
            assert!(!name.contains("--") && !name.starts_with('-') && !name.ends_with('-'), "{name}");
        }
    }
}
