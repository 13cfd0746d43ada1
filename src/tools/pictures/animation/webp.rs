//! The chunks of a moving WebP (RFC 9649, section 2.7).

use super::{Cleaned, take};
use crate::tools::pictures::PictureFault;

/// What says in the head that there is a profile, and that it moves. What else it says is of remarks and of transparency.
const HAS_PROFILE: u8 = 0x20;
const HAS_ALPHA: u8 = 0x10;
const MOVES: u8 = 0x02;

/// Bytes of such a head: its name, its length, and what it says.
const LEAST_HEAD: usize = 8 + 10;

/// Copies a WebP chunk by chunk, but for remarks and what stands behind its end. None if it does not move; whether a still
/// one is whole is not looked at here.
pub fn without_remarks(sent: &[u8]) -> Result<Option<Cleaned>, PictureFault> {
    let Some(flags) = sent.get(20).filter(|flags| sent[12..16] == *b"VP8X" && **flags & MOVES != 0) else {
        return Ok(None);
    };
    let length =
        sent.get(4..8).and_then(|length| length.first_chunk()).map(|length| u32::from_le_bytes(*length));
    let length = length.and_then(|length| usize::try_from(length).ok()).ok_or(PictureFault::Damaged)?;
    let mut rest = length.checked_add(8).and_then(|end| sent.get(12..end)).ok_or(PictureFault::Damaged)?;
    let mut kept = Cleaned::of_at_most(sent.len());
    kept.bytes.extend_from_slice(b"RIFF\0\0\0\0WEBP");
    while !rest.is_empty() {
        let (kind, chunk) = chunk(&mut rest).ok_or(PictureFault::Damaged)?;
        match kind {
            // It is empty, or too short to say anything.
            b"VP8X" if chunk.len() < LEAST_HEAD => return Err(PictureFault::Damaged),
            b"VP8X" => {
                let start = kept.bytes.len();
                kept.bytes.extend_from_slice(chunk);
                kept.bytes[start + 8] = flags & (HAS_PROFILE | HAS_ALPHA | MOVES);
            }
            b"ANMF" => {
                kept.count(pixels(chunk).ok_or(PictureFault::Damaged)?);
                kept.bytes.extend_from_slice(chunk);
            }
            b"ICCP" | b"ANIM" => kept.bytes.extend_from_slice(chunk),
            _ => {}
        }
    }
    let length = u32::try_from(kept.bytes.len() - 8).map_err(|_| PictureFault::Damaged)?;
    kept.bytes[4..8].copy_from_slice(&length.to_le_bytes());
    Ok(Some(kept))
}

/// The next chunk's name, and all of it: its name, its length, what is in it, and a zero where that is odd.
fn chunk<'a>(rest: &mut &'a [u8]) -> Option<(&'a [u8; 4], &'a [u8])> {
    let length = usize::try_from(u32::from_le_bytes(*rest.get(4..)?.first_chunk()?)).ok()?;
    let whole = take(rest, length.checked_add(8 + length % 2)?)?;
    Some((whole.first_chunk()?, whole))
}

/// How many pixels the picture in this chunk says it has.
fn pixels(chunk: &[u8]) -> Option<u64> {
    let side = |place: usize| {
        let side = chunk.get(place..place + 3)?;
        Some(u64::from(u32::from_le_bytes([side[0], side[1], side[2], 0])) + 1)
    };
    Some(side(14)? * side(17)?)
}

#[cfg(test)]
mod tests {
    use image::{ImageFormat, Rgb, RgbImage};

    use super::super::develop;
    use super::*;
    use crate::tools::content::PictureFormat;

    fn made(kind: &[u8], content: &[u8]) -> Vec<u8> {
        let length = u32::try_from(content.len()).unwrap().to_le_bytes();
        [kind, &length, content, &vec![0; content.len() % 2]].concat()
    }

    fn still(shade: u8) -> Vec<u8> {
        let mut bytes = std::io::Cursor::new(Vec::new());
        RgbImage::from_pixel(30, 20, Rgb([shade, 90, 20])).write_to(&mut bytes, ImageFormat::WebP).unwrap();
        bytes.into_inner()
    }

    fn picture(shade: u8, sides: (u32, u32)) -> Vec<u8> {
        let side = |side: u32| (side - 1).to_le_bytes()[..3].to_vec();
        let head = [&[0; 6][..], &side(sides.0), &side(sides.1), &[100, 0, 0, 0]].concat();
        made(b"ANMF", &[&head[..], &still(shade)[12..]].concat())
    }

    /// A film of two pictures, with other chunks behind them.
    fn film(flags: u8, second: (u32, u32), others: &[u8]) -> Vec<u8> {
        let chunks = [
            made(b"VP8X", &[flags, 0, 0, 0, 29, 0, 0, 19, 0, 0]),
            made(b"ANIM", &[0, 0, 0, 0, 0, 0]),
            picture(10, (30, 20)),
            picture(200, second),
            others.to_vec(),
        ]
        .concat();
        let length = u32::try_from(chunks.len() + 4).unwrap().to_le_bytes();
        [b"RIFF", &length[..], b"WEBP", &chunks].concat()
    }

    #[test]
    fn a_film_stays_a_film_and_loses_every_remark() {
        let remarks = [made(b"EXIF", b"II*\0GPS 52"), made(b"XMP ", b"<rdf>")].concat();
        let polyglot = [&film(MOVES | 0x0c, (30, 20), &remarks)[..], b"<script>alert(1)</script>"].concat();
        let made = develop(PictureFormat::Webp, &polyglot).unwrap().unwrap();
        assert_eq!((made.width, made.height, made.media_type, made.ending), (30, 20, "image/webp", "webp"));
        assert_eq!((made.forms.len(), made.forms[0].name.as_str()), (1, "30.webp"));
        assert_eq!(made.forms[0].bytes, film(MOVES, (30, 20), b""), "all that was added is gone");
    }

    #[test]
    fn a_still_picture_is_no_film() {
        assert_eq!(develop(PictureFormat::Webp, &still(1)), Ok(None));
        assert_eq!(develop(PictureFormat::Webp, b"RIFF\0\0\0\0WEBP"), Ok(None));
    }

    #[test]
    fn a_film_that_is_cut_off_or_too_large_is_refused() {
        let film = film(MOVES, (30, 20), b"");
        for length in 30..film.len() {
            assert_eq!(develop(PictureFormat::Webp, &film[..length]), Err(PictureFault::Damaged), "{length}");
        }
        let empty_head = made(b"VP8X", b"");
        let again = self::film(MOVES, (30, 20), &empty_head);
        assert_eq!(develop(PictureFormat::Webp, &again), Err(PictureFault::Damaged));
        let chunks = [empty_head, made(b"VP8L", b"")].concat();
        let length = u32::try_from(chunks.len() + 4).unwrap().to_le_bytes();
        let hollow = [b"RIFF", &length[..], b"WEBP", &chunks].concat();
        assert_eq!(develop(PictureFormat::Webp, &hollow), Err(PictureFault::Damaged));
        let bomb = self::film(MOVES, (16_000_000, 16_000_000), b"");
        assert_eq!(develop(PictureFormat::Webp, &bomb), Err(PictureFault::TooManyPixels));
    }
}
