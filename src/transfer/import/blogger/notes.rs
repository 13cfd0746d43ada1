//! What a reading had to overlook, guess or leave aside, counted for the report. No decisions.

use std::collections::BTreeMap;
use std::fmt;

/// Something the person should hear about, though nothing was refused for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Note {
    StrayBytes,
    UnboundPrefix,
    ControlCharacters,
    LoneAmpersands,
    TitleEscapedTwice,
    SeveralLabelsInOne,
    DateTakenFromElsewhere,
    NoPath,
    UnknownStatus,
    UnknownZone,
    PrivateSettings,
}

impl fmt::Display for Note {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str(match self {
            Self::StrayBytes => "stray bytes before the beginning were skipped",
            Self::UnboundPrefix => "a prefix that the file never declares was read by its usual meaning",
            Self::ControlCharacters => "control characters were left out",
            Self::LoneAmpersands => "an “&” that begins nothing was read as it stands",
            Self::TitleEscapedTwice => "title was escaped twice and was read once more",
            Self::SeveralLabelsInOne => "several labels in one were taken apart",
            Self::DateTakenFromElsewhere => {
                "publication date could not be read; another date of the entry was taken"
            }
            Self::NoPath => "published without an address that can be kept",
            Self::UnknownStatus => "status is unknown to us; kept, but not shown",
            Self::UnknownZone => "the blog's time zone is not in the time zone database",
            Self::PrivateSettings => "settings that hold addresses of people were left out",
        })
    }
}

/// How often, and the line where it was first met (0 where no line says it).
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    pub count: u64,
    pub first_line: u64,
}

/// All notes of one reading.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Notes(BTreeMap<Note, Tally>);

impl Notes {
    pub fn add(&mut self, note: Note, line: u64) {
        let tally = self.0.entry(note).or_insert(Tally { count: 0, first_line: line });
        tally.count += 1;
    }

    /// Adds what was noted about one entry.
    pub fn absorb(&mut self, other: Self) {
        for (note, tally) in other.0 {
            let kept = self.0.entry(note).or_insert(Tally { count: 0, first_line: tally.first_line });
            kept.count += tally.count;
        }
    }

    #[cfg(test)]
    pub fn count(&self, note: Note) -> u64 {
        self.0.get(&note).map_or(0, |tally| tally.count)
    }

    pub fn iter(&self) -> impl Iterator<Item = (Note, Tally)> {
        self.0.iter().map(|(note, tally)| (*note, *tally))
    }
}
