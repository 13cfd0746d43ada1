//! What became of a file that was brought in: kept as JSON, told on the terminal and in the admin. No source's rules.

use serde::{Deserialize, Serialize};

use super::ids::ImportId;
use super::timestamp::Timestamp;

/// How far one run of an import came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(rename_all = "snake_case")]
pub enum ImportState {
    /// Begun; if its process was killed, it stays so until the next run begins.
    Running,
    Finished,
    /// Ended by an error or by being killed. What it wrote is whole, and a further run writes the rest.
    Failed,
}

/// One run of an import.
#[derive(Debug, Clone)]
pub struct Import {
    pub id: ImportId,
    /// The system it came from, such as `blogger`.
    pub source: String,
    pub file_name: String,
    pub state: ImportState,
    pub report: Report,
    pub started_at: Timestamp,
    pub finished_at: Option<Timestamp>,
}

/// What was found, made and left alone, in sentences that are shown as they are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Report {
    /// One sentence about the file.
    pub about: String,
    pub ledger: Vec<Line>,
    pub sections: Vec<Section>,
}

/// How many things of one kind there were.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Line {
    /// `Posts`, `Pages`, `Comments`, `Tags` or `Authors`.
    pub kind: String,
    pub read: u64,
    pub made: u64,
    /// Already there, and the same.
    pub there: u64,
    /// Already there, and changed at the source since. It was left as it is here.
    pub changed: u64,
    pub refused: u64,
}

/// Some sentences under a heading.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Section {
    pub title: String,
    pub lines: Vec<String>,
}

/// A number as people read it: `18,310`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number of things: `1 post`, `1,204 posts`.
pub fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_stand_apart() {
        let shown = [0, 7, 999, 1000, 18_310, 1_234_567].map(grouped);
        assert_eq!(shown, ["0", "7", "999", "1,000", "18,310", "1,234,567"]);
        assert_eq!(counted(1, "post", "posts"), "1 post");
        assert_eq!(counted(1204, "post", "posts"), "1,204 posts");
    }

    #[test]
    fn a_report_of_another_version_is_still_read() {
        let older: Report = serde_json::from_str(r#"{"ledger":[{"kind":"Posts","read":3}],"x":1}"#).unwrap();
        assert_eq!((older.ledger[0].read, older.ledger[0].made), (3, 0));
        let written = serde_json::to_string(&older).unwrap();
        assert_eq!(serde_json::from_str::<Report>(&written).unwrap(), older);
    }
}
