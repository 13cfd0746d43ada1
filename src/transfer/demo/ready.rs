//! Sample posts and comments made ready to be stored: rendered, dated, in the order of the clock.

use std::collections::HashMap;

use anyhow::Context as _;

use super::world::{Entry, Fields, Post};
use crate::app::App;
use crate::model::comment::{CommentState, PostComments, Reason};
use crate::model::html::Html;
use crate::model::ids::{PostId, UserId};
use crate::model::path::PublicPath;
use crate::model::post::{PostKind, PostState, SourceFormat, default_path};
use crate::model::spam::Score;
use crate::model::timestamp::{Month, Timestamp, Zone, parse_field};
use crate::store::comments::versions::NewWords;
use crate::store::comments::write::NewComment;
use crate::store::posts::write::{Body, NewPost};
use crate::tools::{sanitise, secrets};

/// The authors by the names that the files have for them.
pub type People = HashMap<String, (UserId, String)>;

/// One post of the sample world, rendered and dated, with its comments in the order of the clock.
#[derive(Clone)]
pub struct Ready {
    pub post: NewPost,
    pub author: UserId,
    pub tags: Vec<String>,
    pub path: Option<PublicPath>,
    pub listed_month: Option<Month>,
    pub comments: Vec<ReadyComment>,
}

/// A comment with its number in the file and the number of the one it answers.
#[derive(Clone)]
pub struct ReadyComment {
    pub number: String,
    pub parent: Option<String>,
    /// As it was sent at first.
    pub comment: NewComment,
    /// What its writer made of it, and when.
    pub change: Option<(NewWords, Timestamp)>,
    pub is_pinned: bool,
}

impl Ready {
    pub fn new(app: &App, post: &Post, people: &People, zone: &Zone, now: Timestamp) -> anyhow::Result<Self> {
        let fields = &post.entry.fields;
        let kind = if fields.get("kind") == Some("page") { PostKind::Page } else { PostKind::Post };
        let state = state(fields)?;
        let published_at = date(fields, zone, now)?;
        let day = zone.local(published_at.unwrap_or(now)).day;
        let path = match fields.get("path") {
            Some(path) => Some(PublicPath::parse(path)?),
            None if state == PostState::Published => {
                Some(PublicPath::parse(&default_path(kind, day, &post.slug))?)
            }
            None => None,
        };
        let (author, _) = *people.get(fields.need("author")?).context("its author is not in blog.md")?;
        let mut comments = post
            .comments
            .iter()
            .map(|entry| comment(app, entry, people, published_at.unwrap_or(now), now))
            .collect::<anyhow::Result<Vec<_>>>()?;
        comments.sort_by_key(|ready| ready.comment.published_at);
        let made = sanitise::post_from_markdown(&post.entry.text);
        Ok(Self {
            author,
            tags: fields
                .get("tags")
                .unwrap_or_default()
                .split(", ")
                .filter(|tag| !tag.is_empty())
                .map(str::to_owned)
                .collect(),
            path,
            listed_month: (state == PostState::Published).then(|| day.month_of_year()),
            comments,
            post: NewPost {
                kind,
                entry_id: app.chance.urn(),
                state,
                title: fields.need("title")?.to_owned(),
                body: Body {
                    source_format: SourceFormat::Markdown,
                    source: post.entry.text.clone(),
                    html: made.html,
                    lead: made.lead,
                    text: made.text,
                    render_version: sanitise::RENDER_VERSION,
                },
                published_at,
                published_offset_minutes: zone.local(published_at.unwrap_or(now)).offset_minutes,
                created_at: published_at.unwrap_or(now).min(now),
                updated_at: published_at.unwrap_or(now).min(now),
                language: fields.get("language").map(str::to_owned),
                comments: if fields.get("comments") == Some("closed") {
                    PostComments::Closed
                } else {
                    PostComments::Open
                },
                is_path_chosen: fields.get("path").is_some(),
                provenance: None,
            },
        })
    }
}

