//! Writing: a new post or page, and one that is there.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::conflict;
use super::form::{FieldFault, PostForm};
use super::{moment, state_word};
use crate::actions::posts::{self, Refusal};
use crate::app::App;
use crate::model::ids::PostId;
use crate::model::media::named_in;
use crate::model::path::PublicPath;
use crate::model::post::{PostKind, PostState, SourceFormat};
use crate::model::timestamp::Zone;
use crate::store::desk::DeskPost;
use crate::store::{Source, StoreError, media, tags};
use crate::tools::language::Language;
use crate::web::admin::desk::Desk;
use crate::web::error::Failure;
use crate::web::extractors::{Form, Member, Path, Query};
use crate::web::page;

/// How many tags are offered.
const OFFERED_TAGS: i64 = 200;

#[derive(Template)]
#[template(path = "admin/posts/editor.html")]
pub(super) struct EditorPage {
    desk: Desk,
    form: PostForm,
    stored: Option<Stored>,
    fault: Option<FieldFault>,
    /// Why something was refused that no field can mend.
    notice: Option<String>,
    is_just_saved: bool,
    is_just_unpublished: bool,
    offered_tags: Vec<String>,
    cover: Option<Chosen>,
    blog_language: &'static str,
}

/// The picture that the field of the cover names.
pub(super) struct Chosen {
    src: String,
    alt: String,
    width: i64,
    height: i64,
}

impl Chosen {
    async fn of(db: &mut impl Source, field: &str) -> Result<Option<Self>, StoreError> {
        let Some(name) = named_in(field) else { return Ok(None) };
        Ok(media::by_name(db, name).await?.and_then(|medium| {
            let src = medium.address_at(medium.width_for(1)?);
            Some(Self { src, width: medium.width?, height: medium.height?, alt: medium.alt })
        }))
    }
}

/// What is known of a post beside its fields.
pub(super) struct Stored {
    id: PostId,
    state: PostState,
    status: String,
    is_html: bool,
    was_public: bool,
    /// Where readers find it.
    href: Option<String>,
}

impl Stored {
    fn of(post: &DeskPost, zone: &Zone) -> Self {
        let date = post.published_at.map(|at| moment(zone, at)).unwrap_or_default();
        let saved = moment(zone, post.updated_at);
        let state = state_word(post.state);
        let status = match post.state {
            PostState::Published => format!("{state} {date}. Saved {saved}."),
            PostState::Scheduled => format!("{state}: goes out by itself on {date}. Saved {saved}."),
            PostState::Unpublished => format!("{state}: readers are told that it is gone. Saved {saved}."),
            PostState::Draft | PostState::InReview | PostState::Trashed => format!("{state}. Saved {saved}."),
        };
        Self {
            id: post.id,
            state: post.state,
            status,
            is_html: post.source_format == SourceFormat::Html,
            was_public: post.was_public,
            href: post.path.as_ref().filter(|_| post.state == PostState::Published).map(PublicPath::href),
        }
    }
}

impl EditorPage {
    /// The form as it was typed, around what is stored.
    pub(super) async fn of(
        app: &App,
        db: &mut impl Source,
        member: Member,
        form: PostForm,
        post: Option<&DeskPost>,
    ) -> Result<Self, StoreError> {
        let desk = Desk::new(app, member);
        let offered = tags::most_used(db, OFFERED_TAGS).await?;
        let cover = Chosen::of(db, &form.cover).await?;
        Ok(Self {
            cover,
            stored: post.map(|post| Stored::of(post, &desk.settings.zone)),
            blog_language: Language::of(&desk.settings.language).name,
            desk,
            form,
            fault: None,
            notice: None,
            is_just_saved: false,
            is_just_unpublished: false,
            offered_tags: offered.into_iter().map(|tag| tag.name).collect(),
        })
    }

    /// The same with why it was not done: at its field, or above all.
    pub(super) fn refused(self, refusal: &Refusal) -> Self {
        let fault = FieldFault::of(refusal);
        let notice = fault.is_none().then(|| refusal.to_string());
        Self { fault, notice, ..self }
    }

    // What the template asks.

    fn fault(&self, field: &str) -> Option<&str> {
        self.fault.as_ref().filter(|fault| fault.field == field).map(|fault| fault.message.as_str())
    }

    fn heading(&self) -> String {
        let verb = if self.stored.is_some() { "Edit" } else { "Write" };
        format!("{verb} a {}", self.form.kind_word())
    }

    fn is_page(&self) -> bool {
        self.form.kind() == PostKind::Page
    }

    fn is(&self, state: PostState) -> bool {
        self.stored.as_ref().is_some_and(|stored| stored.state == state)
    }

