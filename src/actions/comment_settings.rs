//! Changing what holds for comments.

use super::complaints::{Complaint, Complaints};
use super::settings::{Refusal, empty_too};
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

/// What an owner typed.
#[derive(Debug, Clone, serde::Deserialize)]
pub struct Wanted {
    pub policy: Policy,
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
        Self {
            policy: settings.policy,
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
    if !by.may(Deed::ChangeSettings) {
        return Err(Refusal::NotYours);
    }
    let mut complaints = Complaints::default();
    let changed = checked(wanted, &mut complaints);
    complaints.settled::<Refusal>()?;
    let (by, now) = (by.id, app.clock.now());
    app.db
        .write(move |unit| {
            Box::pin(async move {
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
    CommentSettings {
        policy: wanted.policy,
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
