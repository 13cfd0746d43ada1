//! Which pictures a body shows that lie elsewhere, and the same text with our addresses in their places.

use url::Url;

use crate::model::html::Html;
use crate::model::media::Medium;
use crate::tools::sanitise::{self, Placed};
use crate::transfer::import::blogger::pictures::{file_name, full_size, is_theirs};

/// A picture that lies elsewhere, and where the body names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// The best first.
    addresses: Vec<String>,
    /// As the body shows it.
    shown: Vec<String>,
    /// As the body leads to it.
    linked: Vec<String>,
}

impl Wanted {
    fn of(address: &str) -> Self {
        let mut addresses: Vec<_> = full_size(address).into_iter().collect();
        if !addresses.iter().any(|known| known == address) {
            addresses.push(address.to_owned());
        }
        Self { addresses, shown: Vec::new(), linked: Vec::new() }
    }

    /// Tells it from others: two sizes of one picture have the same.
    pub fn key(&self) -> &str {
        self.addresses.first().map_or("", String::as_str)
    }

    pub fn addresses(&self) -> &[String] {
        &self.addresses
    }

    pub fn file_name(&self) -> Option<String> {
        self.addresses.iter().find_map(|address| file_name(address))
    }

    /// Which addresses become which, once the picture is here.
    pub fn moves_to(&self, medium: &Medium) -> Vec<(String, String)> {
        let largest =
            medium.widths().last().map_or_else(|| medium.address(), |width| medium.address_at(*width));
        let shown = self.shown.iter().map(|from| {
            // Spelt once in the text for both; which width is shown, the page decides by itself.
            let is_linked = self.linked.contains(from);
            (from.clone(), if is_linked { largest.clone() } else { medium.address() })
        });
        let linked = self.linked.iter().filter(|from| !self.shown.contains(from));
        shown.chain(linked.map(|from| (from.clone(), largest.clone()))).collect()
    }
}

/// The pictures of a body that lie elsewhere, each once, with the large ones that they lead to.
pub fn wanted(html: &Html) -> Vec<Wanted> {
    let mut found: Vec<Wanted> = Vec::new();
    for Placed { shown, link } in sanitise::placed_pictures(html) {
        if !is_elsewhere(&shown) {
            continue;
        }
        note(&mut found, &shown, |want| &mut want.shown);
        if let Some(link) = link.filter(|link| leads_to_picture(link)) {
            note(&mut found, &link, |want| &mut want.linked);
        }
    }
    found
}

/// How many different addresses a body has for pictures that lie elsewhere.
pub fn addresses(html: &Html) -> usize {
    wanted(html).iter().map(|want| want.shown.len() + want.linked.len()).sum()
}

fn note(found: &mut Vec<Wanted>, address: &str, list: impl Fn(&mut Wanted) -> &mut Vec<String>) {
    let new = Wanted::of(address);
    let place = found.iter().position(|want| want.key() == new.key()).unwrap_or_else(|| {
        found.push(new.clone());
        found.len() - 1
    });
    for other in new.addresses {
        if !found[place].addresses.contains(&other) {
            found[place].addresses.push(other);
        }
    }
    let list = list(&mut found[place]);
    if !list.iter().any(|known| known == address) {
        list.push(address.to_owned());
    }
}

/// Blogger counts readers with pictures of one point; those are no pictures.
fn is_elsewhere(address: &str) -> bool {
    let is_web = address.starts_with("http://") || address.starts_with("https://");
    is_web && !(is_theirs(address) && address.contains("/tracker/"))
}

fn leads_to_picture(address: &str) -> bool {
    if full_size(address).is_some() {
        return true;
    }
    let Ok(url) = Url::parse(address) else { return false };
    let ending = url.path().rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    let is_picture =
        ending.is_some_and(|ending| ["jpg", "jpeg", "png", "gif", "webp"].contains(&ending.as_str()));
    is_picture && is_elsewhere(address)
}

/// A text as its author wrote it, with some addresses in the place of others. Ours hold nothing that markup would mind.
pub fn rewritten(source: &str, moves: &[(String, String)]) -> String {
    let mut text = source.to_owned();
    for (from, to) in moves {
        for spelt in spellings(from) {
            text = replaced(&text, &spelt, to);
        }
    }
    text
}

