//! One kept page: its body, its packed forms as they are first asked for, and the headers that go with each.

use std::io::Write as _;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::{Body, Bytes, to_bytes};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, ETAG, HeaderValue,
    STRICT_TRANSPORT_SECURITY, VARY,
};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use data_encoding::HEXLOWER;
use flate2::{Compress, Compression, FlushCompress, Status};
use tokio::sync::OnceCell;
use tokio::task::spawn_blocking;

use super::answer::{Coding, Wanted, is_known};
use super::{Packed, Until};
use crate::model::timestamp::Timestamp;
use crate::store::{Snapshot, Stamps};
use crate::tools::secrets;
use crate::web::error::Failure;
use crate::web::extractors::Transport;
use crate::web::fast_lane::Plain;
use crate::web::middleware::security_headers::HTTPS_ONLY;

/// What a page weighs beside its bytes: headers, keys, its place in the list.
const OVERHEAD: u64 = 8_192;

/// From here on packing would hold other requests up, and has a thread of its own.
const PACKED_ASIDE_FROM: usize = 32 * 1024;

/// Half the size of the best quality in a seventieth of the time.
const BROTLI_QUALITY: u32 = 5;
const BROTLI_WINDOW: u32 = 22;
const GZIP_LEVEL: u32 = 6;
/// The largest, as everywhere.
const GZIP_WINDOW: u8 = 15;

/// Encoders that rest. One takes a quarter of a megabyte: made anew for each page, between pages that stay, they left gaps
/// that nothing fitted into, twice as much in all as the pages themselves.
static IDLE: Mutex<Vec<Compress>> = Mutex::new(Vec::new());
const MOST_IDLE: usize = 4;

/// A body in one coding, with its headers ready.
#[derive(Clone)]
struct Form {
    headers: HeaderMap,
    /// What goes with the word that it has not changed (RFC 9110, 15.4.5); all else the reader has from before.
    unchanged: HeaderMap,
    /// Both once more as they go over the line, up to the date.
    head: Bytes,
    unchanged_head: Bytes,
    body: Bytes,
}

impl Form {
    fn new(mut headers: HeaderMap, body: Bytes, tag: &str, coding: Coding) -> Self {
        let tag = match coding.name() {
            None => format!("\"{tag}\""),
            Some(name) => {
                headers.insert(CONTENT_ENCODING, HeaderValue::from_static(name));
                format!("\"{tag}-{name}\"")
            }
        };
        if let Ok(tag) = HeaderValue::from_str(&tag) {
            headers.insert(ETAG, tag);
        }
        let kept = [ETAG, CACHE_CONTROL, VARY].into_iter();
        let unchanged = kept.filter_map(|name| Some((name.clone(), headers.get(&name)?.clone()))).collect();
        let length = format!("content-length: {}\r\n", body.len());
        let head = written(StatusCode::OK, &headers, &length);
        let unchanged_head = written(StatusCode::NOT_MODIFIED, &unchanged, "");
        Self { headers, unchanged, head, unchanged_head, body }
    }
}

/// A head as it goes over the line, up to the date.
fn written(status: StatusCode, headers: &HeaderMap, more: &str) -> Bytes {
    let mut head = format!("HTTP/1.1 {status}\r\n").into_bytes();
    for (name, value) in headers {
        head.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
    }
    head.extend(more.as_bytes());
    head.extend(b"date: ");
    head.into()
}

/// A page that is kept.
pub struct Entry {
    made: Snapshot,
    /// When it changes by itself.
    until: Option<Timestamp>,
    tag: String,
    identity: Form,
    gzip: OnceCell<Form>,
    brotli: OnceCell<Form>,
}

impl Entry {
    /// Takes an answer of the router's, whose body is whole and not packed. A picture can't be packed any further.
    pub async fn of(response: Response, made: Snapshot) -> Result<Self, Failure> {
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.map_err(|error| Failure::Broken(Arc::new(error)))?;
        // A page grew while it was written, and what it may still grow into is not to be kept.
        let body = Bytes::copy_from_slice(&body);
        let tag = HEXLOWER.encode(&secrets::hash(&body)[..12]);
        let mut headers = parts.headers;
        // Of the connection and not of the page: each answer gets them anew.
        headers.remove(STRICT_TRANSPORT_SECURITY);
        headers.remove(CONTENT_LENGTH);
        headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
        let packed = parts.extensions.get::<Packed>();
        let ready =
            |body: &'static [u8], coding| Form::new(headers.clone(), Bytes::from_static(body), &tag, coding);
        let gzip = packed.map(|packed| ready(packed.gzip, Coding::Gzip));
        let brotli = packed.map(|packed| ready(packed.brotli, Coding::Brotli));
        let is_dense = headers.get(CONTENT_TYPE).is_some_and(|told| told == "image/jpeg");
        let identity = Form::new(headers.clone(), body, &tag, Coding::Identity);
        let as_it_is = || is_dense.then(|| identity.clone());
        let gzip = OnceCell::new_with(gzip.or_else(as_it_is));
        let brotli = OnceCell::new_with(brotli.or_else(as_it_is));
        let until = parts.extensions.get::<Until>().map(|Until(at)| *at);
        Ok(Self { made, until, tag, identity, gzip, brotli })
    }

    /// The clock is looked at only for what changes by itself.
    pub fn is_fresh(&self, stamps: &Stamps, now: impl FnOnce() -> Timestamp) -> bool {
        stamps.is_fresh(&self.made) && self.until.is_none_or(|until| now() < until)
    }

