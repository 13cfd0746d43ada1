//! The client pointed at servers on loopback: one that it may ask, and many that it must not.

use std::io::Write as _;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use super::*;

const LIMITS: Limits = Limits { bytes: 10_000, time: Duration::from_secs(20) };

/// A server that answers every request with what it is told, and remembers what it was asked.
struct Server {
    address: SocketAddr,
    asked: Arc<std::sync::Mutex<Vec<String>>>,
}

impl Server {
    async fn start(answer: impl Fn(&str) -> Vec<u8> + Send + Sync + 'static) -> Self {
        Self::start_at(Ipv4Addr::LOCALHOST, answer).await
    }

    async fn start_at(host: Ipv4Addr, answer: impl Fn(&str) -> Vec<u8> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind((host, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let asked = Arc::new(std::sync::Mutex::new(Vec::new()));
        let notes = asked.clone();
        let answer = Arc::new(answer);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let (notes, answer) = (notes.clone(), answer.clone());
                tokio::spawn(async move {
                    let mut head = Vec::new();
                    while !head.ends_with(b"\r\n\r\n") {
                        let mut byte = [0];
                        match stream.read(&mut byte).await {
                            Ok(1) => head.push(byte[0]),
                            _ => return,
                        }
                    }
                    let head = String::from_utf8(head).unwrap();
                    notes.lock().unwrap().push(head.clone());
                    let path = head.split(' ').nth(1).unwrap_or_default();
                    let _gone = stream.write_all(&answer(path)).await;
                });
            }
        });
        Self { address, asked }
    }

    /// Says hello to whoever asks.
    async fn friendly() -> Self {
        Self::start(|_| whole("200 OK", "Content-Type: text/plain; charset=utf-8\r\n", b"hello")).await
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    fn heads(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

fn whole(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let head =
        format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

fn leading_to(location: &str) -> Vec<u8> {
    whole("302 Found", &format!("Location: {location}\r\nSet-Cookie: a=b; Path=/\r\n"), b"")
}

/// A lookup that answers one address after another, the last one for ever, and counts.
fn lookup(answers: &'static [&'static str]) -> (Lookup, Arc<AtomicUsize>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let counter = asked.clone();
    let lookup: Lookup = Arc::new(move |_| {
        let turn = counter.fetch_add(1, Ordering::SeqCst).min(answers.len() - 1);
        Box::pin(
            async move { Ok(answers[turn].split(' ').map(|address| address.parse().unwrap()).collect()) },
        )
    });
    (lookup, asked)
}

#[tokio::test]
async fn an_answer_comes_with_its_type_and_nothing_is_told_but_our_name() {
    let server = Server::friendly().await;
    let fetched = Fetcher::for_test(server.address).get(&server.url("/a?b=c#d"), LIMITS).await.unwrap();
    assert_eq!(
        (fetched.bytes.as_slice(), fetched.media_type.as_deref()),
        (&b"hello"[..], Some("text/plain"))
    );
    let head = server.heads().remove(0).to_lowercase();
    assert!(head.starts_with("get /a?b=c http/1.1\r\n"), "{head}");
    assert!(head.contains(&format!("user-agent: postil/{}\r\n", env!("CARGO_PKG_VERSION"))), "{head}");
    for told in ["cookie", "authorization", "referer", "origin"] {
        assert!(!head.contains(told), "{told} in {head}");
    }
}

#[tokio::test]
async fn this_machine_is_not_asked_in_any_spelling() {
    let server = Server::friendly().await;
    let (fetcher, port) = (Fetcher::new().unwrap(), server.address.port());
    for host in [
        "127.0.0.1",
        "127.0.0.1.",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "017700000001",
        "１２７.0.0.1",
        "127。0。0。1",
        "0",
        "0.0.0.0",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[0:0:0:0:0:ffff:127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "10.0.0.1",
        "169.254.169.254",
        "100.64.1.1",
        "224.0.0.1",
        "192.0.2.1",
        "[fe80::1]",
        "[fd00::1]",
        "[2001:db8::1]",
        "localhost",
    ] {
        let refused = fetcher.get(&format!("http://{host}:{port}/"), LIMITS).await.unwrap_err();
        assert!(matches!(refused, Fault::NotPublic), "{host}: {refused:?}");
    }
    assert_eq!(server.heads(), Vec::<String>::new());
}

#[tokio::test]
async fn what_is_no_plain_address_of_the_web_is_not_asked() {
    let fetcher = Fetcher::new().unwrap();
    for (address, expected) in [
        ("", "this is not a web address"),
        ("//example.org/a", "this is not a web address"),
        ("file:///etc/passwd", "this is not a web address"),
        ("ftp://example.org/", "this is not a web address"),
        ("gopher://example.org/", "this is not a web address"),
        ("data:text/plain,hello", "this is not a web address"),
        ("http://", "this is not a web address"),
        ("http://ada@example.org/", "it asks for a password"),
        ("http://ada:secret@example.org/", "it asks for a password"),
        ("http://example.org:25/", "port 25 is not asked"),
        ("https://example.org:22/", "port 22 is not asked"),
        ("http://example.org:0/", "port 0 is not asked"),
    ] {
        let refused = fetcher.get(address, LIMITS).await.unwrap_err();
        assert_eq!(refused.to_string(), expected, "{address}");
    }
}

#[tokio::test]
async fn a_name_that_leads_to_this_machine_is_not_asked() {
    let server = Server::friendly().await;
    for answers in [&["127.0.0.1"], &["10.0.0.1 ::1 ::ffff:127.0.0.1"]] {
        let (lookup, _) = lookup(answers);
        let fetcher = Fetcher::with(Reach::Public, lookup).unwrap();
        let address = format!("http://harmless.example:{}/", server.address.port());
        let refused = fetcher.get(&address, LIMITS).await.unwrap_err();
        assert!(matches!(refused, Fault::NotPublic), "{refused:?}");
    }
    assert_eq!(server.heads(), Vec::<String>::new());
}

#[tokio::test]
async fn an_answer_that_changes_after_it_was_looked_at_leads_nowhere_else() {
    let server = Server::friendly().await;
    // The test's own address first, then one that must not be asked: were a name asked for again between the look and
    // the connection, the connection would fail.
    let (lookup, asked) = lookup(&["127.0.0.1", "127.0.0.2"]);
    let fetcher = Fetcher::with(Reach::PublicAnd(server.address.ip()), lookup).unwrap();
    let address = format!("http://changing.example:{}/", server.address.port());
    assert_eq!(fetcher.get(&address, LIMITS).await.unwrap().bytes, b"hello");
    assert_eq!(asked.load(Ordering::SeqCst), 1);
    // The next question is looked at like the first.
    let refused = fetcher.get(&address, LIMITS).await.unwrap_err();
    assert!(matches!(refused, Fault::NotPublic), "{refused:?}");
}

#[tokio::test]
async fn redirects_are_followed_a_few_times_and_without_what_they_set() {
    let server = Server::start(|path| match path {
        "/4" => whole("200 OK", "", b"there"),
        "/loop" => leading_to("/loop"),
        path => leading_to(&format!("/{}", path[1..].parse::<u32>().unwrap() + 1)),
    })
    .await;
    let fetcher = Fetcher::for_test(server.address);
    assert_eq!(fetcher.get(&server.url("/0"), LIMITS).await.unwrap().bytes, b"there");
    assert!(server.heads().iter().all(|head| !head.to_lowercase().contains("cookie")));
    let given_up = fetcher.get(&server.url("/loop"), LIMITS).await.unwrap_err();
    assert!(matches!(given_up, Fault::TooManyRedirects), "{given_up:?}");
    assert_eq!(server.heads().len(), 5 + 6);
}

#[tokio::test]
async fn a_redirect_is_looked_at_like_an_address_of_its_own() {
    let hidden = Server::start_at(Ipv4Addr::new(127, 0, 0, 2), |_| whole("200 OK", "", b"secret")).await;
    for location in [
        hidden.url("/"),
        format!("http://0x7f.2:{}/", hidden.address.port()),
        format!("//[::ffff:127.0.0.2]:{}/", hidden.address.port()),
        "file:///etc/passwd".to_owned(),
        "http://10.0.0.1/".to_owned(),
        "http://a:b@example.org/".to_owned(),
    ] {
        let to = location.clone();
        let server = Server::start(move |_| leading_to(&to)).await;
        let refused = Fetcher::for_test(server.address).get(&server.url("/"), LIMITS).await.unwrap_err();
        let is_refusal = matches!(refused, Fault::NotPublic | Fault::NotAnAddress | Fault::Credentials);
        assert!(is_refusal, "{location}: {refused:?}");
    }
    assert_eq!(hidden.heads(), Vec::<String>::new());
}

#[tokio::test]
async fn no_more_is_taken_than_was_allowed_whether_it_is_told_before_or_not() {
    let server = Server::start(|path| {
        let body = vec![b'x'; if path == "/fits" { 10_000 } else { 10_001 }];
        match path {
            "/untold" => [b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", body.as_slice()].concat(),
            "/packed" => {
                let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
                packed.write_all(&body).unwrap();
                whole("200 OK", "Content-Encoding: gzip\r\n", &packed.finish().unwrap())
            }
            _ => whole("200 OK", "", &body),
        }
    })
    .await;
    let fetcher = Fetcher::for_test(server.address);
    assert_eq!(fetcher.get(&server.url("/fits"), LIMITS).await.unwrap().bytes.len(), 10_000);
    for path in ["/told", "/untold", "/packed"] {
        let refused = fetcher.get(&server.url(path), LIMITS).await.unwrap_err();
        assert!(matches!(refused, Fault::TooLarge(_)), "{path}: {refused:?}");
    }
}

#[tokio::test]
async fn who_takes_too_long_is_not_waited_for() {
    let silent = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let limits = Limits { time: Duration::from_millis(300), ..LIMITS };
    let address = silent.local_addr().unwrap();
    let given_up = Fetcher::for_test(address).get(&format!("http://{address}/"), limits).await.unwrap_err();
    assert!(matches!(given_up, Fault::TooSlow), "{given_up:?}");
    // Half an answer, and then nothing.
    let server = Server::start(|_| b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf".to_vec()).await;
    let broken = Fetcher::for_test(server.address).get(&server.url("/"), limits).await.unwrap_err();
    assert!(matches!(broken, Fault::TooSlow | Fault::CutOff(_)), "{broken:?}");
    assert!(broken.may_pass());
}

#[tokio::test]
async fn only_a_whole_answer_counts_as_one() {
    for (status, may_pass) in [("404 Not Found", false), ("206 Partial Content", false), ("503 Busy", true)] {
        let server = Server::start(move |_| whole(status, "", b"no")).await;
        let refused = Fetcher::for_test(server.address).get(&server.url("/"), LIMITS).await.unwrap_err();
        assert_eq!(refused.to_string(), format!("the server answered {}", &status[..3]));
        assert_eq!(refused.may_pass(), may_pass);
    }
    // A redirect without a place to go.
    let server = Server::start(|_| whole("302 Found", "", b"")).await;
    let refused = Fetcher::for_test(server.address).get(&server.url("/"), LIMITS).await.unwrap_err();
    assert!(matches!(refused, Fault::Status(302)), "{refused:?}");
}
