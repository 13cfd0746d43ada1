//! The bytes on their way to the XML reader: counted by line, capped by entry, freed of what stands before the prolog.

use std::io::{self, BufRead, Read};

use crate::transfer::import::refusal::Position;

/// How far into a file the first `<` is looked for.
pub const PROLOG: usize = 4096;
const CHUNK: usize = 64 * 1024;

/// A buffered reader that knows where it is and lets no entry grow without end.
pub struct Gate<R> {
    inner: R,
    buffer: Box<[u8]>,
    start: usize,
    end: usize,
    position: Position,
    mark: Position,
    limit: u64,
    allowance: u64,
    is_begun: bool,
    is_over: bool,
    has_stray_bytes: bool,
}

impl<R: Read> Gate<R> {
    /// Reads from `inner`; between two calls of `renew` at most `limit` bytes pass.
    pub fn new(inner: R, limit: u64) -> Self {
        Self {
            inner,
            buffer: vec![0; CHUNK].into_boxed_slice(),
            start: 0,
            end: 0,
            position: Position::START,
            mark: Position::START,
            limit,
            allowance: limit,
            is_begun: false,
            is_over: false,
            has_stray_bytes: false,
        }
    }

    /// Where the reading stands.
    pub fn position(&self) -> Position {
        self.position
    }

    /// Where the reading stood at the last `set_mark`.
    pub fn mark(&self) -> Position {
        self.mark
    }

    pub fn set_mark(&mut self) {
        self.mark = self.position;
    }

    /// Begins the count of the next entry.
    pub fn renew(&mut self) {
        self.allowance = self.limit;
    }

    /// Whether the limit stopped the reading.
    pub fn is_over(&self) -> bool {
        self.is_over
    }

    /// Whether anything but a byte order mark and white space stood before the first tag.
    pub fn has_stray_bytes(&self) -> bool {
        self.has_stray_bytes
    }

    fn fill(&mut self) -> io::Result<()> {
        self.start = 0;
        self.end = 0;
        self.end = self.inner.read(&mut self.buffer)?;
        Ok(())
    }

    fn skip_to_first_tag(&mut self) -> io::Result<()> {
        while self.end < PROLOG {
            let count = self.inner.read(&mut self.buffer[self.end..])?;
            if count == 0 {
                break;
            }
            self.end += count;
        }
        self.is_begun = true;
        let head = &self.buffer[..self.end.min(PROLOG)];
        let Some(first) = head.iter().position(|byte| *byte == b'<') else {
            return Ok(());
        };
        let before = head[..first].strip_prefix(b"\xef\xbb\xbf").unwrap_or(&head[..first]);
        self.has_stray_bytes = !before.trim_ascii().is_empty();
        self.position.advance(&head[..first]);
        self.start = first;
        Ok(())
    }
}

impl<R: Read> Read for Gate<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let count = available.len().min(into.len());
        into[..count].copy_from_slice(&available[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl<R: Read> BufRead for Gate<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if !self.is_begun {
            self.skip_to_first_tag()?;
        } else if self.start == self.end {
            self.fill()?;
        }
        if self.allowance == 0 {
            self.is_over = true;
            return Err(io::Error::other("an entry is larger than the limit"));
        }
        Ok(&self.buffer[self.start..self.end])
    }

    fn consume(&mut self, count: usize) {
        let end = self.end.min(self.start + count);
        self.position.advance(&self.buffer[self.start..end]);
        self.start = end;
        self.allowance = self.allowance.saturating_sub(count as u64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_before_the_first_tag_is_skipped_but_counted() {
        let mut gate = Gate::new(&b"\x1a\xff\n <a/>"[..], 100);
        let mut text = String::new();
        gate.read_to_string(&mut text).expect("a readable rest");
        assert_eq!(text, "<a/>");
        assert!(gate.has_stray_bytes());
        assert_eq!(gate.position(), Position { line: 2, column: 6, byte: 8 });
    }

    #[test]
    fn a_byte_order_mark_is_nothing_strange() {
        let mut gate = Gate::new(&b"\xef\xbb\xbf<a/>"[..], 100);
        assert_eq!(gate.fill_buf().expect("a first piece"), b"<a/>");
        assert!(!gate.has_stray_bytes());
    }

    #[test]
    fn an_entry_beyond_the_limit_stops_the_reading() {
        let many = vec![b'<'; 3 * CHUNK];
        let mut gate = Gate::new(&many[..], CHUNK as u64);
        let mut all = Vec::new();
        assert!(gate.read_to_end(&mut all).is_err());
        assert!(gate.is_over());

        let mut gate = Gate::new(&many[..], 2 * CHUNK as u64);
        let mut piece = vec![0; CHUNK];
        for _ in 0..3 {
            gate.read_exact(&mut piece).expect("a piece within the limit");
            gate.renew();
        }
        assert!(!gate.is_over());
    }
}
