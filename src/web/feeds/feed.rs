//! A feed in either format: Atom (RFC 4287) or RSS 2.0, made of the same entries.

use askama::Template;
use axum::Extension;
use axum::http::HeaderName;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use data_encoding::HEXLOWER;

use crate::model::html::Html;
use crate::model::key::Keys;
use crate::model::media::Medium;
use crate::model::timestamp::Timestamp;
use crate::tools::{sanitise, secrets};
use crate::web::cache::MadeOf;
use crate::web::chrome::Chrome;
use crate::web::error::Failure;

/// How many entries a feed carries.
pub const ENTRIES: i64 = 25;

/// What a feed is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Atom,
    Rss,
}

impl Format {
    /// Splits `mornings.atom` into the name and the format.
    pub fn of_file(file: &str) -> Option<(&str, Self)> {
        let (name, ending) = file.rsplit_once('.')?;
        match ending {
            "atom" => Some((name, Self::Atom)),
            "rss" => Some((name, Self::Rss)),
            _ => None,
        }
    }

    pub fn ending(self) -> &'static str {
        match self {
            Self::Atom => "atom",
            Self::Rss => "rss",
        }
    }

    fn media_type(self) -> &'static str {
        match self {
            Self::Atom => "application/atom+xml; charset=utf-8",
            Self::Rss => "application/rss+xml; charset=utf-8",
        }
    }
}

/// A feed, ready to be written. Addresses are absolute as far as the blog's own is known.
pub struct Feed {
    pub id: String,
    /// The blog's title; whoever signs no entry of their own is it.
    pub blog: String,
    pub title: String,
    pub subtitle: String,
    pub language: String,
    pub base_url: String,
    pub self_href: String,
    pub page_href: String,
    pub entries: Vec<Entry>,
}

/// A post or comment in a feed.
pub struct Entry {
    pub id: String,
    pub title: String,
    pub href: String,
    pub language: Option<String>,
    pub published_at: Timestamp,
    pub updated_at: Timestamp,
    pub authors: Vec<Person>,
    pub categories: Vec<String>,
    pub body: Body,
    /// What stands for it in lists.
    pub cover: Option<Cover>,
    /// The feed of a post's comments.
    pub comments_href: Option<String>,
    pub comment_count: i64,
    /// What a comment answers: another one, or the post.
    pub in_reply_to: Option<Parent>,
}

/// A picture as Media RSS names it.
pub struct Cover {
    pub href: String,
    pub media_type: String,
    pub width: i64,
    pub height: i64,
    pub alt: String,
}

impl Cover {
    pub fn of(chrome: &Chrome, medium: &Medium) -> Option<Self> {
        let width = medium.width_for(WIDTH_OF_COVER)?;
        let (whole_width, whole_height) = (medium.width?, medium.height?);
        Some(Self {
            href: chrome.absolute(&medium.address_at(width)),
            media_type: medium.media_type.clone(),
            width: width.into(),
            height: (whole_height * i64::from(width) / whole_width.max(1)).max(1),
            alt: medium.alt.clone(),
        })
    }
}

/// Programs show a cover as wide as a telephone or a card.
const WIDTH_OF_COVER: u32 = 1600;

pub struct Person {
    pub name: String,
    pub href: Option<String>,
}

pub struct Parent {
    pub id: String,
    pub href: String,
}

/// What a feed tells of an entry.
pub enum Body {
    Whole(Html),
    Excerpt(String),
}

impl Body {
    /// As HTML, which is what RSS takes for a description even where it is plain text.
    fn as_markup(&self) -> String {
        match self {
            Self::Whole(html) => html.as_str().to_owned(),
            Self::Excerpt(text) => text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"),
        }
    }
}

impl Feed {
    /// The newest change among the entries; an empty feed never changed.
    fn updated(&self) -> Timestamp {
        self.entries.iter().map(|entry| entry.updated_at).max().unwrap_or(Timestamp(0))
    }
}

/// A feed's id: the same for as long as the blog keeps its database, whatever address it moves to.
pub fn id(chrome: &Chrome, of: &str) -> String {
    let hex = HEXLOWER.encode(&secrets::sign(&chrome.settings.signing_secret, "feed id", of));
    // A UUID of version 8 (RFC 9562): its bits are made as its maker likes.
    format!("urn:uuid:{}-{}-8{}-a{}-{}", &hex[..8], &hex[8..12], &hex[13..16], &hex[17..20], &hex[20..32])
}

/// A body for readers elsewhere: its links lead to where they would on the page.
pub fn outward(chrome: &Chrome, html: &Html, page: &str) -> Html {
    if chrome.base_url.is_empty() { html.clone() } else { sanitise::with_absolute_links(html, page) }
}

#[derive(Template)]
#[template(path = "feeds/atom.xml")]
struct Atom<'a> {
    feed: &'a Feed,
}

#[derive(Template)]
#[template(path = "feeds/rss.xml")]
struct Rss<'a> {
    feed: &'a Feed,
}

/// Writes a feed, made of these.
pub fn answer(format: Format, feed: &Feed, made_of: Keys) -> Result<Response, Failure> {
    let text = match format {
        Format::Atom => Atom { feed }.render()?,
        Format::Rss => Rss { feed }.render()?,
    };
    let headers = [(CONTENT_TYPE, format.media_type()), (CACHE_CONTROL, "no-cache")];
    Ok((headers, Extension(MadeOf(made_of)), without_forbidden(text)).into_response())
}

/// A feed for one person, which is kept nowhere.
pub fn private(feed: &Feed) -> Result<Response, Failure> {
    let text = Atom { feed }.render()?;
    let headers = [
        (CONTENT_TYPE, Format::Atom.media_type()),
        (CACHE_CONTROL, "no-store"),
        (HeaderName::from_static("x-robots-tag"), "noindex"),
    ];
    Ok((headers, without_forbidden(text)).into_response())
}

/// Takes out what XML 1.0 can't hold, not even escaped: a single such character makes readers refuse the feed.
pub fn without_forbidden(text: String) -> String {
    let is_forbidden =
        |c: char| (c < ' ' && !matches!(c, '\t' | '\n' | '\r')) || matches!(c, '\u{fffe}' | '\u{ffff}');
    if text.contains(is_forbidden) { text.replace(is_forbidden, "") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_names_its_format() {
        assert_eq!(Format::of_file("a.b.atom"), Some(("a.b", Format::Atom)));
        assert_eq!(Format::of_file("comments.rss"), Some(("comments", Format::Rss)));
        assert_eq!(Format::of_file("comments"), None);
        assert_eq!(Format::of_file("x.xml"), None);
    }

    #[test]
    fn characters_that_xml_cannot_hold_are_taken_out() {
        assert_eq!(without_forbidden("a\u{0}\u{b}\u{1f}\u{ffff}b\n\t😀é".to_owned()), "ab\n\t😀é");
    }

    #[test]
    fn an_excerpt_is_text_also_where_markup_is_expected() {
        assert_eq!(Body::Excerpt("a < b & c".to_owned()).as_markup(), "a &lt; b &amp; c");
    }
}
