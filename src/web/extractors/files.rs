//! A form of files, read piece by piece (RFC 7578). What stands around the files, such as their names, has to be put into
//! memory to be understood, so it is given little room.

use std::error::Error as _;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::multipart::{Field, Multipart, MultipartError};
use axum::extract::{FromRequest, Request};
use hyper::body::{Frame, SizeHint};

use crate::web::error::Failure;

/// The most bytes that may come without any of them being part of a file. A name is some hundred; the rest is room for what
/// is read ahead.
const MOST_AROUND: usize = 1024 * 1024;

/// Why the rest of a form was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormFault {
    /// It came too slowly.
    Slow,
    /// No browser writes so much around its files.
    NoForm,
    CutOff,
}

/// The files of a sent form, one after the other.
pub struct FileForm {
    form: Multipart,
    /// What came since the last piece of a file was handed on.
    around: Arc<AtomicUsize>,
}

/// A field of the form: a file, if it has a file's name.
pub struct FileField<'a> {
    field: Field<'a>,
    around: &'a AtomicUsize,
}

impl<S: Send + Sync> FromRequest<S> for FileForm {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        let around = Arc::new(AtomicUsize::new(0));
        let request = request.map(|body| Body::new(Watched { body, around: around.clone() }));
        let form = Multipart::from_request(request, state).await.map_err(|_| Failure::NoForm)?;
        Ok(Self { form, around })
    }
}

impl FileForm {
    /// The next field. The one before has to be read to its end, or skipped.
    pub async fn next(&mut self) -> Result<Option<FileField<'_>>, FormFault> {
        self.around.store(0, Ordering::Relaxed);
        let field = self.form.next_field().await.map_err(|error| fault(&error))?;
        Ok(field.map(|field| FileField { field, around: &self.around }))
    }
}

impl FileField<'_> {
    /// The name that was sent; nothing if this is no file.
    pub fn file_name(&self) -> Option<&str> {
        self.field.file_name()
    }

    /// The next bytes; nothing at the end.
    pub async fn piece(&mut self) -> Result<Option<Bytes>, FormFault> {
        self.around.store(0, Ordering::Relaxed);
        self.field.chunk().await.map_err(|error| fault(&error))
    }

    /// Reads what is left and throws it away.
    pub async fn skip(&mut self) -> Result<(), FormFault> {
        while self.piece().await?.is_some() {}
        Ok(())
    }
}

/// What stopped the body is at the bottom of what the parser says of it.
fn fault(error: &MultipartError) -> FormFault {
    let mut cause = error.source();
    while let Some(error) = cause {
        match error.downcast_ref::<io::Error>().map(io::Error::kind) {
            Some(io::ErrorKind::InvalidData) => return FormFault::NoForm,
            Some(io::ErrorKind::TimedOut) => return FormFault::Slow,
            _ => cause = error.source(),
        }
    }
    FormFault::CutOff
}

/// A body of which not too much may come between two pieces of a file.
struct Watched {
    body: Body,
    around: Arc<AtomicUsize>,
}

impl HttpBody for Watched {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(cx);
        if let Poll::Ready(Some(Ok(frame))) = &polled {
            let bytes = frame.data_ref().map_or(0, Bytes::len);
            if self.around.fetch_add(bytes, Ordering::Relaxed) > MOST_AROUND {
                let too_much =
                    io::Error::new(io::ErrorKind::InvalidData, "a form says too much of its files");
                return Poll::Ready(Some(Err(axum::Error::new(too_much))));
            }
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
