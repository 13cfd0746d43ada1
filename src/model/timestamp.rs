//! Instants, and the days they fall on in the blog's own zone.

use jiff::civil::{Date, date};
use jiff::fmt::temporal::DateTimePrinter;
use jiff::tz::TimeZone;

/// Writes each part as it comes: a page of comments has hundreds, and a format that is read anew each time shows there.
const RFC3339: DateTimePrinter = DateTimePrinter::new().precision(Some(3));
const SECONDS: DateTimePrinter = DateTimePrinter::new().precision(Some(0));

/// An instant in UTC milliseconds since 1970, as rows hold it.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, sqlx::Type,
)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1000)))
    }

    /// RFC 3339 in UTC with milliseconds, as feeds want it.
    pub fn rfc3339(self) -> String {
        RFC3339.timestamp_to_string(&self.instant())
    }

    /// The same to the second, for pages: nobody reads the rest, and a page of comments says it hundreds of times.
    pub fn datetime(self) -> String {
        SECONDS.timestamp_to_string(&self.instant())
    }

    /// RFC 2822 in GMT, as RSS wants it.
    pub fn rfc2822(self) -> String {
        jiff::fmt::strtime::format("%a, %d %b %Y %H:%M:%S GMT", self.instant())
            .unwrap_or_else(|_| self.instant().to_string())
    }

    /// Reads RFC 3339 with any offset.
    pub fn parse(text: &str) -> Option<Self> {
        text.trim().parse::<jiff::Timestamp>().ok().map(Self::from)
    }

    fn instant(self) -> jiff::Timestamp {
        jiff::Timestamp::from_millisecond(self.0).unwrap_or(if self.0 < 0 {
            jiff::Timestamp::MIN
        } else {
            jiff::Timestamp::MAX
        })
    }
}

impl From<jiff::Timestamp> for Timestamp {
    fn from(instant: jiff::Timestamp) -> Self {
        Self(instant.as_millisecond())
    }
}

/// The zone in which the blog shows its dates and counts its months.
#[derive(Debug, Clone, PartialEq)]
pub struct Zone {
    name: String,
    rules: TimeZone,
}

#[derive(Debug, Clone, thiserror::Error, PartialEq, Eq)]
#[error("“{0}” is not a time zone. Use a name such as Europe/Berlin or UTC.")]
pub struct UnknownZone(pub String);

impl Zone {
    /// Takes an IANA name such as `Europe/London`.
    pub fn named(name: &str) -> Result<Self, UnknownZone> {
        let rules = TimeZone::get(name).map_err(|_| UnknownZone(name.to_owned()))?;
        Ok(Self { name: name.to_owned(), rules })
    }

    /// The zone of the machine, if it has a name.
    pub fn of_machine() -> Option<Self> {
        Self::named(TimeZone::system().iana_name()?).ok()
    }

    /// The names of all zones there are, for a field that proposes them.
    pub fn names() -> Vec<String> {
        let mut names: Vec<String> = jiff::tz::db()
            .available()
            .map(|name| name.as_str().to_owned())
            .filter(|name| name == "UTC" || (name.contains('/') && !name.starts_with("Etc/")))
            .collect();
        names.sort();
        names
    }

    pub fn utc() -> Self {
        Self { name: "UTC".to_owned(), rules: TimeZone::UTC }
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// The date and time of day that a clock on the blog's wall shows.
    pub fn local(&self, at: Timestamp) -> LocalTime {
        let zoned = at.instant().to_zoned(self.rules.clone());
        LocalTime {
            day: Day(zoned.date()),
            hour: zoned.hour(),
            minute: zoned.minute(),
            offset_minutes: i64::from(zoned.offset().seconds()) / 60,
        }
    }

    /// The instant at which the blog's wall clock shows this; a time that a clock change skips is moved forward.
    pub fn instant(&self, day: Day, hour: i8, minute: i8) -> Option<Timestamp> {
        let wall = day.0.to_datetime(jiff::civil::Time::new(hour, minute, 0, 0).ok()?);
        wall.to_zoned(self.rules.clone()).ok().map(|zoned| zoned.timestamp().into())
    }

    /// The first instant of a month and of the one after it.
    pub fn month(&self, month: Month) -> Option<(Timestamp, Timestamp)> {
        Some((self.instant(month.first_day()?, 0, 0)?, self.instant(month.next().first_day()?, 0, 0)?))
    }

    /// The first instant of a year and of the one after it.
    pub fn year(&self, year: i16) -> Option<(Timestamp, Timestamp)> {
        Some((
            self.instant(Month { year, month: 1 }.first_day()?, 0, 0)?,
            self.instant(Month { year: year + 1, month: 1 }.first_day()?, 0, 0)?,
        ))
    }
}

/// What a clock on the blog's wall shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LocalTime {
    pub day: Day,
    pub hour: i8,
    pub minute: i8,
    pub offset_minutes: i64,
}

