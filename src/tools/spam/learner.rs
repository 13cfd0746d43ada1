//! Logistic regression over hashed traces: learns from examples, weighs what is seen in a comment, and says what weighed
//! most.

use std::collections::HashSet;

use super::Example;
use super::signs::{Said, Sign, Trace, hash, seen, trade};

/// Places for weights. Traces that meet in one are rare as long as there are far fewer kinds.
const PLACES: usize = 1 << 17;
/// How often all examples are gone through, unless there are very many.
const ROUNDS: usize = 25;
/// So many examples are looked at in all: more teach hardly anything new.
const MOST_LOOKS: usize = 500_000;
const STEP: f32 = 0.6;
/// How strongly weights are pulled back to nothing, so that a single example convinces nobody.
const CAUTION: f32 = 0.001;
/// From so many decisions of a blog's own on, what it began with counts half.
const HALF_AT: f32 = 300.0;

/// A word is common if so many in a hundred of the wanted examples and of the spam have it, and not by chance.
const COMMON_PERCENT: usize = 2;
const COMMON_LEAST: usize = 3;
/// A word of fewer letters of an alphabet tells nobody anything, unless it is one that is often sold, as `seo`.
const WORD_LEAST: usize = 4;
/// From here on a letter is a syllable or a word: Hangul, Kana, Han.
const SYLLABLES: char = '\u{1100}';

/// What was learnt.
#[derive(Debug, Clone)]
pub struct Learner {
    weights: Vec<f32>,
    /// Where the weights of common words stand.
    common: HashSet<u32>,
}

/// How a comment looks.
#[derive(Debug, Clone)]
pub struct Verdict {
    /// The logarithm of spam's odds: 0 is even, above it speaks for spam. It orders rather than counts.
    pub odds: f32,
    /// What was seen and speaks for spam (above 0) or against it, the weightiest first.
    pub reasons: Vec<Weighed>,
}

/// A sign and how much it weighs: all weights of a comment add up to its odds.
#[derive(Debug, Clone)]
pub struct Weighed {
    pub sign: Sign,
    pub weight: f32,
}

impl Verdict {
    /// From 0, surely wanted, to 1, surely spam.
    pub fn score(&self) -> f32 {
        sigmoid(self.odds)
    }
}

impl Learner {
    /// Learns from what a blog began with and from its own decisions, which count the more the more there are. Spam and
    /// comments count alike, however many there are of each. The same examples in the same order make the same learner.
    pub fn taught(beginning: &[Example], own: &[Example]) -> Self {
        let early = HALF_AT / (HALF_AT + as_f32(own.len()));
        let early = beginning.iter().map(|example| Read::of(example, early));
        let mut read: Vec<Read> = early.chain(own.iter().map(|example| Read::of(example, 1.0))).collect();
        balance(&mut read);
        let common = common(&read);
        let mut weights = vec![0.0; PLACES];
        let mut gone = vec![1.0_f32; PLACES];
        let mut order: Vec<usize> = (0..read.len()).collect();
        let mut dice = 1_u64;
        for _ in 0..ROUNDS.min(MOST_LOOKS / read.len().max(1)).max(3) {
            shuffle(&mut order, &mut dice);
            for example in order.iter().map(|at| &read[*at]) {
                let error = sigmoid(example.sum(&weights)) - if example.is_spam { 1.0 } else { 0.0 };
                for (place, strength) in &example.traces {
                    let place = *place as usize;
                    // AdaGrad: what is seen often is changed less each time.
                    let slope = example.counts * (error * strength + CAUTION * weights[place]);
                    gone[place] += slope * slope;
                    weights[place] -= STEP * slope / gone[place].sqrt();
                }
            }
        }
        Self { weights, common }
    }

    /// Would a moderator learn something by being told this sign? Words that everybody uses weigh something as well, and
    /// explain nothing; which these are is learnt, so that it holds for all languages.
    pub fn is_telling(&self, sign: &Sign) -> bool {
        match sign {
            Sign::Word(word) | Sign::FirstWord(word) | Sign::LastWord(word) => self.is_telling_word(word),
            Sign::Pair(one, next) => self.is_telling_word(one) || self.is_telling_word(next),
            _ => true,
        }
    }

    fn is_telling_word(&self, word: &str) -> bool {
        let is_short = word.chars().count() < WORD_LEAST
            && word.chars().all(|letter| letter < SYLLABLES)
            && trade(word).is_none();
        let trace = Trace { hash: hash(&Sign::Word(word.to_owned())), strength: 1.0 };
        !is_short && !self.common.contains(&place(&trace))
    }

