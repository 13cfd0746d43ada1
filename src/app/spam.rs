//! What this process knows of spam: who learnt from the blog's decisions, and the texts that came lately. Both are made
//! anew after a restart, the first from what is stored.

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use crate::model::timestamp::Timestamp;
use crate::tools::spam::{Learner, Likeness, LikenessMemory, beginner};

/// What a text has in common with those that came before it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Near {
    /// How many others were nearly this one.
    pub alike: usize,
    /// It was not remembered before.
    pub is_first: bool,
}

#[derive(Debug, Clone, Default)]
pub struct Spam {
    learner: Arc<RwLock<Option<Arc<Learner>>>>,
    recent: Arc<Mutex<LikenessMemory>>,
}

impl Spam {
    /// Who judges at the moment: until something was learnt here, whoever knows what every blog begins with.
    pub fn learner(&self) -> Arc<Learner> {
        let taught = self.learner.read().unwrap_or_else(PoisonError::into_inner).clone();
        taught.unwrap_or_else(beginner)
    }

    /// From now on this one judges.
    pub fn follow(&self, learner: Learner) {
        *self.learner.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(learner));
    }

    /// Drops what was learnt here: judges by what every blog begins with.
    pub fn unlearn(&self) {
        *self.learner.write().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// How many other texts since then were nearly this one, which is remembered too.
    pub fn nearly_same(&self, text: &str, exact: u64, now: Timestamp, since: Timestamp) -> Near {
        let Some(likeness) = Likeness::of(text) else { return Near::default() };
        let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        let is_first = !recent.knows(exact);
        Near { alike: recent.meet(likeness, exact, now.0, since.0), is_first }
    }

    /// A text was not taken after all, so that it is like no other.
    pub fn forget_text(&self, exact: u64) {
        self.recent.lock().unwrap_or_else(PoisonError::into_inner).forget(exact);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_is_not_taken_is_like_no_other() {
        let spam = Spam::default();
        let text = |relative: &str| {
            format!(
                "My {relative} worked at the mill and said that the weir was built by his grandfather later, when the \
                 old bridge had gone with the flood and nobody knew how the grain should come across any more"
            )
        };
        let met =
            |relative: &str, exact| spam.nearly_same(&text(relative), exact, Timestamp(5), Timestamp(0));
        assert_eq!(met("uncle", 1), Near { alike: 0, is_first: true });
        assert_eq!(met("uncle", 1), Near { alike: 0, is_first: false });
        assert_eq!(met("brother", 2), Near { alike: 1, is_first: true });
        spam.forget_text(1);
        assert_eq!(met("cousin", 3), Near { alike: 1, is_first: true });
    }
}
