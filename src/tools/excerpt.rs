//! The beginning of a text, cut where a reader would cut it. Takes plain text, never markup.

/// The first `max_chars` characters or fewer of `text` on one line, cut at a word and ended by an ellipsis if cut.
pub fn of(text: &str, max_chars: usize) -> String {
    let mut line = String::new();
    let mut count = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count() + usize::from(!line.is_empty());
        if count + length > max_chars {
            return cut(line, word, max_chars);
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
        count += length;
    }
    line
}

/// Ends a line before `word`; a first word that is too long by itself is cut inside.
fn cut(mut line: String, word: &str, max_chars: usize) -> String {
    if line.is_empty() {
        line = head_of_word(word, max_chars.saturating_sub(1));
    }
    let kept = line.trim_end_matches([',', ';', ':', '–', '—', '-', '(', '…']).trim_end().len();
    line.truncate(kept);
    // The ellipsis takes a place too: leave out one more word where there is none for it.
    if line.chars().count() >= max_chars {
        match line.rfind(' ') {
            Some(space) => line.truncate(space),
            None => line = head_of_word(&line, max_chars.saturating_sub(1)),
        }
    }
    if max_chars > 0 {
        line.push('…');
    }
    line
}

/// The first characters of a word, without the base of a mark or the half of a joined sign that would be torn apart.
fn head_of_word(word: &str, max_chars: usize) -> String {
    let chars: Vec<char> = word.chars().collect();
    let mut end = max_chars.min(chars.len());
    while end > 0 && end < chars.len() && (joins(chars[end]) || chars[end - 1] == '\u{200d}') {
        end -= 1;
    }
    chars[..end].iter().collect()
}

/// Whether a character belongs to the one before it: combining marks, selectors, skin tones, joiners.
fn joins(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5bd}' | '\u{64b}'..='\u{65f}'
        | '\u{93a}'..='\u{94f}' | '\u{e31}' | '\u{e34}'..='\u{e3a}' | '\u{1ab0}'..='\u{1aff}'
        | '\u{200d}' | '\u{20d0}'..='\u{20ff}' | '\u{3099}' | '\u{309a}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{fe20}'..='\u{fe2f}' | '\u{1f3fb}'..='\u{1f3ff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_text_is_whole_and_on_one_line() {
        assert_eq!(of(" one\n two\tthree ", 20), "one two three");
        assert_eq!(of("exactly ten", 11), "exactly ten");
        assert_eq!(of("", 10), "");
    }

    #[test]
    fn a_long_text_is_cut_between_words() {
        assert_eq!(of("The quick brown fox", 12), "The quick…");
        assert_eq!(of("The quick, brown fox", 13), "The quick…");
    }

    #[test]
    fn a_word_that_fills_the_line_is_cut_inside() {
        assert_eq!(of("abcdefghij", 5), "abcd…");
        assert_eq!(of("日本語の長い文章です", 4), "日本語…");
    }

    #[test]
    fn a_mark_stays_with_its_letter() {
        assert_eq!(of("ae\u{301}xyz", 3), "a…");
        assert_eq!(of("a👩\u{200d}👩xyzzy", 4), "a…");
    }

    #[test]
    fn it_never_grows_beyond_the_limit() {
        let text = "Ein Tag, été 日本 👩\u{200d}👩\u{200d}👧 supercalifragilistic – end (of it)";
        for limit in 0..70 {
            assert!(of(text, limit).chars().count() <= limit, "{limit}: {}", of(text, limit));
        }
    }
}
