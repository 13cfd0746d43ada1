//! What a file is, by its first bytes alone: its name and what its sender calls it are not looked at.

/// So many bytes of a file's beginning are looked at.
pub const HEAD: usize = 4096;

/// The pictures that are read here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PictureFormat {
    Jpeg,
    Png,
    Gif,
    Webp,
}

/// Pictures that are not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unwelcome {
    Svg,
    Avif,
    Heic,
    /// Formats that browsers do not show, such as TIFF.
    Unshown,
}

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    Picture(PictureFormat),
    Unwelcome(Unwelcome),
    Audio(Type),
    Video(Type),
    Other(Type),
}

/// A media type (RFC 6838) and how names of such files end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Type {
    pub media_type: &'static str,
    pub ending: &'static str,
}

const fn named(media_type: &'static str, ending: &'static str) -> Type {
    Type { media_type, ending }
}

/// What nobody knows, to be kept on a disk and not to be opened in a page.
const UNKNOWN: Type = named("application/octet-stream", "bin");

/// Tells what a file is by its beginning, of which `HEAD` bytes are enough.
pub fn identify(head: &[u8]) -> Content {
    let starts = |mark: &[u8]| head.starts_with(mark);
    let at = |place: usize, mark: &[u8]| head.get(place..).is_some_and(|rest| rest.starts_with(mark));
    if starts(b"\xff\xd8\xff") {
        return Content::Picture(PictureFormat::Jpeg);
    }
    if starts(b"\x89PNG\r\n\x1a\n") {
        return Content::Picture(PictureFormat::Png);
    }
    if starts(b"GIF87a") || starts(b"GIF89a") {
        return Content::Picture(PictureFormat::Gif);
    }
    if starts(b"RIFF") && at(8, b"WEBP") {
        return Content::Picture(PictureFormat::Webp);
    }
    if starts(b"II*\0") || starts(b"MM\0*") || starts(b"\0\0\x01\0") || starts(b"8BPS") || is_bmp(head) {
        return Content::Unwelcome(Unwelcome::Unshown);
    }
    if at(4, b"ftyp") {
        return of_brand(head);
    }
    if starts(b"ID3") || is_mpeg_audio(head) {
        return Content::Audio(named("audio/mpeg", "mp3"));
    }
    if starts(b"fLaC") {
        return Content::Audio(named("audio/flac", "flac"));
    }
    if starts(b"RIFF") && at(8, b"WAVE") {
        return Content::Audio(named("audio/wav", "wav"));
    }
    if starts(b"OggS") {
        return if holds(head, b"theora") {
            Content::Video(named("video/ogg", "ogv"))
        } else {
            Content::Audio(named("audio/ogg", "ogg"))
        };
    }
    if starts(b"\x1a\x45\xdf\xa3") && holds(&head[..head.len().min(64)], b"webm") {
        return Content::Video(named("video/webm", "webm"));
    }
    if is_svg(head) {
        return Content::Unwelcome(Unwelcome::Svg);
    }
    if starts(b"%PDF-") {
        return Content::Other(named("application/pdf", "pdf"));
    }
    if starts(b"PK\x03\x04") {
        return Content::Other(named("application/zip", "zip"));
    }
    Content::Other(UNKNOWN)
}

fn holds(bytes: &[u8], mark: &[u8]) -> bool {
    bytes.windows(mark.len()).any(|window| window == mark)
}

/// “BM”, and four bytes later the zeros that a letter beginning with BM does not have.
fn is_bmp(head: &[u8]) -> bool {
    head.starts_with(b"BM") && head.get(6..10).is_some_and(|reserved| reserved == [0; 4])
}

/// The ISO container tells by its brand what it is for.
fn of_brand(head: &[u8]) -> Content {
    match head.get(8..12).unwrap_or_default() {
        b"avif" | b"avis" => Content::Unwelcome(Unwelcome::Avif),
        b"heic" | b"heix" | b"hevc" | b"hevx" | b"heim" | b"heis" | b"mif1" | b"msf1" => {
            // Either of the two: the brands that it is compatible with tell.
            let is_avif = holds(&head[..head.len().min(64)], b"avif");
            Content::Unwelcome(if is_avif { Unwelcome::Avif } else { Unwelcome::Heic })
        }
        b"M4A " | b"M4B " => Content::Audio(named("audio/mp4", "m4a")),
        b"qt  " => Content::Video(named("video/quicktime", "mov")),
        _ => Content::Video(named("video/mp4", "mp4")),
    }
}

