//! Footnotes that open where they are referred to, made when a page is rendered. Feeds get the stored markup as it is.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Write as _;

use super::Html;
use super::address::ID_PREFIX;
use super::pieces::{self, Piece};

const SECTION: &str = "<section class=\"footnotes\">";

/// The words that a page's language has for notes.
#[derive(Debug, Clone, Copy)]
pub struct NoteWords<'a> {
    /// "Note", before a number: the name of the button that opens a note.
    pub note: &'a str,
    /// "Back to the text": the name of the link from a note to its place.
    pub back: &'a str,
}

/// Makes each reference to a footnote a button beside which the note opens; the list at the end stays, for print and
/// for browsers that know no popover. A `prefix` goes into every id and the links to them, so that several posts can
/// stand on a page; it has to be plain letters, figures or hyphens. Without notes and prefix nothing is done.
pub fn open_footnotes(html: &Html, prefix: &str, words: NoteWords) -> Html {
    let markup = html.as_str();
    let has_notes = markup.contains(SECTION);
    let has_ids = !prefix.is_empty() && (markup.contains(" id=\"") || markup.contains(" name=\""));
    let has_links = !prefix.is_empty() && markup.contains("href=\"#");
    if !has_notes && !has_ids && !has_links {
        return html.clone();
    }
    let notes = if has_notes { notes(markup) } else { HashMap::new() };
    let page = Page { prefix, words, notes, places: HashMap::new() };
    Html::from_sanitiser(page.written(markup))
}

/// The list of footnotes in some markup, tags included.
pub fn section(markup: &str) -> Option<&str> {
    let start = markup.rfind(SECTION)?;
    let end = markup[start..].find("</section>")?;
    Some(&markup[start..start + end + "</section>".len()])
}

struct Page<'a> {
    prefix: &'a str,
    words: NoteWords<'a>,
    notes: HashMap<&'a str, String>,
    /// The notes met so far and how many had been; one that is referred to twice stands beside its first reference.
    places: HashMap<&'a str, usize>,
}

impl<'a> Page<'a> {
    fn written(mut self, markup: &'a str) -> String {
        let mut out = String::with_capacity(markup.len() * 2);
        let list =
            section(markup).map_or(markup.len(), |list| list.as_ptr() as usize - markup.as_ptr() as usize);
        let (body, list) = markup.split_at(list);
        let mut rest = body;
        while let Some(start) = rest.find("<sup class=\"footnote-ref\"") {
            let Some(length) = rest[start..].find("</sup>") else { break };
            let (reference, after) = rest[start..].split_at(length + "</sup>".len());
            self.copy(&mut out, &rest[..start]);
            self.reference(&mut out, reference);
            rest = after;
        }
        self.copy(&mut out, rest);
        self.copy(&mut out, list);
        out
    }

    /// A button and, at the first reference, its note. Both are phrases, so that the paragraph goes on around them.
    fn reference(&mut self, out: &mut String, reference: &'a str) {
        let link = pieces::of(reference).find(|piece| matches!(piece, Piece::Start { name: "a", .. }));
        let Some(tag) = link.map(|piece| piece.whole()) else { return self.copy(out, reference) };
        let target = pieces::attribute(tag, "href").and_then(|href| href.strip_prefix('#'));
        let Some((target, note)) = target.and_then(|id| Some((id, self.notes.get(id)?))) else {
            return self.copy(out, reference);
        };
        let next = self.places.len() + 1;
        let place = *self.places.entry(target).or_insert(next);
        let is_first = place == next;
        let id = if self.prefix.is_empty() {
            format!("note-{place}")
        } else {
            format!("note-{}-{place}", self.prefix)
        };
        let own = pieces::attribute(tag, "id")
            .map(|id| format!(" id=\"{}\"", self.renamed(id)))
            .unwrap_or_default();
        let number = super::reading::text(&reference.replace("footnote-ref", ""));
        let (number, word) = (escaped(&number), escaped(self.words.note));
        // Writing to a string cannot fail.
        let _ = write!(
            out,
            "<sup class=\"footnote-ref\"{own}><button type=\"button\" class=\"note-ref\" popovertarget=\"{id}\" \
             aria-label=\"{word} {number}\">{number}</button></sup>"
        );
        if is_first {
            let _ =
                write!(out, "<span popover=\"\" id=\"{id}\" class=\"sidenote\" data-number=\"{number}\">");
            self.copy(out, note);
            out.push_str("</span>");
        }
    }

    /// Copies markup with its ids, names and links within the page renamed.
    fn copy(&self, out: &mut String, markup: &str) {
        for piece in pieces::of(markup) {
            match piece {
                Piece::Start { whole, .. } if whole.contains(' ') => self.copy_tag(out, whole),
                _ => out.push_str(piece.whole()),
            }
        }
    }

