//! Why a file could not be read, as sentences for the person who brought it. No reader logic.

use std::fmt;
use std::io;

/// A place in a file, all counted from one but `byte`, which counts from nought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    pub line: u64,
    /// In bytes since the line began.
    pub column: u64,
    pub byte: u64,
}

impl Position {
    pub const START: Self = Self { line: 1, column: 1, byte: 0 };

    /// Moves past these bytes.
    pub fn advance(&mut self, bytes: &[u8]) {
        self.byte += bytes.len() as u64;
        let Some(last) = bytes.iter().rposition(|byte| *byte == b'\n') else {
            self.column += bytes.len() as u64;
            return;
        };
        self.line += bytes[..=last].iter().map(|byte| u64::from(*byte == b'\n')).sum::<u64>();
        self.column = (bytes.len() - last) as u64;
    }
}

impl fmt::Display for Position {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        write!(formatter, "line {}, column {} (byte {})", self.line, self.column, self.byte)
    }
}

/// A file that is refused as a whole: where, what was found, and what to do next.
#[derive(Debug, thiserror::Error)]
#[error("{}{what}. {next}", .place.map(|place| format!("{place}: ")).unwrap_or_default())]
pub struct Refusal {
    pub place: Option<Position>,
    pub what: String,
    pub next: String,
    #[source]
    pub source: Option<io::Error>,
}

impl Refusal {
    /// A refusal of the file as such.
    pub fn new(what: impl Into<String>, next: impl Into<String>) -> Self {
        Self { place: None, what: what.into(), next: next.into(), source: None }
    }

    /// A refusal because of what stands at one place.
    pub fn at(place: Position, what: impl Into<String>, next: impl Into<String>) -> Self {
        Self { place: Some(place), ..Self::new(what, next) }
    }

    /// A refusal because the system would not give the bytes.
    pub fn unreadable(what: &str, error: io::Error) -> Self {
        let next = "Check the name, that this user may read it, and that the disk is well.";
        Self { source: Some(error), ..Self::new(what, next) }
    }
}

/// A stranger's words as they may stand in a sentence on a terminal: short, and without control or direction marks.
pub fn shown(text: &str) -> String {
    const LONGEST: usize = 80;
    let is_unsafe = |c: char| {
        c.is_control()
            || matches!(c, '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let mut clean: String =
        text.chars().take(LONGEST).map(|c| if is_unsafe(c) { '\u{fffd}' } else { c }).collect();
    if text.chars().nth(LONGEST).is_some() {
        clean.push('…');
    }
    clean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_counts_lines_and_columns_across_pieces() {
        let mut whole = Position::START;
        whole.advance(b"ab\ncd\r\n\nxyz");
        let mut pieces = Position::START;
        for byte in b"ab\ncd\r\n\nxyz" {
            pieces.advance(&[*byte]);
        }
        assert_eq!(whole, Position { line: 4, column: 4, byte: 11 });
        assert_eq!(whole, pieces);
    }

    #[test]
    fn a_refusal_is_a_place_a_finding_and_a_next_step() {
        let refusal = Refusal::at(Position::START, "the file ends", "Fetch it again.");
        assert_eq!(refusal.to_string(), "line 1, column 1 (byte 0): the file ends. Fetch it again.");
    }

    #[test]
    fn words_of_strangers_cannot_steer_a_terminal() {
        assert_eq!(shown("a\u{1b}[2Jb\u{202e}c"), "a\u{fffd}[2Jb\u{fffd}c");
        assert_eq!(shown(&"x".repeat(500)).chars().count(), 81);
    }
}
