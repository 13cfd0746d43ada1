//! Changing what holds for comments.

use super::complaints::{Complaint, Complaints};
use super::settings::{Refusal, empty_too};
use super::standing::allowed;
use crate::app::App;
use crate::model::comment::{Policy, ThreadOrder};
use crate::model::comment_settings::CommentSettings;
use crate::model::key::{Key, Keys};
use crate::model::own_comment::WINDOW_AT_MOST;
use crate::model::user::{Deed, User};
use crate::model::words;
use crate::store::{audit, comment_settings};

/// The most characters of the message above the form.
const MESSAGE_MAX: usize = 2000;
/// The least and the most days after which something changes by itself.
const DAYS: (i64, i64) = (1, 36_500);
/// The same of links that a comment may have.
const LINKS: (i64, i64) = (0, 1000);
/// The same of reports after which a comment waits again.
const REPORTS: (i64, i64) = (1, 100);

/// What an owner typed.
#[derive(Debug, Clone, serde::Deserialize)]
pub struct Wanted {
    pub policy: Policy,
    /// Whole days or links as they were typed; empty for no bound at all.
    pub closes_after_days: String,
    pub holds_after_days: String,
    pub links_allowed: String,
    /// A box that is not ticked is not sent.
    #[serde(default)]
    pub requires_email: bool,
    pub reports_hold_from: String,
    pub message: String,
    pub edit_minutes: String,
    /// In percent.
    pub doubtful_from: i64,
    /// The same, or 0 for never.
    pub spam_from: i64,
    pub order: ThreadOrder,
    /// A box that is not ticked is not sent.
    #[serde(default)]
    pub shows_avatars: bool,
    /// The version that the form was filled in from.
    pub version: i64,
}

impl From<&CommentSettings> for Wanted {
    fn from(settings: &CommentSettings) -> Self {
        let typed = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
        Self {
            policy: settings.policy,
            closes_after_days: typed(settings.closes_after_days),
            holds_after_days: typed(settings.holds_after_days),
            links_allowed: typed(settings.links_allowed),
            requires_email: settings.requires_email,
            reports_hold_from: typed(settings.reports_hold_from),
            message: settings.message.clone(),
            edit_minutes: settings.edit_minutes.to_string(),
            doubtful_from: settings.doubtful_from,
            spam_from: settings.spam_from,
            order: settings.order,
            shows_avatars: settings.shows_avatars,
            version: settings.version,
        }
    }
}

/// Replaces what holds for comments, unless somebody else did since the form was filled in.
pub async fn update(app: &App, by: &User, wanted: &Wanted) -> Result<(), Refusal> {
    let mut complaints = Complaints::default();
    let changed = checked(wanted, &mut complaints);
    complaints.settled::<Refusal>()?;
    let (by, now) = (by.id, app.clock.now());
    app.db
        .write(move |unit| {
            Box::pin(async move {
                allowed(unit, by, Deed::ChangeSettings).await?.ok_or(Refusal::NotYours)?;
                if !comment_settings::update(unit, &changed, now).await? {
                    return Err(Refusal::Stale);
                }
                audit::record(unit, now, Some(by), "update", "comment_settings", 1, None, None).await?;
                Ok(((), Keys::of([Key::Site])))
            })
        })
        .await
}

fn checked(wanted: &Wanted, complaints: &mut Complaints) -> CommentSettings {
    let message = empty_too(words::text(&wanted.message, MESSAGE_MAX));
    let mut number = |name, typed: &str, range| complaints.take(name, bound(typed, range), None);
    CommentSettings {
        policy: wanted.policy,
        closes_after_days: number("closes_after_days", &wanted.closes_after_days, DAYS),
        holds_after_days: number("holds_after_days", &wanted.holds_after_days, DAYS),
        links_allowed: number("links_allowed", &wanted.links_allowed, LINKS),
        requires_email: wanted.requires_email,
        reports_hold_from: number("reports_hold_from", &wanted.reports_hold_from, REPORTS),
        message: complaints.take("message", message, String::new()),
        edit_minutes: complaints.take("edit_minutes", edit_minutes(&wanted.edit_minutes), 0),
        doubtful_from: complaints.take("doubtful_from", percent(wanted.doubtful_from, 1), 50),
        spam_from: complaints.take("spam_from", percent_or_never(wanted.spam_from), 0),
        order: wanted.order,
        shows_avatars: wanted.shows_avatars,
        version: wanted.version,
    }
}

fn percent(wanted: i64, least: i64) -> Result<i64, Complaint> {
    if (least..=99).contains(&wanted) { Ok(wanted) } else { Err(Complaint::OutOfRange(least, 99)) }
}

fn percent_or_never(wanted: i64) -> Result<i64, Complaint> {
    if wanted == 0 { Ok(0) } else { percent(wanted, 50) }
}

fn edit_minutes(text: &str) -> Result<i64, Complaint> {
    let number = text.trim().parse().ok().filter(|number| (0..=WINDOW_AT_MOST).contains(number));
    number.ok_or(Complaint::OutOfRange(0, WINDOW_AT_MOST))
}

/// A number within a range, or nothing.
fn bound(typed: &str, (least, most): (i64, i64)) -> Result<Option<i64>, Complaint> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let number = typed.parse().ok().filter(|number| (least..=most).contains(number));
    number.map(Some).ok_or(Complaint::OutOfRange(least, most))
}
