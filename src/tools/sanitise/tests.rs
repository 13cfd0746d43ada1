//! Nothing that strangers send runs: known attacks, generated ones, and that a second cleaning changes nothing.

mod comments;

use super::*;

/// What was once got past sanitisers, parsers and browsers.
const ATTACKS: &[&str] = &[
    "<script>alert(1)</script>",
    "<ScRiPt>alert(1)</sCrIpT>",
    "<scr<script>ipt>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<img src=x onerror=alert(1)//",
    "<img/src=`x`onerror=alert(1)>",
    "<IMG \"\"\"><SCRIPT>alert(1)</SCRIPT>\">",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg/><a title=\"</svg><img src onerror=alert(1)>\">",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "<math><annotation-xml encoding=\"text/html\"><style><img src=x onerror=alert(1)></style></annotation-xml></math>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>",
    "<iframe><a title=\"</iframe><img src onerror=alert(1)>\">x",
    "<xmp><a title=\"</xmp><img src onerror=alert(1)>\">",
    "<textarea><a title=\"</textarea><img src onerror=alert(1)>\">",
    "<title><a title=\"</title><img src onerror=alert(1)>\">",
    "<style><img src=\"</style><img src=x onerror=alert(1)//\">",
    "<select><style></select><img src=x onerror=alert(1)></style>",
    "<template><script>alert(1)</script></template>",
    "<plaintext><img src=x onerror=alert(1)>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!-- --!><img src=x onerror=alert(1)> -->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<?xml version=\"1.0\"?><img src=x onerror=alert(1)>",
    "<a href=\"javascript:alert(1)\">x</a>",
    "<a href=\"javascript&colon;alert(1)\">x</a>",
    "<a href=\"&#106;&#97;vascript:alert(1)\">x</a>",
    "<a href=\" &#14; javascript:alert(1)\">x</a>",
    "<a href=\"jav&#x09;ascript:alert(1)\">x</a>",
    "<a href=\"jav&Tab;ascript&NewLine;:alert(1)\">x</a>",
    "<a href=\"javascript&amp;colon;alert(1)\">x</a>",
    "<a href=\"java%73cript%3Aalert(1)\">x</a>",
    "<a href=\"data:text/html;base64,PHNjcmlwdD4=\">x</a>",
    "<a href=\"vbscript:msgbox(1)\">x</a>",
    "<img src=\"javascript:alert(1)\"><img src=\"data:image/svg+xml,<svg onload=alert(1)>\">",
    "<img srcset=\"javascript:alert(1)\" src=x><input type=image src=x onerror=alert(1)>",
    "<a href=\"https://x\" onmouseover=\"alert(1)\" style=\"position:fixed;inset:0\" target=_top>x</a>",
    "<a href='https://x/\" onmouseover=\"alert(1)'>x</a>",
    "<base href=\"https://evil.example/\"><link rel=stylesheet href=x><meta http-equiv=refresh content=\"0;url=javascript:alert(1)\">",
    "<object data=\"javascript:alert(1)\"><embed src=\"javascript:alert(1)\">",
    "<form action=\"https://evil.example\"><input name=password><button formaction=\"javascript:alert(1)\">x</button></form>",
    "<details open ontoggle=alert(1)><video><source onerror=alert(1)></video>",
    "<p id=\"comments\" class=\"admin\" name=\"location\"><a id=\"document\" name=\"cookie\">x</a>",
    "<table><a href=1><tr><td><a href=2><p><table><a>x</table></a>",
    "<p><button><p>x</p></button></p><a><div><a>y</a></div></a>",
    "<b><p><b><p><i><div></b><p></i><table><b><tr></b>x",
    "<pre>\n\n\nx</pre><pre>\n<b>\ny</b></pre>",
    "<ul><p><li><h2><h3><dt><b></ul></h2>x</dd>",
    "\u{feff}\u{0}<im\u{0}g src=x on\u{0}error=alert(1)>&#0;&#13;\r\n\u{1}\u{fffe}",
];

/// A dull generator of chance: the same numbers on every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % limit
    }
}

