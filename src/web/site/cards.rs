//! The picture that goes with a link to a post, under an address that never means another one.

use std::sync::Arc;

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
use crate::tools::pictures::{self, SHARE_HEIGHT, SHARE_WIDTH, share_sides};
use crate::tools::secrets;
use crate::web::cache::MadeOf;
use crate::web::chrome::Chrome;
use crate::web::error::Failure;
use crate::web::extractors::Path;
use crate::web::gallery::Gallery;
use crate::web::head::Picture;
use crate::web::page;

/// Raised when cards look different than before.
const LOOK: u8 = 1;
/// Bytes of the hash in an address.
const HASH: usize = 8;

/// What goes with a link to a post: its cover, else the first picture of ours in it, else its title.
enum Face<'a> {
    Picture(&'a Medium),
    Title(&'a str),
}

impl<'a> Face<'a> {
    fn of(post: &Post, title: &'a str, gallery: &'a Gallery) -> Self {
        gallery.face(post.cover_id, &post.html).map_or(Self::Title(title), Self::Picture)
    }

    /// Width and height, and what it shows.
    fn told(&self, title: &str) -> (u32, u32, String) {
        let Self::Picture(medium) = self else { return (SHARE_WIDTH, SHARE_HEIGHT, title.to_owned()) };
        let (width, height) = share_sides(side(medium.width), side(medium.height));
        let alt = if medium.alt.is_empty() { title } else { &medium.alt };
        (width, height, alt.to_owned())
    }

    /// `/cards/12-0123456789abcdef.jpg`: what is on the card is in the hash.
    fn path(&self, chrome: &Chrome, id: PostId) -> String {
        let told = match self {
            Self::Picture(medium) => format!("{LOOK} picture {}", medium.name),
            // The length in front, so that no letter can move from one to the other.
            Self::Title(title) => format!("{LOOK} {} {title} {}", title.len(), chrome.settings.title),
        };
        let hash = data_encoding::HEXLOWER.encode(&secrets::hash(told.as_bytes())[..HASH]);
        format!("/cards/{id}-{hash}.jpg")
    }
}

fn side(length: Option<i64>) -> u32 {
    length.and_then(|length| u32::try_from(length).ok()).unwrap_or(1)
}

/// The picture of a post for those who link to it, as far as the blog's own address is known.
pub fn picture(chrome: &Chrome, post: &Post, title: &str, gallery: &Gallery) -> Option<Picture> {
    let face = Face::of(post, title, gallery);
    let (width, height, alt) = face.told(title);
    let address = chrome.absolute(&face.path(chrome, post.id));
    (!chrome.base_url.is_empty()).then_some(Picture { address, width, height, alt })
}

/// The narrowest form of a picture that gives the same card as its widest.
fn enough(medium: &Medium) -> Option<u32> {
    let (widths, width, height) = (medium.widths(), side(medium.width), side(medium.height));
    let as_high = |narrower: u32| u64::from(height) * u64::from(narrower) / u64::from(width.max(1));
    let sides = |narrower| share_sides(narrower, u32::try_from(as_high(narrower)).unwrap_or(height));
    let same = widths.iter().copied().find(|narrower| sides(*narrower) == share_sides(width, height));
    same.or(widths.last().copied())
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
    let gallery = Gallery::of(&mut db, [(&post.html, post.cover_id)]).await?;
    drop(db);
    let chrome = Chrome::bare(&app);
    let title = chrome.title_of(&post);
    let face = Face::of(&post, &title, &gallery);
    let path = face.path(&chrome, id);
    if path.strip_prefix("/cards/") != Some(&file) {
        return Ok(page::moved(&path));
    }
    let made = match face {
        Face::Picture(medium) => {
            let bytes = stored(&app, medium).await?;
            app.workshop.make(move || pictures::share(&bytes)).await
        }
        Face::Title(_) => {
            let name = chrome.settings.title.clone();
            app.workshop.make(move || pictures::card(&title, &name)).await
        }
    };
    let drawn = made.map_err(|fault| Failure::Broken(Arc::new(fault)))?;
    let headers = [(CONTENT_TYPE, "image/jpeg"), (CACHE_CONTROL, "public, max-age=31536000, immutable")];
    Ok((headers, Extension(MadeOf(Keys::of([Key::Post(id)]))), drawn).into_response())
}

/// A form of a picture that is large enough.
async fn stored(app: &App, medium: &Medium) -> Result<Vec<u8>, Failure> {
    let width = enough(medium).ok_or(Failure::NotFound)?;
    let (folder, file) = (medium.name.clone(), format!("{width}.{}", medium.ending));
    let read = app.files.ask(move |store| {
        let Some(size) = store.size(&folder, &file)? else { return Ok(None) };
        store.read(&folder, &file, 0, usize::try_from(size).unwrap_or(usize::MAX)).map(Some)
    });
    let read = read.await.map_err(|error: std::io::Error| Failure::Broken(Arc::new(error)))?;
    read.ok_or(Failure::NotFound)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_taken_that_gives_the_same_card() {
        let picture = |width, height, widths: &str| Medium {
            width: Some(width),
            height: Some(height),
            ..Medium::sample(1, widths)
        };
        assert_eq!(enough(&picture(2400, 1800, "480 960 1600 2400")), Some(1600));
        assert_eq!(enough(&picture(2400, 700, "480 960 1600 2400")), Some(2400));
        assert_eq!(enough(&picture(300, 200, "300")), Some(300));
    }

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
