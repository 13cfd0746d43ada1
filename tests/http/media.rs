//! Pictures, sound, films and files over HTTP: bringing them, looking at them, finding and removing them.

mod bad_input;
mod lifetime;

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use postil::testing::{Blog, Role};
use serde_json::Value;

use crate::client::{Answer, Browser, answer};
use crate::sharing::card_of;

const BOUNDARY: &str = "a-boundary-that-no-file-has";

/// A form of files as browsers send it.
pub fn form(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, bytes) in files {
        let head = format!(
            "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"files\"; filename=\"{name}\"\r\n\
             content-type: image/png\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    body
}

async fn send(browser: &Browser, blog: &Blog, accept: &str, body: Vec<u8>) -> Answer {
    let request = browser
        .client()
        .post(blog.url("/admin/media"))
        .header("sec-fetch-site", "same-origin")
        .header("content-type", format!("multipart/form-data; boundary={BOUNDARY}"))
        .header("accept", accept)
        .body(body);
    answer(request).await
}

/// Brings one file and answers what its page is told of it.
async fn bring(browser: &Browser, blog: &Blog, name: &str, bytes: &[u8]) -> Value {
    let told = send(browser, blog, "application/json", form(&[(name, bytes)])).await;
    assert_eq!(told.status, 200, "{}", told.body);
    let told: Value = serde_json::from_str(&told.body).unwrap();
    told["taken"][0].clone()
}

/// A photograph of a plain colour.
fn jpeg() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let picture = image::RgbImage::from_pixel(1000, 500, image::Rgb([90, 120, 60]));
    picture.write_to(&mut bytes, image::ImageFormat::Jpeg).unwrap();
    bytes.into_inner()
}

const SONG: &[u8] = b"ID3\x04 0123456789";

#[tokio::test]
async fn files_are_brought_without_script_and_each_is_taken_or_refused_by_itself() {
    let blog = Blog::start().await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let page = ada.get(&blog, "/admin/media").await;
    assert!(page.body.contains("Nothing is here yet") && page.body.contains("multipart/form-data"));
    let brought = send(&ada, &blog, "text/html", form(&[("a song.mp3", SONG), ("b.bin", b"bytes")])).await;
    assert_eq!(
        (brought.status.as_u16(), brought.location.as_deref()),
        (303, Some("/admin/media?arrived=1.2"))
    );
    let page = ada.get(&blog, "/admin/media?arrived=1.2").await;
    assert!(page.body.contains("[a song](/media/"), "{}", page.body);
    let svg = &b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"[..];
    let mixed = send(&ada, &blog, "text/html", form(&[("x\".svg", svg), ("c.mp3", b"ID3 other")])).await;
    assert_eq!(mixed.status, 422);
    for part in ["One file was not taken.", "hold programs that run in readers", "It is here.", "[c](/media/"]
    {
        assert!(mixed.body.contains(part), "{part} in {}", mixed.body);
    }
    let nothing = send(&ada, &blog, "text/html", form(&[("", b"")])).await;
    assert_eq!(nothing.status, 303, "a form in which nothing was chosen");
    let told = send(&ada, &blog, "application/json", form(&[("x.png", b"\x89PNG\r\n\x1a\n cut")])).await;
    assert_eq!(told.status, 200, "what became of each file is what a script asked for");
    assert!(told.body.contains("cut off or damaged"), "{}", told.body);
}

