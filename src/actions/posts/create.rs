//! Writing a post down for the first time. It becomes public by `publish`.

use super::{Refusal, render};
use crate::app::App;
use crate::model::comment::PostComments;
use crate::model::ids::{PostId, UserId};
use crate::model::key::Keys;
use crate::model::path::PublicPath;
use crate::model::post::{PostKind, PostState, SourceFormat};
use crate::model::timestamp::Timestamp;
use crate::model::user::{Deed, User};
use crate::model::words;
use crate::store::posts::write::{self, NewPost};
use crate::store::{Unit, authors, paths, tags};
use crate::tools::slug;

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
    /// Whose names stand under it; empty is whoever writes it down.
    pub authors: Vec<UserId>,
}

/// A draft whose fields were checked.
pub(super) struct Checked {
    pub title: String,
    pub source: String,
    pub tags: Vec<String>,
    pub path: Option<PublicPath>,
}

/// The rules for what an editor types. A title may be empty: some posts have none.
pub(super) fn check(draft: &Draft) -> Result<Checked, Refusal> {
    let title = match words::line(&draft.title, words::TITLE_MAX) {
        Err(words::Fault::Empty) => String::new(),
        other => other.map_err(Refusal::Title)?,
    };
    let source = match words::text(&draft.source, words::POST_MAX) {
        Err(words::Fault::Empty) => String::new(),
        other => other.map_err(Refusal::Source)?,
    };
    let tags = draft
        .tags
        .iter()
        .map(|tag| words::line(tag, words::NAME_MAX).map_err(Refusal::Tag))
        .collect::<Result<_, _>>()?;
    let path = draft.path.as_deref().map(str::trim).filter(|path| !path.is_empty());
    let path = path.map(PublicPath::parse).transpose().map_err(Refusal::Path)?;
    Ok(Checked { title, source, tags, path })
}

/// Writes a post down as a draft.
pub async fn create(app: &App, by: &User, draft: Draft) -> Result<PostId, Refusal> {
    if !by.may(Deed::WriteOwnPosts) {
        return Err(Refusal::NotYours);
    }
    let checked = check(&draft)?;
    let now = app.clock.now();
    let offset = app.settings().zone.local(draft.published_at.unwrap_or(now)).offset_minutes;
    let post = NewPost {
        kind: draft.kind,
        entry_id: app.chance.urn(),
        state: PostState::Draft,
        title: checked.title,
        body: render(draft.source_format, &checked.source),
        published_at: draft.published_at,
        published_offset_minutes: offset,
        created_at: now,
        updated_at: now,
        language: draft.language,
        comments: draft.comments,
        is_path_chosen: checked.path.is_some(),
        provenance: None,
    };
    let authors = if draft.authors.is_empty() { vec![by.id] } else { draft.authors };
    app.db
        .write(move |unit| {
            Box::pin(async move {
                let id = write::insert(unit, &post).await?;
                authors::replace_of_post(unit, id, &authors).await?;
                set_tags(unit, id, &checked.tags, now).await?;
                if let Some(path) = checked.path {
                    claim(unit, id, &path, now).await?;
                }
                Ok((id, Keys::none()))
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

/// Gives a post an address that no other post has or had.
pub(super) async fn claim(
    unit: &mut Unit,
    post: PostId,
    path: &PublicPath,
    now: Timestamp,
) -> Result<(), Refusal> {
    match paths::owner(unit, path).await? {
        Some(owner) if owner != Some(post) => Err(Refusal::PathTaken),
        _ => Ok(paths::assign(unit, post, path, now).await?),
    }
}
