//! What is answered here and what is left alone, on a socket, with a router of the test's own.

use axum::http::{HeaderMap, Uri};
use axum::response::IntoResponse as _;
use axum::{Extension, Router};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::*;
use crate::app::{App, Chance, Clock, Place};
use crate::model::ids::PostId;
use crate::model::key::{Key, Keys};
use crate::store::{Db, StoreError};
use crate::web::Limits;
use crate::web::cache::MadeOf;
use crate::web::connection::Activity;

const KEPT: u64 = 1024 * 1024;

/// A front that holds a page at every address that was asked for through it.
struct Scene {
    _folder: TempDir,
    app: App,
    front: Arc<Front>,
    client: TcpStream,
    lane: FastLane,
}

impl Scene {
    async fn with(kept: &[&str]) -> Self {
        let (folder, db) = Db::scratch().await;
        let place = Place { trusted_proxies: vec!["127.0.0.1/32".parse().unwrap()], ..Place::default() };
        let app = App::new(db, Clock::System, Chance::seeded(1), Arc::new(place));
        let router = Router::new().fallback(|uri: Uri| async move {
            let text = format!("This is {}. ", uri.path()).repeat(20);
            (Extension(MadeOf(Keys::of([Key::Post(PostId(1))]))), [("x-page", "1")], text).into_response()
        });
        let front = Arc::new(Front::new(app.clone(), router, KEPT));
        let peer = Peer("127.0.0.1:1".parse().unwrap());
        for path in kept {
            for coding in ["", "gzip", "br"] {
                let request = axum::http::Request::builder().uri(*path).header("host", "blog.example");
                let request = request.header("accept-encoding", coding).body(axum::body::Body::empty());
                front.answer(request.unwrap(), peer).await;
            }
        }
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (stream, _) = listener.accept().await.unwrap();
        let stream = PatientStream::new(stream, Activity::new(), &Limits::default());
        let lane = FastLane::new(stream, front.clone(), peer);
        Self { _folder: folder, app, front, client, lane }
    }

    /// Sends it and no more. How the lane ended, what it left for others, and what it answered.
    async fn sent(mut self, text: &str) -> (Ended, String, String) {
        self.client.write_all(text.as_bytes()).await.unwrap();
        self.client.shutdown().await.unwrap();
        let ended = (&mut self.lane).await;
        let mut stream = self.lane.into_stream();
        let (mut left, mut answered) = (String::new(), String::new());
        stream.read_to_string(&mut left).await.unwrap();
        drop(stream);
        self.client.read_to_string(&mut answered).await.unwrap();
        (ended, left, answered)
    }
}

fn get(path: &str, lines: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: blog.example\r\n{lines}\r\n")
}

#[tokio::test]
async fn kept_pages_are_answered_in_their_order_until_the_client_has_said_everything() {
    let scene = Scene::with(&["/a", "/b"]).await;
    let (ended, left, answered) = scene.sent(&(get("/a", "") + &get("/b", "") + &get("/a", ""))).await;
    assert_eq!((ended, left.as_str()), (Ended::Over, ""));
    let pages: Vec<_> =
        answered.match_indices("This is /").map(|(at, _)| &answered[at + 8..at + 10]).collect();
    let mut order = pages.clone();
    order.dedup();
    assert_eq!((order, pages.len()), (vec!["/a", "/b", "/a"], 60));
}

#[tokio::test]
async fn what_is_not_plain_or_not_kept_is_left_to_the_library_with_all_that_follows() {
    for other in [
        get("/other", ""),
        get("/a", "Connection: close\r\n"),
        get("/a?m=1", ""),
        "POST /a HTTP/1.1\r\nHost: blog.example\r\nContent-Length: 3\r\n\r\na=b".to_owned(),
        "HEAD /a HTTP/1.1\r\nHost: blog.example\r\n\r\n".to_owned(),
        "GET /a HTTP/1.1\r\nHost: blog.exa".to_owned(),
        "nonsense".to_owned(),
    ] {
        let rest = other + &get("/a", "");
        let (ended, left, answered) = Scene::with(&["/a"]).await.sent(&(get("/a", "") + &rest)).await;
        assert_eq!((ended, left), (Ended::NotPlain, rest));
        assert_eq!(answered.matches("HTTP/1.1 ").count(), 1);
    }
}

#[tokio::test]
async fn a_page_that_was_touched_is_left_to_the_library() {
    let scene = Scene::with(&["/a"]).await;
    let touch: Result<(), StoreError> =
        scene.app.db.write(|_| Box::pin(async { Ok(((), Keys::of([Key::Post(PostId(1))]))) })).await;
    touch.unwrap();
    assert_eq!(scene.sent(&get("/a", "")).await.0, Ended::NotPlain);
}

#[tokio::test]
async fn a_connection_that_is_asked_to_leave_is_over_at_once() {
    let mut scene = Scene::with(&["/a"]).await;
    Pin::new(&mut scene.lane).leave();
    assert_eq!((&mut scene.lane).await, Ended::Over);
}

/// The head of an answer, line by line, without what differs from moment to moment.
fn told(answer: &axum::response::Response) -> Vec<String> {
    let lines = answer.headers().iter().map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()));
    let mut lines: Vec<_> = lines.filter(|line| !line.starts_with("content-length: ")).collect();
    lines.sort();
    lines.insert(0, format!("HTTP/1.1 {}", answer.status()));
    lines
}

#[tokio::test]
async fn the_answer_says_what_the_other_way_around_says() {
    for lines in [
        "",
        "Accept-Encoding: gzip, br\r\n",
        "Accept-Encoding: gzip\r\n",
        "X-Forwarded-Proto: https\r\n",
        "If-None-Match: *\r\n",
        "If-None-Match: \"other\"\r\n",
        "If-None-Match: *\r\nAccept-Encoding: br\r\nX-Forwarded-Proto: https\r\n",
    ] {
        let scene = Scene::with(&["/a"]).await;
        let headers: HeaderMap = lines
            .lines()
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
            .collect();
        let mut request = axum::http::Request::new(axum::body::Body::empty());
        *request.uri_mut() = "/a".parse().unwrap();
        *request.headers_mut() = headers;
        request.headers_mut().insert("host", "blog.example".parse().unwrap());
        let expected = scene.front.answer(request, scene.lane.peer).await;
        let told = told(&expected);
        let body = axum::body::to_bytes(expected.into_body(), usize::MAX).await.unwrap();

        let mut client = scene.client;
        client.write_all(get("/a", lines).as_bytes()).await.unwrap();
        client.shutdown().await.unwrap();
        let mut lane = scene.lane;
        assert_eq!((&mut lane).await, Ended::Over);
        drop(lane);
        let mut answered = Vec::new();
        client.read_to_end(&mut answered).await.unwrap();
        let end = answered.windows(4).position(|bytes| bytes == b"\r\n\r\n").unwrap();
        let head = String::from_utf8(answered[..end].to_vec()).unwrap();
        assert_eq!(answered[end + 4..], body, "{lines}");
        let is_length = |line: &&str| line.starts_with("content-length: ");
        let length = (!body.is_empty()).then(|| format!("content-length: {}", body.len()));
        assert_eq!(head.lines().find(is_length), length.as_deref(), "{lines}");
        assert!(head.lines().any(|line| line.starts_with("date: ") && line.ends_with(" GMT")), "{head}");
        let mut received: Vec<_> =
            head.lines().filter(|line| !is_length(line) && !line.starts_with("date: ")).collect();
        received[1..].sort_unstable();
        assert_eq!(received, told, "{lines}");
    }
}
