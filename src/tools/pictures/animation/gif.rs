//! The blocks of a GIF (its specification of 1989, section 12 and on).

use super::{Cleaned, take};

/// Copies a GIF block by block: comments, texts and what applications wrote are left out, except how often it repeats, and
/// so is what stands behind its end. None if it is not built as a GIF is.
pub fn without_remarks(sent: &[u8]) -> Option<Cleaned> {
    let mut rest = sent;
    let mut kept = Cleaned::of_at_most(sent.len());
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
                let side =
                    |place: usize| u64::from(u16::from_le_bytes([descriptor[place], descriptor[place + 1]]));
                kept.count(side(4) * side(6));
            }
            _ => return None,
        }
    }
}

/// The length of the block that says how often a film repeats: its name, three bytes, and the end.
const REPEATS: usize = 12 + 4 + 1;

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

    use super::super::develop as develop_any;
    use super::*;
    use crate::tools::content::PictureFormat;
    use crate::tools::pictures::{Developed, PictureFault};

    fn develop(sent: &[u8]) -> Result<Option<Developed>, PictureFault> {
        develop_any(PictureFormat::Gif, sent)
    }

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

    /// The first picture's description, which stands behind how it is shown.
    fn first_picture(film: &[u8]) -> usize {
        let start = 13 + table_length(film[10]);
        start + film[start..].windows(3).position(|part| part[0] == 0x2c && part[1..] == [0, 0]).unwrap()
    }

    #[test]
    fn a_picture_that_is_larger_than_the_whole_counts_as_large_as_it_says_it_is() {
        for frames in [1, 3] {
            let mut film = film(frames);
            let sides = first_picture(&film) + 5;
            film[sides..sides + 4].copy_from_slice(&[0xff, 0xff, 0xff, 0xff]);
            assert_eq!(develop(&film), Err(PictureFault::TooManyPixels), "{frames}");
        }
    }

    #[test]
    fn a_film_that_is_cut_off_anywhere_is_refused_or_still() {
        let film = film(3);
        for length in 13..film.len() {
            assert_eq!(develop(&film[..length]), Err(PictureFault::Damaged), "{length}");
        }
    }
}
