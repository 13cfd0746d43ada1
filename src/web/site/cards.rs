//! The picture that goes with a link to a post, under an address that never means another one.

use axum::Extension;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};

use crate::app::App;
use crate::model::ids::PostId;
use crate::model::key::{Key, Keys};
use crate::model::media::Medium;
use crate::model::post::Post;
use crate::store::posts;
use crate::tools::pictures::{self, SHARE_HEIGHT, SHARE_WIDTH};
use crate::tools::secrets;
use crate::web::cache::MadeOf;
use crate::web::chrome::Chrome;
use crate::web::error::Failure;
use crate::web::extractors::Path;
use crate::web::head::Picture;
use crate::web::page;

/// Raised when cards look different than before.
const LOOK: u8 = 1;
/// Bytes of the hash in an address.
const HASH: usize = 8;

/// The picture of a post for those who link to it, as far as the blog's own address is known.
pub fn picture(chrome: &Chrome, post: &Post, title: &str) -> Option<Picture> {
    let address = chrome.absolute(&path(chrome, post.id, title));
    (!chrome.base_url.is_empty()).then(|| Picture {
        address,
        width: SHARE_WIDTH,
        height: SHARE_HEIGHT,
        alt: title.to_owned(),
    })
}

/// A photograph of the library as such a picture, if it is one that every program knows.
pub fn photograph(chrome: &Chrome, medium: &Medium) -> Option<Picture> {
    let (width, full_width) = (medium.width_for(960)?, medium.width?);
    if chrome.base_url.is_empty() || medium.ending != "jpg" {
        return None;
    }
    let height = medium.height? * i64::from(width) / full_width.max(1);
    Some(Picture {
        address: chrome.absolute(&medium.address_at(width)),
        width,
        height: u32::try_from(height).ok()?,
        alt: medium.alt.clone(),
    })
}

/// `/cards/12-0123456789abcdef.jpg`: what is in the card is in the hash.
fn path(chrome: &Chrome, id: PostId, title: &str) -> String {
    // Lengths in front, so that no letter can move from one to the other.
    let told = format!("{LOOK} {} {title} {}", title.len(), chrome.settings.title);
    let hash = data_encoding::HEXLOWER.encode(&secrets::hash(told.as_bytes())[..HASH]);
    format!("/cards/{id}-{hash}.jpg")
}

/// The post that an address is about, if it looks like one of ours.
fn named(file: &str) -> Option<PostId> {
    let (id, hash) = file.strip_suffix(".jpg")?.split_once('-')?;
    let is_hash = hash.len() == 2 * HASH && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    let number: i64 = id.parse().ok()?;
    (is_hash && number.to_string() == id).then_some(PostId(number))
}

/// Draws the card as it is now. An older one's address leads to it, so that previews elsewhere stay whole and nobody can
/// have more drawn than there are posts.
pub async fn show(State(app): State<App>, Path(file): Path<String>) -> Result<Response, Failure> {
    let id = named(&file).ok_or(Failure::NotFound)?;
    let mut db = app.db.reader().await?;
    let post = posts::published(&mut db, id).await?.ok_or(Failure::NotFound)?;
    drop(db);
    let chrome = Chrome::bare(&app);
    let title = chrome.title_of(&post);
    let path = path(&chrome, id, &title);
    if path.strip_prefix("/cards/") != Some(&file) {
        return Ok(page::moved(&path));
    }
    let name = chrome.settings.title.clone();
    let drawn = app.workshop.make(move || pictures::card(&title, &name)).await;
    let drawn = drawn.map_err(|fault| Failure::Broken(std::sync::Arc::new(fault)))?;
    let headers = [(CONTENT_TYPE, "image/jpeg"), (CACHE_CONTROL, "public, max-age=31536000, immutable")];
    Ok((headers, Extension(MadeOf(Keys::of([Key::Post(id)]))), drawn).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_cards_name_a_post() {
        assert_eq!(named("12-0123456789abcdef.jpg"), Some(PostId(12)));
        for file in [
            "12-0123456789abcdef.png",
            "12-0123456789abcde.jpg",
            "12-0123456789abcdeg.jpg",
            "+12-0123456789abcdef.jpg",
            "012-0123456789abcdef.jpg",
            "x-0123456789abcdef.jpg",
            "-0123456789abcdef.jpg",
            "99999999999999999999-0123456789abcdef.jpg",
            "",
        ] {
            assert_eq!(named(file), None, "{file}");
        }
    }
}
