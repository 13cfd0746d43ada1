//! Markup that leaves its page: for feeds its links hold anywhere, for link previews its first picture is named.

use std::borrow::Cow;

use url::Url;

use super::Html;
use super::pieces::{self, Piece};

/// Makes every link and picture of a body absolute, as seen from the page's own absolute address.
pub fn with_absolute_links(html: &Html, page: &str) -> Html {
    let Ok(page) = Url::parse(page) else { return html.clone() };
    let markup = html.as_str();
    let mut out = String::with_capacity(markup.len() + markup.len() / 8);
    for piece in pieces::of(markup) {
        match piece {
            Piece::Start { whole, .. } if whole.contains("=\"") => {
                out.push_str(&with_absolute_tag(whole, &page));
            }
            _ => out.push_str(piece.whole()),
        }
    }
    Html::from_sanitiser(out)
}

fn with_absolute_tag<'a>(tag: &'a str, page: &Url) -> Cow<'a, str> {
    let mut tag = Cow::Borrowed(tag);
    for name in ["href", "src", "cite"] {
        let Some(value) = pieces::attribute(&tag, name) else { continue };
        let Some(absolute) = absolute(&decoded(value), page) else { continue };
        let (old, new) = (format!(" {name}=\"{value}\""), format!(" {name}=\"{}\"", encoded(&absolute)));
        tag = Cow::Owned(tag.replacen(&old, &new, 1));
    }
    tag
}

/// Nothing for what is absolute already, so that it stays as it was written.
fn absolute(value: &str, page: &Url) -> Option<String> {
    if Url::parse(value).is_ok() {
        return None;
    }
    page.join(value).ok().map(String::from)
}

/// A picture in a body, by its address, and the address that it leads to, if it stands in a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    pub shown: String,
    pub link: Option<String>,
}

/// Every picture that a body shows, in order.
pub fn placed_pictures(html: &Html) -> Vec<Placed> {
    let (mut found, mut link) = (Vec::new(), None);
    for piece in pieces::of(html.as_str()) {
        match piece {
            Piece::Start { name: "a", whole } => link = pieces::attribute(whole, "href").map(decoded),
            Piece::End { name: "a", .. } => link = None,
            Piece::Start { name: "img", whole } => {
                let shown = pieces::attribute(whole, "src").map(decoded);
                found.extend(shown.map(|shown| Placed { shown, link: link.clone() }));
            }
            _ => {}
        }
    }
    found
}

/// Every address below a path of this site that a body shows or links to, as it was written.
pub fn addresses_below(html: &Html, path: &str) -> Vec<String> {
    if !html.as_str().contains(path) {
        return Vec::new();
    }
    let addresses = pieces::of(html.as_str()).filter_map(|piece| match piece {
        Piece::Start { name: "img", whole } => pieces::attribute(whole, "src"),
        Piece::Start { name: "a", whole } => pieces::attribute(whole, "href"),
        _ => None,
    });
    addresses.filter(|address| address.starts_with(path)).map(decoded).collect()
}

pub(super) fn decoded(value: &str) -> String {
    let mut plain = String::with_capacity(value.len());
    pieces::decode_into(&mut plain, value);
    plain
}

pub(super) fn encoded(address: &str) -> String {
    address.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn absolute_from(markup: &str) -> String {
        let html = Html::from_sanitiser(markup.to_owned());
        with_absolute_links(&html, "https://blog.example/2017/03/x").as_str().to_owned()
    }

    #[test]
    fn relative_links_become_absolute_and_others_stay() {
        assert_eq!(
            absolute_from("<a href=\"/p/a?b&amp;c\">x</a>"),
            "<a href=\"https://blog.example/p/a?b&amp;c\">x</a>"
        );
        assert_eq!(
            absolute_from("<a href=\"#p-fn-1\">1</a>"),
            "<a href=\"https://blog.example/2017/03/x#p-fn-1\">1</a>"
        );
        assert_eq!(
            absolute_from("<img alt=\"src\" src=\"../02/y.png\">"),
            "<img alt=\"src\" src=\"https://blog.example/2017/02/y.png\">"
        );
        for kept in
            ["<a href=\"https://other.example\">x</a>", "<a href=\"mailto:a@b.example\">x</a>", "<br>"]
        {
            assert_eq!(absolute_from(kept), kept);
        }
    }

    #[test]
    fn code_that_shows_a_link_is_left_alone() {
        let code = "<pre><code>&lt;a href=\"/x\"&gt;</code></pre>";
        assert_eq!(absolute_from(code), code);
    }

    #[test]
    fn addresses_of_this_site_are_found_in_pictures_and_links() {
        let html = Html::from_sanitiser(
            "<p>/media/x <a href=\"/media/a/1.mp3\">a</a><img src=\"/media/b/2.jpg\"><img \
             src=\"https://other.example/media/c/3.jpg\"></p>"
                .to_owned(),
        );
        assert_eq!(addresses_below(&html, "/media/"), ["/media/a/1.mp3", "/media/b/2.jpg"]);
    }

    #[test]
    fn pictures_are_found_with_the_links_that_they_stand_in() {
        let html = Html::from_sanitiser(
            "<a href=\"/b?c&amp;d\"><b>x</b><img src=\"/a.png?b&amp;c\"></a><img src=\"/e.png\"><img alt=\"\">".to_owned(),
        );
        let placed = |shown: &str, link: Option<&str>| Placed {
            shown: shown.to_owned(),
            link: link.map(str::to_owned),
        };
        assert_eq!(placed_pictures(&html), [placed("/a.png?b&c", Some("/b?c&d")), placed("/e.png", None)]);
    }
}
