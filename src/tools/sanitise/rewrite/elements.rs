//! What each element of HTML, past and present, is to the rewriter. Lists only, no state.

use html5ever::tokenizer::states::RawKind;

use super::super::allow::Kind;

/// Elements whose content is code or a title and never shown.
pub fn silent(name: &str) -> Option<RawKind> {
    match name {
        "script" => Some(RawKind::ScriptData),
        "style" | "noembed" | "noframes" => Some(RawKind::Rawtext),
        "title" => Some(RawKind::Rcdata),
        _ => None,
    }
}

/// Elements whose content is text whatever it looks like, and is shown.
pub fn raw_text(name: &str) -> Option<RawKind> {
    match name {
        "xmp" => Some(RawKind::Rawtext),
        "textarea" => Some(RawKind::Rcdata),
        _ => None,
    }
}

/// The name under which an element is written, and the elements that stand at once within it.
pub fn renamed(kind: Kind, name: &str) -> (&str, &'static [&'static str]) {
    match (kind, name) {
        (_, "xmp" | "textarea" | "listing") => ("pre", &[]),
        (_, "strike") => ("s", &[]),
        (_, "tt") => ("code", &[]),
        (_, "ins") if kind == Kind::Comment => ("u", &[]),
        (Kind::Comment, heading) if is_heading(heading) => ("p", &["strong"]),
        (Kind::Post, "h1") => ("h2", &[]),
        (Kind::Post, "acronym") => ("abbr", &[]),
        (Kind::Post, "article" | "center" | "fieldset" | "footer" | "form" | "header" | "main" | "nav") => {
            ("div", &[])
        }
        (_, other) => (other, &[]),
    }
}

/// What keeps the words of a block apart from the next where the block itself may not stand.
pub fn gap_after(name: &str) -> Option<&'static str> {
    match name {
        "td" | "th" => Some(" "),
        "div" | "tr" | "dt" | "dd" | "center" | "section" | "article" | "aside" | "header" | "footer"
        | "figcaption" | "address" | "caption" | "summary" | "form" | "details" | "figure" | "fieldset"
        | "legend" => Some("<br>"),
        _ => None,
    }
}

/// Elements that have no content, and so no end tag.
pub fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "basefont"
            | "bgsound"
            | "br"
            | "col"
            | "embed"
            | "frame"
            | "hr"
            | "img"
            | "input"
            | "keygen"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}

/// Elements that have to be remembered even where nothing was written for them, so that their end tags find them.
pub fn is_matched(name: &str) -> bool {
    matches!(name, "span" | "font" | "a")
}

/// Elements that browsers carry on past the end of the block around them.
pub fn is_emphasis(name: &str) -> bool {
    matches!(name, "b" | "big" | "code" | "em" | "i" | "s" | "small" | "strike" | "strong" | "tt" | "u" | "a")
}

pub fn is_heading(name: &str) -> bool {
    matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

pub fn is_table_part(name: &str) -> bool {
    matches!(name, "table" | "tbody" | "thead" | "tfoot" | "tr" | "td" | "th" | "caption" | "colgroup")
}

/// Elements in which a paragraph cannot stand.
pub fn holds_phrases(name: &str) -> bool {
    is_heading(name)
        || is_emphasis(name)
        || matches!(
            name,
            "p" | "pre"
                | "span"
                | "abbr"
                | "bdi"
                | "bdo"
                | "cite"
                | "del"
                | "dfn"
                | "ins"
                | "kbd"
                | "mark"
                | "q"
                | "ruby"
                | "samp"
                | "sub"
                | "summary"
                | "sup"
                | "time"
                | "var"
                | "caption"
        )
}

/// Which open elements a start tag ends by itself, and within what: HTML lets authors leave these end tags out.
pub fn implied_ends(name: &str) -> Option<(&'static [&'static str], &'static [&'static str])> {
    match name {
        "li" => {
            Some((&["li"], &["ul", "ol", "td", "th", "blockquote", "section", "aside", "details", "figure"]))
        }
        "dt" | "dd" => {
            Some((&["dt", "dd"], &["dl", "td", "th", "blockquote", "section", "aside", "details", "figure"]))
        }
        "tr" => Some((&["tr", "caption", "colgroup"], &["table"])),
        "td" | "th" => Some((&["td", "th"], &["table"])),
        "tbody" | "thead" | "tfoot" => {
            Some((&["tbody", "thead", "tfoot", "tr", "caption", "colgroup"], &["table"]))
        }
        "a" => Some((&["a"], &["table", "td", "th", "caption"])),
        _ => None,
    }
}

/// Elements at whose start an open paragraph is over.
pub fn closes_paragraph(name: &str) -> bool {
    is_heading(name)
        || matches!(
            name,
            "address"
                | "article"
                | "aside"
                | "blockquote"
                | "center"
                | "details"
                | "dd"
                | "div"
                | "dl"
                | "dt"
                | "fieldset"
                | "figcaption"
                | "figure"
                | "footer"
                | "form"
                | "header"
                | "hr"
                | "li"
                | "listing"
                | "main"
                | "nav"
                | "ol"
                | "p"
                | "pre"
                | "section"
                | "summary"
                | "table"
                | "textarea"
                | "ul"
                | "xmp"
        )
}
