//! The files that are made of a picture: each width in a form that every browser knows and in WebP.

use fast_image_resize::{FilterType, ResizeAlg, ResizeOptions, Resizer};
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType as PngFilter, PngEncoder};
use image::metadata::Orientation;
use image::{DynamicImage, GenericImageView as _};

use super::decode::{self, Decoded};
use super::{Developed, Form, PictureFault, WIDTHS};

const JPEG_QUALITY: u8 = 82;
const WEBP_QUALITY: f32 = 78.0;
/// Edges of letters and lines suffer first.
const WEBP_QUALITY_OF_DRAWINGS: f32 = 90.0;
/// The sides that WebP can have.
const WEBP_LONGEST: u32 = 16_383;
const PLACEHOLDER_WIDTH: u32 = 20;
const PLACEHOLDER_QUALITY: f32 = 25.0;
/// A drawing of more bytes for each pixel than this is a photograph that somebody saved as PNG.
const MOST_BYTES_OF_A_DRAWING: usize = 1;

pub fn of(decoded: Decoded) -> Result<Developed, PictureFault> {
    let Decoded { pixels, orientation, profile, is_photograph } = decoded;
    let largest = largest(pixels, orientation)?;
    let largest = match profile {
        Some(profile) => decode::in_srgb(largest, &profile),
        None => largest,
    };
    let (width, height) = largest.dimensions();
    let widths: Vec<_> = WIDTHS.into_iter().filter(|step| *step < width).chain([width]).collect();
    let pictures = steps(largest, &widths)?;
    let smallest = pictures.first().ok_or(PictureFault::Damaged)?;
    let is_see_through = smallest.color().has_alpha();
    let is_jpeg = !is_see_through && (is_photograph || is_photograph_in_png(smallest)?);
    let placeholder = if is_see_through { None } else { Some(placeholder(smallest)?) };
    let (media_type, ending) = if is_jpeg { ("image/jpeg", "jpg") } else { ("image/png", "png") };
    let mut forms = Vec::with_capacity(2 * widths.len());
    for (picture, width) in pictures.iter().zip(&widths) {
        let bytes = if is_jpeg { jpeg(picture)? } else { png(picture)? };
        forms.push(Form { name: format!("{width}.{ending}"), bytes });
        let quality = if is_jpeg { WEBP_QUALITY } else { WEBP_QUALITY_OF_DRAWINGS };
        forms.push(Form { name: format!("{width}.webp"), bytes: webp(picture, quality)? });
    }
    Ok(Developed { width, height, widths, media_type, ending, forms, placeholder })
}

/// The picture as it will be at its largest, upright. It is made smaller first, since turning takes memory.
fn largest(pixels: DynamicImage, orientation: Orientation) -> Result<DynamicImage, PictureFault> {
    let lies_on_its_side = matches!(
        orientation,
        Orientation::Rotate90
            | Orientation::Rotate270
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH
    );
    let (width, height) = pixels.dimensions();
    let (seen_width, seen_height) = if lies_on_its_side { (height, width) } else { (width, height) };
    let fitting = fitting_width(seen_width, seen_height);
    let mut largest = if fitting < seen_width {
        let fitting_height = other_side(seen_height, seen_width, fitting);
        let (width, height) =
            if lies_on_its_side { (fitting_height, fitting) } else { (fitting, fitting_height) };
        resized(&pixels, width, height)?
    } else {
        pixels
    };
    largest.apply_orientation(orientation);
    Ok(largest)
}

/// How wide the largest form is: no wider than the last step, and no higher than WebP can be.
fn fitting_width(width: u32, height: u32) -> u32 {
    let widest = width.min(WIDTHS[WIDTHS.len() - 1]);
    if other_side(height, width, widest) <= WEBP_LONGEST {
        return widest;
    }
    other_side(width, height, WEBP_LONGEST)
}

/// How long a side is when the other of the two changes from `from` to `to`.
fn other_side(side: u32, from: u32, to: u32) -> u32 {
    let (side, from, to) = (u64::from(side), u64::from(from.max(1)), u64::from(to));
    u32::try_from((side * to + from / 2) / from).unwrap_or(u32::MAX).max(1)
}

/// One picture for each width, rising; each is made of the next larger one.
fn steps(largest: DynamicImage, widths: &[u32]) -> Result<Vec<DynamicImage>, PictureFault> {
    let (width, height) = largest.dimensions();
    let mut pictures = vec![largest];
    for step in widths.iter().rev().skip(1) {
        let above = pictures.last().ok_or(PictureFault::Damaged)?;
        let smaller = resized(above, *step, other_side(height, width, *step))?;
        pictures.push(smaller);
    }
    pictures.reverse();
    Ok(pictures)
}

fn resized(picture: &DynamicImage, width: u32, height: u32) -> Result<DynamicImage, PictureFault> {
    let mut smaller = DynamicImage::new(width, height, picture.color());
    let how = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::CatmullRom));
    Resizer::new().resize(picture, &mut smaller, &how).map_err(|_| PictureFault::Damaged)?;
    Ok(smaller)
}

fn is_photograph_in_png(smallest: &DynamicImage) -> Result<bool, PictureFault> {
    let pixels = smallest.width() as usize * smallest.height() as usize;
    // A tiny picture tells nothing: its file is mostly what stands around the pixels.
    Ok(pixels > 40_000 && png(smallest)?.len() > pixels * MOST_BYTES_OF_A_DRAWING)
}

fn jpeg(picture: &DynamicImage) -> Result<Vec<u8>, PictureFault> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY)
        .encode_image(picture)
        .map_err(|error| decode::fault(&error))?;
    Ok(bytes)
}

fn png(picture: &DynamicImage) -> Result<Vec<u8>, PictureFault> {
    let mut bytes = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut bytes, CompressionType::Default, PngFilter::Adaptive);
    picture.write_with_encoder(encoder).map_err(|error| decode::fault(&error))?;
    Ok(bytes)
}

fn webp(picture: &DynamicImage, quality: f32) -> Result<Vec<u8>, PictureFault> {
    let (width, height) = picture.dimensions();
    let encoder = if picture.color().has_alpha() {
        webp::Encoder::from_rgba(picture.as_bytes(), width, height)
    } else {
        webp::Encoder::from_rgb(picture.as_bytes(), width, height)
    };
    let made = encoder.encode_simple(false, quality).map_err(|_| PictureFault::Damaged)?;
    Ok(made.to_vec())
}

/// So small that the browser's own smoothing blurs it.
pub fn placeholder(picture: &DynamicImage) -> Result<String, PictureFault> {
    let (width, height) = picture.dimensions();
    let to_width = PLACEHOLDER_WIDTH.min(width);
    let to_height = other_side(height, width, to_width).min(3 * PLACEHOLDER_WIDTH);
    let tiny = webp(&resized(picture, to_width, to_height)?, PLACEHOLDER_QUALITY)?;
    Ok(format!("data:image/webp;base64,{}", data_encoding::BASE64.encode(&tiny)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_never_wider_than_the_last_step_nor_than_it_was() {
        assert_eq!(fitting_width(4000, 3000), 2400);
        assert_eq!(fitting_width(300, 3000), 300);
        assert_eq!(fitting_width(1000, 30_000), 546);
        assert_eq!(fitting_width(1, 1), 1);
    }

    #[test]
    fn sides_keep_their_proportion_and_never_vanish() {
        assert_eq!(other_side(3000, 4000, 2400), 1800);
        assert_eq!(other_side(1, 30_000, 480), 1);
    }
}
