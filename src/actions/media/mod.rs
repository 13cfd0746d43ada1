//! Pictures, sound, films and files: taking them in, describing them, removing them. What stands here is what these
//! verbs share.

mod change;
mod receive;
#[cfg(test)]
mod tests;
mod tidy;

use std::io;

pub use change::{Description, delete, update};
pub use receive::{Receiving, Taken, bring};
pub use tidy::{Tidied, clear, tidy};

use super::standing::allowed;
use crate::app::Spoilt;
use crate::model::ids::MediaId;
use crate::model::key::{Key, Keys};
use crate::model::media::{MediaKind, Medium};
use crate::model::user::{Deed, User};
use crate::model::words::Fault;
use crate::store::{Source, StoreError, media};
use crate::tools::content::Unwelcome;
use crate::tools::pictures::PictureFault;

/// Why a medium was not taken, changed or removed.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error("Your role doesn’t allow this.")]
    NotAllowed,
    #[error("There is no such file in the library.")]
    Unknown,
    #[error("Somebody else brought this here. Editors and owners may change it.")]
    NotYours,
    #[error("This file is empty.")]
    Empty,
    #[error("This is too large: {} has at most {} MB.", with_article(*.0), .0.most_megabytes())]
    TooLarge(MediaKind),
    #[error("{}", unwelcome(*.0))]
    Unwelcome(Unwelcome),
    #[error(transparent)]
    Picture(#[from] PictureFault),
    #[error("This picture takes too long to be read. Save it anew, or smaller.")]
    TooSlow,
    #[error(
        "This film is in too many parts to be freed of the place where it was taken. Export it anew as one MP4."
    )]
    TooManyParts,
    #[error("The upload broke off, and nothing of it was kept. Send it again.")]
    CutOff,
    #[error(
        "There is no room left on the blog’s disk, and nothing was kept. Free some space and send it again."
    )]
    DiskFull,
    #[error("The file couldn’t be written to the blog’s disk, and nothing was kept. The log says why.")]
    Disk(#[source] io::Error),
    #[error("This very file is being removed right now. Send it again in a minute.")]
    BeingRemoved,
    #[error("Posts show this. Say that it shall be deleted all the same.")]
    InUse,
    #[error("{0}")]
    Title(Fault),
    #[error("{0}")]
    Alt(Fault),
    #[error(transparent)]
    Spoilt(#[from] Spoilt),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull,
            _ => Self::Disk(error),
        }
    }
}

fn with_article(kind: MediaKind) -> &'static str {
    match kind {
        MediaKind::Picture => "a picture",
        MediaKind::Audio => "a recording",
        MediaKind::Video => "a film",
        MediaKind::File => "a file",
    }
}

fn unwelcome(kind: Unwelcome) -> &'static str {
    match kind {
        Unwelcome::Svg => {
            "This is an SVG drawing. Those can hold programs that run in readers’ browsers, so none are taken. Save \
             it as PNG."
        }
        Unwelcome::Avif => "This is an AVIF picture, which can’t be read here. Save it as JPEG, PNG or WebP.",
        Unwelcome::Heic => {
            "This is a HEIC photograph, which most browsers can’t show. Save or share it as JPEG."
        }
        Unwelcome::Unshown => "Browsers don’t show pictures of this kind. Save it as JPEG, PNG, GIF or WebP.",
    }
}

/// The medium, if this person may change it at this moment.
pub async fn own(db: &mut impl Source, by: &User, id: MediaId) -> Result<Medium, Refusal> {
    let by = allowed(db, by.id, Deed::UploadMedia).await?.ok_or(Refusal::NotAllowed)?;
    let medium = media::by_id(db, id).await?.ok_or(Refusal::Unknown)?;
    if may_change(&by, &medium) { Ok(medium) } else { Err(Refusal::NotYours) }
}

/// Who brought something may change it, and who looks after everything.
pub fn may_change(by: &User, medium: &Medium) -> bool {
    let is_own = medium.uploaded_by == Some(by.id) && by.may(Deed::UploadMedia);
    is_own || by.may(Deed::ChangeAllMedia)
}

/// More posts than this that show one picture are not named one by one: every page is made anew.
const MOST_NAMED: i64 = 200;

/// Everything that shows a medium.
async fn keys_of(db: &mut impl Source, id: MediaId) -> Result<Keys, StoreError> {
    let shown = media::uses(db, id, MOST_NAMED + 1).await?;
    if i64::try_from(shown.len()).is_ok_and(|posts| posts > MOST_NAMED) {
        return Ok(Keys::of([Key::Site]));
    }
    let faces = media::faces(db, id).await?;
    let posts = shown.into_iter().map(|post| Key::Post(post.id));
    Ok(Keys::of(posts.chain(faces.into_iter().map(|(user, _)| Key::Author(user)))))
}
