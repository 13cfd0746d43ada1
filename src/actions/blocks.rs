//! Saying whom and what the blog does not want to hear from, and taking it back.

use std::net::{IpAddr, Ipv4Addr};

use data_encoding::HEXLOWER;
use ipnet::IpNet;

use super::comments::network_hash;
use super::complaints::{Complaint, Complaints};
use super::standing::allowed;
use crate::app::App;
use crate::app::blocklist::mailbox;
use crate::model::block::{
    BLOCK_MAX, Block, BlockChange, BlockEffect, BlockKind, MOST_BLOCKS, NETWORK_BLOCKED_FOR,
};
use crate::model::ids::{BlockId, CommentId, UserId};
use crate::model::key::{Key, Keys};
use crate::model::timestamp::Timestamp;
use crate::model::user::{Deed, User};
use crate::model::words::{self, Fault};
use crate::store::blocks::{self, NewBlock};
use crate::store::{StoreError, Unit, audit};
use crate::tools::{folding, hosts};

/// What a moderator wants to be blocked.
#[derive(Debug, Clone, serde::Deserialize)]
pub struct Wanted {
    pub kind: BlockKind,
    pub effect: BlockEffect,
    /// As it was typed; of a network that a comment came from, whose comment it was.
    #[serde(default)]
    pub value: String,
    /// The comment whose network is meant.
    pub comment: Option<i64>,
}

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error("This is for whoever may moderate comments.")]
    NotAllowed,
    #[error(transparent)]
    Fields(#[from] Complaints),
    #[error(
        "There are {MOST_BLOCKS} blocks, which is all that there can be. Remove some that catch nothing first."
    )]
    TooMany,
    #[error("It is not kept any more where this comment came from: networks are forgotten after a while.")]
    Forgotten,
    #[error("This block is not there any more, or somebody else has changed it meanwhile.")]
    Gone,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A form that is sent twice comes so soon after itself, in seconds.
const TWICE_WITHIN: i64 = 60;

/// What came of blocking something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Blocked {
    pub id: BlockId,
    /// What that was; nothing if it was blocked in just this way before.
    pub change: Option<BlockChange>,
}

/// Blocks something. What is blocked already gets the effect that is wanted now. What is sent twice is one deed, and is
/// answered as the first time.
pub async fn add(app: &App, by: &User, wanted: &Wanted) -> Result<Blocked, Refusal> {
    let now = app.clock.now();
    let (pattern, label) = match (wanted.kind, wanted.comment) {
        (BlockKind::Network, Some(comment)) => network_of(app, CommentId(comment), &wanted.value).await?,
        _ => known_by(app, wanted).map_err(|complaint| Complaints::of("value", complaint))?,
    };
    let block = NewBlock {
        kind: wanted.kind,
        effect: wanted.effect,
        pattern,
        label,
        added_by: by.id,
        expires_at: (wanted.kind == BlockKind::Network).then(|| now.plus_seconds(NETWORK_BLOCKED_FOR)),
    };
    let what = told(block.kind, block.effect, &block.label);
    app.db
        .write(move |unit| {
            Box::pin(async move {
                allowed(unit, block.added_by, Deed::ModerateComments).await?.ok_or(Refusal::NotAllowed)?;
                let put = blocks::put(unit, &block, now).await?;
                // The refusal takes it back with the unit.
                if put.was.is_none() && blocks::count(unit).await? > MOST_BLOCKS {
                    return Err(Refusal::TooMany);
                }
                let by = block.added_by;
                let change = match put.was {
                    None => Some(BlockChange::Added),
                    Some(was) if was != block.effect => Some(BlockChange::Changed),
                    Some(_) => sent_before(unit, put.id, by, &what, now).await?,
                };
                if put.was != Some(block.effect) || change.is_none() {
                    let (before, after) = (change.is_none().then_some(what.as_str()), Some(what.as_str()));
                    audit::record(unit, now, Some(by), "block", "block", put.id.0, before, after).await?;
                }
                Ok((Blocked { id: put.id, change }, Keys::of([Key::Blocks])))
            })
        })
        .await
}

