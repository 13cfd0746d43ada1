//! What holds for comments, for the blog's owner.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::choices::{Choice, Difference, choices, differing, label};
use super::desk::Desk;
use crate::actions::comment_settings::{self, Wanted};
use crate::actions::complaints::Complaints;
use crate::actions::settings::Refusal;
use crate::actions::spam;
use crate::app::App;
use crate::model::comment::{Policy, ThreadOrder};
use crate::tools::spam::Said;
use crate::web::error::Failure;
use crate::web::extractors::{Form, Member, Query};
use crate::web::page;

#[derive(Template)]
#[template(path = "admin/comment_settings.html")]
struct CommentSettingsPage {
    desk: Desk,
    form: Wanted,
    complaints: Complaints,
    notice: Option<&'static str>,
    is_saved: bool,
    /// What somebody else saved in the meantime, where it is not what was typed.
    theirs: Vec<Difference>,
    policy_choices: Vec<Choice>,
    doubtful_choices: Vec<Choice>,
    spam_choices: Vec<Choice>,
    /// Comments made up to show where they would stand today, in percent.
    examples: Vec<(&'static str, i64)>,
    order_choices: Vec<Choice>,
}

/// What stands behind the question mark.
#[derive(serde::Deserialize)]
pub struct Shown {
    saved: Option<String>,
}

impl CommentSettingsPage {
    fn new(app: &App, member: Member, form: Wanted) -> Self {
        Self {
            desk: Desk::new(app, member),
            complaints: Complaints::default(),
            notice: None,
            is_saved: false,
            theirs: Vec::new(),
            policy_choices: choices(form.policy, POLICY),
            doubtful_choices: choices(form.doubtful_from, DOUBTFUL),
            spam_choices: choices(form.spam_from, SPAM),
            examples: EXAMPLES.map(|text| (text, percent(app, text))).to_vec(),
            order_choices: choices(form.order, ORDER),
            form,
        }
    }

    fn complaint(&self, field: &str) -> Option<String> {
        self.complaints.about(field).map(ToString::to_string)
    }
}

pub async fn show(
    State(app): State<App>,
    member: Member,
    Query(shown): Query<Shown>,
) -> Result<Response, Failure> {
    let form = Wanted::from(&app.settings().comments);
    let page = CommentSettingsPage::new(&app, member, form);
    page::private(&CommentSettingsPage { is_saved: shown.saved.is_some(), ..page })
}

pub async fn update(
    State(app): State<App>,
    member: Member,
    Form(form): Form<Wanted>,
) -> Result<Response, Failure> {
    match comment_settings::update(&app, &member.user, &form).await {
        Ok(()) => Ok(page::see("/admin/settings/comments?saved=1")),
        Err(Refusal::NotYours) => Err(Failure::Forbidden),
        Err(Refusal::Fields(complaints)) => {
            let notice = Some("Not saved yet: what is marked below needs another look.");
            let again =
                CommentSettingsPage { complaints, notice, ..CommentSettingsPage::new(&app, member, form) };
            page::private_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
        }
        Err(Refusal::Stale) => {
            let saved = Wanted::from(&app.settings().comments);
            let theirs = differing(lines(&saved), lines(&form));
            let notice = Some(
                "Not saved: somebody saved other settings in the meantime. Below is what you typed. Save again, and \
                 it replaces theirs.",
            );
            let form = Wanted { version: saved.version, ..form };
            let again =
                CommentSettingsPage { notice, theirs, ..CommentSettingsPage::new(&app, member, form) };
            page::private_with(StatusCode::CONFLICT, &again)
        }
        Err(Refusal::Store(error)) => Err(error.into()),
    }
}

/// How much a comment looks like spam by what is known now.
fn percent(app: &App, text: &str) -> i64 {
    spam::score(app, &Said { text: text.to_owned(), ..Said::default() }).percent()
}

const EXAMPLES: [&str; 3] = [
    "My uncle worked at the mill, and the weir is younger than you write.",
    "I wrote about the same on my own page: https://blog.example/weir",
    "Great post! Visit our site for cheap watches https://watches.example",
];

const DOUBTFUL: [(i64, &str, &str); 3] = [
    (30, "30", "from 30 % on: hardly any spam is published, and some good comments wait"),
    (50, "50", "from 50 % on: what is more likely spam than not waits"),
    (70, "70", "from 70 % on: only what is quite clearly spam waits"),
];

const SPAM: [(i64, &str, &str); 3] = [
    (0, "0", "waits for you like everything else"),
    (95, "95", "goes to the spam folder from 95 % on"),
    (99, "99", "goes to the spam folder from 99 % on"),
];

const POLICY: [(Policy, &str, &str); 6] = [
    (Policy::HoldAll, "hold_all", "always waits for you"),
    (Policy::HoldFirst, "hold_first", "waits if its writer is new here"),
    (Policy::HoldDoubtful, "hold_doubtful", "waits if it looks like spam and its writer is new here"),
    (Policy::Publish, "publish", "is published at once"),
    (Policy::Closed, "closed", "can’t be written: what is there stays, nothing new is taken"),
    (Policy::Hidden, "hidden", "can’t be written, and those that are there are not shown either"),
];

const ORDER: [(ThreadOrder, &str, &str); 2] = [
    (ThreadOrder::Oldest, "oldest", "the oldest first, as a conversation is read"),
    (ThreadOrder::Newest, "newest", "the newest first; answers still stand below what they answer"),
];

/// As the comparison of two versions names them.
const AVATARS: [(bool, &str, &str); 2] = [(true, "true", "drawn"), (false, "", "left out")];
const EMAIL: [(bool, &str, &str); 2] = [(true, "true", "needed"), (false, "", "optional")];

/// Each setting by its name and in words, as the comparison of two versions shows them.
fn lines(form: &Wanted) -> [(&'static str, String); 12] {
    [
        ("A new comment", label(&form.policy, &POLICY)),
        ("What looks doubtful", label(&form.doubtful_from, &DOUBTFUL)),
        ("The surest spam", label(&form.spam_from, &SPAM)),
        ("Close after days", form.closes_after_days.clone()),
        ("Hold after days", form.holds_after_days.clone()),
        ("Links allowed", form.links_allowed.clone()),
        ("Reports after which one waits", form.reports_hold_from.clone()),
        ("E-mail address", label(&form.requires_email, &EMAIL)),
        ("Threads", label(&form.order, &ORDER)),
        ("Initials beside names", label(&form.shows_avatars, &AVATARS)),
        ("Message above the form", form.message.clone()),
        ("Minutes to change one’s comment", form.edit_minutes.clone()),
    ]
}
