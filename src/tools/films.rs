//! Films in the ISO container (MP4, MOV; ISO/IEC 14496-12) without what telephones write beside the pictures: the place, the
//! device, titles. It is overwritten where it stands, so that nothing else moves and a film of any size takes no memory.

use std::io::{self, Read, Seek, SeekFrom, Write};

/// More boxes than an honest film has: a day of it in parts of a second.
const MOST_BOXES: usize = 500_000;

/// So many zeros are written at once.
const PIECE: usize = 64 * 1024;

/// Where boxes are looked into: the film, its tracks, and its parts if it is in parts.
const LOOKED_INTO: [&[u8; 4]; 3] = [b"moov", b"trak", b"moof"];

/// What is for people and programs to read and not to be seen or heard.
const REMARKS: [&[u8; 4]; 3] = [b"udta", b"meta", b"uuid"];

/// A box: its name, where its content begins and where it ends.
struct Found {
    name: [u8; 4],
    start: u64,
    content: u64,
    end: u64,
}

/// Makes empty room of every remark of a film; answers how many there were. What is not built as such a film is stays as it
/// is from there on: it could not be played either. A film of too many boxes to look at is an error (`InvalidData`).
pub fn blank_remarks(film: &mut (impl Read + Write + Seek)) -> io::Result<usize> {
    let length = film.seek(SeekFrom::End(0))?;
    let (mut boxes, mut blanked) = (0, 0);
    // What is still to be looked at, from where to where; what stands inside a box comes before what stands behind it.
    let mut ahead = vec![(0, length)];
    while let Some((at, to)) = ahead.pop() {
        let Some(found) = next(film, at, to)? else { continue };
        boxes += 1;
        if boxes > MOST_BOXES {
            return Err(io::ErrorKind::InvalidData.into());
        }
        ahead.push((found.end, to));
        if REMARKS.contains(&&found.name) {
            blank(film, &found)?;
            blanked += 1;
        } else if LOOKED_INTO.contains(&&found.name) {
            ahead.push((found.content, found.end));
        }
    }
    Ok(blanked)
}

/// The box at a place, unless there is none that ends before `to`.
fn next(film: &mut (impl Read + Seek), at: u64, to: u64) -> io::Result<Option<Found>> {
    let mut head = [0; 16];
    let there = usize::try_from(to.saturating_sub(at).min(16)).unwrap_or_default();
    if there < 8 {
        return Ok(None);
    }
    film.seek(SeekFrom::Start(at))?;
    film.read_exact(&mut head[..there])?;
    let Some((size, rest)) = head.split_first_chunk::<4>() else { return Ok(None) };
    let Some((name, rest)) = rest.split_first_chunk::<4>() else { return Ok(None) };
    let (size, content) = match u32::from_be_bytes(*size) {
        // To the end of what it is in.
        0 => (to - at, at + 8),
        1 if there == 16 => (rest.first_chunk().map_or(0, |size| u64::from_be_bytes(*size)), at + 16),
        size => (u64::from(size), at + 8),
    };
    let end = at.checked_add(size).filter(|end| *end >= content && *end <= to);
    Ok(end.map(|end| Found { name: *name, start: at, content, end }))
}

