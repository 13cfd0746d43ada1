//! Static files of ours, embedded, under names that change with their content.

use std::collections::HashMap;
use std::sync::LazyLock;

use axum::Extension;
use axum::body::Bytes;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};

use super::cache::{MadeOf, Packed};
use super::error::Failure;
use super::extractors::Path;
use crate::model::key::Keys;
use crate::tools::secrets;

/// A file of `static/`, and as `build.rs` packed it.
struct File {
    name: &'static str,
    body: &'static [u8],
    gzip: &'static [u8],
    brotli: &'static [u8],
}

static FILES: &[File] = include!(concat!(env!("OUT_DIR"), "/static_files.rs"));

struct Asset {
    /// `/static/site-0123abcd.css`
    address: String,
    file: &'static File,
}

/// By the name it has in `static/`.
static ASSETS: LazyLock<HashMap<&'static str, Asset>> = LazyLock::new(|| {
    let asset = |file: &'static File| {
        let hash = data_encoding::HEXLOWER.encode(&secrets::hash(file.body)[..6]);
        let address = match file.name.rsplit_once('.') {
            Some((stem, ending)) => format!("/static/{stem}-{hash}.{ending}"),
            None => format!("/static/{}-{hash}", file.name),
        };
        (file.name, Asset { address, file })
    };
    FILES.iter().map(asset).collect()
});

/// By the rest of its hashed address.
static BY_ADDRESS: LazyLock<HashMap<&'static str, &'static Asset>> = LazyLock::new(|| {
    ASSETS.values().filter_map(|asset| Some((asset.address.strip_prefix("/static/")?, asset))).collect()
});

/// The hashed address of a static file, by its name in `static/`.
pub fn address(name: &str) -> &'static str {
    ASSETS.get(name).map_or("/static/missing", |asset| asset.address.as_str())
}

/// Under its hashed name a file never changes; under its plain name it is asked about each time.
pub async fn show(Path(name): Path<String>) -> Result<Response, Failure> {
    if let Some(asset) = BY_ADDRESS.get(name.as_str()) {
        return Ok(answer(&name, asset, "public, max-age=31536000, immutable"));
    }
    let asset = ASSETS.get(name.as_str()).ok_or(Failure::NotFound)?;
    Ok(answer(&name, asset, "no-cache"))
}

/// Browsers ask for this one by themselves.
pub async fn favicon() -> Result<Response, Failure> {
    show(Path("favicon.ico".to_owned())).await
}

fn answer(name: &str, asset: &'static Asset, kept: &'static str) -> Response {
    let headers = [(CONTENT_TYPE, media_type(name)), (CACHE_CONTROL, kept)];
    let packed = Packed { gzip: asset.file.gzip, brotli: asset.file.brotli };
    (headers, Extension(MadeOf(Keys::none())), Extension(packed), Bytes::from_static(asset.file.body))
        .into_response()
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
