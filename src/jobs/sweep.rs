//! Once a day: rows that have run out are forgotten.

use crate::actions::comments::mine::erase_one;
use crate::app::App;
use crate::model::block::REMOVED_KEPT;
use crate::model::comment::NETWORK_KEPT_DAYS;
use crate::model::key::{Key, Keys};
use crate::model::letter::LetterState;
use crate::model::notice::{ASKED_FOR, REMEMBERED};
use crate::model::own_comment::WITHDRAWN_KEPT;
use crate::model::report::REPORT_KEPT;
use crate::model::timestamp::Timestamp;
use crate::store::comments::{erasure, networks};
use crate::store::{
    StoreError, Unit, blocks, invitations, notices, outbox, reports, sessions, spam_examples, spent_tokens,
    subscriptions,
};

/// How long a letter that was sent is still listed, in seconds: thirty days.
const SENT_KEPT: i64 = 30 * 24 * 60 * 60;

/// How long one that was refused, or may have been sent, waits for somebody to look at it, in seconds: ninety days.
const UNSETTLED_KEPT: i64 = 3 * SENT_KEPT;

/// How long spam can be taken back, in seconds: thirty days.
const SPAM_KEPT: i64 = SENT_KEPT;

/// How long an invitation that ran out can be sent again, in seconds: thirty days.
const RUN_OUT_KEPT: i64 = SENT_KEPT;

/// Forgets everything that has run out and answers how many rows that were, a short unit at a time.
pub async fn sweep(app: &App) -> Result<u64, StoreError> {
    let now = app.clock.now();
    let mut all = 0;
    loop {
        let some: Result<u64, StoreError> = app
            .db
            .write(move |unit| Box::pin(async move { Ok((some(unit, now).await?, Keys::of([Key::Blocks]))) }))
            .await;
        match some? {
            0 => return Ok(all),
            some => all += some,
        }
    }
}

async fn some(unit: &mut Unit, now: Timestamp) -> Result<u64, StoreError> {
    let before = |seconds: i64| now.plus_seconds(-seconds);
    Ok(sessions::sweep(unit, now).await?
        + spent_tokens::sweep(unit, now).await?
        + invitations::sweep(unit, before(RUN_OUT_KEPT)).await?
        + subscriptions::sweep(unit, before(ASKED_FOR)).await?
        + notices::sweep(unit, before(REMEMBERED)).await?
        + outbox::desk::sweep(unit, LetterState::Sent, before(SENT_KEPT)).await?
        + outbox::desk::sweep(unit, LetterState::Dead, before(UNSETTLED_KEPT)).await?
        + outbox::desk::sweep(unit, LetterState::Uncertain, before(UNSETTLED_KEPT)).await?
        + spam_examples::sweep(unit, before(SPAM_KEPT)).await?
        + networks::forget(unit, before(NETWORK_KEPT_DAYS * 24 * 60 * 60)).await?
        + outbox::desk::wipe_expired(unit, now).await?
        + blocks::sweep(unit, now, before(REMOVED_KEPT)).await?
        + reports::sweep(unit, before(REPORT_KEPT)).await?
        + withdrawn(unit, now).await?)
}

/// Erases the words of what its writers deleted, which nobody but moderators has seen since.
async fn withdrawn(unit: &mut Unit, now: Timestamp) -> Result<u64, StoreError> {
    let condemned = erasure::withdrawn_before(unit, now.plus_seconds(-WITHDRAWN_KEPT), 25).await?;
    let mut erased = 0;
    for comment in condemned {
        erase_one(unit, comment, now).await?;
        erased += 1;
    }
    Ok(erased)
}
