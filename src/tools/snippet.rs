//! Where the words that were looked for stand in a text, and the piece of the text that shows most of them.
//! Words are cut and compared as the search index does it: letters and figures, without case and accents.

use std::ops::Range;

use deunicode::deunicode_char;

/// More of a query than this is not read, in characters.
const QUERY_LONGEST: usize = 200;

/// More terms than these are not looked for.
const MOST_TERMS: usize = 8;

/// More of the words than these are not marked in one text.
const MOST_FOUND: usize = 500;

/// How many characters stand before the first word that was found.
const LEAD_IN: usize = 60;

/// What somebody looks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    terms: Vec<String>,
    /// The folded words of all terms; the last one may be the beginning of a word.
    words: Vec<String>,
}

/// A word of a text that was looked for, and which of the words it is.
struct Found {
    range: Range<usize>,
    place: usize,
}

/// A part of a text, found or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    pub text: String,
    pub is_match: bool,
}

impl Query {
    /// Reads what was typed. Terms without a letter or figure, and what goes beyond the limits, are left out.
    pub fn read(typed: &str) -> Self {
        let typed: String = typed.chars().take(QUERY_LONGEST).collect();
        let terms: Vec<String> = typed
            .split(|c: char| c.is_whitespace() || c.is_control())
            .filter(|term| term.contains(char::is_alphanumeric))
            .take(MOST_TERMS)
            .map(str::to_owned)
            .collect();
        let words = terms.iter().flat_map(|term| words(term).map(|word| folded(&term[word]))).collect();
        Self { terms, words }
    }

    /// What stands between spaces, as it was typed.
    pub fn terms(&self) -> &[String] {
        &self.terms
    }

    /// Which of the words this is.
    fn place(&self, word: &str) -> Option<usize> {
        let (last, others) = self.words.split_last()?;
        let other = others.iter().position(|other| other == word);
        other.or_else(|| word.starts_with(last.as_str()).then_some(others.len()))
    }
}

/// A whole text, with the words that were looked for marked.
pub fn marked(text: &str, query: &Query) -> Vec<Piece> {
    let found: Vec<_> = found(text, query).into_iter().map(|word| word.range).collect();
    pieces(text, &found)
}

/// The stretch of at most `max_chars` characters that shows most of the words, or the beginning if none is there.
pub fn of(text: &str, query: &Query, max_chars: usize) -> Vec<Piece> {
    let found = found(text, query);
    let start = densest(&found, max_chars).map_or(0, |first| opening(text, first));
    let end = closing(text, start, max_chars);
    let within: Vec<_> = found
        .into_iter()
        .filter(|word| word.range.start >= start && word.range.end <= end)
        .map(|word| word.range.start - start..word.range.end - start)
        .collect();
    let mut stretch = pieces(&text[start..end], &within);
    if start > 0 {
        stretch.insert(0, Piece { text: "… ".to_owned(), is_match: false });
    }
    if end < text.len() {
        stretch.push(Piece { text: " …".to_owned(), is_match: false });
    }
    stretch
}

fn found(text: &str, query: &Query) -> Vec<Found> {
    words(text)
        .filter_map(|range| query.place(&folded(&text[range.clone()])).map(|place| Found { range, place }))
        .take(MOST_FOUND)
        .collect()
}

/// Where the first of the words stands from which on most different ones are within reach. Bytes are near enough to
/// characters here.
fn densest(found: &[Found], max_chars: usize) -> Option<usize> {
    let reach = max_chars.saturating_sub(LEAD_IN);
    let mut best: Option<(u32, usize)> = None;
    for (first, word) in found.iter().enumerate() {
        let start = word.range.start;
        let within = found[first..].iter().take_while(|other| other.range.end - start <= reach);
        let different = within.fold(0_u64, |seen, other| seen | 1 << (other.place % 64)).count_ones();
        if best.is_none_or(|(most, _)| different > most) {
            best = Some((different, start));
        }
    }
    best.map(|(_, start)| start)
}

/// A place a little before a word, at the beginning of another.
fn opening(text: &str, word: usize) -> usize {
    let Some((start, _)) = text[..word].char_indices().rev().nth(LEAD_IN) else { return 0 };
    text[start..word].find(char::is_whitespace).map_or(word, |space| start + space + 1)
}

/// The end of the last word that fits; a word that fills all the room is cut.
fn closing(text: &str, start: usize, max_chars: usize) -> usize {
    let Some((length, _)) = text[start..].char_indices().nth(max_chars) else { return text.len() };
    let stretch = &text[start..start + length];
    start + stretch.rfind(char::is_whitespace).filter(|space| *space > length / 2).unwrap_or(length)
}

