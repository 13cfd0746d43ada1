//! The library of pictures, sound, films and files: all of it in `index.rs`, one in `show.rs`, what comes in in
//! `upload.rs`.

pub mod index;
pub mod show;
pub mod upload;

use crate::actions::media::Refusal;
use crate::model::ids::MediaId;
use crate::model::media::{MediaKind, Medium};
use crate::web::error::Failure;

/// A medium as the library shows it.
pub struct Card {
    pub id: MediaId,
    pub title: String,
    pub kind: MediaKind,
    /// A small form of a picture.
    pub thumbnail: Option<String>,
    pub width: i64,
    pub height: i64,
    pub alt: String,
    pub address: String,
    pub markdown: String,
    pub facts: String,
}

impl Card {
    pub fn of(medium: &Medium) -> Self {
        let small = medium.width_for(1).map(|width| {
            if medium.has_webp() {
                medium.address_of(&format!("{width}.webp"))
            } else {
                medium.address_at(width)
            }
        });
        Self {
            id: medium.id,
            title: medium.title.clone(),
            kind: medium.kind,
            thumbnail: small,
            width: medium.width.unwrap_or_default(),
            height: medium.height.unwrap_or_default(),
            alt: medium.alt.clone(),
            address: medium.address(),
            markdown: medium.markdown(),
            facts: facts(medium),
        }
    }

    /// A picture that says nothing to who can't see it.
    pub fn lacks_alt(&self) -> bool {
        self.kind == MediaKind::Picture && self.alt.is_empty()
    }

    pub fn kind_word(&self) -> &'static str {
        kind_word(self.kind)
    }
}

fn kind_word(kind: MediaKind) -> &'static str {
    match kind {
        MediaKind::Picture => "Picture",
        MediaKind::Audio => "Sound",
        MediaKind::Video => "Film",
        MediaKind::File => "File",
    }
}

/// “1600 × 1200” or “3.4 MB”
fn facts(medium: &Medium) -> String {
    match (medium.width, medium.height) {
        (Some(width), Some(height)) => format!("{width} × {height}"),
        _ => format!("{}, {}", medium.ending.to_uppercase(), size(medium.bytes)),
    }
}

/// In units of a thousand, as disks are sold.
fn size(bytes: i64) -> String {
    match bytes {
        ..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        1_000_000..1_000_000_000 => format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10),
        _ => format!("{}.{} GB", bytes / 1_000_000_000, bytes / 100_000_000 % 10),
    }
}

/// What a refusal comes to where no form can be shown again.
impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NotAllowed | Refusal::NotYours => Self::Forbidden,
            Refusal::Unknown => Self::NotFound,
            Refusal::Store(error) => error.into(),
            refusal => Self::Broken(std::sync::Arc::new(refusal)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_short() {
        for (bytes, shown) in
            [(999, "999 bytes"), (34_567, "34 kB"), (3_450_000, "3.4 MB"), (1_100_000_000, "1.1 GB")]
        {
            assert_eq!(size(bytes), shown);
        }
    }
}