#[tokio::test]
async fn what_is_no_form_of_files_and_what_is_cut_off_keeps_nothing() {
    let blog = Blog::start().await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    assert_eq!(ada.post(&blog, "/admin/media", &[("files", "x")]).await.status, 415);
    let whole = form(&[("a.mp3", SONG)]);
    let cut = send(&ada, &blog, "text/html", whole[..whole.len() - 30].to_vec()).await;
    assert_eq!(cut.status, 422);
    assert!(cut.body.contains("broke off"), "{}", cut.body);
    assert_eq!(blog.media_files(), Vec::<String>::new());
    // A connection that ends in the middle.
    let cookie = blog.log_in_as("Ada").await;
    let mut stream = TcpStream::connect(blog.address()).unwrap();
    let body = form(&[("a.mp4", &vec![7; 3_000_000])]);
    write!(
        stream,
        "POST /admin/media HTTP/1.1\r\nhost: {}\r\ncookie: {cookie}\r\nsec-fetch-site: same-origin\r\n\
         content-type: multipart/form-data; boundary={BOUNDARY}\r\ncontent-length: {}\r\n\r\n",
        blog.address(),
        body.len()
    )
    .unwrap();
    stream.write_all(&body[..2_000_000]).unwrap();
    for _ in 0..500 {
        if !blog.media_files().is_empty() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    assert_eq!(blog.media_files().len(), 1, "it is arriving");
    drop(stream);
    for _ in 0..500 {
        if blog.media_files().is_empty() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    assert_eq!(blog.media_files(), Vec::<String>::new());
}

#[tokio::test]
async fn a_film_may_be_larger_than_any_other_form() {
    let blog = Blog::start().await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let mut film = b"\0\0\0\x18ftypmp42".to_vec();
    film.resize(9_000_000, 7);
    let told = bring(&ada, &blog, "film.mp4", &film).await;
    let film = Browser::new().get(&blog, told["address"].as_str().unwrap()).await;
    assert_eq!(film.headers["content-length"], "9000000");
}

#[tokio::test]
async fn hostile_names_become_plain_titles() {
    let blog = Blog::start().await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let long = "n".repeat(300);
    for (number, (name, title)) in [
        ("../../../etc/passwd.mp3", "passwd"),
        ("C:\\\\files\\\\song.mp3", "song"),
        ("a\u{202e}3pm.exe.mp3", "a3pm.exe"),
        (&*long, &long[..200]),
        ("<b>bold</b>.mp3", "b>"),
    ]
    .into_iter()
    .enumerate()
    {
        let told = bring(&ada, &blog, name, format!("ID3 {number}").as_bytes()).await;
        assert_eq!(told["title"], title, "{name:?}");
    }
    let nul = send(&ada, &blog, "application/json", form(&[("nul\0inside.mp3", SONG)])).await;
    assert!(nul.body.contains("\"taken\":[]"), "no browser sends this: {}", nul.body);
    for file in blog.media_files() {
        assert!(file.ends_with("/whole.mp3") && !file.contains("passwd"), "{file}");
    }
}

#[tokio::test]
async fn a_file_is_served_under_its_own_type_for_ever_and_may_do_nothing() {
    let blog = Blog::start().await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let told = bring(&ada, &blog, "song.html", SONG).await;
    let address = told["address"].as_str().unwrap();
    let anyone = Browser::new();
    let whole = anyone.get(&blog, address).await;
    assert_eq!((whole.status.as_u16(), whole.body.as_bytes()), (200, SONG));
    for (name, value) in [
        ("content-type", "audio/mpeg"),
        ("x-content-type-options", "nosniff"),
        ("cache-control", "public, max-age=31536000, immutable"),
        ("accept-ranges", "bytes"),
        ("content-length", "15"),
    ] {
        assert_eq!(whole.headers[name], value, "{name}");
    }
    let policy = whole.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("sandbox; default-src 'none'"), "{policy}");
    assert!(!whole.headers.contains_key("content-encoding"));
    let tag = whole.headers["etag"].to_str().unwrap();
    let get = |headers: &[(&str, &str)]| {
        let request =
            headers.iter().fold(anyone.client().get(blog.url(address)), |request, (name, value)| {
                request.header(*name, *value)
            });
        answer(request)
    };
    assert_eq!(get(&[("if-none-match", tag)]).await.status, 304);
    let part = get(&[("range", "bytes=5-9")]).await;
    assert_eq!((part.status.as_u16(), part.body.as_str()), (206, "01234"));
    assert_eq!(part.headers["content-range"], "bytes 5-9/15");
    assert_eq!(get(&[("range", "bytes=-3")]).await.body, "789");
    assert_eq!(get(&[("range", "bytes=5-9"), ("if-range", tag)]).await.status, 206);
    assert_eq!(get(&[("range", "bytes=5-9"), ("if-range", "\"other\"")]).await.status, 200);
    assert_eq!(get(&[("range", "bytes=0-1,3-4")]).await.status, 200);
    let beyond = get(&[("range", "bytes=15-")]).await;
    assert_eq!(beyond.status, 416);
    assert_eq!(beyond.headers["content-range"], "bytes */15");
    let head = answer(anyone.client().head(blog.url(address))).await;
    assert_eq!((head.status.as_u16(), &head.headers["content-length"]), (200, &"15".parse().unwrap()));
    for path in
        ["/media/x/whole.mp3", "/media/../postil.db", &address.replace("mp3", "mp4"), &format!("{address}/x")]
    {
        assert_eq!(anyone.get(&blog, path).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn what_no_page_shows_is_saved_under_its_title() {
    let blog = Blog::start().await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let told = bring(&ada, &blog, "Über uns.pdf", b"%PDF-1.7 words").await;
    let paper = Browser::new().get(&blog, told["address"].as_str().unwrap()).await;
    assert_eq!(paper.headers["content-type"], "application/pdf");
    assert_eq!(paper.headers["content-disposition"], "attachment; filename*=UTF-8''%C3%9Cber%20uns%2Epdf");
    let page = bring(&ada, &blog, "page.html", b"<html><script>alert(1)</script>").await;
    let page = Browser::new().get(&blog, page["address"].as_str().unwrap()).await;
    assert_eq!(page.headers["content-type"], "application/octet-stream");
}

#[tokio::test]
async fn the_library_is_searched_described_and_cleared_by_hand() {
    let blog = Blog::start().await;
    blog.add_user("Marek", Role::Author).await;
    let (ada, marek) = (Browser::log_in_as(&blog, "Ada").await, Browser::log_in_as(&blog, "Marek").await);
    let picture = bring(&ada, &blog, "weir.jpg", &jpeg()).await;
    bring(&marek, &blog, "song.mp3", SONG).await;
    let markdown = picture["markdown"].as_str().unwrap();
    let post = blog.publish("The weir", markdown, &[]).await;
    for (query, has_picture, has_song) in [
        ("", true, true),
        ("?show=picture", true, false),
        ("?show=undescribed", true, false),
        ("?show=unused", false, true),
        ("?q=son", false, true),
    ] {
        let page = ada.get(&blog, &format!("/admin/media{query}")).await;
        assert_eq!(page.body.contains("/admin/media/1\""), has_picture, "{query}");
        assert_eq!(page.body.contains("/admin/media/2\""), has_song, "{query}");
    }
    assert_eq!(ada.get(&blog, "/admin/media?show=nothing").await.status, 404);
    let page = marek.get(&blog, "/admin/media/1").await;
    assert!(page.body.contains("Somebody else brought this") && page.body.contains("The weir"));
    assert_eq!(marek.post(&blog, "/admin/media/1", &[("title", "x")]).await.status, 403);
    assert_eq!(marek.post(&blog, "/admin/media/1/deletion", &[("although_shown", "yes")]).await.status, 403);
    let empty = ada.post(&blog, "/admin/media/1", &[("title", ""), ("alt", "Water <b>")]).await;
    assert_eq!(empty.status, 422);
    assert!(empty.body.contains("must not be empty") && empty.body.contains("Water &#60;b&#62;"));
    let saved = ada.post(&blog, "/admin/media/1", &[("title", "Weir"), ("alt", "Water falls")]).await;
    assert_eq!(saved.location.as_deref(), Some("/admin/media/1?done=saved"));
    let warned = ada.post(&blog, "/admin/media/1/deletion", &[("x", "")]).await;
    assert_eq!(warned.status, 422);
    assert!(warned.body.contains(&format!("/admin/posts/{post}")), "{}", warned.body);
    let gone = ada.post(&blog, "/admin/media/1/deletion", &[("although_shown", "yes")]).await;
    assert_eq!(gone.location.as_deref(), Some("/admin/media?done=deleted"));
    assert!(ada.get(&blog, "/admin/media?done=deleted").await.body.contains("role=\"status\">Deleted."));
    assert_eq!(Browser::new().get(&blog, picture["address"].as_str().unwrap()).await.status, 410);
    assert_eq!(ada.get(&blog, "/admin/media/1").await.status, 404);
}

#[tokio::test]
async fn an_upload_that_trickles_is_given_up_and_one_that_flows_is_not_hurried() {
    let limits = postil::testing::Limits {
        body: std::time::Duration::from_millis(300),
        ..postil::testing::Limits::default()
    };
    let blog = Blog::start_with_limits(limits).await;
    let cookie = blog.log_in_as("Ada").await;
    let mut stream = TcpStream::connect(blog.address()).unwrap();
    let head = format!(
        "POST /admin/media HTTP/1.1\r\nhost: {}\r\ncookie: {cookie}\r\nsec-fetch-site: same-origin\r\nconnection: \
         close\r\ncontent-type: multipart/form-data; boundary={BOUNDARY}\r\ncontent-length: 900\r\n\r\n",
        blog.address()
    );
    stream.write_all(head.as_bytes()).unwrap();
    let told = tokio::task::spawn_blocking(move || {
        let mut told = String::new();
        stream.read_to_string(&mut told).unwrap();
        told
    });
    let told = told.await.unwrap();
    assert!(told.starts_with("HTTP/1.1 408"), "{told}");
}

#[tokio::test]
async fn a_post_shows_its_pictures_in_every_width_and_a_new_description_at_once() {
    let blog = Blog::start_with_base_url("https://blog.example.org").await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let picture = bring(&ada, &blog, "weir.jpg", &jpeg()).await;
    let (address, markdown) = (picture["address"].as_str().unwrap(), picture["markdown"].as_str().unwrap());
    let song = bring(&ada, &blog, "song.mp3", SONG).await;
    let source = format!("Words.\n\n{markdown}\n\n{}\n", song["markdown"].as_str().unwrap());
    let post = blog.publish("The weir", &source, &[]).await;
    let path = blog.path_of(post).await;
    let anyone = Browser::new();
    let before = anyone.get(&blog, &path).await.body;
    let base = address.strip_suffix("960.jpg").unwrap();
    for part in [
        &*format!("<source type=\"image/webp\" srcset=\"{base}480.webp 480w, {base}960.webp 960w, "),
        &format!("<a class=\"picture\" href=\"{base}1000.jpg\">"),
        "width=\"1000\" height=\"500\" alt=\"\" fetchpriority=\"high\"",
        "<img class=\"veil\" src=\"data:image/webp;base64,",
        "<audio controls preload=\"metadata\"",
        "og:image\" content=\"https://blog.example.org/cards/",
        "og:image:width\" content=\"952\"",
        "og:image:height\" content=\"500\"",
    ] {
        assert!(before.contains(part), "{part} in {before}");
    }
    let feed = anyone.get(&blog, "/feeds/posts.atom").await.body;
    assert!(feed.contains(&format!("src=&#34;https://blog.example.org{address}&#34;")), "{feed}");
    assert!(!feed.contains("srcset") && !feed.contains("veil") && !feed.contains("audio"));
    ada.post(&blog, "/admin/media/1", &[("title", "Weir"), ("alt", "Water falls")]).await;
    for page in [&*path, "/"] {
        assert!(anyone.get(&blog, page).await.body.contains("alt=\"Water falls\""), "{page}");
    }
    assert!(anyone.get(&blog, &path).await.body.contains("og:image:alt\" content=\"Water falls\""));
    let card = card_of(&before);
    let shown = anyone.get(&blog, &card).await;
    assert_eq!((shown.status.as_u16(), shown.headers["content-type"].to_str().unwrap()), (200, "image/jpeg"));
    ada.post(&blog, "/admin/media/1/deletion", &[("although_shown", "yes")]).await;
    let after = anyone.get(&blog, &path).await.body;
    assert!(!after.contains("srcset"));
    // From now on the title stands for it.
    assert_eq!(anyone.get(&blog, &card).await.location, Some(card_of(&after)));
    assert_eq!(anyone.get(&blog, &card_of(&after)).await.status, 200);
}

#[tokio::test]
async fn a_cover_stands_above_the_text_and_in_lists_but_never_twice() {
    let blog = Blog::start().await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let picture = bring(&ada, &blog, "weir.jpg", &jpeg()).await;
    let (address, markdown) = (picture["address"].as_str().unwrap(), picture["markdown"].as_str().unwrap());
    let write = |title: &'static str, source: String, cover: String| {
        let (ada, blog) = (&ada, &blog);
        async move {
            let fields = [("title", title), ("source", &source), ("cover", &cover), ("intent", "publish")];
            ada.post(blog, "/admin/posts", &fields).await
        }
    };
    let wrong = write("Wrong", "Words".to_owned(), "/media/nothing".to_owned()).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.body.contains("The library has no picture under this address."), "{}", wrong.body);
    assert_eq!(write("Covered", "Words".to_owned(), address.to_owned()).await.status, 303);
    let anyone = Browser::new();
    let covered = anyone.get(&blog, "/2017/03/covered").await.body;
    assert!(covered.contains("<div class=\"cover\"><a class=\"picture\""), "{covered}");
    let home = anyone.get(&blog, "/").await.body;
    assert!(home.contains("<div class=\"cover\"><a class=\"picture\" href=\"/2017/03/covered\">"), "{home}");
    for feed in ["/feeds/posts.atom", "/feeds/posts.rss"] {
        let feed = anyone.get(&blog, feed).await.body;
        crate::feeds::assert_xml(&feed);
        let content = "type=\"image/jpeg\" medium=\"image\" width=\"1000\" height=\"500\">";
        assert!(feed.contains("<media:content url=\"http") && feed.contains(content), "{feed}");
        assert_eq!(feed.matches("&#60;img src=").count(), 1, "it stands above the text: {feed}");
    }
    let editor = ada.get(&blog, "/admin/posts/1").await.body;
    assert!(editor.contains(&format!("name=\"cover\" value=\"{address}\"")), "{editor}");
    assert_eq!(write("Twice", markdown.to_owned(), address.to_owned()).await.status, 303);
    assert!(!anyone.get(&blog, "/2017/03/twice").await.body.contains("class=\"cover\""));
    ada.post(&blog, "/admin/media/1/deletion", &[("although_shown", "yes")]).await;
    assert!(!anyone.get(&blog, "/2017/03/covered").await.body.contains("class=\"cover\""));
}
