//! How well spam is told from comments that nothing was learnt from.

use std::collections::HashMap;

use super::{Example, Learner};

/// What came of judging examples.
#[derive(Debug, Clone)]
pub struct Evaluation {
    pub spam: usize,
    pub wanted: usize,
    pub recalls: Vec<Recall>,
    /// How many of each lie above even odds.
    pub above_even: (usize, usize),
    /// What spoke for spam in what is spam: the sum of its weights, and in how many it was seen; the weightiest first.
    pub reasons: Vec<(String, f32, usize)>,
}

/// How much spam is found if so many comments may be taken for it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Recall {
    /// The part of wanted comments that is taken for spam at most.
    pub false_positives: f64,
    /// Above this score.
    pub threshold: f32,
    pub found: usize,
    /// Wanted comments above the threshold.
    pub mistaken: usize,
}

/// Judges each example, none of which the learner may have seen.
pub fn evaluate(learner: &Learner, examples: &[Example], false_positives: &[f64]) -> Evaluation {
    let mut reasons: HashMap<String, (f32, usize)> = HashMap::new();
    let (mut spam, mut wanted) = (Vec::new(), Vec::new());
    for example in examples {
        let verdict = learner.judge(&example.said);
        if !example.is_spam {
            wanted.push(verdict.score());
            continue;
        }
        spam.push(verdict.score());
        for reason in verdict.reasons.into_iter().filter(|reason| reason.weight > 0.0) {
            let sum = reasons.entry(reason.sign.to_string()).or_default();
            *sum = (sum.0 + reason.weight, sum.1 + 1);
        }
    }
    wanted.sort_by(|one, other| other.total_cmp(one));
    let recalls = false_positives.iter().map(|most| recall(&spam, &wanted, *most)).collect();
    let mut reasons: Vec<_> = reasons.into_iter().map(|(sign, (sum, count))| (sign, sum, count)).collect();
    reasons.sort_by(|one, other| other.1.total_cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    let above = |scores: &[f32]| scores.iter().filter(|score| **score > 0.5).count();
    let above_even = (above(&spam), above(&wanted));
    Evaluation { spam: spam.len(), wanted: wanted.len(), recalls, above_even, reasons }
}

/// `wanted` begins with the highest score.
fn recall(spam: &[f32], wanted: &[f32], false_positives: f64) -> Recall {
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a part of a count that was a usize"
    )]
    let may_be_mistaken = (wanted.len() as f64 * false_positives) as usize;
    let threshold = wanted.get(may_be_mistaken).copied().unwrap_or(0.0);
    let above = |scores: &[f32]| scores.iter().filter(|score| **score > threshold).count();
    Recall { false_positives, threshold, found: above(spam), mistaken: above(wanted) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tools::spam::Said;

    fn example(text: &str, is_spam: bool) -> Example {
        Example { said: Said { author: "Jo".to_owned(), text: text.to_owned(), website: None }, is_spam }
    }

    fn examples() -> Vec<Example> {
        let spam =
            ["cheap pills at http://a.example", "buy cheap watches now!!!", "casino bonus, click my link"];
        let wanted = ["the weir was built later", "thank you for the drawing", "my uncle worked at the mill"];
        let all = spam.map(|text| (text, true)).into_iter().chain(wanted.map(|text| (text, false)));
        all.map(|(text, is_spam)| example(text, is_spam)).collect()
    }

    #[test]
    fn what_is_like_spam_is_told_from_what_is_like_comments() {
        let learner = Learner::taught(&[], &examples());
        let score = |text: &str| learner.judge(&example(text, false).said).score();
        assert!(score("cheap casino pills") > 0.6, "{}", score("cheap casino pills"));
        assert!(score("the mill and the weir") < 0.4, "{}", score("the mill and the weir"));
        let verdict = learner.judge(&example("cheap pills", true).said);
        assert!(
            verdict
                .reasons
                .iter()
                .take(8)
                .any(|reason| reason.sign.to_string() == "“cheap”" && reason.weight > 0.0)
        );
    }

    #[test]
    fn without_examples_nothing_is_known() {
        let verdict = Learner::taught(&[], &[]).judge(&example("anything", true).said);
        assert!((verdict.score() - 0.5).abs() < f32::EPSILON);
    }

    #[test]
    fn recall_is_counted_above_the_wanted_that_may_be_lost() {
        let recall = |most| recall(&[0.9, 0.8, 0.3], &[0.85, 0.4, 0.2, 0.1], most);
        assert_eq!((recall(0.0).found, recall(0.0).mistaken), (1, 0));
        assert_eq!((recall(0.25).found, recall(0.25).mistaken), (2, 1));
        assert_eq!((recall(1.0).found, recall(1.0).mistaken), (3, 4));
    }

    #[test]
    fn the_same_examples_teach_the_same() {
        let judge = || Learner::taught(&[], &examples()).judge(&example("cheap mill", true).said).score();
        assert_eq!(judge().to_bits(), judge().to_bits());
    }
}
