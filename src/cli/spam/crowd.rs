//! Who comments in a replay: machines of several kinds and people of several kinds, in an order and in words that follow
//! from a number.

use crate::app::Chance;
use crate::tools::spam::{Example, examples};

/// The labelled comments that the scorer has not learnt from.
const LABELLED: &[u8] = include_bytes!("labelled.csv");

/// Who writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    FillsEverything,
    NoTicket,
    SpentTicket,
    Hasty,
    Browser,
    Farm,
    Eloquent,
    ComesBack,
    Slow,
    Quick,
    NoScript,
    ScreenReader,
    Autofill,
    Overnight,
    Regular,
}

impl Kind {
    pub const ALL: [Self; 15] = [
        Self::FillsEverything,
        Self::NoTicket,
        Self::SpentTicket,
        Self::Hasty,
        Self::Browser,
        Self::Farm,
        Self::Eloquent,
        Self::ComesBack,
        Self::Slow,
        Self::Quick,
        Self::NoScript,
        Self::ScreenReader,
        Self::Autofill,
        Self::Overnight,
        Self::Regular,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::FillsEverything => "machine that fills every field",
            Self::NoTicket => "machine without a ticket",
            Self::SpentTicket => "machine with a spent ticket",
            Self::Hasty => "machine that is too fast",
            Self::Browser => "machine that drives a browser",
            Self::Farm => "the same from one network",
            Self::Eloquent => "machine that writes to the point",
            Self::ComesBack => "machine that comes back",
            Self::Slow => "person who is slow",
            Self::Quick => "person who is quick",
            Self::NoScript => "person without script",
            Self::ScreenReader => "person with a screen reader",
            Self::Autofill => "person with autofill",
            Self::Overnight => "person with yesterday's form",
            Self::Regular => "person who comes back",
        }
    }

    pub fn is_person(self) -> bool {
        self >= Self::Slow
    }

    /// How many comments come of this kind: a thousand of machines in all.
    fn number(self) -> usize {
        match self {
            Self::FillsEverything => 420,
            Self::NoTicket => 200,
            Self::SpentTicket => 100,
            Self::Hasty => 80,
            Self::Browser => 70,
            Self::Farm | Self::ComesBack => 50,
            Self::Eloquent => 30,
            _ => 20,
        }
    }

    fn way(self) -> Way {
        match self {
            Self::NoTicket => Way::NoTicket,
            Self::SpentTicket => Way::SpentTicket,
            Self::Hasty => Way::After(0),
            Self::FillsEverything => Way::After(1),
            Self::Browser | Self::Farm | Self::NoScript => Way::After(4),
            Self::Quick | Self::Autofill => Way::After(3),
            Self::Eloquent => Way::After(40),
            Self::ScreenReader => Way::After(600),
            Self::Slow => Way::After(20 * 60 * 60),
            Self::Overnight => Way::After(25 * 60 * 60),
            Self::Regular | Self::ComesBack => Way::Returning,
        }
    }
}

/// How a form is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    NoTicket,
    SpentTicket,
    /// So many seconds after its ticket.
    After(i64),
    /// With the cookie that an earlier comment brought.
    Returning,
}

/// One comment that is sent.
pub struct Act {
    pub kind: Kind,
    pub way: Way,
    /// Seconds since the one before.
    pub pause: i64,
    pub address: [u8; 4],
    pub name: String,
    pub website: String,
    pub text: String,
    pub fills_traps: bool,
}

/// Who comments, one after the other.
pub fn crowd(seed: u64) -> Vec<Act> {
    let dice = Dice(Chance::seeded(seed));
    let known = examples(LABELLED).unwrap_or_default();
    let (spam, wanted): (Vec<Example>, Vec<Example>) = known.into_iter().partition(|example| example.is_spam);
    let mut kinds: Vec<Kind> = Kind::ALL.into_iter().flat_map(|kind| vec![kind; kind.number()]).collect();
    for last in (1..kinds.len()).rev() {
        kinds.swap(last, dice.below(last + 1));
    }
    let mut persons = 0;
    let mut has_come = false;
    kinds
        .into_iter()
        .map(|kind| {
            // Whoever comes back has been harmless once.
            let is_harmless = kind == Kind::ComesBack && !std::mem::replace(&mut has_come, true);
            let said = if kind.is_person() || is_harmless {
                persons += 1;
                &wanted[persons % wanted.len()].said
            } else {
                &spam[dice.below(spam.len())].said
            };
            let text = match kind {
                Kind::Eloquent => eloquent(&dice),
                _ => said.text.clone(),
            };
            Act {
                kind,
                way: kind.way(),
                pause: 5 + i64::try_from(dice.below(40)).unwrap_or(0),
                address: address(kind, &dice),
                name: said.author.clone(),
                website: if kind == Kind::Autofill {
                    "https://person.example/".to_owned()
                } else {
                    String::new()
                },
                text,
                fills_traps: kind == Kind::FillsEverything,
            }
        })
        .collect()
}

/// Machines that rent few addresses share a network, all others come from everywhere.
fn address(kind: Kind, dice: &Dice) -> [u8; 4] {
    let byte = || u8::try_from(dice.below(256)).unwrap_or(0);
    match kind {
        Kind::Farm => [198, 51, 100, byte()],
        _ => [10, byte(), byte(), byte()],
    }
}

/// A comment that fits anywhere and carries one link.
fn eloquent(dice: &Dice) -> String {
    let pick = |from: &[&'static str]| from[dice.below(from.len())];
    format!(
        "{} {} {} {}",
        pick(&[
            "What I took from this is how much patience matters.",
            "You put into words what I have thought for a long time.",
            "The second part changed how I look at it.",
            "I had never considered the weather in this.",
        ]),
        pick(&[
            "In my own work I keep coming back to the same question.",
            "It reminds me of the years when my father kept a notebook.",
            "There is a tension between craft and speed here.",
            "Most people overlook the cost of doing nothing.",
        ]),
        pick(&[
            "A good companion to it is",
            "Those who want to go further may like",
            "It is explained well at",
            "I found a helpful overview at",
        ]),
        format_args!(
            "https://{}-{}.example/{}",
            pick(&["calm", "smart", "true", "fine"]),
            pick(&["guide", "home", "living", "tools"]),
            dice.below(1000)
        ),
    )
}

struct Dice(Chance);

impl Dice {
    fn below(&self, most: usize) -> usize {
        let random = u64::from_le_bytes(self.0.bytes());
        usize::try_from(random % most.max(1) as u64).unwrap_or(0)
    }
}
