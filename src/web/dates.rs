//! Dates in words, in the reader's language and the blog's own zone.

use crate::model::timestamp::{Day, LocalTime, Month};
use crate::tools::language::Language;

/// “Monday 27 March 2017”
pub fn heading(words: &Language, day: Day) -> String {
    let (number, year) = (day.day().to_string(), day.year().to_string());
    words.fill(
        "date-heading",
        &[
            ("weekday", &weekday(words, day)),
            ("day", &number),
            ("month", &month_name(words, day.month())),
            ("year", &year),
        ],
    )
}

/// “27 March 2017”
pub fn short(words: &Language, day: Day) -> String {
    let (number, year) = (day.day().to_string(), day.year().to_string());
    words.fill("date-short", &[("day", &number), ("month", &month_name(words, day.month())), ("year", &year)])
}

/// “27 March 2017 at 09:15”
pub fn with_time(words: &Language, at: LocalTime) -> String {
    on_day(words, at.day, &time(at))
}

fn on_day(words: &Language, day: Day, time: &str) -> String {
    let (number, year) = (day.day().to_string(), day.year().to_string());
    words.fill(
        "date-and-time",
        &[("day", &number), ("month", &month_name(words, day.month())), ("year", &year), ("time", time)],
    )
}

fn time(at: LocalTime) -> String {
    format!("{:02}:{:02}", at.hour, at.minute)
}

/// The same for many, one after the other: what is said of a day is made once for all that follow each other on it.
pub struct Times {
    words: &'static Language,
    /// A day, and what is said of it before and behind the time.
    last: Option<(Day, String, String)>,
}

impl Times {
    /// Stands for the time while a day is put into words. In no sentence of ours.
    const PLACE: &str = "\u{1}";

    pub fn new(words: &'static Language) -> Self {
        Self { words, last: None }
    }

    pub fn with_time(&mut self, at: LocalTime) -> String {
        if self.last.as_ref().is_none_or(|(day, ..)| *day != at.day) {
            let said = on_day(self.words, at.day, Self::PLACE);
            let (before, behind) = said.split_once(Self::PLACE).unwrap_or((&said, ""));
            self.last = Some((at.day, before.to_owned(), behind.to_owned()));
        }
        let parts = self.last.as_ref().map(|(_, before, behind)| (before.as_str(), behind.as_str()));
        let (before, behind) = parts.unwrap_or_default();
        [before, &time(at), behind].concat()
    }
}

/// “March 2017”
pub fn month(words: &Language, month: Month) -> String {
    let year = month.year.to_string();
    words.fill("month-of-year", &[("month", &month_name(words, month.month)), ("year", &year)])
}

/// “March”
pub fn month_name(words: &Language, month: i8) -> String {
    words.text(&format!("month-{month}")).into_owned()
}

fn weekday(words: &Language, day: Day) -> String {
    words.text(&format!("weekday-{}", day.weekday())).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_said_as_the_language_says_it() {
        let day = Day::new(2017, 3, 27).unwrap();
        assert_eq!(heading(Language::of("en"), day), "Monday 27 March 2017");
        assert_eq!(heading(Language::of("de"), day), "Montag, 27. März 2017");
        let at = LocalTime { day, hour: 9, minute: 5, offset_minutes: 60 };
        assert_eq!(with_time(Language::of("en"), at), "27 March 2017 at 09:05");
    }

    #[test]
    fn many_dates_are_said_as_each_by_itself() {
        for words in Language::all() {
            let mut times = Times::new(words);
            for (day, hour, minute) in [(27, 9, 5), (27, 23, 59), (28, 0, 0), (27, 9, 5)] {
                let day = Day::new(2017, 3, day).unwrap();
                let at = LocalTime { day, hour, minute, offset_minutes: 0 };
                assert_eq!(times.with_time(at), with_time(words, at));
            }
        }
    }
}
