//! A place in the queue: a state, what it is narrowed by, and how far down. Forms say where they were sent from by its parts,
//! so that no address is ever taken from them.

use std::num::ParseIntError;
use std::sync::Arc;

use crate::model::comment::{CommentState, Reason};
use crate::model::ids::{CommentId, PostId};
use crate::store::queue::View;
use crate::store::queue::narrowed::Sought;

/// Where in the queue somebody is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub state: CommentState,
    pub post: Option<i64>,
    pub after: Option<i64>,
    /// A comment whose sender is meant.
    pub sender: Option<i64>,
    pub reason: Option<Reason>,
    pub has_link: bool,
    pub is_reported: bool,
    pub words: Option<Arc<str>>,
    /// What waits by how much it looks like spam, the surest last, in place of the longest waiting first.
    pub is_by_score: bool,
}

/// The parts of a place as addresses and forms have them: empty ones narrow nothing.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct Parts {
    pub state: String,
    pub post: String,
    pub after: String,
    pub sender: String,
    pub reason: String,
    pub link: String,
    pub reported: String,
    pub q: String,
    pub order: String,
}

/// The most characters that are looked for.
const WORDS_MAX: usize = 200;

impl Parts {
    /// Nothing if a part is none that a place has.
    pub fn place(&self) -> Option<Place> {
        let state = match self.state.as_str() {
            "" => CommentState::Pending,
            word => *CommentState::ALL.iter().find(|state| state.word() == word)?,
        };
        let reason = match self.reason.as_str() {
            "" => None,
            word => Some(*Reason::ALL.iter().find(|reason| reason.word() == word)?),
        };
        Some(Place {
            state,
            post: number(&self.post).ok()?,
            after: number(&self.after).ok()?,
            sender: number(&self.sender).ok()?,
            reason,
            has_link: !self.link.is_empty(),
            is_reported: !self.reported.is_empty(),
            words: sought(&self.q),
            is_by_score: self.order == "score" && state == CommentState::Pending,
        })
    }
}

/// What is looked for, as far as it is; nothing but spaces is nothing.
pub fn sought(words: &str) -> Option<Arc<str>> {
    let words: String = words.trim().chars().take(WORDS_MAX).collect();
    (!words.is_empty()).then(|| words.into())
}

fn number(text: &str) -> Result<Option<i64>, ParseIntError> {
    if text.is_empty() { Ok(None) } else { text.parse().map(Some) }
}

impl Place {
    /// The beginning of what waits.
    pub const WAITING: Self = Self {
        state: CommentState::Pending,
        post: None,
        after: None,
        sender: None,
        reason: None,
        has_link: false,
        is_reported: false,
        words: None,
        is_by_score: false,
    };

    /// The beginning of one state, narrowed by nothing.
    pub fn all(state: CommentState) -> Self {
        Self { state, ..Self::WAITING }
    }

    /// What forms and addresses hold beside the state: names, and values that are there.
    pub fn parts(&self) -> Vec<(&'static str, String)> {
        let number = |name, value: Option<i64>| value.map(|value| (name, value.to_string()));
        [
            number("post", self.post),
            number("sender", self.sender),
            self.reason.map(|reason| ("reason", reason.word().to_owned())),
            self.has_link.then(|| ("link", "1".to_owned())),
            self.is_reported.then(|| ("reported", "1".to_owned())),
            self.words.as_ref().map(|words| ("q", words.to_string())),
            self.is_by_score.then(|| ("order", "score".to_owned())),
            number("after", self.after),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    pub fn href(&self) -> String {
        let mut address = format!("/admin/comments?state={}", self.state.word());
        for (name, value) in self.parts() {
            let value: String = url::form_urlencoded::byte_serialize(value.as_bytes()).collect();
            address.push_str(&format!("&{name}={value}"));
        }
        address
    }

    /// The same from its beginning.
    pub fn first(&self) -> Self {
        Self { after: None, ..self.clone() }
    }

    pub fn is_spam(&self) -> bool {
        self.state == CommentState::Spam
    }

    pub fn view(&self) -> View {
        View {
            state: self.state,
            post: self.post.map(PostId),
            after: self.after.map(CommentId),
            is_by_score: self.is_by_score,
        }
    }

    /// What is looked for is shown as it is come upon; all that waits may be read in another order as well.
    pub fn may_be_ordered(&self) -> bool {
        self.state == CommentState::Pending && !self.is_narrowed()
    }

    pub fn sought(&self) -> Sought {
        Sought {
            sender: self.sender.map(CommentId),
            reason: self.reason,
            has_link: self.has_link,
            is_reported: self.is_reported,
            words: self.words.as_deref().map(str::to_owned),
        }
    }

    /// Counts of the whole blog would mislead beside these.
    pub fn is_narrowed(&self) -> bool {
        self.post.is_some() || self.sought().is_narrow()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_an_address_of_its_own_parts_and_back() {
        let place = Place {
            post: Some(3),
            after: Some(-1),
            has_link: true,
            reason: Some(Reason::ManyLinks),
            words: Some("a & b".into()),
            ..Place::all(CommentState::Spam)
        };
        assert_eq!(
            place.href(),
            "/admin/comments?state=spam&post=3&reason=many_links&link=1&q=a+%26+b&after=-1"
        );
        let mut parts = Parts { state: "spam".to_owned(), ..Parts::default() };
        for (name, value) in place.parts() {
            match name {
                "post" => parts.post = value,
                "after" => parts.after = value,
                "reason" => parts.reason = value,
                "link" => parts.link = value,
                "q" => parts.q = value,
                other => panic!("{other}"),
            }
        }
        assert_eq!(parts.place(), Some(place));
        assert_eq!(Place::WAITING.href(), "/admin/comments?state=pending");
    }

    #[test]
    fn what_is_looked_for_is_cut() {
        assert_eq!(sought(&format!(" {} ", "ü".repeat(300))).as_deref(), Some(&*"ü".repeat(WORDS_MAX)));
        assert_eq!(sought("  "), None);
    }

    #[test]
    fn what_no_place_has_is_none() {
        for parts in [
            Parts { state: "lost".to_owned(), ..Parts::default() },
            Parts { reason: "lost".to_owned(), ..Parts::default() },
            Parts { post: "x".to_owned(), ..Parts::default() },
        ] {
            assert_eq!(parts.place(), None, "{parts:?}");
        }
        assert_eq!(Parts::default().place(), Some(Place::WAITING));
    }
}
