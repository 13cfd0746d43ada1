//! A card for those who link to a text that has no picture: its title on a page with a margin. What the letters of the
//! font can't say is drawn as lines of text are seen from afar.
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "pixels of a small picture are small numbers"
)]

use std::sync::LazyLock;

use ab_glyph::{Font as _, FontRef, Point, PxScale, ScaleFont as _};
use image::{Rgb, RgbImage};

use super::PictureFault;
use super::share::{SHARE_HEIGHT, SHARE_WIDTH, jpeg};

const PAPER: Rgb<u8> = Rgb([0xfc, 0xfc, 0xfa]);
const INK: Rgb<u8> = Rgb([0x1c, 0x20, 0x25]);
const SOFT: Rgb<u8> = Rgb([0x48, 0x4e, 0x56]);
const LINE: Rgb<u8> = Rgb([0xcf, 0xd2, 0xcb]);
const ACCENT: Rgb<u8> = Rgb([0x0a, 0x57, 0x4c]);

/// Where the mark stands, and where the text does.
const MARGIN: f32 = 84.0;
const TEXT: f32 = 296.0;
const TEXT_WIDTH: f32 = 820.0;
const TOP: f32 = 92.0;
/// Where the title has to end.
const TITLE_BOTTOM: f32 = 462.0;
const RULE: f32 = 500.0;
const NAME_BASE: f32 = 560.0;
const NAME_SIZE: f32 = 34.0;
/// Of the em, the largest that fits is taken; what does not fit even so ends in an ellipsis.
const TITLE_SIZES: [f32; 6] = [84.0, 74.0, 64.0, 56.0, 49.0, 43.0];
const LINE_HEIGHT: f32 = 1.16;

static FONT: LazyLock<Option<FontRef<'static>>> =
    LazyLock::new(|| FontRef::try_from_slice(dejavu::serif_condensed::bold()).ok());

/// Draws a card as a JPEG: the title, and below it the name of the whole that it is part of.
pub fn card(title: &str, name: &str) -> Result<Vec<u8>, PictureFault> {
    let mut page = Page(RgbImage::from_pixel(SHARE_WIDTH, SHARE_HEIGHT, PAPER));
    page.bar(0.0, 0.0, 18.0, SHARE_HEIGHT as f32, ACCENT);
    page.mark(MARGIN, TOP + 6.0, 116.0);
    match (FONT.as_ref(), sayable(title), sayable(name)) {
        (Some(font), Some(title), name) => {
            page.title(&Letters { font }, &title);
            page.name(&Letters { font }, &name.unwrap_or_default());
        }
        (Some(font), None, Some(name)) => {
            page.lines(title);
            page.name(&Letters { font }, &name);
        }
        _ => page.lines(title),
    }
    jpeg(&page.0)
}

/// The text as the font can say it: without signs that it lacks. None if a letter is missing, or if there is nothing
/// left, or if it runs from the right, which takes more than one letter after the other.
fn sayable(text: &str) -> Option<String> {
    let font = FONT.as_ref()?;
    let is_known = |letter: char| letter.is_whitespace() || font.glyph_id(letter).0 != 0;
    if text
        .chars()
        .any(|letter| runs_from_the_right(letter) || (letter.is_alphanumeric() && !is_known(letter)))
    {
        return None;
    }
    let is_seen = |letter: char| is_known(letter) && !letter.is_control() && !is_invisible(letter);
    let said: String = text.chars().filter(|letter| is_seen(*letter)).collect();
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    said.chars().any(char::is_alphanumeric).then_some(said)
}

/// Joins, parts or turns around what stands beside it.
fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

