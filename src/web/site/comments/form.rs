//! The fields of a comment: as they are sent, and as they are shown again.

use super::traps::{self, Traps};
use crate::actions::comments::{Draft, Faults};
use crate::model::comment::Policy;
use crate::model::comment_settings::Ground;
use crate::model::ids::PostId;
use crate::model::timestamp::Timestamp;
use crate::model::words::{COMMENT_MAX, Fault, NAME_MAX};
use crate::tools::language::Language;
use crate::web::chrome::Chrome;
use crate::web::faults;

/// What somebody typed, before anything was checked.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    pub post: i64,
    pub parent: String,
    pub name: String,
    pub email: String,
    pub website: String,
    pub text: String,
    pub ticket: String,
    pub trap: String,
    /// What is to be followed by mail, as the form says it.
    pub follow: String,
}

impl Typed {
    /// Takes the fields by their names; of repeated ones the last, and no other.
    pub fn read(fields: Vec<(String, String)>, trap_names: &[String; 2]) -> Self {
        let mut typed = Self::default();
        for (name, value) in fields {
            match name.as_str() {
                "post" => typed.post = value.parse().unwrap_or_default(),
                "parent" => typed.parent = value,
                "name" => typed.name = value,
                "email" => typed.email = value,
                "website" => typed.website = value,
                "text" => typed.text = value,
                "token" => typed.ticket = value,
                "follow" => typed.follow = value,
                other => traps::take(trap_names, &mut typed.trap, other, value),
            }
        }
        typed
    }

    pub fn follow(&self) -> Option<Follow> {
        match self.follow.as_str() {
            "answers" => Some(Follow::Answers),
            "post" => Some(Follow::Post),
            _ => None,
        }
    }

    pub fn draft(&self) -> Draft {
        Draft {
            post: PostId(self.post),
            parent: (!self.parent.is_empty()).then(|| self.parent.clone()),
            name: self.name.clone(),
            email: self.email.clone(),
            website: self.website.clone(),
            text: self.text.clone(),
        }
    }
}

/// What somebody wants letters about beside commenting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Follow {
    Answers,
    Post,
}

/// A form ready to be shown.
pub struct CommentForm {
    pub typed: Typed,
    pub traps: Traps,
    pub name_most: usize,
    pub text_most: usize,
    pub requires_email: bool,
    pub name_error: Option<String>,
    pub email_error: Option<String>,
    pub website_error: Option<String>,
    pub text_error: Option<String>,
    /// What the blog says above its forms; may be empty.
    pub message: String,
    /// That a comment will wait, if it may.
    pub waits: Option<String>,
    /// Comments can be followed by mail.
    pub offers_letters: bool,
}

impl CommentForm {
    pub fn new(chrome: &Chrome, typed: Typed, faults: Faults) -> Self {
        let words = chrome.words;
        Self {
            traps: Traps::new(&chrome.settings.signing_secret, typed.trap.clone()),
            name_most: NAME_MAX,
            text_most: COMMENT_MAX,
            name_error: faults.name.map(|fault| in_name(words, fault)),
            email_error: faults.email.map(|fault| in_email(words, fault, &typed)),
            requires_email: chrome.settings.comments.requires_email,
            website_error: faults.website.map(|fault| faults::told(words, fault)),
            text_error: faults.text.map(|fault| in_text(words, fault)),
            message: chrome.settings.comments.message.clone(),
            waits: waits(words, chrome.settings.comments.policy),
            offers_letters: chrome.sends_mail,
            typed,
        }
    }

    /// The same at a place whose age says more about what becomes of a comment.
    #[must_use]
    pub fn at(mut self, chrome: &Chrome, ground: Ground, now: Timestamp) -> Self {
        if self.waits.is_none() && chrome.settings.comments.holds_at(ground).is_some_and(|from| from <= now) {
            self.waits = Some(chrome.words.text("comment-waits-old").into_owned());
        }
        self
    }

    pub fn has_errors(&self) -> bool {
        [&self.name_error, &self.email_error, &self.website_error, &self.text_error]
            .iter()
            .any(|error| error.is_some())
    }
}

fn waits(words: &Language, policy: Policy) -> Option<String> {
    match policy {
        Policy::HoldAll => Some(words.text("comment-waits-always").into_owned()),
        Policy::HoldFirst => Some(words.text("comment-waits-first").into_owned()),
        Policy::HoldDoubtful => Some(words.text("comment-waits-doubtful").into_owned()),
        Policy::Publish | Policy::Closed | Policy::Hidden => None,
    }
}

fn in_name(words: &Language, fault: Fault) -> String {
    match fault {
        Fault::Empty => words.text("comment-fault-no-name").into_owned(),
        other => faults::told(words, other),
    }
}

fn in_email(words: &Language, fault: Fault, typed: &Typed) -> String {
    match fault {
        Fault::Empty if typed.follow().is_some() => words.text("follow-needs-email").into_owned(),
        Fault::Empty => words.text("comment-fault-no-email").into_owned(),
        other => faults::told(words, other),
    }
}

pub fn in_text(words: &Language, fault: Fault) -> String {
    match fault {
        Fault::Empty => words.text("comment-fault-no-text").into_owned(),
        other => faults::told(words, other),
    }
}