/// A frame header of MPEG audio (11 bits set, then a version, a layer and a rate that exist), or of AAC in ADTS.
fn is_mpeg_audio(head: &[u8]) -> bool {
    let &[0xff, second, third, ..] = head else { return false };
    let is_layer_three = second & 0xe6 == 0xe2 && second & 0x18 != 0x08;
    let has_rate = third & 0xf0 != 0xf0 && third & 0xf0 != 0 && third & 0x0c != 0x0c;
    is_layer_three && has_rate
}

/// An `svg` element before anything else that is not a comment, a declaration or white space.
fn is_svg(head: &[u8]) -> bool {
    let text = String::from_utf8_lossy(head).to_ascii_lowercase();
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if text.starts_with("<svg") {
        return true;
    }
    let is_xml = ["<?xml", "<!--", "<!doctype"].iter().any(|start| text.starts_with(start));
    is_xml && (text.contains("<svg") || text.contains("doctype svg"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn media_type(head: &[u8]) -> &'static str {
        match identify(head) {
            Content::Picture(_) => "picture",
            Content::Unwelcome(_) => "unwelcome",
            Content::Audio(of) | Content::Video(of) | Content::Other(of) => of.media_type,
        }
    }

    #[test]
    fn files_are_told_by_their_first_bytes() {
        for (head, expected) in [
            (&b"\xff\xd8\xff\xe0"[..], "picture"),
            (b"\x89PNG\r\n\x1a\n", "picture"),
            (b"GIF89a", "picture"),
            (b"RIFF\0\0\0\0WEBPVP8 ", "picture"),
            (b"RIFF\0\0\0\0WAVEfmt ", "audio/wav"),
            (b"ID3\x04", "audio/mpeg"),
            (b"\xff\xfb\x90\x00", "audio/mpeg"),
            (b"\0\0\0\x20ftypM4A \0", "audio/mp4"),
            (b"\0\0\0\x20ftypisom\0", "video/mp4"),
            (b"\0\0\0\x14ftypqt  \0", "video/quicktime"),
            (b"\x1a\x45\xdf\xa3\x9fB\x82\x84webm", "video/webm"),
            (b"OggS\0\x02\0\0OpusHead", "audio/ogg"),
            (b"%PDF-1.7", "application/pdf"),
            (b"BMW is a letter that begins so", "application/octet-stream"),
            (b"BM\x8a\0\0\0\0\0\0\0\x8a", "unwelcome"),
            (b"<html><script>alert(1)</script>", "application/octet-stream"),
            (b"", "application/octet-stream"),
            (b"\xff", "application/octet-stream"),
        ] {
            assert_eq!(media_type(head), expected, "{head:?}");
        }
    }

    #[test]
    fn an_svg_is_known_behind_whatever_may_stand_before_it() {
        for head in [
            "<svg xmlns='http://www.w3.org/2000/svg'>",
            "\u{feff}  <SVG>",
            "<?xml version='1.0'?><!-- x --><svg>",
            "<!DOCTYPE svg PUBLIC>",
            "<!-- a --><svg>",
        ] {
            assert_eq!(identify(head.as_bytes()), Content::Unwelcome(Unwelcome::Svg), "{head}");
        }
        assert!(matches!(identify(b"about <svg> in a text"), Content::Other(_)));
    }

    #[test]
    fn what_only_some_browsers_show_is_told_apart() {
        assert_eq!(identify(b"\0\0\0\x20ftypavif"), Content::Unwelcome(Unwelcome::Avif));
        assert_eq!(identify(b"\0\0\0\x20ftypmif1\0\0\0\0mif1avif"), Content::Unwelcome(Unwelcome::Avif));
        assert_eq!(identify(b"\0\0\0\x20ftypheic"), Content::Unwelcome(Unwelcome::Heic));
        assert_eq!(identify(b"II*\0\x08"), Content::Unwelcome(Unwelcome::Unshown));
    }
}
