//! Addresses that a blog had where it lived before. Each is answered by one redirect to what stands in its place now,
//! or as gone. Stored paths come first: only what nobody has is read here.

use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use percent_encoding::percent_decode_str;

use super::archive::{self, Period};
use crate::app::App;
use crate::model::timestamp::{Day, Month, Timestamp};
use crate::store::tags::Tag;
use crate::store::{Source, old_addresses, tags};
use crate::tools::slug;
use crate::web::error::Failure;
use crate::web::page;

/// What an old address asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Wanted {
    /// An address of ours that needs no looking up.
    Here(String),
    /// The posts of a tag, as a page.
    Tag(String),
    /// The same as a feed.
    TagFeed(String, Format),
    /// A post by the number it had.
    Post(String),
    /// The feed of its comments.
    PostComments(String, Format),
    /// The posts of a month.
    Month(Month),
    /// Nothing of ours answers this any more.
    Gone,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Atom,
    Rss,
}

impl Format {
    fn ending(self) -> &'static str {
        match self {
            Self::Atom => "atom",
            Self::Rss => "rss",
        }
    }
}

/// Under /feeds: what is no feed of ours may be one of the former place's.
pub async fn feed(State(app): State<App>, uri: Uri) -> Result<Response, Failure> {
    let wanted = wanted_feed(uri.path(), uri.query().unwrap_or_default()).ok_or(Failure::NotFound)?;
    lead_on(&app, wanted).await
}

/// `/search/label/X`
pub async fn label(State(app): State<App>, uri: Uri) -> Result<Response, Failure> {
    let label = uri.path().strip_prefix("/search/label/").and_then(decoded).ok_or(Failure::NotFound)?;
    lead_on(&app, Wanted::Tag(label)).await
}

/// `/search?updated-max=…`, a page of a list by date: to the same place in ours.
pub async fn older_than(app: &App, instant: &str) -> Result<Response, Failure> {
    // A plus sign that was not encoded has become a space.
    let Some(instant) = Timestamp::parse(&instant.replace(' ', "+")) else { return Ok(page::moved("/")) };
    let first = old_addresses::first_since(&mut app.db.reader().await?, instant).await?;
    Ok(page::moved(&first.map_or_else(|| "/".to_owned(), |id| format!("/?before={id}"))))
}

/// Whatever has no other answer: old archives, label files and feeds at the root. `path` is decoded.
pub async fn show(app: &App, path: &str) -> Result<Response, Failure> {
    lead_on(app, wanted_page(path).ok_or(Failure::NotFound)?).await
}

async fn lead_on(app: &App, wanted: Wanted) -> Result<Response, Failure> {
    let mut db = app.db.reader().await?;
    let href = match wanted {
        Wanted::Here(href) => Some(href),
        Wanted::Tag(label) => tag(&mut db, &label).await?.map(|tag| format!("/tags/{}", tag.slug)),
        Wanted::TagFeed(label, format) => {
            tag(&mut db, &label).await?.map(|tag| format!("/feeds/tags/{}.{}", tag.slug, format.ending()))
        }
        Wanted::Post(number) => {
            old_addresses::by_source(&mut db, "blogger", &number).await?.map(|(_, path)| path.href())
        }
        Wanted::PostComments(number, format) => old_addresses::by_source(&mut db, "blogger", &number)
            .await?
            .map(|(id, _)| format!("/feeds/posts/{id}/comments.{}", format.ending())),
        Wanted::Month(month) => {
            drop(db);
            return archive::lead_to(app, Period::Month(month)).await;
        }
        Wanted::Gone => return Err(Failure::Gone),
    };
    href.map(|href| page::moved(&href)).ok_or(Failure::NotFound)
}

/// The tag that a label became: by its name there, or here, or where only case and signs differ.
async fn tag(db: &mut impl Source, label: &str) -> Result<Option<Tag>, Failure> {
    let spaced = label.replace('+', " ");
    for name in [label, spaced.as_str()] {
        if let Some(tag) = tags::by_source_name(db, name).await?.filter(|tag| tag.post_count > 0) {
            return Ok(Some(tag));
        }
    }
    let near = tags::by_slug(db, &slug::for_tag(&spaced)).await?;
    Ok(near.filter(|tag| tag.post_count > 0 && tag.name.to_lowercase() == spaced.to_lowercase()))
}

/// `/feeds/posts/default`, `summary` and `full`, each also with `/-/Label` or `/POSTID`; `/feeds/comments/default`;
/// `/feeds/POSTID/comments/default`; `?alt=rss`. Several labels are answered by the first. JSON is gone: what asks for
/// it is a script that could read nothing else.
fn wanted_feed(path: &str, query: &str) -> Option<Wanted> {
    let parts: Vec<String> =
        path.trim_end_matches('/').split('/').skip(2).map(decoded).collect::<Option<_>>()?;
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    let format = match parameters(query).into_iter().find(|(name, _)| name == "alt").map(|(_, value)| value) {
        Some(alt) if alt.starts_with("json") => return Some(Wanted::Gone),
        Some(alt) if alt == "rss" => Format::Rss,
        _ => Format::Atom,
    };
    let here = |noun: &str| Wanted::Here(format!("/feeds/{noun}.{}", format.ending()));
    let is_view = |word: &str| matches!(word, "default" | "summary" | "full" | "thin");
    match parts.as_slice() {
        ["posts", view] if is_view(view) => Some(here("posts")),
        ["posts", view, "-", label, ..] if is_view(view) => {
            Some(Wanted::TagFeed((*label).to_owned(), format))
        }
        ["posts", view, number] if is_view(view) && is_number(number) => {
            Some(Wanted::Post((*number).to_owned()))
        }
        ["comments", view] if is_view(view) => Some(here("comments")),
        [number, "comments", view] if is_number(number) && is_view(view) => {
            Some(Wanted::PostComments((*number).to_owned(), format))
        }
        ["pages", view, ..] if is_view(view) => Some(Wanted::Gone),
        _ => None,
    }
}

