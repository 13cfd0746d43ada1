//! Footnotes in place: what a page gets for what is stored.

use super::super::post_from_markdown;
use super::*;

const WORDS: NoteWords = NoteWords { note: "Note", back: "Back" };

fn opened(source: &str, prefix: &str) -> String {
    open_footnotes(&post_from_markdown(source).html, prefix, WORDS).as_str().to_owned()
}

#[test]
fn a_note_opens_beside_its_reference() {
    assert_eq!(
        opened("A[^x] b.\n\n[^x]: The *note*.\n", ""),
        "<p>A<sup class=\"footnote-ref\" id=\"p-fnref-x\"><button type=\"button\" class=\"note-ref\" popovertarget=\"note-1\" \
         aria-label=\"Note 1\">1</button></sup><span popover=\"\" id=\"note-1\" class=\"sidenote\" data-number=\"1\">The <em>note</em>.</span> b.</p>\n\
         <section class=\"footnotes\">\n<ol>\n<li id=\"p-fn-x\">\n<p>The <em>note</em>. \
         <a href=\"#p-fnref-x\" class=\"footnote-backref\" aria-label=\"Back\">↩</a></p>\n</li>\n</ol>\n</section>\n"
    );
}

#[test]
fn a_note_of_several_blocks_stays_within_the_paragraph() {
    let html = opened("A[^x]\n\n[^x]: One\n\n    Two\n\n    - three\n    - four\n", "");
    assert!(html.contains("data-number=\"1\">One<br>Two<br>three<br>four</span></p>"), "{html}");
}

#[test]
fn a_note_referred_to_twice_stands_once() {
    let html = opened("A[^x] b[^y] c[^x]\n\n[^x]: X\n\n[^y]: Y\n", "");
    assert_eq!(html.matches("<span popover").count(), 2);
    assert_eq!(html.matches("popovertarget=\"note-1\"").count(), 2);
    assert!(html.contains("aria-label=\"Note 2\">2</button>"), "{html}");
}

#[test]
fn no_id_repeats_on_a_page_of_several_posts() {
    let source =
        "# Head\n\nA[^x] [up](#head) <a name=\"n\">n</a> b[^x]\n\n[^x]: X <a name=\"q\">with</a> `code`\n";
    let page = format!("{}{}{}", opened(source, ""), opened(source, "1"), opened(source, "2"));
    let mut ids: Vec<&str> =
        pieces::of(&page).filter_map(|piece| pieces::attribute(piece.whole(), "id")).collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert!(all >= 21);
    assert_eq!(ids.len(), all, "{ids:?}");
    for piece in pieces::of(&page) {
        let target = match piece {
            Piece::Start { whole, .. } => {
                pieces::attribute(whole, "href").and_then(|href| href.strip_prefix('#'))
            }
            _ => None,
        };
        assert!(target.is_none_or(|target| ids.contains(&target)), "{target:?} {ids:?}");
    }
}

#[test]
fn a_body_without_notes_and_prefix_is_left_alone() {
    let html = post_from_markdown("# Head\n\n[a](#head)").html;
    assert_eq!(open_footnotes(&html, "", WORDS), html);
    let plain = post_from_markdown("a").html;
    assert_eq!(open_footnotes(&plain, "7", WORDS), plain);
}

#[test]
fn a_translated_word_cannot_break_out() {
    let words = NoteWords { note: "\"><script>", back: "<b>\"" };
    let html = open_footnotes(&post_from_markdown("A[^x]\n\n[^x]: X\n").html, "", words);
    assert!(html.as_str().contains("aria-label=\"&quot;&gt;&lt;script&gt; 1\""));
    assert!(!html.as_str().contains("<script") && !html.as_str().contains("<b>"));
}

#[test]
fn odd_lists_made_by_hand_do_no_harm() {
    for odd in [
        "<section class=\"footnotes\">",
        "<section class=\"footnotes\"><ol><li id=\"fn-a\"><ul><li>x</ul></ol></section><sup class=\"footnote-ref\"><a href=\"#fn-a\">1",
        "<sup class=\"footnote-ref\"><a href=\"#fn-a\">1</a></sup><section class=\"footnotes\"><li id=\"fn-a\"><ul><li>x<li>y</ul>z</section>",
        "<sup class=\"footnote-ref\"></sup><section class=\"footnotes\"></section>",
    ] {
        let html = super::super::post_from_html(odd).html;
        let _ = open_footnotes(&html, "1", WORDS);
    }
}

#[test]
fn a_note_within_a_note_leads_to_the_list_of_its_own_post() {
    let html = opened("A[^x]\n\n[^x]: X[^y]\n\n[^y]: Y\n", "p7");
    let aside = html.split("class=\"sidenote\"").nth(1).unwrap().split("</span>").next().unwrap();
    assert!(aside.contains("href=\"#p-p7-fn-y\""), "{aside}");
    assert!(html.contains("<li id=\"p-p7-fn-y\">"), "{html}");
}

#[test]
fn notes_carry_the_numbers_of_the_list_wherever_they_are_defined() {
    let html = opened("A[^b] c[^a]\n\n[^a]: One[^c]\n\n[^b]: Two\n\n[^c]: Three\n", "");
    for (number, words) in [("1", "Two"), ("2", "One")] {
        assert!(html.contains(&format!("data-number=\"{number}\">{words}")), "{html}");
    }
    let list = html.split("<ol>").nth(1).unwrap();
    assert!(list.find("Two").unwrap() < list.find("One").unwrap(), "{html}");
}
