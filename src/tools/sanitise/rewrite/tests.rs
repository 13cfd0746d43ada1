//! What old bodies become, before and after the sanitiser.

use super::super::{CommentBody, Html, PostBody, comment_from_html, post_from_html};
use super::*;

fn post(source: &str) -> String {
    let PostBody { html, .. } = post_from_html(source);
    html.as_str().to_owned()
}

fn comment(source: &str) -> String {
    let CommentBody { html, .. } = comment_from_html(source);
    html.as_str().to_owned()
}

#[test]
fn old_alignment_becomes_classes() {
    for (old, new) in [
        ("<div style=\"text-align: center;\">a</div>", "<div class=\"align-center\">a</div>"),
        ("<center>a</center>", "<div class=\"align-center\">a</div>"),
        ("<p align=\"right\">a</p>", "<p class=\"align-end\">a</p>"),
        (
            "<div dir=\"rtl\" style=\"text-align: right\">a</div>",
            "<div dir=\"rtl\" class=\"align-start\">a</div>",
        ),
        (
            "<div dir=\"rtl\"><p style=\"text-align: left\">a</p></div>",
            "<div dir=\"rtl\"><p class=\"align-end\">a</p></div>",
        ),
        ("<div style=\"color:red;position:fixed\" onclick=\"x()\">a</div>", "<div>a</div>"),
    ] {
        assert_eq!(post(old), new, "{old}");
    }
}

#[test]
fn a_blogger_picture_keeps_its_place_and_size() {
    let old = "<div class=\"separator\" style=\"clear: both; text-align: center;\"><a href=\"http://1.bp.blogspot.com/-a/s1600/b.jpg\" \
        imageanchor=\"1\" style=\"margin-left: 1em; margin-right: 1em;\"><img border=\"0\" data-original-height=\"9\" height=\"240\" \
        src=\"http://1.bp.blogspot.com/-a/s320/b.jpg\" width=\"320\" /></a></div>";
    assert_eq!(
        post(old),
        "<div class=\"picture-block clear-both align-center\"><a href=\"http://1.bp.blogspot.com/-a/s1600/b.jpg\">\
         <img height=\"240\" src=\"https://1.bp.blogspot.com/-a/s320/b.jpg\" width=\"320\" alt=\"\" loading=\"lazy\"></a></div>"
    );
}

#[test]
fn a_caption_table_is_not_a_table_that_scrolls() {
    let old = "<table align=\"center\" cellpadding=\"0\" class=\"tr-caption-container\" style=\"margin-left: auto; margin-right: auto;\">\
        <tbody><tr><td style=\"text-align: center;\"><img src=\"/a.png\"></td></tr><tr><td class=\"tr-caption\">b</td></tr></tbody></table>";
    let new = post(old);
    assert!(new.starts_with("<table class=\"align-center caption-table\"><tbody>"), "{new}");
    assert!(new.contains("<td class=\"caption\">b</td>") && !new.contains("table-scroll"), "{new}");
}

#[test]
fn a_table_scrolls_by_itself_once() {
    let table =
        "<div tabindex=\"0\" class=\"table-scroll\"><table><tbody><tr><td>a</td></tr></tbody></table></div>";
    assert_eq!(post("<table border=1><tr><td>a</table>"), table);
    assert_eq!(post(table), table);
    assert_eq!(post("<table><tr><td><table><tr><td>a</table></table>").matches("table-scroll").count(), 1);
}

#[test]
fn a_font_is_unwrapped_and_its_emphasis_kept() {
    assert_eq!(post("<font color=red size=5>a <b>b</b></font>"), "a <b>b</b>");
    assert_eq!(post("<span style=\"font-weight:bold;\">a <span>b</span> c</span> d"), "<b>a b c</b> d");
    assert_eq!(post("<tt>a</tt><strike>b</strike><big>c</big>"), "<code>a</code><s>b</s>c");
}

#[test]
fn a_frame_becomes_a_card() {
    let body = post_from_html(
        "<p>a</p><iframe width=\"560\" src=\"//www.youtube.com/embed/xY_1\" allowfullscreen>no frames</iframe><p>b</p>",
    );
    assert_eq!(
        body.html.as_str(),
        "<p>a</p><p class=\"embed-card\"><a href=\"https://www.youtube.com/watch?v=xY_1\">Video on YouTube</a></p><p>b</p>"
    );
    assert_eq!(body.embeds, 1);
}

#[test]
fn a_card_within_a_paragraph_is_a_phrase() {
    assert_eq!(
        post("<p>a <iframe src=\"https://player.vimeo.com/video/1\"></iframe> b</p>"),
        "<p>a <span class=\"embed-card\"><a href=\"https://vimeo.com/1\">Video on Vimeo</a></span> b</p>"
    );
}

