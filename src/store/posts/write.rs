//! Writing posts' own rows. Lists and counts follow by `store::listing`, addresses by `store::paths`.

use crate::model::comment::PostComments;
use crate::model::html::Html;
use crate::model::ids::{ImportId, PostId};
use crate::model::post::{PostKind, PostState, SourceFormat};
use crate::model::timestamp::Timestamp;
use crate::store::db::Source;
use crate::store::error::StoreError;
use crate::store::writer::Unit;

/// A post as it is first written down, in whatever state.
#[derive(Debug, Clone)]
pub struct NewPost {
    pub kind: PostKind,
    /// A URI that never changes, whatever address the post gets.
    pub entry_id: String,
    pub state: PostState,
    pub title: String,
    pub body: Body,
    pub published_at: Option<Timestamp>,
    /// The offset from UTC that its date was written with.
    pub published_offset_minutes: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub language: Option<String>,
    pub comments: PostComments,
    /// The editor chose the address; it does not follow the title.
    pub is_path_chosen: bool,
    pub provenance: Option<Provenance>,
}

/// What the editor wrote and what was made of it.
#[derive(Debug, Clone)]
pub struct Body {
    pub source_format: SourceFormat,
    pub source: String,
    pub html: Html,
    /// The part before the jump break.
    pub lead: Option<Html>,
    /// Tag-free, for search and excerpts.
    pub text: String,
    pub render_version: i64,
}

/// Where an imported row comes from. Running an import again and undoing it rest on this.
#[derive(Debug, Clone)]
pub struct Provenance {
    pub import_id: ImportId,
    pub source_name: String,
    pub source_kind: String,
    pub source_id: String,
    /// Tells whether the thing was changed there since.
    pub source_hash: Vec<u8>,
    /// JSON of what has no place here.
    pub source_rest: Option<String>,
}

#[cfg(test)]
impl NewPost {
    /// An empty post for tests, written in the first millisecond.
    pub fn sample(title: &str, state: PostState) -> Self {
        let at = Timestamp(1);
        Self {
            kind: PostKind::Post,
            entry_id: format!("urn:test:{title}"),
            state,
            title: title.to_owned(),
            body: Body {
                source_format: SourceFormat::Markdown,
                source: String::new(),
                html: Html::default(),
                lead: None,
                text: String::new(),
                render_version: 1,
            },
            published_at: Some(at),
            published_offset_minutes: 0,
            created_at: at,
            updated_at: at,
            language: None,
            comments: PostComments::Open,
            is_path_chosen: false,
            provenance: None,
        }
    }
}

pub async fn insert(unit: &mut Unit, post: &NewPost) -> Result<PostId, StoreError> {
    let provenance = post.provenance.as_ref();
    Ok(sqlx::query_scalar(
        "insert into posts (kind, entry_id, state, version, title, source_format, source, html, lead, text,
                            render_version, published_at, published_offset_minutes, created_at, updated_at,
                            language, comments, comment_count, is_path_chosen, import_id, source_name, source_kind,
                            source_id, source_hash, source_rest)
         values ($1, $2, $3, 1, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 0, $17, $18, $19, $20,
                 $21, $22, $23)
         returning id",
    )
    .bind(post.kind)
    .bind(&post.entry_id)
    .bind(post.state)
    .bind(&post.title)
    .bind(post.body.source_format)
    .bind(&post.body.source)
    .bind(&post.body.html)
    .bind(&post.body.lead)
    .bind(&post.body.text)
    .bind(post.body.render_version)
    .bind(post.published_at)
    .bind(post.published_offset_minutes)
    .bind(post.created_at)
    .bind(post.updated_at)
    .bind(&post.language)
    .bind(post.comments)
    .bind(post.is_path_chosen)
    .bind(provenance.map(|from| from.import_id))
    .bind(provenance.map(|from| from.source_name.as_str()))
    .bind(provenance.map(|from| from.source_kind.as_str()))
    .bind(provenance.map(|from| from.source_id.as_str()))
    .bind(provenance.map(|from| from.source_hash.as_slice()))
    .bind(provenance.and_then(|from| from.source_rest.as_deref()))
    .fetch_one(unit.connection())
    .await?)
}

/// Puts another body into a post that still is of this version, without calling it changed; answers whether it was.
pub async fn replace_body(unit: &mut Unit, id: PostId, version: i64, to: &Body) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "update posts
         set source = $3, html = $4, lead = $5, text = $6, render_version = $7, version = version + 1
         where id = $1 and version = $2",
    )
    .bind(id)
    .bind(version)
    .bind(&to.source)
    .bind(&to.html)
    .bind(&to.lead)
    .bind(&to.text)
    .bind(to.render_version)
    .execute(unit.connection())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// What a save changes of a post's own row.
#[derive(Debug, Clone)]
pub struct PostChange {
    pub title: String,
    pub body: Body,
    pub published_at: Option<Timestamp>,
    pub published_offset_minutes: i64,
    pub updated_at: Timestamp,
    pub language: Option<String>,
    pub comments: PostComments,
    pub is_path_chosen: bool,
}

/// Writes a save down, if the post still is of the version that it was made from; answers whether it is.
pub async fn update(unit: &mut Unit, id: PostId, version: i64, to: &PostChange) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "update posts
         set title = $3, source_format = $4, source = $5, html = $6, lead = $7, text = $8, render_version = $9,
             published_at = $10, published_offset_minutes = $11, updated_at = $12, language = $13, comments = $14,
             is_path_chosen = $15, version = version + 1
         where id = $1 and version = $2",
    )
    .bind(id)
    .bind(version)
    .bind(&to.title)
    .bind(to.body.source_format)
    .bind(&to.body.source)
    .bind(&to.body.html)
    .bind(&to.body.lead)
    .bind(&to.body.text)
    .bind(to.body.render_version)
    .bind(to.published_at)
    .bind(to.published_offset_minutes)
    .bind(to.updated_at)
    .bind(&to.language)
    .bind(to.comments)
    .bind(to.is_path_chosen)
    .execute(unit.connection())
    .await?;
    Ok(done.rows_affected() == 1)
}
