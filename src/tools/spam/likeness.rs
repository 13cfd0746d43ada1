//! Whether a text is nearly one that came before: the same words with small changes.

use std::collections::{HashSet, VecDeque};

use super::signs;

/// So many samples of a text are compared. Two texts share as great a part of them as they share of their pairs of words.
const SAMPLES: usize = 24;
/// With so many samples in common, two texts are nearly one.
const ALIKE: usize = 14;
/// A text of fewer different words is like another by chance: thanks are said in few.
const FEWEST_WORDS: usize = 8;
/// So many texts are remembered.
const REMEMBERED: usize = 512;

/// What a text is compared by: of all its pairs of words, for each of several ways to put them in order, the first one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Likeness([u32; SAMPLES]);

impl Likeness {
    /// Nothing for a text that is too short to be like another for a reason.
    pub fn of(text: &str) -> Option<Self> {
        let words = signs::plain_words(text);
        if words.iter().collect::<HashSet<_>>().len() < FEWEST_WORDS {
            return None;
        }
        let mut samples = [u32::MAX; SAMPLES];
        for pair in words.windows(2) {
            let mut hash = signs::hash(&(&pair[0], &pair[1]));
            for sample in &mut samples {
                hash = hash.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(23) ^ 0x5851_f42d;
                *sample = (*sample).min(u32::try_from(hash >> 32).unwrap_or(u32::MAX));
            }
        }
        Some(Self(samples))
    }

    fn is_like(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).filter(|(one, other)| one == other).count() >= ALIKE
    }
}

/// The texts that came lately. It is lost with the process, which lets a few more of the same through.
#[derive(Debug, Default)]
pub struct LikenessMemory(VecDeque<(i64, u64, Likeness)>);

impl LikenessMemory {
    /// Is the very same text remembered?
    pub fn knows(&self, exact: u64) -> bool {
        self.0.iter().any(|(_, known, _)| *known == exact)
    }

    pub fn forget(&mut self, exact: u64) {
        self.0.retain(|(_, known, _)| *known != exact);
    }

    /// How many other texts since then were nearly this one; then it is remembered as well. `exact` tells texts apart: the
    /// very same one, sent again, is not counted here.
    pub fn meet(&mut self, likeness: Likeness, exact: u64, now: i64, since: i64) -> usize {
        let recent = self.0.iter().rev().take_while(|(at, ..)| *at >= since);
        let others = recent.filter(|(_, known, _)| *known != exact);
        let alike = others.filter(|(.., other)| other.is_like(&likeness)).count();
        if !self.knows(exact) {
            self.0.push_back((now, exact, likeness));
        }
        if self.0.len() > REMEMBERED {
            self.0.pop_front();
        }
        alike
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "I have read this with great interest and would like to recommend the garden furniture that \
                        my uncle sells at http://chairs.example/a which is the best in the whole county";

    fn is_like(one: &str, other: &str) -> bool {
        Likeness::of(one).unwrap().is_like(&Likeness::of(other).unwrap())
    }

    #[test]
    fn the_same_words_with_small_changes_are_alike() {
        assert!(is_like(TEXT, TEXT));
        assert!(is_like(TEXT, &TEXT.replace("uncle", "brother").replace("/a", "/b")));
        assert!(is_like(TEXT, &TEXT.to_uppercase().replace(' ', "  ").replace('E', "E\u{200b}")));
        assert!(is_like(TEXT, &format!("{TEXT} k3x9")));
    }

    #[test]
    fn other_words_on_the_same_matter_are_not() {
        let other = "My aunt has garden furniture like this, and I would like to know which oil you used, since hers went \
                     grey within a year and the county fair is soon";
        assert!(!is_like(TEXT, other));
        assert_eq!(Likeness::of("Thank you so much, this was great!"), None);
    }

    #[test]
    fn what_came_long_ago_or_is_the_very_same_is_not_counted() {
        let mut memory = LikenessMemory::default();
        let like = |text: &str| Likeness::of(text).unwrap();
        assert_eq!(memory.meet(like(TEXT), 1, 1_000, 0), 0);
        assert_eq!(memory.meet(like(TEXT), 1, 1_001, 0), 0, "sent twice");
        let other = TEXT.replace("uncle", "aunt");
        assert_eq!(memory.meet(like(&other), 2, 1_002, 0), 1);
        assert_eq!(memory.meet(like(&TEXT.replace("uncle", "cousin")), 3, 9_000, 1_002), 1, "one is too old");
        for number in 0..2_000_u64 {
            let words: Vec<_> = (0..12).map(|word| format!("w{}", number * 100 + word)).collect();
            memory.meet(like(&words.join(" ")), 100 + number, 10_000, 0);
        }
        assert_eq!(memory.0.len(), REMEMBERED);
    }
}