#[test]
fn a_player_of_flash_days_becomes_one_card() {
    let old = "<object width=1 class=\"BLOGGER-youtube-video\"><param name=\"movie\" value=\"http://www.youtube.com/v/aB&amp;hl=en\"></param>\
        <param name=\"allowFullScreen\" value=\"true\"></param><embed src=\"http://www.youtube.com/v/aB\"></embed>Get Flash</object>after";
    let body = post_from_html(old);
    let card = "<p class=\"embed-card\"><a href=\"https://www.youtube.com/watch?v=aB\">Video on YouTube</a></p>after";
    assert_eq!((body.html.as_str(), body.embeds), (card, 1));
    assert_eq!(post("<embed src=\"http://www.youtube.com/v/aB\">after"), card);
}

#[test]
fn the_first_address_in_a_player_counts() {
    let html = post(
        "<object><param name=movie value=\"https://youtu.be/a\"><embed src=\"https://youtu.be/b\"></object>",
    );
    assert!(html.contains("watch?v=a") && !html.contains("watch?v=b"), "{html}");
}

#[test]
fn other_services_shells_become_cards() {
    for (old, address) in [
        (
            "<blockquote class=\"instagram-media\" data-instgrm-permalink=\"https://www.instagram.com/p/A/\"><p>View</p></blockquote>",
            "https://www.instagram.com/p/A/",
        ),
        (
            "<div class=\"fb-post\" data-href=\"https://www.facebook.com/a/posts/1\"><p>x</p></div>",
            "https://www.facebook.com/a/posts/1",
        ),
        ("<script src=\"https://gist.github.com/ada/12.js\"></script>", "https://gist.github.com/ada/12"),
        (
            "<video controls><source src=\"https://v.example.org/a.mp4\"></video>",
            "https://v.example.org/a.mp4",
        ),
        (
            "<iframe src=\"https://www.facebook.com/plugins/post.php?href=https%3A%2F%2Fwww.facebook.com%2Fa\"></iframe>",
            "https://www.facebook.com/a",
        ),
    ] {
        let body = post_from_html(old);
        let start = format!("<p class=\"embed-card\"><a href=\"{address}\">");
        assert!(body.html.as_str().starts_with(&start), "{}", body.html.as_str());
        assert_eq!((body.html.as_str().matches("<p").count(), body.embeds), (1, 1));
    }
}

#[test]
fn a_quoted_tweet_keeps_its_words_and_loses_its_script() {
    let body = post_from_html(
        "<blockquote class=\"twitter-tweet\"><p lang=\"en\">Hi</p>&mdash; A <a href=\"https://twitter.com/a/status/1?ref_src=x\">May 1</a></blockquote> \
         <script async src=\"//platform.twitter.com/widgets.js\" charset=\"utf-8\"></script>",
    );
    assert_eq!(
        body.html.as_str(),
        "<blockquote class=\"embed-quote\"><p lang=\"en\">Hi</p>— A <a href=\"https://twitter.com/a/status/1?ref_src=x\">May 1</a></blockquote> "
    );
    assert_eq!(body.embeds, 1);
}

#[test]
fn a_player_that_leads_nowhere_is_listed() {
    let body = post_from_html("a<iframe src=\"javascript:alert(1)\"></iframe><object>Old words</object>");
    assert_eq!(body.html.as_str(), "aOld words");
    assert_eq!(body.leftovers, ["iframe without a usable address", "object without a usable address"]);
}

#[test]
fn a_player_without_an_end_does_not_swallow_the_post() {
    assert_eq!(
        post("<object data=\"https://youtu.be/a\"><p>the post</p>"),
        "<p>the post</p><p class=\"embed-card\"><a href=\"https://www.youtube.com/watch?v=a\">Video on YouTube</a></p>"
    );
    assert!(post("<iframe src=\"https://youtu.be/a\" />the post").ends_with("</p>the post"));
    assert!(post("<div><object data=\"https://youtu.be/a\">x</div>the post").ends_with("the post"));
    assert!(post("<svg><p>the post").contains("the post"));
}

#[test]
fn an_address_cannot_break_out_of_its_card() {
    let html = post("<iframe src='/x\"onmouseover=\"alert(1)'></iframe>");
    assert!(html.contains("href=\"/x&quot;onmouseover=&quot;alert(1)\""), "{html}");
}

#[test]
fn template_code_is_removed_and_listed() {
    let body = post_from_html(
        "<b:if cond='data:blog.isMobile'><a expr:href='data:blog.homepageUrl' href=\"/x\">a</a></b:if><data:post.title/>\
         <img src=\"data:post.thumbnail\" alt=\"\"><img src=\"data:image/png;base64,AA\">",
    );
    assert_eq!(
        body.html.as_str(),
        "<a href=\"/x\">a</a><img src=\"data:image/png;base64,AA\" alt=\"\" loading=\"lazy\">"
    );
    assert_eq!(
        body.leftovers,
        [
            "<b:if cond=\"data:blog.isMobile\">",
            "expr:href=\"data:blog.homepageUrl\"",
            "<data:post.title>",
            "src=\"data:post.thumbnail\"",
        ]
    );
}

