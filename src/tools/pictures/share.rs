//! A picture as those get it who are sent a link: one form that every site and program shows, and small enough for all.

use fast_image_resize::{FilterType, ResizeAlg, ResizeOptions, Resizer};
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, GenericImageView as _, ImageReader, RgbImage};

use super::{PictureFault, decode};

/// The largest sides; what is smaller keeps their proportion.
pub const SHARE_WIDTH: u32 = 1200;
pub const SHARE_HEIGHT: u32 = 630;
/// The most that the strictest of them loads.
pub const MOST_BYTES: usize = 300_000;
/// The best that is small enough is taken.
const QUALITIES: [u8; 4] = [88, 76, 62, 45];
/// What is cut away of a high picture is cut away below rather than above, since faces are above.
const MIDDLE: (f64, f64) = (0.5, 0.4);

/// The sides of what is made of a picture with these sides. Nothing is made larger than it is.
pub fn share_sides(width: u32, height: u32) -> (u32, u32) {
    if width >= SHARE_WIDTH && height >= SHARE_HEIGHT {
        return (SHARE_WIDTH, SHARE_HEIGHT);
    }
    let (wide, high) = (u64::from(SHARE_WIDTH), u64::from(SHARE_HEIGHT));
    let at_most = |side: u32, other: u32, of: u64, to: u64| {
        u32::try_from((u64::from(other) * of / to).min(u64::from(side))).unwrap_or(side).max(1)
    };
    let (across, down) = (at_most(width, height, wide, high), at_most(height, width, high, wide));
    (across.min(SHARE_WIDTH), down.min(SHARE_HEIGHT))
}

/// Cuts and encodes one of our own pictures. What one could look through stands on white.
pub fn share(bytes: &[u8]) -> Result<Vec<u8>, PictureFault> {
    let mut reader = ImageReader::new(std::io::Cursor::new(bytes));
    reader.limits(decode::limits());
    let reader = reader.with_guessed_format().map_err(|_| PictureFault::Damaged)?;
    let whole = reader.decode().map_err(|error| decode::fault(&error))?;
    let (width, height) = whole.dimensions();
    let (across, down) = share_sides(width, height);
    let whole = DynamicImage::ImageRgb8(opaque(&whole));
    let mut cut = DynamicImage::new(across, down, whole.color());
    let how = ResizeOptions::new()
        .resize_alg(ResizeAlg::Convolution(FilterType::CatmullRom))
        .fit_into_destination(Some(MIDDLE));
    Resizer::new().resize(&whole, &mut cut, &how).map_err(|_| PictureFault::Damaged)?;
    jpeg(&cut.into_rgb8())
}

fn opaque(picture: &DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.to_rgb8();
    }
    let seen = picture.to_rgba8();
    let on_white = |colour: u8, alpha: u8| {
        let (colour, alpha) = (u16::from(colour), u16::from(alpha));
        u8::try_from((colour * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX)
    };
    RgbImage::from_fn(seen.width(), seen.height(), |x, y| {
        let image::Rgba([red, green, blue, alpha]) = *seen.get_pixel(x, y);
        image::Rgb([red, green, blue].map(|colour| on_white(colour, alpha)))
    })
}

/// The best JPEG that is small enough.
pub fn jpeg(picture: &RgbImage) -> Result<Vec<u8>, PictureFault> {
    let mut made = Vec::new();
    for quality in QUALITIES {
        made.clear();
        let encoder = JpegEncoder::new_with_quality(&mut made, quality);
        picture.write_with_encoder(encoder).map_err(|error| decode::fault(&error))?;
        if made.len() <= MOST_BYTES {
            break;
        }
    }
    Ok(made)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sides_of(bytes: &[u8]) -> (u32, u32) {
        image::load_from_memory_with_format(bytes, image::ImageFormat::Jpeg).unwrap().dimensions()
    }

    fn png(picture: &DynamicImage) -> Vec<u8> {
        let mut bytes = std::io::Cursor::new(Vec::new());
        picture.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn a_picture_is_cut_to_its_place_and_never_made_larger() {
        for ((width, height), expected) in [
            ((2400, 1800), (1200, 630)),
            ((2400, 700), (1200, 630)),
            ((1600, 467), (889, 467)),
            ((600, 3000), (600, 315)),
            ((300, 200), (300, 157)),
            ((1200, 400), (761, 400)),
            ((1, 1), (1, 1)),
        ] {
            assert_eq!(share_sides(width, height), expected, "{width} × {height}");
        }
        for (width, height) in [(1500, 1300), (300, 200), (40, 900)] {
            let made = share(&png(&DynamicImage::new_rgb8(width, height))).unwrap();
            assert_eq!(sides_of(&made), share_sides(width, height));
        }
    }

    #[test]
    fn noise_is_small_enough_too() {
        let mut state = 1_u32;
        let noise = RgbImage::from_fn(1300, 700, |_, _| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let [_, red, green, blue] = state.to_be_bytes();
            image::Rgb([red / 2 + 64, green / 2 + 64, blue / 2 + 64])
        });
        let made = share(&png(&DynamicImage::ImageRgb8(noise))).unwrap();
        assert_eq!(sides_of(&made), (1200, 630));
        assert!(made.len() <= 400_000, "{} bytes", made.len());
    }

    #[test]
    fn what_is_clear_stands_on_white_and_what_is_damaged_is_refused() {
        let made = share(&png(&DynamicImage::new_rgba8(400, 210))).unwrap();
        let seen = image::load_from_memory(&made).unwrap().into_rgb8();
        assert!(seen.get_pixel(200, 100).0.iter().all(|colour| *colour > 250));
        assert_eq!(share(b"\xff\xd8\xff no picture"), Err(PictureFault::Damaged));
    }
}
