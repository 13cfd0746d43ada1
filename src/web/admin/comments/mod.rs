//! The queue: comments of all posts or of one, in one state, a page at a time.

mod card;
pub mod decisions;
mod notice;
pub mod one;
mod spam_note;
pub mod words;

use askama::Template;
use axum::extract::State;
use axum::response::Response;

pub use card::{Card, why};
use notice::Notice;
use spam_note::SpamNote;

use super::desk::Desk;
use crate::app::App;
use crate::model::comment::{CommentState, Policy, Verdict};
use crate::model::ids::{CommentId, PostId};
use crate::store::queue::{self, View};
use crate::store::{Reader, comments};
use crate::web::error::Failure;
use crate::web::extractors::{Member, Query};
use crate::web::page;

#[derive(Template)]
#[template(path = "admin/comments.html")]
struct QueuePage {
    desk: Desk,
    notice: Option<Notice>,
    tabs: Vec<Tab>,
    place: Place,
    /// The post that the queue is narrowed to, and where the same list of all posts is.
    post: Option<(String, String)>,
    comments: Vec<Card>,
    verdicts: Vec<Button>,
    first: Option<String>,
    next: Option<String>,
    /// What is said where nothing stands, and where to go from there.
    empty: &'static str,
    onward: (String, &'static str),
}

/// One of the states that can be looked at.
struct Tab {
    label: &'static str,
    count: Option<i64>,
    href: String,
    is_current: bool,
}

/// Something that can be done with a comment.
pub struct Button {
    /// The state that it leads to, as forms say it.
    pub state: &'static str,
    /// The end of the address that a single comment's form is sent to.
    pub resource: &'static str,
    pub label: &'static str,
    pub is_approval: bool,
}

/// What can be done with a comment of this state.
pub fn buttons(from: CommentState) -> Vec<Button> {
    let allowed = Verdict::ALL.into_iter().filter(|verdict| from.may_become(verdict.state()));
    allowed.map(button).collect()
}

fn button(verdict: Verdict) -> Button {
    let (resource, label) = match verdict {
        Verdict::Approve => ("publication", "Approve"),
        Verdict::Reject => ("rejection", "Reject"),
        Verdict::Spam => ("spam", "Spam"),
        Verdict::Delete => ("deletion", "Delete"),
    };
    Button { state: verdict.state().word(), resource, label, is_approval: verdict == Verdict::Approve }
}

/// A place in the queue. Forms say where they were sent from by its parts, so that no address is ever taken from them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub state: CommentState,
    pub post: Option<i64>,
    pub after: Option<i64>,
}

impl Place {
    /// The beginning of what waits.
    pub const WAITING: Self = Self { state: CommentState::Pending, post: None, after: None };

    pub fn href(self) -> String {
        let mut address = format!("/admin/comments?state={}", self.state.word());
        for (name, value) in [("post", self.post), ("after", self.after)] {
            if let Some(value) = value {
                address.push_str(&format!("&{name}={value}"));
            }
        }
        address
    }

    pub fn is_spam(self) -> bool {
        self.state == CommentState::Spam
    }

    fn view(self) -> View {
        View { state: self.state, post: self.post.map(PostId), after: self.after.map(CommentId) }
    }
}

/// Where in the queue, and what was just done there.
#[derive(Debug, Default, serde::Deserialize)]
pub struct Asked {
    state: Option<CommentState>,
    post: Option<i64>,
    after: Option<i64>,
    #[serde(flatten)]
    report: notice::Report,
}

pub async fn index(
    State(app): State<App>,
    member: Member,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let mut db = app.db.reader().await?;
    let state = asked.state.unwrap_or(CommentState::Pending);
    let place = Place { state, post: asked.post, after: asked.after };
    let notice = Notice::read(&mut db, place, &asked.report).await?;
    page::private(&read(&app, db, member, place, notice).await?)
}

