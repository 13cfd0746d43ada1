//! The attributes of an element as they are written: those of the allow-list, with the classes that old ones became.

use std::fmt::Write as _;

use html5ever::tokenizer::Tag;

use super::super::allow::{self, COMMENT_RELATION, Kind};
use super::super::presentation::Look;
use super::{Rewriter, elements, is_template_value};

/// The value of an attribute in the source.
pub fn value_of<'a>(tag: &'a Tag, name: &str) -> Option<&'a str> {
    tag.attrs.iter().find(|attribute| &*attribute.name.local == name).map(|attribute| &*attribute.value)
}

/// Writes text so that it is text, without the characters that no markup may hold. It is written as the parser's own
/// serialiser would, so that most bodies come out of the sanitiser as they went in.
pub fn escape_into(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push('"'),
            '\u{a0}' => out.push_str("&nbsp;"),
            '\n' | '\t' => out.push(c),
            '\u{fffe}' | '\u{ffff}' => {}
            _ if c.is_control() => {}
            _ => out.push(c),
        }
    }
}

impl Rewriter {
    /// The attributes with a space before each. The order is fixed, so that a second reading changes nothing.
    pub fn attributes(&mut self, tag: &Tag, target: &str, look: &Look) -> String {
        let mut written = String::new();
        for attribute in &tag.attrs {
            let name = &*attribute.name.local;
            if matches!(name, "class" | "loading" | "id")
                || target == "pre" && name == "tabindex"
                || name == "rel" && self.kind == Kind::Comment
            {
                continue;
            }
            if !is_template_value(&attribute.value)
                && let Some(value) = allow::attribute(self.kind, target, name, &attribute.value)
            {
                push(&mut written, name, &value);
            }
        }
        // What scrolls by itself has to be within reach of the keyboard.
        if self.kind == Kind::Post && target == "pre" {
            push(&mut written, "tabindex", "0");
        }
        if target == "img" {
            finish_picture(&mut written, look);
        }
        self.push_id(&mut written, tag, target);
        self.push_classes(&mut written, tag, target, look);
        if target == "img" {
            push(&mut written, "loading", "lazy");
        }
        if self.kind == Kind::Comment && target == "a" && !written.is_empty() {
            push(&mut written, "rel", COMMENT_RELATION);
        }
        written
    }

    /// An id, or the name that was one before there were ids; the first of its kind in the body keeps it.
    fn push_id(&mut self, written: &mut String, tag: &Tag, target: &str) {
        let named = if target == "a" { value_of(tag, "name") } else { None };
        // Parsers repeat emphasis in the next paragraph, attributes and all.
        if elements::is_emphasis(target) && target != "a" {
            return;
        }
        let asked = [value_of(tag, "id"), named];
        let id =
            asked.into_iter().flatten().find_map(|source| allow::attribute(self.kind, target, "id", source));
        if let Some(id) = id
            && self.ids.insert(id.to_string())
        {
            push(written, "id", &id);
        }
    }

    fn push_classes(&self, written: &mut String, tag: &Tag, target: &str, look: &Look) {
        let mut classes = value_of(tag, "class").unwrap_or_default().to_owned();
        if target == "pre"
            && let Some(language) = brush(&classes)
        {
            classes = format!("language-{language}");
        }
        for class in &look.classes {
            classes.push(' ');
            classes.push_str(class);
        }
        if let Some(kept) = allow::attribute(self.kind, target, "class", &classes) {
            push(written, "class", &kept);
        }
    }
}

/// The language in `brush: java; gutter: false`, as a script for highlighting that was popular wanted it.
fn brush(classes: &str) -> Option<String> {
    let after = classes.split_once("brush:")?.1.trim_start();
    let end = after
        .find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '+' | '#' | '-'))
        .unwrap_or(after.len());
    (end > 0).then(|| after[..end].to_ascii_lowercase())
}

fn finish_picture(written: &mut String, look: &Look) {
    if !written.contains(" alt=\"") {
        push(written, "alt", "");
    }
    if !written.contains(" width=\"")
        && let Some(width) =
            look.width.as_deref().and_then(|width| allow::attribute(Kind::Post, "img", "width", width))
    {
        push(written, "width", &width);
    }
}

/// Writes one attribute.
pub fn push(written: &mut String, name: &str, value: &str) {
    let _ = write!(written, " {name}=\"");
    let mut escaped = String::with_capacity(value.len());
    escape_into(&mut escaped, value);
    written.push_str(&escaped.replace('"', "&quot;"));
    written.push('"');
}

/// The attributes of a link in a comment.
pub fn of_link(href: &str) -> String {
    let mut written = String::new();
    push(&mut written, "href", href);
    push(&mut written, "rel", COMMENT_RELATION);
    written
}
