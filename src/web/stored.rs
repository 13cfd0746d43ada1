//! An answer that streams a stored file, or a part of one, in pieces: memory does not grow with its length.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Bytes, HttpBody};
use hyper::body::{Frame, SizeHint};

use crate::app::Files;

/// Put on the answer of a stored file: it is not packed, and its page may do nothing.
#[derive(Debug, Clone, Copy)]
pub struct Stored;

/// So much is read at once.
pub const PIECE: usize = 256 * 1024;

type Reading = Pin<Box<dyn Future<Output = io::Result<Vec<u8>>> + Send>>;

/// The bytes of a file from a place on.
pub struct StoredBody {
    files: Files,
    folder: String,
    file: String,
    at: u64,
    left: u64,
    reading: Option<Reading>,
}

impl StoredBody {
    pub fn new(files: Files, folder: &str, file: &str, from: u64, length: u64) -> Self {
        let (folder, file) = (folder.to_owned(), file.to_owned());
        Self { files, folder, file, at: from, left: length, reading: None }
    }

    /// Reads the next piece, once somebody wants it.
    fn next(&self) -> Reading {
        let (files, folder, file) = (self.files.clone(), self.folder.clone(), self.file.clone());
        let (at, most) = (self.at, usize::try_from(self.left).map_or(PIECE, |left| left.min(PIECE)));
        Box::pin(async move { files.ask(move |store| store.read(&folder, &file, at, most)).await })
    }
}

impl HttpBody for StoredBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        let mut reading = self.reading.take().unwrap_or_else(|| self.next());
        let Poll::Ready(read) = reading.as_mut().poll(cx) else {
            self.reading = Some(reading);
            return Poll::Pending;
        };
        let bytes = match read {
            // It was removed meanwhile: the connection ends short of what was promised.
            Ok(bytes) if bytes.is_empty() => {
                return Poll::Ready(Some(Err(io::ErrorKind::UnexpectedEof.into())));
            }
            read => read?,
        };
        self.at += bytes.len() as u64;
        self.left -= bytes.len() as u64;
        Poll::Ready(Some(Ok(Frame::data(bytes.into()))))
    }

    fn is_end_stream(&self) -> bool {
        self.left == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}

/// What of a file is asked for (RFC 9110, section 14), both ends inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    Whole,
    Part {
        first: u64,
        last: u64,
    },
    /// There is no such part.
    Nothing,
}

impl Wanted {
    /// Reads a `Range` for a file of a size. Several parts at once, and what can't be read, is answered with the whole.
    pub fn of(range: &str, size: u64) -> Self {
        let Some((first, last)) = range.strip_prefix("bytes=").and_then(|range| range.split_once('-')) else {
            return Self::Whole;
        };
        let number = |text: &str| (!text.is_empty()).then(|| text.trim().parse::<u64>());
        match (number(first), number(last)) {
            (Some(Ok(first)), None) if first < size => Self::Part { first, last: size - 1 },
            (Some(Ok(first)), Some(Ok(last))) if first <= last && first < size => {
                Self::Part { first, last: last.min(size - 1) }
            }
            (Some(Ok(first)), Some(Ok(last))) if first > last => Self::Whole,
            (Some(Ok(_)), None | Some(Ok(_))) | (None, Some(Ok(0))) => Self::Nothing,
            (None, Some(Ok(_))) if size == 0 => Self::Nothing,
            (None, Some(Ok(tail))) => Self::Part { first: size.saturating_sub(tail), last: size - 1 },
            _ => Self::Whole,
        }
    }
}

/// Polls a body to its end, for tests.
#[cfg(test)]
pub async fn collected(mut body: StoredBody) -> io::Result<Vec<u8>> {
    let mut all = Vec::new();
    while let Some(frame) = std::future::poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await {
        all.extend_from_slice(frame?.data_ref().map_or(&[], |data| data));
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::tools::files::{FileStore as _, LocalFiles};

    #[test]
    fn parts_are_read_as_the_standard_has_them() {
        let part = |first, last| Wanted::Part { first, last };
        for (range, expected) in [
            ("bytes=0-", part(0, 99)),
            ("bytes=10-19", part(10, 19)),
            ("bytes=90-200", part(90, 99)),
            ("bytes=-10", part(90, 99)),
            ("bytes=-1000", part(0, 99)),
            ("bytes=99-99", part(99, 99)),
            ("bytes=100-", Wanted::Nothing),
            ("bytes=100-200", Wanted::Nothing),
            ("bytes=-0", Wanted::Nothing),
            ("bytes=5-3", Wanted::Whole),
            ("bytes=0-1,5-6", Wanted::Whole),
            ("bytes=a-b", Wanted::Whole),
            ("bytes=-", Wanted::Whole),
            ("lines=0-1", Wanted::Whole),
            ("bytes=99999999999999999999-", Wanted::Whole),
        ] {
            assert_eq!(Wanted::of(range, 100), expected, "{range}");
        }
        assert_eq!(Wanted::of("bytes=0-", 0), Wanted::Nothing);
        assert_eq!(Wanted::of("bytes=-5", 0), Wanted::Nothing);
    }

    #[tokio::test]
    async fn a_file_is_streamed_whole_and_in_part_and_ends_short_when_it_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let store = LocalFiles::below(folder.path().to_owned());
        let bytes: Vec<u8> = (0..PIECE * 2 + 77).map(|place| u8::try_from(place % 251).unwrap()).collect();
        let mut arrival = store.arrive().unwrap();
        arrival.write(&bytes).unwrap();
        store.put("abc", vec![("whole.mp4".to_owned(), arrival)]).unwrap();
        let files = Files::of(Arc::new(store));
        let body = |from, length| StoredBody::new(files.clone(), "abc", "whole.mp4", from, length);
        assert_eq!(collected(body(0, bytes.len() as u64)).await.unwrap(), bytes);
        assert_eq!(collected(body(100, PIECE as u64 + 5)).await.unwrap(), bytes[100..100 + PIECE + 5]);
        assert!(collected(body(0, bytes.len() as u64 + 1)).await.is_err());
    }
}
