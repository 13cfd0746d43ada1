//! Whom and what the blog does not want to hear from: the list, a form, and what one comment offers to be blocked.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::choices::{Choice, choices};
use super::desk::Desk;
use crate::actions::blocks::{self, Refusal, Wanted};
use crate::actions::complaints::Complaints;
use crate::app::App;
use crate::model::block::{BlockChange, BlockEffect, BlockKind};
use crate::model::ids::{BlockId, CommentId};
use crate::store::audit;
use crate::store::blocks::{self as rows, Listed, Standing};
use crate::store::queue::{self, Entry};
use crate::tools::language::Language;
use crate::tools::{hosts, sanitise};
use crate::web::dates;
use crate::web::error::Failure;
use crate::web::extractors::{Form, Member, Path, Query};
use crate::web::page;

/// How many blocks stand on a page.
const PAGE: i64 = 100;

/// The most sites of one comment that are offered to be blocked.
const SITES: usize = 10;

#[derive(Template)]
#[template(path = "admin/blocks.html")]
struct BlocksPage {
    desk: Desk,
    notice: Option<String>,
    done: Option<Done>,
    complaints: Complaints,
    value: String,
    kinds: Vec<Choice>,
    effects: Vec<Choice>,
    /// What a comment offers to be blocked, and whose it was.
    offered: Option<Offered>,
    lines: Vec<Line>,
    next: Option<i64>,
}

/// What was just done, and how it can be taken back.
struct Done {
    sentence: &'static str,
    undo: Option<Undo>,
}

struct Undo {
    block: BlockId,
    change: &'static str,
    /// Its row of the audit.
    deed: i64,
}

struct Offered {
    comment: i64,
    name: String,
    parts: Vec<Part>,
}

/// Something of a comment that can be blocked.
struct Part {
    kind: &'static str,
    value: String,
    label: &'static str,
}

struct Line {
    id: BlockId,
    kind: &'static str,
    label: String,
    effect: &'static str,
    said: String,
}

#[derive(Debug, Default, serde::Deserialize)]
pub struct Asked {
    comment: Option<i64>,
    before: Option<i64>,
    done: Option<String>,
    /// The block that it was done to.
    id: Option<BlockId>,
}

impl BlocksPage {
    fn complaint(&self, field: &str) -> Option<String> {
        self.complaints.about(field).map(ToString::to_string)
    }
}

pub async fn index(
    State(app): State<App>,
    member: Member,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    page::private(&read(&app, member, &asked, None).await?)
}

pub async fn create(
    State(app): State<App>,
    member: Member,
    Form(form): Form<Wanted>,
) -> Result<Response, Failure> {
    let user = member.user.clone();
    match blocks::add(&app, &user, &form).await {
        Ok(blocked) => Ok(told_at(blocked.change.map_or("same", BlockChange::word), blocked.id)),
        Err(Refusal::Fields(complaints)) => {
            let asked = Asked { comment: form.comment, ..Asked::default() };
            let again = read(&app, member, &asked, Some(&form)).await?;
            page::private_with(StatusCode::UNPROCESSABLE_ENTITY, &BlocksPage { complaints, ..again })
        }
        Err(refusal) => refused(&app, member, refusal, Some(&form)).await,
    }
}

pub async fn delete(
    State(app): State<App>,
    member: Member,
    Path(id): Path<BlockId>,
) -> Result<Response, Failure> {
    match blocks::remove(&app, &member.user, id).await {
        Ok(()) | Err(Refusal::Gone) => Ok(told_at(BlockChange::Removed.word(), id)),
        Err(refusal) => refused(&app, member, refusal, None).await,
    }
}

/// What the form of an undo says.
#[derive(Debug, serde::Deserialize)]
pub struct ChangeToUndo {
    change: BlockChange,
    /// Its row of the audit.
    deed: i64,
}

pub async fn undo(
    State(app): State<App>,
    member: Member,
    Path(id): Path<BlockId>,
    Form(sent): Form<ChangeToUndo>,
) -> Result<Response, Failure> {
    match blocks::undo(&app, &member.user, id, sent.change, sent.deed).await {
        Ok(()) => Ok(told_at("undone", id)),
        Err(Refusal::Gone) => Ok(told_at("late", id)),
        Err(refusal) => refused(&app, member, refusal, None).await,
    }
}

fn told_at(done: &str, id: BlockId) -> Response {
    page::see(&format!("/admin/blocks?done={done}&id={id}"))
}

/// The page once more, with what was typed.
async fn refused(
    app: &App,
    member: Member,
    refusal: Refusal,
    typed: Option<&Wanted>,
) -> Result<Response, Failure> {
    match refusal {
        Refusal::Store(error) => Err(error.into()),
        Refusal::NotAllowed => Err(Failure::Forbidden),
        refusal => {
            let asked = Asked { comment: typed.and_then(|form| form.comment), ..Asked::default() };
            let again = read(app, member, &asked, typed).await?;
            let again = BlocksPage { notice: Some(refusal.to_string()), ..again };
            page::private_with(StatusCode::UNPROCESSABLE_ENTITY, &again)
        }
    }
}

