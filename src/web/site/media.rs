//! Pictures, sound, films and files, under addresses that never change.

use axum::body::Body;
use axum::extract::State;
use axum::http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG,
    HeaderName, HeaderValue, IF_NONE_MATCH, IF_RANGE, RANGE,
};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};

use crate::app::App;
use crate::model::media::{Medium, is_file, is_name};
use crate::store::media;
use crate::web::error::Failure;
use crate::web::extractors::Path;
use crate::web::stored::{PIECE, Stored, StoredBody, Wanted};

/// What is in a file never changes, since its name comes of it.
const KEPT: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

pub async fn show(
    State(app): State<App>,
    Path((name, file)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    if !is_name(&name) || !is_file(&file) {
        return Err(Failure::NotFound);
    }
    let Some(found) = find(&app, &name, &file).await? else {
        let is_gone = media::is_gone(&mut app.db.reader().await?, &name).await?;
        return Err(if is_gone { Failure::Gone } else { Failure::NotFound });
    };
    let shown = shown_type(&file).map(HeaderValue::from_static);
    let (media_type, disposition) = match shown {
        Some(media_type) => (media_type, None),
        // Everything else is to be saved, under the name that it has in the library.
        None => saved_as(&app, &name).await?.ok_or(Failure::NotFound)?,
    };
    let tag = format!("\"{name}-{file}\"");
    let mut answer = match wanted(&headers, &tag, found.size) {
        _ if is_known(&headers, &tag) => StatusCode::NOT_MODIFIED.into_response(),
        Wanted::Nothing => return Ok(out_of_range(found.size)),
        Wanted::Whole => {
            let body = match found.whole {
                Some(bytes) => Body::from(bytes),
                None => Body::new(StoredBody::new(app.files.clone(), &name, &file, 0, found.size)),
            };
            ([(CONTENT_LENGTH, HeaderValue::from(found.size))], body).into_response()
        }
        Wanted::Part { first, last } => {
            let length = last - first + 1;
            let range = format!("bytes {first}-{last}/{}", found.size);
            let headers = [(CONTENT_RANGE, range), (CONTENT_LENGTH, length.to_string())];
            let body = Body::new(StoredBody::new(app.files.clone(), &name, &file, first, length));
            (StatusCode::PARTIAL_CONTENT, headers, body).into_response()
        }
    };
    let told = answer.headers_mut();
    told.insert(CONTENT_TYPE, media_type);
    told.insert(CACHE_CONTROL, KEPT);
    told.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    told.extend(HeaderValue::from_str(&tag).ok().map(|tag| (ETAG, tag)));
    told.extend(disposition.map(|disposition| (CONTENT_DISPOSITION, disposition)));
    answer.extensions_mut().insert(Stored);
    Ok(answer)
}

struct Found {
    size: u64,
    /// Read along if it is small.
    whole: Option<Vec<u8>>,
}

async fn find(app: &App, name: &str, file: &str) -> Result<Option<Found>, Failure> {
    let (name, file) = (name.to_owned(), file.to_owned());
    let found = app.files.ask(move |store| {
        let Some(size) = store.size(&name, &file)? else { return Ok(None) };
        let is_small = usize::try_from(size).is_ok_and(|size| size <= PIECE);
        let whole = if is_small { Some(store.read(&name, &file, 0, PIECE)?) } else { None };
        Ok(Some(Found { size: whole.as_ref().map_or(size, |bytes| bytes.len() as u64), whole }))
    });
    found.await.map_err(|error: std::io::Error| Failure::Broken(std::sync::Arc::new(error)))
}

/// The types that a browser shows or plays. The endings are ours, given by what is inside.
fn shown_type(file: &str) -> Option<&'static str> {
    Some(match file.split_once('.')?.1 {
        "jpg" => "image/jpeg",
        "png" => "image/png",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "mp3" => "audio/mpeg",
        "flac" => "audio/flac",
        "wav" => "audio/wav",
        "ogg" => "audio/ogg",
        "m4a" => "audio/mp4",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        "mov" => "video/quicktime",
        "ogv" => "video/ogg",
        _ => return None,
    })
}

async fn saved_as(app: &App, name: &str) -> Result<Option<(HeaderValue, Option<HeaderValue>)>, Failure> {
    let found = media::by_name(&mut app.db.reader().await?, name).await?;
    Ok(found.map(|medium| {
        let media_type = HeaderValue::from_str(&medium.media_type)
            .unwrap_or(HeaderValue::from_static("application/octet-stream"));
        (media_type, HeaderValue::from_str(&disposition(&medium)).ok())
    }))
}

/// RFC 6266: the name in its own letters, percent-encoded.
fn disposition(medium: &Medium) -> String {
    let name = percent_encoding::utf8_percent_encode(&medium.file_name(), percent_encoding::NON_ALPHANUMERIC)
        .to_string();
    format!("attachment; filename*=UTF-8''{name}")
}

/// Does the browser have it already?
fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let known = text(headers, &IF_NONE_MATCH);
    known.split(',').map(str::trim).any(|known| known == "*" || known.trim_start_matches("W/") == tag)
}

/// A part is only of use to who has other parts of the very same file.
fn wanted(headers: &HeaderMap, tag: &str, size: u64) -> Wanted {
    let is_of_this = headers.get(IF_RANGE).is_none_or(|of| of.as_bytes() == tag.as_bytes());
    if is_of_this { Wanted::of(text(headers, &RANGE), size) } else { Wanted::Whole }
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn out_of_range(size: u64) -> Response {
    let range = [(CONTENT_RANGE, format!("bytes */{size}"))];
    (range, Failure::OutOfRange).into_response()
}
