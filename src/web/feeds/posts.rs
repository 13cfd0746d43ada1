//! The newest posts of the blog and of each tag.

use axum::extract::State;
use axum::response::Response;

use super::feed::{self, Body, Cover, Entry, Feed, Format, Person};
use crate::app::App;
use crate::model::key::{Key, Keys};
use crate::model::post::PostSummary;
use crate::model::settings::{FeedShows, HomeShows};
use crate::store::Source;
use crate::store::authors::{self, Byline};
use crate::store::posts::{self, List, Span};
use crate::store::tags::{self, PostTag};
use crate::tools::excerpt;
use crate::web::chrome::Chrome;
use crate::web::error::Failure;
use crate::web::extractors::Path;
use crate::web::gallery::Gallery;

/// How much of a text a feed of excerpts carries, in characters.
const EXCERPT: usize = 320;

pub async fn atom(State(app): State<App>) -> Result<Response, Failure> {
    of_blog(&app, Format::Atom).await
}

pub async fn rss(State(app): State<App>) -> Result<Response, Failure> {
    of_blog(&app, Format::Rss).await
}

async fn of_blog(app: &App, format: Format) -> Result<Response, Failure> {
    let chrome = Chrome::outside(app);
    let mut db = app.db.reader().await?;
    let (entries, made_of) = entries(&mut db, &chrome, List::All).await?;
    drop(db);
    let feed = Feed {
        id: feed::id(&chrome, "posts"),
        title: chrome.settings.title.clone(),
        subtitle: chrome.settings.tagline.clone(),
        blog: chrome.settings.title.clone(),
        language: chrome.settings.language.clone(),
        self_href: chrome.absolute(&format!("/feeds/posts.{}", format.ending())),
        page_href: chrome.absolute("/"),
        base_url: chrome.base_url,
        entries,
    };
    feed::answer(format, &feed, made_of.and(Key::Home))
}

/// `/feeds/tags/mornings.atom`
pub async fn of_tag(State(app): State<App>, Path(file): Path<String>) -> Result<Response, Failure> {
    let (slug, format) = Format::of_file(&file).ok_or(Failure::NotFound)?;
    let chrome = Chrome::outside(&app);
    let mut db = app.db.reader().await?;
    let tag =
        tags::by_slug(&mut db, slug).await?.filter(|tag| tag.post_count > 0).ok_or(Failure::NotFound)?;
    let (entries, made_of) = entries(&mut db, &chrome, List::Tag(tag.id)).await?;
    drop(db);
    let feed = Feed {
        id: feed::id(&chrome, &format!("tag {}", tag.id)),
        title: format!("{} – {}", chrome.words.with("tagged", "tag", &tag.name), chrome.settings.title),
        subtitle: chrome.settings.tagline.clone(),
        blog: chrome.settings.title.clone(),
        language: chrome.settings.language.clone(),
        self_href: chrome.absolute(&format!("/feeds/tags/{}.{}", tag.slug, format.ending())),
        page_href: chrome.absolute(&format!("/tags/{}", tag.slug)),
        base_url: chrome.base_url,
        entries,
    };
    feed::answer(format, &feed, made_of.and(Key::Tag(tag.id)))
}

async fn entries(db: &mut impl Source, chrome: &Chrome, list: List) -> Result<(Vec<Entry>, Keys), Failure> {
    let shows = match chrome.settings.feed_shows {
        FeedShows::Whole => HomeShows::Whole,
        FeedShows::Excerpt => HomeShows::Excerpt,
    };
    let found = posts::list(db, list, shows, Span::newest(feed::ENTRIES)).await?;
    let ids: Vec<_> = found.iter().map(|post| post.id).collect();
    let mut bylines = authors::of_posts(db, &ids).await?;
    let mut labels = tags::of_posts(db, &ids).await?;
    let gallery = Gallery::of(db, found.iter().map(|post| (&post.html, post.cover_id))).await?;
    let mut made_of = Keys::of(ids.into_iter().map(Key::Post));
    for byline in &bylines {
        made_of.add(Key::Author(byline.user_id));
    }
    let ready = found.into_iter().map(|post| {
        let authors = bylines.extract_if(.., |byline| byline.post_id == post.id).collect();
        let tags = labels.extract_if(.., |tag| tag.post_id == post.id).collect();
        entry(chrome, post, authors, tags, &gallery)
    });
    Ok((ready.collect(), made_of))
}

fn entry(
    chrome: &Chrome,
    post: PostSummary,
    authors: Vec<Byline>,
    tags: Vec<PostTag>,
    gallery: &Gallery,
) -> Entry {
    let href = chrome.absolute(post.path.as_str());
    let body = match chrome.settings.feed_shows {
        FeedShows::Whole => {
            Body::Whole(feed::outward(chrome, &gallery.below_cover(post.cover_id, &post.html), &href))
        }
        FeedShows::Excerpt => Body::Excerpt(excerpt::of(&post.text, EXCERPT)),
    };
    let has_comments = chrome.settings.comments.shows(post.comments);
    Entry {
        id: post.entry_id,
        title: if post.title.is_empty() { chrome.words.text("untitled").into_owned() } else { post.title },
        comments_href: has_comments
            .then(|| chrome.absolute(&format!("/feeds/posts/{}/comments.atom", post.id))),
        href,
        language: post.language,
        published_at: post.published_at,
        updated_at: post.updated_at,
        authors: authors.into_iter().map(|byline| person(chrome, byline)).collect(),
        categories: tags.into_iter().map(|tag| tag.name).collect(),
        body,
        cover: post.cover_id.and_then(|id| Cover::of(chrome, gallery.by_id(id)?)),
        comment_count: post.comment_count,
        in_reply_to: None,
    }
}

fn person(chrome: &Chrome, byline: Byline) -> Person {
    Person { href: Some(chrome.absolute(&format!("/authors/{}", byline.slug))), name: byline.name }
}
