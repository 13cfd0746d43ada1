//! The first pass's tally: what is in the file, what will be refused, who answers whom. Keeps no entry.

use std::collections::{BTreeMap, BTreeSet};

use super::detect::Form;
use super::entry::{Head, RawEntry};
use super::notes::Notes;
use super::reading::Entry;
use super::settings::{self, Settings};
use super::threads::{Plan, Threads};
use super::values;
use super::{Counts, Summary};
use crate::transfer::import::source::{PostKind, PostState, Reason, SourceComment, SourcePost};

/// More hosts than any blog moved through.
const MOST_HOSTS: usize = 100;

#[derive(Default)]
pub struct Survey {
    pub notes: Notes,
    counts: Counts,
    settings: Settings,
    hosts: BTreeSet<String>,
    threads: Threads,
    refused: BTreeMap<(&'static str, Reason), u64>,
}

impl Survey {
    pub fn note_host(&mut self, raw: &RawEntry) {
        if self.hosts.len() < MOST_HOSTS {
            self.hosts.extend(raw.link("alternate").and_then(values::host));
        }
    }

    /// Counts an entry; whether it can be taken.
    pub fn count(&mut self, entry: Entry) -> bool {
        match entry {
            Entry::Post(post) => self.count_post(&post),
            Entry::Comment(comment) => self.count_comment(&comment),
            Entry::Template => {
                self.counts.templates += 1;
                true
            }
            Entry::Setting { key, value } => {
                self.counts.settings += 1;
                self.settings.insert(key, value);
                true
            }
            Entry::Refused(refused) => self.refuse(refused.kind, refused.reason),
        }
    }

    fn refuse(&mut self, kind: &'static str, reason: Reason) -> bool {
        *self.refused.entry((kind, reason)).or_default() += 1;
        false
    }

    fn count_post(&mut self, post: &SourcePost) -> bool {
        if !self.threads.add_post(&post.provenance.source_id) {
            return self.refuse(post.provenance.kind, Reason::Duplicate);
        }
        match post.kind {
            PostKind::Post => self.counts.posts += 1,
            PostKind::Page => self.counts.pages += 1,
        }
        self.counts.hidden += u64::from(post.state != PostState::Published);
        true
    }

    fn count_comment(&mut self, comment: &SourceComment) -> bool {
        let (id, parent) = (&comment.provenance.source_id, comment.parent_id.as_deref());
        if !self.threads.add_comment(id, &comment.post_id, parent, comment.published.millis) {
            return self.refuse("comment", Reason::Duplicate);
        }
        self.counts.comments += 1;
        true
    }

    /// The plan for the second pass, and the summary for the person.
    pub fn finish(mut self, head: &Head, form: Form) -> (Plan, Summary) {
        let mut blog = settings::blog(head, self.settings, &mut self.notes);
        blog.hosts.append(&mut self.hosts);
        let plan = self.threads.resolve();
        let orphans = plan.orphan_count();
        if orphans > 0 {
            *self.refused.entry(("comment", Reason::NoPost)).or_default() += orphans;
            self.counts.comments -= orphans;
        }
        let summary = Summary {
            is_experimental: form == Form::Takeout,
            blog,
            counts: self.counts,
            refused: self.refused,
            detached: plan.detached_counts(),
            notes: self.notes,
        };
        (plan, summary)
    }
}