/// The queue at a place, with something to say above it.
async fn read(
    app: &App,
    mut db: Reader,
    member: Member,
    place: Place,
    notice: Option<Notice>,
) -> Result<QueuePage, Failure> {
    let post = match place.post {
        Some(id) => Some(queue::post_title(&mut db, PostId(id)).await?.ok_or(Failure::NotFound)?),
        None => None,
    };
    let found = queue::page(&mut db, place.view(), queue::PAGE).await?;
    let counts = comments::counts(&mut db).await?;
    drop(db);
    let desk = Desk::new(app, member);
    let settings = &desk.settings;
    let learner = app.spam.learner();
    let card = |entry| {
        let spam = SpamNote::of(&learner, &entry);
        Card { spam, ..Card::new(settings, place, entry) }
    };
    let cards = found.entries.into_iter().map(card).collect();
    let (empty, onward) = emptiness(place, settings.comments.policy);
    Ok(QueuePage {
        notice,
        tabs: tabs(place, &counts),
        post: post.map(|title| (title, Place { post: None, after: None, ..place }.href())),
        comments: cards,
        verdicts: buttons(place.state),
        first: place.after.map(|_| Place { after: None, ..place }.href()),
        next: found.next.map(|last| Place { after: Some(last.0), ..place }.href()),
        empty,
        onward,
        place,
        desk,
    })
}

/// The counts are the whole blog's: beside the comments of one post they would mislead.
fn tabs(place: Place, counts: &[(CommentState, i64)]) -> Vec<Tab> {
    let shown = [
        (CommentState::Pending, "Waiting"),
        (CommentState::Published, "Published"),
        (CommentState::Spam, "Spam"),
        (CommentState::Rejected, "Rejected"),
        (CommentState::Deleted, "Deleted"),
    ];
    let total = |state| counts.iter().find(|(of, _)| *of == state).map(|(_, total)| *total);
    let tab = |(state, label)| Tab {
        label,
        count: total(state).filter(|total| *total > 0 && place.post.is_none()),
        href: Place { state, after: None, ..place }.href(),
        is_current: state == place.state,
    };
    shown.into_iter().map(tab).collect()
}

/// What an empty list says, and the link that leads on.
fn emptiness(place: Place, policy: Policy) -> (&'static str, (String, &'static str)) {
    let waiting = (Place::WAITING.href(), "Look at what waits");
    if place.after.is_some() {
        return (
            "Nothing comes after this.",
            (Place { after: None, ..place }.href(), "Back to the first ones"),
        );
    }
    if place.post.is_some() {
        let all = Place { post: None, ..place };
        return ("There is none of these under this post.", (all.href(), "Look under all posts"));
    }
    match place.state {
        CommentState::Pending => {
            let published = Place { state: CommentState::Published, ..Place::WAITING };
            (waiting_for(policy), (published.href(), "Look at the published ones"))
        }
        CommentState::Published => ("No comment is published yet.", waiting),
        CommentState::Spam => {
            ("There is no spam. What you mark as spam is kept here, out of sight.", waiting)
        }
        CommentState::Rejected => {
            ("Nothing is rejected. What you reject is kept here, out of sight.", waiting)
        }
        CommentState::Deleted => {
            ("Nothing is deleted. What you delete stays here, so that it can be brought back.", waiting)
        }
    }
}

fn waiting_for(policy: Policy) -> &'static str {
    match policy {
        Policy::HoldAll => "No comment waits. Every new one will stand here until you have read it.",
        Policy::HoldFirst => {
            "No comment waits. New ones by people who were not here before will stand here until you have read them."
        }
        Policy::HoldDoubtful => {
            "No comment waits. New ones that look like spam will stand here until you have read them; all others are published at once."
        }
        Policy::Publish => {
            "No comment waits. New ones are published at once; only doubtful ones will stand here first."
        }
        Policy::Closed => "No comment waits, and none will come: comments are closed on the whole blog.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_state_offers_what_may_be_done_with_it() {
        let labels = |state| buttons(state).into_iter().map(|button| button.label).collect::<Vec<_>>();
        assert_eq!(labels(CommentState::Pending), ["Approve", "Reject", "Spam", "Delete"]);
        assert_eq!(labels(CommentState::Published), ["Reject", "Spam", "Delete"]);
        assert_eq!(labels(CommentState::Deleted), ["Approve"]);
    }

    #[test]
    fn a_place_is_an_address_of_its_own_parts() {
        let place = Place { state: CommentState::Spam, post: Some(3), after: Some(-1) };
        assert_eq!(place.href(), "/admin/comments?state=spam&post=3&after=-1");
        assert_eq!(Place::WAITING.href(), "/admin/comments?state=pending");
    }
}
