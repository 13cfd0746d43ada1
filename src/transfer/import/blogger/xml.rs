//! Reads a feed from bytes, an entry at a time, and says where and why it cannot. Knows markup, not its meaning.

use std::io::Read;

use quick_xml::Reader;
use quick_xml::errors::{Error, IllFormedError, SyntaxError};
use quick_xml::events::Event;

use super::builder::Builder;
use super::entry::{Head, RawEntry};
use super::gate::Gate;
use super::notes::Note;
use crate::transfer::import::refusal::{Position, Refusal, shown};

/// No post or template comes near this; a file without end tags does.
const LARGEST_ENTRY: u64 = 64 << 20;
const AGAIN: &str = "Download the backup again; if the place is the same, mend the file there or ask for the other \
                     kind of export";

/// A feed being read; memory is bounded by its largest entry.
pub struct FeedReader<R: Read> {
    reader: Reader<Gate<R>>,
    buffer: Vec<u8>,
    builder: Builder,
    waiting: Option<RawEntry>,
}

impl<R: Read> FeedReader<R> {
    pub fn new(bytes: R) -> Self {
        let mut reader = Reader::from_reader(Gate::new(bytes, LARGEST_ENTRY));
        reader.config_mut().allow_dangling_amp = true;
        Self { reader, buffer: Vec::new(), builder: Builder::default(), waiting: None }
    }

    /// Reads up to the first entry and says what stands before it.
    pub fn begin(&mut self) -> Result<&Head, Refusal> {
        self.waiting = self.next_entry()?;
        Ok(&self.builder.head)
    }

    /// What the feed has said about itself so far.
    pub fn head(&self) -> &Head {
        &self.builder.head
    }

    /// The next entry, or none when the file has ended as it should.
    pub fn next_entry(&mut self) -> Result<Option<RawEntry>, Refusal> {
        if let Some(entry) = self.waiting.take() {
            return Ok(Some(entry));
        }
        loop {
            match self.step()? {
                Step::On => {}
                Step::Entry(entry) => return Ok(Some(*entry)),
                Step::End => return self.ended().map(|()| None),
            }
        }
    }

    /// What was wrong with the markup so far and was read all the same.
    pub fn overlooked(&self) -> impl Iterator<Item = Note> {
        let found = [
            (self.reader.get_ref().has_stray_bytes(), Note::StrayBytes),
            (self.builder.has_unbound_prefixes(), Note::UnboundPrefix),
            (self.builder.has_control_characters, Note::ControlCharacters),
            (self.builder.has_lone_ampersands, Note::LoneAmpersands),
        ];
        found.into_iter().filter_map(|(is_found, note)| is_found.then_some(note))
    }

    fn step(&mut self) -> Result<Step, Refusal> {
        self.buffer.clear();
        self.reader.get_mut().set_mark();
        let mark = self.reader.get_ref().mark();
        let event = match self.reader.read_event_into(&mut self.buffer) {
            Ok(event) => event,
            Err(error) => return Err(self.refusal(error, mark)),
        };
        let here = |what: String| Refusal::at(mark, what, format!("{AGAIN}."));
        match event {
            Event::Start(tag) => {
                if self.builder.open(&tag, mark.line).map_err(here)? {
                    self.reader.get_mut().renew();
                }
            }
            Event::Empty(tag) => {
                self.builder.open(&tag, mark.line).map_err(here)?;
                if let Some(entry) = self.builder.close(tag.name().as_ref()) {
                    return Ok(Step::Entry(Box::new(entry)));
                }
            }
            Event::End(tag) => {
                if let Some(entry) = self.builder.close(tag.name().as_ref()) {
                    self.reader.get_mut().renew();
                    return Ok(Step::Entry(Box::new(entry)));
                }
            }
            Event::Text(text) => self.builder.text(&text),
            Event::CData(text) => self.builder.character_data(&text),
            Event::GeneralRef(name) => self.builder.reference(&name),
            Event::DocType(_) => return Err(doctype(mark)),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
            Event::Eof => return Ok(Step::End),
        }
        Ok(Step::On)
    }

    fn ended(&self) -> Result<(), Refusal> {
        let place = self.reader.get_ref().position();
        if self.builder.depth() > 0 {
            return Err(self.truncated(place));
        }
        if !self.builder.has_root {
            return Err(Refusal::at(place, "the file ends before a <feed> began", format!("{AGAIN}.")));
        }
        Ok(())
    }

    fn truncated(&self, place: Position) -> Refusal {
        let open = if self.builder.is_in_entry() {
            format!("within the entry that begins on line {}", self.builder.entry_line())
        } else {
            "before the closing </feed>".to_owned()
        };
        let next = "The download was probably cut off: download the backup again.";
        Refusal::at(place, format!("the file ends too early, {open}"), next)
    }

    fn refusal(&self, error: Error, mark: Position) -> Refusal {
        let gate = self.reader.get_ref();
        let next = format!("{AGAIN}.");
        match error {
            Error::Io(_) if gate.is_over() => {
                let line = if self.builder.is_in_entry() { self.builder.entry_line() } else { mark.line };
                let limit = LARGEST_ENTRY >> 20;
                Refusal::at(mark, format!("what begins on line {line} is larger than {limit} MB"), next)
            }
            Error::Io(error) => Refusal {
                place: Some(gate.position()),
                ..Refusal::unreadable("the file cannot be read further", std::io::Error::other(error))
            },
            Error::Encoding(_) => self.not_utf8(mark),
            Error::Syntax(SyntaxError::InvalidBangMarkup) => {
                Refusal::at(mark, "“<!” begins no markup that XML has", next)
            }
            Error::Syntax(_) | Error::IllFormed(IllFormedError::MissingEndTag(_)) => {
                self.truncated(gate.position())
            }
            Error::IllFormed(IllFormedError::MismatchedEndTag { expected, found }) => {
                let what = format!("</{}> stands where </{}> should", shown(&found), shown(&expected));
                Refusal::at(mark, what, next)
            }
            Error::IllFormed(IllFormedError::UnmatchedEndTag(found)) => {
                Refusal::at(mark, format!("</{}> closes nothing", shown(&found)), next)
            }
            other => Refusal::at(
                mark,
                format!("this is not well-formed XML ({})", shown(&other.to_string())),
                next,
            ),
        }
    }

    fn not_utf8(&self, mark: Position) -> Refusal {
        let valid = match std::str::from_utf8(&self.buffer) {
            Ok(whole) => whole.len(),
            Err(error) => error.valid_up_to(),
        };
        let mut place = mark;
        place.advance(&self.buffer[..valid]);
        let byte = self.buffer.get(valid).copied().unwrap_or_default();
        let next = "Blogger writes UTF-8: if the file was opened and saved by another program, use the one you downloaded.";
        Refusal::at(place, format!("the byte 0x{byte:02X} is not valid UTF-8"), next)
    }
}

fn doctype(place: Position) -> Refusal {
    let next = "A Blogger backup has none, and one can hide an attack: download the backup again from Blogger itself.";
    Refusal::at(place, "the file declares a document type (<!DOCTYPE)", next)
}

enum Step {
    On,
    Entry(Box<RawEntry>),
    End,
}
