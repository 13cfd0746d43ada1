//! The desk's lists of posts and pages, narrowed by state, author, tag and words of the title.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::{list_address, moment, shown_title, state_word};
use crate::actions::posts;
use crate::app::App;
use crate::model::ids::{PostId, TagId, UserId};
use crate::model::import::grouped;
use crate::model::post::{PostKind, PostState};
use crate::model::timestamp::{Timestamp, Zone};
use crate::model::user::{Deed, User};
use crate::store::authors::{self, Byline};
use crate::store::desk::list::{self, ChangeCursor, DeskLine, Sought, Writer};
use crate::store::tags::{self, Tag};
use crate::store::{Source, StoreError};
use crate::tools::language::Language;
use crate::web::admin::desk::Desk;
use crate::web::error::Failure;
use crate::web::extractors::{Member, Query};
use crate::web::page;

/// Lines of a page.
const LINES: i64 = 50;

/// How many tags a list can be narrowed by.
const OFFERED_TAGS: i64 = 200;

/// What stands behind the question mark, as it was sent; an empty field narrows nothing.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    state: String,
    author: String,
    tag: String,
    q: String,
    /// `updated_at-id` of the last line of the page before.
    before: String,
    /// What was put into the trash right before.
    trashed: Option<PostId>,
}

#[derive(Template)]
#[template(path = "admin/posts/index.html")]
struct ListPage {
    desk: Desk,
    kind: PostKind,
    asked: Asked,
    filters: Vec<Filter>,
    writers: Vec<Writer>,
    tags: Vec<Tag>,
    lines: Vec<Line>,
    older: Option<String>,
    newest: Option<String>,
    is_narrowed: bool,
    trashed: Option<Trashed>,
}

struct Filter {
    label: &'static str,
    count: i64,
    href: String,
    is_current: bool,
}

impl Filter {
    /// The number as it is shown; beyond some nobody counts.
    fn number(&self) -> String {
        if self.count > list::MOST_COUNTED {
            format!("{}+", grouped(list::MOST_COUNTED.unsigned_abs()))
        } else {
            self.count.to_string()
        }
    }
}

struct Line {
    href: String,
    title: String,
    path: String,
    state: &'static str,
    date: String,
    authors: String,
    comments: String,
}

struct Trashed {
    id: PostId,
    title: String,
}

impl ListPage {
    fn is_pages(&self) -> bool {
        self.kind == PostKind::Page
    }

    fn address(&self) -> &'static str {
        list_address(self.kind)
    }

    /// Nothing was ever written here, or all of it is in the trash.
    fn is_blank(&self) -> bool {
        !self.is_narrowed && self.filters.first().is_some_and(|all| all.count == 0)
    }

    fn has_trash(&self) -> bool {
        self.filters.last().is_some_and(|trash| trash.count > 0)
    }

    fn is_author(&self, writer: &Writer) -> bool {
        self.asked.author == writer.id.to_string()
    }

    fn is_tag(&self, tag: &Tag) -> bool {
        self.asked.tag == tag.id.to_string()
    }
}

pub async fn posts(app: State<App>, member: Member, asked: Query<Asked>) -> Result<Response, Failure> {
    index(app.0, member, asked.0, PostKind::Post).await
}

pub async fn pages(app: State<App>, member: Member, asked: Query<Asked>) -> Result<Response, Failure> {
    index(app.0, member, asked.0, PostKind::Page).await
}

async fn index(app: App, member: Member, asked: Asked, kind: PostKind) -> Result<Response, Failure> {
    let mut db = app.db.reader().await?;
    let sees_all = member.user.may(Deed::EditAllPosts);
    let sought = sought(&asked, kind, &member.user)?;
    let found = list::lines(&mut db, &sought, before(&asked)?, LINES).await?;
    let older = found
        .next
        .map(|last| query(&Asked { before: format!("{}-{}", last.updated_at.0, last.id), ..asked.clone() }));
    let own = (!sees_all).then_some(member.user.id);
    let counts = list::count_by_state(&mut db, kind, own).await?;
    let trashed = just_trashed(&mut db, &member.user, asked.trashed).await?;
    let writers = if sees_all { list::writers(&mut db).await? } else { Vec::new() };
    let desk = Desk::new(&app, member);
    let lines = ready(&mut db, &desk.settings.zone, found.lines).await?;
    page::private(&ListPage {
        kind,
        filters: filters(&asked, &counts),
        writers,
        tags: tags::most_used(&mut db, OFFERED_TAGS).await?,
        lines,
        older,
        newest: (!asked.before.is_empty()).then(|| query(&Asked { before: String::new(), ..asked.clone() })),
        is_narrowed: query(&asked) != "?",
        trashed,
        desk,
        asked,
    })
}