    fn is_published(&self) -> bool {
        self.is(PostState::Published)
    }

    fn is_scheduled(&self) -> bool {
        self.is(PostState::Scheduled)
    }

    fn is_trashed(&self) -> bool {
        self.is(PostState::Trashed)
    }

    fn is_html(&self) -> bool {
        self.stored.as_ref().is_some_and(|stored| stored.is_html)
    }

    fn was_public(&self) -> bool {
        self.stored.as_ref().is_some_and(|stored| stored.was_public)
    }
}

#[derive(Debug, Deserialize)]
pub struct Wanted {
    kind: Option<PostKind>,
}

pub async fn new(
    State(app): State<App>,
    member: Member,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Failure> {
    let form = PostForm { kind: wanted.kind, ..PostForm::default() };
    if !member.user.may(posts::writing(form.kind())) {
        return Err(Failure::Forbidden);
    }
    let mut db = app.db.reader().await?;
    page::private(&EditorPage::of(&app, &mut db, member, form, None).await?)
}

pub async fn create(
    State(app): State<App>,
    member: Member,
    Form(form): Form<PostForm>,
) -> Result<Response, Failure> {
    // A form of a stored post may be sent here to keep its words as a new one.
    let form = PostForm { id: None, version: None, ..form };
    let made = match form.draft(SourceFormat::Markdown, &app.settings().zone) {
        Ok(draft) => posts::create(&app, &member.user, draft, form.intent.wish()).await,
        Err(refusal) => Err(refusal),
    };
    match made {
        Ok(id) => Ok(page::see(&format!("/admin/posts/{id}?done=saved"))),
        Err(refusal) => again(&app, member, form, refusal).await,
    }
}

/// What was done right before this page was asked for.
#[derive(Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Just {
    done: Option<String>,
}

pub async fn edit(
    State(app): State<App>,
    member: Member,
    Path(id): Path<PostId>,
    Query(just): Query<Just>,
) -> Result<Response, Failure> {
    let mut db = app.db.reader().await?;
    let post = posts::own(&mut db, &member.user, id).await?;
    let form = stored_form(&app, &mut db, &post).await?;
    let done = just.done.as_deref();
    let is_just_unpublished = done == Some("unpublished") && post.state == PostState::Unpublished;
    let editor = EditorPage::of(&app, &mut db, member, form, Some(&post)).await?;
    page::private(&EditorPage { is_just_saved: done == Some("saved"), is_just_unpublished, ..editor })
}

pub async fn update(
    State(app): State<App>,
    member: Member,
    Path(id): Path<PostId>,
    Form(form): Form<PostForm>,
) -> Result<Response, Failure> {
    let form = PostForm { id: Some(id), ..form };
    let version = form.version.ok_or(Failure::UnreadableForm)?;
    // The verb keeps the format that is stored.
    let done = match form.draft(SourceFormat::Markdown, &app.settings().zone) {
        Ok(draft) => posts::update(&app, &member.user, id, version, draft, form.intent.wish()).await,
        Err(refusal) => Err(refusal),
    };
    match done {
        Ok(_) => Ok(page::see(&format!("/admin/posts/{id}?done=saved"))),
        Err(Refusal::Stale(newer)) => conflict::show(&app, member, form, *newer).await,
        Err(refusal) => again(&app, member, form, refusal).await,
    }
}

/// The form of a post as it is stored.
pub(super) async fn stored_form(
    app: &App,
    db: &mut impl Source,
    post: &DeskPost,
) -> Result<PostForm, StoreError> {
    let names: Vec<_> = tags::of_posts(db, &[post.id]).await?.into_iter().map(|tag| tag.name).collect();
    let cover = media::cover_of_post(db, post.id).await?.map(|cover| cover.address()).unwrap_or_default();
    Ok(PostForm::of(post, &names, cover, &app.settings().zone))
}

/// The form with what was typed, and why it was not taken.
pub(super) async fn again(
    app: &App,
    member: Member,
    form: PostForm,
    refusal: Refusal,
) -> Result<Response, Failure> {
    if matches!(refusal, Refusal::Unknown | Refusal::NotYours | Refusal::Store(_)) {
        return Err(refusal.into());
    }
    let mut db = app.db.reader().await?;
    let post = match form.id {
        Some(id) => Some(posts::own(&mut db, &member.user, id).await?),
        None => None,
    };
    let editor = EditorPage::of(app, &mut db, member, form, post.as_ref()).await?.refused(&refusal);
    page::private_with(StatusCode::UNPROCESSABLE_ENTITY, &editor)
}
