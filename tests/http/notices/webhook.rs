//! The webhook, against a server that a test plays: what ntfy, Telegram and a program of one's own are told.

use std::sync::{Arc, Mutex};

use postil::testing::Blog;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use super::waiting;
use crate::client::Browser;

/// Takes calls on loopback and answers them all alike.
struct Listener {
    address: std::net::SocketAddr,
    heard: Arc<Mutex<Vec<String>>>,
    says: Arc<Mutex<&'static str>>,
}

impl Listener {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let heard: Arc<Mutex<Vec<String>>> = Arc::default();
        let says = Arc::new(Mutex::new("200 OK"));
        let (hearing, saying) = (heard.clone(), says.clone());
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let request = whole(&mut stream).await;
                hearing.lock().unwrap().push(request);
                let status = *saying.lock().unwrap();
                let answer = format!(
                    "HTTP/1.1 {status}\r\ncontent-length: 0\r\nlocation: http://127.0.0.1:1/\r\nconnection: close\r\n\r\n"
                );
                stream.write_all(answer.as_bytes()).await.unwrap();
            }
        });
        Self { address, heard, says }
    }

    fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }
}

/// A request with its body.
async fn whole(stream: &mut tokio::net::TcpStream) -> String {
    let mut bytes = Vec::new();
    loop {
        let mut piece = [0; 4096];
        let read = stream.read(&mut piece).await.unwrap();
        bytes.extend_from_slice(&piece[..read]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let length = text
            .to_lowercase()
            .split("content-length: ")
            .nth(1)
            .and_then(|rest| rest.lines().next()?.parse::<usize>().ok());
        if let (Some((head, _)), Some(length)) = (text.split_once("\r\n\r\n"), length)
            && bytes.len() >= head.len() + 4 + length
        {
            return text;
        }
    }
}

async fn set(blog: &Blog, ada: &Browser, format: &str, url: &str, chat: &str, token: &str) {
    let fields = [("format", format), ("url", url), ("chat", chat), ("token", token)];
    let done = ada.post(blog, "/admin/settings/webhook", &fields).await;
    assert_eq!(done.status, 303, "{}", done.body);
}

#[tokio::test]
async fn ntfy_telegram_and_a_program_of_ones_own_are_told_that_comments_wait() {
    let listener = Listener::start().await;
    let blog = Blog::start_with_near_webhook().await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let post = blog.publish("Weir", "Text", &[]).await;
    for (format, path, chat, token, parts) in [
        (
            "ntfy",
            "/postil",
            "",
            "tk_secret",
            [
                "POST / HTTP/1.1",
                "authorization: bearer tk_secret",
                "\"topic\":\"postil\"",
                "\"click\":\"http://blog.example.org/admin/comments\"",
            ],
        ),
        (
            "telegram",
            "/bot12:abc/sendMessage",
            "-100",
            "",
            [
                "POST /bot12:abc/sendMessage",
                "\"chat_id\":\"-100\"",
                "\"text\":\"a new blog: ",
                "http://blog.example.org/admin/comments\"",
            ],
        ),
        (
            "json",
            "/hook?a=b",
            "",
            "",
            [
                "POST /hook?a=b",
                "\"event\":\"comments_waiting\"",
                "\"name\":\"jo\"",
                "\"reason\":\"first_time\"",
            ],
        ),
    ] {
        set(&blog, &ada, format, &listener.url(path), chat, token).await;
        blog.tell_of_comments().await;
        let before = listener.heard().len();
        for text in ["It *rises* slowly", "And falls"] {
            blog.add_comment(waiting(post, text)).await;
        }
        blog.tell_of_comments().await;
        let heard = listener.heard();
        assert_eq!(heard.len(), before + 1, "both in one call");
        let call = heard.last().unwrap().to_lowercase();
        for part in parts.into_iter().chain(["it rises slowly", "and falls"]) {
            assert!(call.contains(&part.to_lowercase()), "{part} in {call}");
        }
        assert!(!call.contains("@example.org") && !call.contains("decisions"), "{call}");
        blog.tell_of_comments().await;
        assert_eq!(listener.heard().len(), before + 1, "each comment once");
    }
}

#[tokio::test]
async fn a_call_that_failed_is_made_again_later_and_said_to_the_owner() {
    let listener = Listener::start().await;
    let blog = Blog::start_with_near_webhook().await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    let post = blog.publish("Weir", "Text", &[]).await;
    set(&blog, &ada, "json", &listener.url("/"), "", "").await;
    *listener.says.lock().unwrap() = "302 Found";
    blog.add_comment(waiting(post, "Words")).await;
    blog.tell_of_comments().await;
    blog.tell_of_comments().await;
    assert_eq!(listener.heard().len(), 1, "not at once again, and no redirect is followed");
    let page = ada.get(&blog, "/admin/settings/webhook").await.body;
    assert!(page.contains("The last call failed: the server answered 302."), "{page}");
    *listener.says.lock().unwrap() = "204 No Content";
    blog.advance(60);
    blog.tell_of_comments().await;
    assert_eq!(listener.heard().len(), 2);
    let page = ada.get(&blog, "/admin/settings/webhook").await.body;
    assert!(page.contains("and took it.") && !page.contains("failed"), "{page}");
    blog.add_comment(waiting(post, "More")).await;
    blog.tell_of_comments().await;
    assert_eq!(listener.heard().len(), 2, "at most once a minute");
    blog.advance(60);
    blog.tell_of_comments().await;
    assert_eq!(listener.heard().len(), 3);
    ada.post(&blog, "/admin/settings/webhook/trial", &[]).await;
    assert!(listener.heard().last().unwrap().contains("\"event\":\"trial\""));
}

#[tokio::test]
async fn without_the_owners_word_on_the_command_line_only_public_addresses_are_called() {
    let listener = Listener::start().await;
    let blog = Blog::start().await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    set(&blog, &ada, "json", &listener.url("/"), "", "").await;
    ada.post(&blog, "/admin/settings/webhook/trial", &[]).await;
    let page = ada.get(&blog, "/admin/settings/webhook").await.body;
    assert!(
        page.contains("it leads to no public address") && page.contains("--webhook-may-be-private"),
        "{page}"
    );
    assert!(listener.heard().is_empty());
    let near = Blog::start_with_near_webhook().await;
    let ada = Browser::log_in_as(&near, "Ada").await;
    set(&near, &ada, "json", "http://169.254.169.254/latest", "", "").await;
    ada.post(&near, "/admin/settings/webhook/trial", &[]).await;
    let page = ada.get(&near, "/admin/settings/webhook").await.body;
    assert!(page.contains("it leads to no public address"), "{page}");
}

#[tokio::test]
async fn what_is_no_address_or_lacks_a_part_is_said_at_its_field() {
    let blog = Blog::start().await;
    let ada = Browser::log_in_as(&blog, "Ada").await;
    for (format, url, field) in [
        ("json", "ftp://hook.example/", "url"),
        ("json", "nowhere", "url"),
        ("json", "https://u:p@hook.example/", "url"),
        ("ntfy", "https://ntfy.sh/", "url"),
        ("telegram", "https://api.telegram.org/bot1:a/sendMessage", "chat"),
    ] {
        let fields = [("format", format), ("url", url), ("chat", ""), ("token", "")];
        let again = ada.post(&blog, "/admin/settings/webhook", &fields).await;
        assert_eq!(again.status, 422, "{url}");
        assert!(
            again.body.contains(&format!("id=\"{field}-error\"")) && again.body.contains(url),
            "{}",
            again.body
        );
    }
    set(&blog, &ada, "json", "https://hook.example/", "", "").await;
    set(&blog, &ada, "json", "", "", "").await;
    assert!(!ada.get(&blog, "/admin/settings/webhook").await.body.contains("Try it"));
}