/// What the fields look for. An author finds their own posts alone; an unknown word or id finds no page.
fn sought(asked: &Asked, kind: PostKind, by: &User) -> Result<Sought, Failure> {
    let number = |field: &str| match field {
        "" => Ok(None),
        text => text.parse::<i64>().map(Some).map_err(|_| Failure::NotFound),
    };
    let state = match asked.state.as_str() {
        "" => None,
        word => Some(PostState::ALL.into_iter().find(|state| state.word() == word).ok_or(Failure::NotFound)?),
    };
    let author = number(&asked.author)?.map(UserId);
    let words = asked.q.trim();
    Ok(Sought {
        kind,
        state,
        author: if by.may(Deed::EditAllPosts) { author } else { Some(by.id) },
        tag: number(&asked.tag)?.map(TagId),
        title: (!words.is_empty()).then(|| words.to_owned()),
    })
}

fn before(asked: &Asked) -> Result<Option<ChangeCursor>, Failure> {
    if asked.before.is_empty() {
        return Ok(None);
    }
    let cursor = asked.before.rsplit_once('-').and_then(|(updated_at, id)| {
        Some(ChangeCursor { updated_at: Timestamp(updated_at.parse().ok()?), id: PostId(id.parse().ok()?) })
    });
    cursor.map(Some).ok_or(Failure::NotFound)
}

/// The query string that asks for this; `?` alone asks for everything.
fn query(asked: &Asked) -> String {
    let fields = [
        ("state", &asked.state),
        ("author", &asked.author),
        ("tag", &asked.tag),
        ("q", &asked.q),
        ("before", &asked.before),
    ];
    let given = fields.into_iter().filter(|(_, value)| !value.trim().is_empty());
    format!("?{}", url::form_urlencoded::Serializer::new(String::new()).extend_pairs(given).finish())
}

fn filters(asked: &Asked, counts: &[(PostState, i64)]) -> Vec<Filter> {
    let count = |state: PostState| counts.iter().find(|(of, _)| *of == state).map_or(0, |(_, count)| *count);
    let narrowed = |state: &str| Asked { state: state.to_owned(), before: String::new(), ..asked.clone() };
    let filter = |label, state: Option<PostState>, count| {
        let word = state.map_or("", PostState::word);
        Filter { label, count, href: query(&narrowed(word)), is_current: asked.state == word }
    };
    let all = counts.iter().filter(|(state, _)| *state != PostState::Trashed).map(|(_, count)| count).sum();
    let states = [
        ("Published", PostState::Published),
        ("Scheduled", PostState::Scheduled),
        ("Drafts", PostState::Draft),
        ("In review", PostState::InReview),
        ("Unpublished", PostState::Unpublished),
        ("Trash", PostState::Trashed),
    ];
    let used = states.into_iter().filter(|(_, state)| *state != PostState::InReview || count(*state) > 0);
    std::iter::once(filter("All", None, all))
        .chain(used.map(|(label, state)| filter(label, Some(state), count(state))))
        .collect()
}

async fn just_trashed(
    db: &mut impl Source,
    by: &User,
    id: Option<PostId>,
) -> Result<Option<Trashed>, StoreError> {
    let Some(id) = id else { return Ok(None) };
    // Whoever may not change it has nothing to undo.
    let Ok(post) = posts::own(db, by, id).await else { return Ok(None) };
    let is_there = post.state == PostState::Trashed;
    Ok(is_there.then(|| Trashed { id, title: shown_title(&post.title) }))
}

async fn ready(db: &mut impl Source, zone: &Zone, found: Vec<DeskLine>) -> Result<Vec<Line>, StoreError> {
    let ids: Vec<_> = found.iter().map(|line| line.id).collect();
    let bylines = authors::of_posts(db, &ids).await?;
    Ok(found.into_iter().map(|line| ready_line(zone, line, &bylines)).collect())
}

fn ready_line(zone: &Zone, line: DeskLine, bylines: &[Byline]) -> Line {
    let names = bylines.iter().filter(|byline| byline.post_id == line.id).map(|byline| byline.name.as_str());
    let is_dated = matches!(line.state, PostState::Published | PostState::Scheduled);
    Line {
        href: format!("/admin/posts/{}", line.id),
        title: shown_title(&line.title),
        path: line.path.map(|path| path.as_str().to_owned()).unwrap_or_default(),
        state: state_word(line.state),
        date: match line.published_at.filter(|_| is_dated) {
            Some(at) => moment(zone, at),
            None => format!("saved {}", moment(zone, line.updated_at)),
        },
        authors: names.collect::<Vec<_>>().join(", "),
        comments: if line.comment_count == 0 {
            String::new()
        } else {
            Language::of("en").count("comment-count", &line.comment_count)
        },
    }
}
