//! Writing a post down for the first time, and the rules for what an editor types.

use super::publish::{Wish, fulfil};
use super::shelf::{self, claim};
use super::{Done, Refusal, media_in, note, render};
use crate::actions::standing::allowed;
use crate::app::App;
use crate::model::comment::PostComments;
use crate::model::ids::{MediaId, PostId, UserId};
use crate::model::key::Keys;
use crate::model::media::{MediaKind, named_in};
use crate::model::path::PublicPath;
use crate::model::post::{PostKind, PostState, SourceFormat};
use crate::model::timestamp::Timestamp;
use crate::model::user::{Deed, User};
use crate::model::words;
use crate::store::posts::write::{self, Body, NewPost};
use crate::store::{Unit, authors, media, tags};
use crate::tools::slug;

/// The dates that posts can have: from 1 January 1970 to the end of the last year that has an archive.
const DATES: std::ops::Range<i64> = 0..253_370_764_800_000;

/// What an editor typed.
#[derive(Debug, Clone)]
pub struct Draft {
    pub kind: PostKind,
    pub title: String,
    pub source_format: SourceFormat,
    pub source: String,
    /// Names, in the order they shall stand.
    pub tags: Vec<String>,
    /// An address of the editor's choosing; none follows date and title when it is published.
    pub path: Option<String>,
    /// A date of the editor's choosing; none is the moment of publishing.
    pub published_at: Option<Timestamp>,
    pub language: Option<String>,
    pub comments: PostComments,
    /// An address of a picture in the library, as it was copied; none or empty is no cover.
    pub cover: Option<String>,
    /// Whose names stand under it; empty is whoever writes it down.
    pub authors: Vec<UserId>,
}

/// A draft whose fields were checked.
pub(super) struct Checked {
    pub title: String,
    pub source: String,
    pub tags: Vec<String>,
    pub path: Option<PublicPath>,
    pub language: Option<String>,
}

/// The rules for what an editor types. A title may be empty: some posts have none.
pub(super) fn check(draft: &Draft) -> Result<Checked, Refusal> {
    let title = match words::heading(&draft.title, words::TITLE_MAX) {
        Err(words::Fault::Empty) => String::new(),
        other => other.map_err(Refusal::Title)?,
    };
    let source = match words::text(&draft.source, words::POST_MAX) {
        Err(words::Fault::Empty) => String::new(),
        other => other.map_err(Refusal::Source)?,
    };
    let tags: Vec<_> = draft
        .tags
        .iter()
        .map(|tag| words::heading(tag, words::TAG_MAX).map_err(Refusal::Tag))
        .collect::<Result<_, _>>()?;
    if tags.len() > words::TAGS_MAX {
        return Err(Refusal::TooManyTags);
    }
    let path = draft.path.as_deref().map(str::trim).filter(|path| !path.is_empty());
    let path = path.map(PublicPath::parse).transpose().map_err(Refusal::Path)?;
    let language =
        words::language(draft.language.as_deref().unwrap_or_default()).map_err(Refusal::Language)?;
    Ok(Checked { title, source, tags, path, language })
}

/// A date that an editor newly gives must be one that archives know; imported ones may be older.
pub(super) fn check_date(date: Option<Timestamp>) -> Result<(), Refusal> {
    if date.is_none_or(|at| DATES.contains(&at.0)) { Ok(()) } else { Err(Refusal::Date) }
}

/// The picture that an editor chose for the cover.
pub(super) async fn cover(app: &App, draft: &Draft) -> Result<Option<MediaId>, Refusal> {
    let address = draft.cover.as_deref().map(str::trim).unwrap_or_default();
    if address.is_empty() {
        return Ok(None);
    }
    let name = named_in(address).ok_or(Refusal::Cover)?;
    let found = media::by_name(&mut app.db.reader().await?, name).await?;
    let picture = found.filter(|medium| medium.kind == MediaKind::Picture);
    picture.map(|medium| Some(medium.id)).ok_or(Refusal::Cover)
}

/// What readers will get of a draft that is not saved.
pub struct Preview {
    pub title: String,
    pub tags: Vec<String>,
    pub body: Body,
    pub cover: Option<MediaId>,
}

/// Makes of a draft what readers will get, by the rules of saving, and saves nothing.
pub async fn preview(app: &App, draft: &Draft) -> Result<Preview, Refusal> {
    let checked = check(draft)?;
    check_date(draft.published_at)?;
    let body = render(app, draft.source_format, checked.source).await;
    let cover = cover(app, draft).await?;
    Ok(Preview { title: checked.title, tags: checked.tags, body, cover })
}

/// Writes a post down and, in the same unit, does with it what its editor wishes.
pub async fn create(app: &App, by: &User, draft: Draft, wish: Wish) -> Result<PostId, Refusal> {
    let checked = check(&draft)?;
    check_date(draft.published_at)?;
    let cover = cover(app, &draft).await?;
    let (by_id, now) = (by.id, app.clock.now());
    let post = NewPost {
        kind: draft.kind,
        entry_id: app.chance.urn(),
        state: PostState::Draft,
        title: checked.title,
        body: render(app, draft.source_format, checked.source).await,
        published_at: draft.published_at,
        published_offset_minutes: app.settings().zone.local(draft.published_at.unwrap_or(now)).offset_minutes,
        created_at: now,
        updated_at: now,
        language: checked.language,
        comments: draft.comments,
        is_path_chosen: checked.path.is_some(),
        provenance: None,
    };
    app.db
        .write(move |unit| {
            Box::pin(async move {
                let by = allowed(unit, by_id, super::writing(post.kind)).await?.ok_or(Refusal::NotYours)?;
                let signs_for_others = by.may(Deed::EditAllPosts) && !draft.authors.is_empty();
                let authors = if signs_for_others { draft.authors } else { vec![by_id] };
                let id = write::insert(unit, &post).await?;
                authors::replace_of_post(unit, id, &authors).await?;
                set_tags(unit, id, &checked.tags, now).await?;
                media::write::replace_uses(unit, id, &media_in(&post.body.html)).await?;
                media::write::set_cover(unit, id, cover).await?;
                if let Some(path) = checked.path {
                    claim(unit, id, &path, now).await?;
                }
                let done =
                    Done { at: now, by: Some(by_id), verb: "create", before: None, after: PostState::Draft };
                note(unit, id, done).await?;
                let (zone, mut keys) = (shelf::zone(unit).await?, Keys::none());
                fulfil(unit, &zone, by_id, id, (wish, now), &mut keys).await?;
                Ok((id, keys))
            })
        })
        .await
}

/// Gives a post its tags; new ones are made.
pub(super) async fn set_tags(
    unit: &mut Unit,
    post: PostId,
    names: &[String],
    now: Timestamp,
) -> Result<(), Refusal> {
    let mut ids = Vec::with_capacity(names.len());
    for name in names {
        ids.push(tags::find_or_make(unit, name, &slug::for_tag(name), now).await?);
    }
    Ok(tags::replace_of_post(unit, post, &ids).await?)
}
