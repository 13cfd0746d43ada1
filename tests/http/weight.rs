//! What a first view costs: everything that a browser fetches by itself, with headers, as it goes over the wire.

use postil::testing::{Arrived, Blog};

use crate::client::{Answer, Browser, answer};

/// Ten packets of some 1,400 bytes are sent before the first word comes back.
const FIRST_WINDOW: usize = 14 * 1024;

const WORDS: &str = "the river came two days late and nobody at the mill wrote down who had asked for it first so we \
    measured the weir again with a longer rope while the clerk counted barges from the window of a cold room where \
    lamps burned until morning because every ledger said something else about that winter";

/// Sentences without end, the same each time.
fn prose(seed: usize, words: usize) -> String {
    let vocabulary: Vec<&str> = WORDS.split_whitespace().collect();
    let mut state = seed * 7919 + 1;
    let mut next = || {
        state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
        vocabulary[state / 65_536 % vocabulary.len()]
    };
    let text: Vec<&str> = (0..words).map(|_| next()).collect();
    text.chunks(12).map(|line| format!("{}.", line.join(" "))).collect::<Vec<_>>().join(" ")
}

fn bytes(answer: &Answer) -> usize {
    let lines = answer.headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4);
    let length: usize = answer.headers["content-length"].to_str().unwrap().parse().unwrap();
    "HTTP/1.1 200 OK\r\n\r\n".len() + lines.sum::<usize>() + length
}

#[tokio::test]
async fn the_first_view_of_a_discussed_post_fits_into_the_first_window() {
    let blog = Blog::start_with_base_url("https://blog.example").await;
    let id = blog.publish("Two days late", &prose(1, 700), &["Rivers", "Mills"]).await;
    for number in 0..40 {
        let text = prose(number + 2, 30);
        let arrived = Arrived { post: id, parent: None, name: "Jo", text: &text, state: "published" };
        blog.add_comment(arrived).await;
    }
    let path = blog.path_of(id).await;
    let browser = Browser::new();
    let page = browser.get(&blog, &path).await.body;
    // What is only named for a script to load when somebody begins to write is no part of a view.
    let (before, later) = page.split_once("data-script=\"").expect("a script for later");
    let later = later.split_once('"').expect("the end of its address").1;
    let mut fetched: Vec<&str> = [before, later]
        .into_iter()
        .flat_map(|part| part.split(['"', ' ']))
        .filter(|address| address.starts_with("/static/") && !address.contains(".ico"))
        .collect();
    fetched.sort_unstable();
    fetched.dedup();
    assert!(fetched.len() >= 2, "{fetched:?}");
    let mut sum = 0;
    for address in fetched.into_iter().chain([path.as_str()]) {
        let packed = browser.client().get(blog.url(address)).header("accept-encoding", "br");
        let packed = answer(packed).await;
        assert_eq!(packed.headers["content-encoding"], "br", "{address}");
        sum += bytes(&packed);
    }
    assert!(sum <= FIRST_WINDOW, "{sum} bytes");
}
