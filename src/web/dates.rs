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
    let (number, year) = (at.day.day().to_string(), at.day.year().to_string());
    words.fill(
        "date-and-time",
        &[
            ("day", &number),
            ("month", &month_name(words, at.day.month())),
            ("year", &year),
            ("time", &format!("{:02}:{:02}", at.hour, at.minute)),
        ],
    )
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
}