    /// How this looks to who learnt from the examples.
    pub fn judge(&self, said: &Said) -> Verdict {
        let seen = seen(said);
        let length = length(seen.iter().flat_map(|seen| &seen.traces));
        let weight = |traces: &[Trace]| self.weight(traces) / length;
        let mut reasons: Vec<Weighed> =
            seen.into_iter().map(|seen| Weighed { weight: weight(&seen.traces), sign: seen.sign }).collect();
        let odds = reasons.iter().map(|reason| reason.weight).sum();
        reasons.sort_by(|one, other| other.weight.abs().total_cmp(&one.weight.abs()));
        Verdict { odds, reasons }
    }

    /// The same odds without what they come of, for whoever does not ask.
    pub fn odds(&self, said: &Said) -> f32 {
        let seen = seen(said);
        let length = length(seen.iter().flat_map(|seen| &seen.traces));
        seen.iter().map(|seen| self.weight(&seen.traces)).sum::<f32>() / length
    }

    fn weight(&self, traces: &[Trace]) -> f32 {
        traces.iter().map(|trace| self.weights[place(trace) as usize] * trace.strength).sum()
    }
}

/// An example in the form in which it is learnt from.
struct Read {
    /// Where their weights stand, small since there may be a hundred thousand examples.
    traces: Vec<(u32, f32)>,
    is_spam: bool,
    /// Beside the others.
    counts: f32,
}

impl Read {
    fn of(example: &Example, counts: f32) -> Self {
        let seen = seen(&example.said);
        let length = length(seen.iter().flat_map(|seen| &seen.traces));
        let traces = seen.iter().flat_map(|seen| &seen.traces);
        Self {
            traces: traces.map(|trace| (place(trace), trace.strength / length)).collect(),
            is_spam: example.is_spam,
            counts,
        }
    }

    fn sum(&self, weights: &[f32]) -> f32 {
        self.traces.iter().map(|(place, strength)| weights[*place as usize] * strength).sum()
    }
}

/// The places of what is seen in both kinds of examples too often to tell one from the other.
fn common(read: &[Read]) -> HashSet<u32> {
    let often = |is_spam: bool| -> HashSet<u32> {
        let (mut counts, mut all) = (vec![0_usize; PLACES], 0);
        for example in read.iter().filter(|example| example.is_spam == is_spam) {
            all += 1;
            let mut places: Vec<u32> = example.traces.iter().map(|(place, _)| *place).collect();
            places.sort_unstable();
            places.dedup();
            for place in places {
                counts[place as usize] += 1;
            }
        }
        let least = COMMON_LEAST.max(all * COMMON_PERCENT / 100);
        let found = (0_u32..).zip(counts).filter(|(_, count)| *count >= least);
        found.map(|(place, _)| place).collect()
    };
    let in_spam = often(true);
    often(false).into_iter().filter(|place| in_spam.contains(place)).collect()
}

/// Makes spam and wanted comments count alike, and all of them as much as there are.
fn balance(read: &mut [Read]) {
    let sum = |is_spam: bool, read: &[Read]| {
        read.iter().filter(|read| read.is_spam == is_spam).map(|read| read.counts).sum::<f32>()
    };
    let (spam, wanted) = (sum(true, read), sum(false, read));
    for read in read {
        let of = if read.is_spam { spam } else { wanted };
        read.counts *= (spam + wanted) / (2.0 * of);
    }
}

/// So that a long comment says no more than a short one.
fn length<'a>(traces: impl Iterator<Item = &'a Trace>) -> f32 {
    traces.map(|trace| trace.strength * trace.strength).sum::<f32>().sqrt().max(1.0)
}

fn place(trace: &Trace) -> u32 {
    u32::try_from(trace.hash % PLACES as u64).unwrap_or(0)
}

fn sigmoid(sum: f32) -> f32 {
    1.0 / (1.0 + (-sum).exp())
}

#[expect(clippy::cast_precision_loss, reason = "a blog has fewer examples than 2^23")]
fn as_f32(count: usize) -> f32 {
    count as f32
}

/// Fisher and Yates, by a generator that is the same everywhere.
fn shuffle(order: &mut [usize], dice: &mut u64) {
    for last in (1..order.len()).rev() {
        *dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let other = usize::try_from((*dice >> 33) % (last as u64 + 1)).unwrap_or(0);
        order.swap(last, other);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_word_tells_something_only_if_it_is_often_sold() {
        let learner = Learner::taught(&[], &[]);
        let is_telling = |word: &str| learner.is_telling(&Sign::Word(word.to_owned()));
        for word in ["seo", "cbd", "sex", "weir", "日本"] {
            assert!(is_telling(word), "{word}");
        }
        for word in ["the", "see", "my"] {
            assert!(!is_telling(word), "{word}");
        }
    }
}
