//! A comment of the queue in words: who, where, when, why it is here, and what can be done with it.

use super::notice::participle;
use super::spam_note::SpamNote;
use super::{Button, Place, buttons};
use crate::model::comment::{CommentState, Reason, vouches};
use crate::model::html::Html;
use crate::model::own_comment::is_taken_back;
use crate::model::settings::Settings;
use crate::store::queue::Entry;
use crate::store::queue::narrowed::{COUNTED, Others, Reported};
use crate::store::reports::notes::Note;
use crate::tools::language::Language;
use crate::tools::{excerpt, sanitise};
use crate::web::dates;
use crate::web::site::comments::threads;

/// The most characters that are shown of a comment that another one answers.
const EXCERPT: usize = 140;

/// One comment, ready to be shown to a moderator.
pub struct Card {
    pub id: i64,
    /// How many versions came before the one that is shown.
    pub versions: i64,
    pub name: String,
    pub badge: Option<&'static str>,
    pub email: Option<String>,
    /// The address, and how it is shown.
    pub website: Option<(String, String)>,
    pub written: String,
    pub datetime: String,
    pub post_title: String,
    pub post_href: Option<String>,
    /// Where the comment itself stands, if readers see it.
    pub href: Option<String>,
    /// The queue of the same state, for this post alone.
    pub narrowed: Option<String>,
    /// Whom it answers, and what they said.
    pub answered: Option<(String, String)>,
    pub why: &'static str,
    pub known: Option<String>,
    /// How much it looks like spam, and why.
    pub spam: Option<SpamNote>,
    /// What else came from there, and where it is listed.
    pub others: Option<(String, String)>,
    pub reports: Option<String>,
    /// How many reports these are.
    pub report_count: i64,
    /// The newest of what reporters wrote.
    pub notes: Vec<String>,
    pub html: Html,
    pub verdicts: Vec<Button>,
    pub is_picked: bool,
    pub place: Place,
}

impl Card {
    pub fn new(settings: &Settings, place: &Place, entry: Entry) -> Self {
        let has_words = !entry.html.as_str().is_empty();
        let is_theirs = is_taken_back(entry.reason);
        let path = entry.post_path.map(|path| path.href());
        let is_public = entry.state == CommentState::Published;
        let href = path
            .as_ref()
            .filter(|_| is_public)
            .map(|path| threads::address(path, entry.post_comment_count, &entry.public_id));
        let narrowed = Place { post: Some(entry.post_id.0), ..place.first() };
        let is_untitled = entry.post_title.trim().is_empty();
        Self {
            id: entry.id.0,
            versions: entry.versions,
            badge: badge(entry.state, entry.is_member, entry.approved_count),
            website: entry.website.map(|address| (address.clone(), without_scheme(&address))),
            written: dates::with_time(Language::of("en"), settings.zone.local(entry.published_at)),
            datetime: entry.published_at.datetime(),
            post_title: if is_untitled { "Untitled".to_owned() } else { entry.post_title },
            post_href: path,
            href,
            narrowed: place.post.is_none().then(|| narrowed.href()),
            answered: entry.parent_name.map(|name| (name, beginning(entry.parent_html.as_ref()))),
            why: why(entry.state, entry.reason),
            known: known((entry.state, entry.reason), entry.approved_count),
            spam: None,
            verdicts: buttons(entry.state)
                .into_iter()
                .filter(|button| has_words || !button.is_approval)
                .filter(|_| !is_theirs)
                .collect(),
            is_picked: false,
            name: entry.name,
            email: entry.email,
            html: entry.html,
            others: None,
            reports: None,
            report_count: 0,
            notes: Vec::new(),
            place: place.clone(),
        }
    }

    /// What else came from the same sender, address or network, and where it is listed.
    pub fn tell_others(&mut self, others: &[Others]) {
        let mine = others.iter().filter(|others| others.comment_id.0 == self.id);
        let mut counted: Vec<String> = Vec::new();
        let mut state = None;
        for others in mine {
            let most = if others.total >= COUNTED { " or more" } else { "" };
            counted.push(format!("{}{most} {}", others.total, participle(others.state)));
            state = state.or(Some(others.state));
        }
        if let Some(state) = state {
            let listed = Place { sender: Some(self.id), ..Place::all(state) };
            self.others = Some((counted.join(", "), listed.href()));
        }
    }

    pub fn tell_reports(&mut self, reported: &[Reported], notes: &[Note]) {
        let mine = notes.iter().filter(|note| note.comment_id.0 == self.id);
        self.notes = mine.map(|note| note.note.clone()).collect();
        let mine = reported.iter().find(|reported| reported.comment_id.0 == self.id);
        self.report_count = mine.map_or(0, |reported| reported.total);
        self.reports = mine.map(|reported| {
            let reasons: Vec<&str> = reported.reasons.split(',').map(complaint).collect();
            let times =
                if reported.total == 1 { "once".to_owned() } else { format!("{} times", reported.total) };
            format!("Reported {times}: {}.", reasons.join(", "))
        });
    }

    /// The beginning of what was said, for a list that has no room for all of it.
    pub fn excerpt(&self) -> String {
        excerpt::of(&sanitise::comment_from_html(self.html.as_str()).text, EXCERPT)
    }

    pub fn has_words(&self) -> bool {
        !self.html.as_str().is_empty()
    }
}

/// Of a comment that another one answers. What is cut anywhere has to be read by a parser, and shown as text alone.
fn beginning(html: Option<&Html>) -> String {
    let begun = html.map_or("", Html::as_str);
    excerpt::of(&sanitise::comment_from_html(begun).text, EXCERPT)
}