/// What this very person has just done to a block by the same words, if that was the last that was done to it.
async fn sent_before(
    unit: &mut Unit,
    id: BlockId,
    by: UserId,
    what: &str,
    now: Timestamp,
) -> Result<Option<BlockChange>, StoreError> {
    let last = audit::last(unit, "block", id.0).await?.filter(|last| {
        last.verb == "block"
            && last.user_id == Some(by)
            && last.state_before.is_none()
            && last.state_after.as_deref() == Some(what)
            && last.at.plus_seconds(TWICE_WITHIN) > now
    });
    let standing = blocks::standing(unit, id).await?;
    let change = |is_changed| if is_changed { BlockChange::Changed } else { BlockChange::Added };
    Ok(last.and(standing).map(|standing| change(standing.is_changed)))
}

/// Lets it through again.
pub async fn remove(app: &App, by: &User, id: BlockId) -> Result<(), Refusal> {
    let (by, now) = (by.id, app.clock.now());
    app.db
        .write(move |unit| {
            Box::pin(async move {
                allowed(unit, by, Deed::ModerateComments).await?.ok_or(Refusal::NotAllowed)?;
                let block = blocks::remove(unit, id, now).await?.ok_or(Refusal::Gone)?;
                let before = told_of(&block);
                audit::record(unit, now, Some(by), "unblock", "block", id.0, Some(&before), None).await?;
                Ok(((), Keys::of([Key::Blocks])))
            })
        })
        .await
}

/// Takes back what was done to a block by a row of the audit, unless something else was done to it since.
pub async fn undo(app: &App, by: &User, id: BlockId, change: BlockChange, deed: i64) -> Result<(), Refusal> {
    let (by, now) = (by.id, app.clock.now());
    app.db
        .write(move |unit| {
            Box::pin(async move {
                allowed(unit, by, Deed::ModerateComments).await?.ok_or(Refusal::NotAllowed)?;
                // By its kind alone, what somebody else did since would be taken for it.
                let last = audit::last(unit, "block", id.0).await?;
                last.filter(|last| last.id == deed).ok_or(Refusal::Gone)?;
                let (before, after) = reverse(unit, id, change, now).await?;
                let (before, after) = (before.as_deref(), after.as_deref());
                audit::record(unit, now, Some(by), "undo", "block", id.0, before, after).await?;
                Ok(((), Keys::of([Key::Blocks])))
            })
        })
        .await
}

/// Answers what held before and what holds now, as the trail keeps it.
async fn reverse(
    unit: &mut Unit,
    id: BlockId,
    change: BlockChange,
    now: Timestamp,
) -> Result<(Option<String>, Option<String>), Refusal> {
    Ok(match change {
        BlockChange::Added => {
            let block = blocks::remove_unchanged(unit, id, now).await?.ok_or(Refusal::Gone)?;
            (Some(told_of(&block)), None)
        }
        BlockChange::Changed => {
            let block = blocks::change_back(unit, id).await?.ok_or(Refusal::Gone)?;
            (None, Some(told_of(&block)))
        }
        BlockChange::Removed => {
            let block = blocks::restore(unit, id).await?.ok_or(Refusal::Gone)?;
            if blocks::count(unit).await? > MOST_BLOCKS {
                return Err(Refusal::TooMany);
            }
            (None, Some(told_of(&block)))
        }
    })
}

/// Writes down how often blocks were met since the last time.
pub async fn count_hits(app: &App) -> Result<(), StoreError> {
    let hits = app.blocks.take_hits();
    if hits.is_empty() {
        return Ok(());
    }
    app.db
        .write(move |unit| {
            Box::pin(async move {
                for (id, count, last) in &hits {
                    blocks::add_hits(unit, *id, *count, *last).await?;
                }
                Ok(((), Keys::none()))
            })
        })
        .await
}

