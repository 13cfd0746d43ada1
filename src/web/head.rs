//! What a page tells programs about itself: its own address, a preview for those who link to it, structured data.

use askama::filters::HtmlSafe;
use serde_json::{Value, json};

use super::chrome::Chrome;
use crate::model::post::{Post, PostKind};
use crate::store::authors::Byline;
use crate::store::tags::PostTag;
use crate::tools::excerpt;

/// How long a description is, in characters.
const DESCRIPTION: usize = 200;

/// Printed by `partials/head.html`.
pub struct Head {
    /// A type of Open Graph: `article`, `website` or `profile`.
    pub kind: &'static str,
    pub title: String,
    pub description: String,
    /// None as long as nobody said where the blog is.
    pub canonical: Option<String>,
    pub picture: Option<Picture>,
    pub published: Option<String>,
    pub modified: Option<String>,
    pub feed: Option<OwnFeed>,
    pub structured: Option<Structured>,
}

/// A JPEG for those who link here, under its absolute address.
pub struct Picture {
    pub address: String,
    pub width: u32,
    pub height: u32,
    /// What it shows.
    pub alt: String,
}

/// Who wrote a post, what it is about, and how much is said below it.
#[derive(Clone, Copy, Default)]
pub struct Related<'a> {
    pub authors: &'a [Byline],
    pub tags: &'a [PostTag],
    /// How many comments readers see; nothing where they are hidden.
    pub comments: Option<i64>,
}

/// A feed of just this page's posts or comments.
pub struct OwnFeed {
    pub href: String,
    pub title: String,
}

/// JSON that can stand in a script element: nothing in it ends the element or opens a comment.
pub struct Structured(String);

impl Structured {
    fn of(data: &Value) -> Self {
        let text = data.to_string();
        Self(text.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026"))
    }
}

impl HtmlSafe for Structured {}

impl std::fmt::Display for Structured {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.0)
    }
}

impl Head {
    /// For a list; `path` is decoded and `query` is what makes this page of it another than the first.
    pub fn of_list(chrome: &Chrome, path: &str, query: &str, title: &str, description: &str) -> Self {
        let blog = &chrome.settings.title;
        let description = match description {
            "" if title == blog => title.to_owned(),
            "" => chrome.words.fill("list-of-blog", &[("list", title), ("title", blog)]),
            said => excerpt::of(said, DESCRIPTION),
        };
        Self {
            kind: "website",
            title: title.to_owned(),
            description,
            canonical: canonical(chrome, path).map(|address| format!("{address}{query}")),
            picture: None,
            published: None,
            modified: None,
            feed: None,
            structured: None,
        }
    }

    pub fn of_post(
        chrome: &Chrome,
        post: &Post,
        title: &str,
        related: Related<'_>,
        picture: Option<Picture>,
    ) -> Self {
        let text = if post.text.trim().is_empty() { title } else { &post.text };
        let description = excerpt::of(text, DESCRIPTION);
        let canonical = canonical(chrome, post.path.as_str());
        let is_post = post.kind == PostKind::Post;
        let structured = is_post.then(|| {
            let mut data = posting(post, title, &description);
            data["author"] = related.authors.iter().map(|author| person(chrome, author)).collect();
            data["keywords"] = related.tags.iter().map(|tag| tag.name.as_str()).collect();
            if let Some(count) = related.comments {
                data["commentCount"] = json!(count);
            }
            if let Some(address) = &canonical {
                data["url"] = json!(address);
                data["mainEntityOfPage"] = json!(address);
            }
            if let Some(picture) = &picture {
                data["image"] = json!(picture.address);
            }
            if post.language.is_none() {
                data["inLanguage"] = json!(chrome.settings.language);
            }
            Structured::of(&data)
        });
        Self {
            kind: if is_post { "article" } else { "website" },
            title: title.to_owned(),
            description,
            canonical,
            picture,
            published: is_post.then(|| post.published_at.rfc3339()),
            modified: is_post.then(|| post.updated_at.rfc3339()),
            feed: None,
            structured,
        }
    }

    #[must_use]
    pub fn with_feed(self, href: String, title: String) -> Self {
        Self { feed: Some(OwnFeed { href, title }), ..self }
    }
}

fn posting(post: &Post, title: &str, description: &str) -> Value {
    json!({
        "@context": "https://schema.org",
        "@type": "BlogPosting",
        "headline": title,
        "description": description,
        "datePublished": post.published_at.rfc3339(),
        "dateModified": post.updated_at.rfc3339(),
        "inLanguage": post.language,
    })
}

fn person(chrome: &Chrome, author: &Byline) -> Value {
    let mut person = json!({ "@type": "Person", "name": author.name });
    if let Some(address) = canonical(chrome, &format!("/authors/{}", author.slug)) {
        person["url"] = json!(address);
    }
    person
}

fn canonical(chrome: &Chrome, path: &str) -> Option<String> {
    (!chrome.base_url.is_empty()).then(|| chrome.absolute(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn structured_data_stays_inside_its_element() {
        let hostile = "</script><script>alert(1)</script> <!-- & \"x\" 😀";
        let text = Structured::of(&json!({ "headline": hostile })).to_string();
        assert!(!text.contains('<') && !text.contains('>') && !text.contains('&'), "{text}");
        let read: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(read["headline"], hostile);
    }
}
