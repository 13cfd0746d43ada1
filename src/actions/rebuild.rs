//! Makes anew whatever is derived from posts and comments, beside a server that goes on working or before one does.
//! Each unit is short and whole in itself, so that this can be stopped anywhere and run again.

use std::time::Duration;

use crate::app::App;
use crate::model::ids::PostId;
use crate::model::key::{Key, Keys};
use crate::store::rebuild::{self, Count};
use crate::store::{StoreError, settings, sitemap};

/// Another process's writer may take its turn this long after each unit.
const PAUSE: Duration = Duration::from_millis(4);

/// How many posts' dates one unit compares.
const DATES: i64 = 500;

/// What was wrong and is right now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Report {
    /// Dates of posts in the lists of their tags and authors.
    pub dates: u64,
    pub comments_of_posts: u64,
    pub replies: u64,
    pub approved: u64,
    pub tags: u64,
    pub authors: u64,
    pub months: u64,
    pub states: u64,
    /// Public posts that the search index lacked, and others that it had.
    pub missing_in_index: i64,
    pub strange_in_index: i64,
    pub was_index_broken: bool,
}

/// A step of the way, for whoever waits: what is done, and how far.
#[derive(Debug, Clone, Copy)]
pub struct Progress {
    pub step: &'static str,
    pub done: i64,
    pub of: i64,
}

/// Compares everything derived with what it is derived from, puts it right, and says what was wrong.
pub async fn run(app: &App, progress: &(dyn Fn(Progress) + Sync)) -> Result<Report, StoreError> {
    let mut report = Report { dates: dates(app, progress).await?, ..Report::default() };
    for count in Count::ALL {
        let wrong = recount(app, count, progress).await?;
        match count {
            Count::Comments => report.comments_of_posts = wrong,
            Count::Replies => report.replies = wrong,
            Count::Approved => report.approved = wrong,
            Count::OfTags => report.tags = wrong,
            Count::OfAuthors => report.authors = wrong,
        }
    }
    report.months = months(app).await?;
    report.states = states(app).await?;
    index(app, &mut report, progress).await?;
    Ok(report)
}

/// Does a unit, and lets others write before the next one.
macro_rules! unit {
    ($app:expr, $unit:ident => $work:expr) => {{
        let done: Result<_, StoreError> =
            $app.db.write(move |$unit| Box::pin(async move { Ok(($work, Keys::of([Key::Site]))) })).await;
        tokio::time::sleep(PAUSE).await;
        done?
    }};
}

async fn dates(app: &App, progress: &(dyn Fn(Progress) + Sync)) -> Result<u64, StoreError> {
    let PostId(of) = sitemap::last(&mut app.db.reader().await?).await?;
    let (mut after, mut wrong) = (0, 0);
    while after < of {
        let last = (after + DATES).min(of);
        wrong += unit!(app, unit => rebuild::mend_dates(unit, after, last).await?);
        after = last;
        progress(Progress { step: "Lists of tags and authors", done: after, of });
    }
    Ok(wrong)
}

async fn recount(app: &App, count: Count, progress: &(dyn Fn(Progress) + Sync)) -> Result<u64, StoreError> {
    let of = rebuild::last(&mut app.db.reader().await?, count).await?;
    let (mut after, mut wrong) = (0, 0);
    while after < of {
        let last = (after + count.at_a_time()).min(of);
        let off = rebuild::off(&mut app.db.reader().await?, count, after, last).await?;
        wrong += off.len() as u64;
        for some in off.chunks(500) {
            let some = some.to_vec();
            unit!(app, unit => rebuild::add(unit, count, &some).await?);
        }
        after = last;
        progress(Progress { step: step(count), done: after, of });
    }
    Ok(wrong)
}

fn step(count: Count) -> &'static str {
    match count {
        Count::Comments => "Comments of posts",
        Count::Replies => "Answers to comments",
        Count::Approved => "Approved comments of commenters",
        Count::OfTags => "Posts of tags",
        Count::OfAuthors => "Posts of authors",
    }
}

/// Counted in the zone of this moment. If somebody chooses another one meanwhile, that counts all months by itself.
async fn months(app: &App) -> Result<u64, StoreError> {
    loop {
        let zone = app.settings().zone.clone();
        let off = rebuild::months_off(&mut app.db.reader().await?, &zone).await?;
        let wrong = off.len() as u64;
        let is_same_zone = unit!(app, unit => {
            let is_same = settings::load(unit).await?.zone.name() == zone.name();
            if is_same {
                rebuild::add_to_months(unit, &off).await?;
            }
            is_same
        });
        if is_same_zone {
            return Ok(wrong);
        }
    }
}

async fn states(app: &App) -> Result<u64, StoreError> {
    let off = rebuild::states_off(&mut app.db.reader().await?).await?;
    let wrong = off.len() as u64;
    unit!(app, unit => rebuild::add_to_states(unit, &off).await?);
    Ok(wrong)
}

async fn index(
    app: &App,
    report: &mut Report,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<(), StoreError> {
    let mut reader = app.db.reader().await?;
    (report.missing_in_index, report.strange_in_index) = rebuild::index_off(&mut reader).await?;
    report.was_index_broken = !rebuild::is_sound(&mut reader).await?;
    drop(reader);
    throw_away(app).await?;
    unit!(app, unit => rebuild::begin(unit).await?);
    let PostId(of) = sitemap::last(&mut app.db.reader().await?).await?;
    let mut after = 0;
    while let Some(stretch) = rebuild::next_stretch(&mut app.db.reader().await?, after).await? {
        unit!(app, unit => rebuild::fill(unit, stretch).await?);
        after = stretch.last;
        progress(Progress { step: "Search index", done: after.min(of), of });
    }
    loop {
        let is_swapped = unit!(app, unit => {
            let is_whole = rebuild::catch_up(unit).await?;
            if is_whole {
                rebuild::swap(unit).await?;
            }
            is_whole
        });
        if is_swapped {
            break;
        }
    }
    throw_away(app).await
}

async fn throw_away(app: &App) -> Result<(), StoreError> {
    while !unit!(app, unit => rebuild::throw_away(unit).await?) {}
    Ok(())
}
