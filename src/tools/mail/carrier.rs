//! Brings a letter to where mail goes, in two steps: up to the moment from which it may have been sent, and past it. What
//! happens between them is for whoever remembers letters.

use std::path::PathBuf;

use super::folder;
use super::message::Composed;
use super::smtp::Line;
use super::{Patience, Post, Route};

/// Why a letter was not sent, in a sentence for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Setback {
    /// Nobody can be reached, lets us in or takes letters from us: no letter will go just now.
    NobodyThere(String),
    /// This letter was not taken now, and may be later.
    Later(String),
    /// This letter will never be taken.
    Never(String),
    /// It was handed over, and whether it was taken is not known.
    Unknown(String),
}

impl Setback {
    /// Who may not send this letter may send no other: that is for whoever runs the blog to mend, and no letter's end.
    pub(super) fn about_the_sender(self) -> Self {
        match self {
            Self::Never(told) => Self::NobodyThere(told),
            other => other,
        }
    }
}

/// Carries letters one after the other, over one connection as long as there are any.
#[derive(Debug)]
pub struct Carrier {
    way: Way,
    patience: Patience,
}

#[derive(Debug)]
enum Way {
    Smtp(Box<Line>),
    Folder(PathBuf),
}

impl Carrier {
    pub fn new(post: &Post) -> Self {
        let way = match &post.route {
            Route::Smtp(server) => Way::Smtp(Box::new(Line::new(server.clone()))),
            Route::Folder(path) => Way::Folder(path.clone()),
        };
        Self { way, patience: post.patience }
    }

    /// Does all that can be done before the letter may have been sent. Whatever goes wrong here, it was not.
    pub async fn approach<'a>(&'a mut self, letter: &'a Composed) -> Result<Handover<'a>, Setback> {
        match &mut self.way {
            Way::Smtp(line) => line.announce(letter, self.patience).await?,
            Way::Folder(path) => folder::prepare(path).await?,
        }
        Ok(Handover { carrier: self, letter })
    }

    /// Ends the connection, if there is one: nothing more is to be sent for now.
    pub async fn rest(&mut self) {
        if let Way::Smtp(line) = &mut self.way {
            line.hang_up().await;
        }
    }
}

/// A letter at the point of being handed over. Dropped, it was not.
#[derive(Debug)]
pub struct Handover<'a> {
    carrier: &'a mut Carrier,
    letter: &'a Composed,
}

impl Handover<'_> {
    /// Hands the letter over. Should this be given up half-way, nobody knows whether it was sent.
    pub async fn deliver(self) -> Result<(), Setback> {
        match &mut self.carrier.way {
            Way::Smtp(line) => line.hand_over(self.letter, self.carrier.patience).await,
            Way::Folder(path) => folder::write(path, self.letter).await,
        }
    }

    /// Leaves the letter where it is. The server waits for it, so the connection has to end.
    pub fn abandon(self) {
        if let Way::Smtp(line) = &mut self.carrier.way {
            line.cut();
        }
    }
}
