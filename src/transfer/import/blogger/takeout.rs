//! The newer export, `feed.atom`: kinds, states and threads as elements of its own. Facts only this form has.

use std::collections::BTreeMap;

use super::entry::RawEntry;
use super::notes::{Note, Notes};
use super::reading::{CommentFacts, Entry, PostFacts, comment, post, refused};
use super::values;
use crate::transfer::import::source::{CommentState, PostKind, PostState, Reason};

/// The meaning of an entry.
pub fn read(raw: RawEntry, notes: &mut Notes) -> Entry {
    match raw.kind.trim() {
        "POST" => read_post(raw, PostKind::Post, notes),
        "PAGE" => read_post(raw, PostKind::Page, notes),
        "COMMENT" => read_comment(raw, notes),
        _ => refused(&raw, "entry", Reason::UnknownKind),
    }
}

fn read_post(raw: RawEntry, kind: PostKind, notes: &mut Notes) -> Entry {
    let state = match raw.status.trim() {
        "LIVE" => PostState::Published,
        "DRAFT" => PostState::Draft,
        "SCHEDULED" => PostState::Scheduled,
        "SOFT_TRASHED" => PostState::Trashed,
        _ => {
            notes.add(Note::UnknownStatus, raw.line);
            PostState::Unpublished
        }
    };
    let href = raw.filename.trim().to_owned();
    let extra = extra(&raw);
    let is_label = |scheme: &str| scheme.starts_with("tag:blogger.com") || scheme.is_empty();
    post(raw, PostFacts { kind, state, href, extra }, is_label, notes)
}

fn read_comment(raw: RawEntry, notes: &mut Notes) -> Entry {
    let state = match raw.status.trim() {
        "LIVE" => CommentState::Published,
        "SPAM" => CommentState::Spam,
        "SOFT_TRASHED" | "EMPTIED" => CommentState::Deleted,
        "PENDING" => CommentState::Pending,
        _ => {
            notes.add(Note::UnknownStatus, raw.line);
            CommentState::Pending
        }
    };
    let facts = CommentFacts {
        state,
        post_id: values::entry_number(&raw.parent).map(str::to_owned),
        parent_id: values::entry_number(&raw.in_reply_to).map(str::to_owned),
        extra: extra(&raw),
    };
    comment(raw, facts, notes)
}

fn extra(raw: &RawEntry) -> BTreeMap<&'static str, String> {
    let all = [
        ("status", &raw.status),
        ("created", &raw.created),
        ("place", &raw.place.name),
        ("latitude", &raw.place.latitude),
        ("longitude", &raw.place.longitude),
    ];
    all.into_iter()
        .map(|(key, value)| (key, value.trim().to_owned()))
        .filter(|(key, value)| !value.is_empty() && (*key, value.as_str()) != ("status", "LIVE"))
        .collect()
}