impl LocalTime {
    /// As a `datetime-local` field wants it: `2017-03-27T09:15`.
    pub fn for_field(self) -> String {
        format!("{}T{:02}:{:02}", self.day.0, self.hour, self.minute)
    }
}

/// A calendar day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(Date);

impl Day {
    pub fn new(year: i16, month: i8, day: i8) -> Option<Self> {
        Date::new(year, month, day).ok().map(Self)
    }

    pub fn year(self) -> i16 {
        self.0.year()
    }

    pub fn month(self) -> i8 {
        self.0.month()
    }

    pub fn day(self) -> i8 {
        self.0.day()
    }

    /// Monday is 1, as ISO 8601 counts.
    pub fn weekday(self) -> i8 {
        self.0.weekday().to_monday_one_offset()
    }

    /// The day after it, if the calendar has one.
    pub fn next(self) -> Option<Self> {
        self.0.tomorrow().ok().map(Self)
    }

    pub fn month_of_year(self) -> Month {
        Month { year: self.0.year(), month: self.0.month() }
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(out)
    }
}

/// A month of a year, as archives count it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    pub year: i16,
    pub month: i8,
}

impl Month {
    /// Takes what stands in an address; years before 1 and after 9998 have no archive.
    pub fn new(year: i16, month: i8) -> Option<Self> {
        ((1..=9998).contains(&year) && (1..=12).contains(&month)).then_some(Self { year, month })
    }

    fn first_day(self) -> Option<Day> {
        Day::new(self.year, self.month, 1)
    }

    #[must_use]
    fn next(self) -> Self {
        if self.month == 12 {
            Self { year: self.year + 1, month: 1 }
        } else {
            Self { year: self.year, month: self.month + 1 }
        }
    }

    /// `/2017/03/`
    pub fn path(self) -> String {
        format!("/{:04}/{:02}/", self.year, self.month)
    }
}

/// Reads a `datetime-local` field: `2017-03-27T09:15`, with or without seconds.
pub fn parse_field(text: &str) -> Option<(Day, i8, i8)> {
    let wall: jiff::civil::DateTime = text.trim().parse().ok()?;
    (wall >= date(1970, 1, 1).at(0, 0, 0, 0)).then_some((Day(wall.date()), wall.hour(), wall.minute()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_the_blogs_not_utcs() {
        let auckland = Zone::named("Pacific/Auckland").unwrap();
        let local = auckland.local(Timestamp(1_490_619_600_000));
        assert_eq!(local.day, Day::new(2017, 3, 28).unwrap());
        assert_eq!((local.hour, local.offset_minutes), (2, 780));
        assert_eq!(local.day.weekday(), 2);
    }

    #[test]
    fn a_month_begins_and_ends_in_the_blogs_zone() {
        let berlin = Zone::named("Europe/Berlin").unwrap();
        let (start, end) = berlin.month(Month { year: 2017, month: 3 }).unwrap();
        assert_eq!(start.rfc3339(), "2017-02-28T23:00:00.000Z");
        assert_eq!(end.rfc3339(), "2017-03-31T22:00:00.000Z");
    }

    #[test]
    fn a_time_that_a_clock_change_skips_moves_forward() {
        let berlin = Zone::named("Europe/Berlin").unwrap();
        let skipped = berlin.instant(Day::new(2017, 3, 26).unwrap(), 2, 30).unwrap();
        assert_eq!(berlin.local(skipped).hour, 3);
    }

    #[test]
    fn an_unknown_zone_is_named_in_the_refusal() {
        assert!(Zone::named("Mars/Olympus").unwrap_err().to_string().contains("Mars/Olympus"));
    }

    #[test]
    fn a_field_is_read_as_it_is_written() {
        let (day, hour, minute) = parse_field("2017-03-27T09:15").unwrap();
        let at = Zone::utc().instant(day, hour, minute).unwrap();
        assert_eq!(Zone::utc().local(at).for_field(), "2017-03-27T09:15");
        assert!(parse_field("soon").is_none());
    }

    #[test]
    fn rss_dates_are_in_gmt() {
        assert_eq!(Timestamp(0).rfc2822(), "Thu, 01 Jan 1970 00:00:00 GMT");
    }
}
