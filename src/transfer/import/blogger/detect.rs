//! What a file is, by what is in it and never by its name; what is no Blogger backup is named, with what to do.

use super::entry::Head;
use crate::transfer::import::refusal::Refusal;

/// How much of a file's beginning is looked at.
pub const HEAD: usize = 64 * 1024;
const NEEDED: &str = "Needed is a Blogger backup: blog-….xml from Settings → Back up content, or the zip or the feed.atom \
                      that Google Takeout gives for Blogger.";

/// The container a backup may come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Container {
    Feed,
    Zip,
}

/// The two forms of a backup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Classic,
    Takeout,
}

/// The container by a file's first bytes, or a sentence about what the file is instead.
pub fn container(head: &[u8]) -> Result<Container, Refusal> {
    if head.is_empty() {
        return Err(refused("the file is empty"));
    }
    if head.starts_with(b"PK\x03\x04") {
        return Ok(Container::Zip);
    }
    if let Some(name) = by_magic(head) {
        return Err(refused(name));
    }
    let text = String::from_utf8_lossy(head);
    let trimmed = text.trim_start_matches('\u{feff}').trim_start();
    if trimmed.is_empty() {
        return Err(refused("the file holds nothing but white space"));
    }
    if trimmed.starts_with(['{', '[']) {
        return Err(refused(json(trimmed)));
    }
    let near_start = &head[..head.len().min(super::gate::PROLOG)];
    match root(&text).filter(|name| !name.is_empty() && near_start.contains(&b'<')) {
        Some("feed") => Ok(Container::Feed),
        Some(name) if name.ends_with(":feed") => Ok(Container::Feed),
        Some(name) => Err(refused(&other_root(name, &text))),
        None if text.contains("<!DOCTYPE") => Ok(Container::Feed),
        None => Err(refused("the file is not XML and not a zip")),
    }
}

/// The form by what stands before a feed's first entry.
pub fn form(head: &Head) -> Result<Form, Refusal> {
    let id = head.id.trim();
    if head.has_blogger_namespace {
        return Ok(Form::Takeout);
    }
    if id.ends_with(".archive") && id.contains("blog-") {
        return Ok(Form::Classic);
    }
    if id.starts_with("tag:blogger.com") || head.generator.trim() == "Blogger" {
        let what = "this is a blog's public feed, which holds only its latest posts and no settings";
        return Err(refused(what));
    }
    Err(refused("this is an Atom feed, but not one that Blogger wrote"))
}

fn refused(what: &str) -> Refusal {
    Refusal::new(what, NEEDED)
}

fn by_magic(head: &[u8]) -> Option<&'static str> {
    const KNOWN: [(&[u8], &str); 12] = [
        (
            b"\x1f\x8b",
            "this is a gzip file (Takeout offers .tgz and .zip): unpack it first and give the feed.atom",
        ),
        (b"PK\x05\x06", "this is a zip with nothing in it"),
        (b"SQLite format 3\0", "this is a SQLite database"),
        (b"%PDF-", "this is a PDF"),
        (b"\xff\xfe", "this is UTF-16 text"),
        (b"\xfe\xff", "this is UTF-16 text"),
        (b"BZh", "this is a bzip2 file: unpack it first"),
        (b"\xfd7zXZ", "this is an xz file: unpack it first"),
        (b"7z\xbc\xaf\x27\x1c", "this is a 7z file: unpack it first"),
        (b"Rar!", "this is a RAR file: unpack it first"),
        (b"\x89PNG", "this is a picture"),
        (b"\xff\xd8\xff", "this is a picture"),
    ];
    if head.get(257..262) == Some(b"ustar") {
        return Some("this is a tar file: unpack it first and give the feed.atom");
    }
    KNOWN.iter().find(|(magic, _)| head.starts_with(magic)).map(|(_, name)| *name)
}

