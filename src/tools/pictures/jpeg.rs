//! Where the picture in a JPEG ends (ITU T.81, annex B), told by its own marks: what a camera hides in a segment, such as a
//! small copy with an end of its own, and what stands behind it, such as a film of a few seconds, is stepped over.

/// The most passes of a progressive JPEG. Each goes over the whole picture; honest ones have about ten.
const MOST_SCANS: usize = 64;

const STARTS: u8 = 0xd8;
const ENDS: u8 = 0xd9;
const SCAN: u8 = 0xda;

/// The picture from its first byte to its end. None if it is cut off before that, or has passes without end.
pub fn picture(sent: &[u8]) -> Option<&[u8]> {
    let mut at = 2;
    let mut scans = 0;
    loop {
        let mark;
        (mark, at) = next_mark(sent, at)?;
        match mark {
            ENDS => return if scans > 0 { sent.get(..at) } else { None },
            // Another one begins before this one has ended.
            STARTS => return None,
            // These stand alone; 0xd0 to 0xd7 part the pixels of a pass.
            0x01 | 0xd0..=0xd7 => {}
            _ => {
                scans += usize::from(mark == SCAN);
                if scans > MOST_SCANS {
                    return None;
                }
                let length = sent.get(at..at + 2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]))?;
                at += usize::from(length.max(2));
            }
        }
    }
}

/// The next mark from a place on, and the place behind it. Pixels have no marks in them: their 0xff is followed by a zero.
fn next_mark(sent: &[u8], from: usize) -> Option<(u8, usize)> {
    let mut at = from;
    loop {
        at += sent.get(at..)?.iter().position(|byte| *byte == 0xff)?;
        at += sent.get(at..)?.iter().position(|byte| *byte != 0xff)?;
        match sent.get(at)? {
            0 => {}
            mark => return Some((*mark, at + 1)),
        }
    }
}
