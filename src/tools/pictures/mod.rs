//! Pictures as somebody sent them become pictures as readers get them: upright, in sRGB, in several widths, without
//! anything that a camera wrote beside them. Everything is decoded and encoded anew under limits.

mod animation;
mod card;
mod decode;
mod forms;
mod jpeg;
mod share;
#[cfg(test)]
mod tests;

pub use card::card;
pub use decode::MOST_PIXELS;
pub use share::{SHARE_HEIGHT, SHARE_WIDTH, share, share_sides};

use super::content::PictureFormat;

/// The widths in which a picture is offered, as far as it is that wide. Nothing wider than the last is kept.
pub const WIDTHS: [u32; 4] = [480, 960, 1600, 2400];

/// Why a picture was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PictureFault {
    #[error("This picture is cut off or damaged: it can’t be read to its end.")]
    Damaged,
    #[error("This picture is too large: at most {} million pixels are taken.", MOST_PIXELS / 1_000_000)]
    TooManyPixels,
    #[error("This picture would take too much memory. Save it with 8 bits a colour, or smaller.")]
    TooMuchMemory,
}

/// One file of a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// `960.webp`
    pub name: String,
    pub bytes: Vec<u8>,
}

/// A picture as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Developed {
    /// Of its largest form, as it is seen: upright.
    pub width: u32,
    pub height: u32,
    /// Rising.
    pub widths: Vec<u32>,
    /// Of the forms that every browser knows; beside each stands one in WebP, except beside what moves.
    pub media_type: &'static str,
    pub ending: &'static str,
    pub forms: Vec<Form>,
    /// A `data:` address of a few hundred bytes to be seen until the picture is there; none if one could look through.
    pub placeholder: Option<String>,
}

/// Makes of a sent picture all that readers get of it. Takes a second or so for a large one.
pub fn develop(format: PictureFormat, sent: &[u8]) -> Result<Developed, PictureFault> {
    if let Some(moving) = animation::develop(format, sent)? {
        return Ok(moving);
    }
    forms::of(decode::picture(format, sent)?)
}

/// A picture for the tests of other rooms.
#[cfg(test)]
pub fn sample_png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let picture = image::RgbImage::from_pixel(width, height, image::Rgb([200, 100, 50]));
    picture.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}
