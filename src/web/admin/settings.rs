//! The blog's settings, for its owner.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::choices::{Choice, Difference, choices, differing, label};
use super::desk::Desk;
use crate::actions::complaints::Complaints;
use crate::actions::settings::{self, Refusal, Wanted};
use crate::app::App;
use crate::model::settings::{FeedShows, HomeShows};
use crate::model::timestamp::Zone;
use crate::tools::language::Language;
use crate::web::error::Failure;
use crate::web::extractors::{Form, Member, Query};
use crate::web::page;

#[derive(Template)]
#[template(path = "admin/settings.html")]
struct SettingsPage {
    desk: Desk,
    form: Wanted,
    complaints: Complaints,
    notice: Option<String>,
    is_saved: bool,
    /// What somebody else saved in the meantime, where it is not what was typed.
    theirs: Vec<Difference>,
    fixed_base_url: Option<String>,
    zones: Vec<String>,
    languages: &'static [Language],
    home_choices: Vec<Choice>,
    feed_choices: Vec<Choice>,
}

/// What stands behind the question mark.
#[derive(serde::Deserialize)]
pub struct Shown {
    saved: Option<String>,
}

impl SettingsPage {
    fn new(app: &App, member: Member, form: Wanted) -> Self {
        Self {
            desk: Desk::new(app, member),
            complaints: Complaints::default(),
            notice: None,
            is_saved: false,
            theirs: Vec::new(),
            fixed_base_url: app.place.base_url.clone(),
            zones: Zone::names(),
            languages: Language::all(),
            home_choices: choices(form.home_shows, HOME),
            feed_choices: choices(form.feed_shows, FEED),
            form,
        }
    }

    fn complaint(&self, field: &str) -> Option<String> {
        self.complaints.about(field).map(ToString::to_string)
    }
}

pub async fn show(
    State(app): State<App>,
    member: Member,
    Query(shown): Query<Shown>,
) -> Result<Response, Failure> {
    let form = Wanted::from(&*app.settings());
    page::private(&SettingsPage { is_saved: shown.saved.is_some(), ..SettingsPage::new(&app, member, form) })
}

pub async fn update(
    State(app): State<App>,
    member: Member,
    Form(form): Form<Wanted>,
) -> Result<Response, Failure> {
    match settings::update(&app, &member.user, &form).await {
        Ok(()) => Ok(page::see("/admin/settings?saved=1")),
        Err(Refusal::NotYours) => Err(Failure::Forbidden),
        Err(Refusal::Fields(complaints)) => {
            let notice = Some("Not saved yet: what is marked below needs another look.".to_owned());
            let again = SettingsPage { complaints, notice, ..SettingsPage::new(&app, member, form) };
            page::private_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
        }
        Err(Refusal::Stale) => {
            let saved = Wanted::from(&*app.settings());
            let theirs = differences(&saved, &form);
            let notice = Some(
                "Not saved: somebody saved other settings in the meantime. Below is what you typed. Save again, and \
                 it replaces theirs."
                    .to_owned(),
            );
            let form = Wanted { version: saved.version, ..form };
            let again = SettingsPage { notice, theirs, ..SettingsPage::new(&app, member, form) };
            page::private_with(StatusCode::CONFLICT, &again)
        }
        Err(Refusal::Store(error)) => Err(error.into()),
    }
}

const HOME: [(HomeShows, &str, &str); 3] = [
    (HomeShows::Whole, "whole", "whole posts"),
    (HomeShows::JumpBreak, "jump_break", "posts up to their break, whole ones if they have none"),
    (HomeShows::Excerpt, "excerpt", "the beginning of each post in plain text"),
];

const FEED: [(FeedShows, &str, &str); 2] = [
    (FeedShows::Whole, "whole", "whole posts"),
    (FeedShows::Excerpt, "excerpt", "the beginning of each post, so that people come here to read on"),
];

/// As the comparison of two versions names them.
const SHARE: [(bool, &str, &str); 2] = [(true, "true", "shown"), (false, "", "left out")];

fn differences(saved: &Wanted, typed: &Wanted) -> Vec<Difference> {
    let rows = |form: &Wanted| {
        [
            ("Title", form.title.clone()),
            ("Tagline", form.tagline.clone()),
            ("Public address", form.base_url.clone()),
            ("Time zone", form.time_zone.clone()),
            ("Language", form.language.clone()),
            ("The home page shows", label(&form.home_shows, &HOME)),
            ("Posts on a page", form.posts_per_page.clone()),
            ("Feeds carry", label(&form.feed_shows, &FEED)),
            ("Links to share a post", label(&form.shows_share_links, &SHARE)),
        ]
    };
    differing(rows(saved), rows(typed))
}
