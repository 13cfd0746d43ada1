//! Posts of a list, made ready for a template: dates in words, bylines, tags, the part that the list shows.

use crate::model::html::Html;
use crate::model::ids::PostId;
use crate::model::key::{Key, Keys};
use crate::model::post::PostSummary;
use crate::model::timestamp::Day;
use crate::store::authors::{self, Byline};
use crate::store::tags::{self, PostTag};
use crate::store::{Source, StoreError};
use crate::tools::excerpt;
use crate::tools::sanitise::Loading;
use crate::web::chrome::Chrome;
use crate::web::dates;
use crate::web::gallery::Gallery;

/// How much of a text stands for it where only an excerpt is shown, in characters.
const EXCERPT: usize = 320;

/// The posts of one day, under its heading.
pub struct DayOfEntries {
    pub day: Day,
    pub heading: String,
    pub entries: Vec<Entry>,
}

/// A post as lists show it.
pub struct Entry {
    pub id: PostId,
    pub href: String,
    pub title: String,
    pub language: Option<String>,
    /// The whole, the part before the jump break, or nothing where `excerpt` stands for it.
    pub html: Html,
    pub cover: Option<Html>,
    pub excerpt: Option<String>,
    pub is_cut: bool,
    pub published: String,
    pub date: String,
    pub minutes: i64,
    pub authors: Vec<Byline>,
    pub tags: Vec<PostTag>,
    pub comment_count: i64,
    pub shows_comments: bool,
}

/// Makes a list ready, newest first, grouped by the days of the blog's zone. Three queries, however long the list.
pub async fn by_day(
    db: &mut impl Source,
    chrome: &Chrome,
    posts: Vec<PostSummary>,
) -> Result<Vec<DayOfEntries>, StoreError> {
    let ids: Vec<_> = posts.iter().map(|post| post.id).collect();
    let mut bylines = authors::of_posts(db, &ids).await?;
    let mut labels = tags::of_posts(db, &ids).await?;
    let gallery = Gallery::of(db, posts.iter().map(|post| (&post.html, post.cover_id))).await?;
    let mut days: Vec<DayOfEntries> = Vec::new();
    for post in posts {
        let day = chrome.settings.zone.local(post.published_at).day;
        let authors = bylines.extract_if(.., |byline| byline.post_id == post.id).collect();
        let tags = labels.extract_if(.., |tag| tag.post_id == post.id).collect();
        // What stands first on a page is seen first.
        let first = if days.is_empty() { Loading::Eager } else { Loading::Lazy };
        let entry = entry(chrome, post, day, (authors, tags), (&gallery, first));
        match days.last_mut() {
            Some(last) if last.day == day => last.entries.push(entry),
            _ => days.push(DayOfEntries {
                day,
                heading: dates::heading(chrome.words, day),
                entries: vec![entry],
            }),
        }
    }
    Ok(days)
}

/// What shows these posts has to be made anew when one of them, or an author's name, changes.
pub fn made_of(days: &[DayOfEntries]) -> Keys {
    let mut keys = Keys::none();
    for entry in days.iter().flat_map(|day| &day.entries) {
        keys.add(Key::Post(entry.id));
        entry.authors.iter().for_each(|byline| keys.add(Key::Author(byline.user_id)));
    }
    keys
}

fn entry(
    chrome: &Chrome,
    post: PostSummary,
    day: Day,
    (authors, tags): (Vec<Byline>, Vec<PostTag>),
    (gallery, first): (&Gallery, Loading),
) -> Entry {
    let has_html = !post.html.as_str().is_empty();
    let cover = post.cover_id.filter(|_| !gallery.is_shown_in(post.cover_id, &post.html));
    let cover = gallery.cover(cover, Some(&post.path.href()), first);
    let in_text = if cover.is_some() { Loading::Lazy } else { first };
    Entry {
        cover,
        id: post.id,
        href: post.path.href(),
        title: if post.title.is_empty() { chrome.words.text("untitled").into_owned() } else { post.title },
        language: post.language,
        html: gallery.dressed(&chrome.with_notes(&post.html, &format!("p{}", post.id)), in_text),
        excerpt: (!has_html).then(|| excerpt::of(&post.text, EXCERPT)),
        is_cut: post.is_cut,
        published: post.published_at.datetime(),
        date: dates::short(chrome.words, day),
        minutes: reading_minutes(post.length),
        authors,
        tags,
        comment_count: post.comment_count,
        shows_comments: chrome.settings.comments.shows(post.comments),
    }
}

/// At 1,300 characters a minute, never less than one. Characters are what the database can count without sending them.
pub fn reading_minutes(characters: i64) -> i64 {
    (characters + 1299).max(1300) / 1300
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reading_takes_at_least_a_minute_and_begun_minutes_count() {
        for (characters, minutes) in [(0, 1), (1, 1), (1300, 1), (1301, 2), (13_000, 10)] {
            assert_eq!(reading_minutes(characters), minutes, "{characters}");
        }
    }
}
