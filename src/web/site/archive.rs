//! The whole blog by year and month, and the posts of one month or year.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::listing::{self, Page, Place};
use crate::app::App;
use crate::model::key::{Key, Keys};
use crate::model::settings::HomeShows;
use crate::model::timestamp::{Month, Timestamp, Zone};
use crate::store::archive::{self, MonthCount};
use crate::store::posts::{self, List, Span};
use crate::store::tags::{self, Tag};
use crate::web::chrome::Chrome;
use crate::web::dates;
use crate::web::error::Failure;
use crate::web::head::Head;
use crate::web::page;

/// How many tags stand on the archive page.
const TAGS: i64 = 100;

/// One year of the archive page.
struct Year {
    number: i64,
    post_count: i64,
    months: Vec<MonthOfYear>,
}

struct MonthOfYear {
    name: String,
    href: String,
    post_count: i64,
}

#[derive(Template)]
#[template(path = "site/archive.html")]
struct ArchivePage {
    chrome: Chrome,
    head: Head,
    years: Vec<Year>,
    tags: Vec<Tag>,
}

#[derive(Template)]
#[template(path = "site/period.html")]
struct PeriodPage {
    chrome: Chrome,
    head: Head,
    title: String,
    page: Page,
}

/// A month or a whole year, as an address names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    Year(i16),
    Month(Month),
}

impl Period {
    /// Reads `/2017/` and `/2017/03/`, with or without the last slash.
    pub fn of_path(path: &str) -> Option<Self> {
        let is_number = |part: &str, digits: usize| {
            part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit())
        };
        let number =
            |part: &str, digits: usize| is_number(part, digits).then(|| part.parse::<i16>().ok()).flatten();
        let parts: Vec<_> = path.trim_matches('/').split('/').collect();
        match parts.as_slice() {
            [year] => number(year, 4).filter(|year| (1..9999).contains(year)).map(Self::Year),
            [year, month] => {
                Month::new(number(year, 4)?, i8::try_from(number(month, 2)?).ok()?).map(Self::Month)
            }
            _ => None,
        }
    }

    pub fn path(self) -> String {
        match self {
            Self::Year(year) => format!("/{year:04}/"),
            Self::Month(month) => month.path(),
        }
    }

    /// Its first instant, and the first one after it.
    fn bounds(self, zone: &Zone) -> Option<(Timestamp, Timestamp)> {
        match self {
            Self::Year(year) => zone.year(year),
            Self::Month(month) => zone.month(month),
        }
    }
}

pub async fn index(State(app): State<App>) -> Result<Response, Failure> {
    let mut db = app.db.reader().await?;
    let months = archive::months(&mut db).await?;
    let tags = tags::most_used(&mut db, TAGS).await?;
    let chrome = Chrome::read(&app, &mut db).await?.at("/archive");
    let years = years(&chrome, &months);
    let head = Head::of_list(&chrome, "/archive", "", &chrome.words.text("archive-title"), "");
    page::kept(&ArchivePage { chrome, head, years, tags }, Keys::of([Key::Home]))
}

fn years(chrome: &Chrome, months: &[MonthCount]) -> Vec<Year> {
    months
        .chunk_by(|one, next| one.year == next.year)
        .map(|year| Year {
            number: year[0].year,
            post_count: year.iter().map(|month| month.post_count).sum(),
            months: year.iter().map(|month| month_of_year(chrome, month)).collect(),
        })
        .collect()
}

fn month_of_year(chrome: &Chrome, count: &MonthCount) -> MonthOfYear {
    MonthOfYear {
        name: dates::month_name(chrome.words, i8::try_from(count.month).unwrap_or(1)),
        href: format!("/{:04}/{:02}/", count.year, count.month),
        post_count: count.post_count,
    }
}

/// From another way to write it to the address of a month or year, if there is anything to see there.
pub async fn lead_to(app: &App, period: Period) -> Result<Response, Failure> {
    let (start, end) = period.bounds(&app.settings().zone).ok_or(Failure::NotFound)?;
    let mut db = app.db.reader().await?;
    let first = posts::list(&mut db, List::All, HomeShows::Excerpt, Span::between(start, end, 1)).await?;
    if first.is_empty() { Err(Failure::NotFound) } else { Ok(page::moved(&period.path())) }
}

/// The posts of a month or year. Reached by way of the fallback, since these addresses have no first part of their own.
pub async fn show(app: &App, period: Period, place: Place) -> Result<Response, Failure> {
    let mut db = app.db.reader().await?;
    let chrome = Chrome::read(app, &mut db).await?;
    let title = match period {
        Period::Year(year) => chrome.words.with("posts-of-year", "year", &year.to_string()),
        Period::Month(month) => {
            chrome.words.with("posts-of-month", "month", &dates::month(chrome.words, month))
        }
    };
    let (start, end) = period.bounds(&chrome.settings.zone).ok_or(Failure::NotFound)?;
    let span = Span::between(start, end, listing::limit(&chrome));
    let list = listing::page(&mut db, &chrome, List::All, span, place).await?;
    if list.days.is_empty() {
        return Err(Failure::NotFound);
    }
    let head = Head::of_list(&chrome, &period.path(), &place.query(), &title, "");
    let made_of = list.made_of.clone().and(Key::Home);
    page::kept(&PeriodPage { chrome, head, title, page: list }, made_of)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_and_years_are_read_from_their_addresses() {
        assert_eq!(Period::of_path("/2017/"), Some(Period::Year(2017)));
        assert_eq!(Period::of_path("/2017/03/"), Some(Period::Month(Month { year: 2017, month: 3 })));
        assert_eq!(Period::of_path("/2017/03"), Some(Period::Month(Month { year: 2017, month: 3 })));
        for other in ["/", "/2017/13/", "/2017/3/", "/20170/", "/0000/", "/2017/03/a", "/+017/", "/2017/-1/"]
        {
            assert_eq!(Period::of_path(other), None, "{other}");
        }
    }
}
