//! Markdown to markup. What comes out is not yet safe to show: `sanitise` has to read it first.

use std::borrow::Cow;
use std::sync::LazyLock;

use comrak::nodes::{AstNode, NodeValue};
use comrak::{Arena, Options, format_html, markdown_to_html, parse_document};

/// Quotes within quotes beyond this are text. Each level costs time on every later line, and nobody reads them.
const DEEPEST_QUOTE: usize = 24;

/// How a reference to a footnote begins, and the footnote itself.
const NOTE_MARK: &str = "[^";
/// So many of them make footnotes, what comes after is text: each reference is a link there and a link back.
const MOST_NOTE_MARKS: usize = 10_000;

static POST: LazyLock<Options<'static>> = LazyLock::new(post_options);
static COMMENT: LazyLock<Options<'static>> = LazyLock::new(comment_options);

/// Renders a post: GitHub's Markdown with footnotes, alerts, heading ids and raw HTML. The result is unsafe as it is.
pub fn post_html(source: &str) -> String {
    markdown_to_html(&without_surplus_notes(without_deep_quotes(source)), &POST)
}

/// Renders a comment: paragraphs, emphasis, links, quotes, lists and code. HTML stands as the text that was typed.
pub fn comment_html(source: &str) -> String {
    let arena = Arena::new();
    let root = parse_document(&arena, &without_deep_quotes(source), &COMMENT);
    let blocks: Vec<&AstNode<'_>> = root.descendants().filter(|node| is_html_block(node)).collect();
    for block in blocks {
        become_paragraph(&arena, block);
    }
    let mut html = String::with_capacity(source.len() + source.len() / 4);
    // A string takes whatever is written to it.
    let _never_fails = format_html(root, &COMMENT, &mut html);
    html
}

fn is_html_block(node: &AstNode<'_>) -> bool {
    matches!(node.data.borrow().value, NodeValue::HtmlBlock(_))
}

/// The lines of an HTML block as the words of a paragraph: where HTML is text, it would stand outside any.
fn become_paragraph<'a>(arena: &'a Arena<'a>, block: &'a AstNode<'a>) {
    let before = std::mem::replace(&mut block.data.borrow_mut().value, NodeValue::Paragraph);
    let NodeValue::HtmlBlock(html) = before else { return };
    for (number, line) in html.literal.trim_end().lines().enumerate() {
        if number > 0 {
            block.append(arena.alloc(NodeValue::SoftBreak.into()));
        }
        block.append(arena.alloc(NodeValue::Text(line.trim_start().to_owned().into()).into()));
    }
}

fn post_options() -> Options<'static> {
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.footnotes = true;
    options.extension.strikethrough = true;
    options.extension.autolink = true;
    options.extension.tasklist = true;
    options.extension.alerts = true;
    options.extension.header_id_prefix = Some(String::new());
    options.extension.header_id_prefix_in_href = true;
    options.parse.smart = true;
    options.render.tasklist_classes = true;
    options.render.r#unsafe = true;
    options
}

fn comment_options() -> Options<'static> {
    let mut options = Options::default();
    options.extension.strikethrough = true;
    options.extension.autolink = true;
    options.render.hardbreaks = true;
    options.render.escape = true;
    options
}

/// Escapes the quote marks that stand deeper than anyone quotes, at the start of each line.
fn without_deep_quotes(source: &str) -> Cow<'_, str> {
    if !source.lines().any(|line| surplus_quote(line).is_some()) {
        return Cow::Borrowed(source);
    }
    let mut kept = String::with_capacity(source.len() + 64);
    for line in source.split_inclusive('\n') {
        let (before, after) = line.split_at(surplus_quote(line).unwrap_or(line.len()));
        kept.push_str(before);
        if !after.is_empty() {
            kept.push('\\');
        }
        kept.push_str(after);
    }
    Cow::Owned(kept)
}

