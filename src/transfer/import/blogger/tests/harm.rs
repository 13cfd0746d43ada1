//! Files that are broken or mean harm: each is refused in a sentence with its place, quickly, and touches nothing.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use std::time::{Duration, Instant};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::super::Backup;
use super::{refusal, stored};

const OPEN: &str =
    "<feed xmlns='http://www.w3.org/2005/Atom'>\n<id>tag:blogger.com,1999:blog-1.archive</id>\n";

fn feed(inside: &str) -> String {
    format!("{OPEN}{inside}\n</feed>")
}

fn assert_refused(bytes: &[u8], words: &[&str]) {
    let sentence = refusal(bytes);
    for word in words {
        assert!(sentence.contains(word), "no “{word}” in: {sentence}");
    }
}

#[test]
fn a_document_type_is_refused_before_anything_is_expanded() {
    let bomb =
        format!("<!DOCTYPE feed [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>{}", feed("<title>&b;</title>"));
    assert_refused(bomb.as_bytes(), &["line 1, column 1", "<!DOCTYPE"]);
    let outside = format!("<?xml version='1.0'?>\n<!DOCTYPE feed SYSTEM 'file:///etc/hostname'>{}", feed(""));
    assert_refused(outside.as_bytes(), &["line 2", "<!DOCTYPE"]);
    let late = feed("<entry/><!DOCTYPE x>");
    assert_refused(late.as_bytes(), &["line 3", "<!DOCTYPE"]);
}

#[test]
fn mismatched_tags_are_refused_with_their_line() {
    let sentence = refusal(feed("<entry>\n<title>x</content>\n</entry>").as_bytes());
    assert!(sentence.starts_with("line 4, column 9 "), "{sentence}");
    assert!(sentence.contains("</content> stands where </title> should"), "{sentence}");
    assert_refused(feed("</entry>").as_bytes(), &["line 3", "</entry>"]);
}

#[test]
fn bytes_that_are_not_utf8_are_refused_with_their_place() {
    let mut bytes = feed("<entry>\n<title>caf").into_bytes();
    bytes.truncate(bytes.len() - "\n</feed>".len());
    bytes.extend_from_slice(b"\xe9 noir</title></entry></feed>");
    assert_refused(&bytes, &["line 4, column 11", "0xE9", "UTF-8"]);
}

#[test]
fn nesting_without_end_is_refused() {
    for depth in [1000, 1_000_000] {
        let deep = feed(&"<a>".repeat(depth));
        assert_refused(deep.as_bytes(), &["line 3", "nested"]);
    }
}

#[test]
fn a_flood_of_attributes_costs_little() {
    let mut tag = String::from("<category ");
    for number in 0..400_000 {
        let _ = write!(tag, "a{number}='x' ");
    }
    let began = Instant::now();
    assert_refused(feed(&format!("<entry>{tag}/></entry>")).as_bytes(), &["line 3", "attributes"]);
    let plain = tag.replace("category", "unheard");
    let file = stored(feed(&format!("<entry>{plain}/></entry>")).as_bytes());
    assert!(Backup::open(file.path(), None).is_ok());
    let spaces = tag.replace(" a", " xmlns:a");
    assert_refused(feed(&format!("<entry>{spaces}/></entry>")).as_bytes(), &["line 3", "attributes"]);
    // Comparing each with each would take minutes.
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
}

#[test]
fn an_entry_without_end_is_refused_before_it_fills_the_memory() {
    let mut bytes = format!("{OPEN}<entry><content>").into_bytes();
    bytes.resize(bytes.len() + (65 << 20), b'x');
    assert_refused(&bytes, &["line 3", "larger than 64 MB"]);
}

#[test]
fn a_second_document_after_the_first_is_refused() {
    assert_refused(format!("{}{}", feed(""), feed("")).as_bytes(), &["second document"]);
    let file = stored(format!("{}\n\0\x1a", feed("")).as_bytes());
    assert!(Backup::open(file.path(), None).is_ok(), "stray bytes at the end do no harm");
}

#[test]
fn a_tag_cannot_steer_the_terminal_that_shows_it() {
    let sentence = refusal(feed("<entry><a></\u{1b}[2J>").as_bytes());
    assert!(!sentence.contains('\u{1b}'), "{sentence:?}");
}

#[test]
fn a_folder_and_a_missing_file_are_answered() {
    let folder = tempfile::tempdir().expect("a scratch folder");
    assert!(Backup::open(folder.path(), None).is_err_and(|it| it.to_string().contains("not a file")));
    let missing = folder.path().join("none.xml");
    assert!(Backup::open(&missing, None).is_err_and(|it| it.to_string().contains("cannot be opened")));
}

fn zip_of(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        zip.start_file(*name, SimpleFileOptions::default()).expect("a member");
        zip.write_all(bytes).expect("room in memory");
    }
    zip.finish().expect("a zip").into_inner()
}

#[test]
fn a_zip_that_reaches_outside_is_refused() {
    for name in ["../feed.atom", "a/../../feed.atom", "/etc/feed.atom", "C:\\feed.atom", "a\\..\\b.atom"] {
        assert_refused(&zip_of(&[(name, b"<feed/>")]), &["points outside"]);
    }
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.add_symlink("a/feed.atom", "/etc/passwd", SimpleFileOptions::default()).expect("a link");
    assert_refused(&zip.finish().expect("a zip").into_inner(), &["symbolic link"]);
}

#[test]
fn a_zip_bomb_is_refused_by_its_promise() {
    let mut bomb = OPEN.as_bytes().to_vec();
    bomb.resize(70 << 20, b' ');
    assert_refused(&zip_of(&[("Blogs/x/feed.atom", &bomb)]), &["unpack to more"]);
}

#[test]
fn a_zip_that_holds_more_than_it_says_is_refused() {
    let whole = feed(&"<entry/>".repeat(10_000));
    let mut zip = zip_of(&[("Blogs/x/feed.atom", whole.as_bytes())]);
    // The size before packing stands before the member and in the list at the end.
    let list = zip.windows(4).rposition(|bytes| bytes == b"PK\x01\x02").unwrap();
    for place in [22, list + 24] {
        let size = zip[place..place + 4].try_into().map(u32::from_le_bytes).unwrap();
        assert_eq!(size as usize, whole.len());
        zip[place..place + 4].copy_from_slice(&5_000_u32.to_le_bytes());
    }
    assert_refused(&zip, &["zip is damaged", "larger than its declared"]);
}

#[test]
fn a_zip_without_a_blog_or_with_damage_is_answered() {
    assert_refused(&zip_of(&[("photo.jpg", b"x"), ("notes.xml", b"<note/>")]), &["no blog"]);
    let mut cut = zip_of(&[("Blogs/x/feed.atom", feed("").as_bytes())]);
    cut.truncate(cut.len() - 10);
    assert_refused(&cut, &["zip is damaged"]);
}
