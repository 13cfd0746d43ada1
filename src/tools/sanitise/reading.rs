//! What can be read off a sanitised body: its text, its part before the jump break, the hosts of its pictures.

use std::collections::{BTreeSet, HashSet};

use super::pieces::{self, Piece};
use super::{BREAK_ANCHOR, address};

/// The words of a body: a new line between blocks, a space between cells, no marks of footnotes.
pub fn text(markup: &str) -> String {
    let mut plain = String::with_capacity(markup.len());
    let mut skipped: Option<&str> = None;
    let mut is_code = false;
    for piece in pieces::of(markup) {
        match piece {
            Piece::End { name, .. } if skipped == Some(name) => skipped = None,
            _ if skipped.is_some() => {}
            Piece::Start { name, whole } if is_note_mark(whole) => skipped = Some(name),
            Piece::Start { name, .. } | Piece::End { name, .. } => {
                is_code = name == "pre" && matches!(piece, Piece::Start { .. }) || is_code && name != "pre";
                separate(&mut plain, name);
            }
            Piece::Text(text) if is_code => pieces::decode_into(&mut plain, text),
            Piece::Text(text) => pieces::decode_into(&mut plain, &text.replace('\n', " ")),
        }
    }
    tidy(&plain)
}

/// The hosts that a body's pictures are on, each once, in order.
pub fn picture_hosts(markup: &str) -> Vec<String> {
    let hosts: BTreeSet<String> =
        starts(markup, "img").filter_map(|tag| address::host(pieces::attribute(tag, "src")?)).collect();
    hosts.into_iter().collect()
}

/// Where the links of a body lead.
pub fn link_addresses(markup: &str) -> Vec<String> {
    let written = starts(markup, "a").filter_map(|tag| pieces::attribute(tag, "href"));
    let decoded = |written| {
        let mut address = String::new();
        pieces::decode_into(&mut address, written);
        address
    };
    written.map(decoded).collect()
}

/// The part before the jump break with every element ended, and with the notes that it refers to.
pub fn lead(markup: &str) -> Option<String> {
    let before = &markup[..markup.find(BREAK_ANCHOR)?];
    let mut open = Vec::new();
    for piece in pieces::of(before) {
        match piece {
            Piece::Start { name, .. } if !pieces::is_void(name) => open.push(name),
            Piece::End { .. } => {
                open.pop();
            }
            _ => {}
        }
    }
    let mut lead = before.to_owned();
    for name in open.iter().rev() {
        lead.push_str("</");
        lead.push_str(name);
        lead.push('>');
    }
    lead.push_str(&notes_of(before, markup));
    Some(lead)
}

/// The list of notes, without those that `part` does not refer to.
fn notes_of(part: &str, markup: &str) -> String {
    let Some(list) = super::notes::section(markup).filter(|_| part.contains("footnote-ref")) else {
        return String::new();
    };
    let referred: HashSet<_> = starts(part, "a").filter_map(|tag| pieces::attribute(tag, "href")).collect();
    let mut kept = String::new();
    let mut depth = 0;
    let mut is_kept = true;
    for piece in pieces::of(list) {
        if let Piece::Start { name: "li", whole } = piece {
            depth += 1;
            if depth == 1 {
                is_kept = pieces::attribute(whole, "id")
                    .is_some_and(|id| referred.contains(format!("#{id}").as_str()));
            }
        }
        if is_kept {
            kept.push_str(piece.whole());
        }
        if let Piece::End { name: "li", .. } = piece {
            depth -= 1;
            is_kept |= depth == 0;
        }
    }
    kept
}

fn starts<'a>(markup: &'a str, wanted: &'a str) -> impl Iterator<Item = &'a str> {
    pieces::of(markup).filter_map(move |piece| match piece {
        Piece::Start { name, whole } if name == wanted => Some(whole),
        _ => None,
    })
}

fn is_note_mark(tag: &str) -> bool {
    tag.contains("footnote-")
        && (pieces::has_class(tag, "footnote-ref") || pieces::has_class(tag, "footnote-backref"))
}

fn separate(plain: &mut String, name: &str) {
    match name {
        "td" | "th" | "rt" | "rp" => plain.push(' '),
        "a" | "abbr" | "b" | "bdi" | "bdo" | "cite" | "code" | "del" | "dfn" | "em" | "i" | "ins" | "kbd"
        | "mark" | "q" | "ruby" | "s" | "samp" | "small" | "span" | "strong" | "sub" | "sup" | "time"
        | "u" | "var" | "wbr" | "img" => {}
        _ => plain.push('\n'),
    }
}

/// One space between words, one new line between blocks, none around.
fn tidy(plain: &str) -> String {
    let mut tidy = String::with_capacity(plain.len());
    for line in plain.lines() {
        let mut words = line.split_whitespace().peekable();
        if words.peek().is_some() && !tidy.is_empty() {
            tidy.push('\n');
        }
        let mut is_first = true;
        for word in words {
            if !is_first {
                tidy.push(' ');
            }
            tidy.push_str(word);
            is_first = false;
        }
    }
    tidy
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_blocks_and_cells_stay_apart() {
        assert_eq!(text("<p>one</p><p>t<b>w</b>o<br>three</p>"), "one\ntwo\nthree");
        assert_eq!(text("<p>one\ntwo</p><pre>a\nb</pre>"), "one two\na\nb");
        assert_eq!(text("<table><tr><td>a</td><td>b</td></tr></table>"), "a b");
    }

    #[test]
    fn text_is_decoded_and_without_marks_of_notes() {
        assert_eq!(text("a &lt;b&gt; &amp;amp;&nbsp; c"), "a <b> &amp; c");
        assert_eq!(
            text(
                "x<sup class=\"footnote-ref\"><a href=\"#p-fn-1\">1</a></sup> y <a class=\"footnote-backref\">↩</a>z"
            ),
            "x y z"
        );
    }

    #[test]
    fn a_lead_ends_what_it_began() {
        let markup = "<div dir=\"ltr\"><p>a <b>b<br><span id=\"more\"></span> c</b></p></div>";
        assert_eq!(lead(markup).as_deref(), Some("<div dir=\"ltr\"><p>a <b>b<br></b></p></div>"));
        assert_eq!(lead("<p>a</p>"), None);
    }

    #[test]
    fn picture_hosts_are_named_once() {
        let markup = "<img src=\"https://b.example/1\"><img src=\"https://a.example/1\"><img src=\"https://b.example/2\"><img src=\"/x\">";
        assert_eq!(picture_hosts(markup), ["a.example", "b.example"]);
    }

    #[test]
    fn links_tell_where_they_lead() {
        let markup = "<a href=\"x?a&amp;b\">a</a><a id=\"p-x\">b</a><abbr>c</abbr>";
        assert_eq!(link_addresses(markup), ["x?a&b"]);
    }
}
