//! A blog that nobody owns yet gets its owner, its settings and a first post: once, by whoever has the link.

use super::complaints::Complaints;
use super::posts;
use super::sessions::{self, LoggedIn};
use super::settings::Identity;
use super::users::{Newcomer, checked, taken};
use crate::app::App;
use crate::model::comment::PostComments;
use crate::model::ids::UserId;
use crate::model::key::{Key, Keys};
use crate::model::path::PublicPath;
use crate::model::post::{PostKind, PostState, SourceFormat, default_path};
use crate::model::settings::Settings;
use crate::model::timestamp::Timestamp;
use crate::model::user::Role;
use crate::store::listing::Listed;
use crate::store::posts as rows;
use crate::store::posts::write::{self, NewPost};
use crate::store::users::{self, NewUser};
use crate::store::{StoreError, Unit, archive, audit, authors, listing, paths, settings};
use crate::tools::passwords::HashingFailed;
use crate::tools::{secrets, slug};

/// The first post by the language of the blog: its title, an empty line, and Markdown.
const FIRST_POSTS: [(&str, &str); 2] =
    [("en", include_str!("first_post.md")), ("de", include_str!("first_post.de.md"))];

/// What the first person typed.
#[derive(Debug, Clone, Default, serde::Deserialize)]
pub struct Wishes {
    pub title: String,
    pub tagline: String,
    pub time_zone: String,
    pub language: String,
    pub base_url: String,
    pub name: String,
    pub email: String,
    pub password: String,
}

/// Why the blog was not set up.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error("This link does not set up a blog, or no longer.")]
    Closed,
    #[error(transparent)]
    Fields(#[from] Complaints),
    #[error(transparent)]
    Hashing(#[from] HashingFailed),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The path of the link that sets the blog up, or none once somebody owns it. It stays the same until then.
pub async fn path(app: &App) -> Result<Option<String>, StoreError> {
    let mut db = app.db.reader().await?;
    if users::has_owner(&mut db).await? {
        return Ok(None);
    }
    let signature = secrets::sign(&app.settings().signing_secret, "setup", "owner");
    Ok(Some(format!("/setup/{}", data_encoding::HEXLOWER.encode(&signature))))
}

/// Does this token set the blog up, now?
pub async fn is_open(app: &App, token: &str) -> Result<bool, StoreError> {
    let signature = data_encoding::HEXLOWER_PERMISSIVE.decode(token.as_bytes()).unwrap_or_default();
    if !secrets::is_signed(&app.settings().signing_secret, "setup", "owner", &signature) {
        return Ok(false);
    }
    let mut db = app.db.reader().await?;
    Ok(!users::has_owner(&mut db).await?)
}

/// Sets the blog up and logs its owner in.
pub async fn set_up(app: &App, token: &str, wishes: Wishes, device: &str) -> Result<LoggedIn, Refusal> {
    if !is_open(app, token).await? {
        return Err(Refusal::Closed);
    }
    let mut complaints = Complaints::default();
    let mut changed = (*app.settings()).clone();
    identity(&wishes).apply(&mut changed, &mut complaints);
    let newcomer =
        Newcomer { name: wishes.name, email: wishes.email, password: wishes.password, role: Role::Owner };
    let owner = checked(&newcomer, &mut complaints);
    complaints.settled::<Refusal>()?;
    let hash = app.passwords.hash(newcomer.password, app.chance.bytes()).await?;
    let owner = NewUser { password_hash: Some(hash), ..owner };
    let (entry, now) = (app.chance.urn(), app.clock.now());
    let user = app
        .db
        .write(move |unit| {
            Box::pin(async move {
                let user = begin(unit, &changed, &owner, entry, now).await?;
                Ok::<_, Refusal>((user, Keys::of([Key::Site])))
            })
        })
        .await?;
    sessions::start(app, user, device).await.map_err(Refusal::Store)
}

fn identity(wishes: &Wishes) -> Identity<'_> {
    Identity {
        title: &wishes.title,
        tagline: &wishes.tagline,
        time_zone: &wishes.time_zone,
        language: &wishes.language,
        base_url: &wishes.base_url,
    }
}

/// Everything at once: a blog is never owned without settings, nor set up without an owner.
async fn begin(
    unit: &mut Unit,
    changed: &Settings,
    owner: &NewUser,
    entry_id: String,
    now: Timestamp,
) -> Result<UserId, Refusal> {
    if users::has_owner(unit).await? {
        return Err(Refusal::Closed);
    }
    // Nobody could save settings before there was an owner, but an import may have: the newest version is replaced.
    let present = settings::load(unit).await?;
    settings::update(unit, &Settings { version: present.version, ..changed.clone() }, now).await?;
    if present.zone != changed.zone {
        archive::recount(unit, &changed.zone).await?;
    }
    let user = users::insert(unit, owner, now).await.map_err(taken::<Refusal>)?;
    audit::record(unit, now, Some(user), "set_up", "user", user.0, None, Some(owner.role.word())).await?;
    if !rows::has_any(unit).await? {
        publish_first_post(unit, changed, user, entry_id, now).await?;
    }
    Ok(user)
}

async fn publish_first_post(
    unit: &mut Unit,
    settings: &Settings,
    author: UserId,
    entry_id: String,
    now: Timestamp,
) -> Result<(), Refusal> {
    let (title, source) = first_post(&settings.language);
    let local = settings.zone.local(now);
    let post = NewPost {
        kind: PostKind::Post,
        entry_id,
        state: PostState::Published,
        title: title.to_owned(),
        body: posts::body(SourceFormat::Markdown, source.to_owned()),
        published_at: Some(now),
        published_offset_minutes: local.offset_minutes,
        created_at: now,
        updated_at: now,
        language: None,
        comments: PostComments::Open,
        is_path_chosen: false,
        provenance: None,
    };
    let id = write::insert(unit, &post).await?;
    authors::replace_of_post(unit, id, &[author]).await?;
    if let Ok(path) = PublicPath::parse(&default_path(PostKind::Post, local.day, &slug::from_title(title))) {
        paths::assign(unit, id, &path, now).await?;
    }
    let month = local.day.month_of_year();
    listing::list(unit, Listed { id, kind: PostKind::Post, published_at: now, month }).await?;
    Ok(())
}

fn first_post(language: &str) -> (&'static str, &'static str) {
    let text = FIRST_POSTS.iter().find(|(tag, _)| *tag == language).unwrap_or(&FIRST_POSTS[0]).1;
    let (title, source) = text.split_once('\n').unwrap_or((text, ""));
    (title.trim(), source.trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tools::language::Language;

    #[test]
    fn there_is_a_first_post_in_every_language() {
        for language in Language::all() {
            assert!(FIRST_POSTS.iter().any(|(tag, _)| *tag == language.tag), "{}", language.tag);
            let (title, source) = first_post(language.tag);
            assert!(!title.is_empty() && title.chars().count() <= 60 && !source.starts_with('\n'), "{title}");
            assert!(PublicPath::parse(&format!("/2017/03/{}", slug::from_title(title))).is_ok());
        }
    }
}
