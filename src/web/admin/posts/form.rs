//! The editor's form: what was typed, kept as it was typed, and what the verbs make of it.

use serde::Deserialize;

use crate::actions::posts::{Draft, Refusal, Wish};
use crate::model::comment::PostComments;
use crate::model::ids::PostId;
use crate::model::post::{PostKind, SourceFormat};
use crate::model::tag;
use crate::model::timestamp::{Timestamp, Zone, parse_field};
use crate::store::desk::DeskPost;

/// Which button was pressed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Intent {
    #[default]
    Save,
    Publish,
    PublishNow,
    /// Back from the preview to the text.
    Edit,
}

impl Intent {
    pub fn wish(self) -> Wish {
        match self {
            Self::Save | Self::Edit => Wish::Save,
            Self::Publish => Wish::Publish,
            Self::PublishNow => Wish::PublishNow,
        }
    }

    pub fn word(self) -> &'static str {
        match self {
            Self::Save | Self::Edit => "save",
            Self::Publish => "publish",
            Self::PublishNow => "publish_now",
        }
    }
}

/// Every field as it was typed. A field that a form lacks is empty.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct PostForm {
    /// The post that is edited; none is a new one.
    pub id: Option<PostId>,
    /// The version that the text was made from.
    pub version: Option<i64>,
    pub kind: Option<PostKind>,
    pub title: String,
    pub source: String,
    pub tags: String,
    pub path: String,
    pub published_at: String,
    pub language: String,
    pub comments: Option<PostComments>,
    /// Where the cover is.
    pub cover: String,
    pub intent: Intent,
}

/// What is wrong with one field.
#[derive(Debug, Clone)]
pub struct FieldFault {
    pub field: &'static str,
    pub message: String,
}

impl FieldFault {
    /// The field that a refusal is about; none where it is about the whole.
    pub fn of(refusal: &Refusal) -> Option<Self> {
        let field = match refusal {
            Refusal::Title(_) => "title",
            Refusal::Source(_) | Refusal::NothingToShow => "source",
            Refusal::Tag(_) | Refusal::TooManyTags => "tags",
            Refusal::Path(_) | Refusal::PathTaken => "path",
            Refusal::Language(_) => "language",
            Refusal::Cover => "cover",
            Refusal::Date | Refusal::DateToCome | Refusal::DatePast => "published_at",
            Refusal::Unknown
            | Refusal::NotYours
            | Refusal::NotNow(_)
            | Refusal::Stale(_)
            | Refusal::Store(_) => {
                return None;
            }
        };
        Some(Self { field, message: refusal.to_string() })
    }
}

impl PostForm {
    /// The form of a stored post, with its tags as they stand under it and where its cover is.
    pub fn of(post: &DeskPost, tags: &[String], cover: String, zone: &Zone) -> Self {
        Self {
            id: Some(post.id),
            version: Some(post.version),
            kind: Some(post.kind),
            title: post.title.clone(),
            source: post.source.clone(),
            tags: tag::field(tags.iter().map(String::as_str)),
            path: post.path.as_ref().map(|path| path.as_str().to_owned()).unwrap_or_default(),
            published_at: post.published_at.map(|at| zone.local(at).for_field()).unwrap_or_default(),
            language: post.language.clone().unwrap_or_default(),
            comments: Some(post.comments),
            cover,
            intent: Intent::Save,
        }
    }

    pub fn kind(&self) -> PostKind {
        self.kind.unwrap_or(PostKind::Post)
    }

    pub fn comments(&self) -> PostComments {
        self.comments.unwrap_or(PostComments::Open)
    }

    /// Where the form is sent.
    pub fn action(&self) -> String {
        self.id.map_or_else(|| "/admin/posts".to_owned(), |id| format!("/admin/posts/{id}"))
    }

    /// What the verbs take.
    pub fn draft(&self, format: SourceFormat, zone: &Zone) -> Result<Draft, Refusal> {
        Ok(Draft {
            kind: self.kind(),
            title: self.title.clone(),
            source_format: format,
            source: self.source.clone(),
            tags: tag::names(&self.tags),
            path: Some(self.path.clone()),
            published_at: date(&self.published_at, zone)?,
            language: Some(self.language.clone()),
            comments: self.comments(),
            cover: Some(self.cover.clone()),
            authors: Vec::new(),
        })
    }

    // What templates ask.

    pub fn kind_word(&self) -> &'static str {
        match self.kind() {
            PostKind::Post => "post",
            PostKind::Page => "page",
        }
    }

    pub fn comments_word(&self) -> &'static str {
        match self.comments() {
            PostComments::Open => "open",
            PostComments::Closed => "closed",
            PostComments::Hidden => "hidden",
        }
    }
}

/// A date as the field holds it, by the blog's clock; an empty field is none.
pub fn date(field: &str, zone: &Zone) -> Result<Option<Timestamp>, Refusal> {
    if field.trim().is_empty() {
        return Ok(None);
    }
    let (day, hour, minute) = parse_field(field).ok_or(Refusal::Date)?;
    zone.instant(day, hour, minute).map(Some).ok_or(Refusal::Date)
}