/// As the trail keeps it: of people only what kind of thing it was, since a trail is never forgotten.
fn told(kind: BlockKind, effect: BlockEffect, label: &str) -> String {
    match kind {
        BlockKind::Words | BlockKind::Domain => format!("{} {} “{label}”", effect.word(), kind.word()),
        kind => format!("{} {}", effect.word(), kind.word()),
    }
}

fn told_of(block: &Block) -> String {
    told(block.kind, block.effect, &block.label)
}

async fn network_of(app: &App, comment: CommentId, name: &str) -> Result<(String, String), Refusal> {
    let mut db = app.db.reader().await?;
    let network = blocks::network_of(&mut db, comment).await?.ok_or(Refusal::Forgotten)?;
    let label = match words::line(name, BLOCK_MAX) {
        Ok(name) => format!("where {name} wrote from"),
        Err(_) => "where a comment came from".to_owned(),
    };
    Ok((HEXLOWER.encode(&network), label))
}

/// What a block is known by, and what it is called.
fn known_by(app: &App, wanted: &Wanted) -> Result<(String, String), Complaint> {
    let typed = words::line(&wanted.value, BLOCK_MAX)?;
    let some = |folded: String| -> Result<String, Complaint> {
        if folded.is_empty() { Err(Fault::Empty.into()) } else { Ok(folded) }
    };
    let pattern = match wanted.kind {
        BlockKind::Name => some(folding::name(&typed))?,
        BlockKind::Words => match folding::only_letter_left(&typed) {
            Some(letter) => return Err(Complaint::OnlyALetter(letter)),
            None => some(folding::words(&typed))?,
        },
        BlockKind::Domain => domain(&typed)?,
        BlockKind::Email => match typed.strip_prefix('@').filter(|_| wanted.value.trim().starts_with('@')) {
            Some(host) => format!("@{}", domain(host)?),
            None => one_mailbox(&typed)?,
        },
        BlockKind::Network => {
            let address = address(&typed)?;
            let hash = network_hash(&app.settings().signing_secret, address);
            return Ok((HEXLOWER.encode(&hash), "a network whose address was typed in".to_owned()));
        }
    };
    Ok((pattern, typed))
}

/// One address: what is left of it when letters are dropped that are not seen must not come to mean all of its host.
fn one_mailbox(typed: &str) -> Result<String, Complaint> {
    let mailbox = mailbox(&words::email(typed)?.ok_or(Fault::Empty)?);
    if mailbox.starts_with('@') { Err(Fault::NotAnEmail.into()) } else { Ok(mailbox) }
}

fn domain(typed: &str) -> Result<String, Complaint> {
    let bare = typed.trim_start_matches("//");
    let whole = if bare.contains("://") { bare.to_owned() } else { format!("https://{bare}") };
    let host = hosts::of_link(&whole).ok_or(Fault::NotAWebsite)?;
    // What a browser would make an address of may be a version or a price: it has to stand there as one.
    if host.parse::<Ipv4Addr>().is_ok() && !typed.contains(&host) {
        return Err(Fault::NotAWebsite.into());
    }
    Ok(host.strip_prefix("www.").filter(|rest| rest.contains('.')).map(str::to_owned).unwrap_or(host))
}

/// An address in the network that is meant. Networks are known by a /24, or a /64 of IPv6: what is wider would be blocked
/// only in part.
fn address(typed: &str) -> Result<IpAddr, Complaint> {
    if let Ok(address) = typed.parse::<IpAddr>() {
        return Ok(address.to_canonical());
    }
    let network: IpNet = typed.parse().map_err(|_| Complaint::NotANetwork)?;
    let address = network.network().to_canonical();
    let widest = match (network, address) {
        (IpNet::V4(_), _) => 24,
        // An IPv4 address that is written as one of IPv6 stands behind 96 bits.
        (IpNet::V6(_), IpAddr::V4(_)) => 96 + 24,
        (IpNet::V6(_), IpAddr::V6(_)) => 64,
    };
    if network.prefix_len() < widest { Err(Complaint::TooWideANetwork) } else { Ok(address) }
}

#[cfg(test)]
mod tests;
