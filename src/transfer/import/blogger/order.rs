//! The second pass's order: whatever cannot stand yet is held back until what it hangs from has gone before it.

use std::collections::{HashMap, HashSet};

use super::reading::Entry;
use super::threads::Plan;
use crate::transfer::import::source::{Reason, Refused, SourceComment, SourceItem, SourcePost};

/// Comments held back are kept in memory; posts never are.
pub struct Order<'plan> {
    plan: &'plan Plan,
    posts: HashSet<String>,
    met: HashSet<String>,
    gone: HashSet<String>,
    for_post: HashMap<String, Vec<SourceComment>>,
    for_parent: HashMap<String, Vec<SourceComment>>,
}

impl<'plan> Order<'plan> {
    pub fn new(plan: &'plan Plan) -> Self {
        Self {
            plan,
            posts: HashSet::new(),
            met: HashSet::new(),
            gone: HashSet::new(),
            for_post: HashMap::new(),
            for_parent: HashMap::new(),
        }
    }

    /// The items that can be written now that this entry was read.
    pub fn pass(&mut self, entry: Entry) -> Vec<SourceItem> {
        match entry {
            Entry::Post(post) => self.pass_post(post),
            Entry::Comment(comment) => self.pass_comment(*comment),
            Entry::Refused(refused) => vec![SourceItem::Refused(refused)],
            Entry::Setting { .. } | Entry::Template => Vec::new(),
        }
    }

    /// Whether anything is still held back.
    pub fn is_waiting(&self) -> bool {
        !(self.for_post.is_empty() && self.for_parent.is_empty())
    }

    fn pass_post(&mut self, post: Box<SourcePost>) -> Vec<SourceItem> {
        let id = post.provenance.source_id.clone();
        if !self.posts.insert(id.clone()) {
            let provenance = post.provenance;
            return vec![refused(provenance.kind, provenance.source_id, provenance.line, Reason::Duplicate)];
        }
        let mut items = vec![SourceItem::Post(post)];
        for comment in self.for_post.remove(&id).unwrap_or_default() {
            self.release(comment, &mut items);
        }
        items
    }

    fn pass_comment(&mut self, mut comment: SourceComment) -> Vec<SourceItem> {
        let id = comment.provenance.source_id.clone();
        let reason = if self.met.insert(id.clone()) {
            self.plan.is_orphan(&id).then_some(Reason::NoPost)
        } else {
            Some(Reason::Duplicate)
        };
        if let Some(reason) = reason {
            return vec![refused("comment", id, comment.provenance.line, reason)];
        }
        if self.plan.is_detached(&id) {
            comment.parent_id = None;
        }
        let mut items = Vec::new();
        if self.posts.contains(&comment.post_id) {
            self.release(comment, &mut items);
        } else {
            self.for_post.entry(comment.post_id.clone()).or_default().push(comment);
        }
        items
    }

    /// Lets a comment go whose post has gone, and after it all that waited for it, however deep.
    fn release(&mut self, comment: SourceComment, items: &mut Vec<SourceItem>) {
        let mut ready = vec![comment];
        while let Some(comment) = ready.pop() {
            match &comment.parent_id {
                Some(parent) if !self.gone.contains(parent) => {
                    self.for_parent.entry(parent.clone()).or_default().push(comment);
                }
                _ => {
                    let id = comment.provenance.source_id.clone();
                    ready.extend(self.for_parent.remove(&id).unwrap_or_default().into_iter().rev());
                    self.gone.insert(id);
                    items.push(SourceItem::Comment(Box::new(comment)));
                }
            }
        }
    }
}

fn refused(kind: &'static str, source_id: String, line: u64, reason: Reason) -> SourceItem {
    SourceItem::Refused(Refused { kind, source_id, line, reason })
}