/// The same address as authors and editors write it: with another scheme or none, with entities.
fn spellings(address: &str) -> Vec<String> {
    let Some((_, rest)) = address.split_once("://") else { return vec![address.to_owned()] };
    let schemes = [format!("https://{rest}"), format!("http://{rest}"), format!("//{rest}")];
    let plain = schemes.iter().flat_map(|spelt| [spelt.clone(), spelt.replace('&', "&amp;")]);
    let mut spelt: Vec<_> = plain.collect();
    spelt.dedup();
    spelt
}

/// Every place where an address stands as a whole, and is not the beginning of a longer one.
fn replaced(text: &str, from: &str, to: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(from) {
        let (before, found) = rest.split_at(at);
        let after = &found[from.len()..];
        let ends = after.chars().next().is_none_or(|next| next.is_whitespace() || "\"'<>)".contains(next));
        let begins = before.chars().next_back().is_none_or(|last| !last.is_alphanumeric() && last != ':');
        out.push_str(before);
        out.push_str(if ends && begins { to } else { from });
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = "https://1.bp.blogspot.com/-a/b/c/d/s320/weir.jpg";
    const LARGE: &str = "https://1.bp.blogspot.com/-a/b/c/d/s1600/weir.jpg";
    const WHOLE: &str = "https://1.bp.blogspot.com/-a/b/c/d/s0/weir.jpg";

    fn found(source: &str) -> Vec<Wanted> {
        wanted(&sanitise::post_from_html(source).html)
    }

    #[test]
    fn a_small_picture_and_the_large_one_behind_it_are_one() {
        let source = format!("<a href=\"{LARGE}\"><img src=\"{SMALL}\"></a><img src=\"{SMALL}\">");
        let [want] = <[Wanted; 1]>::try_from(found(&source)).unwrap();
        assert_eq!(want.addresses(), [WHOLE, SMALL, LARGE]);
        assert_eq!(want.file_name().as_deref(), Some("weir.jpg"));
        let medium = Medium::sample(1, "480 960 1600");
        let moves = want.moves_to(&medium);
        let expected = format!(
            "<a href=\"{}\"><img src=\"{middle}\"></a><img src=\"{middle}\">",
            medium.address_at(1600),
            middle = medium.address_at(960)
        );
        assert_eq!(rewritten(&source, &moves), expected);
    }

    #[test]
    fn what_is_ours_or_no_picture_is_left_alone() {
        for source in [
            "<img src=\"/media/a/960.jpg\">",
            "<img src=\"data:image/png;base64,AAAA\">",
            "<a href=\"https://1.bp.blogspot.com/-a/b/c/d/s320/weir.jpg\">a link alone</a>",
            "<img src=\"https://blogger.googleusercontent.com/tracker/12-3?l=x\">",
        ] {
            assert_eq!(found(source), [], "{source}");
        }
        let source = "<a href=\"https://example.org/gallery\"><img src=\"https://example.org/weir.jpg\"></a>";
        let [want] = <[Wanted; 1]>::try_from(found(source)).unwrap();
        assert_eq!(want.linked, Vec::<String>::new());
    }

    #[test]
    fn addresses_are_found_in_every_spelling_and_only_as_a_whole() {
        let moves = [("https://x.example/a.jpg?b=1&c=2".to_owned(), "/media/n/1.jpg".to_owned())];
        let source = "<img src='http://x.example/a.jpg?b=1&amp;c=2'> <img src=\"//x.example/a.jpg?b=1&c=2\"> \
                      <img src=https://x.example/a.jpg?b=1&amp;c=2> https://x.example/a.jpg?b=1&c=2&d=3 \
                      https://y.example/?u=https://x.example/a.jpg?b=1&c=23 ftp://x.example/a.jpg?b=1&c=2";
        let expected = "<img src='/media/n/1.jpg'> <img src=\"/media/n/1.jpg\"> <img src=/media/n/1.jpg> \
                        https://x.example/a.jpg?b=1&c=2&d=3 https://y.example/?u=https://x.example/a.jpg?b=1&c=23 \
                        ftp://x.example/a.jpg?b=1&c=2";
        assert_eq!(rewritten(source, &moves), expected);
    }
}
