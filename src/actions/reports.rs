//! A reader says that a comment should not be there.

use std::net::IpAddr;

use super::comments::{keys_of, wide_network_hash};
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
use crate::store::reports::{self, NewReport, subject};
use crate::store::{StoreError, Unit, audit};

/// Why a report was not taken.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error("There is no such comment, or readers do not see it any more.")]
    Gone,
    #[error("It was reported again since you saw it.")]
    ReportedAgain,
    #[error("Many reports came from this network just now.")]
    TooMany,
    #[error(transparent)]
    Note(#[from] Fault),
    #[error("This is for whoever may moderate comments.")]
    NotAllowed,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Reports a comment that readers see. A second report of the same network is the same report, whatever became of the
/// comment by the first.
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
    let network_hash = wide_network_hash(&settings.signing_secret, from);
    if app.place.reports.0.admit(&network_hash, now.0).is_err() {
        return Err(Refusal::TooMany);
    }
    let public_id = public_id.to_owned();
    app.db
        .write(move |unit| {
            Box::pin(async move {
                let rules = &settings.comments;
                let found = subject::by_public_id(unit, &public_id).await?;
                let shown = found.filter(|found| rules.access(found.ground, now) != PostComments::Hidden);
                let Some(comment) = shown else {
                    // Sent twice: the first time may have put it out of sight.
                    let is_done = subject::was_reported(unit, &public_id, &network_hash).await?;
                    return if is_done { Ok(((), Keys::none())) } else { Err(Refusal::Gone) };
                };
                let report = NewReport { comment: comment.id, network_hash, reason, note };
                let total = reports::insert(unit, &report, now).await?;
                let is_too_much =
                    total.zip(rules.reports_hold_from).is_some_and(|(total, most)| total >= most);
                // No stranger's word puts out of sight what somebody of the blog wrote.
                let keys = if is_too_much && !comment.is_member {
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

/// Somebody has looked at a reported comment and leaves it where it is. `seen` is how many reports they saw: further ones
/// may say something else. Sent twice, it is done.
pub async fn dismiss(app: &App, by: &User, comment: CommentId, seen: i64) -> Result<(), Refusal> {
    let (by, now) = (by.id, app.clock.now());
    app.db
        .write(move |unit| {
            Box::pin(async move {
                allowed(unit, by, Deed::ModerateComments).await?.ok_or(Refusal::NotAllowed)?;
                if reports::waiting(unit, comment).await?.is_some_and(|total| total != seen) {
                    return Err(Refusal::ReportedAgain);
                }
                if reports::dismiss(unit, comment, now).await? {
                    let by = Some(by);
                    audit::record(unit, now, by, "dismiss_reports", "comment", comment.0, None, None).await?;
                }
                Ok(((), Keys::none()))
            })
        })
        .await
}

/// Takes that back: the reports wait again. Answers whether they do by this: if somebody has decided about the comment since,
/// nothing is to be taken back.
pub async fn reopen(app: &App, by: &User, comment: CommentId) -> Result<bool, Refusal> {
    let (by, now) = (by.id, app.clock.now());
    app.db
        .write(move |unit| {
            Box::pin(async move {
                allowed(unit, by, Deed::ModerateComments).await?.ok_or(Refusal::NotAllowed)?;
                let is_undone = reports::reopen(unit, comment).await?;
                if is_undone {
                    let by = Some(by);
                    audit::record(unit, now, by, "reopen_reports", "comment", comment.0, None, None).await?;
                }
                Ok((is_undone, Keys::none()))
            })
        })
        .await
}
