//! What a comment may hold, mark by mark, and that nobody gets more into it.

use super::*;

#[test]
fn a_comment_link_says_what_it_is() {
    let body = comment_from_markdown("See https://example.org and [this](http://a.example \"t\").");
    assert_eq!(
        body.html.as_str(),
        "<p>See <a href=\"https://example.org\" rel=\"ugc nofollow noopener\">https://example.org</a> and \
         <a href=\"http://a.example\" rel=\"ugc nofollow noopener\">this</a>.</p>\n"
    );
    assert_eq!(body.addresses.len(), 2);
    assert_eq!(body.text, "See https://example.org and this.");
    assert_eq!(
        comment_from_html("<a rel=\"me\" href=\"https://x.example\">x</a>").html.as_str(),
        "<a href=\"https://x.example\" rel=\"ugc nofollow noopener\">x</a>"
    );
}

#[test]
fn a_comment_has_no_pictures_headings_or_places_of_ours() {
    assert_eq!(
        comment_from_markdown("# Big\n\n![cat](https://a.example/c.png)").html.as_str(),
        "<p><strong>Big</strong></p>\n<p><a href=\"https://a.example/c.png\" rel=\"ugc nofollow noopener\">cat</a></p>\n"
    );
    assert_eq!(comment_from_markdown("[x](/admin/delete) [y](#c1)").html.as_str(), "<p>x y</p>\n");
    assert_eq!(comment_from_markdown("<b>x</b>").text, "<b>x</b>");
}

#[test]
fn each_mark_that_a_comment_may_use_is_markup_and_any_other_stays_text() {
    let body = |source: &str| comment_from_markdown(source).html.as_str().to_owned();
    for (source, html) in [
        (
            "*a* _b_ **c** __d__ ~~e~~",
            "<p><em>a</em> <em>b</em> <strong>c</strong> <strong>d</strong> <del>e</del></p>\n",
        ),
        ("`a <b>`", "<p><code>a &lt;b&gt;</code></p>\n"),
        ("```rust\n<a>\n  b\n```", "<pre><code>&lt;a&gt;\n  b\n</code></pre>\n"),
        ("    a", "<pre><code>a\n</code></pre>\n"),
        ("> a\n> > b", "<blockquote>\n<p>a</p>\n<blockquote>\n<p>b</p>\n</blockquote>\n</blockquote>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("3. a\n4. b", "<ol start=\"3\">\n<li>a</li>\n<li>b</li>\n</ol>\n"),
        ("a\n\nb\nc", "<p>a</p>\n<p>b<br>\nc</p>\n"),
        ("a\n\n---\n\nb", "<p>a</p>\n<hr>\n<p>b</p>\n"),
        ("a\n===", "<p><strong>a</strong></p>\n"),
        ("|a|\n|-|\n|b|", "<p>|a|<br>\n|-|<br>\n|b|</p>\n"),
        ("a[^1]\n\n[^1]: b c", "<p>a[^1]</p>\n<p>[^1]: b c</p>\n"),
        ("- [x] a", "<ul>\n<li>[x] a</li>\n</ul>\n"),
        ("<u>a</u> <!-- b --> &copy;", "<p>&lt;u&gt;a&lt;/u&gt; &lt;!-- b --&gt; ©</p>\n"),
        ("<div>\n*a*\n</div>", "<p>&lt;div&gt;<br>\n*a*<br>\n&lt;/div&gt;</p>\n"),
    ] {
        assert_eq!(body(source), html, "{source}");
    }
}

#[test]
fn a_picture_in_a_comment_is_a_link_to_it_and_never_nothing() {
    let body = |source: &str| comment_from_markdown(source);
    let link = |words: &str| {
        format!("<p><a href=\"https://a.example/c.png\" rel=\"ugc nofollow noopener\">{words}</a></p>\n")
    };
    assert_eq!(body("![](https://a.example/c.png)").html.as_str(), link("https://a.example/c.png"));
    assert_eq!(body("![<b> \"](https://a.example/c.png \"t\")").html.as_str(), link("&lt;b&gt; \""));
    assert_eq!(body("![a](https://a.example/c.png)").addresses.len(), 1);
    assert_eq!(body("[![a](https://a.example/c.png)](https://b.example)").addresses.len(), 1);
    for harmless in ["![a](javascript:alert(1))", "![a](data:image/png;base64,AA)", "![a](/admin)"] {
        assert_eq!(body(harmless).html.as_str(), "<p>a</p>\n", "{harmless}");
    }
}

#[test]
fn a_comment_mixed_by_chance_is_harmless_and_stays_as_it_is() {
    let parts = [
        "*",
        "**",
        "_",
        "~~",
        "`",
        "```",
        "\n",
        "\n\n",
        "> ",
        "- ",
        "1. ",
        "    ",
        "# ",
        "---",
        "[a](",
        "![",
        "](",
        ")",
        "https://é.example/?a=1&b=\"2\"",
        "javascript:alert(1)",
        "<b>",
        "</b>",
        "<a href=x>",
        "<script>",
        "<!--",
        "-->",
        "&amp;",
        "&lt;",
        "\\",
        "|",
        "[^1]",
        ": ",
        "x",
        "é\u{301}",
        "\u{202e}",
        "\u{200b}",
        "\u{feff}",
        "\t",
        "👩\u{200d}👧",
    ];
    let mut chance = Chance(7);
    for _ in 0..2000 {
        let source: String = (0..=chance.below(16)).map(|_| parts[chance.below(parts.len())]).collect();
        let html = comment_from_markdown(&source).html;
        assert_harmless(Kind::Comment, html.as_str(), &source);
        assert_eq!(comment_from_html(html.as_str()).html, html, "the whole way again, from {source:?}");
    }
}
