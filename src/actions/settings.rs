//! Changing the blog's settings.

use super::complaints::{Complaint, Complaints};
use super::standing::allowed;
use crate::app::App;
use crate::model::key::{Key, Keys};
use crate::model::settings::{FeedShows, HomeShows, Settings, base_url};
use crate::model::timestamp::Zone;
use crate::model::user::{Deed, User};
use crate::model::words::{self, Fault};
use crate::store::{StoreError, archive, audit, settings};
use crate::tools::language::Language;

/// What an owner typed.
#[derive(Debug, Clone, serde::Deserialize)]
pub struct Wanted {
    pub title: String,
    pub tagline: String,
    pub time_zone: String,
    pub language: String,
    pub base_url: String,
    pub home_shows: HomeShows,
    pub posts_per_page: String,
    pub feed_shows: FeedShows,
    /// A box that is not ticked is not sent.
    #[serde(default)]
    pub shows_share_links: bool,
    /// The version that the form was filled in from.
    pub version: i64,
}

impl From<&Settings> for Wanted {
    fn from(settings: &Settings) -> Self {
        Self {
            title: settings.title.clone(),
            tagline: settings.tagline.clone(),
            time_zone: settings.zone.name().to_owned(),
            language: settings.language.clone(),
            base_url: settings.base_url.clone().unwrap_or_default(),
            home_shows: settings.home_shows,
            posts_per_page: settings.posts_per_page.to_string(),
            feed_shows: settings.feed_shows,
            shows_share_links: settings.shows_share_links,
            version: settings.version,
        }
    }
}

/// Why the settings stayed as they were.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error("The settings are the owner’s to change.")]
    NotYours,
    #[error(transparent)]
    Fields(#[from] Complaints),
    #[error("Somebody saved other settings in the meantime.")]
    Stale,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Replaces the settings, unless somebody else did since the form was filled in.
pub async fn update(app: &App, by: &User, wanted: &Wanted) -> Result<(), Refusal> {
    let mut complaints = Complaints::default();
    let changed = checked(wanted, &app.settings(), &mut complaints);
    complaints.settled::<Refusal>()?;
    let (by, now) = (by.id, app.clock.now());
    app.db
        .write(move |unit| {
            Box::pin(async move {
                allowed(unit, by, Deed::ChangeSettings).await?.ok_or(Refusal::NotYours)?;
                let before = settings::load(unit).await?;
                if !settings::update(unit, &changed, now).await? {
                    return Err(Refusal::Stale);
                }
                if before.zone != changed.zone {
                    archive::recount(unit, &changed.zone).await?;
                }
                audit::record(unit, now, Some(by), "update", "settings", 1, None, None).await?;
                Ok(((), Keys::of([Key::Site])))
            })
        })
        .await
}

fn checked(wanted: &Wanted, present: &Settings, complaints: &mut Complaints) -> Settings {
    let mut changed = Settings {
        home_shows: wanted.home_shows,
        feed_shows: wanted.feed_shows,
        shows_share_links: wanted.shows_share_links,
        version: wanted.version,
        ..present.clone()
    };
    let identity = Identity {
        title: &wanted.title,
        tagline: &wanted.tagline,
        time_zone: &wanted.time_zone,
        language: &wanted.language,
        base_url: &wanted.base_url,
    };
    identity.apply(&mut changed, complaints);
    changed.posts_per_page = complaints.take("posts_per_page", posts_per_page(&wanted.posts_per_page), 10);
    changed
}

/// What a blog is asked for first.
pub(super) struct Identity<'a> {
    pub title: &'a str,
    pub tagline: &'a str,
    pub time_zone: &'a str,
    pub language: &'a str,
    pub base_url: &'a str,
}

impl Identity<'_> {
    /// Puts what was typed into the settings, as far as it is right.
    pub(super) fn apply(&self, settings: &mut Settings, complaints: &mut Complaints) {
        settings.title = complaints.take("title", words::line(self.title, words::TITLE_MAX), String::new());
        let tagline = empty_too(words::line(self.tagline, words::TITLE_MAX));
        settings.tagline = complaints.take("tagline", tagline, String::new());
        settings.zone = complaints.take("time_zone", Zone::named(self.time_zone.trim()), Zone::utc());
        let language = Language::all().iter().find(|language| language.tag == self.language);
        let tag = language.map(|language| language.tag.to_owned()).ok_or(Complaint::NotOffered);
        settings.language = complaints.take("language", tag, String::new());
        settings.base_url = complaints.take("base_url", base_url(self.base_url), None);
    }
}

pub(super) fn empty_too(checked: Result<String, Fault>) -> Result<String, Fault> {
    match checked {
        Err(Fault::Empty) => Ok(String::new()),
        other => other,
    }
}

fn posts_per_page(text: &str) -> Result<i64, Complaint> {
    let number = text.trim().parse().ok().filter(|number| (1..=50).contains(number));
    number.ok_or(Complaint::OutOfRange(1, 50))
}
