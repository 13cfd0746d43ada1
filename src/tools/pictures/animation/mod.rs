//! Pictures that move: shown as they came, without what stands in them beside the pictures. Still ones are pictures as any.

mod gif;
mod png;
mod webp;

use std::io::Cursor;

use image::codecs::gif::GifDecoder;
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::{
    AnimationDecoder as _, DynamicImage, Frames, ImageDecoder as _, ImageError, ImageResult, RgbaImage,
};

use super::decode::{self, MOST_PIXELS};
use super::{Developed, Form, PictureFault, forms};
use crate::tools::content::PictureFormat;

/// The most pixels of all pictures of a film together: each is decoded once to see that it can be.
const MOST_PIXELS_OF_ALL: u64 = 300_000_000;

/// A film as it came, but for remarks.
struct Cleaned {
    bytes: Vec<u8>,
    pictures: u64,
    /// Of its largest picture, and of all together: a picture may be larger than the film says it is.
    largest: u64,
    pixels: u64,
}

impl Cleaned {
    fn of_at_most(bytes: usize) -> Self {
        Self { bytes: Vec::with_capacity(bytes), pictures: 0, largest: 0, pixels: 0 }
    }

    /// Counts a picture of so many pixels.
    fn count(&mut self, pixels: u64) {
        self.pictures += 1;
        self.largest = self.largest.max(pixels);
        self.pixels += pixels;
    }
}

/// A film as it is kept; none if it has only one picture, or more than are looked at: then the first stands.
pub fn develop(format: PictureFormat, sent: &[u8]) -> Result<Option<Developed>, PictureFault> {
    let (cleaned, media_type, ending) = match format {
        PictureFormat::Gif => {
            (Some(gif::without_remarks(sent).ok_or(PictureFault::Damaged)?), "image/gif", "gif")
        }
        PictureFormat::Png => (png::without_remarks(sent)?, "image/apng", "png"),
        PictureFormat::Webp => (webp::without_remarks(sent)?, "image/webp", "webp"),
        PictureFormat::Jpeg => (None, "image/jpeg", "jpg"),
    };
    let Some(cleaned) = cleaned else { return Ok(None) };
    if cleaned.largest > MOST_PIXELS {
        return Err(PictureFault::TooManyPixels);
    }
    if cleaned.pictures < 2 {
        return Ok(None);
    }
    let Some(Looked { first, width, height }) = look_through(format, &cleaned)? else { return Ok(None) };
    let is_see_through = first.pixels().any(|pixel| pixel.0[3] != u8::MAX);
    let opaque = DynamicImage::ImageRgb8(DynamicImage::ImageRgba8(first).into_rgb8());
    Ok(Some(Developed {
        width,
        height,
        widths: vec![width],
        media_type,
        ending,
        forms: vec![Form { name: format!("{width}.{ending}"), bytes: cleaned.bytes }],
        placeholder: if is_see_through { None } else { Some(forms::placeholder(&opaque)?) },
    }))
}

/// A film whose pictures can all be read.
struct Looked {
    first: RgbaImage,
    width: u32,
    height: u32,
}

/// Reads all pictures of a film. None if that would take too long, or if it has more colours than are read of a film.
fn look_through(format: PictureFormat, film: &Cleaned) -> Result<Option<Looked>, PictureFault> {
    let ((width, height), frames) = match opened(format, &film.bytes) {
        Ok(opened) => opened,
        Err(ImageError::Unsupported(_)) => return Ok(None),
        Err(error) => return Err(decode::fault(&error)),
    };
    let canvas = u64::from(width) * u64::from(height);
    if canvas > MOST_PIXELS {
        return Err(PictureFault::TooManyPixels);
    }
    if canvas.max(1) * film.pictures + film.pixels > 2 * MOST_PIXELS_OF_ALL {
        return Ok(None);
    }
    let mut first = None;
    for frame in frames {
        match frame {
            Ok(frame) => first.get_or_insert_with(|| frame.into_buffer()),
            Err(ImageError::Unsupported(_)) => return Ok(None),
            Err(error) => return Err(decode::fault(&error)),
        };
    }
    first.map(|first| Some(Looked { first, width, height })).ok_or(PictureFault::Damaged)
}

fn opened(format: PictureFormat, film: &[u8]) -> ImageResult<((u32, u32), Frames<'_>)> {
    let film = Cursor::new(film);
    Ok(match format {
        PictureFormat::Png => {
            let decoder = PngDecoder::with_limits(film, decode::limits())?;
            (decoder.dimensions(), decoder.apng()?.into_frames())
        }
        PictureFormat::Webp => {
            let mut decoder = WebPDecoder::new(film)?;
            decoder.set_limits(decode::limits())?;
            (decoder.dimensions(), decoder.into_frames())
        }
        PictureFormat::Gif | PictureFormat::Jpeg => {
            let mut decoder = GifDecoder::new(film)?;
            decoder.set_limits(decode::limits())?;
            (decoder.dimensions(), decoder.into_frames())
        }
    })
}

fn take<'a>(rest: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let (taken, after) = rest.split_at_checked(length)?;
    *rest = after;
    Some(taken)
}
