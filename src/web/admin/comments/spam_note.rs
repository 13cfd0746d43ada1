//! How much a comment looks like spam and why, in words: by what is known now, whatever it was when it came.

use crate::actions::spam;
use crate::model::spam::Score;
use crate::store::queue::Entry;
use crate::tools::spam::{Learner, Weighed};

/// So many reasons on each side are told, and so many that are not said in words.
const REASONS: usize = 5;
const UNSAID: usize = 2;
/// What weighs less is not worth a word.
const LEAST: f32 = 0.05;

pub struct SpamNote {
    pub percent: i64,
    /// What speaks for spam and how much, the weightiest first.
    pub speaks_for: Vec<(String, String)>,
    pub speaks_against: Vec<(String, String)>,
}

impl SpamNote {
    /// Nothing about those who belong to the blog, nor about what has no words left.
    pub fn of(learner: &Learner, entry: &Entry) -> Option<Self> {
        if entry.is_member || entry.html.as_str().is_empty() {
            return None;
        }
        let said = spam::said(entry.name.clone(), entry.website.clone(), &entry.html);
        let verdict = learner.judge(&said);
        Some(Self {
            percent: Score::of_odds(verdict.odds).percent(),
            speaks_for: told(learner, &verdict.reasons, |weight| weight),
            speaks_against: told(learner, &verdict.reasons, |weight| -weight),
        })
    }
}

/// What is said in the comment, and a little of how it is made; what is true of many comes last, and words that are in
/// every other comment are passed over.
fn told(learner: &Learner, reasons: &[Weighed], weight: fn(f32) -> f32) -> Vec<(String, String)> {
    let is_worth_a_word =
        |reason: &&Weighed| weight(reason.weight) > LEAST && learner.is_telling(&reason.sign);
    let weighty = || reasons.iter().filter(is_worth_a_word);
    let mut unsaid: Vec<&Weighed> = weighty().filter(|reason| !reason.sign.is_said()).collect();
    unsaid.sort_by_key(|reason| reason.sign.is_shape());
    let said = weighty().filter(|reason| reason.sign.is_said());
    let mut told: Vec<&Weighed> = unsaid.into_iter().take(UNSAID).chain(said).take(REASONS).collect();
    told.sort_by(|one, other| weight(other.weight).total_cmp(&weight(one.weight)));
    told.iter().map(|reason| (reason.sign.to_string(), format!("{:.1}", weight(reason.weight)))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tools::spam::{Said, beginner};

    #[test]
    fn reasons_are_words_with_their_weights() {
        let said = Said {
            author: "Best pills".to_owned(),
            website: None,
            text: "<p>Buy cheap pills at <a href=\"http://pills.example\">our shop</a>!!!</p>".to_owned(),
        };
        let learner = beginner();
        let verdict = learner.judge(&said);
        let told_for = told(&learner, &verdict.reasons, |weight| weight);
        assert!(!told_for.is_empty() && told_for.len() <= REASONS);
        assert!(told_for.iter().all(|(_, weight)| weight.parse::<f32>().is_ok_and(|weight| weight >= 0.0)));
        assert!(
            told_for.iter().any(|(sign, _)| sign.contains('“') || sign.contains("speaks of")),
            "{told_for:?}"
        );
        let sum: f32 = verdict.reasons.iter().map(|reason| reason.weight).sum();
        assert!((sum - verdict.odds).abs() < 0.001, "all weights add up to the odds");
    }

    #[test]
    fn words_that_everybody_uses_are_no_reasons() {
        let said = Said {
            author: "Jo".to_owned(),
            website: None,
            text: "The heron that you have seen is what I was here for, and it was this one. Das ist der Reiher, \
                   und er ist es nicht. C’est le héron et la rivière."
                .to_owned(),
        };
        let learner = beginner();
        let verdict = learner.judge(&said);
        let told: Vec<String> = [
            told(&learner, &verdict.reasons, |weight| weight),
            told(&learner, &verdict.reasons, |weight| -weight),
        ]
        .concat()
        .into_iter()
        .map(|(sign, _)| sign)
        .collect();
        for word in [
            "the", "that", "you", "have", "is", "this", "and", "it", "das", "der", "ist", "und", "er", "le",
            "et", "la",
        ] {
            assert!(!told.iter().any(|sign| sign.contains(&format!("“{word}”"))), "{word} in {told:?}");
        }
        assert!(learner.judge(&said).reasons.iter().any(|reason| reason.sign.to_string() == "“the”"));
    }

    #[test]
    fn letters_replaced_by_digits_are_a_reason() {
        let said =
            Said { author: "Jo".to_owned(), website: None, text: "Get v1agra and p1lls here".to_owned() };
        let learner = beginner();
        let verdict = learner.judge(&said);
        let told = told(&learner, &verdict.reasons, |weight| weight);
        assert!(told.iter().any(|(sign, _)| sign == "letters replaced by digits or signs"), "{told:?}");
    }
}
