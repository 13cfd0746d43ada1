//! Which addresses are kept, and as what: one spelling for each page, so that nobody fills the memory with variants.

use std::borrow::Cow;

use axum::http::{Method, Uri};
use percent_encoding::percent_decode_str;

use crate::model::comment::ThreadOrder;
use crate::model::path::href;
use crate::web::site::archive::Period;

/// Below these every address is answered for one person, or from endlessly many words.
const NEVER_KEPT: [&str; 9] =
    ["account", "admin", "comments", "healthz", "login", "logout", "media", "search", "setup"];

/// Feeds of ours; what else stands below /feeds leads on from another place's addresses.
const FEEDS: [&str; 3] = ["/feeds/posts.", "/feeds/comments.", "/feeds/tags/"];

/// The address of a page, as its only spelling: the path as links have it, and the parameters that the page knows.
#[derive(Debug, PartialEq, Eq)]
pub struct Address<'a> {
    text: Cow<'a, str>,
    /// What the router is asked for this page.
    pub uri: Uri,
}

impl<'a> Address<'a> {
    /// None for what is not kept: other methods, other spellings, what is not the same for all.
    pub fn of(method: &Method, uri: &'a Uri) -> Option<Self> {
        if method != Method::GET && method != Method::HEAD {
            return None;
        }
        let path = uri.path();
        let parameters = parameters(path)?;
        if path.contains('%') && !is_canonical(path) {
            return None;
        }
        let Some(query) = uri.query() else {
            return Some(Self { text: Cow::Borrowed(path), uri: uri.clone() });
        };
        let query = canonical(parameters, query)?;
        let text = if query.is_empty() { Cow::Borrowed(path) } else { Cow::Owned(format!("{path}?{query}")) };
        // Encoded anew, a parameter may have grown beyond what an address can hold.
        let uri = text.parse().ok()?;
        Some(Self { text, uri })
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }
}

/// The one page below /comments that is the same for everybody.
const RECENT_COMMENTS: &str = "/comments/recent";

/// The parameters that make another page of a path; none if it is not kept at all.
fn parameters(path: &str) -> Option<&'static [&'static str]> {
    if path == RECENT_COMMENTS {
        return Some(&["from"]);
    }
    let first = path.get(1..)?.split('/').next()?;
    match first {
        first if NEVER_KEPT.contains(&first) => None,
        "feeds" => (FEEDS.iter().any(|feed| path.starts_with(feed)) || is_feed_of_post(path)).then_some(&[]),
        "" | "tags" | "authors" => Some(&["before", "after"]),
        "archive" | "cards" | "privacy" | "static" | "sitemaps" | "robots.txt" | "sitemap.xml"
        | "favicon.ico" => Some(&[]),
        _ if Period::of_path(path).is_some() => Some(&["before", "after"]),
        _ => Some(&["order", "from"]),
    }
}

/// `/feeds/posts/12/comments.atom`
fn is_feed_of_post(path: &str) -> bool {
    path.strip_prefix("/feeds/posts/").is_some_and(|rest| rest.contains("/comments."))
}

/// Spelt as our own links spell it. An encoded slash is not the same as a slash, and is in none of them.
fn is_canonical(path: &str) -> bool {
    percent_decode_str(path).decode_utf8().is_ok_and(|decoded| href(&decoded) == path)
}

/// The known parameters, each once and in their own order. None if one is written as no link of ours writes it, or if
/// an old address asks for a comment by the time of its writing: these are endless, and their answers are not kept.
fn canonical(known: &[&str], query: &str) -> Option<String> {
    let mut kept = url::form_urlencoded::Serializer::new(String::new());
    let given: Vec<_> = url::form_urlencoded::parse(query.as_bytes()).collect();
    if known.contains(&"from") && given.iter().any(|(name, _)| name == "showComment") {
        return None;
    }
    for name in known {
        let Some((_, value)) = given.iter().find(|(other, _)| other == name) else { continue };
        if *name == "order" {
            // A word that is no order makes no page of its own.
            if ThreadOrder::of_word(value).is_none() {
                continue;
            }
        } else if *name != "from" && !value.parse::<i64>().is_ok_and(|id| id.to_string() == **value) {
            return None;
        }
        kept.append_pair(name, value);
    }
    Some(kept.finish())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::router::ROOMS;

    fn kept(uri: &str) -> Option<String> {
        Address::of(&Method::GET, &uri.parse().unwrap()).map(|address| address.as_str().to_owned())
    }

    #[test]
    fn parameters_that_a_page_does_not_know_are_dropped() {
        for uri in ["/", "/?", "/?m=1", "/?utm_source=x&fbclid=y", "/?from=1"] {
            assert_eq!(kept(uri).as_deref(), Some("/"), "{uri}");
        }
        assert_eq!(kept("/?spref=fb&before=12&before=13").as_deref(), Some("/?before=12"));
        assert_eq!(kept("/2017/03/a?from=c9&m=1").as_deref(), Some("/2017/03/a?from=c9"));
        assert_eq!(kept("/feeds/posts.atom?alt=rss").as_deref(), Some("/feeds/posts.atom"));
    }

    #[test]
    fn each_kind_of_page_has_its_own_parameters() {
        assert_eq!(kept("/2017/?from=c1&before=2"), kept("/2017/?before=2&x=y&from=c9"));
        assert_eq!(kept("/2017/03/?from=c1").as_deref(), Some("/2017/03/"));
        assert_eq!(kept("/2017/03/weir?before=2").as_deref(), Some("/2017/03/weir"));
    }

    #[test]
    fn of_all_words_only_an_order_makes_another_page() {
        assert_eq!(kept("/weir?from=c9&order=newest").as_deref(), Some("/weir?order=newest&from=c9"));
        for uri in ["/weir?order=", "/weir?order=random", "/weir?order=Newest", "/weir?order=newest%20"] {
            assert_eq!(kept(uri).as_deref(), Some("/weir"), "{uri}");
        }
        assert_eq!(
            kept("/comments/recent?from=c9&order=newest").as_deref(),
            Some("/comments/recent?from=c9")
        );
        assert_eq!(kept("/comments/0123abcd"), None);
        assert_eq!(kept("/privacy?x=y").as_deref(), Some("/privacy"));
    }

    #[test]
    fn what_grows_too_long_is_not_kept() {
        let long = format!("/weir?from={}", "~".repeat(30_000));
        assert_eq!(kept(&long), None);
    }

    #[test]
    fn only_one_spelling_of_an_address_is_kept() {
        for uri in [
            "/?before=012",
            "/?before=x",
            "/?before=%2B12",
            "/a%62c",
            "/caf%c3%a9",
            "/a%2Fb",
            "/%ff",
            "/a?showComment=1",
        ] {
            assert_eq!(kept(uri), None, "{uri}");
        }
        assert_eq!(kept("/caf%C3%A9").as_deref(), Some("/caf%C3%A9"));
        assert_eq!(kept("/?%62efore=12").as_deref(), Some("/?before=12"));
    }

    #[test]
    fn other_methods_pass() {
        let uri = "/".parse().unwrap();
        assert!(Address::of(&Method::POST, &uri).is_none());
        assert!(Address::of(&Method::HEAD, &uri).is_some());
    }

    #[test]
    fn no_guarded_address_is_kept() {
        for door in ROOMS.iter().filter(|room| room.guard.is_some()).flat_map(|room| room.doors) {
            assert_eq!(kept(&door.path.replace(['{', '}', '*'], "")), None, "{}", door.path);
        }
    }
}
