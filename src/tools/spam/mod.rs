//! Tells spam from comments by what people decided about others before, and says why. Pure arithmetic: nothing is asked
//! of anybody, and a comment costs microseconds.

mod evaluation;
mod examples;
mod learner;
mod likeness;
mod signs;

use std::sync::{Arc, LazyLock};

pub use evaluation::{Evaluation, Recall, evaluate};
pub use examples::{ExamplesFault, examples};
pub use learner::{Learner, Weighed};
pub use likeness::{Likeness, LikenessMemory};
pub use signs::Said;

/// What somebody wrote, and what it turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    pub said: Said,
    pub is_spam: bool,
}

/// What every new blog knows: comments that were written for this, in the manner of those that blogs get.
const BEGINNING: &str = include_str!("beginning.csv");

/// What a blog starts with.
pub fn beginning() -> Result<Vec<Example>, ExamplesFault> {
    examples(BEGINNING.as_bytes())
}

/// Who learnt from that alone, taught once for the whole process when somebody first asks.
pub fn beginner() -> Arc<Learner> {
    static BEGINNER: LazyLock<Arc<Learner>> = LazyLock::new(|| {
        // A file of ours that is tested to be read. If it were not, nothing would be known.
        Arc::new(Learner::taught(&beginning().unwrap_or_default(), &[]))
    });
    BEGINNER.clone()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_every_blog_starts_with_can_be_read_and_holds_both_kinds() {
        let known = beginning().unwrap();
        let spam = known.iter().filter(|example| example.is_spam).count();
        assert!(spam > 50 && known.len() - spam > 50, "{spam} of {}", known.len());
    }
}
