//! Many phrases looked for in a text at once, whole words only. Both sides are folded by the caller.

use aho_corasick::{AhoCorasick, MatchKind};

/// Phrases ready to be looked for. None at all cost nothing.
#[derive(Debug, Default)]
pub struct Phrases {
    machine: Option<AhoCorasick>,
    /// Which of them are in a script that puts no spaces between words: they are found within others.
    is_spaceless: Vec<bool>,
}

impl Phrases {
    /// Phrases by their places in this list. Too many for one machine are none: a verb bounds them far below.
    pub fn of(phrases: &[&str]) -> Self {
        if phrases.is_empty() {
            return Self::default();
        }
        let machine = AhoCorasick::builder().match_kind(MatchKind::Standard).build(phrases).ok();
        Self {
            machine,
            is_spaceless: phrases.iter().map(|phrase| phrase.chars().any(is_spaceless)).collect(),
        }
    }

    /// The places of the phrases that stand in a text between spaces or its ends.
    pub fn in_text(&self, text: &str) -> Vec<usize> {
        let Some(machine) = &self.machine else { return Vec::new() };
        let is_edge = |at: Option<&u8>| at.is_none_or(|byte| *byte == b' ');
        let bytes = text.as_bytes();
        let mut found: Vec<usize> = machine
            .find_overlapping_iter(text)
            .filter(|hit| {
                let before = hit.start().checked_sub(1).and_then(|at| bytes.get(at));
                self.is_spaceless[hit.pattern()] || is_edge(before) && is_edge(bytes.get(hit.end()))
            })
            .map(|hit| hit.pattern().as_usize())
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// Thai and its neighbours, Kana, Han.
fn is_spaceless(letter: char) -> bool {
    matches!(letter,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}'
        | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_phrases_are_found_wherever_they_stand() {
        let phrases = Phrases::of(&["cheap", "cheap pills", "лекарство", "s"]);
        assert_eq!(phrases.in_text("buy cheap pills"), [0, 1]);
        assert_eq!(phrases.in_text("cheaper pillows are"), Vec::<usize>::new());
        assert_eq!(phrases.in_text("das лекарство"), [2]);
        assert_eq!(phrases.in_text("cheap"), [0]);
        assert_eq!(Phrases::of(&["発毛"]).in_text("新発毛剤"), [0]);
        assert_eq!(Phrases::of(&[]).in_text("cheap"), Vec::<usize>::new());
    }
}
