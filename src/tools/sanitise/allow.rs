//! The two allow-lists: what may stand in a post and in a comment. The rewriter and the sanitiser read the same ones.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::Builder;

use super::address;

/// Whose words a body holds: those of the blog's authors, or of anyone who passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Post,
    Comment,
}

const POST_TAGS: &[&str] = &[
    "a",
    "abbr",
    "address",
    "aside",
    "b",
    "bdi",
    "bdo",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "section",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "u",
    "ul",
    "var",
    "wbr",
];

const COMMENT_TAGS: &[&str] = &[
    "a",
    "b",
    "blockquote",
    "br",
    "code",
    "del",
    "em",
    "hr",
    "i",
    "li",
    "ol",
    "p",
    "pre",
    "s",
    "strong",
    "sub",
    "sup",
    "u",
    "ul",
];

/// Classes that our stylesheet knows. Any other could dress an author's text as a part of the page.
const CLASSES: &[&str] = &[
    "align-start",
    "align-center",
    "align-end",
    "float-start",
    "float-end",
    "clear-both",
    "picture-block",
    "caption-table",
    "caption",
    "embed-card",
    "embed-quote",
    "table-scroll",
    "footnotes",
    "footnote-ref",
    "footnote-backref",
    "contains-task-list",
    "task-list-item",
    "task-box",
    "markdown-alert",
    "markdown-alert-title",
    "markdown-alert-note",
    "markdown-alert-tip",
    "markdown-alert-important",
    "markdown-alert-warning",
    "markdown-alert-caution",
];

const RELATIONS: &[&str] =
    &["nofollow", "sponsored", "ugc", "me", "license", "noopener", "noreferrer", "author"];

/// What every link in a comment says of itself.
pub const COMMENT_RELATION: &str = "ugc nofollow noopener";

static POST: LazyLock<Builder<'static>> = LazyLock::new(|| builder(Kind::Post));
static COMMENT: LazyLock<Builder<'static>> = LazyLock::new(|| builder(Kind::Comment));

/// The sanitiser for a kind of body, built once.
pub fn sanitiser(kind: Kind) -> &'static Builder<'static> {
    match kind {
        Kind::Post => &POST,
        Kind::Comment => &COMMENT,
    }
}

/// Whether an element may stand.
pub fn is_allowed(kind: Kind, element: &str) -> bool {
    match kind {
        Kind::Post => POST_TAGS.binary_search(&element).is_ok(),
        Kind::Comment => COMMENT_TAGS.binary_search(&element).is_ok(),
    }
}

/// The value with which an attribute may stand on an element, or nothing if it may not.
pub fn attribute<'a>(kind: Kind, element: &str, name: &str, value: &'a str) -> Option<Cow<'a, str>> {
    match (kind, element, name) {
        (_, "a", "href") => address::link(kind, value),
        (_, "ol", "start") => whole_number(value),
        (Kind::Comment, "a", "rel") => Some(Cow::Borrowed(COMMENT_RELATION)),
        (Kind::Comment, ..) => None,
        (Kind::Post, "span", "id") if value == address::BREAK_ID => Some(Cow::Borrowed(value)),
        (Kind::Post, _, "id") => address::id(value),
        (Kind::Post, _, "class") => listed(value, |class| is_class(element, class)),
        (Kind::Post, ..) => post_attribute(element, name, value),
    }
}

fn post_attribute<'a>(element: &str, name: &str, value: &'a str) -> Option<Cow<'a, str>> {
    let as_it_is = Some(Cow::Borrowed(value));
    match (element, name) {
        ("img", "src") => address::picture(value),
        ("blockquote" | "q" | "del" | "ins", "cite") => address::link(Kind::Post, value),
        ("a", "rel") => listed(value, |word| RELATIONS.contains(&word)),
        ("img", "alt") | ("a", "name") | ("time" | "del" | "ins", "datetime") | (_, "title") => as_it_is,
        ("img", "loading") => Some(Cow::Borrowed("lazy")),
        ("img", "width" | "height") | ("td" | "th", "colspan" | "rowspan") | ("col" | "colgroup", "span") => {
            count(value)
        }
        ("li", "value") => whole_number(value),
        ("ol", "reversed") | ("details", "open") => Some(Cow::Borrowed("")),
        ("ol", "type") => ["1", "a", "A", "i", "I"].contains(&value).then_some(Cow::Borrowed(value)),
        ("th", "scope") => {
            ["row", "col", "rowgroup", "colgroup"].contains(&value).then_some(Cow::Borrowed(value))
        }
        ("div" | "pre", "tabindex") => (value == "0").then_some(Cow::Borrowed(value)),
        (_, "dir") => ["ltr", "rtl", "auto"].contains(&value).then_some(Cow::Borrowed(value)),
        (_, "lang") => is_language(value).then_some(Cow::Borrowed(value)),
        _ => None,
    }
}

fn builder(kind: Kind) -> Builder<'static> {
    let tags = if kind == Kind::Post { POST_TAGS } else { COMMENT_TAGS };
    let mut builder = Builder::empty();
    builder
        .tags(tags.iter().copied().collect())
        .generic_attributes(HashSet::new())
        .tag_attributes(HashMap::from([("a", HashSet::from(["href"])), ("ol", HashSet::from(["start"]))]))
        .clean_content_tags(HashSet::from(["script", "style", "svg", "math", "template", "iframe", "object"]))
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel"]))
        .strip_comments(true)
        .link_rel(Some(COMMENT_RELATION));
    if kind == Kind::Post {
        builder
            .link_rel(None)
            .add_generic_attributes(["id", "class", "title", "dir", "lang"])
            .tag_attributes(post_attributes())
            // Only a picture may have it: the filter below says so.
            .add_url_schemes(["data"]);
    }
    builder.attribute_filter(move |element, name, value| attribute(kind, element, name, value));
    builder
}

