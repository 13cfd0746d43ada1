//! Which comment answers which, made safe to write: no answer to what is not there, none across posts, no circles.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;

/// Why a comment that answers another stands at the top level instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Detached {
    ParentMissing,
    ParentElsewhere,
    Circle,
}

impl fmt::Display for Detached {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str(match self {
            Self::ParentMissing => "the comment it answers is not in the file",
            Self::ParentElsewhere => "the comment it answers belongs to another post",
            Self::Circle => "it answers one of its own answers",
        })
    }
}

struct Node {
    id: String,
    post: String,
    parent: Option<String>,
    published: i64,
}

/// The posts and comments of a file, as the first pass meets them.
#[derive(Default)]
pub struct Threads {
    posts: HashSet<String>,
    nodes: Vec<Node>,
    by_id: HashMap<String, usize>,
}

/// What the second pass has to know: only the exceptions.
#[derive(Debug, Default)]
pub struct Plan {
    detached: HashMap<String, Detached>,
    orphans: HashSet<String>,
}

impl Threads {
    /// Whether this post is new.
    pub fn add_post(&mut self, id: &str) -> bool {
        self.posts.insert(id.to_owned())
    }

    /// Whether this comment is new.
    pub fn add_comment(&mut self, id: &str, post: &str, parent: Option<&str>, published: i64) -> bool {
        if self.by_id.contains_key(id) {
            return false;
        }
        self.by_id.insert(id.to_owned(), self.nodes.len());
        let parent = parent.map(str::to_owned);
        self.nodes.push(Node { id: id.to_owned(), post: post.to_owned(), parent, published });
        true
    }

    /// Finds every comment whose post or parent cannot stand. A circle is opened at its oldest comment.
    pub fn resolve(self) -> Plan {
        let mut plan = Plan::default();
        let up: Vec<_> = self.nodes.iter().map(|node| self.parent_of(node, &mut plan)).collect();
        for first in self.circles(&up) {
            plan.detached.insert(self.nodes[first].id.clone(), Detached::Circle);
        }
        plan
    }

    fn parent_of(&self, node: &Node, plan: &mut Plan) -> Option<usize> {
        if !self.posts.contains(&node.post) {
            plan.orphans.insert(node.id.clone());
            return None;
        }
        let found = self.by_id.get(node.parent.as_ref()?);
        let reason = match found {
            Some(parent) if self.nodes[*parent].post == node.post => return Some(*parent),
            Some(_) => Detached::ParentElsewhere,
            None => Detached::ParentMissing,
        };
        plan.detached.insert(node.id.clone(), reason);
        None
    }

    /// The oldest comment of each circle. Each comment has one parent at most, so walking up finds them all.
    fn circles(&self, up: &[Option<usize>]) -> Vec<usize> {
        let mut seen_by = vec![None; up.len()];
        let met = (0..up.len()).filter_map(|start| met_again(start, up, &mut seen_by)).collect::<Vec<_>>();
        met.into_iter().map(|at| self.oldest_on_circle(at, up)).collect()
    }

    fn oldest_on_circle(&self, at: usize, up: &[Option<usize>]) -> usize {
        let age = |index: usize| (self.nodes[index].published, index);
        let mut oldest = at;
        let mut walk = at;
        while let Some(parent) = up[walk].filter(|parent| *parent != at) {
            walk = parent;
            if age(walk) < age(oldest) {
                oldest = walk;
            }
        }
        oldest
    }
}

/// The comment that a walk up from `start` comes to twice; none if it ends at the top or joins an earlier walk.
fn met_again(start: usize, up: &[Option<usize>], seen_by: &mut [Option<usize>]) -> Option<usize> {
    let mut at = start;
    loop {
        if let Some(walk) = seen_by[at] {
            return (walk == start).then_some(at);
        }
        seen_by[at] = Some(start);
        at = up[at]?;
    }
}

impl Plan {
    pub fn is_orphan(&self, id: &str) -> bool {
        self.orphans.contains(id)
    }

    pub fn is_detached(&self, id: &str) -> bool {
        self.detached.contains_key(id)
    }

    /// How many comments were moved to the top level, by reason.
    pub fn detached_counts(&self) -> BTreeMap<Detached, u64> {
        let mut counts = BTreeMap::new();
        for reason in self.detached.values() {
            *counts.entry(*reason).or_default() += 1;
        }
        counts
    }

    pub fn orphan_count(&self) -> u64 {
        self.orphans.len() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(comments: &[(&str, &str, Option<&str>, i64)]) -> Plan {
        let mut threads = Threads::default();
        threads.add_post("p");
        threads.add_post("q");
        for (id, post, parent, published) in comments {
            assert!(threads.add_comment(id, post, *parent, *published));
        }
        threads.resolve()
    }

    #[test]
    fn an_answer_that_comes_before_its_parent_stays_an_answer() {
        let plan = plan(&[("b", "p", Some("a"), 2), ("a", "p", None, 1)]);
        assert!(plan.detached_counts().is_empty());
        assert_eq!(plan.orphan_count(), 0);
    }

    #[test]
    fn a_missing_or_foreign_parent_makes_a_comment_a_top_one() {
        let plan = plan(&[("a", "p", Some("x"), 1), ("b", "q", None, 1), ("c", "p", Some("b"), 2)]);
        assert!(plan.is_detached("a") && plan.is_detached("c") && !plan.is_detached("b"));
        let expected = BTreeMap::from([(Detached::ParentMissing, 1), (Detached::ParentElsewhere, 1)]);
        assert_eq!(plan.detached_counts(), expected);
    }

    #[test]
    fn a_circle_is_opened_once_and_at_its_oldest() {
        let plan = plan(&[
            ("a", "p", Some("c"), 3),
            ("b", "p", Some("a"), 1),
            ("c", "p", Some("b"), 2),
            ("d", "p", Some("a"), 0),
            ("self", "q", Some("self"), 9),
        ]);
        assert!(plan.is_detached("b") && plan.is_detached("self"));
        assert_eq!(plan.detached_counts(), BTreeMap::from([(Detached::Circle, 2)]));
    }

    #[test]
    fn a_comment_without_its_post_is_an_orphan() {
        let plan = plan(&[("a", "nowhere", None, 1), ("b", "nowhere", Some("a"), 2)]);
        assert!(plan.is_orphan("a") && plan.is_orphan("b"));
        assert_eq!(plan.orphan_count(), 2);
    }

    #[test]
    fn a_chain_of_a_hundred_thousand_is_no_burden() {
        let mut threads = Threads::default();
        threads.add_post("p");
        for number in 0..100_000_i64 {
            let parent = (number + 1).to_string();
            threads.add_comment(&number.to_string(), "p", Some(&parent), number);
        }
        assert_eq!(threads.resolve().detached_counts(), BTreeMap::from([(Detached::ParentMissing, 1)]));
    }
}
