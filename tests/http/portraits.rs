//! The picture beside somebody's name: bringing one, showing it, losing it.

use postil::testing::{Blog, Role};

use crate::client::{Answer, Browser, answer};

async fn send(browser: &Browser, blog: &Blog, name: &str, bytes: &[u8]) -> Answer {
    let mut body = format!(
        "--border\r\ncontent-disposition: form-data; name=\"picture\"; filename=\"{name}\"\r\n\
         content-type: image/png\r\n\r\n"
    )
    .into_bytes();
    body.extend_from_slice(bytes);
    body.extend_from_slice(b"\r\n--border--\r\n");
    let request = browser
        .client()
        .post(blog.url("/account/picture"))
        .header("sec-fetch-site", "same-origin")
        .header("content-type", "multipart/form-data; boundary=border")
        .body(body);
    answer(request).await
}

fn jpeg(green: u8) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let picture = image::RgbImage::from_pixel(900, 600, image::Rgb([90, green, 60]));
    picture.write_to(&mut bytes, image::ImageFormat::Jpeg).unwrap();
    bytes.into_inner()
}

/// The addresses that a page's portrait names.
fn portraits(page: &str) -> Vec<String> {
    let Some(tag) = page.split("<img class=\"portrait").nth(1) else { return Vec::new() };
    let tag = tag.split('>').next().unwrap();
    tag.split(['"', ' ']).filter(|part| part.starts_with("/media/")).map(str::to_owned).collect()
}

#[tokio::test]
async fn a_picture_that_is_brought_stands_on_the_author_page_at_once_and_can_be_exchanged() {
    let blog = Blog::start().await;
    blog.publish("First light", "It begins.", &[]).await;
    let (ada, reader) = (Browser::log_in_as(&blog, "Ada").await, Browser::new());
    assert!(portraits(&reader.get(&blog, "/authors/ada").await.body).is_empty());
    let sent = send(&ada, &blog, "me.jpg", &jpeg(120)).await;
    assert_eq!(sent.location.as_deref(), Some("/account?saved=picture"), "{}", sent.body);
    let first = portraits(&reader.get(&blog, "/authors/ada").await.body);
    assert_eq!(first.len(), 3);
    for address in &first {
        assert_eq!(reader.get(&blog, address).await.status, 200, "{address}");
    }
    assert_eq!(portraits(&ada.get(&blog, "/account").await.body), first);
    assert_eq!(send(&ada, &blog, "me.jpg", &jpeg(200)).await.status, 303);
    let second = portraits(&reader.get(&blog, "/authors/ada").await.body);
    assert!(second.len() == 3 && second != first);
    assert_eq!(ada.post(&blog, "/account/picture/delete", &[]).await.status, 303);
    assert!(portraits(&reader.get(&blog, "/authors/ada").await.body).is_empty());
    assert!(ada.get(&blog, "/admin/media").await.body.contains("me"), "both stay in the library");
}

#[tokio::test]
async fn what_is_no_picture_is_told_and_the_one_before_stays() {
    let blog = Blog::start().await;
    blog.publish("First light", "It begins.", &[]).await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    assert_eq!(send(&ada, &blog, "me.jpg", &jpeg(120)).await.status, 303);
    let before = portraits(&ada.get(&blog, "/authors/ada").await.body);
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>";
    for (name, bytes, said) in [
        ("", &b""[..], "No picture was chosen."),
        ("me.png", svg, "SVG"),
        ("me.png", b"ID3\x04 0123456789", "This is no picture."),
        ("cut.jpg", &jpeg(7)[..200], ""),
    ] {
        let refused = send(&ada, &blog, name, bytes).await;
        assert!(refused.status == 422 && refused.body.contains(said), "{name}: {}", refused.body);
        assert!(refused.body.contains("role=\"alert\""), "{name}");
    }
    let none = ada.post(&blog, "/account/picture", &[("picture", "x")]).await;
    assert_eq!(none.status, 415, "a form without files");
    assert_eq!(portraits(&ada.get(&blog, "/authors/ada").await.body), before);
}

#[tokio::test]
async fn a_picture_that_is_deleted_from_the_library_stands_nowhere() {
    let blog = Blog::start().await;
    blog.publish("First light", "It begins.", &[]).await;
    let (ada, reader) = (Browser::log_in_as(&blog, "Ada").await, Browser::new());
    assert_eq!(send(&ada, &blog, "me.jpg", &jpeg(120)).await.status, 303);
    assert_eq!(portraits(&reader.get(&blog, "/authors/ada").await.body).len(), 3);
    let fields = [("although_shown", "yes")];
    let gone = ada.post(&blog, "/admin/media/1/deletion", &fields).await;
    assert_eq!(gone.status, 303, "{}", gone.body);
    assert!(portraits(&reader.get(&blog, "/authors/ada").await.body).is_empty());
}

#[tokio::test]
async fn who_brings_no_media_is_offered_no_picture() {
    let blog = Blog::start().await;
    blog.add_user("Tomo", Role::Moderator).await;
    let tomo = Browser::log_in_as(&blog, "Tomo").await;
    assert!(!tomo.get(&blog, "/account").await.body.contains("/account/picture"));
    assert_eq!(send(&tomo, &blog, "me.jpg", &jpeg(120)).await.status, 403);
}
