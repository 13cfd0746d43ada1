//! A reader says that a comment should not be there.

use std::net::IpAddr;

use super::comments::{keys_of, network_hash};
use super::standing::allowed;
use crate::app::App;
use crate::model::comment::{CommentState, PostComments, Reason};
use crate::model::ids::{CommentId, PostId};
use crate::model::key::Keys;
use crate::model::report::{NOTE_MAX, ReportReason};
use crate::model::timestamp::Timestamp;
use crate::model::user::{Deed, User};
use crate::model::words::{self, Fault};
use crate::store::comments::write::set_state;
use crate::store::reports::{self, NewReport};
use crate::store::{StoreError, Unit, audit, comments};

/// Why a report was not taken.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error("There is no such comment, or readers do not see it any more.")]
    Gone,
    #[error("Many reports came from this network just now.")]
    TooMany,
    #[error(transparent)]
    Note(#[from] Fault),
    #[error("This is for whoever may moderate comments.")]
    NotAllowed,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Reports a published comment. A second report of the same network is the same report.
pub async fn report(
    app: &App,
    from: IpAddr,
    public_id: &str,
    reason: ReportReason,
    note: &str,
) -> Result<(), Refusal> {
    let (settings, now) = (app.settings(), app.clock.now());
    let note = match words::text(note, NOTE_MAX) {
        Err(Fault::Empty) => String::new(),
        other => other?,
    };
    let network_hash = network_hash(&settings.signing_secret, from);
    if app.place.reports.0.admit(&network_hash, now.0).is_err() {
        return Err(Refusal::TooMany);
    }
    if !settings.comments.shows(PostComments::Open) {
        return Err(Refusal::Gone);
    }
    let (public_id, waits_from) = (public_id.to_owned(), settings.comments.reports_hold_from);
    app.db
        .write(move |unit| {
            Box::pin(async move {
                let comment = comments::published(unit, &public_id).await?.ok_or(Refusal::Gone)?;
                let report = NewReport { comment: comment.id, network_hash, reason, note };
                let total = reports::insert(unit, &report, now).await?;
                let is_too_much = total.zip(waits_from).is_some_and(|(total, most)| total >= most);
                let keys = if is_too_much {
                    hold(unit, comment.id, comment.post_id, now).await?
                } else {
                    Keys::none()
                };
                Ok(((), keys))
            })
        })
        .await
}

/// Enough networks have reported it: it waits for somebody to decide.
async fn hold(unit: &mut Unit, comment: CommentId, post: PostId, now: Timestamp) -> Result<Keys, StoreError> {
    let (from, to) = (CommentState::Published, CommentState::Pending);
    set_state(unit, comment, from, to, Some(Reason::Reported), now).await?;
    let (before, after) = (Some(from.word()), Some(to.word()));
    audit::record(unit, now, None, "hold_reported", "comment", comment.0, before, after).await?;
    Ok(keys_of(comment, post, true))
}

/// Somebody has looked at a reported comment and leaves it where it is.
pub async fn dismiss(app: &App, by: &User, comment: CommentId) -> Result<(), Refusal> {
    let (by, now) = (by.id, app.clock.now());
    app.db
        .write(move |unit| {
            Box::pin(async move {
                allowed(unit, by, Deed::ModerateComments).await?.ok_or(Refusal::NotAllowed)?;
                if reports::dismiss(unit, comment, now).await? {
                    let by = Some(by);
                    audit::record(unit, now, by, "dismiss_reports", "comment", comment.0, None, None).await?;
                }
                Ok(((), Keys::none()))
            })
        })
        .await
}

/// Takes that back: the reports wait again. If somebody has decided about the comment since, nothing is to be taken back.
pub async fn reopen(app: &App, by: &User, comment: CommentId) -> Result<(), Refusal> {
    let (by, now) = (by.id, app.clock.now());
    app.db
        .write(move |unit| {
            Box::pin(async move {
                allowed(unit, by, Deed::ModerateComments).await?.ok_or(Refusal::NotAllowed)?;
                if reports::reopen(unit, comment).await? {
                    let by = Some(by);
                    audit::record(unit, now, by, "reopen_reports", "comment", comment.0, None, None).await?;
                }
                Ok(((), Keys::none()))
            })
        })
        .await
}