fn pieces(text: &str, found: &[Range<usize>]) -> Vec<Piece> {
    let mut pieces = Vec::with_capacity(found.len() * 2 + 1);
    let mut done = 0;
    let mut push = |range: Range<usize>, is_match| {
        if !range.is_empty() {
            pieces.push(Piece { text: text[range].to_owned(), is_match });
        }
    };
    for word in found {
        push(done..word.start, false);
        push(word.clone(), true);
        done = word.end;
    }
    push(done..text.len(), false);
    pieces
}

/// Where each word stands.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut signs = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let (start, _) = signs.find(|(_, c)| c.is_alphanumeric())?;
        while signs.next_if(|(_, c)| c.is_alphanumeric() || is_accent(*c)).is_some() {}
        let end = signs.peek().map_or(text.len(), |(end, _)| *end);
        Some(start..end)
    })
}

fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// Lower case, and Latin letters without what stands on or under them.
fn folded(word: &str) -> String {
    let mut plain = String::with_capacity(word.len());
    for c in word.chars() {
        match c {
            _ if c.is_ascii() => plain.push(c.to_ascii_lowercase()),
            _ if is_accent(c) => {}
            '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => match deunicode_char(c) {
                Some(base) if base.len() == 1 => plain.push_str(&base.to_ascii_lowercase()),
                _ => plain.extend(c.to_lowercase()),
            },
            _ => plain.extend(c.to_lowercase()),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pieces as one line, what was found in brackets.
    fn line(pieces: &[Piece]) -> String {
        pieces
            .iter()
            .map(|piece| if piece.is_match { format!("[{}]", piece.text) } else { piece.text.clone() })
            .collect()
    }

    fn shown(text: &str, typed: &str, max_chars: usize) -> String {
        line(&of(text, &Query::read(typed), max_chars))
    }

    #[test]
    fn words_are_found_whatever_their_case_and_accents() {
        assert_eq!(
            shown("Über den CAFE\u{301}, nie café.", "uber cafe", 100),
            "[Über] den [CAFE\u{301}], nie [café]."
        );
        assert_eq!(shown("ÅNGSTRÖM Привет", "angstrom привет", 100), "[ÅNGSTRÖM] [Привет]");
    }

    #[test]
    fn only_the_last_word_may_be_a_beginning() {
        assert_eq!(
            shown("bridge bridges swings swing", "bridge swing", 100),
            "[bridge] bridges [swings] [swing]"
        );
        assert_eq!(shown("don't C++ x-ray", "don't x-r", 100), "[don]'[t] C++ [x]-[ray]");
    }

    #[test]
    fn the_stretch_with_most_of_the_words_is_shown() {
        let text = format!("swing {} a swing bridge here {}", "filler ".repeat(60), "tail ".repeat(60));
        let shown = shown(&text, "swing bridge", 120);
        assert!(shown.starts_with("… filler") && shown.ends_with(" …"), "{shown}");
        assert!(shown.contains("[swing] [bridge]"), "{shown}");
    }

    #[test]
    fn a_text_without_the_words_is_shown_from_its_beginning() {
        assert_eq!(shown("one two three four", "zeppelin", 9), "one two …");
        assert_eq!(shown("", "zeppelin", 9), "");
        assert_eq!(shown("one", "", 9), "one");
    }

    #[test]
    fn what_is_typed_is_cut_to_what_can_be_looked_for() {
        assert_eq!(Query::read(" a\u{0}b \"'*(NEAR \t* -- ").terms(), ["a", "b", "\"'*(NEAR"]);
        assert_eq!(Query::read(&"ab ".repeat(5000)).terms().len(), MOST_TERMS);
        assert_eq!(Query::read(&"é".repeat(10_000)).terms()[0].chars().count(), QUERY_LONGEST);
        assert!(Query::read("*** \u{7}").terms().is_empty());
    }

    #[test]
    fn every_piece_of_any_text_is_whole_letters_and_all_of_it_is_there() {
        let text = "日本語のテキスト 😀 e\u{301}a x\u{200d}y <b>&amp;</b> ".repeat(40);
        for limit in 1..200 {
            let query = Query::read("x b テキスト");
            assert!(!of(&text, &query, limit).is_empty());
            let whole: String = marked(&text, &query).into_iter().map(|piece| piece.text).collect();
            assert_eq!(whole, text);
        }
    }
}