/// `/2007_03_01_archive.html` by month, week or day, `/labels/X.html`, and files at the root.
fn wanted_page(path: &str) -> Option<Wanted> {
    let here = |href: &str| Some(Wanted::Here(href.to_owned()));
    match path {
        "/atom.xml" => return here("/feeds/posts.atom"),
        "/rss.xml" => return here("/feeds/posts.rss"),
        "/sitemap-pages.xml" => return here("/sitemap.xml"),
        _ => {}
    }
    if let Some(label) = path.strip_prefix("/labels/").and_then(|rest| rest.strip_suffix(".html")) {
        return Some(Wanted::Tag(label.to_owned()));
    }
    let date = path.strip_prefix('/')?.strip_suffix("_archive.html")?;
    let day = day_of(date)?;
    Some(Wanted::Month(day.month_of_year()))
}

/// `2007_03_25`
fn day_of(text: &str) -> Option<Day> {
    let mut parts = text.split('_');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let has_lengths = (year.len(), month.len(), day.len()) == (4, 2, 2) && parts.next().is_none();
    let has_figures = [year, month, day].into_iter().all(is_number);
    if !has_lengths || !has_figures {
        return None;
    }
    Day::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn decoded(part: &str) -> Option<String> {
    percent_decode_str(part).decode_utf8().ok().map(std::borrow::Cow::into_owned)
}

/// What stands behind the question mark, decoded. What is no UTF-8 is read as well as it can be.
pub fn parameters(query: &str) -> Vec<(String, String)> {
    url::form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn here(href: &str) -> Wanted {
        Wanted::Here(href.to_owned())
    }

    #[test]
    fn feeds_of_posts_and_comments_are_known_in_every_view() {
        for view in ["default", "summary", "full", "default/"] {
            assert_eq!(
                wanted_feed(&format!("/feeds/posts/{view}"), ""),
                Some(here("/feeds/posts.atom")),
                "{view}"
            );
        }
        let rss = "orderby=published&alt=rss&max-results=5";
        assert_eq!(wanted_feed("/feeds/posts/default", rss), Some(here("/feeds/posts.rss")));
        assert_eq!(wanted_feed("/feeds/comments/default", rss), Some(here("/feeds/comments.rss")));
        assert_eq!(wanted_feed("/feeds/posts/default", "alt=json-in-script&callback=x"), Some(Wanted::Gone));
        assert_eq!(wanted_feed("/feeds/pages/default", ""), Some(Wanted::Gone));
    }

    #[test]
    fn feeds_of_labels_and_of_one_post_are_known() {
        let label = |name: &str| Some(Wanted::TagFeed(name.to_owned(), Format::Atom));
        assert_eq!(wanted_feed("/feeds/posts/default/-/R%26D", ""), label("R&D"));
        assert_eq!(wanted_feed("/feeds/posts/summary/-/a%2Fb/c", ""), label("a/b"));
        assert_eq!(wanted_feed("/feeds/posts/default/123", ""), Some(Wanted::Post("123".to_owned())));
        let comments = Some(Wanted::PostComments("123".to_owned(), Format::Rss));
        assert_eq!(wanted_feed("/feeds/123/comments/default", "alt=rss"), comments);
    }

    #[test]
    fn other_addresses_under_feeds_are_unknown() {
        for path in
            ["/feeds/", "/feeds/posts", "/feeds/x/comments/default", "/feeds/posts/other", "/feeds/%ff/x"]
        {
            assert_eq!(wanted_feed(path, ""), None, "{path}");
        }
    }

    #[test]
    fn old_archives_lead_to_their_month() {
        let march = Some(Wanted::Month(Month { year: 2007, month: 3 }));
        assert_eq!(wanted_page("/2007_03_01_archive.html"), march);
        assert_eq!(wanted_page("/2007_03_25_archive.html"), march);
        for path in [
            "/2007_13_01_archive.html",
            "/2007_02_30_archive.html",
            "/07_3_1_archive.html",
            "/2007_03_archive.html",
            "/2007_03_01_02_archive.html",
            "/+007_03_01_archive.html",
            "/x/2007_03_01_archive.html",
        ] {
            assert_eq!(wanted_page(path), None, "{path}");
        }
    }

    #[test]
    fn label_files_and_files_at_the_root_are_known() {
        assert_eq!(wanted_page("/labels/a b.html"), Some(Wanted::Tag("a b".to_owned())));
        assert_eq!(wanted_page("/atom.xml"), Some(here("/feeds/posts.atom")));
        assert_eq!(wanted_page("/rss.xml"), Some(here("/feeds/posts.rss")));
        assert_eq!(wanted_page("/sitemap-pages.xml"), Some(here("/sitemap.xml")));
        assert_eq!(wanted_page("/elsewhere"), None);
    }
}
