//! What is measured, a file per question.

mod beside_nginx;
mod comments;
mod idle;
mod long;
mod mixed;
mod reading;
mod scale;
mod start;
mod uncached;
mod worst;

use super::Bench;
use super::report::Section;

type Measure = fn(&Bench) -> anyhow::Result<Section>;

/// Each by the name that `--only` takes, in the order of the report.
pub const ALL: [(&str, Measure); 14] = [
    ("cached", beside_nginx::cached),
    ("conditional", beside_nginx::conditional),
    ("feeds", beside_nginx::feeds),
    ("static", beside_nginx::files),
    ("reading", reading::measure),
    ("uncached", uncached::measure),
    ("comments", comments::measure),
    ("mixed", mixed::measure),
    ("idle", idle::measure),
    ("start", start::measure),
    ("memory", start::memory),
    ("scale", scale::measure),
    ("worst", worst::measure),
    ("long", long::measure),
];
