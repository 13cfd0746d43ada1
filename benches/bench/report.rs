//! What was measured, as tables: on the terminal while it runs, and in a file when all of it is done.

use std::fmt::Write as _;

use super::times::Rounds;

/// What a figure has to reach.
#[derive(Debug, Clone, Copy)]
pub enum Bar {
    AtLeast(f64),
    AtMost(f64),
    None,
}

impl Bar {
    fn holds(self, figure: f64) -> Option<bool> {
        match self {
            Self::AtLeast(bar) => Some(figure >= bar),
            Self::AtMost(bar) => Some(figure <= bar),
            Self::None => None,
        }
    }

    fn shown(self, unit: Unit) -> String {
        match self {
            Self::AtLeast(bar) => format!("≥ {}", unit.shown(bar)),
            Self::AtMost(bar) => format!("≤ {}", unit.shown(bar)),
            Self::None => String::new(),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    PerSecond,
    Milliseconds,
    Megabytes,
    Seconds,
    Count,
    Times,
}

impl Unit {
    fn shown(self, figure: f64) -> String {
        match self {
            Self::PerSecond => format!("{}/s", grouped(figure)),
            Self::Milliseconds => format!("{figure:.2} ms"),
            Self::Megabytes => format!("{figure:.1} MB"),
            Self::Seconds => format!("{figure:.1} s"),
            Self::Count => grouped(figure),
            Self::Times => format!("{figure:.2} ×"),
        }
    }
}

/// A whole number with a comma before each three digits.
fn grouped(figure: f64) -> String {
    let digits = format!("{figure:.0}");
    let mut shown = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) && !shown.ends_with('-') {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

/// One line of a table, ready to be printed.
struct Row {
    what: String,
    bar: String,
    measured: String,
    against: String,
    ratio: String,
    spread: String,
    holds: Option<bool>,
}

/// One part of the report.
pub struct Section {
    title: &'static str,
    about: String,
    rows: Vec<Row>,
    notes: Vec<String>,
}

impl Section {
    pub fn new(title: &'static str, about: impl Into<String>) -> Self {
        Self { title, about: about.into(), rows: Vec::new(), notes: Vec::new() }
    }

    pub fn note(&mut self, note: impl Into<String>) {
        self.notes.push(note.into());
    }

    /// A figure by itself; the bar is for the median.
    pub fn figure(&mut self, what: impl Into<String>, bar: Bar, rounds: &Rounds, unit: Unit) {
        let median = rounds.median();
        self.rows.push(Row {
            what: what.into(),
            bar: bar.shown(unit),
            measured: unit.shown(median),
            against: String::new(),
            ratio: String::new(),
            spread: spread(rounds, unit),
            holds: bar.holds(median),
        });
    }

    /// Two figures taken in turn; the bar is for the ratio of their medians, the spread that of the rounds' ratios.
    pub fn ratio(
        &mut self,
        what: impl Into<String>,
        bar: Bar,
        (ours, theirs): (&Rounds, &Rounds),
        unit: Unit,
    ) {
        let ratio = ours.median() / theirs.median();
        self.rows.push(Row {
            what: what.into(),
            bar: bar.shown(Unit::Times),
            measured: unit.shown(ours.median()),
            against: unit.shown(theirs.median()),
            ratio: Unit::Times.shown(ratio),
            spread: spread(&ours.over(theirs), Unit::Times),
            holds: bar.holds(ratio),
        });
    }

    /// A bar that nothing could be held against is missed.
    pub fn unmeasured(&mut self, what: impl Into<String>, bar: Bar, why: &str) {
        let (what, bar, measured) = (what.into(), bar.shown(Unit::Times), why.to_owned());
        let (against, ratio, spread) = (String::new(), String::new(), String::new());
        let holds = (!bar.is_empty()).then_some(false);
        self.rows.push(Row { what, bar, measured, against, ratio, spread, holds });
    }

    pub fn missed(&self) -> usize {
        self.rows.iter().filter(|row| row.holds == Some(false)).count()
    }

    pub fn markdown(&self) -> String {
        let mut text = format!("## {}\n\n{}\n", self.title, self.about);
        if !self.rows.is_empty() {
            text.push_str(
                "\n| what | bar | measured | against | ratio | spread | |\n|---|--:|--:|--:|--:|--:|---|\n",
            );
        }
        for Row { what, bar, measured, against, ratio, spread, holds } in &self.rows {
            let verdict = holds.map_or("", |holds| if holds { "pass" } else { "**miss**" });
            let _always_fits = writeln!(
                text,
                "| {what} | {bar} | {measured} | {against} | {ratio} | {spread} | {verdict} |"
            );
        }
        if !self.notes.is_empty() {
            text.push('\n');
        }
        for note in &self.notes {
            text.push_str(&format!("- {note}\n"));
        }
        text
    }
}

fn spread(rounds: &Rounds, unit: Unit) -> String {
    if rounds.count() < 2 {
        return String::new();
    }
    format!("{} – {}", unit.shown(rounds.least()), unit.shown(rounds.most()))
}