    fn copy_tag(&self, out: &mut String, tag: &str) {
        let mut tag = Cow::Borrowed(tag);
        if !self.prefix.is_empty() {
            for (before, name) in [(" id=\"", "id"), (" href=\"#", "href"), (" name=\"", "name")] {
                if let Some(old) =
                    pieces::attribute(&tag, name).map(|old| old.trim_start_matches('#').to_owned())
                {
                    let new = self.renamed(&old);
                    tag =
                        Cow::Owned(tag.replacen(&format!("{before}{old}\""), &format!("{before}{new}\""), 1));
                }
            }
        }
        if pieces::has_class(&tag, "footnote-backref") {
            let named = format!(" aria-label=\"{}\">", escaped(self.words.back));
            tag = Cow::Owned(tag.replacen('>', &named, 1));
        }
        out.push_str(&tag);
    }

    /// The id that stands on this page for a stored one.
    fn renamed<'b>(&self, id: &'b str) -> Cow<'b, str> {
        if self.prefix.is_empty() || id.is_empty() || id == "top" {
            return Cow::Borrowed(id);
        }
        Cow::Owned(format!("{ID_PREFIX}{}-{}", self.prefix, id.strip_prefix(ID_PREFIX).unwrap_or(id)))
    }
}

/// Each note of the list under its id, as phrases.
fn notes(markup: &str) -> HashMap<&str, String> {
    let mut notes = HashMap::new();
    let mut current: Option<&str> = None;
    let mut depth = 0;
    let mut note = Phrases::default();
    for piece in section(markup).into_iter().flat_map(pieces::of) {
        match piece {
            Piece::Start { name: "li", whole } if depth == 0 => {
                depth = 1;
                current = pieces::attribute(whole, "id");
                note = Phrases::default();
            }
            Piece::End { name: "li", .. } if depth == 1 => {
                depth = 0;
                if let Some(id) = current.take() {
                    notes.insert(id, std::mem::take(&mut note).finish());
                }
            }
            Piece::Start { name: "li", .. } => {
                depth += 1;
                note.push(piece);
            }
            Piece::End { name: "li", .. } => {
                depth -= 1;
                note.push(piece);
            }
            _ => note.push(piece),
        }
    }
    notes
}

/// A note's markup without its blocks: a paragraph may hold it.
#[derive(Default)]
struct Phrases {
    out: String,
    /// Inside the link back to the text, which a note that stands in the text does not need.
    is_back: bool,
    breaks: bool,
}

impl Phrases {
    fn push(&mut self, piece: Piece) {
        match piece {
            Piece::End { name: "a", .. } if self.is_back => self.is_back = false,
            _ if self.is_back => {}
            Piece::Start { name: "a", whole } if pieces::has_class(whole, "footnote-backref") => {
                self.is_back = true;
            }
            Piece::Start { name, whole } if is_phrase(name) => {
                self.flush_break();
                self.out.push_str(&without_id(whole));
            }
            Piece::End { name, whole } if is_phrase(name) => self.out.push_str(whole),
            Piece::Start { .. } | Piece::End { .. } => self.breaks = !self.out.trim_end().is_empty(),
            Piece::Text(text) => {
                if !text.trim().is_empty() {
                    self.flush_break();
                }
                self.out.push_str(if self.out.is_empty() { text.trim_start() } else { text });
            }
        }
    }

    fn flush_break(&mut self) {
        if std::mem::take(&mut self.breaks) {
            self.out.truncate(self.out.trim_end().len());
            self.out.push_str("<br>");
        }
    }

    fn finish(mut self) -> String {
        self.out.truncate(self.out.trim_end().len());
        self.out
    }
}

fn is_phrase(name: &str) -> bool {
    matches!(
        name,
        "a" | "abbr"
            | "b"
            | "bdi"
            | "bdo"
            | "br"
            | "cite"
            | "code"
            | "del"
            | "dfn"
            | "em"
            | "i"
            | "img"
            | "ins"
            | "kbd"
            | "mark"
            | "q"
            | "ruby"
            | "rt"
            | "rp"
            | "s"
            | "samp"
            | "small"
            | "span"
            | "strong"
            | "sub"
            | "sup"
            | "time"
            | "u"
            | "var"
            | "wbr"
    )
}

/// The same id cannot stand in the note and in the list.
fn without_id(tag: &str) -> Cow<'_, str> {
    match pieces::attribute(tag, "id") {
        Some(id) => Cow::Owned(tag.replacen(&format!(" id=\"{id}\""), "", 1)),
        None => Cow::Borrowed(tag),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests;