fn badge(state: CommentState, is_member: bool, approved: Option<i64>) -> Option<&'static str> {
    match (state, approved) {
        _ if is_member => Some("One of us"),
        (CommentState::Pending, Some(0)) => Some("New here"),
        _ => None,
    }
}

fn without_scheme(address: &str) -> String {
    let bare = address.trim_start_matches("https://").trim_start_matches("http://");
    bare.trim_end_matches('/').to_owned()
}

/// How many comments speak for the same hand, itself not counted. Of one that waits a badge says that there is none.
fn known((state, reason): (CommentState, Reason), approved: Option<i64>) -> Option<String> {
    let others = approved? - i64::from(vouches(state, reason));
    Some(match others {
        ..=0 if state == CommentState::Pending => return None,
        ..=0 => "No other comment by the same person is approved.".to_owned(),
        1 => "1 other comment by the same person is approved.".to_owned(),
        _ => format!("{others} other comments by the same person are approved."),
    })
}

/// Why a comment is where it is, in words.
pub fn why(state: CommentState, reason: Reason) -> &'static str {
    match (reason, state) {
        (Reason::Policy, _) => "Held: every comment waits here.",
        (Reason::FirstTime, _) => "Held: nothing by this person was approved before.",
        (Reason::ManyFromNetwork, _) => "Held: many comments came from the same network at once.",
        (Reason::NearlyRepeated, _) => "Held: nearly the same words came several times lately.",
        (Reason::TooFast, _) => "Held: it was sent sooner than people write.",
        (Reason::Doubtful, _) => "Held: it looks like spam.",
        (Reason::LooksLikeSpam, _) => "Put here unseen: it looks so much like spam.",
        (Reason::Repeated, _) => "Held: the same words came several times lately.",
        (Reason::Reported, _) => "Readers reported it, and so it waits again.",
        (Reason::Blocked, _) => "Held: it has something that is blocked.",
        (Reason::TakenName, _) => {
            "Held: it carries a name like that of somebody of this blog, and was sent without logging in."
        }
        (Reason::ManyLinks, _) => "Held: it has more links than the comment rules allow.",
        (Reason::OldPost, _) => "Held: the post is so old that comments on it wait.",
        (Reason::Trap, _) => "Filled in a field that people do not see.",
        (Reason::Trusted, _) => "Published at once, as the settings say.",
        (Reason::Known, _) => "Published at once: something by this person was approved before.",
        (Reason::Author, _) => "Published at once: written by one of us.",
        (Reason::Imported, _) => "Came like this with an import.",
        (Reason::Edited, _) => "Held: its writer changed it after it was published.",
        (Reason::Withdrawn, _) => "Its writer deleted it. Its words are erased thirty days later.",
        (Reason::Erased, _) => "Its writer had it erased.",
        (Reason::Moderator, CommentState::Pending) => "A moderator put it back.",
        (Reason::Moderator, CommentState::Published) => "A moderator approved it.",
        (Reason::Moderator, CommentState::Spam) => "A moderator marked it as spam.",
        (Reason::Moderator, CommentState::Rejected) => "A moderator rejected it.",
        (Reason::Moderator, CommentState::Deleted) => "A moderator deleted it.",
    }
}

fn complaint(reason: &str) -> &'static str {
    match reason {
        "spam" => "advertising",
        "abuse" => "attacks or threatens somebody",
        "private" => "says what is nobody’s business",
        _ => "something else",
    }
}

/// A reason as one of a list.
pub fn short(reason: Reason) -> &'static str {
    match reason {
        Reason::Policy => "every comment waits",
        Reason::FirstTime => "the first of somebody",
        Reason::ManyFromNetwork => "many from one network",
        Reason::Repeated => "the same words again",
        Reason::NearlyRepeated => "nearly the same words again",
        Reason::TooFast => "sent very fast",
        Reason::Doubtful => "looks like spam",
        Reason::LooksLikeSpam => "surely spam",
        Reason::ManyLinks => "many links",
        Reason::OldPost => "an old post",
        Reason::Blocked => "something blocked",
        Reason::TakenName => "a name of ours",
        Reason::Reported => "reported",
        Reason::Trap => "the trap",
        Reason::Trusted => "published at once",
        Reason::Known => "by somebody approved before",
        Reason::Author => "written by one of us",
        Reason::Imported => "imported",
        Reason::Moderator => "a moderator’s decision",
        Reason::Edited => "changed by its writer",
        Reason::Withdrawn => "deleted by its writer",
        Reason::Erased => "erased",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_approved_comment_is_not_its_own_reference() {
        let waits = (CommentState::Pending, Reason::Doubtful);
        let of = |reason, approved| known((CommentState::Published, reason), Some(approved)).unwrap();
        assert_eq!(known(waits, None), None);
        assert_eq!(known(waits, Some(0)), None);
        assert!(known(waits, Some(1)).unwrap().starts_with("1 other comment "));
        assert!(of(Reason::Moderator, 1).starts_with("No other"));
        assert!(of(Reason::Moderator, 3).starts_with("2 other comments "));
        assert!(of(Reason::Trusted, 1).starts_with("1 other comment "));
    }

    #[test]
    fn who_is_new_here_is_told_from_somebody_unknown() {
        assert_eq!(badge(CommentState::Pending, false, Some(0)), Some("New here"));
        assert_eq!(badge(CommentState::Pending, false, None), None);
        assert_eq!(badge(CommentState::Spam, false, Some(0)), None);
        assert_eq!(badge(CommentState::Pending, true, Some(0)), Some("One of us"));
    }

    #[test]
    fn a_website_is_shown_without_what_all_have() {
        assert_eq!(without_scheme("https://rope.example/"), "rope.example");
        assert_eq!(without_scheme("http://a.example/b?c"), "a.example/b?c");
    }
}
