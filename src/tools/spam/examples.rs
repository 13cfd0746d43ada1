//! Reading examples from CSV as people have it: exported by spreadsheets, with other columns, in other encodings.

use std::borrow::Cow;
use std::io::Read;

use csv::{ByteRecord, ReaderBuilder};

use super::{Example, Said};

/// What the columns may be called, in small letters.
const AUTHOR: &[&str] = &["author", "name", "user", "username"];
const TEXT: &[&str] = &["text", "content", "comment", "body", "message"];
const SPAM: &[&str] = &["spam", "is_spam", "isspam", "class", "label", "tag"];

/// Why a file of examples can't be learnt from.
#[derive(Debug, thiserror::Error)]
pub enum ExamplesFault {
    #[error("It could not be read to its end.")]
    Unreadable(#[from] std::io::Error),
    #[error("It is written in UTF-16. Save it as UTF-8 first; spreadsheets call that “CSV UTF-8”.")]
    Utf16,
    #[error("This is not CSV.")]
    NotCsv(#[from] csv::Error),
    #[error("Its first line names the columns {found}. It has to name text and spam, and may name author.")]
    NoColumns { found: String },
    #[error("In comment {number} the column spam holds “{found}”; it has to be 1 or 0.")]
    NotALabel { number: usize, found: String },
}

/// Which field of a row is what.
struct Columns {
    author: Option<usize>,
    text: usize,
    spam: usize,
}

/// Reads CSV (RFC 4180) whose first line names the columns `text`, `spam` and perhaps `author`, in any order and among
/// others, parted by commas, semicolons or tabs. Spam is said by 1, true, yes or spam, a wanted comment by 0, false, no or
/// ham.
pub fn examples(mut file: impl Read) -> Result<Vec<Example>, ExamplesFault> {
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Err(ExamplesFault::Utf16);
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    // Not a tab: it may part a first column without a name.
    let begins = bytes.iter().position(|byte| !b"\r\n ".contains(byte)).unwrap_or(bytes.len());
    let bytes = &bytes[begins..];
    let mut reader = ReaderBuilder::new().flexible(true).delimiter(delimiter(bytes)).from_reader(bytes);
    let columns = columns(reader.byte_headers()?)?;
    let mut examples = Vec::new();
    for (row, number) in reader.byte_records().zip(1..) {
        examples.push(example(&row?, number, &columns)?);
    }
    Ok(examples)
}

/// What the first line uses most.
fn delimiter(bytes: &[u8]) -> u8 {
    let first = bytes.split(|byte| *byte == b'\n' || *byte == b'\r').next().unwrap_or_default();
    let pieces = |mark: u8| first.split(|byte| *byte == mark).count();
    [b',', b';', b'\t'].into_iter().rev().max_by_key(|mark| pieces(*mark)).unwrap_or(b',')
}

fn columns(names: &ByteRecord) -> Result<Columns, ExamplesFault> {
    let names: Vec<String> = names.iter().map(|name| letters(name).trim().to_lowercase()).collect();
    // The name that comes first in the list is meant, if there are several.
    let find =
        |wanted: &[&str]| wanted.iter().find_map(|wanted| names.iter().position(|name| name == wanted));
    match (find(TEXT), find(SPAM)) {
        (Some(text), Some(spam)) => Ok(Columns { author: find(AUTHOR), text, spam }),
        _ => Err(ExamplesFault::NoColumns { found: shortened(&names.join(", ")) }),
    }
}

fn example(row: &ByteRecord, number: usize, columns: &Columns) -> Result<Example, ExamplesFault> {
    let field = |at: usize| letters(row.get(at).unwrap_or_default());
    let spam = field(columns.spam);
    let is_spam = match spam.trim().to_lowercase().as_str() {
        "1" | "1.0" | "true" | "yes" | "spam" => true,
        "0" | "0.0" | "false" | "no" | "ham" | "not spam" => false,
        _ => return Err(ExamplesFault::NotALabel { number, found: shortened(&spam) }),
    };
    let author = columns.author.map(field).unwrap_or_default().into_owned();
    Ok(Example { said: Said { author, text: field(columns.text).into_owned(), website: None }, is_spam })
}

/// UTF-8, or what older programs write.
fn letters(bytes: &[u8]) -> Cow<'_, str> {
    match str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(bytes.iter().copied().map(char::from).collect()),
    }
}

/// The beginning of what a file says, without what a terminal would obey.
fn shortened(text: &str) -> String {
    let shown = |letter: char| if letter.is_control() { char::REPLACEMENT_CHARACTER } else { letter };
    let short: String = text.chars().take(80).map(shown).collect();
    if text.chars().nth(80).is_some() { short + "…" } else { short }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(file: &[u8]) -> Vec<(String, String, bool)> {
        let read = examples(file).unwrap().into_iter();
        read.map(|example| (example.said.author, example.said.text, example.is_spam)).collect()
    }

    fn one(author: &str, text: &str, is_spam: bool) -> Vec<(String, String, bool)> {
        vec![(author.to_owned(), text.to_owned(), is_spam)]
    }

    #[test]
    fn a_file_is_read_as_programs_write_it() {
        let plain = one("Jo", "a, \"b\"\nc", true);
        for file in [
            "author,text,spam\nJo,\"a, \"\"b\"\"\nc\",1\n",
            "\u{feff}author,text,spam\nJo,\"a, \"\"b\"\"\nc\",1",
            "\n\nspam;author;text\r\nspam;Jo;\"a, \"\"b\"\"\nc\"\r\n",
            "COMMENT_ID,AUTHOR,DATE,CONTENT,CLASS\nx1,Jo,,\"a, \"\"b\"\"\nc\",1\n",
            "id\tText\tLabel\tname\tmore\n7\t\"a, \"\"b\"\"\nc\"\tYES\tJo\n",
            "\r\n \tText\tLabel\tname\n7\t\"a, \"\"b\"\"\nc\"\tYES\tJo\n",
        ] {
            assert_eq!(read(file.as_bytes()), plain, "{file}");
        }
        assert_eq!(read(b"text,spam\nhello,0\n"), one("", "hello", false));
        assert_eq!(read(b"author,text,spam\n,,ham,further\n"), one("", "", false));
        assert_eq!(read(b"text,spam\ngr\xfc\xdfe,0\n"), one("", "grüße", false));
        assert_eq!(read(b"author,text,spam\n"), Vec::new());
    }

    #[test]
    fn what_is_no_list_of_examples_is_refused_in_words() {
        let fault = |file: &str| examples(file.as_bytes()).unwrap_err().to_string();
        assert!(fault("author,text\na,b\n").contains("names the columns author, text."));
        assert!(fault("").contains("It has to name text and spam"));
        assert!(fault("author,text,spam\na,b,maybe\n").contains("comment 1 the column spam holds “maybe”"));
        assert!(fault("author,text,spam\na,b,1\na\n").contains("comment 2"));
        assert!(fault("author,text,spam\na,b,\u{1b}[2J\n").contains("holds “\u{fffd}[2J”"));
        let long = fault(&format!("text,spam\na,{}\n", "é".repeat(81)));
        assert!(long.contains(&format!("“{}…”", "é".repeat(80))), "{long}");
        for utf_16 in [&b"\xff\xfet\0e\0"[..], b"\xfe\xff\0t\0e"] {
            assert!(examples(utf_16).unwrap_err().to_string().contains("UTF-16"));
        }
    }
}
