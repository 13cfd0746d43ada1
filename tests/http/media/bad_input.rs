//! Files and forms that are not taken, and what is said of them.

use postil::testing::Blog;

use super::{BOUNDARY, SONG, form, send};
use crate::client::Browser;

#[tokio::test]
async fn pictures_that_browsers_or_this_blog_can_not_read_are_refused_with_what_to_do() {
    let blog = Blog::start().await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let avif = &b"\0\0\0\x20ftypavif\0\0\0\0avifmif1"[..];
    let heic = &b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"[..];
    let refused = send(&ada, &blog, "text/html", form(&[("a.avif", avif), ("IMG_1.HEIC", heic)])).await;
    assert_eq!(refused.status, 422);
    for part in [
        "2 files were not taken.",
        "an AVIF picture, which can’t be read here. Save it as JPEG, PNG or WebP.",
        "a HEIC photograph, which most browsers can’t show. Save or share it as JPEG.",
    ] {
        assert!(refused.body.contains(part), "{part} in {}", refused.body);
    }
}

#[tokio::test]
async fn what_stands_around_a_file_gets_little_room_and_a_refused_file_may_be_large() {
    let blog = Blog::start().await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let endless = format!("--{BOUNDARY}\r\nx-padding: {}", "x".repeat(3_000_000));
    let refused = send(&ada, &blog, "text/html", endless.into_bytes()).await;
    assert_eq!(refused.status, 400, "{}", refused.body);
    let mut svg = b"<svg xmlns='http://www.w3.org/2000/svg'>".to_vec();
    svg.resize(3_000_000, b' ');
    let mixed = send(&ada, &blog, "text/html", form(&[("x.svg", &svg), ("c.mp3", SONG)])).await;
    assert_eq!(mixed.status, 422);
    for part in ["One file was not taken.", "[c](/media/"] {
        assert!(mixed.body.contains(part), "{part} in {}", mixed.body);
    }
}