fn json(text: &str) -> &'static str {
    if text.contains("\"exported_on\"") || text.contains("\"db\"") {
        "this is JSON, an export of Ghost as it seems"
    } else if text.contains("commentHex") {
        "this is JSON, an export of Commento as it seems"
    } else {
        "this is JSON"
    }
}

fn other_root(name: &str, text: &str) -> String {
    match name.to_ascii_lowercase().as_str() {
        "rss" if text.contains("/export/1.") || text.contains("<wp:") => {
            "this is a WordPress export (WXR), which this command does not read".into()
        }
        "rss" => "this is an RSS feed, not a backup".into(),
        "disqus" => "this is a Disqus export".into(),
        "html" if text.contains("google.com/2005/gml/b") || text.contains("<b:skin") => {
            "this is the backup of a Blogger theme, which holds no posts and no comments".into()
        }
        "html" => "this is an HTML page, perhaps a log-in page that was saved instead of the backup".into(),
        _ => "this is XML, but not an Atom feed".into(),
    }
}

/// The name of the outermost tag, past declarations, comments and a document type without a subset.
fn root(text: &str) -> Option<&str> {
    let mut rest = &text[text.find('<')?..];
    loop {
        let inside = rest.strip_prefix('<')?;
        let skipped = if inside.starts_with('?') {
            inside.find("?>").map(|end| end + 2)?
        } else if inside.starts_with("!--") {
            inside.find("-->").map(|end| end + 3)?
        } else if inside.starts_with('!') {
            let end = inside.find('>')?;
            if inside[..end].contains('[') {
                return None;
            }
            end + 1
        } else {
            let end = inside.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/'));
            return Some(&inside[..end.unwrap_or(inside.len())]);
        };
        let after = &inside[skipped..];
        rest = &after[after.find('<')?..];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(head: &[u8]) -> String {
        match container(head) {
            Ok(container) => format!("{container:?}"),
            Err(refusal) => refusal.what,
        }
    }

    #[test]
    fn a_feed_is_known_by_its_root_whatever_stands_before() {
        for head in [
            "<feed>",
            "\u{feff}<?xml version='1.0'?><?xml-stylesheet href='x'?>\n<!-- <rss> --><feed xmlns='a'>",
            "junk <feed\n>",
            "<atom:feed>",
        ] {
            assert_eq!(found(head.as_bytes()), "Feed", "{head}");
        }
        assert_eq!(found(b"PK\x03\x04rest"), "Zip");
    }

    #[test]
    fn what_is_no_backup_is_named() {
        let theme = "<?xml version='1.0'?><!DOCTYPE html><html xmlns:b='http://www.google.com/2005/gml/b'>";
        let wxr = "<rss xmlns:wp='http://wordpress.org/export/1.2/'>";
        for (head, word) in [
            (&b""[..], "empty"),
            (b" \n ", "white space"),
            (b"\x1f\x8b\x08", "gzip"),
            (wxr.as_bytes(), "WordPress"),
            (b"<rss version='2.0'>", "RSS"),
            (theme.as_bytes(), "theme"),
            (b"<!doctype html><HTML>", "HTML"),
            (b"{\"db\":[]}", "Ghost"),
            (b"[1]", "JSON"),
            (b"<disqus>", "Disqus"),
            (b"\xff\xfe<\0", "UTF-16"),
            (b"hello", "not XML"),
            (b"<", "not XML"),
        ] {
            assert!(found(head).contains(word), "{word}: {}", found(head));
        }
    }

    #[test]
    fn a_public_feed_is_not_taken_for_a_backup() {
        let head = Head { id: "tag:blogger.com,1999:blog-1".into(), ..Head::default() };
        assert!(form(&head).is_err_and(|refusal| refusal.what.contains("public feed")));
        let head = Head { id: "tag:blogger.com,1999:blog-1.archive\n ".into(), ..Head::default() };
        assert_eq!(form(&head).ok(), Some(Form::Classic));
        assert!(
            form(&Head::default()).is_err_and(|refusal| refusal.what.contains("not one that Blogger wrote"))
        );
    }
}
