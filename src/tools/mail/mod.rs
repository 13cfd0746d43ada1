//! Mail by SMTP or into a folder: typed addresses, a message in its final bytes, and the way to a server, told so that a
//! person can mend what goes wrong. Knows no letter's words and keeps nothing.

mod address;
mod carrier;
mod folder;
mod message;
mod route;
mod smtp;

use std::time::Duration;

pub use address::Mailbox;
pub use carrier::{Carrier, Setback};
pub use message::{Composed, Message, compose};
pub use route::{Route, SmtpServer};

/// All that has to be known to send mail.
#[derive(Debug, Clone)]
pub struct Post {
    pub route: Route,
    /// Who the letters come from. Without a name of its own, they bear the blog's.
    pub from: Mailbox,
    pub patience: Patience,
}

/// How long a server may take.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// To be reached, agree on encryption and let us in.
    pub opening: Duration,
    /// To answer each question about a letter.
    pub answer: Duration,
    /// To say that it took a letter, once it has all of it. RFC 5321 asks for ten minutes here, since who gives up earlier
    /// does not know what became of the letter; half as much holds up the letters behind it less.
    pub verdict: Duration,
    /// To finish the letter under way when the program is to stop.
    pub stop: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            opening: Duration::from_secs(45),
            answer: Duration::from_mins(1),
            verdict: Duration::from_mins(5),
            stop: Duration::from_secs(10),
        }
    }
}

impl Patience {
    /// The longest that a letter can take up to being handed over.
    pub fn before(self) -> Duration {
        // A connection that was kept may turn out to be closed, and is opened anew once.
        self.opening * 2 + self.answer * 4
    }
}