/// Reads markup as the allow-lists' enemy: every tag and attribute in it has to be one of ours.
fn assert_harmless(kind: Kind, html: &str, source: &str) {
    for piece in pieces::of(html) {
        let pieces::Piece::Start { name, whole } = piece else { continue };
        assert!(allow::is_allowed(kind, name), "<{name}> from {source:?} in {html:?}");
        let mut rest =
            whole.trim_start_matches('<').trim_end_matches('>').strip_prefix(name).unwrap_or_default();
        while let Some((attribute, after)) = rest.split_once("=\"") {
            let (value, next) = after.split_once('"').unwrap_or_default();
            let mut plain = String::new();
            pieces::decode_into(&mut plain, value);
            let again = allow::attribute(kind, name, attribute.trim(), &plain);
            assert!(again.is_some(), "{attribute}={value} from {source:?} in {html:?}");
            rest = next;
        }
        assert_eq!(rest, "", "from {source:?} in {html:?}");
    }
    assert!(!html.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t')), "{source:?} in {html:?}");
}

/// Harmless, and the same after cleaning and after the whole way once more.
fn check(source: &str) {
    check_cleaning(source);
    for html in [post_from_html(source).html, post_from_markdown(source).html] {
        assert_eq!(post_from_html(html.as_str()).html, html, "the whole way again, from {source:?}");
    }
    for html in [comment_from_html(source).html, comment_from_markdown(source).html] {
        assert_eq!(comment_from_html(html.as_str()).html, html, "the whole way again, from {source:?}");
    }
}

/// Harmless, and the same after cleaning.
fn check_cleaning(source: &str) {
    let post = post_from_html(source);
    let html = post.html.as_str();
    assert_harmless(Kind::Post, html, source);
    assert_eq!(allow::sanitiser(Kind::Post).clean(html).to_string(), html, "cleaned again, from {source:?}");
    if let Some(lead) = &post.lead {
        assert_harmless(Kind::Post, lead.as_str(), source);
    }
    let comment = comment_from_html(source);
    let html = comment.html.as_str();
    assert_harmless(Kind::Comment, html, source);
    assert_eq!(
        allow::sanitiser(Kind::Comment).clean(html).to_string(),
        html,
        "cleaned again, from {source:?}"
    );
    for html in [post_from_markdown(source).html, comment_from_markdown(source).html] {
        assert_harmless(Kind::Post, &html.as_str().replace(" rel=\"ugc nofollow noopener\"", ""), source);
    }
}

#[test]
fn no_known_attack_survives_and_cleaning_is_stable() {
    for attack in ATTACKS {
        check(attack);
    }
}

#[test]
fn nor_do_attacks_mixed_by_chance() {
    let tags = [
        "<p>",
        "</p>",
        "<b>",
        "</b>",
        "<a href=x>",
        "</a>",
        "<table>",
        "<tr>",
        "<td>",
        "</table>",
        "<div align=center>",
        "</div>",
        "<span style=\"font-weight:bold\">",
        "</span>",
        "<svg>",
        "</svg>",
        "<math>",
        "<mtext>",
        "<style>",
        "</style>",
        "<!--",
        "-->",
        "<ul>",
        "<li>",
        "</ul>",
        "<pre>",
        "\n",
        "</pre>",
        "<h1>",
        "</h2>",
        "<object data=//youtu.be/a>",
        "</object>",
        "<iframe src=/a>",
        "<blockquote>",
        "</blockquote>",
        "<font>",
        "</font>",
        "<select>",
        "<form>",
        "x",
        "é",
        "&lt;",
        "\"",
        "'",
        "<",
        ">",
        "<a name=more>",
        "<img src=x onerror=a>",
        "<i id=a>",
        "</i>",
        "<caption>",
        "<dl><dt>",
        "<dd>",
        "<xmp>",
        "</xmp>",
        "<b:if>",
        "<details><summary>",
        "<section class=footnotes>",
        "<sup class=footnote-ref>",
        "<center>",
        "<ruby>",
        "<rt>",
        "<colgroup>",
        "<col>",
        "<br>",
        "</br>",
    ];
    let mut chance = Chance(42);
    for _ in 0..1500 {
        let source: String = (0..=chance.below(14)).map(|_| tags[chance.below(tags.len())]).collect();
        check_cleaning(&source);
    }
    for _ in 0..200 {
        let (first, second) = (ATTACKS[chance.below(ATTACKS.len())], ATTACKS[chance.below(ATTACKS.len())]);
        let mut cut = chance.below(first.len());
        while !first.is_char_boundary(cut) {
            cut -= 1;
        }
        check_cleaning(&format!("{}{second}{}", &first[..cut], &first[cut..]));
    }
}

#[test]
fn every_length_up_to_a_limit_is_whole_and_stable() {
    let unit = "é<b title=\"日本\">👩\u{200d}👩</b>&amp;<a href=\"https://é.example/日\">本</a>";
    for end in (0..=unit.len()).filter(|end| unit.is_char_boundary(*end)) {
        check(&unit[..end]);
    }
}

#[test]
fn ordinary_markdown_is_clean_at_the_first_reading() {
    for source in
        ["a *b* `c`\n\n> d\n\n- e\n- f\n\n```\n<g>\n```\n", "one\ntwo https://example.org\n\n1. x\n2. y"]
    {
        let rewritten = rewrite::rewrite(Kind::Comment, &markdown::comment_html(source)).html;
        assert_eq!(allow::sanitiser(Kind::Comment).clean(&rewritten).to_string(), rewritten);
        let rewritten = rewrite::rewrite(Kind::Post, &markdown::post_html(source)).html;
        assert_eq!(allow::sanitiser(Kind::Post).clean(&rewritten).to_string(), rewritten);
    }
}

#[test]
fn what_a_post_can_hold_is_held() {
    let html = post_from_markdown(
        "## Head\n\n|a|b|\n|-|:-:|\n|1|2|\n\n- [x] done\n- [ ] open\n\n> [!WARNING]\n> Mind\n\n```rust\nfn a() {}\n```\n\nA[^1]\n\n[^1]: N\n",
    );
    for part in [
        "<h2 id=\"p-head\">Head</h2>",
        "<div tabindex=\"0\" class=\"table-scroll\"><table>",
        "<th class=\"align-center\">b</th>",
        "<li class=\"task-list-item\"><span class=\"task-box\">☑</span> done</li>",
        "<span class=\"task-box\">☐</span> open",
        "<div class=\"markdown-alert markdown-alert-warning\">",
        "<code class=\"language-rust\">fn a() {}",
        "<sup class=\"footnote-ref\"><a href=\"#p-fn-1\" id=\"p-fnref-1\">1</a></sup>",
        "<section class=\"footnotes\">",
        "<li id=\"p-fn-1\">",
    ] {
        assert!(html.html.as_str().contains(part), "{part} in {}", html.html.as_str());
    }
    assert_eq!(html.text, "Head\na b\n1 2\n☑ done\n☐ open\nWarning\nMind\nfn a() {}\nA\nN");
    check(html.html.as_str());
}

#[test]
fn a_lead_has_the_notes_it_refers_to_and_no_others() {
    let body = post_from_markdown(
        "A[^a]\n\n<!--more-->\n\nB[^b]\n\n[^a]: First\n\n[^b]: Second\n\n    - Third\n    - Fourth\n",
    );
    let lead = body.lead.map(|lead| lead.as_str().to_owned()).unwrap_or_default();
    assert!(
        lead.contains("First")
            && !lead.contains("Second")
            && !lead.contains("Fourth")
            && !lead.contains(">B<"),
        "{lead}"
    );
    assert_eq!(post_from_html(&lead).html.as_str(), lead);
    let body = post_from_markdown("A\n\n<!--more-->\n\nB[^b]\n\n[^b]: Second\n");
    assert_eq!(body.lead.as_ref().map(Html::as_str), Some("<p>A</p>\n"));
}

#[test]
fn pictures_elsewhere_are_named_by_host() {
    let body = post_from_html(
        "<img src=\"http://2.bp.blogspot.com/a.png\"><img src=\"//i.example/b.png\"><img src=\"/own.png\">",
    );
    assert_eq!(body.pictures, ["2.bp.blogspot.com", "i.example"]);
}

fn numbered(range: std::ops::Range<usize>, each: impl Fn(usize) -> String) -> String {
    range.map(each).collect()
}

#[test]
fn of_eighty_thousand_attributes_the_first_are_read() {
    let many = numbered(0..80_000, |number| format!(" a{number}=\"{number}\""));
    let html =
        post_from_html(&format!("<p title=\"first\"{many} id=\"last\">Words</p><p id=\"next\">More</p>"))
            .html;
    assert_eq!(html.as_str(), "<p title=\"first\">Words</p><p id=\"p-next\">More</p>");
}

#[test]
fn of_a_class_that_is_a_book_the_first_words_stand() {
    let many = numbered(0..50_000, |number| format!("language-{number} "));
    let html = post_from_html(&format!("<code class=\"{many}\">x</code>")).html;
    assert!(html.as_str().starts_with("<code class=\"language-0 language-1 ") && html.as_str().len() < 1000);
}

#[test]
fn emphasis_within_emphasis_is_not_repeated_beyond_reason_in_every_paragraph() {
    let deep = numbered(0..140, |number| format!("<b title=\"{number}\">"));
    let source = format!("<p>{deep}{}", "<p>x".repeat(2000));
    let html = post_from_html(&source).html;
    assert!(html.as_str().len() < 80 * source.len(), "{}", html.as_str().len());
    assert_eq!(html.as_str().matches('x').count(), 2000);
    let shallow = "<p><b title=\"1\">a <i>b</i></b> c</p>";
    assert_eq!(post_from_html(shallow).html.as_str(), shallow);
}

#[test]
fn thousands_of_notes_are_told_apart_in_a_lead_and_on_a_page() {
    let refer = |range| numbered(range, |number| format!("a[^n{number}] "));
    let notes = numbered(0..4000, |number| format!("[^n{number}]: Note {number}.\n\n"));
    let body =
        post_from_markdown(&format!("{}\n\n<!--more-->\n\n{}\n\n{notes}", refer(0..2000), refer(2000..4000)));
    let lead = body.lead.expect("a lead");
    assert_eq!(lead.as_str().matches("<li id=").count(), 2000);
    assert!(lead.as_str().contains("Note 1999.") && !lead.as_str().contains("Note 2000."));
    let page = open_footnotes(&body.html, "", NoteWords { note: "Note", back: "Back" });
    assert_eq!(page.as_str().matches("<button ").count(), 4000);
    assert!(page.as_str().contains("id=\"note-4000\" class=\"sidenote\" data-number=\"4000\">Note 3999."));
}
