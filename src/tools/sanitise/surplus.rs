//! Tags with more attributes than anybody writes, cut short before the parser reads them: it compares each attribute of
//! a tag with all others.

use std::borrow::Cow;

use super::rewrite::elements;

/// How many attributes a tag keeps.
const MOST: usize = 100;

/// The source without what stands in its tags beyond the last attribute that is kept.
pub fn without_surplus_attributes(source: &str) -> Cow<'_, str> {
    let mut scanner = Scanner { source, at: 0 };
    let mut kept = String::new();
    let mut copied = 0;
    while let Some(surplus) = scanner.next_surplus() {
        kept.push_str(&source[copied..surplus.start]);
        copied = surplus.end;
    }
    if copied == 0 {
        return Cow::Borrowed(source);
    }
    kept.push_str(&source[copied..]);
    Cow::Owned(kept)
}

/// Walks over a source as HTML's tokenizer does, as far as tags begin and end.
struct Scanner<'a> {
    source: &'a str,
    at: usize,
}

impl Scanner<'_> {
    /// What is too much in the next tag that has too much.
    fn next_surplus(&mut self) -> Option<std::ops::Range<usize>> {
        loop {
            self.at += self.rest().find('<')? + 1;
            if self.rest().starts_with("!--") {
                self.skip_comment();
                continue;
            }
            let is_end = self.rest().starts_with('/');
            self.at += usize::from(is_end);
            if !self.rest().starts_with(|c: char| c.is_ascii_alphabetic()) {
                continue;
            }
            let name = self.take(|byte| !is_space(byte) && byte != b'/' && byte != b'>').to_ascii_lowercase();
            let surplus = self.attributes();
            if !is_end && (elements::silent(&name).is_some() || elements::raw_text(&name).is_some()) {
                self.skip_raw_text(&name);
            }
            if surplus.is_some() {
                return surplus;
            }
        }
    }

    fn rest(&self) -> &str {
        &self.source[self.at..]
    }

    fn skip_past(&mut self, end: &str) {
        self.at += self.rest().find(end).map_or(self.rest().len(), |found| found + end.len());
    }

    fn skip_comment(&mut self) {
        let rest = self.rest();
        let ends = rest.match_indices("--").map(|(at, _)| at);
        // Dashes may overlap: the last two of three can be the ones that end it.
        let end = ends.flat_map(|at| [at, at + 1]).find_map(|at| {
            ["-->", "--!>"].into_iter().find(|end| rest[at..].starts_with(end)).map(|end| at + end.len())
        });
        self.at += end.unwrap_or(rest.len());
    }

    /// What looks like a tag in a script is none.
    fn skip_raw_text(&mut self, name: &str) {
        while !self.rest().is_empty() {
            self.skip_past("</");
            let is_end = self.rest().get(..name.len()).is_some_and(|it| it.eq_ignore_ascii_case(name));
            if is_end {
                return;
            }
        }
    }

    fn take(&mut self, belongs: impl Fn(u8) -> bool) -> &str {
        let start = self.at;
        let rest = &self.source.as_bytes()[start..];
        self.at += rest.iter().position(|byte| !belongs(*byte)).unwrap_or(rest.len());
        &self.source[start..self.at]
    }

    /// Walks to the end of a tag whose name was read; answers where its surplus begins and ends.
    fn attributes(&mut self) -> Option<std::ops::Range<usize>> {
        let mut surplus_from = None;
        for number in 0.. {
            self.take(|byte| is_space(byte) || byte == b'/');
            if self.rest().is_empty() || self.rest().starts_with('>') {
                break;
            }
            if number == MOST {
                surplus_from = Some(self.at);
            }
            self.attribute();
        }
        surplus_from.map(|from| from..self.at)
    }

    fn attribute(&mut self) {
        // The first character belongs to the name, whatever it is.
        self.at += self.rest().chars().next().map_or(0, char::len_utf8);
        self.take(|byte| !is_space(byte) && !matches!(byte, b'/' | b'>' | b'='));
        self.take(is_space);
        if !self.rest().starts_with('=') {
            return;
        }
        self.at += 1;
        self.take(is_space);
        match self.rest().bytes().next() {
            Some(quote @ (b'"' | b'\'')) => {
                self.at += 1;
                self.take(|byte| byte != quote);
                self.at += usize::from(!self.rest().is_empty());
            }
            _ => {
                self.take(|byte| !is_space(byte) && byte != b'>');
            }
        }
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\x0c' | b'\r')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn many(attribute: &str) -> String {
        (0..MOST * 3).map(|number| attribute.replace('N', &number.to_string())).collect()
    }

    #[test]
    fn what_people_write_is_left_alone() {
        for source in [
            "<p title=\"a > b\" class='x' id=y hidden>text</p><br/>",
            "a < b <1 <<p>> </p x> <a href=/x/y/z>",
            "<p title=\"never ends",
            "<!-- <p title=\" --> text",
            "<script>if (a <b && \"</p>\") x</script> text",
            "äöü <p ä=\"ö\" ü>",
            "",
        ] {
            assert!(matches!(without_surplus_attributes(source), Cow::Borrowed(same) if same == source));
        }
    }

    #[test]
    fn a_tag_keeps_its_first_attributes_and_its_end() {
        for attribute in [" aN", " aN=\"> x\"", " aN = '>\"'", " aN=bN/", "/aN"] {
            let source =
                format!("one <p title=\"first\"{}>two</p> <b {}>three</b>", many(attribute), many(attribute));
            let kept = without_surplus_attributes(&source);
            assert!(kept.len() < source.len() / 2, "{attribute}: {}", kept.len());
            assert!(kept.starts_with("one <p title=\"first\""));
            assert!(kept.contains(">two</p> <b ") && kept.ends_with(">three</b>"), "{attribute}: {kept}");
        }
    }

    #[test]
    fn words_in_comments_and_scripts_are_no_attributes() {
        let words = many(" word N");
        for source in [
            format!("<!-- <p {words} --> text {words}>"),
            format!("<!-- <p {words} ---> text {words}>"),
            format!("<script> if (a<b {words}) </script> text {words}>"),
            format!("<TEXTAREA><p {words}</textarea> text {words}>"),
            format!("a <{words}> b"),
        ] {
            assert_eq!(without_surplus_attributes(&source), source);
        }
    }

    #[test]
    fn a_comment_ends_where_the_parser_ends_it() {
        for comment in
            ["<!-->", "<!--->", "<!-- a -- b -->", "<!-- a --!>", "<!-- a --->", "<!-- \u{2014}-- --!>"]
        {
            let source = format!("{comment}<p{}>", many(" aN"));
            let kept = without_surplus_attributes(&source);
            assert!(kept.starts_with(comment) && kept.matches(" a").count() < MOST + 3, "{comment}");
        }
    }

    #[test]
    fn a_tag_that_never_ends_ends_the_source() {
        let source = format!("one <p{}", many(" aN"));
        assert_eq!(without_surplus_attributes(&source).matches(" a").count(), MOST);
    }
}
