//! Pictures, sound, films and files: their names, their addresses, and how large they may be.

use super::ids::MediaId;
use super::timestamp::Timestamp;
use super::words;

/// What a medium is, by its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(rename_all = "snake_case")]
pub enum MediaKind {
    Picture,
    Audio,
    Video,
    File,
}

const MEGABYTE: u64 = 1_000_000;

impl MediaKind {
    pub const ALL: [Self; 4] = [Self::Picture, Self::Audio, Self::Video, Self::File];

    pub fn word(self) -> &'static str {
        match self {
            Self::Picture => "picture",
            Self::Audio => "audio",
            Self::Video => "video",
            Self::File => "file",
        }
    }

    /// The most megabytes (of a million bytes) that are taken.
    pub fn most_megabytes(self) -> u64 {
        match self {
            Self::Picture => 40,
            Self::Audio | Self::File => 500,
            Self::Video => 4000,
        }
    }

    pub fn most_bytes(self) -> u64 {
        self.most_megabytes() * MEGABYTE
    }
}

/// Where a medium stands. Only what is ready is shown or named anywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(rename_all = "snake_case")]
pub enum MediaState {
    /// Its row is written down, its files are not all there.
    Arriving,
    Ready,
    /// It is gone for everybody; its files may still be there.
    Deleting,
    /// Its files are gone as well. What is left tells that there was something.
    Gone,
}

/// A medium that is there.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Medium {
    pub id: MediaId,
    /// In its addresses, and never another.
    pub name: String,
    pub kind: MediaKind,
    pub media_type: String,
    pub ending: String,
    pub bytes: i64,
    pub width: Option<i64>,
    pub height: Option<i64>,
    /// As it is stored; see `widths()`.
    pub widths: String,
    pub title: String,
    /// What a picture shows, for who can't see it; empty as long as nobody said it.
    pub alt: String,
    pub uploaded_by: Option<super::ids::UserId>,
    pub created_at: Timestamp,
    pub placeholder: Option<String>,
}

/// How many letters a name has: a hundred bits.
const NAME_LETTERS: usize = 20;

/// A name that comes of what was sent (its SHA-256), so that the same is the same again.
pub fn name_of(digest: &[u8]) -> String {
    let mut name = data_encoding::BASE32_NOPAD.encode(digest).to_ascii_lowercase();
    name.truncate(NAME_LETTERS);
    name
}

pub fn is_name(text: &str) -> bool {
    text.len() == NAME_LETTERS && text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'2'..=b'7'))
}

/// May this be a file of a medium? `960.webp`, `whole.mp4`
pub fn is_file(text: &str) -> bool {
    let is_plain = |part: &str, most| {
        !part.is_empty()
            && part.len() <= most
            && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    text.split_once('.').is_some_and(|(stem, ending)| is_plain(stem, 16) && is_plain(ending, 8))
}

/// The medium that an address or a piece of Markdown names: the name behind the first `/media/`.
pub fn named_in(text: &str) -> Option<&str> {
    let name = text.split_once("/media/")?.1.split('/').next()?;
    is_name(name).then_some(name)
}

/// The one file of what has no widths.
pub fn whole_file(ending: &str) -> String {
    format!("whole.{ending}")
}

impl Medium {
    /// Of a picture's forms, rising.
    pub fn widths(&self) -> Vec<u32> {
        self.widths.split(' ').filter_map(|width| width.parse().ok()).collect()
    }

    /// Is there a form in WebP beside each? Not beside what moves.
    pub fn has_webp(&self) -> bool {
        matches!(self.media_type.as_str(), "image/jpeg" | "image/png")
    }

    /// The address of one of its files.
    pub fn address_of(&self, file: &str) -> String {
        format!("/media/{}/{file}", self.name)
    }

    /// The address of a picture's form of this width.
    pub fn address_at(&self, width: u32) -> String {
        self.address_of(&format!("{width}.{}", self.ending))
    }

    /// The narrowest form that is at least so wide, or the widest; none if it is no picture.
    pub fn width_for(&self, wanted: u32) -> Option<u32> {
        let widths = self.widths();
        widths.iter().copied().find(|width| *width >= wanted).or(widths.last().copied())
    }

    /// Where it is, as texts name it: a picture in a middle width, anything else as it is.
    pub fn address(&self) -> String {
        match self.width_for(960) {
            Some(width) => self.address_at(width),
            None => self.address_of(&whole_file(&self.ending)),
        }
    }

    /// How it is put into a text in Markdown.
    pub fn markdown(&self) -> String {
        let plain = |text: &str| text.replace(['[', ']', '\\', '<', '>'], " ");
        match self.kind {
            MediaKind::Picture => format!("![{}]({})", plain(&self.alt).trim(), self.address()),
            _ => format!("[{}]({})", plain(&self.title).trim(), self.address()),
        }
    }

    /// What it is called when somebody saves it.
    pub fn file_name(&self) -> String {
        format!("{}.{}", self.title, self.ending)
    }
}

/// The most characters of a title.
pub const TITLE_MAX: usize = 200;
/// The most characters of a description. Longer ones belong into the text.
pub const ALT_MAX: usize = 1000;

/// The title that a sent file's name makes: without folders, without its ending, without letters that can't be seen or
/// that turn others around. What is left may be empty.
pub fn title_of(sent: &str) -> String {
    let name = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = match name.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() && ending.len() <= 8 => stem,
        _ => name,
    };
    let shown: String = stem.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    let short: String = shown.chars().take(TITLE_MAX).collect();
    words::heading(&short.replace('_', " "), TITLE_MAX).unwrap_or_default()
}