#[test]
fn leftovers_are_bounded() {
    let many: Vec<String> = (0..200).map(|n| format!("<b:x{n} y='{}'>", "z".repeat(500))).collect();
    let leftovers = post_from_html(&many.concat()).leftovers;
    assert_eq!(leftovers.len(), MOST_LEFTOVERS);
    assert!(leftovers.iter().all(|one| one.chars().count() <= 100));
}

#[test]
fn every_form_of_the_break_is_known_and_the_first_counts() {
    for mark in [
        "<!--more-->",
        "<!-- more -->",
        "<a name='more'></a>",
        "<a href=\"\" name=\"more\"></a>",
        "<span id=\"more\"></span>",
    ] {
        let body = post_from_html(&format!("<div>a{mark}b{mark}c</div>"));
        assert_eq!(body.html.as_str(), "<div>a<span id=\"more\"></span>bc</div>", "{mark}");
        assert_eq!(body.lead.as_ref().map(Html::as_str), Some("<div>a</div>"), "{mark}");
    }
    assert_eq!(post_from_html("a<!--other-->b").lead, None);
}

#[test]
fn an_old_anchor_is_found_by_its_name_and_by_links_in_the_post() {
    assert_eq!(
        post("<a href=\"#end\">down</a><a name=\"end\">x</a>"),
        "<a href=\"#p-end\">down</a><a name=\"end\" id=\"p-end\">x</a>"
    );
}

#[test]
fn an_id_stands_once() {
    assert_eq!(post("<p>1<i id=a>2<p>3"), "<p>1<i>2</i></p><p><i>3</i></p>");
    assert_eq!(post("<p id=a>1</p><p id=a>2</p>"), "<p id=\"p-a\">1</p><p>2</p>");
}

#[test]
fn lists_and_tables_without_end_tags_are_read_as_browsers_do() {
    assert_eq!(post("<ul><li>a<li>b</ul>"), "<ul><li>a</li><li>b</li></ul>");
    assert_eq!(post("<p>a<p>b<div>c</div>"), "<p>a</p><p>b</p><div>c</div>");
    assert_eq!(post("<dl><dt>a<dd>b<dt>c</dl>"), "<dl><dt>a</dt><dd>b</dd><dt>c</dt></dl>");
    assert_eq!(post("<b>x<i>y</b>z</i>"), "<b>x<i>y</i></b><i>z</i>");
    assert_eq!(post("a</p></div></b>b</br>c"), "ab<br>c");
    let many = "<p>a".repeat(1000);
    assert_eq!(post(&many).matches("<p>").count(), 1000);
}

#[test]
fn code_shown_by_old_elements_stays_code() {
    assert_eq!(post(&format!("<pre>{}x\n\ny</pre>", "\n".repeat(20))), "<pre tabindex=\"0\">x\n\ny</pre>");
    assert_eq!(post("<xmp><b>x</b></xmp>"), "<pre tabindex=\"0\">&lt;b&gt;x&lt;/b&gt;</pre>");
    assert_eq!(post("<textarea name=code>a < b</textarea>"), "<pre tabindex=\"0\">a &lt; b</pre>");
    assert_eq!(
        post("<pre class=\"brush: Java; gutter: false\">x</pre>"),
        "<pre tabindex=\"0\" class=\"language-java\">x</pre>"
    );
}

#[test]
fn a_headline_does_not_compete_with_the_title() {
    assert_eq!(post("<h1>a</h1>"), "<h2>a</h2>");
}

#[test]
fn a_comment_keeps_words_where_blocks_may_not_stand() {
    assert_eq!(comment("<h1>a</h1>b"), "<p><strong>a</strong></p>b");
    assert_eq!(comment("<div>a</div><div>b</div>"), "a<br>b<br>");
    assert_eq!(
        comment("<img src=x alt=\"a <cat>\"><iframe src=\"https://youtu.be/a\">x</iframe>b"),
        "a &lt;cat&gt;b"
    );
    assert_eq!(comment("<p class=align-center id=a style=x dir=rtl>a</p>"), "<p>a</p>");
}

#[test]
fn depth_is_bounded_and_time_with_it() {
    for open in [
        "<div>",
        "<b>",
        "<blockquote>",
        "<ul><li>",
        "<span class=caption>",
        "<table><tr><td>",
        "<font>",
        "<a>",
        "<object>",
        "<svg>",
        "<p><i>",
    ] {
        for source in
            [open.repeat(10_000), format!("{}x{}", open.repeat(3_000), "</div></b></i>".repeat(3_000))]
        {
            let html = rewrite(Kind::Post, &source).html;
            let (mut depth, mut deepest) = (0_usize, 0);
            for tag in html.split('<').skip(1) {
                depth = if tag.starts_with('/') { depth.saturating_sub(1) } else { depth + 1 };
                deepest = deepest.max(depth);
            }
            assert!(deepest <= 2 * DEEPEST + 20, "{open} {deepest}");
            let _ = (post_from_html(&source), comment_from_html(&source));
        }
    }
}
