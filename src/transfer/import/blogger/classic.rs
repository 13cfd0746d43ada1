//! The classic backup: kinds by category, settings as entries, threads by link. Facts only this form has.

use std::collections::BTreeMap;

use super::entry::RawEntry;
use super::notes::Notes;
use super::reading::{CommentFacts, Entry, PostFacts, comment, post, refused};
use super::values;
use crate::transfer::import::source::{CommentState, PostKind, PostState, Reason};

const LABELS: &str = "http://www.blogger.com/atom/ns#";

/// The meaning of an entry.
pub fn read(raw: RawEntry, notes: &mut Notes) -> Entry {
    match kind(&raw) {
        "post" => read_post(raw, PostKind::Post, notes),
        "page" => read_post(raw, PostKind::Page, notes),
        "comment" => read_comment(raw, notes),
        "settings" => setting(&raw),
        "template" => Entry::Template,
        _ => refused(&raw, "entry", Reason::UnknownKind),
    }
}

fn kind(raw: &RawEntry) -> &str {
    let category = raw.categories.iter().find(|category| category.scheme.trim().ends_with("#kind"));
    category.and_then(|category| category.term.trim().rsplit('#').next()).unwrap_or_default()
}

fn is_draft(raw: &RawEntry) -> bool {
    raw.draft.trim().eq_ignore_ascii_case("yes")
}

fn read_post(raw: RawEntry, kind: PostKind, notes: &mut Notes) -> Entry {
    let facts = PostFacts {
        kind,
        state: if is_draft(&raw) { PostState::Draft } else { PostState::Published },
        href: raw.link("alternate").unwrap_or_default().to_owned(),
        extra: BTreeMap::new(),
    };
    let is_label = |scheme: &str| scheme == LABELS || scheme.is_empty();
    post(raw, facts, is_label, notes)
}

fn read_comment(raw: RawEntry, notes: &mut Notes) -> Entry {
    let is_removed = raw
        .properties
        .iter()
        .any(|(name, value)| name == "blogger.contentRemoved" && value.trim().eq_ignore_ascii_case("true"));
    let state = match (is_removed, is_draft(&raw)) {
        (true, _) => CommentState::Deleted,
        (_, true) => CommentState::Pending,
        _ => CommentState::Published,
    };
    let facts = CommentFacts {
        state,
        post_id: post_of(&raw).map(str::to_owned),
        parent_id: parent_of(&raw).map(str::to_owned),
        extra: BTreeMap::new(),
    };
    comment(raw, facts, notes)
}

/// The post is named twice in the reply reference and again in the comment's own address.
fn post_of(raw: &RawEntry) -> Option<&str> {
    let by_reference = || raw.reply_refs.iter().find_map(|name| values::entry_number(name));
    let by_source = || raw.reply_refs.iter().find_map(|address| values::last_segment(address));
    let by_address =
        || ["self", "edit"].iter().find_map(|rel| Some(values::comment_address(raw.link(rel)?)?.0));
    by_reference().or_else(by_source).or_else(by_address)
}

fn parent_of(raw: &RawEntry) -> Option<&str> {
    values::comment_address(raw.link("related")?).map(|(_, parent)| parent)
}

fn setting(raw: &RawEntry) -> Entry {
    match raw.id.trim().split_once(".settings.") {
        Some((_, key)) => Entry::Setting { key: key.to_owned(), value: raw.content.trim().to_owned() },
        None => refused(raw, "setting", Reason::NoId),
    }
}