fn state(fields: &Fields) -> anyhow::Result<PostState> {
    Ok(match fields.get("state") {
        None | Some("published") => PostState::Published,
        Some("draft") => PostState::Draft,
        Some("scheduled") => PostState::Scheduled,
        Some("in_review") => PostState::InReview,
        Some(other) => anyhow::bail!("“{other}” is no state of a post"),
    })
}

fn date(fields: &Fields, zone: &Zone, now: Timestamp) -> anyhow::Result<Option<Timestamp>> {
    if let Some(date) = fields.get("date") {
        let (day, hour, minute) = parse_field(date).context("its date can't be read")?;
        return Ok(Some(zone.instant(day, hour, minute).context("its date is not in the calendar")?));
    }
    let before = fields.seconds("ago")?.map(|seconds| now.plus_seconds(-seconds));
    Ok(before.or(fields.seconds("in")?.map(|seconds| now.plus_seconds(seconds))))
}

fn comment(
    app: &App,
    entry: &Entry,
    people: &People,
    post_at: Timestamp,
    now: Timestamp,
) -> anyhow::Result<ReadyComment> {
    let fields = &entry.fields;
    let by =
        fields.get("by").map(|id| people.get(id).context("a comment is by nobody in blog.md")).transpose()?;
    let name = by.map_or_else(|| fields.need("name").map(str::to_owned), |(_, name)| Ok(name.clone()))?;
    let published_at = match (fields.seconds("after")?, fields.seconds("ago")?) {
        (Some(after), _) => post_at.plus_seconds(after),
        (None, Some(ago)) => now.plus_seconds(-ago),
        (None, None) => anyhow::bail!("a comment has no time"),
    };
    let (state, reason) = comment_state(fields, by.is_some())?;
    let (source, html, content_hash) = words(fields.get("before").unwrap_or(&entry.text));
    let change = change(entry, &name, published_at)?;
    let new = NewComment {
        public_id: app.chance.public_id(published_at),
        receipt: app.chance.identifier(),
        post_id: PostId(0),
        parent_id: None,
        submission_key: None,
        commenter_id: None,
        user_id: by.map(|(id, _)| *id),
        state,
        reason,
        name,
        email: None,
        website: fields.get("website").map(str::to_owned),
        source,
        source_format: SourceFormat::Markdown,
        html,
        render_version: sanitise::RENDER_VERSION,
        content_hash,
        network_hash: None,
        published_at,
        created_at: published_at,
        provenance: None,
    };
    Ok(ReadyComment {
        number: fields.need("id")?.to_owned(),
        parent: fields.get("reply").map(str::to_owned),
        comment: new,
        change,
        is_pinned: fields.get("pinned") == Some("yes"),
    })
}

fn comment_state(fields: &Fields, is_author: bool) -> anyhow::Result<(CommentState, Reason)> {
    Ok(match fields.get("state") {
        None | Some("published") if is_author => (CommentState::Published, Reason::Author),
        None | Some("published") => (CommentState::Published, Reason::Moderator),
        Some("pending") => (CommentState::Pending, Reason::FirstTime),
        Some("spam") => (CommentState::Spam, Reason::Trap),
        Some("rejected") => (CommentState::Rejected, Reason::Moderator),
        Some("deleted") => (CommentState::Deleted, Reason::Moderator),
        Some(other) => anyhow::bail!("“{other}” is no state of a comment"),
    })
}

/// What the writer made of a comment, and when.
fn change(
    entry: &Entry,
    name: &str,
    published_at: Timestamp,
) -> anyhow::Result<Option<(NewWords, Timestamp)>> {
    let Some(seconds) = entry.fields.seconds("changed")? else { return Ok(None) };
    let (source, html, content_hash) = words(&entry.text);
    let new = NewWords {
        name: name.to_owned(),
        website: entry.fields.get("website").map(str::to_owned),
        source,
        html,
        render_version: sanitise::RENDER_VERSION,
        content_hash,
        score: Score::default(),
    };
    Ok(Some((new, published_at.plus_seconds(seconds))))
}

/// Words as they were typed, as they are shown, and their hash.
fn words(text: &str) -> (String, Html, Vec<u8>) {
    (text.to_owned(), sanitise::comment_from_markdown(text).html, secrets::hash(text))
}
