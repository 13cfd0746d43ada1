//! From bytes that anybody may have made up to pixels, with limits on what that costs.

use std::io::Cursor;

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder as _, ImageError, ImageFormat, ImageReader, Limits};
use moxcms::{ColorProfile, Layout, TransformOptions};

use super::{PictureFault, jpeg};
use crate::tools::content::PictureFormat;

/// The most pixels of a picture; cameras of telephones reach 50 million.
pub const MOST_PIXELS: u64 = 60_000_000;
/// The most bytes that a decoded picture may take.
const MOST_BYTES: u64 = 256 * 1024 * 1024;
/// Longer sides than this no form can have.
const LONGEST_SIDE: u32 = 30_000;

/// A picture in memory, not yet upright.
pub struct Decoded {
    /// Eight bits a colour, with transparency only if something is transparent.
    pub pixels: DynamicImage,
    pub orientation: Orientation,
    /// What its colours mean, if that is not sRGB.
    pub profile: Option<Vec<u8>>,
    /// It came as a photograph does, not as a drawing.
    pub is_photograph: bool,
}

pub fn picture(format: PictureFormat, sent: &[u8]) -> Result<Decoded, PictureFault> {
    // The decoder fills up with grey what a cut file lacks, so its end is looked for here.
    let sent = match format {
        PictureFormat::Jpeg => jpeg::picture(sent).ok_or(PictureFault::Damaged)?,
        _ => sent,
    };
    let mut reader = ImageReader::with_format(Cursor::new(sent), known(format));
    reader.limits(limits());
    let mut decoder = reader.into_decoder().map_err(|error| fault(&error))?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_PIXELS || width.max(height) > LONGEST_SIDE {
        return Err(PictureFault::TooManyPixels);
    }
    if decoder.total_bytes() > MOST_BYTES {
        return Err(PictureFault::TooMuchMemory);
    }
    // What is wrong with these does not keep the picture from being seen.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let profile = decoder.icc_profile().unwrap_or_default();
    let pixels = DynamicImage::from_decoder(decoder).map_err(|error| fault(&error))?;
    let pixels = plain(pixels);
    let is_photograph = match format {
        PictureFormat::Jpeg | PictureFormat::Webp => true,
        PictureFormat::Png | PictureFormat::Gif => false,
    };
    Ok(Decoded { pixels, orientation, profile, is_photograph })
}

pub fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_image_width = Some(u32::from(u16::MAX));
    limits.max_image_height = Some(u32::from(u16::MAX));
    limits.max_alloc = Some(MOST_BYTES);
    limits
}

fn known(format: PictureFormat) -> ImageFormat {
    match format {
        PictureFormat::Jpeg => ImageFormat::Jpeg,
        PictureFormat::Png => ImageFormat::Png,
        PictureFormat::Gif => ImageFormat::Gif,
        PictureFormat::Webp => ImageFormat::WebP,
    }
}

pub fn fault(error: &ImageError) -> PictureFault {
    match error {
        ImageError::Limits(_) => PictureFault::TooManyPixels,
        _ => PictureFault::Damaged,
    }
}

/// The same in eight bits a colour. Transparency that nothing uses is dropped.
fn plain(pixels: DynamicImage) -> DynamicImage {
    if !pixels.color().has_alpha() {
        return DynamicImage::ImageRgb8(pixels.into_rgb8());
    }
    let pixels = pixels.into_rgba8();
    if pixels.pixels().all(|pixel| pixel.0[3] == u8::MAX) {
        return DynamicImage::ImageRgb8(DynamicImage::ImageRgba8(pixels).into_rgb8());
    }
    DynamicImage::ImageRgba8(pixels)
}

/// Brings colours that a profile describes to sRGB, which is what pictures without a profile are in. A profile that
/// makes no sense changes nothing.
pub fn in_srgb(pixels: DynamicImage, profile: &[u8]) -> DynamicImage {
    let Ok(from) = ColorProfile::new_from_slice(profile) else { return pixels };
    let layout = if pixels.color().has_alpha() { Layout::Rgba } else { Layout::Rgb };
    let to = ColorProfile::new_srgb();
    let Ok(transform) = from.create_transform_8bit(layout, &to, layout, TransformOptions::default()) else {
        return pixels;
    };
    let mut changed = pixels.clone();
    let done = match &mut changed {
        DynamicImage::ImageRgb8(changed) => transform.transform(pixels.as_bytes(), changed),
        DynamicImage::ImageRgba8(changed) => transform.transform(pixels.as_bytes(), changed),
        _ => return pixels,
    };
    if done.is_ok() { changed } else { pixels }
}
