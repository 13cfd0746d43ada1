//! The library: what is there, the newest first, narrowed by kind, words and what is missing.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::Card;
use super::upload::Refused;
use crate::app::App;
use crate::model::ids::MediaId;
use crate::model::media::{MediaKind, Medium};
use crate::store::media::library::{self, Sought};
use crate::store::{Source, StoreError, media};
use crate::web::admin::desk::Desk;
use crate::web::error::Failure;
use crate::web::extractors::{Member, Query};
use crate::web::page;

/// How many stand on a page.
const CARDS: i64 = 48;

/// Of so many that were brought together each is shown with its Markdown.
const MOST_ARRIVED: usize = 50;

/// What stands behind the question mark, as it was sent; an empty field narrows nothing.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// A kind, or `unused` or `undescribed`.
    show: String,
    q: String,
    /// The last one of the page before.
    before: Option<MediaId>,
    /// What was brought right before: ids with dots between.
    arrived: String,
    /// What else was done right before.
    done: String,
}

#[derive(Template)]
#[template(path = "admin/media/index.html")]
pub struct LibraryPage {
    desk: Desk,
    asked: Asked,
    filters: Vec<Filter>,
    cards: Vec<Card>,
    older: Option<String>,
    arrived: Vec<Card>,
    refused: Vec<Refused>,
}

struct Filter {
    label: &'static str,
    href: String,
    is_current: bool,
}

impl LibraryPage {
    /// Nothing was ever brought here.
    fn is_blank(&self) -> bool {
        self.cards.is_empty() && query(&self.asked) == "?"
    }

    fn is_deleted(&self) -> bool {
        self.asked.done == "deleted"
    }

    /// “40 MB” and so on, for who picks a file.
    #[expect(clippy::unused_self, reason = "templates can call methods only")]
    fn megabytes(&self, word: &str) -> u64 {
        MediaKind::ALL.into_iter().find(|kind| kind.word() == word).map_or(0, MediaKind::most_megabytes)
    }
}

pub async fn index(
    State(app): State<App>,
    member: Member,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let arrived = asked.arrived.split('.').filter_map(|id| id.parse().ok().map(MediaId)).collect();
    page::private(&page(&app, member, asked, arrived, Vec::new()).await?)
}

/// The library around what just came and what was not taken.
pub async fn page(
    app: &App,
    member: Member,
    asked: Asked,
    arrived: Vec<MediaId>,
    refused: Vec<Refused>,
) -> Result<LibraryPage, Failure> {
    let sought = sought(&asked)?;
    let mut db = app.db.reader().await?;
    let found = library::page(&mut db, &sought, asked.before, CARDS).await?;
    let older = found.next.map(|last| query(&Asked { before: Some(last), ..asked.clone() }));
    let arrived = cards(&mut db, arrived).await?;
    Ok(LibraryPage {
        desk: Desk::new(app, member),
        filters: filters(&asked),
        cards: found.media.iter().map(Card::of).collect(),
        older,
        arrived,
        refused,
        asked,
    })
}

async fn cards(db: &mut impl Source, ids: Vec<MediaId>) -> Result<Vec<Card>, StoreError> {
    let mut found: Vec<Medium> = Vec::new();
    for id in ids.into_iter().take(MOST_ARRIVED) {
        if !found.iter().any(|medium| medium.id == id) {
            found.extend(media::by_id(db, id).await?);
        }
    }
    Ok(found.iter().map(Card::of).collect())
}

/// What the fields look for; an unknown word finds no page.
fn sought(asked: &Asked) -> Result<Sought, Failure> {
    let words = asked.q.trim();
    let mut sought = Sought { words: (!words.is_empty()).then(|| words.to_owned()), ..Sought::default() };
    match asked.show.as_str() {
        "" => {}
        "unused" => sought.is_unused = true,
        "undescribed" => sought.is_without_alt = true,
        word => {
            let kind = MediaKind::ALL.into_iter().find(|kind| kind.word() == word);
            sought.kind = Some(kind.ok_or(Failure::NotFound)?);
        }
    }
    Ok(sought)
}

/// The query string that asks for this; `?` alone asks for everything.
fn query(asked: &Asked) -> String {
    let before = asked.before.map(|id| id.to_string()).unwrap_or_default();
    let fields = [("show", asked.show.as_str()), ("q", &asked.q), ("before", &before)];
    let given = fields.into_iter().filter(|(_, value)| !value.trim().is_empty());
    format!("?{}", url::form_urlencoded::Serializer::new(String::new()).extend_pairs(given).finish())
}

fn filters(asked: &Asked) -> Vec<Filter> {
    let filters = [
        ("All", ""),
        ("Pictures", "picture"),
        ("Sound", "audio"),
        ("Films", "video"),
        ("Files", "file"),
        ("Not described", "undescribed"),
        ("Unused", "unused"),
    ];
    filters
        .into_iter()
        .map(|(label, show)| Filter {
            label,
            href: query(&Asked { show: show.to_owned(), before: None, ..asked.clone() }),
            is_current: asked.show == show,
        })
        .collect()
}
