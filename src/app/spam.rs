//! What this process knows of spam: who learnt from the blog's decisions, and the texts that came lately. Both are made
//! anew after a restart, the first from what is stored.

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use crate::model::timestamp::Timestamp;
use crate::tools::spam::{Learner, Likeness, LikenessMemory, beginner};

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

    /// Nothing is learnt here any more: whoever knows what every blog begins with judges again.
    pub fn forget(&self) {
        *self.learner.write().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// How many other texts since then were nearly this one, which is remembered too.
    pub fn nearly_same(&self, text: &str, exact: u64, now: Timestamp, since: Timestamp) -> usize {
        let Some(likeness) = Likeness::of(text) else { return 0 };
        let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        recent.meet(likeness, exact, now.0, since.0)
    }
}
