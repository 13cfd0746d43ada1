//! Where a comment stands in its thread. Four steps are kept apart, so that a page can begin anywhere and a row stays
//! small however deep people answer each other; whatever hangs deeper stands on the last step in the order of writing.

use crate::model::ids::CommentId;

/// The step is not reached.
const NONE: CommentId = CommentId(0);
/// The id that the row is about to get.
const ITSELF: CommentId = CommentId(-1);

/// The comments that one hangs below, and itself on its own step. In the order of these fields a comment stands behind
/// what it answers and before the next one of the same step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, sqlx::FromRow)]
pub struct Standing {
    #[sqlx(rename = "thread_id")]
    pub thread: CommentId,
    #[sqlx(rename = "branch_id")]
    pub branch: CommentId,
    #[sqlx(rename = "twig_id")]
    pub twig: CommentId,
    #[sqlx(rename = "leaf_id")]
    pub leaf: CommentId,
}

impl Standing {
    /// Before every comment.
    pub const START: Self = Self { thread: NONE, branch: NONE, twig: NONE, leaf: NONE };

    /// Where a thread begins.
    pub fn beginning(thread: CommentId) -> Self {
        Self { thread, ..Self::START }
    }

    /// Behind everything in a thread.
    pub fn end(thread: CommentId) -> Self {
        let last = CommentId(i64::MAX);
        Self { thread, branch: last, twig: last, leaf: last }
    }

    /// Where a row stands below its parent, as long as it has no id of its own.
    pub(in crate::store) fn below(parent: Option<Self>) -> Self {
        match parent {
            None => Self { thread: ITSELF, ..Self::START },
            Some(above) if above.branch == NONE => Self { branch: ITSELF, ..above },
            Some(above) if above.twig == NONE => Self { twig: ITSELF, ..above },
            Some(above) => Self { leaf: ITSELF, ..above },
        }
    }

    /// The same once the row has its id.
    pub(in crate::store) fn with_id(self, id: CommentId) -> Self {
        let [thread, branch, twig, leaf] = self.steps().map(|step| if step == ITSELF { id } else { step });
        Self { thread, branch, twig, leaf }
    }

    fn steps(self) -> [CommentId; 4] {
        [self.thread, self.branch, self.twig, self.leaf]
    }

    /// The comment itself: the last step that is reached.
    pub fn id(self) -> CommentId {
        self.steps().into_iter().rfind(|step| *step != NONE).unwrap_or(NONE)
    }

    /// The comments whose step it is set in from, the outermost first.
    pub fn above(self) -> impl Iterator<Item = CommentId> {
        self.steps().into_iter().filter(move |step| *step != NONE && *step != self.id())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain(length: i64) -> Vec<Standing> {
        let mut chain = Vec::new();
        for id in 1..=length {
            chain.push(Standing::below(chain.last().copied()).with_id(CommentId(id)));
        }
        chain
    }

    #[test]
    fn four_steps_are_kept_apart_and_what_is_deeper_stands_on_the_last() {
        let chain = chain(6);
        let steps: Vec<_> = chain.iter().map(|it| it.steps().map(|step| step.0)).collect();
        let expected = [[1, 0, 0, 0], [1, 2, 0, 0], [1, 2, 3, 0], [1, 2, 3, 4], [1, 2, 3, 5], [1, 2, 3, 6]];
        assert_eq!(steps, expected);
        assert_eq!(chain.iter().map(|it| it.id().0).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6]);
        assert_eq!(chain.iter().map(|it| it.above().count()).collect::<Vec<_>>(), [0, 1, 2, 3, 3, 3]);
    }

    #[test]
    fn a_late_answer_stands_behind_what_it_answers_and_before_the_next_comment() {
        let chain = chain(4);
        let below = |parent: usize, id| Standing::below(Some(chain[parent])).with_id(CommentId(id));
        let next_root = Standing::below(None).with_id(CommentId(5));
        let (to_root, to_branch, to_leaf) = (below(0, 6), below(1, 7), below(3, 8));
        let order = [chain[0], chain[1], chain[2], chain[3], to_leaf, to_branch, to_root, next_root];
        assert!(order.is_sorted(), "{order:?}");
    }
}
