//! What waits, first.

use std::borrow::Cow;
use std::sync::atomic::Ordering;

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::comments::{Card, Place};
use super::desk::Desk;
use crate::app::App;
use crate::model::post::PostState;
use crate::model::settings::Settings;
use crate::model::user::Deed;
use crate::store::claims;
use crate::store::waiting::{self, Unfinished};
use crate::store::{Reader, outbox, queue, reports};
use crate::tools::language::Language;
use crate::web::dates;
use crate::web::error::Failure;
use crate::web::extractors::{Member, Transport};
use crate::web::page;

/// How many posts of each kind of waiting are shown; the list of posts has them all.
const SHOWN: i64 = 8;
/// How many comments can be decided without going to the queue.
const SHOWN_COMMENTS: i64 = 5;

#[derive(Template)]
#[template(path = "admin/dashboard.html")]
struct DashboardPage {
    desk: Desk,
    notices: Vec<Notice>,
    /// Comments that wait, for whoever may read them.
    pending: i64,
    /// Those that have waited longest.
    waiting: Vec<Card>,
    /// Published ones that readers reported.
    reported: i64,
    groups: Vec<Group>,
}

impl DashboardPage {
    fn is_quiet(&self) -> bool {
        self.pending == 0 && self.reported == 0 && self.groups.is_empty()
    }
}

/// Something about how the blog is run that its owner should know.
struct Notice {
    sentence: Cow<'static, str>,
    link: Option<(&'static str, &'static str)>,
}

/// Only an owner can answer it.
const CLAIMED: Notice = Notice {
    sentence: Cow::Borrowed("Somebody says that an author who was brought in from elsewhere is them."),
    link: Some(("/admin/people", "Look at it")),
};

struct Group {
    id: &'static str,
    heading: &'static str,
    lines: Vec<Line>,
}

struct Line {
    href: String,
    title: String,
    said: String,
}

pub async fn show(State(app): State<App>, transport: Transport, member: Member) -> Result<Response, Failure> {
    let mut db = app.db.reader().await?;
    let desk = Desk::new(&app, member);
    let pending = if desk.may_moderate() { waiting::comments(&mut db).await? } else { 0 };
    let oldest =
        if desk.may_moderate() { queue::waiting(&mut db, SHOWN_COMMENTS).await? } else { Vec::new() };
    let reported = if desk.may_moderate() { reports::count(&mut db).await? } else { 0 };
    let groups = if desk.may_write() { groups(&mut db, &desk).await? } else { Vec::new() };
    let trouble = trouble(&mut db, &desk).await?;
    let has_claims = desk.may_manage_people() && !claims::waiting(&mut db, None).await?.is_empty();
    drop(db);
    let mut notices = notices(&app, transport, &desk);
    notices.extend(of_mail(&app, &desk, trouble));
    notices.extend(has_claims.then_some(CLAIMED));
    let card = |entry| Card::new(&desk.settings, &Place::WAITING, entry);
    let waiting = oldest.into_iter().map(card).collect();
    page::private(&DashboardPage { desk, notices, pending, waiting, reported, groups })
}

async fn groups(db: &mut Reader, desk: &Desk) -> Result<Vec<Group>, Failure> {
    let of = if desk.user.may(Deed::EditAllPosts) { None } else { Some(desk.user.id) };
    let kinds = [
        (PostState::InReview, "in-review", "To review"),
        (PostState::Scheduled, "scheduled", "Scheduled"),
        (PostState::Draft, "drafts", "Drafts"),
    ];
    let mut groups = Vec::new();
    for (state, id, heading) in kinds {
        let found = waiting::posts(db, state, of, SHOWN).await?;
        if !found.is_empty() {
            let lines = found.into_iter().map(|post| line(&desk.settings, state, post)).collect();
            groups.push(Group { id, heading, lines });
        }
    }
    Ok(groups)
}

fn line(settings: &Settings, state: PostState, post: Unfinished) -> Line {
    let english = Language::of("en");
    let shown = |at| dates::with_time(english, settings.zone.local(at));
    let said = match (state, post.published_at) {
        (PostState::Scheduled, Some(at)) => format!("goes out on {}", shown(at)),
        _ => format!("saved {}", shown(post.updated_at)),
    };
    let title = if post.title.is_empty() { "Untitled".to_owned() } else { post.title };
    Line { href: format!("/admin/posts/{}", post.id), title, said }
}

fn notices(app: &App, transport: Transport, desk: &Desk) -> Vec<Notice> {
    let settings = Some(("/admin/settings", "Open the settings"));
    let mut notices = Vec::new();
    if !transport.is_secure() {
        notices.push(Notice {
            sentence: "This page did not come over https, so passwords cross the network readable by others, \
                       unless you are on the same machine. Put Caddy or nginx in front and set the public address.".into(),
            link: settings.filter(|_| desk.may_change_settings()),
        });
    }
    if app.place.saw_untrusted_forwarding.load(Ordering::Relaxed) && desk.may_change_settings() {
        notices.push(Notice {
            sentence: "A proxy names the senders of requests (X-Forwarded-For), and that is ignored: anybody could \
                       write it. If the proxy is yours, start Postil with --trusted-proxy and its address; until \
                       then all visitors count as one.".into(),
            link: None,
        });
    }
    if app.base_url().is_none() && desk.may_change_settings() {
        notices.push(Notice {
            sentence: "Nobody has said yet where readers reach this blog, so feeds lead to where the \
                       server listens, and the sitemap is empty."
                .into(),
            link: settings,
        });
    }
    notices
}

/// At most one sentence about mail: that none goes out, what went wrong, or that nothing can.
fn of_mail(app: &App, desk: &Desk, trouble: Trouble) -> Option<Notice> {
    let link = Some(("/admin/mail", "Look at mail"));
    if let Some(fault) = trouble.stalled {
        return Some(Notice { sentence: format!("No letter goes out just now. {fault}").into(), link });
    }
    if trouble.is_unsettled {
        let sentence = "Letters were refused, or may have been sent and nobody knows.".into();
        return Some(Notice { sentence, link });
    }
    let is_missing = app.place.mail.is_none() && desk.may_change_settings();
    is_missing.then_some(Notice {
        sentence:
            "Mail is not set up, so nobody can be invited by mail or choose a new password by themselves."
                .into(),
        link,
    })
}

/// What is wrong with mail.
#[derive(Default)]
struct Trouble {
    /// Why no letter at all goes out.
    stalled: Option<String>,
    /// Some wait for somebody's decision.
    is_unsettled: bool,
}

/// Only who can mend it is told.
async fn trouble(db: &mut Reader, desk: &Desk) -> Result<Trouble, Failure> {
    if !desk.may_change_settings() {
        return Ok(Trouble::default());
    }
    Ok(Trouble {
        stalled: outbox::desk::stalled(db).await?,
        is_unsettled: outbox::desk::has_trouble(db).await?,
    })
}