/// Turns a box into free room of the same size, with zeros in it.
fn blank(film: &mut (impl Write + Seek), found: &Found) -> io::Result<()> {
    film.seek(SeekFrom::Start(found.start + 4))?;
    film.write_all(b"free")?;
    film.seek(SeekFrom::Start(found.content))?;
    let zeros = vec![0; PIECE];
    let mut left = found.end - found.content;
    while left > 0 {
        let piece = usize::try_from(left).unwrap_or(PIECE).min(PIECE);
        film.write_all(&zeros[..piece])?;
        left -= piece as u64;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn boxed(name: &[u8], content: &[u8]) -> Vec<u8> {
        let length = u32::try_from(content.len() + 8).unwrap().to_be_bytes();
        [&length[..], name, content].concat()
    }

    fn large(name: &[u8], content: &[u8]) -> Vec<u8> {
        let length = u64::try_from(content.len() + 16).unwrap().to_be_bytes();
        [&[0, 0, 0, 1][..], name, &length, content].concat()
    }

    fn blanked(film: &[u8]) -> (Vec<u8>, usize) {
        let mut film = Cursor::new(film.to_vec());
        let count = blank_remarks(&mut film).unwrap();
        (film.into_inner(), count)
    }

    /// As an Android telephone and an iPhone write them.
    fn places() -> Vec<Vec<u8>> {
        let place = b"\0\x12\x15\xc7+52.5200+013.4050/";
        let key = b"mdtacom.apple.quicktime.location.ISO6709";
        vec![
            boxed(b"udta", &boxed(b"\xa9xyz", place)),
            boxed(b"meta", &[&boxed(b"keys", key)[..], &boxed(b"ilst", b"+52.5200+013.4050/")].concat()),
            boxed(b"uuid", b"0123456789abcdef<x:xmpmeta>GPS"),
        ]
    }

    #[test]
    fn the_place_is_gone_from_film_and_tracks_and_nothing_has_moved() {
        let remarks = places().concat();
        let track = boxed(b"trak", &[&boxed(b"tkhd", &[7; 84])[..], &remarks].concat());
        let head = boxed(b"moov", &[&boxed(b"mvhd", &[1; 100])[..], &remarks, &track].concat());
        let pixels = b"pixels that say udta and \xa9xyz by chance";
        for film in [
            [boxed(b"ftyp", b"mp42\0\0\0\0"), head.clone(), boxed(b"mdat", pixels)].concat(),
            [boxed(b"ftyp", b"qt  \0\0\0\0"), large(b"mdat", pixels), head.clone()].concat(),
        ] {
            let (after, count) = blanked(&film);
            assert_eq!((after.len(), count), (film.len(), 6));
            let holds = |what: &[u8]| after.windows(what.len()).any(|window| window == what);
            assert!(!holds(b"+52.5200") && !holds(b"ISO6709") && !holds(b"GPS"));
            assert!(holds(pixels) && holds(&[7; 84]) && holds(&[1; 100]));
            assert_eq!(blanked(&after), (after.clone(), 0));
        }
    }

    #[test]
    fn what_is_cut_off_hostile_or_no_film_is_left_alone_from_there_on() {
        let head = boxed(b"moov", &places().concat());
        let film = [boxed(b"ftyp", b"mp42\0\0\0\0"), head, boxed(b"mdat", &[0; 100])].concat();
        for length in 0..film.len() {
            let (after, _) = blanked(&film[..length]);
            assert_eq!(after.len(), length);
        }
        for hostile in [
            &b"\0\0\0\x01mdat\xff\xff\xff\xff\xff\xff\xff\xff"[..],
            b"\0\0\0\x01mdat\0\0\0\0\0\0\0\x04",
            b"\0\0\0\x04moov",
            b"\0\0\0\0moov\0\0\0\0moov\0\0\0\0moov\0\0\0\0trak",
            b"words that are no film",
        ] {
            assert_eq!(blanked(hostile), (hostile.to_vec(), 0));
        }
    }

    #[test]
    fn a_film_of_too_many_boxes_is_refused_and_one_in_many_parts_is_not() {
        let endless = boxed(b"free", b"").repeat(MOST_BOXES + 1);
        let fault = blank_remarks(&mut Cursor::new(endless)).unwrap_err();
        assert_eq!(fault.kind(), io::ErrorKind::InvalidData);
        let part = [boxed(b"moof", &boxed(b"mfhd", b"")), boxed(b"mdat", b"x")].concat();
        let film = [part.repeat(20_000), boxed(b"moov", &places().concat())].concat();
        assert_eq!(blanked(&film).1, 3);
    }

    #[test]
    fn a_box_that_goes_to_the_end_is_blanked_to_the_end() {
        let film = [boxed(b"ftyp", b"mp42"), b"\0\0\0\0udta+52.5200".to_vec()].concat();
        let (after, count) = blanked(&film);
        assert_eq!((count, &after[12..]), (1, &b"\0\0\0\0free\0\0\0\0\0\0\0\0"[..]));
    }
}