fn runs_from_the_right(letter: char) -> bool {
    matches!(letter, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

/// The font at a size.
struct Letters {
    font: &'static FontRef<'static>,
}

impl Letters {
    /// For an em of so many pixels.
    fn scale(&self, size: f32) -> PxScale {
        let em = self.font.units_per_em().unwrap_or(2048.0);
        PxScale::from(size * self.font.height_unscaled() / em)
    }

    fn width(&self, text: &str, size: f32) -> f32 {
        let font = self.font.as_scaled(self.scale(size));
        let mut before = None;
        text.chars().fold(0.0, |width, letter| {
            let glyph = font.glyph_id(letter);
            let kern = before.replace(glyph).map_or(0.0, |before| font.kern(before, glyph));
            width + kern + font.h_advance(glyph)
        })
    }

    /// The text in lines of the width of the page. A word that is too long for one is broken.
    fn lines(&self, text: &str, size: f32) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for word in text.split(' ') {
            let longer = lines.last().map(|line| format!("{line} {word}"));
            match longer.filter(|longer| self.width(longer, size) <= TEXT_WIDTH) {
                Some(longer) => {
                    lines.pop();
                    lines.push(longer);
                }
                None => lines.extend(self.broken(word, size)),
            }
        }
        lines
    }

    fn broken(&self, word: &str, size: f32) -> Vec<String> {
        let mut parts = vec![String::new()];
        for letter in word.chars() {
            let longer = parts.last().map_or_else(String::new, |part| format!("{part}{letter}"));
            if self.width(&longer, size) <= TEXT_WIDTH {
                parts.pop();
                parts.push(longer);
            } else {
                parts.push(letter.to_string());
            }
        }
        parts
    }

    /// As much of a line as fits, with an ellipsis if that is not all.
    fn cut(&self, line: &str, size: f32) -> String {
        let mut kept = line.to_owned();
        while self.width(&format!("{kept}…"), size) > TEXT_WIDTH && kept.pop().is_some() {}
        format!("{}…", kept.trim_end())
    }
}

/// What is drawn on. What would stand beside it is not drawn.
struct Page(RgbImage);

impl Page {
    fn title(&mut self, letters: &Letters, title: &str) {
        let fits = |size: f32| ((TITLE_BOTTOM - TOP) / (size * LINE_HEIGHT)) as usize;
        let widest = |size: f32| title.split(' ').map(|word| letters.width(word, size)).fold(0.0, f32::max);
        let size = TITLE_SIZES
            .into_iter()
            .find(|size| widest(*size) <= TEXT_WIDTH && letters.lines(title, *size).len() <= fits(*size))
            .unwrap_or(TITLE_SIZES[TITLE_SIZES.len() - 1]);
        let mut lines = letters.lines(title, size);
        if lines.len() > fits(size) {
            lines.truncate(fits(size));
            let last = lines.pop().unwrap_or_default();
            lines.push(letters.cut(&last, size));
        }
        for (number, line) in lines.iter().enumerate() {
            let base = TOP + size * (0.86 + LINE_HEIGHT * number as f32);
            self.write(letters, line, size, base, INK);
        }
    }

    fn name(&mut self, letters: &Letters, name: &str) {
        if name.is_empty() {
            return;
        }
        self.bar(TEXT, RULE, TEXT_WIDTH, 2.0, LINE);
        let is_short = letters.width(name, NAME_SIZE) <= TEXT_WIDTH;
        let name = if is_short { name.to_owned() } else { letters.cut(name, NAME_SIZE) };
        self.write(letters, &name, NAME_SIZE, NAME_BASE, SOFT);
    }

    /// Paragraphs seen from too far away to be read. The same text always looks the same.
    fn lines(&mut self, text: &str) {
        let mut seed = text
            .bytes()
            .fold(0x9e37_79b9_u32, |seed, byte| (seed ^ u32::from(byte)).wrapping_mul(0x0100_0193));
        let mut part = |of: f32| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 8) as f32 / (1 << 24) as f32 * of
        };
        let mut base = TOP + 18.0;
        // The heading: one line or two, heavier than the rest.
        let heading = if part(1.0) < 0.5 { vec![0.55 + part(0.35)] } else { vec![0.93, 0.3 + part(0.3)] };
        for length in heading {
            self.dash(base, length, 15.0, INK);
            base += 60.0;
        }
        base += 20.0;
        while base < TITLE_BOTTOM {
            let lines = 2 + part(3.0) as usize;
            for line in 0..lines {
                let length = if line + 1 == lines { 0.3 + part(0.4) } else { 0.94 + part(0.06) };
                if base < TITLE_BOTTOM {
                    self.dash(base, length, 7.0, LINE);
                }
                base += 36.0;
            }
            base += 22.0;
        }
    }

    /// A line of the text, as long as a part of the page is wide.
    fn dash(&mut self, middle: f32, part: f32, radius: f32, colour: Rgb<u8>) {
        self.stroke(TEXT + radius, middle, TEXT_WIDTH * part - 2.0 * radius, radius, colour);
    }

    /// A paragraph with a short line beside it.
    fn mark(&mut self, left: f32, top: f32, width: f32) {
        let unit = width / 25.0;
        let thick = unit * 1.5;
        for (line, length) in [14.5, 14.5, 14.5, 9.0].into_iter().enumerate() {
            let y = top + unit * 7.0 * line as f32 + thick;
            self.stroke(left + unit * 10.5, y, unit * length, thick, INK);
        }
        self.stroke(left, top + unit * 7.0 + thick, unit * 5.0, thick, ACCENT);
    }

    /// A level line with round ends.
    fn stroke(&mut self, left: f32, middle: f32, length: f32, radius: f32, colour: Rgb<u8>) {
        let right = left + length;
        for y in (middle - radius - 1.0) as u32..=(middle + radius + 1.0) as u32 {
            for x in (left - radius - 1.0) as u32..=(right + radius + 1.0) as u32 {
                let (at_x, at_y) = (x as f32 + 0.5, y as f32 + 0.5);
                let off = at_x - at_x.clamp(left, right);
                let distance = off.hypot(at_y - middle);
                self.blend(x, y, colour, radius + 0.5 - distance);
            }
        }
    }

    fn bar(&mut self, left: f32, top: f32, width: f32, height: f32, colour: Rgb<u8>) {
        for y in top as u32..(top + height) as u32 {
            for x in left as u32..(left + width) as u32 {
                self.blend(x, y, colour, 1.0);
            }
        }
    }

    fn write(&mut self, letters: &Letters, line: &str, size: f32, base: f32, colour: Rgb<u8>) {
        let font = letters.font.as_scaled(letters.scale(size));
        let (mut x, mut before) = (TEXT, None);
        for letter in line.chars() {
            let id = font.glyph_id(letter);
            x += before.replace(id).map_or(0.0, |before| font.kern(before, id));
            let glyph = id.with_scale_and_position(font.scale(), Point { x, y: base });
            if let Some(outline) = letters.font.outline_glyph(glyph) {
                let bounds = outline.px_bounds();
                outline.draw(|across, down, coverage| {
                    let at =
                        |from: f32, by: u32| (from as i64 + i64::from(by)).try_into().unwrap_or(u32::MAX);
                    self.blend(at(bounds.min.x, across), at(bounds.min.y, down), colour, coverage);
                });
            }
            x += font.h_advance(id);
        }
    }

    fn blend(&mut self, x: u32, y: u32, colour: Rgb<u8>, coverage: f32) {
        let Some(pixel) = self.0.get_pixel_mut_checked(x, y) else { return };
        let part = coverage.clamp(0.0, 1.0);
        for (under, over) in pixel.0.iter_mut().zip(colour.0) {
            *under = (f32::from(*under) + (f32::from(over) - f32::from(*under)) * part).round() as u8;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tools::pictures::share::MOST_BYTES;

    fn drawn(title: &str, name: &str) -> RgbImage {
        let bytes = card(title, name).unwrap();
        assert!(bytes.len() <= MOST_BYTES, "{title}: {} bytes", bytes.len());
        let picture = image::load_from_memory(&bytes).unwrap().into_rgb8();
        assert_eq!(picture.dimensions(), (SHARE_WIDTH, SHARE_HEIGHT));
        picture
    }

    /// How many pixels below a height and right of the margin are dark.
    fn ink(picture: &RgbImage, rows: std::ops::Range<u32>) -> usize {
        let pixels = picture.enumerate_pixels();
        pixels.filter(|(x, y, pixel)| *x > 290 && rows.contains(y) && pixel.0[0] < 100).count()
    }

    #[test]
    fn a_title_is_written_and_the_name_below_it() {
        let (both, title, name) =
            (drawn("First light", "Margins"), drawn("First light", ""), drawn("", "Margins"));
        assert!(ink(&title, 92..462) > 5_000);
        assert_eq!(ink(&both, 92..462), ink(&title, 92..462));
        assert!(ink(&both, 530..575) > 500 && ink(&title, 530..575) == 0);
        assert_eq!(ink(&both, 530..575), ink(&name, 530..575));
    }

    #[test]
    fn titles_of_every_length_and_script_make_a_card_and_stay_on_it() {
        for title in [
            "",
            " ",
            "A",
            "Der Donaudampfschifffahrtsgesellschaftskapitän und seine Rindfleischetikettierungsüberwachung",
            &"x".repeat(400),
            &"many short words ".repeat(40),
            "Ελληνικά και Русский",
            "Ünïcödé, straße, Łódź",
            "雨の日",
            "שלום",
            "مرحبا بالعالم",
            "नमस्ते",
            "😀🎉",
            "\u{202e}abc\u{0}",
        ] {
            let picture = drawn(title, "Margins");
            let pixels = picture.enumerate_pixels();
            let outside = pixels.filter(|(x, _, pixel)| *x > 1150 && pixel.0[0] < 200).count();
            assert_eq!(outside, 0, "{title}");
            assert!(ink(&picture, 80..480) > 300, "{title}");
        }
    }

    #[test]
    fn only_what_the_font_knows_is_written() {
        assert_eq!(sayable("Tea  🫖 for\u{200d} two").as_deref(), Some("Tea for two"));
        assert_eq!(sayable("Русский Ελληνικά").as_deref(), Some("Русский Ελληνικά"));
        for text in ["雨の日", "Rain 雨", "שלום", "مرحبا", "😀", "…", ""] {
            assert_eq!(sayable(text), None, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_said_looks_the_same_each_time_and_not_like_the_next() {
        assert_eq!(card("雨の日", "x"), card("雨の日", "x"));
        assert_ne!(card("雨の日", "x"), card("雪の日", "x"));
    }
}
