//! When each thing that pages are made of last changed, in commits and not in hours. Whoever keeps a page asks here.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{PoisonError, RwLock};

use crate::model::key::{Key, Keys};

/// So many keys are remembered one by one; before that grows, all of them are taken to be changed.
const MOST_KEYS: usize = 100_000;

/// A moment in the order of commits. What was read after asking for it is at least as new.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sequence(u64);

impl Sequence {
    /// How many commits lie between.
    #[cfg(test)]
    pub fn since(self, earlier: Self) -> u64 {
        self.0 - earlier.0
    }
}

/// The sequence of the last commit that touched each key. A page is as it should be if none of its keys was touched
/// after the sequence that was read before its first query.
#[derive(Debug, Default)]
pub struct Stamps {
    sequence: AtomicU64,
    touched: RwLock<Touched>,
}

#[derive(Debug, Default)]
struct Touched {
    /// Everything was touched at this sequence.
    all: u64,
    keys: HashMap<Key, u64>,
}

/// What something was made of, and as of which commit.
#[derive(Debug)]
pub struct Snapshot {
    keys: Keys,
    since: Sequence,
    /// The last commit after which it was found fresh, so that asking again before the next one costs nothing.
    found_fresh_at: AtomicU64,
}

impl Snapshot {
    /// `since` has to be asked for before the first of what is read.
    pub fn new(keys: Keys, since: Sequence) -> Self {
        Self { keys, since, found_fresh_at: AtomicU64::new(since.0) }
    }
}

impl Stamps {
    pub fn now(&self) -> Sequence {
        Sequence(self.sequence.load(Ordering::SeqCst))
    }

    /// Remembers that a commit touched these. Called by the writer before it answers.
    pub(super) fn stamp(&self, keys: &Keys) {
        // A panic elsewhere leaves the map whole.
        let mut touched = self.touched.write().unwrap_or_else(PoisonError::into_inner);
        let sequence = self.sequence.load(Ordering::SeqCst) + 1;
        if keys.contains(Key::Site) || touched.keys.len() + keys.iter().count() > MOST_KEYS {
            touched.keys.clear();
            touched.all = sequence;
        }
        touched.keys.extend(keys.iter().map(|key| (key, sequence)));
        // Last, so that who reads the new sequence finds what it stands for.
        self.sequence.store(sequence, Ordering::SeqCst);
    }

    /// Was nothing of this touched since? Touching the site touches everything.
    pub fn is_fresh(&self, made: &Snapshot) -> bool {
        let now = self.now();
        if made.found_fresh_at.load(Ordering::SeqCst) == now.0 {
            return true;
        }
        let touched = self.touched.read().unwrap_or_else(PoisonError::into_inner);
        let is_older = |key| touched.keys.get(&key).is_none_or(|at| *at <= made.since.0);
        let is_fresh = touched.all <= made.since.0 && made.keys.iter().all(is_older);
        if is_fresh {
            made.found_fresh_at.fetch_max(now.0, Ordering::SeqCst);
        }
        is_fresh
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ids::PostId;

    #[test]
    fn a_page_is_fresh_until_one_of_its_keys_is_touched() {
        let stamps = Stamps::default();
        let page = || Snapshot::new(Keys::of([Key::Home, Key::Post(PostId(1))]), stamps.now());
        let first = page();
        stamps.stamp(&Keys::of([Key::Post(PostId(2))]));
        assert!(stamps.is_fresh(&first));
        stamps.stamp(&Keys::of([Key::Post(PostId(1)), Key::Comments]));
        assert!(!stamps.is_fresh(&first));
        let second = page();
        assert!(stamps.is_fresh(&second));
        stamps.stamp(&Keys::of([Key::Home]));
        assert!(!stamps.is_fresh(&second));
    }

    #[test]
    fn what_touches_the_site_touches_every_page() {
        let stamps = Stamps::default();
        let made_of = |keys| Snapshot::new(keys, stamps.now());
        let (home, nothing) = (made_of(Keys::of([Key::Home])), made_of(Keys::none()));
        stamps.stamp(&Keys::of([Key::Site]));
        assert!(!stamps.is_fresh(&home));
        assert!(!stamps.is_fresh(&nothing));
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let stamps = Stamps::default();
        stamps.stamp(&Keys::of([Key::Home]));
        let home = || Snapshot::new(Keys::of([Key::Home]), stamps.now());
        let before = home();
        for id in 0..=i64::try_from(MOST_KEYS).unwrap() {
            stamps.stamp(&Keys::of([Key::Post(PostId(id))]));
        }
        assert!(!stamps.is_fresh(&before), "what was forgotten counts as touched");
        assert!(stamps.touched.read().unwrap().keys.len() <= MOST_KEYS);
        assert!(stamps.is_fresh(&home()));
    }
}
