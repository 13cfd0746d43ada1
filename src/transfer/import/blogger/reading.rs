//! What both forms of a backup share when an entry is given its meaning. What differs is in `classic` and `takeout`.

use std::collections::BTreeMap;

use super::entry::{RawAuthor, RawEntry};
use super::notes::{Note, Notes};
use super::values;
use crate::transfer::import::source::{
    CommentState, PostKind, PostState, Provenance, Reason, Refused, SourceAuthor, SourceComment, SourcePost,
    SourceTime, fingerprint,
};

/// The name under which rows from Blogger are known.
pub const SOURCE: &str = "blogger";

/// An entry with its meaning.
pub enum Entry {
    Post(Box<SourcePost>),
    Comment(Box<SourceComment>),
    Setting { key: String, value: String },
    Template,
    Refused(Refused),
}

/// What only the form of the backup knows about a post.
pub struct PostFacts {
    pub kind: PostKind,
    pub state: PostState,
    /// The address, absolute or from the root; empty if there is none.
    pub href: String,
    pub extra: BTreeMap<&'static str, String>,
}

/// What only the form of the backup knows about a comment.
pub struct CommentFacts {
    pub state: CommentState,
    pub post_id: Option<String>,
    pub parent_id: Option<String>,
    pub extra: BTreeMap<&'static str, String>,
}

/// An entry that is not taken.
pub fn refused(raw: &RawEntry, kind: &'static str, reason: Reason) -> Entry {
    let source_id = values::entry_number(&raw.id).unwrap_or_default().to_owned();
    Entry::Refused(Refused { kind, source_id, line: raw.line, reason })
}

/// A post or page from its entry and what its form told.
pub fn post(raw: RawEntry, facts: PostFacts, is_label: impl Fn(&str) -> bool, notes: &mut Notes) -> Entry {
    let kind = if facts.kind == PostKind::Post { "post" } else { "page" };
    let (source_id, published, updated) = match identity(&raw, notes) {
        Ok(found) => found,
        Err(reason) => return refused(&raw, kind, reason),
    };
    let path = values::path(&facts.href);
    if path.is_none() && facts.state == PostState::Published {
        notes.add(Note::NoPath, raw.line);
    }
    let (title, is_twice) = values::line(&raw.title);
    if is_twice {
        notes.add(Note::TitleEscapedTwice, raw.line);
    }
    let labels = labels(&raw, is_label, notes);
    let authors = authors(&raw.authors);
    let description = values::line(&raw.description).0;
    let mut said =
        vec![facts.state.as_str(), path.as_deref().unwrap_or_default(), &title, &raw.content, &description];
    let when = moment(published);
    said.push(&when);
    said.extend(authors.iter().map(|author| author.name.as_str()));
    said.push("labels");
    said.extend(labels.iter().map(String::as_str));
    let provenance = provenance(&raw, kind, source_id, fingerprint(&said), facts.extra);
    Entry::Post(Box::new(SourcePost {
        provenance,
        kind: facts.kind,
        state: facts.state,
        title,
        html: raw.content,
        description,
        path,
        labels,
        authors,
        published,
        updated,
    }))
}

/// A comment from its entry and what its form told.
pub fn comment(raw: RawEntry, facts: CommentFacts, notes: &mut Notes) -> Entry {
    let (source_id, published, updated) = match identity(&raw, notes) {
        Ok(found) => found,
        Err(reason) => return refused(&raw, "comment", reason),
    };
    let Some(post_id) = facts.post_id else { return refused(&raw, "comment", Reason::NoPost) };
    let author = authors(&raw.authors).into_iter().next().unwrap_or_default();
    let parent = facts.parent_id.as_deref().unwrap_or_default();
    let url = author.url.as_deref().unwrap_or_default();
    let hash = fingerprint(&[
        facts.state.as_str(),
        &post_id,
        parent,
        &author.name,
        url,
        &raw.content,
        &moment(published),
    ]);
    Entry::Comment(Box::new(SourceComment {
        provenance: provenance(&raw, "comment", source_id, hash, facts.extra),
        state: facts.state,
        post_id,
        parent_id: facts.parent_id,
        author,
        html: raw.content,
        published,
        updated,
    }))
}

fn identity(raw: &RawEntry, notes: &mut Notes) -> Result<(String, SourceTime, Option<SourceTime>), Reason> {
    let number = values::entry_number(&raw.id).ok_or(Reason::NoId)?;
    let updated = values::time(&raw.updated);
    let said = values::time(&raw.published);
    let published = said.or_else(|| values::time(&raw.created)).or(updated).ok_or(Reason::NoDate)?;
    if said.is_none() {
        notes.add(Note::DateTakenFromElsewhere, raw.line);
    }
    Ok((number.to_owned(), published, updated))
}

fn labels(raw: &RawEntry, is_label: impl Fn(&str) -> bool, notes: &mut Notes) -> Vec<String> {
    let mut labels: Vec<String> = Vec::new();
    for category in raw.categories.iter().filter(|category| is_label(category.scheme.trim())) {
        let found: Vec<_> = values::labels(&category.term).collect();
        if found.len() > 1 {
            notes.add(Note::SeveralLabelsInOne, raw.line);
        }
        for label in found {
            if !labels.contains(&label) {
                labels.push(label);
            }
        }
    }
    labels
}

fn authors(raw: &[RawAuthor]) -> Vec<SourceAuthor> {
    raw.iter().map(|author| values::author(&author.name, &author.uri)).collect()
}

fn moment(time: SourceTime) -> String {
    format!("{} {}", time.millis, time.offset_minutes)
}

fn provenance(
    raw: &RawEntry,
    kind: &'static str,
    source_id: String,
    source_hash: String,
    extra: BTreeMap<&'static str, String>,
) -> Provenance {
    let entry_id = raw.id.trim().to_owned();
    Provenance { source: SOURCE, kind, source_id, source_hash, entry_id, extra, line: raw.line }
}