fn post_attributes() -> HashMap<&'static str, HashSet<&'static str>> {
    HashMap::from([
        ("a", HashSet::from(["href", "rel", "name"])),
        ("img", HashSet::from(["src", "alt", "width", "height", "loading"])),
        ("td", HashSet::from(["colspan", "rowspan"])),
        ("th", HashSet::from(["colspan", "rowspan", "scope"])),
        ("col", HashSet::from(["span"])),
        ("colgroup", HashSet::from(["span"])),
        ("ol", HashSet::from(["start", "reversed", "type"])),
        ("li", HashSet::from(["value"])),
        ("time", HashSet::from(["datetime"])),
        ("del", HashSet::from(["datetime", "cite"])),
        ("ins", HashSet::from(["datetime", "cite"])),
        ("blockquote", HashSet::from(["cite"])),
        ("q", HashSet::from(["cite"])),
        ("details", HashSet::from(["open"])),
        ("div", HashSet::from(["tabindex"])),
        ("pre", HashSet::from(["tabindex"])),
    ])
}

fn is_class(element: &str, class: &str) -> bool {
    CLASSES.contains(&class)
        || matches!(element, "code" | "pre") && class.strip_prefix("language-").is_some_and(is_language_name)
}

/// The name of a programming language as a class has it: `c++`, `objective-c`, `c#`.
fn is_language_name(name: &str) -> bool {
    (1..=30).contains(&name.len())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'#' | b'-' | b'_' | b'.'))
}

/// A BCP 47 tag by its looks.
fn is_language(value: &str) -> bool {
    (2..=35).contains(&value.len()) && value.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

/// How many words of a list are kept: each is compared with those before it.
const MOST_WORDS: usize = 40;

/// Keeps the first words of a list that may stand; nothing if none may.
fn listed(value: &str, may_stand: impl Fn(&str) -> bool) -> Option<Cow<'_, str>> {
    let mut kept: Vec<&str> = Vec::new();
    for word in value.split_ascii_whitespace() {
        if kept.len() < MOST_WORDS && may_stand(word) && !kept.contains(&word) {
            kept.push(word);
        }
    }
    (!kept.is_empty()).then(|| Cow::Owned(kept.join(" ")))
}

/// A number of pixels or cells; `px` is dropped.
fn count(value: &str) -> Option<Cow<'_, str>> {
    let digits = value.trim().trim_end_matches("px").trim_end();
    let fits = (1..=5).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    fits.then_some(Cow::Borrowed(digits))
}

fn whole_number(value: &str) -> Option<Cow<'_, str>> {
    count(value.strip_prefix('-').unwrap_or(value))
        .map(|_| Cow::Borrowed(value.trim_end_matches("px").trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(element: &str, name: &str, value: &str) -> Option<String> {
        attribute(Kind::Post, element, name, value).map(Cow::into_owned)
    }

    #[test]
    fn the_lists_are_sorted_as_the_search_in_them_needs() {
        assert!(POST_TAGS.is_sorted() && COMMENT_TAGS.is_sorted());
    }

    #[test]
    fn no_element_that_runs_embeds_or_submits_is_allowed() {
        for element in [
            "script", "style", "svg", "math", "form", "input", "button", "iframe", "object", "embed", "link",
            "meta", "base", "template", "noscript", "textarea", "select", "title", "video", "audio", "h1",
        ] {
            assert!(!is_allowed(Kind::Post, element) && !is_allowed(Kind::Comment, element), "{element}");
        }
        for element in ["img", "h2", "div", "span", "table"] {
            assert!(!is_allowed(Kind::Comment, element), "{element}");
        }
    }

    #[test]
    fn only_classes_of_ours_stand() {
        assert_eq!(
            kept("div", "class", "admin align-center  button align-center").as_deref(),
            Some("align-center")
        );
        assert_eq!(kept("div", "class", "language-rust"), None);
        assert_eq!(kept("code", "class", "language-c++ x").as_deref(), Some("language-c++"));
        assert_eq!(attribute(Kind::Comment, "code", "class", "language-rust"), None);
    }

    #[test]
    fn only_the_break_has_an_id_without_prefix() {
        assert_eq!(kept("span", "id", "more").as_deref(), Some("more"));
        assert_eq!(kept("div", "id", "more").as_deref(), Some("p-more"));
        assert_eq!(kept("div", "id", "comments").as_deref(), Some("p-comments"));
        assert_eq!(attribute(Kind::Comment, "p", "id", "x"), None);
    }

    #[test]
    fn no_handler_and_no_style_stands() {
        for name in
            ["onclick", "onerror", "style", "srcset", "formaction", "ping", "target", "srcdoc", "background"]
        {
            assert_eq!(kept("img", name, "x"), None, "{name}");
            assert_eq!(kept("a", name, "x"), None, "{name}");
        }
    }

    #[test]
    fn sizes_are_numbers() {
        assert_eq!(kept("img", "width", "320px").as_deref(), Some("320"));
        assert_eq!(kept("img", "width", "50%"), None);
        assert_eq!(kept("ol", "start", "-3").as_deref(), Some("-3"));
        assert_eq!(kept("ol", "start", "x"), None);
    }
}
