//! Logistic regression over hashed traces: learns from examples, weighs what is seen in a comment, and says what weighed
//! most.

use super::Example;
use super::signs::{Said, Sign, Trace, seen};

/// Places for weights. Traces that meet in one are rare as long as there are far fewer kinds.
const PLACES: usize = 1 << 17;
/// How often all examples are gone through.
const ROUNDS: usize = 25;
const STEP: f32 = 0.6;
/// How strongly weights are pulled back to nothing, so that a single example convinces nobody.
const CAUTION: f32 = 0.000_05;

/// What was learnt.
#[derive(Debug, Clone)]
pub struct Learner {
    weights: Vec<f32>,
}

/// How a comment looks.
#[derive(Debug, Clone)]
pub struct Verdict {
    /// From 0, surely wanted, to 1, surely spam; in between it orders rather than counts.
    pub score: f32,
    /// What was seen and speaks for spam (above 0) or against it, the weightiest first.
    pub reasons: Vec<Weighed>,
}

/// A sign and how much it weighs.
#[derive(Debug, Clone)]
pub struct Weighed {
    pub sign: Sign,
    pub weight: f32,
}

impl Learner {
    /// Learns from all examples; spam and comments count alike, however many there are of each. The same examples in the
    /// same order make the same learner.
    pub fn taught(examples: &[Example]) -> Self {
        let read: Vec<Read> = examples.iter().map(Read::of).collect();
        let spam = examples.iter().filter(|example| example.is_spam).count();
        let share = |of: usize| if of == 0 { 0.0 } else { as_f32(examples.len()) / (2.0 * as_f32(of)) };
        let (of_spam, of_wanted) = (share(spam), share(examples.len() - spam));
        let mut weights = vec![0.0; PLACES];
        let mut gone = vec![1.0_f32; PLACES];
        let mut order: Vec<usize> = (0..read.len()).collect();
        let mut dice = 1_u64;
        for _ in 0..ROUNDS {
            shuffle(&mut order, &mut dice);
            for example in order.iter().map(|at| &read[*at]) {
                let counts = if example.is_spam { of_spam } else { of_wanted };
                let error = sigmoid(example.sum(&weights)) - if example.is_spam { 1.0 } else { 0.0 };
                for (place, strength) in &example.traces {
                    // AdaGrad: what is seen often is changed less each time.
                    let slope = counts * error * strength + CAUTION * weights[*place];
                    gone[*place] += slope * slope;
                    weights[*place] -= STEP * slope / gone[*place].sqrt();
                }
            }
        }
        Self { weights }
    }

    /// How this looks to who learnt from the examples.
    pub fn judge(&self, said: &Said) -> Verdict {
        let seen = seen(said);
        let length = length(seen.iter().flat_map(|seen| &seen.traces));
        let weight = |traces: &[Trace]| {
            traces.iter().map(|trace| self.weights[place(trace)] * trace.strength / length).sum::<f32>()
        };
        let mut reasons: Vec<Weighed> =
            seen.into_iter().map(|seen| Weighed { weight: weight(&seen.traces), sign: seen.sign }).collect();
        let score = sigmoid(reasons.iter().map(|reason| reason.weight).sum());
        reasons.sort_by(|one, other| other.weight.abs().total_cmp(&one.weight.abs()));
        Verdict { score, reasons }
    }
}

/// An example in the form in which it is learnt from.
struct Read {
    traces: Vec<(usize, f32)>,
    is_spam: bool,
}

impl Read {
    fn of(example: &Example) -> Self {
        let seen = seen(&example.said);
        let length = length(seen.iter().flat_map(|seen| &seen.traces));
        let traces = seen.iter().flat_map(|seen| &seen.traces);
        Self {
            traces: traces.map(|trace| (place(trace), trace.strength / length)).collect(),
            is_spam: example.is_spam,
        }
    }

    fn sum(&self, weights: &[f32]) -> f32 {
        self.traces.iter().map(|(place, strength)| weights[*place] * strength).sum()
    }
}

/// So that a long comment says no more than a short one.
fn length<'a>(traces: impl Iterator<Item = &'a Trace>) -> f32 {
    traces.map(|trace| trace.strength * trace.strength).sum::<f32>().sqrt().max(1.0)
}

fn place(trace: &Trace) -> usize {
    usize::try_from(trace.hash % PLACES as u64).unwrap_or(0)
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