    /// The most bytes that this and its packed forms can take: one that saves less than half is not kept.
    pub fn weight(&self) -> u64 {
        2 * self.identity.body.len() as u64 + OVERHEAD
    }

    /// The page as it is wanted, or that it is known. How the request came is asked for only if it matters.
    ///
    /// The headers are put in whole: to extend a response by them would look up each one again.
    pub async fn answer(&self, wanted: &Wanted<'_>, transport: impl FnOnce() -> Transport) -> Response {
        let form = self.form(wanted.coding).await;
        if wanted.has(&self.tag) {
            let mut unchanged = Response::new(Body::empty());
            *unchanged.status_mut() = StatusCode::NOT_MODIFIED;
            *unchanged.headers_mut() = form.unchanged.clone();
            return unchanged;
        }
        let body = if wanted.is_head { Body::empty() } else { Body::from(form.body.clone()) };
        let mut whole = Response::new(body);
        *whole.headers_mut() = form.headers.clone();
        if transport().is_secure() {
            whole.headers_mut().insert(STRICT_TRANSPORT_SECURITY, HTTPS_ONLY);
        }
        if wanted.is_head {
            whole.headers_mut().insert(CONTENT_LENGTH, form.body.len().into());
        }
        whole
    }

    /// The same as bytes, head and body, if it is packed already. The head is put behind what stands in `head`.
    pub fn write(
        &self,
        asked: &Plain<'_>,
        is_secure: impl FnOnce() -> bool,
        date: &[u8],
        head: &mut Vec<u8>,
    ) -> Option<Bytes> {
        let form = self.ready(asked.coding)?;
        if is_known(asked.known, &self.tag) {
            head.extend_from_slice(&form.unchanged_head);
            head.extend_from_slice(date);
            head.extend_from_slice(b"\r\n\r\n");
            return Some(Bytes::new());
        }
        head.extend_from_slice(&form.head);
        head.extend_from_slice(date);
        if is_secure() {
            head.extend_from_slice(b"\r\nstrict-transport-security: ");
            head.extend_from_slice(HTTPS_ONLY.as_bytes());
        }
        head.extend_from_slice(b"\r\n\r\n");
        Some(form.body.clone())
    }

    fn ready(&self, coding: Coding) -> Option<&Form> {
        match coding {
            Coding::Identity => Some(&self.identity),
            Coding::Gzip => self.gzip.get(),
            Coding::Brotli => self.brotli.get(),
        }
    }

    async fn form(&self, coding: Coding) -> &Form {
        let cell = match coding {
            Coding::Identity => return &self.identity,
            Coding::Gzip => &self.gzip,
            Coding::Brotli => &self.brotli,
        };
        match self.ready(coding) {
            Some(form) => form,
            None => cell.get_or_init(|| self.pack(coding)).await,
        }
    }

    async fn pack(&self, coding: Coding) -> Form {
        let whole = self.identity.body.clone();
        let packed = if whole.len() < PACKED_ASIDE_FROM {
            packed(&whole, coding)
        } else {
            spawn_blocking(move || packed(&whole, coding)).await.ok().flatten()
        };
        match packed.filter(|packed| packed.len() < self.identity.body.len() / 2) {
            Some(packed) => Form::new(self.identity.headers.clone(), packed, &self.tag, coding),
            None => self.identity.clone(),
        }
    }
}

fn gzip(whole: &[u8]) -> Option<Vec<u8>> {
    let idle = IDLE.lock().unwrap_or_else(PoisonError::into_inner).pop();
    let mut encoder = idle.unwrap_or_else(|| Compress::new_gzip(Compression::new(GZIP_LEVEL), GZIP_WINDOW));
    let mut small = Vec::with_capacity(whole.len() / 4 + 256);
    loop {
        let done = usize::try_from(encoder.total_in()).ok()?;
        match encoder.compress_vec(whole.get(done..)?, &mut small, FlushCompress::Finish).ok()? {
            Status::StreamEnd => break,
            Status::Ok | Status::BufError => small.reserve(small.len().max(256)),
        }
    }
    encoder.reset();
    let mut idle = IDLE.lock().unwrap_or_else(PoisonError::into_inner);
    if idle.len() < MOST_IDLE {
        idle.push(encoder);
    }
    Some(small)
}

/// None if it can't be packed, which is no failure: it goes out as it is.
fn packed(whole: &[u8], coding: Coding) -> Option<Bytes> {
    let mut small = Vec::new();
    match coding {
        Coding::Identity => return None,
        Coding::Gzip => {
            small = gzip(whole)?;
        }
        Coding::Brotli => {
            let mut writer = brotli::CompressorWriter::new(&mut small, 4096, BROTLI_QUALITY, BROTLI_WINDOW);
            writer.write_all(whole).ok()?;
            drop(writer);
        }
    }
    small.shrink_to_fit();
    Some(Bytes::from(small))
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use flate2::read::GzDecoder;

    use super::*;

    #[test]
    fn an_encoder_that_is_used_again_remembers_nothing() {
        let long = (0..40_000).map(|number: u32| number.to_string()).collect::<Vec<_>>().join(" ");
        for page in ["first", "", &long, "first", "another that is not alike"] {
            let small = gzip(page.as_bytes()).unwrap();
            let mut unpacked = String::new();
            GzDecoder::new(&*small).read_to_string(&mut unpacked).unwrap();
            assert_eq!(unpacked, page);
        }
        assert!(IDLE.lock().unwrap().len() <= MOST_IDLE);
    }
}