async fn read(
    app: &App,
    member: Member,
    asked: &Asked,
    typed: Option<&Wanted>,
) -> Result<BlocksPage, Failure> {
    let mut db = app.db.reader().await?;
    let offered = match asked.comment {
        Some(id) => Some(queue::entry(&mut db, CommentId(id)).await?.ok_or(Failure::NotFound)?),
        None => None,
    };
    let has_network = match &offered {
        Some(entry) => rows::network_of(&mut db, entry.id).await?.is_some(),
        None => false,
    };
    let standing = match asked.id {
        Some(id) => rows::standing(&mut db, id).await?.map(|standing| (id, standing)),
        None => None,
    };
    let last = match asked.id {
        Some(id) => audit::last(&mut db, "block", id.0).await?.map(|last| last.id),
        None => None,
    };
    let mut found = rows::page(&mut db, asked.before.map(BlockId), PAGE + 1).await?;
    drop(db);
    let has_more = i64::try_from(found.len()).is_ok_and(|found| found > PAGE);
    if has_more {
        found.pop();
    }
    let desk = Desk::new(app, member);
    Ok(BlocksPage {
        notice: None,
        done: asked.done.as_deref().and_then(|said| done(said, standing, last)),
        complaints: Complaints::default(),
        value: typed.map(|form| form.value.clone()).unwrap_or_default(),
        kinds: choices(typed.map_or(BlockKind::Words, |form| form.kind), KINDS),
        effects: choices(typed.map_or(BlockEffect::Hold, |form| form.effect), EFFECTS),
        offered: offered.map(|entry| offer(entry, has_network)),
        next: found.last().filter(|_| has_more).map(|last| last.block.id.0),
        lines: found.into_iter().map(|listed| line(&desk, listed)).collect(),
        desk,
    })
}

/// What an address says was done, as far as it is still so: a link can't make up a notice, but that nothing was undone.
fn done(said: &str, standing: Option<(BlockId, Standing)>, last: Option<i64>) -> Option<Done> {
    let plain = |sentence| Some(Done { sentence, undo: None });
    if said == "late" {
        return plain(
            "Nothing was undone: this block is gone, or something else was done to it since. The list below is how \
             it stands.",
        );
    }
    let (block, standing) = standing?;
    let with_undo = |sentence, change: BlockChange| {
        Some(Done { sentence, undo: last.map(|deed| Undo { block, change: change.word(), deed }) })
    };
    match (said, standing.is_removed) {
        ("added" | "changed", false) if standing.is_changed => with_undo(
            "It was blocked already. What you say now holds for what comes from now on.",
            BlockChange::Changed,
        ),
        ("added", false) => with_undo("Blocked. It holds for what comes from now on.", BlockChange::Added),
        ("same", false) => plain("It was blocked in just this way already."),
        ("removed", true) => with_undo("Not blocked any more.", BlockChange::Removed),
        ("undone", true) => plain("That is undone: it is not blocked any more."),
        ("undone", false) => plain("That is undone: it is blocked as it was before."),
        _ => None,
    }
}

const KINDS: [(BlockKind, &str, &str); 5] = [
    (BlockKind::Words, "words", "a word, or several in a row"),
    (BlockKind::Domain, "domain", "a site that is named or linked, with everything below it"),
    (BlockKind::Name, "name", "a name"),
    (BlockKind::Email, "email", "an e-mail address, or @host for all of a host"),
    (BlockKind::Network, "network", "a network by an address in it, for thirty days"),
];

const EFFECTS: [(BlockEffect, &str, &str); 2] = [
    (BlockEffect::Hold, "hold", "waits for you"),
    (BlockEffect::Refuse, "refuse", "is not taken, and its writer is told so"),
];

fn offer(entry: Entry, has_network: bool) -> Offered {
    let body = sanitise::comment_from_html(entry.html.as_str());
    let linked = body.addresses.iter().map(String::as_str).chain(entry.website.as_deref());
    let mut sites: Vec<String> = linked.flat_map(hosts::of_address).collect();
    sites.extend(hosts::named_in(&body.text));
    sites.sort_unstable();
    sites.dedup();
    let part = |kind: BlockKind, value: String, label| Part { kind: kind.word(), value, label };
    let mut parts = vec![part(BlockKind::Name, entry.name.clone(), "The name")];
    parts.extend(entry.email.map(|email| part(BlockKind::Email, email, "The e-mail address")));
    if has_network {
        parts.push(part(
            BlockKind::Network,
            entry.name.clone(),
            "The network that it came from, for thirty days, where others may be too:",
        ));
    }
    parts.extend(sites.into_iter().take(SITES).map(|site| part(BlockKind::Domain, site, "The site")));
    Offered { comment: entry.id.0, name: entry.name, parts }
}

fn line(desk: &Desk, listed: Listed) -> Line {
    let Listed { block, added_by_name } = listed;
    let day = |at| dates::with_time(Language::of("en"), desk.settings.zone.local(at));
    let who = added_by_name.map(|name| format!("by {name} ")).unwrap_or_default();
    let met = match (block.hits, block.last_hit_at) {
        (0, _) | (_, None) => "Met by nothing yet.".to_owned(),
        (1, Some(last)) => format!("Met once, on {}.", day(last)),
        (hits, Some(last)) => format!("Met {hits} times, last on {}.", day(last)),
    };
    let until = block.expires_at.map(|at| format!(" Until {}.", day(at))).unwrap_or_default();
    Line {
        id: block.id,
        kind: match block.kind {
            BlockKind::Words => "Words",
            BlockKind::Domain => "Site",
            BlockKind::Name => "Name",
            BlockKind::Email => "E-mail",
            BlockKind::Network => "Network",
        },
        label: block.label,
        effect: match block.effect {
            BlockEffect::Hold => "waits",
            BlockEffect::Refuse => "is not taken",
        },
        said: format!("Added {who}on {}. {met}{until}", day(block.created_at)),
    }
}