/// Escapes the marks of footnotes beyond those that anyone writes.
fn without_surplus_notes(source: Cow<'_, str>) -> Cow<'_, str> {
    let Some((place, _)) = source.match_indices(NOTE_MARK).nth(MOST_NOTE_MARKS) else { return source };
    let (kept, surplus) = source.split_at(place);
    Cow::Owned(kept.to_owned() + &surplus.replace(NOTE_MARK, "\\[^"))
}

/// Where the first quote mark beyond the limit stands among the marks that open a line.
fn surplus_quote(line: &str) -> Option<usize> {
    line.bytes()
        .enumerate()
        .take_while(|(_, byte)| {
            matches!(byte, b' ' | b'\t' | b'>' | b'-' | b'+' | b'*' | b'.' | b')' | b'0'..=b'9')
        })
        .filter(|(_, byte)| *byte == b'>')
        .nth(DEEPEST_QUOTE)
        .map(|(place, _)| place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_post_has_tables_footnotes_tasks_alerts_and_heading_ids() {
        let html = post_html(
            "# One two\n\n|a|\n|-|\n|b|\n\nText[^n] ~~gone~~ https://example.org\n\n- [x] done\n\n> [!NOTE]\n> Look\n\n[^n]: Foot\n",
        );
        for part in [
            "id=\"one-two\"",
            "href=\"#one-two\"",
            "<table>",
            "footnote-ref",
            "class=\"footnotes\"",
            "<del>",
            "<a href=\"https://example.org\">",
            "type=\"checkbox\"",
            "markdown-alert-note",
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
    }

    #[test]
    fn a_post_has_typographic_quotes_and_raw_markup() {
        assert_eq!(post_html("\"Hi\" <u>x</u>"), "<p>“Hi” <u>x</u></p>\n");
    }

    #[test]
    fn markup_in_a_comment_stands_as_typed() {
        assert_eq!(comment_html("a <b>c</b>"), "<p>a &lt;b&gt;c&lt;/b&gt;</p>\n");
        assert_eq!(comment_html("<script>x</script>"), "<p>&lt;script&gt;x&lt;/script&gt;</p>\n");
        assert_eq!(
            comment_html("a\n\n<div>\n\n  <p>*b*\n</div>\n\nc"),
            "<p>a</p>\n<p>&lt;div&gt;</p>\n<p>&lt;p&gt;*b*<br />\n&lt;/div&gt;</p>\n<p>c</p>\n"
        );
        assert_eq!(comment_html("<!-- a -->"), "<p>&lt;!-- a --&gt;</p>\n");
        assert!(comment_html("> <div>&amp;").contains("<blockquote>\n<p>&lt;div&gt;&amp;amp;</p>"));
    }

    #[test]
    fn a_new_line_in_a_comment_is_kept() {
        assert_eq!(comment_html("a\nb"), "<p>a<br />\nb</p>\n");
    }

    #[test]
    fn quotes_nest_as_deep_as_people_quote_and_no_deeper() {
        let deep = format!("{} x\n", ">".repeat(2000));
        assert_eq!(comment_html(&deep).matches("<blockquote>").count(), DEEPEST_QUOTE);
        let mixed = format!("{}x\n", "- > 1. ".repeat(2000));
        assert!(post_html(&mixed).matches("<blockquote>").count() <= DEEPEST_QUOTE);
        assert_eq!(comment_html("> > x\n").matches("<blockquote>").count(), 2);
    }

    #[test]
    fn ten_thousand_marks_of_footnotes_are_taken_and_the_rest_is_text() {
        let html = post_html(&format!("[^1]: Note\n\n{}", "a[^1] ".repeat(MOST_NOTE_MARKS * 3)));
        assert_eq!(html.matches("class=\"footnote-ref\"><a").count(), MOST_NOTE_MARKS - 1);
        assert_eq!(html.matches("a[^1] ").count(), MOST_NOTE_MARKS * 2);
    }

    #[test]
    fn a_quote_mark_in_running_text_is_left_alone() {
        assert!(matches!(without_deep_quotes("a > b >> c\n> quoted"), Cow::Borrowed(_)));
    }

    #[test]
    fn hostile_nesting_neither_hangs_nor_overflows() {
        for mark in
            [">", "[", "*", "_", "`", "![", "- ", "**a ", "*a _b ", "[^", "<", "&", "|", "~", "1. ", "> - "]
        {
            let hostile = mark.repeat(100_000);
            assert!(!post_html(&hostile).is_empty(), "{mark}");
            assert!(!comment_html(&hostile).is_empty(), "{mark}");
        }
        let lines = ">>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>> a\n".repeat(3000);
        assert!(!comment_html(&lines).is_empty());
    }
}
