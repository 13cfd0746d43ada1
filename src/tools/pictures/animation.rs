//! Moving GIFs: shown as they came, without what stands in them beside the pictures. Still ones are pictures as any.

use std::io::Cursor;

use image::codecs::gif::GifDecoder;
use image::{AnimationDecoder as _, DynamicImage, ImageDecoder as _};

use super::decode::{self, MOST_PIXELS};
use super::{Developed, Form, PictureFault, forms};

/// The most pixels of all pictures of a film together: each is decoded once to see that it can be.
const MOST_PIXELS_OF_ALL: u64 = 300_000_000;

/// A GIF of several pictures as it is kept; none if it has only one, or more than are looked at: then the first stands.
pub fn develop(sent: &[u8]) -> Result<Option<Developed>, PictureFault> {
    let Some(cleaned) = without_remarks(sent) else { return Err(PictureFault::Damaged) };
    if cleaned.pictures < 2 {
        return Ok(None);
    }
    let mut decoder = GifDecoder::new(Cursor::new(&cleaned.bytes)).map_err(|error| decode::fault(&error))?;
    decoder.set_limits(decode::limits()).map_err(|error| decode::fault(&error))?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if pixels > MOST_PIXELS {
        return Err(PictureFault::TooManyPixels);
    }
    if pixels.max(1) * cleaned.pictures > MOST_PIXELS_OF_ALL {
        return Ok(None);
    }
    let mut first = None;
    for frame in decoder.into_frames() {
        let frame = frame.map_err(|error| decode::fault(&error))?;
        first.get_or_insert_with(|| frame.into_buffer());
    }
    let first = first.ok_or(PictureFault::Damaged)?;
    let is_see_through = first.pixels().any(|pixel| pixel.0[3] != u8::MAX);
    let opaque = DynamicImage::ImageRgb8(DynamicImage::ImageRgba8(first).into_rgb8());
    Ok(Some(Developed {
        width,
        height,
        widths: vec![width],
        media_type: "image/gif",
        ending: "gif",
        forms: vec![Form { name: format!("{width}.gif"), bytes: cleaned.bytes }],
        placeholder: if is_see_through { None } else { Some(forms::placeholder(&opaque)?) },
    }))
}

struct Cleaned {
    bytes: Vec<u8>,
    pictures: u64,
}

/// Copies a GIF block by block (its specification of 1989, section 12 and on): comments, texts and what applications wrote are left out,
/// except how often it repeats, and so is what stands behind its end. None if it is not built as a GIF is.
fn without_remarks(sent: &[u8]) -> Option<Cleaned> {
    let mut rest = sent;
    let mut kept = Cleaned { bytes: Vec::with_capacity(sent.len()), pictures: 0 };
    let screen = take(&mut rest, 13)?;
    kept.bytes.extend_from_slice(screen);
    kept.bytes.extend_from_slice(take(&mut rest, table_length(screen[10]))?);
    loop {
        match take(&mut rest, 1)?[0] {
            0x3b => {
                kept.bytes.push(0x3b);
                return Some(kept);
            }
            0x21 => {
                let label = take(&mut rest, 1)?[0];
                let blocks = sub_blocks(&mut rest)?;
                // How a picture is shown, or how often all are.
                let is_needed = label == 0xf9
                    || label == 0xff
                        && (blocks.starts_with(b"\x0bNETSCAPE2.0\x03"))
                        && blocks.len() == REPEATS;
                if is_needed {
                    kept.bytes.extend_from_slice(&[0x21, label]);
                    kept.bytes.extend_from_slice(blocks);
                }
            }
            0x2c => {
                let descriptor = take(&mut rest, 9)?;
                kept.bytes.push(0x2c);
                kept.bytes.extend_from_slice(descriptor);
                kept.bytes.extend_from_slice(take(&mut rest, table_length(descriptor[8]))?);
                kept.bytes.extend_from_slice(take(&mut rest, 1)?);
                kept.bytes.extend_from_slice(sub_blocks(&mut rest)?);
                kept.pictures += 1;
            }
            _ => return None,
        }
    }
}

/// The length of the block that says how often a film repeats: its name, three bytes, and the end.
const REPEATS: usize = 12 + 4 + 1;

fn take<'a>(rest: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let (taken, after) = rest.split_at_checked(length)?;
    *rest = after;
    Some(taken)
}

/// The bytes of the table of colours that these flags announce.
fn table_length(flags: u8) -> usize {
    if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 0x07) + 1) }
}

/// A row of blocks with their lengths, and the empty one that ends it.
fn sub_blocks<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let start = *rest;
    let mut length = 0;
    loop {
        let block = usize::from(take(rest, 1)?[0]);
        take(rest, block)?;
        length += 1 + block;
        if block == 0 {
            return start.get(..length);
        }
    }
}

#[cfg(test)]
mod tests {
    use image::codecs::gif::{GifEncoder, Repeat};
    use image::{Frame, RgbaImage};

    use super::*;

    fn film(frames: u8) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = GifEncoder::new(&mut bytes);
        encoder.set_repeat(Repeat::Infinite).unwrap();
        for shade in 0..frames {
            let frame = RgbaImage::from_pixel(30, 20, image::Rgba([shade * 40, 90, 20, 255]));
            encoder.encode_frame(Frame::new(frame)).unwrap();
        }
        drop(encoder);
        bytes
    }

    /// Puts a block behind the screen's description, where comments may stand.
    fn with_block(film: &[u8], block: &[u8]) -> Vec<u8> {
        let place = 13 + table_length(film[10]);
        [&film[..place], block, &film[place..]].concat()
    }

    #[test]
    fn a_film_stays_a_film_and_loses_every_remark() {
        let film = film(3);
        let remarked = with_block(&film, b"\x21\xfe\x0fLatitude 52.5 N\x00");
        let remarked = with_block(&remarked, b"\x21\xff\x0bXMP DataXMP\x05<rdf>\x00");
        let polyglot = [&remarked[..], b"<script>alert(1)</script>"].concat();
        let made = develop(&polyglot).unwrap().unwrap();
        assert_eq!((made.width, made.height, made.ending), (30, 20, "gif"));
        assert_eq!(made.forms.len(), 1);
        assert_eq!(made.forms[0].bytes, film, "all that was added is gone");
    }

    #[test]
    fn one_picture_is_no_film() {
        assert_eq!(develop(&film(1)).unwrap(), None);
    }

    #[test]
    fn a_film_that_is_cut_off_anywhere_is_refused_or_still() {
        let film = film(3);
        for length in 13..film.len() {
            assert_eq!(develop(&film[..length]), Err(PictureFault::Damaged), "{length}");
        }
    }
}
