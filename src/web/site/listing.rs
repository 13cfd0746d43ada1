//! What the lists of posts share: one page of a list, and the links to the pages before and behind it.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::entries::{self, DayOfEntries};
use crate::model::ids::PostId;
use crate::model::key::{Key, Keys};
use crate::model::post::PostSummary;
use crate::store::Source;
use crate::store::posts::{self, List, Span};
use crate::web::chrome::Chrome;
use crate::web::dates;
use crate::web::error::Failure;

/// Where in a list a page begins: behind or before an existing post.
#[derive(Debug, Default, Clone, Copy)]
pub struct Place {
    before: Option<PostId>,
    after: Option<PostId>,
}

/// Names no post, and so leads nowhere.
const NOWHERE: PostId = PostId(-1);

/// The first `before` and `after` of an address count; what else stands there is not looked at.
impl<S: Send + Sync> FromRequestParts<S> for Place {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let post = |name| {
            let value = parameter(parts.uri.query().unwrap_or_default(), name);
            value.map(|value| value.parse().map_or(NOWHERE, PostId))
        };
        Ok(Self { before: post("before"), after: post("after") })
    }
}

/// The first value that a query has for a name.
pub fn parameter(query: &str, name: &str) -> Option<String> {
    let mut pairs = url::form_urlencoded::parse(query.as_bytes());
    pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

impl Place {
    pub fn is_first_page(self) -> bool {
        self.before.is_none() && self.after.is_none()
    }

    /// What an address has behind its path for this place: nothing for the first page.
    pub fn query(self) -> String {
        match (self.before, self.after) {
            (Some(id), _) => format!("?before={id}"),
            (None, Some(id)) => format!("?after={id}"),
            (None, None) => String::new(),
        }
    }
}

/// One page of a list.
pub struct Page {
    pub days: Vec<DayOfEntries>,
    pub older: Option<Onward>,
    pub newer: Option<Onward>,
    /// What the page is made of: its posts and their authors, and the post that its place is told by.
    pub made_of: Keys,
}

/// A way to more of a list.
pub struct Onward {
    /// `?before=12` or `?after=34`
    pub href: String,
    /// “Posts up to 19 March 2017”
    pub label: String,
}

/// Reads one page of a list. A place that names no public post is not found, so that nobody can make up pages.
pub async fn page(
    db: &mut impl Source,
    chrome: &Chrome,
    list: List,
    whole: Span,
    place: Place,
) -> Result<Page, Failure> {
    let span = match (place.before, place.after) {
        (Some(id), None) => whole.older_than(posts::cursor(db, id).await?.ok_or(Failure::NotFound)?),
        (None, Some(id)) => whole.newer_than(posts::cursor(db, id).await?.ok_or(Failure::NotFound)?),
        (None, None) => whole,
        (Some(_), Some(_)) => return Err(Failure::NotFound),
    };
    let size = usize::try_from(chrome.settings.posts_per_page).unwrap_or(10);
    let mut found = posts::list(db, list, chrome.settings.home_shows, span).await?;
    let has_more = found.len() > size;
    let reads_newer = place.after.is_some();
    if has_more {
        // One more than fits was asked for; it is the farthest from where the reading began.
        found.remove(if reads_newer { 0 } else { found.len() - 1 });
    }
    if found.is_empty() && !place.is_first_page() {
        return Err(Failure::NotFound);
    }
    let older = found
        .last()
        .filter(|_| has_more || reads_newer)
        .map(|post| onward(chrome, post, "?before=", "posts-up-to"));
    let newer = found
        .first()
        .filter(|_| if reads_newer { has_more } else { place.before.is_some() })
        .map(|post| onward(chrome, post, "?after=", "posts-since"));
    let days = entries::by_day(db, chrome, found).await?;
    let mut made_of = entries::made_of(&days);
    place.before.into_iter().chain(place.after).for_each(|post| made_of.add(Key::Post(post)));
    Ok(Page { days, older, newer, made_of })
}

fn onward(chrome: &Chrome, post: &PostSummary, place: &str, sentence: &str) -> Onward {
    let date = dates::short(chrome.words, chrome.settings.zone.local(post.published_at).day);
    Onward { href: format!("{place}{}", post.id), label: chrome.words.with(sentence, "date", &date) }
}

/// How many posts to ask for so that it is known whether more follow.
pub fn limit(chrome: &Chrome) -> i64 {
    chrome.settings.posts_per_page + 1
}