#[cfg(test)]
impl Medium {
    /// A picture for tests.
    pub fn sample(id: i64, widths: &str) -> Self {
        Self {
            id: MediaId(id),
            name: name_of(&[u8::try_from(id).unwrap(); 32]),
            kind: MediaKind::Picture,
            media_type: "image/jpeg".to_owned(),
            ending: "jpg".to_owned(),
            bytes: 1000,
            width: Some(1600),
            height: Some(1200),
            widths: widths.to_owned(),
            title: "A picture".to_owned(),
            alt: String::new(),
            uploaded_by: None,
            created_at: Timestamp(1),
            placeholder: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_comes_of_the_content_and_nothing_else_is_one() {
        let name = name_of(&[7; 32]);
        assert!(is_name(&name), "{name}");
        assert_eq!(name, name_of(&[7; 32]));
        for other in
            ["", "..", "abcdefghij", "ABCDEFGHIJKLMNOPQRST", "abcdefghijklmnopqrs/", "abcdefghijklmnopqrs1"]
        {
            assert!(!is_name(other), "{other}");
        }
    }

    #[test]
    fn no_file_leads_out_of_its_folder() {
        for file in ["960.webp", "whole.mp4"] {
            assert!(is_file(file), "{file}");
        }
        for file in ["", ".", "..", "a", ".webp", "a.", "../x.jpg", "a/b.jpg", "a.b.c", "A.jpg", "a\0.jpg"] {
            assert!(!is_file(file), "{file:?}");
        }
    }

    #[test]
    fn an_address_names_its_medium_however_it_is_pasted() {
        let name = name_of(&[1; 32]);
        for text in [
            format!("/media/{name}/960.jpg"),
            format!("https://blog.example.org/media/{name}/960.jpg"),
            format!("![a](/media/{name}/960.jpg)"),
        ] {
            assert_eq!(named_in(&text), Some(name.as_str()), "{text}");
        }
        assert_eq!(named_in("/media/no-name/960.jpg"), None);
        assert_eq!(named_in(&name), None);
    }

    #[test]
    fn a_form_is_found_for_every_wish() {
        let picture = Medium::sample(1, "480 960 1600");
        assert_eq!(picture.width_for(1), Some(480));
        assert_eq!(picture.width_for(961), Some(1600));
        assert_eq!(picture.width_for(9999), Some(1600));
        assert!(picture.address().ends_with("/960.jpg"));
        assert!(Medium::sample(1, "300").address().ends_with("/300.jpg"));
    }

    #[test]
    fn a_title_is_what_is_left_of_a_files_name() {
        for (sent, title) in [
            ("holiday_at the sea.JPG", "holiday at the sea"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\ada\\cat.png", "cat"),
            ("a\0b.png", "a b"),
            ("exe\u{202e}gpj.png", "exegpj"),
            (".jpg", ".jpg"),
            ("", ""),
            ("\u{202e}.png", ""),
        ] {
            assert_eq!(title_of(sent), title, "{sent:?}");
        }
        assert_eq!(title_of(&format!("{}.png", "ä".repeat(300))).chars().count(), TITLE_MAX);
    }

    #[test]
    fn markdown_holds_whatever_the_title_is() {
        let picture = Medium { alt: "a [b] \\".to_owned(), ..Medium::sample(1, "480") };
        let address = picture.address();
        assert_eq!(picture.markdown(), format!("![a  b]({address})"));
    }
}
