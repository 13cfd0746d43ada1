//! Pictures of text that a camera reads (QR codes, ISO/IEC 18004), as the outline of an SVG path.

use fast_qr::ECL;
use fast_qr::qr::QRBuilder;

/// White around the picture, in its own dots: cameras need four.
const QUIET: usize = 4;

/// A picture to be drawn in black on white.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Its width and height in dots, the white around it among them.
    pub size: usize,
    /// The dark dots as the data of an SVG path.
    pub path: String,
}

/// Draws a text; nothing if it is too long for a picture.
pub fn picture(text: &str) -> Option<Picture> {
    let code = QRBuilder::new(text).ecl(ECL::M).build().ok()?;
    let mut path = String::new();
    for row in 0..code.size {
        let mut column = 0;
        while column < code.size {
            let length = code[row][column..code.size].iter().take_while(|dot| dot.value()).count();
            if length > 0 {
                let (x, y) = (column + QUIET, row + QUIET);
                path.push_str(&format!("M{x} {y}h{length}v1h-{length}z"));
            }
            column += length.max(1);
        }
    }
    Some(Picture { size: code.size + 2 * QUIET, path })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_has_its_three_corners_and_white_around_them() {
        let Picture { size, path } = picture("otpauth://totp/x?secret=GEZDGNBVGY3TQOJQ").unwrap();
        let last = size - QUIET - 7;
        for corner in ["M4 4h7v1h-7z".to_owned(), format!("M{last} 4h7v1h-7z"), format!("M4 {last}h7v1h-7z")]
        {
            assert!(path.contains(&corner), "{corner} in {path}");
        }
        assert!(path.chars().all(|letter| "Mhvz- ".contains(letter) || letter.is_ascii_digit()));
    }

    #[test]
    fn what_no_picture_holds_is_not_drawn() {
        assert_eq!(picture(&"x".repeat(5000)), None);
    }
}
