//! A picture as those get it who are sent a link: one form that every site and program shows, and small enough for all.

use image::RgbImage;
use image::codecs::jpeg::JpegEncoder;

use super::PictureFault;

pub const SHARE_WIDTH: u32 = 1200;
pub const SHARE_HEIGHT: u32 = 630;
/// The most that the strictest of them loads.
pub const MOST_BYTES: usize = 300_000;
/// The best that is small enough is taken.
const QUALITIES: [u8; 4] = [88, 76, 62, 45];

/// The best JPEG that is small enough.
pub fn jpeg(picture: &RgbImage) -> Result<Vec<u8>, PictureFault> {
    let mut made = Vec::new();
    for quality in QUALITIES {
        made.clear();
        let encoder = JpegEncoder::new_with_quality(&mut made, quality);
        picture.write_with_encoder(encoder).map_err(|_| PictureFault::Damaged)?;
        if made.len() <= MOST_BYTES {
            break;
        }
    }
    Ok(made)
}
