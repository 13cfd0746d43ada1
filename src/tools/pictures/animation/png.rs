//! The chunks of a moving PNG (PNG 3, W3C 2025, section 11).

use super::{Cleaned, take};
use crate::tools::pictures::PictureFault;

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// What the pictures themselves need. Texts, times and what cameras wrote are not among it.
const KEPT: [&[u8; 4]; 12] = [
    b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"acTL", b"fcTL", b"fdAT", b"gAMA", b"cHRM", b"sRGB",
    b"iCCP",
];

/// Copies a PNG chunk by chunk, but for remarks and what stands behind its end. None if it does not move; whether a still
/// one is whole is not looked at here.
pub fn without_remarks(sent: &[u8]) -> Result<Option<Cleaned>, PictureFault> {
    let Some(mut rest) = sent.strip_prefix(SIGNATURE) else { return Ok(None) };
    let mut kept = Cleaned::of_at_most(sent.len());
    kept.bytes.extend_from_slice(SIGNATURE);
    let mut moves = false;
    loop {
        let Some((kind, chunk)) = chunk(&mut rest) else {
            return if moves { Err(PictureFault::Damaged) } else { Ok(None) };
        };
        match kind {
            b"acTL" => moves = true,
            // A film says so before its first picture.
            b"IDAT" if !moves => return Ok(None),
            b"fcTL" => kept.count(pixels(chunk).ok_or(PictureFault::Damaged)?),
            _ => {}
        }
        if KEPT.contains(&kind) {
            kept.bytes.extend_from_slice(chunk);
        }
        if kind == b"IEND" {
            return Ok(moves.then_some(kept));
        }
    }
}

/// The next chunk's name, and all of it: its length, its name, what is in it and a sum, which the decoder looks at.
fn chunk<'a>(rest: &mut &'a [u8]) -> Option<(&'a [u8; 4], &'a [u8])> {
    let length = u32::from_be_bytes(*rest.first_chunk()?);
    let whole = take(rest, usize::try_from(length).ok()?.checked_add(12)?)?;
    Some((whole.get(4..)?.first_chunk()?, whole))
}

/// How many pixels the picture has that this chunk announces.
fn pixels(chunk: &[u8]) -> Option<u64> {
    let side =
        |place: usize| chunk.get(place..)?.first_chunk().map(|side| u64::from(u32::from_be_bytes(*side)));
    Some(side(12)?.saturating_mul(side(16)?))
}

#[cfg(test)]
pub mod tests {
    use image::{ImageFormat, Rgb, RgbImage};

    use super::super::develop;
    use super::*;
    use crate::tools::content::PictureFormat;
    use crate::tools::pictures::tests::crc;

    fn made(kind: &[u8], content: &[u8]) -> Vec<u8> {
        let named = [kind, content].concat();
        let length = u32::try_from(content.len()).unwrap().to_be_bytes();
        [&length[..], &named, &crc(&named).to_be_bytes()].concat()
    }

    fn still(shade: u8) -> Vec<u8> {
        let mut bytes = std::io::Cursor::new(Vec::new());
        RgbImage::from_pixel(30, 20, Rgb([shade, 90, 20])).write_to(&mut bytes, ImageFormat::Png).unwrap();
        bytes.into_inner()
    }

    fn part<'a>(picture: &'a [u8], wanted: &[u8]) -> &'a [u8] {
        let mut rest = &picture[8..];
        loop {
            let (kind, chunk) = chunk(&mut rest).unwrap();
            if kind.as_slice() == wanted {
                return &chunk[8..chunk.len() - 4];
            }
        }
    }

    fn control(number: u32, sides: (u32, u32)) -> Vec<u8> {
        let mut content = Vec::new();
        for value in [number, sides.0, sides.1, 0, 0] {
            content.extend(value.to_be_bytes());
        }
        content.extend([0, 1, 0, 10, 0, 0]);
        made(b"fcTL", &content)
    }

    /// A film of two pictures, with other chunks behind its head.
    pub fn film(second: (u32, u32), others: &[u8]) -> Vec<u8> {
        let (one, two) = (still(10), still(200));
        let data = [&2_u32.to_be_bytes()[..], part(&two, b"IDAT")].concat();
        [
            SIGNATURE,
            &made(b"IHDR", part(&one, b"IHDR")),
            &made(b"acTL", &[0, 0, 0, 2, 0, 0, 0, 0]),
            others,
            &control(0, (30, 20)),
            &made(b"IDAT", part(&one, b"IDAT")),
            &control(1, second),
            &made(b"fdAT", &data),
            &made(b"IEND", b""),
        ]
        .concat()
    }

    #[test]
    fn a_film_stays_a_film_and_loses_every_remark() {
        let plain = film((30, 20), b"");
        let remarks = [made(b"tEXt", b"Comment\0Latitude 52.5 N"), made(b"eXIf", b"II*\0GPS")].concat();
        let polyglot = [&film((30, 20), &remarks)[..], b"<script>alert(1)</script>"].concat();
        let made = develop(PictureFormat::Png, &polyglot).unwrap().unwrap();
        assert_eq!((made.width, made.height, made.media_type, made.ending), (30, 20, "image/apng", "png"));
        assert_eq!((made.forms.len(), made.forms[0].name.as_str()), (1, "30.png"));
        assert_eq!(made.forms[0].bytes, plain, "all that was added is gone");
        assert!(made.placeholder.is_some());
    }

    #[test]
    fn a_still_picture_is_no_film() {
        assert_eq!(develop(PictureFormat::Png, &still(1)), Ok(None));
        assert_eq!(develop(PictureFormat::Png, b"\x89PNG\r\n\x1a\n"), Ok(None));
    }

    #[test]
    fn a_film_that_is_cut_off_or_too_large_is_refused() {
        let film = film((30, 20), b"");
        for length in 60..film.len() {
            assert_eq!(develop(PictureFormat::Png, &film[..length]), Err(PictureFault::Damaged), "{length}");
        }
        let bomb = self::film((60_000, 60_000), b"");
        assert_eq!(develop(PictureFormat::Png, &bomb), Err(PictureFault::TooManyPixels));
    }
}
